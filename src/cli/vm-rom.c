/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which ROM file does a new guest get for its GPU, when --rom does not say? Whether one is needed
 * is guest/guest-rom.c's, where they are kept rom-install.c's.
 */
#include "cli/vm-rom.h"

#include <errno.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/rom-install.h"
#include "guest/guest-rom.h"

static struct guest_device *find_gpu(
	const struct host *host, struct vm_desktop *d, const struct pci_dev **ret)
{
	for (size_t i = 0; i < d->n_devices; i++) {
		*ret = host_find_pci(host, d->devices[i].addr);
		if (*ret && pci_dev_is_gpu(*ret))
			return &d->devices[i];
	}
	return NULL;
}

static void decide(struct vm_desktop *d, const char *value, const char *why)
{
	struct guest_choice *c = &d->choice;
	struct guest_setting *s;

	if (c->n_settings == GUEST_SETTINGS)
		return;
	s = &c->settings[c->n_settings++];
	s->what = "rom";
	(void)snprintf(s->value, sizeof(s->value), "%.95s", value);
	(void)snprintf(s->why, sizeof(s->why), "%.239s", why);
}

/* Why none: of a VF of Intel's display the first reason is Linux', the second Windows'. */
static const char *why_none(
	const struct guest_rom *rom, const struct pci_dev *gpu, const struct vm_desktop *d)
{
	bool second =
		gpu->is_vf && rom->need == GUEST_ROM_SOMETIMES && d->wish.os != GUEST_SYSTEM_LINUX;

	return second && rom->why[1] ? rom->why[1] : rom->why[0];
}

static const char *why_this(const struct guest_rom *rom, const struct pci_dev *gpu)
{
	if (rom->need == GUEST_ROM_YES)
		return rom->why[0];
	return gpu->is_vf ? "a Windows guest may want one"
			  : "for a picture before the guest's own driver runs";
}

/* Whether one that is there is of any use. */
static bool is_wanted(
	const struct guest_rom *rom, const struct pci_dev *gpu, const struct vm_desktop *d)
{
	if (rom->need == GUEST_ROM_SOMETIMES)
		return !gpu->is_vf || d->wish.os != GUEST_SYSTEM_LINUX;
	return rom->need == GUEST_ROM_YES;
}

/* A VF mostly goes without; of a whole GPU somebody will miss the picture, or the guest stops. */
static void tell_missing(
	const struct vm_device *v, const struct guest_rom *rom, const struct pci_dev *gpu)
{
	if (rom->need == GUEST_ROM_YES)
		doc_note(v->call->doc,
			"the guest needs a ROM for %s: %s; %s, put it into /usr/share/vgabios, and "
			"make the guest then, or give it with --rom FILE",
			gpu->name, rom->why[0], rom->what[0]);
	else if (!gpu->is_vf)
		doc_note(v->call->doc,
			"%s shows nothing before the guest's own driver runs: a ROM for it would "
			"change that; virtfn rom needed %s says how to get one",
			gpu->name, gpu->name);
}

int vm_rom_choose(const struct vm_device *v, struct vm_desktop *d, char **ret_path, struct err *err)
{
	const struct pci_dev *gpu = NULL;
	struct guest_device *device = find_gpu(v->host, d, &gpu);
	struct guest_rom rom;
	char text[240];
	int r = -ENOENT;

	if (!device)
		return 0;
	rom = guest_rom_needed(gpu, gpu->detail ? gpu->detail->has_rom : TRI_UNKNOWN);
	if (is_wanted(&rom, gpu, d))
		r = rom_installed(v->call->root, gpu, ret_path, err);
	if (r < 0 && r != -ENOENT)
		return r;
	if (r == 0) {
		device->rom = *ret_path;
		(void)snprintf(text, sizeof(text),
			"installed for %04x:%04x (--rom none leaves it away); %s", gpu->vendor,
			gpu->device, why_this(&rom, gpu));
		decide(d, *ret_path, text);
		return 0;
	}
	decide(d, "none", why_none(&rom, gpu, d));
	if (is_wanted(&rom, gpu, d))
		tell_missing(v, &rom, gpu);
	return 0;
}
