/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A plan as a file, so that what is applied is what was shown. Whether the host is still as the
 * plan saw it, each step asks itself when it is done.
 */
#include "cli/plan-file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/doc.h"
#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "cli/render.h"
#include "ext/ext-json.h"

#define FORMAT   "virtfn-plan-1"
#define FILE_MAX (64 * 1024 * 1024)

void plan_file_done(struct plan_file *p)
{
	steps_done(&p->steps);
	needs_done(&p->needs);
	free(p->reboot);
	free(p->made);
	*p = (struct plan_file) { 0 };
}

/* Which machine this is; "" when it does not say. */
static char *machine_of(const struct root *root)
{
	char *id = NULL;
	struct err ignored;

	if (root_read(root, &id, &ignored, "etc/machine-id") < 0)
		return str_printf("%s", "");
	return id;
}

static bool is_plain(const struct step_bytes *b)
{
	for (size_t i = 0; i < b->size; i++) {
		unsigned char c = (unsigned char)b->data[i];

		if (c >= 0x7f || (c < 0x20 && !strchr("\n\t\r", c)) || c == 0)
			return false;
	}
	return true;
}

/* Bytes that JSON may not hold go in as hexadecimal digits, under a key of their own. */
static void add_bytes(
	struct doc *map, const char *key, const char *hex_key, const struct step_bytes *b)
{
	struct str_buf hex = { 0 };
	char *text;

	if (!b->data)
		return;
	if (is_plain(b)) {
		doc_str(map, key, b->data);
		return;
	}
	for (size_t i = 0; i < b->size; i++)
		str_buf_printf(&hex, "%02x", (unsigned char)b->data[i]);
	text = str_buf_take(&hex);
	doc_str(map, hex_key, text ? text : "");
	free(text);
}

static void add_step(struct doc *list, const struct step *s)
{
	struct doc *map = doc_add_map(list);
	struct step_bytes value = { (char *)s->value, strlen(s->value) };

	doc_str(map, "action", s->action);
	doc_str(map, "target", s->target);
	add_bytes(map, "value", "value_hex", &value);
	if (s->why)
		doc_str(map, "why", s->why);
	add_bytes(map, "before", "before_hex", &s->before);
	add_bytes(map, "after", "after_hex", &s->after);
}

static void add_arguments(
	struct doc *doc, const char *key, const struct needs *needs, enum need_kind kind)
{
	struct doc *list = doc_list(doc, key);

	for (size_t i = 0; i < needs->n; i++)
		if (needs->v[i].kind == kind)
			doc_add_str(list, needs->v[i].what);
}

int plan_file_text(
	const struct root *root, const struct host_plan *plan, char **ret, struct err *err)
{
	_cleanup_(doc_freep) struct doc *doc = doc_new();
	_cleanup_free_ char *machine = machine_of(root);
	time_t now = time(NULL);
	char made[40] = "";
	struct doc *list;
	struct tm tm;

	if (gmtime_r(&now, &tm))
		(void)strftime(made, sizeof(made), "%Y-%m-%d %H:%M:%S UTC", &tm);
	doc_str(doc, "format", FORMAT);
	doc_str(doc, "made", made);
	doc_str(doc, "machine", machine ? machine : "");
	if (plan->reboot)
		doc_str(doc, "reboot_why", plan->reboot);
	add_arguments(doc, "arguments", &plan->needs, NEED_ARGUMENT);
	add_arguments(doc, "arguments_gone", &plan->needs, NEED_ARGUMENT_GONE);
	list = doc_list(doc, "steps");
	for (size_t i = 0; i < plan->steps.n; i++)
		add_step(list, &plan->steps.v[i]);
	if (doc_failed(doc) || !machine)
		return err_oom(err);
	return render_json_text(doc, ret, err);
}

int plan_file_write(
	const struct root *root, const char *path, const struct host_plan *plan, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	int r = plan_file_text(root, plan, &text, err);

	return r < 0 ? r : root_user_create(path, text, strlen(text), err);
}

static int unhex(const char *text, struct step_bytes *ret)
{
	size_t n = strlen(text);
	_cleanup_free_ char *data = NULL;

	if (n % 2)
		return -EINVAL;
	data = malloc(n / 2 + 1);
	if (!data)
		return -ENOMEM;
	for (size_t i = 0; i < n / 2; i++) {
		char digits[3] = { text[2 * i], text[2 * i + 1] };
		uint64_t v;

		if (str_to_u64(digits, 16, 255, &v) < 0)
			return -EINVAL;
		data[i] = (char)v;
	}
	return step_set_bytes(ret, data, n / 2);
}

/* 0 also when there is none: such a file is not there. */
static int get_bytes(
	const struct json *map, const char *key, const char *hex_key, struct step_bytes *ret)
{
	const char *text = json_text(json_get(map, key));
	const char *hex = json_text(json_get(map, hex_key));

	if (text)
		return step_set_bytes(ret, text, strlen(text));
	return hex ? unhex(hex, ret) : 0;
}

