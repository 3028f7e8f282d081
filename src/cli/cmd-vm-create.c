/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm create": a new guest with a VF. Everything that can be refused is refused
 * before anything is changed; then VFs are made where there are none, and libvirt is
 * told. How the domain looks is guest/guest-domain.c's business.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/rom-image.h"
#include "cli/vm-device.h"
#include "cli/vm-file.h"
#include "cli/vm-start.h"
#include "cli/vm-work.h"
#include "facts/facts.h"
#include "guest/guest-domain.h"
#include "model/vf-settings.h"

#define MEMORY_USUAL (2ull << 30)
#define MEMORY_LEAST (16ull << 20)
#define MEMORY_MOST  (64ull << 40)
#define APPEND_MOST  2047 /* COMMAND_LINE_SIZE of x86, less its 0 byte */

struct opts {
	const char *device, *kernel, *initrd, *append, *disk, *memory, *mac, *rom;
	struct option_uint vcpus, vlan;
	bool bios, start, dry_run;
};

#define AT(field) offsetof(struct opts, field)

static const struct option options[] = {
	{ "device", 0, "VF|PF:auto", "the VF it is given; PF:auto takes a free one", OPTION_STR,
		AT(device) },
	{ "disk", 0, "IMAGE", "boot this disk (raw or qcow2, found out)", OPTION_STR, AT(disk) },
	{ "kernel", 0, "FILE", "boot this kernel directly", OPTION_STR, AT(kernel) },
	{ "initrd", 0, "FILE", "with this initrd", OPTION_STR, AT(initrd) },
	{ "append", 0, "TEXT", "and this kernel command line", OPTION_STR, AT(append) },
	{ "memory", 0, "SIZE", "its memory, 512M or 4G (2G)", OPTION_STR, AT(memory) },
	{ "vcpus", 0, "N", "its processors (2)", OPTION_UINT, AT(vcpus), .max = 4096 },
	{ "mac", 0, "MAC", "libvirt gives the VF this address at each start", OPTION_STR, AT(mac) },
	{ "vlan", 0, "N", "libvirt puts the VF into this VLAN at each start", OPTION_UINT, AT(vlan),
		.max = 4094 },
	{ "rom", 0, "FILE", "what the VF shows the guest as its option ROM", OPTION_STR, AT(rom) },
	{ "bios", 0, NULL, "legacy BIOS instead of UEFI for the disk", OPTION_FLAG, AT(bios) },
	{ "start", 0, NULL, "start it and wait until it lives", OPTION_FLAG, AT(start) },
	{ "dry-run", 0, NULL, "show the XML and change nothing", OPTION_FLAG, AT(dry_run) },
	{ 0 },
};

/* What the spec borrows from. */
struct texts {
	char *kernel, *initrd, *disk, *rom;
	char mac[MAC_TEXT];
};

static void texts_done(struct texts *t)
{
	free(t->kernel);
	free(t->initrd);
	free(t->disk);
	free(t->rom);
}

/* The words of an option that is missing or one too many; NULL when they go together. */
static const char *wrong_options(const struct opts *o)
{
	if (!o->device)
		return "say which device: --device VF, or --device PF:auto for a free one";
	if (!o->kernel == !o->disk)
		return o->kernel ? "--kernel and --disk do not go together: a guest boots one"
				 : "say what it boots: --disk IMAGE, or --kernel FILE";
	if (!o->kernel && (o->initrd || o->append))
		return "--initrd and --append go with --kernel only";
	if (o->bios && o->kernel)
		return "--bios goes with --disk only";
	if (o->start && o->dry_run)
		return "--start does not go with --dry-run";
	if (o->vcpus.given && o->vcpus.value == 0)
		return "--vcpus takes a number from 1";
	if (o->append && __builtin_strlen(o->append) > APPEND_MOST)
		return "--append is longer than the 2047 letters that a kernel reads";
	return NULL;
}

