/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which entries has the menu of a grub.cfg, which of them is booted by default, and what does it
 * boot?
 */
#include "formats/grub-cfg.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/shell-edit.h"
#include "formats/shell-lex.h"
#include "formats/shell-value.h"

#define DEPTH_MAX 16
#define OPEN      SIZE_MAX
#define META      ";&|()<>"

struct parser {
	const char *text;
	size_t off;
	bool command;           /* the next word is one */
	size_t open[DEPTH_MAX]; /* 1 + the entry that a brace belongs to; 0: another brace */
	size_t depth;
	struct grub_cfg *ret;
};

static void entry_done(struct grub_entry *e)
{
	free(e->title);
	free(e->id);
}

void grub_cfg_done(struct grub_cfg *cfg)
{
	for (size_t i = 0; i < cfg->n; i++)
		entry_done(&cfg->v[i]);
	free(cfg->v);
	*cfg = (struct grub_cfg) { 0 };
}

static int refuse(const struct parser *p, const char *why, struct err *err)
{
	return err_set(err, EINVAL, "line %u: %s", shell_lex_line(p->text, p->off), why);
}

/* The letters of a word, to be free()d; "" for what GRUB would compute. */
static char *letters(const char *text, size_t off, size_t end)
{
	_cleanup_(shell_value_done) struct shell_value value = { 0 };
	struct err ignored;

	if (shell_value_read(text, off, end - off, &value, &ignored) < 0)
		return str_printf("%s", "");
	return shell_value_text(&value);
}

static bool word_is(const struct parser *p, size_t end, const char *word)
{
	return strlen(word) == end - p->off && memcmp(p->text + p->off, word, end - p->off) == 0;
}

/* The submenu that is open. */
static size_t parent_of(const struct parser *p)
{
	for (size_t i = p->depth; i > 0; i--)
		if (p->open[i - 1] > 0)
			return p->open[i - 1];
	return 0;
}

static int push(struct parser *p, size_t entry, struct err *err)
{
	if (p->depth == DEPTH_MAX)
		return refuse(p, "too many braces are open", err);
	p->open[p->depth++] = entry;
	return 0;
}

/* One word of an entry's head: the first is its title, that behind an option --id its id. */
static int take_head(struct grub_entry *e, char *word, bool *is_id, struct err *err)
{
	if (!word)
		return err_oom(err);
	if (*is_id && !e->id) {
		e->id = word;
		*is_id = false;
		return 0;
	}
	*is_id = str_eq(word, "--id") || str_eq(word, "\1menuentry_id_option") ||
		 str_eq(word, "\1{menuentry_id_option}");
	if (!e->title) {
		e->title = word;
		return 0;
	}
	free(word);
	return 0;
}

/* Behind "menuentry": words, then "{". */
static int take_entry(struct parser *p, bool submenu, struct err *err)
{
	struct grub_entry e = { .submenu = submenu, .parent = parent_of(p) };
	struct grub_entry *kept;
	bool is_id = false, braced = false;
	int r = 0;

	while (r == 0 && !braced) {
		size_t end;

		p->off += strspn(p->text + p->off, " \t");
		end = shell_lex_word(p->text, p->off);
		if (end == OPEN || end == p->off)
			r = refuse(p, "this entry has no body in braces", err);
		else if (word_is(p, end, "{"))
			braced = true;
		else
			r = take_head(&e, letters(p->text, p->off, end), &is_id, err);
		p->off = end == OPEN ? p->off : end;
	}
	if (r == 0 && !e.title)
		r = refuse(p, "this entry has no title", err);
	e.body = p->off;
	kept = r == 0 ? mem_append(&p->ret->v, &p->ret->n, sizeof(*kept)) : NULL;
	if (!kept) {
		entry_done(&e);
		return r < 0 ? r : err_oom(err);
	}
	*kept = e;
	p->command = true;
	return push(p, p->ret->n, err);
}

static int close_brace(struct parser *p, struct err *err)
{
	size_t entry;

	if (p->depth == 0)
		return refuse(p, "a brace is closed that is not open", err);
	entry = p->open[--p->depth];
	if (entry > 0)
		p->ret->v[entry - 1].len = p->off - p->ret->v[entry - 1].body;
	p->off++;
	p->command = false;
	return 0;
}

static int take_word(struct parser *p, struct err *err)
{
	size_t end = shell_lex_word(p->text, p->off);
	bool command = p->command;
	int r = 0;

	if (end == OPEN)
		return refuse(p, "what starts here is not closed", err);
	p->command = false;
	if (command && (word_is(p, end, "menuentry") || word_is(p, end, "submenu"))) {
		bool submenu = word_is(p, end, "submenu");

		p->off = end;
		return take_entry(p, submenu, err);
	}
	if (command && word_is(p, end, "}"))
		return close_brace(p, err);
	if (word_is(p, end, "{")) {
		r = push(p, 0, err);
		p->command = true;
	}
	if (word_is(p, end, "then") || word_is(p, end, "else") || word_is(p, end, "do"))
		p->command = true;
	p->off = end;
	return r;
}

static int step(struct parser *p, struct err *err)
{
	char c = p->text[p->off];
	bool starts = p->off == 0 || shell_lex_blank(p->text, p->off - 1) ||
		      strchr(META, p->text[p->off - 1]);

	if (c == '#' && starts) {
		p->off += strcspn(p->text + p->off, "\n");
		return 0;
	}
	if (c == '\n' || c == ';')
		p->command = true;
	if (shell_lex_blank(p->text, p->off) || strchr(META, c)) {
		p->off++;
		return 0;
	}
	return take_word(p, err);
}

