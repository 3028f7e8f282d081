/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Put a file into the cache, out of another folder or from a server; undo takes it away. Target:
 * its path in the cache; value: where it comes from ("/root/x.deb", "https://..."), and its
 * SHA-256: any other bytes are refused.
 */
#include "actions/action.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "actions/package-file.h"
#include "base/mem.h"
#include "base/root-file.h"
#include "ext/ext-curl.h"
#include "model/step-value.h"

struct source {
	struct step_argv words;
	const char *from, *sha256;
};

static void source_done(struct source *s)
{
	step_argv_done(&s->words);
}

static int read_source(const struct step *step, struct source *ret, struct err *err)
{
	int r = step_get_argv(step->value, 0, &ret->words, err);

	if (r < 0)
		return r;
	if (!ret->words.v || !ret->words.v[0] || !ret->words.v[1])
		return err_set(err, EINVAL, "the step for %.100s does not say where it comes from",
			step->target);
	ret->from = ret->words.v[0];
	ret->sha256 = ret->words.v[1];
	return 0;
}

/* 1: the cache has it; 0: nothing is there. Never overwrites what is another file. */
static int is_there(
	const struct site *site, const struct step *step, const char *sha256, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	char hash[SHA256_TEXT];
	int r = root_read_bytes(site->root, PACKAGE_FILE_MAX, &file, err, step->target);

	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = package_file_sha256(bytes_of(file.text, file.size), hash, err);
	if (r < 0)
		return r;
	if (strcasecmp(hash, sha256) == 0)
		return 1;
	return err_set(err, EEXIST,
		"%s/%s is there with other bytes (SHA-256 %s); remove it if nobody needs it",
		site->root->path, step->target, hash);
}

static int reached(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_(source_done) struct source s = { 0 };
	int r = read_source(step, &s, err);

	return r < 0 ? r : is_there(site, step, s.sha256, err);
}

/* "there", or how many folders above it are missing. */
static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	char text[24] = "there";
	unsigned folders;
	int r = reached(site, step, err);

	if (r < 0)
		return r;
	if (r == 0) {
		r = root_missing_folders(site->root, step->target, &folders, err);
		if (r < 0)
			return r;
		(void)snprintf(text, sizeof(text), "%u", folders);
	}
	return saved_set(ret, text, err);
}

static int get(const struct site *site, const struct source *s, struct str_buf *b, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	int r;

	if (s->from[0] != '/')
		return ext_curl_fetch(s->from, &fetch_limits, b, err);
	r = root_read_bytes(site->root, PACKAGE_FILE_MAX, &file, err, s->from + 1);
	if (r < 0)
		return err_wrap(err, "cannot read the package");
	str_buf_add_n(b, file.text, file.size);
	return b->failed ? err_oom(err) : 0;
}

static int put(const struct site *site, const struct step *step, const struct source *s,
	const struct str_buf *b, struct err *err)
{
	const struct root_meta meta = {
		.mode = 0644, .uid = geteuid(), .gid = getegid(), .fresh = true
	};
	const struct bytes bytes = bytes_of(b->text, b->len);
	char hash[SHA256_TEXT];
	int r = package_file_sha256(bytes, hash, err);

	if (r < 0)
		return r;
	if (strcasecmp(hash, s->sha256) != 0)
		return err_set(err, EBADMSG,
			"%.300s is another file than was asked for: its SHA-256 is %s, not %s; "
			"nothing was kept of it",
			s->from, hash, s->sha256);
	r = root_make_folders(site->root, step->target, err);
	return r < 0 ? r : root_replace(site->root, step->target, bytes, &meta, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_(source_done) struct source s = { 0 };
	struct str_buf b = { 0 };
	int r = read_source(step, &s, err);

	if (r == 0)
		r = is_there(site, step, s.sha256, err);
	if (r != 0)
		return r < 0 ? r : 0;
	r = get(site, &s, &b, err);
	if (r == 0)
		r = put(site, step, &s, &b, err);
	str_buf_done(&b);
	return r;
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	_cleanup_(source_done) struct source s = { 0 };
	unsigned folders;
	int r;

	if (str_to_uint(saved->text, 100, &folders) < 0)
		return 0;
	r = read_source(step, &s, err);
	if (r == 0)
		r = root_drop_temporary(site->root, step->target, err);
	if (r == -ENOENT)
		r = 0;
	if (r == 0)
		r = is_there(site, step, s.sha256, err);
	/* Somebody put another one there since. */
	if (r == -EEXIST)
		return 0;
	if (r > 0)
		r = root_delete(site->root, step->target, err);
	return r < 0 ? r : root_remove_folders(site->root, step->target, folders, err);
}

static int may_apply(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_(source_done) struct source s = { 0 };
	int r = read_source(step, &s, err);

	if (r == 0)
		r = is_there(site, step, s.sha256, err);
	if (r != 0)
		return r < 0 ? r : 0;
	if (s.from[0] != '/')
		return ext_curl_open(err);
	return root_exists(site->root, "%s", s.from + 1)
		       ? 0
		       : err_set(err, ENOENT, "%s%s is not there", site->root->path, s.from);
}

const struct action action_fetch = {
	.id = "fetch",
	.save = save,
	.apply = apply,
	.undo = undo,
	.reached = reached,
	.may_apply = may_apply,
	.sort = ACTION_FILE,
	.doing = "fetching",
	.target_is_path = true,
	.value_is_argv = true,
};
