/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a guest need a ROM file for this device? Mostly not: the answer says why, so that
 * nobody takes a driver out of a firmware for nothing. How one is made is for the rom commands.
 */
#include "guest/guest-rom.h"

#include "base/str.h"
#include "kinds/gpu.h"
#include "kinds/kind.h"

#define CLASS_DISPLAY 0x03
#define CLASS_3D      0x0302

/* Users of these met Windows' Code 43 without a ROM (i915-sriov-dkms, docs and issues). */
static bool met_code_43(uint16_t device)
{
	const struct gpu_platform *p = gpu_platform_of(device);

	return p && (str_eq(p->id, "adl-s") || str_eq(p->id, "rpl-s") || str_eq(p->id, "adl-n"));
}

static struct guest_rom intel_vf(const struct pci_dev *d)
{
	struct guest_rom r = {
		.need = GUEST_ROM_SOMETIMES,
		.why = { "a Linux guest needs none: i915 and xe start a VF without one",
			"a Windows guest needs none with Intel's driver for 11th generation and "
			"newer, as most people report" },
		.what = { "try the guest without; on Code 43 look first at what else makes it: "
			  "Hyper-V or VBS in the guest, a hidden hypervisor, another CPU model "
			  "than "
			  "the host's",
			"then take the driver out of the board's firmware: virtfn rom extract BIOS",
			"make it a ROM that names this VF: virtfn rom wrap GOP.efi --for VF" },
	};

	r.why[2] = met_code_43(d->device)
			   ? "with some of that driver's versions a display like this one stopped "
			     "with Code 43 until it had one"
			   : "no report of a display like this one that worked only with one";
	return r;
}

static struct guest_rom vf(const struct pci_dev *d)
{
	if (d->class >> 16 == CLASS_DISPLAY && d->vendor == GPU_VENDOR_INTEL)
		return intel_vf(d);
	if (d->class >> 16 == CLASS_DISPLAY)
		return (struct guest_rom) {
			.need = GUEST_ROM_NO,
			.why = { "a display's VF has no outputs: there is nothing to show before "
				 "the guest's own driver runs" },
		};
	return (struct guest_rom) {
		.need = GUEST_ROM_NO,
		.why = { "the guest's own driver starts a VF without one",
			"only a network card's would be of use, to boot over the network, and QEMU "
			"gives virtual ones theirs" },
	};
}

static struct guest_rom intel_display(void)
{
	return (struct guest_rom) {
		.need = GUEST_ROM_SOMETIMES,
		.why = { "the operating system's own driver starts the display without one",
			"for a picture before that the guest's firmware needs Intel's driver "
			"(GOP), "
			"and two more that OVMF has not: IgdAssignmentDxe and PlatformGOPPolicy" },
		.what = { "take the driver out of the board's firmware: virtfn rom extract BIOS",
			"the other two are made by VfioIgdPkg" },
	};
}

static struct guest_rom no_rom(const struct pci_dev *d)
{
	if (d->class >> 8 == CLASS_3D)
		return (struct guest_rom) {
			.need = GUEST_ROM_NO,
			.why = { "a 3D controller has no outputs: there is nothing to show before "
				 "the guest's own driver runs" },
			.what = { "a laptop's driver that wants one finds it in the system "
				  "firmware "
				  "only: see the guides for that model" },
		};
	if (d->vendor == GPU_VENDOR_AMD)
		return (struct guest_rom) {
			.need = GUEST_ROM_YES,
			.why = { "the GPU has no ROM of its own, and AMD's drivers want one: the "
				 "host's firmware hands it over in the ACPI table VFCT" },
			.what = { "take it out of that: virtfn rom dump DEVICE" },
		};
	return (struct guest_rom) {
		.need = GUEST_ROM_SOMETIMES,
		.why = { "the GPU has no ROM of its own: it is in the system firmware",
			"without one the guest shows nothing until its own driver runs" },
		.what = { "NVIDIA's and other makers' flashing tools read it" },
	};
}

static struct guest_rom own_rom(const struct pci_dev *d)
{
	if (d->boot_vga == TRI_YES)
		return (struct guest_rom) {
			.need = GUEST_ROM_YES,
			.why = { "it is the host's primary display: what the guest would find as "
				 "its ROM is a copy that the firmware has changed" },
			.what = { "make another display primary, and read it then: virtfn rom dump "
				  "DEVICE",
				"or read it with the maker's flashing tool, and: virtfn rom repair "
				"FILE" },
		};
	return (struct guest_rom) {
		.need = d->boot_vga == TRI_NO || d->class >> 8 != 0x0300 ? GUEST_ROM_NO
									 : GUEST_ROM_UNKNOWN,
		.why = { "the GPU has its own ROM, and QEMU shows it to the guest",
			d->boot_vga == TRI_UNKNOWN && d->class >> 8 == 0x0300
				? "but whether the host changed it, as it does with its primary "
				  "display's, could not be looked at"
				: NULL },
	};
}

struct guest_rom guest_rom_needed(const struct pci_dev *d, enum tri has_rom)
{
	if (d->is_vf)
		return vf(d);
	if (d->class >> 16 != CLASS_DISPLAY)
		return (struct guest_rom) {
			.need = GUEST_ROM_NO,
			.why = { "it is no display: what it has itself is enough" },
		};
	if (d->vendor == GPU_VENDOR_INTEL && str_eq(kind_of(d)->id, "igpu"))
		return intel_display();
	if (has_rom == TRI_UNKNOWN)
		return (struct guest_rom) {
			.need = GUEST_ROM_UNKNOWN,
			.why = { "whether the GPU has a ROM of its own could not be looked at" },
		};
	return has_rom == TRI_YES ? own_rom(d) : no_rom(d);
}
