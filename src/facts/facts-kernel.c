/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernel runs, whose is it, and with which arguments? Its configuration and its
 * modules are read by the files beside this one, facts-kernel-*.c.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/cmdline.h"

/* How distributions call their kernels. where: a part of the release, or of /proc/version. */
static const struct {
	const char *release; /* part of the release; NULL: any */
	const char *version; /* part of /proc/version; NULL: any */
	const char *flavour;
} flavours[] = {
	{ "-pve", NULL, "pve" },
	{ "cachyos", NULL, "cachyos" },
	{ "xanmod", NULL, "xanmod" },
	{ "liquorix", NULL, "liquorix" },
	{ "-lqx", NULL, "liquorix" },
	{ "-zen", NULL, "zen" },
	{ "-lts", NULL, "lts" },
	{ "-arch", NULL, "arch" },
	{ ".fc", NULL, "fedora" },
	{ NULL, "(nixbld@", "nixos" },
	{ "-default", NULL, "suse" },
	{ NULL, "Ubuntu ", "ubuntu" },
	{ NULL, "@lists.ubuntu.com", "ubuntu" },
	{ NULL, "-Ubuntu", "ubuntu" },
	{ NULL, "debian-kernel@", "debian" },
	{ "+deb", NULL, "debian" },
	{ NULL, "Debian ", "debian" },
};

static bool is_part(const char *text, const char *part)
{
	return !part || (text && strstr(text, part));
}

static void set_flavour(struct kernel *k, const char *version)
{
	for (size_t i = 0; i < ARRAY_SIZE(flavours); i++) {
		if (!is_part(k->release, flavours[i].release) ||
			!is_part(version, flavours[i].version))
			continue;
		(void)snprintf(k->flavour, sizeof(k->flavour), "%s", flavours[i].flavour);
		return;
	}
}

/* The number at *p, at most four digits; steps over it and one dot. */
static int take_number(const char **p)
{
	int n = 0, digits = 0;

	for (; **p >= '0' && **p <= '9' && digits < 5; (*p)++, digits++)
		n = n * 10 + (**p - '0');
	if (digits == 0 || digits == 5)
		return -1;
	*p += **p == '.';
	return n;
}

/* "6.12.95+deb12-amd64", "7.0-rc3": what is not there counts as 0. */
static void set_version(struct kernel *k)
{
	const char *p = k->release;
	int major = take_number(&p), minor = take_number(&p), patch;

	if (major < 0 || minor < 0)
		return;
	patch = take_number(&p);
	k->major = major;
	k->minor = minor;
	k->patch = patch < 0 ? 0 : patch;
}

/* The kernel takes '-' and '_' in names as one. */
static void underscores(char *name)
{
	for (; *name; name++)
		if (*name == '-')
			*name = '_';
}

static int add_param(struct kernel *k, const struct cmdline_arg *arg)
{
	struct kernel_param *p = mem_append(&k->params, &k->n_params, sizeof(*p));

	if (!p)
		return -ENOMEM;
	p->name = str_from_bytes(arg->name.s, arg->name.len);
	if (!p->name)
		return -ENOMEM;
	underscores(p->name);
	if (!arg->value.s)
		return 0;
	p->value = str_from_bytes(arg->value.s, arg->value.len);
	return p->value ? 0 : -ENOMEM;
}

static int read_cmdline(const struct root *root, struct kernel *k)
{
	struct cmdline_iter it = { 0 };
	struct cmdline_arg arg;
	struct err ignored;

	if (root_read(root, &k->cmdline, &ignored, "proc/cmdline") < 0)
		return 0;
	it.text = k->cmdline;
	while (cmdline_next(&it, &arg))
		if (arg.kernel && add_param(k, &arg) < 0)
			return -ENOMEM;
	return 0;
}

static void read_tainted(const struct root *root, struct kernel *k)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	uint64_t v;

	if (root_read(root, &text, &ignored, "proc/sys/kernel/tainted") == 0 &&
		str_to_u64(text, 10, INT64_MAX, &v) == 0)
		k->tainted = (int64_t)v;
}

static int read_kernel(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	_cleanup_free_ char *version = NULL;
	struct kernel *k = &host->kernel;
	struct err ignored;

	if (!(scope & FACTS_HOST))
		return 0;
	(void)root_read(root, &version, &ignored, "proc/version");
	(void)root_read(root, &k->release, &ignored, "proc/sys/kernel/osrelease");
	/* It becomes part of paths. */
	if (k->release && (strchr(k->release, '/') || k->release[0] == '.' || !k->release[0])) {
		free(k->release);
		k->release = NULL;
	}
	if (k->release)
		set_version(k);
	set_flavour(k, version);
	read_tainted(root, k);
	return read_cmdline(root, k) < 0 ? err_oom(err) : 0;
}

const struct facts facts_kernel = {
	.id = "kernel",
	.read = read_kernel,
};
