/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which diagnosis is a line of a log? A glance at some of its letters tells most lines that
 * are none. In the others one pass of an Aho-Corasick automaton finds a literal piece of a
 * pattern, then log-pattern.c compares the whole of it. The tables come from
 * data/diagnoses.conf, what they mean is in model/diagnosis.c.
 */
#include "formats/log-match.h"

#include "formats/log-match-rows.h"
#include "formats/log-pattern.h"

#define FOUND_END 0xffff

/* A key has so many blocks, and one of as many that stand next to each other is looked at. */
#define KEY_BLOCKS (LOG_MATCH_KEY - LOG_MATCH_BLOCK + 1)

/* At which letters of a key the block at p may be: a bit for each. Capitals do not count. */
static unsigned block_in_key(const char *p)
{
	uint32_t v = (uint32_t)(unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8 |
		     (uint32_t)(unsigned char)p[2] << 16;

	return blocks[(v | 0x202020) * UINT32_C(0x9e3779b1) >> 20];
}

/* The first and the last block of a key are where they have to be. */
static bool is_key(const char *p)
{
	return block_in_key(p) & 1 && block_in_key(p + KEY_BLOCKS - 1) >> (KEY_BLOCKS - 1) & 1;
}

/*
 * Whether a word of some pattern may be in it. Most lines hold none, and this tells by a
 * third of their blocks, none of which waits for another, as the states below do.
 */
static bool may_match(const char *text, size_t len)
{
	for (size_t at = 0; at + LOG_MATCH_BLOCK <= len; at += KEY_BLOCKS) {
		unsigned places = block_in_key(text + at);

		for (size_t n = 0; places; n++, places >>= 1)
			if (places & 1 && n <= at && at - n + LOG_MATCH_KEY <= len &&
				is_key(text + at - n))
				return true;
	}
	return false;
}

bool log_match(const char *text, size_t len, struct log_match *ret)
{
	uint64_t tried[LOG_MATCH_PATTERNS / 64 + 1] = { 0 };
	unsigned state = 0, best = 0;

	if (!may_match(text, len))
		return false;
	for (size_t i = 0; i < len; i++) {
		state = next[state][classes[(unsigned char)text[i]]];
		if (state < LOG_MATCH_FOUND)
			continue;
		for (const uint16_t *f = &found[found_at[state - LOG_MATCH_FOUND]]; *f != FOUND_END;
			f++) {
			const struct log_pattern *p = &log_patterns[*f];
			bool again = tried[*f / 64] >> *f % 64 & 1;

			tried[*f / 64] |= UINT64_C(1) << *f % 64;
			if (!again && p->weight > best && log_pattern_fits(p, text, len, ret))
				best = p->weight;
		}
	}
	return best > 0;
}
