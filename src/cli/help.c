/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Help out of the command rows: examples first, at most 80 columns wide.
 */
#include "cli/help.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static void add_example(struct str_buf *b, const char *line, size_t len)
{
	const char *tab = memchr(line, '\t', len);
	size_t n = tab ? (size_t)(tab - line) : len;

	str_buf_printf(b, "  %.*s\n", (int)n, line);
	if (tab)
		str_buf_printf(b, "      %.*s\n", (int)(len - n - 1), tab + 1);
}

static void add_examples(struct str_buf *b, const char *examples)
{
	str_buf_add(b, "Examples:\n");
	for (const char *p = examples; *p;) {
		size_t len = strcspn(p, "\n");

		add_example(b, p, len);
		p += len + (p[len] == '\n');
	}
	str_buf_add(b, "\n");
}

/* Breaks text into lines that end before column 78, each behind indent blanks. */
static void add_wrapped(struct str_buf *b, const char *text, size_t indent, size_t column)
{
	const char *space = "";

	while (*text) {
		size_t n = strcspn(text, " \n");

		if (column + n > 78 && column > indent) {
			str_buf_printf(b, "\n%*s", (int)indent, "");
			column = indent;
			space = "";
		}
		str_buf_add(b, space);
		str_buf_add_n(b, text, n);
		column += n + 1;
		text += n;
		space = *text == ' ' ? " " : "";
		if (*text == '\n') {
			str_buf_printf(b, "\n%*s", (int)indent, "");
			column = indent;
		}
		text += *text != '\0';
	}
	str_buf_add(b, "\n");
}

static void add_options(struct str_buf *b, const char *title, const struct option *rows)
{
	if (!rows || !rows->name)
		return;
	str_buf_printf(b, "%s:\n", title);
	for (; rows->name; rows++) {
		_cleanup_free_ char *left = NULL;
		char letter[8] = "    ";

		if (!rows->help)
			continue;
		if (rows->letter)
			(void)memcpy(letter, (char[]) { '-', rows->letter, ',', ' ', 0 }, 5);
		left = str_printf("  %s--%s%s%s", letter, rows->name, rows->metavar ? " " : "",
			rows->metavar ? rows->metavar : "");
		if (!left)
			return;
		str_buf_printf(b, "%-26s ", left);
		add_wrapped(b, rows->help, 27, strlen(left) > 26 ? strlen(left) + 1 : 27);
	}
	str_buf_add(b, "\n");
}

static void add_synopsis(struct str_buf *b, const struct command *c)
{
	str_buf_printf(b, "Usage: virtfn %s", c->name);
	if (c->flags & COMMAND_GROUP)
		str_buf_add(b, " COMMAND");
	if (c->options)
		str_buf_add(b, " [OPTION]...");
	for (size_t i = 0; i < COMMAND_OPERANDS && c->operands[i].metavar; i++)
		str_buf_printf(
			b, c->operands[i].optional ? " [%s]" : " %s", c->operands[i].metavar);
	str_buf_add(b, "\n\n");
}

/* Commands of a group, or those of one word for NULL. */
static void add_commands(struct str_buf *b, const char *group)
{
	size_t n = group ? strlen(group) : 0;

	str_buf_add(b, "Commands:\n");
	for (size_t i = 0; commands[i]; i++) {
		const char *name = commands[i]->name;

		if (group ? strncmp(name, group, n) == 0 && name[n] == ' ' : !strchr(name, ' '))
			str_buf_printf(b, "  %-12s %s\n", group ? name + n + 1 : name,
				commands[i]->summary);
	}
	str_buf_add(b, "\n");
}

static const char program_examples[] =
	"virtfn list\twhat this host has, and who uses it\n"
	"sudo virtfn vf create enp1s0f0 -n 4\tfour virtual functions, ready for guests\n"
	"sudo virtfn vf set 0000:01:10.0 --mac 52:54:00:aa:bb:01 --vlan 100\t"
	"what the guest will get\n"
	"sudo virtfn vm create web --device enp1s0f0:auto --disk web.qcow2\t"
	"a guest that holds one of them\n";

