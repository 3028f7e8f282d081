/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which files does AppArmor keep from a guest?
 */
#include "guest/guest-confine.h"

#include "lib/tests.h"

static void test_rom(void **state)
{
	(void)state;
	assert_true(guest_confine_rom("/usr/share/vgabios/gop-8086-46a6.rom"));
	assert_true(guest_confine_rom("/usr/share/kvm/card.rom"));
	assert_false(guest_confine_rom("/usr/share/vgabios"));
	assert_false(guest_confine_rom("/usr/share/vgabios-of-mine/card.rom"));
	assert_false(guest_confine_rom("/var/lib/libvirt/images/card.rom"));
	assert_false(guest_confine_rom("/home/me/card.rom"));
	assert_false(guest_confine_rom("/etc/libvirt/card.rom"));
}

static void test_disk(void **state)
{
	(void)state;
	assert_true(guest_confine_disk("/var/lib/libvirt/images/win.qcow2"));
	assert_true(guest_confine_disk("/home/me/win.qcow2"));
	assert_true(guest_confine_disk("/srv/vm/usr/share/win.qcow2"));
	assert_true(guest_confine_disk("/usr/local/share/win.qcow2"));
	assert_true(guest_confine_disk("/dev/vg/win"));
	assert_false(guest_confine_disk("/usr/share/virtio-win/virtio-win.iso"));
	assert_false(guest_confine_disk("/etc/win.qcow2"));
	assert_false(guest_confine_disk("/boot/win.qcow2"));
	assert_false(guest_confine_disk("/usr/lib64/win.qcow2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rom),
		cmocka_unit_test(test_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
