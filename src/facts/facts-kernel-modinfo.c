/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of which version, for which kernel and signed by whom is a module that did not come with
 * the kernel, and is not loaded? A compressed driver of a GPU takes 50 ms to unpack, so
 * nobody asks where the kernel has answered: it took the module, sysfs has version and taint.
 */
#include "facts/facts.h"

#include <errno.h>

#include "facts/module-info.h"

static bool is_wanted(const struct kernel *k, const struct kernel_module *m)
{
	/* The user does not want it. */
	if (kernel_param_has(k, "module_blacklist", m->name) == TRI_YES)
		return false;
	return m->file && m->loaded != TRI_YES && module_info_wanted(m->name, m->file);
}

static int read_one(const struct root *root, const struct kernel *k, struct kernel_module *m)
{
	struct module_info info = { 0 };
	int r = module_info_read(root, k->release, m->file, ".virtfn/modinfo", &info);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	m->info_seen = TRI_YES;
	m->file_version = info.version;
	m->vermagic = info.vermagic;
	m->signer = info.signer;
	return 0;
}

static int read_kernel_modinfo(
	const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct kernel *k = &host->kernel;

	if (!(scope & FACTS_HOST) || !k->release)
		return 0;
	for (size_t i = 0; i < k->n_modules; i++)
		if (is_wanted(k, &k->modules[i]) && read_one(root, k, &k->modules[i]) < 0)
			return err_oom(err);
	return 0;
}

const struct facts facts_kernel_modinfo = {
	.id = "kernel-modinfo",
	.read = read_kernel_modinfo,
};
