/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was i915-sriov-dkms built and installed for the running kernel? A build that failed
 * leaves it added only.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

/* Of the running kernel: the best row; NULL none. *ret_any is a row of any kernel. */
static const struct kernel_dkms *find(const struct kernel *k, const struct kernel_dkms **ret_any)
{
	const struct kernel_dkms *best = NULL;

	*ret_any = NULL;
	for (size_t i = 0; i < k->n_dkms; i++) {
		const struct kernel_dkms *d = &k->dkms[i];

		if (!str_eq(d->name, GPU_WAY_DKMS))
			continue;
		*ret_any = d;
		if (str_eq(d->kernel, k->release) && (!best || d->installed))
			best = d;
	}
	return best;
}

static void not_built(struct judge *j, const struct kernel_dkms *any)
{
	const struct kernel *k = &j->host->kernel;

	judge_warning(j, "i915-sriov-dkms is added, but not built for the running kernel");
	judge_seen_printf(j, "/var/lib/dkms/" GPU_WAY_DKMS, "%s, nothing below it for %s",
		any->version, k->release);
	fix_package(j, DISTRO_PACKAGE_HEADERS);
	fix_say(j, "sudo dkms install %s/%s -k %s", GPU_WAY_DKMS, any->version, k->release);
	fix_say(j, "if that fails, look at /var/lib/dkms/%s/%s/build/make.log", GPU_WAY_DKMS,
		any->version);
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_dkms *any, *d = find(k, &any);

	if (k->dkms_seen == TRI_UNKNOWN || (any && !k->release)) {
		judge_unknown(j, "what dkms has built could not be looked at");
	} else if (d && d->installed) {
		judge_ok(j, "i915-sriov-dkms %s is installed for %s", d->version, k->release);
	} else if (d && d->built) {
		judge_warning(j, "i915-sriov-dkms %s is built, but not installed", d->version);
		judge_seen_printf(
			j, "/var/lib/dkms/" GPU_WAY_DKMS, "%s/%s", d->version, k->release);
		fix_say(j, "sudo dkms install %s/%s -k %s", GPU_WAY_DKMS, d->version, k->release);
	} else if (any) {
		not_built(j, any);
	}
}

const struct check check_dkms_built = {
	.id = "dkms-built",
	.group = "driver",
	.title = "i915-sriov-dkms is installed for the running kernel",
	.why = "dkms builds a module for each kernel by itself. Where that failed, the kernel's "
	       "own "
	       "driver is loaded, which makes no VFs.",
	.source = "devices.md 2.1, 2.5; diagnoses.md 3 rows 7 to 9",
	.modes = USE_MODE_SRIOV,
	.explained_by = "dkms-release",
	.judge = judge,
};
