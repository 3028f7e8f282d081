/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Editors of boot chains without a machine: texts in, and all that is to be done as one text. */
#include "lib/edited.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static const char *const kinds[] = {
	[EDIT_PROOF_GRUB] = "grub",
	[EDIT_PROOF_BLS] = "bls",
	[EDIT_PROOF_LIMINE] = "limine",
	[EDIT_PROOF_UKI] = "uki",
	[EDIT_PROOF_TEXT] = "text",
	[EDIT_PROOF_REFIND] = "refind",
};

void edited_done(struct edited *d)
{
	edits_done(&d->edits);
}

void edited_read(struct edited *d, const char *path, const char *text)
{
	struct err err = { 0 };

	assert_ok(edits_add_read(&d->edits, path, text, text ? strlen(text) : 0, &err), err);
}

void edited_apply(struct edited *d)
{
	struct edits next = { 0 };
	struct err err = { 0 };

	for (size_t i = 0; i < d->edits.n_files; i++) {
		const struct edit_file *f = &d->edits.files[i];

		assert_ok(edits_add_read(&next, f->path, f->text, f->size, &err), err);
	}
	edits_done(&d->edits);
	d->edits = next;
}

int edited_edit(struct edited *d, const struct boot *row, const char *add, const char *drop,
	struct err *err)
{
	const char *const adds[] = { add, NULL }, *const drops[] = { drop, NULL };
	const struct boot_ask ask = { &d->e, d->running ? d->running : "", adds, drops };

	return row->edit(&ask, &d->edits, err);
}

int edited_try(struct edited *d, const struct boot *row, const char *add, const char *tool,
	struct err *err)
{
	const char *const adds[] = { add, NULL };
	const struct boot_ask ask = { &d->e, d->running ? d->running : "", adds, NULL };
	const struct boot_trial trial = { .ask = &ask, .id = "7", .tool = tool };

	return row->trial(&trial, &d->edits, err);
}

static void say_file(const struct edit_file *f, struct str_buf *b)
{
	if (!f->text) {
		str_buf_printf(b, "remove %s\n", f->path);
		return;
	}
	str_buf_printf(b, "write %s\n", f->path);
	for (const char *p = f->text; *p;) {
		size_t len = strcspn(p, "\n"), cr = len > 0 && p[len - 1] == '\r';

		str_buf_add(b, "|");
		str_buf_add_n(b, p, len - cr);
		str_buf_printf(b, "%s%s\n", cr ? "^" : "", p[len] ? "" : "~");
		p += len + (p[len] == '\n');
	}
}

static void say_argv(const char *word, char *const *argv, struct str_buf *b)
{
	if (!argv)
		return;
	str_buf_add(b, word);
	for (size_t i = 0; argv[i]; i++)
		str_buf_printf(b, " %s", argv[i]);
	str_buf_add(b, "\n");
}

static char *say(const struct edits *e)
{
	struct str_buf b = { 0 };

	for (size_t i = 0; i < e->n_files; i++)
		if (edit_file_changes(&e->files[i]))
			say_file(&e->files[i], &b);
	for (size_t i = 0; i < e->n_images; i++) {
		str_buf_printf(&b, "image %s like %s%s%s\n", e->images[i].path, e->images[i].like,
			e->images[i].over ? " over " : "",
			e->images[i].over ? e->images[i].over : "");
		say_argv("by", e->images[i].argv, &b);
	}
	for (size_t i = 0; i < e->n_commands; i++) {
		say_argv(e->commands[i].remake ? "remake" : "run", e->commands[i].argv, &b);
		say_argv("back", e->commands[i].undo, &b);
	}
	for (size_t i = 0; i < e->n_variables; i++)
		str_buf_printf(&b, "set %s %s\n", e->variables[i].name, e->variables[i].value);
	for (size_t i = 0; i < e->n_proofs; i++)
		str_buf_printf(&b, "proof %s %s %s%s\n", kinds[e->proofs[i].kind],
			e->proofs[i].path, e->proofs[i].absent ? "not " : "", e->proofs[i].token);
	for (size_t i = 0; i < e->n_notes; i++)
		str_buf_printf(&b, "note %s\n", e->notes[i].text);
	return str_buf_take(&b);
}

void assert_said(const struct edited *d, const char *wanted)
{
	_cleanup_free_ char *got = say(&d->edits);

	assert_string_equal(got, wanted);
	for (size_t i = 0; i < d->edits.n_files; i++)
		if (edit_file_changes(&d->edits.files[i]))
			assert_non_null(d->edits.files[i].why);
}

/* All files and their texts, for comparing. */
static char *snapshot(const struct edits *e)
{
	struct str_buf b = { 0 };

	for (size_t i = 0; i < e->n_files; i++)
		if (e->files[i].text)
			str_buf_printf(&b, "%s:%s\n", e->files[i].path, e->files[i].text);
	return str_buf_take(&b);
}

void assert_round(
	struct edited *d, const struct boot *row, const char *argument, const char *wanted)
{
	_cleanup_free_ char *before = snapshot(&d->edits);
	_cleanup_free_ char *after = NULL;
	struct err err = { 0 };

	assert_ok(edited_edit(d, row, argument, NULL, &err), err);
	assert_said(d, wanted);
	edited_apply(d);
	assert_ok(edited_edit(d, row, argument, NULL, &err), err);
	assert_said(d, "");
	edited_apply(d);
	assert_ok(edited_edit(d, row, NULL, argument, &err), err);
	assert_true(edits_any(&d->edits));
	edited_apply(d);
	after = snapshot(&d->edits);
	assert_string_equal(after, before);
}

const struct boot *row_of(const char *id)
{
	for (size_t i = 0; boot_rows[i]; i++)
		if (str_eq(boot_rows[i]->words.id, id))
			return boot_rows[i];
	fail_msg("there is no row %s", id);
	return NULL;
}
