/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernel command lines will be booted? For proving that an argument arrived where the boot
 * loader reads it; editing such files is boot/'s work.
 */
#include "formats/kernel-lines.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/bls-entry.h"
#include "formats/cmdline.h"
#include "formats/uki-section.h"

void kernel_lines_done(struct kernel_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		free(lines->v[i].text);
		free(lines->v[i].title);
	}
	free(lines->v);
	*lines = (struct kernel_lines) { 0 };
}

/* While a text is gone through, line by line. */
struct scan {
	struct kernel_lines found;
	char *title;   /* of the entry we are in; NULL: none; owned */
	unsigned line; /* from 1 */
	bool foreign;  /* GRUB: in a section that is not the generated entries of this system */
	size_t closed; /* Limine: below a heading of this depth nothing counts; 0: all counts */
};

static void scan_done(struct scan *s)
{
	kernel_lines_done(&s->found);
	free(s->title);
}

static bool starts_span(struct cmdline_span v, const char *word)
{
	return v.s && v.len >= strlen(word) && strncmp(v.s, word, strlen(word)) == 0;
}

static bool is_special(const char *text)
{
	struct cmdline_iter it = { .text = text };
	struct cmdline_arg a;

	while (cmdline_next(&it, &a)) {
		if (!a.value.s &&
			(cmdline_span_is(a.name, "single") || cmdline_span_is(a.name, "rescue") ||
				cmdline_span_is(a.name, "emergency") ||
				starts_span(a.name, "$kernelopts") ||
				starts_span(a.name, "${kernelopts")))
			return true;
		if (cmdline_name_is(a.name, "virtfn.trial") ||
			(cmdline_name_is(a.name, "systemd.unit") &&
				(starts_span(a.value, "rescue") ||
					starts_span(a.value, "emergency"))))
			return true;
	}
	return false;
}

static bool is_rescue_title(const char *title)
{
	return strcasestr(title, "recovery mode") || strcasestr(title, "rescue") ||
	       strcasestr(title, "single-user");
}

/* Takes the text, which may be NULL without memory. */
static int add(struct scan *s, char *text)
{
	struct kernel_line line = { .text = text, .line = s->line };
	struct kernel_line *slot;

	if (text && (is_special(text) || (s->title && is_rescue_title(s->title)))) {
		free(text);
		return 0;
	}
	line.title = str_printf("%s", s->title ? s->title : "");
	slot = text && line.title ? mem_append(&s->found.v, &s->found.n, sizeof(*slot)) : NULL;
	if (!slot) {
		free(text);
		free(line.title);
		return -ENOMEM;
	}
	*slot = line;
	return 0;
}

static int set_title(struct scan *s, const char *text, size_t n)
{
	free(s->title);
	s->title = str_from_bytes(text, n);
	return s->title ? 0 : -ENOMEM;
}

/* What stands behind a word and blanks; NULL when the line starts otherwise. */
static const char *behind(const char *line, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(line, word, n) != 0 || (line[n] != ' ' && line[n] != '\t'))
		return NULL;
	return line + n + strspn(line + n, " \t");
}

/* As GRUB's shell gives words to the kernel: backslashes go, single quotes become double ones. */
static char *unquote_grub(const char *text)
{
	struct str_buf b = { 0 };
	bool single = false;

	str_buf_add(&b, "");
	for (; *text; text++) {
		if (*text == '\\' && !single && text[1])
			str_buf_add_n(&b, ++text, 1);
		else if (*text == '\'')
			str_buf_add(&b, "\""), single = !single;
		else
			str_buf_add_n(&b, text, 1);
	}
	return str_buf_take(&b);
}

static int grub_title(struct scan *s, const char *text)
{
	char quote = text[0] == '\'' || text[0] == '"' ? text[0] : ' ';
	const char *start = text + (quote != ' '), *end = strchr(start, quote);

	return set_title(s, start, end ? (size_t)(end - start) : strlen(start));
}

static int grub_line(struct scan *s, const char *line)
{
	static const char *const commands[] = { "linux", "linuxefi", "linux16" };
	const char *rest = behind(line, "### BEGIN");

	/* /etc/grub.d/10_linux, 10_linux_zfs, 20_linux_xen; not 30_os-prober, 40_custom. */
	if (rest)
		s->foreign = !strstr(rest, "_linux");
	if (behind(line, "### END"))
		s->foreign = false;
	rest = behind(line, "menuentry");
	if (rest)
		return grub_title(s, rest);
	for (size_t i = 0; i < ARRAY_SIZE(commands) && !s->foreign; i++) {
		rest = behind(line, commands[i]);
		/* The first word is the kernel's file. */
		if (rest && rest[0])
			return add(s, unquote_grub(rest + strcspn(rest, " \t")));
	}
	return 0;
}

