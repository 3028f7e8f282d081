/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm create": a new guest with a VF. Everything that can be refused is refused
 * before anything is changed; then VFs are made where there are none, and libvirt is
 * told. How the domain looks is guest/guest-domain.c's business.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/hook-install.h"
#include "cli/rom-image.h"
#include "cli/vm-desktop.h"
#include "cli/vm-device.h"
#include "cli/vm-disk.h"
#include "cli/vm-file.h"
#include "cli/vm-rom.h"
#include "cli/vm-start.h"
#include "cli/vm-vfs.h"
#include "cli/vm-work.h"
#include "facts/facts.h"
#include "guest/guest-domain.h"
#include "guest/guest-needs.h"
#include "kinds/kind.h"
#include "model/vf-settings.h"
#include "model/vm-needs.h"

#define MEMORY_USUAL (2ull << 30)
#define MEMORY_LEAST (16ull << 20)
#define MEMORY_MOST  (64ull << 40)
#define APPEND_MOST  2047 /* COMMAND_LINE_SIZE of x86, less its 0 byte */

struct opts {
	const char *device, *kernel, *initrd, *append, *disk, *memory, *mac, *rom;
	struct option_uint vcpus, vlan, cpus;
	bool bios, start, dry_run, xml, qemu;
	struct vm_desktop_opts desktop;
};

#define AT(field)   offsetof(struct opts, field)
#define DESK(field) offsetof(struct opts, desktop.field)

static const struct option options[] = {
	{ "os", 0, "SYSTEM", "a desktop for linux, win10 or win11", OPTION_STR, DESK(os),
		.choices = "linux|win10|win11" },
	{ "profile", 0, "PROFILE", "what is kept for it: light, balanced (usual) or max",
		OPTION_STR, DESK(profile), .choices = "light|balanced|max" },
	{ "gpu", 0, "GPU", "a VF, PF:auto for a free one, a whole GPU, or a mediated device's UUID",
		OPTION_STR, DESK(gpu) },
	{ "nic", 0, "NIC", "its network: VF, PF:auto, network:NAME, user or none", OPTION_STR,
		DESK(nic) },
	{ "view", 0, "VIEW", "how it is seen: looking-glass, rdp, spice or none", OPTION_STR,
		DESK(view), .choices = "looking-glass|rdp|spice|none" },
	{ "screen", 0, "WxH[,hdr]", "largest picture of Looking Glass (1920x1080)", OPTION_STR,
		DESK(screen) },
	{ "shared-memory", 0, "WAY", "Looking Glass's memory: kvmfr, where it is there, or a file",
		OPTION_STR, DESK(shared), .choices = "kvmfr|file" },
	{ "input", 0, "INPUT", "keyboard and mouse: spice, or the host's own as evdev:PATH,PATH",
		OPTION_STR, DESK(input) },
	{ "only-keyboard", 0, NULL, "take the host's only keyboard all the same", OPTION_FLAG,
		DESK(only_keyboard) },
	{ "battery", 0, NULL, "a battery that is always full, for a laptop's NVIDIA GPU",
		OPTION_FLAG, DESK(battery) },
	{ "pages", 0, "PAGES", "its memory's: ordinary, 2M or 1G (huge pages)", OPTION_STR,
		DESK(pages), .choices = "ordinary|2M|1G" },
	{ "iso", 0, "FILE", "in its CD drive, booted where the disk is empty", OPTION_STR,
		DESK(iso) },
	{ "device", 0, "VF|PF:auto", "a VF it is given; PF:auto takes a free one", OPTION_STR,
		AT(device) },
	{ "disk", 0, "DISK",
		"boot this image (raw or qcow2, found out), block device, SIZE of a new one, or "
		"controller's address",
		OPTION_STR, AT(disk) },
	{ "kernel", 0, "FILE", "boot this kernel directly", OPTION_STR, AT(kernel) },
	{ "initrd", 0, "FILE", "with this initrd", OPTION_STR, AT(initrd) },
	{ "append", 0, "TEXT", "and this kernel command line", OPTION_STR, AT(append) },
	{ "memory", 0, "SIZE", "its memory, 512M or 4G (2G; of a desktop by its profile)",
		OPTION_STR, AT(memory) },
	{ "cpus", 0, "N", "its processors (2; of a desktop by its profile)", OPTION_UINT, AT(cpus),
		.max = 4096 },
	{ "vcpus", 0, "N", "the same", OPTION_UINT, AT(vcpus), .max = 4096 },
	{ "mac", 0, "MAC", "libvirt gives the VF this address at each start", OPTION_STR, AT(mac) },
	{ "vlan", 0, "N", "libvirt puts the VF into this VLAN at each start", OPTION_UINT, AT(vlan),
		.max = 4094 },
	{ "rom", 0, "FILE", "what the device shows the guest as its option ROM, or none",
		OPTION_STR, AT(rom) },
	{ "bios", 0, NULL, "legacy BIOS instead of UEFI for the disk", OPTION_FLAG, AT(bios) },
	{ "start", 0, NULL, "start it and wait until it lives", OPTION_FLAG, AT(start) },
	{ "dry-run", 0, NULL, "show the XML, of a desktop what was decided, and change nothing",
		OPTION_FLAG, AT(dry_run) },
	{ "xml", 0, NULL, "show the XML and change nothing", OPTION_FLAG, AT(xml) },
	{ "qemu", 0, NULL, "show libvirt's command line for QEMU and change nothing", OPTION_FLAG,
		AT(qemu) },
	{ 0 },
};

