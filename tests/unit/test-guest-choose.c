/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does each host get the guest that is best on it, with a reason, or a refusal that helps? How
 * the domains look: tests/domains.
 */
#include "guest/guest-choose.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/cpu-cores.h"
#include "lib/tests.h"

#define GIB (INT64_C(1) << 30)

struct bed {
	struct host host;
	struct guest_caps caps;
	struct guest_choice choice;
	struct err err;
};

static void set_up(struct bed *b, const char *cores, int64_t memory)
{
	*b = (struct bed) { 0 };
	host_init(&b->host);
	guest_caps_init(&b->caps);
	assert_int_equal(cpu_cores_parse(cores, &b->host.cpu), 0);
	b->host.memory.total = b->host.memory.available = memory;
	b->host.memory.hugetlbfs = TRI_YES;
}

static void tear_down(struct bed *b)
{
	guest_choice_done(&b->choice);
	host_done(&b->host);
}

static int choose(struct bed *b, struct guest_wish w)
{
	guest_choice_done(&b->choice);
	return guest_choose(&w, &b->host, &b->caps, &b->choice, &b->err);
}

static const struct guest_setting *said(const struct bed *b, const char *what)
{
	static const struct guest_setting none;

	for (size_t i = 0; i < b->choice.n_settings; i++)
		if (str_eq(b->choice.settings[i].what, what))
			return &b->choice.settings[i];
	fail_msg("nothing is said of %s", what);
	return &none;
}

#define FOUR "0 0 0 0 0\n0 0 0 0 1\n0 0 0 0 2\n0 0 0 0 3\n"

static void memory(void **state)
{
	struct guest_wish w = { .os = GUEST_SYSTEM_LINUX, .node = -1 };
	struct bed b;

	(void)state;
	set_up(&b, FOUR, 32 * GIB);
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.memory, 16 * GIB);
	assert_contains(said(&b, "memory")->why, "half");
	w.profile = GUEST_PROFILE_MAX;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.memory, 24 * GIB);
	assert_int_equal(b.choice.desktop.pages, GUEST_PAGES_ORDINARY);
	assert_contains(said(&b, "pages")->why, "too few huge pages");
	/* Nothing pins it, so it is locked. */
	assert_true(b.choice.desktop.locked);
	w.n_devices = 1;
	assert_ok(choose(&b, w), b.err);
	assert_false(b.choice.desktop.locked);
	b.host.memory.huge[MEMORY_HUGE_2M] = (struct memory_huge) { 12288, 12288, 1 };
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.pages, GUEST_PAGES_ORDINARY);
	b.host.memory.huge[MEMORY_HUGE_2M].reserved = 0;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.pages, GUEST_PAGES_2M);
	b.host.memory.huge[MEMORY_HUGE_1G] = (struct memory_huge) { 24, 24, -1 };
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.pages, GUEST_PAGES_1G);
	b.host.memory.hugetlbfs = TRI_NO;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.pages, GUEST_PAGES_ORDINARY);
	w.memory = 31 * (uint64_t)GIB;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "ask for 30720 MiB at most");
	assert_contains(b.err.text, "pinned");
	w.memory = 30 * (uint64_t)GIB;
	assert_ok(choose(&b, w), b.err);
	b.host.memory.available = 8 * GIB;
	assert_ok(choose(&b, w), b.err);
	assert_contains(said(&b, "memory")->why, "more than is free");
	/* Unknown is no reason to refuse. */
	b.host.memory.total = b.host.memory.available = -1;
	w.memory = 900 * (uint64_t)GIB;
	assert_ok(choose(&b, w), b.err);
	tear_down(&b);
}

/* Only for a GPU that is the guest's alone. */
static void battery(void **state)
{
	struct guest_wish w = { .os = GUEST_SYSTEM_WIN11,
		.node = -1,
		.battery = true,
		.gpu = GUEST_GPU_WHOLE,
		.gpu_outputs = true,
		.n_devices = 1 };
	struct bed b;

	(void)state;
	set_up(&b, FOUR, 32 * GIB);
	assert_ok(choose(&b, w), b.err);
	assert_true(b.choice.desktop.battery);
	assert_contains(said(&b, "battery")->why, "Code 43");
	w.gpu = GUEST_GPU_VF;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "--battery");
	tear_down(&b);
}

