/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guest-domain.c and guest-read.c: what one writes the other reads, and libvirt's own
 * schema takes it where it is installed.
 */
#include "guest/guest-domain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/run.h"
#include "guest/guest-read.h"
#include "lib/tests.h"

#define SCHEMA "/usr/share/libvirt/schemas/domain.rng"

static const struct guest_device plain = {
	.addr = { 0, 1, 0x10, 2 },
	.pf = { 0, 1, 0, 0 },
	.vf_index = 1,
};

static const struct guest_device network = {
	.addr = { 0x10000, 0xff, 0x1f, 7 },
	.pf = { 0x10000, 0xff, 0, 0 },
	.vf_index = -1,
	.managed = true,
	.mac = "52:54:00:12:34:56",
	.vlan = 42,
};

static struct guest_spec kernel_spec(const struct guest_device *d)
{
	return (struct guest_spec) {
		.name = "g1",
		.memory = 512ull << 20,
		.vcpus = 3,
		.kernel = "/boot/vm<lin>uz",
		.initrd = "/boot/initrd & more",
		.append = "console=ttyS0 a=\"b c\" <>&'",
		.devices = d,
		.n_devices = 1,
	};
}

static struct guest_spec disk_spec(const struct guest_device *d)
{
	return (struct guest_spec) {
		.name = "g2",
		.memory = 4ull << 30,
		.vcpus = 1,
		.disk = "/var/lib/ü b/x.img",
		.disk_format = GUEST_DISK_QCOW2,
		.devices = d,
		.n_devices = 1,
	};
}

static char *text_of(const struct guest_spec *spec)
{
	struct err err = { 0 };
	char *text = NULL;

	assert_int_equal(guest_domain_xml(spec, &text, &err), 0);
	assert_non_null(text);
	return text;
}

/* -1: there is no schema or no xmllint here. */
static int schema_takes(const char *text)
{
	char path[] = "/tmp/virtfn-domain-XXXXXX";
	const char *argv[] = { "xmllint", "--nonet", "--noout", "--relaxng", SCHEMA, path, NULL };
	struct run_output o = { 0 };
	struct err err = { 0 };
	int fd, r;

	if (access(SCHEMA, R_OK) < 0)
		return -1;
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
	r = run_argv(argv, 30000, &o, &err);
	(void)unlink(path);
	if (r > 0)
		print_error("%s%s", o.err, text);
	run_output_done(&o);
	return r < 0 ? -1 : r == 0;
}

static void a_kernel(void **state)
{
	const struct guest_spec spec = kernel_spec(&plain);
	_cleanup_free_ char *text = text_of(&spec);

	(void)state;
	assert_contains(text, "<kernel>/boot/vm&lt;lin&gt;uz</kernel>");
	assert_contains(text, "<cmdline>console=ttyS0 a=\"b c\" &lt;&gt;&amp;'</cmdline>");
	assert_contains(text, "<controller type=\"usb\" model=\"none\"/>");
	assert_contains(text, "<hostdev mode=\"subsystem\" type=\"pci\" managed=\"no\">");
	assert_contains(
		text, "<address domain=\"0x0000\" bus=\"0x01\" slot=\"0x10\" function=\"0x2\"/>");
	assert_contains(text, "<memballoon model=\"none\"/>");
	assert_contains(text, "<virtfn:device pf=\"0000:01:00.0\" vf=\"1\"/>");
	assert_lacks(text, "firmware");
	assert_lacks(text, "<disk");
	assert_lacks(text, "<graphics");
	assert_lacks(text, "org.qemu.guest_agent");
	assert_int_not_equal(schema_takes(text), 0);
}

static void a_rom(void **state)
{
	struct guest_device with = plain, both = network;
	struct guest_spec spec = kernel_spec(&with), other = disk_spec(&both);
	_cleanup_free_ char *text = NULL, *interface = NULL;
	struct err err = { 0 };

	(void)state;
	with.rom = "/usr/share/vgabios/a & b.rom";
	both.rom = "/x.rom";
	text = text_of(&spec);
	assert_contains(text, "<rom file=\"/usr/share/vgabios/a &amp; b.rom\"/>");
	assert_int_not_equal(schema_takes(text), 0);
	interface = text_of(&other);
	assert_contains(interface, "<rom file=\"/x.rom\"/>");
	assert_int_not_equal(schema_takes(interface), 0);
	with.rom = "/a\tb\x01.rom";
	assert_int_equal(guest_domain_check(&spec, &err), -EINVAL);
	assert_contains(err.text, "ROM's path");
}

