/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EFI 1.1 and Tiano 2.0 compression, for option ROMs that we make: the other way round from
 * tiano.c, which says what the bits mean. Matches are searched in chains of equal hashes, and
 * one byte later before they are taken.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "formats/tiano.h"

#define HEADER      8
#define N_LENGTHS   19
#define N_CHARS     510
#define N_DISTANCES 31
#define CODE_MAX    16
#define BLOCK       32768 /* symbols of a block */
#define MATCH_MIN   3
#define MATCH_MAX   256
#define HASH_BITS   15
#define CHAIN_MAX   256 /* how many places are looked at for a match */
#define NOWHERE     UINT32_MAX

struct code {
	uint32_t count[N_CHARS];
	uint8_t len[N_CHARS];
	uint16_t bits[N_CHARS];
	unsigned n;    /* symbols that there may be */
	unsigned used; /* those that there are */
	unsigned only; /* the only one, when used is 1 */
};

struct symbol {
	uint16_t c;
	uint32_t distance; /* less one; of a match */
};

struct packer {
	struct bytes in;
	enum tiano_kind kind;
	size_t window;
	struct str_buf out;
	uint32_t bits; /* those of the next byte */
	unsigned n_bits;
	struct symbol *block;
	size_t n_block;
	uint32_t *before, *last; /* the place before with the same hash; the last one of a hash */
	struct code chars, distances, lengths;
};

static void put(struct packer *p, unsigned n, uint32_t value)
{
	while (n-- > 0) {
		p->bits = p->bits << 1 | (value >> n & 1);
		if (++p->n_bits == 8) {
			char byte = (char)p->bits;

			str_buf_add_n(&p->out, &byte, 1);
			p->bits = 0;
			p->n_bits = 0;
		}
	}
}

static unsigned rarest(const uint32_t *weight, const bool *live, unsigned n)
{
	unsigned best = n;

	for (unsigned i = 0; i < n; i++)
		if (live[i] && (best == n || weight[i] < weight[best]))
			best = i;
	return best;
}

/* The two rarest nodes become one, until one is left; parent says into which. */
static unsigned build_tree(const uint32_t *count, unsigned n, uint16_t *parent)
{
	uint32_t weight[2 * N_CHARS];
	bool live[2 * N_CHARS];
	unsigned n_live = 0, next = n;

	for (unsigned i = 0; i < n; i++) {
		weight[i] = count[i];
		live[i] = count[i] > 0;
		n_live += live[i];
	}
	for (; n_live > 1; n_live--, next++) {
		weight[next] = 0;
		for (int pick = 0; pick < 2; pick++) {
			unsigned best = rarest(weight, live, next);

			live[best] = false;
			parent[best] = (uint16_t)next;
			weight[next] += weight[best];
		}
		live[next] = true;
	}
	return next - 1;
}

/* Lengths of at most 16 bits: flatter counts make a flatter tree. */
static void make_lengths(struct code *c)
{
	uint16_t parent[2 * N_CHARS];
	uint32_t count[N_CHARS];
	unsigned deepest;

	memcpy(count, c->count, sizeof(count));
	do {
		unsigned root = build_tree(count, c->n, parent);

		deepest = 0;
		for (unsigned i = 0; i < c->n; i++) {
			unsigned depth = 0;

			if (count[i] == 0)
				continue;
			for (unsigned at = i; at != root; at = parent[at])
				depth++;
			c->len[i] = (uint8_t)depth;
			deepest = depth > deepest ? depth : deepest;
			count[i] = (count[i] + 1) / 2;
		}
	} while (deepest > CODE_MAX);
}

static void make_code(struct code *c)
{
	unsigned next = 0;

	c->used = 0;
	c->only = 0;
	memset(c->len, 0, sizeof(c->len));
	for (unsigned i = 0; i < c->n; i++) {
		c->used += c->count[i] > 0;
		if (c->count[i] > 0)
			c->only = i;
	}
	if (c->used < 2)
		return;
	make_lengths(c);
	for (unsigned l = 1; l <= CODE_MAX; l++, next <<= 1)
		for (unsigned i = 0; i < c->n; i++)
			if (c->len[i] == l)
				c->bits[i] = (uint16_t)next++;
}

