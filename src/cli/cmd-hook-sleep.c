/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn hook sleep": idle VFs go before the system sleeps and come back after it. Many PF
 * drivers cannot sleep with VFs: the host does not wake up then.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/restore-work.h"
#include "cli/vf-work.h"
#include "ext/ext-journal.h"
#include "facts/wish-files.h"
#include "plan/plan-vf.h"

/* Addresses of PFs whose VFs went, a line each; a reboot needs no memory of it. */
#define SLEPT_DIR "run/virtfn"
#define SLEPT     SLEPT_DIR "/slept"

static void tell(struct call *call, const char *id, const char *device, const char *text)
{
	struct err ignored;
	bool busy = str_eq(id, JOURNAL_ID_SLEEP_BUSY);

	if (busy)
		doc_note(call->doc, "%s", text);
	else
		doc_say(call->doc, "%s", text);
	if (ext_journal_send(id, busy ? 4 : 6, device, text, &ignored) < 0)
		log_verbose("%s, ignoring", ignored.text);
}

/* The VF of this PF that somebody holds, or NULL. */
static const struct pci_dev *find_busy(const struct host *host, const struct pci_dev *pf)
{
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (d->is_vf && pci_addr_compare(d->physfn, pf->addr) == 0 && pci_dev_busy(d))
			return d;
	}
	return NULL;
}

/* On disk before the VFs go: who is killed in between wakes up with them. */
static int remember(const struct root *root, const char *text, struct err *err)
{
	_cleanup_close_ int fd = -1;
	int r = root_mkdir(root, err, SLEPT_DIR);

	if (r < 0)
		return r;
	fd = root_open_file(root, O_WRONLY | O_CREAT | O_TRUNC, err, SLEPT);
	if (fd < 0)
		return fd;
	r = root_write_all(fd, text, strlen(text));
	return r < 0 ? err_sys(err, -r, "cannot write /" SLEPT) : 0;
}

/* Plans to remove the idle VFs of wished devices; the number of those that are held. */
static int plan_removal(struct call *call, struct vf_work *w, const struct wish_host *wish,
	struct str_buf *gone, struct err *err)
{
	int busy = 0, r = 0;

	for (size_t i = 0; i < wish->n_devices && r == 0; i++) {
		const struct wish_device *d = &wish->devices[i];
		const struct pci_dev *held;
		struct pci_dev *pf;
		struct err ignored;
		char text[160];

		if (wish_device_mode(d) != WISH_MODE_SRIOV ||
			wish_device_find(d, &w->host, &pf, &ignored) < 0 || pf->sriov.num <= 0)
			continue;
		held = find_busy(&w->host, pf);
		if (!held) {
			str_buf_printf(gone, "%s\n", pf->name);
			r = plan_vf_destroy(&w->host, pf, &w->steps, err);
			continue;
		}
		busy++;
		(void)snprintf(text, sizeof(text),
			"the VFs of %s stay while the system sleeps: %s is in use (%s)", pf->name,
			held->name, pci_dev_busy(held)->what);
		tell(call, JOURNAL_ID_SLEEP_BUSY, pf->name, text);
	}
	return r < 0 ? r : busy;
}

static int before_sleep(struct call *call, const struct wish_host *wish, struct err *err)
{
	_cleanup_(vf_work_done) struct vf_work w = { .runner = { .lock = -1 } };
	_cleanup_(str_buf_done) struct str_buf gone = { 0 };
	int busy, r;

	if (wish->hooks.suspend.given && !wish->hooks.suspend.v)
		return 0;
	r = vf_work_begin(call->root, call->doc, &w, err);
	if (r < 0)
		return r;
	str_buf_add(&gone, "");
	busy = plan_removal(call, &w, wish, &gone, err);
	if (busy < 0 || gone.failed)
		return busy < 0 ? busy : err_oom(err);
	if (w.steps.n > 0) {
		r = remember(call->root, gone.text, err);
		if (r == 0)
			r = vf_work_do(&w, err);
		if (r < 0)
			return r;
		tell(call, JOURNAL_ID_SLEEP, NULL, "idle VFs were removed for sleep");
	}
	if (busy > 0)
		call->exit = EXITCODE_FAILED;
	return 0;
}

static int restore_one(
	struct restore *re, const struct wish_host *wish, const char *address, struct err *err)
{
	int r = restore_look(re, err);

	for (size_t i = 0; i < wish->n_devices && r == 0; i++) {
		struct pci_dev *pf;
		struct err ignored;

		if (wish_device_find(&wish->devices[i], &re->host, &pf, &ignored) == 0 &&
			str_eq(pf->name, address))
			return restore_device(re, &wish->devices[i], err);
	}
	if (r == 0)
		doc_note(re->call->doc, "host.yaml wishes nothing for %s any more", address);
	return r;
}

static int after_sleep(struct call *call, const struct wish_host *wish, struct err *err)
{
	_cleanup_(restore_done) struct restore re = { .call = call,
		.until_ms = log_now_ms() + 30000 };
	_cleanup_free_ char *text = NULL;
	char *rest = NULL;
	struct err one;
	int first = 0, r = root_read(call->root, &text, err, SLEPT);

	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		r = restore_one(&re, wish, line, &one);
		if (r < 0 && first == 0) {
			first = r;
			*err = one;
		}
	}
	/* What could not come back is told; the next sleep starts anew. */
	r = root_remove(call->root, &one, SLEPT);
	if (first == 0 && r == 0)
		tell(call, JOURNAL_ID_SLEEP, NULL, "the VFs that were removed for sleep are back");
	return first;
}

static int run(struct call *call, struct err *err)
{
	_cleanup_(wish_host_done) struct wish_host wish = { 0 };
	_cleanup_(conf_problems_done) struct conf_problems problems = { 0 };
	int r = wish_read(call->root, &wish, &problems, err);

	if (r == 0)
		r = wish_refuse(&problems, err);
	if (r < 0)
		return r;
	return str_eq(call->args[0], "pre") ? before_sleep(call, &wish, err)
					    : after_sleep(call, &wish, err);
}

const struct command command_hook_sleep = {
	.name = "hook sleep",
	.summary = "remove idle VFs before sleep, make them again after",
	.about = "systemd calls this before (pre) and after (post) the system sleeps. Before, the "
		 "VFs that host.yaml wishes for are removed where nobody uses them: many drivers "
		 "cannot sleep with VFs. After, they are made again as host.yaml says. VFs that a "
		 "guest holds stay; that is said, in the journal too, and the exit status is 1. "
		 "\"hooks: {suspend: off}\" in host.yaml switches it off.",
	.examples = "sudo virtfn hook sleep pre\twhat is done before sleep\n"
		    "sudo virtfn hook sleep post\tand after it\n",
	.operands = { { "WHEN", OPERAND_CHOICE, "pre|post" },
		{ "ACTION", OPERAND_TEXT, NULL, true } },
	.flags = COMMAND_ROOT,
	.run = run,
};
