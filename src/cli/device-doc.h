/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_DEVICE_DOC_H
#define CLI_DEVICE_DOC_H

#include "base/doc.h"
#include "base/root.h"
#include "model/host.h"

/* The columns of a table of functions, the same in every command that shows one. */
extern const struct doc_column device_columns[];
extern const struct doc_column vf_columns[];

/* Fills a row with everything known about a function. */
void device_doc_fill(struct doc *row, const struct host *host, const struct pci_dev *d);

/* What a VF has of a GPU. */
void device_doc_quota(struct doc *row, const struct pci_dev *d);

/* Says once which answers need root, where the snapshot lacks them. */
void device_doc_notes(struct doc *doc, const struct root *root, const struct host *host);

/* "NetXtreme BCM5720" or, for want of a name, "14e4:165f". */
void device_doc_name(struct doc *row, const char *key, const struct pci_dev *d);

/* Who uses a thing, as a list; seen: that could be looked at. */
void device_doc_uses(struct doc *row, const struct pci_use *uses, size_t n, bool seen);

#endif
