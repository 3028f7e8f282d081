/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From findings to needs to steps: is nothing lost on the way, and does what remakes run after
 * the files, forwards and backwards?
 */
#include "plan/plan-host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"
#include "plan/plan-needs.h"
#include "plan/plan-packages.h"

static char title[] = "the kernel does not drive the IOMMU";

static struct finding finding(enum verdict verdict, const char *fix, const char *action)
{
	return (struct finding) {
		.id = "iommu",
		.verdict = verdict,
		.title = title,
		.fix = (char *)fix,
		.action = (char *)action,
		.folded_under = FINDING_NONE,
	};
}

static void test_needs(void **state)
{
	struct finding f[] = {
		finding(VERDICT_BLOCKS, "in the firmware's set-up: turn on VT-d\nand so on",
			"cmdline-add intel_iommu=on\nmodule-option i915 enable_guc=3"),
		finding(VERDICT_WARNING, "sudo apt install x", "package-install x"),
		finding(VERDICT_BLOCKS, "buy another one", NULL),
		finding(VERDICT_OK, NULL, "cmdline-add no=1"),
		finding(VERDICT_BLOCKS, NULL, "cmdline-add folded=1"),
		finding(VERDICT_BLOCKS, NULL, "dance wildly"),
		finding(VERDICT_BLOCKS, NULL, "cmdline-add intel_iommu=on"),
	};
	_cleanup_(needs_done) struct needs n = { 0 };
	_cleanup_(needs_done) struct needs all = { 0 };
	struct err err = { 0 };

	(void)state;
	f[4].folded_under = 0;
	assert_int_equal(plan_needs(f, ARRAY_SIZE(f), false, &n, &err), 0);
	assert_int_equal(n.n, 5);
	assert_int_equal(n.v[0].kind, NEED_PERSON);
	assert_string_equal(n.v[0].what, "in the firmware's set-up: turn on VT-d");
	assert_int_equal(n.v[1].kind, NEED_ARGUMENT);
	assert_string_equal(n.v[1].what, "intel_iommu=on");
	assert_string_equal(n.v[1].why, title);
	assert_string_equal(n.v[1].from, "iommu");
	assert_int_equal(n.v[2].kind, NEED_MODULE_OPTION);
	assert_string_equal(n.v[2].what, "i915 enable_guc=3");
	assert_string_equal(n.v[3].what, "buy another one");
	assert_int_equal(n.v[4].kind, NEED_PERSON);
	assert_int_equal(plan_needs(f, ARRAY_SIZE(f), true, &all, &err), 0);
	assert_int_equal(needs_count(&all, NEED_PACKAGE), 1);
}

static void assert_order(const struct steps *s, const char *const wanted[][2], size_t n)
{
	assert_int_equal(s->n, n);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(s->v[i].action, wanted[i][0]);
		assert_string_equal(s->v[i].target, wanted[i][1]);
	}
}

static void test_order(void **state)
{
	static const char *const install[] = { "apt-get", "install", "x", NULL };
	static const char *const purge[] = { "apt-get", "remove", "x", NULL };
	static const char *const arm[] = { "grub-reboot", "x", NULL };
	static const char *const images[] = { "update-initramfs", "-u", NULL };
	static const char *const grub[] = { "update-grub", NULL };
	static const char *const wanted[][2] = {
		{ "command", "apt-get" },
		{ "remake-undo", "update-grub" },
		{ "remake-undo", "update-initramfs" },
		{ "file", "etc/b" },
		{ "initramfs", "boot/trial.img" },
		{ "command", "grub-reboot" },
		{ "efi-variable", "LoaderEntryOneShot" },
		{ "remake", "update-initramfs" },
		{ "remake", "update-grub" },
		{ "proof", "boot/grub/grub.cfg" },
	};
	static const char *const make[] = { "mkinitramfs", "-o", "/boot/trial.img", NULL };
	static char path[] = "boot/trial.img", like[] = "boot/i.img", over[] = "var/x", why[] = "w";
	const struct edit_image image = { path, like, over, NULL, why };
	const struct edit_proof proof = { EDIT_PROOF_GRUB, "boot/grub/grub.cfg", "a=1", false };
	_cleanup_(edits_done) struct edits e = { 0 };
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(edits_add_read(&e, "etc/a", "a", 1, &err), 0);
	assert_int_equal(edits_add_read(&e, "etc/b", "b", 1, &err), 0);
	assert_int_equal(edits_set(&e, "etc/b", "B", "because", &err), 0);
	assert_int_equal(edits_remake(&e, grub, "menu", &err), 0);
	assert_int_equal(edits_remake(&e, images, "images", &err), 0);
	assert_int_equal(edits_remake(&e, grub, "menu", &err), 0);
	assert_int_equal(edits_command(&e, install, purge, "need", &err), 0);
	e.commands[e.n_commands - 1].first = true;
	assert_int_equal(edits_command(&e, arm, NULL, "arm", &err), 0);
	assert_int_equal(edits_image(&e, &image, make, &err), 0);
	assert_int_equal(edits_variable(&e, "LoaderEntryOneShot", "x", "once", &err), 0);
	assert_int_equal(edits_proof(&e, &proof, &err), 0);
	assert_int_equal(plan_steps(&e, &s, &err), 0);
	assert_order(&s, wanted, ARRAY_SIZE(wanted));
	assert_string_equal(s.v[3].before.data, "b");
	assert_string_equal(s.v[3].after.data, "B");
	assert_string_equal(s.v[3].why, "because");
}

