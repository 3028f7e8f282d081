/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scanned firmware image as a document: what it is, its parts, its display drivers, and
 * what is wrong in it.
 */
#include "cli/rom-doc.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/rom-files.h"

#define NOTES_MAX 8

static const struct doc_column part_columns[] = {
	{ "name", "NAME", "what it is called, else what it is", DOC_COLUMN_TREE },
	{ "type", "TYPE", "type of the file or section", 0 },
	{ "guid", "GUID", "of the file, section or volume", 0 },
	{ "offset", "OFFSET", "in the file, or in what was unpacked around it", DOC_COLUMN_RIGHT },
	{ "size", "SIZE", "bytes, header included", DOC_COLUMN_RIGHT },
	{ "version", "VERSION", "as the file says", 0 },
	{ "kind", "KIND", "volume, file, section, rom or data", DOC_COLUMN_EXTRA },
	{ "packed", "PACKED", "it was unpacked out of something", DOC_COLUMN_EXTRA },
	{ "machine", "MACHINE", "of a program", DOC_COLUMN_EXTRA },
	{ "subsystem", "SUBSYSTEM", "which kind of program", DOC_COLUMN_EXTRA },
	{ "body_size", "BODY-SIZE", "bytes of its contents", DOC_COLUMN_RIGHT | DOC_COLUMN_EXTRA },
	{ "sha256", "SHA256", "of its contents", DOC_COLUMN_EXTRA },
	{ "damage", "DAMAGE", "what is wrong with it", DOC_COLUMN_EXTRA },
	{ "matches", "MATCHES", "how often it holds what was searched for",
		DOC_COLUMN_RIGHT | DOC_COLUMN_EXTRA },
	{ "first_match", "FIRST-MATCH", "where, in its contents",
		DOC_COLUMN_RIGHT | DOC_COLUMN_EXTRA },
	{ 0 },
};

const struct doc_column rom_driver_columns[] = {
	{ "number", "NUMBER", "for --index", DOC_COLUMN_RIGHT },
	{ "machine", "MACHINE", "which processors run it", 0 },
	{ "build", "BUILD", "as the driver says", 0 },
	{ "version", "VERSION", "where somebody ran this very driver", 0 },
	{ "platforms", "PLATFORMS", "whose displays it knows", DOC_COLUMN_TRUNC },
	{ "size", "SIZE", "bytes", DOC_COLUMN_RIGHT },
	{ "name", "NAME", "what its file is called", 0 },
	{ "guid", "GUID", "of its file", 0 },
	{ "member", "MEMBER", "file of the archive that it is in", DOC_COLUMN_EXTRA },
	{ "copies", "COPIES", "how often it is in the image", DOC_COLUMN_RIGHT | DOC_COLUMN_EXTRA },
	{ "sha256", "SHA256", "of the driver", DOC_COLUMN_EXTRA },
	{ "path", "PATH", "GUIDs of all that it lies in", DOC_COLUMN_EXTRA },
	{ 0 },
};

static const struct efi_item *item_of(const struct efi_scan *scan, uint32_t id)
{
	return id ? &scan->items[id - 1] : NULL;
}

const struct efi_item *rom_file_of(const struct efi_scan *scan, uint32_t id)
{
	const struct efi_item *item = item_of(scan, id);

	while (item && item->node.kind != EFI_FILE)
		item = item_of(scan, item->node.parent);
	return item;
}

int rom_hint_unpack(const struct efi_scan *scan, struct err *err)
{
	const char *container = efi_container_text(scan->image.container);

	for (size_t i = 0; i < scan->n_members; i++)
		if (scan->members[i].locked)
			return err_hint(err, "it holds files that only a password opens");
	/* A program may be one for EFI, and not one that unpacks itself. */
	if (!container || scan->n_items != 1 || scan->n_members > 0 ||
		efi_pe_subsystem_text(scan->items[0].pe.subsystem))
		return -err->code;
	return err_hint(err, "unpack it first (%s)", container);
}

void rom_doc_image(struct doc *doc, const struct efi_scan *scan, size_t size)
{
	struct doc *list;

	rom_doc_form(doc, scan);
	doc_int(doc, "image_size", (long long)size);
	if (!scan->image.descriptor)
		return;
	list = doc_list(doc, "regions");
	for (size_t i = 0; i < EFI_REGIONS; i++) {
		const struct efi_region *r = &scan->image.regions[i];
		_cleanup_free_ char *text = NULL;

		if (!r->present)
			continue;
		text = str_printf("%s: 0x%llx, %llu bytes%s", efi_region_name(i),
			(unsigned long long)r->offset, (unsigned long long)r->size,
			r->outside ? ", not wholly in this file" : "");
		doc_add_str(list, text ? text : "");
	}
}

/* "BIOS.CAP: " in front of what is told of something in there. */
static char *place_of(const struct efi_scan *scan, const struct efi_trouble *t)
{
	const struct efi_item *item = item_of(scan, t->node);
	const struct efi_member *m = rom_member_of(scan, t->node);
	bool itself = item && m && item->node.id == m->node;
	bool packed = item && item->node.flags & EFI_FLAG_PACKED && !itself;
	_cleanup_free_ char *path = rom_member_path(scan, t->node);

	if (!path || (itself && t->offset == 0))
		return TAKE_PTR(path);
	return str_printf("%s%sat 0x%llx%s", path, path[0] ? ", " : "",
		(unsigned long long)t->offset, packed ? " of unpacked data" : "");
}

