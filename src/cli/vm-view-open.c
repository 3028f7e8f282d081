/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Turns this process into a viewer. A password goes through a pipe, or a file that the viewer
 * removes when it has read it: never on a command line, never in a file that stays.
 */
#include "cli/vm-view-open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/run.h"
#include "base/str.h"
#include "cli/vm-view-file.h"

/* A pipe that holds one line and its end; the descriptor to read it from, or -errno. */
static int pipe_with(const char *password, struct err *err)
{
	_cleanup_free_ char *line = str_printf("%s\n", password);
	_cleanup_close_ int in = -1, out = -1;
	int p[2], r;

	if (!line)
		return err_oom(err);
	if (pipe2(p, O_CLOEXEC) < 0)
		return err_sys(err, errno, "cannot make a pipe");
	in = p[0];
	out = p[1];
	/* It fits: a pipe holds 4096 bytes at least, and ask_secret() takes fewer. */
	r = root_write_all(out, line, strlen(line));
	explicit_bzero(line, strlen(line));
	return r < 0 ? err_sys(err, -r, "cannot hand over the password") : TAKE_FD(in);
}

static int add_part(struct view_command *c, char *part, struct err *err)
{
	char **grown = part ? realloc(c->argv, (c->n + 2) * sizeof(*grown)) : NULL;

	if (!grown) {
		free(part);
		return err_oom(err);
	}
	c->argv = grown;
	c->argv[c->n++] = part;
	c->argv[c->n] = NULL;
	return 0;
}

static int open_with_file(
	struct call *call, const struct view_facts *f, struct view_command *c, struct err *err)
{
	_cleanup_free_ char *path = NULL;
	struct err ignored;
	int r = vm_view_vv_path(f->screen->name, &path, err);

	if (r == 0)
		r = add_part(c, str_printf("%s", path), err);
	if (r == 0)
		r = vm_view_vv_write(call, f->screen, path, err);
	if (r < 0)
		return r;
	r = run_replace((const char *const *)c->argv, -1, err);
	(void)root_remove(call->root, &ignored, path + 1);
	return r;
}

int vm_view_open(struct call *call, const struct view_facts *f, struct view_command *c,
	const char *password, struct err *err)
{
	_cleanup_close_ int input = -1;
	int r = call_show(call, err);

	if (r < 0)
		return r;
	if (c->needs_file)
		return open_with_file(call, f, c, err);
	if (c->reads_password && password) {
		input = pipe_with(password, err);
		if (input < 0)
			return input;
	}
	return run_replace((const char *const *)c->argv, input, err);
}
