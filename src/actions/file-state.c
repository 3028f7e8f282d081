/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a file holds, and what the journal keeps of it.
 */
#include "actions/file-state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define FILE_MAX ((size_t)16 << 20)
#define NO_FILE  "-"

void file_state_done(struct file_state *s)
{
	root_file_done(&s->file);
}

int file_state_read(
	const struct root *root, const char *path, struct file_state *ret, struct err *err)
{
	struct file_state s = { 0 };
	int r = root_read_bytes(root, FILE_MAX, &s.file, err, path);

	/* A folder on the way that is a file: surely it is not there. */
	if (r < 0 && r != -ENOENT && r != -ENOTDIR)
		return r;
	*ret = s;
	return 0;
}

bool file_state_is(const struct file_state *s, const struct step_bytes *b)
{
	if (!s->file.text || !b->data)
		return !s->file.text && !b->data;
	return s->file.size == b->size && memcmp(s->file.text, b->data, b->size) == 0;
}

int file_kept_parse(const char *text, struct file_kept *ret, struct err *err)
{
	struct file_kept k = { 0 };
	int used = 0;

	if (sscanf(text, "%64s %64s %o %u %u %64s %u%n", k.before, k.after, &k.mode, &k.uid, &k.gid,
		    k.xattrs, &k.folders, &used) != 7 ||
		text[used])
		return err_set(
			err, EINVAL, "the journal does not say what was there: '%.60s'", text);
	*ret = k;
	return 0;
}

int file_kept_format(const struct file_kept *k, struct saved *ret, struct err *err)
{
	char text[sizeof(ret->text)];

	(void)snprintf(text, sizeof(text), "%s %s %04o %u %u %s %u", k->before, k->after, k->mode,
		k->uid, k->gid, k->xattrs, k->folders);
	return saved_set(ret, text, err);
}

int file_kept_put(const struct root *root, const char *data, size_t size, char ret[STORE_HASH],
	struct err *err)
{
	if (data)
		return store_put(root, bytes_of(data, size), ret, err);
	(void)snprintf(ret, STORE_HASH, NO_FILE);
	return 0;
}

int file_kept_get(
	const struct root *root, const char *hash, struct file_state *ret, struct err *err)
{
	struct file_state s = { 0 };
	int r = str_eq(hash, NO_FILE) ? 0 : store_get(root, hash, &s.file, err);

	if (r < 0)
		return err_wrap(err, "cannot see what a file was");
	*ret = s;
	return 0;
}

int file_kept_meta(
	const struct root *root, const struct file_kept *k, struct root_meta *ret, struct err *err)
{
	struct file_state s = { 0 };
	int r = file_kept_get(root, k->xattrs, &s, err);

	if (r < 0)
		return r;
	*ret = (struct root_meta) {
		.mode = k->mode & 07777,
		.uid = k->uid,
		.gid = k->gid,
		.xattrs = s.file.text,
		.xattrs_size = s.file.size,
	};
	return 0;
}
