/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdlib.h>
#include <stddef.h>

/*
 * Ownership by scope: a variable marked _cleanup_(f) hands its address to f when
 * it goes out of scope; TAKE_PTR() moves a pointer out so that somebody else owns it.
 */
#define _cleanup_(f)    __attribute__((cleanup(f)))
#define _cleanup_free_  _cleanup_(mem_freep)
#define _cleanup_close_ _cleanup_(mem_closep)

#define TAKE_PTR(p)                            \
	({                                     \
		__typeof__(p) *_from = &(p);   \
		__typeof__(p) _taken = *_from; \
		*_from = NULL;                 \
		_taken;                        \
	})

#define TAKE_FD(fd)                  \
	({                           \
		int *_from = &(fd);  \
		int _taken = *_from; \
		*_from = -1;         \
		_taken;              \
	})

/* Defines func##p(), the form that _cleanup_() wants, for a func() that accepts NULL. */
#define DEFINE_CLEANUP(type, func)          \
	static inline void func##p(type *p) \
	{                                   \
		func(*p);                   \
	}

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static inline void mem_freep(void *p)
{
	free(*(void **)p);
}

/* Closes *fd unless it is negative; errno stays as it was. */
void mem_closep(int *fd);

/*
 * Makes room for one more member of size bytes behind the n that *array holds.
 * Grows by doubling, new members are zero. Returns the new member or NULL without
 * memory (the array stays as it was). *array is to be free()d.
 */
void *mem_append(void *array, size_t *n, size_t size);

#endif
