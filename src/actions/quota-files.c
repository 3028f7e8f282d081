/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads and writes one quota of a GPU's VF, whichever driver it has, for the two actions that
 * change them. The names of the files are in model/vf-quota-files.c.
 */
#include "actions/quota-files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define DEVICE "sys/bus/pci/devices/%s"

static bool there(void *arg, const char *path)
{
	return root_exists(arg, "%s", path);
}

static struct vf_quota_look look_in(const struct root *root)
{
	return (struct vf_quota_look) { there, (void *)(uintptr_t)root };
}

static void find_card(struct quota_place *p)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;
	unsigned n;

	if (root_list(p->root, &names, &ignored, DEVICE "/drm", p->pf) < 0)
		return;
	for (size_t i = 0; i < names.n && !p->card[0]; i++)
		if (strncmp(names.v[i], "card", 4) == 0 && strlen(names.v[i]) < sizeof(p->card) &&
			str_to_uint(names.v[i] + 4, 1 << 20, &n) == 0)
			(void)snprintf(p->card, sizeof(p->card), "%s", names.v[i]);
}

int quota_place(
	const struct root *root, const char *target, struct quota_place *ret, struct err *err)
{
	struct quota_place p = { .root = root, .vf = -1 };
	size_t n = strcspn(target, "/");
	const char *who = target[n] ? target + n + 1 : "pf";
	unsigned vf;

	*ret = p;
	if (n == 0 || n >= sizeof(p.pf))
		return err_set(err, EINVAL, "'%s' names no GPU", target);
	(void)snprintf(p.pf, sizeof(p.pf), "%.*s", (int)n, target);
	if (!str_eq(who, "pf")) {
		if (str_to_uint(who, 65534, &vf) < 0)
			return err_set(err, EINVAL, "'%s' names no VF", target);
		p.vf = (int)vf;
	}
	if (!root_exists(root, DEVICE "/driver", p.pf))
		return err_set(err, ENODEV,
			"%s has no driver, so nobody shares it out among its VFs", p.pf);
	find_card(&p);
	*ret = p;
	return 0;
}

static bool file_of(const struct quota_place *p, enum vf_quota_field field, unsigned nth,
	char path[VF_QUOTA_PATH])
{
	struct vf_quota_who who = { p->pf, p->card, p->vf };
	struct vf_quota_look look = look_in(p->root);

	return vf_quota_file(&who, field, nth, &look, path);
}

static void name_of(const struct quota_place *p, char text[48])
{
	if (p->vf < 0)
		(void)snprintf(text, 48, "%s itself", p->pf);
	else
		(void)snprintf(text, 48, "VF %d of %s", p->vf, p->pf);
}

static int no_file(const struct quota_place *p, enum vf_quota_field field, struct err *err)
{
	char name[48];

	name_of(p, name);
	return err_set(err, EOPNOTSUPP,
		"the driver has no %s for %s; some are only in debugfs: is it mounted?",
		vf_quota_name(field), name);
}

static int read_file(
	const struct root *root, const char *path, enum vf_quota_field field, uint64_t *ret)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	int r = root_read(root, &text, &ignored, "%s", path);

	return r < 0 ? r : vf_quota_value_parse(field, text, ret);
}

int quota_read(
	const struct quota_place *p, enum vf_quota_field field, uint64_t *ret, struct err *err)
{
	char path[VF_QUOTA_PATH];
	int r;

	if (!file_of(p, field, 0, path))
		return no_file(p, field, err);
	r = read_file(p->root, path, field, ret);
	return r < 0 ? err_sys(err, -r, "cannot see what is set in /%s", path) : 0;
}

/* devices.md 4: what the drivers answer. */
static const struct {
	int code;
	const char *meaning;
} meanings[] = {
	{ ENOSPC, "the GPU has not that much left; ask for less, or make fewer VFs" },
	{ EDQUOT, "the GPU has not that much left; ask for less, or make fewer VFs" },
	{ E2BIG, "no GPU has that much; ask for less" },
	{ EIO, "the GPU's firmware refused it: see the kernel log" },
	{ EINVAL, "its driver takes no such value here" },
	{ EACCES, "this driver lets nobody change it for one VF alone" },
	{ EOPNOTSUPP, "this driver lets nobody change it for one VF alone" },
	{ EPERM, "the kernel is locked down (Secure Boot), and this setting is only in debugfs" },
	{ EBUSY, "the VF is running; stop its guest first" },
};

int quota_write(
	const struct quota_place *p, enum vf_quota_field field, uint64_t value, struct err *err)
{
	char path[VF_QUOTA_PATH], text[VF_QUOTA_VALUE], name[48];
	bool any = false;

	for (unsigned nth = 0; nth < 8 && file_of(p, field, nth, path); nth++) {
		uint64_t now;
		int r;

		any = true;
		if (read_file(p->root, path, field, &now) == 0 && now == value)
			continue;
		vf_quota_file_value(path, field, value, text);
		r = root_write(p->root, text, err, "%s", path);
		if (r == 0)
			continue;
		name_of(p, name);
		(void)err_wrap(err, "cannot set %s %s of %s", vf_quota_name(field), text, name);
		for (size_t i = 0; i < ARRAY_SIZE(meanings); i++)
			if (meanings[i].code == -r)
				(void)err_hint(err, "%s", meanings[i].meaning);
		return r;
	}
	return any ? 0 : no_file(p, field, err);
}

bool quota_auto_file(const struct quota_place *p, char path[VF_QUOTA_PATH], bool *ret_readable)
{
	struct vf_quota_who who = { p->pf, p->card, -1 };
	struct vf_quota_look look = look_in(p->root);

	return vf_quota_auto_file(&who, &look, path, ret_readable);
}