static void pages(void **state)
{
	struct guest_wish w = { .os = GUEST_SYSTEM_LINUX,
		.node = -1,
		.pages = GUEST_PAGES_2M,
		.memory = 512ull << 20 };
	struct bed b;

	(void)state;
	set_up(&b, FOUR, 8 * GIB);
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.pages, GUEST_PAGES_2M);
	assert_contains(said(&b, "pages")->why, "not enough of them are free now");
	w.pages = GUEST_PAGES_1G;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "multiple");
	w.profile = GUEST_PROFILE_LIGHT;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "light");
	tear_down(&b);
}

static void processors(void **state)
{
	struct guest_wish w = { .os = GUEST_SYSTEM_LINUX, .node = -1 };
	struct bed b;

	(void)state;
	set_up(&b, FOUR, 8 * GIB);
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.vcpus, 2);
	assert_ptr_equal(b.choice.desktop.pin, &b.choice.pin);
	w.profile = GUEST_PROFILE_LIGHT;
	w.vcpus = 4;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.vcpus, 4);
	assert_null(b.choice.desktop.pin);
	w.vcpus = 5;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "has 4 processors");
	/* Balanced goes without pins rather than not at all; max stands for them. */
	w.vcpus = 4;
	w.profile = GUEST_PROFILE_BALANCED;
	assert_ok(choose(&b, w), b.err);
	assert_null(b.choice.desktop.pin);
	assert_contains(said(&b, "cpus")->why, "not pinned: 4 vCPUs do not fit");
	w.profile = GUEST_PROFILE_MAX;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "do not fit");
	tear_down(&b);
}

/* What the hook does: cores that the host leaves alone, huge pages. */
static void needs(void **state)
{
	struct guest_wish w = { .os = GUEST_SYSTEM_LINUX, .node = -1, .vcpus = 2 };
	struct bed b;

	(void)state;
	set_up(&b, FOUR, 32 * GIB);
	assert_ok(choose(&b, w), b.err);
	assert_false(vm_needs_any(&b.choice.needs));
	w.profile = GUEST_PROFILE_MAX;
	assert_ok(choose(&b, w), b.err);
	assert_string_equal(b.choice.pin.all, "1,2");
	assert_string_equal(b.choice.needs.host_cpus, "0,3");
	assert_contains(said(&b, "host_cpus")->value, "0,3");
	assert_int_equal(b.choice.needs.n_huge, 0);
	w.pages = GUEST_PAGES_1G;
	w.memory = 4 * GIB;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.needs.n_huge, 1);
	assert_int_equal(b.choice.needs.huge[0].page, GIB);
	assert_int_equal(b.choice.needs.huge[0].count, 4);
	w.profile = GUEST_PROFILE_BALANCED;
	w.pages = GUEST_PAGES_2M;
	assert_ok(choose(&b, w), b.err);
	assert_string_equal(b.choice.needs.host_cpus, "");
	assert_int_equal(b.choice.needs.huge[0].count, 2048);
	tear_down(&b);
}

/* With the hook, huge pages are made when it starts: they need not be free now. */
static void hook(void **state)
{
	struct guest_wish w = {
		.os = GUEST_SYSTEM_LINUX, .profile = GUEST_PROFILE_MAX, .node = -1, .hook = true
	};
	struct bed b;

	(void)state;
	set_up(&b, FOUR, 32 * GIB);
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.pages, GUEST_PAGES_2M);
	assert_contains(said(&b, "pages")->why, "hook makes them");
	assert_int_equal(b.choice.needs.huge[0].count, 12288);
	/* Who has no clock to set gets none. */
	assert_string_equal(b.choice.needs.governor, "");
	b.host.memory.available = 8 * GIB;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.pages, GUEST_PAGES_ORDINARY);
	assert_contains(said(&b, "pages")->why, "too little memory");
	assert_int_equal(b.choice.needs.n_huge, 0);
	w.memory = 2 * (uint64_t)GIB + (1 << 20);
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.pages, GUEST_PAGES_ORDINARY);
	b.host.memory.available = -1;
	w.memory = 2 * (uint64_t)GIB;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.pages, GUEST_PAGES_ORDINARY);
	(void)snprintf(b.host.cpu.governor, sizeof(b.host.cpu.governor), "powersave");
	assert_ok(choose(&b, w), b.err);
	assert_string_equal(b.choice.needs.governor, "performance");
	assert_string_equal(b.choice.needs.epp, "performance");
	assert_contains(said(&b, "governor")->why, "now: powersave");
	/* One that the kernel does not have is no reason to refuse the guest's start later. */
	(void)snprintf(
		b.host.cpu.governors, sizeof(b.host.cpu.governors), "powersave performances");
	assert_ok(choose(&b, w), b.err);
	assert_string_equal(b.choice.needs.governor, "");
	assert_string_equal(b.choice.needs.epp, "performance");
	assert_string_equal(said(&b, "governor")->value, "powersave");
	assert_contains(said(&b, "governor")->why, "no governor performance, but powersave");
	(void)snprintf(b.host.cpu.governors, sizeof(b.host.cpu.governors), "performance powersave");
	assert_ok(choose(&b, w), b.err);
	assert_string_equal(b.choice.needs.governor, "performance");
	w.profile = GUEST_PROFILE_BALANCED;
	assert_ok(choose(&b, w), b.err);
	assert_false(vm_needs_any(&b.choice.needs));
	tear_down(&b);
}

