/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May modules that are installed be loaded at all? Under lockdown, which Secure Boot brings,
 * an unsigned one is refused, and so is one that dkms signed with a key that was not enrolled.
 */
#include <string.h>

#include "base/mem.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/mok-words.h"

/* One line each. */
static void say_how(struct judge *j)
{
	_cleanup_free_ char *words = mok_words(j->host);
	char *rest = words, *line;

	if (!words)
		j->failed = true;
	while (rest && (line = strsep(&rest, "\n")))
		fix_say(j, "%s", line);
}

static void sign(struct judge *j)
{
	if (j->host->machine.lockdown[0])
		judge_seen(j, "/sys/kernel/security/lockdown", j->host->machine.lockdown);
	fix_say(j, "let dkms sign it, and enrol its key:");
	say_how(j);
}

/* Signed by dkms with a key that shim does not know: the kernel says "Key was rejected". */
static void not_enrolled(struct judge *j, const struct kernel_module *m)
{
	judge_warning(j,
		"the module %s is signed with a key of this host that is not enrolled, and this "
		"kernel loads what it trusts only",
		m->name);
	judge_seen_printf(j, m->file, "signed by %s", m->signer);
	judge_seen(j, mok_path(j->host), "not among the keys in MokListRT");
	say_how(j);
}

static bool is_dkms(const struct kernel_module *m)
{
	return strstr(m->file, "updates/") || strstr(m->file, "dkms/");
}

static void refused(struct judge *j, const struct kernel_module *m)
{
	judge_warning(
		j, "the module %s is not signed, and this kernel loads signed ones only", m->name);
	judge_seen(j, m->file, "no signature");
	sign(j);
}

/* The kernel that is booted next will insist on it as well: the firmware is the same. */
static bool refused_next(struct judge *j, size_t *n_seen)
{
	const struct kernel_image *next = kernel_next_image(&j->host->kernel);

	for (size_t i = 0; next && i < next->n_modules; i++) {
		const struct kernel_image_module *m = &next->modules[i];

		*n_seen += m->info_seen == TRI_YES;
		if (m->info_seen != TRI_YES || m->signer)
			continue;
		judge_warning(j,
			"the module %s of kernel %s is not signed: booted, that kernel does not "
			"load it",
			m->name, next->release);
		judge_seen(j, m->file, "no signature");
		sign(j);
		return true;
	}
	return false;
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_module *unsigned_one = NULL, *unknown_key = NULL;
	size_t n_seen = 0;

	if (!mok_enforced(j->host)) {
		if (j->host->machine.lockdown[0] || j->host->machine.secure_boot == TRI_NO)
			judge_ok(j, "this kernel does not insist on signed modules");
		else
			judge_unknown(
				j, "whether this kernel insists on signed modules is not known");
		return;
	}
	for (size_t i = 0; i < k->n_modules; i++) {
		const struct kernel_module *m = &k->modules[i];

		/* Without vermagic nobody looked inside: it came with the kernel, and is signed. */
		if (!m->file || !m->vermagic)
			continue;
		n_seen++;
		if (!m->signer && m->loaded == TRI_NO)
			unsigned_one = m;
		if (m->signer && m->loaded == TRI_NO && is_dkms(m) &&
			j->host->machine.mok_enrolled == TRI_NO)
			unknown_key = m;
	}
	if (unsigned_one)
		refused(j, unsigned_one);
	else if (unknown_key)
		not_enrolled(j, unknown_key);
	else if (refused_next(j, &n_seen))
		return;
	else if (k->n_modules == 0)
		judge_unknown(j, "which modules are installed could not be looked at");
	else
		judge_ok(j, "no unsigned module waits to be loaded (%zu looked into)", n_seen);
}

const struct check check_modules_signed = {
	.id = "modules-signed",
	.group = "security",
	.title = "Installed modules may be loaded",
	.why = "With Secure Boot the kernel loads signed modules only: \"Key was rejected by "
	       "service\". Modules that dkms builds are signed with a key of this host, which must "
	       "be enrolled once.",
	.source = "devices.md 2.5; diagnoses.md 3, row 11",
	.judge = judge,
};
