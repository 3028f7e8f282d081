/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of which version, for which kernel and signed by whom is a module's file? libkmod reads
 * it; a capture has its answer. Which files are worth it, its callers say.
 */
#include "facts/module-info.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-kmod.h"

bool module_info_wanted(const char *name, const char *file)
{
	static const char *const names[] = { "i915", "intel_sriov_compat", "kvmfr", "kvmgt",
		"vendor_reset", "xe" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (str_eq(name, names[i]))
			return strncmp(file, "kernel/", 7) != 0;
	return false;
}

/* "updates/dkms/i915.ko.zst" is kept as "i915". */
static char *kept_at(const char *kept, const char *file)
{
	const char *name = str_base_name(file);
	char *at = str_printf("%s/%.*s", kept, (int)strcspn(name, "."), name);

	for (char *p = at ? at + strlen(kept) : NULL; p && *p; p++)
		*p = *p == '-' ? '_' : *p;
	return at;
}

/* The library reads the file itself: only on the host, and where modules.dep was found. */
static int ask_library(const struct root *root, const char *release, const char *file, char **ret)
{
	static const char *const folders[] = { "lib/modules",
		"run/booted-system/kernel-modules/lib/modules" };
	const struct root quiet = root_quiet(root);
	struct err ignored;

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		_cleanup_free_ char *path = str_printf("/%s/%s/%s", folders[i], release, file);

		if (!path)
			return -ENOMEM;
		if (!root_exists(&quiet, "%s", path + 1))
			continue;
		if (ext_kmod_info(path, ret, &ignored) < 0)
			return ignored.code == ENOMEM ? -ENOMEM : -ENOENT;
		return 0;
	}
	return -ENOENT;
}

/* The value of a line "key: value"; the first counts. */
static int value_of(const char *text, const char *key, char **ret)
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

int module_info_read(const struct root *root, const char *release, const char *file,
	const char *kept, struct module_info *ret)
{
	_cleanup_free_ char *text = NULL, *version = NULL, *vermagic = NULL, *signer = NULL;
	_cleanup_free_ char *at = kept_at(kept, file);
	struct err ignored;
	int r = at ? 0 : -ENOMEM;

	if (r == 0 && root->host)
		r = ask_library(root, release, file, &text);
	else if (r == 0)
		(void)root_read(root, &text, &ignored, "%s", at);
	if (r < 0 || !text)
		return r < 0 ? r : -ENOENT;
	if (root->host)
		root_offer(root, at, text);
	if (value_of(text, "version", &version) < 0 || value_of(text, "vermagic", &vermagic) < 0 ||
		value_of(text, "signer", &signer) < 0)
		return -ENOMEM;
	*ret = (struct module_info) { TAKE_PTR(version), TAKE_PTR(vermagic), TAKE_PTR(signer) };
	return 0;
}