static void test_nothing(void **state)
{
	const struct edit_proof proof = { EDIT_PROOF_GRUB, "boot/grub/grub.cfg", "a=1", false };
	_cleanup_(edits_done) struct edits e = { 0 };
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(edits_add_read(&e, "etc/a", "a", 1, &err), 0);
	assert_int_equal(edits_set(&e, "etc/a", "a", "because", &err), 0);
	assert_int_equal(edits_proof(&e, &proof, &err), 0);
	assert_int_equal(edits_add_unreadable(&e, "etc/c", &err), 0);
	assert_int_equal(edits_set(&e, "etc/c", "c", "because", &err), -EACCES);
	assert_int_equal(plan_steps(&e, &s, &err), 0);
	assert_int_equal(s.n, 0);
}

/* A boot chain that nobody knows: a person has to do it, and a reboot is still needed. */
static void test_by_hand(void **state)
{
	struct finding f = finding(VERDICT_BLOCKS, NULL, "cmdline-add intel_iommu=on");
	_cleanup_(needs_done) struct needs needs = { 0 };
	_cleanup_(edits_done) struct edits e = { 0 };
	struct host host;
	struct plan_host in = { .host = &host, .needs = &needs, .running = "ro quiet" };
	struct err err = { 0 };

	(void)state;
	host_init(&host);
	assert_int_equal(plan_needs(&f, 1, false, &needs, &err), 0);
	assert_int_equal(plan_host(&in, &e, &err), 0);
	assert_int_equal(e.n_notes, 1);
	assert_non_null(strstr(e.notes[0].text, "put intel_iommu=on onto"));
	assert_false(edits_any(&e));
	assert_non_null(plan_host_reboot(&in, &e));
	in.running = "ro intel_iommu=on";
	assert_null(plan_host_reboot(&in, &e));
}

static void need(struct needs *n, enum need_kind kind, const char *what, const char *from)
{
	struct need one = { kind, (char *)what, title, (char *)from };
	struct err err = { 0 };

	assert_int_equal(needs_add(n, &one, &err), 0);
}

static const char *text_of(const struct edits *e, const char *path)
{
	const struct edit_file *f = edits_find(e, path);

	return f && f->text ? f->text : "";
}

/* Options go to modprobe.d, each parameter by itself, and then the initramfs is made again. */
static void test_modules(void **state)
{
	const struct initramfs_evidence tools = { .update_initramfs = true, .mkinitramfs = true };
	_cleanup_(needs_done) struct needs needs = { 0 };
	_cleanup_(edits_done) struct edits e = { 0 };
	_cleanup_(edits_done) struct edits again = { 0 };
	struct host host;
	struct plan_host in = {
		.host = &host, .needs = &needs, .running = "", .initramfs = &tools
	};
	struct err err = { 0 };
	const char *own;

	(void)state;
	host_init(&host);
	need(&needs, NEED_MODULE_OPTION, "mlx4_core num_vfs=4 probe_vf=0", "nic");
	need(&needs, NEED_MODULE_BLOCKED, "nouveau", "f:1");
	need(&needs, NEED_MODULE_LOAD, "vfio-pci", "f:2");
	need(&needs, NEED_MODULE_EARLY, "vfio-pci", "f:3");
	assert_int_equal(plan_host(&in, &e, &err), 0);
	own = text_of(&e, "etc/modprobe.d/virtfn.conf");
	assert_non_null(strstr(own, "num_vfs=4"));
	assert_non_null(strstr(own, "probe_vf=0"));
	assert_non_null(strstr(own, "blacklist nouveau"));
	assert_non_null(strstr(text_of(&e, "etc/modules-load.d/virtfn.conf"), "vfio_pci"));
	assert_non_null(strstr(text_of(&e, "etc/initramfs-tools/modules"), "vfio_pci"));
	assert_int_equal(e.n_commands, 1);
	assert_string_equal(e.commands[0].argv[0], "update-initramfs");
	assert_true(e.commands[0].remake);
	assert_string_equal(
		plan_host_reboot(&in, &e), "an initramfs counts only when the host starts");

	/* The second time all is there, and nothing is made again. */
	for (size_t i = 0; i < e.n_files; i++)
		assert_int_equal(edits_add_read(&again, e.files[i].path, e.files[i].text,
					 e.files[i].size, &err),
			0);
	assert_int_equal(plan_host(&in, &again, &err), 0);
	assert_false(edits_any(&again));
	assert_non_null(plan_host_reboot(&in, &again));
}

