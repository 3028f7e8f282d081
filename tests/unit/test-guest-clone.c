/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A domain made from another one: what is new in it, what stays, and which disks nobody may copy.
 */
#include "guest/guest-clone.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "guest/guest-needs.h"
#include "guest/guest-read.h"
#include "lib/tests.h"

#define UUID "c2177883-f1bb-47f0-914d-32a22e3a8804"

static const char domain[] =
	"<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>\n"
	"  <name>win</name>\n"
	"  <uuid>" UUID "</uuid>\n"
	"  <genid>" UUID "</genid>\n"
	"  <title>a &amp; b</title>\n"
	"  <metadata>\n"
	"    <virtfn:guest xmlns:virtfn='https://virtfn.org/domain/1' version='1' os='win11'>\n"
	"      <virtfn:device pf='0000:00:02.0' vf='0'/>\n"
	"    </virtfn:guest>\n"
	"    <virtfn:needs xmlns:virtfn='https://virtfn.org/needs/1'>\n"
	"      <virtfn:vf pf='0000:00:02.0' index='0'/>\n"
	"      <virtfn:hugepages page='2M' count='1024'/>\n"
	"      <virtfn:shm path='/dev/shm/looking-glass' size='64M'/>\n"
	"    </virtfn:needs>\n"
	"  </metadata>\n"
	"  <sysinfo type='smbios'><system><entry name='uuid'>" UUID "</entry>"
	"<entry name='product'>p</entry></system></sysinfo>\n"
	"  <cputune><vcpupin vcpu='0' cpuset='1'/></cputune>\n"
	"  <os firmware='efi'><nvram template='/t.fd'>/n/win_VARS.fd</nvram></os>\n"
	"  <devices>\n"
	"    <disk type='file' device='disk'><driver type='qcow2'/><source file='/i/win.qcow2'/>"
	"<backingStore type='file'><source file='/i/base.img'/></backingStore>"
	"<target dev='vda'/></disk>\n"
	"    <disk type='file' device='cdrom'><source file='/i/x.iso'/><target dev='sda'/></disk>\n"
	"    <disk type='file'><source file='/i/tools.img'/><target dev='vdz'/><readonly/></disk>\n"
	"    <disk type='block'><source dev='/dev/vg/data.1'/><target dev='vdb'/></disk>\n"
	"    <disk type='volume'><source pool='p' volume='v.raw'/><target dev='vdc'/></disk>\n"
	"    <interface type='network'><mac address='52:54:00:00:00:02'/>"
	"<target dev='mine0'/><source network='default'/></interface>\n"
	"    <interface type='hostdev'><mac address='52:54:00:00:00:03'/><vlan><tag id='7'/></vlan>"
	"<source><address type='pci' domain='0' bus='1' slot='16' function='0'/></source>"
	"</interface>\n"
	"    <hostdev mode='subsystem' type='pci'><source><address domain='0' bus='0' slot='2' "
	"function='1'/></source><rom file='/r/x.rom'/></hostdev>\n"
	"    <hostdev mode='subsystem' type='mdev'><source><address uuid='" UUID "'/></source>"
	"</hostdev>\n"
	"    <hostdev mode='subsystem' type='usb'><source><vendor id='1'/></source></hostdev>\n"
	"    <graphics type='vnc' port='-1' autoport='yes' websocket='5700'/>\n"
	"    <graphics type='vnc' socket='/run/v1'><listen type='socket' socket='/run/v2'/>"
	"</graphics>\n"
	"    <vsock model='virtio'><cid auto='no' address='33'/></vsock>\n"
	"    <graphics type='spice' port='5901' tlsPort='5902' autoport='no' passwd='s3cret'/>\n"
	"    <channel type='unix'><source mode='bind' path='/var/lib/libvirt/qemu/1.agent'/>"
	"<target type='virtio' name='org.qemu.guest_agent.0'/></channel>\n"
	"    <tpm model='tpm-crb'><backend type='emulator' version='2.0'>"
	"<source type='dir' path='/t'/></backend></tpm>\n"
	"    <shmem name='looking-glass'><size unit='M'>64</size></shmem>\n"
	"    <shmem name='other'><server path='/tmp/s'/></shmem>\n"
	"  </devices>\n"
	"</domain>\n";