static int read_memory(const char *text, uint64_t *ret, struct err *err)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	uint64_t there = pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : 0;
	uint64_t n = MEMORY_USUAL;

	if (text && str_to_size(text, &n) < 0)
		return err_set(err, EINVAL,
			"--memory takes a whole number and its unit, 512M or 4G, not '%.40s'",
			text);
	if (n < MEMORY_LEAST || n > MEMORY_MOST)
		return err_set(err, EINVAL, "--memory takes 16M to 64T, not '%.40s'", text);
	/* VFIO pins all of it at the start, so swap does not help. */
	if (there && n >= there)
		return err_set(err, EINVAL,
			"--memory %s is more than this host has (%llu MiB), and a guest with a "
			"device has all of its memory pinned",
			text ? text : "2G", (unsigned long long)(there >> 20));
	*ret = n;
	return 0;
}

static int read_mac(const char *text, char ret[MAC_TEXT], struct err *err)
{
	static const uint8_t none[6];
	uint8_t mac[6];

	if (mac_parse(text, mac) < 0)
		return err_set(err, EINVAL,
			"--mac takes an address such as 52:54:00:12:34:56, not '%.40s'", text);
	if (mac[0] & 1 || __builtin_memcmp(mac, none, sizeof(mac)) == 0)
		return err_set(err, EINVAL, "--mac %s is no address of one interface", text);
	mac_format(mac, ret);
	return 0;
}

/* QEMU takes any file; firmware runs only what is right. */
static int look_at_rom(struct call *call, const char *path, struct err *err)
{
	_cleanup_(rom_image_freep) struct rom_image *image = NULL;
	_cleanup_(root_file_done) struct root_file file = { 0 };
	int r = root_user_read(path, OPTION_ROM_MAX, &file, err);

	if (r == 0)
		r = rom_image_read(&file, path, &image, err);
	if (r == 0 && image->rom.wrapper != OPTION_ROM_BARE)
		doc_note(call->doc,
			"%s does not start with an option ROM: the guest's firmware will not run "
			"it; "
			"see: virtfn rom check",
			path);
	return r;
}

/* Everything that can be said without looking at devices or libvirt. */
static int read_options(
	struct call *call, struct texts *texts, struct guest_spec *spec, struct err *err)
{
	const struct opts *o = call->opts;
	const char *wrong = wrong_options(o);
	int r;

	call->exit = EXITCODE_USAGE;
	if (wrong)
		return err_set(err, EINVAL, "%s", wrong);
	r = guest_name_check(call->args[0], err);
	if (r == 0)
		r = read_memory(o->memory, &spec->memory, err);
	if (r == 0 && o->mac)
		r = read_mac(o->mac, texts->mac, err);
	if (r < 0)
		return r;
	call->exit = EXITCODE_OK;
	if (o->kernel)
		r = vm_file_boot(call->root, "kernel", o->kernel, &texts->kernel, err);
	if (r == 0 && o->initrd)
		r = vm_file_boot(call->root, "initrd", o->initrd, &texts->initrd, err);
	if (r == 0 && o->disk)
		r = vm_file_disk(call->root, o->disk, &texts->disk, spec, err);
	if (r == 0 && o->rom)
		r = vm_file_boot(call->root, "ROM", o->rom, &texts->rom, err);
	if (r == 0 && o->rom)
		r = look_at_rom(call, o->rom, err);
	if (r < 0)
		return r;
	spec->name = call->args[0];
	spec->vcpus = o->vcpus.given ? o->vcpus.value : 2;
	spec->kernel = texts->kernel;
	spec->initrd = texts->initrd;
	spec->append = o->append;
	spec->disk = texts->disk;
	spec->firmware = o->bios ? GUEST_BIOS : GUEST_UEFI;
	return guest_domain_check(spec, err);
}

static int check_name(const struct vm_guests *guests, const char *name, struct err *err)
{
	for (size_t i = 0; i < guests->guests.n; i++)
		if (str_eq(guests->guests.v[i].name, name))
			return err_set(err, EEXIST,
				"there is a guest '%s' already; choose another name, or: virtfn vm "
				"delete %s",
				name, name);
	return 0;
}

