/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Write a value to a file of sysfs or procfs. Target: its path without the slash in front;
 * value: what to write. It does not outlive the boot, and so undo after a reboot does nothing.
 */
#include "actions/action.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "actions/journal.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"

#define TIMEOUT_MS 60000

/* Of files that show all choices, as transparent_hugepage/enabled: "always [madvise] never". */
static void keep_choice(char *text)
{
	char *open = strchr(text, '['), *close = open ? strchr(open, ']') : NULL;

	if (!close || memchr(open, ' ', (size_t)(close - open)))
		return;
	memmove(text, open + 1, (size_t)(close - open - 1));
	text[close - open - 1] = '\0';
}

static int read_now(const struct site *site, const char *target, char **ret, struct err *err)
{
	int r = root_read(site->root, ret, err, "%s", target);

	if (r == 0)
		keep_choice(*ret);
	return r;
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	_cleanup_free_ char *old = NULL, *text = NULL;
	char boot[40];
	int r = read_now(site, step->target, &old, err);

	if (r < 0)
		return err_wrap(err, "cannot see what is set now");
	journal_boot_id(site->root, boot);
	text = str_printf("%s %s", boot[0] ? boot : "-", old);
	return text ? saved_set(ret, text, err) : err_oom(err);
}

static int reached(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_free_ char *now = NULL;
	int r = read_now(site, step->target, &now, err);

	return r < 0 ? err_wrap(err, "cannot see what is set now") : str_eq(now, step->value);
}

struct written {
	const struct root *root;
	const char *target, *value;
};

static int write_value(void *arg, struct err *err)
{
	const struct written *w = arg;

	return root_write(w->root, w->value[0] ? w->value : "\n", err, "%s", w->target);
}

/* The kernel may block a write for as long as it likes: that is a child's. */
static int set(const struct site *site, const char *target, const char *value, struct err *err)
{
	struct written w = { site->root, target, value };
	_cleanup_free_ char *now = NULL;
	struct err ignored;
	char what[96];
	int r;

	if (read_now(site, target, &now, &ignored) == 0 && str_eq(now, value))
		return 0;
	(void)snprintf(what, sizeof(what), "setting /%.80s", target);
	r = run_in_child(write_value, &w, TIMEOUT_MS, what, err);
	return r < 0 ? err_wrap(err, "cannot set '%.60s'", value) : 0;
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	return set(site, step->target, step->value, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	const char *blank = strchr(saved->text, ' ');
	char boot[40];

	if (!blank)
		return err_set(err, EINVAL, "the journal does not say what %s was", step->target);
	journal_boot_id(site->root, boot);
	if (boot[0] && (strncmp(saved->text, boot, (size_t)(blank - saved->text)) != 0 ||
			       boot[blank - saved->text]))
		return 0;
	/* It went with its device or its module, and what it was with it. */
	if (!root_exists(site->root, "%s", step->target))
		return 0;
	return set(site, step->target, blank + 1, err);
}

const struct action action_attribute = {
	.id = "attribute",
	.save = save,
	.apply = apply,
	.undo = undo,
	.reached = reached,
	.sort = ACTION_VALUE,
	.doing = "setting",
	.target_is_path = true,
};
