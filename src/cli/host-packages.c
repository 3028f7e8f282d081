/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which packages does a host need, and which of them are there? Names come from its distribution's
 * row, those of kernels once for each installed one.
 */
#include "cli/host-packages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "distro/distro.h"
#include "facts/packages.h"

struct kernels {
	struct package_kernel *v; /* owned, and their pkgbase */
	size_t n;
};

static void kernels_done(struct kernels *k)
{
	for (size_t i = 0; i < k->n; i++)
		free((char *)k->v[i].pkgbase);
	free(k->v);
}

/* Arch names the headers after the kernel's package, which stands beside its modules. */
static int find_kernels(
	const struct root *root, const struct kernel *k, struct kernels *ret, struct err *err)
{
	for (size_t i = 0; i < k->n_images; i++) {
		struct package_kernel *slot;
		struct err ignored;
		char *base = NULL;

		if (k->images[i].image == TRI_NO)
			continue;
		if (root_read(root, &base, &ignored, "lib/modules/%s/pkgbase",
			    k->images[i].release) < 0)
			base = str_printf("%s", "");
		slot = base ? mem_append(&ret->v, &ret->n, sizeof(*slot)) : NULL;
		if (!slot) {
			free(base);
			return err_oom(err);
		}
		*slot = (struct package_kernel) { k->images[i].release, base };
	}
	return 0;
}

struct work {
	const struct host *host;
	struct kernels kernels;
	struct plan_packages *ret;
};

static void work_done(struct work *w)
{
	kernels_done(&w->kernels);
}

static int add_note(struct plan_packages *p, char *text, struct err *err)
{
	char **slot = text ? mem_append(&p->notes, &p->n_notes, sizeof(*slot)) : NULL;

	if (!slot) {
		free(text);
		return err_oom(err);
	}
	*slot = text;
	return 0;
}

static int add_name(
	struct plan_packages *p, const struct need *need, const char *name, struct err *err)
{
	struct plan_package *slot = mem_append(&p->v, &p->n, sizeof(*slot));

	if (!slot)
		return err_oom(err);
	*slot = (struct plan_package) { str_printf("%s", name), need, TRI_UNKNOWN };
	return slot->name ? 0 : err_oom(err);
}

/* What a check asks for is a text of the row; DISTRO_PACKAGES: names of somebody else. */
static enum distro_package which(const struct distro *d, const char *what)
{
	enum distro_package p = 0;

	while (p < DISTRO_PACKAGES && !(d->packages[p] && str_eq(d->packages[p], what)))
		p++;
	return p;
}

static int add_plain(struct work *w, const struct need *need, struct err *err)
{
	_cleanup_free_ char *copy = str_printf("%s", need->what);
	char *rest = copy, *name;
	int r = copy ? 0 : err_oom(err);

	while (r == 0 && (name = strsep(&rest, " ")))
		if (name[0])
			r = add_name(w->ret, need, name, err);
	return r;
}

static int add_row(
	struct work *w, const struct need *need, enum distro_package package, struct err *err)
{
	_cleanup_(package_names_freep) char **names = NULL;
	const struct package_ask ask = {
		.packages = &package,
		.n_packages = 1,
		.kernels = w->kernels.v,
		.n_kernels = w->kernels.n,
	};
	int r = package_names(w->host->distro, &ask, &names, err);

	if (r == -EOPNOTSUPP)
		return add_note(
			w->ret, str_printf("install %s yourself: %s", need->what, err->text), err);
	for (size_t i = 0; r == 0 && names[i]; i++)
		r = add_name(w->ret, need, names[i], err);
	return r;
}

static int add_need(struct work *w, const struct need *need, struct err *err)
{
	const struct distro *d = w->host->distro;
	enum distro_package package = d ? which(d, need->what) : DISTRO_PACKAGES;

	if (!d)
		return add_note(w->ret,
			str_printf("install %s yourself: this distribution is none that virtfn "
				   "knows",
				need->what),
			err);
	if (!d->manager)
		return add_note(w->ret,
			str_printf("put %s into the configuration of %s: its packages are settings",
				need->what, d->title),
			err);
	return package == DISTRO_PACKAGES ? add_plain(w, need, err)
					  : add_row(w, need, package, err);
}

static int look(const struct root *root, struct plan_packages *p, struct err *err)
{
	_cleanup_free_ const char **names = calloc(p->n + 1, sizeof(*names));
	_cleanup_free_ enum tri *there = calloc(p->n + 1, sizeof(*there));
	int r;

	if (!names || !there)
		return err_oom(err);
	for (size_t i = 0; i < p->n; i++)
		names[i] = p->v[i].name;
	r = facts_packages(root, p->manager, names, there, err);
	for (size_t i = 0; i < p->n && r == 0; i++)
		p->v[i].there = there[i];
	return r;
}

int host_packages_of(const struct root *root, const struct host *host, enum distro_package package,
	char ***ret, struct err *err)
{
	_cleanup_(kernels_done) struct kernels kernels = { 0 };
	struct package_ask ask = { .packages = &package, .n_packages = 1 };
	int r = find_kernels(root, &host->kernel, &kernels, err);

	if (r < 0)
		return r;
	ask.kernels = kernels.v;
	ask.n_kernels = kernels.n;
	return package_names(host->distro, &ask, ret, err);
}

int host_packages(const struct root *root, const struct host *host, const struct needs *needs,
	struct plan_packages *ret, struct err *err)
{
	_cleanup_(work_done) struct work w = { .host = host, .ret = ret };
	int r = 0;

	if (needs_count(needs, NEED_PACKAGE) == 0)
		return 0;
	ret->needs = needs;
	ret->manager = host->distro ? host->distro->manager : NULL;
	r = find_kernels(root, &host->kernel, &w.kernels, err);
	for (size_t i = 0; i < needs->n && r == 0; i++)
		if (needs->v[i].kind == NEED_PACKAGE)
			r = add_need(&w, &needs->v[i], err);
	return r < 0 || ret->n == 0 ? r : look(root, ret, err);
}
