/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_READ_H
#define GUEST_GUEST_READ_H

#include "base/err.h"
#include "ext/ext-xml.h"
#include "model/guest.h"

/*
 * What a domain's XML says about a guest; needs guest_info_done(). Elements that
 * virtfn does not know are passed over. -EINVAL when it is no domain at all.
 */
int guest_read(const char *xml, struct guest_info *ret, struct err *err);

/* Of a <hostdev> or an <interface>: the PCI function that is given; -EINVAL: none. */
int guest_read_address(struct xml_node *node, struct pci_addr *ret);

#endif
