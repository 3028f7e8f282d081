/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keeps what a walk over a firmware image finds, and looks into each leaf: names, programs,
 * display drivers and their tables. How it is sent to another process: efi-wire.c.
 */
#include "formats/efi-scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct scanner {
	struct efi_scan *scan;
	const struct efi_scan_wish *wish;
	size_t driver_bytes;
};

void efi_scan_done(struct efi_scan *s)
{
	for (size_t i = 0; i < s->n_drivers; i++)
		free(s->drivers[i].data);
	free(s->items);
	free(s->troubles);
	free(s->drivers);
	free(s->vbts);
	free(s->members);
	*s = (struct efi_scan) { 0 };
}

static struct efi_item *item_of(struct scanner *s, uint32_t id)
{
	return id ? &s->scan->items[id - 1] : NULL;
}

static int found(void *arg, const struct efi_node *node)
{
	struct scanner *s = arg;
	struct efi_item *item = mem_append(&s->scan->items, &s->scan->n_items, sizeof(*item));

	if (!item)
		return -ENOMEM;
	item->node = *node;
	item->depth = node->parent ? s->scan->items[node->parent - 1].depth + 1 : 1;
	return 0;
}

static int trouble(void *arg, uint32_t node, uint64_t offset, bool harmless, const char *text)
{
	struct scanner *s = arg;
	struct efi_trouble *t;

	s->scan->all_troubles++;
	s->scan->broken += !harmless;
	if (s->scan->n_troubles >= EFI_TROUBLES_MAX)
		return 0;
	t = mem_append(&s->scan->troubles, &s->scan->n_troubles, sizeof(*t));
	if (!t)
		return -ENOMEM;
	t->node = node;
	t->offset = offset;
	t->harmless = harmless;
	(void)stpncpy(t->text, text, sizeof(t->text) - 1);
	return 0;
}

static size_t put_utf8(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | c >> 12);
	out[1] = (char)(0x80 | (c >> 6 & 0x3f));
	out[2] = (char)(0x80 | (c & 0x3f));
	return 3;
}

/* UTF-16 up to a 0 or the end, cut to size - 1 bytes of UTF-8; what is no letter is "?". */
static void copy_text(struct bytes b, size_t off, char *out, size_t size)
{
	size_t len = 0, n;
	char letter[4];
	uint16_t c;

	for (; bytes_u16(b, off, &c) && c; off += 2) {
		n = put_utf8(
			c < 0x20 || c == 0x7f || (c >= 0xd800 && c <= 0xdfff) ? '?' : c, letter);
		if (len + n >= size)
			break;
		memcpy(out + len, letter, n);
		len += n;
	}
	out[len] = '\0';
}

/* Names stand in a section beside the one they name: the file has them. */
static void take_name(struct scanner *s, const struct efi_node *node, struct bytes body)
{
	struct efi_item *file = item_of(s, node->parent);

	while (file && file->node.kind != EFI_FILE && file->node.kind != EFI_VOLUME)
		file = item_of(s, file->node.parent);
	if (!file || file->node.kind != EFI_FILE)
		return;
	if (node->type == EFI_SECTION_USER_INTERFACE && !file->name[0])
		copy_text(body, 0, file->name, sizeof(file->name));
	if (node->type == EFI_SECTION_VERSION && !file->version[0])
		copy_text(body, 2, file->version, sizeof(file->version));
}

static bool is_wanted(struct scanner *s, uint32_t id)
{
	const struct efi_item *item;

	if (!s->wish->guid)
		return false;
	for (item = item_of(s, id); item; item = item_of(s, item->node.parent)) {
		if (efi_guid_eq(&item->node.guid, s->wish->guid))
			return true;
		if (item->node.kind == EFI_FILE)
			return false;
	}
	return false;
}

