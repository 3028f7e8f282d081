/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Taking the change of a file back, also when somebody edited it since.
 */
#include "actions/file-undo.h"

#include <errno.h>
#include <string.h>

#include "actions/file-state.h"
#include "base/diff.h"
#include "base/mem.h"
#include "base/merge3.h"
#include "base/root-file.h"

enum verdict {
	VERDICT_NOTHING, /* it is as it was, or shall be left alone */
	VERDICT_RESTORE,
	VERDICT_MERGE,
};

struct undo {
	const struct site *site;
	const struct step *step;
	struct file_kept kept;
	struct file_state now, before, after;
	struct str_buf merged;
	enum verdict verdict;
	bool asking; /* nothing is done yet: the user is shown what others did */
};

static void undo_done(struct undo *u)
{
	file_state_done(&u->now);
	file_state_done(&u->before);
	file_state_done(&u->after);
	str_buf_done(&u->merged);
}

static struct bytes bytes(const struct file_state *s)
{
	return bytes_of(s->file.text, s->file.size);
}

static struct diff_text text(const struct file_state *s)
{
	return (struct diff_text) { s->file.text, s->file.size };
}

static bool same(const struct file_state *x, const struct file_state *y)
{
	const struct step_bytes b = { y->file.text, y->file.size };

	return file_state_is(x, &b);
}

/* What others did, for the user: without memory there is no diff. */
static void show(const struct undo *u)
{
	const struct diff_text after = text(&u->after), now = text(&u->now);
	_cleanup_free_ char *diff = NULL;
	struct err ignored;

	if (u->site->edits && diff_unified(&after, &now, u->step->target, &diff, &ignored) == 0)
		str_buf_add(u->site->edits, diff);
}

static int refuse(const struct undo *u, struct err *err)
{
	const char *what = !u->now.file.text      ? "was removed since"
			   : !u->before.file.text ? "was edited since, and was not there before"
						  : "was edited since in the same lines";

	show(u);
	return err_set(err, ESTALE,
		"cannot take back the change of %s/%s: it %s; nothing of it is touched. Put it "
		"right by hand, or use --keep-edited to leave it and take the rest back",
		u->site->root->path, u->step->target, what);
}

static int judge_edited(struct undo *u, struct err *err)
{
	const struct merge3 m = { text(&u->after), text(&u->now), text(&u->before) };
	int r = -EBUSY;

	if (m.base.data && m.mine.data && m.theirs.data)
		r = merge3(&m, &u->merged, err);
	if (r == -ENOMEM)
		return r;
	if (r < 0 && u->site->keep_edited) {
		u->verdict = VERDICT_NOTHING;
		return 0;
	}
	if (r < 0)
		return refuse(u, err);
	show(u);
	u->verdict =
		u->merged.len == u->now.file.size && memcmp(u->merged.text ? u->merged.text : "",
							     u->now.file.text, u->merged.len) == 0
			? VERDICT_NOTHING
			: VERDICT_MERGE;
	return 0;
}

static int judge(struct undo *u, const struct saved *saved, struct err *err)
{
	const struct root *root = u->site->root;
	int r = file_kept_parse(saved->text, &u->kept, err);

	if (r == 0)
		r = file_state_read(root, u->step->target, &u->now, err);
	if (r == 0)
		r = file_kept_get(root, u->kept.before, &u->before, err);
	if (r == 0)
		r = file_kept_get(root, u->kept.after, &u->after, err);
	if (r < 0)
		return err_wrap(
			err, "cannot take back the change of %s/%s", root->path, u->step->target);
	u->verdict = VERDICT_NOTHING;
	if (same(&u->now, &u->before))
		return 0;
	if (!same(&u->now, &u->after))
		return judge_edited(u, err);
	u->verdict = VERDICT_RESTORE;
	return 0;
}

static int restore(const struct undo *u, struct err *err)
{
	_cleanup_(root_meta_done) struct root_meta meta = { 0 };
	const struct root *root = u->site->root;
	int r;

	if (!u->before.file.text)
		return root_delete(root, u->step->target, err);
	r = file_kept_meta(root, &u->kept, &meta, err);
	if (r == 0)
		r = root_make_folders(root, u->step->target, err);
	return r < 0 ? r : root_replace(root, u->step->target, bytes(&u->before), &meta, err);
}

int file_undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	_cleanup_(undo_done) struct undo u = { .site = site, .step = step };
	int r = judge(&u, saved, err);

	if (r == 0 && u.verdict == VERDICT_RESTORE)
		r = restore(&u, err);
	else if (r == 0 && u.verdict == VERDICT_MERGE)
		r = root_replace(
			site->root, step->target, bytes_of(u.merged.text, u.merged.len), NULL, err);
	if (r == 0)
		r = root_drop_temporary(site->root, step->target, err);
	return r < 0 ? r : root_remove_folders(site->root, step->target, u.kept.folders, err);
}

int file_may_undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	_cleanup_(undo_done) struct undo u = { .site = site, .step = step, .asking = true };
	int r = judge(&u, saved, err);

	if (r < 0 || u.verdict == VERDICT_NOTHING)
		return r;
	return root_may_replace(site->root, step->target,
		u.before.file.size > u.merged.len ? u.before.file.size : u.merged.len, err);
}
