/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scan as bytes, from a process that may have been broken into by what it read, to one that
 * must not be: nothing of it is believed. Both are the same program, so structs go as they
 * are, but for truth values and enums, of which only some bytes are values at all.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/efi-scan.h"

#define MAGIC 0x45464932

struct wire_head {
	uint32_t magic;
	uint32_t n_items, n_troubles, n_drivers, n_vbts, n_members, limited;
	uint64_t all_troubles, broken;
};

struct wire_image {
	uint32_t capsule, container, descriptor, present, outside;
	struct efi_guid guid;
	uint64_t body, descriptor_off, offset[EFI_REGIONS], size[EFI_REGIONS];
};

struct wire_pe {
	uint64_t size;
	uint16_t machine;
	uint8_t te, subsystem, cut, pad[3];
};

struct wire_item {
	uint64_t offset, size, header, body, hits, first_hit;
	uint32_t parent, kind, type, flags, hashed;
	struct efi_guid guid;
	struct wire_pe pe;
	char name[EFI_NAME_MAX], version[EFI_VERSION_MAX];
	uint8_t sha256[EFI_SHA256];
};

struct wire_driver {
	uint64_t offset;
	uint32_t node, within, why, copies, hashed, intel, n_ids, pad;
	struct wire_pe pe;
	char build[EFI_GOP_BUILD];
	uint16_t ids[EFI_GOP_IDS];
	uint8_t sha256[EFI_SHA256];
};

struct wire_vbt {
	uint32_t node, checksum_ok;
	uint16_t version, size;
	char platform[sizeof(((struct efi_vbt *)0)->platform)];
};

static void add(struct str_buf *b, const void *data, size_t size)
{
	str_buf_add_n(b, data, size);
}

static struct wire_pe pack_pe(const struct efi_pe *pe)
{
	return (struct wire_pe) { .size = pe->size,
		.machine = pe->machine,
		.te = pe->te,
		.subsystem = pe->subsystem,
		.cut = pe->cut };
}

static struct efi_pe unpack_pe(const struct wire_pe *w)
{
	return (struct efi_pe) { .size = (size_t)w->size,
		.machine = w->machine,
		.te = w->te != 0,
		.subsystem = w->subsystem,
		.cut = w->cut != 0 };
}

static void write_item(struct str_buf *b, const struct efi_item *i)
{
	const struct efi_node *n = &i->node;
	struct wire_item w;

	memset(&w, 0, sizeof(w));
	w.offset = n->offset;
	w.size = n->size;
	w.header = n->header;
	w.body = i->body;
	w.hits = i->hits;
	w.first_hit = i->first_hit;
	w.parent = n->parent;
	w.kind = n->kind;
	w.type = n->type;
	w.flags = n->flags;
	w.hashed = i->hashed;
	w.guid = n->guid;
	w.pe = pack_pe(&i->pe);
	memcpy(w.name, i->name, sizeof(w.name));
	memcpy(w.version, i->version, sizeof(w.version));
	memcpy(w.sha256, i->sha256, sizeof(w.sha256));
	add(b, &w, sizeof(w));
}

static void write_driver(struct str_buf *b, const struct efi_driver *d)
{
	struct wire_driver w;

	memset(&w, 0, sizeof(w));
	w.offset = d->offset;
	w.node = d->node;
	w.within = d->within;
	w.why = d->why;
	w.copies = d->copies;
	w.hashed = d->hashed;
	w.intel = d->gop.intel;
	w.n_ids = (uint32_t)d->gop.n_ids;
	w.pe = pack_pe(&d->gop.pe);
	memcpy(w.build, d->gop.build, sizeof(w.build));
	memcpy(w.ids, d->gop.ids, sizeof(w.ids));
	memcpy(w.sha256, d->sha256, sizeof(w.sha256));
	add(b, &w, sizeof(w));
	add(b, d->data, d->gop.pe.size);
}

static void write_vbt(struct str_buf *b, const struct efi_vbt_at *v)
{
	struct wire_vbt w;

	memset(&w, 0, sizeof(w));
	w.node = v->node;
	w.checksum_ok = v->vbt.checksum_ok;
	w.version = v->vbt.version;
	w.size = v->vbt.size;
	memcpy(w.platform, v->vbt.platform, sizeof(w.platform));
	add(b, &w, sizeof(w));
}

static void write_image(struct str_buf *b, const struct efi_image *image)
{
	struct wire_image w;

	memset(&w, 0, sizeof(w));
	w.capsule = image->capsule;
	w.container = image->container;
	w.descriptor = image->descriptor;
	w.guid = image->capsule_guid;
	w.body = image->body;
	w.descriptor_off = image->descriptor_off;
	for (size_t i = 0; i < EFI_REGIONS; i++) {
		w.present |= (uint32_t)image->regions[i].present << i;
		w.outside |= (uint32_t)image->regions[i].outside << i;
		w.offset[i] = image->regions[i].offset;
		w.size[i] = image->regions[i].size;
	}
	add(b, &w, sizeof(w));
}

