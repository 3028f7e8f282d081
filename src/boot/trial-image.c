/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernel does a trial's initramfs belong to, and where is it made? Beside the one that the
 * default entry has, which is left alone: whatever becomes of the new one, that still boots.
 */
#include "boot/boot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "boot/initramfs.h"
#include "formats/cmdline.h"

/* "/vmlinuz-6.1" and "/token/6.1/linux" are of the release 6.1. */
static bool is_of(const char *kernel, const char *release, size_t n)
{
	const char *name = str_base_name(kernel);
	size_t len = strlen(name);

	if (len > n && name[len - n - 1] == '-' && memcmp(name + len - n, release, n) == 0)
		return true;
	for (const char *p = strchr(kernel, '/'); p; p = strchr(p + 1, '/'))
		if (strncmp(p + 1, release, n) == 0 && p[1 + n] == '/')
			return true;
	return false;
}

/* Names of kernels have no release on some ("vmlinuz-linux"): then it is that of the one that runs,
 * if it is the same file. Boot loaders that give no BOOT_IMAGE have entries that were booted. */
static bool is_running(const struct boot_trial *trial, const char *kernel)
{
	const char *name = str_base_name(kernel);
	size_t n = strlen(name);
	struct cmdline_arg arg;
	const char *image;

	if (!trial->ask->running || !cmdline_get(trial->ask->running, "BOOT_IMAGE", &arg))
		return true;
	if (arg.value.len < n)
		return false;
	image = arg.value.s + arg.value.len - n;
	return memcmp(image, name, n) == 0 && (image == arg.value.s || image[-1] == '/');
}

/* The longest one that fits, "5-6.1" and not "6.1"; to be free()d; NULL: none, or no memory. */
static char *release_of(const struct boot_trial *trial, const char *kernel)
{
	const char *found = NULL;
	size_t len = 0;

	for (const char *p = trial->ask->evidence->kernels; *p;) {
		size_t n = strcspn(p, " ");

		if (n > len && is_of(kernel, p, n)) {
			found = p;
			len = n;
		}
		p += n + strspn(p + n, " ");
	}
	if (found)
		return str_from_bytes(found, len);
	return trial->release && is_running(trial, kernel) ? str_printf("%s", trial->release)
							   : NULL;
}

int boot_trial_image(const struct boot_trial *trial, const char *kernel, const char *like,
	struct edits *edits, struct err *err)
{
	_cleanup_free_ char *release = release_of(trial, kernel);
	size_t dir = (size_t)(str_base_name(like) - like);
	_cleanup_free_ char *path = str_printf("%.*s" BOOT_TRIAL_IMAGE, (int)dir, like);
	struct edit_image image = {
		.path = path,
		.like = (char *)like,
		.over = (char *)trial->over,
		.why = (char[]) { "the trial has an initramfs of its own; the default's stays" },
	};
	int r;

	if (!path)
		return err_oom(err);
	if (!release)
		return err_set(err, EOPNOTSUPP,
			"no trial boot: which of the installed kernels %s is, is not known, and so "
			"none is for which an initramfs could be made",
			kernel);
	r = initramfs_image(trial->initramfs, &image, release, edits, err);
	return r == -EOPNOTSUPP ? err_wrap(err, "no trial boot") : r;
}
