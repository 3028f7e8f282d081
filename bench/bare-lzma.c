/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The least that anybody must do to see what is in a firmware: liblzma alone over its packed
 * streams, one thread, nothing looked at. Each file named is one stream with its header of 13
 * bytes. Prints nanoseconds, wall and CPU, of reading and decoding; "x86" in front of a name
 * adds the filter.
 */
#include <lzma.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HEADER 13

static uint64_t now(clockid_t clock)
{
	struct timespec t;

	(void)clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int decode(const uint8_t *in, size_t size, int x86)
{
	lzma_options_lzma o = { .lc = in[0] % 9, .lp = in[0] / 9 % 5, .pb = in[0] / 45 };
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_filter filters[3] = { { 0 } };
	uint64_t length;
	uint32_t dict;
	uint8_t *out;
	int n = 0, ok;

	memcpy(&dict, in + 1, 4);
	memcpy(&length, in + 5, 8);
	o.dict_size = dict > length ? (uint32_t)length : dict;
	if (o.dict_size < 4096)
		o.dict_size = 4096;
	if (x86)
		filters[n++].id = LZMA_FILTER_X86;
	filters[n].id = x86 ? LZMA_FILTER_LZMA1EXT : LZMA_FILTER_LZMA1;
	filters[n++].options = &o;
	o.ext_flags = LZMA_LZMA1EXT_ALLOW_EOPM;
	lzma_set_ext_size(o, length);
	filters[n].id = LZMA_VLI_UNKNOWN;
	out = malloc(length);
	if (!out || lzma_raw_decoder(&s, filters) != LZMA_OK)
		return 0;
	s.next_in = in + HEADER;
	s.avail_in = size - HEADER;
	s.next_out = out;
	s.avail_out = length;
	while (s.avail_out > 0 && lzma_code(&s, LZMA_FINISH) == LZMA_OK)
		continue;
	ok = s.avail_out == 0;
	lzma_end(&s);
	free(out);
	return ok;
}

static int one(const char *path, int x86)
{
	FILE *f = fopen(path, "rb");
	uint8_t *in = NULL;
	long size = -1;
	int ok;

	if (f && fseek(f, 0, SEEK_END) == 0)
		size = ftell(f);
	if (size > HEADER)
		in = malloc((size_t)size);
	if (in)
		rewind(f);
	ok = in && fread(in, 1, (size_t)size, f) == (size_t)size && decode(in, (size_t)size, x86);
	if (!ok)
		(void)fprintf(stderr, "bare-lzma: cannot decode %s\n", path);
	free(in);
	if (f)
		(void)fclose(f);
	return ok;
}

int main(int argc, char **argv)
{
	uint64_t wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	int x86 = 0;

	for (int i = 1; i < argc; i++) {
		x86 = strcmp(argv[i], "x86") == 0;
		i += x86;
		if (i < argc && !one(argv[i], x86))
			return 1;
	}
	(void)printf("%llu %llu\n", (unsigned long long)(now(CLOCK_MONOTONIC) - wall),
		(unsigned long long)(now(CLOCK_PROCESS_CPUTIME_ID) - cpu));
	return 0;
}
