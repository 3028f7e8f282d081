/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn rom dump": the option ROM of a device of this host, into a file.
 */
#include <errno.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/rom-device.h"
#include "cli/rom-image.h"

struct opts {
	const char *output;
	bool force;
};

static const struct option options[] = {
	{ "output", 'o', "OUT", "the file to make; else named after the device, here", OPTION_STR,
		offsetof(struct opts, output) },
	{ "force", 0, NULL, "take the changed copy of Intel's primary display too", OPTION_FLAG,
		offsetof(struct opts, force) },
	{ 0 },
};

static bool is_for(const struct option_rom *rom, const struct pci_dev *d)
{
	for (size_t i = 0; i < rom->n_images; i++)
		if (option_rom_image_is_for(&rom->images[i], d->vendor, d->device))
			return true;
	return false;
}

/* What a device that sleeps or is gone answers. */
static bool all_ones(const struct root_file *file)
{
	for (size_t i = 0; i < file->size; i++)
		if ((unsigned char)file->text[i] != 0xff)
			return false;
	return true;
}

static int check(struct call *call, const struct rom_device *d, const struct root_file *file,
	struct rom_image **ret, struct err *err)
{
	int r;

	if (all_ones(file))
		return err_set(err, EIO,
			"the ROM of %s reads as nothing but ones: the device sleeps or is gone",
			d->dev->name);
	r = rom_image_read(file, d->dev->name, ret, err);
	if (r < 0)
		return r;
	if ((*ret)->rom.n_images == 0)
		return err_set(
			err, EIO, "what %s shows as its ROM holds no option ROM", d->dev->name);
	if (!is_for(&(*ret)->rom, d->dev))
		doc_note(call->doc, "it does not name this device, %04x:%04x", d->dev->vendor,
			d->dev->device);
	return 0;
}

static char *out_name(const struct opts *opts, const struct pci_dev *d)
{
	return opts->output ? str_printf("%s", opts->output)
			    : str_printf("%04x-%04x.rom", d->vendor, d->device);
}

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(rom_image_freep) struct rom_image *image = NULL;
	_cleanup_(rom_device_done) struct rom_device d = { 0 };
	_cleanup_(root_file_done) struct root_file file = { 0 };
	_cleanup_free_ char *output = NULL;
	int r = rom_device_find(call, call->args[0], &d, err);

	if (r == 0)
		r = rom_device_read(call, &d, opts->force, &file, err);
	if (r == 0)
		r = check(call, &d, &file, &image, err);
	if (r < 0)
		return r;
	output = out_name(opts, d.dev);
	if (!output)
		return err_oom(err);
	r = root_user_publish(output, file.text, file.size, err);
	if (r == -EEXIST)
		return err_hint(err, "--output names another file");
	if (r < 0)
		return r;
	doc_str(call->doc, "output", output);
	rom_image_doc(call->doc, &image->rom);
	return 0;
}

const struct command command_rom_dump = {
	.name = "rom dump",
	.summary = "the option ROM of a device, into a file",
	.about =
		"Reads the option ROM of a device through the kernel, which needs root; of an AMD "
		"GPU in the processor, which has none of its own, out of the firmware's ACPI table "
		"VFCT. A note says when the device is the primary display, whose ROM may be a "
		"changed copy. What would be of no use in a guest is refused: VFs have no ROM, and "
		"that of Intel's primary display is a copy with addresses of this host in it.",
	.examples = "sudo virtfn rom dump 01:00.0\tinto a file here\n"
		    "sudo virtfn rom dump 01:00.0 -o /usr/share/vgabios/gpu.rom\twhere AppArmor "
		    "lets QEMU read it\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "DEVICE", OPERAND_DEVICE } },
	.run = run,
};