static void a_disk(void **state)
{
	struct guest_spec spec = disk_spec(&network);
	_cleanup_free_ char *text = text_of(&spec), *bios = NULL;

	(void)state;
	assert_contains(text, "<os firmware=\"efi\">");
	assert_contains(text, "<source file=\"/var/lib/ü b/x.img\"/>");
	assert_contains(text, "type=\"qcow2\" cache=\"none\" io=\"native\" discard=\"unmap\"");
	assert_contains(text, "<interface type=\"hostdev\" managed=\"yes\">");
	assert_contains(text, "<mac address=\"52:54:00:12:34:56\"/>");
	assert_contains(text, "<tag id=\"42\"/>");
	assert_lacks(text, "<hostdev");
	assert_int_not_equal(schema_takes(text), 0);
	spec.firmware = GUEST_BIOS;
	spec.disk_is_block = true;
	spec.disk_format = GUEST_DISK_RAW;
	spec.disk = "/dev/vg0/x";
	bios = text_of(&spec);
	assert_lacks(bios, "firmware");
	assert_contains(bios, "<disk type=\"block\" device=\"disk\">");
	assert_contains(bios, "<source dev=\"/dev/vg0/x\"/>");
	assert_int_not_equal(schema_takes(bios), 0);
}

static void what_is_written_is_read(void **state)
{
	const struct guest_device both[] = { plain, network };
	struct guest_spec spec = disk_spec(both);
	_cleanup_(guest_info_done) struct guest_info info = { 0 };
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };

	(void)state;
	spec.n_devices = 2;
	text = text_of(&spec);
	assert_int_equal(guest_read(text, &info, &err), 0);
	assert_string_equal(info.name, "g2");
	assert_string_equal(info.disk, spec.disk);
	assert_null(info.kernel);
	assert_int_equal(info.memory, spec.memory);
	assert_int_equal(info.vcpus, 1);
	assert_true(info.ours);
	assert_true(info.console);
	assert_int_equal(info.n_devices, 2);
	assert_true(guest_info_has(&info, plain.addr));
	assert_true(guest_info_has(&info, network.addr));
	assert_false(guest_info_has(&info, plain.pf));
	assert_string_equal(info.devices[1].mac, network.mac);
	assert_int_equal(info.devices[1].vlan, 42);
	assert_true(info.devices[1].managed);
	assert_false(info.devices[0].managed);
}

static void texts_that_xml_cannot_hold(void **state)
{
	struct guest_spec spec = kernel_spec(&plain);
	struct err err = { 0 };
	char *text = NULL;

	(void)state;
	spec.append = "a\x01";
	assert_int_equal(guest_domain_xml(&spec, &text, &err), -EINVAL);
	assert_non_null(strstr(err.text, "command line"));
	spec.append = NULL;
	spec.initrd = "/\xff";
	assert_int_equal(guest_domain_check(&spec, &err), -EINVAL);
	assert_null(text);
}

static void other_peoples_domains(void **state)
{
	static const char text[] =
		"<domain type='kvm'><name>a&amp;b</name><memory unit='GiB'> 3 </memory>"
		"<vcpu placement='static' current='1'> 4 </vcpu><os><type>hvm</type></os><devices>"
		"<disk type='file' device='cdrom'><source file='/x.iso'/></disk>"
		"<disk type='block'><source dev='/dev/sdx'/></disk>"
		"<hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/></source></hostdev>"
		"<hostdev mode='subsystem' type='mdev'><source><address "
		"uuid='c2177883-f1bb-47f0-914d-32a22e3a8804'/></source></hostdev>"
		"<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='6' "
		"slot='0x1f' function='7'/></source></hostdev>"
		"<hostdev mode='subsystem' type='pci'><source><address domain='0x0' bus='0x100' "
		"slot='0' function='0'/></source></hostdev>"
		"<interface type='network'><source network='default'/></interface>"
		"</devices></domain>";
	_cleanup_(guest_info_done) struct guest_info info = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(guest_read(text, &info, &err), 0);
	assert_string_equal(info.name, "a&b");
	assert_int_equal(info.memory, 3ull << 30);
	assert_int_equal(info.vcpus, 4);
	assert_string_equal(info.disk, "/dev/sdx");
	assert_false(info.ours);
	assert_false(info.console);
	assert_int_equal(info.n_devices, 1);
	assert_true(guest_info_has(&info, (struct pci_addr) { 0, 6, 0x1f, 7 }));
}

static void no_domains(void **state)
{
	static const char *const texts[] = { "", "<domain/>", "<network><name>x</name></network>",
		"<domain><name>x</name>" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct guest_info info = { 0 };
		struct err err = { 0 };

		assert_int_equal(guest_read(texts[i], &info, &err), -EINVAL);
		assert_null(info.name);
	}
}

static void names(void **state)
{
	static const char *const good[] = { "a", "7", "web-1", "a.b_c+d",
		"x2345678901234567890123456789012345678901234567890" };
	static const char *const bad[] = { "", "-a", ".a", "a b", "a/b", "../a", "a\nb", "a;b", "ü",
		"a'", "$(x)", "<a>", "%s", "x23456789012345678901234567890123456789012345678901" };
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_int_equal(guest_name_check(good[i], &err), 0);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(guest_name_check(bad[i], &err), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kernel),
		cmocka_unit_test(a_disk),
		cmocka_unit_test(a_rom),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(texts_that_xml_cannot_hold),
		cmocka_unit_test(other_peoples_domains),
		cmocka_unit_test(no_domains),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
