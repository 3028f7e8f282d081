/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What would the other installed kernels have, once booted: which of the modules that
 * matter, from where? Which kernels there are is in facts-kernel-image.c, the running one's
 * modules in facts-kernel-module.c.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/kernel-names.h"
#include "facts/module-info.h"
#include "facts/module-list.h"

static int take_builtin(void *modules, size_t number, const char *file, size_t len)
{
	(void)file;
	(void)len;
	((struct kernel_image_module *)modules)[number].builtin = TRI_YES;
	return 0;
}

static int take_file(void *modules, size_t number, const char *file, size_t len)
{
	struct kernel_image_module *m = &((struct kernel_image_module *)modules)[number];

	if (m->file)
		return 0;
	m->file = str_from_bytes(file, len);
	return m->file ? 0 : -ENOMEM;
}

static int add_all(struct kernel_image *image)
{
	image->modules = calloc(n_kernel_names, sizeof(*image->modules));
	if (!image->modules)
		return -ENOMEM;
	image->n_modules = n_kernel_names;
	for (size_t i = 0; i < n_kernel_names; i++)
		image->modules[i] = (struct kernel_image_module) {
			.name = kernel_names[i].name,
			.there = TRI_UNKNOWN,
			.builtin = TRI_UNKNOWN,
			.info_seen = TRI_UNKNOWN,
		};
	return 0;
}

/*
 * modprobe goes by these lists too. Without one of them a module may be there all the same:
 * then nobody says "no".
 */
static int read_lists(const struct root *root, struct kernel_image *image)
{
	struct module_list list = { image->release, "modules.builtin", false, take_builtin,
		image->modules };
	int builtin = module_list_read(root, &list), files;

	list.name = "modules.dep";
	list.take = take_file;
	files = module_list_read(root, &list);
	if (builtin == -ENOMEM || files == -ENOMEM)
		return -ENOMEM;
	for (size_t i = 0; i < image->n_modules; i++) {
		struct kernel_image_module *m = &image->modules[i];

		if (m->builtin == TRI_UNKNOWN && builtin == 0)
			m->builtin = TRI_NO;
		if (m->builtin == TRI_YES || m->file)
			m->there = TRI_YES;
		else if (m->builtin == TRI_NO && files == 0)
			m->there = TRI_NO;
	}
	return 0;
}

/* xz takes 50 ms for the driver of a GPU, which is too long for a kernel that does not run. */
static bool is_quick(const char *file)
{
	size_t len = strlen(file);

	return len < 3 || !str_eq(file + len - 3, ".xz");
}

static int read_infos(const struct root *root, struct kernel_image *image)
{
	_cleanup_free_ char *kept = str_printf(".virtfn/kernels/%s/modinfo", image->release);

	if (!kept)
		return -ENOMEM;
	for (size_t i = 0; i < image->n_modules; i++) {
		struct kernel_image_module *m = &image->modules[i];
		struct module_info info = { 0 };
		int r;

		if (!m->file || !module_info_wanted(m->name, m->file) || !is_quick(m->file))
			continue;
		r = module_info_read(root, image->release, m->file, kept, &info);
		if (r == -ENOMEM)
			return r;
		if (r < 0)
			continue;
		m->info_seen = TRI_YES;
		m->version = info.version;
		m->vermagic = info.vermagic;
		m->signer = info.signer;
	}
	return 0;
}

static int read_kernel_other(
	const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct kernel *k = &host->kernel;
	const struct kernel_image *next = kernel_next_image(k);

	if (!(scope & FACTS_HOST))
		return 0;
	for (size_t i = 0; i < k->n_images; i++) {
		struct kernel_image *image = &k->images[i];

		if (image->running)
			continue;
		if (add_all(image) < 0 || read_lists(root, image) < 0 ||
			(image == next && read_infos(root, image) < 0))
			return err_oom(err);
	}
	return 0;
}

const struct facts facts_kernel_other = {
	.id = "kernel-other",
	.read = read_kernel_other,
};