void rom_doc_troubles(struct call *call, const struct efi_scan *scan)
{
	struct doc *list = call->globals->json ? doc_list(call->doc, "troubles") : NULL;

	for (size_t i = 0; i < scan->n_troubles; i++) {
		const struct efi_trouble *t = &scan->troubles[i];
		const struct efi_item *item = item_of(scan, t->node);
		bool packed = item && item->node.flags & EFI_FLAG_PACKED;
		_cleanup_free_ char *member = list ? rom_member_path(scan, t->node) : NULL;

		if (list) {
			struct doc *map = doc_add_map(list);

			if (member && member[0])
				doc_str(map, "file", member);
			doc_int(map, "offset", (long long)t->offset);
			doc_bool(map, "packed", packed);
			doc_str(map, "text", t->text);
		} else if (i < NOTES_MAX) {
			_cleanup_free_ char *place = place_of(scan, t);

			doc_note(call->doc, "%s: %s", place ? place : "?", t->text);
		}
	}
	if (!list && scan->all_troubles > NOTES_MAX)
		doc_note(call->doc, "and %llu more that are wrong; --json lists them",
			(unsigned long long)(scan->all_troubles - NOTES_MAX));
}

static const char *type_text(const struct efi_node *n)
{
	switch (n->kind) {
	case EFI_VOLUME:
		return "volume";
	case EFI_FILE:
		return efi_file_type_text(n->type) ? efi_file_type_text(n->type) : "file";
	case EFI_SECTION:
		return efi_section_type_text(n->type) ? efi_section_type_text(n->type) : "section";
	case EFI_ROM:
		return n->type == 3 ? "EFI option ROM" : "option ROM";
	case EFI_MEMBER:
		return "packed file";
	case EFI_DATA:
		break;
	}
	return "data";
}

static const char *kind_text(enum efi_kind kind)
{
	static const char *const texts[] = {
		[EFI_VOLUME] = "volume",
		[EFI_FILE] = "file",
		[EFI_SECTION] = "section",
		[EFI_ROM] = "rom",
		[EFI_DATA] = "data",
		[EFI_MEMBER] = "member",
	};

	return texts[kind];
}

static void put_name(struct doc *row, const struct efi_item *item)
{
	const char *name = item->name[0] ? item->name : efi_guid_name(&item->node.guid);

	doc_str(row, "name", name ? name : type_text(&item->node));
}

