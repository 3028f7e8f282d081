/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known about one check, or one diagnosis of a log: "doctor --explain ID". The man
 * page virtfn-findings(7) is made of the same pages.
 */
#include "cli/doctor-explain.h"

#include <errno.h>

#include "base/str.h"
#include "checks/check.h"
#include "model/diagnosis.h"

static int unknown_id(const char *id, struct err *err)
{
	const char *close = NULL;

	for (size_t i = 0; i < n_diagnoses && !close; i++)
		if (str_similar(id, diagnoses[i].id))
			close = diagnoses[i].id;
	for (size_t i = 0; checks[i] && !close; i++)
		if (str_similar(id, checks[i]->id))
			close = checks[i]->id;
	(void)err_set(err, ENOENT, "there is no check or diagnosis '%s'", id);
	return close ? err_hint(err, "did you mean '%s'?", close)
		     : err_hint(err, "virtfn doctor --explain all shows them all");
}

static void set(struct doc *map, const char *key, const char *text)
{
	if (text && text[0])
		doc_str(map, key, text);
}

/* Where a page stands for any line, "{1}" is shown as "...". */
static void add_diagnosis(struct doc *list, const struct diagnosis *d)
{
	struct doc *page = doc_add_map(list);
	struct str_buf title = { 0 };

	for (const char *p = d->meaning; *p; p++) {
		bool hole = p[0] == '{' && p[1] && p[2] == '}';

		str_buf_add_n(&title, hole ? "..." : p, hole ? 3 : 1);
		p += hole ? 2 : 0;
	}
	doc_str(page, "verdict", verdict_word(d->verdict));
	doc_str(page, "title", title.text ? title.text : "");
	str_buf_done(&title);
	set(page, "cause", d->cause);
	set(page, "fix", d->fix);
	doc_str(page, "example", d->example);
	doc_str(page, "group", d->group);
	doc_str(page, "id", d->id);
	set(page, "check", d->check);
	doc_str(page, "source", d->source);
}

static void add_words(struct doc *page, const char *key, unsigned bits, const char *const words[])
{
	struct str_buf b = { 0 };

	for (size_t i = 0; words[i]; i++)
		if (bits & 1u << i)
			str_buf_printf(&b, "%s%s", b.len ? ", " : "", words[i]);
	if (b.text)
		doc_str(page, key, b.text);
	str_buf_done(&b);
}

static void add_check(struct doc *list, const struct check *c)
{
	static const char *const kind_words[] = { "igpu", "dgpu", "nic", "nvme", "other", NULL };
	static const char *const modes[] = { "sriov", "gvt-g", "passthrough", NULL };
	static const char *const guests[] = { "windows", "linux", NULL };
	struct doc *page = doc_add_map(list);

	doc_str(page, "what", "check");
	doc_str(page, "title", c->title);
	doc_str(page, "why", c->why);
	add_words(page, "devices", c->kinds, kind_words);
	add_words(page, "modes", c->modes, modes);
	add_words(page, "guests", c->guests, guests);
	set(page, "follows", c->explained_by);
	doc_str(page, "group", c->group);
	doc_str(page, "id", c->id);
	doc_str(page, "source", c->source);
}

int doctor_explain(struct call *call, const char *id, struct err *err)
{
	bool all = str_eq(id, "all");
	struct doc *list;

	if (!all && !check_find(id) && !diagnosis_find(id))
		return unknown_id(id, err);
	list = doc_list(call->doc, "pages");
	for (size_t i = 0; checks[i]; i++)
		if (all || str_eq(checks[i]->id, id))
			add_check(list, checks[i]);
	for (size_t i = 0; i < n_diagnoses; i++)
		if (all || str_eq(diagnoses[i].id, id))
			add_diagnosis(list, &diagnoses[i]);
	return 0;
}