static void put_symbol(struct packer *p, const struct code *c, unsigned symbol)
{
	/* The only one takes no bits. */
	if (c->used > 1)
		put(p, c->len[symbol], c->bits[symbol]);
}

/* The code of lengths or of distances; behind the length of symbol gap zeros are left out. */
static void put_small(struct packer *p, const struct code *c, unsigned bits, unsigned gap)
{
	unsigned n = c->n;

	if (c->used < 2) {
		put(p, bits, 0);
		put(p, bits, c->only);
		return;
	}
	while (c->len[n - 1] == 0)
		n--;
	put(p, bits, n);
	for (unsigned i = 0; i < n;) {
		unsigned len = c->len[i++];

		if (len < 7)
			put(p, 3, len);
		else
			put(p, len - 3, (1U << (len - 3)) - 2);
		if (i == gap) {
			while (i < 6 && c->len[i] == 0)
				i++;
			put(p, 2, i - gap);
		}
	}
}

/* One symbol of the code of lengths, counted or written. */
static void length_symbol(struct packer *p, bool write, unsigned symbol, unsigned bits, unsigned v)
{
	if (!write) {
		p->lengths.count[symbol]++;
		return;
	}
	put_symbol(p, &p->lengths, symbol);
	put(p, bits, v);
}

static void zero_run(struct packer *p, bool write, unsigned run)
{
	if (run == 19) {
		length_symbol(p, write, 0, 0, 0);
		run = 18;
	}
	if (run >= 20)
		length_symbol(p, write, 2, 9, run - 20);
	else if (run >= 3)
		length_symbol(p, write, 1, 4, run - 3);
	else
		while (run-- > 0)
			length_symbol(p, write, 0, 0, 0);
}

static void char_lengths(struct packer *p, bool write)
{
	const uint8_t *len = p->chars.len;
	unsigned n = N_CHARS, run = 0;

	while (len[n - 1] == 0)
		n--;
	if (write)
		put(p, 9, n);
	for (unsigned i = 0; i < n; i++) {
		if (len[i] == 0) {
			run++;
			continue;
		}
		zero_run(p, write, run);
		run = 0;
		length_symbol(p, write, len[i] + 2U, 0, 0);
	}
}

static void put_chars(struct packer *p)
{
	memset(&p->lengths, 0, sizeof(p->lengths));
	p->lengths.n = N_LENGTHS;
	if (p->chars.used > 1)
		char_lengths(p, /* write= */ false);
	make_code(&p->lengths);
	put_small(p, &p->lengths, 5, 3);
	if (p->chars.used > 1) {
		char_lengths(p, /* write= */ true);
		return;
	}
	put(p, 9, 0);
	put(p, 9, p->chars.only);
}

/* How many bits a distance has: its symbol. */
static unsigned distance_symbol(uint32_t distance)
{
	unsigned n = 0;

	for (; distance; distance >>= 1)
		n++;
	return n;
}

static void put_block(struct packer *p)
{
	memset(&p->chars, 0, sizeof(p->chars));
	memset(&p->distances, 0, sizeof(p->distances));
	p->chars.n = N_CHARS;
	p->distances.n = N_DISTANCES;
	for (size_t i = 0; i < p->n_block; i++) {
		p->chars.count[p->block[i].c]++;
		if (p->block[i].c >= 256)
			p->distances.count[distance_symbol(p->block[i].distance)]++;
	}
	make_code(&p->chars);
	make_code(&p->distances);
	put(p, 16, (uint32_t)p->n_block);
	put_chars(p);
	put_small(p, &p->distances, (unsigned)p->kind, 0);
	for (size_t i = 0; i < p->n_block; i++) {
		const struct symbol *s = &p->block[i];
		unsigned n = distance_symbol(s->distance);

		put_symbol(p, &p->chars, s->c);
		if (s->c < 256)
			continue;
		put_symbol(p, &p->distances, n);
		put(p, n > 1 ? n - 1 : 0, s->distance);
	}
	p->n_block = 0;
}

