/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From argv to an exit code: parse, run one command, show its document.
 */
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/open-root.h"
#include "cli/parse.h"
#include "cli/render.h"
#include "cli/show.h"

static void on_signal(int number)
{
	/* The second one is meant: whoever hangs in a wait must be able to leave. */
	if (run_interrupted)
		_exit(EXITCODE_INTERRUPTED);
	run_interrupted = number;
}

static void handle_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGTERM, &sa, NULL);
	(void)sigaction(SIGHUP, &sa, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

static void show_error(const struct globals *g, const struct err *e)
{
	(void)fputs("virtfn: ", stderr);
	render_line(e->text, stderr);
	if (g->json) {
		_cleanup_(doc_freep) struct doc *doc = doc_new();
		struct err ignored;

		doc_str(doc, "error", e->text);
		doc_str(doc, "errno", strerrorname_np(e->code) ? strerrorname_np(e->code) : "");
		(void)render_json(doc, stdout, &ignored);
	}
}

static enum exitcode exit_for(const struct err *e)
{
	if (run_interrupted)
		return EXITCODE_INTERRUPTED;
	if (e->code == EACCES || e->code == EPERM)
		return geteuid() == 0 ? EXITCODE_FAILED : EXITCODE_NEEDS_ROOT;
	return EXITCODE_FAILED;
}

static int may_run(
	const struct command *c, const struct globals *g, enum exitcode *ret_exit, struct err *err)
{
	if (!(c->flags & COMMAND_ROOT))
		return 0;
	*ret_exit = EXITCODE_USAGE;
	if (g->root && !(c->flags & COMMAND_TREE))
		return err_set(err, EINVAL, "'%s' changes this machine, so it does not take --root",
			c->name);
	*ret_exit = EXITCODE_NEEDS_ROOT;
	if (geteuid() != 0)
		return err_set(err, EPERM, "'%s' needs root; run it with sudo", c->name);
	return 0;
}

static enum exitcode run_command(const struct parsed *p, struct err *err)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_(doc_freep) struct doc *doc = doc_new();
	struct call call = {
		.globals = &p->globals,
		.root = &root,
		.opts = p->opts,
		.args = p->args,
		.doc = doc,
	};
	enum exitcode code;
	struct err show_err;
	int r, s;

	if (may_run(p->command, &p->globals, &code, err) < 0)
		return code;
	if (open_root(&root, p->globals.root, err) < 0)
		return EXITCODE_FAILED;
	r = p->command->run(&call, err);
	/* After a failure JSON is one object, the error; text shows what was found until then. */
	s = r < 0 && p->globals.json ? 0 : show_doc(&p->globals, doc, r < 0 ? &show_err : err);
	if (r < 0)
		return call.exit == EXITCODE_USAGE ? EXITCODE_USAGE : exit_for(err);
	if (s < 0)
		return err->code == EINVAL ? EXITCODE_USAGE : EXITCODE_FAILED;
	/* Somebody on the way was told of a failure that turned out not to matter. */
	*err = (struct err) { 0 };
	return run_interrupted ? EXITCODE_INTERRUPTED : call.exit;
}

static int show_text(char *text, struct err *err)
{
	int r = text ? render_plain(text, stdout, err) : err_oom(err);

	free(text);
	return r;
}

static int dump(struct err *err)
{
	_cleanup_(doc_freep) struct doc *doc = doc_new();

	help_dump(doc);
	return render_json(doc, stdout, err);
}

static enum exitcode run_parsed(struct parsed *p, struct err *err)
{
	bool group = p->command && p->command->flags & COMMAND_GROUP;
	int r;

	if (p->globals.version)
		r = render_plain("virtfn " VIRTFN_VERSION, stdout, err);
	else if (p->globals.dump_commands)
		r = dump(err);
	else if (p->globals.help || group)
		r = show_text(help_text(p->command), err);
	else
		return run_command(p, err);
	if (r >= 0 && fflush(stdout) == EOF)
		r = err_sys(err, errno, "cannot write the output");
	if (r >= 0 || err->code != EPIPE)
		return r < 0 ? EXITCODE_FAILED : EXITCODE_OK;
	*err = (struct err) { 0 };
	return EXITCODE_OK;
}

/*
 * libvirt calls its hooks by their paths, with words of its own: GUEST OPERATION SUB EXTRA. Behind
 * "--" a guest may be called as it likes.
 */
static bool is_hook(const char *name)
{
	static const char *const ends[] = { "/hooks/qemu", "/hooks/qemu.d/virtfn" };
	size_t n = strlen(name);

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		if (n >= strlen(ends[i]) && str_eq(name + n - strlen(ends[i]), ends[i]))
			return true;
	return false;
}

static int parse_hook(int argc, char **argv, struct parsed *ret, struct err *err)
{
	static char hook[] = "hook", qemu[] = "qemu", rest[] = "--";
	_cleanup_free_ char **words = calloc((size_t)argc + 4, sizeof(*words));

	if (!words)
		return err_oom(err);
	words[0] = argv[0];
	words[1] = hook;
	words[2] = qemu;
	words[3] = rest;
	memcpy(words + 4, argv + 1, (size_t)argc * sizeof(*words));
	return parse_argv(words, ret, err);
}

int main(int argc, char **argv)
{
	static char status[] = "status";
	_cleanup_(parsed_done) struct parsed p = { 0 };
	struct err err = { 0 };
	enum exitcode code = EXITCODE_USAGE;
	int r;

	/* How wide letters are; what we say is not translated. */
	(void)setlocale(LC_CTYPE, "");
	handle_signals();
	r = argc > 1 && is_hook(argv[0])
		    ? parse_hook(argc, argv, &p, &err)
		    : parse_argv(argc > 0 ? argv : (char *[]) { status, NULL }, &p, &err);
	if (r >= 0 && !p.command && !p.globals.help && !p.globals.version &&
		!p.globals.dump_commands) {
		struct globals given = p.globals;

		r = parse_argv((char *[]) { argv[0], status, NULL }, &p, &err);
		p.globals = given;
	}
	log_setup(p.globals.verbose, isatty(STDERR_FILENO));
	if (r >= 0)
		code = run_parsed(&p, &err);
	if (err.code)
		show_error(&p.globals, &err);
	return (int)code;
}
