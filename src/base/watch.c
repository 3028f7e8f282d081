/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inotify: who opens and closes the files of a folder, device nodes too, without asking again and
 * again.
 */
#include "base/watch.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/mem.h"

int watch_new(int *ret, struct err *err)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (fd < 0)
		return err_sys(err, errno, "cannot watch files");
	*ret = fd;
	return 0;
}

int watch_add(int fd, const struct root *root, const char *folder, struct err *err)
{
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	char path[40];
	int r = root_dir(root, &dir, err, "%s", folder);

	if (r < 0)
		return r;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", dir.fd);
	if (inotify_add_watch(fd, path, IN_OPEN | IN_CLOSE | IN_CREATE | IN_DELETE) < 0)
		return err_sys(err, errno, "cannot watch /%s", folder);
	return 0;
}

int watch_wait(int fd, int timeout_ms, struct err *err)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char events[4096];
	int r = poll(&p, 1, timeout_ms);

	if (r < 0 && errno == EINTR)
		return -EINTR;
	if (r < 0)
		return err_sys(err, errno, "cannot wait for files");
	while (r > 0 && read(fd, events, sizeof(events)) > 0)
		;
	return r > 0;
}
