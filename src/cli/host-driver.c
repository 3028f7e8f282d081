/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which package does host.yaml name as the driver, and is it there already? What it must be is
 * plan-driver.c's to say. Nothing is fetched here: of an address, its last part tells the release,
 * and the package's own words are read before it is installed.
 */
#include "cli/host-driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "actions/package-file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/host-packages.h"
#include "facts/edit-files.h"
#include "facts/packages.h"

struct look {
	const struct root *root;
	const struct package_manager *manager;
	const struct wish_host *wish;
	char *place; /* owned */
	char *file;  /* owned; the last part of the path or address */
	struct package_meta meta;
	enum package_kind kind;
};

static void look_done(struct look *l)
{
	free(l->place);
	free(l->file);
}

static char *last_part(const struct wish_text *path, const struct wish_text *url)
{
	const char *text = path->v ? path->v : url->v;
	const char *slash = strrchr(text, '/');
	const char *end = text + (path->v ? strlen(text) : strcspn(text, "?#"));

	/* A slash behind a question mark is none of the path's. */
	while (slash && slash >= end)
		slash = memrchr(text, '/', (size_t)(slash - text));
	slash = slash ? slash + 1 : text;
	return str_from_bytes(slash, (size_t)(end - slash));
}

static int start(struct look *l, struct err *err)
{
	const struct wish_text *path = &l->wish->sriov_driver.package;
	const struct wish_text *url = &l->wish->sriov_driver.url;

	l->place = conf_place_text(path->v ? path->at : url->at);
	l->file = last_part(path, url);
	if (!l->place || !l->file)
		return err_oom(err);
	l->kind = package_meta_of_name(l->file, &l->meta);
	return 0;
}

/* Of the same package; -ENODATA is "nobody can tell". */
static int look_installed(struct look *l, struct plan_driver *d, struct err *err)
{
	_cleanup_free_ char *version = NULL;
	int r = facts_package_version(l->root, l->manager, l->meta.name, &version, err);

	d->there = r == -ENODATA ? TRI_UNKNOWN : TRI_NO;
	if (r < 0)
		return r == -ENODATA ? 0 : r;
	if (str_eq(version, l->meta.version))
		d->there = TRI_YES;
	else
		d->installed = TAKE_PTR(version);
	return 0;
}

static int check_hash(const struct look *l, const char *hash, struct err *err)
{
	const char *wanted = l->wish->sriov_driver.sha256.v;

	if (!wanted || strcasecmp(wanted, hash) == 0)
		return 0;
	return err_set(err, EBADMSG, "%s: the SHA-256 of %s is %s, not %s", l->place,
		l->wish->sriov_driver.package.v, hash, wanted);
}

static int read_file(struct look *l, struct plan_driver *d, struct err *err)
{
	_cleanup_(package_file_done) struct package_file p = { 0 };
	_cleanup_(root_file_done) struct root_file file = { 0 };
	const char *path = l->wish->sriov_driver.package.v;
	char hash[SHA256_TEXT];
	int r = root_read_bytes(l->root, PACKAGE_FILE_MAX, &file, err, path + 1);

	if (r == -EISDIR)
		return err_set(err, EINVAL,
			"%s: %s is a folder; give a package's file (its releases page has a .deb "
			"and a .pkg.tar.zst)",
			l->place, path);
	if (r < 0)
		return err_wrap(err, "%s", l->place);
	r = package_file_sha256(bytes_of(file.text, file.size), hash, err);
	if (r == 0)
		r = check_hash(l, hash, err);
	if (r < 0)
		return r;
	r = package_file_read(bytes_of(file.text, file.size), &p, err);
	if (r < 0)
		return err_wrap(err, "%s: %s", l->place, path);
	l->kind = p.kind;
	l->meta = p.meta;
	d->exclusive = TAKE_PTR(p.build_exclusive);
	d->sha256 = str_printf("%s", hash);
	return d->sha256 ? 0 : err_oom(err);
}

/* What an address does not say, nobody knows before it is fetched, and then it is late. */
static int read_url(struct look *l, struct plan_driver *d, struct err *err)
{
	const char *sha256 = l->wish->sriov_driver.sha256.v;

	if (l->kind == PACKAGE_KIND_NONE)
		return err_set(err, EINVAL,
			"%s: '%.60s' is no name of a package; the address has to end with one such "
			"as i915-sriov-dkms_2026.05.06_amd64.deb",
			l->place, l->file);
	d->sha256 = str_printf("%s", sha256 ? sha256 : "");
	return d->sha256 ? 0 : err_oom(err);
}

/* Under a name of its own, whatever the file was called. */
static char *cache_path(const struct look *l)
{
	const struct package_meta *m = &l->meta;
	bool named = package_kind_of(l->file) == l->kind;
	const char *end = named ? strstr(l->file, ".pkg.tar.") : NULL;

	if (l->kind == PACKAGE_KIND_DEB)
		return str_printf(
			PACKAGE_FILE_FOLDER "/%s_%s_%s.deb", m->name, m->version, m->arch);
	return str_printf(PACKAGE_FILE_FOLDER "/%s-%s-%s%s", m->name, m->version, m->arch,
		end ? end : ".pkg.tar.zst");
}

static int fill(const struct look *l, struct plan_driver *d, struct err *err)
{
	static const enum package_format formats[] = {
		[PACKAGE_KIND_NONE] = PACKAGE_FORMAT_NONE,
		[PACKAGE_KIND_DEB] = PACKAGE_FORMAT_DEB,
		[PACKAGE_KIND_PACMAN] = PACKAGE_FORMAT_PACMAN,
	};
	const struct wish_text *path = &l->wish->sriov_driver.package;

	d->from = str_printf("%s", path->v ? path->v : l->wish->sriov_driver.url.v);
	d->cache = cache_path(l);
	d->name = str_printf("%s", l->meta.name);
	d->version = str_printf("%s", l->meta.version);
	d->release = package_meta_release(l->meta.version);
	d->format = formats[l->kind];
	return d->from && d->cache && d->name && d->version && d->release ? 0 : err_oom(err);
}

