/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An EFI driver, made an option ROM for a device, and written: for rom wrap and rom extract.
 */
#include "cli/rom-wrap.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "cli/rom-device.h"
#include "cli/rom-image.h"
#include "cli/rom-install.h"

#define CLASS_DISPLAY 0x030000 /* VGA controller */

static int choose_class(const struct rom_wrap *how, const struct option_rom_target *target,
	const struct root_file *program, uint32_t *ret, struct err *err)
{
	struct efi_gop gop;
	uint64_t class;

	*ret = target->class;
	if (how->class) {
		if (str_to_u64(how->class, 16, 0xffffff, &class) < 0)
			return err_set(err, EINVAL,
				"'%s' is no PCI class; a VGA controller's is 030000", how->class);
		*ret = (uint32_t) class;
	} else if (*ret == 0 && efi_gop_is(bytes_of(program->text, program->size), &gop)) {
		*ret = CLASS_DISPLAY;
	}
	return 0;
}

static int put(struct call *call, const struct rom_image *image, const char *output,
	const struct rom_wrap *how, struct err *err)
{
	int r;

	if (how->install)
		return rom_install(
			call, output, bytes_of(image->data, image->size), how->replace, err);
	r = root_user_publish(output, image->data, image->size, err);
	if (r == -EEXIST)
		return err_hint(err, "--output names another file");
	if (r == 0)
		doc_str(call->doc, "output", output);
	return r;
}

int rom_wrap_write(struct call *call, const struct root_file *program, const char *name,
	const struct rom_wrap *how, struct err *err)
{
	_cleanup_(rom_image_freep) struct rom_image *image = NULL;
	struct option_rom_target target = { 0 };
	struct option_rom_wish wish = { .compress = how->compress };
	_cleanup_free_ char *output = NULL;
	int r = rom_target_parse(call, how->target, &target, err);

	if (r == 0)
		r = choose_class(how, &target, program, &wish.class, err);
	if (r < 0)
		return r;
	wish.vendor = target.vendor;
	wish.device = target.device;
	r = rom_image_wrap(program, name, &wish, &image, err);
	if (r < 0)
		return r;
	output = how->output ? strdup(how->output)
			     : str_printf("%04x-%04x.rom", wish.vendor, wish.device);
	if (!output)
		return err_oom(err);
	r = put(call, image, output, how, err);
	if (r < 0)
		return r;
	rom_image_doc(call->doc, &image->rom);
	return 0;
}

int rom_wrap_driver(
	struct call *call, struct bytes program, const struct rom_wrap *how, struct err *err)
{
	/* Borrowed, and only read. */
	const struct root_file file = {
		.text = (char *)(uintptr_t)program.data,
		.size = program.size,
	};

	return rom_wrap_write(call, &file, "this driver", how, err);
}
