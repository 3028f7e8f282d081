/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What formats/option-rom-rules.c says of an option ROM, as a table.
 */
#include "cli/rom-rules.h"

static const struct doc_column columns[] = {
	{ "rule", "RULE", "its name", 0 },
	{ "verdict", "VERDICT", "ok, warning or bad", 0 },
	{ "image", "IMAGE", "the image that it is about", DOC_COLUMN_RIGHT },
	{ "text", "FOUND", "what is so", 0 },
	{ "title", "TITLE", "what should be so", DOC_COLUMN_EXTRA },
	{ 0 },
};

struct teller {
	struct doc *table;
	unsigned bad;
};

static void tell(void *arg, const struct option_rom_finding *f)
{
	static const char *const verdicts[] = {
		[OPTION_ROM_OK] = "ok",
		[OPTION_ROM_WARNING] = "warning",
		[OPTION_ROM_BAD] = "bad",
	};
	struct teller *t = arg;
	struct doc *row = doc_row(t->table);

	doc_str(row, "rule", f->rule);
	doc_str(row, "title", f->title);
	if (f->image > 0)
		doc_int(row, "image", f->image);
	doc_str(row, "verdict", verdicts[f->verdict]);
	doc_str(row, "text", f->text);
	t->bad += f->verdict == OPTION_ROM_BAD;
}

unsigned rom_rules_doc(
	struct doc *doc, const struct option_rom *rom, const struct option_rom_target *target)
{
	struct teller t = { .table = doc_table(doc, "rules", columns, NULL) };

	option_rom_judge(rom, target, tell, &t);
	return t.bad;
}
