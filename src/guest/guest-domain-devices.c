/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest with a desktop has besides disks and PCI functions: a screen, input, sound, a
 * network, a TPM, the memory that Looking Glass shares.
 */
#include "base/mem.h"
#include "base/str.h"
#include "guest/guest-battery.h"
#include "guest/guest-domain-parts.h"

/* The first libvirt that gives q35 a watchdog and knows its name. */
#define LIBVIRT_ITCO 9001000

#define MIB 1048576ull

static void add_screen(struct xml_node *devices, const struct guest_desktop *d)
{
	struct xml_node *graphics, *listen, *channel, *target;

	if (!d->spice && !d->vnc)
		return;
	graphics = xml_add(devices, "graphics");
	xml_attr(graphics, "type", "%s", d->spice ? "spice" : "vnc");
	xml_attr(graphics, "autoport", "yes");
	listen = xml_add(graphics, "listen");
	xml_attr(listen, "type", "address");
	xml_attr(listen, "address", "127.0.0.1");
	if (!d->spice)
		return;
	/* It never leaves this host. */
	xml_attr(xml_add(graphics, "image"), "compression", "off");
	channel = xml_add(devices, "channel");
	xml_attr(channel, "type", "spicevmc");
	target = xml_add(channel, "target");
	xml_attr(target, "type", "virtio");
	xml_attr(target, "name", "com.redhat.spice.0");
}

static void add_video(struct xml_node *devices, const struct guest_desktop *d)
{
	if (d->video)
		xml_attr(xml_add(xml_add(devices, "video"), "model"), "type", "%s", d->video);
}

static void add_evdev(struct xml_node *devices, const struct guest_input *in)
{
	struct xml_node *input = xml_add(devices, "input"), *source;

	xml_attr(input, "type", "evdev");
	source = xml_add(input, "source");
	xml_attr(source, "dev", "%s", in->path);
	if (!in->keyboard)
		return;
	/* Both Ctrl keys together give all of them back to the host, or to the guest. */
	xml_attr(source, "grab", "all");
	xml_attr(source, "grabToggle", "ctrl-ctrl");
	xml_attr(source, "repeat", "on");
}

static void add_one_input(struct xml_node *devices, const char *type, const char *bus)
{
	struct xml_node *input = xml_add(devices, "input");

	xml_attr(input, "type", "%s", type);
	xml_attr(input, "bus", "%s", bus);
}

static void add_inputs(struct xml_node *devices, const struct guest_desktop *d)
{
	for (size_t i = 0; i < d->n_inputs; i++)
		add_evdev(devices, &d->inputs[i]);
	if (!d->spice && !d->vnc)
		return;
	if (d->usb_only_mouse || d->n_inputs > 0) {
		add_one_input(devices, "mouse", "virtio");
		add_one_input(devices, "keyboard", "virtio");
	} else {
		add_one_input(devices, "tablet", "usb");
	}
}

static void add_sound(struct xml_node *devices, const struct guest_desktop *d)
{
	struct xml_node *sound, *audio;

	if (!d->sound)
		return;
	sound = xml_add(devices, "sound");
	xml_attr(sound, "model", "ich9");
	xml_attr(xml_add(sound, "audio"), "id", "1");
	audio = xml_add(devices, "audio");
	xml_attr(audio, "id", "1");
	xml_attr(audio, "type", "spice");
}

static void add_net(struct xml_node *devices, const struct guest_desktop *d)
{
	struct xml_node *interface;

	if (d->net != GUEST_NET_NETWORK && d->net != GUEST_NET_USER)
		return;
	interface = xml_add(devices, "interface");
	xml_attr(interface, "type", "%s", d->net == GUEST_NET_USER ? "user" : "network");
	if (d->net == GUEST_NET_NETWORK)
		xml_attr(xml_add(interface, "source"), "network", "%s", d->network);
	xml_attr(xml_add(interface, "model"), "type", "virtio");
}

static void add_tpm(struct xml_node *devices)
{
	struct xml_node *tpm = xml_add(devices, "tpm"), *backend;

	xml_attr(tpm, "model", "tpm-crb");
	backend = xml_add(tpm, "backend");
	xml_attr(backend, "type", "emulator");
	xml_attr(backend, "version", "2.0");
}