static void addresses(void **state)
{
	struct machine_iommu units[] = { { .cap = UINT64_C(47) << 16 },
		{ .cap = UINT64_C(38) << 16 }, { .cap = 0 } };
	struct guest_wish w = { .os = GUEST_SYSTEM_LINUX, .node = -1, .n_devices = 1 };
	struct bed b;

	(void)state;
	set_up(&b, FOUR, 8 * GIB);
	b.host.cpu.phys_bits = 46;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.address_bits, 0);
	b.host.machine.iommus = units;
	b.host.machine.n_iommus = 3;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.address_bits, 39);
	w.n_devices = 0;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.address_bits, 0);
	w.n_devices = 1;
	b.host.cpu.phys_bits = 39;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.address_bits, 0);
	b.host.machine.iommus = NULL;
	b.host.machine.n_iommus = 0;
	tear_down(&b);
}

static void windows(void **state)
{
	struct stack_firmware keys = {
		.code_there = true, .secure_boot = true, .enrolled_keys = true, .x86_64 = true
	};
	struct guest_wish w = { .os = GUEST_SYSTEM_WIN11, .node = -1 };
	struct bed b;

	(void)state;
	set_up(&b, FOUR, 16 * GIB);
	/* Nobody could look: libvirt is asked. */
	assert_ok(choose(&b, w), b.err);
	assert_true(b.choice.desktop.secure_boot);
	assert_true(b.choice.desktop.tpm);
	b.host.stack.swtpm = TRI_NO;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "packages swtpm and swtpm-tools");
	b.host.stack.swtpm = TRI_YES;
	b.host.stack.swtpm_setup = TRI_NO;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "swtpm_setup");
	b.host.stack.swtpm_setup = TRI_YES;
	b.caps.tpm = TRI_NO;
	assert_int_equal(choose(&b, w), -EINVAL);
	b.caps.tpm = TRI_YES;
	b.host.stack.firmware_seen = TRI_YES;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "its keys");
	b.host.stack.firmware = &keys;
	b.host.stack.n_firmware = 1;
	assert_ok(choose(&b, w), b.err);
	b.caps.secure_boot = TRI_NO;
	assert_int_equal(choose(&b, w), -EINVAL);
	/* Windows 10 does without all of that. */
	w.os = GUEST_SYSTEM_WIN10;
	assert_ok(choose(&b, w), b.err);
	assert_false(b.choice.desktop.secure_boot);
	assert_false(b.choice.desktop.tpm);
	b.caps.uefi = TRI_NO;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "OVMF");
	w.bios = true;
	assert_ok(choose(&b, w), b.err);
	w.os = GUEST_SYSTEM_WIN11;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "--bios");
	w.bios = false;
	b.caps = (struct guest_caps) { .uefi = TRI_YES, .secure_boot = TRI_YES, .tpm = TRI_YES };
	w.memory = 3 * (uint64_t)GIB;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "4 GiB");
	b.host.stack.firmware = NULL;
	b.host.stack.n_firmware = 0;
	tear_down(&b);
}

