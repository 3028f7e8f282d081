/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a pattern of data/diagnoses.conf in a line? The patterns were made ready by
 * scripts/gen-diagnoses.py; which of them are worth a try is for log-match.c.
 */
#include "formats/log-pattern.h"

#include <ctype.h>
#include <string.h>

/* A pattern: small letters, single blanks, and these. */
enum placeholder {
	PLACEHOLDER_NUMBER = 1,
	PLACEHOLDER_HEX,
	PLACEHOLDER_WORD,
	PLACEHOLDER_TEXT,
	PLACEHOLDER_ADDRESS,
};

#include "formats/log-pattern-rows.h"

const size_t n_log_patterns = sizeof(log_patterns) / sizeof(log_patterns[0]);

/* Hostile lines cost no more than this many comparisons; then they match nothing. */
#define BUDGET 200000

struct attempt {
	const char *text;
	size_t len;
	bool whole; /* the pattern ends with the text */
	unsigned budget;
	unsigned n_captures;
	struct log_slice captures[2 * LOG_CAPTURES];
};

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_hex(char c)
{
	return isxdigit((unsigned char)c) != 0;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static size_t digits(const char *p, size_t n, int (*is)(int))
{
	size_t i = 0;

	while (i < n && is((unsigned char)p[i]))
		i++;
	return i;
}

/* "0000:01:00.0" at p, or with short also "01:00.0"; its length or 0. */
static size_t address_len(const char *p, size_t n, bool brief)
{
	size_t domain = digits(p, n, isxdigit);
	size_t at = domain + 1;

	if (brief && domain == 2)
		at = 0;
	else if (domain < 4 || domain > 8 || domain >= n || p[domain] != ':')
		return 0;
	if (n - at < 7 || digits(p + at, n - at, isxdigit) != 2 || p[at + 2] != ':' ||
		digits(p + at + 3, n - at - 3, isxdigit) != 2 || p[at + 5] != '.')
		return 0;
	if (p[at + 6] < '0' || p[at + 6] > '7' || (n - at > 7 && is_word(p[at + 7])))
		return 0;
	return at + 7;
}

struct log_slice log_match_address(const char *text, size_t len)
{
	for (size_t i = 0; i + 12 <= len; i++) {
		size_t n = is_hex(text[i]) && (i == 0 || !isalnum((unsigned char)text[i - 1]))
				   ? address_len(text + i, len - i, /* brief= */ false)
				   : 0;

		if (n > 0)
			return (struct log_slice) { text + i, n };
	}
	return (struct log_slice) { NULL, 0 };
}

/* How much of p a placeholder takes that can only take one amount; 0: it does not match. */
static size_t fixed_len(int placeholder, const char *p, size_t n)
{
	bool sign = n > 0 && *p == '-';
	bool prefix = n > 2 && p[0] == '0' && (p[1] | 0x20) == 'x' && is_hex(p[2]);
	size_t count;

	if (placeholder == PLACEHOLDER_ADDRESS)
		return address_len(p, n, /* brief= */ true);
	if (placeholder == PLACEHOLDER_HEX)
		return digits(p + 2 * prefix, n - 2 * prefix, isxdigit) + 2 * prefix;
	count = digits(p + sign, n - sign, isdigit);
	return count ? count + sign : 0;
}

static bool compare(struct attempt *a, const char *pattern, size_t at, size_t *ret_end);

static void capture(struct attempt *a, unsigned number, size_t at, size_t n)
{
	a->captures[number] = (struct log_slice) { a->text + at, n };
}

/* How far a word or a text at the end of a pattern reaches. */
static size_t last_end(const struct attempt *a, char placeholder, size_t at)
{
	size_t end = at;

	if (placeholder == PLACEHOLDER_TEXT)
		return a->len;
	while (end < a->len && !is_blank(a->text[end]))
		end++;
	return end;
}

/* A word or any text: the shortest one behind which the rest of the pattern follows. */
static bool compare_open(struct attempt *a, const char *pattern, size_t at, size_t *ret_end)
{
	unsigned number = a->n_captures++;
	size_t end = pattern[1] ? at + 1 : last_end(a, *pattern, at);

	for (; end > at && end <= a->len; end++) {
		if (*pattern == PLACEHOLDER_WORD && is_blank(a->text[end - 1]))
			break;
		if (compare(a, pattern + 1, end, ret_end)) {
			capture(a, number, at, end - at);
			return true;
		}
	}
	a->n_captures = number;
	return false;
}

/* A pattern's last letter and the text behind it are no one word. */
static bool ends_well(const struct attempt *a, const char *pattern, size_t at)
{
	if (a->whole)
		return at == a->len;
	return at == a->len || !is_word(pattern[-1]) || !is_word(a->text[at]);
}

static bool compare(struct attempt *a, const char *pattern, size_t at, size_t *ret_end)
{
	unsigned number = a->n_captures;

	for (; *pattern; pattern++) {
		size_t n = 1;

		if (a->budget == 0 || at >= a->len)
			break;
		a->budget--;
		if (*pattern == PLACEHOLDER_WORD || *pattern == PLACEHOLDER_TEXT) {
			if (compare_open(a, pattern, at, ret_end))
				return true;
			break;
		}
		if (*pattern <= PLACEHOLDER_ADDRESS) {
			n = fixed_len(*pattern, a->text + at, a->len - at);
			if (n == 0)
				break;
			capture(a, a->n_captures++, at, n);
		} else if (*pattern == ' ' && is_blank(a->text[at])) {
			while (at + n < a->len && is_blank(a->text[at + n]))
				n++;
		} else if (tolower((unsigned char)a->text[at]) != *pattern) {
			break;
		}
		at += n;
	}
	if (*pattern == '\0' && ends_well(a, pattern, at)) {
		*ret_end = at;
		return true;
	}
	a->n_captures = number;
	return false;
}

static bool compare_anywhere(struct attempt *a, const struct log_pattern *p)
{
	int first = (unsigned char)p->text[0];
	size_t end;

	for (size_t at = 0; at < a->len; at++) {
		bool inside = at > 0 && is_word((char)first) && is_word(a->text[at - 1]);

		if (first > PLACEHOLDER_ADDRESS && tolower((unsigned char)a->text[at]) != first)
			continue;
		if (!inside && compare(a, p->text, at, &end))
			return true;
		if (p->start)
			return false;
	}
	return false;
}

bool log_pattern_fits(
	const struct log_pattern *p, const char *text, size_t len, struct log_match *ret)
{
	struct attempt a = { .text = text, .len = len, .whole = p->end, .budget = BUDGET };

	if (!compare_anywhere(&a, p))
		return false;
	ret->row = p->row;
	memcpy(ret->captures, a.captures, sizeof(ret->captures));
	return true;
}
