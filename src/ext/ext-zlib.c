/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zlib: what is in a gzip file (the kernel's /proc/config.gz) or a zlib stream. It is opened
 * at first use: most commands have none to read.
 */
#include "ext/ext-zlib.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/mem.h"
#include "ext/ext-load.h"

#define GZIP_WINDOW (15 + 32) /* the largest window; with a header of gzip or zlib */

static struct {
	__typeof__(inflateInit2_) *init;
	__typeof__(inflate) *inflate;
	__typeof__(inflateEnd) *end;
} z;

static const struct load_symbol symbols[] = {
	{ "inflateInit2_", &z.init },
	{ "inflate", &z.inflate },
	{ "inflateEnd", &z.end },
	{ NULL, NULL },
};

static struct load_library library = {
	.files = { "libz.so.1" },
	.symbols = symbols,
	.title = "zlib",
	.cannot = "cannot unpack",
	.advice = "install zlib",
};

/* Makes room for more; the last byte stays free for the 0. */
static int grow(z_stream *s, char **buf, size_t *cap, size_t max)
{
	size_t size = s->total_out, wanted = *cap ? *cap * 2 : 65536;
	char *grown;

	if (size > max)
		return -EFBIG;
	if (wanted > max + 2)
		wanted = max + 2;
	grown = realloc(*buf, wanted);
	if (!grown)
		return -ENOMEM;
	*buf = grown;
	*cap = wanted;
	s->next_out = (Bytef *)grown + size;
	s->avail_out = (uInt)(wanted - 1 - size);
	return 0;
}

static int unpack(z_stream *s, size_t max, char **buf)
{
	size_t cap = 0;
	int r = Z_OK;

	while (r == Z_OK) {
		if (s->avail_out == 0) {
			int grown = grow(s, buf, &cap, max);

			if (grown < 0)
				return grown;
		}
		r = z.inflate(s, Z_NO_FLUSH);
	}
	if (r == Z_MEM_ERROR)
		return -ENOMEM;
	return r == Z_STREAM_END && s->total_out <= max ? 0 : r == Z_STREAM_END ? -EFBIG : -EINVAL;
}

int ext_zlib_gunzip(struct bytes gzip, size_t max, char **ret, size_t *ret_size, struct err *err)
{
	_cleanup_free_ char *buf = NULL;
	z_stream s = { 0 };
	int r = load_library(&library, err);

	if (r < 0)
		return r;
	if (gzip.size > UINT_MAX || max > UINT_MAX / 2)
		return err_sys(err, EFBIG, "cannot unpack so much");
	/* zlib's interface is older than const. */
	s.next_in = (Bytef *)(uintptr_t)gzip.data;
	s.avail_in = (uInt)gzip.size;
	if (z.init(&s, GZIP_WINDOW, ZLIB_VERSION, (int)sizeof(s)) != Z_OK)
		return err_oom(err);
	r = unpack(&s, max, &buf);
	(void)z.end(&s);
	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0)
		return err_sys(err, -r, r == -EFBIG ? "too much is packed in it" : "no whole gzip");
	buf[s.total_out] = '\0';
	*ret_size = s.total_out;
	*ret = TAKE_PTR(buf);
	return 0;
}
