/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what is wrong to what is needed: the actions that checks named (checks/fix.c).
 */
#include "plan/plan-needs.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static const struct {
	const char *verb;
	enum need_kind kind;
} verbs[] = {
	{ "cmdline-add", NEED_ARGUMENT },
	{ "cmdline-remove", NEED_ARGUMENT_GONE },
	{ "module-option", NEED_MODULE_OPTION },
	{ "module-load", NEED_MODULE_LOAD },
	{ "module-early", NEED_MODULE_EARLY },
	{ "package-install", NEED_PACKAGE },
	{ "driver-install", NEED_DRIVER },
	{ "attribute-write", NEED_ATTRIBUTE },
};

#define FIRMWARE "in the firmware's set-up: "

static int add(struct needs *needs, const struct finding *f, enum need_kind kind, char *what,
	struct err *err)
{
	struct need need = { .kind = kind, .what = what, .why = f->title, .from = (char *)f->id };

	return needs_add(needs, &need, err);
}

/* One line of an action, "cmdline-add intel_iommu=on"; a verb that we cannot do is a person's. */
static int add_action(struct needs *needs, const struct finding *f, char *line, struct err *err)
{
	size_t verb = strcspn(line, " ");

	for (size_t i = 0; i < ARRAY_SIZE(verbs) && line[verb]; i++)
		if (strlen(verbs[i].verb) == verb && strncmp(line, verbs[i].verb, verb) == 0)
			return add(needs, f, verbs[i].kind, line + verb + 1, err);
	return add(needs, f, NEED_PERSON, line, err);
}

/* What stands in the firmware's menus, no program can set. */
static int add_firmware(struct needs *needs, const struct finding *f, struct err *err)
{
	_cleanup_free_ char *fix = str_printf("%s", f->fix ? f->fix : "");
	char *rest = fix, *line;
	int r = 0;

	if (!fix)
		return err_oom(err);
	while (r == 0 && (line = strsep(&rest, "\n")))
		if (strncmp(line, FIRMWARE, strlen(FIRMWARE)) == 0)
			r = add(needs, f, NEED_PERSON, line, err);
	return r;
}

static int add_finding(struct needs *needs, const struct finding *f, struct err *err)
{
	_cleanup_free_ char *action = NULL;
	char *rest, *line;
	int r;

	if (!f->action)
		return f->fix ? add(needs, f, NEED_PERSON, f->fix, err) : 0;
	action = str_printf("%s", f->action);
	if (!action)
		return err_oom(err);
	r = add_firmware(needs, f, err);
	rest = action;
	while (r == 0 && (line = strsep(&rest, "\n")))
		if (*line)
			r = add_action(needs, f, line, err);
	return r;
}

int plan_needs(
	const struct finding *findings, size_t n, bool warnings, struct needs *ret, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		const struct finding *f = &findings[i];
		bool wanted =
			f->verdict == VERDICT_BLOCKS || (warnings && f->verdict == VERDICT_WARNING);

		if (wanted && f->folded_under == FINDING_NONE)
			r = add_finding(ret, f, err);
	}
	return r;
}
