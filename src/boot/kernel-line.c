/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What several boot chains have in common: options lines of entries, and /etc/kernel/cmdline. GRUB
 * has files of its own.
 */
#include "boot/kernel-line.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/bls-entry.h"
#include "formats/cmdline.h"

#define KERNEL_CMDLINE "etc/kernel/cmdline"

/* An "efi" entry may be Windows, or a shell; one with a root is a kernel with its EFI stub. */
static bool has_kernel(const char *text, char *const *options)
{
	struct cmdline_arg arg;

	if (bls_has(text, "linux") || bls_has(text, "uki"))
		return true;
	for (size_t i = 0; options[i]; i++)
		if (cmdline_get(options[i], "root", &arg))
			return true;
	return false;
}

int boot_edit_entry(
	const struct boot_ask *ask, struct edits *edits, struct edit_file *entry, struct err *err)
{
	_cleanup_(bls_values_freep) char **options = NULL;
	_cleanup_free_ char *made = NULL;
	int r;

	if (entry->unreadable)
		return err_set(
			err, EACCES, "/%s could not be read, so it is not changed", entry->path);
	if (!entry->text)
		return 0;
	options = bls_values(entry->text, "options");
	if (!options)
		return err_oom(err);
	if (!has_kernel(entry->text, options))
		return 0;
	if (!options[0]) {
		char **one = calloc(2, sizeof(*one));

		bls_values_free(options);
		options = one;
		if (one)
			one[0] = str_printf("%s", "");
		if (!one || !one[0])
			return err_oom(err);
	}
	r = boot_edit_parts(options, ask, err);
	if (r > 0)
		r = bls_set(entry->text, "options", (const char *const *)options, &made, err);
	if (r < 0)
		return err_wrap(err, "/%s", entry->path);
	if (r > 0)
		r = edits_set(edits, entry->path, made, "the options of this boot entry", err);
	return r < 0 ? r : made != NULL;
}

int boot_good_line(const struct boot_ask *ask, char **ret, struct err *err)
{
	_cleanup_free_ char *without = NULL;
	_cleanup_free_ char *good = NULL;
	struct cmdline_arg arg;
	int r;

	if (!ask->running || !ask->running[strspn(ask->running, " \n")])
		return err_set(err, ENODATA,
			"/etc/kernel/cmdline is not there, and cannot be made: the command line of "
			"this boot (/proc/cmdline) could not be read");
	if (cmdline_get(ask->running, "virtfn.trial", &arg))
		return err_set(err, EBUSY,
			"this boot is a trial, so its command line is not yet known to be good; "
			"keep or end the trial first");
	r = cmdline_remove_all(ask->running, "BOOT_IMAGE", &without, err);
	if (r >= 0)
		r = cmdline_remove_all(without, "initrd", &good, err);
	if (r < 0)
		return r;
	*ret = str_printf("%s", str_strip(good));
	return *ret ? 0 : err_oom(err);
}

void boot_lines_done(struct boot_lines *l)
{
	free(l->off);
	free(l->len);
	bls_values_free(l->parts);
}

static int add_line(struct boot_lines *l, size_t off, size_t len)
{
	size_t *o = mem_append(&l->off, &l->n_off, sizeof(*o));
	size_t *n = mem_append(&l->len, &l->n_len, sizeof(*n));
	char **parts = realloc(l->parts, (l->n + 2) * sizeof(*parts));

	if (!o || !n || !parts)
		return -ENOMEM;
	*o = off;
	*n = len;
	l->parts = parts;
	parts[l->n] = str_from_bytes(l->text + off, len);
	parts[l->n + 1] = NULL;
	return parts[l->n++] ? 0 : -ENOMEM;
}

int boot_lines_split(const char *text, struct boot_lines *l)
{
	*l = (struct boot_lines) { .text = text };
	for (size_t off = 0; text[off];) {
		size_t len = strcspn(text + off, "\n");

		if (text[off] != '#' && strspn(text + off, " \t\r") < len &&
			add_line(l, off, len) < 0)
			return -ENOMEM;
		off += len + (text[off + len] == '\n');
	}
	return 0;
}

