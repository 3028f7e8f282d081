/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a kernel command line say, and how does one change it without touching the
 * rest? Where the line is kept (GRUB, loader entries, ...) is for boot/ to know; what
 * a parameter means is for checks/.
 */
#include "formats/cmdline.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* Where the quotes of an argument are. */
enum quoting {
	QUOTING_NONE,
	QUOTING_VALUE, /* name="value" */
	QUOTING_ALL,   /* "name=value" */
};

/* isspace() of the kernel (lib/ctype.c): Latin-1, so 0xa0 is one too. */
static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 0xa0;
}

static size_t skip_spaces(const char *text, size_t off)
{
	while (is_space(text[off]))
		off++;
	return off;
}

/* The argument that starts at text[off], by the rule of next_arg(). */
static struct cmdline_arg parse(const char *text, size_t off)
{
	bool quoted = text[off] == '"', in_quote = quoted;
	const char *s = text + off + quoted;
	struct cmdline_arg a = { .off = off };
	size_t equals = 0, value, end, i;

	for (i = 0; s[i] && (in_quote || !is_space(s[i])); i++) {
		/* A "=" that comes first belongs to the name. */
		if (s[i] == '=' && equals == 0)
			equals = i;
		if (s[i] == '"')
			in_quote = !in_quote;
	}
	a.len = quoted + i;
	a.open = in_quote;
	end = i;
	value = equals + 1;
	if (equals > 0 && s[value] == '"') {
		value++;
		end -= s[i - 1] == '"';
	}
	/* One quote is taken from the end, also when there is one at both starts. */
	if (quoted && i > 0 && end == i)
		end -= s[i - 1] == '"';
	a.name = (struct cmdline_span) { s, equals > 0 ? equals : end };
	if (equals > 0)
		a.value = (struct cmdline_span) { s + value, end > value ? end - value : 0 };
	return a;
}

bool cmdline_span_is(struct cmdline_span span, const char *text)
{
	return span.s && strlen(text) == span.len && memcmp(span.s, text, span.len) == 0;
}

static bool same_span(struct cmdline_span a, struct cmdline_span b)
{
	if (!a.s || !b.s)
		return a.s == b.s;
	return a.len == b.len && memcmp(a.s, b.s, a.len) == 0;
}

static bool same_name(struct cmdline_span a, struct cmdline_span b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		char x = a.s[i] == '-' ? '_' : a.s[i], y = b.s[i] == '-' ? '_' : b.s[i];

		if (x != y)
			return false;
	}
	return true;
}

bool cmdline_name_is(struct cmdline_span name, const char *wanted)
{
	return same_name(name, (struct cmdline_span) { wanted, strlen(wanted) });
}

bool cmdline_next(struct cmdline_iter *it, struct cmdline_arg *ret)
{
	it->off = skip_spaces(it->text, it->off);
	if (!it->text[it->off])
		return false;
	*ret = parse(it->text, it->off);
	it->off += ret->len;
	if (!ret->value.s && cmdline_span_is(ret->name, "--"))
		it->ended = true;
	ret->kernel = !it->ended;
	return true;
}

bool cmdline_next_of(struct cmdline_iter *it, const char *name, struct cmdline_arg *ret)
{
	struct cmdline_arg a;

	while (cmdline_next(it, &a) && a.kernel) {
		if (cmdline_name_is(a.name, name)) {
			*ret = a;
			return true;
		}
	}
	return false;
}

bool cmdline_get(const char *text, const char *name, struct cmdline_arg *ret)
{
	struct cmdline_iter it = { .text = text };
	bool found = false;

	while (cmdline_next_of(&it, name, ret))
		found = true;
	return found;
}

bool cmdline_split(
	struct cmdline_span name, struct cmdline_span *module, struct cmdline_span *parameter)
{
	const char *dot = memchr(name.s, '.', name.len);
	size_t len = dot ? (size_t)(dot - name.s) : 0;

	if (!dot)
		return false;
	*module = (struct cmdline_span) { name.s, len };
	*parameter = (struct cmdline_span) { dot + 1, name.len - len - 1 };
	return true;
}

