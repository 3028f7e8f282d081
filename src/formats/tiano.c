/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EFI 1.1 and Tiano 2.0 decompression. The checks are those whose lack made CVE-2017-5731 to
 * CVE-2017-5735 in edk2: code lengths, codes that are no prefix code, counts, distances.
 */
#include "formats/tiano.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define HEADER     8
#define N_LENGTHS  19  /* symbols of the code that packs code lengths */
#define N_CHARS    510 /* 256 bytes and the match lengths 3 to 256 */
#define N_DISTANCE 31
#define CODE_MAX   16 /* bits of a code */
#define QUICK_BITS 10 /* codes this short are found in one look */

/* Canonical Huffman codes: by length, then by symbol. */
struct code {
	bool single;     /* only one symbol, which takes no bits */
	uint16_t symbol; /* that one */
	uint16_t count[CODE_MAX + 1];
	uint16_t symbols[N_CHARS];
	uint16_t quick[1 << QUICK_BITS]; /* symbol << 4 | length; 0: a longer code */
};

struct reader {
	struct bytes in;
	size_t pos;
	uint64_t bits;   /* the next ones, from the top */
	unsigned n_bits; /* how many of them are there */
	unsigned behind; /* how many of those are zeros from behind the end */
};

struct unpacker {
	struct reader r;
	enum tiano_kind kind;
	struct code lengths, chars, distances;
};

/* Behind the end there are zeros, as for edk2; that they were used is seen by overrun(). */
static void fill(struct reader *r)
{
	while (r->n_bits <= 56) {
		uint64_t byte = 0;

		if (r->pos < r->in.size)
			byte = r->in.data[r->pos++];
		else
			r->behind += 8;
		r->bits |= byte << (56 - r->n_bits);
		r->n_bits += 8;
	}
}

static bool overrun(const struct reader *r)
{
	return r->behind > r->n_bits;
}

static uint32_t peek(struct reader *r, unsigned n)
{
	if (r->n_bits < n)
		fill(r);
	return n ? (uint32_t)(r->bits >> (64 - n)) : 0;
}

static void skip(struct reader *r, unsigned n)
{
	r->bits <<= n;
	r->n_bits -= n;
}

/* n is at most 32. */
static uint32_t take(struct reader *r, unsigned n)
{
	uint32_t v = peek(r, n);

	skip(r, n);
	return v;
}

static void fill_quick(struct code *c, unsigned code, unsigned len, uint16_t symbol)
{
	unsigned first = code << (QUICK_BITS - len), n = 1U << (QUICK_BITS - len);

	for (unsigned i = 0; i < n; i++)
		c->quick[first + i] = (uint16_t)(symbol << 4 | len);
}

/* Every bit pattern must be one code's start, and only one's. */
static int make_code(struct code *c, const uint8_t *len, unsigned n)
{
	unsigned next[CODE_MAX + 2] = { 0 }, place[CODE_MAX + 2] = { 0 };
	uint32_t used = 0;

	c->single = false;
	memset(c->count, 0, sizeof(c->count));
	memset(c->quick, 0, sizeof(c->quick));
	for (unsigned i = 0; i < n; i++)
		c->count[len[i]]++;
	c->count[0] = 0;
	for (unsigned l = 1; l <= CODE_MAX; l++) {
		used += (uint32_t)c->count[l] << (CODE_MAX - l);
		next[l + 1] = (next[l] + c->count[l]) << 1;
		place[l + 1] = place[l] + c->count[l];
	}
	if (used != 1U << CODE_MAX)
		return -EINVAL;
	for (unsigned i = 0; i < n; i++) {
		unsigned l = len[i];

		if (l == 0)
			continue;
		c->symbols[place[l]++] = (uint16_t)i;
		if (l <= QUICK_BITS)
			fill_quick(c, next[l], l, (uint16_t)i);
		next[l]++;
	}
	return 0;
}

static unsigned slow_symbol(struct reader *r, const struct code *c)
{
	uint32_t bits = peek(r, CODE_MAX);
	unsigned first = 0, index = 0;

	for (unsigned l = 1; l <= CODE_MAX; l++) {
		unsigned code = bits >> (CODE_MAX - l);

		if (code - first < c->count[l]) {
			skip(r, l);
			return c->symbols[index + code - first];
		}
		index += c->count[l];
		first = (first + c->count[l]) << 1;
	}
	/* make_code() lets no pattern be without a symbol. */
	return 0;
}