static void what_it_has(void **state)
{
	static const char *const names[] = { "new.qcow2", "new-vdb", "new-vdc.raw" };
	_cleanup_(guest_clone_done) struct guest_clone c = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_ok(guest_clone_read(domain, &c, &err), err);
	assert_int_equal(c.n_disks, 3);
	assert_string_equal(c.disks[0].path, "/i/win.qcow2");
	assert_string_equal(c.disks[0].format, "qcow2");
	assert_string_equal(c.disks[1].path, "/dev/vg/data.1");
	assert_null(c.disks[2].path);
	assert_string_equal(c.disks[2].pool, "p");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *name = guest_clone_name(&c.disks[i], i == 0, "new");

		assert_string_equal(name, names[i]);
	}
	assert_string_equal(c.nvram, "/n/win_VARS.fd");
	assert_string_equal(c.rom, "/r/x.rom");
	assert_int_equal(pci_addr_compare(c.rom_of, (struct pci_addr) { 0, 0, 2, 1 }), 0);
	assert_string_equal(c.mac, "52:54:00:00:00:03");
	assert_int_equal(c.vlan, 7);
	assert_int_equal(c.n_given, 3);
	assert_int_equal(c.n_needed, 1);
	assert_true(c.uefi && c.tpm && c.usb && c.pinned);
	assert_false(c.kvmfr || c.logs);
}

static void make(const struct guest_addition *add, bool nvram, char **ret)
{
	_cleanup_(guest_clone_done) struct guest_clone c = { 0 };
	struct err err = { 0 };

	assert_ok(guest_clone_read(domain, &c, &err), err);
	c.disks[0].copy = strdup("/i/new & more.qcow2");
	c.disks[1].copy = strdup("/dev/vg/new");
	c.disks[2].copy = strdup("new-vdc.raw");
	c.name = "new";
	c.nvram_copy = nvram ? strdup("/n/new_VARS.fd") : NULL;
	assert_ok(guest_clone_xml(domain, &c, add, ret, &err), err);
}

/* Nothing that only one guest can be or have. */
static void what_is_new(void **state)
{
	static const char *const gone[] = { UUID, ">win<", "52:54:00", "mine0", "/i/win.qcow2",
		"/i/base.img", "/dev/vg/data.1", "\"v.raw\"", "0000:00:02.0", "type=\"mdev\"",
		"5901", "5902", "5700", "/run/v1", "/run/v2", "\"33\"", "1.agent", "path=\"/t\"",
		"\"looking-glass\"", "win_VARS" };
	static const char *const there[] = { "<name>new</name>", "a &amp; b", "os=\"win11\"",
		"<genid/>", "/i/new &amp; more.qcow2", "dev=\"/dev/vg/new\"",
		"volume=\"new-vdc.raw\"", "/i/x.iso", "/i/tools.img", "s3cret", "type=\"usb\"",
		"/n/new_VARS.fd", "shmem name=\"looking-glass-new\"", "/tmp/s", "websocket=\"-1\"",
		"<listen type=\"socket\"/>", "<cid auto=\"yes\"/>", "pf=\"0000:00:02.7\"",
		"vf=\"3\"", "<entry name=\"product\">", "org.qemu.guest_agent.0", "/r/x.rom" };
	const struct guest_device device = {
		.addr = { 0, 0, 3, 1 }, .pf = { 0, 0, 2, 7 }, .vf_index = 3, .rom = "/r/x.rom"
	};
	const struct guest_addition add = { .devices = &device, .n_devices = 1 };
	_cleanup_(guest_info_done) struct guest_info info = { 0 };
	_cleanup_free_ char *xml = NULL;
	struct vm_needs needs;
	struct err err = { 0 };

	(void)state;
	make(&add, true, &xml);
	for (size_t i = 0; i < ARRAY_SIZE(gone); i++)
		assert_lacks(xml, gone[i]);
	for (size_t i = 0; i < ARRAY_SIZE(there); i++)
		assert_contains(xml, there[i]);
	assert_ok(guest_read(xml, &info, &err), err);
	assert_int_equal(info.n_devices, 1);
	assert_true(guest_info_has(&info, device.addr));
	assert_ok(guest_needs_read(xml, &needs, &err), err);
	assert_int_equal(needs.n_vfs, 0);
	assert_int_equal(needs.n_huge, 1);
	assert_string_equal(needs.shm[0].path, "/dev/shm/looking-glass-new");
}

/* A clone of a clone does not get longer each time; no NVRAM: libvirt makes it. */
static void again(void **state)
{
	const struct guest_addition none = { 0 };
	_cleanup_(guest_clone_done) struct guest_clone c = { 0 };
	_cleanup_free_ char *first = NULL, *second = NULL;
	struct err err = { 0 };

	(void)state;
	make(&none, false, &first);
	assert_contains(first, "<nvram template=\"/t.fd\"/>");
	assert_ok(guest_clone_read(first, &c, &err), err);
	assert_null(c.nvram);
	c.name = "third";
	assert_int_equal(c.n_given, 0);
	for (size_t i = 0; i < c.n_disks; i++)
		c.disks[i].copy = strdup("/x");
	assert_ok(guest_clone_xml(first, &c, &none, &second, &err), err);
	assert_contains(second, "shmem name=\"looking-glass-third\"");
	assert_contains(second, "/dev/shm/looking-glass-third");
}