char *boot_lines_join(const struct boot_lines *l)
{
	struct str_buf b = { 0 };
	size_t copied = 0;

	for (size_t i = 0; i < l->n; i++) {
		str_buf_add_n(&b, l->text + copied, l->off[i] - copied);
		str_buf_add(&b, l->parts[i]);
		copied = l->off[i] + l->len[i];
		/* Nothing is left on it: the line goes. */
		if (!l->parts[i][strspn(l->parts[i], " \t\r")] && l->text[copied] == '\n')
			copied++;
	}
	str_buf_add(&b, l->text + copied);
	return str_buf_take(&b);
}

static int edit_lines(
	const char *text, const struct boot_ask *ask, char **ret, bool *ret_any, struct err *err)
{
	_cleanup_(boot_lines_done) struct boot_lines l = { 0 };
	int r;

	if (boot_lines_split(text, &l) < 0)
		return err_oom(err);
	*ret_any = l.n > 0;
	if (l.n == 0)
		return 0;
	r = boot_edit_parts(l.parts, ask, err);
	if (r <= 0)
		return r;
	*ret = boot_lines_join(&l);
	return *ret ? 1 : err_oom(err);
}

/* Its lines, joined: a file of our own has one. "" when it says nothing. */
static int line_of(const struct edit_file *f, char **ret, struct err *err)
{
	_cleanup_(boot_lines_done) struct boot_lines l = { 0 };
	struct str_buf b = { 0 };

	if (f && f->text && boot_lines_split(f->text, &l) < 0)
		return err_oom(err);
	for (size_t i = 0; i < l.n; i++)
		str_buf_printf(&b, "%s%s", i > 0 ? " " : "", l.parts[i]);
	*ret = str_buf_take(&b);
	return *ret ? 0 : err_oom(err);
}

/* The line that would be taken without the file. */
static int line_without_file(
	const struct boot_ask *ask, const struct edits *edits, char **ret, struct err *err)
{
	_cleanup_free_ char *line = NULL;
	int r = line_of(edits_find(edits, "usr/lib/kernel/cmdline"), &line, err);

	if (r < 0 || !line[0])
		return r < 0 ? r : boot_good_line(ask, ret, err);
	*ret = TAKE_PTR(line);
	return 0;
}

static int set_kernel_cmdline(const char *line, struct edits *edits, struct err *err)
{
	const struct edit_file *f = edits_find(edits, KERNEL_CMDLINE);
	const char *old = f && f->text && f->text[strspn(f->text, " \t\r\n")] ? f->text : "";
	_cleanup_free_ char *text = str_printf(
		"%s%s%s\n", old, old[0] && old[strlen(old) - 1] != '\n' ? "\n" : "", line);

	if (!text)
		return err_oom(err);
	return edits_set(edits, KERNEL_CMDLINE, text,
		"the kernel command line, which without this file is copied from whatever was "
		"booted",
		err);
}

/* The file as it must be for the line to be there at all, and then what is asked. */
static int make_kernel_cmdline(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	_cleanup_free_ char *good = NULL;
	_cleanup_free_ char *edited = NULL;
	int r = line_without_file(ask, edits, &good, err);

	if (r == 0)
		r = boot_edit_cmdline(good, ask, &edited, err);
	if (r > 0)
		r = set_kernel_cmdline(edited, edits, err) < 0 ? -err->code : 1;
	return r;
}

int boot_keep_kernel_cmdline(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	const struct edit_file *f = edits_find(edits, KERNEL_CMDLINE);
	_cleanup_free_ char *line = NULL;
	_cleanup_free_ char *good = NULL;
	int r = line_of(f, &line, err);

	if (r < 0 || line[0] || (f && f->unreadable))
		return r;
	r = line_without_file(ask, edits, &good, err);
	return r < 0 ? r : set_kernel_cmdline(good, edits, err);
}