/* What the spec borrows from. */
struct texts {
	char *kernel, *initrd, *disk, *rom;
	char mac[MAC_TEXT];
	struct vm_disk new_disk;
};

static bool is_dry(const struct opts *o)
{
	return o->dry_run || o->xml || o->qemu;
}

static void texts_done(struct texts *t)
{
	free(t->kernel);
	free(t->initrd);
	free(t->disk);
	free(t->rom);
	vm_disk_done(&t->new_disk);
}

/* A guest on its way. */
struct making {
	struct texts texts;
	struct guest_spec spec;
	struct vm_desktop d; /* of a plain one: its devices only */
	bool desktop;
};

static void making_done(struct making *m)
{
	vm_desktop_done(&m->d);
	texts_done(&m->texts);
}

/* The words of an option that is missing or one too many; NULL when they go together. */
static const char *wrong_options(const struct opts *o)
{
	bool desktop = vm_desktop_wanted(&o->desktop);

	if (!o->device && !desktop)
		return "say which device: --device VF, or --device PF:auto for a free one";
	if (!o->kernel == !o->disk)
		return o->kernel ? "--kernel and --disk do not go together: a guest boots one"
				 : "say what it boots: --disk IMAGE, or --kernel FILE";
	if (!o->kernel && (o->initrd || o->append))
		return "--initrd and --append go with --kernel only";
	if (o->bios && o->kernel)
		return "--bios goes with --disk only";
	if (o->start && is_dry(o))
		return "--start does not go with --dry-run, --xml and --qemu";
	if (o->dry_run + o->xml + o->qemu > 1)
		return "--dry-run, --xml and --qemu show one thing each: choose one";
	if (o->vcpus.given && o->cpus.given)
		return "--cpus and --vcpus are the same: leave one out";
	if ((o->vcpus.given && o->vcpus.value == 0) || (o->cpus.given && o->cpus.value == 0))
		return "--cpus takes a number from 1";
	if (o->disk && !desktop && vm_disk_is_controller(o->disk))
		return "a whole controller as --disk is for a guest with --os";
	if (o->append && __builtin_strlen(o->append) > APPEND_MOST)
		return "--append is longer than the 2047 letters that a kernel reads";
	return NULL;
}

/* 0 of a desktop that is silent: its profile says. */
static int read_memory(const char *text, bool desktop, uint64_t *ret, struct err *err)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	uint64_t there = pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : 0;
	uint64_t n = MEMORY_USUAL;

	if (!text && desktop)
		return 0;
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

static int read_disk(
	struct call *call, struct texts *texts, struct guest_spec *spec, struct err *err)
{
	const struct opts *o = call->opts;
	int r;

	/* A controller is a device of the host: looked for with the others. */
	if (!o->disk || vm_disk_is_controller(o->disk))
		return 0;
	r = vm_disk_new(call, o->disk, &texts->new_disk, err);
	if (r == 0)
		return vm_file_disk(call->root, o->disk, &texts->disk, spec, err);
	if (r < 0)
		return r;
	texts->disk = strdup(texts->new_disk.path);
	return texts->disk ? 0 : err_oom(err);
}

