/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a line of "journalctl -o json" say? No JSON in general: no objects within
 * objects, so nothing here calls itself. Other ways to write a log are in kmsg.c.
 */
#include "formats/kmsg-json.h"

#include <string.h>

#define WORD_MAX 24

struct scan {
	const char *p, *end;
};

/* Where a value goes; max may be 0, then it is only read over. */
struct sink {
	char *to;
	size_t n, max;
};

enum field {
	FIELD_PRIORITY,
	FIELD_FACILITY,
	FIELD_USEC,      /* the kernel's own stamp */
	FIELD_USEC_READ, /* when the journal read it */
	N_FIELDS,
};

struct fields {
	int64_t numbers[N_FIELDS]; /* -1: not said */
	bool message, kernel;
};

static void put(struct sink *s, unsigned char c)
{
	if (s->n < s->max)
		s->to[s->n++] = c == '\n' || c == '\0' ? ' ' : (char)c;
}

static void skip_blanks(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\r'))
		s->p++;
}

/* Blanks, then this letter. */
static bool take(struct scan *s, char c)
{
	skip_blanks(s);
	if (s->p == s->end || *s->p != c)
		return false;
	s->p++;
	return true;
}

static bool take_text(struct scan *s, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(s->end - s->p) < n || memcmp(s->p, text, n) != 0)
		return false;
	s->p += n;
	return true;
}