bool cmdline_next_item(struct cmdline_span *list, struct cmdline_span *ret)
{
	const char *comma;

	if (!list->s)
		return false;
	comma = memchr(list->s, ',', list->len);
	if (!comma) {
		*ret = *list;
		*list = (struct cmdline_span) { 0 };
		return true;
	}
	*ret = (struct cmdline_span) { list->s, (size_t)(comma - list->s) };
	*list = (struct cmdline_span) { comma + 1, list->len - ret->len - 1 };
	return true;
}

static bool has_item(struct cmdline_span list, struct cmdline_span item)
{
	struct cmdline_span member;

	while (cmdline_next_item(&list, &member))
		if (same_span(member, item))
			return true;
	return false;
}

bool cmdline_has_item(struct cmdline_span list, const char *item)
{
	return has_item(list, (struct cmdline_span) { item, strlen(item) });
}

static bool has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return true;
	return false;
}

/* Whether s is one whole argument for the kernel, and says what it is. */
static bool is_arg(const char *s, struct cmdline_arg *ret)
{
	*ret = parse(s, 0);
	/* A name with "=" in front would read as another argument without its quotes. */
	return ret->len > 0 && !s[ret->len] && !ret->open && !has_control(s) && ret->name.len > 0 &&
	       ret->name.s[0] != '=' && (ret->value.s || !cmdline_span_is(ret->name, "--"));
}

static int bad_arg(const char *arg, struct err *err)
{
	return err_set(err, EINVAL, "\"%s\" is not one kernel argument", arg);
}

/* Hands the text out: b, or a copy of text when nothing changed. */
static int finish(struct str_buf *b, bool changed, char **ret, struct err *err)
{
	char *text = str_buf_take(b);

	if (!text)
		return err_oom(err);
	*ret = text;
	return changed;
}

static int unchanged(const char *text, char **ret, struct err *err)
{
	struct str_buf b = { 0 };

	str_buf_add(&b, text);
	return finish(&b, false, ret, err);
}

static int replace(const char *text, const struct cmdline_arg *old, const char *arg, char **ret,
	struct err *err)
{
	struct str_buf b = { 0 };

	str_buf_add_n(&b, text, old->off);
	str_buf_add(&b, arg);
	str_buf_add(&b, text + old->off + old->len);
	return finish(&b, true, ret, err);
}

/* Puts arg behind the kernel's last argument, whatever else is there. */
static int insert(const char *text, const char *arg, char **ret, struct err *err)
{
	struct cmdline_iter it = { .text = text };
	struct cmdline_arg a, last = { 0 };
	struct str_buf b = { 0 };
	bool any = false, in_front = false;
	size_t at;

	while (cmdline_next(&it, &a)) {
		in_front = !any && !a.kernel;
		if (!a.kernel)
			break;
		any = true;
		last = a;
	}
	if (last.open)
		return err_set(err, EINVAL,
			"cannot add %s to the kernel command line: the quote in its last "
			"argument is not closed; close it first",
			arg);
	/* Without any argument, white space stays behind it: it may be the line's end. */
	at = in_front ? a.off : last.off + last.len;
	str_buf_add_n(&b, text, at);
	str_buf_add(&b, any ? " " : "");
	str_buf_add(&b, arg);
	str_buf_add(&b, in_front ? " " : "");
	str_buf_add(&b, text + at);
	return finish(&b, true, ret, err);
}

int cmdline_add(const char *text, const char *arg, char **ret, struct err *err)
{
	struct cmdline_iter it = { .text = text };
	struct cmdline_arg a, wanted;

	if (!is_arg(arg, &wanted))
		return bad_arg(arg, err);
	while (cmdline_next(&it, &a) && a.kernel)
		if (same_name(a.name, wanted.name) && same_span(a.value, wanted.value))
			return unchanged(text, ret, err);
	return insert(text, arg, ret, err);
}

