/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk's bookkeeping: numbers for nodes, limits, and where to go on with bytes that may
 * be anything. Volumes are in efi-volume.c, sections in efi-section.c.
 */
#include "formats/efi-walk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "formats/tiano.h"

/* Real firmware stays far below: 64 MiB, 20 deep, 10 000 nodes, 150 MiB unpacked. */
const struct efi_limits efi_limits = {
	.depth = 64,
	.archives = 4,
	.members = 4096,
	.nodes = 100000,
	.stream = (size_t)128 << 20,
	.total = (size_t)512 << 20,
	.work = (uint64_t)8 << 30,
};

int efi_walk_trouble(struct efi_walk *w, const struct efi_span *s, size_t off, const char *text)
{
	return w->ops->trouble(w->ops->arg, s->parent, s->base + off, false, text);
}

int efi_walk_doubt(struct efi_walk *w, const struct efi_span *s, size_t off, const char *text)
{
	return w->ops->trouble(w->ops->arg, s->parent, s->base + off, true, text);
}

static int over_limit(struct efi_walk *w, const struct efi_span *s, size_t off, const char *text)
{
	int r = efi_walk_trouble(w, s, off, text);

	return r < 0 ? r : -E2BIG;
}

int efi_walk_work(struct efi_walk *w, const struct efi_span *s, uint64_t bytes)
{
	w->work += bytes;
	if (w->work > w->limits.work)
		return over_limit(w, s, 0, "too much to look through: gave up here");
	return 0;
}

int efi_walk_node(struct efi_walk *w, const struct efi_span *s, size_t off, struct efi_node *node)
{
	if (w->n >= w->limits.nodes)
		return over_limit(w, s, off, "too many parts: gave up here");
	node->id = ++w->n;
	node->parent = s->parent;
	node->flags |= s->flags;
	node->offset = s->base + off;
	return w->ops->found(w->ops->arg, node);
}

struct efi_span efi_span_in(
	const struct efi_span *s, const struct efi_node *node, size_t off, size_t skip, size_t len)
{
	return (struct efi_span) {
		.b = bytes_slice(s->b, off + skip, len),
		.base = s->base + off + skip,
		.parent = node->id,
		.depth = s->depth + 1,
		.flags = s->flags,
	};
}

size_t efi_run_of(struct bytes b, uint8_t value)
{
	size_t n = 0;

	if (b.size == 0 || b.data[0] != value)
		return 0;
	/* A run of one value is equal to itself, shifted by one. */
	for (size_t step = 4096; n + 1 + step <= b.size; n += step)
		if (memcmp(b.data + n, b.data + n + 1, step) != 0)
			break;
	while (n < b.size && b.data[n] == value)
		n++;
	return n;
}

int efi_walk_raw(struct efi_walk *w, const struct efi_span *s, const struct efi_node *node)
{
	bool any = false;
	int r = 0;

	if (s->b.size == 0)
		return 0;
	if (s->depth >= w->limits.depth)
		return efi_walk_trouble(w, s, 0, "packed too deep: not looked into");
	if (node->kind != EFI_DATA || node->parent)
		r = efi_walk_volumes(w, s, &any);
	if (r == 0 && !any)
		r = efi_walk_rom(w, s, &any);
	return r < 0 || any ? r : w->ops->leaf(w->ops->arg, node, s->b);
}

int efi_walk_contents(struct efi_walk *w, const struct efi_span *s)
{
	struct efi_node node = { .kind = EFI_DATA, .size = s->b.size };
	struct efi_span in;
	bool any = false;
	int r;

	if (s->depth >= w->limits.depth)
		return efi_walk_trouble(w, s, 0, "packed too deep: not looked into");
	if (efi_sections_are(s->b, false))
		return efi_walk_sections(w, s, &any);
	r = efi_walk_volumes(w, s, &any);
	if (r < 0 || any || s->b.size == 0)
		return r;
	r = efi_walk_node(w, s, 0, &node);
	in = efi_span_in(s, &node, 0, 0, s->b.size);
	if (r == 0)
		r = efi_walk_rom(w, &in, &any);
	return r < 0 || any ? r : w->ops->leaf(w->ops->arg, &node, in.b);
}

int efi_walk_tiano(struct efi_walk *w, struct bytes in, int kind, struct bytes *ret)
{
	size_t size, left = w->limits.total - w->total;
	uint8_t *out;

	if (tiano_size(in, &size) < 0 || size == 0)
		return -EINVAL;
	if (size > w->limits.stream || size > left)
		return -EFBIG;
	/* Even the shortest code gives no more than 256 bytes for a bit. */
	if (size / 2048 > in.size)
		return -EINVAL;
	out = malloc(size);
	if (!out)
		return -ENOMEM;
	w->total += size;
	if (tiano_unpack(in, (enum tiano_kind)kind, out, size) < 0) {
		free(out);
		return -EINVAL;
	}
	*ret = bytes_of(out, size);
	return 0;
}

int efi_walk(struct bytes image, const struct efi_walk_ops *ops, const struct efi_limits *limits)
{
	struct efi_walk w = { .ops = ops, .limits = *limits };
	struct efi_span s = { .b = image };
	int r = ops->buffer(ops->arg, 0, image);

	return r < 0 ? r : efi_walk_file(&w, &s, &(struct efi_node) { 0 });
}
