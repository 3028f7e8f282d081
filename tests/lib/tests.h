/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_TESTS_H
#define TESTS_LIB_TESTS_H

/* cmocka.h wants these in front of it, in this order. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

/* What an int function says when all went well, with the text of err when it did not. */
#define assert_ok(call, err)                                                    \
	do {                                                                    \
		int _r = (call);                                                \
		if (_r < 0)                                                     \
			fail_msg("%s: returned %d: %s", #call, _r, (err).text); \
	} while (0)

#define assert_contains(text, part)                                       \
	do {                                                              \
		if (!__builtin_strstr((text), (part)))                    \
			fail_msg("\"%s\" is not in: %s", (part), (text)); \
	} while (0)

#define assert_lacks(text, part)                                      \
	do {                                                          \
		if (__builtin_strstr((text), (part)))                 \
			fail_msg("\"%s\" is in: %s", (part), (text)); \
	} while (0)

#endif
