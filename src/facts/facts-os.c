/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which system is this, and does somebody look who may see all of it? /etc/os-release counts,
 * and /usr/lib/os-release where that is not there, as os-release(5) says.
 */
#include "facts/facts.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "distro/distro.h"
#include "facts/look.h"
#include "formats/shell-vars.h"

#define META ".virtfn/capture" /* how a capture was made */

static void find_distro(const struct root *root, const char *text, struct host *host)
{
	_cleanup_free_ char *id = shell_vars_get(text, "ID");
	_cleanup_free_ char *id_like = shell_vars_get(text, "ID_LIKE");
	_cleanup_free_ char *variant_id = shell_vars_get(text, "VARIANT_ID");
	struct distro_words words = {
		.id = id,
		.id_like = id_like,
		.variant_id = variant_id,
		.pve = look_for(root, "usr/bin/pveversion") == TRI_YES,
		.ostree = look_for(root, "run/ostree-booted") == TRI_YES,
	};

	host->distro = distro_of(&words);
}

/* The reader of a captured machine is who made the capture, as far as it says so. */
static enum tri seen_by_root(const struct root *root)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char *rest = NULL;

	if (root->host)
		return geteuid() == 0 ? TRI_YES : TRI_NO;
	if (root_read(root, &text, &ignored, META) < 0)
		return TRI_UNKNOWN;
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (str_eq(line, "root yes"))
			return TRI_YES;
		if (str_eq(line, "root no"))
			return TRI_NO;
	}
	return TRI_UNKNOWN;
}

static int read_os(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	int r;

	(void)err;
	if (!(scope & FACTS_HOST))
		return 0;
	host->is_root = seen_by_root(root);
	r = root_read(root, &text, &ignored, "etc/os-release");
	if (r == -ENOENT)
		r = root_read(root, &text, &ignored, "usr/lib/os-release");
	if (r < 0)
		return 0;
	host->os_name = shell_vars_get(text, "PRETTY_NAME");
	find_distro(root, text, host);
	return 0;
}

const struct facts facts_os = {
	.id = "os",
	.read = read_os,
};
