/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the rom commands read a firmware image: the file here, what is in it by a child that is
 * locked in. formats/ knows no library, so what unpacks comes from here.
 */
#include "cli/rom-work.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/run-bytes.h"
#include "cli/rom-ahead.h"
#include "ext/ext-archive.h"
#include "ext/ext-brotli.h"
#include "ext/ext-lzma.h"
#include "ext/ext-nettle.h"
#include "ext/ext-seccomp.h"
#include "ext/ext-zlib.h"

/* Flash chips have up to 64 MiB; downloads hold a few of them. */
#define FILE_MAX ((size_t)256 << 20)

#define MEMBERS_MAX 20000 /* of one archive, folders included */

/* The largest real image takes a second and 100 MiB. */
static const struct run_limits usual_limits = {
	.timeout_ms = 120000,
	.cpu_s = 60,
	.memory = (size_t)2 << 30,
	.answer = (size_t)192 << 20,
};

int rom_read(const char *path, struct root_file *ret, struct err *err)
{
	_cleanup_(root_file_done) struct root_file f = { 0 };
	int r = root_user_read(path, FILE_MAX, &f, err);

	if (r < 0)
		return r;
	if (f.size == 0)
		return err_set(err, EINVAL, "%s is empty", path);
	*ret = f;
	f = (struct root_file) { 0 };
	return 0;
}

struct job {
	struct bytes image;
	struct efi_scan_wish wish;
	struct rom_ahead ahead;
};

static void enter(void *arg, struct bytes b)
{
	struct job *job = arg;

	rom_ahead_enter(&job->ahead, b);
}

static void leave(void *arg)
{
	struct job *job = arg;

	rom_ahead_left(&job->ahead);
}

static int unpack(
	void *arg, enum efi_packing packing, struct bytes in, size_t max, struct bytes *ret)
{
	bool x86 = packing == EFI_PACKING_LZMA_X86;
	struct job *job = arg;
	struct err err;
	size_t size;
	char *text;
	int r;

	switch (packing) {
	case EFI_PACKING_LZMA:
	case EFI_PACKING_LZMA_X86:
		if (!rom_ahead_take(&job->ahead, in, x86, ret, &r))
			return ext_lzma_unpack(in, x86, max, ret, &err);
		if (r == 0 && ret->size > max) {
			free((void *)(uintptr_t)ret->data);
			return -EFBIG;
		}
		return r;
	case EFI_PACKING_BROTLI:
		return ext_brotli_unpack(in, max, ret, &err);
	case EFI_PACKING_ZLIB:
	case EFI_PACKING_GZIP:
		r = ext_zlib_gunzip(in, max, &text, &size, &err);
		if (r == 0)
			*ret = bytes_of(text, size);
		return r;
	}
	return -ENOTSUP;
}

static int open_archive(void *arg, struct bytes archive, size_t max, const struct efi_sink *sink)
{
	const struct archive_sink to = { .arg = sink->arg, .member = sink->member };
	const struct archive_limits limits = { .file = max, .entries = MEMBERS_MAX };

	(void)arg;
	return ext_archive_each(archive, &limits, &to);
}

/* Files cannot be opened later: the libraries first. One that is missing shows at its use. */
static bool open_libraries(struct bytes image)
{
	size_t size;
	char *text;
	struct efi_image form;
	struct err ignored;

	(void)ext_lzma_open(&ignored);
	(void)ext_brotli_open(&ignored);
	/* It brings a dozen others along, and a bare image needs none of them. */
	efi_image_detect(image, &form);
	if (form.container != EFI_CONTAINER_NONE)
		(void)ext_archive_open(&ignored);
	/* In archives are names in all kinds of letters, and what is shown is UTF-8. */
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	(void)ext_zlib_gunzip(bytes_of("", 0), 1, &text, &size, &ignored);
	return ext_nettle_open(&ignored) == 0;
}

