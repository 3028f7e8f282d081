/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which packages are installed? By name only: versions are for the package manager to judge.
 */
#include "facts/packages.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"

#define STATUS      "var/lib/dpkg/status"
#define STATUS_MAX  (64 * 1024 * 1024)
#define PACMAN      "var/lib/pacman/local"
#define RPM_TIMEOUT 30000

static void answer_all(const char *const *names, enum tri *ret, enum tri answer)
{
	for (size_t i = 0; names[i]; i++)
		ret[i] = answer;
}

static bool starts(const char *line, size_t len, const char *field)
{
	return len >= strlen(field) && strncmp(line, field, strlen(field)) == 0;
}

/* What somebody wants to know, and of which names. */
struct question {
	const char *const *names;
	enum tri *there, *held; /* one each, or NULL */
	char **version;         /* owned by who asks: of the first name; or NULL */
};

struct text {
	const char *at;
	size_t len;
};

/* A paragraph: "Package: dkms"; of several architectures, one is enough. */
struct entry {
	struct text name, version, status;
};

static bool ends(struct text t, const char *with)
{
	size_t n = strlen(with);

	return t.len >= n && memcmp(t.at + t.len - n, with, n) == 0;
}

static int take_dpkg(const struct entry *e, const struct question *q)
{
	bool there = ends(e->status, " ok installed");
	bool held = starts(e->status.at, e->status.len, "hold ");

	for (size_t i = 0; there && q->names[i]; i++) {
		if (strlen(q->names[i]) != e->name.len ||
			memcmp(q->names[i], e->name.at, e->name.len) != 0)
			continue;
		if (q->there)
			q->there[i] = TRI_YES;
		if (q->held && held)
			q->held[i] = TRI_YES;
		if (q->version && i == 0 && !*q->version) {
			*q->version = str_from_bytes(e->version.at, e->version.len);
			if (!*q->version)
				return -ENOMEM;
		}
	}
	return 0;
}

static void take_field(struct entry *e, const char *line, size_t len)
{
	const struct {
		const char *key;
		struct text *to;
	} fields[] = {
		{ "Package: ", &e->name },
		{ "Version: ", &e->version },
		{ "Status: ", &e->status },
	};

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		size_t n = strlen(fields[i].key);

		if (starts(line, len, fields[i].key))
			*fields[i].to = (struct text) { line + n, len - n };
	}
}

/* deb822: paragraphs with an empty line between (dpkg's status file). */
static int read_status(const char *text, const struct question *q)
{
	static const struct entry none = { { "", 0 }, { "", 0 }, { "", 0 } };
	struct entry e = none;

	for (const char *p = text;; p += *p == '\n') {
		size_t len = strcspn(p, "\n");

		if (len == 0 && take_dpkg(&e, q) < 0)
			return -ENOMEM;
		if (len == 0)
			e = none;
		else
			take_field(&e, p, len);
		p += len;
		if (!*p)
			break;
	}
	return take_dpkg(&e, q);
}

static int read_dpkg(const struct root *root, const struct question *q, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	const struct root quiet = root_quiet(root);
	struct err one = { 0 };
	int r = root_read_bytes(&quiet, STATUS_MAX, &file, &one, STATUS);

	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0 || memchr(file.text, '\0', file.size))
		return -ENODATA;
	if (q->there)
		answer_all(q->names, q->there, TRI_NO);
	if (q->held)
		answer_all(q->names, q->held, TRI_NO);
	return read_status(file.text, q) < 0 ? err_oom(err) : 0;
}

/* A folder is NAME-VERSION-RELEASE, and a name may have '-' in it, the others not. */
static size_t pacman_name_len(const char *folder)
{
	size_t len = strlen(folder), dashes = 0;

	while (len > 0 && dashes < 2)
		dashes += folder[--len] == '-';
	return dashes == 2 ? len : 0;
}

static int read_pacman(const struct root *root, const struct question *q, struct err *err)
{
	_cleanup_(names_done) struct names folders = { 0 };
	struct err one = { 0 };
	int r = root_list(root, &folders, &one, PACMAN);

	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0)
		return -ENODATA;
	if (q->there)
		answer_all(q->names, q->there, TRI_NO);
	for (size_t i = 0; i < folders.n; i++) {
		size_t len = pacman_name_len(folders.v[i]);

		for (size_t n = 0; len > 0 && q->names[n]; n++) {
			if (strlen(q->names[n]) != len ||
				memcmp(q->names[n], folders.v[i], len) != 0)
				continue;
			if (q->there)
				q->there[n] = TRI_YES;
			if (q->version && n == 0 && !*q->version &&
				!(*q->version = str_printf("%s", folders.v[i] + len + 1)))
				return err_oom(err);
		}
	}
	return 0;
}

/* One question each: the status is the answer, whatever language rpm speaks. */
static int ask_rpm(const char *const *names, enum tri *ret, struct err *err)
{
	for (size_t i = 0; names[i]; i++) {
		const char *const argv[] = { "rpm", "-q", "--quiet", names[i], NULL };
		struct err one = { 0 };
		int r = run_argv(argv, RPM_TIMEOUT, NULL, &one);

		if (r == -ENOMEM)
			return err_oom(err);
		if (r < 0)
			return 0;
		ret[i] = r == 0 ? TRI_YES : r == 1 ? TRI_NO : TRI_UNKNOWN;
	}
	return 0;
}

int facts_packages(const struct root *root, const struct package_manager *manager,
	const char *const *names, enum tri *ret, struct err *err)
{
	const struct question q = { .names = names, .there = ret };
	int r = 0;

	answer_all(names, ret, TRI_UNKNOWN);
	if (!manager)
		return 0;
	switch (manager->database) {
	case PACKAGE_DATABASE_DPKG:
		r = read_dpkg(root, &q, err);
		break;
	case PACKAGE_DATABASE_PACMAN:
		r = read_pacman(root, &q, err);
		break;
	case PACKAGE_DATABASE_RPM:
		return root->host ? ask_rpm(names, ret, err) : 0;
	}
	return r == -ENODATA ? 0 : r;
}

int facts_package_version(const struct root *root, const struct package_manager *manager,
	const char *name, char **ret, struct err *err)
{
	const char *const names[] = { name, NULL };
	char *version = NULL;
	const struct question q = { .names = names, .version = &version };
	int r = -ENODATA;

	if (manager->database == PACKAGE_DATABASE_DPKG)
		r = read_dpkg(root, &q, err);
	else if (manager->database == PACKAGE_DATABASE_PACMAN)
		r = read_pacman(root, &q, err);
	if (r == 0)
		*ret = version;
	return r;
}

int facts_packages_held(
	const struct root *root, const char *const *names, enum tri *ret, struct err *err)
{
	const struct question q = { .names = names, .held = ret };
	int r;

	answer_all(names, ret, TRI_UNKNOWN);
	r = read_dpkg(root, &q, err);
	return r == -ENODATA ? 0 : r;
}
