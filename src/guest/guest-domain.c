/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a wish for a guest to libvirt's domain XML. Only what has to be said is: CPU
 * pinning, shared memory and the like are other files' work, and whatever a user
 * changes with "virsh edit" afterwards is his.
 */
#include "guest/guest-domain.h"

#include <errno.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-xml.h"
#include "guest/guest-domain-parts.h"
#include "guest/guest-needs.h"

static int check_text(const char *what, const char *text, struct err *err)
{
	if (!text || xml_can_hold(text))
		return 0;
	return err_set(err, EINVAL,
		"the %s has control characters, or bytes that are no UTF-8: a domain's XML cannot "
		"hold it",
		what);
}

int guest_domain_check(const struct guest_spec *s, struct err *err)
{
	int r = check_text("name", s->name, err);

	if (r == 0)
		r = check_text("kernel's path", s->kernel, err);
	if (r == 0)
		r = check_text("initrd's path", s->initrd, err);
	if (r == 0)
		r = check_text("kernel command line", s->append, err);
	if (r == 0)
		r = check_text("disk's path", s->disk, err);
	for (size_t i = 0; r == 0 && i < s->n_devices; i++)
		r = check_text("ROM's path", s->devices[i].rom, err);
	if (r == 0 && s->desktop)
		r = check_text("ISO's path", s->desktop->iso, err);
	if (r == 0 && s->desktop)
		r = check_text("network's name", s->desktop->network, err);
	for (size_t i = 0; r == 0 && s->desktop && i < s->desktop->n_inputs; i++)
		r = check_text("input's path", s->desktop->inputs[i].path, err);
	return r;
}

void guest_domain_device_words(
	struct xml_node *guest, const struct guest_device *devices, size_t n_devices)
{
	for (size_t i = 0; i < n_devices; i++) {
		struct xml_node *device = xml_add(guest, "device");
		char pf[PCI_ADDR_TEXT];

		pci_addr_format(devices[i].pf, pf);
		xml_attr(device, "pf", "%s", pf);
		if (devices[i].vf_index >= 0)
			xml_attr(device, "vf", "%d", devices[i].vf_index);
	}
}

static void add_metadata(struct xml_node *domain, const struct guest_spec *s)
{
	struct xml_node *guest =
		xml_add_ns(xml_add(domain, "metadata"), "guest", "virtfn", GUEST_DOMAIN_NAMESPACE);

	xml_attr(guest, "version", "%s", VIRTFN_VERSION);
	if (s->desktop)
		guest_domain_desktop_words(guest, s->desktop);
	guest_domain_device_words(guest, s->devices, s->n_devices);
}

static void add_os(struct xml_node *domain, const struct guest_spec *s)
{
	struct xml_node *os = xml_add(domain, "os");
	struct xml_node *type;

	/* Which image and which NVRAM template: libvirt knows the distribution's (5.2). */
	if (!s->kernel && s->firmware == GUEST_UEFI)
		xml_attr(os, "firmware", "efi");
	type = xml_add_text(os, "type", "hvm");
	xml_attr(type, "arch", "x86_64");
	xml_attr(type, "machine", "q35");
	if (!s->kernel && s->desktop && s->firmware == GUEST_UEFI)
		guest_domain_firmware(os, s->desktop);
	if (!s->kernel) {
		/* A desktop's devices have an order of their own. */
		if (!s->desktop)
			xml_attr(xml_add(os, "boot"), "dev", "hd");
		return;
	}
	(void)xml_add_text(os, "kernel", "%s", s->kernel);
	if (s->initrd)
		(void)xml_add_text(os, "initrd", "%s", s->initrd);
	if (s->append && s->append[0])
		(void)xml_add_text(os, "cmdline", "%s", s->append);
}

static void add_machine(struct xml_node *domain)
{
	struct xml_node *features = xml_add(domain, "features");
	struct xml_node *cpu;

	(void)xml_add(features, "acpi");
	(void)xml_add(features, "apic");
	cpu = xml_add(domain, "cpu");
	xml_attr(cpu, "mode", "host-passthrough");
	xml_attr(cpu, "check", "none");
	xml_attr(xml_add(domain, "clock"), "offset", "utc");
	(void)xml_add_text(domain, "on_poweroff", "destroy");
	(void)xml_add_text(domain, "on_reboot", "restart");
	(void)xml_add_text(domain, "on_crash", "destroy");
}

static void add_disk(struct xml_node *devices, const struct guest_spec *s)
{
	struct xml_node *disk = xml_add(devices, "disk");
	struct xml_node *driver = xml_add(disk, "driver");
	struct xml_node *target;

	xml_attr(disk, "type", "%s", s->disk_is_block ? "block" : "file");
	xml_attr(disk, "device", "disk");
	xml_attr(driver, "name", "qemu");
	xml_attr(driver, "type", "%s", s->disk_format == GUEST_DISK_QCOW2 ? "qcow2" : "raw");
	xml_attr(driver, "cache", "none");
	xml_attr(driver, "io", "native");
	xml_attr(driver, "discard", "unmap");
	if (s->desktop)
		xml_attr(driver, "iothread", "1");
	xml_attr(xml_add(disk, "source"), s->disk_is_block ? "dev" : "file", "%s", s->disk);
	target = xml_add(disk, "target");
	xml_attr(target, "dev", "vda");
	xml_attr(target, "bus", "virtio");
	if (s->desktop && !s->kernel)
		xml_attr(xml_add(disk, "boot"), "order", "1");
}

