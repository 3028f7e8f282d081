/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as what a boot chain is configured with: an argument that is added is there, twice is
 * once, and taken away again it leaves the same bytes. The first byte is the chain, the rest its
 * file.
 */
#include "fuzz.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "boot/boot.h"

/* What was not there before cannot be told from what is empty: settings stay as "". */
static const struct chain {
	const char *id, *path;
	bool exact;
} chains[] = {
	{ "systemd-boot", "boot/loader/entries/arch.conf", true },
	{ "kernel-install", "etc/kernel/cmdline", true },
	{ "uki-mkinitcpio", "etc/kernel/cmdline", true },
	{ "refind", "boot/refind_linux.conf", true },
	{ "proxmox", "etc/kernel/cmdline", true },
	{ "sdboot-manage", "etc/sdboot-manage.conf", false },
	{ "limine", "etc/default/limine", false },
};

static const struct boot *row_of(const char *id)
{
	for (size_t i = 0; boot_rows[i]; i++)
		if (strcmp(boot_rows[i]->words.id, id) == 0)
			return boot_rows[i];
	abort();
}

static int edit(const struct chain *c, struct edits *edits, const char *add, const char *drop)
{
	const char *const adds[] = { add, NULL }, *const drops[] = { drop, NULL };
	const struct boot_evidence e = { .kernels = "6.1", .images = "6.1", .systemd = 257 };
	const struct boot_ask ask = { &e, "root=/dev/fuzz", adds, drops };
	struct err err = { 0 };
	int r = row_of(c->id)->edit(&ask, edits, &err);

	FUZZ_CHECK(r >= 0 || (err.code == -r && err.text[0]));
	return r;
}

/* The files as they shall be, read again. */
static void again(const struct edits *from, struct edits *to)
{
	struct err err = { 0 };

	for (size_t i = 0; i < from->n_files; i++)
		FUZZ_CHECK(edits_add_read(to, from->files[i].path, from->files[i].text,
				   from->files[i].size, &err) == 0);
}

static void check(const struct chain *c, const char *text)
{
	static const char token[] = "virtfn_fuzz=1";
	_cleanup_(edits_done) struct edits first = { 0 }, second = { 0 }, third = { 0 };
	const struct edit_file *f;
	struct err err = { 0 };

	FUZZ_CHECK(edits_add_read(&first, c->path, text, strlen(text), &err) == 0);
	if (edit(c, &first, token, NULL) < 0 || !edits_any(&first))
		return;
	again(&first, &second);
	FUZZ_CHECK(edit(c, &second, token, NULL) >= 0 && !edits_any(&second));
	again(&first, &third);
	FUZZ_CHECK(edit(c, &third, NULL, token) >= 0 && edits_any(&third));
	f = edits_find(&third, c->path);
	if (!c->exact || strstr(text, "virtfn"))
		return;
	/* A line is made out of this boot's where there was none. */
	if (f->text && !strstr(f->text, "root=/dev/fuzz"))
		FUZZ_CHECK(strcmp(f->text, text) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = size > 0 ? str_from_bytes(data + 1, size - 1) : NULL;

	if (text)
		check(&chains[data[0] % ARRAY_SIZE(chains)], text);
	return 0;
}