/* What a new name needs; the rest of the domain is not touched. */
static void only_nvram(void **state)
{
	static const char file[] =
		"<domain><os><nvram type=\"file\"><source file=\"/a\"/></nvram></os>"
		"</domain>\n";
	_cleanup_free_ char *xml = NULL, *other = NULL, *none = NULL;
	struct err err = { 0 };

	(void)state;
	assert_ok(guest_clone_nvram(domain, "/n/x & y_VARS.fd", &xml, &err), err);
	assert_contains(xml, "<nvram template=\"/t.fd\">/n/x &amp; y_VARS.fd</nvram>");
	assert_contains(xml, UUID);
	assert_contains(xml, "<name>win</name>");
	assert_ok(guest_clone_nvram(file, "/b", &other, &err), err);
	assert_contains(other, "<source file=\"/b\"/>");
	assert_ok(guest_clone_nvram("<domain/>", "/b", &none, &err), err);
	assert_contains(none, "<domain/>");
}

static void disk_of(const char *disk, char text[1024])
{
	(void)snprintf(text, 1024, "<domain><name>x</name><devices>%s</devices></domain>", disk);
}

static void refused(void **state)
{
	static const struct {
		const char *disk, *words;
	} rows[] = {
		{ "<disk type='network'><source protocol='rbd' name='x'/><target "
		  "dev='vda'/></disk>",
			"its disk vda is neither" },
		{ "<disk type='block' device='lun'><source dev='/dev/sdx'/></disk>",
			"passed through" },
		{ "<disk type='file'><source file='/x'><encryption format='luks'/></source></disk>",
			"encrypted" },
		{ "<disk type='nvme'><source type='pci' namespace='1'/></disk>", "neither" },
		{ "<disk type='file'/>", "neither" },
		{ "<disk type='volume'><source pool='p'/></disk>", "neither" },
		{ "<memory model='nvdimm'><source><path>/x</path></source></memory>",
			"memory of the model nvdimm" },
	};
	struct guest_clone c = { 0 };
	struct err err = { 0 };
	char text[1024];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		disk_of(rows[i].disk, text);
		assert_int_equal(guest_clone_read(text, &c, &err), -EOPNOTSUPP);
		assert_contains(err.text, rows[i].words);
	}
	assert_null(c.disks);
}

/* A port that both listen at is told; one that libvirt names for each is not. */
static void ports(void **state)
{
	static const struct {
		const char *port;
		bool told;
	} rows[] = {
		{ "<serial type='file'><source path='/x'/></serial>", true },
		{ "<serial type='unix'><source mode='bind' path='/x'/></serial>", true },
		{ "<console type='tcp'><source mode='bind' host='0' service='1'/></console>",
			true },
		{ "<serial type='tcp'><source mode='connect' host='a' service='1'/></serial>",
			false },
		{ "<channel type='unix'><source mode='bind' path='/x'/></channel>", false },
		{ "<serial type='pty'/>", false },
	};
	struct err err = { 0 };
	char text[1024];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(guest_clone_done) struct guest_clone c = { 0 };

		disk_of(rows[i].port, text);
		assert_ok(guest_clone_read(text, &c, &err), err);
		if (c.logs != rows[i].told)
			fail_msg("%s", rows[i].port);
	}
}

static void rubbish(void **state)
{
	static const char *const texts[] = { "", "<domain/>", "<domain><name/></domain>",
		"<domain>", "<network><name>x</name></network>" };
	const struct guest_addition none = { 0 };
	_cleanup_(guest_clone_done) struct guest_clone c = { 0 };
	struct guest_clone empty = { .name = "new" };
	struct err err = { 0 };
	char *xml = NULL;
	char text[1024];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_int_equal(guest_clone_read(texts[i], &c, &err), -EINVAL);
	assert_int_equal(guest_clone_xml(texts[1], &empty, &none, &xml, &err), -EINVAL);
	/* A disk without a copy never goes into a clone. */
	disk_of("<disk type='file'><source file='/x'/></disk>", text);
	assert_ok(guest_clone_read(text, &c, &err), err);
	c.name = "new";
	assert_int_equal(guest_clone_xml(text, &c, &none, &xml, &err), -EINVAL);
	assert_contains(err.text, "was not copied");
	assert_int_equal(guest_clone_xml(text, &empty, &none, &xml, &err), -EINVAL);
	assert_null(xml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_has),
		cmocka_unit_test(what_is_new),
		cmocka_unit_test(again),
		cmocka_unit_test(only_nvram),
		cmocka_unit_test(refused),
		cmocka_unit_test(ports),
		cmocka_unit_test(rubbish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