static void write_member(struct str_buf *b, const struct efi_member *m)
{
	uint32_t head[2] = { m->node, m->locked };

	add(b, head, sizeof(head));
	write_image(b, &m->image);
}

void efi_scan_write(const struct efi_scan *s, struct str_buf *b)
{
	struct wire_head head;

	memset(&head, 0, sizeof(head));
	head.magic = MAGIC;
	head.n_items = (uint32_t)s->n_items;
	head.n_troubles = (uint32_t)s->n_troubles;
	head.n_drivers = (uint32_t)s->n_drivers;
	head.n_vbts = (uint32_t)s->n_vbts;
	head.n_members = (uint32_t)s->n_members;
	head.limited = s->limited;
	head.all_troubles = s->all_troubles;
	head.broken = s->broken;
	add(b, &head, sizeof(head));
	write_image(b, &s->image);
	for (size_t i = 0; i < s->n_items; i++)
		write_item(b, &s->items[i]);
	for (size_t i = 0; i < s->n_troubles; i++)
		add(b, &s->troubles[i], sizeof(s->troubles[i]));
	for (size_t i = 0; i < s->n_drivers; i++)
		write_driver(b, &s->drivers[i]);
	for (size_t i = 0; i < s->n_vbts; i++)
		write_vbt(b, &s->vbts[i]);
	for (size_t i = 0; i < s->n_members; i++)
		write_member(b, &s->members[i]);
}

/* What is left to be read. */
struct wire {
	struct bytes b;
	uint32_t n_items;
};

static int take(struct wire *w, void *to, size_t size)
{
	if (size > w->b.size)
		return -EINVAL;
	memcpy(to, w->b.data, size);
	w->b = bytes_slice(w->b, size, w->b.size - size);
	return 0;
}

static int read_image(struct wire *wire, struct efi_image *image)
{
	struct wire_image w;

	if (take(wire, &w, sizeof(w)) < 0 || w.capsule > EFI_CAPSULE_UNKNOWN ||
		w.container >= EFI_CONTAINERS)
		return -EINVAL;
	image->capsule = (enum efi_capsule)w.capsule;
	image->container = (enum efi_container)w.container;
	image->descriptor = w.descriptor != 0;
	image->capsule_guid = w.guid;
	image->body = w.body;
	image->descriptor_off = w.descriptor_off;
	for (size_t i = 0; i < EFI_REGIONS; i++)
		image->regions[i] = (struct efi_region) { .present = w.present >> i & 1,
			.outside = w.outside >> i & 1,
			.offset = w.offset[i],
			.size = w.size[i] };
	return 0;
}

static bool is_text(const char *text, size_t size)
{
	return memchr(text, 0, size) != NULL;
}

static int read_item(struct wire *wire, struct efi_scan *s)
{
	uint32_t id = (uint32_t)s->n_items + 1;
	struct wire_item w;
	struct efi_item *i;

	if (take(wire, &w, sizeof(w)) < 0 || w.parent >= id || w.kind < EFI_VOLUME ||
		w.kind > EFI_MEMBER || w.type > UINT8_MAX || w.flags & ~(uint32_t)EFI_FLAGS_ALL ||
		!is_text(w.name, sizeof(w.name)) || !is_text(w.version, sizeof(w.version)))
		return -EINVAL;
	i = mem_append(&s->items, &s->n_items, sizeof(*i));
	if (!i)
		return -ENOMEM;
	i->node = (struct efi_node) { .id = id,
		.parent = w.parent,
		.kind = (enum efi_kind)w.kind,
		.type = (uint8_t)w.type,
		.flags = w.flags,
		.guid = w.guid,
		.offset = w.offset,
		.size = w.size,
		.header = w.header };
	/* Who walks up from one must not take for ever. */
	i->depth = w.parent ? s->items[w.parent - 1].depth + 1 : 1;
	if (i->depth > EFI_DEPTH_MAX)
		return -EINVAL;
	i->pe = unpack_pe(&w.pe);
	i->body = w.body;
	i->hits = w.hits;
	i->first_hit = w.first_hit;
	i->hashed = w.hashed != 0;
	memcpy(i->name, w.name, sizeof(w.name));
	memcpy(i->version, w.version, sizeof(w.version));
	memcpy(i->sha256, w.sha256, sizeof(w.sha256));
	return 0;
}

