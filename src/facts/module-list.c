/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the modules that matter does a list of depmod name? The lists are large, and a
 * capture keeps the lines that matter only, below .virtfn.
 */
#include "facts/module-list.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/kernel-names.h"

#define LIST_MAX (16u * 1024 * 1024) /* modules.dep has about 1 MiB */

/* Where a kernel's modules are; NixOS has them in a store. */
static const char *const folders[] = { "lib/modules", "usr/lib/modules",
	"run/booted-system/kernel-modules/lib/modules" };

/* The module that "kernel/drivers/gpu/drm/i915/i915.ko.zst" is a file of, or NULL. */
static const struct kernel_name *of_file(const char *path, size_t len)
{
	const char *slash = memrchr(path, '/', len);
	const char *name = slash ? slash + 1 : path;
	const char *dot = memchr(name, '.', len - (size_t)(name - path));

	if (!dot || strncmp(dot, ".ko", 3) != 0)
		return NULL;
	return kernel_name_find(name, (size_t)(dot - name));
}

/* Where a capture has it. */
static char *kept_at(const struct module_list *list)
{
	return list->running ? str_printf(".virtfn/%s", list->name)
			     : str_printf(".virtfn/kernels/%s/%s", list->release, list->name);
}

static int read_text(const struct root *root, const struct module_list *list, const char *kept,
	struct root_file *ret)
{
	const struct root quiet = root_quiet(root);
	struct err ignored;
	int r = -ENOENT;

	if (!root->host && root_read_bytes(&quiet, LIST_MAX, ret, &ignored, kept) == 0)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(folders) && r == -ENOENT && list->release; i++) {
		_cleanup_free_ char *full =
			str_printf("%s/%s/%s", folders[i], list->release, list->name);

		if (!full)
			return -ENOMEM;
		r = root_read_bytes(&quiet, LIST_MAX, ret, &ignored, full);
		/* A capture has to know that it could not be looked at. */
		if (r < 0 && r != -ENOENT)
			(void)root_exists(root, "%s", full);
	}
	return r;
}

int module_list_read(const struct root *root, const struct module_list *list)
{
	_cleanup_(root_file_done) struct root_file text = { 0 };
	_cleanup_free_ char *at = kept_at(list);
	struct str_buf kept = { 0 };
	int r = at ? read_text(root, list, at, &text) : -ENOMEM;
	size_t len;

	for (const char *p = text.text; r == 0 && *p; p += len + (p[len] == '\n')) {
		size_t file = strcspn(p, ":\n");
		const struct kernel_name *name = of_file(p, file);

		len = strcspn(p, "\n");
		if (!name)
			continue;
		r = list->take(list->arg, (size_t)(name - kernel_names), p, file);
		str_buf_add_n(&kept, p, file);
		str_buf_add(&kept, p[file] == ':' ? ":\n" : "\n");
	}
	if (r == 0 && !kept.failed)
		root_offer(root, at, kept.text ? kept.text : "");
	str_buf_done(&kept);
	return r;
}
