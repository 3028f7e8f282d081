/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How is a line tried once with an entry of the Boot Loader Specification? The trial has a file of
 * its own, made from the entry that was booted, and an EFI variable names it for one boot; the
 * loader takes the variable away before it boots. GRUB's trial is made in its rows.
 */
#include "boot/kernel-line.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/bls-entry.h"

#define ENTRIES "/loader/entries/"

/* Whether a file has this entry: "+3-1" in front of the suffix counts tries, and is no name. */
static bool is_entry(const char *path, const char *id)
{
	const char *name = str_base_name(path);
	size_t len = strlen(name), stem = strcspn(name, "+");
	size_t id_stem = strlen(id);

	if (len > 5 && stem > len - 5)
		stem = len - 5;
	if (id_stem > 5 && str_eq(id + id_stem - 5, ".conf"))
		id_stem -= 5;
	return stem == id_stem && memcmp(name, id, stem) == 0;
}

static struct edit_file *find_booted(const struct boot_ask *ask, const struct edits *edits)
{
	for (size_t i = 0; i < edits->n_files && ask->evidence->entry[0]; i++)
		if (fnmatch("*" ENTRIES "*.conf", edits->files[i].path, 0) == 0 &&
			edits->files[i].text &&
			is_entry(edits->files[i].path, ask->evidence->entry))
			return &edits->files[i];
	return NULL;
}

/* Whether another entry would be taken for a default of this pattern. */
static bool others_match(const struct edits *edits, const char *place, const char *pattern)
{
	size_t n = strlen(place);

	for (size_t i = 0; i < edits->n_files; i++) {
		const char *path = edits->files[i].path;

		if (strncmp(path, place, n) == 0 &&
			strncmp(path + n, ENTRIES, strlen(ENTRIES)) == 0 &&
			!str_eq(str_base_name(path), BOOT_TRIAL_ENTRY) &&
			fnmatch(pattern, str_base_name(path), FNM_CASEFOLD) == 0)
			return true;
	}
	return false;
}

/* The first in the order of the menu is taken, and ours is the last; but not when it is alone. */
static int check_default(const struct edits *edits, const char *place, struct err *err)
{
	static const char *const keys[] = { "default", "preferred" };
	_cleanup_free_ char *path = str_printf("%s/loader/loader.conf", place);
	const struct edit_file *f = path ? edits_find(edits, path) : NULL;

	if (!path)
		return err_oom(err);
	for (size_t i = 0; i < ARRAY_SIZE(keys) && f && f->text; i++) {
		_cleanup_(bls_values_freep) char **v = bls_values(f->text, keys[i]);

		if (!v)
			return err_oom(err);
		for (size_t k = 0; v[k]; k++)
			if (fnmatch(v[k], BOOT_TRIAL_ENTRY, FNM_CASEFOLD) == 0 &&
				!others_match(edits, place, v[k]))
				return err_set(err, EOPNOTSUPP,
					"no trial boot: \"%s %s\" in /%s would make the trial's "
					"entry the default",
					keys[i], v[k], path);
	}
	return 0;
}

/* A path on the boot partition, as entries have it; "" when it is elsewhere. */
static const char *on_partition(const char *path, const char *place)
{
	size_t n = strlen(place);

	return strncmp(path, place, n) == 0 && path[n] == '/' ? path + n : "";
}

/* The initramfs is the last of the initrd lines; those before it are microcode. */
static int set_initrd(char **text, const char *place, char **ret_like, struct err *err)
{
	_cleanup_(bls_values_freep) char **v = bls_values(*text, "initrd");
	char *made = NULL, *name;
	size_t n = 0;
	int r;

	if (!v)
		return err_oom(err);
	while (v[n])
		n++;
	if (n == 0)
		return err_set(err, EOPNOTSUPP,
			"no trial boot: the entry that was booted has no initrd line");
	*ret_like = str_printf("%s%s%s", place, v[n - 1][0] == '/' ? "" : "/", v[n - 1]);
	name = *ret_like ? str_printf("%.*s" BOOT_TRIAL_IMAGE,
				   (int)(str_base_name(v[n - 1]) - v[n - 1]), v[n - 1])
			 : NULL;
	if (!name)
		return err_oom(err);
	free(v[n - 1]);
	v[n - 1] = name;
	r = bls_set(*text, "initrd", (const char *const *)v, &made, err);
	if (r < 0)
		return r;
	free(*text);
	*text = made;
	return 0;
}

/* An initramfs of the trial's own, for the kernel of the entry. */
static int add_image(const struct boot_trial *t, char **text, const char *place,
	struct edits *edits, struct err *err)
{
	_cleanup_(bls_values_freep) char **kernel = bls_values(*text, "linux");
	_cleanup_free_ char *like = NULL;
	int r;

	if (!kernel)
		return err_oom(err);
	if (!kernel[0])
		return err_set(err, EOPNOTSUPP,
			"no trial boot: the entry that was booted has no linux line, so its "
			"initramfs is a part of an image");
	r = set_initrd(text, place, &like, err);
	return r < 0 ? r : boot_trial_image(t, kernel[0], like, edits, err);
}

static int set_one(char **text, const char *key, const char *value, struct err *err)
{
	const char *const values[] = { value, NULL };
	char *made = NULL;
	int r = bls_set(*text, key, values, &made, err);

	if (r < 0)
		return r;
	free(*text);
	*text = made;
	return 0;
}

