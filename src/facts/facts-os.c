/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which system is this, and does somebody look who may see all of it? /etc/os-release counts,
 * and /usr/lib/os-release where that is not there, as os-release(5) says.
 */
#include "facts/facts.h"

#include <errno.h>
#include <unistd.h>

#include "base/mem.h"
#include "distro/distro.h"
#include "facts/look.h"
#include "formats/shell-vars.h"

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

static int read_os(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	int r;

	(void)err;
	if (!(scope & FACTS_HOST))
		return 0;
	if (root->host)
		host->is_root = geteuid() == 0 ? TRI_YES : TRI_NO;
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