/* No step of ours has such a path; whoever reads the plan would be led astray. */
static bool climbs(const char *target)
{
	for (const char *p = target; (p = strstr(p, "..")); p += 2)
		if ((p == target || p[-1] == '/') && (p[2] == '/' || !p[2]))
			return true;
	return target[0] == '/';
}

static int get_step(const struct json *map, struct steps *steps)
{
	const char *action = json_text(json_get(map, "action"));
	const char *target = json_text(json_get(map, "target"));
	const char *why = json_text(json_get(map, "why"));
	struct step_bytes value = { 0 };
	struct step *s;
	int r = get_bytes(map, "value", "value_hex", &value);

	if (r == 0 && (!action || strlen(action) >= STEP_ACTION || !target || climbs(target) ||
			      !value.data || strlen(value.data) != value.size ||
			      !step_fits(target, value.data)))
		r = -EINVAL;
	if (r == 0)
		r = steps_add(steps, action, target, value.data);
	free(value.data);
	if (r < 0)
		return r;
	s = &steps->v[steps->n - 1];
	r = get_bytes(map, "before", "before_hex", &s->before);
	if (r == 0)
		r = get_bytes(map, "after", "after_hex", &s->after);
	return r == 0 && why ? step_set_why(s, why) : r;
}

static int get_arguments(
	const struct json *list, enum need_kind kind, struct needs *ret, struct err *err)
{
	char why[] = "the kept plan has it", from[] = "plan";
	int r = list && !json_is_list(list) ? -EINVAL : 0;

	for (size_t i = 0; i < json_count(list) && r == 0; i++) {
		_cleanup_free_ char *what = NULL;
		struct need need = { .kind = kind, .why = why, .from = from };

		if (!json_text(json_at(list, i)))
			return -EINVAL;
		need.what = what = str_printf("%s", json_text(json_at(list, i)));
		r = what ? needs_add(ret, &need, err) : -ENOMEM;
	}
	return r;
}

static int get_plan(const struct json *json, struct plan_file *ret, struct err *err)
{
	const struct json *steps = json_get(json, "steps");
	const char *reboot = json_text(json_get(json, "reboot_why"));
	const char *made = json_text(json_get(json, "made"));
	int r = 0;

	if (!str_eq(json_text(json_get(json, "format")), FORMAT) || !json_is_list(steps))
		return -EINVAL;
	for (size_t i = 0; i < json_count(steps) && r == 0; i++)
		r = get_step(json_at(steps, i), &ret->steps);
	if (r == 0)
		r = get_arguments(json_get(json, "arguments"), NEED_ARGUMENT, &ret->needs, err);
	if (r == 0)
		r = get_arguments(
			json_get(json, "arguments_gone"), NEED_ARGUMENT_GONE, &ret->needs, err);
	if (r < 0)
		return r;
	ret->reboot = reboot ? str_printf("%s", reboot) : NULL;
	ret->made = str_printf("%s", made ? made : "");
	return ret->made && (ret->reboot || !reboot) ? 0 : -ENOMEM;
}

/* name: what the user knows the file as. */
static int parse(const struct root *root, const char *name, const struct root_file *file,
	struct plan_file *ret, struct err *err)
{
	_cleanup_(plan_file_done) struct plan_file plan = { 0 };
	_cleanup_(json_freep) struct json *json = NULL;
	_cleanup_free_ char *machine = machine_of(root);
	int r;

	if (memchr(file->text, '\0', file->size))
		return err_set(err, EINVAL, "%s is no text, so it is no plan", name);
	r = json_parse(file->text, &json, err);
	if (r == 0)
		r = get_plan(json, &plan, err);
	if (r == -ENOMEM || !machine)
		return err_oom(err);
	if (r < 0)
		return err_set(
			err, EINVAL, "%s is no plan of virtfn; make one with virtfn plan -o", name);
	if (!str_eq(machine, json_text(json_get(json, "machine"))))
		return err_set(err, ESTALE, "%s was made for another machine; make one here", name);
	*ret = plan;
	plan = (struct plan_file) { 0 };
	return 0;
}

int plan_file_read(
	const struct root *root, const char *path, struct plan_file *ret, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	int r = root_user_read(path, FILE_MAX, &file, err);

	if (r < 0)
		return err_wrap(err, "cannot read the plan");
	return parse(root, path, &file, ret, err);
}

int plan_file_kept(
	const struct root *root, const char *path, struct plan_file *ret, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	_cleanup_free_ char *name = str_printf("/%s", path);
	int r = name ? root_read_bytes(root, FILE_MAX, &file, err, path) : err_oom(err);

	if (r < 0)
		return r == -ENOMEM ? r : err_wrap(err, "cannot read the plan that was kept");
	return parse(root, name, &file, ret, err);
}