static void views(void **state)
{
	static const struct {
		enum guest_system os;
		enum guest_gpu gpu;
		bool outputs, kernel, mdev_display;
		enum tri looking_glass;
		enum guest_view view;
		const char *video;
	} cases[] = {
		{ GUEST_SYSTEM_LINUX, GUEST_GPU_NONE, false, true, false, TRI_YES, GUEST_VIEW_NONE,
			NULL },
		{ GUEST_SYSTEM_LINUX, GUEST_GPU_NONE, false, false, false, TRI_YES,
			GUEST_VIEW_SPICE, "virtio" },
		{ GUEST_SYSTEM_LINUX, GUEST_GPU_VF, false, false, false, TRI_YES, GUEST_VIEW_SPICE,
			"virtio" },
		{ GUEST_SYSTEM_WIN11, GUEST_GPU_VF, false, false, false, TRI_YES,
			GUEST_VIEW_LOOKING_GLASS, "vga" },
		{ GUEST_SYSTEM_WIN11, GUEST_GPU_VF, false, false, false, TRI_UNKNOWN,
			GUEST_VIEW_RDP, "vga" },
		{ GUEST_SYSTEM_WIN11, GUEST_GPU_WHOLE, true, false, false, TRI_YES, GUEST_VIEW_NONE,
			NULL },
		{ GUEST_SYSTEM_WIN11, GUEST_GPU_MDEV, false, false, true, TRI_YES, GUEST_VIEW_SPICE,
			"none" },
	};
	struct bed b;

	(void)state;
	set_up(&b, FOUR, 16 * GIB);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct guest_wish w = { .os = cases[i].os,
			.gpu = cases[i].gpu,
			.gpu_outputs = cases[i].outputs,
			.kernel = cases[i].kernel,
			.mdev_display = cases[i].mdev_display,
			.node = -1 };

		b.host.stack.looking_glass = cases[i].looking_glass;
		assert_ok(choose(&b, w), b.err);
		assert_int_equal(b.choice.desktop.view, cases[i].view);
		assert_true(str_eq(b.choice.desktop.video, cases[i].video));
	}
	tear_down(&b);
}

static void views_that_cannot_be(void **state)
{
	struct guest_wish w = { .os = GUEST_SYSTEM_WIN11,
		.view = GUEST_VIEW_LOOKING_GLASS,
		.gpu = GUEST_GPU_VF,
		.frame = { 3840, 2160, true },
		.node = -1 };
	struct bed b;

	(void)state;
	set_up(&b, FOUR, 16 * GIB);
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.frame_mib, 256);
	assert_contains(said(&b, "shared_memory")->why, "3840x2160 HDR");
	/* A QEMU without SPICE still has a screen for the first steps. */
	b.caps.spice = TRI_NO;
	b.caps.vnc = TRI_YES;
	assert_ok(choose(&b, w), b.err);
	assert_true(b.choice.desktop.vnc);
	assert_false(b.choice.desktop.sound);
	w.view = GUEST_VIEW_SPICE;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "no SPICE");
	b.caps.spice = TRI_YES;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "--screen");
	w.frame.width = 0;
	w.view = GUEST_VIEW_RDP;
	w.net = GUEST_NET_NONE;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "--nic none");
	/* Who did not ask for it is not told to leave it away. */
	w.view = GUEST_VIEW_ANY;
	b.host.stack.looking_glass = TRI_NO;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.view, GUEST_VIEW_SPICE);
	assert_contains(said(&b, "view")->why, "without a network");
	w.net_vf = true;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.view, GUEST_VIEW_RDP);
	w.view = GUEST_VIEW_RDP;
	assert_ok(choose(&b, w), b.err);
	w.view = GUEST_VIEW_NONE;
	w.mdev_display = true;
	assert_int_equal(choose(&b, w), -EINVAL);
	tear_down(&b);
}

static const struct guest_wish with_frame = {
	.os = GUEST_SYSTEM_WIN10, .view = GUEST_VIEW_LOOKING_GLASS, .gpu = GUEST_GPU_VF, .node = -1
};

static void set_up_kvmfr(struct bed *b)
{
	struct stack *s = &b->host.stack;

	set_up(b, FOUR, 16 * GIB);
	s->kvmfr = STACK_NODE_CHAR;
	s->kvmfr_acl = s->kvmfr_apparmor = s->apparmor = TRI_YES;
	s->selinux_enforcing = TRI_NO;
}

/* None is no matter for who did not ask; a file in its place is one for all. */
static void kvmfr_node(void **state)
{
	struct guest_wish w = with_frame;
	struct bed b;

	(void)state;
	set_up_kvmfr(&b);
	b.host.stack.kvmfr = STACK_NODE_NONE;
	assert_ok(choose(&b, w), b.err);
	assert_false(b.choice.desktop.kvmfr);
	assert_null(strstr(said(&b, "shared_memory")->why, "kvmfr"));
	w.shared = GUEST_SHARED_KVMFR;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "there is no /dev/kvmfr0");

	b.host.stack.kvmfr = STACK_NODE_REGULAR;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "modprobe kvmfr");
	w.shared = GUEST_SHARED_ANY;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "plain file");
	assert_contains(b.err.text, "--shared-memory file");
	w.shared = GUEST_SHARED_FILE;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.needs.n_shm, 0);
	b.host.stack.kvmfr = STACK_NODE_CHAR;
	assert_ok(choose(&b, w), b.err);
	assert_false(b.choice.desktop.kvmfr);
	w.view = GUEST_VIEW_SPICE;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "--shared-memory");
	tear_down(&b);
}

