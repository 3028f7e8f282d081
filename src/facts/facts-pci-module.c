/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which module is the driver of a function that could make VFs, and that none holds? libkmod
 * knows, from the lists of depmod; a capture has its answer. What holds one is facts-pci.c's.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ext/ext-kmod.h"

#define KEPT ".virtfn/pci-module/%s" /* of a capture: the name, or nothing: there is none */

static bool is_wanted(const struct pci_dev *d)
{
	return d->detail && !d->is_vf && !d->driver[0] && d->sriov.present == TRI_YES;
}

/* -ENOENT: there is none. */
static int ask_library(const struct root *root, const struct pci_dev *d, char ret[40])
{
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *alias = NULL;
	struct err ignored;

	if (root_read(&quiet, &alias, &ignored, "sys/bus/pci/devices/%s/modalias", d->name) < 0)
		return -EIO;
	return ext_kmod_find(alias, NULL, ret, &ignored);
}

static int ask_capture(const struct root *root, const struct pci_dev *d, char ret[40])
{
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	int r = root_read(&quiet, &text, &ignored, KEPT, d->name);

	if (r < 0)
		return -EIO;
	text[strcspn(text, "\n")] = '\0';
	/* It goes into a command that people copy. */
	if (strlen(text) >= 40 ||
		text[strspn(
			text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")])
		return -EINVAL;
	(void)snprintf(ret, 40, "%s", text);
	return text[0] ? 0 : -ENOENT;
}

static void read_one(const struct root *root, struct pci_dev *d)
{
	struct pci_detail *t = d->detail;
	char path[64];
	int r = root->host ? ask_library(root, d, t->module) : ask_capture(root, d, t->module);

	if (r < 0)
		t->module[0] = '\0';
	if (r < 0 && r != -ENOENT)
		return;
	t->module_there = r == 0 ? TRI_YES : TRI_NO;
	if (r == 0)
		t->module_loaded = root_exists(root, "sys/module/%s", t->module) ? TRI_YES : TRI_NO;
	(void)snprintf(path, sizeof(path), KEPT, d->name);
	root_offer(root, path, t->module);
}

static int read_pci_module(
	const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	(void)err;
	for (size_t i = 0; i < host->n_pci && scope & FACTS_HOST; i++)
		if (is_wanted(&host->pci[i]))
			read_one(root, &host->pci[i]);
	return 0;
}

const struct facts facts_pci_module = {
	.id = "pci-module",
	.read = read_pci_module,
};
