/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How is it mended on this host? Words for boot chains and distributions come with the
 * model (boot/ and distro/ have them); here they are put together.
 */
#include "checks/fix.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* Adds lines; text is freed. */
static void add(struct judge *j, char **to, char *text)
{
	char *both;

	if (!text) {
		j->failed = true;
		return;
	}
	if (!*to) {
		*to = text;
		return;
	}
	both = str_printf("%s\n%s", *to, text);
	free(text);
	if (!both) {
		j->failed = true;
		return;
	}
	free(*to);
	*to = both;
}

void fix_say(struct judge *j, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	va_end(args);
	add(j, &j->finding->fix, text);
}

/* A text of a row with each %s in it replaced; NULL without memory. */
static char *fill(const char *words, const char *with)
{
	struct str_buf b = { 0 };

	for (const char *p = words; *p; p++) {
		if (p[0] == '%' && p[1] == 's') {
			str_buf_add(&b, with);
			p++;
		} else {
			str_buf_add_n(&b, p, 1);
		}
	}
	return str_buf_take(&b);
}

static void add_action(struct judge *j, const char *verb, const char *what)
{
	add(j, &j->finding->action, str_printf("%s %s", verb, what));
}

#define AND_REBOOT "and reboot"

/* One reboot is enough for several arguments: it is said behind the last. */
static void say_no_reboot_yet(struct judge *j)
{
	char *fix = j->finding->fix;
	size_t len = fix ? strlen(fix) : 0, tail = strlen("\n" AND_REBOOT);

	if (len > tail && str_eq(fix + len - tail, "\n" AND_REBOOT))
		fix[len - tail] = '\0';
}

void fix_cmdline(struct judge *j, const char *argument)
{
	const struct boot_chain *boot = j->host->boot;

	say_no_reboot_yet(j);
	if (boot)
		add(j, &j->finding->fix, fill(boot->add, argument));
	else
		fix_say(j, "add %s to the kernel command line in your boot loader's settings",
			argument);
	fix_say(j, AND_REBOOT);
	add_action(j, "cmdline-add", argument);
}

void fix_cmdline_remove(struct judge *j, const char *argument)
{
	const struct boot_chain *boot = j->host->boot;

	say_no_reboot_yet(j);
	if (boot)
		add(j, &j->finding->fix, fill(boot->remove, argument));
	else
		fix_say(j, "take %s off the kernel command line in your boot loader's settings",
			argument);
	fix_say(j, AND_REBOOT);
	add_action(j, "cmdline-remove", argument);
}

static void rebuild(struct judge *j)
{
	const struct initramfs_tool *tool = j->host->initramfs;

	if (tool)
		fix_say(j, "%s", tool->rebuild);
	else
		fix_say(j, "rebuild the initramfs");
}

void fix_module_option(struct judge *j, const char *module, const char *option)
{
	_cleanup_free_ char *what = str_printf("%s %s", module, option);

	if (!what) {
		j->failed = true;
		return;
	}
	fix_say(j, "echo 'options %s' | sudo tee /etc/modprobe.d/virtfn-%s.conf", what, module);
	rebuild(j);
	fix_say(j, AND_REBOOT);
	add_action(j, "module-option", what);
}

void fix_load_module(struct judge *j, const char *module)
{
	fix_say(j, "sudo modprobe %s", module);
	fix_say(j, "echo %s | sudo tee /etc/modules-load.d/virtfn-%s.conf", module, module);
	add_action(j, "module-load", module);
}

void fix_early_module(struct judge *j, const char *module)
{
	const struct initramfs_tool *tool = j->host->initramfs;

	if (tool)
		add(j, &j->finding->fix, fill(tool->early, module));
	else
		fix_say(j, "list %s among the modules that the initramfs loads first", module);
	rebuild(j);
	add_action(j, "module-early", module);
}

