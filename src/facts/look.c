/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a file there, or not, or may we not look? root_exists() cannot tell the last two apart.
 */
#include "facts/look.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

static const char *const program_folders[] = {
	"usr/bin", "usr/sbin", "usr/local/bin", "bin", "sbin",
	"run/current-system/sw/bin", /* NixOS */
};

enum tri look_failed(int r)
{
	return r == -ENOENT || r == -ENOTDIR ? TRI_NO : TRI_UNKNOWN;
}

static enum tri look(const struct root *root, const char *path)
{
	struct err ignored;
	int r = root_type(root, &ignored, "%s", path);

	return r < 0 ? look_failed(r) : TRI_YES;
}

enum tri look_for(const struct root *root, const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(path, sizeof(path), fmt, ap);
	va_end(ap);
	return n < 0 || (size_t)n >= sizeof(path) ? TRI_NO : look(root, path);
}

enum tri look_for_any(const struct root *root, const char *const paths[])
{
	enum tri all = TRI_NO;

	for (size_t i = 0; paths[i]; i++) {
		enum tri one = look(root, paths[i]);

		if (one == TRI_YES)
			return one;
		if (one == TRI_UNKNOWN)
			all = one;
	}
	return all;
}

enum tri look_for_device(const struct root *root, const char *path)
{
	enum tri there = look(root, path);

	return there == TRI_NO && look(root, "dev") != TRI_YES ? TRI_UNKNOWN : there;
}

enum tri look_for_program(const struct root *root, const char *const names[])
{
	/* Where no programs are, nobody can say that one is missing. */
	enum tri all = look(root, "usr/bin") == TRI_YES ? TRI_NO : TRI_UNKNOWN;

	for (size_t i = 0; names[i]; i++) {
		for (size_t j = 0; j < ARRAY_SIZE(program_folders); j++) {
			enum tri one = look_for(root, "%s/%s", program_folders[j], names[i]);

			if (one == TRI_YES)
				return one;
			if (one == TRI_UNKNOWN)
				all = one;
		}
	}
	return all;
}
