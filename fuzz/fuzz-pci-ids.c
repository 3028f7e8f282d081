/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a list of names: names lie inside it, and are those that a slow and
 * simple search finds. The input is a count, the queries, and the text.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "formats/pci-ids.h"

#define QUERIES_MAX 16

static bool is_id(const char *s, size_t len, unsigned *ret)
{
	char text[5] = { 0 };

	if (len < 6 || s[4] != ' ')
		return false;
	memcpy(text, s, 4);
	if (strspn(text, "0123456789abcdefABCDEF") != 4)
		return false;
	*ret = (unsigned)strtoul(text, NULL, 16);
	return true;
}

/* The last line for this query wins, as in pci-ids.c. */
static void search(const char *text, size_t size, struct pci_ids_query *q)
{
	bool in_vendor = false;
	const char *next;

	for (const char *p = text, *end = text + size; p < end; p = next + 1) {
		size_t len, tab;
		unsigned id;

		next = memchr(p, '\n', (size_t)(end - p));
		next = next ? next : end;
		len = (size_t)(next - p);
		len -= len > 0 && p[len - 1] == '\r';
		tab = len > 0 && p[0] == '\t';
		if (len == 0 || p[0] == '#' || (tab && (!in_vendor || (len > 1 && p[1] == '\t'))))
			continue;
		if (!is_id(p + tab, len - tab, &id)) {
			in_vendor = tab ? in_vendor : false;
			continue;
		}
		if (!tab)
			in_vendor = id == q->vendor;
		if (!in_vendor || (tab && id != q->device))
			continue;
		len -= tab + 4;
		p += tab + 4;
		while (len > 0 && *p == ' ') {
			p++;
			len--;
		}
		*(tab ? &q->device_name : &q->vendor_name) = p;
		*(tab ? &q->device_len : &q->vendor_len) = len;
	}
}

static void check_name(const char *text, size_t size, const char *name, size_t len)
{
	if (!name)
		return;
	FUZZ_CHECK(name >= text && len <= size && name + len <= text + size);
	FUZZ_CHECK(!memchr(name, '\n', len));
	FUZZ_CHECK(len == 0 || name[0] != ' ');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pci_ids_query q[QUERIES_MAX] = { 0 };
	size_t n = size > 0 ? data[0] % (QUERIES_MAX + 1) : 0;
	const char *text;

	if (size < 1 + 4 * n)
		return 0;
	for (size_t i = 0; i < n; i++) {
		const uint8_t *p = data + 1 + 4 * i;

		q[i].vendor = (uint16_t)(p[0] << 8 | p[1]);
		q[i].device = (uint16_t)(p[2] << 8 | p[3]);
	}
	qsort(q, n, sizeof(q[0]), pci_ids_compare);
	size -= 1 + 4 * n;
	text = (const char *)data + 1 + 4 * n;
	pci_ids_lookup(text, size, q, n);
	for (size_t i = 0; i < n; i++) {
		struct pci_ids_query slow = { .vendor = q[i].vendor, .device = q[i].device };

		check_name(text, size, q[i].vendor_name, q[i].vendor_len);
		check_name(text, size, q[i].device_name, q[i].device_len);
		search(text, size, &slow);
		FUZZ_CHECK(slow.vendor_name == q[i].vendor_name);
		FUZZ_CHECK(slow.vendor_len == q[i].vendor_len);
		FUZZ_CHECK(slow.device_name == q[i].device_name);
		FUZZ_CHECK(slow.device_len == q[i].device_len);
	}
	return 0;
}