static const char *const package_words[DISTRO_PACKAGES] = {
	[DISTRO_PACKAGE_QEMU] = "QEMU for x86",
	[DISTRO_PACKAGE_LIBVIRT] = "libvirt with its daemon",
	[DISTRO_PACKAGE_OVMF] = "OVMF (edk2), the UEFI firmware for guests",
	[DISTRO_PACKAGE_SWTPM] = "swtpm, the TPM for guests",
	[DISTRO_PACKAGE_VIRTIOFSD] = "virtiofsd",
	[DISTRO_PACKAGE_DKMS] = "dkms",
	[DISTRO_PACKAGE_HEADERS] = "the headers of each installed kernel",
	[DISTRO_PACKAGE_GPU_FIRMWARE] = "the firmware of Intel GPUs (linux-firmware)",
	[DISTRO_PACKAGE_LOOKING_GLASS] = "the Looking Glass client",
	[DISTRO_PACKAGE_VIEWER] = "virt-viewer",
	[DISTRO_PACKAGE_RDP] = "FreeRDP or Remmina",
	[DISTRO_PACKAGE_MDEVCTL] = "mdevctl",
	[DISTRO_PACKAGE_MODULES_EXTRA] = "the package with the rest of this kernel's modules",
	[DISTRO_PACKAGE_KERNEL] = "the kernel",
};

void fix_package(struct judge *j, enum distro_package package)
{
	const struct distro *distro = j->host->distro;
	const char *name = distro ? distro->packages[package] : NULL;

	if (!name) {
		fix_say(j, "install %s", package_words[package]);
		return;
	}
	add(j, &j->finding->fix, fill(distro->install, name));
	add_action(j, "package-install", name);
}

void fix_driver(struct judge *j, const char *name, const char *release)
{
	_cleanup_free_ char *what = str_printf("%s %s", name, release);

	fix_say(j, "install release %s of %s: https://github.com/strongtz/%s", release, name, name);
	if (what)
		add_action(j, "driver-install", what);
	else
		j->failed = true;
}

void fix_write(struct judge *j, const char *file, const char *value)
{
	_cleanup_free_ char *what = str_printf("%s %s", file, value);

	fix_say(j, "echo %s | sudo tee %s", value, file);
	if (what)
		add_action(j, "attribute-write", what);
	else
		j->failed = true;
}

static const char *firmware_words(enum fix_firmware what, bool amd)
{
	switch (what) {
	case FIX_FIRMWARE_VTD:
		return amd ? "turn on IOMMU (Auto is not enough on some boards; near SVM, or under "
			     "AMD CBS, NBIO)"
			   : "turn on Intel VT-d (also called VT for Directed I/O, or \"Intel "
			     "Virtualization Technology for Directed I/O\"; under System Agent, "
			     "Chipset, Advanced or Security)";
	case FIX_FIRMWARE_VTX:
		return amd ? "turn on SVM Mode (under CPU Configuration or Advanced)"
			   : "turn on Intel Virtualization Technology (also called VMX or VT-x; "
			     "under CPU Configuration, Advanced or Security)";
	case FIX_FIRMWARE_SRIOV:
		return "turn on SR-IOV Support (under Advanced, PCI Subsystem Settings; Dell: "
		       "Integrated Devices, SR-IOV Global Enable)";
	case FIX_FIRMWARE_ABOVE_4G:
		return "turn on Above 4G Decoding (also called Memory Mapped I/O above 4GB; HPE: "
		       "PCI Resource Padding to High)";
	case FIX_FIRMWARE_REBAR:
		return "turn on Re-Size BAR Support (and Above 4G Decoding; CSM must be off)";
	case FIX_FIRMWARE_INTR_REMAP:
		return "turn on Interrupt Remapping (beside VT-d), or update the firmware";
	case FIX_FIRMWARE_APERTURE:
		return "set Aperture Size to 512MB or more (under System Agent, Graphics "
		       "Configuration)";
	case FIX_FIRMWARE_ACS:
		return "turn on ACS Control (under PCI Express; AMD: AMD CBS, NBIO, ACS Enable, "
		       "with AER on)";
	case FIX_FIRMWARE_ARI:
		return "turn on ARI Support (under PCI Subsystem Settings, or AMD CBS, NBIO)";
	case FIX_FIRMWARE_TPM:
		return "turn on the TPM";
	case FIX_FIRMWARE_PRIMARY_DISPLAY:
		return "set Primary Display (Initial Display Output) to the GPU that the host "
		       "keeps";
	case FIX_FIRMWARE_UPDATE:
		break;
	}
	return "update the firmware (BIOS)";
}

void fix_firmware(struct judge *j, enum fix_firmware what)
{
	bool amd = j->host->cpu.vendor == CPU_VENDOR_AMD;

	fix_say(j, "in the firmware's set-up: %s", firmware_words(what, amd));
}

void fix_reboot(struct judge *j, const char *why)
{
	fix_say(j, "reboot: %s", why);
}
