/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_EFI_SCAN_H
#define FORMATS_EFI_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/str.h"
#include "formats/efi-gop.h"
#include "formats/efi-image.h"
#include "formats/efi-volume.h"

/*
 * All that is in a firmware image: what efi-volume.h walks over, kept, with names, hashes and
 * what was searched for. It holds no pointers into the image, so that it can be made in a
 * process of its own and sent: see efi_scan_write().
 */
#define EFI_NAME_MAX    128
#define EFI_VERSION_MAX 32
#define EFI_PATTERNS    2
#define EFI_SHA256      32

struct efi_item {
	struct efi_node node;
	char name[EFI_NAME_MAX];       /* of a file, from its user interface section; of a member */
	char version[EFI_VERSION_MAX]; /* from its version section */
	struct efi_pe pe;              /* of a leaf that is a program; machine 0: it is none */
	unsigned depth;                /* 1: in nothing */
	uint64_t body;                 /* bytes of a leaf */
	bool hashed;
	uint8_t sha256[EFI_SHA256]; /* of the body */
	uint64_t hits;              /* of the patterns in the body */
	uint64_t first_hit;         /* from the start of the body */
};

struct efi_trouble {
	uint32_t node;
	uint64_t offset;
	uint32_t harmless; /* 1: it hid nothing */
	char text[80];
};

enum efi_driver_why {
	EFI_DRIVER_INTEL,  /* Intel's display driver, by all signs */
	EFI_DRIVER_OTHER,  /* another display driver */
	EFI_DRIVER_WANTED, /* under the GUID that was asked for */
};

/* A program that may be the one that is looked for; each of the same bytes once. */
struct efi_driver {
	uint32_t node; /* 0: found by searching all bytes; only when no other Intel one is there */
	enum efi_driver_why why;
	struct efi_gop gop;
	uint32_t within; /* of what it was searched in, when node is 0; 0: the image */
	uint64_t offset; /* in those bytes */
	uint32_t copies; /* how often it is there */
	bool hashed;
	uint8_t sha256[EFI_SHA256];
	uint8_t *data; /* gop.pe.size bytes, owned */
};

struct efi_vbt_at {
	uint32_t node;
	struct efi_vbt vbt;
};

/* What is in an archive, or in a vendor's container; its item has its name. */
struct efi_member {
	uint32_t node;
	bool locked; /* only a password opens it */
	struct efi_image image;
};

struct efi_scan {
	struct efi_image image;
	struct efi_member *members;
	size_t n_members;
	struct efi_item *items; /* items[i].node.id is i + 1 */
	size_t n_items;
	struct efi_trouble *troubles;
	size_t n_troubles;     /* those kept */
	uint64_t all_troubles; /* those met */
	uint64_t broken;       /* of them those that hid something */
	struct efi_driver *drivers;
	size_t n_drivers;
	struct efi_vbt_at *vbts;
	size_t n_vbts;
	bool limited; /* a limit ended it early */
};

#define EFI_TROUBLES_MAX     1000
#define EFI_DRIVERS_MAX      64
#define EFI_DRIVER_BYTES_MAX ((size_t)64 << 20)
#define EFI_VBTS_MAX         256
#define EFI_DEPTH_MAX        256
#define EFI_MEMBERS_MAX      4096

struct efi_scan_wish {
	struct bytes patterns[EFI_PATTERNS]; /* count those that are in a body */
	const struct efi_guid *guid;         /* programs of files and sections with this one */
	bool hash;                           /* the body of each leaf */
	int (*unpack)(void *arg, enum efi_packing packing, struct bytes in, size_t max,
		struct bytes *ret);
	int (*open)(void *arg, struct bytes archive, size_t max, const struct efi_sink *sink);
	void (*enter)(void *arg, struct bytes b); /* as in efi_walk_ops; may be NULL */
	void (*leave)(void *arg);
	void (*sha256)(struct bytes b, uint8_t ret[EFI_SHA256]);
	void *arg;
};

/* Needs efi_scan_done(). -ENOMEM only: an image with nothing in it is an empty scan. */
int efi_scan(struct bytes image, const struct efi_scan_wish *wish, const struct efi_limits *limits,
	struct efi_scan *ret);
void efi_scan_done(struct efi_scan *s);

/* The scan as bytes for a reader on the same machine; b is marked failed without memory. */
void efi_scan_write(const struct efi_scan *s, struct str_buf *b);

/*
 * Back from bytes that may have been made by whoever broke into the writer: -EINVAL unless
 * each number, text and reference in them makes sense. Needs efi_scan_done().
 */
int efi_scan_read(struct bytes b, struct efi_scan *ret);

#endif
