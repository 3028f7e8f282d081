/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this host able, and what is in its way? Reads it, runs the checks for each function
 * that is meant, and adds what the kernel log says. How it is shown is in doctor-doc.c.
 */
#include "cli/doctor-host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "checks/check.h"
#include "cli/doctor-doc.h"
#include "cli/doctor-join.h"
#include "cli/doctor-log.h"
#include "facts/facts.h"

/* What was judged: findings of checks, then those of the log. */
struct doctor {
	struct host host;
	struct check_report report;
	struct doctor_log log;
	struct doc *devices; /* of the document */
};

static void doctor_done(struct doctor *d)
{
	check_report_done(&d->report);
	doctor_log_done(&d->log);
	host_done(&d->host);
}

unsigned doctor_mode_of(const struct pci_dev *d)
{
	if (d->is_vf)
		return USE_MODE_PASSTHROUGH;
	if (d->sriov.present == TRI_YES || d->sriov.total >= 0)
		return USE_MODE_SRIOV;
	if (check_kind_of(d) == CHECK_IGPU)
		return d->mdev == TRI_YES ? USE_MODE_GVT_G : USE_MODE_SRIOV;
	return check_kind_of(d) == CHECK_DGPU ? USE_MODE_PASSTHROUGH : 0;
}

/* Where no device was named: those that somebody would split or give away. */
static bool is_meant(const struct pci_dev *d)
{
	if (d->is_vf || doctor_mode_of(d) == 0)
		return false;
	return doctor_mode_of(d) != USE_MODE_PASSTHROUGH || d->boot_vga != TRI_YES;
}

static const char *mode_word(unsigned mode)
{
	if (mode == USE_MODE_GVT_G)
		return "GVT-g";
	return mode == USE_MODE_SRIOV ? "SR-IOV" : "passthrough";
}

/* How many VFs a function can have, as far as anybody can tell; -1 unknown. */
static int vfs_of(const struct pci_dev *d)
{
	return d->sriov.total > 0 ? d->sriov.total : d->sriov.hw_total;
}

static void say_device(
	struct call *call, const struct doctor *doctor, const struct pci_dev *d, unsigned mode)
{
	struct doctor_count host = doctor_doc_count(doctor->report.v, doctor->report.n, "");
	struct doctor_count own = doctor_doc_count(doctor->report.v, doctor->report.n, d->name);
	size_t blocks = host.blocks + own.blocks;
	char words[40];

	doctor_doc_words(blocks, " it", words, sizeof(words));
	if (mode == USE_MODE_SRIOV && vfs_of(d) > 0)
		doc_say(call->doc, "%d VFs possible on %s; %s", vfs_of(d), d->name, words);
	else if (blocks > 0)
		doc_say(call->doc, "%s of %s; %s", mode_word(mode), d->name, words);
	else
		doc_say(call->doc, "%s of %s: %s", mode_word(mode), d->name, words);
}

static int judge_device(struct call *call, struct doctor *doctor, const struct pci_dev *d,
	const struct doctor_wish *asked, struct err *err)
{
	struct check_wish wish = {
		.dev = d,
		.mode = asked->mode ? asked->mode : doctor_mode_of(d),
		.guests = asked->guests ? asked->guests : GUEST_OS_ANY,
	};
	struct doc *map;
	int r;

	if (wish.mode == 0)
		wish.mode = USE_MODE_PASSTHROUGH;
	r = checks_run(&doctor->host, &wish, &doctor->report, err);
	if (r < 0)
		return r;
	say_device(call, doctor, d, wish.mode);
	map = doc_add_map(doctor->devices);
	doc_str(map, "device", d->name);
	doc_str(map, "kind", kind_of(d)->id);
	doc_str(map, "mode", mode_word(wish.mode));
	if (wish.mode == USE_MODE_SRIOV && vfs_of(d) > 0)
		doc_int(map, "vfs_possible", vfs_of(d));
	return 0;
}

