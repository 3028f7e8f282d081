/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files in files, as firmware is downloaded: archives, programs that unpack themselves, and
 * archives in those. Whoever asked for the walk opens them; what a vendor made up is in
 * efi-vendor.c, and what is in the end a firmware image goes to efi-volume.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/efi-pe.h"
#include "formats/efi-walk.h"

#define TRIES 8 /* places in a program that look like the start of an archive, of each kind */

/* Between the walk and its members. */
struct opening {
	struct efi_walk *w;
	const struct efi_span *s;
	size_t n;
	int r; /* what ended it, if something of ours did */
};

static const char *why_not(int r)
{
	switch (r) {
	case -EACCES:
		return "this is protected by a password: unpack it with that first";
	case -EFBIG:
		return "this is larger than what is allowed: skipped";
	case -ENOTSUP:
		return "libarchive, which opens this, is not there: skipped";
	case -EIO:
		return "this is broken or cut short: the rest of it is missing";
	default:
		return "this cannot be opened: skipped";
	}
}

static int over_limit(struct efi_walk *w, const struct efi_span *s, const char *text)
{
	int r = efi_walk_trouble(w, s, 0, text);

	return r < 0 ? r : -E2BIG;
}

int efi_walk_member(
	struct efi_walk *w, const struct efi_span *s, const char *name, struct bytes b, int r)
{
	struct efi_node node = { .kind = EFI_MEMBER, .flags = EFI_FLAG_PACKED, .size = b.size };
	struct efi_span in;
	int code;

	if (w->members++ >= w->limits.members)
		return over_limit(w, s, "too many files: gave up here");
	if (b.size > w->limits.total - w->total)
		return over_limit(w, s, "more is packed in this than is allowed: gave up here");
	w->total += b.size;
	code = efi_walk_node(w, s, 0, &node);
	if (code == 0)
		code = w->ops->name(w->ops->arg, node.id, name, r == -EACCES);
	in = (struct efi_span) {
		.b = b, .parent = node.id, .depth = s->depth + 1, .flags = EFI_FLAG_PACKED
	};
	if (code == 0 && r < 0)
		code = efi_walk_trouble(w, &in, b.size, why_not(r));
	if (code == 0 && in.depth >= w->limits.depth)
		return efi_walk_trouble(w, &in, 0, "packed too deep: not looked into");
	if (code < 0 || b.size == 0)
		return code;
	code = w->ops->buffer(w->ops->arg, node.id, b);
	return code < 0 ? code : efi_walk_file(w, &in, &node);
}

static int member(void *arg, const char *name, struct bytes b, int r)
{
	struct opening *o = arg;

	o->n++;
	o->r = efi_walk_member(o->w, o->s, name, b, r);
	return o->r;
}

/* 0 or what ends the walk. *ret_why: 0, or what whoever opens it says; *n: members. */
static int try_open(
	struct efi_walk *w, const struct efi_span *s, struct bytes b, size_t *n, int *ret_why)
{
	struct opening o = { .w = w, .s = s };
	struct efi_sink sink = { .arg = &o, .member = member };
	size_t left = w->limits.total - w->total;
	int r = efi_walk_work(w, s, b.size);

	if (r < 0)
		return r;
	if (left > w->limits.stream)
		left = w->limits.stream;
	w->archives++;
	*ret_why = w->ops->open(w->ops->arg, b, left, &sink);
	w->archives--;
	*n += o.n;
	return *ret_why == -ENOMEM ? -ENOMEM : o.r;
}

/* Insyde hides a 7z behind its unpacker: each byte is turned by one bit. */
static int open_turned(struct efi_walk *w, const struct efi_span *s, size_t off, size_t *n)
{
	_cleanup_free_ uint8_t *turned = malloc(s->b.size - off);
	int why;

	if (!turned)
		return -ENOMEM;
	for (size_t i = 0; i < s->b.size - off; i++)
		turned[i] = (uint8_t)(s->b.data[off + i] >> 1 | (s->b.data[off + i] & 1) << 7);
	return try_open(w, s, bytes_of(turned, s->b.size - off), n, &why);
}

