/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What PFs enforce for their network VFs: MAC, VLAN and so on. Only netlink knows; a
 * captured machine has it as text, a line for each VF.
 */
#include "facts/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-netlink.h"

#define LINK ".virtfn/vf-link/%s"

/* "3 mac=52:54:00:00:00:01,vlan=100,..."; a line that cannot be is passed over. */
static void take_line(const char *line, struct vf_settings *all, unsigned n)
{
	struct vf_settings settings;
	struct err ignored;
	char *end;
	unsigned long vf = strtoul(line, &end, 10);

	if (end == line || *end != ' ' || vf >= n)
		return;
	if (vf_settings_parse(end + 1, &settings, &ignored) == 0)
		all[vf] = settings;
}

static int ask_capture(
	const struct root *root, const char *netdev, struct vf_settings *all, unsigned n)
{
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char *rest = NULL;
	int r = root_read(&quiet, &text, &ignored, LINK, netdev);

	if (r < 0)
		return r;
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		take_line(line, all, n);
	return 0;
}

static void offer(
	const struct root *root, const char *netdev, const struct vf_settings *all, unsigned n)
{
	struct str_buf text = { 0 };
	char path[64];

	(void)snprintf(path, sizeof(path), LINK, netdev);
	for (unsigned i = 0; i < n && root->recorder; i++) {
		char settings[VF_SETTINGS_TEXT];

		if (!all[i].set)
			continue;
		vf_settings_format(&all[i], settings);
		str_buf_printf(&text, "%u %s\n", i, settings);
	}
	if (!text.failed)
		root_offer(root, path, text.text ? text.text : "");
	str_buf_done(&text);
}

static int read_pf(
	const struct root *root, struct host *host, const struct pci_dev *pf, struct err *err)
{
	unsigned n = (unsigned)pf->sriov.total;
	_cleanup_free_ struct vf_settings *all = calloc(n, sizeof(*all));
	struct err ignored;
	int r;

	if (!all)
		return err_oom(err);
	r = root->host ? ext_netlink_vfs_get(pf->netdev, n, all, &ignored)
		       : ask_capture(root, pf->netdev, all, n);
	if (r < 0)
		return 0;
	offer(root, pf->netdev, all, n);
	for (size_t i = 0; i < host->n_pci; i++) {
		struct pci_dev *d = &host->pci[i];

		if (d->is_vf && pci_addr_compare(d->physfn, pf->addr) == 0 && d->vf_index >= 0 &&
			d->vf_index < pf->sriov.total)
			d->link = all[d->vf_index];
	}
	return 0;
}

static int read_vf_link(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	if (scope & FACTS_BRIEF)
		return 0;
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (d->netdev[0] && d->sriov.num > 0 && d->sriov.total > 0 &&
			read_pf(root, host, d, err) < 0)
			return -err->code;
	}
	return 0;
}

const struct facts facts_vf_link = {
	.id = "vf-link",
	.read = read_vf_link,
};
