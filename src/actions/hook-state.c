/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the hook remembers of guests and of the host before them. What follows from it is
 * hook-run.c's work.
 */
#include "actions/hook-state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-file.h"
#include "base/str.h"

#define FILE_MAX ((size_t)16 << 20)
#define PARTS    4

static const char *const stages[] = {
	[HOOK_PREPARING] = "preparing",
	[HOOK_READY] = "ready",
	[HOOK_STARTED] = "started",
};

static void guest_done(struct hook_guest *g)
{
	free(g->name);
	steps_done(&g->wants);
}

void hook_state_done(struct hook_state *s)
{
	for (size_t i = 0; i < s->n_guests; i++)
		guest_done(&s->guests[i]);
	free(s->guests);
	free(s->was);
	*s = (struct hook_state) { 0 };
}

struct hook_guest *hook_state_guest(const struct hook_state *s, const char *name)
{
	for (size_t i = 0; i < s->n_guests; i++)
		if (str_eq(s->guests[i].name, name))
			return &s->guests[i];
	return NULL;
}

int hook_state_add_guest(struct hook_state *s, const char *name, struct hook_guest **ret)
{
	_cleanup_free_ char *copy = str_printf("%s", name);
	struct hook_guest *g = copy ? mem_append(&s->guests, &s->n_guests, sizeof(*g)) : NULL;

	if (!g)
		return -ENOMEM;
	*g = (struct hook_guest) { .name = TAKE_PTR(copy), .stage = HOOK_PREPARING };
	*ret = g;
	return 0;
}

void hook_state_drop_guest(struct hook_state *s, struct hook_guest *guest)
{
	size_t i = (size_t)(guest - s->guests);

	guest_done(guest);
	memmove(guest, guest + 1, (s->n_guests - i - 1) * sizeof(*guest));
	s->n_guests--;
}

static bool same(const struct step *a, const struct step *b)
{
	return str_eq(a->action, b->action) && str_eq(a->target, b->target);
}

struct journal_entry *hook_state_was(const struct hook_state *s, const struct step *step)
{
	for (size_t i = 0; i < s->n_was; i++)
		if (same(&s->was[i].step, step))
			return &s->was[i];
	return NULL;
}

void hook_state_drop_was(struct hook_state *s, size_t i)
{
	memmove(&s->was[i], &s->was[i + 1], (s->n_was - i - 1) * sizeof(*s->was));
	s->n_was--;
}

struct step *hook_guest_wants(const struct hook_guest *guest, const struct step *step)
{
	for (size_t i = 0; i < guest->wants.n; i++)
		if (same(&guest->wants.v[i], step))
			return &guest->wants.v[i];
	return NULL;
}

struct hook_guest *hook_state_wanted(
	const struct hook_state *s, const struct step *step, const struct hook_guest *but)
{
	for (size_t i = s->n_guests; i-- > 0;)
		if (&s->guests[i] != but && hook_guest_wants(&s->guests[i], step))
			return &s->guests[i];
	return NULL;
}

static int bad(struct err *err, const char *why)
{
	return err_set(err, EBADMSG,
		"cannot understand /" HOOK_STATE
		" (%s): what guests changed of this host cannot be "
		"put back by it; move the file away, or restart the host",
		why);
}

static int read_guest(struct hook_state *s, char *part[PARTS], struct err *err)
{
	struct hook_guest *g;
	char name[1024];

	if (!journal_unescape(name, sizeof(name), part[1]) || hook_state_guest(s, name))
		return bad(err, "a guest's name");
	if (hook_state_add_guest(s, name, &g) < 0)
		return err_oom(err);
	for (size_t i = 0; i < ARRAY_SIZE(stages); i++)
		if (str_eq(part[2], stages[i])) {
			g->stage = (enum hook_stage)i;
			return 0;
		}
	return bad(err, "a guest's stage");
}

static int read_wants(struct hook_state *s, char *part[PARTS], struct err *err)
{
	struct step step = { 0 };
	struct hook_guest *g = s->n_guests ? &s->guests[s->n_guests - 1] : NULL;

	if (!g || !journal_unescape(step.action, sizeof(step.action), part[1]) ||
		!journal_unescape(step.target, sizeof(step.target), part[2]) ||
		!journal_unescape(step.value, sizeof(step.value), part[3]) ||
		hook_guest_wants(g, &step))
		return bad(err, "what a guest wants");
	return steps_add(&g->wants, step.action, step.target, step.value) < 0 ? err_oom(err) : 0;
}

