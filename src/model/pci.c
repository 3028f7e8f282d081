/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PCI function as data: its address as text, and who uses it.
 */
#include "model/pci.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* Hexadecimal digits, min to max of them, up to an end character; how many, or 0. */
static size_t hex_part(const char *s, size_t min, size_t max, char end, uint32_t *ret)
{
	uint32_t v = 0;
	size_t n = 0;

	while (n < max && isxdigit((unsigned char)s[n])) {
		char c = s[n++];

		v = v << 4 |
		    (uint32_t)(isdigit((unsigned char)c) ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	*ret = v;
	return n >= min && s[n] == end ? n : 0;
}

int pci_addr_parse(const char *text, struct pci_addr *ret)
{
	uint32_t domain = 0, bus, slot, func;
	const char *p = text;
	size_t n;

	/* "0000:00:02.0": two colons; "00:02.0": one. */
	if (strchr(p, ':') && strchr(strchr(p, ':') + 1, ':')) {
		n = hex_part(p, 4, 8, ':', &domain);
		if (n == 0)
			return -EINVAL;
		p += n + 1;
	}
	n = hex_part(p, 2, 2, ':', &bus);
	if (n == 0)
		return -EINVAL;
	p += n + 1;
	n = hex_part(p, 2, 2, '.', &slot);
	if (n == 0 || slot > 31)
		return -EINVAL;
	p += n + 1;
	if (hex_part(p, 1, 1, '\0', &func) == 0 || func > 7)
		return -EINVAL;
	/* By member: what a whole leaves behind the last one differs, and bytes are compared. */
	ret->domain = domain;
	ret->bus = (uint8_t)bus;
	ret->slot = (uint8_t)slot;
	ret->func = (uint8_t)func;
	return 0;
}

void pci_addr_format(struct pci_addr a, char text[PCI_ADDR_TEXT])
{
	(void)snprintf(
		text, PCI_ADDR_TEXT, "%04x:%02x:%02x.%x", a.domain, a.bus, a.slot, a.func & 7u);
}

int pci_addr_compare(struct pci_addr a, struct pci_addr b)
{
	if (a.domain != b.domain)
		return a.domain < b.domain ? -1 : 1;
	if (a.bus != b.bus)
		return a.bus - b.bus;
	if (a.slot != b.slot)
		return a.slot - b.slot;
	return a.func - b.func;
}

void pci_uses_done(struct pci_use *uses, size_t n_uses)
{
	for (size_t i = 0; i < n_uses; i++)
		free(uses[i].what);
	free(uses);
}

void pci_dev_done(struct pci_dev *d)
{
	pci_uses_done(d->uses, d->n_uses);
	free(d->mdev_types);
	free(d->vendor_name);
	free(d->device_name);
	pci_detail_free(d->detail);
}

int pci_dev_add_use(struct pci_dev *d, enum pci_use_kind kind, const char *what)
{
	return pci_uses_add(&d->uses, &d->n_uses, kind, what);
}

bool pci_dev_is_gpu(const struct pci_dev *d)
{
	return d->class >> 16 == 0x03 || d->class >> 16 == 0x12 || d->class >> 8 == 0x0b40;
}

int pci_uses_add(struct pci_use **uses, size_t *n_uses, enum pci_use_kind kind, const char *what)
{
	_cleanup_free_ char *copy = NULL;
	struct pci_use *use;

	for (size_t i = 0; i < *n_uses; i++)
		if ((*uses)[i].kind == kind && str_eq((*uses)[i].what, what))
			return 0;
	copy = strdup(what);
	use = copy ? mem_append(uses, n_uses, sizeof(*use)) : NULL;
	if (!use)
		return -ENOMEM;
	use->kind = kind;
	use->what = TAKE_PTR(copy);
	return 0;
}

const struct pci_use *pci_dev_busy(const struct pci_dev *d)
{
	for (size_t i = 0; i < d->n_uses; i++)
		/* An interface without addresses is up because udev or a user said so: no harm. */
		if (d->uses[i].kind != PCI_USE_NETDEV_UP)
			return &d->uses[i];
	return NULL;
}
