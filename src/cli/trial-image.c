/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a trial need an initramfs of its own, and out of which configuration is it made? /etc stays
 * as it is until the trial is good. Which program makes it, and where, is boot/trial-image.c's.
 */
#include "cli/trial-image.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/root-file.h"
#include "base/str.h"
#include "facts/edit-files.h"
#include "model/trial.h"

#define ETC "etc/"

bool trial_image_wanted(const struct host_plan *p)
{
	bool made = false, changed = false;

	for (size_t i = 0; i < p->steps.n; i++) {
		const struct step *s = &p->steps.v[i];

		if (str_eq(s->action, "remake"))
			made = made || initramfs_makes(s->target);
		else if (str_eq(s->action, "file"))
			changed = changed || initramfs_is_made_of(s->target);
		else if (str_eq(s->action, "package-file"))
			changed = true;
	}
	return made && changed;
}

static bool is_of_etc(const struct step *s)
{
	return str_eq(s->action, "file") && strncmp(s->target, ETC, strlen(ETC)) == 0;
}

/* A file that goes is there without a word in it: nothing hides one of a lower layer. */
static int stage(
	const struct root *root, const struct step *s, struct edits *edits, struct err *err)
{
	_cleanup_free_ char *path = str_printf(TRIAL_ETC "/%s", s->target + strlen(ETC));
	const char *const paths[] = { path, NULL };
	int r = path ? facts_read_files(root, paths, edits, err) : err_oom(err);

	return r < 0 ? r
		     : edits_set(edits, path, s->after.data ? s->after.data : "",
			       "for the trial's initramfs; not in /etc before it is good", err);
}

int trial_image_stage(
	const struct root *root, const struct host_plan *p, struct edits *edits, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < p->steps.n && r == 0; i++)
		if (is_of_etc(&p->steps.v[i]))
			r = stage(root, &p->steps.v[i], edits, err);
	return r;
}

void trial_image_ask(const struct host_plan *p, struct boot_trial *trial)
{
	trial->initramfs = &p->initramfs;
	trial->release = p->host.kernel.release;
	for (size_t i = 0; i < p->steps.n && !trial->over; i++)
		if (is_of_etc(&p->steps.v[i]))
			trial->over = TRIAL_ETC;
}

int trial_image_check(const struct root *root, const struct edits *edits, struct err *err)
{
	for (size_t i = 0; i < edits->n_images; i++) {
		const char *like = edits->images[i].like;
		_cleanup_free_ char *target = NULL;
		struct err ignored;
		int r = root_read_link(root, like, &target, &ignored);

		if (r == -EACCES || r == -EPERM)
			return err_set(err, EACCES, "/%s cannot be looked at", like);
		if (r != -EINVAL || root_type(root, &ignored, "%s", like) != ROOT_TYPE_FILE)
			return err_set(err, EOPNOTSUPP,
				"no trial boot: the default entry's initramfs, /%s, is not there "
				"as a file",
				like);
	}
	return 0;
}
