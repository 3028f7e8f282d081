/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn doctor": what is in the way, why, and how to mend it; of this host, or from a
 * kernel log that somebody sent.
 */
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"
#include "checks/check.h"
#include "cli/doctor-doc.h"
#include "cli/doctor-explain.h"
#include "cli/doctor-host.h"
#include "cli/doctor-log.h"
#include "cli/host-plan.h"

struct opts {
	const char *log, *explain, *mode, *guest;
};

static const struct option options[] = {
	{ "mode", 'm', "MODE", "what the device is for; default: what it can", OPTION_STR,
		offsetof(struct opts, mode), .choices = "sriov|gvt-g|passthrough" },
	{ "for", 0, "GUEST", "the guest's system; default: any", OPTION_STR,
		offsetof(struct opts, guest), .choices = "windows|linux" },
	{ "log", 'l', "FILE", "diagnose a saved kernel log; - is standard input", OPTION_STR,
		offsetof(struct opts, log) },
	{ "explain", 'e', "ID", "say what is known about one finding; all: of each", OPTION_STR,
		offsetof(struct opts, explain) },
	{ 0 },
};

static void summary(struct doc *doc, const struct doctor_log *log)
{
	const struct log_findings *f = &log->findings;
	char blocks[40], warnings[40] = "no warnings";

	doc_int(doc, "blocks", (long long)f->n_blocks);
	doc_int(doc, "warnings", (long long)f->n_warnings);
	doc_int(doc, "lines", (long long)log->n_lines);
	doc_int(doc, "known_lines", (long long)log->n_known);
	if (log->n_known == 0) {
		doc_say(doc, "unknown: none of the %zu lines is one that virtfn knows",
			log->n_lines);
		if (log->n_kernel == 0)
			doc_note(doc, "this does not look like a kernel log; print one with dmesg, "
				      "or journalctl -k");
		return;
	}
	doctor_doc_words(f->n_blocks, "", blocks, sizeof(blocks));
	if (f->n_warnings > 0)
		(void)snprintf(warnings, sizeof(warnings), "%zu warning%s", f->n_warnings,
			f->n_warnings == 1 ? "" : "s");
	doc_say(doc, "%s, %s in %zu line%s", blocks, warnings, log->n_lines,
		log->n_lines == 1 ? "" : "s");
}

static void notes(struct call *call, const struct log_findings *f)
{
	if (f->boots > 1)
		doc_note(call->doc, "the log holds %u boots, only the last one is judged%s",
			f->boots, f->n_earlier > 0 ? "; -v shows what was wrong before" : "");
	if (f->left_out > 0)
		doc_note(call->doc, "%zu lines were left out: too many devices", f->left_out);
}

static int diagnose(struct call *call, const char *path, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	_cleanup_(doctor_log_done) struct doctor_log log = { 0 };
	int r = doctor_log_read_file(path, &file, err);

	if (r == 0)
		r = doctor_log_diagnose(&file, &log, err);
	if (r < 0)
		return r;
	summary(call->doc, &log);
	r = doctor_doc_findings(call, log.findings.v, log.findings.n, err);
	notes(call, &log.findings);
	if (log.findings.n_blocks > 0)
		call->exit = EXITCODE_BLOCKED;
	return r;
}

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	struct doctor_wish wish = {
		.device = call->args[0],
		.mode = host_plan_mode(opts->mode),
		.guests = host_plan_guest(opts->guest),
	};
	bool about_host = call->args[0] || opts->mode || opts->guest;

	if (!!opts->log + !!opts->explain + about_host > 1) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL,
			"--log, --explain and a device (or --mode, --for) do not go together");
	}
	if (opts->explain)
		return doctor_explain(call, opts->explain, err);
	if (opts->log)
		return diagnose(call, opts->log, err);
	return doctor_host(call, &wish, err);
}

const struct command command_doctor = {
	.name = "doctor",
	.summary = "what is in the way, why, and how to mend it",
	.about = "Looks at this host and its kernel log, and says what stands between it and a "
		 "guest that holds a device: of DEVICE, or of each function that can be split or "
		 "given away. Each finding has its evidence and its fix, in commands for this "
		 "distribution; what only follows from another one stands below it. It changes "
		 "nothing and needs no root, but says what it could not look at; -v shows those "
		 "checks, and what is fine. A verdict is \"blocks\" (it cannot work), \"warning\" "
		 "(look at it), \"unknown\" (could not look), \"ok\" or \"not applicable\". Exits "
		 "with 3 when something blocks.\n"
		 "With --log it diagnoses a kernel log alone, as dmesg, journalctl (also "
		 "with -o json) or /dev/kmsg print it: for people who help others.",
	.examples = "virtfn doctor\tthis host, with all that can be split\n"
		    "virtfn doctor 00:02.0 --for windows\tthe iGPU, for a Windows guest\n"
		    "virtfn doctor 01:00.0 --mode passthrough\tcan the whole card be given away?\n"
		    "virtfn doctor --log dmesg.txt\ta log that somebody sent\n"
		    "journalctl -k -b -1 | virtfn doctor --log -\tthe boot before this one\n"
		    "journalctl -k -o json | virtfn doctor --log - --json\tfor programs\n"
		    "virtfn doctor --explain sriov-no-mmio\twhat is known about one finding\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "DEVICE", OPERAND_DEVICE, .optional = true } },
	.run = run,
};
