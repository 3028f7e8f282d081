/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_OPTION_ROM_H
#define FORMATS_OPTION_ROM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "formats/efi-gop.h"

/*
 * A PCI expansion ROM: a chain of images for different kinds of machines (PCI Firmware 3.3,
 * section 5; UEFI 2.10, section 14.4.2), and what NVIDIA puts around its own. Only numbers of
 * fixed size and no pointers, so that it can be read in one process and sent to another.
 */
#define OPTION_ROM_UNIT   512
#define OPTION_ROM_IMAGES 32
#define OPTION_ROM_IDS    16
#define OPTION_ROM_MAX    ((size_t)32 << 20) /* 65535 units are one image's limit */

#define OPTION_ROM_SIGNATURE 0xaa55
#define OPTION_ROM_EFI_MAGIC 0x0ef1

enum option_rom_code {
	OPTION_ROM_BIOS = 0x00,
	OPTION_ROM_OPEN_FIRMWARE = 0x01,
	OPTION_ROM_HP_PA = 0x02,
	OPTION_ROM_EFI = 0x03,
	OPTION_ROM_NVIDIA_NBSI = 0x70, /* tables for a laptop's driver */
	OPTION_ROM_NVIDIA = 0xe0,      /* programs for processors on the card */
};

enum option_rom_flag {
	OPTION_ROM_LAST = 1 << 0,    /* its PCIR says that nothing follows */
	OPTION_ROM_PRIVATE = 1 << 1, /* only NVIDIA's own drivers look for it */
	OPTION_ROM_NPDE = 1 << 2,    /* it has NVIDIA's second header */
	OPTION_ROM_VIDEO = 1 << 3,   /* "VIDEO" in it: NVIDIA's BIOS */
	OPTION_ROM_ATOM = 1 << 4,    /* the signs of AMD's ATOMBIOS */
	OPTION_ROM_PROGRAM = 1 << 5, /* an EFI program is in it */
	OPTION_ROM_GOP = 1 << 6,     /* which is a display driver */
	OPTION_ROM_GOP_INTEL = 1 << 7,
	OPTION_ROM_HASHED = 1 << 8,
};

/* What is wrong with an image. */
enum option_rom_wrong {
	OPTION_ROM_BAD_PCIR = 1 << 0,       /* no PCIR where it is said to be */
	OPTION_ROM_BAD_ALIGN = 1 << 1,      /* its PCIR is not on a border of 4 bytes */
	OPTION_ROM_BAD_LENGTH = 1 << 2,     /* 0 units long */
	OPTION_ROM_BAD_CUT = 1 << 3,        /* goes on behind the end of the file */
	OPTION_ROM_BAD_SIZE = 1 << 4,       /* BIOS: the size at 2 is another than its PCIR's */
	OPTION_ROM_BAD_CHAIN = 1 << 5,      /* and only the size at 2 leads to the next image */
	OPTION_ROM_BAD_CHECKSUM = 1 << 6,   /* BIOS: its bytes do not add up to 0 */
	OPTION_ROM_BAD_EARLY = 1 << 7,      /* it says that it is the last, but one follows */
	OPTION_ROM_BAD_NO_LAST = 1 << 8,    /* it is the last, but does not say so */
	OPTION_ROM_BAD_EFI_MAGIC = 1 << 9,  /* EFI: no 0x0ef1 */
	OPTION_ROM_BAD_EFI_SIZE = 1 << 10,  /* EFI: the size at 2 is more than its PCIR's, or 0 */
	OPTION_ROM_BAD_EFI_START = 1 << 11, /* EFI: the program would start outside of it */
	OPTION_ROM_BAD_SUBSYSTEM = 1 << 12, /* EFI: no driver, by the header */
	OPTION_ROM_BAD_PACKING = 1 << 13,   /* EFI: an unknown kind of compression */
	OPTION_ROM_BAD_PACKED = 1 << 14,    /* EFI: cannot be unpacked */
	OPTION_ROM_BAD_PROGRAM = 1 << 15,   /* EFI: no program where one should start */
	OPTION_ROM_BAD_PE_CUT = 1 << 16,    /* EFI: the program's sections end behind it */
	OPTION_ROM_BAD_MACHINE = 1 << 17, /* EFI: the program is for another machine than it says */
	OPTION_ROM_BAD_KIND = 1 << 18,    /* EFI: the program is no driver */
	OPTION_ROM_BAD_ALL = (1 << 19) - 1,
};

