/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Make an initramfs beside those of the host, for a trial alone; undo removes it. Target: its
 * path; value: the argv of what makes it, and the words "PATH OVER": the initramfs that it is an
 * alternative to, and a folder with files that are in /etc for this program. Those of the host are
 * made by action-remake.c. The name is ours: what is there by it is left of a trial before.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actions/program.h"
#include "base/mem.h"
#include "base/root-file.h"
#include "model/step-value.h"

#define MAGIC 6

struct words {
	struct step_argv argv;
	const char *like;
	const char *over; /* NULL: none */
};

static void words_done(struct words *w)
{
	step_argv_done(&w->argv);
}

static int read_words(const struct step *step, struct words *ret, struct err *err)
{
	int r = step_get_argv(step->value, 1, &ret->argv, err);

	if (r < 0)
		return r;
	if (!ret->argv.v || !ret->argv.v[0])
		return err_set(err, EINVAL, "the step for %.100s does not say what it is like",
			step->target);
	ret->like = ret->argv.v[0];
	ret->over = ret->argv.v[1];
	return 0;
}

static int size_of(const struct site *site, const char *path, size_t *ret, struct err *err)
{
	_cleanup_close_ int fd = root_open_file(site->root, O_RDONLY, err, path);
	struct stat st;

	if (fd == -ENOENT || fd == -ENOTDIR)
		return err_set(
			err, ENOENT, "the initramfs %s/%s is not there", site->root->path, path);
	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return err_sys(err, errno, "cannot see how large %s/%s is", site->root->path, path);
	*ret = (size_t)st.st_size;
	return 0;
}

/* Another /etc is laid over this host's, and over no other. */
static int check_over(const struct site *site, const struct words *w, struct err *err)
{
	if (!w->over || site->root->host)
		return 0;
	return err_set(err, EINVAL, "%s is not this host, and has no trial boot", site->root->path);
}

/* For this one, and for what is made once the trial is good, while this one is still there. */
static int check_room(
	const struct site *site, const struct step *step, const char *like, struct err *err)
{
	size_t size = 0;
	int r = size_of(site, like, &size, err);

	if (r < 0)
		return r;
	r = root_may_replace(site->root, step->target, 2 * (size + size / 8), err);
	if (r != -ENOSPC)
		return r;
	(void)err_wrap(err, "no room for the initramfs of the trial (%zu MiB, and as much again)",
		(size >> 20) + 1);
	return err_hint(err, "remove kernels that nobody boots, or do without a trial: --no-trial");
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	(void)site;
	(void)step;
	return saved_set(ret, "", err);
}

static int may_apply(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_(words_done) struct words w = { 0 };
	int r = read_words(step, &w, err);

	if (r == 0)
		r = check_over(site, &w, err);
	if (r == 0)
		r = check_room(site, step, w.like, err);
	return r < 0 ? r : program_may_run(site, step, 0, err);
}

/* What the kernel takes for an initramfs: archives of cpio, or one that is compressed. */
static bool has_magic(const unsigned char *b)
{
	static const struct {
		unsigned char v[MAGIC];
		size_t n;
	} known[] = {
		{ "070701", 6 },
		{ "070702", 6 },
		{ { 0x1f, 0x8b }, 2 }, /* gzip */
		{ "\xfd"
		  "7zXZ",
			5 },                       /* xz */
		{ { 0x28, 0xb5, 0x2f, 0xfd }, 4 }, /* zstd */
		{ { 0x02, 0x21, 0x4c, 0x18 }, 4 }, /* lz4, the old format */
		{ "BZh", 3 },
		{ { 0x5d, 0x00, 0x00 }, 3 }, /* lzma */
		{ { 0x89, 'L', 'Z', 'O' }, 4 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (memcmp(b, known[i].v, known[i].n) == 0)
			return true;
	return false;
}

/* On the disk before anything names it. */
static int check_made(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_close_ int fd = root_open_file(site->root, O_RDONLY, err, step->target);
	unsigned char magic[MAGIC] = { 0 };

	if (fd == -ENOENT)
		return err_set(err, EIO, "%s/%s was not made, although its program says so",
			site->root->path, step->target);
	if (fd < 0)
		return fd;
	if (read(fd, magic, sizeof(magic)) != sizeof(magic) || !has_magic(magic))
		return err_set(err, EIO, "%s/%s was made, and is no initramfs", site->root->path,
			step->target);
	if (fsync(fd) < 0)
		return err_sys(err, errno, "cannot write %s/%s", site->root->path, step->target);
	return root_sync_folder_of(site->root, step->target, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_(words_done) struct words w = { 0 };
	_cleanup_free_ char *over = NULL;
	int r = read_words(step, &w, err);

	if (r == 0)
		r = check_over(site, &w, err);
	if (r == 0)
		r = check_room(site, step, w.like, err);
	if (r < 0)
		return r;
	if (w.over) {
		over = str_printf("/%s", w.over);
		if (!over)
			return err_oom(err);
	}
	r = over ? program_run_over(site, over, step, err) : program_run(site, step, 0, err);
	return r < 0 ? r : check_made(site, step, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	int r = root_delete(site->root, step->target, err);

	(void)saved;
	return r == -ENOENT || r == -ENOTDIR ? 0 : r;
}

const struct action action_initramfs = {
	.id = "initramfs",
	.save = save,
	.apply = apply,
	.undo = undo,
	.may_apply = may_apply,
	.sort = ACTION_PROGRAM,
	.doing = "making",
	.target_is_path = true,
	.value_is_argv = true,
};