static unsigned symbol(struct reader *r, const struct code *c)
{
	unsigned quick;

	if (c->single)
		return c->symbol;
	quick = c->quick[peek(r, QUICK_BITS)];
	if (!quick)
		return slow_symbol(r, c);
	skip(r, quick & 0xf);
	return quick >> 4;
}

static int single_code(struct code *c, unsigned s, unsigned n)
{
	c->single = true;
	c->symbol = (uint16_t)s;
	return s < n ? 0 : -EINVAL;
}

/* A length over 6 is written as 7 and a 1 for each step more. */
static int read_length(struct reader *r, uint8_t *ret)
{
	unsigned len = take(r, 3);

	if (len == 7) {
		while (len <= CODE_MAX && take(r, 1))
			len++;
		if (len > CODE_MAX)
			return -EINVAL;
	}
	*ret = (uint8_t)len;
	return 0;
}

/* The code of lengths or of distances; behind the length of symbol gap zeros may be left out. */
static int read_small(struct reader *r, struct code *c, unsigned n, unsigned bits, unsigned gap)
{
	uint8_t len[N_DISTANCE] = { 0 };
	unsigned count = take(r, bits), i = 0;

	if (count == 0)
		return single_code(c, take(r, bits), n);
	if (count > n)
		return -EINVAL;
	while (i < count) {
		if (read_length(r, &len[i++]) < 0)
			return -EINVAL;
		if (i == gap)
			i += take(r, 2);
	}
	return i <= n ? make_code(c, len, n) : -EINVAL;
}

static unsigned zero_run(struct reader *r, unsigned s)
{
	if (s == 0)
		return 1;
	return s == 1 ? take(r, 4) + 3 : take(r, 9) + 20;
}

static int read_chars(struct unpacker *u)
{
	struct reader *r = &u->r;
	uint8_t len[N_CHARS] = { 0 };
	unsigned count = take(r, 9), i = 0;

	if (count == 0)
		return single_code(&u->chars, take(r, 9), N_CHARS);
	if (count > N_CHARS)
		return -EINVAL;
	while (i < count) {
		unsigned s = symbol(r, &u->lengths);

		if (s > 2)
			len[i++] = (uint8_t)(s - 2);
		else
			i += zero_run(r, s);
	}
	return i <= N_CHARS ? make_code(&u->chars, len, N_CHARS) : -EINVAL;
}

/* How many symbols the block has; 0 when it is broken. */
static unsigned read_block(struct unpacker *u)
{
	unsigned n = take(&u->r, 16);

	if (read_small(&u->r, &u->lengths, N_LENGTHS, 5, 3) < 0 || read_chars(u) < 0 ||
		read_small(&u->r, &u->distances, N_DISTANCE, (unsigned)u->kind, 0) < 0)
		return 0;
	return overrun(&u->r) ? 0 : n ? n : 65536;
}

static size_t read_distance(struct unpacker *u)
{
	unsigned p = symbol(&u->r, &u->distances);

	return p <= 1 ? p : ((size_t)1 << (p - 1)) + take(&u->r, p - 1);
}

int tiano_size(struct bytes packed, size_t *ret)
{
	uint32_t packed_size, size;

	if (!bytes_u32(packed, 0, &packed_size) || !bytes_u32(packed, 4, &size))
		return -EINVAL;
	if (packed_size > packed.size - HEADER)
		return -EINVAL;
	*ret = size;
	return 0;
}

static int unpack(struct unpacker *u, uint8_t *out, size_t size)
{
	size_t done = 0, back;
	unsigned left = 0;

	while (done < size) {
		unsigned s;

		if (left == 0)
			left = read_block(u);
		if (left == 0)
			return -EINVAL;
		left--;
		s = symbol(&u->r, &u->chars);
		if (s < 256) {
			out[done++] = (uint8_t)s;
		} else {
			back = read_distance(u) + 1;
			if (back > done)
				return -EINVAL;
			for (unsigned n = s - 253; n > 0 && done < size; n--, done++)
				out[done] = out[done - back];
		}
		if (overrun(&u->r))
			return -EINVAL;
	}
	return 0;
}

int tiano_unpack(struct bytes packed, enum tiano_kind kind, uint8_t *out, size_t out_size)
{
	struct unpacker u = { .kind = kind };
	uint32_t packed_size;
	size_t size;

	if (tiano_size(packed, &size) < 0 || size > out_size)
		return -EINVAL;
	(void)bytes_u32(packed, 0, &packed_size);
	u.r.in = bytes_slice(packed, HEADER, packed_size);
	return unpack(&u, out, size);
}
