/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn doctor": what is in the way, why, and how to mend it. So far from a kernel
 * log alone: this host's, or one that somebody sent.
 */
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/doctor-log.h"

struct opts {
	const char *log, *explain;
};

static const struct option options[] = {
	{ "log", 'l', "FILE", "diagnose a saved kernel log; - is standard input", OPTION_STR,
		offsetof(struct opts, log) },
	{ "explain", 'e', "ID", "say what is known about one diagnosis", OPTION_STR,
		offsetof(struct opts, explain) },
	{ 0 },
};

static int unknown_id(const char *id, struct err *err)
{
	const char *close = NULL;

	for (size_t i = 0; i < n_diagnoses && !close; i++)
		if (str_similar(id, diagnoses[i].id))
			close = diagnoses[i].id;
	(void)err_set(err, ENOENT, "there is no diagnosis '%s'", id);
	return close ? err_hint(err, "did you mean '%s'?", close) : -ENOENT;
}

static void set(struct doc *map, const char *key, const char *text)
{
	if (text && text[0])
		doc_str(map, key, text);
}

/* Where a page stands for any line, "{1}" is shown as "...". */
static int explain(struct call *call, const char *id, struct err *err)
{
	const struct diagnosis *d = diagnosis_find(id);
	struct doc *page;
	struct str_buf title = { 0 };

	if (!d)
		return unknown_id(id, err);
	for (const char *p = d->meaning; *p; p++) {
		bool hole = p[0] == '{' && p[1] && p[2] == '}';

		str_buf_add_n(&title, hole ? "..." : p, hole ? 3 : 1);
		p += hole ? 2 : 0;
	}
	page = doc_add_map(doc_list(call->doc, "diagnosis"));
	doc_str(page, "verdict", verdict_word(d->verdict));
	doc_str(page, "title", title.text ? title.text : "");
	str_buf_done(&title);
	set(page, "cause", d->cause);
	set(page, "fix", d->fix);
	doc_str(page, "example", d->example);
	doc_str(page, "group", d->group);
	doc_str(page, "id", d->id);
	doc_str(page, "source", d->source);
	return 0;
}

/* The line as it is for programs; with where it stands and how often for people. */
static void add_evidence(struct doc *map, const struct finding *f, bool json)
{
	if (json) {
		doc_int(map, "line", (long long)f->line);
		doc_int(map, "count", (long long)f->count);
		doc_str(map, "evidence", f->evidence);
	} else if (f->count > 1) {
		doc_printf(
			map, "line", "%zu (%zu times in all): %s", f->line, f->count, f->evidence);
	} else {
		doc_printf(map, "line", "%zu: %s", f->line, f->evidence);
	}
}

static struct doc *add_finding(struct doc *list, const struct finding *f, bool json)
{
	struct doc *map = doc_add_map(list);

	doc_str(map, "verdict", verdict_word(f->verdict));
	set(map, "device", f->device);
	doc_str(map, "title", f->title);
	add_evidence(map, f, json);
	return map;
}

static void add_advice(struct doc *map, const struct finding *f, bool json)
{
	set(map, "cause", f->cause);
	set(map, "fix", f->fix);
	doc_str(map, "id", f->id);
	if (json)
		doc_str(map, "source", f->source);
}

/* What matters, with what follows from it below; what is fine only with -v. */
static void add_findings(struct call *call, const struct log_findings *f)
{
	bool json = call->globals->json, verbose = call->globals->verbose;
	struct doc *list = doc_list(call->doc, "findings");
	struct doc *fine = verbose ? doc_list(call->doc, "fine") : NULL;
	struct doc *map = NULL, *follows = NULL;

	for (size_t i = 0; i < f->n; i++) {
		const struct finding *v = &f->v[i];
		bool folded = v->folded_under != FINDING_NONE;
		bool matters = f->v[folded ? v->folded_under : i].verdict >= VERDICT_WARNING;

		if (!matters && fine) {
			doc_str(add_finding(fine, v, json), "id", v->id);
		} else if (matters && folded) {
			follows = follows ? follows : doc_list(map, "follows");
			doc_str(add_finding(follows, v, json), "id", v->id);
		} else if (matters) {
			map = add_finding(list, v, json);
			add_advice(map, v, json);
			follows = NULL;
		}
	}
}

static void summary(struct doc *doc, const struct doctor_log *log)
{
	const struct log_findings *f = &log->findings;
	char blocks[40] = "nothing blocks", warnings[40] = "no warnings";

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
	if (f->n_blocks > 0)
		(void)snprintf(blocks, sizeof(blocks), "%zu thing%s", f->n_blocks,
			f->n_blocks == 1 ? " blocks" : "s block");
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

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(root_file_done) struct root_file file = { 0 };
	_cleanup_(doctor_log_done) struct doctor_log log = { 0 };
	int r;

	if (opts->log && opts->explain) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "--log and --explain do not go together");
	}
	if (opts->explain)
		return explain(call, opts->explain, err);
	r = opts->log ? doctor_log_read_file(opts->log, &file, err)
		      : doctor_log_read_host(call->root, &file, err);
	if (r < 0)
		return r;
	r = doctor_log_diagnose(&file, &log, err);
	if (r < 0)
		return r;
	summary(call->doc, &log);
	add_findings(call, &log.findings);
	notes(call, &log.findings);
	if (log.findings.n_blocks > 0)
		call->exit = EXITCODE_BLOCKED;
	return 0;
}

const struct command command_doctor = {
	.name = "doctor",
	.summary = "what is in the way, why, and how to mend it",
	.about = "Reads the kernel log, of this host or one that somebody sent, and says which "
		 "known lines in it block, which are worth a look, and what to do. What only "
		 "follows from another line stands below it. With -v it also shows the lines that "
		 "it knows and that are fine. Exits with 3 when something blocks. A verdict is "
		 "about what the log says: what never reached the log is not judged.",
	.examples = "virtfn doctor\tthis host's kernel log\n"
		    "virtfn doctor --log dmesg.txt\ta log that somebody sent\n"
		    "journalctl -k -b -1 | virtfn doctor --log -\tthe boot before this one\n"
		    "virtfn doctor --explain sriov-no-mmio\twhat is known about one diagnosis\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.run = run,
};