int grub_cfg_read(const char *text, struct grub_cfg *ret, struct err *err)
{
	_cleanup_(grub_cfg_done) struct grub_cfg cfg = { 0 };
	struct parser p = { .text = text, .command = true, .ret = &cfg };
	int r = 0;

	while (r == 0 && text[p.off])
		r = step(&p, err);
	if (r == 0 && p.depth > 0)
		r = refuse(&p, "the text ends, and a brace is open", err);
	if (r < 0)
		return r;
	*ret = cfg;
	cfg = (struct grub_cfg) { 0 };
	return 0;
}

/* The value of "set default=" on this line, to be free()d; NULL: it is none, or about next_entry.
 */
static char *default_on(const char *text, size_t line)
{
	static const char set[] = "set default=";
	char *value;
	size_t end;

	line += strspn(text + line, " \t");
	if (strncmp(text + line, set, strlen(set)) != 0)
		return NULL;
	line += strlen(set);
	end = shell_lex_word(text, line);
	value = end == OPEN ? NULL : letters(text, line, end);
	if (!value || !strstr(value, "next_entry"))
		return value;
	free(value);
	return NULL;
}

int grub_cfg_default(const char *text, const char *saved, char **ret, struct err *err)
{
	_cleanup_free_ char *found = NULL;

	/* Entries come behind it; and what else sets a default does so in an emergency. */
	for (size_t line = 0; text[line];) {
		size_t len = strcspn(text + line, "\n");
		char *value = default_on(text, line);

		if (value) {
			free(found);
			found = value;
		}
		if (strncmp(text + line, "### END /etc/grub.d/00_header", 29) == 0 && found)
			break;
		line += len + (text[line + len] == '\n');
	}
	if (!found)
		return err_set(err, ENOENT, "no default entry is set");
	if (strchr(found, SHELL_EDIT_EXPANDS)) {
		if (!strstr(found, "saved_entry"))
			return err_set(err, ENOENT, "the default entry is computed");
		*ret = str_printf("%s", saved && *saved ? saved : "0");
	} else {
		*ret = str_printf("%s", *found ? found : "0");
	}
	return *ret ? 0 : err_oom(err);
}

/* One part of a name, up to a single '>'; "\\>\\>" is one in a title. */
static size_t part_len(const char *name)
{
	size_t n = 0;

	while (name[n] && !(name[n] == '>' && name[n + 1] != '>'))
		n += name[n] == '>' ? 2 : 1;
	return n;
}

static bool is_named(const struct grub_entry *e, const char *part, size_t n)
{
	const char *const names[] = { e->id, e->title };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const char *p = part, *name = names[i];

		for (; name && *name && p < part + n && *name == *p; name++)
			p += *p == '>' && p + 1 < part + n ? 2 : 1;
		if (name && !*name && p == part + n)
			return true;
	}
	return false;
}

/* 1 + the entry in this menu; 0: none. */
static size_t find_in(const struct grub_cfg *cfg, size_t parent, const char *part, size_t n)
{
	_cleanup_free_ char *text = str_from_bytes(part, n);
	unsigned index, at = 0;
	bool number = text && str_to_uint(text, 100000, &index) == 0;

	for (size_t i = 0; i < cfg->n; i++) {
		if (cfg->v[i].parent != parent)
			continue;
		if (is_named(&cfg->v[i], part, n) || (number && at == index))
			return i + 1;
		at++;
	}
	return 0;
}

const struct grub_entry *grub_cfg_find(const struct grub_cfg *cfg, const char *name)
{
	size_t parent = 0;

	for (;;) {
		size_t n = part_len(name);
		size_t found = find_in(cfg, parent, name, n);

		if (found == 0)
			return NULL;
		name += n + (name[n] == '>');
		if (!cfg->v[found - 1].submenu)
			return *name ? NULL : &cfg->v[found - 1];
		if (!*name)
			name = "0";
		parent = found;
	}
}

bool grub_cfg_next_command(
	const char *text, const struct grub_entry *e, size_t *at, struct grub_command *ret)
{
	while (*at < e->len) {
		size_t off = e->body + *at, len = strcspn(text + off, "\n");
		size_t name, name_len;

		if (len > e->len - *at)
			len = e->len - *at;
		*at += len + 1;
		name = strspn(text + off, " \t\r");
		if (name >= len || text[off + name] == '#')
			continue;
		name_len = strcspn(text + off + name, " \t\r\n");
		if (name_len > len - name)
			name_len = len - name;
		*ret = (struct grub_command) {
			.off = off, .len = len, .name = off + name, .name_len = name_len
		};
		ret->rest = ret->name + name_len;
		while (ret->rest < off + len && strchr(" \t", text[ret->rest]))
			ret->rest++;
		return true;
	}
	return false;
}

bool grub_command_is(const char *text, const struct grub_command *c, const char *name)
{
	static const char *const endings[] = { "", "16", "efi" };
	size_t n = strlen(name);

	if (c->name_len < n || memcmp(text + c->name, name, n) != 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++)
		if (strlen(endings[i]) == c->name_len - n &&
			memcmp(text + c->name + n, endings[i], c->name_len - n) == 0)
			return true;
	return false;
}
