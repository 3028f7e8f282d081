/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_EFI_WALK_H
#define FORMATS_EFI_WALK_H

#include "formats/efi-volume.h"

/* How the parts of the walk speak with each other; nobody else includes this. */
struct efi_walk {
	const struct efi_walk_ops *ops;
	struct efi_limits limits;
	uint32_t n;
	size_t total;
	uint64_t work;
	uint32_t members, volumes; /* met so far */
	unsigned archives;         /* that we are in */
	unsigned pfs;              /* of Dell's containers, that we are in */
};

/* Some bytes, where they are, and whose they are. */
struct efi_span {
	struct bytes b;
	uint64_t base; /* of the first one, for offsets that are told */
	uint32_t parent;
	unsigned depth;
	unsigned flags; /* EFI_FLAG_PACKED or 0 */
};

/* All return 0, or what ends the walk. */

/* Tells of a node at off in the span; fills its id. */
int efi_walk_node(struct efi_walk *w, const struct efi_span *s, size_t off, struct efi_node *node);
int efi_walk_trouble(struct efi_walk *w, const struct efi_span *s, size_t off, const char *text);
/* What is wrong, but hides nothing: a checksum. */
int efi_walk_doubt(struct efi_walk *w, const struct efi_span *s, size_t off, const char *text);
int efi_walk_work(struct efi_walk *w, const struct efi_span *s, uint64_t bytes);

/* What is inside a node that starts at off in the span: len bytes from off + skip. */
struct efi_span efi_span_in(
	const struct efi_span *s, const struct efi_node *node, size_t off, size_t skip, size_t len);

/* Volumes anywhere in the bytes, and what lies between them; *ret_any: there is one. */
int efi_walk_volumes(struct efi_walk *w, const struct efi_span *s, bool *ret_any);

/* The sections of a file. *ret_any: there is one. */
int efi_walk_sections(struct efi_walk *w, const struct efi_span *s, bool *ret_any);

/* A whole file: the image (node 0), or a member; it may be an archive. */
int efi_walk_file(struct efi_walk *w, const struct efi_span *s, const struct efi_node *node);

/* What vendors pack it into, other than archives; *ret_any: there was something inside. */
int efi_walk_vendor(
	struct efi_walk *w, const struct efi_span *s, const struct efi_image *image, bool *ret_any);

/* Looks at the bytes of a member; r as in efi_sink. Ends the walk when its limits are met. */
int efi_walk_member(
	struct efi_walk *w, const struct efi_span *s, const char *name, struct bytes b, int r);

/* Bytes of no known form: volumes, an option ROM, or a leaf of the node. */
int efi_walk_raw(struct efi_walk *w, const struct efi_span *s, const struct efi_node *node);

/* The images of a PCI option ROM; *ret_any: there is one. */
int efi_walk_rom(struct efi_walk *w, const struct efi_span *s, bool *ret_any);

/*
 * Whether the bytes start with a section of a known type, or are a whole chain with one; all:
 * they are a whole chain of nothing but those.
 */
bool efi_sections_are(struct bytes b, bool all);

/* Unpacks with our own decoder; -EINVAL when it is no such data, -E2BIG over a limit. */
int efi_walk_tiano(struct efi_walk *w, struct bytes in, int kind, struct bytes *ret);

/* What came out of a section is looked at as sections, volumes, or raw. */
int efi_walk_contents(struct efi_walk *w, const struct efi_span *s);

/* How many bytes from the start have this value. */
size_t efi_run_of(struct bytes b, uint8_t value);

#endif
