/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is each tool that makes an initramfs told of early modules where it listens, and once? */
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "boot/initramfs-edit.h"
#include "lib/texts.h"
#include "lib/tests.h"

#define NONE               \
	{                  \
		NULL, NULL \
	}

static const struct initramfs_evidence tools = { .update_initramfs = true, .mkinitramfs = true },
				       dracut = { .dracut = true },
				       dracut_wrapped = { .dracut = true,
					       .update_initramfs = true },
				       endeavour = { .dracut = true, .reinstall_kernels = true },
				       ostree = { .ostree = true, .dracut = true },
				       cpio = { .mkinitcpio = true },
				       limine = { .mkinitcpio = true, .limine_mkinitcpio = true };

struct case_ {
	const struct initramfs_evidence *evidence;
	const struct text_file *files, *wanted;
	const char *command;
};

static const char *const early[] = { "vfio_pci", "vfio", NULL };

static void assert_case(const struct case_ *c)
{
	struct initramfs_ask ask = { .evidence = c->evidence, .early = early, .running = "" };
	const char *const commands[] = { c->command, NULL };
	_cleanup_(edits_done) struct edits edits = { 0 }, again = { 0 }, remade = { 0 };
	struct err err = { 0 };

	texts_read(&edits, c->files);
	assert_ok(initramfs_edit(&ask, &edits, &err), err);
	assert_texts(&edits, c->wanted);
	assert_commands(&edits, commands);
	assert_true(edits.commands[0].remake);
	texts_again(&again, &edits);
	assert_ok(initramfs_edit(&ask, &again, &err), err);
	assert_unchanged(&again);
	/* Files that it copies changed: it is made again, and nothing else. */
	ask.remake = true;
	texts_again(&remade, &edits);
	assert_ok(initramfs_edit(&ask, &remade, &err), err);
	assert_commands(&remade, commands);
	for (size_t i = 0; i < remade.n_files; i++)
		assert_false(edit_file_changes(&remade.files[i]));
}

static void test_initramfs_tools(void **state)
{
	static const struct text_file files[] = {
		{ INITRAMFS_MODULES, "# List of modules\n#vfio\n\next4 x=1\nvfio-pci ids=1:2" },
		NONE
	};
	static const struct text_file wanted[] = {
		{ INITRAMFS_MODULES,
			"# List of modules\n#vfio\n\next4 x=1\nvfio-pci ids=1:2\nvfio" },
		NONE
	};
	static const struct text_file none[] = { { INITRAMFS_MODULES, NULL }, NONE };
	static const struct text_file none_wanted[] = { { INITRAMFS_MODULES, "vfio_pci\nvfio\n" },
		NONE };
	static const struct text_file crlf[] = { { INITRAMFS_MODULES, "a\r\n" }, NONE };
	static const struct text_file crlf_wanted[] = {
		{ INITRAMFS_MODULES, "a\r\nvfio_pci\r\nvfio\r\n" }, NONE
	};
	(void)state;

	assert_case(&(struct case_) { &tools, files, wanted, "update-initramfs -u -k all" });
	assert_case(&(struct case_) { &tools, none, none_wanted, "update-initramfs -u -k all" });
	assert_case(&(struct case_) { &tools, crlf, crlf_wanted, "update-initramfs -u -k all" });
}

#define HEADER "# Written by virtfn. It reads this file again and adds to it.\n"
#define ITEMS  "install_optional_items+=\" /etc/modprobe.d/virtfn.conf \"\n"

static void test_dracut(void **state)
{
	static const char command[] = "dracut --regenerate-all --force";
	static const struct text_file none[] = { { INITRAMFS_DRACUT_OWN, NULL }, NONE };
	static const struct text_file generic[] = {
		{ INITRAMFS_DRACUT_OWN, HEADER "force_drivers+=\" vfio_pci vfio \"\n" ITEMS }, NONE
	};
	static const struct text_file host[] = { { INITRAMFS_DRACUT_OWN, NULL },
		{ "usr/lib/dracut/dracut.conf.d/01-dist.conf", "hostonly=\"yes\"\n" },
		{ "etc/dracut.conf.d/v.conf", "force_drivers+=\" vfio-pci \"\n" }, NONE };
	static const struct text_file host_wanted[] = { { INITRAMFS_DRACUT_OWN, HEADER
								"force_drivers+=\" vfio \"\n" },
		{ "etc/dracut.conf.d/v.conf", "force_drivers+=\" vfio-pci \"\n" }, NONE };
	/* The file in /etc hides the one that says yes; a driver that is only added is not forced.
	 */
	static const struct text_file hidden[] = { { "usr/lib/dracut/dracut.conf.d/01-dist.conf",
							   "hostonly=\"yes\"\n" },
		{ "etc/dracut.conf.d/01-dist.conf", "add_drivers+=\" vfio_pci vfio \"\n" },
		{ INITRAMFS_DRACUT_OWN, "force_drivers+=\" x \"" }, NONE };
	static const struct text_file hidden_wanted[] = {
		{ INITRAMFS_DRACUT_OWN, "force_drivers+=\" x vfio_pci vfio \"\n" ITEMS }, NONE
	};
	(void)state;

	assert_case(&(struct case_) { &dracut, none, generic, command });
	assert_case(&(struct case_) { &dracut_wrapped, none, generic, command });
	assert_case(&(struct case_) { &endeavour, none, generic, "reinstall-kernels" });
	assert_case(&(struct case_) { &dracut, host, host_wanted, command });
	assert_case(&(struct case_) { &dracut, hidden, hidden_wanted, command });
}

