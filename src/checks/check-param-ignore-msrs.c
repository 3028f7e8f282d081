/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does KVM swallow what guests ask of registers that are not there?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#define FILE_NOW "/sys/module/kvm/parameters/ignore_msrs"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const char *now = kernel_module_param(k, "kvm", "ignore_msrs");
	struct param_option o;
	enum tri set = param_option(k, "kvm", "ignore_msrs", &o);

	if (set == TRI_YES && param_true(o.value)) {
		judge_warning(j, "kvm.ignore_msrs hides what guests do wrong");
		param_option_drop(j, &o);
	} else if (now && param_true(now)) {
		judge_warning(j, "kvm.ignore_msrs hides what guests do wrong");
		judge_seen(j, FILE_NOW, now);
		fix_write(j, FILE_NOW, "0");
	} else if (now || set != TRI_UNKNOWN) {
		judge_ok(j, "KVM tells guests of registers that are not there");
	} else {
		judge_unknown(j, "whether kvm.ignore_msrs is set could not be read");
	}
}

const struct check check_param_ignore_msrs = {
	.id = "param-ignore-msrs",
	.group = "parameter",
	.title = "KVM tells guests of registers that are not there",
	.why = "With ignore_msrs a read of an unknown register gives 0 instead of an error. A few "
	       "old "
	       "guests need it; nothing shows that SR-IOV does, and it makes other faults hard to "
	       "find.",
	.source = "devices.md 6.2",
	.explained_by = "cmdline",
	.judge = judge,
};
