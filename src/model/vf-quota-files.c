/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Under which paths do the drivers have the quotas of their VFs? Facts read there and actions
 * write there; this file only knows the names (devices.md 4.1 to 4.3: i915-sriov-dkms, xe of
 * Linux 6.9 to 7.0).
 */
#include "model/vf-quota-files.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define DEVICE "sys/bus/pci/devices/%P/"
#define DEBUG  "sys/kernel/debug/dri/"

/* %P address of the PF, %C its card, %M the card's number, %W who, %N number of GT or tile. */
static const char *const homes[] = {
	DEVICE "sriov_admin/%W/profile/",
	DEVICE "drm/%C/prelim_iov/%W/gt%N/",
	DEVICE "drm/%C/iov/%W/gt%N/",
	DEBUG "%P/sriov/%W/tile%N/",
	DEBUG "%P/sriov/%W/tile0/gt%N/",
	DEBUG "%P/gt%N/%W/",
	DEBUG "%M/sriov/%W/tile%N/",
	DEBUG "%M/sriov/%W/tile0/gt%N/",
	DEBUG "%M/gt%N/%W/",
};

/* lmem_quota is what xe called vram_quota before 6.19. */
static const struct {
	enum vf_quota_field field;
	const char *file;
} files[] = {
	{ VF_QUOTA_EXEC_QUANTUM, "exec_quantum_ms" },
	{ VF_QUOTA_PREEMPT_TIMEOUT, "preempt_timeout_us" },
	{ VF_QUOTA_SCHED_PRIORITY, "sched_priority" },
	{ VF_QUOTA_GGTT, "ggtt_quota" },
	{ VF_QUOTA_VRAM, "vram_quota" },
	{ VF_QUOTA_VRAM, "lmem_quota" },
	{ VF_QUOTA_CONTEXTS, "contexts_quota" },
	{ VF_QUOTA_DOORBELLS, "doorbells_quota" },
};

/* What a letter behind '%' stands for; "" when there is no such thing. */
static const char *word_of(char c, const struct vf_quota_who *who, unsigned nth, char room[16])
{
	room[0] = '\0';
	switch (c) {
	case 'P':
		return who->pf;
	case 'C':
		return who->card;
	case 'M':
		return strncmp(who->card, "card", 4) == 0 ? who->card + 4 : "";
	case 'W':
		/* The drivers count VFs from 1. */
		(void)snprintf(room, 16, who->vf < 0 ? "pf" : "vf%d", who->vf + 1);
		return room;
	default:
		(void)snprintf(room, 16, "%u", nth);
		return room;
	}
}

/* False: the path needs something that there is not, or is too long. */
static bool fill(
	const char *pattern, const struct vf_quota_who *who, unsigned nth, char path[VF_QUOTA_PATH])
{
	size_t n = 0;

	for (const char *p = pattern; *p; p++) {
		char room[16] = { *p };
		const char *word = *p == '%' ? word_of(*++p, who, nth, room) : room;
		size_t len = strlen(word);

		if (len == 0 || n + len >= VF_QUOTA_PATH)
			return false;
		memcpy(path + n, word, len + 1);
		n += len;
	}
	return true;
}

/* One file of one home. */
struct place {
	const struct vf_quota_who *who;
	const struct vf_quota_look *look;
	const char *home, *file;
};

static bool there(const struct place *p, unsigned nth, char path[VF_QUOTA_PATH])
{
	size_t n;

	if (!fill(p->home, p->who, nth, path))
		return false;
	n = strlen(path);
	if (n + strlen(p->file) >= VF_QUOTA_PATH)
		return false;
	memcpy(path + n, p->file, strlen(p->file) + 1);
	return p->look->there(p->look->arg, path);
}

bool vf_quota_file(const struct vf_quota_who *who, enum vf_quota_field field, unsigned nth,
	const struct vf_quota_look *look, char path[VF_QUOTA_PATH])
{
	if (who->vf < 0 && !(VF_QUOTA_SCHEDULER & VF_QUOTA_BIT(field)))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(homes) * ARRAY_SIZE(files); i++) {
		struct place p = { who, look, homes[i / ARRAY_SIZE(files)],
			files[i % ARRAY_SIZE(files)].file };

		if (files[i % ARRAY_SIZE(files)].field != field || !there(&p, 0, path))
			continue;
		/* The others of its kind are in the same home. */
		return nth == 0 || (strstr(p.home, "%N") && there(&p, nth, path));
	}
	return false;
}

bool vf_quota_auto_file(const struct vf_quota_who *who, const struct vf_quota_look *look,
	char path[VF_QUOTA_PATH], bool *ret_readable)
{
	static const struct {
		const char *path;
		bool readable;
	} known[] = {
		{ DEVICE "drm/%C/prelim_iov/pf/auto_provisioning", true },
		{ DEVICE "drm/%C/iov/pf/auto_provisioning", true },
		{ DEBUG "%P/sriov/restore_auto_provisioning", false },
		{ DEBUG "%M/sriov/restore_auto_provisioning", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (!fill(known[i].path, who, 0, path) || !look->there(look->arg, path))
			continue;
		*ret_readable = known[i].readable;
		return true;
	}
	return false;
}

void vf_quota_file_value(
	const char *path, enum vf_quota_field field, uint64_t value, char text[VF_QUOTA_VALUE])
{
	if (field == VF_QUOTA_SCHED_PRIORITY && !strstr(path, "/sriov_admin/"))
		(void)snprintf(text, VF_QUOTA_VALUE, "%" PRIu64, value);
	else
		vf_quota_value_format(field, value, text);
}
