/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a GPU's driver let its VFs be given, and what has each now? Asked of Intel GPUs
 * only: i915 and xe have such files. Under which names is in model/vf-quota-files.c.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "model/vf-quota-files.h"

#define DEBUG "sys/kernel/debug"

struct card {
	const struct root *root;
	struct host *host;
	struct pci_dev *pf;
	char name[16];        /* "card0", "" for none */
	bool debug_forbidden; /* what is only in debugfs cannot be seen */
};

static bool there(void *arg, const char *path)
{
	return root_exists(arg, "%s", path);
}

static void find_card(struct card *c)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err err = { 0 };
	unsigned n;

	/* Who may not enter debugfs is told so already for what is below it. */
	c->debug_forbidden = root_type(c->root, &err, DEBUG "/dri") < 0 && err.code != ENOENT;
	if (root_list(c->root, &names, &err, "sys/bus/pci/devices/%s/drm", c->pf->name) < 0)
		return;
	for (size_t i = 0; i < names.n && !c->name[0]; i++)
		if (strncmp(names.v[i], "card", 4) == 0 && strlen(names.v[i]) < sizeof(c->name) &&
			str_to_uint(names.v[i] + 4, 1 << 20, &n) == 0)
			(void)snprintf(c->name, sizeof(c->name), "%s", names.v[i]);
}

/* -1 is the PF; *d gets what it has, or with d NULL only the bits are returned. */
static unsigned read_one(const struct card *c, int vf, struct pci_dev *d)
{
	struct vf_quota_who who = { c->pf->name, c->name, vf };
	struct vf_quota_look look = { there, (void *)(uintptr_t)c->root };
	unsigned found = 0;

	for (enum vf_quota_field f = 0; f < VF_QUOTA_FIELDS; f++) {
		_cleanup_free_ char *text = NULL;
		char path[VF_QUOTA_PATH];
		struct err ignored;
		uint64_t value;

		if (!vf_quota_file(&who, f, 0, &look, path))
			continue;
		found |= VF_QUOTA_BIT(f);
		if (!d)
			continue;
		if (root_read(c->root, &text, &ignored, "%s", path) == 0 &&
			vf_quota_value_parse(f, text, &value) == 0)
			vf_quota_put(&d->quota, f, value);
		else
			d->quota_hidden |= VF_QUOTA_BIT(f);
	}
	if (d && c->debug_forbidden)
		d->quota_hidden |= VF_QUOTA_ALL & ~found;
	return found;
}

static enum tri shares_out(const struct card *c)
{
	struct vf_quota_who who = { c->pf->name, c->name, -1 };
	struct vf_quota_look look = { there, (void *)(uintptr_t)c->root };
	_cleanup_free_ char *text = NULL;
	char path[VF_QUOTA_PATH];
	struct err ignored;
	bool readable;

	if (!vf_quota_auto_file(&who, &look, path, &readable) || !readable ||
		root_read(c->root, &text, &ignored, "%s", path) < 0)
		return TRI_UNKNOWN;
	return str_eq(text, "1") ? TRI_YES : str_eq(text, "0") ? TRI_NO : TRI_UNKNOWN;
}

static bool may_have(const struct pci_dev *d)
{
	return !d->is_vf && d->vendor == 0x8086 && d->class >> 16 == 0x03 && d->sriov.total > 0;
}

static void read_pf(struct card *c)
{
	find_card(c);
	/* VF 0 has its folder also while there are no VFs. */
	c->pf->quota_offers = read_one(c, 0, NULL);
	if (c->pf->quota_offers)
		(void)read_one(c, -1, c->pf);
	c->pf->quota_auto = shares_out(c);
	for (int i = 0; i < c->pf->sriov.num; i++) {
		struct pci_dev *vf = host_find_vf(c->host, c->pf, i);

		if (vf)
			(void)read_one(c, i, vf);
	}
}

static int read_vf_quota(
	const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	(void)err;
	if (scope & FACTS_BRIEF)
		return 0;
	for (size_t i = 0; i < host->n_pci; i++) {
		struct card c = { .root = root, .host = host, .pf = &host->pci[i] };

		if (may_have(c.pf))
			read_pf(&c);
	}
	return 0;
}

const struct facts facts_vf_quota = {
	.id = "vf-quota",
	.read = read_vf_quota,
};
