/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * liblzma: LZMA as firmware has it. The raw decoder, because the one for .lzma files refuses
 * headers that firmware has, such as one that asks for a dictionary of 4 GiB.
 */
#include "ext/ext-lzma.h"

#include <errno.h>
#include <lzma.h>
#include <stdlib.h>

#include "base/mem.h"
#include "ext/ext-load.h"

#define HEADER     13
#define PROPS_MAX  (9 * 5 * 5)
#define DICT_MIN   4096
#define FILTERS    3
#define EXT_UNPACK 0x01 /* LZMA_LZMA1EXT_ALLOW_EOPM of liblzma 5.4 */

static struct {
	__typeof__(lzma_raw_decoder) *decoder;
	__typeof__(lzma_code) *code;
	__typeof__(lzma_end) *end;
} lib;

static const struct load_symbol symbols[] = {
	{ "lzma_raw_decoder", &lib.decoder },
	{ "lzma_code", &lib.code },
	{ "lzma_end", &lib.end },
	{ NULL, NULL },
};

static struct load_library library = {
	.files = { "liblzma.so.5" },
	.symbols = symbols,
	.title = "liblzma",
	.cannot = "cannot unpack",
	.advice = "install liblzma",
};

int ext_lzma_open(struct err *err)
{
	return load_library(&library, err);
}

static int read_header(struct bytes in, size_t max, lzma_options_lzma *o, uint64_t *ret_size)
{
	uint8_t props;
	uint32_t dict;
	uint64_t size;

	if (in.size <= HEADER || !bytes_u8(in, 0, &props) || props >= PROPS_MAX)
		return -EINVAL;
	(void)bytes_u32(in, 1, &dict);
	(void)bytes_u64(in, 5, &size);
	if (size == 0)
		return -EINVAL;
	if (size > max)
		return -EFBIG;
	/* Nothing lies further back than the start: a larger dictionary is never used. */
	if (dict > size)
		dict = (uint32_t)size;
	o->dict_size = dict < DICT_MIN ? DICT_MIN : dict;
	o->lc = props % 9;
	o->lp = props / 9 % 5;
	o->pb = props / 9 / 5;
	*ret_size = size;
	return 0;
}

/* Which filters; false when this liblzma has none for x86 that know where the data ends. */
static bool set_filters(lzma_filter f[FILTERS], lzma_options_lzma *o, bool x86, uint64_t size)
{
	size_t n = 0;

	if (x86)
		f[n++] = (lzma_filter) { .id = LZMA_FILTER_X86 };
	f[n++] = (lzma_filter) { .id = LZMA_FILTER_LZMA1, .options = o };
	f[n] = (lzma_filter) { .id = LZMA_VLI_UNKNOWN };
	if (!x86)
		return true;
#ifdef LZMA_FILTER_LZMA1EXT
	f[n - 1].id = LZMA_FILTER_LZMA1EXT;
	o->ext_flags = EXT_UNPACK;
	lzma_set_ext_size(*o, size);
	return true;
#else
	(void)size;
	return false;
#endif
}

static int decode(lzma_stream *s)
{
	lzma_ret r = LZMA_OK;

	while (r == LZMA_OK && s->avail_out > 0)
		r = lib.code(s, LZMA_FINISH);
	if (s->avail_out == 0)
		return 0;
	return r == LZMA_MEM_ERROR ? -ENOMEM : -EINVAL;
}

static int unpack(struct bytes in, bool x86, size_t max, struct bytes *ret)
{
	lzma_options_lzma options = { .preset_dict = NULL };
	lzma_stream s = LZMA_STREAM_INIT;
	_cleanup_free_ uint8_t *out = NULL;
	lzma_filter filters[FILTERS];
	uint64_t size;
	int r = read_header(in, max, &options, &size);
	lzma_ret made;

	if (r < 0)
		return r;
	if (!set_filters(filters, &options, x86, size))
		return -ENOTSUP;
	out = malloc((size_t)size);
	if (!out)
		return -ENOMEM;
	made = lib.decoder(&s, filters);
	if (made == LZMA_OPTIONS_ERROR)
		return x86 ? -ENOTSUP : -EINVAL;
	if (made != LZMA_OK)
		return -ENOMEM;
	s.next_in = in.data + HEADER;
	s.avail_in = in.size - HEADER;
	s.next_out = out;
	s.avail_out = (size_t)size;
	r = decode(&s);
	lib.end(&s);
	if (r < 0)
		return r;
	*ret = bytes_of(TAKE_PTR(out), (size_t)size);
	return 0;
}

int ext_lzma_unpack(struct bytes in, bool x86, size_t max, struct bytes *ret, struct err *err)
{
	int r = ext_lzma_open(err);

	if (r < 0)
		return r;
	r = unpack(in, x86, max, ret);
	return r < 0 ? err_sys(err, -r, "cannot unpack LZMA") : 0;
}
