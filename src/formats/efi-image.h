/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_EFI_IMAGE_H
#define FORMATS_EFI_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "formats/efi-guid.h"

/*
 * What a vendor put around a firmware: a capsule's header, the descriptor of Intel's flash.
 * For the report only: whoever looks for volumes searches all of the bytes, because both are
 * wrong more often than the volumes are.
 */
enum efi_capsule {
	EFI_CAPSULE_NONE,
	EFI_CAPSULE_EFI, /* UEFI 2.10, section 23.3, and Intel's Framework */
	EFI_CAPSULE_FMP,
	EFI_CAPSULE_INTEL,
	EFI_CAPSULE_LENOVO,
	EFI_CAPSULE_TOSHIBA,
	EFI_CAPSULE_APTIO_SIGNED,
	EFI_CAPSULE_APTIO,
	EFI_CAPSULE_UNKNOWN, /* a header that makes sense, with a GUID nobody knows */
};

#define EFI_REGIONS 16

/* What it is packed into. */
enum efi_container {
	EFI_CONTAINER_NONE,
	EFI_CONTAINER_PFAT,
	EFI_CONTAINER_UCP,
	EFI_CONTAINER_ZIP,
	EFI_CONTAINER_7Z,
	EFI_CONTAINER_RAR,
	EFI_CONTAINER_CAB,
	EFI_CONTAINER_XZ,
	EFI_CONTAINER_GZIP,
	EFI_CONTAINER_BZIP2,
	EFI_CONTAINER_ZSTD,
	EFI_CONTAINER_LHA,
	EFI_CONTAINER_TAR,
	EFI_CONTAINER_ISO,
	EFI_CONTAINER_CBFS,
	EFI_CONTAINER_PFS,     /* Dell's */
	EFI_CONTAINER_IFLASH,  /* Insyde's: the image is in it as it is */
	EFI_CONTAINER_INNO,    /* a program that only innoextract opens */
	EFI_CONTAINER_FUJITSU, /* a program that nobody opens */
	EFI_CONTAINER_PROGRAM,
	EFI_CONTAINERS, /* how many there are */
};

struct efi_region {
	bool present;
	uint64_t offset; /* from the start of the flash */
	uint64_t size;
	bool outside; /* not wholly in these bytes */
};

struct efi_image {
	enum efi_capsule capsule;
	struct efi_guid capsule_guid;
	uint64_t body; /* where the capsule's contents start; 0 without one */
	bool descriptor;
	uint64_t descriptor_off;
	struct efi_region regions[EFI_REGIONS]; /* in the descriptor's order */
	enum efi_container container;
};

/* Never fails: what is none of these is a bare image. */
void efi_image_detect(struct bytes b, struct efi_image *ret);

/* NULL for none. */
const char *efi_capsule_text(enum efi_capsule capsule);
const char *efi_container_text(enum efi_container container);
const char *efi_region_name(size_t region);

/* Something that libarchive may open: an archive, or a program that may have one in it. */
bool efi_container_is_archive(enum efi_container container);

#endif