/* A tool that nobody knows: the file is written, and a person makes the images. */
static void test_no_tool(void **state)
{
	_cleanup_(needs_done) struct needs needs = { 0 };
	_cleanup_(edits_done) struct edits e = { 0 };
	struct host host;
	struct plan_host in = { .host = &host, .needs = &needs, .running = "", .live = true };
	struct err err = { 0 };

	(void)state;
	host_init(&host);
	need(&needs, NEED_MODULE_OPTION, "i915 enable_guc=3", "f:1");
	need(&needs, NEED_MODULE_LOAD, "vfio_pci", "f:2");
	assert_int_equal(plan_host(&in, &e, &err), 0);
	assert_int_equal(e.n_notes, 1);
	assert_non_null(strstr(e.notes[0].text, "make the initramfs again"));
	assert_int_equal(e.n_commands, 1);
	assert_string_equal(e.commands[0].argv[0], "modprobe");
}

static const char *const install[] = { "pm", "add", NULL };
static const char *const removing[] = { "pm", "del", NULL };
static const char *const query[] = { "pm", "has", NULL };
static const struct package_manager manager = {
	.id = "pm", .install = install, .remove = removing, .query = query
};

/* Only what is not there, once, in front of all else. */
static void test_packages(void **state)
{
	_cleanup_(needs_done) struct needs needs = { 0 };
	_cleanup_(edits_done) struct edits e = { 0 };
	_cleanup_(steps_done) struct steps s = { 0 };
	struct plan_package v[] = {
		{ (char *)"dkms", NULL, TRI_YES },
		{ (char *)"headers-1", NULL, TRI_NO },
		{ (char *)"headers-2", NULL, TRI_UNKNOWN },
		{ (char *)"headers-1", NULL, TRI_NO },
		{ (char *)"qemu", NULL, TRI_YES },
	};
	const struct plan_packages packages = { .manager = &manager, .v = v, .n = ARRAY_SIZE(v) };
	struct host host;
	struct plan_host in = {
		.host = &host, .needs = &needs, .running = "", .packages = &packages
	};
	struct err err = { 0 };

	(void)state;
	host_init(&host);
	need(&needs, NEED_PACKAGE, "dkms headers", "kernel-headers");
	need(&needs, NEED_PACKAGE, "headers-1", "f:1");
	need(&needs, NEED_PACKAGE, "qemu", "qemu-version");
	need(&needs, NEED_ATTRIBUTE, "/sys/a/b 0", "sriov-autoprobe");
	v[0].need = v[1].need = v[2].need = &needs.v[0];
	v[3].need = &needs.v[1];
	v[4].need = &needs.v[2];
	assert_int_equal(plan_host(&in, &e, &err), 0);
	assert_int_equal(e.n_notes, 1);
	assert_non_null(strstr(e.notes[0].text, "although qemu is installed"));
	assert_int_equal(plan_steps(&e, &s, &err), 0);
	assert_int_equal(s.n, 2);
	assert_string_equal(s.v[0].action, "package");
	assert_string_equal(s.v[0].target, "headers-1 headers-2");
	assert_string_equal(s.v[0].why, title);
	assert_string_equal(s.v[0].value, "pm\x1f"
					  "add\x1e"
					  "pm\x1f"
					  "del\x1e"
					  "pm\x1f"
					  "has");
	assert_string_equal(s.v[1].action, "attribute");
	assert_string_equal(s.v[1].target, "sys/a/b");
	assert_string_equal(s.v[1].value, "0");
	assert_null(plan_host_reboot(&in, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_modules),
		cmocka_unit_test(test_no_tool),
		cmocka_unit_test(test_packages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
