/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libbrotlidec: Brotli, which some firmware of edk2's has instead of LZMA.
 */
#include "ext/ext-brotli.h"

#include <brotli/decode.h>
#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "ext/ext-load.h"

static struct {
	__typeof__(BrotliDecoderCreateInstance) *create;
	__typeof__(BrotliDecoderDecompressStream) *decode;
	__typeof__(BrotliDecoderDestroyInstance) *destroy;
} lib;

static const struct load_symbol symbols[] = {
	{ "BrotliDecoderCreateInstance", &lib.create },
	{ "BrotliDecoderDecompressStream", &lib.decode },
	{ "BrotliDecoderDestroyInstance", &lib.destroy },
	{ NULL, NULL },
};

static struct load_library library = {
	.files = { "libbrotlidec.so.1" },
	.symbols = symbols,
	.title = "libbrotli",
	.cannot = "cannot unpack",
	.advice = "install libbrotli",
};

int ext_brotli_open(struct err *err)
{
	return load_library(&library, err);
}

struct output {
	uint8_t *buf;
	size_t size, cap, max;
};

static int grow(struct output *o)
{
	size_t cap = o->cap ? o->cap * 2 : 65536;
	uint8_t *grown;

	if (o->cap >= o->max)
		return -EFBIG;
	if (cap > o->max)
		cap = o->max;
	grown = realloc(o->buf, cap);
	if (!grown)
		return -ENOMEM;
	o->buf = grown;
	o->cap = cap;
	return 0;
}

static int decode(BrotliDecoderState *state, struct bytes in, struct output *o)
{
	BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
	const uint8_t *next_in = in.data;
	size_t left = in.size;

	while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
		int r = grow(o);
		uint8_t *next;
		size_t space;

		if (r < 0)
			return r;
		next = o->buf + o->size;
		space = o->cap - o->size;
		result = lib.decode(state, &left, &next_in, &space, &next, NULL);
		o->size = o->cap - space;
	}
	return result == BROTLI_DECODER_RESULT_SUCCESS && o->size > 0 ? 0 : -EINVAL;
}

int ext_brotli_unpack(struct bytes in, size_t max, struct bytes *ret, struct err *err)
{
	struct output o = { .max = max };
	BrotliDecoderState *state;
	int r = ext_brotli_open(err);

	if (r < 0)
		return r;
	state = lib.create(NULL, NULL, NULL);
	if (!state)
		return err_oom(err);
	r = decode(state, in, &o);
	lib.destroy(state);
	if (r < 0) {
		free(o.buf);
		return err_sys(err, -r, "cannot unpack Brotli");
	}
	*ret = bytes_of(o.buf, o.size);
	return 0;
}
