/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does shim know the key that dkms signs modules with? The kernel shows the certificates that
 * somebody enrolled (MokListRT, a list in which each stands as it is); ours is a file whose place
 * the distribution's row tells. Under which key a module is signed is facts-kernel-modinfo.c's.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define KEY_MAX  65536
#define LIST_MAX (1 << 20)
#define OFFERED  ".virtfn/mok-enrolled"

/* The first is for root alone (Linux 5.10); the second has 4 bytes of attributes in front. */
static const char *const lists[] = { "sys/firmware/efi/mok-variables/MokListRT",
	"sys/firmware/efi/efivars/MokListRT-605dab50-e046-4300-abb6-3dd810dd8b23" };

/* 1 read, 0 there is none, else it could not be looked at. */
static int read_list(const struct root *root, struct root_file *ret)
{
	int r = -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		struct err ignored;
		int one = root_read_bytes(root, LIST_MAX, ret, &ignored, lists[i]);

		if (one == 0)
			return 1;
		if (one != -ENOENT)
			r = one;
	}
	return r == -ENOENT ? 0 : r;
}

static enum tri look(const struct root *root, const struct host *host)
{
	_cleanup_(root_file_done) struct root_file key = { 0 };
	_cleanup_(root_file_done) struct root_file list = { 0 };
	const struct root quiet = root_quiet(root);
	const char *mok = host->distro ? host->distro->mok : NULL;
	struct err ignored;
	int r;

	if (host->machine.uefi != TRI_YES || !mok)
		return TRI_UNKNOWN;
	r = read_list(&quiet, &list);
	if (r < 0)
		return TRI_UNKNOWN;
	if (r == 0)
		return TRI_NO;
	r = root_read_bytes(&quiet, KEY_MAX, &key, &ignored, mok + 1);
	/* What was not made yet, nobody can have enrolled. */
	if (r == -ENOENT)
		return TRI_NO;
	if (r < 0 || key.size == 0)
		return TRI_UNKNOWN;
	return memmem(list.text, list.size, key.text, key.size) ? TRI_YES : TRI_NO;
}

static int read_mok(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;

	(void)err;
	if (!(scope & FACTS_HOST))
		return 0;
	if (!root->host && root_read(root, &text, &ignored, OFFERED) == 0) {
		host->machine.mok_enrolled = str_eq(text, "yes")  ? TRI_YES
					     : str_eq(text, "no") ? TRI_NO
								  : TRI_UNKNOWN;
		return 0;
	}
	host->machine.mok_enrolled = look(root, host);
	if (host->machine.mok_enrolled != TRI_UNKNOWN)
		root_offer(root, OFFERED, host->machine.mok_enrolled == TRI_YES ? "yes\n" : "no\n");
	return 0;
}

const struct facts facts_mok = {
	.id = "mok",
	.read = read_mok,
};
