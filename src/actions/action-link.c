/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Make a symbolic link, as for a unit that shall start at boot. Target: its path without the
 * slash in front; value: what it points to, "" when it shall not be there. A file or a folder
 * that has this name is never touched.
 */
#include "actions/action.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root-file.h"
#include "base/str.h"

/* What it points to, "" when nothing is there; -EEXIST for what is no link. */
static int look(const struct site *site, const char *path, char **ret, struct err *err)
{
	int r = root_read_link(site->root, path, ret, err);

	if (r == -EINVAL)
		return err_set(err, EEXIST,
			"cannot make the link %s/%s: there is a file or a folder of this name; "
			"see what it is, and move it away",
			site->root->path, path);
	if (r != -ENOENT && r != -ENOTDIR)
		return r;
	*ret = str_printf("%s", "");
	return *ret ? 0 : err_oom(err);
}

/* "FOLDERS TARGET": how many folders were missing, and where it pointed. */
static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	_cleanup_free_ char *now = NULL, *text = NULL;
	unsigned folders = 0;
	int r = look(site, step->target, &now, err);

	if (r == 0)
		r = root_missing_folders(site->root, step->target, &folders, err);
	if (r < 0)
		return r;
	text = str_printf("%u %s", folders, now);
	return text ? saved_set(ret, text, err) : err_oom(err);
}

static int reached(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_free_ char *now = NULL;
	int r = look(site, step->target, &now, err);

	return r < 0 ? r : str_eq(now, step->value);
}

static int set(const struct site *site, const char *path, const char *target, struct err *err)
{
	int r;

	if (target[0]) {
		r = root_make_folders(site->root, path, err);
		return r < 0 ? r : root_set_link(site->root, path, target, err);
	}
	r = root_remove_link(site->root, path, err);
	return r == -ENOENT || r == -ENOTDIR ? 0 : r;
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	int r = reached(site, step, err);

	if (r != 0)
		return r < 0 ? r : 0;
	return set(site, step->target, step->value, err);
}

static int read_saved(const struct step *step, const struct saved *saved, unsigned *folders,
	const char **ret, struct err *err)
{
	char *end;

	*folders = (unsigned)strtoul(saved->text, &end, 10);
	if (end == saved->text || *end != ' ')
		return err_set(err, EINVAL, "the journal does not say what %s was", step->target);
	*ret = end + 1;
	return 0;
}

/* 1 when there is something to put back; 0 when it is as it was, or edited and left alone. */
static int must_undo(
	const struct site *site, const struct step *step, const char *was, struct err *err)
{
	_cleanup_free_ char *now = NULL;
	int r = look(site, step->target, &now, err);

	if (r == -EEXIST && site->keep_edited)
		return 0;
	if (r < 0)
		return r;
	if (str_eq(now, was) || str_eq(now, step->value))
		return !str_eq(now, was);
	if (site->keep_edited)
		return 0;
	return err_set(err, ESTALE,
		"the link %s/%s was changed since: it points to '%.100s', and virtfn made it "
		"'%.100s'; "
		"set it back by hand, or use --keep-edited to leave it",
		site->root->path, step->target, now, step->value);
}

static int may_undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	const char *was = "";
	unsigned folders;
	int r = read_saved(step, saved, &folders, &was, err);

	if (r == 0)
		r = must_undo(site, step, was, err);
	return r < 0 ? r : 0;
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	const char *was = "";
	unsigned folders;
	int r = read_saved(step, saved, &folders, &was, err);

	if (r == 0)
		r = must_undo(site, step, was, err);
	if (r == 1)
		r = set(site, step->target, was, err);
	if (r == 0)
		r = root_drop_link_temporary(site->root, step->target, err);
	return r < 0 ? r : root_remove_folders(site->root, step->target, folders, err);
}

static int may_apply(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_free_ char *now = NULL;
	int r = look(site, step->target, &now, err);

	return r < 0 ? r : root_may_link(site->root, step->target, err);
}

const struct action action_link = {
	.id = "link",
	.save = save,
	.apply = apply,
	.undo = undo,
	.reached = reached,
	.may_apply = may_apply,
	.may_undo = may_undo,
	.sort = ACTION_FILE,
	.doing = "writing",
	.target_is_path = true,
};
