/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which modules does mkinitcpio load, and where is it told? In a file of our own, as long as
 * drop-ins are read: a preset that names a configuration turns them off, and then that one is
 * edited. The hook "systemd" loads them without an order, so a softdep is needed too
 * (boot/modprobe-edit.c).
 */
#include "boot/initramfs-edit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/shell-edit.h"

#define OWN INITRAMFS_CPIO_OWN
#define WHY "modules that the initramfs loads before all others"

static const char header[] = "# Written by virtfn. It reads this file again and adds to it.\n";

/* The configurations that presets name, without the leading slash. */
struct named {
	char *v[8];
	size_t n;
	bool drop_ins; /* a preset names none */
};

static void named_done(struct named *named)
{
	for (size_t i = 0; i < named->n; i++)
		free(named->v[i]);
}

/* The value of a variable in a preset; NULL: it has none. */
static char *setting(const char *text, const char *name)
{
	_cleanup_(shell_parts_done) struct shell_parts parts = { 0 };
	struct err ignored;

	if (shell_edit_parts(text, name, &parts, &ignored) < 0 || parts.n == 0)
		return NULL;
	return TAKE_PTR(parts.v[parts.n - 1].value);
}

static int name_it(struct named *named, char *path, struct err *err)
{
	const char *rest = path + strspn(path, "/");

	for (size_t i = 0; i < named->n; i++) {
		if (str_eq(named->v[i], rest)) {
			free(path);
			return 0;
		}
	}
	if (named->n < ARRAY_SIZE(named->v))
		named->v[named->n++] = str_printf("%s", rest);
	free(path);
	return named->v[named->n - 1] ? 0 : err_oom(err);
}

/* "${preset}_config", or "ALL_config" for those without (mkinitcpio(8)). */
static int read_preset(struct named *named, const char *text, struct err *err)
{
	_cleanup_free_ char *presets = setting(text, "PRESETS");
	_cleanup_free_ char *all = setting(text, "ALL_config");
	char *save = NULL;
	int r = 0;

	for (char *p = presets ? strtok_r(presets, " ", &save) : NULL; p && r == 0;
		p = strtok_r(NULL, " ", &save)) {
		_cleanup_free_ char *name = str_printf("%s_config", p);
		char *path = name ? setting(text, name) : NULL;

		if (!name)
			return err_oom(err);
		if (!path && all)
			path = str_printf("%s", all);
		named->drop_ins |= !path;
		if (path)
			r = name_it(named, path, err);
	}
	return r;
}

static int read_presets(struct named *named, const struct edits *edits, struct err *err)
{
	const struct edit_file *f;
	bool any = false;
	size_t at = 0;
	int r = 0;

	while ((f = edits_next(edits, INITRAMFS_PRESETS, &at)) && r == 0) {
		if (f->unreadable)
			return err_set(err, EACCES, "/%s could not be read", f->path);
		any |= f->text != NULL;
		r = f->text ? read_preset(named, f->text, err) : 0;
	}
	named->drop_ins |= !any || named->n == 0;
	return r;
}

/* Words in MODULES, as a list or, in old files, as a text. */
static int add_word(const char *text, const char *word, char **ret, struct err *err)
{
	_cleanup_(shell_parts_done) struct shell_parts parts = { 0 };
	_cleanup_free_ char *value = NULL;
	struct shell_place last = { "MODULES", 0 };
	int r = shell_edit_parts(text, "MODULES", &parts, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < parts.n; i++) {
		if (initramfs_has_word(parts.v[i].value, word)) {
			*ret = str_printf("%s", text);
			return *ret ? 0 : err_oom(err);
		}
	}
	if (parts.n > 0 && parts.v[parts.n - 1].list)
		return shell_edit_list_add(text, "MODULES", word, ret, err);
	last.part = parts.n > 0 ? parts.n - 1 : 0;
	value = str_printf("%s%s%s", parts.n > 0 ? parts.v[last.part].value : "",
		parts.n > 0 && *parts.v[last.part].value ? " " : "", word);
	return value ? shell_edit_set(text, &last, value, ret, err) : err_oom(err);
}

static int add_words(const struct initramfs_ask *ask, const char *path, const char *start,
	struct edits *edits, struct err *err)
{
	const char *old = initramfs_text(edits, path, err);
	_cleanup_free_ char *text = NULL;
	int r = 0, changed = 0;

