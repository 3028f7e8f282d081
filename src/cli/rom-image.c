/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the rom commands read, mend and make option ROMs: in a child that is locked in, as
 * rom-work.c does with whole firmware images. How one looks is rom-image-doc.c's.
 */
#include "cli/rom-image.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/run-bytes.h"
#include "base/str.h"
#include "ext/ext-nettle.h"
#include "ext/ext-seccomp.h"

static const struct run_limits usual_limits = {
	.timeout_ms = 60000,
	.cpu_s = 30,
	.memory = (size_t)1 << 30,
	.answer = (size_t)160 << 20,
};

struct job {
	struct bytes file;
	const struct option_rom_repair_wish *repair;
	const struct option_rom_wish *wrap;
	void (*sha256)(struct bytes b, uint8_t ret[32]);
};

struct wire_head {
	uint64_t size, n_changes;
};

void rom_image_free(struct rom_image *image)
{
	if (!image)
		return;
	free(image->data);
	free(image);
}

void rom_image_freep(struct rom_image **image)
{
	rom_image_free(*image);
}

static void add(struct str_buf *b, const void *data, size_t size)
{
	str_buf_add_n(b, data, size);
}

static int work(const struct job *job, struct rom_image *image, struct err *err)
{
	struct option_rom_repair repair = { 0 };
	struct bytes file = job->file;
	int r = 0;

	if (job->wrap)
		r = option_rom_wrap(file, job->wrap, &image->data, &image->size, err);
	if (job->repair)
		r = option_rom_repair(file, job->repair, &repair, err);
	if (r < 0)
		return r;
	if (job->repair) {
		image->data = repair.data;
		image->size = repair.size;
		image->n_changes = repair.n_changes;
		memcpy(image->changes, repair.changes, sizeof(repair.changes));
	}
	if (image->data)
		file = bytes_of(image->data, image->size);
	r = option_rom_read(file, job->sha256, &image->rom);
	return r == -ENOMEM ? err_oom(err) : 0;
}

static int work_in_child(void *arg, int out, struct str_buf *answer, struct err *err)
{
	_cleanup_(rom_image_freep) struct rom_image *image = calloc(1, sizeof(*image));
	struct wire_head head = { 0 };
	struct job *job = arg;
	struct err ignored;
	int r;

	if (!image)
		return err_oom(err);
	/* Files cannot be opened later: the library first. */
	job->sha256 = ext_nettle_open(&ignored) == 0 ? ext_nettle_sha256 : NULL;
	r = ext_seccomp_enter(out, err);
	if (r == 0)
		r = work(job, image, err);
	if (r < 0)
		return r;
	head.size = image->size;
	head.n_changes = image->n_changes;
	add(answer, &head, sizeof(head));
	add(answer, &image->rom, sizeof(image->rom));
	add(answer, image->changes, sizeof(image->changes));
	if (image->size > 0)
		add(answer, image->data, image->size);
	return 0;
}

static bool take(struct bytes *b, void *to, size_t size)
{
	if (size > b->size)
		return false;
	memcpy(to, b->data, size);
	*b = bytes_slice(*b, size, b->size - size);
	return true;
}

/* -EINVAL for what no honest child sends. */
static int read_answer(struct bytes b, size_t file_size, struct rom_image *image)
{
	struct wire_head head;

	if (!take(&b, &head, sizeof(head)) || !take(&b, &image->rom, sizeof(image->rom)) ||
		!take(&b, image->changes, sizeof(image->changes)) || b.size != head.size ||
		head.n_changes > OPTION_ROM_CHANGES)
		return -EINVAL;
	for (size_t i = 0; i < head.n_changes; i++)
		if (!memchr(image->changes[i].text, 0, sizeof(image->changes[i].text)))
			return -EINVAL;
	if (!option_rom_valid(&image->rom, head.size ? head.size : file_size))
		return -EINVAL;
	image->n_changes = head.n_changes;
	if (head.size == 0)
		return 0;
	image->data = malloc(b.size);
	if (!image->data)
		return -ENOMEM;
	memcpy(image->data, b.data, b.size);
	image->size = b.size;
	return 0;
}

static int run(struct job *job, const char *doing, const char *name, struct rom_image **ret,
	struct err *err)
{
	_cleanup_(rom_image_freep) struct rom_image *image = calloc(1, sizeof(*image));
	_cleanup_(root_file_done) struct root_file answer = { 0 };
	_cleanup_free_ char *what = str_printf("%s %s", doing, name);
	struct run_limits limits = usual_limits;
	int r;

	if (!image || !what)
		return err_oom(err);
	if (job->file.size > OPTION_ROM_MAX)
		return err_set(err, EFBIG, "%s is larger than %zu MiB: no option ROM is", name,
			OPTION_ROM_MAX >> 20);
	limits.what = what;
	r = run_for_bytes(work_in_child, job, &limits, &answer, err);
	if (r < 0)
		return r;
	r = read_answer(bytes_of(answer.text, answer.size), job->file.size, image);
	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0)
		return err_set(err, EIO, "%s gave an answer that makes no sense: stopped", what);
	*ret = TAKE_PTR(image);
	return 0;
}

int rom_image_read(
	const struct root_file *file, const char *name, struct rom_image **ret, struct err *err)
{
	struct job job = { .file = bytes_of(file->text, file->size) };

	return run(&job, "reading", name, ret, err);
}

int rom_image_repair(const struct root_file *file, const char *name,
	const struct option_rom_repair_wish *wish, struct rom_image **ret, struct err *err)
{
	struct job job = { .file = bytes_of(file->text, file->size), .repair = wish };
	int r = run(&job, "repairing", name, ret, err);

	return r == -EINVAL ? err_wrap(err, "cannot repair %s", name) : r;
}

int rom_image_wrap(const struct root_file *file, const char *name,
	const struct option_rom_wish *wish, struct rom_image **ret, struct err *err)
{
	_cleanup_(rom_image_freep) struct rom_image *image = NULL;
	struct job job = { .file = bytes_of(file->text, file->size), .wrap = wish };
	int r = run(&job, "wrapping", name, &image, err);

	if (r == -EINVAL || r == -EFBIG)
		return err_wrap(err, "cannot make an option ROM of %s", name);
	if (r < 0)
		return r;
	if (image->rom.n_images != 1 || image->rom.images[0].wrong != 0)
		return err_set(
			err, EIO, "the option ROM made of %s does not read back: stopped", name);
	*ret = TAKE_PTR(image);
	return 0;
}

int rom_image_none(const struct root_file *file, const char *name, struct err *err)
{
	struct efi_pe pe;

	(void)err_set(err, EINVAL, "%s holds no option ROM", name);
	if (efi_pe_parse(bytes_of(file->text, file->size), &pe) == 0)
		return err_hint(
			err, "it is a program: 'virtfn rom wrap' makes an option ROM of it");
	return err_hint(err, "for a firmware image see 'virtfn rom list' and 'virtfn rom extract'");
}