static void put_hash(struct doc *row, const uint8_t sha256[EFI_SHA256])
{
	char text[2 * EFI_SHA256 + 1] = { 0 };

	for (size_t i = 0; i < EFI_SHA256; i++) {
		text[2 * i] = "0123456789abcdef"[sha256[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[sha256[i] & 0xf];
	}
	doc_str(row, "sha256", text);
}

static void put_program(struct doc *row, const struct efi_pe *pe)
{
	const char *machine = efi_pe_machine_text(pe->machine);
	const char *subsystem = efi_pe_subsystem_text(pe->subsystem);

	if (machine)
		doc_str(row, "machine", machine);
	else
		doc_printf(row, "machine", "0x%04x", pe->machine);
	if (subsystem)
		doc_str(row, "subsystem", subsystem);
}

static void put_guid(struct doc *row, const struct efi_guid *guid)
{
	char text[EFI_GUID_TEXT];

	if (efi_guid_is_zero(guid))
		return;
	efi_guid_format(guid, text);
	doc_str(row, "guid", text);
}

static void fill_part(struct doc *row, const struct efi_item *item, bool searched)
{
	const struct efi_node *n = &item->node;

	put_name(row, item);
	doc_str(row, "type", type_text(n));
	put_guid(row, &n->guid);
	if (n->kind != EFI_MEMBER)
		doc_printf(row, "offset", "0x%llx", (unsigned long long)n->offset);
	doc_int(row, "size", (long long)n->size);
	if (item->version[0])
		doc_str(row, "version", item->version);
	doc_str(row, "kind", kind_text(n->kind));
	doc_bool(row, "packed", n->flags & EFI_FLAG_PACKED);
	if (item->pe.machine)
		put_program(row, &item->pe);
	if (item->hashed) {
		doc_int(row, "body_size", (long long)item->body);
		put_hash(row, item->sha256);
	}
	if (n->flags & (EFI_FLAG_CUT | EFI_FLAG_BAD_CHECKSUM))
		doc_str(row, "damage", n->flags & EFI_FLAG_CUT ? "cut short" : "checksum");
	if (!searched || item->hits == 0)
		return;
	doc_int(row, "matches", (long long)item->hits);
	doc_printf(row, "first_match", "0x%llx", (unsigned long long)item->first_hit);
}

/* Those that are shown: all, or those with a match and what they lie in. */
static bool *choose(const struct efi_scan *scan, bool searched)
{
	bool *chosen = calloc(scan->n_items + 1, sizeof(*chosen));

	for (size_t i = scan->n_items; chosen && i > 0; i--) {
		if (!searched || scan->items[i - 1].hits > 0)
			chosen[i] = true;
		if (chosen[i])
			chosen[scan->items[i - 1].node.parent] = true;
	}
	return chosen;
}

bool rom_doc_tree(struct doc *doc, const struct efi_scan *scan, bool searched)
{
	_cleanup_free_ bool *chosen = choose(scan, searched);
	_cleanup_free_ struct doc **rows = calloc(scan->n_items + 1, sizeof(struct doc *));
	bool any = false;

	if (!chosen || !rows)
		return false;
	rows[0] = doc_table(doc, "parts", part_columns, "parts");
	for (size_t i = 1; i <= scan->n_items; i++) {
		const struct efi_item *item = &scan->items[i - 1];

		if (!chosen[i])
			continue;
		any = true;
		rows[i] = doc_row(rows[item->node.parent]);
		fill_part(rows[i], item, searched);
	}
	return any;
}

char *rom_doc_platforms(const struct efi_driver *d)
{
	struct str_buf b = { 0 };

	for (size_t i = 0; i < d->gop.n_ids; i++) {
		const char *name = efi_gop_platform(d->gop.ids[i]);
		bool seen = !name;

		for (size_t j = 0; j < i && !seen; j++)
			seen = str_eq(name, efi_gop_platform(d->gop.ids[j]));
		if (!seen)
			str_buf_printf(&b, "%s%s", b.len ? ", " : "", name);
	}
	return str_buf_take(&b);
}

/* From the outermost to the driver's own, without those that only say how it is packed. */
static char *path_of(const struct efi_scan *scan, uint32_t id)
{
	const struct efi_item *item = item_of(scan, id);
	_cleanup_free_ char *above = NULL;
	char text[EFI_GUID_TEXT];

	if (!item)
		return strdup("");
	above = path_of(scan, item->node.parent);
	if (!above || efi_guid_is_zero(&item->node.guid))
		return TAKE_PTR(above);
	efi_guid_format(&item->node.guid, text);
	return str_printf("%s%s%s", above, above[0] ? "/" : "", text);
}

static void put_ids(struct doc *row, const struct efi_gop *gop)
{
	struct doc *list;

	if (gop->n_ids == 0)
		return;
	list = doc_list(row, "devices");
	for (size_t i = 0; i < gop->n_ids; i++) {
		_cleanup_free_ char *text = str_printf("8086:%04x", gop->ids[i]);

		doc_add_str(list, text ? text : "");
	}
}

void rom_doc_driver(struct doc *row, const struct efi_scan *scan, const struct efi_driver *d)
{
	const char *version = d->hashed ? efi_gop_version(d->sha256) : NULL;
	const struct efi_item *file = rom_file_of(scan, d->node);
	_cleanup_free_ char *platforms = rom_doc_platforms(d);
	_cleanup_free_ char *path = path_of(scan, d->node);
	_cleanup_free_ char *member = rom_member_path(scan, d->node ? d->node : d->within);

	if (d->gop.build[0])
		doc_str(row, "build", d->gop.build);
	if (version)
		doc_str(row, "version", version);
	if (platforms && platforms[0])
		doc_str(row, "platforms", platforms);
	put_program(row, &d->gop.pe);
	doc_int(row, "size", (long long)d->gop.pe.size);
	if (d->hashed)
		put_hash(row, d->sha256);
	if (file) {
		put_name(row, file);
		put_guid(row, &file->node.guid);
	}
	if (path && path[0])
		doc_str(row, "path", path);
	if (member && member[0])
		doc_str(row, "member", member);
	doc_int(row, "copies", d->copies);
	put_ids(row, &d->gop);
}

static const struct doc_column vbt_columns[] = {
	{ "platform", "VBT", "the platform it names", 0 },
	{ "version", "VERSION", "of its data block", DOC_COLUMN_RIGHT },
	{ "size", "SIZE", "bytes", DOC_COLUMN_RIGHT },
	{ "checksum_ok", "CHECKSUM", "whether it is right", 0 },
	{ "name", "NAME", "what its file is called", 0 },
	{ "guid", "GUID", "of its file", 0 },
	{ 0 },
};

void rom_doc_vbts(struct doc *doc, const struct efi_scan *scan)
{
	struct doc *table;

	if (scan->n_vbts == 0)
		return;
	table = doc_table(doc, "vbts", vbt_columns, NULL);
	for (size_t i = 0; i < scan->n_vbts; i++) {
		const struct efi_vbt_at *v = &scan->vbts[i];
		const struct efi_item *file = rom_file_of(scan, v->node);
		struct doc *row = doc_row(table);

		doc_str(row, "platform", v->vbt.platform);
		doc_int(row, "version", v->vbt.version);
		doc_int(row, "size", v->vbt.size);
		doc_bool(row, "checksum_ok", v->vbt.checksum_ok);
		if (file) {
			put_name(row, file);
			put_guid(row, &file->node.guid);
		}
	}
}
