/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_LIBVIRT_STORAGE_H
#define EXT_EXT_LIBVIRT_STORAGE_H

#include "ext/ext-libvirt.h"

/*
 * Copies of guests' disks by libvirt's own storage, which may reach what this process may not.
 * The code is in ext-libvirt-qemu.c.
 */
struct virt_volume;

/* Where one is: a path, or a pool's name and a volume's. Borrowed. */
struct virt_volume_at {
	const char *path, *pool, *volume;
};

/*
 * A folder that no pool of libvirt's has gets one for as long as the volume is held. -ENOENT:
 * there is no such file. Needs virt_volume_free().
 */
int virt_volume_find(struct virt *virt, const struct virt_volume_at *at, struct virt_volume **ret,
	struct err *err);
void virt_volume_free(struct virt_volume *volume);
void virt_volume_freep(struct virt_volume **volume);

/*
 * A copy of this name in the same pool, whole: it has no backing file. format: what the guest
 * takes the original for ("qcow2"; NULL: it does not say); -EINVAL when libvirt sees another.
 * -EEXIST: the name is taken. After -EINTR libvirt may still be writing the copy.
 */
int virt_volume_copy(struct virt_volume *volume, const char *name, const char *format,
	char **ret_path, struct err *err);

/* Deletes the copy again; or what was copied. */
void virt_volume_undo(struct virt_volume *volume);
int virt_volume_delete(struct virt_volume *volume, struct err *err);

/* A stopped guest's new name. Files that its definition names (disks, NVRAM) keep theirs. */
int virt_rename(struct virt *virt, const char *name, const char *new_name, struct err *err);

#endif
