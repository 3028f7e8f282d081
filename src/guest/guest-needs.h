/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_NEEDS_H
#define GUEST_GUEST_NEEDS_H

#include <stdbool.h>

#include "base/err.h"
#include "ext/ext-xml.h"
#include "model/guest.h"
#include "model/vm-needs.h"

/*
 * A guest's needs in its domain's <metadata>, an element of its own name space. Once released it
 * stays as it is:
 *
 *	<virtfn:needs xmlns:virtfn="https://virtfn.org/needs/1">
 *	  <virtfn:vf pf="0000:01:00.0" index="0" count="4" driver="vfio-pci"
 *	    settings="mac=52:54:00:00:00:01,vlan=100" quota="exec_quantum_ms=25"/>
 *	  <virtfn:hugepages page="2M" count="4096" node="0"/>
 *	  <virtfn:shm path="/dev/shm/looking-glass" size="64M" owner="me" group="kvm" mode="0660"/>
 *	  <virtfn:host cpus="0-1" governor="performance" epp="performance"/>
 *	</virtfn:needs>
 *
 * Wanted of a vf are pf and index, of hugepages count and page, of shm path and size.
 */
#define GUEST_NEEDS_NAMESPACE "https://virtfn.org/needs/1"

/* Whether the text of a domain can have needs at all: without a parser. */
bool guest_needs_maybe(const char *text);

/*
 * None is no error. -EINVAL with what is wrong for needs that are there and cannot be understood
 * whole: half of them done is worse than none.
 */
int guest_needs_read(const char *text, struct vm_needs *ret, struct err *err);

/* The need of a VF that is made again for the guest; of others, and of one that is there, none. */
void guest_needs_add_vf(struct vm_needs *needs, const struct guest_device *device);

/* Nobody's need any more. */
void guest_needs_drop_vf(struct vm_needs *needs, struct pci_addr pf, int vf_index);

/*
 * Puts the needs into a domain's document, in place of those it has; an empty set takes them out.
 * The rest of the document stays as it is. -EINVAL for what vm_needs_check() refuses, and for a
 * document that is no domain.
 */
int guest_needs_write(struct xml *domain, const struct vm_needs *needs, struct err *err);

#endif