static int scan_in_child(void *arg, int out, struct str_buf *answer, struct err *err)
{
	struct efi_scan scan = { 0 };
	struct job *job = arg;
	int r;

	job->wish.unpack = unpack;
	job->wish.open = open_archive;
	job->wish.enter = enter;
	job->wish.leave = leave;
	job->wish.arg = job;
	job->wish.sha256 = open_libraries(job->image) ? ext_nettle_sha256 : NULL;
	rom_ahead_start(&job->ahead);
	r = ext_seccomp_enter(out, err);
	if (r < 0)
		return r;
	r = efi_scan(job->image, &job->wish, &efi_limits, &scan);
	rom_ahead_stop(&job->ahead);
	if (r < 0)
		return err_sys(err, -r, "cannot read the image");
	efi_scan_write(&scan, answer);
	efi_scan_done(&scan);
	return 0;
}

int rom_scan(const struct root_file *file, const char *path, const struct efi_scan_wish *wish,
	struct efi_scan *ret, struct err *err)
{
	struct run_limits limits = usual_limits;
	struct job job = { .image = bytes_of(file->text, file->size), .wish = *wish };
	_cleanup_(root_file_done) struct root_file answer = { 0 };
	_cleanup_free_ char *what = str_printf("reading %s", path);
	int r;

	if (!what)
		return err_oom(err);
	limits.what = what;
	r = run_for_bytes(scan_in_child, &job, &limits, &answer, err);
	if (r < 0)
		return r;
	r = efi_scan_read(bytes_of(answer.text, answer.size), ret);
	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0)
		return err_set(err, EIO, "%s gave an answer that makes no sense: stopped", what);
	return 0;
}

void rom_pattern_done(struct rom_pattern *p)
{
	free(p->utf8);
	free(p->utf16);
	*p = (struct rom_pattern) { 0 };
}

static int parse_hex(const char *text, struct rom_pattern *p, struct err *err)
{
	size_t n = strlen(text) / 2;

	if (n == 0 || strlen(text) % 2 != 0)
		return err_set(err, EINVAL, "0x%s is not a number of whole bytes", text);
	p->utf8 = malloc(n);
	if (!p->utf8)
		return err_oom(err);
	for (size_t i = 0; i < n; i++) {
		char two[3] = { text[2 * i], text[2 * i + 1], '\0' };
		uint64_t v;

		if (str_to_u64(two, 16, UINT8_MAX, &v) < 0)
			return err_set(err, EINVAL, "0x%s is not hexadecimal", text);
		p->utf8[i] = (uint8_t)v;
	}
	p->patterns[0] = bytes_of(p->utf8, n);
	return 0;
}

/* One letter of UTF-8; its code, or 0 when it is none that UTF-16 has in one unit. */
static uint32_t next_letter(const uint8_t **s)
{
	uint32_t c = *(*s)++;
	unsigned more = c >= 0xe0 ? 2 : 1;

	if (c < 0x80)
		return c;
	if (c < 0xc2 || c >= 0xf0)
		return 0;
	c &= more == 2 ? 0x0f : 0x1f;
	for (; more > 0; more--) {
		if ((**s & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (*(*s)++ & 0x3f);
	}
	return c;
}

static int parse_text(const char *text, struct rom_pattern *p, struct err *err)
{
	const uint8_t *s;
	size_t n = 0;

	p->utf8 = (uint8_t *)strdup(text);
	p->utf16 = malloc(2 * strlen(text) + 2);
	if (!p->utf8 || !p->utf16)
		return err_oom(err);
	p->patterns[0] = bytes_of(p->utf8, strlen(text));
	for (s = p->utf8; *s;) {
		uint32_t c = next_letter(&s);

		if (c == 0)
			return 0;
		p->utf16[n++] = (uint8_t)c;
		p->utf16[n++] = (uint8_t)(c >> 8);
	}
	p->patterns[1] = bytes_of(p->utf16, n);
	return 0;
}

int rom_pattern_parse(const char *text, struct rom_pattern *ret, struct err *err)
{
	_cleanup_(rom_pattern_done) struct rom_pattern p = { 0 };
	int r;

	if (!text[0])
		return err_set(err, EINVAL, "there is nothing to search for");
	r = strncmp(text, "0x", 2) == 0 ? parse_hex(text + 2, &p, err) : parse_text(text, &p, err);
	if (r < 0)
		return r;
	*ret = p;
	p = (struct rom_pattern) { 0 };
	return 0;
}
