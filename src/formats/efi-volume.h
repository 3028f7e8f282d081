/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_EFI_VOLUME_H
#define FORMATS_EFI_VOLUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "formats/efi-guid.h"
#include "formats/efi-image.h"

/*
 * Firmware volumes, the files in them and the sections of those (PI 1.8, volume 3, chapters
 * 2 and 3), as deep as they are packed into each other. Vendors break each rule of that:
 * checksums, lengths and alignment are reported where they are wrong, and reading goes on.
 */
enum efi_kind {
	EFI_VOLUME = 1,
	EFI_FILE,
	EFI_SECTION,
	EFI_ROM,    /* an image of a PCI option ROM */
	EFI_DATA,   /* anything else: between volumes, or unpacked and of no known form */
	EFI_MEMBER, /* a file of an archive, or what a vendor's container was put together from */
};

enum efi_file_type {
	EFI_FILE_RAW = 0x01,
	EFI_FILE_FREEFORM = 0x02,
	EFI_FILE_DRIVER = 0x07,
	EFI_FILE_VOLUME = 0x0b,
	EFI_FILE_PAD = 0xf0,
};

enum efi_section_type {
	EFI_SECTION_COMPRESSION = 0x01,
	EFI_SECTION_GUID_DEFINED = 0x02,
	EFI_SECTION_DISPOSABLE = 0x03,
	EFI_SECTION_PE32 = 0x10,
	EFI_SECTION_PIC = 0x11,
	EFI_SECTION_TE = 0x12,
	EFI_SECTION_DXE_DEPEX = 0x13,
	EFI_SECTION_VERSION = 0x14,
	EFI_SECTION_USER_INTERFACE = 0x15,
	EFI_SECTION_COMPAT16 = 0x16,
	EFI_SECTION_VOLUME = 0x17,
	EFI_SECTION_FREEFORM = 0x18,
	EFI_SECTION_RAW = 0x19,
	EFI_SECTION_PEI_DEPEX = 0x1b,
	EFI_SECTION_MM_DEPEX = 0x1c,
	EFI_SECTION_INSYDE_POSTCODE = 0x20,
	EFI_SECTION_PHOENIX_POSTCODE = 0xf0,
};

enum efi_flags {
	EFI_FLAG_PACKED = 1 << 0, /* offset counts in unpacked bytes, not in the file */
	EFI_FLAG_BAD_CHECKSUM = 1 << 1,
	EFI_FLAG_CUT = 1 << 2, /* was to be longer than what it lies in */
	EFI_FLAGS_ALL = 7,
};

struct efi_node {
	uint32_t id;     /* from 1 on, in the order they are found */
	uint32_t parent; /* 0: none */
	enum efi_kind kind;
	uint8_t type; /* of files and sections, as above; the code type of a ROM */
	unsigned flags;
	struct efi_guid guid; /* all zero: none; of a volume its name, else its file system */
	uint64_t offset;      /* of its header */
	uint64_t size;        /* header included */
	uint64_t header;      /* size of that */
};

enum efi_packing {
	EFI_PACKING_LZMA,     /* with the 13 bytes of an .lzma file in front */
	EFI_PACKING_LZMA_X86, /* the same of x86 code with its calls made absolute */
	EFI_PACKING_ZLIB,
	EFI_PACKING_GZIP,
	EFI_PACKING_BROTLI,
};

/* Takes the files of an archive, as archive_sink of ext-archive.h does. */
struct efi_sink {
	void *arg;
	int (*member)(void *arg, const char *name, struct bytes b, int r);
};

/* What the walk tells and asks. A negative return ends the walk and is returned by it. */
struct efi_walk_ops {
	void *arg;
	int (*found)(void *arg, const struct efi_node *node);
	/* The contents of a node that has no nodes below it. */
	int (*leaf)(void *arg, const struct efi_node *node, struct bytes body);
	/* Each run of bytes that is not part of another: the image, and all that was unpacked. */
	int (*buffer)(void *arg, uint32_t node, struct bytes bytes);
	/*
	 * Something is wrong at this place below a node (0: in the image); harmless: all was
	 * read nevertheless. text is a literal.
	 */
	int (*trouble)(void *arg, uint32_t node, uint64_t offset, bool harmless, const char *text);
	/* At most max bytes, to be free()d. -EFBIG for more, -ENOTSUP when nobody can. */
	int (*unpack)(void *arg, enum efi_packing packing, struct bytes in, size_t max,
		struct bytes *ret);
	/* These bytes, an image or a member, are walked over; and are no longer. May be NULL. */
	void (*enter)(void *arg, struct bytes b);
	void (*leave)(void *arg);
	/* What the bytes of a member are, or those of the image (node 0). */
	int (*form)(void *arg, uint32_t node, const struct efi_image *image);
	/* What a member is called (any bytes), and whether only a password opens it. */
	int (*name)(void *arg, uint32_t node, const char *name, bool locked);
	/*
	 * Gives each file of at most max bytes to the sink. -EINVAL when it is no archive, -EIO
	 * when it is broken, -EACCES when all of it is encrypted, -EFBIG with too many files,
	 * -ENOTSUP when nobody can; what the sink returned when that is negative.
	 */
	int (*open)(void *arg, struct bytes archive, size_t max, const struct efi_sink *sink);
};

struct efi_limits {
	unsigned depth;    /* nodes in each other */
	unsigned archives; /* archives in each other */
	uint32_t members;  /* files in all of them */
	uint32_t nodes;
	size_t stream; /* unpacked bytes of one section */
	size_t total;  /* of all of them */
	uint64_t work; /* bytes that are looked through */
};

extern const struct efi_limits efi_limits;

/* -E2BIG when a limit was reached; what was found until then has been told. */
int efi_walk(struct bytes image, const struct efi_walk_ops *ops, const struct efi_limits *limits);

/* "DXE driver"; NULL when nobody knows the type. */
const char *efi_file_type_text(uint8_t type);
const char *efi_section_type_text(uint8_t type);

#endif