static void program_help(struct str_buf *b)
{
	str_buf_add(b, "virtfn: give guests a slice of real hardware\n\n");
	add_examples(b, program_examples);
	add_commands(b, NULL);
	add_options(b, "Options of every command", global_options);
	str_buf_add(b, "See virtfn COMMAND --help, and man virtfn.\n");
}

char *help_text(const struct command *c)
{
	struct str_buf b = { 0 };

	if (!c) {
		program_help(&b);
		return str_buf_take(&b);
	}
	add_synopsis(&b, c);
	if (c->examples)
		add_examples(&b, c->examples);
	if (c->about) {
		add_wrapped(&b, c->about, 0, 0);
		str_buf_add(&b, "\n");
	}
	if (c->flags & COMMAND_GROUP)
		add_commands(&b, c->name);
	add_options(&b, "Options", c->options);
	str_buf_printf(&b, "Options of every command: virtfn --help. Manual: man virtfn-");
	for (const char *p = c->name; *p; p++)
		str_buf_add_n(&b, *p == ' ' ? "-" : p, 1);
	str_buf_add(&b, "\n");
	return str_buf_take(&b);
}

static void dump_options(struct doc *list, const struct option *rows)
{
	for (; rows && rows->name; rows++) {
		struct doc *o;

		if (!rows->help)
			continue;
		o = doc_add_map(list);
		doc_str(o, "name", rows->name);
		if (rows->letter)
			doc_printf(o, "letter", "%c", rows->letter);
		if (rows->metavar)
			doc_str(o, "metavar", rows->metavar);
		doc_str(o, "help", rows->help);
		if (rows->choices)
			doc_str(o, "choices", rows->choices);
	}
}

static void dump_operands(struct doc *list, const struct operand *o)
{
	static const char *const kinds[] = {
		[OPERAND_TEXT] = "text",
		[OPERAND_DEVICE] = "device",
		[OPERAND_VF] = "vf",
		[OPERAND_DOMAIN] = "domain",
		[OPERAND_FILE] = "file",
		[OPERAND_CHOICE] = "choice",
	};

	for (size_t i = 0; i < COMMAND_OPERANDS && o[i].metavar; i++) {
		struct doc *d = doc_add_map(list);

		doc_str(d, "metavar", o[i].metavar);
		doc_str(d, "kind", kinds[o[i].kind]);
		doc_bool(d, "optional", o[i].optional);
		if (o[i].choices)
			doc_str(d, "choices", o[i].choices);
	}
}

static void dump_examples(struct doc *list, const char *examples)
{
	for (const char *p = examples; p && *p;) {
		size_t len = strcspn(p, "\n");
		size_t n = strcspn(p, "\t\n");
		struct doc *d = doc_add_map(list);

		doc_printf(d, "command", "%.*s", (int)n, p);
		doc_printf(d, "help", "%.*s", n < len ? (int)(len - n - 1) : 0, p + n + (n < len));
		p += len + (p[len] == '\n');
	}
}

void help_dump(struct doc *doc)
{
	struct doc *list;

	dump_options(doc_list(doc, "globals"), global_options);
	dump_examples(doc_list(doc, "examples"), program_examples);
	list = doc_list(doc, "commands");
	for (size_t i = 0; commands[i]; i++) {
		const struct command *c = commands[i];
		struct doc *d = doc_add_map(list);

		doc_str(d, "name", c->name);
		doc_str(d, "summary", c->summary);
		doc_str(d, "about", c->about ? c->about : "");
		doc_bool(d, "group", c->flags & COMMAND_GROUP);
		doc_bool(d, "root", c->flags & COMMAND_ROOT);
		dump_options(doc_list(d, "options"), c->options);
		dump_operands(doc_list(d, "operands"), c->operands);
		dump_examples(doc_list(d, "examples"), c->examples);
	}
}