int boot_edit_kernel_cmdline(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	const struct edit_file *f = edits_find(edits, KERNEL_CMDLINE);
	_cleanup_free_ char *made = NULL;
	bool any = false;
	int r = 0;

	if (f && f->unreadable)
		return err_set(err, EACCES,
			"/" KERNEL_CMDLINE " could not be read, so it is not "
			"changed");
	if (f && f->text)
		r = edit_lines(f->text, ask, &made, &any, err);
	if (r < 0)
		return err_wrap(err, "/" KERNEL_CMDLINE);
	if (!any)
		return make_kernel_cmdline(ask, edits, err);
	if (r > 0)
		r = edits_set(edits, KERNEL_CMDLINE, made, "the kernel command line", err);
	return r < 0 ? r : made != NULL;
}

static bool has_arg(const char *line, const char *arg, size_t len)
{
	struct cmdline_iter it = { .text = line };
	struct cmdline_arg a;

	while (cmdline_next(&it, &a))
		if (a.len == len && memcmp(line + a.off, arg, len) == 0)
			return true;
	return false;
}

char **boot_tokens_without(const char *line, const char *other)
{
	struct cmdline_iter it = { .text = line };
	struct cmdline_arg a;
	size_t n = 0;
	char **v;

	while (cmdline_next(&it, &a))
		n++;
	v = calloc(n + 1, sizeof(*v));
	it = (struct cmdline_iter) { .text = line };
	n = 0;
	while (v && cmdline_next(&it, &a)) {
		if (has_arg(other, line + a.off, a.len))
			continue;
		v[n] = str_from_bytes(line + a.off, a.len);
		if (!v[n++]) {
			bls_values_free(v);
			return NULL;
		}
	}
	return v;
}

int boot_remake_kernels(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	static const char *const all[] = { "kernel-install", "add-all", NULL };
	static const char why[] = "makes the boot entries of each kernel again";
	const struct boot_evidence *e = ask->evidence;
	int r = 0;

	/* add-all knows kernels that lie beside their modules, and no others. */
	if (e->systemd >= 255 && str_eq(e->kernels, e->images))
		return edits_remake(edits, all, why, err);
	if (!e->kernels[0])
		return err_set(err, EOPNOTSUPP,
			"no kernel was found below /usr/lib/modules, so its boot entry cannot be "
			"made again");
	for (const char *p = e->kernels; *p && r == 0;) {
		size_t n = strcspn(p, " ");
		_cleanup_free_ char *version = str_from_bytes(p, n);
		_cleanup_free_ char *image =
			version && str_has_word(e->images, p, n)
				? str_printf("/usr/lib/modules/%s/vmlinuz", version)
				: str_printf("/boot/vmlinuz-%s", version ? version : "");
		const char *const argv[] = { "kernel-install", "add", version, image, NULL };

		if (!version || !image)
			return err_oom(err);
		r = edits_remake(edits, argv, why, err);
		p += n + (p[n] == ' ');
	}
	return r;
}

/* Entries that nobody makes again: a rescue kernel's, one of a kernel that is gone, and ours. */
static bool stays_old(const struct boot_evidence *e, const struct edit_file *f)
{
	struct bls_iter it = { .text = f->text };
	struct bls_field version;

	if (fnmatch("*-0-rescue*.conf", f->path, 0) == 0 ||
		fnmatch("*/" BOOT_TRIAL_ENTRY, f->path, 0) == 0)
		return true;
	return e->kernels[0] && bls_next_of(&it, "version", &version) &&
	       !str_has_word(e->kernels, f->text + version.off, version.len);
}

int boot_prove_entries(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	struct edit_file *f;
	size_t at = 0;
	int r = 0;

	for (size_t n = edits->n_files; r == 0 && at < n;) {
		f = &edits->files[at++];
		if (fnmatch("*/loader/entries/*.conf", f->path, 0) != 0 || !f->text ||
			!bls_has(f->text, "linux") || stays_old(ask->evidence, f))
			continue;
		r = boot_prove(ask, EDIT_PROOF_BLS, f->path, edits, err);
	}
	return r;
}

/* Which of them are made again is not known here: the one that was booted surely is. */
int boot_prove_uki(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	if (!ask->evidence->uki[0])
		return 0;
	return boot_prove(ask, EDIT_PROOF_UKI, ask->evidence->uki, edits, err);
}