/* 1 with the device chosen; 0 when a dry run has to end here. */
static int choose(struct call *call, const struct vm_guests *guests, struct texts *texts,
	struct guest_device *ret, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(host_done) struct host host = { 0 };
	struct vm_device v = {
		.call = call,
		.host = &host,
		.guests = guests,
		.network = o->mac || o->vlan.given,
		.dry = o->dry_run,
	};
	int r;

	r = facts_read(call->root, FACTS_ALL | FACTS_NO_NAMES, &host, err);
	if (r == 0)
		r = vm_device_choose(&v, o->device, ret, err);
	if (r <= 0)
		return r;
	ret->mac = o->mac ? texts->mac : NULL;
	ret->vlan = o->vlan.value;
	ret->rom = texts->rom;
	return 1;
}

static int define(
	struct call *call, struct virt *virt, const struct guest_spec *spec, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_free_ char *xml = NULL;
	char device[PCI_ADDR_TEXT];
	int r;

	r = guest_domain_xml(spec, &xml, err);
	if (r < 0)
		return r;
	if (o->dry_run) {
		vm_show_xml(call, xml);
		return 0;
	}
	r = virt_define(virt, xml, err);
	if (r < 0)
		return r;
	pci_addr_format(spec->devices[0].addr, device);
	doc_str(call->doc, "name", spec->name);
	doc_str(call->doc, "device", device);
	doc_say(call->doc, "%s is made and has %s", spec->name, device);
	return 0;
}

static int run(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(virt_closep) struct virt *virt = NULL;
	_cleanup_(vm_guests_done) struct vm_guests guests = { 0 };
	_cleanup_(texts_done) struct texts texts = { 0 };
	struct guest_device device;
	struct guest_spec spec = { .devices = &device, .n_devices = 1 };
	const struct vm_start how = { .name = call->args[0], .seconds = VM_START_SECONDS };
	int r;

	r = read_options(call, &texts, &spec, err);
	if (r < 0)
		return r;
	if (vm_is_remote(call))
		return err_set(err, EINVAL,
			"vm create looks at the devices of this host, and --connect is another: "
			"run virtfn there");
	r = vm_open(call, &virt, err);
	if (r == 0)
		r = vm_guests_read(virt, VIRT_XML_NEXT, &guests, err);
	if (r == 0)
		r = check_name(&guests, spec.name, err);
	if (r == 0)
		r = choose(call, &guests, &texts, &device, err);
	if (r <= 0)
		return r;
	r = define(call, virt, &spec, err);
	return r < 0 || !o->start ? r : vm_start(call, virt, &how, err);
}

const struct command command_vm_create = {
	.name = "vm create",
	.summary = "make a guest that is given a VF",
	.about =
		"Makes a libvirt domain (q35, the host's CPU, no balloon) with a VF, and a disk or "
		"a kernel to boot. A VF on vfio-pci stays there (managed='no'); another one is "
		"moved by libvirt at each start and back at the end. PF:auto takes the lowest VF "
		"that nobody has; where there are no VFs it makes them first, which needs root: "
		"8 of a network card, 2 of a display, 1 of anything else, or as many as it can "
		"have. --mac and --vlan are set by libvirt at each start; without them a network "
		"VF has what virtfn vf set gave it. A disk boots with the distribution's UEFI. "
		"--rom gives the VF an option ROM, as virtfn rom wrap makes one; mostly none is "
		"needed, which virtfn rom needed says.",
	.examples = "sudo virtfn vm create web --device enp1s0f0:auto --disk web.qcow2\t"
		    "a disk, and any free VF\n"
		    "sudo virtfn vm create t1 --device 01:10.0 --kernel vmlinuz --initrd initrd\t"
		    "a kernel, and this VF\n"
		    "virtfn vm create t2 --device 0000:01:10.2 --disk t2.img --dry-run\t"
		    "only show the XML\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "NAME", OPERAND_TEXT } },
	.run = run,
};
