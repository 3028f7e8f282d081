/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of the archives that a firmware came in, as a document: which are there, what
 * each of them is, and which of them something was found in.
 */
#include "cli/rom-files.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static const struct efi_item *item_of(const struct efi_scan *scan, uint32_t id)
{
	return id ? &scan->items[id - 1] : NULL;
}

const struct efi_member *rom_member_of(const struct efi_scan *scan, uint32_t id)
{
	const struct efi_item *item = item_of(scan, id);

	while (item && item->node.kind != EFI_MEMBER)
		item = item_of(scan, item->node.parent);
	for (size_t i = 0; item && i < scan->n_members; i++)
		if (scan->members[i].node == item->node.id)
			return &scan->members[i];
	return NULL;
}

char *rom_member_path(const struct efi_scan *scan, uint32_t id)
{
	const struct efi_member *m = rom_member_of(scan, id);
	const struct efi_item *item = m ? item_of(scan, m->node) : NULL;
	_cleanup_free_ char *above = NULL;

	if (!item)
		return strdup("");
	above = rom_member_path(scan, item->node.parent);
	return above ? str_printf("%s%s%s", above, above[0] ? "/" : "", item->name) : NULL;
}

/* Of each item by its id, and of the image at 0. */
struct sums {
	bool *volume;  /* there is one in it, however deep */
	size_t *files; /* directly in it */
};

static void sums_done(struct sums *s)
{
	free(s->volume);
	free(s->files);
}

static bool add_up(const struct efi_scan *scan, struct sums *ret)
{
	ret->volume = calloc(scan->n_items + 1, sizeof(*ret->volume));
	ret->files = calloc(scan->n_items + 1, sizeof(*ret->files));
	if (!ret->volume || !ret->files)
		return false;
	for (size_t i = scan->n_items; i > 0; i--) {
		const struct efi_node *n = &scan->items[i - 1].node;

		if (n->kind == EFI_VOLUME || ret->volume[i])
			ret->volume[n->parent] = ret->volume[i] = true;
	}
	for (size_t i = 0; i < scan->n_members; i++) {
		const struct efi_item *item = item_of(scan, scan->members[i].node);
		const struct efi_member *in = rom_member_of(scan, item->node.parent);

		ret->files[in ? in->node : 0]++;
	}
	return true;
}

static void form(struct doc *doc, const struct efi_scan *scan, const struct sums *sums,
	const struct efi_member *m)
{
	const struct efi_image *image = m ? &m->image : &scan->image;
	const char *capsule = efi_capsule_text(image->capsule);
	const char *inner = image->descriptor ? "Intel flash image" : "flash image";
	size_t id = m ? m->node : 0, n = sums->files[id];

	if (capsule)
		doc_printf(doc, "form", "%s, %s behind its header of %llu bytes", capsule, inner,
			(unsigned long long)image->body);
	else if (n > 0)
		doc_printf(doc, "form", "%s with %zu file%s", efi_container_text(image->container),
			n, n == 1 ? "" : "s");
	else if (image->container != EFI_CONTAINER_NONE)
		doc_str(doc, "form", efi_container_text(image->container));
	else if (!m || image->descriptor || sums->volume[id])
		doc_str(doc, "form", inner);
}

void rom_doc_form(struct doc *doc, const struct efi_scan *scan)
{
	_cleanup_(sums_done) struct sums sums = { 0 };

	if (add_up(scan, &sums))
		form(doc, scan, &sums, NULL);
}

static const struct doc_column columns[] = {
	{ "file", "FILE", "path in the archive, and in those around it", 0 },
	{ "size", "SIZE", "bytes", DOC_COLUMN_RIGHT },
	{ "form", "FORM", "what it is", 0 },
	{ 0 },
};

static void fill(struct doc *row, const struct efi_scan *scan, const struct sums *sums,
	const struct efi_member *m)
{
	_cleanup_free_ char *path = rom_member_path(scan, m->node);

	doc_str(row, "file", path ? path : "");
	if (m->locked) {
		doc_str(row, "form", "protected by a password");
		return;
	}
	doc_int(row, "size", (long long)item_of(scan, m->node)->node.size);
	form(row, scan, sums, m);
}

void rom_doc_members(struct doc *doc, const struct efi_scan *scan, bool all)
{
	_cleanup_(sums_done) struct sums sums = { 0 };
	struct doc *table = NULL;

	if (scan->n_members == 0 || !add_up(scan, &sums))
		return;
	for (size_t i = 0; i < scan->n_members; i++) {
		const struct efi_member *m = &scan->members[i];

		if (!all && !m->locked && !sums.volume[m->node] && sums.files[m->node] == 0 &&
			m->image.capsule == EFI_CAPSULE_NONE && !m->image.descriptor)
			continue;
		table = table ? table : doc_table(doc, "files", columns, NULL);
		fill(doc_row(table), scan, &sums, m);
	}
}
