/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a plan say where no boot for once is known to work? That there is none, what apply
 * does then, and what is typed at the boot menu instead. Where there is one: that it is tried.
 */
#include "cli/trial.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"
#include "lib/tree.h"
#include "lib/edited.h"

/* A running host, as far as a trial asks. */
struct bench {
	struct tree tree;
	struct root root;
	struct host_plan plan;
	struct call call;
};

static void setup(struct bench *b, const char *row, const char *add, const char *drop)
{
	char what[40], gone[40], why[] = "w", from[] = "f";
	struct need need = { NEED_ARGUMENT, what, why, from };
	struct need less = { NEED_ARGUMENT_GONE, gone, why, from };
	struct err err = { 0 };

	*b = (struct bench) { 0 };
	tree_make(&b->tree);
	assert_ok(root_open(&b->root, b->tree.path, &err), err);
	b->root.host = true;
	b->call = (struct call) { .root = &b->root, .doc = doc_new() };
	b->plan.boot = row_of(row);
	b->plan.running = str_printf("root=1");
	(void)snprintf(what, sizeof(what), "%s", add);
	(void)snprintf(gone, sizeof(gone), "%s", drop ? drop : "");
	if (add[0])
		assert_ok(needs_add(&b->plan.needs, &need, &err), err);
	if (drop)
		assert_ok(needs_add(&b->plan.needs, &less, &err), err);
	assert_int_equal(steps_add(&b->plan.steps, "file", "etc/modprobe.d/x.conf", "0644"), 0);
	assert_int_equal(step_set_bytes(&b->plan.steps.v[0].after, "x\n", 2), 0);
}

static void done(struct bench *b)
{
	doc_free(b->call.doc);
	host_plan_done(&b->plan);
	root_done(&b->root);
	tree_remove(&b->tree);
}

static const char *note(const struct bench *b)
{
	const struct doc *list = doc_get(b->call.doc, DOC_KEY_NOTE);

	return list && doc_first(list) ? doc_text(doc_first(list)) : "";
}

static void assert_by_hand(
	const char *id, const char *title, void (*see)(struct boot_evidence *e), const char *key)
{
	struct bench b;
	struct err err = { 0 };
	char wanted[400];

	setup(&b, id, "iommu=pt", "quiet");
	see(&b.plan.evidence);
	assert_ptr_equal(boot_of(&b.plan.evidence), b.plan.boot);
	assert_ok(trial_foretell(&b.call, &b.plan, &err), err);
	assert_false(b.plan.tried);
	(void)snprintf(wanted, sizeof(wanted),
		"no trial boot: none is known to work for once with %s; so virtfn apply makes the "
		"new line permanent at once",
		title);
	assert_string_equal(note(&b), wanted);
	assert_int_equal(b.plan.edits.n_notes, 1);
	(void)snprintf(wanted, sizeof(wanted),
		"To try it once: press %s on the entry in the boot menu, put this at the end of "
		"its "
		"line: iommu=pt, take this out of its line: quiet, then boot it. Nothing of that "
		"is kept: the next boot has the old line.",
		key);
	assert_string_equal(b.plan.edits.notes[0].text, wanted);
	done(&b);
}

static void see_limine(struct boot_evidence *e)
{
	e->uefi = e->efivars = TRI_YES;
	(void)snprintf(e->loader, sizeof(e->loader), "Limine 12.9.0");
	/* It sets bit 3; that it boots so once was never seen. */
	e->has_features = true;
	e->features = 0xf;
	e->clue[BOOT_CLUE_LIMINE_UPDATE] = true;
}

static void see_proxmox(struct boot_evidence *e)
{
	e->uefi = e->efivars = TRI_YES;
	(void)snprintf(e->loader, sizeof(e->loader), "systemd-boot 252");
	e->has_features = true;
	e->features = 0x3f;
	e->pve = e->proxmox_uuids = true;
}

static void see_refind(struct boot_evidence *e)
{
	e->uefi = e->efivars = TRI_YES;
	e->initrd = true;
	e->clue[BOOT_CLUE_REFIND_CONF] = true;
}

static void see_ostree(struct boot_evidence *e)
{
	e->ostree = true;
}

static void test_by_hand(void **state)
{
	(void)state;
	assert_by_hand("limine", "Limine with limine-entry-tool", see_limine, "\"e\"");
	assert_by_hand("proxmox", "systemd-boot of Proxmox VE", see_proxmox, "\"e\"");
	assert_by_hand("refind", "rEFInd", see_refind, "F2 twice");
	assert_by_hand("ostree", "rpm-ostree", see_ostree, "\"e\"");
}

/* Nothing can be typed that would be another initramfs. */
static void test_initramfs_alone(void **state)
{
	struct bench b;
	struct err err = { 0 };
	(void)state;

	setup(&b, "limine", "", NULL);
	assert_int_equal(steps_add(&b.plan.steps, "remake", "limine-mkinitcpio", ""), 0);
	see_limine(&b.plan.evidence);
	assert_ok(trial_foretell(&b.call, &b.plan, &err), err);
	assert_false(b.plan.tried);
	assert_contains(note(&b), "so virtfn apply makes the new initramfs permanent at once");
	assert_int_equal(b.plan.edits.n_notes, 0);
	done(&b);
}

static void systemd_boot(struct bench *b, const char *entry)
{
	struct boot_evidence *e = &b->plan.evidence;

	see_proxmox(e);
	e->pve = e->proxmox_uuids = false;
	(void)snprintf(e->entry, sizeof(e->entry), "a.conf");
	(void)snprintf(e->kernels, sizeof(e->kernels), "6.1");
	b->plan.initramfs.update_initramfs = b->plan.initramfs.mkinitramfs = true;
	tree_add(&b->tree, "boot/loader/entries/a.conf", entry);
	tree_add(&b->tree, "boot/initrd.img-6.1", "x");
	assert_int_equal(steps_add(&b->plan.steps, "remake", "update-initramfs", ""), 0);
}

static void assert_tried(const char *add, const char *entry, bool initramfs, const char *said)
{
	struct bench b;
	struct err err = { 0 };

	setup(&b, "systemd-boot", add, NULL);
	systemd_boot(&b, entry);
	assert_ok(trial_foretell(&b.call, &b.plan, &err), err);
	assert_true(b.plan.tried);
	assert_int_equal(b.plan.tried_initramfs, initramfs);
	if (said)
		assert_contains(note(&b), said);
	else
		assert_string_equal(note(&b), "");
	done(&b);
}

#define ENTRY "linux /vmlinuz-6.1\noptions root=1\ninitrd /initrd.img-"

static void test_tried(void **state)
{
	(void)state;
	assert_tried("iommu=pt", ENTRY "6.1\n", true, NULL);
	assert_tried("", ENTRY "6.1\n", true, NULL);
	/* Not there as a file, or inside of the kernel's image: the line alone. */
	assert_tried("iommu=pt", ENTRY "6.2\n", false,
		"the initramfs is not tried with the new line: no trial boot: the default entry's "
		"initramfs, /boot/initrd.img-6.2, is not there as a file");
	assert_tried("iommu=pt", "efi /EFI/Linux/a.efi\noptions root=1\n", false, "no linux line");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_initramfs_alone),
		cmocka_unit_test(test_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