/* Every mode that some device is asked about: checks of the host are for all of them. */
static unsigned modes_of_host(
	const struct host *host, const struct pci_dev *dev, const struct doctor_wish *asked)
{
	unsigned modes = 0;

	if (asked->mode)
		return asked->mode;
	if (dev)
		return doctor_mode_of(dev) ? doctor_mode_of(dev) : USE_MODE_PASSTHROUGH;
	for (size_t i = 0; i < host->n_pci; i++)
		if (is_meant(&host->pci[i]))
			modes |= doctor_mode_of(&host->pci[i]);
	return modes ? modes : USE_MODE_ANY;
}

static int judge(
	struct call *call, struct doctor *doctor, const struct doctor_wish *asked, struct err *err)
{
	struct check_wish wish = { .guests = asked->guests ? asked->guests : GUEST_OS_ANY };
	struct pci_dev *dev = NULL;
	bool any = false;
	int r = 0;

	if (asked->device)
		r = host_resolve_pci(&doctor->host, asked->device, &dev, err);
	if (r < 0)
		return r;
	wish.mode = modes_of_host(&doctor->host, dev, asked);
	r = checks_run(&doctor->host, &wish, &doctor->report, err);
	/* People read it in the sentences. */
	doctor->devices = call->globals->json ? doc_list(call->doc, "devices") : NULL;
	if (r == 0 && dev)
		return judge_device(call, doctor, dev, asked, err);
	for (size_t i = 0; i < doctor->host.n_pci && r == 0; i++) {
		if (!is_meant(&doctor->host.pci[i]))
			continue;
		any = true;
		r = judge_device(call, doctor, &doctor->host.pci[i], asked, err);
	}
	if (r == 0 && !any)
		doc_say(call->doc, "this host has nothing that can be split or given away");
	return r;
}

/* A log that may not be read, or is not there, is no failure: the checks stand alone. */
static int read_log(struct call *call, struct doctor *doctor, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err why;
	int r = doctor_log_read_host(call->root, &file, &why);

	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0) {
		doc_unknown(call->doc, "log_lines");
		if (r != -ENOENT)
			doc_note(call->doc, "%s", why.text);
		return 0;
	}
	r = doctor_log_diagnose(&file, &doctor->log, err);
	if (r == 0)
		doc_int(call->doc, "log_lines", (long long)doctor->log.n_lines);
	return r;
}

static void close_up(
	struct call *call, const struct doctor *doctor, const struct finding *all, size_t n)
{
	struct doctor_count checked = doctor_doc_count(doctor->report.v, doctor->report.n, NULL);
	struct doctor_count c = doctor_doc_count(all, n, NULL);

	doc_int(call->doc, "blocks", (long long)c.blocks);
	doc_int(call->doc, "warnings", (long long)c.warnings);
	doc_int(call->doc, "not_looked_at", (long long)c.unknown);
	doc_int(call->doc, "passed", (long long)checked.ok);
	if (c.blocks > 0)
		call->exit = EXITCODE_BLOCKED;
	if (checked.unknown > 0)
		doc_close(call->doc, "%zu checks passed, %zu could not look (-v shows which)",
			checked.ok, checked.unknown);
	else
		doc_close(call->doc, "%zu checks passed", checked.ok);
	if (checked.unknown > 0 && doctor->host.is_root == TRI_NO)
		doc_note(call->doc, "root sees more: run it with sudo to look at the rest");
}

int doctor_host(struct call *call, const struct doctor_wish *wish, struct err *err)
{
	_cleanup_(doctor_done) struct doctor doctor = { 0 };
	_cleanup_free_ struct finding *all = NULL;
	size_t n = 0;
	int r;

	host_init(&doctor.host);
	r = facts_read(call->root, FACTS_HOST | FACTS_NO_NAMES, &doctor.host, err);
	if (r == 0)
		r = judge(call, &doctor, wish, err);
	if (r == 0)
		r = read_log(call, &doctor, err);
	if (r < 0)
		return r;
	all = doctor_join(&doctor.report, &doctor.log.findings, &n);
	if (!all)
		return err_oom(err);
	r = doctor_doc_findings(call, all, n, err);
	close_up(call, &doctor, all, n);
	return r;
}
