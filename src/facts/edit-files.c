/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What do the files hold that are going to be edited? Which ones these are, boot/ and its like
 * say by patterns; what becomes of them, too.
 */
#include "facts/edit-files.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define FILE_MAX  (1024 * 1024)
#define BOOT_MARK "@boot/"

/* Where distributions mount the ESP and XBOOTLDR (Boot Loader Specification). */
static const char *const boot_places[] = { "efi", "boot/efi", "boot", "esp" };

struct reading {
	const struct root *root;
	struct edits *edits;
};

static int read_one(const struct reading *rd, const char *path, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err one = { 0 };
	int r;

	r = root_type(rd->root, &one, "%s", path);
	if (r == -ENOENT)
		return edits_add_read(rd->edits, path, NULL, 0, err);
	if (r == ROOT_TYPE_FOLDER)
		return err_set(err, EISDIR, "/%s is a folder, where a file belongs", path);
	if (r >= 0)
		r = root_read_bytes(rd->root, FILE_MAX, &file, &one, path);
	if (r == -ENOMEM)
		return err_oom(err);
	if (r == -EFBIG)
		return err_set(err, EFBIG, "/%s is larger than any such file (1 MiB)", path);
	if (r < 0)
		return edits_add_unreadable(rd->edits, path, err);
	if (memchr(file.text, '\0', file.size))
		return err_set(err, EINVAL, "/%s is no text: it has a byte 0", path);
	return edits_add_read(rd->edits, path, file.text, file.size, err);
}

static int expand(const struct reading *rd, const char *done, const char *rest, struct err *err);

/* part is the pattern of one name below done; rest what follows it, or NULL. */
static int expand_names(const struct reading *rd, const char *done, const char *part,
	const char *rest, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;
	int r = 0;

	if (root_list(rd->root, &names, &ignored, "%s", done[0] ? done : ".") < 0)
		return 0;
	for (size_t i = 0; i < names.n && r == 0; i++) {
		_cleanup_free_ char *path = NULL;

		if (fnmatch(part, names.v[i], FNM_PERIOD) != 0)
			continue;
		path = str_printf("%s%s%s", done, done[0] ? "/" : "", names.v[i]);
		if (!path)
			return err_oom(err);
		r = rest ? expand(rd, path, rest, err) : read_one(rd, path, err);
	}
	return r;
}

static int expand(const struct reading *rd, const char *done, const char *rest, struct err *err)
{
	size_t n = strcspn(rest, "/");
	_cleanup_free_ char *part = str_from_bytes(rest, n);
	const char *next = rest[n] ? rest + n + 1 : NULL;
	_cleanup_free_ char *path = NULL;

	if (!part)
		return err_oom(err);
	if (strchr(part, '*'))
		return expand_names(rd, done, part, next, err);
	path = str_printf("%s%s%s", done, done[0] ? "/" : "", part);
	if (!path)
		return err_oom(err);
	return next ? expand(rd, path, next, err) : read_one(rd, path, err);
}

static int expand_boot(const struct reading *rd, const char *pattern, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(boot_places) && r == 0; i++)
		if (root_exists(rd->root, "%s/loader", boot_places[i]))
			r = expand(rd, boot_places[i], pattern, err);
	return r;
}

int facts_read_files(
	const struct root *root, const char *const *patterns, struct edits *edits, struct err *err)
{
	const struct reading rd = { root, edits };
	size_t mark = strlen(BOOT_MARK);
	int r = 0;

	for (size_t i = 0; patterns[i] && r == 0; i++) {
		if (strncmp(patterns[i], BOOT_MARK, mark) == 0)
			r = expand_boot(&rd, patterns[i] + mark, err);
		else
			r = expand(&rd, "", patterns[i], err);
	}
	return r;
}
