/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Give a file the bytes of the step, or take it away. Target: its path without the slash in
 * front; value: the mode of a new file ("0644"). What was there goes into the store first. Taking
 * it back when it was edited since is file-undo.c's work.
 */
#include "actions/action.h"

#include <errno.h>
#include <unistd.h>

#include "actions/file-state.h"
#include "actions/file-undo.h"
#include "base/mem.h"
#include "base/str.h"

#define MODE_NEW 0644

static unsigned mode_of(const struct step *step)
{
	uint64_t mode;

	return str_to_u64(step->value, 8, 07777, &mode) == 0 ? (unsigned)mode : MODE_NEW;
}

static struct root_meta fresh_meta(const struct step *step)
{
	return (struct root_meta) {
		.mode = mode_of(step),
		.uid = geteuid(),
		.gid = getegid(),
		.fresh = true,
	};
}

/* 1: it is as the step wants it, 0: as it was when the step was made; else -ESTALE. */
static int compare(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_(file_state_done) struct file_state now = { 0 };
	int r = file_state_read(site->root, step->target, &now, err);

	if (r < 0)
		return err_wrap(err, "cannot see what a file holds");
	if (file_state_is(&now, &step->after))
		return 1;
	if (file_state_is(&now, &step->before))
		return 0;
	return err_set(err, ESTALE,
		"%s/%s was changed since the plan was made, and is left as it is; make the plan "
		"again",
		site->root->path, step->target);
}

static int keep_meta(
	const struct site *site, const struct step *step, struct file_kept *k, struct err *err)
{
	_cleanup_(root_meta_done) struct root_meta meta = { 0 };
	int r = root_meta(site->root, step->target, &meta, err);

	if (r == -ENOENT || r == -ENOTDIR)
		meta = fresh_meta(step);
	else if (r < 0)
		return r;
	k->mode = meta.mode;
	k->uid = meta.uid;
	k->gid = meta.gid;
	return file_kept_put(site->root, meta.xattrs, meta.xattrs_size, k->xattrs, err);
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	struct file_kept k = { 0 };
	const struct step_bytes *b = &step->before, *a = &step->after;
	int r = compare(site, step, err);

	/* Somebody else made it so meanwhile: it was not us, so undo leaves it. */
	if (r == 1)
		b = a;
	if (r >= 0)
		r = keep_meta(site, step, &k, err);
	if (r == 0)
		r = file_kept_put(site->root, b->data, b->size, k.before, err);
	if (r == 0)
		r = file_kept_put(site->root, a->data, a->size, k.after, err);
	if (r == 0)
		r = root_missing_folders(site->root, step->target, &k.folders, err);
	return r < 0 ? r : file_kept_format(&k, ret, err);
}

static int write_after(const struct site *site, const struct step *step, struct err *err)
{
	const struct root_meta fresh = fresh_meta(step);
	int r;

	if (!step->after.data)
		return root_delete(site->root, step->target, err);
	r = root_make_folders(site->root, step->target, err);
	if (r < 0)
		return r;
	return root_replace(site->root, step->target, bytes_of(step->after.data, step->after.size),
		step->before.data ? NULL : &fresh, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	int r = compare(site, step, err);

	if (r == 0)
		r = write_after(site, step, err);
	else if (r == 1)
		return 0;
	if (r == 0)
		r = compare(site, step, err);
	if (r == 0)
		return err_set(err, EIO, "%s/%s does not hold what was written to it",
			site->root->path, step->target);
	return r < 0 ? r : 0;
}

static int may_apply(const struct site *site, const struct step *step, struct err *err)
{
	size_t kept = step->before.size + step->after.size;
	int r = compare(site, step, err);

	if (r != 0)
		return r < 0 ? r : 0;
	r = root_may_replace(site->root, step->target, step->after.size, err);
	if (r < 0)
		return r;
	r = root_may_replace(site->root, STORE_DIR "/object", kept, err);
	return r < 0 ? err_wrap(err, "cannot keep what undo would need") : 0;
}

const struct action action_file = {
	.id = "file",
	.save = save,
	.apply = apply,
	.undo = file_undo,
	.reached = compare,
	.may_apply = may_apply,
	.may_undo = file_may_undo,
	.sort = ACTION_FILE,
	.doing = "writing",
	.target_is_path = true,
};
