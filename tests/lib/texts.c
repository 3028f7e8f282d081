/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files by hand, edited, and compared with what they should be. */
#include "lib/texts.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

void texts_read(struct edits *edits, const struct text_file *files)
{
	struct err err = { 0 };

	for (; files->path; files++)
		assert_ok(edits_add_read(edits, files->path, files->text,
				  files->text ? strlen(files->text) : 0, &err),
			err);
}

void texts_again(struct edits *again, const struct edits *edits)
{
	struct err err = { 0 };

	for (size_t i = 0; i < edits->n_files; i++) {
		const struct edit_file *f = &edits->files[i];

		assert_ok(edits_add_read(again, f->path, f->text, f->size, &err), err);
	}
}

void assert_texts(const struct edits *edits, const struct text_file *wanted)
{
	for (; wanted->path; wanted++) {
		const struct edit_file *f = edits_find(edits, wanted->path);

		if (!f)
			fail_msg("%s is not there", wanted->path);
		if (!str_eq(f->text, wanted->text))
			fail_msg("%s is\n%s\nand not\n%s", f->path, f->text ? f->text : "gone",
				wanted->text ? wanted->text : "gone");
	}
}

static char *joined(char *const *argv)
{
	struct str_buf b = { 0 };

	for (size_t i = 0; argv[i]; i++)
		str_buf_printf(&b, "%s%s", i > 0 ? " " : "", argv[i]);
	return str_buf_take(&b);
}

void assert_commands(const struct edits *edits, const char *const *wanted)
{
	size_t n = 0;

	for (; wanted && wanted[n]; n++) {
		_cleanup_free_ char *line = NULL;

		assert_true(n < edits->n_commands);
		line = joined(edits->commands[n].argv);
		assert_string_equal(line, wanted[n]);
	}
	assert_int_equal(edits->n_commands, n);
}

void assert_unchanged(const struct edits *edits)
{
	for (size_t i = 0; i < edits->n_files; i++)
		if (edit_file_changes(&edits->files[i]))
			fail_msg("%s changes to\n%s", edits->files[i].path, edits->files[i].text);
	assert_int_equal(edits->n_commands, 0);
	assert_false(edits_any(edits));
}

void assert_text_case(const struct text_case *c)
{
	const char *const args[] = { c->arg, NULL };
	const struct boot_evidence e = { 0 };
	const struct boot_ask add = { .evidence = &e, .running = "", .add = args };
	const struct boot_ask drop = { .evidence = &e, .running = "", .drop = args };
	_cleanup_(edits_done) struct edits first = { 0 }, again = { 0 }, back = { 0 };
	struct err err = { 0 };

	texts_read(&first, c->files);
	assert_ok(c->row->edit(&add, &first, &err), err);
	assert_texts(&first, c->wanted);
	assert_commands(&first, c->commands);
	texts_again(&again, &first);
	assert_ok(c->row->edit(&add, &again, &err), err);
	assert_unchanged(&again);
	texts_again(&back, &first);
	assert_ok(c->row->edit(&drop, &back, &err), err);
	if (!c->stays)
		assert_texts(&back, c->files);
	assert_true(edits_any(&back));
}
