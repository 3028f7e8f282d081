/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where does a device's option ROM come from? Whether it is any good is for
 * formats/option-rom-rules.c.
 */
#include "cli/rom-device.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "facts/facts.h"
#include "formats/acpi-vfct.h"
#include "formats/option-rom.h"
#include "kinds/gpu.h"

#define ROM_PATH      "sys/bus/pci/devices/%s/rom"
#define VFCT_PATH     "sys/firmware/acpi/tables/VFCT"
#define VFCT_MAX      ((size_t)16 << 20)
#define CLASS_DISPLAY 0x03

void rom_device_done(struct rom_device *d)
{
	host_done(&d->host);
}

int rom_device_find(struct call *call, const char *text, struct rom_device *ret, struct err *err)
{
	struct rom_device d = { 0 };
	const struct pci_dev *dev = NULL;
	struct pci_dev *found;
	int r = facts_read(call->root, FACTS_ALL | FACTS_NO_NAMES, &d.host, err);

	if (r < 0)
		return r;
	r = host_resolve_pci(&d.host, text, &found, err);
	if (r < 0) {
		rom_device_done(&d);
		return r;
	}
	dev = found;
	d.dev = dev;
	*ret = d;
	return 0;
}

static bool is_display(const struct pci_dev *d)
{
	return d->class >> 16 == CLASS_DISPLAY;
}

/* Reading is switched on, and off again whatever the reading gave. */
static int read_sysfs(
	const struct root *root, const struct pci_dev *d, struct root_file *ret, struct err *err)
{
	_cleanup_free_ char *path = str_printf(ROM_PATH, d->name);
	struct err ignored;
	int r = 0;

	if (!path)
		return err_oom(err);
	if (root->host)
		r = root_write(root, "1", err, "%s", path);
	if (r < 0)
		return r;
	r = root_read_bytes(root, OPTION_ROM_MAX, ret, err, path);
	if (root->host)
		(void)root_write(root, "0", &ignored, "%s", path);
	if (r == -EIO || r == -EINVAL || r == -ENXIO)
		return err_hint(err, "the kernel finds no option ROM there; its log says more");
	return r;
}

static const struct acpi_vfct_image *find_vfct(
	const struct acpi_vfct *vfct, const struct pci_dev *d, bool *ret_moved)
{
	const struct acpi_vfct_image *same = NULL;
	size_t n = 0;

	*ret_moved = false;
	for (size_t i = 0; i < vfct->n_images; i++) {
		const struct acpi_vfct_image *v = &vfct->images[i];

		if (v->vendor != d->vendor || v->device_id != d->device)
			continue;
		if (v->bus == d->addr.bus && v->device == d->addr.slot &&
			v->function == d->addr.func)
			return v;
		same = v;
		n++;
	}
	/* Linux numbers buses anew with pci=assign-busses; two of a kind could be mixed up. */
	*ret_moved = n == 1;
	return n == 1 ? same : NULL;
}

static int copy(struct bytes b, struct root_file *ret)
{
	ret->text = malloc(b.size + 1);
	if (!ret->text)
		return -ENOMEM;
	memcpy(ret->text, b.data, b.size);
	ret->text[b.size] = '\0';
	ret->size = b.size;
	return 0;
}

static int read_vfct(
	struct call *call, const struct pci_dev *d, struct root_file *ret, struct err *err)
{
	_cleanup_(root_file_done) struct root_file table = { 0 };
	const struct acpi_vfct_image *image;
	struct acpi_vfct vfct;
	bool moved;
	int r = root_read_bytes(call->root, VFCT_MAX, &table, err, VFCT_PATH);

	if (r == -ENOENT)
		return err_set(err, ENOENT,
			"%s has no ROM of its own, and this host's firmware has no ACPI table VFCT "
			"with one",
			d->name);
	if (r == 0)
		r = acpi_vfct_parse(bytes_of(table.text, table.size), &vfct, err);
	if (r < 0)
		return r;
	image = find_vfct(&vfct, d, &moved);
	if (!image)
		return err_set(err, ENOENT, "the ACPI table VFCT has no ROM for %s (%04x:%04x)%s",
			d->name, d->vendor, d->device, vfct.cut ? "; it is cut short" : "");
	if (!vfct.table.checksum_ok)
		doc_note(call->doc, "the checksum of the ACPI table VFCT is wrong");
	if (moved)
		doc_note(call->doc, "the table has it for another address, %02x:%02x.%x",
			image->bus & 0xff, image->device & 0xff, image->function & 0xff);
	doc_str(call->doc, "source", "ACPI table VFCT");
	return copy(image->rom, ret) < 0 ? err_oom(err) : 0;
}

