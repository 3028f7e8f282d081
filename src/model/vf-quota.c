/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a VF gets of a GPU, as text and back, and the profiles. Where the drivers have it is in
 * vf-quota-files.c.
 */
#include "model/vf-quota.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static const struct {
	const char *name;
	uint64_t max;
	bool bytes;
} fields[VF_QUOTA_FIELDS] = {
	[VF_QUOTA_EXEC_QUANTUM] = { "exec_quantum_ms", UINT32_MAX, false },
	[VF_QUOTA_PREEMPT_TIMEOUT] = { "preempt_timeout_us", UINT32_MAX, false },
	[VF_QUOTA_SCHED_PRIORITY] = { "sched_priority", VF_QUOTA_PRIORITY_HIGH, false },
	[VF_QUOTA_GGTT] = { "ggtt", 4ull << 30, true },
	[VF_QUOTA_VRAM] = { "vram", 1ull << 50, true },
	[VF_QUOTA_CONTEXTS] = { "contexts", 65535, false },
	[VF_QUOTA_DOORBELLS] = { "doorbells", 256, false },
};

static const char *const priorities[] = {
	[VF_QUOTA_PRIORITY_LOW] = "low",
	[VF_QUOTA_PRIORITY_NORMAL] = "normal",
	[VF_QUOTA_PRIORITY_HIGH] = "high",
};

const char *vf_quota_name(enum vf_quota_field field)
{
	return fields[field].name;
}

uint64_t vf_quota_max(enum vf_quota_field field)
{
	return fields[field].max;
}

void vf_quota_put(struct vf_quota *q, enum vf_quota_field field, uint64_t value)
{
	q->set |= VF_QUOTA_BIT(field);
	q->v[field] = value;
}

void vf_quota_value_format(enum vf_quota_field field, uint64_t value, char text[VF_QUOTA_VALUE])
{
	if (field == VF_QUOTA_SCHED_PRIORITY && value <= VF_QUOTA_PRIORITY_HIGH)
		(void)snprintf(text, VF_QUOTA_VALUE, "%s", priorities[value]);
	else
		(void)snprintf(text, VF_QUOTA_VALUE, "%" PRIu64, value);
}

static int parse_priority(const char *text, uint64_t *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(priorities); i++) {
		char now[12];

		(void)snprintf(now, sizeof(now), "[%s]", priorities[i]);
		if (str_eq(text, priorities[i]) || strstr(text, now)) {
			*ret = i;
			return 0;
		}
	}
	return str_to_u64(text, 10, VF_QUOTA_PRIORITY_HIGH, ret);
}

int vf_quota_value_parse(enum vf_quota_field field, const char *text, uint64_t *ret)
{
	uint64_t v;
	int r;

	if (field == VF_QUOTA_SCHED_PRIORITY)
		return parse_priority(text, ret);
	r = str_to_u64(text, 10, fields[field].max, &v);
	if (r == -EINVAL && fields[field].bytes)
		r = str_to_size(text, &v);
	if (r == 0 && v > fields[field].max)
		r = -ERANGE;
	if (r == 0)
		*ret = v;
	return r;
}

void vf_quota_format(const struct vf_quota *q, char text[VF_QUOTA_TEXT])
{
	size_t n = 0;

	text[0] = '\0';
	for (enum vf_quota_field f = 0; f < VF_QUOTA_FIELDS; f++) {
		char value[VF_QUOTA_VALUE];

		if (!(q->set & VF_QUOTA_BIT(f)))
			continue;
		vf_quota_value_format(f, q->v[f], value);
		n += (size_t)snprintf(text + n, VF_QUOTA_TEXT - n, "%s%s=%s", n ? "," : "",
			fields[f].name, value);
	}
}

static int parse_word(char *word, struct vf_quota *q, struct err *err)
{
	char *v = strchr(word, '=');
	enum vf_quota_field f = 0;
	uint64_t value;
	int r;

	if (!v)
		return err_set(err, EINVAL, "a quota of a VF needs a value: '%s'", word);
	*v++ = '\0';
	while (f < VF_QUOTA_FIELDS && !str_eq(word, fields[f].name))
		f++;
	if (f == VF_QUOTA_FIELDS)
		return err_set(err, EINVAL, "'%s' is no quota of a VF", word);
	if (q->set & VF_QUOTA_BIT(f))
		return err_set(err, EINVAL, "%s is there twice", word);
	r = vf_quota_value_parse(f, v, &value);
	if (r < 0)
		return err_set(err, -r, "'%s' is no %s for a VF", v, word);
	vf_quota_put(q, f, value);
	return 0;
}

int vf_quota_parse(const char *text, struct vf_quota *ret, struct err *err)
{
	char copy[VF_QUOTA_TEXT], *rest = NULL;
	struct vf_quota q = { 0 };
	int r = 0;

	if (strlen(text) >= sizeof(copy))
		return err_set(err, EINVAL, "quotas of a VF are too long: %.40s...", text);
	memcpy(copy, text, strlen(text) + 1);
	for (char *word = strtok_r(copy, ",", &rest); word && r == 0;
		word = strtok_r(NULL, ",", &rest))
		r = parse_word(word, &q, err);
	if (r == 0)
		*ret = q;
	return r;
}

#define SCHEDULER(ms, us)                                                                     \
	{                                                                                     \
		VF_QUOTA_BIT(VF_QUOTA_EXEC_QUANTUM) | VF_QUOTA_BIT(VF_QUOTA_PREEMPT_TIMEOUT), \
		{                                                                             \
			[VF_QUOTA_EXEC_QUANTUM] = (ms), [VF_QUOTA_PREEMPT_TIMEOUT] = (us)     \
		}                                                                             \
	}

static const struct vf_quota_profile profiles[] = {
	{ "balanced", SCHEDULER(25, 500000), SCHEDULER(25, 500000) },
	{ "guest-first", SCHEDULER(50, 1000000), SCHEDULER(5, 100000) },
	{ "host-first", SCHEDULER(5, 100000), SCHEDULER(50, 1000000) },
};

const struct vf_quota_profile *vf_quota_profile(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++)
		if (str_eq(profiles[i].name, name))
			return &profiles[i];
	return NULL;
}

bool vf_quota_is_profile(const struct vf_quota *pf)
{
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++) {
		const struct vf_quota *q = &profiles[i].pf;

		if ((pf->set & q->set) == q->set &&
			pf->v[VF_QUOTA_EXEC_QUANTUM] == q->v[VF_QUOTA_EXEC_QUANTUM] &&
			pf->v[VF_QUOTA_PREEMPT_TIMEOUT] == q->v[VF_QUOTA_PREEMPT_TIMEOUT])
			return true;
	}
	return false;
}