	if (!old)
		return -EACCES;
	text = str_printf("%s", *old ? old : start);
	if (!text)
		return err_oom(err);
	for (size_t i = 0; ask->early[i] && r >= 0; i++) {
		char *now = NULL;

		r = add_word(text, ask->early[i], &now, err);
		changed |= r > 0;
		if (r < 0)
			return err_wrap(err, "/%s cannot be edited", path);
		free(text);
		text = now;
	}
	if (!changed)
		return 0;
	r = edits_set(edits, path, text, WHY, err);
	return r < 0 ? r : 1;
}

/* Whether MODULES has it already by one of the files, as they are read one behind the other. */
static bool is_told(const struct edits *edits, const char *word)
{
	struct str_buf b = { 0 };
	const struct edit_file *f;
	_cleanup_free_ char *all = NULL;
	size_t at = 0;

	f = edits_find(edits, INITRAMFS_CPIO_CONF);
	str_buf_printf(&b, "%s\n", f && f->text ? f->text : "");
	while ((f = edits_next(edits, INITRAMFS_CPIO_DROPS, &at)))
		str_buf_printf(&b, "%s\n", f->text ? f->text : "");
	all = str_buf_take(&b);
	if (all) {
		_cleanup_(shell_parts_done) struct shell_parts parts = { 0 };
		struct err ignored;

		if (shell_edit_parts(all, "MODULES", &parts, &ignored) < 0)
			return false;
		for (size_t i = 0; i < parts.n; i++)
			if (initramfs_has_word(parts.v[i].value, word))
				return true;
	}
	return false;
}

/* A drop-in behind ours that starts the list anew, and so is the one to edit; NULL: none. */
static const char *starts_anew(const struct edits *edits)
{
	const struct edit_file *f;
	const char *found = NULL;
	size_t at = 0;

	while ((f = edits_next(edits, INITRAMFS_CPIO_DROPS, &at))) {
		struct shell_parts parts = { 0 };
		struct err ignored;

		if (!f->text || strcmp(f->path, OWN) <= 0 || (found && strcmp(f->path, found) < 0))
			continue;
		if (shell_edit_parts(f->text, "MODULES", &parts, &ignored) == 0 && parts.n > 0 &&
			!parts.v[0].append)
			found = f->path;
		shell_parts_done(&parts);
	}
	return found;
}

static int edit_drop_in(const struct initramfs_ask *ask, struct edits *edits, struct err *err)
{
	const char *wanted[16] = { NULL };
	const struct initramfs_ask more = { .evidence = ask->evidence, .early = wanted };
	_cleanup_free_ char *start = str_printf("%sMODULES+=()\n", header);
	const char *anew = starts_anew(edits);
	size_t n = 0;

	for (size_t i = 0; ask->early[i]; i++) {
		if (is_told(edits, ask->early[i]))
			continue;
		if (n + 1 == ARRAY_SIZE(wanted))
			return err_set(err, E2BIG, "more early modules than are ever needed");
		wanted[n++] = ask->early[i];
	}
	if (n == 0)
		return 0;
	if (!start)
		return err_oom(err);
	return add_words(&more, anew ? anew : OWN, anew ? "" : start, edits, err);
}

int initramfs_edit_mkinitcpio(const struct initramfs_ask *ask, struct edits *edits, struct err *err)
{
	_cleanup_(named_done) struct named named = { 0 };
	int r, changed = 0;

	if (!ask->early || !ask->early[0])
		return 0;
	r = read_presets(&named, edits, err);
	for (size_t i = 0; i < named.n && r >= 0; i++) {
		const struct edit_file *f = edits_find(edits, named.v[i]);

		if (!f || (!f->text && !f->unreadable))
			return err_set(err, EOPNOTSUPP,
				"a preset in /etc/mkinitcpio.d has its configuration from /%s, "
				"which "
				"is not edited here; put the modules into its MODULES=( ) by hand",
				named.v[i]);
		r = add_words(ask, named.v[i], "", edits, err);
		changed |= r > 0;
	}
	if (r >= 0 && named.drop_ins) {
		r = edit_drop_in(ask, edits, err);
		changed |= r > 0;
	}
	return r < 0 ? r : changed;
}
