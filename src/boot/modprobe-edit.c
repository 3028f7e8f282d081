/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What shall be said of modules, and in which file does it take effect? Of a parameter the last
 * value counts; of the softdeps of one module the first line alone does (libkmod,
 * kmod_module_get_softdeps()).
 */
#include "boot/modprobe-edit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "boot/modprobe-lines.h"
#include "boot/modprobe-own.h"
#include "formats/cmdline.h"

#define WHY "what is said of kernel modules"

const char *const modprobe_files[] = { "etc/modprobe.d/*.conf", "run/modprobe.d/*.conf",
	"usr/local/lib/modprobe.d/*.conf", "usr/lib/modprobe.d/*.conf", "lib/modprobe.d/*.conf",
	MODPROBE_OWN, "etc/modules-load.d/*.conf", "run/modules-load.d/*.conf",
	"usr/local/lib/modules-load.d/*.conf", "usr/lib/modules-load.d/*.conf",
	"lib/modules-load.d/*.conf", MODPROBE_LOAD_OWN, "etc/modules", NULL };

/* A wish: "i915 enable_guc=3" is module and rest. */
struct wish {
	char *module;
	const char *rest;
};

static int split(const char *text, struct wish *ret, struct err *err)
{
	size_t n = strcspn(text, " ");
	const char *rest = text + n + strspn(text + n, " ");

	if (n == 0 || !*rest || strpbrk(text, "\n\\#"))
		return err_set(err, EINVAL, "\"%s\" is not a module and one setting", text);
	ret->module = str_from_bytes(text, n);
	ret->rest = rest;
	return ret->module ? 0 : err_oom(err);
}

static bool is_etc(const struct edit_file *f)
{
	return strncmp(f->path, "etc/", 4) == 0;
}

static int conflict(const struct modprobe_line *l, const char *text, struct err *err)
{
	return err_set(err, EOPNOTSUPP,
		"\"%s\" would not take effect: line %u of /%s says \"%s %s %s\", and that file is "
		"not edited; make a file of that name in /etc/modprobe.d instead, which hides it",
		text, l->line, l->file->path, l->command, l->module, l->rest);
}

/* The line says this instead; rest NULL: it goes. */
static int change_line(
	struct edits *edits, const struct modprobe_line *l, const char *rest, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	int r = modprobe_line_replace(l->file->text, l->line, rest, &text, err);

	if (r == 0)
		r = edits_set(edits, l->file->path, text, WHY, err);
	return r < 0 ? err_wrap(err, "/%s cannot be edited", l->file->path) : 1;
}

/* Parameters whose value is a list that several may add to. */
static bool is_list(const struct wish *w, const char *name)
{
	return cmdline_name_is(
		       (struct cmdline_span) { w->module, strlen(w->module) }, "vfio_pci") &&
	       str_eq(name, "ids");
}

/* The parameters of a line with the wish in them: 1 with the new text, 0 when it is so. */
static int set_parameter(const struct wish *w, const char *rest, char **ret, struct err *err)
{
	size_t n = strcspn(w->rest, "=");
	_cleanup_free_ char *name = str_from_bytes(w->rest, n);

	if (!name)
		return err_oom(err);
	if (!w->rest[n])
		return cmdline_add(rest, w->rest, ret, err);
	if (is_list(w, name))
		return cmdline_merge(rest, name, w->rest + n + 1, ret, err);
	return cmdline_set(rest, name, w->rest + n + 1, ret, err);
}

/* The last line that says something of the parameter; NULL: none. */
static const struct modprobe_line *find_option(
	const struct modprobe_lines *lines, const struct wish *w)
{
	_cleanup_free_ char *name = str_from_bytes(w->rest, strcspn(w->rest, "="));
	const struct modprobe_line *found = NULL;
	struct cmdline_arg had;

	for (size_t i = 0; name && i < lines->n; i++)
		if (modprobe_line_is(&lines->v[i], "options", w->module) &&
			cmdline_get(lines->v[i].rest, name, &had))
			found = &lines->v[i];
	return found;
}

/* What the parameter is now, "name=value", to be free()d. */
static char *now_of(const struct modprobe_line *l, const struct wish *w)
{
	_cleanup_free_ char *name = str_from_bytes(w->rest, strcspn(w->rest, "="));
	struct cmdline_arg had;

	if (!name || !l || !cmdline_get(l->rest, name, &had))
		return name ? str_printf("%s", "") : NULL;
	return str_from_bytes(l->rest + had.off, had.len);
}

static int want_option(struct edits *edits, const char *text, struct err *err)
{
	_cleanup_(modprobe_lines_done) struct modprobe_lines lines = { 0 };
	const struct modprobe_line *l;
	struct wish w = { 0 };
	_cleanup_free_ char *module = NULL;
	_cleanup_free_ char *now = NULL;
	_cleanup_free_ char *rest = NULL;
	int r = split(text, &w, err);

	module = w.module;
	if (r == 0)
		r = modprobe_lines_read(edits, false, &lines, err);
	if (r < 0)
		return r;
	l = find_option(&lines, &w);
	if (l && is_etc(l->file)) {
		r = set_parameter(&w, l->rest, &rest, err);
		return r <= 0 ? r : change_line(edits, l, rest, err);
	}
	now = now_of(l, &w);
	r = now ? set_parameter(&w, now, &rest, err) : err_oom(err);
	if (r <= 0)
		return r;
	if (l && modprobe_file_order(l->file->path, MODPROBE_OWN) > 0)
		return conflict(l, text, err);
	return modprobe_own_add(
		edits, MODPROBE_OWN, (const char *const[]) { "options", w.module, rest }, err);
}