/* A text on its way to another one: what is not cut is copied. */
struct pass {
	const char *text;
	size_t copied;
	bool kept; /* an argument came through before this one */
	bool changed;
	struct str_buf out;
};

static void keep_up_to(struct pass *p, size_t off)
{
	str_buf_add_n(&p->out, p->text + p->copied, off - p->copied);
	p->copied = off;
}

/* The argument and one of the white space bytes that it needed: insert() backwards. */
static void cut(struct pass *p, const struct cmdline_arg *a)
{
	size_t end = a->off + a->len;

	keep_up_to(p, p->kept ? a->off - 1 : a->off);
	p->copied = end;
	if (!p->kept && p->text[skip_spaces(p->text, end)])
		p->copied++;
	p->changed = true;
}

static int end_pass(struct pass *p, char **ret, struct err *err)
{
	str_buf_add(&p->out, p->text + p->copied);
	return finish(&p->out, p->changed, ret, err);
}

int cmdline_remove(const char *text, const char *arg, char **ret, struct err *err)
{
	struct cmdline_iter it = { .text = text };
	struct pass p = { .text = text };
	struct cmdline_arg a, wanted;

	if (!is_arg(arg, &wanted))
		return bad_arg(arg, err);
	while (cmdline_next(&it, &a) && a.kernel) {
		if (same_name(a.name, wanted.name) && same_span(a.value, wanted.value))
			cut(&p, &a);
		else
			p.kept = true;
	}
	return end_pass(&p, ret, err);
}

int cmdline_remove_all(const char *text, const char *name, char **ret, struct err *err)
{
	struct cmdline_iter it = { .text = text };
	struct pass p = { .text = text };
	struct cmdline_arg a;

	while (cmdline_next(&it, &a) && a.kernel) {
		if (cmdline_name_is(a.name, name))
			cut(&p, &a);
		else
			p.kept = true;
	}
	return end_pass(&p, ret, err);
}

static enum quoting quoting_of(const char *text, const struct cmdline_arg *a)
{
	if (text[a->off] == '"')
		return QUOTING_ALL;
	if (a->value.s && a->value.s > a->name.s + a->name.len + 1)
		return QUOTING_VALUE;
	return QUOTING_NONE;
}

/* The argument in this writing, to be free()d; NULL when it would not read back. */
static char *write_arg(struct cmdline_span name, const char *value, enum quoting quoting)
{
	struct str_buf b = { 0 };
	struct cmdline_arg back;
	char *text;

	str_buf_add(&b, quoting == QUOTING_ALL ? "\"" : "");
	str_buf_add_n(&b, name.s, name.len);
	str_buf_add(&b, quoting == QUOTING_VALUE ? "=\"" : "=");
	str_buf_add(&b, value);
	str_buf_add(&b, quoting == QUOTING_NONE ? "" : "\"");
	text = str_buf_take(&b);
	if (text && is_arg(text, &back) && same_span(back.name, name) &&
		cmdline_span_is(back.value, value))
		return text;
	free(text);
	return NULL;
}

/* The same, with the fewest quotes that do. */
static char *write_quoted(struct cmdline_span name, const char *value)
{
	char *arg = NULL;

	for (enum quoting q = QUOTING_NONE; !arg && q <= QUOTING_ALL; q++)
		arg = write_arg(name, value, q);
	return arg;
}

static int bad_value(struct cmdline_span name, const char *value, struct err *err)
{
	return err_set(err, EINVAL, "%.*s=%s cannot be written as a kernel argument", (int)name.len,
		name.s, value);
}

static int insert_value(
	const char *text, struct cmdline_span name, const char *value, char **ret, struct err *err)
{
	_cleanup_free_ char *arg = write_quoted(name, value);

	return arg ? insert(text, arg, ret, err) : bad_value(name, value, err);
}

