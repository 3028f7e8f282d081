/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which drivers does dracut force into the initramfs, and does /etc/modprobe.d get there?
 * force_drivers+= loads them in front of udev; add_drivers+= only puts them in. Names are written
 * with '_' and with blanks around: dracut up to 106 replaces one '-' only, and joins the texts
 * as they are.
 */
#include "boot/initramfs-edit.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/shell-edit.h"

#define OWN      INITRAMFS_DRACUT_OWN
#define MODPROBE "/etc/modprobe.d/virtfn.conf"
#define FORCE    "force_drivers"
#define ITEMS    "install_optional_items"
#define WHY      "drivers that the initramfs loads before all others, and their options"

static const char header[] = "# Written by virtfn. It reads this file again and adds to it.\n";

/* A file in /etc hides one of that name in /usr. */
static bool is_hidden(const struct edits *edits, const struct edit_file *f)
{
	_cleanup_free_ char *etc = NULL;
	const struct edit_file *other;

	if (fnmatch(INITRAMFS_DRACUT_USR, f->path, FNM_PATHNAME) != 0)
		return false;
	etc = str_printf("etc/dracut.conf.d/%s", str_base_name(f->path));
	other = etc ? edits_find(edits, etc) : NULL;
	return other && other->text;
}

static int by_name(const void *a, const void *b)
{
	const struct edit_file *const *x = a, *const *y = b;

	return strcmp(str_base_name((*x)->path), str_base_name((*y)->path));
}

/* In the order in which dracut reads them; the list ends with NULL. Free the list alone. */
static const struct edit_file **files_of(const struct edits *edits)
{
	static const char *const drops[] = { INITRAMFS_DRACUT_USR, INITRAMFS_DRACUT_ETC };
	const struct edit_file **files = calloc(edits->n_files + 2, sizeof(*files));
	const struct edit_file *f = edits_find(edits, INITRAMFS_DRACUT);
	size_t n = 0, first;

	if (!files)
		return NULL;
	if (f && f->text)
		files[n++] = f;
	first = n;
	for (size_t i = 0; i < ARRAY_SIZE(drops); i++) {
		size_t at = 0;

		while ((f = edits_next(edits, drops[i], &at)))
			if (f->text && !is_hidden(edits, f))
				files[n++] = f;
	}
	qsort(files + first, n - first, sizeof(*files), by_name);
	return files;
}

/* A value as dracut has it once all files are read, with blanks where files meet; to be freed. */
static char *value_of(const struct edits *edits, const char *name)
{
	_cleanup_free_ const struct edit_file **files = files_of(edits);
	struct str_buf b = { 0 };

	str_buf_add(&b, "");
	for (size_t i = 0; files && files[i]; i++) {
		struct shell_parts parts = { 0 };
		struct err ignored;

		/* A file that cannot be followed says nothing for sure. */
		if (shell_edit_parts(files[i]->text, name, &parts, &ignored) < 0)
			continue;
		for (size_t k = 0; k < parts.n; k++) {
			if (!parts.v[k].append)
				b.len = 0;
			str_buf_printf(&b, " %s ", parts.v[k].value);
		}
		shell_parts_done(&parts);
	}
	return files ? str_buf_take(&b) : NULL;
}

/* The text with the word in our own assignment to the name; NULL: err is filled. */
static char *with_word(const char *text, const char *name, const char *word, struct err *err)
{
	_cleanup_(shell_parts_done) struct shell_parts parts = { 0 };
	const struct shell_place last = { name, 0 };
	_cleanup_free_ char *value = NULL;
	char *now = NULL;
	int r = shell_edit_parts(text, name, &parts, err);

	if (r < 0)
		return NULL;
	if (parts.n == 0 || parts.v[0].list) {
		now = str_printf("%s%s+=\" %s \"\n", text, name, word);
	} else {
		const char *old = parts.v[0].value;
		bool blank = *old && old[strlen(old) - 1] == ' ';

		value = str_printf("%s%s%s ", old, blank ? "" : " ", word);
		if (value && shell_edit_set(text, &last, value, &now, err) < 0)
			return NULL;
	}
	if (!now)
		(void)err_oom(err);
	return now;
}

/* Puts a word into the own file unless dracut has it from somewhere; 1: it was not there. */
static int add_word(
	char **text, const struct edits *edits, const char *name, const char *word, struct err *err)
{
	_cleanup_free_ char *all = value_of(edits, name);
	char *now;

	if (!all)
		return err_oom(err);
	if (initramfs_has_word(all, word))
		return 0;
	now = with_word(*text, name, word, err);
	if (!now)
		return -err->code;
	free(*text);
	*text = now;
	return 1;
}

/* Only a host's own image has /etc/modprobe.d in it, and what a host's is has changed. */
static int add_options(char **text, const struct edits *edits, struct err *err)
{
	_cleanup_free_ char *hostonly = value_of(edits, "hostonly");
	const char *last;

	if (!hostonly)
		return err_oom(err);
	last = str_strip(hostonly);
	if (str_eq(last, "yes"))
		return 0;
	return add_word(text, edits, ITEMS, MODPROBE, err);
}

int initramfs_edit_dracut(const struct initramfs_ask *ask, struct edits *edits, struct err *err)
{
	const char *old = initramfs_text(edits, OWN, err);
	_cleanup_free_ char *text = NULL;
	bool ended;
	int r = 0, changed = 0;

	if (!old)
		return -EACCES;
	ended = !*old || old[strlen(old) - 1] == '\n';
	text = str_printf("%s%s", *old ? old : header, ended ? "" : "\n");
	if (!text)
		return err_oom(err);
	for (size_t i = 0; ask->early && ask->early[i] && r >= 0; i++) {
		r = add_word(&text, edits, FORCE, ask->early[i], err);
		changed |= r > 0;
	}
	if (r >= 0 && (ask->remake || (ask->early && ask->early[0]))) {
		r = add_options(&text, edits, err);
		changed |= r > 0;
	}
	if (r < 0)
		return err_wrap(err, "/" OWN " cannot be edited");
	if (!changed)
		return 0;
	r = edits_set(edits, OWN, text, WHY, err);
	return r < 0 ? r : 1;
}
