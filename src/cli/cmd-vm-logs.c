/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm logs": what QEMU and libvirt said of a guest, and what that means.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/doctor-doc.h"
#include "cli/doctor-log.h"
#include "cli/vm-log.h"
#include "cli/vm-work.h"
#include "ext/ext-journal.h"

#define JOURNAL_MOST 200

struct opts {
	bool follow, all;
};

static const struct option options[] = {
	{ "follow", 'f', NULL, "go on showing what comes, until Ctrl-C", OPTION_FLAG,
		offsetof(struct opts, follow) },
	{ "all", 'a', NULL, "earlier starts, and QEMU's command line, too", OPTION_FLAG,
		offsetof(struct opts, all) },
	{ 0 },
};

/* What is shown, and what is diagnosed: with lines that are not shown. */
struct logs {
	char *qemu, *journal, *path;
};

static void logs_done(struct logs *l)
{
	free(l->qemu);
	free(l->journal);
	free(l->path);
}

/* Lines of QEMU's argv end in a backslash, up to one that does not; a log has no others. */
static bool goes_on(const char *line, size_t n)
{
	return n >= 2 && line[n - 1] == '\\' && line[n - 2] == ' ';
}

static void show_lines(struct call *call, const char *key, const char *text, bool all)
{
	struct doc *list = call->globals->json ? doc_list(call->doc, key) : NULL;
	bool skipping = false, was;
	size_t skipped = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");
		_cleanup_free_ char *line = str_from_bytes(text, n);

		was = skipping;
		skipping = !all && goes_on(text, n);
		if (skipping || (was && !all))
			skipped++;
		else if (list)
			doc_add_str(list, line ? line : "?");
		else
			doc_say(call->doc, "%s", line ? line : "?");
		text += n + (text[n] == '\n');
	}
	if (skipped > 0)
		doc_note(call->doc,
			"%zu lines of QEMU's command line are left out; --all shows them", skipped);
}

static int diagnose(struct call *call, const struct logs *l, struct err *err)
{
	_cleanup_(doctor_log_done) struct doctor_log log = { 0 };
	_cleanup_free_ char *all = str_printf("%s\n%s", l->qemu, l->journal ? l->journal : "");
	const struct root_file file = { all, all ? strlen(all) : 0 };
	int r = all ? doctor_log_diagnose(&file, &log, err) : err_oom(err);

	if (r < 0)
		return r;
	if (call->globals->json)
		doc_int(call->doc, "known_lines", (long long)log.n_known);
	return log.n_known > 0 ? doctor_doc_findings(call, log.findings.v, log.findings.n, err) : 0;
}

/* The guest's own error where there is no log: is there such a guest at all? */
static int no_log(struct call *call, const char *path, struct err *err)
{
	_cleanup_(virt_guest_done) struct virt_guest guest = { 0 };
	_cleanup_(virt_closep) struct virt *virt = NULL;
	int r = 0;

	if (!call->globals->root)
		r = vm_open(call, &virt, err);
	if (r == 0 && virt)
		r = virt_guest(virt, call->args[0], VIRT_XML_NEXT, &guest, err);
	if (r < 0)
		return r;
	return err_set(err, ENOENT, "there is no /%s: the guest was never started here", path);
}

static int read_logs(struct call *call, struct logs *l, struct err *err)
{
	const struct opts *o = call->opts;
	const char *name = call->args[0];
	struct err unseen;
	int r = vm_log_path(call, name, &l->path, err);

	if (r == 0)
		r = vm_log_read(call->root, l->path, o->all, &l->qemu, err);
	if (r == -ENOENT && l->path)
		return no_log(call, l->path, err);
	if (r < 0 || !call->root->host)
		return r;
	/* Not everybody may see it, and not every host has one: then the log alone speaks. */
	if (ext_journal_guest(name, JOURNAL_MOST, &l->journal, &unseen) < 0 &&
		call->globals->verbose)
		doc_note(call->doc, "%s", unseen.text);
	return 0;
}

/* The whole lines of what came; *part keeps the rest of them for the next time. */
static int show_part(struct call *call, struct str_buf *part, struct err *err)
{
	char *text = part->text, *end;
	size_t shown = 0;

	while (text && (end = strchr(text + shown, '\n'))) {
		*end = '\0';
		doc_say(call->doc, "%s", text + shown);
		shown = (size_t)(end - text) + 1;
	}
	if (part->failed)
		return err_oom(err);
	if (shown == 0)
		return 0;
	memmove(text, text + shown, part->len - shown + 1);
	part->len -= shown;
	return call_show(call, err);
}

/* From the end on; a log that was begun anew is read from its beginning. */
static int follow(struct call *call, const char *path, struct err *err)
{
	_cleanup_close_ int fd = root_open_file(call->root, O_RDONLY | O_NONBLOCK, err, path);
	_cleanup_(str_buf_done) struct str_buf part = { 0 };
	off_t at = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	int r = fd < 0 ? fd : 0;

	/* Who read our output may be gone: then there is nobody to follow for. */
	while (r == 0 && !run_interrupted && !ferror(stdout)) {
		char buf[4096];
		ssize_t n = read(fd, buf, sizeof(buf));

		if (n < 0 && errno != EINTR)
			return err_sys(err, errno, "cannot read /%s", path);
		for (ssize_t i = 0; i < n; i++)
			str_buf_add_n(&part, buf[i] ? &buf[i] : "?", 1);
		at += n > 0 ? n : 0;
		if (n > 0) {
			r = show_part(call, &part, err);
			continue;
		}
		if (lseek(fd, 0, SEEK_END) < at)
			at = lseek(fd, 0, SEEK_SET);
		else
			(void)lseek(fd, at, SEEK_SET);
		(void)usleep(300000);
	}
	return r;
}

static int run(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(logs_done) struct logs l = { 0 };
	int r;

	if (o->follow && call->globals->json) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "--follow has no end, and JSON needs one");
	}
	r = read_logs(call, &l, err);
	if (r < 0)
		return r;
	if (call->globals->json)
		doc_printf(call->doc, "path", "/%s", l.path);
	show_lines(call, "lines", l.qemu, o->all);
	if (l.journal && l.journal[0])
		show_lines(call, "journal", l.journal, true);
	r = diagnose(call, &l, err);
	if (r == 0 && o->follow)
		r = call_show(call, err);
	return r < 0 || !o->follow ? r : follow(call, l.path, err);
}

const struct command command_vm_logs = {
	.name = "vm logs",
	.summary = "what QEMU and libvirt said of a guest, and what it means",
	.about = "Shows QEMU's log of the guest since its last start, and what libvirt's daemon "
		 "said of it in the journal; then what of that is known, with its cause and what "
		 "to do, as virtfn doctor --log does. The log is in /var/log/libvirt/qemu, which "
		 "root alone may read; that of qemu:///session in your own cache folder.",
	.examples = "sudo virtfn vm logs web\tsince its last start\n"
		    "sudo virtfn vm logs web -f\tand what comes\n"
		    "virtfn --root capture.tar.xz vm logs web\tof a captured machine\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "NAME", OPERAND_DOMAIN } },
	.flags = COMMAND_TTY,
	.run = run,
};
