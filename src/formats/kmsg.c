/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does each line of a kernel log say, without what journals, terminals and mails
 * put around it? What it means is for log-match.c. Nothing is allocated.
 */
#include "formats/kmsg.h"

#include <ctype.h>
#include <string.h>

#include "formats/kmsg-json.h"

/* What is left of a line. */
struct rest {
	const char *p;
	size_t n;
};

void kmsg_open(struct kmsg *k, const void *data, size_t size)
{
	k->data = data;
	k->size = size;
	k->at = 0;
	k->line = 0;
	k->records = false;
}

static void skip(struct rest *r, size_t n)
{
	r->p += n;
	r->n -= n;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void trim(struct rest *r)
{
	while (r->n > 0 && is_blank(r->p[0]))
		skip(r, 1);
	while (r->n > 0 && is_blank(r->p[r->n - 1]))
		r->n--;
}

static bool starts(const struct rest *r, const char *text)
{
	size_t n = strlen(text);

	return r->n >= n && memcmp(r->p, text, n) == 0;
}

/* How long the escape sequence at p is; 0 when there is none. ECMA-48, CSI only. */
static size_t escape_len(const char *p, size_t n)
{
	size_t i = 2;

	if (n < 2 || p[0] != '\033' || p[1] != '[')
		return 0;
	while (i < n && !(p[i] >= '@' && p[i] <= '~'))
		i++;
	return i < n ? i + 1 : n;
}

static void drop_colours(struct kmsg *k, struct rest *r)
{
	size_t out = 0;

	if (!memchr(r->p, '\033', r->n)) {
		r->n = r->n < KMSG_TEXT_MAX ? r->n : KMSG_TEXT_MAX;
		return;
	}
	while (r->n > 0 && out < KMSG_TEXT_MAX) {
		size_t n = escape_len(r->p, r->n);

		if (n == 0)
			k->clean[out++] = *r->p;
		skip(r, n ? n : 1);
	}
	r->p = k->clean;
	r->n = out;
}

/* "> > | text", as mails and wikis quote. */
static void drop_quotes(struct rest *r)
{
	trim(r);
	while (r->n > 0 && (r->p[0] == '>' || r->p[0] == '|') && (r->n == 1 || is_blank(r->p[1]))) {
		skip(r, 1);
		trim(r);
	}
}

/* Decimal digits at p; their number. Large values stay large. */
static size_t number(const char *p, size_t n, int64_t *ret)
{
	int64_t v = 0;
	size_t i = 0;

	for (; i < n && is_digit(p[i]); i++)
		v = v > INT64_MAX / 100 ? v : v * 10 + (p[i] - '0');
	*ret = v;
	return i;
}

/* "6,1234,5678,-;text": priority and facility, sequence, microseconds, flags. */
static bool take_record(struct rest *r, struct kmsg_record *rec)
{
	const char *semicolon = r->n > 0 && is_digit(r->p[0]) ? memchr(r->p, ';', r->n) : NULL;
	size_t n = semicolon ? (size_t)(semicolon - r->p) : 0, at = 0;
	int64_t v[3];

	if (n == 0)
		return false;
	for (unsigned i = 0; i < 3; i++) {
		size_t digits = number(r->p + at, n - at, &v[i]);

		at += digits;
		if (digits == 0 || at >= n || r->p[at++] != ',')
			return false;
	}
	rec->level = (int)(v[0] & 7);
	rec->usec = v[2];
	rec->kernel = true;
	skip(r, n + 1);
	return true;
}

/* "<6>", and "kern  :info  : " of dmesg -x. */
static void take_level(struct rest *r, struct kmsg_record *rec)
{
	static const char *const names[] = { "emerg", "alert", "crit", "err", "warn", "notice",
		"info", "debug" };
	int64_t v;

	if (r->n >= 3 && r->p[0] == '<') {
		size_t digits = number(r->p + 1, r->n - 1, &v);

		if (digits == 0 || digits > 3 || digits + 1 >= r->n || r->p[digits + 1] != '>')
			return;
		rec->level = (int)(v & 7);
		rec->kernel = true;
		skip(r, digits + 2);
		return;
	}
	if (!starts(r, "kern  :") || r->n < 15 || r->p[13] != ':')
		return;
	for (int i = 0; i < 8; i++)
		if (memcmp(r->p + 7, names[i], strlen(names[i])) == 0)
			rec->level = i;
	rec->kernel = true;
	skip(r, 14);
	trim(r);
}

/* Three letters of a day or a month at p: "Sat Nov 21", "Nov21". */
static bool is_name(const char *p, size_t n)
{
	static const char names[] = "MonTueWedThuFriSatSunJanFebMarAprMayJunJulAugSepOctNovDec";

	for (size_t i = 0; n >= 3 && names[i]; i += 3)
		if (memcmp(p, names + i, 3) == 0)
			return true;
	return false;
}

/* What stands between brackets: a time, the number of a thread or CPU; not "drm". */
static bool is_stamp(const char *p, size_t n, struct kmsg_record *rec)
{
	int64_t s, us;
	size_t i;

	while (n > 0 && *p == ' ') {
		p++;
		n--;
	}
	if (n == 0 || is_name(p, n))
		return n > 0;
	if (*p == '+' || *p == 'T' || *p == 'C')
		return n > 1 && is_digit(p[n - 1]) && (is_digit(p[1]) || p[1] == ' ');
	i = number(p, n, &s);
	if (i == 0 || i + 1 >= n || p[i] != '.' || number(p + i + 1, n - i - 1, &us) != n - i - 1)
		return false;
	for (i = n - i - 1; i < 6; i++)
		us *= 10;
	if (s < INT64_MAX / 2000000 && us < 1000000)
		rec->usec = s * 1000000 + us;
	return true;
}

/* "[    1.234567][   T12] ", "[Sat Nov 21 02:00:00 2026] ", "[  +0.000007] " */
static void take_stamps(struct rest *r, struct kmsg_record *rec)
{
	while (r->n > 0 && r->p[0] == '[') {
		const char *end = memchr(r->p, ']', r->n);
		size_t n = end ? (size_t)(end - r->p) : 0;

		if (n < 2 || n > 40 || !is_stamp(r->p + 1, n - 1, rec))
			return;
		rec->kernel = true;
		skip(r, n + 1);
		trim(r);
	}
}

/* Blanks, then other letters, then one blank or more; how much of r that is, or 0. */
static size_t word(const struct rest *r, size_t from)
{
	size_t i = from;

	while (i < r->n && !is_blank(r->p[i]))
		i++;
	if (i == from || i == r->n)
		return 0;
	while (i < r->n && is_blank(r->p[i]))
		i++;
	return i;
}

/* "Nov 21 02:00:00 " or "2026-11-21T02:00:00+0100 " */
static size_t date_len(const struct rest *r)
{
	size_t day, time;

	if (r->n > 20 && is_digit(r->p[0]) && r->p[4] == '-' && r->p[7] == '-' && r->p[10] == 'T' &&
		r->p[13] == ':')
		return word(r, 0);
	if (!is_name(r->p, r->n))
		return 0;
	day = word(r, 0);
	if (day < 4 || day > 5 || !is_digit(r->p[day]))
		return 0;
	time = word(r, day);
	if (time == 0 || time + 8 >= r->n || r->p[time + 2] != ':' || r->p[time + 5] != ':')
		return 0;
	return word(r, time);
}

/* "Nov 21 02:00:00 host program[123]: ", or "kernel: " alone. */
static void take_syslog(struct rest *r, struct kmsg_record *rec)
{
	size_t date = date_len(r);
	size_t host = date ? word(r, date) : 0;
	size_t program = host ? word(r, host) : 0;
	size_t colon = program;

	if (program > 0) {
		while (colon > host && is_blank(r->p[colon - 1]))
			colon--;
		if (r->p[colon - 1] != ':')
			return;
		rec->kernel = colon - host == 7 && memcmp(r->p + host, "kernel:", 7) == 0;
		skip(r, program);
	} else if (starts(r, "kernel: ")) {
		rec->kernel = true;
		skip(r, 8);
	}
	trim(r);
}

/* A line of journalctl -o json; quotes around it are taken off, r is its message. */
static bool take_json(struct kmsg *k, struct rest *r, struct kmsg_record *rec)
{
	struct rest line = *r;

	drop_quotes(&line);
	if (line.n == 0 || line.p[0] != '{' || !kmsg_json(line.p, line.n, k->clean, rec))
		return false;
	r->p = rec->text;
	r->n = rec->len;
	drop_colours(k, r);
	return true;
}

/* Any other line: what is around the text. */
static void take_dress(struct kmsg *k, struct rest *r, struct kmsg_record *rec)
{
	drop_colours(k, r);
	drop_quotes(r);
	k->records = take_record(r, rec);
	if (k->records)
		return;
	take_level(r, rec);
	take_stamps(r, rec);
	take_syslog(r, rec);
	take_stamps(r, rec);
}

static bool next_line(struct kmsg *k, struct rest *r)
{
	const char *newline;

	if (k->at >= k->size)
		return false;
	r->p = k->data + k->at;
	newline = memchr(r->p, '\n', k->size - k->at);
	r->n = newline ? (size_t)(newline - r->p) : k->size - k->at;
	k->at += r->n + 1;
	k->line++;
	return true;
}

bool kmsg_next(struct kmsg *k, struct kmsg_record *ret)
{
	struct kmsg_record rec = { .level = -1, .usec = -1 };
	struct rest r;

	do
		if (!next_line(k, &r))
			return false;
	while (k->records && r.n > 0 && r.p[0] == ' ');
	k->records = false;
	if (!take_json(k, &r, &rec))
		take_dress(k, &r, &rec);
	trim(&r);
	rec.line = k->line;
	rec.text = r.p;
	rec.len = r.n;
	*ret = rec;
	return true;
}
