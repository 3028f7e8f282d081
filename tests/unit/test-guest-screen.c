/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guest-screen.c: what a domain offers to see its desktop with, in all the ways people write it,
 * and in ways that nobody should.
 */
#include "guest/guest-screen.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static struct guest_screen read_screen(const char *inner)
{
	_cleanup_free_ char *xml = str_printf(
		"<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"
		"<name>g</name>%s</domain>",
		inner);
	struct guest_screen s = { 0 };
	struct err err;

	assert_int_equal(guest_screen_read(xml, &s, &err), 0);
	return s;
}

static void memory_is(const char *inner, const char *path, uint64_t size)
{
	_cleanup_(guest_screen_done) struct guest_screen s = read_screen(inner);

	if (path)
		assert_string_equal(s.shm, path);
	else
		assert_null(s.shm);
	assert_int_equal(s.shm_size, size);
	assert_int_equal(guest_screen_is_kvmfr(&s), path && strstr(path, "kvmfr"));
}

#define ARGS(value)                                                           \
	"<qemu:commandline><qemu:arg value='-object'/><qemu:arg value=" value \
	"/></qemu:commandline>"
#define SHMEM(inner) "<devices><shmem name='looking-glass'>" inner "</shmem></devices>"

static void test_memory(void **state)
{
	(void)state;
	memory_is("", NULL, 0);
	memory_is(ARGS("\"{'qom-type':'memory-backend-file','id':'looking-glass','mem-path':"
		       "'/dev/kvmfr0','size':67108864,'share':true}\""),
		"/dev/kvmfr0", 64 << 20);
	memory_is(ARGS("'{\"mem-path\" : \"/dev/kvmfr1\", \"size\" : 33554432}'"), "/dev/kvmfr1",
		32 << 20);
	memory_is(ARGS("'memory-backend-file,id=lg,mem-path=/dev/kvmfr0,size=32M,share=on'"),
		"/dev/kvmfr0", 32 << 20);
	memory_is(ARGS("'memory-backend-file,id=looking-glass,mem-path=/dev/shm/x'"), "/dev/shm/x",
		0);
	memory_is(ARGS("'memory-backend-file,id=ram,mem-path=/dev/hugepages,size=4G'"), NULL, 0);
	memory_is(ARGS("'{\"mem-path\":'"), NULL, 0);
	memory_is(ARGS("'mem-path=/dev/kvmfr0,size='"), "/dev/kvmfr0", 0);
	memory_is(ARGS("'mem-path=/dev/kvmfr0,size=99999999999999999999999'"), "/dev/kvmfr0", 0);
	memory_is(SHMEM("<model type='ivshmem-plain'/><size unit='M'>64</size>"),
		"/dev/shm/looking-glass", 64 << 20);
	memory_is(SHMEM("<size unit='KiB'>65536</size>"), "/dev/shm/looking-glass", 64 << 20);
	memory_is(SHMEM("<size unit='bytes'> 1048576 </size>"), "/dev/shm/looking-glass", 1 << 20);
	memory_is(SHMEM("<size>16</size>"), "/dev/shm/looking-glass", 16 << 20);
	memory_is(SHMEM("<size unit='M'>-1</size>"), "/dev/shm/looking-glass", 0);
	memory_is(SHMEM("<model type='ivshmem-doorbell'/>"), NULL, 0);
	memory_is("<devices><shmem name='../../etc/passwd'/></devices>", NULL, 0);
	memory_is("<devices><shmem name=''/><shmem/></devices>", NULL, 0);
}

static void test_display(void **state)
{
	_cleanup_(guest_screen_done) struct guest_screen both = read_screen(
		"<devices><graphics type='vnc' port='5900' passwd='v'/><graphics type='spice' "
		"port='5901' tlsPort='5902' passwd='s'><listen type='address' address='::1'/>"
		"</graphics><graphics type='vnc' port='5903'/><video><model type='qxl'/></video>"
		"</devices>");
	_cleanup_(guest_screen_done) struct guest_screen none =
		read_screen("<devices><graphics type='sdl'/><graphics type='egl-headless'/><video>"
			    "<model type='none'/></video></devices>");
	_cleanup_(guest_screen_done) struct guest_screen socket = read_screen(
		"<devices><graphics type='spice' autoport='yes' port='-1'><listen type='socket' "
		"socket='/run/x.sock'/></graphics><channel type='unix'><target type='virtio' "
		"name='org.qemu.guest_agent.0'/></channel></devices>");

	(void)state;
	assert_int_equal(both.display, GUEST_DISPLAY_SPICE);
	assert_int_equal(both.port, 5901);
	assert_int_equal(both.tls_port, 5902);
	assert_string_equal(both.host, "::1");
	assert_string_equal(both.password, "s");
	assert_false(both.no_video || both.agent);
	assert_int_equal(none.display, GUEST_DISPLAY_NONE);
	assert_true(none.no_video);
	assert_int_equal(socket.port, 0);
	assert_string_equal(socket.socket, "/run/x.sock");
	assert_true(socket.agent);
}

static void test_hostile(void **state)
{
	static const char entity[] =
		"<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><domain><name>&e;</name>"
		"</domain>";
	static const char *const texts[] = { "", "<", "<domain/>",
		"<network><name>x</name></network>", entity };
	struct guest_screen s = { 0 };
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_int_equal(guest_screen_read(texts[i], &s, &err), -EINVAL);
	assert_null(s.name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_display),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