/* "pre: a b post: c" with another one in front; 1 with the new text, 0 when it is there. */
static int add_pre(const char *rest, const char *module, char **ret, struct err *err)
{
	_cleanup_free_ char *words = str_printf("%s", rest);
	struct str_buf b = { 0 };
	bool in_pre = false, put = false, there = false;
	char *save = NULL;

	if (!words)
		return err_oom(err);
	for (char *p = strtok_r(words, " \t", &save); p; p = strtok_r(NULL, " \t", &save)) {
		bool is_post = str_eq(p, "post:");

		if (is_post && in_pre && !put) {
			str_buf_printf(&b, "%s ", module);
			put = true;
		}
		in_pre = str_eq(p, "pre:") || (in_pre && !is_post);
		there |= in_pre && cmdline_name_is((struct cmdline_span) { p, strlen(p) }, module);
		str_buf_printf(&b, "%s ", p);
	}
	if (!put)
		str_buf_printf(&b, "%s%s", in_pre ? "" : "pre: ", module);
	*ret = str_buf_take(&b);
	if (!*ret)
		return err_oom(err);
	(void)str_strip(*ret);
	if (!there)
		return 1;
	free(*ret);
	*ret = NULL;
	return 0;
}

static int want_softdep(struct edits *edits, const char *text, struct err *err)
{
	_cleanup_(modprobe_lines_done) struct modprobe_lines lines = { 0 };
	const struct modprobe_line *l = NULL;
	struct wish w = { 0 };
	_cleanup_free_ char *module = NULL;
	_cleanup_free_ char *rest = NULL;
	int r = split(text, &w, err);

	module = w.module;
	if (r == 0)
		r = modprobe_lines_read(edits, false, &lines, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < lines.n && !l; i++)
		if (modprobe_line_is(&lines.v[i], "softdep", w.module))
			l = &lines.v[i];
	r = add_pre(l ? l->rest : "", w.rest, &rest, err);
	if (r <= 0)
		return r;
	if (l && is_etc(l->file))
		return change_line(edits, l, rest, err);
	if (l && modprobe_file_order(l->file->path, MODPROBE_OWN) < 0)
		return conflict(l, text, err);
	return modprobe_own_add(
		edits, MODPROBE_OWN, (const char *const[]) { "softdep", w.module, rest }, err);
}

static int want_blocked(struct edits *edits, const char *module, struct err *err)
{
	_cleanup_(modprobe_lines_done) struct modprobe_lines lines = { 0 };
	int r = modprobe_lines_read(edits, false, &lines, err);

	for (size_t i = 0; i < lines.n && r == 0; i++)
		if (modprobe_line_is(&lines.v[i], "blacklist", module))
			return 0;
	return r < 0 ? r
		     : modprobe_own_add(edits, MODPROBE_OWN,
			       (const char *const[]) { "blacklist", module, "" }, err);
}

/* One line at a time: line numbers change with each. */
static int want_allowed(struct edits *edits, const char *module, struct err *err)
{
	int changed = 0;

	for (;;) {
		_cleanup_(modprobe_lines_done) struct modprobe_lines lines = { 0 };
		const struct modprobe_line *l = NULL;
		int r = modprobe_lines_read(edits, false, &lines, err);

		for (size_t i = 0; i < lines.n && r == 0 && !l; i++)
			if (modprobe_line_is(&lines.v[i], "blacklist", module))
				l = &lines.v[i];
		if (r < 0 || !l)
			return r < 0 ? r : changed;
		if (!is_etc(l->file))
			return conflict(l, module, err);
		r = change_line(edits, l, NULL, err);
		if (r < 0)
			return r;
		changed = 1;
	}
}

static int want_loaded(struct edits *edits, const char *module, struct err *err)
{
	_cleanup_(modprobe_lines_done) struct modprobe_lines lines = { 0 };
	int r = modprobe_lines_read(edits, true, &lines, err);

	for (size_t i = 0; i < lines.n && r == 0; i++)
		if (modprobe_line_is(&lines.v[i], "", module))
			return 0;
	return r < 0 ? r
		     : modprobe_own_add(edits, MODPROBE_LOAD_OWN,
			       (const char *const[]) { "", module, "" }, err);
}

int modprobe_edit(const struct modprobe_ask *ask, struct edits *edits, struct err *err)
{
	const struct {
		const char *const *wishes;
		int (*want)(struct edits *edits, const char *text, struct err *err);
	} parts[] = {
		{ ask->allowed, want_allowed },
		{ ask->options, want_option },
		{ ask->softdeps, want_softdep },
		{ ask->blocked, want_blocked },
		{ ask->loaded, want_loaded },
	};
	int changed = 0;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		for (size_t k = 0; parts[i].wishes && parts[i].wishes[k]; k++) {
			int r = parts[i].want(edits, parts[i].wishes[k], err);

			if (r < 0)
				return r;
			changed |= r;
		}
	}
	return changed;
}
