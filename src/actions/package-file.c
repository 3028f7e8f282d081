/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in the file of a package? Only what tells which one it is, and for which kernels its
 * modules are; nothing of it is written anywhere.
 */
#include "actions/package-file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-archive.h"
#include "ext/ext-nettle.h"
#include "formats/dkms-conf.h"

static const struct archive_limits limits = {
	.file = PACKAGE_FILE_MAX,
	.total = (size_t)256 << 20,
	.entries = 50000,
};

#define DKMS_CONF_MAX 65536

void package_file_done(struct package_file *p)
{
	free(p->build_exclusive);
	*p = (struct package_file) { 0 };
}

int package_file_sha256(struct bytes b, char ret[SHA256_TEXT], struct err *err)
{
	uint8_t digest[32];
	int r = ext_nettle_open(err);

	if (r < 0)
		return r;
	ext_nettle_sha256(b, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		(void)snprintf(ret + 2 * i, 3, "%02x", digest[i]);
	return 0;
}

struct look {
	enum package_kind kind;   /* what the file seems to be */
	enum package_kind inside; /* where a member's own words are looked for now */
	struct package_file found;
	bool meta;      /* found.meta is filled */
	bool dkms_conf; /* there is one anywhere */
	size_t total;
	int broken; /* what stopped the inner archive */
};

static int look_at(void *arg, const char *name, struct bytes b, int r);

static bool is_named(const char *path, const char *name)
{
	return str_eq(str_base_name(path), name);
}

/* "./control", "control" */
static bool is_top(const char *path, const char *name)
{
	if (strncmp(path, "./", 2) == 0)
		path += 2;
	return str_eq(path, name);
}

static int take_meta(struct look *l, enum package_kind kind, struct bytes b)
{
	if (l->meta || package_meta_parse(kind, b, &l->found.meta) < 0)
		return -EINVAL;
	l->meta = true;
	l->found.kind = kind;
	return 0;
}

static int take_dkms_conf(struct look *l, struct bytes b)
{
	_cleanup_free_ char *text = NULL;

	l->dkms_conf = true;
	if (l->found.build_exclusive || b.size > DKMS_CONF_MAX)
		return 0;
	text = str_from_bytes(b.data, b.size);
	if (!text)
		return -ENOMEM;
	l->found.build_exclusive = dkms_conf_exclusive(text);
	return 0;
}

/* A tar in the ar of a .deb: control.tar.xz, data.tar.zst. */
static int look_into(struct look *l, const char *name, struct bytes b)
{
	const struct archive_sink sink = { l, look_at };
	int r;

	l->inside = strncmp(name, "control.tar", 11) == 0 ? PACKAGE_KIND_DEB : PACKAGE_KIND_NONE;
	r = ext_archive_package(b, &limits, &sink);
	l->inside = PACKAGE_KIND_NONE;
	return r;
}

static int look_at(void *arg, const char *name, struct bytes b, int r)
{
	struct look *l = arg;

	l->total += b.size;
	if (r < 0)
		return r;
	if (l->total > limits.total)
		return -EFBIG;
	if (is_named(name, "dkms.conf"))
		return take_dkms_conf(l, b);
	if (l->inside == PACKAGE_KIND_DEB && is_top(name, "control"))
		return take_meta(l, PACKAGE_KIND_DEB, b);
	if (l->inside == PACKAGE_KIND_PACMAN && is_top(name, ".PKGINFO"))
		return take_meta(l, PACKAGE_KIND_PACMAN, b);
	return 0;
}

/* The outer members of a .deb. */
static int look_at_deb(void *arg, const char *name, struct bytes b, int r)
{
	if (r < 0)
		return r;
	if (strncmp(name, "control.tar", 11) != 0 && strncmp(name, "data.tar", 8) != 0)
		return 0;
	return look_into(arg, name, b);
}

static bool is_ar(struct bytes b)
{
	return bytes_has(b, 0, 8) && memcmp(b.data, "!<arch>\n", 8) == 0;
}

static int refuse(const struct look *l, int r, struct err *err)
{
	if (r == -ENOMEM)
		return err_oom(err);
	if (r == -ENOTSUP)
		return err_set(err, ENOTSUP, "looking into packages needs libarchive; install it");
	if (r == -EFBIG)
		return err_set(err, EINVAL, "it is too large for a package of a driver");
	if (!l->meta && l->dkms_conf && l->kind != PACKAGE_KIND_DEB)
		return err_set(err, EINVAL,
			"it is the sources, not a package; its releases page has a .deb and a "
			".pkg.tar.zst");
	if (l->kind == PACKAGE_KIND_DEB || l->meta)
		return err_set(err, EINVAL, "it is broken, or not all of it is there");
	return err_set(err, EINVAL, "it is no package: neither a .deb nor a .pkg.tar.zst");
}

int package_file_read(struct bytes b, struct package_file *ret, struct err *err)
{
	struct look l = { .kind = is_ar(b) ? PACKAGE_KIND_DEB : PACKAGE_KIND_NONE };
	struct archive_sink sink = { &l, l.kind ? look_at_deb : look_at };
	int r;

	l.inside = l.kind ? PACKAGE_KIND_NONE : PACKAGE_KIND_PACMAN;
	r = ext_archive_package(b, &limits, &sink);
	if (r == 0 && l.meta) {
		*ret = l.found;
		return 0;
	}
	r = refuse(&l, r, err);
	package_file_done(&l.found);
	return r;
}
