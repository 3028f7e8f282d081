/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Set what the PF enforces for a network VF: MAC, VLAN and so on. Target: the PF's
 * address and the VF's number, "0000:01:00.0/3"; value: "mac=...,vlan=...".
 */
#include "actions/action.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-netlink.h"

struct place {
	char *netdev; /* the PF's interface, owned */
	unsigned vf;
};

static void place_done(struct place *p)
{
	free(p->netdev);
}

static int find(
	const struct root *root, const struct step *step, struct place *ret, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	const char *slash = strchr(step->target, '/');
	int n = slash ? (int)(slash - step->target) : 0;

	if (n == 0 || str_to_uint(slash + 1, 65535, &ret->vf) < 0)
		return err_set(err, EINVAL, "'%s' names no VF", step->target);
	if (root_list(root, &names, err, "sys/bus/pci/devices/%.*s/net", n, step->target) < 0 ||
		names.n == 0)
		return err_set(err, ENODEV,
			"%.*s has no network interface, so its VFs have no "
			"settings; is its driver bound?",
			n, step->target);
	ret->netdev = strdup(names.v[0]);
	return ret->netdev ? 0 : err_oom(err);
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	_cleanup_(place_done) struct place p = { 0 };
	struct vf_settings old, wanted;
	char text[VF_SETTINGS_TEXT];
	int r;

	r = find(site->root, step, &p, err);
	if (r == 0)
		r = vf_settings_parse(step->value, &wanted, err);
	if (r == 0)
		r = ext_netlink_vf_get(p.netdev, p.vf, &old, err);
	if (r < 0)
		return r;
	old.set &= wanted.set;
	vf_settings_format(&old, text);
	return saved_set(ret, text, err);
}

static int set(const struct root *root, const struct step *step, const char *value, struct err *err)
{
	_cleanup_(place_done) struct place p = { 0 };
	struct vf_settings wanted;
	int r;

	r = vf_settings_parse(value, &wanted, err);
	if (r < 0 || wanted.set == 0)
		return r;
	r = find(root, step, &p, err);
	return r < 0 ? r : ext_netlink_vf_set(p.netdev, p.vf, &wanted, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	return set(site->root, step, step->value, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	int r = set(site->root, step, saved->text, err);

	/* The VF, and its settings with it, may be gone already. */
	return r == -ENODEV || r == -ENOENT || r == -EINVAL ? 0 : r;
}

const struct action action_vf_link = {
	.id = "vf-link",
	.save = save,
	.apply = apply,
	.undo = undo,
};