static void put_utf8(struct sink *s, uint32_t c)
{
	if (c < 0x80) {
		put(s, (unsigned char)c);
		return;
	}
	if (c < 0x800) {
		put(s, (unsigned char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			put(s, (unsigned char)(0xe0 | c >> 12));
		} else {
			put(s, (unsigned char)(0xf0 | c >> 18));
			put(s, (unsigned char)(0x80 | (c >> 12 & 0x3f)));
		}
		put(s, (unsigned char)(0x80 | (c >> 6 & 0x3f)));
	}
	put(s, (unsigned char)(0x80 | (c & 0x3f)));
}

static bool hex4(struct scan *s, uint32_t *ret)
{
	uint32_t v = 0;

	if (s->end - s->p < 4)
		return false;
	for (unsigned i = 0; i < 4; i++) {
		char c = *s->p++;

		if (c >= '0' && c <= '9')
			v = v << 4 | (uint32_t)(c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			v = v << 4 | (uint32_t)((c | 0x20) - 'a' + 10);
		else
			return false;
	}
	*ret = v;
	return true;
}

/* Behind "\u"; half a pair becomes U+FFFD. */
static bool take_unicode(struct scan *s, struct sink *to)
{
	struct scan low;
	uint32_t c, d;

	if (!hex4(s, &c))
		return false;
	low = *s;
	if (c >= 0xd800 && c < 0xdc00 && take_text(&low, "\\u") && hex4(&low, &d) && d >= 0xdc00 &&
		d < 0xe000) {
		*s = low;
		c = 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00);
	} else if (c >= 0xd800 && c < 0xe000) {
		c = 0xfffd;
	}
	put_utf8(to, c);
	return true;
}

/* Behind the backslash. */
static bool take_escape(struct scan *s, struct sink *to)
{
	static const char names[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
	const char *at;

	if (s->p == s->end || *s->p == '\0')
		return false;
	if (*s->p == 'u') {
		s->p++;
		return take_unicode(s, to);
	}
	at = strchr(names, *s->p++);
	if (!at)
		return false;
	put(to, (unsigned char)bytes[at - names]);
	return true;
}

/* Behind the first quote. */
static bool take_string(struct scan *s, struct sink *to)
{
	while (s->p < s->end) {
		char c = *s->p++;

		if (c == '"')
			return true;
		if (c != '\\')
			put(to, (unsigned char)c);
		else if (!take_escape(s, to))
			return false;
	}
	return false;
}

/* A number, true, false or null, as it is written. */
static bool take_bare(struct scan *s, struct sink *to)
{
	const char *start = s->p;

	while (s->p < s->end && *s->p != '\0' && strchr("+-.0123456789Eaeflnrstu", *s->p))
		put(to, (unsigned char)*s->p++);
	return s->p > start;
}

static bool take_scalar(struct scan *s, struct sink *to)
{
	return take(s, '"') ? take_string(s, to) : take_bare(s, to);
}

/* The number of a word; -1 when it is none. */
static int64_t number(const char *p, size_t n)
{
	int64_t v = 0;

	if (n == 0 || n > 18)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		v = v * 10 + (p[i] - '0');
	}
	return v;
}

/* Behind "[": bytes of one text, or several texts. */
static bool take_list(struct scan *s, struct sink *to)
{
	if (take(s, ']'))
		return true;
	do {
		char word[4];
		struct sink w = { word, 0, sizeof(word) };

		if (take(s, '"')) {
			if (to->n > 0)
				put(to, ' ');
			if (!take_string(s, to))
				return false;
			continue;
		}
		if (!take_bare(s, &w))
			return false;
		if (number(word, w.n) >= 0 && number(word, w.n) <= 255)
			put(to, (unsigned char)number(word, w.n));
	} while (take(s, ','));
	return take(s, ']');
}

static bool key_is(const char *key, size_t n, const char *name)
{
	return n == strlen(name) && memcmp(key, name, n) == 0;
}

static void keep(struct fields *f, const char *key, size_t n_key, const struct sink *value)
{
	static const char *const names[N_FIELDS] = {
		[FIELD_PRIORITY] = "PRIORITY",
		[FIELD_FACILITY] = "SYSLOG_FACILITY",
		[FIELD_USEC] = "_SOURCE_MONOTONIC_TIMESTAMP",
		[FIELD_USEC_READ] = "__MONOTONIC_TIMESTAMP",
	};

	if (key_is(key, n_key, "_TRANSPORT"))
		f->kernel = key_is(value->to, value->n, "kernel");
	for (size_t i = 0; i < N_FIELDS; i++)
		if (key_is(key, n_key, names[i]))
			f->numbers[i] = number(value->to, value->n);
}

/* "KEY": value */
static bool take_member(struct scan *s, struct fields *f, struct sink *message)
{
	char word[WORD_MAX];
	struct sink value = { word, 0, sizeof(word) };
	struct sink *to = &value;
	const char *key, *quote;
	size_t n_key;
	bool list;

	if (!take(s, '"'))
		return false;
	key = s->p;
	quote = memchr(key, '"', (size_t)(s->end - key));
	if (!quote)
		return false;
	n_key = (size_t)(quote - key);
	s->p = quote + 1;
	if (!take(s, ':'))
		return false;
	if (key_is(key, n_key, "MESSAGE")) {
		f->message = true;
		message->n = 0;
		to = message;
	}
	skip_blanks(s);
	/* Too long for journalctl without --all: there, but not told. */
	if (to == message && take_text(s, "null"))
		return true;
	list = take(s, '[');
	if (!(list ? take_list(s, to) : take_scalar(s, to)))
		return false;
	if (to == &value)
		keep(f, key, n_key, &value);
	return true;
}

bool kmsg_json(const char *line, size_t n, char *text, struct kmsg_record *ret)
{
	struct fields f = { .numbers = { -1, -1, -1, -1 } };
	struct sink message = { text, 0, KMSG_TEXT_MAX };
	struct scan s = { line, line + n };
	int64_t level;

	if (!take(&s, '{'))
		return false;
	do
		if (!take_member(&s, &f, &message))
			return false;
	while (take(&s, ','));
	if (!take(&s, '}') || !f.message)
		return false;
	skip_blanks(&s);
	if (s.p != s.end)
		return false;
	level = f.numbers[FIELD_PRIORITY];
	ret->level = level <= 7 ? (int)level : -1;
	ret->usec = f.numbers[f.numbers[FIELD_USEC] >= 0 ? FIELD_USEC : FIELD_USEC_READ];
	/* Facility 0 is the kernel's; glibc does not let programs use it. */
	ret->kernel = f.kernel || f.numbers[FIELD_FACILITY] == 0;
	ret->text = text;
	ret->len = message.n;
	return true;
}
