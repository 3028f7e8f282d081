/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The few pieces of ownership that need code: closing by scope, growing arrays.
 */
#include "base/mem.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

void mem_closep(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
	errno = saved;
}

void *mem_append(void *array, size_t *n, size_t size)
{
	void *old;
	char *member;

	memcpy(&old, array, sizeof(old));
	/* The capacity is the next power of two, so full means: n is one (or zero). */
	if ((*n & (*n - 1)) == 0) {
		size_t cap = *n ? *n * 2 : 1;
		void *grown;

		if (*n > SIZE_MAX / 2 / size)
			return NULL;
		grown = realloc(old, cap * size);
		if (!grown)
			return NULL;
		memcpy(array, &grown, sizeof(grown));
		old = grown;
	}
	member = (char *)old + *n * size;
	memset(member, 0, size);
	(*n)++;
	return member;
}
