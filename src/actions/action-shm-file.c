/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file for shared memory. Target: its path without the slash in front, "dev/shm/NAME", or
 * "dev/kvmfrN", which its module makes and which is only looked at; value: "SIZE MODE OWNER
 * GROUP". A file that is there with this size and owner is used as it is and stays.
 */
#include "actions/action.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#define MADE "made"

struct wanted {
	uint64_t size;
	unsigned mode;
	uid_t uid;
	gid_t gid;
};

static int number_of(const char *name, uint64_t *ret)
{
	return str_to_u64(name, 10, UINT32_MAX - 1, ret);
}

static int find_owner(const struct site *site, const char *name, uid_t *ret, struct err *err)
{
	const struct passwd *user = NULL;
	uint64_t id;

	if (number_of(name, &id) < 0) {
		user = site->root->host ? getpwnam(name) : NULL;
		if (!user)
			return err_set(err, ENOENT, "there is no user %s", name);
		id = user->pw_uid;
	}
	*ret = (uid_t)id;
	return 0;
}

static int find_group(const struct site *site, const char *name, gid_t *ret, struct err *err)
{
	const struct group *group = NULL;
	uint64_t id;

	if (number_of(name, &id) < 0) {
		group = site->root->host ? getgrnam(name) : NULL;
		if (!group)
			return err_set(err, ENOENT, "there is no group %s", name);
		id = group->gr_gid;
	}
	*ret = (gid_t)id;
	return 0;
}

static int parse(
	const struct site *site, const struct step *step, struct wanted *ret, struct err *err)
{
	char owner[64], group[64], end;
	int r;

	if (sscanf(step->value, "%" SCNu64 " %o %63s %63s%c", &ret->size, &ret->mode, owner, group,
		    &end) != 4)
		return err_set(err, EINVAL, "'%s' does not say how /%s shall be", step->value,
			step->target);
	r = find_owner(site, owner, &ret->uid, err);
	return r < 0 ? r : find_group(site, group, &ret->gid, err);
}

static bool is_device(const struct step *step)
{
	return strncmp(step->target, "dev/kvmfr", 9) == 0;
}

static int check_device(const struct site *site, const struct step *step, struct err *err)
{
	int r = root_type(site->root, err, "%s", step->target);

	if (r == ROOT_TYPE_CHAR)
		return 0;
	return err_set(err, ENODEV,
		r == -ENOENT ? "/%s is not there: load its module with a size, "
			       "modprobe kvmfr static_size_mb=..."
			     : "/%s is no device: something made a file of this name while the "
			       "module kvmfr was not loaded; remove it and load the module",
		step->target);
}

/* The file that is there; -EEXIST when it is not as it must be. */
static int check_file(
	const struct site *site, const struct step *step, const struct wanted *w, struct err *err)
{
	_cleanup_close_ int fd =
		root_open_file(site->root, O_RDONLY | O_NONBLOCK, err, step->target);
	struct stat st;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return err_sys(err, errno, "cannot look at /%s", step->target);
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size != w->size)
		return err_set(err, EEXIST,
			"/%s is there already, and is no file of %" PRIu64 " bytes; see who uses "
			"it (fuser -v), and remove it",
			step->target, w->size);
	/* Anybody can make one there first, and would see what the guest shows. */
	if (st.st_uid != w->uid || st.st_gid != w->gid || st.st_mode & 0777 & ~w->mode)
		return err_set(err, EEXIST,
			"/%s is there already, and others than the guest's viewer could see it (it "
			"is "
			"of %u:%u with the mode %04o); remove it",
			step->target, st.st_uid, st.st_gid, st.st_mode & 07777);
	return 0;
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	struct wanted w;
	int r;

	if (is_device(step)) {
		r = check_device(site, step, err);
		return r < 0 ? r : saved_set(ret, "there", err);
	}
	r = parse(site, step, &w, err);
	if (r == 0)
		r = check_file(site, step, &w, err);
	if (r == -ENOENT && !root_exists(site->root, "%s", step->target))
		return saved_set(ret, MADE, err);
	return r < 0 ? r : saved_set(ret, "there", err);
}

static int set_owner(int fd, const struct wanted *w)
{
	if (ftruncate(fd, (off_t)w->size) < 0)
		return -errno;
	if (fchown(fd, w->uid, w->gid) < 0)
		return -errno;
	return fchmod(fd, (mode_t)w->mode) < 0 ? -errno : 0;
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_close_ int fd = -1;
	struct wanted w;
	int r;

	if (is_device(step))
		return check_device(site, step, err);
	r = parse(site, step, &w, err);
	if (r < 0)
		return r;
	/* /dev/shm is everybody's: never through what somebody else put there. */
	fd = root_open_file(site->root, O_RDWR | O_CREAT | O_EXCL, err, step->target);
	if (fd == -EEXIST)
		return check_file(site, step, &w, err);
	if (fd < 0)
		return err_wrap(err, "cannot make shared memory");
	r = set_owner(fd, &w);
	return r < 0 ? err_sys(err, -r, "cannot make /%s as it shall be", step->target) : 0;
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	int r;

	if (!str_eq(saved->text, MADE))
		return 0;
	r = root_remove(site->root, err, step->target);
	return r == -ENOENT ? 0 : r;
}

const struct action action_shm_file = {
	.id = "shm-file",
	.save = save,
	.apply = apply,
	.undo = undo,
};