static int read_was(struct hook_state *s, char *part[PARTS], struct err *err)
{
	struct journal_entry e = { 0 }, *to;

	if (!journal_unescape(e.step.action, sizeof(e.step.action), part[1]) ||
		!journal_unescape(e.step.target, sizeof(e.step.target), part[2]) ||
		!journal_unescape(e.saved.text, sizeof(e.saved.text), part[3]) ||
		hook_state_was(s, &e.step))
		return bad(err, "what was there");
	to = mem_append(&s->was, &s->n_was, sizeof(*to));
	if (!to)
		return err_oom(err);
	*to = e;
	return 0;
}

static int read_line(struct hook_state *s, char *line, struct err *err)
{
	char *part[PARTS] = { 0 };

	for (size_t i = 0; i < PARTS; i++)
		part[i] = strsep(&line, "\t");
	if (str_eq(part[0], "was"))
		return read_was(s, part, err);
	if (str_eq(part[0], "guest"))
		return read_guest(s, part, err);
	if (str_eq(part[0], "wants"))
		return read_wants(s, part, err);
	return bad(err, "a line");
}

int hook_state_parse(char *text, struct hook_state *ret, struct err *err)
{
	_cleanup_(hook_state_done) struct hook_state s = { 0 };
	char *rest = text, *line;
	int r = 0;

	while (r == 0 && (line = strsep(&rest, "\n")) && !str_eq(line, "end"))
		r = read_line(&s, line, err);
	if (r == 0 && (!line || !rest || *rest))
		r = bad(err, "its end");
	if (r < 0)
		return r;
	*ret = s;
	s = (struct hook_state) { 0 };
	return 0;
}

int hook_state_read(const struct root *root, struct hook_state *ret, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	int r = root_read_bytes(root, FILE_MAX, &file, err, HOOK_STATE);

	if (r == -ENOENT) {
		*ret = (struct hook_state) { 0 };
		return 0;
	}
	if (r < 0)
		return r;
	if (strlen(file.text) != file.size)
		return bad(err, "a zero byte");
	return hook_state_parse(file.text, ret, err);
}

static void add_line(struct str_buf *b, const char *word, const char *const part[3])
{
	str_buf_add(b, word);
	for (size_t i = 0; i < 3; i++) {
		if (!part[i])
			continue;
		str_buf_add(b, "\t");
		journal_escape(b, part[i]);
	}
	str_buf_add(b, "\n");
}

static void add_guest(struct str_buf *b, const struct hook_guest *g)
{
	add_line(b, "guest", (const char *const[]) { g->name, stages[g->stage], NULL });
	for (size_t i = 0; i < g->wants.n; i++) {
		const struct step *w = &g->wants.v[i];

		add_line(b, "wants", (const char *const[]) { w->action, w->target, w->value });
	}
}

static int remove_file(const struct root *root, struct err *err)
{
	int r = root_delete(root, HOOK_STATE, err);

	if (r < 0 && r != -ENOENT)
		return r;
	r = root_drop_temporary(root, HOOK_STATE, err);
	return r == -ENOENT ? 0 : r;
}

static char *format(const struct hook_state *s)
{
	struct str_buf b = { 0 };

	for (size_t i = 0; i < s->n_was; i++) {
		const struct journal_entry *e = &s->was[i];

		add_line(&b, "was",
			(const char *const[]) { e->step.action, e->step.target, e->saved.text });
	}
	for (size_t i = 0; i < s->n_guests; i++)
		add_guest(&b, &s->guests[i]);
	str_buf_add(&b, "end\n");
	return str_buf_take(&b);
}

int hook_state_write(const struct root *root, const struct hook_state *s, struct err *err)
{
	const struct root_meta meta = {
		.mode = 0600, .uid = geteuid(), .gid = getegid(), .fresh = true
	};
	_cleanup_free_ char *text = NULL;
	int r;

	if (s->n_was == 0 && s->n_guests == 0)
		return remove_file(root, err);
	text = format(s);
	if (!text)
		return err_oom(err);
	r = root_mkdir(root, err, HOOK_DIR);
	return r < 0 ? r : root_replace(root, HOOK_STATE, bytes_of(text, strlen(text)), &meta, err);
}