/* "/Title", "//Below": how deep, and whether all below it is a list of snapshots. */
static int limine_title(struct scan *s, const char *line)
{
	size_t depth = strspn(line, "/");
	const char *name = line + depth + strspn(line + depth, "+ \t");

	if (s->closed && depth <= s->closed)
		s->closed = 0;
	if (!s->closed && strcasestr(name, "snapshot"))
		s->closed = depth;
	return set_title(s, name, strlen(name));
}

static int limine_line(struct scan *s, const char *line)
{
	static const char *const keys[] = { "cmdline", "kernel_cmdline" };

	if (line[0] == '/')
		return limine_title(s, line);
	for (size_t i = 0; i < ARRAY_SIZE(keys) && !s->closed; i++) {
		size_t n = strlen(keys[i]);

		if (strncasecmp(line, keys[i], n) != 0)
			continue;
		n += strspn(line + n, " \t");
		if (line[n] == ':')
			return add(s, str_printf("%s", line + n + 1));
	}
	return 0;
}

/* One word of refind_linux.conf, "" within quotes being a quote; *at goes behind it. */
static char *refind_word(const char **at)
{
	const char *p = *at + strspn(*at, " \t");
	struct str_buf b = { 0 };
	bool quoted = *p == '"';

	str_buf_add(&b, "");
	for (p += quoted; *p; p++) {
		if (quoted && *p == '"' && p[1] != '"')
			break;
		if (!quoted && strchr(" \t", *p))
			break;
		p += quoted && *p == '"';
		str_buf_add_n(&b, p, 1);
	}
	*at = p + (*p != '\0');
	return str_buf_take(&b);
}

static int refind_line(struct scan *s, const char *line)
{
	if (!line[0] || line[0] == '#')
		return 0;
	free(s->title);
	s->title = refind_word(&line);
	if (!s->title)
		return -ENOMEM;
	/* mkrlconf's third entry: it is without options on purpose. */
	if (strcasestr(s->title, "minimal options") || !line[strspn(line, " \t")])
		return 0;
	return add(s, refind_word(&line));
}

static int scan_lines(struct scan *s, char *text, int (*fn)(struct scan *s, const char *line))
{
	int r = 0;

	for (char *rest = text, *line; r == 0 && (line = strsep(&rest, "\n"));) {
		s->line++;
		r = fn(s, str_strip(line));
	}
	return r;
}

static int scan_bls(struct scan *s, const char *text)
{
	_cleanup_(bls_values_freep) char **options = bls_values(text, "options");
	_cleanup_(bls_values_freep) char **titles = bls_values(text, "title");
	struct str_buf b = { 0 };

	if (!options || !titles)
		return -ENOMEM;
	if (!bls_has(text, "linux") && !bls_has(text, "uki"))
		return 0;
	if (titles[0] && set_title(s, titles[0], strlen(titles[0])) < 0)
		return -ENOMEM;
	str_buf_add(&b, "");
	for (size_t i = 0; options[i]; i++)
		str_buf_printf(&b, "%s%s", i ? " " : "", options[i]);
	return add(s, str_buf_take(&b));
}

static int scan_text(struct scan *s, char *text)
{
	struct str_buf b = { 0 };

	str_buf_add(&b, "");
	for (char *rest = text, *line; (line = strsep(&rest, "\r\n"));) {
		line = str_strip(line);
		if (line[0] && line[0] != '#')
			str_buf_printf(&b, "%s%s", b.len ? " " : "", line);
	}
	return add(s, str_buf_take(&b));
}

static int scan_uki(struct scan *s, struct bytes data)
{
	struct bytes section;
	int r = uki_section(data, ".cmdline", &section);

	return r < 0 ? r : add(s, str_from_bytes(section.data, section.size));
}

static int scan(struct scan *s, enum kernel_lines_kind kind, struct bytes data)
{
	_cleanup_free_ char *text = NULL;

	if (kind == KERNEL_LINES_UKI)
		return scan_uki(s, data);
	text = str_from_bytes(data.data, data.size);
	if (!text)
		return -ENOMEM;
	switch (kind) {
	case KERNEL_LINES_GRUB:
		return scan_lines(s, text, grub_line);
	case KERNEL_LINES_LIMINE:
		return scan_lines(s, text, limine_line);
	case KERNEL_LINES_REFIND:
		return scan_lines(s, text, refind_line);
	case KERNEL_LINES_BLS:
		return scan_bls(s, text);
	case KERNEL_LINES_TEXT:
	case KERNEL_LINES_UKI:
		break;
	}
	return scan_text(s, text);
}

int kernel_lines_find(
	enum kernel_lines_kind kind, struct bytes data, struct kernel_lines *ret, struct err *err)
{
	_cleanup_(scan_done) struct scan s = { 0 };
	int r = scan(&s, kind, data);

	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0)
		return err_set(err, EINVAL, "it is no unified kernel image with a command line");
	*ret = s.found;
	s.found = (struct kernel_lines) { 0 };
	return 0;
}
