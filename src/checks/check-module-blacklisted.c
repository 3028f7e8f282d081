/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the driver that the GPU needs kept from loading? module_blacklist= refuses it always,
 * "blacklist" lines keep it from loading by itself.
 */
#include "base/mem.h"
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

/* Whether a module is a way for what is asked. */
static bool needed(struct judge *j, const char *module)
{
	const struct gpu_platform *p = gpu_way_platform(j);
	struct gpu_ways ways = gpu_way_of(j);

	if (!(j->modes & USE_MODE_SRIOV))
		return p && p->gvt && str_eq(module, "i915");
	if (str_eq(module, "i915"))
		return ways.i915 || (p && p->gvt && j->modes & USE_MODE_GVT_G);
	return ways.xe == TRI_YES || ways.dkms_xe;
}

struct blocked {
	size_t needed, kept;
	const struct kernel_conf *line;
	const char *module;
};

static void look(struct judge *j, struct blocked *b)
{
	static const char *const modules[] = { "i915", "xe" };
	const struct kernel *k = &j->host->kernel;

	for (size_t i = 0; i < ARRAY_SIZE(modules); i++) {
		const struct kernel_conf *c = kernel_conf(k, KERNEL_CONF_BLACKLIST, modules[i]);
		bool refused = kernel_param_has(k, "module_blacklist", modules[i]) == TRI_YES;
		bool asleep = kernel_param_has(k, "modprobe.blacklist", modules[i]) == TRI_YES;

		if (!needed(j, modules[i]))
			continue;
		b->needed++;
		if (!refused && !asleep && !c)
			continue;
		b->kept++;
		b->module = modules[i];
		if (!refused && !asleep)
			b->line = c;
	}
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_param *p = kernel_param(k, "module_blacklist");
	struct blocked b = { 0 };

	if (!gpu_way_intel(j->dev))
		return;
	look(j, &b);
	if (b.needed == 0)
		return;
	if (!k->cmdline || k->conf_seen == TRI_UNKNOWN) {
		judge_unknown(j, "which modules are kept from loading could not be looked at");
	} else if (j->dev->driver[0] || b.kept < b.needed) {
		judge_ok(j, "the driver that the GPU needs may be loaded");
	} else {
		judge_blocks(j, "%s, which the GPU needs, is kept from loading", b.module);
		if (b.line)
			judge_seen_printf(j, b.line->file, "blacklist %s", b.line->module);
		else if (p)
			judge_seen_param(j, p);
		else
			judge_seen_printf(
				j, "/proc/cmdline", "modprobe.blacklist has %s", b.module);
		fix_say(j,
			"take %s out of module_blacklist, modprobe.blacklist and the blacklist "
			"lines in /etc/modprobe.d, and reboot",
			b.module);
	}
}

const struct check check_module_blacklisted = {
	.id = "module-blacklisted",
	.group = "driver",
	.title = "The driver that the GPU needs may be loaded",
	.why = "Guides keep one of i915 and xe from loading so that the other one gets the GPU. "
	       "With "
	       "the wrong one, or both, nobody holds it.",
	.source = "devices.md 6.2; host.md 2.2",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV | USE_MODE_GVT_G,
	.judge = judge,
};
