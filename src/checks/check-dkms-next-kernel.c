/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the other installed kernels have the module of i915-sriov-dkms too? One of them is
 * booted next after an update, and then the VFs are gone.
 */
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

/* The kernel's own i915 or xe is what modprobe would find, whatever lies in updates/. */
static bool not_in_list(const struct kernel_image *image)
{
	static const char *const names[] = { "i915", "xe" };
	bool own = false;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct kernel_image_module *m = kernel_image_module(image, names[i]);

		if (m && m->there != TRI_NO && (!m->file || strncmp(m->file, "kernel/", 7) != 0))
			return false;
		own = own || (m && m->there == TRI_YES);
	}
	return own;
}

static bool has_it(const struct kernel *k, const struct kernel_image *image)
{
	if (not_in_list(image))
		return false;
	if (image->sriov_module)
		return true;
	for (size_t i = 0; i < k->n_dkms; i++)
		if (str_eq(k->dkms[i].name, GPU_WAY_DKMS) && k->dkms[i].installed &&
			str_eq(k->dkms[i].kernel, image->release))
			return true;
	return false;
}

/* It matters where the running kernel lives on it. */
static bool used(const struct kernel *k)
{
	for (size_t i = 0; i < k->n_images; i++)
		if (k->images[i].running)
			return has_it(k, &k->images[i]);
	return gpu_way_dkms_loaded(k, "i915") == TRI_YES || gpu_way_dkms_loaded(k, "xe") == TRI_YES;
}

static void lacks(struct judge *j, const struct kernel_image *image, size_t n)
{
	int major, minor;
	const struct gpu_dkms *right = NULL;

	judge_warning(j, "kernel %s%s would not load i915-sriov-dkms: booted, it makes no VFs",
		image->release, n > 1 ? " and other kernels" : "");
	if (image->sriov_module && not_in_list(image)) {
		judge_seen(j, image->sriov_module, "not in modules.dep");
		fix_say(j, "sudo depmod %s", image->release);
		return;
	}
	judge_seen_printf(j, "/lib/modules", "%s: no i915 or xe of dkms", image->release);
	if (image->headers == TRI_NO) {
		judge_seen_printf(j, "/lib/modules", "%s/build: no headers", image->release);
		fix_package(j, DISTRO_PACKAGE_HEADERS);
	}
	if (gpu_way_version(image->release, &major, &minor))
		right = gpu_dkms_release(major, minor);
	if (right)
		fix_say(j, "sudo dkms autoinstall -k %s (release %s is the one for that kernel)",
			image->release, right->release);
	else
		fix_say(j, "keep booting the running kernel: there is no release for %s",
			image->release);
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_image *without = NULL;
	size_t n = 0;

	if (k->images_seen != TRI_YES || k->dkms_seen == TRI_UNKNOWN) {
		judge_unknown(j, "which kernels are installed could not be looked at");
		return;
	}
	if (!used(k))
		return;
	for (size_t i = 0; i < k->n_images; i++) {
		if (has_it(k, &k->images[i]))
			continue;
		without = &k->images[i]; /* the newest one: they are sorted */
		n++;
	}
	if (without)
		lacks(j, without, n);
	else
		judge_ok(j, "i915-sriov-dkms is installed for each kernel");
}

const struct check check_dkms_next_kernel = {
	.id = "dkms-next-kernel",
	.group = "driver",
	.title = "Each installed kernel has i915-sriov-dkms",
	.why = "A kernel update that dkms could not follow is noticed at the next boot only, when "
	       "the guests do not start.",
	.source = "devices.md 2.1; diagnoses.md 3 rows 7 to 9",
	.modes = USE_MODE_SRIOV,
	.explained_by = "dkms-built dkms-release",
	.judge = judge,
};