static void test_mkinitcpio(void **state)
{
	static const struct text_file plain[] = { { "etc/mkinitcpio.conf",
							  "MODULES=()\nHOOKS=(base)\n" },
		{ INITRAMFS_CPIO_OWN, NULL },
		{ "etc/mkinitcpio.d/linux.preset",
			"#ALL_config=\"/etc/mkinitcpio.conf\"\nALL_kver=\"/boot/vmlinuz-linux\"\n"
			"PRESETS=('default')\n" },
		NONE };
	static const struct text_file plain_wanted[] = { { "etc/mkinitcpio.conf",
								 "MODULES=()\nHOOKS=(base)\n" },
		{ INITRAMFS_CPIO_OWN, HEADER "MODULES+=(vfio_pci vfio)\n" }, NONE };
	static const struct text_file preset[] = {
		{ "etc/mkinitcpio.conf", "MODULES=(amdgpu # mine\n)\r\nHOOKS=(base)" },
		{ INITRAMFS_CPIO_OWN, NULL },
		{ "etc/mkinitcpio.d/linux.preset",
			"ALL_config=\"/etc/mkinitcpio.conf\"\nPRESETS=('default' 'fallback')\n" },
		NONE
	};
	static const struct text_file preset_wanted[] = {
		{ "etc/mkinitcpio.conf",
			"MODULES=(amdgpu vfio_pci vfio # mine\n)\r\nHOOKS=(base)" },
		{ INITRAMFS_CPIO_OWN, NULL }, NONE
	};
	static const struct text_file text[] = { { "etc/mkinitcpio-x.conf", "MODULES=\"vfio\"\n" },
		{ "etc/mkinitcpio.conf", "MODULES=(vfio-pci)\n" }, { INITRAMFS_CPIO_OWN, NULL },
		{ "etc/mkinitcpio.d/linux.preset",
			"PRESETS=('default' 'x')\nx_config='/etc/mkinitcpio-x.conf'\n" },
		NONE };
	static const struct text_file text_wanted[] = { { "etc/mkinitcpio-x.conf",
								"MODULES=\"vfio vfio_pci\"\n" },
		{ INITRAMFS_CPIO_OWN, HEADER "MODULES+=(vfio)\n" }, NONE };
	static const struct text_file anew[] = { { "etc/mkinitcpio.conf", "MODULES=(vfio)\n" },
		{ "etc/mkinitcpio.conf.d/z.conf", "MODULES=( i915 )\n" },
		{ INITRAMFS_CPIO_OWN, NULL }, NONE };
	static const struct text_file anew_wanted[] = {
		{ "etc/mkinitcpio.conf.d/z.conf", "MODULES=( i915 vfio_pci vfio )\n" },
		{ INITRAMFS_CPIO_OWN, NULL }, NONE
	};
	(void)state;

	assert_case(&(struct case_) { &cpio, plain, plain_wanted, "mkinitcpio -P" });
	assert_case(&(struct case_) { &limine, plain, plain_wanted, "limine-mkinitcpio" });
	assert_case(&(struct case_) { &cpio, preset, preset_wanted, "mkinitcpio -P" });
	assert_case(&(struct case_) { &cpio, text, text_wanted, "mkinitcpio -P" });
	assert_case(&(struct case_) { &cpio, anew, anew_wanted, "mkinitcpio -P" });
}

static void test_ostree(void **state)
{
	static const char *const wanted[] = {
		"rpm-ostree kargs --append-if-missing=rd.driver.pre=vfio",
		"rpm-ostree initramfs-etc --track=/etc/modprobe.d/virtfn.conf", NULL
	};
	const struct initramfs_ask ask = { .evidence = &ostree,
		.early = early,
		.running = "root=x rd.driver.pre=i915,vfio_pci",
		.remake = true };
	_cleanup_(edits_done) struct edits edits = { 0 };
	struct err err = { 0 };
	(void)state;

	assert_ok(initramfs_edit(&ask, &edits, &err), err);
	assert_commands(&edits, wanted);
	assert_string_equal(edits.commands[0].undo[2], "--delete-if-present=rd.driver.pre=vfio");
}

static void test_refuses(void **state)
{
	static const struct initramfs_evidence nothing;
	static const struct text_file elsewhere[] = {
		{ "etc/mkinitcpio.d/linux.preset", "PRESETS=(a)\na_config=/opt/x.conf\n" }, NONE
	};
	static const struct text_file broken[] = { { "etc/mkinitcpio.conf", "MODULES=(a\n" },
		{ "etc/mkinitcpio.d/linux.preset", "PRESETS=(a)\na_config=/etc/mkinitcpio.conf\n" },
		NONE };
	struct initramfs_ask ask = { .evidence = &nothing, .early = early, .running = "" };
	_cleanup_(edits_done) struct edits none = { 0 }, edits = { 0 }, odd = { 0 }, no = { 0 };
	struct err err = { 0 };
	(void)state;

	assert_int_equal(initramfs_edit(&ask, &none, &err), -EOPNOTSUPP);
	ask.evidence = &cpio;
	texts_read(&edits, elsewhere);
	assert_int_equal(initramfs_edit(&ask, &edits, &err), -EOPNOTSUPP);
	assert_contains(err.text, "/opt/x.conf");
	texts_read(&odd, broken);
	assert_int_equal(initramfs_edit(&ask, &odd, &err), -EOPNOTSUPP);
	assert_contains(err.text, "/etc/mkinitcpio.conf cannot be edited: line 1");
	ask.evidence = &tools;
	assert_ok(edits_add_unreadable(&no, INITRAMFS_MODULES, &err), err);
	assert_int_equal(initramfs_edit(&ask, &no, &err), -EACCES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_initramfs_tools),
		cmocka_unit_test(test_dracut),
		cmocka_unit_test(test_mkinitcpio),
		cmocka_unit_test(test_ostree),
		cmocka_unit_test(test_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
