/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the firmware files that Intel's display drivers ask for are there? Only the
 * names: versions are inside, and the driver says them in the log. Searched as the kernel
 * does (drivers/base/firmware_loader/main.c, fw_path[]).
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* devices.md 1.3: i915 and xe of kernel 7.0, DMC of 6.12. */
static const char *const files[] = { "i915/adlp_dmc.bin", "i915/adlp_guc_69.0.3.bin",
	"i915/adlp_guc_70.1.1.bin", "i915/adlp_guc_70.bin", "i915/adls_dmc_ver2_01.bin",
	"i915/bmg_dmc.bin", "i915/dg1_guc_70.bin", "i915/dg1_huc.bin", "i915/dg2_dmc_ver2_08.bin",
	"i915/dg2_guc_70.bin", "i915/dg2_huc_gsc.bin", "i915/mtl_dmc.bin", "i915/mtl_gsc_1.bin",
	"i915/mtl_guc_70.bin", "i915/mtl_huc_gsc.bin", "i915/rkl_dmc_ver2_03.bin",
	"i915/tgl_dmc_ver2_12.bin", "i915/tgl_guc_69.0.3.bin", "i915/tgl_guc_70.1.1.bin",
	"i915/tgl_guc_70.bin", "i915/tgl_huc.bin", "i915/tgl_huc_7.9.3.bin", "i915/xe2lpd_dmc.bin",
	"xe/bmg_guc_70.bin", "xe/bmg_huc.bin", "xe/lnl_gsc_1.bin", "xe/lnl_guc_70.bin",
	"xe/lnl_huc.bin", "xe/nvl_guc_70.55.4.bin", "xe/ptl_gsc_1.bin", "xe/ptl_guc_70.bin",
	"xe/ptl_huc.bin" };

/* The names in i915/ or xe/, in all places where the kernel looks. */
struct shelf {
	struct names *v; /* owned */
	size_t n;
	bool denied; /* one of them could not be looked at */
};

static void shelf_done(struct shelf *s)
{
	for (size_t i = 0; i < s->n; i++)
		names_done(&s->v[i]);
	free(s->v);
}

static int add_place(
	const struct root *root, struct shelf *shelf, const char *place, const char *folder)
{
	struct names names = { 0 }, *slot;
	struct err ignored;
	int r = root_list(root, &names, &ignored, "%s/%s", place, folder);

	if (r < 0) {
		shelf->denied = shelf->denied || (r != -ENOENT && r != -ENOTDIR);
		return 0;
	}
	slot = mem_append(&shelf->v, &shelf->n, sizeof(*slot));
	if (!slot) {
		names_done(&names);
		return -ENOMEM;
	}
	*slot = names;
	return 0;
}

static int fill(
	const struct root *root, const struct kernel *k, const char *folder, struct shelf *shelf)
{
	static const char *const places[] = { "lib/firmware/updates/%s", "lib/firmware/updates",
		"lib/firmware/%s", "lib/firmware" };
	_cleanup_free_ char *set = NULL;
	struct err ignored;

	/* A setting, which NixOS uses; "" for none. */
	if (root_read(root, &set, &ignored, "sys/module/firmware_class/parameters/path") == 0 &&
		set[0] == '/' && add_place(root, shelf, set + 1, folder) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		_cleanup_free_ char *place = NULL;

		if (!k->release && strchr(places[i], '%'))
			continue;
		place = str_printf(places[i], k->release);
		if (!place || add_place(root, shelf, place, folder) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* As it is, or compressed. */
static bool is_file(const char *name, const char *wanted)
{
	size_t len = strlen(wanted);

	return strncmp(name, wanted, len) == 0 &&
	       (!name[len] || str_eq(name + len, ".zst") || str_eq(name + len, ".xz"));
}

static enum tri has_file(const struct shelf *shelf, const char *wanted)
{
	for (size_t i = 0; i < shelf->n; i++)
		for (size_t n = 0; n < shelf->v[i].n; n++)
			if (is_file(shelf->v[i].v[n], wanted))
				return TRI_YES;
	return shelf->denied ? TRI_UNKNOWN : TRI_NO;
}

static int read_folder(const struct root *root, struct kernel *k, const char *folder)
{
	_cleanup_(shelf_done) struct shelf shelf = { 0 };
	size_t len = strlen(folder);

	if (fill(root, k, folder, &shelf) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		struct kernel_firmware *f;

		if (strncmp(files[i], folder, len) != 0 || files[i][len] != '/')
			continue;
		f = mem_append(&k->firmware, &k->n_firmware, sizeof(*f));
		if (!f)
			return -ENOMEM;
		f->path = strdup(files[i]);
		f->there = has_file(&shelf, files[i] + len + 1);
		if (!f->path)
			return -ENOMEM;
	}
	return 0;
}

static bool has_intel_display(const struct host *host)
{
	for (size_t i = 0; i < host->n_pci; i++)
		if (host->pci[i].vendor == 0x8086 && host->pci[i].class >> 16 == 0x03)
			return true;
	return false;
}

static int read_gpu_firmware(
	const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	if (!(scope & FACTS_HOST) || !has_intel_display(host))
		return 0;
	/* Without the folder this may be a container, or a capture from before it was kept. */
	if (!root_exists(root, "lib/firmware") && !root_exists(root, "run/current-system/firmware"))
		return 0;
	if (read_folder(root, &host->kernel, "i915") < 0 ||
		read_folder(root, &host->kernel, "xe") < 0)
		return err_oom(err);
	return 0;
}

const struct facts facts_gpu_firmware = {
	.id = "gpu-firmware",
	.read = read_gpu_firmware,
};
