/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does ownership move as base/mem.h says?
 */
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/tests.h"

static void test_take(void **state)
{
	char *p = malloc(1), *q;
	int fd = 7;

	(void)state;
	q = TAKE_PTR(p);
	assert_null(p);
	assert_non_null(q);
	free(q);
	assert_int_equal(TAKE_FD(fd), 7);
	assert_int_equal(fd, -1);
}

static void test_close(void **state)
{
	int kept;

	(void)state;
	{
		_cleanup_close_ int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
		_cleanup_close_ int none = -1;

		assert_true(fd >= 0);
		assert_int_equal(none, -1);
		kept = fd;
		errno = EXDEV;
	}
	assert_int_equal(errno, EXDEV);
	assert_int_equal(fcntl(kept, F_GETFD), -1);
	assert_int_equal(errno, EBADF);
}

static void test_append(void **state)
{
	_cleanup_free_ long *v = NULL;
	size_t n = 0;

	(void)state;
	for (long i = 0; i < 1000; i++) {
		long *slot = mem_append(&v, &n, sizeof(*v));

		assert_non_null(slot);
		assert_int_equal(*slot, 0);
		assert_ptr_equal(slot, &v[i]);
		*slot = i;
	}
	assert_int_equal(n, 1000);
	for (long i = 0; i < 1000; i++)
		assert_int_equal(v[i], i);
}

/* Too much is NULL and leaves the array alone. */
static void test_append_too_much(void **state)
{
	long *v = NULL;
	size_t n = 0;

	(void)state;
	assert_null(mem_append(&v, &n, SIZE_MAX / 2));
	assert_null(v);
	assert_int_equal(n, 0);
	n = (SIZE_MAX >> 1) + 1;
	assert_null(mem_append(&v, &n, sizeof(*v)));
	assert_int_equal(n, (SIZE_MAX >> 1) + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_take),
		cmocka_unit_test(test_close),
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_append_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