static int add_driver(struct scanner *s, const struct efi_driver *d, struct bytes b)
{
	struct efi_driver *to;
	size_t size = d->gop.pe.size;

	for (size_t i = 0; i < s->scan->n_drivers; i++) {
		to = &s->scan->drivers[i];
		if (to->gop.pe.size == size && memcmp(to->data, b.data, size) == 0) {
			/* What was found by searching is now known by its place. */
			to->copies += d->node && to->node;
			if (d->node && !to->node) {
				to->node = d->node;
				to->why = d->why;
			}
			return 0;
		}
	}
	if (!d->node && s->scan->n_drivers >= EFI_DRIVERS_MAX / 2)
		return 0;
	if (s->scan->n_drivers >= EFI_DRIVERS_MAX || size > EFI_DRIVER_BYTES_MAX - s->driver_bytes)
		return trouble(s, d->node, d->offset, false,
			"too many display drivers: this one is left out");
	to = mem_append(&s->scan->drivers, &s->scan->n_drivers, sizeof(*to));
	if (!to)
		return -ENOMEM;
	*to = *d;
	to->copies = 1;
	to->data = malloc(size);
	if (!to->data) {
		s->scan->n_drivers--;
		return -ENOMEM;
	}
	memcpy(to->data, b.data, size);
	s->driver_bytes += size;
	if (s->wish->sha256) {
		s->wish->sha256(bytes_of(to->data, size), to->sha256);
		to->hashed = true;
	}
	return 0;
}

static void count_hits(struct efi_item *item, struct bytes body, struct bytes pattern)
{
	size_t off = 0;

	while (pattern.size > 0 && off < body.size) {
		const uint8_t *hit =
			memmem(body.data + off, body.size - off, pattern.data, pattern.size);
		size_t at;

		if (!hit)
			return;
		at = (size_t)(hit - body.data);
		if (item->hits == 0 || at < item->first_hit)
			item->first_hit = at;
		item->hits++;
		off = at + pattern.size;
	}
}

static int look_for_driver(struct scanner *s, const struct efi_node *node, struct bytes body)
{
	struct efi_driver d = { .node = node->id, .why = EFI_DRIVER_WANTED };
	struct efi_item *item = item_of(s, node->id);

	if (efi_pe_parse(body, &item->pe) < 0)
		return 0;
	if (efi_gop_is(body, &d.gop)) {
		d.why = d.gop.intel ? EFI_DRIVER_INTEL : EFI_DRIVER_OTHER;
		return add_driver(s, &d, body);
	}
	if (!is_wanted(s, node->id) || item->pe.te || item->pe.cut || item->pe.size == 0)
		return 0;
	d.gop.pe = item->pe;
	return add_driver(s, &d, body);
}

static int look_for_vbt(struct scanner *s, const struct efi_node *node, struct bytes body)
{
	struct efi_vbt_at *to;
	struct efi_vbt vbt;

	if (!efi_vbt_is(body, &vbt) || s->scan->n_vbts >= EFI_VBTS_MAX)
		return 0;
	to = mem_append(&s->scan->vbts, &s->scan->n_vbts, sizeof(*to));
	if (!to)
		return -ENOMEM;
	to->node = node->id;
	to->vbt = vbt;
	return 0;
}

static int leaf(void *arg, const struct efi_node *node, struct bytes body)
{
	struct scanner *s = arg;
	struct efi_item *item = item_of(s, node->id);
	int r;

	item->body = body.size;
	for (size_t i = 0; i < EFI_PATTERNS; i++)
		count_hits(item, body, s->wish->patterns[i]);
	if (s->wish->hash && s->wish->sha256) {
		s->wish->sha256(body, item->sha256);
		item->hashed = true;
	}
	if (node->kind == EFI_SECTION &&
		(node->type == EFI_SECTION_USER_INTERFACE || node->type == EFI_SECTION_VERSION)) {
		take_name(s, node, body);
		return 0;
	}
	r = look_for_driver(s, node, body);
	return r < 0 ? r : look_for_vbt(s, node, body);
}

