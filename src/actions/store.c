/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Contents of files under their SHA-256, for undo. Which of them are still wanted is prune.c's.
 */
#include "actions/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-file.h"
#include "base/str.h"
#include "ext/ext-nettle.h"

#define OBJECT_MAX ((size_t)64 << 20)

static bool is_hash(const char *name)
{
	return strlen(name) == STORE_HASH - 1 && strspn(name, "0123456789abcdef") == STORE_HASH - 1;
}

int store_hash(struct bytes data, char ret[STORE_HASH], struct err *err)
{
	uint8_t sum[32];
	int r = ext_nettle_open(err);

	if (r < 0)
		return r;
	ext_nettle_sha256(data, sum);
	for (size_t i = 0; i < sizeof(sum); i++)
		(void)snprintf(ret + 2 * i, 3, "%02x", sum[i]);
	return 0;
}

int store_get(const struct root *root, const char *hash, struct root_file *ret, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	char path[sizeof(STORE_DIR) + STORE_HASH], now[STORE_HASH];
	int r;

	if (!is_hash(hash))
		return err_set(err, EBADMSG, "'%.70s' is no object of the store", hash);
	(void)snprintf(path, sizeof(path), STORE_DIR "/%s", hash);
	r = root_read_bytes(root, OBJECT_MAX, &file, err, path);
	if (r == 0)
		r = store_hash(bytes_of(file.text, file.size), now, err);
	if (r < 0)
		return r;
	if (!str_eq(now, hash))
		return err_set(err, EBADMSG, "%s/%s is damaged: its bytes are not what was kept",
			root->path, path);
	*ret = file;
	file = (struct root_file) { 0 };
	return 0;
}

int store_put(const struct root *root, struct bytes data, char ret[STORE_HASH], struct err *err)
{
	_cleanup_(root_file_done) struct root_file there = { 0 };
	const struct root_meta meta = { .mode = 0600, .uid = geteuid(), .gid = getegid() };
	char path[sizeof(STORE_DIR) + STORE_HASH], hash[STORE_HASH];
	struct err ignored;
	int r = store_hash(data, hash, err);

	if (r < 0)
		return r;
	/* What is damaged is written anew. */
	if (store_get(root, hash, &there, &ignored) < 0) {
		(void)snprintf(path, sizeof(path), STORE_DIR "/%s", hash);
		r = root_mkdir(root, err, STORE_DIR);
		if (r == 0)
			r = root_replace(root, path, data, &meta, err);
	}
	if (r < 0)
		return err_wrap(err, "cannot keep what undo would need");
	memcpy(ret, hash, sizeof(hash));
	return 0;
}

int store_sweep(const struct root *root, bool (*keep)(void *arg, const char *hash), void *arg,
	struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	int r = root_list(root, &names, err, STORE_DIR);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	for (size_t i = 0; i < names.n; i++) {
		char path[sizeof(STORE_DIR) + 256];

		if (is_hash(names.v[i]) && keep(arg, names.v[i]))
			continue;
		(void)snprintf(path, sizeof(path), STORE_DIR "/%.255s", names.v[i]);
		r = root_remove(root, err, path);
		if (r < 0 && r != -ENOENT)
			return r;
	}
	return 0;
}
