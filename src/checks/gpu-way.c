/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which driver holds a GPU, the kernel's own or that of i915-sriov-dkms, and how does one
 * get from here to VFs? What chips can, kinds/gpu.c says.
 */
#include "checks/gpu-way.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "checks/fix.h"

bool gpu_way_intel(const struct pci_dev *d)
{
	/* Not by ID alone: host bridges and sound have IDs beside those of their GPU. */
	return !d->is_vf && d->vendor == GPU_VENDOR_INTEL && d->class >> 16 == 0x03;
}

const struct gpu_platform *gpu_way_platform(const struct judge *j)
{
	return j->dev && gpu_way_intel(j->dev) ? gpu_platform_of(j->dev->device) : NULL;
}

struct gpu_ways gpu_way_of(const struct judge *j)
{
	const struct kernel *k = &j->host->kernel;

	return gpu_sriov_ways(gpu_way_platform(j), k->major, k->minor);
}

enum tri gpu_way_dkms_loaded(const struct kernel *k, const char *module)
{
	const struct kernel_module *m = kernel_module(k, module);

	if (!m || m->loaded != TRI_YES)
		return m ? m->loaded : TRI_UNKNOWN;
	if (m->version && strstr(m->version, "-sriov"))
		return TRI_YES;
	/* The kernel's own i915 has neither a version nor this parameter; its xe has the latter. */
	if (str_eq(module, "i915") && kernel_module_param(k, module, "max_vfs"))
		return TRI_YES;
	return m->version ? TRI_UNKNOWN : TRI_NO;
}

enum tri gpu_way_dkms_installed(const struct kernel *k, const char *module)
{
	const struct kernel_module *m = kernel_module(k, module);

	if (!m || m->installed != TRI_YES)
		return m ? m->installed : TRI_UNKNOWN;
	if (m->builtin == TRI_YES)
		return TRI_NO;
	if (m->file_version)
		return strstr(m->file_version, "-sriov") ? TRI_YES : TRI_NO;
	/* Without its version the folder is a hint only. */
	if (!m->file || strstr(m->file, "updates/"))
		return TRI_UNKNOWN;
	return TRI_NO;
}

/* Whether a list such as "46d1,!0x4680,*" has the device, or has it with "!". */
static bool in_list(const char *list, unsigned device, bool never)
{
	for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
		bool not = *p == '!';
		const char *item = p + not ;
		char *end;

		if (not != never)
			continue;
		if (*item == '*')
			return true;
		if (strtoul(item, &end, 16) == device && end != item && strchr(",", *end))
			return true;
	}
	return false;
}

/* The value of "force_probe=" among the words of an options line, up to a blank; or NULL. */
static char *option_value(const char *text, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = text; *p; p += strspn(p, " \t")) {
		size_t len = strcspn(p, " \t");

		if (len > n && strncmp(p, name, n) == 0 && p[n] == '=')
			return str_from_bytes(p + n + 1, len - n - 1);
		p += len;
	}
	return NULL;
}

enum tri gpu_way_forced(const struct kernel *k, const char *module, unsigned device, bool never)
{
	const struct kernel_param *p;
	char name[48];

	(void)snprintf(name, sizeof(name), "%s.force_probe", module);
	p = kernel_param(k, name);
	if (p && p->value && in_list(p->value, device, never))
		return TRI_YES;
	for (size_t i = 0; i < k->n_conf; i++) {
		const struct kernel_conf *c = &k->conf[i];
		_cleanup_free_ char *value = NULL;

		if (c->kind != KERNEL_CONF_OPTIONS || !str_eq(c->module, module) || !c->text)
			continue;
		value = option_value(c->text, "force_probe");
		if (value && in_list(value, device, never))
			return TRI_YES;
	}
	return k->cmdline && k->conf_seen == TRI_YES ? TRI_NO : TRI_UNKNOWN;
}

enum tri gpu_way_kept_off(const struct kernel *k, const char *module, unsigned device)
{
	enum tri listed = kernel_param_has(k, "module_blacklist", module);

	return listed == TRI_YES ? TRI_YES : gpu_way_forced(k, module, device, true);
}

enum tri gpu_way_firmware(const struct kernel *k, const char *files)
{
	enum tri found = TRI_NO;

	for (const char *p = files; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		_cleanup_free_ char *file = str_from_bytes(p, n);
		enum tri there = file ? kernel_firmware(k, file) : TRI_UNKNOWN;

		if (there == TRI_YES)
			return TRI_YES;
		if (there == TRI_UNKNOWN)
			found = TRI_UNKNOWN;
		p += n;
	}
	return found;
}

bool gpu_way_version(const char *release, int *ret_major, int *ret_minor)
{
	unsigned major, minor;

	if (sscanf(release, "%3u.%3u", &major, &minor) != 2)
		return false;
	*ret_major = (int)major;
	*ret_minor = (int)minor;
	return true;
}

enum tri gpu_way_exclusive(const char *pattern, const char *release)
{
	regex_t re;
	int r;

	/* Counted repeats are what makes a compiled pattern explode; real ones have none. */
	if (strlen(pattern) > 200 || strchr(pattern, '{'))
		return TRI_UNKNOWN;
	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return TRI_UNKNOWN;
	r = regexec(&re, release, 0, NULL, 0);
	regfree(&re);
	if (r != 0 && r != REG_NOMATCH)
		return TRI_UNKNOWN;
	return r == 0 ? TRI_YES : TRI_NO;
}

void gpu_way_fix_dkms(struct judge *j, const struct gpu_dkms *d)
{
	fix_package(j, DISTRO_PACKAGE_DKMS);
	fix_package(j, DISTRO_PACKAGE_HEADERS);
	fix_driver(j, GPU_WAY_DKMS, d->release);
}

static void own_xe(struct judge *j, const struct gpu_ways *ways)
{
	char xe[32];

	(void)snprintf(xe, sizeof(xe), "xe.force_probe=%04x", j->dev->device);
	if (ways->force_probe) {
		fix_say(j, "let this kernel's own xe take the GPU, and keep i915 off it");
		fix_cmdline(j, xe);
		fix_cmdline(j, "module_blacklist=i915");
	} else {
		fix_say(j, "let this kernel's own xe take the GPU: sudo modprobe xe");
	}
}

void gpu_way_fix(struct judge *j)
{
	const struct gpu_platform *p = gpu_way_platform(j);
	struct gpu_ways ways = gpu_way_of(j);

	if (ways.xe == TRI_YES) {
		own_xe(j, &ways);
	} else if (ways.i915) {
		gpu_way_fix_dkms(j, ways.i915);
		fix_cmdline(j, "i915.enable_guc=3");
		fix_cmdline(j, "i915.max_vfs=7");
		fix_cmdline(j, "module_blacklist=xe");
	} else if (p && p->xe_sriov.major) {
		fix_say(j, "install kernel %d.%d or later: its xe makes VFs of this GPU",
			p->xe_sriov.major, p->xe_sriov.minor);
	} else if (p && p->dkms_i915) {
		fix_say(j, "boot a kernel from 6.1 to 7.0: i915-sriov-dkms knows no other yet");
	} else if (p) {
		fix_say(j, "no driver makes VFs of %s: give the whole GPU to the guest%s", p->name,
			p->gvt ? ", or use GVT-g" : "");
	} else {
		fix_say(j, "look whether a newer kernel has a driver with SR-IOV for it");
	}
}