static void add_console(struct xml_node *devices)
{
	struct xml_node *serial = xml_add(devices, "serial");
	struct xml_node *console = xml_add(devices, "console");
	struct xml_node *target = xml_add(serial, "target");

	xml_attr(serial, "type", "pty");
	xml_attr(target, "type", "isa-serial");
	xml_attr(target, "port", "0");
	xml_attr(console, "type", "pty");
	target = xml_add(console, "target");
	xml_attr(target, "type", "serial");
	xml_attr(target, "port", "0");
}

/* For QEMU's guest agent, where there is an installed system to run one. */
static void add_agent(struct xml_node *devices)
{
	struct xml_node *channel = xml_add(devices, "channel");
	struct xml_node *target = xml_add(channel, "target");

	xml_attr(channel, "type", "unix");
	xml_attr(target, "type", "virtio");
	xml_attr(target, "name", "org.qemu.guest_agent.0");
}

static void add_usb(struct xml_node *devices, bool any)
{
	struct xml_node *usb = xml_add(devices, "controller");

	xml_attr(usb, "type", "usb");
	xml_attr(usb, "model", "%s", any ? "qemu-xhci" : "none");
}

static void add_address(struct xml_node *device, bool typed, struct pci_addr a)
{
	struct xml_node *address = xml_add(xml_add(device, "source"), "address");

	if (typed)
		xml_attr(address, "type", "pci");
	xml_attr(address, "domain", "0x%04x", a.domain);
	xml_attr(address, "bus", "0x%02x", a.bus);
	xml_attr(address, "slot", "0x%02x", a.slot);
	xml_attr(address, "function", "0x%x", a.func);
}

static void add_rom(struct xml_node *device, const struct guest_device *d)
{
	if (d->rom)
		xml_attr(xml_add(device, "rom"), "file", "%s", d->rom);
}

/* As an <interface>, libvirt sets MAC and VLAN through the PF at each start. */
static void add_interface(struct xml_node *devices, const struct guest_device *d)
{
	struct xml_node *interface = xml_add(devices, "interface");

	xml_attr(interface, "type", "hostdev");
	xml_attr(interface, "managed", "%s", d->managed ? "yes" : "no");
	if (d->mac)
		xml_attr(xml_add(interface, "mac"), "address", "%s", d->mac);
	add_address(interface, /* typed= */ true, d->addr);
	if (d->vlan)
		xml_attr(xml_add(xml_add(interface, "vlan"), "tag"), "id", "%u", d->vlan);
	add_rom(interface, d);
}

static void add_hostdev(struct xml_node *devices, const struct guest_device *d)
{
	struct xml_node *hostdev = xml_add(devices, "hostdev");

	xml_attr(hostdev, "mode", "subsystem");
	xml_attr(hostdev, "type", "pci");
	xml_attr(hostdev, "managed", "%s", d->managed ? "yes" : "no");
	add_address(hostdev, /* typed= */ false, d->addr);
	if (d->boots)
		xml_attr(xml_add(hostdev, "boot"), "order", "1");
	add_rom(hostdev, d);
}

void guest_domain_device(struct xml_node *devices, const struct guest_device *d)
{
	if (d->mac || d->vlan)
		add_interface(devices, d);
	else
		add_hostdev(devices, d);
}

static void add_devices(struct xml_node *domain, const struct guest_spec *s)
{
	struct xml_node *devices = xml_add(domain, "devices");
	struct xml_node *rng;

	if (s->disk)
		add_disk(devices, s);
	add_usb(devices, /* any= */ !s->kernel || s->desktop);
	add_console(devices);
	if (!s->kernel)
		add_agent(devices);
	for (size_t i = 0; i < s->n_devices; i++)
		guest_domain_device(devices, &s->devices[i]);
	if (s->desktop)
		guest_domain_desktop_devices(devices, s);
	rng = xml_add(devices, "rng");
	xml_attr(rng, "model", "virtio");
	xml_attr(xml_add_text(rng, "backend", "/dev/urandom"), "model", "random");
	/* VFIO pins all of the guest's memory: a balloon would give nothing back. */
	xml_attr(xml_add(devices, "memballoon"), "model", "none");
}

int guest_domain_xml(const struct guest_spec *spec, char **ret, struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	struct xml_node *domain, *memory;
	int r;

	r = guest_domain_check(spec, err);
	if (r < 0)
		return r;
	xml = xml_new("domain");
	if (!xml)
		return err_oom(err);
	domain = xml_root(xml);
	xml_attr(domain, "type", "kvm");
	(void)xml_add_text(domain, "name", "%s", spec->name);
	add_metadata(domain, spec);
	memory = xml_add_text(domain, "memory", "%llu", (unsigned long long)spec->memory / 1024);
	xml_attr(memory, "unit", "KiB");
	(void)xml_add_text(domain, "vcpu", "%u", spec->vcpus);
	if (spec->desktop)
		guest_domain_resources(domain, spec);
	add_os(domain, spec);
	if (spec->desktop)
		guest_domain_desktop_machine(domain, spec);
	else
		add_machine(domain);
	add_devices(domain, spec);
	if (spec->desktop)
		guest_domain_qemu(domain, spec->desktop);
	r = spec->needs ? guest_needs_write(xml, spec->needs, err) : 0;
	return r < 0 ? r : xml_text(xml, ret, err);
}
