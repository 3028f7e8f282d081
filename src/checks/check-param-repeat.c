/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is an argument given twice with different values, where the last one alone counts? Lists
 * that the kernel or modprobe adds up (pci=, modprobe.blacklist=) are let pass.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include <string.h>

#include "base/str.h"

/* Names, or starts of names with a dot, that keep the last value only. */
static const char *const single[] = { "module_blacklist", "i915.", "xe.", "kvm.", "kvm_intel.",
	"kvm_amd.", "vfio.", "vfio_pci.", "vfio_iommu_type1." };

static bool keeps_last(const char *name)
{
	for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++) {
		size_t len = strlen(single[i]);

		if (single[i][len - 1] == '.' ? strncmp(name, single[i], len) == 0
					      : str_eq(name, single[i]))
			return true;
	}
	return false;
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;

	if (!param_read(j))
		return;
	for (size_t i = 0; i < k->n_params; i++) {
		const struct kernel_param *p = &k->params[i], *last = kernel_param(k, p->name);

		if (!keeps_last(p->name) || !last || str_eq(p->value, last->value))
			continue;
		judge_warning(
			j, "%s is given more than once, and only the last one counts", p->name);
		judge_seen_param(j, p);
		judge_seen_param(j, last);
		fix_say(j, "make one argument of them on the kernel command line, and reboot");
		return;
	}
	judge_ok(j, "no argument undoes another one of the same name");
}

const struct check check_param_repeat = {
	.id = "param-repeat",
	.group = "parameter",
	.title = "No argument undoes another one of the same name",
	.why = "module_blacklist=nouveau module_blacklist=xe keeps only xe off: each one replaces "
	       "the "
	       "one before. The same goes for options of modules, vfio-pci.ids= among them.",
	.source = "kernel/params.c; host.md 1.2",
	.explained_by = "cmdline",
	.judge = judge,
};
