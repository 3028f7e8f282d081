/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A domain that somebody wrote: does a device come and go, and nothing else change?
 */
#include "guest/guest-edit.h"

#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "guest/guest-needs.h"
#include "guest/guest-read.h"
#include "lib/tests.h"

#define UUID "c2177883-f1bb-47f0-914d-32a22e3a8804"

static const char hand_made[] =
	"<domain xmlns:qemu=\"http://libvirt.org/schemas/domain/qemu/1.0\" type=\"kvm\">\n"
	"  <!-- mine: do not touch -->\n"
	"  <name>a&amp;b</name>\n"
	"  <metadata>\n"
	"    <x:y xmlns:x=\"urn:x\" z=\"1\">kept   as it is</x:y>\n"
	"  </metadata>\n"
	"  <memory unit=\"GiB\">3</memory>\n"
	"  <devices>\n"
	"    <disk type=\"block\"><source dev=\"/dev/sdx\"/></disk>\n"
	"    <graphics type=\"spice\" passwd=\"s3cret\"/>\n"
	"    <hostdev mode=\"subsystem\" type=\"usb\">\n"
	"      <source>\n"
	"        <vendor id=\"0x1\"/>\n"
	"      </source>\n"
	"    </hostdev>\n"
	"  </devices>\n"
	"  <qemu:commandline>\n"
	"    <qemu:arg value=\"-s\"/>\n"
	"  </qemu:commandline>\n"
	"</domain>\n";

/* Inserted where libxml2 puts it: at the end of <devices>. */
static void comes_and_goes(void **state)
{
	const struct guest_device device = { .addr = { 0, 0, 2, 1 }, .rom = "/x & y.rom" };
	const struct guest_addition add = { .devices = &device, .n_devices = 1 };
	const struct guest_device other = { .addr = { 0, 0, 2, 2 } };
	_cleanup_(guest_info_done) struct guest_info info = { 0 };
	_cleanup_free_ char *with = NULL, *without = NULL, *no = NULL;
	struct err err = { 0 };

	(void)state;
	assert_ok(guest_edit_add(hand_made, &add, &with, &err), err);
	assert_contains(with, "<!-- mine: do not touch -->");
	assert_contains(with, "kept   as it is");
	assert_contains(with, "passwd=\"s3cret\"");
	assert_contains(with, "<rom file=\"/x &amp; y.rom\"/>");
	assert_ok(guest_read(with, &info, &err), err);
	assert_true(guest_info_has(&info, device.addr));
	assert_int_equal(guest_edit_remove(with, &other, NULL, &no, &err), -ENOENT);
	assert_null(no);
	assert_ok(guest_edit_remove(with, &device, NULL, &without, &err), err);
	assert_string_equal(without, hand_made);
}

static void mediated(void **state)
{
	const struct guest_addition add = { .mdev = UUID, .mdev_display = true };
	_cleanup_free_ char *with = NULL, *without = NULL;
	struct err err = { 0 };

	(void)state;
	assert_ok(guest_edit_add(hand_made, &add, &with, &err), err);
	assert_contains(with, "ramfb=\"on\"");
	assert_ok(guest_edit_remove(
			  with, NULL, "C2177883-F1BB-47F0-914D-32A22E3A8804", &without, &err),
		err);
	assert_string_equal(without, hand_made);
}

static void networks(void **state)
{
	const struct guest_device device = { .addr = { 1, 2, 3, 4 }, .vlan = 7, .managed = true };
	const struct guest_addition add = { .devices = &device, .n_devices = 1 };
	_cleanup_free_ char *with = NULL, *without = NULL;
	struct err err = { 0 };

	(void)state;
	assert_ok(guest_edit_add(hand_made, &add, &with, &err), err);
	assert_contains(with, "<interface type=\"hostdev\" managed=\"yes\">");
	assert_ok(guest_edit_remove(with, &device, NULL, &without, &err), err);
	assert_string_equal(without, hand_made);
}

/* The VF's need goes with it; another VF's, and what else the guest needs, stays. */
static void needs(void **state)
{
	const struct guest_device devices[] = {
		{ { 0, 0, 2, 1 }, { 0, 0, 2, 0 }, .vf_index = 0, .remade = 2 },
		{ { 0, 0, 2, 2 }, { 0, 0, 2, 0 }, .vf_index = 1, .remade = 2 },
		{ { 0, 0, 2, 3 }, { 0, 0, 2, 0 }, .vf_index = 2 },
		{ { 0, 0, 2, 1 }, { 0, 0, 2, 0 }, .vf_index = -1 },
	};
	const struct guest_addition all = { .devices = devices, .n_devices = 3 };
	const struct guest_addition again = { .devices = devices, .n_devices = 1 };
	_cleanup_free_ char *with = NULL, *same = NULL, *unknown = NULL, *one = NULL, *none = NULL;
	struct vm_needs n;
	struct err err = { 0 };

	(void)state;
	assert_ok(guest_edit_add(hand_made, &all, &with, &err), err);
	assert_ok(guest_needs_read(with, &n, &err), err);
	assert_int_equal(n.n_vfs, 2);
	assert_int_equal(n.vfs[1].index, 1);
	assert_int_equal(n.vfs[1].count, 2);
	assert_string_equal(n.vfs[1].driver, "vfio-pci");
	assert_ok(guest_edit_add(with, &again, &same, &err), err);
	assert_ok(guest_needs_read(same, &n, &err), err);
	assert_int_equal(n.n_vfs, 2);
	assert_ok(guest_edit_remove(with, &devices[3], NULL, &unknown, &err), err);
	assert_ok(guest_needs_read(unknown, &n, &err), err);
	assert_int_equal(n.n_vfs, 2);
	assert_ok(guest_edit_remove(with, &devices[0], NULL, &one, &err), err);
	assert_ok(guest_needs_read(one, &n, &err), err);
	assert_int_equal(n.n_vfs, 1);
	assert_int_equal(n.vfs[0].index, 1);
	assert_ok(guest_edit_remove(one, &devices[1], NULL, &none, &err), err);
	assert_false(guest_needs_maybe(none));
}

static void rubbish(void **state)
{
	static const char *const texts[] = { "", "<domain/>", "<domain><devices></domain>",
		"<network><devices/></network>" };
	const struct guest_device bad = { .rom = "a\x01" };
	const struct guest_addition none = { 0 }, rom = { .devices = &bad, .n_devices = 1 };
	struct err err = { 0 };
	char *text = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		assert_int_equal(guest_edit_add(texts[i], &none, &text, &err), -EINVAL);
		assert_int_equal(guest_edit_remove(texts[i], NULL, UUID, &text, &err), -EINVAL);
	}
	assert_int_equal(guest_edit_add(hand_made, &rom, &text, &err), -EINVAL);
	assert_contains(err.text, "ROM's path");
	assert_null(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_and_goes),
		cmocka_unit_test(mediated),
		cmocka_unit_test(networks),
		cmocka_unit_test(needs),
		cmocka_unit_test(rubbish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
