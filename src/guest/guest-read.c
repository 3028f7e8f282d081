/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From libvirt's domain XML to what virtfn wants to know: which of the host's
 * functions a guest is given, and whether virtfn made it. Nothing is written back:
 * the XML belongs to libvirt and to its user.
 */
#include "guest/guest-read.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-xml.h"
#include "guest/guest-domain.h"

/* A number in an attribute, decimal or behind 0x; the given one when it is not there. */
static int number(
	struct xml_node *node, const char *xpath, unsigned max, unsigned usual, unsigned *ret)
{
	_cleanup_free_ char *text = xml_find(node, xpath);

	*ret = usual;
	return text ? str_to_uint(text, max, ret) : 0;
}

int guest_read_address(struct xml_node *node, struct pci_addr *ret)
{
	unsigned domain, bus, slot, func;
	_cleanup_free_ char *any = xml_find(node, "source/address/@slot");

	/* An <address uuid=...> is a mediated device. */
	if (!any || number(node, "source/address/@domain", 0xffffffff, 0, &domain) < 0 ||
		number(node, "source/address/@bus", 0xff, 0, &bus) < 0 ||
		number(node, "source/address/@slot", 31, 0, &slot) < 0 ||
		number(node, "source/address/@function", 7, 0, &func) < 0)
		return -EINVAL;
	*ret = (struct pci_addr) { domain, (uint8_t)bus, (uint8_t)slot, (uint8_t)func };
	return 0;
}

static int add_device(void *arg, struct xml_node *node)
{
	struct guest_info *info = arg;
	_cleanup_free_ char *managed = xml_find(node, "@managed");
	struct guest_device *d;
	struct pci_addr addr;
	unsigned vlan;

	if (guest_read_address(node, &addr) < 0)
		return 0;
	d = mem_append(&info->devices, &info->n_devices, sizeof(*d));
	if (!d)
		return -ENOMEM;
	(void)number(node, "vlan/tag/@id", 4095, 0, &vlan);
	*d = (struct guest_device) {
		.addr = addr,
		.vf_index = -1,
		.managed = str_eq(managed, "yes"),
		.mac = xml_find(node, "mac/@address"),
		.vlan = vlan,
	};
	return 0;
}

/* Bytes of a <memory>; libvirt itself writes KiB. */
static uint64_t read_memory(struct xml_node *root)
{
	static const struct {
		const char *unit;
		uint64_t bytes;
	} units[] = {
		{ "KiB", 1 << 10 },
		{ "k", 1 << 10 },
		{ "MiB", 1 << 20 },
		{ "M", 1 << 20 },
		{ "GiB", 1 << 30 },
		{ "G", 1 << 30 },
		{ "TiB", 1ull << 40 },
		{ "T", 1ull << 40 },
		{ "b", 1 },
		{ "bytes", 1 },
		{ "KB", 1000 },
		{ "MB", 1000000 },
		{ "GB", 1000000000 },
		{ "TB", 1000000000000 },
	};
	_cleanup_free_ char *text = xml_find(root, "/domain/memory");
	_cleanup_free_ char *unit = xml_find(root, "/domain/memory/@unit");
	uint64_t n, bytes = 1 << 10;

	for (size_t i = 0; unit && i < ARRAY_SIZE(units); i++)
		if (str_eq(unit, units[i].unit))
			bytes = units[i].bytes;
	if (!text || str_to_u64(str_strip(text), 10, UINT64_MAX / bytes, &n) < 0)
		return 0;
	return n * bytes;
}

static bool there_is(struct xml_node *root, const char *xpath)
{
	_cleanup_free_ char *text = xml_find(root, xpath);

	return text != NULL;
}

int guest_read(const char *text, struct guest_info *ret, struct err *err)
{
	_cleanup_(guest_info_done) struct guest_info info = { 0 };
	_cleanup_(xml_freep) struct xml *xml = NULL;
	_cleanup_free_ char *vcpus = NULL;
	struct xml_node *root;
	int r;

	r = xml_parse(text, &xml, err);
	if (r < 0)
		return r;
	root = xml_root(xml);
	info.name = xml_find(root, "/domain/name");
	if (!info.name)
		return err_set(err, EINVAL, "this XML is no domain of libvirt");
	info.kernel = xml_find(root, "/domain/os/kernel");
	info.disk = xml_find(root, "/domain/devices/disk[@device='disk' or not(@device)]/source/"
				   "@*[name()='file' or name()='dev' or name()='volume']");
	info.shmem = xml_find(root, "/domain/devices/shmem/@name");
	info.memory = read_memory(root);
	vcpus = xml_find(root, "/domain/vcpu");
	if (vcpus)
		(void)str_to_uint(str_strip(vcpus), 1 << 20, &info.vcpus);
	info.ours =
		there_is(root, "/domain/metadata/*[namespace-uri()='" GUEST_DOMAIN_NAMESPACE "']");
	info.console = there_is(root, "/domain/devices/*[self::console or self::serial]"
				      "[@type='pty']");
	r = xml_each(root,
		"/domain/devices/*[(self::hostdev and @type='pci') or "
		"(self::interface and @type='hostdev')]",
		add_device, &info);
	if (r < 0)
		return err_oom(err);
	*ret = info;
	info = (struct guest_info) { 0 };
	return 0;
}
