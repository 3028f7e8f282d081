/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_HOOK_H
#define PLAN_PLAN_HOOK_H

#include "base/str.h"
#include "model/hook-host.h"
#include "model/host.h"
#include "model/step.h"
#include "model/vm-needs.h"

/*
 * From a guest's needs to steps for the hook: each action and target once, and one step does not
 * hang on another but for the devices. What this host cannot do and a guest runs without (its
 * frequencies, keeping the host's processes away) is no failure: notes gets a line of it.
 */

/* Who runs already, or starts: what can still be done for it. */
int plan_hook_cpus(const struct vm_needs *needs, const struct hook_host *host, struct steps *ret,
	struct str_buf *notes, struct err *err);

/* Huge pages and shared memory: only before it starts. */
int plan_hook_memory(const struct vm_needs *needs, struct steps *ret, struct err *err);

/*
 * VFs in two rounds, with the host read again between them: the first makes VFs where there are
 * none, the second gives the one that is meant its driver and its settings. ours: VFs of this PF
 * were made by the hook, so that they have to stay while this guest runs.
 */
int plan_hook_make(const struct host *host, const struct vm_need_vf *vf, bool ours,
	struct steps *ret, struct err *err);
int plan_hook_take(
	const struct host *host, const struct vm_need_vf *vf, struct steps *ret, struct err *err);

#endif
