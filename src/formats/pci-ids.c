/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of vendors and devices, looked up in one pass. Class names are our own
 * business: kinds/ knows the few that matter.
 */
#include "formats/pci-ids.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

int pci_ids_compare(const void *a, const void *b)
{
	const struct pci_ids_query *x = a, *y = b;

	if (x->vendor != y->vendor)
		return x->vendor < y->vendor ? -1 : 1;
	return x->device < y->device ? -1 : x->device > y->device;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* "8086  Intel Corporation": the ID and where the name starts; false on other lines. */
static bool split(const char *line, size_t len, uint16_t *id, size_t *name)
{
	unsigned v = 0;

	if (len < 6 || line[4] != ' ')
		return false;
	for (size_t i = 0; i < 4; i++) {
		int d = digit(line[i]);

		if (d < 0)
			return false;
		v = v << 4 | (unsigned)d;
	}
	*id = (uint16_t)v;
	*name = 4;
	while (*name < len && line[*name] == ' ')
		(*name)++;
	return true;
}

struct pass {
	struct pci_ids_query *queries;
	size_t n;
	size_t first, end; /* queries of the vendor that we are in */
};

/* Which queries have this vendor: a binary search, vendors come in any order. */
static void enter_vendor(struct pass *p, uint16_t vendor, const char *name, size_t len)
{
	size_t low = 0, high = p->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (p->queries[mid].vendor < vendor)
			low = mid + 1;
		else
			high = mid;
	}
	p->first = low;
	p->end = low;
	while (p->end < p->n && p->queries[p->end].vendor == vendor) {
		p->queries[p->end].vendor_name = name;
		p->queries[p->end].vendor_len = len;
		p->end++;
	}
}

static void device_line(struct pass *p, const char *line, size_t len)
{
	uint16_t id;
	size_t name;

	if (!split(line, len, &id, &name))
		return;
	for (size_t i = p->first; i < p->end; i++) {
		if (p->queries[i].device != id)
			continue;
		p->queries[i].device_name = line + name;
		p->queries[i].device_len = len - name;
	}
}

static void one_line(struct pass *p, const char *line, size_t len)
{
	uint16_t id;
	size_t name;

	if (len > 0 && line[len - 1] == '\r')
		len--;
	if (len > 1 && line[0] == '\t' && line[1] != '\t' && p->first < p->end)
		device_line(p, line + 1, len - 1);
	else if (len > 0 && isxdigit((unsigned char)line[0]) && split(line, len, &id, &name))
		enter_vendor(p, id, line + name, len - name);
	else if (len > 0 && line[0] != '\t' && line[0] != '#')
		p->first = p->end; /* a class, or rubbish: no vendor any more */
}

void pci_ids_lookup(const char *text, size_t size, struct pci_ids_query *queries, size_t n)
{
	struct pass p = { .queries = queries, .n = n };
	const char *end = text + size;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		size_t len = (size_t)((newline ? newline : end) - text);

		one_line(&p, text, len);
		text += len + 1;
	}
}
