/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Disks of guests that are no image yet: a new one, or a whole controller with what is on it.
 * Images and block devices are vm-file.c's.
 */
#include "cli/vm-disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/block-use.h"

#define FOLDER     "var/lib/libvirt/images"
#define SIZE_LEAST (1ull << 20)
#define SIZE_MOST  (64ull << 40)
#define CLASS_SATA 0x0106

int vm_disk_new(const struct call *call, const char *text, struct vm_disk *ret, struct err *err)
{
	struct vm_disk disk = { 0 };

	if (str_to_size(text, &disk.size) < 0 || root_exists(call->root, "%s", text))
		return 0;
	if (disk.size < SIZE_LEAST || disk.size > SIZE_MOST)
		return err_set(err, EINVAL, "--disk takes a size of 1M to 64T, not '%.40s'", text);
	disk.path = str_printf("/" FOLDER "/%s.img", call->args[0]);
	if (!disk.path)
		return err_oom(err);
	if (root_exists(call->root, "%s", disk.path + 1)) {
		(void)err_set(err, EEXIST,
			"there is a disk %s already; use it: --disk %s, or take it away first",
			disk.path, disk.path);
		vm_disk_done(&disk);
		return -EEXIST;
	}
	*ret = disk;
	return 1;
}

void vm_disk_done(struct vm_disk *disk)
{
	free(disk->path);
	disk->path = NULL;
}

/* Sparse: it may grow larger than the room there is. */
static void note_room(struct call *call, const struct vm_disk *disk, int fd)
{
	struct statvfs st;

	if (fstatvfs(fd, &st) < 0 || (uint64_t)st.f_bavail * st.f_frsize >= disk->size)
		return;
	doc_note(call->doc,
		"%s can grow to %llu MiB, and only %llu MiB are free there: a full host stops the "
		"guest",
		disk->path, (unsigned long long)(disk->size >> 20),
		(unsigned long long)((uint64_t)st.f_bavail * st.f_frsize >> 20));
}

int vm_disk_make(struct call *call, struct vm_disk *disk, struct err *err)
{
	_cleanup_close_ int fd = -1;

	if (!disk->path)
		return 0;
	fd = root_open_file(
		call->root, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, err, disk->path + 1);
	if (fd == -EACCES || fd == -EPERM)
		return err_hint(err, "a new disk needs root: use sudo, or give one that is there");
	if (fd == -ENOENT)
		return err_hint(err, "libvirt's folder for disks is not there: make it, or give "
				     "the path of a disk");
	if (fd < 0)
		return fd;
	disk->made = true;
	if (ftruncate(fd, (off_t)disk->size) < 0)
		return err_sys(err, errno, "cannot make the disk %s", disk->path);
	note_room(call, disk, fd);
	return 0;
}

void vm_disk_undo(const struct call *call, struct vm_disk *disk)
{
	struct err ignored;

	if (disk->made)
		(void)root_remove(call->root, &ignored, disk->path + 1);
	disk->made = false;
}

bool vm_disk_is_controller(const char *text)
{
	struct pci_addr addr;

	return pci_addr_parse(text, &addr) == 0;
}

static int check_disk(const struct vm_device *v, const char *block, struct err *err)
{
	_cleanup_free_ char *why = NULL, *number = NULL;
	unsigned major, minor;
	char *colon;
	int r;

	if (root_read(v->call->root, &number, err, "sys/class/block/%s/dev", block) < 0)
		return -err->code;
	colon = strchr(number, ':');
	if (colon)
		*colon = '\0';
	if (!colon || str_to_uint(number, 1 << 20, &major) < 0 ||
		str_to_uint(colon + 1, 1 << 20, &minor) < 0)
		return err_set(err, EINVAL, "the disk %s has no number", block);
	r = block_use(v->call->root, major, minor, &why, err);
	if (r <= 0)
		return r;
	return err_set(err, EBUSY,
		"the host uses a disk of this controller: %s; a guest that has it would destroy "
		"what is there",
		why);
}

/* Its disks, by the way to them in sysfs. */
static int check_disks(const struct vm_device *v, const struct pci_dev *d, struct err *err)
{
	_cleanup_(names_done) struct names blocks = { 0 };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	_cleanup_free_ char *part = str_printf("/%s/", d->name);
	struct err ignored;
	int r = 0;

	if (!part)
		return err_oom(err);
	if (root_dir(v->call->root, &dir, &ignored, "sys/class/block") < 0 ||
		root_list(v->call->root, &blocks, &ignored, "sys/class/block") < 0)
		return 0;
	for (size_t i = 0; i < blocks.n && r == 0; i++) {
		char target[512];

		if (dir_link_target(&dir, blocks.v[i], target, sizeof(target)) > 0 &&
			strstr(target, part) &&
			!root_exists(v->call->root, "sys/class/block/%s/partition", blocks.v[i]))
			r = check_disk(v, blocks.v[i], err);
	}
	return r;
}

int vm_disk_controller(
	const struct vm_device *v, const char *text, struct vm_desktop *d, struct err *err)
{
	struct guest_device device = { .vf_index = -1, .boots = true };
	struct pci_dev *f;
	int r = host_resolve_pci(v->host, text, &f, err);

	if (r < 0)
		return r;
	if (f->class >> 8 != PCI_CLASS_NVME && f->class >> 8 != CLASS_SATA)
		return err_set(err, EINVAL,
			"--disk takes a controller of NVMe or SATA, and %s is neither", f->name);
	r = check_disks(v, f, err);
	if (r == 0)
		r = vm_device_check(v, f, err);
	if (r < 0)
		return r;
	device.addr = f->addr;
	device.pf = f->is_vf ? f->physfn : f->addr;
	device.vf_index = f->is_vf ? f->vf_index : -1;
	device.managed = !vm_device_on_vfio(f);
	d->devices[d->n_devices++] = device;
	return 0;
}