static void add(struct packer *p, unsigned c, uint32_t distance)
{
	p->block[p->n_block++] = (struct symbol) { .c = (uint16_t)c, .distance = distance };
	if (p->n_block == BLOCK)
		put_block(p);
}

static unsigned hash(const uint8_t *d)
{
	uint32_t v = d[0] | (uint32_t)d[1] << 8 | (uint32_t)d[2] << 16;

	return v * 0x9e3779b1U >> (32 - HASH_BITS);
}

static void remember(struct packer *p, size_t at)
{
	unsigned h;

	if (p->in.size - at < MATCH_MIN)
		return;
	h = hash(p->in.data + at);
	p->before[at] = p->last[h];
	p->last[h] = (uint32_t)at;
}

static size_t common(const uint8_t *a, const uint8_t *b, size_t max)
{
	size_t n = 0;

	while (n < max && a[n] == b[n])
		n++;
	return n;
}

/* The longest match of those bytes, 0 when there is none. */
static size_t find(const struct packer *p, size_t at, uint32_t *ret)
{
	size_t left = p->in.size - at, max = left < MATCH_MAX ? left : MATCH_MAX, best = 0;
	uint32_t from;

	if (left < MATCH_MIN)
		return 0;
	from = p->last[hash(p->in.data + at)];
	for (unsigned i = 0; i < CHAIN_MAX && from != NOWHERE && at - from <= p->window; i++) {
		size_t n = common(p->in.data + from, p->in.data + at, max);

		if (n > best) {
			best = n;
			*ret = (uint32_t)(at - from - 1);
		}
		if (n == max)
			break;
		from = p->before[from];
	}
	return best >= MATCH_MIN ? best : 0;
}

static void pack(struct packer *p)
{
	uint32_t distance = 0, next_distance = 0;
	size_t n = 0, at = 0, next;

	while (at < p->in.size) {
		n = n ? n : find(p, at, &distance);
		remember(p, at);
		next = n && at + 1 < p->in.size ? find(p, at + 1, &next_distance) : 0;
		if (n == 0 || next > n) {
			add(p, p->in.data[at++], 0);
			n = next;
			distance = next_distance;
			continue;
		}
		add(p, (unsigned)n + 256 - MATCH_MIN, distance);
		while (--n > 0)
			remember(p, ++at);
		at++;
	}
	if (p->n_block > 0)
		put_block(p);
	/* The last byte is filled up with zeros. */
	put(p, 7, 0);
}

static void put32(uint8_t *at, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (uint8_t)(v >> (8 * i));
}

int tiano_pack(struct bytes plain, enum tiano_kind kind, uint8_t **ret, size_t *ret_size)
{
	struct packer p = { .in = plain, .kind = kind };
	static const char header[HEADER];
	size_t last_size = sizeof(uint32_t) << HASH_BITS;
	int r = -ENOMEM;

	if (plain.size >= NOWHERE)
		return -EFBIG;
	/* What the number of distance codes can say: 4 bits, 14 of them; and as edk2 does. */
	p.window = (size_t)1 << (kind == TIANO_EFI ? 13 : 19);
	p.block = calloc(BLOCK, sizeof(*p.block));
	p.before = calloc(plain.size + 1, sizeof(*p.before));
	p.last = malloc(last_size);
	if (p.block && p.before && p.last) {
		memset(p.last, 0xff, last_size);
		str_buf_add_n(&p.out, header, HEADER);
		pack(&p);
		r = p.out.failed ? -ENOMEM : 0;
	}
	free(p.block);
	free(p.before);
	free(p.last);
	if (r == 0) {
		*ret_size = p.out.len;
		*ret = (uint8_t *)str_buf_take(&p.out);
		put32(*ret, (uint32_t)(*ret_size - HEADER));
		put32(*ret + 4, (uint32_t)plain.size);
	}
	str_buf_done(&p.out);
	return r;
}