/* Who may not open it: a reason, or a refusal for who asked. Unknown is neither yes nor no. */
static void kvmfr_leave(void **state)
{
	struct guest_wish w = with_frame;
	struct bed b;
	const struct {
		enum tri *fact;
		enum tri bad;
		bool refused;
		const char *why;
	} cases[] = {
		{ &b.host.stack.kvmfr_acl, TRI_NO, true, "cgroup_device_acl" },
		{ &b.host.stack.kvmfr_acl, TRI_UNKNOWN, false, "needs root" },
		{ &b.host.stack.kvmfr_apparmor, TRI_NO, true, "AppArmor does not" },
		{ &b.host.stack.kvmfr_apparmor, TRI_UNKNOWN, false, "whether AppArmor" },
		{ &b.host.stack.selinux_enforcing, TRI_YES, false, "whether SELinux" },
	};

	(void)state;
	set_up_kvmfr(&b);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		enum tri good = *cases[i].fact;

		w.shared = GUEST_SHARED_ANY;
		assert_ok(choose(&b, w), b.err);
		assert_true(b.choice.desktop.kvmfr);
		*cases[i].fact = cases[i].bad;
		assert_ok(choose(&b, w), b.err);
		assert_false(b.choice.desktop.kvmfr);
		assert_contains(said(&b, "shared_memory")->why, cases[i].why);
		w.shared = GUEST_SHARED_KVMFR;
		assert_int_equal(choose(&b, w), cases[i].refused ? -EINVAL : 0);
		assert_contains(cases[i].refused ? b.err.text : said(&b, "shared_memory")->why,
			cases[i].why);
		*cases[i].fact = good;
	}
	tear_down(&b);
}

/* The whole of it is used, and the hook looks for it at each start; one guest has it. */
static void kvmfr_size(void **state)
{
	static char options[] = "static_size_mb=64,32";
	struct kernel_conf conf = {
		.kind = KERNEL_CONF_OPTIONS, .module = "kvmfr", .text = options
	};
	struct guest_wish w = with_frame;
	struct bed b;

	(void)state;
	set_up_kvmfr(&b);
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.frame_mib, 32);
	b.host.kernel.conf = &conf;
	b.host.kernel.n_conf = 1;
	assert_ok(choose(&b, w), b.err);
	assert_int_equal(b.choice.desktop.frame_mib, 64);
	assert_string_equal(b.choice.needs.shm[0].path, "/dev/kvmfr0");
	assert_int_equal(b.choice.needs.shm[0].size, 64 << 20);
	w.frame = (struct guest_frame) { 3840, 2160, false };
	assert_ok(choose(&b, w), b.err);
	assert_false(b.choice.desktop.kvmfr);
	assert_int_equal(b.choice.desktop.frame_mib, 128);
	assert_contains(said(&b, "shared_memory")->why, "64 MiB");
	w.shared = GUEST_SHARED_KVMFR;
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "needs 128");
	w.frame.width = 0;
	w.kvmfr_owner = "other";
	assert_int_equal(choose(&b, w), -EINVAL);
	assert_contains(b.err.text, "the guest 'other'");
	w.shared = GUEST_SHARED_ANY;
	assert_ok(choose(&b, w), b.err);
	assert_contains(said(&b, "shared_memory")->why, "in a file, for /dev/kvmfr0 is given");
	b.host.kernel.conf = NULL;
	b.host.kernel.n_conf = 0;
	tear_down(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory),
		cmocka_unit_test(battery),
		cmocka_unit_test(pages),
		cmocka_unit_test(processors),
		cmocka_unit_test(needs),
		cmocka_unit_test(hook),
		cmocka_unit_test(addresses),
		cmocka_unit_test(windows),
		cmocka_unit_test(views),
		cmocka_unit_test(views_that_cannot_be),
		cmocka_unit_test(kvmfr_node),
		cmocka_unit_test(kvmfr_leave),
		cmocka_unit_test(kvmfr_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
