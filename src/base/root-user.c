/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading what is no path of the machine we look at: a file that the user named, a
 * descriptor that is open. Everything else goes through root.c.
 */
#include "base/root-user.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

/* /dev/kmsg wants room for a whole record: 8 KiB since Linux 3.5. */
#define READ_MIN 16384

static int grow(struct root_file *f, size_t *cap)
{
	size_t wanted = *cap ? *cap * 2 : 4 * READ_MIN;
	char *text;

	if (*cap - f->size > READ_MIN)
		return 0;
	text = realloc(f->text, wanted);
	if (!text)
		return -ENOMEM;
	f->text = text;
	*cap = wanted;
	return 0;
}

int root_drain(int fd, size_t max, struct root_file *ret)
{
	_cleanup_(root_file_done) struct root_file f = { 0 };
	size_t cap = 0;
	ssize_t n;

	do {
		if (grow(&f, &cap) < 0)
			return -ENOMEM;
		n = read(fd, f.text + f.size, cap - f.size - 1);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n < 0 && errno != EINTR && errno != EPIPE)
			return -errno;
		f.size += n > 0 ? (size_t)n : 0;
		if (f.size > max)
			return -EFBIG;
	} while (n != 0);
	f.text[f.size] = '\0';
	*ret = f;
	f = (struct root_file) { 0 };
	return 0;
}

int root_user_read(const char *path, size_t max, struct root_file *ret, struct err *err)
{
	bool input = str_eq(path, "-");
	_cleanup_close_ int own = -1;
	int r;

	if (!input) {
		own = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		if (own < 0)
			return err_sys(err, errno, "cannot read %s", path);
	}
	r = root_drain(input ? STDIN_FILENO : own, max, ret);
	if (r == -EFBIG)
		return err_set(err, EFBIG, "%s is larger than %zu MiB", path, max >> 20);
	if (r < 0)
		return err_sys(err, -r, "cannot read %s", input ? "standard input" : path);
	return 0;
}