/* libarchive knows only some unpackers, and looks for others' archives at few places. */
static int search(struct efi_walk *w, const struct efi_span *s, size_t *n, int *ret_why)
{
	static const struct {
		const char *magic;
		size_t size;
		bool turned;
	} rows[] = { { "7z\xbc\xaf\x27\x1c", 6, false }, { "\x6e\xf4\x79\x5f\x4e\x38", 6, true },
		{ "MSCF\0\0\0\0", 8, false }, { "Rar!\x1a\x07", 6, false },
		{ "PK\3\4", 4, false } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t off = 0;

		for (int tries = 0; tries < TRIES && *n == 0; tries++) {
			const uint8_t *hit = memmem(
				s->b.data + off, s->b.size - off, rows[i].magic, rows[i].size);
			int r, why = -EINVAL;

			if (!hit)
				break;
			off = (size_t)(hit - s->b.data);
			r = rows[i].turned ? open_turned(w, s, off, n)
					   : try_open(w, s, bytes_slice(s->b, off, s->b.size - off),
						     n, &why);
			if (r < 0)
				return r;
			/* Better than what was said of the whole: it is one, but locked. */
			if (why == -EACCES)
				*ret_why = why;
			off++;
		}
	}
	return 0;
}

/* An EFI program is no archive, whatever it has in it. */
static bool may_unpack_itself(struct bytes b)
{
	struct efi_pe pe;

	return efi_pe_parse(b, &pe) < 0 || !efi_pe_subsystem_text(pe.subsystem);
}

static int open_archive(
	struct efi_walk *w, const struct efi_span *s, const struct efi_image *image, size_t *ret_n)
{
	bool program = image->container >= EFI_CONTAINER_INNO;
	int r, why = -EINVAL;

	if (program && !may_unpack_itself(s->b))
		return 0;
	if (w->archives >= w->limits.archives)
		return efi_walk_trouble(w, s, 0, "archives packed too deep: not looked into");
	r = try_open(w, s, s->b, ret_n, &why);
	if (r == 0 && program && *ret_n == 0)
		r = search(w, s, ret_n, &why);
	/* A program may have nothing in it; one that is an archive may hold nothing. */
	if (r < 0 || (program && why == -EINVAL) || (why == 0 && *ret_n > 0))
		return r;
	return efi_walk_trouble(
		w, s, 0, why == 0 ? "there are no files in this archive" : why_not(why));
}

static int walk_bare(struct efi_walk *w, const struct efi_span *s, const struct efi_node *member)
{
	struct efi_node node = { .kind = EFI_DATA, .size = s->b.size };
	struct efi_span in;
	bool any;
	int r;

	if (member->kind == EFI_MEMBER)
		return efi_walk_raw(w, s, member);
	r = efi_walk_volumes(w, s, &any);
	if (r < 0 || any || s->b.size == 0)
		return r;
	r = efi_walk_node(w, s, 0, &node);
	in = efi_span_in(s, &node, 0, 0, s->b.size);
	return r < 0 ? r : efi_walk_raw(w, &in, &node);
}

int efi_walk_file(struct efi_walk *w, const struct efi_span *s, const struct efi_node *node)
{
	uint32_t before = w->volumes;
	struct efi_image image;
	bool any = false;
	size_t n = 0;
	int r;

	efi_image_detect(s->b, &image);
	r = w->ops->form(w->ops->arg, node->id, &image);
	if (r == 0)
		r = efi_walk_vendor(w, s, &image, &any);
	if (r == 0 && !any && efi_container_is_archive(image.container))
		r = open_archive(w, s, &image, &n);
	/* A program may have an image as it is, beside an archive with other things. */
	if (r < 0 || w->volumes > before || (n > 0 && image.container < EFI_CONTAINER_INNO))
		return r;
	if (w->ops->enter)
		w->ops->enter(w->ops->arg, s->b);
	r = walk_bare(w, s, node);
	if (w->ops->leave)
		w->ops->leave(w->ops->arg);
	return r;
}
