/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VF_QUOTA_H
#define CLI_VF_QUOTA_H

#include "cli/command.h"
#include "model/host.h"
#include "model/vf-quota.h"

/* What commands that give VFs of a GPU their shares have as options. */
struct quota_opts {
	const char *profile, *exec_quantum, *preempt_timeout, *sched_priority;
	const char *ggtt, *vram, *contexts, *doorbells;
};

/* Rows for a table of options; at: offsetof() of a member of a struct quota_opts. */
#define QUOTA_OPTIONS(at)                                                                         \
	{ "profile", 0, "PROFILE", "of a GPU: who is preferred when all want to run", OPTION_STR, \
		at(profile), .choices = VF_QUOTA_PROFILES },                                      \
		{ "exec-quantum", 0, "MS",                                                        \
			"of a GPU: how long a VF may run at a stretch; 0: no limit", OPTION_STR,  \
			at(exec_quantum) },                                                       \
		{ "preempt-timeout", 0, "US",                                                     \
			"of a GPU: microseconds until it is stopped by force; 0: never",          \
			OPTION_STR, at(preempt_timeout) },                                        \
		{ "sched-priority", 0, "PRIO", "of a GPU: low or normal", OPTION_STR,             \
			at(sched_priority), .choices = "low|normal" },                            \
		{ "ggtt", 0, "SIZE", "of a GPU: its address space, as 512M", OPTION_STR,          \
			at(ggtt) },                                                               \
		{ "vram", 0, "SIZE", "of a GPU: its memory (only cards have some), as 2G",        \
			OPTION_STR, at(vram) },                                                   \
		{ "contexts", 0, "N", "of a GPU: how many contexts", OPTION_STR, at(contexts) },  \
	{                                                                                         \
		"doorbells", 0, "N", "of a GPU: how many doorbells", OPTION_STR, at(doorbells)    \
	}

/* What is asked for each VF, and by a profile for the GPU itself. */
int quota_opts_read(
	const struct quota_opts *o, struct vf_quota *vf, struct vf_quota *pf, struct err *err);

/*
 * A table of what was asked and what was granted, a row for each VF and quota (of all VFs of the
 * PF, or of one), and a note when they differ. Does nothing when nothing was asked.
 */
void quota_doc_granted(struct doc *doc, const struct host *host, const struct pci_dev *dev,
	const struct vf_quota *asked);

/* What the host has less of while its GPU has VFs. */
void quota_doc_cost(struct doc *doc, const struct host *host, const struct pci_dev *pf);

#endif
