/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a capsule, a flash with a descriptor, or a container: what is told of them
 * lies inside them, or is said not to.
 */
#include "fuzz.h"

#include "formats/efi-image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct efi_image image;

	efi_image_detect(bytes_of(data, size), &image);
	FUZZ_CHECK(image.body <= size);
	FUZZ_CHECK((image.capsule == EFI_CAPSULE_NONE) == !efi_capsule_text(image.capsule));
	FUZZ_CHECK((image.container == EFI_CONTAINER_NONE) == !efi_container_text(image.container));
	for (size_t i = 0; i < EFI_REGIONS; i++) {
		const struct efi_region *r = &image.regions[i];

		FUZZ_CHECK(!r->present || (image.descriptor && r->size > 0));
		FUZZ_CHECK(!r->present || r->outside || r->offset + r->size <= size - image.body);
	}
	return 0;
}