static int none(const struct pci_dev *d, struct err *err)
{
	(void)err_set(err, ENOENT, "%s has no ROM of its own", d->name);
	if (is_display(d) && d->vendor == GPU_VENDOR_INTEL)
		return err_hint(err,
			"Intel's display driver is part of the board's firmware: virtfn "
			"rom extract takes it out of a download");
	if (is_display(d))
		return err_hint(err, "a laptop's GPU has it in the system firmware");
	return -ENOENT;
}

/* What reading would give, but not what a guest needs. */
static int refuse(const struct pci_dev *d, bool force, struct err *err)
{
	if (d->is_vf)
		return err_set(err, EINVAL,
			"%s is a VF, and VFs have no ROM; virtfn rom needed %s says whether it "
			"needs one",
			d->name, d->name);
	if (force || !is_display(d) || d->vendor != GPU_VENDOR_INTEL || d->boot_vga != TRI_YES)
		return 0;
	return err_set(err, ENOTSUP,
		"the kernel shows as ROM of %s the copy at 0xC0000, which the host's firmware has "
		"changed: it has addresses of this host in it; virtfn rom extract takes the driver "
		"out of the firmware, --force takes the copy all the same",
		d->name);
}

int rom_device_read(struct call *call, const struct rom_device *d, bool force,
	struct root_file *ret, struct err *err)
{
	const struct pci_dev *dev = d->dev;
	int type, r = refuse(dev, force, err);

	if (r < 0)
		return r;
	type = root_type(call->root, err, ROM_PATH, dev->name);
	if (type < 0 && type != -ENOENT)
		return type;
	if (call->root->host && geteuid() != 0)
		return err_set(err, EPERM, "reading the ROM of %s needs root", dev->name);
	if (type == -ENOENT && is_display(dev) && dev->vendor == GPU_VENDOR_AMD)
		return read_vfct(call, dev, ret, err);
	if (type == -ENOENT)
		return none(dev, err);
	r = read_sysfs(call->root, dev, ret, err);
	if (r < 0)
		return r;
	doc_str(call->doc, "source", "device");
	if (is_display(dev) && dev->boot_vga == TRI_YES)
		doc_note(call->doc,
			"%s is this host's primary display: this may be a copy that the firmware "
			"has changed; read it again when another one is primary",
			dev->name);
	return 0;
}

int rom_source_read(struct call *call, const char *text, struct root_file *ret, struct err *err)
{
	_cleanup_(rom_device_done) struct rom_device d = { 0 };
	struct pci_addr addr;
	int r;

	r = root_user_read(text, OPTION_ROM_MAX, ret, err);
	if (r == 0 && ret->size == 0)
		return err_set(err, EINVAL, "%s is empty", text);
	if (r != -ENOENT || pci_addr_parse(text, &addr) < 0)
		return r;
	r = rom_device_find(call, text, &d, err);
	return r < 0 ? r : rom_device_read(call, &d, /* force= */ false, ret, err);
}

static bool parse_ids(const char *text, struct option_rom_target *ret)
{
	_cleanup_free_ char *vendor =
		strlen(text) == 9 && text[4] == ':' ? str_from_bytes(text, 4) : NULL;
	uint64_t v, d;

	if (!vendor || str_to_u64(vendor, 16, UINT16_MAX, &v) < 0 ||
		str_to_u64(text + 5, 16, UINT16_MAX, &d) < 0)
		return false;
	*ret = (struct option_rom_target) {
		.given = true, .vendor = (uint16_t)v, .device = (uint16_t)d
	};
	return true;
}

int rom_target_parse(
	struct call *call, const char *text, struct option_rom_target *ret, struct err *err)
{
	_cleanup_(rom_device_done) struct rom_device d = { 0 };
	int r;

	if (parse_ids(text, ret))
		return 0;
	r = rom_device_find(call, text, &d, err);
	if (r < 0)
		return err_hint(err, "a pair of PCI IDs such as 8086:a780 is taken too");
	*ret = (struct option_rom_target) {
		.given = true,
		.vendor = d.dev->vendor,
		.device = d.dev->device,
		.class = d.dev->class,
	};
	return 0;
}