static int look_at(struct look *l, struct plan_driver *d, struct err *err)
{
	bool local = l->wish->sriov_driver.package.v;
	int r = start(l, err);

	/* What is installed needs its file no more. */
	if (r == 0 && l->kind != PACKAGE_KIND_NONE)
		r = look_installed(l, d, err);
	if (r < 0 || d->there == TRI_YES)
		return r;
	free(d->installed);
	d->installed = NULL;
	r = local ? read_file(l, d, err) : read_url(l, d, err);
	return r < 0 ? r : look_installed(l, d, err);
}

int host_driver(const struct root *root, const struct host *host, const struct wish_host *wish,
	struct plan_driver *ret, struct err *err)
{
	_cleanup_(look_done) struct look l = { .root = root, .wish = wish };
	int r = plan_driver_needed(host, wish, err);

	if (r <= 0 || !host->distro || !host->distro->manager ||
		!host->distro->manager->install_file)
		return r < 0 ? r : 0;
	l.manager = host->distro->manager;
	ret->there = TRI_NO;
	r = look_at(&l, ret, err);
	if (r == 0)
		r = fill(&l, ret, err);
	return r < 0 || ret->there == TRI_YES ? r : plan_driver_fits(host, wish, ret, err);
}

void host_hold_done(struct host_hold *h)
{
	for (size_t i = 0; h->names && h->names[i]; i++)
		free(h->names[i]);
	free(h->names);
	free(h->free);
	*h = (struct host_hold) { 0 };
}

static bool is_coming(const struct plan_packages *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->v[i].name, name))
			return true;
	return false;
}

/* Only names of packages that are there by then: a manager refuses to hold others. */
static void keep_installed(char **names, const enum tri *there, const struct plan_packages *p)
{
	size_t n = 0;

	for (size_t i = 0; names[i]; i++) {
		char *name = names[i];

		names[i] = NULL;
		if (there[i] == TRI_NO && !is_coming(p, name))
			free(name);
		else
			names[n++] = name;
	}
}

/* Whether a file of locks has the name as a whole word. */
static bool in_files(const struct edits *edits, const char *const *patterns, const char *name)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-";
	size_t len = strlen(name);

	for (size_t i = 0; patterns && patterns[i]; i++) {
		const struct edit_file *f = edits_find(edits, patterns[i]);
		const char *text = f && f->text ? f->text : "";

		for (const char *p = text; (p = strstr(p, name)); p += len) {
			const char *end = p + len;

			/* versionlock.list: "kernel-core-0:6.12.5-200.fc41.*" */
			if ((p == text || !strchr(letters, p[-1])) &&
				(!*end || !strchr(letters, *end) ||
					(end[0] == '-' && end[1] >= '0' && end[1] <= '9')))
				return true;
		}
	}
	return false;
}

static int look_held(const struct root *root, const struct package_manager *m,
	const struct edits *edits, struct host_hold *h, struct err *err)
{
	size_t count = 0, n = 0;
	_cleanup_free_ enum tri *held = NULL;
	int r = 0;

	while (h->names[count])
		count++;
	held = calloc(count + 1, sizeof(*held));
	h->free = calloc(count + 1, sizeof(*h->free));
	if (!held || !h->free)
		return err_oom(err);
	if (m->hold_by == PACKAGE_HOLD_DPKG)
		r = facts_packages_held(root, (const char *const *)h->names, held, err);
	for (size_t i = 0; i < count && r == 0; i++)
		if (held[i] != TRI_YES && !in_files(edits, m->hold_files, h->names[i]))
			h->free[n++] = h->names[i];
	return r;
}

/* No manager, or a row without such names: the plan has words for that. */
static int no_names(struct host_hold *ret, struct err *err)
{
	ret->names = calloc(1, sizeof(*ret->names));
	ret->free = calloc(1, sizeof(*ret->free));
	return ret->names && ret->free ? 0 : err_oom(err);
}

static int find_names(const struct root *root, const struct host *host,
	const struct plan_packages *packages, struct host_hold *ret, struct err *err)
{
	_cleanup_free_ enum tri *there = NULL;
	size_t n = 0;
	int r = host_packages_of(root, host, DISTRO_PACKAGE_KERNEL, &ret->names, err);

	if (r < 0)
		return r;
	while (ret->names[n])
		n++;
	there = calloc(n + 1, sizeof(*there));
	if (!there)
		return err_oom(err);
	r = facts_packages(
		root, host->distro->manager, (const char *const *)ret->names, there, err);
	if (r == 0)
		keep_installed(ret->names, there, packages);
	return r;
}

int host_hold(const struct root *root, struct host_plan *p, const struct plan_packages *packages,
	struct host_hold *ret, struct err *err)
{
	static const char *const pacman[] = { PLAN_HOLD_PACMAN, NULL };
	const struct package_manager *m = p->host.distro ? p->host.distro->manager : NULL;
	int r = m ? find_names(root, &p->host, packages, ret, err) : -EOPNOTSUPP;

	if (r == -EOPNOTSUPP)
		return no_names(ret, err);
	if (r == 0 && m->hold_by == PACKAGE_HOLD_PACMAN)
		r = facts_read_files(root, pacman, &p->edits, err);
	if (r == 0 && m->hold_files)
		r = facts_read_files(root, m->hold_files, &p->edits, err);
	return r < 0 ? r : look_held(root, m, &p->edits, ret, err);
}
