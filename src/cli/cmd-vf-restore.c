/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vf restore": makes the VFs that host.yaml wishes for, at each boot
 * (virtfn-vf-settle.service), each time the PF's driver binds (virtfn-vf@.service), or by hand.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/restore-work.h"
#include "facts/facts.h"
#include "facts/wish-files.h"

struct opts {
	bool all, boot, dry_run;
	struct option_uint wait;
};

static const struct option options[] = {
	{ "all", 'a', NULL, "all devices of host.yaml", OPTION_FLAG, offsetof(struct opts, all) },
	{ "boot", 0, NULL, "those of host.yaml that systemd makes at each boot", OPTION_FLAG,
		offsetof(struct opts, boot) },
	{ "dry-run", 0, NULL, "show the steps, do nothing", OPTION_FLAG,
		offsetof(struct opts, dry_run) },
	{ "wait", 0, "SECONDS", "how long to wait for drivers, in all; 30 if not given",
		OPTION_UINT, offsetof(struct opts, wait), .max = 3600 },
	{ 0 },
};

static int check_call(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;

	call->exit = EXITCODE_USAGE;
	if ((call->args[0] != NULL) + o->all + o->boot != 1)
		return err_set(err, EINVAL, "say which: virtfn vf restore DEVICE, --all or --boot");
	if (!o->dry_run && call->globals->root)
		return err_set(err, EINVAL,
			"'vf restore' changes this machine, so it takes --root only with "
			"--dry-run");
	call->exit = EXITCODE_OK;
	if (!o->dry_run && geteuid() != 0)
		return err_set(err, EPERM, "'vf restore' needs root; run it with sudo");
	return 0;
}

static int read_wish(struct call *call, struct wish_host *ret, struct err *err)
{
	_cleanup_(conf_problems_done) struct conf_problems problems = { 0 };
	int r = wish_read(call->root, ret, &problems, err);

	return r < 0 ? r : wish_refuse(&problems, err);
}

/* Whether the wish is about the function that the user named. 0, 1 or -errno. */
static int is_meant(struct restore *re, const char *name, const struct wish_device *d)
{
	struct pci_dev *named, *wished;
	struct err ignored;
	int r;

	if (str_eq(name, d->device.v))
		return 1;
	r = restore_look(re, &ignored);
	if (r < 0)
		return r;
	return host_resolve_pci(&re->host, name, &named, &ignored) == 0 &&
	       wish_device_find(d, &re->host, &wished, &ignored) == 0 && named == wished;
}

/* What host.yaml says of a device that the user named; waits for one that is not there yet. */
static int find_wish(struct restore *re, const struct wish_host *wish, const char *name,
	const struct wish_device **ret, struct err *err)
{
	for (;;) {
		for (size_t i = 0; i < wish->n_devices; i++) {
			int r = is_meant(re, name, &wish->devices[i]);

			if (r < 0)
				return err_set(err, -r, "cannot look at this host");
			if (r > 0) {
				*ret = &wish->devices[i];
				return 0;
			}
		}
		if (wish->n_devices == 0 || !restore_pause(re))
			return err_set(err, ENOENT,
				"host.yaml wishes nothing for %s; see virtfn config show", name);
	}
}

static bool is_of_boot(const struct wish_device *d)
{
	return wish_device_mode(d) != WISH_MODE_PASSTHROUGH &&
	       wish_device_persist(d) == WISH_PERSIST_SYSTEMD;
}

/* What run_several() goes through. */
struct several {
	struct restore *re;
	const struct wish_device **left; /* owned; who is not done yet */
	size_t n;
	int first; /* how the first one failed */
};

static void several_done(struct several *s)
{
	free(s->left);
}

/* The first failure is the error of all, others are notes. */
static void restore_one(struct several *s, size_t i, struct err *err)
{
	struct err one = { 0 };
	int r = restore_device(s->re, s->left[i], &one);

	s->n--;
	memmove(s->left + i, s->left + i + 1, (s->n - i) * sizeof(*s->left));
	if (r < 0 && s->first == 0) {
		s->first = r;
		*err = one;
	} else if (r < 0) {
		doc_note(s->re->call->doc, "%s", one.text);
	}
}

/* Nobody waits for the driver of another device. */
static int restore_all(struct several *s, struct err *err)
{
	struct log_wait w;

	log_wait_start(&w, "waiting for drivers");
	do {
		log_wait_tick(&w);
		for (size_t i = 0; i < s->n && !run_interrupted;)
			if (restore_is_ready(s->re, s->left[i]))
				restore_one(s, i, err);
			else
				i++;
	} while (s->n > 0 && restore_pause(s->re));
	log_wait_stop(&w);
	/* The time is over: each says what it lacks. */
	while (s->n > 0 && !run_interrupted)
		restore_one(s, 0, err);
	if (s->n == 0 || s->first < 0)
		return s->first;
	return err_set(err, EINTR, "interrupted; %zu device%s left as %s", s->n,
		s->n == 1 ? " is" : "s are", s->n == 1 ? "it was" : "they were");
}

static int run_several(struct restore *re, const struct wish_host *wish, bool boot, struct err *err)
{
	_cleanup_(several_done) struct several s = { .re = re };

	s.left = calloc(wish->n_devices + 1, sizeof(*s.left));
	if (!s.left)
		return err_oom(err);
	for (size_t i = 0; i < wish->n_devices; i++)
		if (!boot || is_of_boot(&wish->devices[i]))
			s.left[s.n++] = &wish->devices[i];
	if (s.n == 0)
		doc_note(re->call->doc, "host.yaml wishes for no devices%s",
			boot ? " that systemd splits at boot" : "");
	return restore_all(&s, err);
}

static int run(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(wish_host_done) struct wish_host wish = { 0 };
	_cleanup_(restore_done) struct restore re = { .call = call, .dry_run = o->dry_run };
	const struct wish_device *d = NULL;
	int r = check_call(call, err);

	if (r < 0)
		return r;
	/* Nothing comes while a dry run waits. */
	re.until_ms =
		log_now_ms() + (o->dry_run ? 0 : 1000LL * (o->wait.given ? o->wait.value : 30));
	r = read_wish(call, &wish, err);
	if (r < 0)
		return r;
	if (o->all || o->boot)
		return run_several(&re, &wish, o->boot, err);
	r = find_wish(&re, &wish, call->args[0], &d, err);
	return r < 0 ? r : restore_device(&re, d, err);
}

const struct command command_vf_restore = {
	.name = "vf restore",
	.summary = "make the VFs that host.yaml wishes for",
	.about = "Waits for the device's driver, makes as many VFs as /etc/virtfn/host.yaml says, "
		 "and gives each its settings and its driver; of mode gvt-g it makes the mediated "
		 "devices. What is as wished already stays untouched; what somebody uses is never "
		 "removed. virtfn-vf@ADDRESS.service "
		 "runs this when the driver binds, at boot or later, and virtfn-vf-settle.service "
		 "at boot with --boot, which the network and libvirt wait for. Each outcome is "
		 "also written to the journal, where journalctl -x explains it.",
	.examples = "sudo virtfn vf restore enp1s0f0\tone device of host.yaml\n"
		    "sudo virtfn vf restore --all\tall of them\n"
		    "virtfn vf restore --all --dry-run\tonly show what would be done\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "DEVICE", OPERAND_DEVICE, NULL, true } },
	.run = run,
};
