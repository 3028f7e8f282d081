/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Set a variable of the Boot Loader Interface (https://systemd.io/BOOT_LOADER_INTERFACE/). Target:
 * its name, "LoaderEntryOneShot"; value: the text. The boot loader takes such a one away before it
 * boots, so that one which is gone by the time of an undo was used, and is not put back.
 */
#include "actions/action.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/str.h"

#define EFIVARS    "sys/firmware/efi/efivars"
#define GUID       "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define ATTRIBUTES 7 /* non-volatile, for boot services and at run time (UEFI 2.10, 8.2) */
#define HEADER     4 /* bytes of them, in front of the value */
#define VALUE_MAX  1024

static int path_of(const struct step *step, char **ret, struct err *err)
{
	/* Others of the interface are the loader's or the user's to set. */
	if (!str_eq(step->target, "LoaderEntryOneShot"))
		return err_set(err, EINVAL, "the EFI variable %.60s is none that virtfn sets",
			step->target);
	if (strlen(step->value) > VALUE_MAX / 2)
		return err_set(err, EINVAL, "%s cannot hold so long a text", step->target);
	*ret = str_printf(EFIVARS "/%s-" GUID, step->target);
	return *ret ? 0 : err_oom(err);
}

/* The text of the variable, "" when it is not there; what is no ASCII becomes '?'. */
static int read_text(const struct site *site, const char *path, char **ret, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct str_buf b = { 0 };
	uint16_t c;
	int r = root_read_bytes(site->root, VALUE_MAX * 2, &file, err, path);

	if (r < 0 && r != -ENOENT && r != -ENOTDIR)
		return r;
	for (size_t off = HEADER; r >= 0; off += 2) {
		char one;

		if (!bytes_u16(bytes_of(file.text, file.size), off, &c) || c == 0)
			break;
		one = c >= 0x20 && c < 0x7f ? (char)c : '?';
		str_buf_add_n(&b, &one, 1);
	}
	*ret = str_buf_take(&b);
	return *ret ? 0 : err_oom(err);
}

static int look(
	const struct site *site, const struct step *step, char **path, char **now, struct err *err)
{
	int r = path_of(step, path, err);

	return r < 0 ? r : read_text(site, *path, now, err);
}

/* Whether somebody else waits for a boot of theirs. */
static int check_free(const struct step *step, const char *now, struct err *err)
{
	if (!now[0] || str_eq(now, step->value))
		return 0;
	return err_set(err, EBUSY,
		"the next boot is set to '%.100s' already (EFI variable %s): reboot into it first, "
		"or clear it with: bootctl set-oneshot ''",
		now, step->target);
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	_cleanup_free_ char *path = NULL, *now = NULL;
	int r = look(site, step, &path, &now, err);

	if (r == 0)
		r = check_free(step, now, err);
	return r < 0 ? r : saved_set(ret, now, err);
}

static int reached(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_free_ char *path = NULL, *now = NULL;
	int r = look(site, step, &path, &now, err);

	return r < 0 ? r : str_eq(now, step->value);
}

static int may_apply(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_free_ char *path = NULL, *now = NULL;
	int r = look(site, step, &path, &now, err);

	if (r < 0)
		return r;
	if (!root_exists(site->root, EFIVARS))
		return err_set(err, ENODEV,
			"there are no EFI variables (/" EFIVARS "): mount efivarfs, or boot by "
			"UEFI");
	return check_free(step, now, err);
}

/* efivarfs makes variables immutable that a careless rm would brick a machine with. */
static void make_mutable(const struct site *site, const char *path)
{
	struct err ignored;
	_cleanup_close_ int fd = root_open_file(site->root, O_RDONLY, &ignored, path);
	int flags;

	if (fd < 0 || ioctl(fd, FS_IOC_GETFLAGS, &flags) < 0 || !(flags & FS_IMMUTABLE_FL))
		return;
	flags &= ~FS_IMMUTABLE_FL;
	(void)ioctl(fd, FS_IOC_SETFLAGS, &flags);
}

/* One write is one SetVariable(): all of it, or nothing. */
static int write_text(const struct site *site, const char *path, const char *text, struct err *err)
{
	uint8_t b[HEADER + VALUE_MAX + 2] = { ATTRIBUTES };
	_cleanup_close_ int fd = -1;
	size_t n = HEADER;
	ssize_t done;

	for (size_t i = 0; i <= strlen(text); i++, n += 2)
		b[n] = (uint8_t)text[i];
	make_mutable(site, path);
	fd = root_open_file(site->root, O_WRONLY | O_CREAT, err, path);
	if (fd < 0)
		return fd;
	done = write(fd, b, n);
	if (done == (ssize_t)n) {
		(void)fchmod(fd, 0644);
		return 0;
	}
	(void)err_sys(err, done < 0 ? errno : EIO,
		"cannot write the EFI variable /%s: the firmware refused it", path);
	return -err->code;
}

static int remove_variable(const struct site *site, const char *path, struct err *err)
{
	int r;

	make_mutable(site, path);
	r = root_remove(site->root, err, path);
	return r == -ENOENT || r == -ENOTDIR ? 0 : r;
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_free_ char *path = NULL, *now = NULL, *back = NULL;
	struct err ignored;
	int r = look(site, step, &path, &now, err);

	if (r < 0 || str_eq(now, step->value))
		return r;
	r = write_text(site, path, step->value, err);
	if (r == 0)
		r = read_text(site, path, &back, err);
	if (r == 0 && str_eq(back, step->value))
		return 0;
	(void)remove_variable(site, path, &ignored);
	return r < 0 ? r
		     : err_set(err, EIO, "the firmware did not keep the EFI variable %s",
			       step->target);
}

/* Only ours is taken away; somebody else's that came later, and one that was there, stay. */
static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	_cleanup_free_ char *path = NULL, *now = NULL;
	int r = look(site, step, &path, &now, err);

	if (r < 0)
		return r;
	if (str_eq(saved->text, step->value) || (now[0] && !str_eq(now, step->value)))
		return 0;
	/* A write that the power cut off leaves an empty one. */
	return remove_variable(site, path, err);
}

const struct action action_efi_variable = {
	.id = "efi-variable",
	.save = save,
	.apply = apply,
	.undo = undo,
	.reached = reached,
	.may_apply = may_apply,
	.sort = ACTION_VALUE,
	.doing = "setting",
};