static char *joined_options(const char *text)
{
	_cleanup_(bls_values_freep) char **v = bls_values(text, "options");
	struct str_buf b = { 0 };

	for (size_t i = 0; v && v[i]; i++)
		str_buf_printf(&b, "%s%s", i > 0 ? " " : "", v[i]);
	b.failed |= !v;
	return str_buf_take(&b);
}

/* A copy of the entry. Without a sort-key it stands behind those that have one. */
static int copy_entry(
	const struct boot_trial *t, const struct edit_file *booted, char **ret, struct err *err)
{
	_cleanup_free_ char *text = str_printf("%s", booted->text);
	_cleanup_free_ char *options = joined_options(booted->text);
	_cleanup_free_ char *line = NULL;
	int r;

	if (!text || !options)
		return err_oom(err);
	r = boot_trial_line(options, t, &line, err);
	if (r == 0)
		r = set_one(&text, "options", line, err);
	if (r == 0)
		r = set_one(&text, "sort-key", "", err);
	if (r == 0)
		r = set_one(&text, "title", "Trial by virtfn, for one boot", err);
	if (r == 0)
		*ret = TAKE_PTR(text);
	return r;
}

/*
 * An image is given another line than its own: systemd-stub takes it unless Secure Boot is on
 * (systemd-stub(7)). So the trial boots the very image that is known to be good.
 */
static int make_uki_entry(
	const struct boot_trial *t, const char *place, char **ret, struct err *err)
{
	const struct boot_evidence *e = t->ask->evidence;
	_cleanup_free_ char *good = NULL;
	_cleanup_free_ char *line = NULL;
	int r;

	if (e->secure_boot != TRI_NO)
		return err_set(err, EOPNOTSUPP,
			"no trial boot: %s, so the unified kernel image may take no line but its "
			"own",
			e->secure_boot == TRI_YES ? "Secure Boot is on"
						  : "whether Secure Boot is on is not known");
	if (t->initramfs)
		return err_set(err, EOPNOTSUPP,
			"no trial boot: the initramfs is inside of the unified kernel image");
	r = boot_good_line(t->ask, &good, err);
	if (r == 0)
		r = boot_trial_line(good, t, &line, err);
	if (r < 0)
		return r;
	*ret = str_printf("title Trial by virtfn, for one boot\nefi %s\noptions %s\n",
		on_partition(e->uki, place), line);
	return *ret ? 0 : err_oom(err);
}

static int arm(const char *place, const char *text, const struct boot_evidence *e,
	struct edits *edits, struct err *err)
{
	_cleanup_free_ char *path = str_printf("%s" ENTRIES BOOT_TRIAL_ENTRY, place);
	_cleanup_free_ char *id = str_printf("%s", BOOT_TRIAL_ENTRY);
	int r;

	if (!path || !id)
		return err_oom(err);
	/* Early releases name an entry without its suffix. */
	if (fnmatch("*.conf", e->entry, 0) != 0 && fnmatch("*.efi", e->entry, 0) != 0)
		id[strlen(id) - strlen(".conf")] = '\0';
	r = check_default(edits, place, err);
	if (r == 0)
		r = edits_set(edits, path, text, "a boot entry for the trial alone", err);
	if (r == 0)
		r = edits_variable(edits, "LoaderEntryOneShot", id,
			"boots the trial's entry once; the boot loader takes this away first", err);
	return r;
}

int boot_trial_entry(const struct boot_trial *trial, struct edits *edits, struct err *err)
{
	const struct boot_evidence *e = trial->ask->evidence;
	const struct edit_file *booted;
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *place = NULL;
	const char *end;
	int r;

	r = boot_trial_allowed(e, err);
	if (r < 0)
		return r;
	booted = e->stub[0] ? NULL : find_booted(trial->ask, edits);
	end = booted ? strstr(booted->path, ENTRIES) : strstr(e->uki, "/EFI/Linux/");
	/* The trial is over and its entry gone: not a boot loader that cannot, so not in earnest.
	 */
	if (!end && strncmp(e->entry, BOOT_TRIAL_ENTRY, strcspn(BOOT_TRIAL_ENTRY, ".")) == 0)
		return err_set(err, EBUSY,
			"this boot came from the entry of a trial that is over: reboot, then the "
			"new line can be tried; --no-trial makes it permanent untried");
	if (!end)
		return err_set(err, EOPNOTSUPP,
			"no trial boot: the entry that was booted (%s) was not found on a mounted "
			"boot partition",
			e->entry[0] ? e->entry : "its name is not known");
	place = booted ? str_from_bytes(booted->path, (size_t)(end - booted->path))
		       : str_from_bytes(e->uki, (size_t)(end - e->uki));
	if (!place)
		return err_oom(err);
	r = booted ? copy_entry(trial, booted, &text, err)
		   : make_uki_entry(trial, place, &text, err);
	if (r == 0 && booted && trial->initramfs)
		r = add_image(trial, &text, place, edits, err);
	return r < 0 ? r : arm(place, text, e, edits, err);
}

int boot_trial_kernel_install(const struct boot_trial *trial, struct edits *edits, struct err *err)
{
	const struct boot_ask same = { trial->ask->evidence, trial->ask->running, NULL, NULL };
	int r = boot_trial_entry(trial, edits, err);

	return r < 0 ? r : boot_keep_kernel_cmdline(&same, edits, err);
}
