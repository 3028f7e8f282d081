/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_DOMAIN_H
#define GUEST_GUEST_DOMAIN_H

#include "base/err.h"
#include "model/guest.h"

/* In a domain's <metadata>: what virtfn made it from. Once released it stays. */
#define GUEST_DOMAIN_NAMESPACE "https://virtfn.org/domain/1"

/* Whether XML can hold the texts of a spec, before anything else is done: -EINVAL. */
int guest_domain_check(const struct guest_spec *spec, struct err *err);

/*
 * A new guest as libvirt's domain XML, to be free()d. -EINVAL for a text that XML
 * cannot hold. Whether the files and devices exist is not asked here.
 */
int guest_domain_xml(const struct guest_spec *spec, char **ret, struct err *err);

#endif
