/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are the files there that a guest is to boot from, and what is in them? Asked before
 * libvirt is: it takes any path and fails at the first start.
 */
#include "cli/vm-file.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "facts/block-use.h"
#include "guest/guest-confine.h"

static char *absolute(const char *path)
{
	_cleanup_free_ char *cwd = NULL;

	if (path[0] == '/')
		return strdup(path);
	cwd = getcwd(NULL, 0);
	return cwd ? str_printf("%s/%s", cwd, path) : NULL;
}

static int cannot(struct err *err, int code, const char *what, const char *path)
{
	(void)err_sys(err, code, "cannot use the %s %s", what, path);
	if (code == EACCES || code == EPERM)
		return err_hint(err, "who makes a guest must be able to read it, or use sudo");
	return -code;
}

/* Where the last part of a path leads to when it is a link: 1, the path replaced. */
static int follow(const struct dir *folder, char **path, char *last)
{
	char target[PATH_MAX], *next;
	ssize_t n = dir_link_target(folder, last, target, sizeof(target));

	if (n < 0)
		return n == -EINVAL ? 0 : (int)n;
	*last = '\0';
	next = target[0] == '/' ? strdup(target) : str_printf("%s%s", *path, target);
	if (!next)
		return -ENOMEM;
	free(*path);
	*path = next;
	return 1;
}

/* A descriptor for reading, whatever links there are on the way; -errno. */
static int open_real(const struct root *root, const char *from)
{
	_cleanup_free_ char *path = absolute(from);
	int r = path ? 1 : -ENOMEM;

	for (int links = 0; r == 1; links++) {
		_cleanup_(dir_done) struct dir folder = { .fd = -1 };
		_cleanup_free_ char *above = NULL;
		char *last = strrchr(path, '/') + 1;
		struct err ignored;

		if (!last[0] || links > 40)
			return last[0] ? -ELOOP : -EISDIR;
		above = strndup(path, (size_t)(last - path));
		if (!above)
			return -ENOMEM;
		r = root_dir(root, &folder, &ignored, "%s", above);
		if (r == 0)
			r = follow(&folder, &path, last);
		if (r == 0)
			return dir_open(&folder, last);
	}
	return r;
}

static int check_kind(int fd, bool may_be_block, bool *ret_block, const char **ret_wrong)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	*ret_block = S_ISBLK(st.st_mode);
	if (S_ISDIR(st.st_mode))
		*ret_wrong = "it is a folder";
	else if (!S_ISREG(st.st_mode) && !(may_be_block && S_ISBLK(st.st_mode)))
		*ret_wrong = may_be_block ? "it is neither a file nor a block device"
					  : "it is not an ordinary file";
	else if (S_ISREG(st.st_mode) && st.st_size == 0)
		*ret_wrong = "it is empty";
	return 0;
}

static int open_checked(const struct root *root, const char *what, const char *path,
	bool *ret_block, struct err *err)
{
	bool may_be_block = ret_block != NULL, block = false;
	_cleanup_close_ int fd = path[0] ? open_real(root, path) : -ENOENT;
	const char *wrong = NULL;
	int r;

	if (fd < 0)
		return cannot(err, -fd, what, path);
	r = check_kind(fd, may_be_block, &block, &wrong);
	if (r < 0)
		return cannot(err, -r, what, path);
	if (wrong)
		return err_set(err, EINVAL, "cannot use the %s %s: %s", what, path, wrong);
	if (ret_block)
		*ret_block = block;
	return TAKE_FD(fd);
}

int vm_file_boot(
	const struct root *root, const char *what, const char *path, char **ret, struct err *err)
{
	_cleanup_close_ int fd = open_checked(root, what, path, NULL, err);
	char *text;

	if (fd < 0)
		return fd;
	text = absolute(path);
	if (!text)
		return err_oom(err);
	*ret = text;
	return 0;
}

/* Formats that QEMU would take for a raw disk if it were told so, and what to do. */
static const struct {
	const char *magic;
	size_t size;
	const char *what;
} no_disks[] = {
	{ "KDMV", 4, "a VMDK image" },
	{ "vhdxfile", 8, "a VHDX image" },
	{ "conectix", 8, "a VHD image" },
	{ "QED", 4, "a QED image" },
	{ "<<< ", 4, "a VirtualBox image" },
	{ "\x1f\x8b", 2, "compressed (gzip)" },
	{ "\xfd"
	  "7zXZ",
		6, "compressed (xz)" },
	{ "\x28\xb5\x2f\xfd", 4, "compressed (zstd)" },
	{ "BZh", 3, "compressed (bzip2)" },
	{ "PK\x03\x04", 4, "a zip archive" },
};

static int find_format(
	const char *path, const char *head, enum guest_disk_format *ret, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(no_disks); i++)
		if (memcmp(head, no_disks[i].magic, no_disks[i].size) == 0)
			return err_set(err, EINVAL,
				"cannot use the disk %s: it is %s; unpack it, or 'qemu-img convert "
				"-O qcow2' it",
				path, no_disks[i].what);
	if (memcmp(head, "QFI\xfb", 4) == 0)
		*ret = GUEST_DISK_QCOW2;
	return 0;
}

/* A disk that the host uses is none for a guest: both would write to it. */
static int check_use(const struct root *root, int fd, const char *path, struct err *err)
{
	_cleanup_free_ char *why = NULL;
	struct stat st;
	int r;

	if (fstat(fd, &st) < 0)
		return cannot(err, errno, "disk", path);
	r = block_use(root, major(st.st_rdev), minor(st.st_rdev), &why, err);
	if (r == -EACCES)
		return err_hint(err, "use sudo");
	if (r <= 0)
		return r;
	return err_set(err, EBUSY,
		"cannot use the disk %s: it is the host's own, %s; a guest that has it would "
		"destroy what is there",
		path, why);
}

int vm_file_disk(const struct root *root, const char *path, char **ret, struct guest_spec *spec,
	struct err *err)
{
	enum guest_disk_format format = GUEST_DISK_RAW;
	char head[16] = { 0 }, *text;
	bool block = false;
	_cleanup_close_ int fd = open_checked(root, "disk", path, &block, err);
	int r;

	if (fd < 0)
		return fd;
	if (block) {
		r = check_use(root, fd, path, err);
		if (r < 0)
			return r;
	}
	if (read(fd, head, sizeof(head)) < 0)
		return cannot(err, errno, "disk", path);
	r = find_format(path, head, &format, err);
	if (r < 0)
		return r;
	text = absolute(path);
	if (!text)
		return err_oom(err);
	spec->disk_format = format;
	spec->disk_is_block = block;
	*ret = text;
	return 0;
}

/* AppArmor judges where a file is, not by what links it was reached. */
static bool is_allowed(bool (*allows)(const char *path), const char *path)
{
	_cleanup_free_ char *real = root_user_real(path);

	return allows(real ? real : path);
}

void vm_file_confined_rom(struct call *call, const struct stack *s, const char *path)
{
	if (path && s->apparmor == TRI_YES && !is_allowed(guest_confine_rom, path))
		doc_note(call->doc,
			"AppArmor lets guests read no ROM at %s, and without it this one does not "
			"start: put it into /usr/share/vgabios, as virtfn rom wrap --install does",
			path);
}

void vm_file_confined_disk(struct call *call, const struct stack *s, const char *path)
{
	if (path && s->apparmor == TRI_YES && !is_allowed(guest_confine_disk, path))
		doc_note(call->doc,
			"libvirt's AppArmor helper refuses to start a guest with %s: have it in "
			"/var/lib/libvirt/images, say",
			path);
}
