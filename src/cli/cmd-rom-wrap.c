/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn rom wrap": an option ROM out of an EFI driver.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/rom-install.h"
#include "cli/rom-wrap.h"
#include "formats/option-rom.h"

struct opts {
	const char *target, *class, *output;
	bool compress, install, replace;
};

#define AT(field) offsetof(struct opts, field)

static const struct option options[] = {
	{ "for", 'f', "DEVICE", "the device that gets it: an address, or IDs such as 8086:a780",
		OPTION_STR, AT(target) },
	{ "output", 'o', "OUT", "the file to make; else named after EFI, with .rom, here",
		OPTION_STR, AT(output) },
	{ "compress", 'c', NULL, "pack the driver; firmware unpacks it", OPTION_FLAG,
		AT(compress) },
	{ "install", 0, NULL,
		"put it where libvirt's guests may read it; --output is its name there",
		OPTION_FLAG, AT(install) },
	{ "replace", 0, NULL, "with --install: over another file of that name", OPTION_FLAG,
		AT(replace) },
	{ "class", 0, "HEX", "the device's class, such as 030000", OPTION_STR, AT(class) },
	{ 0 },
};

/* "gop.rom" of "../gop.efi". */
static char *out_name(const char *efi)
{
	const char *base = str_base_name(efi);
	const char *dot = strrchr(base, '.');

	if (str_eq(efi, "-"))
		base = "wrapped";
	return str_printf("%.*s.rom", (int)(dot ? (size_t)(dot - base) : strlen(base)), base);
}

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(root_file_done) struct root_file program = { 0 };
	_cleanup_free_ char *output = NULL;
	struct rom_wrap how = {
		.target = opts->target,
		.class = opts->class,
		.compress = opts->compress,
		.install = opts->install,
		.replace = opts->replace,
	};
	const char *name = call->args[0];
	int r;

	if (!opts->target) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL,
			"say which device it is for: --for 0000:00:02.1, or --for "
			"8086:a780");
	}
	output = opts->output ? strdup(opts->output) : out_name(name);
	if (!output)
		return err_oom(err);
	how.output = output;
	r = opts->install ? rom_may_install(call, err) : 0;
	if (r < 0)
		return r;
	r = root_user_read(name, OPTION_ROM_MAX, &program, err);
	return r < 0 ? r : rom_wrap_write(call, &program, name, &how, err);
}

const struct command command_rom_wrap = {
	.name = "rom wrap",
	.summary = "an option ROM out of an EFI driver",
	.about =
		"Makes a PCI option ROM of an EFI driver, so that a guest's firmware loads it: "
		"QEMU "
		"takes a bare .efi as a ROM file too, but OVMF never runs that. The ROM names the "
		"device that gets it; a VF has the IDs of its PF there. The driver itself stays as "
		"it is. --compress makes it smaller, which firmware unpacks. --install puts it "
		"into /usr/share/vgabios (on Proxmox VE /usr/share/kvm), where AppArmor lets QEMU "
		"read it.",
	.examples =
		"virtfn rom wrap gop.efi --for 0000:00:02.1\tfor this VF, into gop.rom\n"
		"sudo virtfn rom wrap gop.efi --for 00:02.1 --install\twhere a guest may read it\n"
		"virtfn rom wrap gop.efi --for 8086:a780 -o vf.rom\tfor such a device\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "EFI", OPERAND_TEXT } },
	.run = run,
};
