/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several guests want something of one thing of the host: what must it be?
 */
#include "actions/hook-merge.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "actions/huge-pages.h"
#include "base/str.h"
#include "model/cpu-list.h"

bool hook_shared(const struct step *step)
{
	static const char *const one_only[] = { "pci-driver", "vf-link", "vf-quota", "shm-file" };

	for (size_t i = 0; i < sizeof(one_only) / sizeof(one_only[0]); i++)
		if (str_eq(step->action, one_only[i]))
			return false;
	return true;
}

struct sum {
	uint64_t all;
	uint64_t others; /* without who is being prepared */
	bool preparing;
};

static int add_up(
	const struct hook_state *s, const struct step *what, struct sum *ret, struct err *err)
{
	struct sum sum = { 0 };

	for (size_t i = 0; i < s->n_guests; i++) {
		const struct step *w = hook_guest_wants(&s->guests[i], what);
		uint64_t n;

		if (!w)
			continue;
		if (str_to_u64(w->value, 10, UINT32_MAX, &n) < 0)
			return err_set(err, EINVAL, "'%s' is no number of huge pages", w->value);
		sum.all += n;
		if (s->guests[i].stage == HOOK_PREPARING)
			sum.preparing = true;
		else
			sum.others += n;
	}
	*ret = sum;
	return 0;
}

static uint64_t greater(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/*
 * What was there may be used by all that did not take it before. Of what is used now, guests have
 * no more than they asked for: the rest others took since.
 */
static int merge_pages(const struct root *root, const struct hook_state *s,
	const struct journal_entry *was, struct step *ret, struct err *err)
{
	uint64_t total, used, wanted;
	struct huge_pages now;
	struct sum sum = { 0 };
	int r = huge_pages_read(root, was->step.target, &now, err);

	if (r == 0)
		r = add_up(s, &was->step, &sum, err);
	if (r < 0)
		return r;
	if (sscanf(was->saved.text, "%" SCNu64 " %" SCNu64, &total, &used) != 2)
		return err_set(err, EINVAL,
			"/" HOOK_STATE " does not say how many huge pages %s "
			"there were",
			was->step.target);
	if (now.used > sum.others)
		used = greater(used, now.used - sum.others);
	wanted = greater(total, used + sum.all);
	/* Nobody loses any because a guest comes. */
	if (sum.preparing)
		wanted = greater(wanted, now.total);
	(void)snprintf(ret->value, sizeof(ret->value), "%" PRIu64, wanted);
	return 0;
}

static int merge_cpus(const struct hook_state *s, const struct journal_entry *was, struct step *ret,
	struct err *err)
{
	char text[CPU_LIST_TEXT];
	cpu_set_t left, one;

	if (cpu_list_read(was->saved.text, &left) < 0)
		return err_set(err, EINVAL, "/" HOOK_STATE " does not say which CPUs %s had",
			was->step.target);
	/* None said: all of them. */
	if (CPU_COUNT(&left) == 0)
		memset(&left, 0xff, sizeof(left));
	for (size_t i = 0; i < s->n_guests; i++) {
		const struct step *w = hook_guest_wants(&s->guests[i], &was->step);

		if (!w || cpu_list_read(w->value, &one) < 0)
			continue;
		CPU_AND(&left, &left, &one);
		if (CPU_COUNT(&left) == 0)
			return err_set(err, EBUSY,
				"the guests together leave no CPU to the host (%s): %s leaves %s",
				was->step.target, s->guests[i].name, w->value);
	}
	cpu_list_format(&left, text);
	if (strlen(text) >= sizeof(ret->value))
		return err_set(err, E2BIG, "the list of CPUs for the host is too long");
	(void)snprintf(ret->value, sizeof(ret->value), "%s", text);
	return 0;
}

int hook_merge(const struct root *root, const struct hook_state *s, const struct journal_entry *was,
	struct step *ret, struct err *err)
{
	const struct hook_guest *last = hook_state_wanted(s, &was->step, NULL);

	*ret = was->step;
	if (str_eq(was->step.action, "huge-pages"))
		return merge_pages(root, s, was, ret, err);
	if (str_eq(was->step.action, "host-cpus"))
		return merge_cpus(s, was, ret, err);
	if (last)
		(void)snprintf(ret->value, sizeof(ret->value), "%s",
			hook_guest_wants(last, &was->step)->value);
	return 0;
}
