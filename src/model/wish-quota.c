/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a host.yaml give to VFs of a GPU? Whether a driver has such quotas is plan/ work;
 * what they mean is in vf-quota.h.
 */
#include "model/wish-host.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#include "base/mem.h"
#include "model/wish-keys.h"

#define AT(field) offsetof(struct wish_vf_item, field)

/* Numbers, but for those whose values are texts: with a unit. */
static const struct {
	const char *key;
	size_t at;
	enum vf_quota_field field;
	bool text;
} rows[] = {
	{ "exec-quantum", AT(exec_quantum), VF_QUOTA_EXEC_QUANTUM, false },
	{ "preempt-timeout", AT(preempt_timeout), VF_QUOTA_PREEMPT_TIMEOUT, false },
	{ "sched-priority", AT(sched_priority), VF_QUOTA_SCHED_PRIORITY, false },
	{ "ggtt", AT(ggtt), VF_QUOTA_GGTT, true },
	{ "vram", AT(vram), VF_QUOTA_VRAM, true },
	{ "contexts", AT(contexts), VF_QUOTA_CONTEXTS, false },
	{ "doorbells", AT(doorbells), VF_QUOTA_DOORBELLS, false },
};

static const struct wish_number *number_at(const struct wish_vf_item *item, size_t row)
{
	return (const void *)((const char *)item + rows[row].at);
}

static const struct wish_text *text_at(const struct wish_vf_item *item, size_t row)
{
	return (const void *)((const char *)item + rows[row].at);
}

static const struct vf_quota_profile *profile_of(const struct wish_vf_item *item)
{
	const char *word = NULL;
	char name[24];
	size_t n = 0;

	if (item->profile.given)
		word = wish_choice(VF_QUOTA_PROFILES, item->profile.v, &n);
	if (!word)
		return NULL;
	(void)snprintf(name, sizeof(name), "%.*s", (int)n, word);
	return vf_quota_profile(name);
}

static void take(const struct wish_vf_item *item, struct vf_quota *q)
{
	const struct vf_quota_profile *p = profile_of(item);

	for (enum vf_quota_field f = 0; p && f < VF_QUOTA_FIELDS; f++)
		if (p->vf.set & VF_QUOTA_BIT(f))
			vf_quota_put(q, f, p->vf.v[f]);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint64_t v;

		if (!rows[i].text && number_at(item, i)->given)
			vf_quota_put(q, rows[i].field, number_at(item, i)->v);
		else if (rows[i].text && text_at(item, i)->v &&
			 vf_quota_value_parse(rows[i].field, text_at(item, i)->v, &v) == 0)
			vf_quota_put(q, rows[i].field, v);
	}
}

struct vf_quota wish_device_quota(const struct wish_device *d, unsigned vf)
{
	const struct wish_vf_item *item = wish_device_item(d, vf);
	struct vf_quota q = { 0 };

	take(&d->defaults, &q);
	if (item)
		take(item, &q);
	return q;
}

struct vf_quota wish_device_pf_quota(const struct wish_device *d)
{
	const struct vf_quota_profile *p = profile_of(&d->defaults);

	return p ? p->pf : (struct vf_quota) { 0 };
}

static const struct conf_place *place_in(const struct wish_vf_item *item)
{
	if (item->profile.given)
		return &item->profile.at;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!rows[i].text && number_at(item, i)->given)
			return &number_at(item, i)->at;
		if (rows[i].text && text_at(item, i)->v)
			return &text_at(item, i)->at;
	}
	return NULL;
}

const struct conf_place *wish_device_quota_place(const struct wish_device *d)
{
	const struct conf_place *at = place_in(&d->defaults);

	for (size_t i = 0; i < d->n_vfs && !at; i++)
		at = place_in(&d->vfs[i]);
	return at;
}

void wish_quota_check(const struct wish_vf_item *item, struct conf_problems *problems)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct wish_text *t = rows[i].text ? text_at(item, i) : NULL;
		uint64_t v;

		if (t && t->v && vf_quota_value_parse(rows[i].field, t->v, &v) < 0)
			conf_problem(problems, t->at,
				"%s: %s is too much; %" PRIu64 " bytes are the most", rows[i].key,
				t->v, vf_quota_max(rows[i].field));
	}
}