static void add_frame(struct xml_node *devices, const struct guest_desktop *d)
{
	struct xml_node *shmem;

	if (d->frame_mib == 0 || d->kvmfr)
		return;
	shmem = xml_add(devices, "shmem");
	xml_attr(shmem, "name", "%s", d->frame);
	xml_attr(xml_add(shmem, "model"), "type", "ivshmem-plain");
	xml_attr(xml_add_text(shmem, "size", "%u", d->frame_mib), "unit", "M");
}

void guest_domain_mdev(struct xml_node *devices, const char *uuid, bool display)
{
	struct xml_node *hostdev = xml_add(devices, "hostdev");

	xml_attr(hostdev, "mode", "subsystem");
	xml_attr(hostdev, "type", "mdev");
	xml_attr(hostdev, "model", "vfio-pci");
	xml_attr(hostdev, "display", "%s", display ? "on" : "off");
	/* The firmware's picture, before the guest's driver has one. */
	if (display)
		xml_attr(hostdev, "ramfb", "on");
	xml_attr(xml_add(xml_add(hostdev, "source"), "address"), "uuid", "%s", uuid);
}

static void add_iso(struct xml_node *devices, const struct guest_desktop *d)
{
	struct xml_node *disk, *driver, *target;

	if (!d->iso)
		return;
	disk = xml_add(devices, "disk");
	xml_attr(disk, "type", "file");
	xml_attr(disk, "device", "cdrom");
	driver = xml_add(disk, "driver");
	xml_attr(driver, "name", "qemu");
	xml_attr(driver, "type", "raw");
	xml_attr(xml_add(disk, "source"), "file", "%s", d->iso);
	target = xml_add(disk, "target");
	xml_attr(target, "dev", "sda");
	xml_attr(target, "bus", "sata");
	(void)xml_add(disk, "readonly");
	xml_attr(xml_add(disk, "boot"), "order", "2");
}

void guest_domain_desktop_devices(struct xml_node *devices, const struct guest_spec *s)
{
	const struct guest_desktop *d = s->desktop;
	struct xml_node *watchdog;

	add_iso(devices, d);
	add_net(devices, d);
	add_screen(devices, d);
	add_video(devices, d);
	add_inputs(devices, d);
	add_sound(devices, d);
	if (d->tpm)
		add_tpm(devices);
	if (d->mdev)
		guest_domain_mdev(devices, d->mdev, d->mdev_display);
	add_frame(devices, d);
	if (d->libvirt < LIBVIRT_ITCO)
		return;
	/* A guest that is busy, or stopped in a debugger, is no reason to reset it. */
	watchdog = xml_add(devices, "watchdog");
	xml_attr(watchdog, "model", "itco");
	xml_attr(watchdog, "action", "none");
}

void guest_domain_qemu(struct xml_node *domain, const struct guest_desktop *d)
{
	static const char uri[] = "http://libvirt.org/schemas/domain/qemu/1.0";
	bool kvmfr = d->kvmfr && d->frame_mib > 0;
	struct xml_node *line;

	if (!kvmfr && !d->battery)
		return;
	line = xml_add_ns(domain, "commandline", "qemu", uri);
	if (d->battery) {
		xml_attr(xml_add(line, "arg"), "value", "-acpitable");
		xml_attr(xml_add(line, "arg"), "value", "file=/" GUEST_BATTERY_FILE);
	}
	if (!kvmfr)
		return;
	xml_attr(xml_add(line, "arg"), "value", "-object");
	/* As JSON: the old form takes a PCI slot that libvirt gives to a root port. */
	xml_attr(xml_add(line, "arg"), "value",
		"{'qom-type':'memory-backend-file','id':'looking-glass','mem-path':'/dev/kvmfr0',"
		"'size':%llu,'share':true}",
		d->frame_mib * MIB);
	xml_attr(xml_add(line, "arg"), "value", "-device");
	xml_attr(xml_add(line, "arg"), "value",
		"{'driver':'ivshmem-plain','id':'shmem0','memdev':'looking-glass'}");
}
