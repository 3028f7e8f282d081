/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Make a BAR of a function larger or smaller (Resizable BAR). Target: "ADDRESS/BAR"; value: MiB, a
 * power of two. The kernel refuses while a driver has the function. Which sizes there are is
 * plan/'s business. It does not outlive the boot.
 */
#include "actions/action.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "actions/journal.h"
#include "actions/kernel-log.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"

#define DEVICE     "sys/bus/pci/devices/%s"
#define TIMEOUT_MS 30000
#define MIB        (UINT64_C(1) << 20)
#define BARS       6

struct bar {
	const struct root *root;
	char address[24];
	unsigned number;
	uint64_t mib; /* wanted */
};

static int parse(const struct root *root, const char *target, struct bar *ret, struct err *err)
{
	const char *slash = strchr(target, '/');
	size_t n = slash ? (size_t)(slash - target) : 0;

	if (n == 0 || n >= sizeof(ret->address) ||
		str_to_uint(slash + 1, BARS - 1, &ret->number) < 0)
		return err_set(err, EINVAL, "'%.60s' names no BAR", target);
	(void)snprintf(ret->address, sizeof(ret->address), "%.*s", (int)n, target);
	ret->root = root;
	return 0;
}

/* Of "resource", a line "START END FLAGS" for each BAR; 0: it has no address. */
static int read_size(const struct bar *b, uint64_t *ret_mib, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	uint64_t start = 0, end = 0;
	char *rest = NULL, *line, *word;
	int r = root_read(b->root, &text, err, DEVICE "/resource", b->address);

	if (r < 0)
		return r;
	line = text;
	for (unsigned i = 0; i < b->number && line; i++) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	word = line ? strtok_r(line, " ", &rest) : NULL;
	if (!word || strncmp(word, "0x", 2) != 0 ||
		str_to_u64(word + 2, 16, UINT64_MAX, &start) < 0)
		return err_set(err, EBADMSG, "cannot read the size of BAR %u of %s", b->number,
			b->address);
	word = strtok_r(NULL, " ", &rest);
	if (!word || strncmp(word, "0x", 2) != 0 || str_to_u64(word + 2, 16, UINT64_MAX, &end) < 0)
		return err_set(err, EBADMSG, "cannot read the size of BAR %u of %s", b->number,
			b->address);
	*ret_mib = end > start ? (end - start + 1) / MIB : 0;
	return 0;
}

/* Which sizes: bit n is 2^n MiB. */
static int read_sizes(const struct bar *b, uint64_t *ret, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	int r = root_read(b->root, &text, err, DEVICE "/resource%u_resize", b->address, b->number);

	if (r == -ENOENT)
		return err_set(err, ENOTSUP,
			"BAR %u of %s cannot be resized: this kernel has no resource%u_resize for "
			"it",
			b->number, b->address, b->number);
	if (r < 0)
		return r;
	if (str_to_u64(text, 16, UINT64_MAX, ret) < 0)
		return err_set(err, EBADMSG, "cannot read which sizes BAR %u of %s can have",
			b->number, b->address);
	return 0;
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	struct bar b = { 0 };
	uint64_t mib = 0, sizes;
	char boot[40], text[80];
	int r = parse(site->root, step->target, &b, err);

	if (r == 0)
		r = read_sizes(&b, &sizes, err);
	if (r == 0)
		r = read_size(&b, &mib, err);
	if (r < 0)
		return r;
	journal_boot_id(site->root, boot);
	(void)snprintf(
		text, sizeof(text), "%s %llu", boot[0] ? boot : "-", (unsigned long long)mib);
	return saved_set(ret, text, err);
}

static int resize(void *arg, struct err *err)
{
	const struct bar *b = arg;
	char text[16];
	unsigned n = 0;

	while (n < 63 && UINT64_C(1) << n < b->mib)
		n++;
	(void)snprintf(text, sizeof(text), "%u", n);
	return root_write(b->root, text, err, DEVICE "/resource%u_resize", b->address, b->number);
}

static int set(const struct bar *b, struct err *err)
{
	_cleanup_close_ int mark = kernel_log_mark(b->root);
	uint64_t now = 0, sizes = 0;
	char what[96];
	int r = read_size(b, &now, err);

	if (r < 0 || now == b->mib)
		return r;
	r = read_sizes(b, &sizes, err);
	if (r < 0)
		return r;
	(void)snprintf(what, sizeof(what), "resizing BAR %u of %s", b->number, b->address);
	r = run_in_child(resize, (void *)b, TIMEOUT_MS, what, err);
	if (r == -ENOSPC)
		(void)err_hint(err,
			"the bridge above has no room: switch on Above 4G Decoding and Resizable "
			"BAR in the firmware, or choose less");
	if (r == 0)
		r = read_size(b, &now, err);
	if (r == 0 && now != b->mib)
		r = err_set(err, EIO, "the kernel left it at %llu MiB", (unsigned long long)now);
	if (r == 0)
		return 0;
	kernel_log_attach(mark, b->address, err);
	return err_wrap(err, "cannot make BAR %u of %s %llu MiB", b->number, b->address,
		(unsigned long long)b->mib);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	struct bar b = { 0 };
	int r = parse(site->root, step->target, &b, err);

	if (r < 0)
		return r;
	if (str_to_u64(step->value, 10, UINT64_C(1) << 43, &b.mib) < 0 || b.mib == 0 ||
		b.mib & (b.mib - 1))
		return err_set(err, EINVAL, "'%.20s' MiB is no size for a BAR", step->value);
	return set(&b, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	const char *blank = strchr(saved->text, ' ');
	size_t n = blank ? (size_t)(blank - saved->text) : 0;
	struct bar b = { 0 };
	char boot[40];
	int r = parse(site->root, step->target, &b, err);

	if (r < 0)
		return r;
	if (!blank || str_to_u64(blank + 1, 10, UINT64_C(1) << 43, &b.mib) < 0)
		return err_set(err, EINVAL, "the journal does not say how large BAR %u of %s was",
			b.number, b.address);
	journal_boot_id(site->root, boot);
	if ((boot[0] && (strlen(boot) != n || strncmp(saved->text, boot, n) != 0)) || b.mib == 0 ||
		!root_exists(site->root, DEVICE, b.address))
		return 0;
	return set(&b, err);
}

const struct action action_bar_size = {
	.id = "bar-size",
	.save = save,
	.apply = apply,
	.undo = undo,
};
