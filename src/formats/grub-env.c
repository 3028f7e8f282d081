/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is kept in GRUB's environment block? It is changed by grub-editenv alone: GRUB itself writes
 * to its blocks on disk, so the file must not move.
 */
#include "formats/grub-env.h"

#include <errno.h>
#include <string.h>

#include "base/str.h"

#define SIGNATURE "# GRUB Environment Block\n"

int grub_env_get(const char *text, const char *name, char **ret, struct err *err)
{
	size_t n = strlen(name);

	if (strncmp(text, SIGNATURE, strlen(SIGNATURE)) != 0)
		return err_set(err, EINVAL, "this is no environment block of GRUB");
	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");

		if (*line != '#' && len > n && strncmp(line, name, n) == 0 && line[n] == '=') {
			if (memchr(line, '\\', len))
				return err_set(err, EOPNOTSUPP, "%s has a backslash in it", name);
			*ret = str_from_bytes(line + n + 1, len - n - 1);
			return *ret ? 0 : err_oom(err);
		}
		line += len + (line[len] == '\n');
	}
	return err_set(err, ENOENT, "%s is not set", name);
}

int grub_env_fits(const char *text, size_t len, size_t old_len, struct err *err)
{
	size_t size = strlen(text), used = size;

	while (used > 0 && text[used - 1] == '#')
		used--;
	if (len <= old_len || used - old_len + len <= size)
		return 0;
	return err_set(err, ENOSPC, "the %zu bytes of GRUB's environment are too few", size);
}