struct option_rom_image {
	uint64_t offset; /* in the file */
	uint64_t size;   /* bytes to the next one */
	uint64_t space;  /* of them those that are there */
	uint32_t flags, wrong;
	uint32_t class; /* 0xBBSSII */
	uint16_t signature, pcir, pcir_size, vendor, device;
	uint16_t code_revision, units; /* the image's length in its PCIR */
	uint16_t size_units;           /* the size at 2: one byte of a BIOS, two of EFI */
	uint16_t ids[OPTION_ROM_IDS], n_ids;
	uint8_t pcir_revision, code, sum; /* sum: of all bytes; 0 is right in a BIOS */
	uint8_t pad;
	/* NVIDIA's second header. */
	uint16_t npde_units, npde_revision;
	/* EFI. */
	uint16_t subsystem, machine, packing, start;
	uint16_t pe_machine, pe_subsystem, n_gop_ids;
	uint16_t gop_ids[EFI_GOP_IDS];
	char gop_build[EFI_GOP_BUILD];
	uint64_t program; /* bytes of the program, unpacked */
	uint8_t sha256[32];
};

enum option_rom_wrapper {
	OPTION_ROM_BARE,
	OPTION_ROM_NVGI,    /* NVIDIA's header of a whole flash chip */
	OPTION_ROM_JUNK,    /* something else in front of the first image */
	OPTION_ROM_NOTHING, /* no image anywhere */
};

enum option_rom_end {
	OPTION_ROM_END_LAST,     /* at the image that says so */
	OPTION_ROM_END_NO_IMAGE, /* what follows is no image */
	OPTION_ROM_END_FILE,     /* with the file */
	OPTION_ROM_END_BROKEN,   /* at an image that does not say how long it is */
	OPTION_ROM_END_MANY,     /* more images than anybody makes */
};

struct option_rom {
	uint64_t file_size;
	uint64_t start, end;   /* the images for firmware: from the first byte to behind the last */
	uint64_t private_end;  /* behind NVIDIA's own, else end */
	uint64_t tail;         /* bytes that are left, without those of one value at the end */
	uint32_t wrapper, how; /* enum option_rom_wrapper, option_rom_end */
	uint32_t n_images;     /* those for firmware first */
	uint32_t pad;
	struct option_rom_image images[OPTION_ROM_IMAGES];
};

/*
 * Reads the chain; sha256 is for the programs, or NULL. -EINVAL when there is no image
 * anywhere (*ret says so too), -ENOMEM.
 */
int option_rom_read(
	struct bytes file, void (*sha256)(struct bytes b, uint8_t ret[32]), struct option_rom *ret);

/*
 * The header of one image at off, without looking into it: -EINVAL without a signature
 * and a PCIR. Its size may be 0.
 */
int option_rom_header(struct bytes file, size_t off, struct option_rom_image *ret);

/*
 * The program of an EFI image: *ret_owned is what was unpacked, to be free()d, or NULL.
 * -EINVAL with the reason in *ret_wrong, -ENOMEM.
 */
int option_rom_program(struct bytes file, const struct option_rom_image *image, struct bytes *ret,
	uint8_t **ret_owned, uint32_t *ret_wrong);

/* Whether what came from another process makes sense for a file of this size. */
bool option_rom_valid(const struct option_rom *rom, uint64_t file_size);

/* Whether one of the images for firmware is, or lists, this device. */
bool option_rom_image_is_for(const struct option_rom_image *i, uint16_t vendor, uint16_t device);

/* "BIOS", "EFI", ...; never NULL. */
const char *option_rom_code_text(uint8_t code);

/* What a BIOS or EFI image's bytes add up to. */
uint8_t option_rom_sum(struct bytes b);

#endif
