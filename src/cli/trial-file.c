/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A trial as a file (model/trial.h says which): JSON, so that a person can read it in an
 * emergency.
 */
#include "cli/trial-file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/doc.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/render.h"
#include "ext/ext-json.h"

#define FORMAT "virtfn-trial-1"

int trial_file_text(const struct trial *t, char **ret, struct err *err)
{
	_cleanup_(doc_freep) struct doc *doc = doc_new();
	struct doc *list;

	doc_str(doc, "format", FORMAT);
	doc_str(doc, "id", t->id);
	doc_str(doc, "boot", t->boot);
	doc_str(doc, "made", t->made);
	doc_str(doc, "arguments", t->arguments);
	doc_printf(doc, "minutes", "%u", t->minutes);
	doc_str(doc, "outcome", t->outcome ? t->outcome : "");
	doc_str(doc, "reason", t->reason ? t->reason : "");
	list = doc_list(doc, "works");
	for (size_t i = 0; i < t->health.n; i++)
		doc_add_str(list, t->health.v[i]);
	if (doc_failed(doc))
		return err_oom(err);
	return render_json_text(doc, ret, err);
}

static char *text_of(const struct json *json, const char *key)
{
	const char *text = json_text(json_get(json, key));

	return str_printf("%s", text ? text : "");
}

static int get(const struct json *json, struct trial *t, struct err *err)
{
	const struct json *works = json_get(json, "works");
	const char *minutes = json_text(json_get(json, "minutes"));
	int r = 0;

	t->id = text_of(json, "id");
	t->boot = text_of(json, "boot");
	t->made = text_of(json, "made");
	t->arguments = text_of(json, "arguments");
	t->outcome = text_of(json, "outcome");
	t->reason = text_of(json, "reason");
	if (!t->id || !t->boot || !t->made || !t->arguments || !t->outcome || !t->reason)
		return err_oom(err);
	if (t->id[strspn(t->id, "0123456789abcdef")] || !t->id[0])
		return err_set(err, EINVAL, "it has no id");
	if (!minutes || str_to_uint(minutes, 1440, &t->minutes) < 0 || t->minutes == 0)
		t->minutes = TRIAL_MINUTES;
	for (size_t i = 0; i < json_count(works) && r == 0; i++) {
		const char *text = json_text(json_at(works, i));

		if (text)
			r = health_add(&t->health, err, "%s", text);
	}
	return r;
}

int trial_file_read(const struct root *root, const char *path, struct trial *ret, struct err *err)
{
	_cleanup_(json_freep) struct json *json = NULL;
	_cleanup_(trial_done) struct trial t = { 0 };
	_cleanup_free_ char *text = NULL;
	int r;

	r = root_read(root, &text, err, "%s", path);
	if (r < 0)
		return r;
	r = json_parse(text, &json, err);
	if (r == 0 && !str_eq(json_text(json_get(json, "format")), FORMAT))
		r = err_set(err, EINVAL, "it is not of this virtfn");
	if (r == 0)
		r = get(json, &t, err);
	if (r == -ENOMEM)
		return r;
	if (r < 0) {
		(void)err_wrap(err, "/%s makes no sense", path);
		return err_hint(err, "remove it, and undo the generation that made it, if any "
				     "(virtfn history)");
	}
	*ret = t;
	t = (struct trial) { 0 };
	return 0;
}
