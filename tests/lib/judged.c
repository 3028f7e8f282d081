/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks one by one, and the book of what they said.
 */
#include "lib/judged.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

#define CHECKS_MAX 400

enum seen {
	SEEN_OK = 1 << 0,
	SEEN_BAD = 1 << 1,
	SEEN_UNKNOWN = 1 << 2,
};

static unsigned seen[CHECKS_MAX];

static unsigned *seen_of(const char *id)
{
	for (size_t i = 0; checks[i] && i < CHECKS_MAX; i++)
		if (str_eq(checks[i]->id, id))
			return &seen[i];
	fail_msg("there is no check '%s'", id);
	return NULL;
}

static unsigned seen_bit(enum verdict v)
{
	if (v == VERDICT_OK)
		return SEEN_OK;
	if (v == VERDICT_UNKNOWN)
		return SEEN_UNKNOWN;
	return v >= VERDICT_WARNING ? SEEN_BAD : 0;
}

static bool says(const struct finding *f, const char *words)
{
	const char *texts[] = { f->title, f->evidence, f->fix, f->action };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (texts[i] && strstr(texts[i], words))
			return true;
	return false;
}

static void look_for(const struct finding *f, const char *words)
{
	_cleanup_free_ char *copy = words ? strdup(words) : NULL;
	char *p = copy;

	while (p && *p) {
		char *end = strstr(p, " | ");

		if (end)
			*end = '\0';
		if (!says(f, p))
			fail_msg("%s does not say '%s'\ntitle: %s\nevidence: %s\nfix: %s\naction: "
				 "%s",
				f->id, p, f->title, f->evidence ? f->evidence : "-",
				f->fix ? f->fix : "-", f->action ? f->action : "-");
		p = end ? end + 3 : NULL;
	}
}

void assert_judged(const char *id, const struct host *host, struct judged_as as,
	enum verdict verdict, const char *words)
{
	const struct check *c = check_find(id);
	struct finding f = { .id = id, .verdict = VERDICT_NOT_APPLICABLE };
	struct judge j = { host, as.dev, as.mode ? as.mode : USE_MODE_ANY,
		as.guests ? as.guests : GUEST_OS_ANY, &f, false };

	*seen_of(id) |= seen_bit(verdict);
	assert_non_null(c);
	if ((c->kinds == CHECK_HOST) != !as.dev)
		fail_msg("%s: a device check needs a device, a host check has none", id);
	c->judge(&j);
	assert_false(j.failed);
	if (f.verdict != verdict)
		fail_msg("%s says '%s' (%s), not '%s'", id, verdict_word(f.verdict),
			f.title ? f.title : "-", verdict_word(verdict));
	if (f.title && (strlen(f.title) > 160 || f.title[strlen(f.title) - 1] == '.'))
		fail_msg("%s: a title is short and has no full stop: %s", id, f.title);
	if (f.verdict == VERDICT_BLOCKS && !f.fix)
		fail_msg("%s blocks and does not say how to mend it", id);
	look_for(&f, words);
	finding_done(&f);
}

void judged_all(const char *group, const char *not_so)
{
	static const struct {
		unsigned bit;
		const char *word;
	} all[] = { { SEEN_OK, "ok" }, { SEEN_BAD, "bad" }, { SEEN_UNKNOWN, "unknown" } };
	size_t n = 0;

	for (size_t i = 0; checks[i] && i < CHECKS_MAX; i++) {
		if (!str_eq(checks[i]->group, group))
			continue;
		n++;
		for (size_t k = 0; k < ARRAY_SIZE(all); k++) {
			_cleanup_free_ char *key = str_printf("%s:%s", checks[i]->id, all[k].word);

			if (!(seen[i] & all[k].bit) && !(not_so && strstr(not_so, key)))
				fail_msg("no test sees %s", key);
		}
	}
	assert_true(n > 0);
}