int cmdline_set(const char *text, const char *name, const char *value, char **ret, struct err *err)
{
	_cleanup_free_ char *arg = NULL;
	struct cmdline_arg old;

	if (!cmdline_get(text, name, &old))
		return insert_value(
			text, (struct cmdline_span) { name, strlen(name) }, value, ret, err);
	if (cmdline_span_is(old.value, value))
		return unchanged(text, ret, err);
	arg = write_arg(old.name, value, quoting_of(text, &old));
	if (!arg)
		arg = write_quoted(old.name, value);
	return arg ? replace(text, &old, arg, ret, err) : bad_value(old.name, value, err);
}

/* Members are plain words, so that a list stays one whatever quotes are around it. */
static int check_items(const char *items, struct err *err)
{
	struct cmdline_span list = { items, strlen(items) }, item;

	while (cmdline_next_item(&list, &item)) {
		bool ok = item.len > 0;

		for (size_t i = 0; i < item.len; i++)
			ok = ok && !is_space(item.s[i]) && item.s[i] != '"';
		if (!ok || has_control(items))
			return err_set(err, EINVAL,
				"\"%s\" is not a list of words with commas between them", items);
	}
	return 0;
}

int cmdline_merge(
	const char *text, const char *name, const char *items, char **ret, struct err *err)
{
	struct cmdline_span list = { items, strlen(items) }, item;
	struct pass p = { .text = text };
	struct cmdline_arg a;
	int r;

	r = check_items(items, err);
	if (r < 0)
		return r;
	if (!cmdline_get(text, name, &a) || !a.value.s || a.value.len == 0)
		return insert_value(
			text, (struct cmdline_span) { name, strlen(name) }, items, ret, err);
	if (a.open)
		return err_set(err, EINVAL,
			"cannot add %s to %s=: the quote in it is not closed; close it first",
			items, name);
	keep_up_to(&p, (size_t)(a.value.s - text) + a.value.len);
	while (cmdline_next_item(&list, &item)) {
		if (has_item(a.value, item))
			continue;
		str_buf_add(&p.out, ",");
		str_buf_add_n(&p.out, item.s, item.len);
		p.changed = true;
	}
	return end_pass(&p, ret, err);
}

/* Copies the list without items; how many members that leaves. */
static size_t keep_items(struct str_buf *out, struct cmdline_span list, struct cmdline_span items)
{
	struct cmdline_span item;
	size_t n = 0;

	while (cmdline_next_item(&list, &item)) {
		if (has_item(items, item))
			continue;
		if (n++ > 0)
			str_buf_add(out, ",");
		str_buf_add_n(out, item.s, item.len);
	}
	return n;
}

static bool has_any(struct cmdline_span list, struct cmdline_span items)
{
	struct cmdline_span item;

	while (cmdline_next_item(&items, &item))
		if (has_item(list, item))
			return true;
	return false;
}

static void unmerge_one(struct pass *p, const struct cmdline_arg *a, struct cmdline_span items)
{
	struct str_buf list = { 0 };

	if (keep_items(&list, a->value, items) == 0) {
		cut(p, a);
	} else {
		keep_up_to(p, (size_t)(a->value.s - p->text));
		str_buf_add_n(&p->out, list.text ? list.text : "", list.len);
		p->out.failed |= list.failed;
		p->copied += a->value.len;
		p->kept = p->changed = true;
	}
	str_buf_done(&list);
}

int cmdline_unmerge(
	const char *text, const char *name, const char *items, char **ret, struct err *err)
{
	struct cmdline_span list = { items, strlen(items) };
	struct cmdline_iter it = { .text = text };
	struct pass p = { .text = text };
	struct cmdline_arg a;
	int r;

	r = check_items(items, err);
	if (r < 0)
		return r;
	while (cmdline_next(&it, &a) && a.kernel) {
		if (!cmdline_name_is(a.name, name) || !has_any(a.value, list)) {
			p.kept = true;
		} else if (memchr(a.value.s, '"', a.value.len)) {
			str_buf_done(&p.out);
			return err_set(err, EINVAL,
				"cannot take %s out of %.*s: there are quotes inside the list",
				items, (int)a.len, text + a.off);
		} else {
			unmerge_one(&p, &a, list);
		}
	}
	return end_pass(&p, ret, err);
}
