/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernels are installed, and do they have what a boot and a module build need? The
 * running one's modules are in facts-kernel-module.c.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define MODULES "lib/modules"

/* What is in /boot; not there, or not to be seen, is no list. */
struct boot {
	struct names names;
	bool seen;
};

static bool has_name(const struct boot *boot, const char *name)
{
	for (size_t i = 0; i < boot->names.n; i++)
		if (str_eq(boot->names.v[i], name))
			return true;
	return false;
}

static bool has_prefix(const struct boot *boot, const char *prefix)
{
	for (size_t i = 0; i < boot->names.n; i++)
		if (strncmp(boot->names.v[i], prefix, strlen(prefix)) == 0)
			return true;
	return false;
}

/* "boot/vmlinuz-%s" and the like: with the release, or the package's name as Arch has it. */
static bool has_file(
	const struct boot *boot, const char *const *forms, const char *release, const char *package)
{
	bool found = false;

	for (size_t i = 0; forms[i] && !found; i++) {
		_cleanup_free_ char *a = str_printf(forms[i], release);
		_cleanup_free_ char *b = package ? str_printf(forms[i], package) : NULL;

		found = (a && has_name(boot, a)) || (b && has_name(boot, b));
	}
	return found;
}

/*
 * Boot loaders want files elsewhere too (another partition, one image of both): not in
 * /boot is "no" only where those of other kernels are.
 */
static enum tri in_boot(
	const struct boot *boot, const char *const *forms, const char *release, const char *package)
{
	char prefix[32];

	if (has_file(boot, forms, release, package))
		return TRI_YES;
	for (size_t i = 0; forms[i] && boot->seen; i++) {
		(void)snprintf(
			prefix, sizeof(prefix), "%.*s", (int)strcspn(forms[i], "%"), forms[i]);
		if (has_prefix(boot, prefix))
			return TRI_NO;
	}
	return TRI_UNKNOWN;
}

/* An i915 or xe that did not come with the kernel, below its folder. */
static int find_sriov_module(const struct root *root, const char *release, char **ret)
{
	static const char *const folders[] = { "updates/dkms", "updates", "extra", "weak-updates" };
	struct err ignored;

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		_cleanup_(names_done) struct names names = { 0 };

		if (root_list(root, &names, &ignored, MODULES "/%s/%s", release, folders[i]) < 0)
			continue;
		for (size_t n = 0; n < names.n; n++) {
			if (strncmp(names.v[n], "i915.ko", 7) != 0 &&
				strncmp(names.v[n], "xe.ko", 5) != 0)
				continue;
			*ret = str_printf("/" MODULES "/%s/%s/%s", release, folders[i], names.v[n]);
			return *ret ? 0 : -ENOMEM;
		}
	}
	return 0;
}

static int read_one(const struct root *root, const struct boot *boot, const char *running,
	struct kernel_image *image)
{
	static const char *const kernels[] = { "vmlinuz-%s", "linux-%s", NULL };
	static const char *const initramfs[] = { "initrd.img-%s", "initramfs-%s.img", "initrd-%s",
		"booster-%s.img", NULL };
	_cleanup_free_ char *package = NULL;
	const char *release = image->release;
	struct err ignored;

	image->running = str_eq(release, running);
	(void)root_read(root, &package, &ignored, MODULES "/%s/pkgbase", release);
	/* It is a link into a package's folder: without the package it leads nowhere. */
	image->headers =
		root_exists(root, MODULES "/%s/build/Makefile", release) ? TRI_YES : TRI_NO;
	image->initramfs = in_boot(boot, initramfs, release, package);
	image->image = root_exists(root, MODULES "/%s/vmlinuz", release)
			       ? TRI_YES
			       : in_boot(boot, kernels, release, package);
	return find_sriov_module(root, release, &image->sriov_module);
}

/* A removed kernel may leave its folder, with what others put in. */
static bool has_modules(const struct root *root, const char *release)
{
	return root_exists(root, MODULES "/%s/kernel", release) ||
	       root_exists(root, MODULES "/%s/modules.builtin", release);
}

static int compare(const void *a, const void *b)
{
	return kernel_release_compare(((const struct kernel_image *)a)->release,
		((const struct kernel_image *)b)->release);
}

static int read_all(const struct root *root, const struct names *releases, const struct boot *boot,
	struct kernel *k)
{
	for (size_t i = 0; i < releases->n; i++) {
		struct kernel_image *image;

		if (!has_modules(root, releases->v[i]))
			continue;
		image = mem_append(&k->images, &k->n_images, sizeof(*image));
		if (!image)
			return -ENOMEM;
		image->release = TAKE_PTR(releases->v[i]);
		if (read_one(root, boot, k->release, image) < 0)
			return -ENOMEM;
	}
	if (k->n_images > 1)
		qsort(k->images, k->n_images, sizeof(*k->images), compare);
	return 0;
}

static int read_kernel_image(
	const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	_cleanup_(names_done) struct names releases = { 0 };
	struct kernel *k = &host->kernel;
	struct boot boot = { 0 };
	struct err ignored;
	int r;

	if (!(scope & FACTS_HOST) || root_list(root, &releases, &ignored, MODULES) < 0)
		return 0;
	boot.seen = root_list(root, &boot.names, &ignored, "boot") == 0;
	r = read_all(root, &releases, &boot, k);
	names_done(&boot.names);
	k->images_seen = TRI_YES;
	return r < 0 ? err_oom(err) : 0;
}

const struct facts facts_kernel_image = {
	.id = "kernel-image",
	.read = read_kernel_image,
};
