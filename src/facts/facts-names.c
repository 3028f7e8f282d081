/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What functions are called, from the list that the system keeps (hwdata, pci.ids).
 * We ship none: an old private copy would be wrong about new cards. A capture keeps
 * the lines that matter of it.
 */
#include "facts/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/pci-ids.h"

static const char *const lists[] = {
	"usr/share/misc/pci.ids",   /* Debian, and a link on many others */
	"usr/share/hwdata/pci.ids", /* Fedora, Arch, openSUSE */
	"usr/share/pci.ids", "run/current-system/sw/share/pci.ids", /* NixOS */
};

#define LIST_MAX (16 * 1024 * 1024)

static int name_of(char **to, const char *name, size_t len)
{
	if (name)
		*to = str_from_bytes(name, len);
	return name && !*to ? -1 : 0;
}

static int take_names(struct host *host, const struct pci_ids_query *queries, size_t n)
{
	for (size_t i = 0; i < host->n_pci; i++) {
		struct pci_dev *d = &host->pci[i];
		struct pci_ids_query key = { .vendor = d->vendor, .device = d->device };
		const struct pci_ids_query *q;

		q = bsearch(&key, queries, n, sizeof(key), pci_ids_compare);
		if (q && (name_of(&d->vendor_name, q->vendor_name, q->vendor_len) < 0 ||
				 name_of(&d->device_name, q->device_name, q->device_len) < 0))
			return -1;
	}
	return 0;
}

static size_t unique(struct pci_ids_query *q, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (i == 0 || pci_ids_compare(&q[kept - 1], &q[i]) != 0)
			q[kept++] = q[i];
	return kept;
}

/* The same list, as far as somebody asked; sorted, so each vendor once. */
static void offer_names(
	const struct root *root, const char *path, const struct pci_ids_query *q, size_t n)
{
	struct str_buf text = { 0 };

	for (size_t i = 0; i < n && root->recorder; i++) {
		if (q[i].vendor_name && (i == 0 || q[i - 1].vendor != q[i].vendor)) {
			str_buf_printf(&text, "%04x  ", q[i].vendor);
			str_buf_add_n(&text, q[i].vendor_name, q[i].vendor_len);
			str_buf_add(&text, "\n");
		}
		if (!q[i].device_name)
			continue;
		str_buf_printf(&text, "\t%04x  ", q[i].device);
		str_buf_add_n(&text, q[i].device_name, q[i].device_len);
		str_buf_add(&text, "\n");
	}
	if (!text.failed)
		root_offer(root, path, text.text ? text.text : "");
	str_buf_done(&text);
}

static int read_names(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	const struct root quiet = root_quiet(root);
	_cleanup_free_ struct pci_ids_query *queries = NULL;
	_cleanup_(root_file_done) struct root_file list = { 0 };
	struct err ignored;
	size_t n = host->n_pci, at = 0;

	if (scope & FACTS_NO_NAMES || n == 0)
		return 0;
	while (at < ARRAY_SIZE(lists) &&
		root_read_bytes(&quiet, LIST_MAX, &list, &ignored, lists[at]) < 0)
		at++;
	if (!list.text)
		return 0;
	queries = calloc(n, sizeof(*queries));
	if (!queries)
		return err_oom(err);
	for (size_t i = 0; i < n; i++) {
		queries[i].vendor = host->pci[i].vendor;
		queries[i].device = host->pci[i].device;
	}
	qsort(queries, n, sizeof(*queries), pci_ids_compare);
	n = unique(queries, n);
	pci_ids_lookup(list.text, list.size, queries, n);
	offer_names(root, lists[at], queries, n);
	return take_names(host, queries, n) < 0 ? err_oom(err) : 0;
}

const struct facts facts_names = {
	.id = "names",
	.read = read_names,
};
