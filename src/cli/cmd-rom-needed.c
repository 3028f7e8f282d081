/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn rom needed": has a guest to be given a ROM file for this device? The rule is in
 * guest/guest-rom.c.
 */
#include <errno.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/rom-device.h"
#include "guest/guest-rom.h"
#include "kinds/gpu.h"

static enum tri has_rom(const struct root *root, const struct pci_dev *d)
{
	struct err ignored;
	int type = root_type(root, &ignored, "sys/bus/pci/devices/%s/rom", d->name);

	if (type == -ENOENT)
		return TRI_NO;
	return type < 0 ? TRI_UNKNOWN : TRI_YES;
}

static const struct doc_column columns[] = {
	{ "kind", "KIND", "why, or what to do", 0 },
	{ "text", "TEXT", "a reason, or a step", 0 },
	{ 0 },
};

static void add_all(struct doc *table, const char *kind, const char *const *words)
{
	for (size_t i = 0; i < GUEST_ROM_WORDS && words[i]; i++) {
		struct doc *row = doc_row(table);

		doc_str(row, "kind", kind);
		doc_str(row, "text", words[i]);
	}
}

/* What the answer rests on. */
static void seen(struct doc *doc, const struct pci_dev *d, enum tri rom)
{
	const struct gpu_platform *p = gpu_platform_find(d->vendor, d->device);

	doc_str(doc, "device", d->name);
	doc_printf(doc, "id", "%04x:%04x", d->vendor, d->device);
	doc_printf(doc, "class", "%06x", d->class);
	if (p)
		doc_str(doc, "platform", p->name);
	doc_bool(doc, "vf", d->is_vf);
	if (d->is_vf)
		return;
	if (rom == TRI_UNKNOWN)
		doc_unknown(doc, "own_rom");
	else
		doc_bool(doc, "own_rom", rom == TRI_YES);
	if (d->boot_vga != TRI_UNKNOWN)
		doc_bool(doc, "primary_display", d->boot_vga == TRI_YES);
}

static int run(struct call *call, struct err *err)
{
	static const char *const needs[] = {
		[GUEST_ROM_NO] = "no",
		[GUEST_ROM_SOMETIMES] = "sometimes",
		[GUEST_ROM_YES] = "yes",
	};
	_cleanup_(rom_device_done) struct rom_device d = { 0 };
	struct guest_rom answer;
	struct doc *reasons;
	enum tri rom;
	int r = rom_device_find(call, call->args[0], &d, err);

	if (r < 0)
		return r;
	rom = has_rom(call->root, d.dev);
	answer = guest_rom_needed(d.dev, rom);
	seen(call->doc, d.dev, rom);
	if (answer.need == GUEST_ROM_UNKNOWN)
		doc_unknown(call->doc, "needed");
	else
		doc_str(call->doc, "needed", needs[answer.need]);
	reasons = doc_table(call->doc, "reasons", columns, NULL);
	add_all(reasons, "why", answer.why);
	add_all(reasons, "to do", answer.what);
	return 0;
}

const struct command command_rom_needed = {
	.name = "rom needed",
	.summary = "whether a guest needs a ROM file for a device",
	.about = "Says whether a guest that is given this device needs a ROM file for it, why, and "
		 "what the answer rests on: mostly it does not. Where it does, or where it depends "
		 "on the guest, it says how to get one.",
	.examples = "virtfn rom needed 0000:00:02.1\tthis VF of Intel's display\n"
		    "virtfn rom needed 01:00.0 --json\tthe same for programs\n",
	.operands = { { "DEVICE", OPERAND_DEVICE } },
	.run = run,
};
