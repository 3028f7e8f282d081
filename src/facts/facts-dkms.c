/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which modules does dkms have, built and installed for which kernels? From its own tree,
 * as its script decides it (dkms 3.0, is_module_built() and _is_module_installed()).
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/dkms-conf.h"

#define TREE "var/lib/dkms"

static int add(struct kernel *k, const struct kernel_dkms *from)
{
	struct kernel_dkms *d = mem_append(&k->dkms, &k->n_dkms, sizeof(*d));

	if (!d)
		return -ENOMEM;
	*d = (struct kernel_dkms) {
		.name = strdup(from->name),
		.version = strdup(from->version),
		.kernel = from->kernel ? strdup(from->kernel) : NULL,
		.built = from->built,
		.installed = from->installed,
		.build_exclusive = from->build_exclusive ? strdup(from->build_exclusive) : NULL,
	};
	if (!d->name || !d->version || (from->kernel && !d->kernel) ||
		(from->build_exclusive && !d->build_exclusive))
		return -ENOMEM;
	return 0;
}

/* NAME/kernel-KERNEL-ARCH is a link to VERSION/KERNEL/ARCH of the one that is installed. */
static bool is_installed(const struct root *root, const struct kernel_dkms *d, const char *arch)
{
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	_cleanup_free_ char *name = str_printf("kernel-%s-%s", d->kernel, arch);
	_cleanup_free_ char *wanted = str_printf("%s/%s/%s", d->version, d->kernel, arch);
	char target[512];
	struct err ignored;

	if (!name || !wanted || root_dir(root, &dir, &ignored, TREE "/%s", d->name) < 0)
		return false;
	return dir_link_target(&dir, name, target, sizeof(target)) > 0 && str_eq(target, wanted);
}

/* Built for any architecture: a host has one. */
static void look_at_kernel(const struct root *root, struct kernel_dkms *d)
{
	_cleanup_(names_done) struct names archs = { 0 };
	_cleanup_(names_done) struct names modules = { 0 };
	struct err ignored;

	if (root_list(root, &archs, &ignored, TREE "/%s/%s/%s", d->name, d->version, d->kernel) < 0)
		return;
	for (size_t i = 0; i < archs.n && !d->built; i++) {
		if (root_list(root, &modules, &ignored, TREE "/%s/%s/%s/%s/module", d->name,
			    d->version, d->kernel, archs.v[i]) < 0)
			continue;
		d->built = modules.n > 0;
		d->installed = d->built && is_installed(root, d, archs.v[i]);
		names_done(&modules);
	}
}

static bool is_kernel(const char *name)
{
	return name[0] >= '0' && name[0] <= '9' && strchr(name, '.');
}

static int read_version(const struct root *root, struct kernel *k, char *name, char *version)
{
	_cleanup_(names_done) struct names kernels = { 0 };
	_cleanup_free_ char *conf = NULL;
	_cleanup_free_ char *exclusive = NULL;
	struct kernel_dkms d = { .name = name, .version = version };
	struct err ignored;
	size_t before = k->n_dkms;
	int r = 0;

	/* "source" is a link to /usr/src: one that leads nowhere is what dkms calls broken. */
	if (root_read(root, &conf, &ignored, TREE "/%s/%s/source/dkms.conf", name, version) == 0)
		exclusive = dkms_conf_exclusive(conf);
	d.build_exclusive = exclusive;
	(void)root_list(root, &kernels, &ignored, TREE "/%s/%s", name, version);
	for (size_t i = 0; i < kernels.n && r == 0; i++) {
		if (!is_kernel(kernels.v[i]))
			continue;
		d.kernel = kernels.v[i];
		d.built = false;
		d.installed = false;
		look_at_kernel(root, &d);
		if (d.built)
			r = add(k, &d);
	}
	if (r < 0 || k->n_dkms > before)
		return r;
	d.kernel = NULL;
	d.built = false;
	d.installed = false;
	return add(k, &d);
}

static int read_name(const struct root *root, struct kernel *k, char *name)
{
	_cleanup_(names_done) struct names versions = { 0 };
	struct err ignored;
	int r = 0;

	if (root_list(root, &versions, &ignored, TREE "/%s", name) < 0)
		return 0;
	for (size_t i = 0; i < versions.n && r == 0; i++) {
		/* Beside versions: kernel-* links, original_module. */
		if (root_exists(root, TREE "/%s/%s/source", name, versions.v[i]) ||
			root_exists(root, TREE "/%s/%s/build", name, versions.v[i]))
			r = read_version(root, k, name, versions.v[i]);
	}
	return r;
}

static int read_dkms(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct kernel *k = &host->kernel;
	struct err ignored;
	int r;

	if (!(scope & FACTS_HOST))
		return 0;
	r = root_list(root, &names, &ignored, TREE);
	if (r == -ENOENT && root_exists(root, "var/lib")) {
		k->dkms_seen = root_exists(root, "usr/sbin/dkms") ? TRI_YES : TRI_NO;
		return 0;
	}
	if (r < 0)
		return 0;
	k->dkms_seen = TRI_YES;
	for (size_t i = 0; i < names.n; i++)
		if (read_name(root, k, names.v[i]) < 0)
			return err_oom(err);
	return 0;
}

const struct facts facts_dkms = {
	.id = "dkms",
	.read = read_dkms,
};
