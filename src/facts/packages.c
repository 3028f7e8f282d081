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

/* A name of a paragraph: "Package: dkms"; of several architectures, one is enough. */
static void take_dpkg(
	const char *name, size_t len, bool there, const char *const *names, enum tri *ret)
{
	for (size_t i = 0; there && names[i]; i++)
		if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
			ret[i] = TRI_YES;
}

/* deb822: paragraphs with an empty line between (dpkg's status file). */
static void read_status(const char *text, const char *const *names, enum tri *ret)
{
	static const char package[] = "Package: ", status[] = "Status: ";
	static const char installed[] = " ok installed";
	const char *name = "";
	size_t name_len = 0;
	bool there = false;

	for (const char *p = text;; p += *p == '\n') {
		size_t len = strcspn(p, "\n");

		if (len == 0) {
			take_dpkg(name, name_len, there, names, ret);
			name_len = 0;
			there = false;
		} else if (starts(p, len, package)) {
			name = p + strlen(package);
			name_len = len - strlen(package);
		} else if (starts(p, len, status) && len >= strlen(installed)) {
			there = memcmp(p + len - strlen(installed), installed, strlen(installed)) ==
				0;
		}
		p += len;
		if (!*p)
			break;
	}
	take_dpkg(name, name_len, there, names, ret);
}

static int read_dpkg(
	const struct root *root, const char *const *names, enum tri *ret, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	const struct root quiet = root_quiet(root);
	struct err one = { 0 };
	int r = root_read_bytes(&quiet, STATUS_MAX, &file, &one, STATUS);

	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0 || memchr(file.text, '\0', file.size))
		return 0;
	answer_all(names, ret, TRI_NO);
	read_status(file.text, names, ret);
	return 0;
}

/* A folder is NAME-VERSION-RELEASE, and a name may have '-' in it, the others not. */
static size_t pacman_name_len(const char *folder)
{
	size_t len = strlen(folder), dashes = 0;

	while (len > 0 && dashes < 2)
		dashes += folder[--len] == '-';
	return dashes == 2 ? len : 0;
}

static int read_pacman(
	const struct root *root, const char *const *names, enum tri *ret, struct err *err)
{
	_cleanup_(names_done) struct names folders = { 0 };
	struct err one = { 0 };
	int r = root_list(root, &folders, &one, PACMAN);

	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0)
		return 0;
	answer_all(names, ret, TRI_NO);
	for (size_t i = 0; i < folders.n; i++) {
		size_t len = pacman_name_len(folders.v[i]);

		for (size_t n = 0; len > 0 && names[n]; n++)
			if (strlen(names[n]) == len && memcmp(names[n], folders.v[i], len) == 0)
				ret[n] = TRI_YES;
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
	answer_all(names, ret, TRI_UNKNOWN);
	if (!manager)
		return 0;
	switch (manager->database) {
	case PACKAGE_DATABASE_DPKG:
		return read_dpkg(root, names, ret, err);
	case PACKAGE_DATABASE_PACMAN:
		return read_pacman(root, names, ret, err);
	case PACKAGE_DATABASE_RPM:
		return root->host ? ask_rpm(names, ret, err) : 0;
	}
	return 0;
}