static int read_trouble(struct wire *wire, struct efi_scan *s)
{
	struct efi_trouble t, *to;

	if (take(wire, &t, sizeof(t)) < 0 || t.node > wire->n_items ||
		!is_text(t.text, sizeof(t.text)))
		return -EINVAL;
	to = mem_append(&s->troubles, &s->n_troubles, sizeof(*to));
	if (!to)
		return -ENOMEM;
	*to = t;
	return 0;
}

static int read_driver(struct wire *wire, struct efi_scan *s)
{
	struct efi_driver *d;
	struct wire_driver w;

	if (take(wire, &w, sizeof(w)) < 0 || w.node > wire->n_items || w.within > wire->n_items ||
		w.why > EFI_DRIVER_WANTED || w.n_ids > EFI_GOP_IDS ||
		!is_text(w.build, sizeof(w.build)) || w.pe.size == 0 || w.pe.size > wire->b.size)
		return -EINVAL;
	d = mem_append(&s->drivers, &s->n_drivers, sizeof(*d));
	if (!d)
		return -ENOMEM;
	d->node = w.node;
	d->within = w.within;
	d->why = (enum efi_driver_why)w.why;
	d->offset = w.offset;
	d->copies = w.copies;
	d->hashed = w.hashed != 0;
	d->gop.pe = unpack_pe(&w.pe);
	d->gop.intel = w.intel != 0;
	d->gop.n_ids = w.n_ids;
	memcpy(d->gop.build, w.build, sizeof(w.build));
	memcpy(d->gop.ids, w.ids, sizeof(w.ids));
	memcpy(d->sha256, w.sha256, sizeof(w.sha256));
	d->data = malloc(d->gop.pe.size);
	return d->data ? take(wire, d->data, d->gop.pe.size) : -ENOMEM;
}

static int read_vbt(struct wire *wire, struct efi_scan *s)
{
	struct efi_vbt_at *v;
	struct wire_vbt w;

	if (take(wire, &w, sizeof(w)) < 0 || w.node > wire->n_items ||
		!is_text(w.platform, sizeof(w.platform)))
		return -EINVAL;
	v = mem_append(&s->vbts, &s->n_vbts, sizeof(*v));
	if (!v)
		return -ENOMEM;
	v->node = w.node;
	v->vbt.version = w.version;
	v->vbt.size = w.size;
	v->vbt.checksum_ok = w.checksum_ok != 0;
	memcpy(v->vbt.platform, w.platform, sizeof(w.platform));
	return 0;
}

static int read_member(struct wire *wire, struct efi_scan *s)
{
	struct efi_member *m;
	uint32_t head[2];

	if (take(wire, head, sizeof(head)) < 0 || head[0] == 0 || head[0] > wire->n_items ||
		s->items[head[0] - 1].node.kind != EFI_MEMBER)
		return -EINVAL;
	m = mem_append(&s->members, &s->n_members, sizeof(*m));
	if (!m)
		return -ENOMEM;
	m->node = head[0];
	m->locked = head[1] != 0;
	return read_image(wire, &m->image);
}

static int read_each(struct wire *w, struct efi_scan *s, uint32_t n,
	int (*read)(struct wire *w, struct efi_scan *s))
{
	int r = 0;

	for (uint32_t i = 0; i < n && r == 0; i++)
		r = read(w, s);
	return r;
}

int efi_scan_read(struct bytes b, struct efi_scan *ret)
{
	_cleanup_(efi_scan_done) struct efi_scan s = { 0 };
	struct wire w = { .b = b };
	struct wire_head head;
	int r;

	if (take(&w, &head, sizeof(head)) < 0 || head.magic != MAGIC ||
		head.n_troubles > EFI_TROUBLES_MAX || head.n_drivers > EFI_DRIVERS_MAX ||
		head.n_vbts > EFI_VBTS_MAX || head.n_members > EFI_MEMBERS_MAX)
		return -EINVAL;
	w.n_items = head.n_items;
	s.limited = head.limited != 0;
	s.all_troubles = head.all_troubles;
	s.broken = head.broken;
	r = read_image(&w, &s.image);
	if (r == 0)
		r = read_each(&w, &s, head.n_items, read_item);
	if (r == 0)
		r = read_each(&w, &s, head.n_troubles, read_trouble);
	if (r == 0)
		r = read_each(&w, &s, head.n_drivers, read_driver);
	if (r == 0)
		r = read_each(&w, &s, head.n_vbts, read_vbt);
	if (r == 0)
		r = read_each(&w, &s, head.n_members, read_member);
	if (r < 0)
		return r;
	if (w.b.size != 0)
		return -EINVAL;
	*ret = s;
	s = (struct efi_scan) { 0 };
	return 0;
}
