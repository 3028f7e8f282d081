/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_LIBVIRT_PARTS_H
#define EXT_EXT_LIBVIRT_PARTS_H

#include "ext/ext-libvirt.h"

/*
 * What ext-libvirt.c lends its neighbour ext-libvirt-qemu.c. Connections and domains are
 * void pointers here, so that this header needs none of libvirt's.
 */
struct virt {
	void *conn;
	bool lost; /* a call of it was given up and still runs */
};

/* As virt_guest() finds it; needs virt_part_domain_free(). */
int virt_part_domain(struct virt *virt, const char *name, void **ret, struct err *err);
void virt_part_domain_free(void *domain);

/* "what name: libvirt's words" of this thread's last call, with its code as an errno. */
int virt_part_error(const char *what, const char *name, struct err *err);

#endif
