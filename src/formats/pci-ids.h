/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_PCI_IDS_H
#define FORMATS_PCI_IDS_H

#include <stddef.h>
#include <stdint.h>

/*
 * The system's list of PCI names, pci.ids (pci-ids.ucw.cz): a vendor is a line of
 * four hexadecimal digits and its name, its devices follow behind one tab.
 */
struct pci_ids_query {
	uint16_t vendor, device;
	const char *vendor_name,
		*device_name; /* into the text, not 0-terminated; NULL: not found */
	size_t vendor_len, device_len;
};

/*
 * Fills the names of all n queries in one pass over the text. The queries must be
 * sorted by pci_ids_compare(); names point into text.
 */
void pci_ids_lookup(const char *text, size_t size, struct pci_ids_query *queries, size_t n);

/* For qsort(): by vendor, then device. */
int pci_ids_compare(const void *a, const void *b);

#endif
