/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's log of a guest: where it is, and what stands in it since the last start. What its lines
 * mean: doctor-log.c.
 */
#include "cli/vm-log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "cli/vm-work.h"

#define LOG_MOST ((size_t)16 << 20)

/* What libvirt writes in front of a start (src/qemu/qemu_process.c). */
#define START ": starting up libvirt version: "

/* Of the user's own libvirt, qemu:///session: without the leading slash. */
static char *session_path(const char *name)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (cache && cache[0] == '/')
		return str_printf("%s/libvirt/qemu/log/%s.log", cache + 1, name);
	return str_printf("%s/.cache/libvirt/qemu/log/%s.log",
		home && home[0] == '/' ? home + 1 : "root", name);
}

int vm_log_path(struct call *call, const char *name, char **ret, struct err *err)
{
	const char *uri = vm_uri(call);

	if (!name[0] || strchr(name, '/'))
		return err_set(err, EINVAL, "'%s' is no name of a guest", name);
	if (!call->globals->root && vm_is_remote(call))
		return err_set(err, EINVAL,
			"the log is on the computer that the guest runs on: run virtfn there");
	if (!call->globals->root && strstr(uri, "/session"))
		*ret = session_path(name);
	else
		*ret = str_printf("var/log/libvirt/qemu/%s.log", name);
	return *ret ? 0 : err_oom(err);
}

/* The end of what is too long. */
static int read_tail(
	const struct root *root, const char *path, struct root_file *ret, struct err *err)
{
	_cleanup_close_ int fd = root_open_file(root, O_RDONLY | O_NONBLOCK, err, path);
	int r;

	if (fd < 0)
		return fd;
	(void)lseek(fd, -(off_t)(LOG_MOST / 2), SEEK_END);
	r = root_drain(fd, LOG_MOST, ret);
	return r < 0 ? err_sys(err, -r, "cannot read /%s", path) : 0;
}

static char *line_of(char *text, char *at)
{
	while (at > text && at[-1] != '\n')
		at--;
	return at;
}

char *vm_log_last(char *text, unsigned lines)
{
	char *start = str_strip(text), *from = start + strlen(start);

	for (unsigned n = 0; from > start; from--)
		if (from[-1] == '\n' && ++n == lines)
			break;
	return from;
}

unsigned vm_log_starts(const char *text)
{
	unsigned n = 0;

	while ((text = strstr(text, START))) {
		text += strlen(START);
		n++;
	}
	return n;
}

int vm_log_read(const struct root *root, const char *path, bool all, char **ret, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	int r = root_read_bytes(root, LOG_MOST, &file, err, path);
	char *from, *last = NULL;

	if (r == -EFBIG)
		r = read_tail(root, path, &file, err);
	if (r == -EACCES || r == -EPERM)
		return err_hint(err, "libvirt lets root alone read it: run it with sudo");
	if (r < 0)
		return r;
	/* Its own zero bytes end no text. */
	for (size_t i = 0; i < file.size; i++)
		if (!file.text[i])
			file.text[i] = '?';
	for (char *p = file.text; !all && (p = strstr(p, START)); p += strlen(START))
		last = p;
	from = last ? line_of(file.text, last) : file.text;
	*ret = str_printf("%s", from);
	return *ret ? 0 : err_oom(err);
}