static int buffer(void *arg, uint32_t node, struct bytes b)
{
	struct scanner *s = arg;
	struct efi_driver d = { .why = EFI_DRIVER_INTEL };
	size_t off = 0;
	int r = 0;

	d.within = node;
	while (r == 0 && efi_gop_search(b, &off, &d.gop)) {
		d.offset = off;
		r = add_driver(s, &d, bytes_slice(b, off, b.size - off));
		off++;
	}
	return r;
}

/* Searching is for layouts that the walk does not know: elsewhere it finds nothing better. */
static void drop_searched(struct efi_scan *scan)
{
	bool known = false;
	size_t n = 0;

	for (size_t i = 0; i < scan->n_drivers; i++)
		known |= scan->drivers[i].node && scan->drivers[i].why == EFI_DRIVER_INTEL;
	for (size_t i = 0; i < scan->n_drivers; i++) {
		if (known && !scan->drivers[i].node)
			free(scan->drivers[i].data);
		else
			scan->drivers[n++] = scan->drivers[i];
	}
	scan->n_drivers = n;
}

static int unpack(
	void *arg, enum efi_packing packing, struct bytes in, size_t max, struct bytes *ret)
{
	struct scanner *s = arg;

	return s->wish->unpack ? s->wish->unpack(s->wish->arg, packing, in, max, ret) : -ENOTSUP;
}

static int open_archive(void *arg, struct bytes archive, size_t max, const struct efi_sink *sink)
{
	struct scanner *s = arg;

	return s->wish->open ? s->wish->open(s->wish->arg, archive, max, sink) : -ENOTSUP;
}

/* Letters as they are, and "?" for whatever would be none in a terminal. */
static void copy_name(const char *from, char to[EFI_NAME_MAX])
{
	size_t n = strlen(from), room = EFI_NAME_MAX - 1;

	/* The end of a long path says more than its start. */
	if (n > room)
		from += n - room;
	n = n > room ? room : n;
	/* Not within a letter. */
	while (n > 0 && strlen(from) == room && ((uint8_t)*from & 0xc0) == 0x80) {
		from++;
		n--;
	}
	for (size_t i = 0; i < n; i++)
		to[i] = (uint8_t)from[i] < 0x20 || from[i] == 0x7f ? '?' : from[i];
	to[n] = '\0';
}

/* A member's form follows at once, unless there is nothing in it. */
static int name(void *arg, uint32_t node, const char *text, bool locked)
{
	struct scanner *s = arg;
	struct efi_member *to = mem_append(&s->scan->members, &s->scan->n_members, sizeof(*to));

	if (!to)
		return -ENOMEM;
	to->node = node;
	to->locked = locked;
	copy_name(text, item_of(s, node)->name);
	return 0;
}

static void enter(void *arg, struct bytes b)
{
	struct scanner *s = arg;

	if (s->wish->enter)
		s->wish->enter(s->wish->arg, b);
}

static void leave(void *arg)
{
	struct scanner *s = arg;

	if (s->wish->leave)
		s->wish->leave(s->wish->arg);
}

static int form(void *arg, uint32_t node, const struct efi_image *image)
{
	struct scanner *s = arg;

	if (node == 0)
		s->scan->image = *image;
	else
		s->scan->members[s->scan->n_members - 1].image = *image;
	return 0;
}

int efi_scan(struct bytes image, const struct efi_scan_wish *wish, const struct efi_limits *limits,
	struct efi_scan *ret)
{
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };
	struct scanner s = { .scan = &scan, .wish = wish };
	struct efi_walk_ops ops = {
		.arg = &s,
		.found = found,
		.leaf = leaf,
		.buffer = buffer,
		.trouble = trouble,
		.unpack = unpack,
		.enter = enter,
		.leave = leave,
		.form = form,
		.name = name,
		.open = open_archive,
	};
	int r = efi_walk(image, &ops, limits);

	if (r < 0 && r != -E2BIG)
		return r;
	scan.limited = r == -E2BIG;
	drop_searched(&scan);
	*ret = scan;
	scan = (struct efi_scan) { 0 };
	return 0;
}