static int read_files(
	struct call *call, struct texts *texts, struct guest_spec *spec, struct err *err)
{
	const struct opts *o = call->opts;
	int r = 0;

	if (o->kernel)
		r = vm_file_boot(call->root, "kernel", o->kernel, &texts->kernel, err);
	if (r == 0 && o->initrd)
		r = vm_file_boot(call->root, "initrd", o->initrd, &texts->initrd, err);
	if (r == 0)
		r = read_disk(call, texts, spec, err);
	if (r == 0 && o->rom && !str_eq(o->rom, "none"))
		r = vm_file_boot(call->root, "ROM", o->rom, &texts->rom, err);
	if (r == 0 && texts->rom)
		r = look_at_rom(call, o->rom, err);
	return r;
}

/* Everything that can be said without looking at devices or libvirt. */
static int read_options(struct call *call, struct making *m, struct err *err)
{
	const struct opts *o = call->opts;
	const char *wrong = wrong_options(o);
	unsigned cpus = o->cpus.given ? o->cpus.value : o->vcpus.value;
	int r;

	call->exit = EXITCODE_USAGE;
	m->desktop = vm_desktop_wanted(&o->desktop);
	if (wrong)
		return err_set(err, EINVAL, "%s", wrong);
	r = guest_name_check(call->args[0], err);
	if (r == 0)
		r = read_memory(o->memory, m->desktop, &m->spec.memory, err);
	if (r == 0 && o->mac)
		r = read_mac(o->mac, m->texts.mac, err);
	if (r == 0 && m->desktop)
		r = vm_desktop_parse(&o->desktop, o->kernel != NULL, &m->d.wish, err);
	if (r < 0)
		return r;
	call->exit = EXITCODE_OK;
	r = read_files(call, &m->texts, &m->spec, err);
	if (r < 0)
		return r;
	m->d.wish.memory = m->spec.memory;
	m->d.wish.vcpus = cpus;
	m->d.wish.bios = o->bios;
	m->spec.name = call->args[0];
	m->spec.vcpus = cpus ? cpus : 2;
	m->spec.kernel = m->texts.kernel;
	m->spec.initrd = m->texts.initrd;
	m->spec.append = o->append;
	m->spec.disk = m->texts.disk;
	m->spec.firmware = o->bios ? GUEST_BIOS : GUEST_UEFI;
	return guest_domain_check(&m->spec, err);
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

/* What --device, --mac, --vlan and --rom say. 1, or 0 when a dry run has to end here. */
static int choose_devices(
	struct call *call, struct making *m, const struct vm_device *v, struct err *err)
{
	const struct opts *o = call->opts;
	bool network = o->mac || o->vlan.given;
	struct vm_device plain = *v;
	int r = 1;

	/* A network's function of --nic is meant, if there is one. */
	plain.network = network && !o->desktop.nic;
	if (o->device) {
		r = vm_device_choose(&plain, o->device, &m->d.devices[0], err);
		m->d.n_devices = 1;
	}
	if (r == 1 && m->desktop)
		r = vm_desktop_devices(v, &o->desktop, &m->d, err);
	if (r == 1 && o->disk && vm_disk_is_controller(o->disk))
		r = vm_disk_controller(v, o->disk, &m->d, err) < 0 ? -err->code : 1;
	if (r <= 0)
		return r;
	if (m->d.n_devices == 0 && (network || o->rom))
		return err_set(err, EINVAL,
			"--mac, --vlan and --rom are for a VF: add --device, --gpu or --nic");
	return 1;
}

/* MAC and VLAN are the network's function's; the ROM is the GPU's, else the first one's. */
static int dress_devices(
	struct call *call, struct making *m, const struct host *host, struct err *err)
{
	const struct opts *o = call->opts;
	bool network = o->mac || o->vlan.given;
	struct guest_device *net = NULL, *rom = m->d.devices;

	for (size_t i = 0; i < m->d.n_devices; i++) {
		const struct pci_dev *f = host_find_pci(host, m->d.devices[i].addr);

		if (f && str_eq(kind_of(f)->id, "nic"))
			net = &m->d.devices[i];
		if (f && f->class >> 16 == 0x03 && rom == m->d.devices)
			rom = &m->d.devices[i];
	}
	if (network && !net)
		return err_set(err, EINVAL,
			"--mac and --vlan are for network VFs, and this guest has none");
	if (network) {
		net->mac = o->mac ? m->texts.mac : NULL;
		net->vlan = o->vlan.value;
		net->remade = o->mac ? net->remade : 0;
	}
	if (m->texts.rom)
		rom->rom = m->texts.rom;
	return 1;
}

/* 1 with all chosen; 0 when a dry run has to end here. */
static int choose(struct call *call, struct making *m, const struct vm_guests *guests,
	struct virt *virt, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(host_done) struct host host = { 0 };
	struct vm_device v = {
		.call = call,
		.host = &host,
		.guests = guests,
		.network = o->mac || o->vlan.given,
		.dry = is_dry(o),
	};
	bool files = m->texts.rom || m->spec.disk;
	unsigned scope = FACTS_ALL | FACTS_NO_NAMES | (m->desktop || files ? FACTS_HOST : 0);
	int r;

	r = facts_read(call->root, scope, &host, err);
	if (r == 0)
		r = choose_devices(call, m, &v, err);
	if (r == 1)
		r = dress_devices(call, m, &host, err);
	if (r != 1)
		return r;
	m->spec.devices = m->d.devices;
	m->spec.n_devices = m->d.n_devices;
	m->spec.needs = &m->d.choice.needs;
	if (m->desktop)
		r = vm_desktop_choose(&v, &o->desktop, virt, &m->d, err);
	if (r == 0 && m->desktop && !o->rom && o->desktop.gpu)
		r = vm_rom_choose(&v, &m->d, &m->texts.rom, err);
	if (r < 0)
		return r;
	vm_file_confined_rom(call, &host.stack, m->texts.rom);
	vm_file_confined_disk(call, &host.stack, m->spec.disk);
	for (size_t i = 0; i < m->d.n_devices; i++)
		guest_needs_add_vf(&m->d.choice.needs, &m->d.devices[i]);
	if (!m->desktop)
		return 1;
	m->spec.desktop = &m->d.choice.desktop;
	m->spec.memory = m->d.choice.memory;
	m->spec.vcpus = m->d.choice.vcpus;
	return 1;
}

/* What a dry run is about. */
static int show(struct call *call, struct virt *virt, const struct making *m, const char *xml,
	struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_free_ char *text = NULL;
	int r;

	if (o->qemu) {
		r = virt_text(virt, VIRT_TEXT_QEMU, xml, &text, err);
		if (r == 0 && call->globals->json)
			doc_str(call->doc, "qemu", text);
		else if (r == 0)
			doc_say(call->doc, "%s", str_strip(text));
		return r;
	}
	if (m->desktop && !o->xml)
		vm_desktop_show(&m->d, call);
	else
		vm_show_xml(call, xml);
	return 0;
}

static void say_made(struct call *call, const struct making *m)
{
	char device[PCI_ADDR_TEXT];

	doc_str(call->doc, "name", m->spec.name);
	if (m->spec.n_devices == 0) {
		doc_say(call->doc, "%s is made", m->spec.name);
		return;
	}
	pci_addr_format(m->spec.devices[0].addr, device);
	doc_str(call->doc, "device", device);
	doc_say(call->doc, "%s is made and has %s%s", m->spec.name, device,
		m->spec.n_devices > 1 ? " and other devices" : "");
}

/* Cores of its own and huge pages are the hook's to make; VFs are there until the next boot. */
static void say_hook(struct call *call, const struct making *m)
{
	struct vm_needs others = m->d.choice.needs;

	if (!vm_needs_any(&others) || hook_installed(call->root))
		return;
	others.n_vfs = 0;
	doc_note(call->doc, "libvirt does not call virtfn yet for %s: sudo virtfn hook install",
		vm_needs_any(&others) ? "what this guest needs of the host"
				      : "the guest's VF, which goes at the next boot");
}

static int define(struct call *call, struct virt *virt, struct making *m, struct err *err)
{
	_cleanup_free_ char *xml = NULL;
	int r;

	r = guest_domain_xml(&m->spec, &xml, err);
	if (r < 0)
		return r;
	if (is_dry(call->opts))
		return show(call, virt, m, xml, err);
	if (m->desktop) {
		/* Before anything is made; as JSON there is one document, at the end. */
		vm_desktop_show(&m->d, call);
		r = call_show(call, err);
	}
	if (r == 0 && m->desktop)
		r = vm_desktop_battery(call, &m->d, err);
	if (r == 0)
		r = vm_disk_make(call, &m->texts.new_disk, err);
	if (r == 0)
		r = virt_define(virt, xml, err);
	if (r < 0) {
		vm_disk_undo(call, &m->texts.new_disk);
		return r;
	}
	say_made(call, m);
	say_hook(call, m);
	return 0;
}

static int run(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(virt_closep) struct virt *virt = NULL;
	_cleanup_(vm_guests_done) struct vm_guests guests = { 0 };
	_cleanup_(making_done) struct making m = { 0 };
	const struct vm_start how = { .name = call->args[0], .seconds = VM_START_SECONDS };
	int r;

	r = read_options(call, &m, err);
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
		r = check_name(&guests, m.spec.name, err);
	if (r == 0)
		r = choose(call, &m, &guests, virt, err);
	if (r > 0)
		r = define(call, virt, &m, err);
	else if (r == 0)
		return 0;
	if (r < 0 && !is_dry(o))
		vm_vfs_release(call, &guests, m.d.devices, m.d.n_devices);
	return r < 0 || !o->start ? r : vm_start(call, virt, &how, err);
}

const struct command command_vm_create = {
	.name = "vm create",
	.summary = "make a guest that is given a VF, or one with a desktop",
	.about =
		"Makes a libvirt domain (q35, the host's CPU, no balloon) with a VF, and a disk or "
		"a kernel to boot. A VF on vfio-pci stays there (managed='no'); another one is "
		"moved by libvirt at each start and back at the end. PF:auto takes the lowest VF "
		"that nobody has; where there are no VFs it makes them first, which needs root: "
		"8 of a network card, 2 of a display, 1 of anything else, or as many as it can "
		"have. With virtfn hook install they are made again at its start, after a reboot "
		"too, but not a network's without --mac. --mac and --vlan are set by libvirt at "
		"each start; without them a network VF has what virtfn vf set gave it. A disk "
		"boots with the distribution's UEFI. "
		"--rom gives the VF an option ROM, as virtfn rom wrap makes one; mostly none is "
		"needed, which virtfn rom needed says. Where --gpu needs one and one for it was "
		"installed (rom wrap --install), that is given without --rom. "
		"With --os (or another option of the first twelve) it is a guest to work with all "
		"day: firmware with Secure Boot and a TPM where Windows wants them, what KVM "
		"offers of Hyper-V, whole cores of one kind behind one cache, huge pages, the "
		"address width of the IOMMU, a screen, and memory for Looking Glass. What is not "
		"said is decided by what the host has, and shown with its reason before anything "
		"is made. --profile light keeps nothing for the guest; balanced pins it to cores "
		"that the host may use, too; max gives it cores alone and huge pages where enough "
		"of them are free, or with virtfn hook install can be made at its start. Looking "
		"Glass's memory is /dev/kvmfr0's where that is there and guests may open it, else "
		"a file in /dev/shm. A disk that the host uses, more memory than it can give, and "
		"its only keyboard are refused.",
	.examples = "sudo virtfn vm create web --device enp1s0f0:auto --disk web.qcow2\t"
		    "a disk, and any free VF\n"
		    "sudo virtfn vm create t1 --device 01:10.0 --kernel vmlinuz --initrd initrd\t"
		    "a kernel, and this VF\n"
		    "virtfn vm create t2 --device 0000:01:10.2 --disk t2.img --dry-run\t"
		    "only show the XML\n"
		    "sudo virtfn vm create win --os win11 --gpu 00:02.0:auto --disk 64G\t"
		    "a desktop on a VF of the GPU\n"
		    "virtfn vm create win --os win11 --gpu 00:02.1 --disk 64G --dry-run\t"
		    "what would be decided, and why\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "NAME", OPERAND_TEXT } },
	.run = run,
};
