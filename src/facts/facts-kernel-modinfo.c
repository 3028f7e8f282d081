/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of which version, for which kernel and signed by whom is a module that did not come with
 * the kernel, and is not loaded? A compressed driver of a GPU takes 50 ms to unpack, so
 * nobody asks where the kernel has answered: it took the module, sysfs has version and taint.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-kmod.h"

#define OFFER ".virtfn/modinfo/%s"

static bool is_wanted(const struct kernel *k, const struct kernel_module *m)
{
	static const char *const names[] = { "i915", "intel_sriov_compat", "kvmfr", "kvmgt",
		"vendor_reset", "xe" };

	if (!m->file || strncmp(m->file, "kernel/", 7) == 0 || m->loaded == TRI_YES)
		return false;
	/* The user does not want it. */
	if (kernel_param_has(k, "module_blacklist", m->name) == TRI_YES)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (str_eq(m->name, names[i]))
			return true;
	return false;
}

/* The library reads the file itself: only on the host, and where modules.dep was found. */
static int ask_library(
	const struct root *root, const struct kernel *k, const struct kernel_module *m, char **ret)
{
	static const char *const folders[] = { "lib/modules",
		"run/booted-system/kernel-modules/lib/modules" };
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *offer = str_printf(OFFER, m->name);
	struct err ignored;

	for (size_t i = 0; i < ARRAY_SIZE(folders) && offer; i++) {
		_cleanup_free_ char *path =
			str_printf("/%s/%s/%s", folders[i], k->release, m->file);

		if (!path)
			return -ENOMEM;
		if (!root_exists(&quiet, "%s", path + 1))
			continue;
		if (ext_kmod_info(path, ret, &ignored) < 0)
			return ignored.code == ENOMEM ? -ENOMEM : 0;
		root_offer(root, offer, *ret);
		return 0;
	}
	return offer ? 0 : -ENOMEM;
}

/* The value of a line "key: value"; the first counts. */
static int take(const char *text, const char *key, char **ret)
{
	size_t len = strlen(key);

	for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		if (strncmp(p, key, len) != 0 || strncmp(p + len, ": ", 2) != 0)
			continue;
		p += len + 2;
		if (strcspn(p, "\n") == 0)
			return 0;
		*ret = str_from_bytes(p, strcspn(p, "\n"));
		return *ret ? 0 : -ENOMEM;
	}
	return 0;
}

static int read_one(const struct root *root, const struct kernel *k, struct kernel_module *m)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	int r = 0;

	if (root->host)
		r = ask_library(root, k, m, &text);
	else
		(void)root_read(root, &text, &ignored, OFFER, m->name);
	if (r < 0 || !text)
		return r;
	m->info_seen = TRI_YES;
	if (take(text, "version", &m->file_version) < 0 ||
		take(text, "vermagic", &m->vermagic) < 0 || take(text, "signer", &m->signer) < 0)
		return -ENOMEM;
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
