/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the GPU drivers run with what modprobe.d says? A module that was loaded out of the
 * initramfs has the options that were in there when it was made.
 */
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

/* Values are alike when the kernel shows them alike: 1 is Y. */
static bool alike(const char *a, const char *b)
{
	static const char *const yes[] = { "1", "y", "on", "true" }, *const no[] = { "0", "n",
		"off", "false" };
	int va = -1, vb = -1;

	if (strcasecmp(a, b) == 0)
		return true;
	for (int i = 0; i < 4; i++) {
		va = strcasecmp(a, yes[i]) == 0 ? 1 : strcasecmp(a, no[i]) == 0 ? 0 : va;
		vb = strcasecmp(b, yes[i]) == 0 ? 1 : strcasecmp(b, no[i]) == 0 ? 0 : vb;
	}
	return va >= 0 && va == vb;
}

/* Whether a later line, or the command line, sets the same: then this one does not count. */
static bool overruled(const struct kernel *k, size_t line, const char *module, const char *name)
{
	_cleanup_free_ char *argument = str_printf("%s.%s", module, name);
	_cleanup_free_ char *word = str_printf("%s=", name);

	if (!argument || !word || kernel_param(k, argument))
		return true;
	for (size_t i = line + 1; i < k->n_conf; i++)
		if (k->conf[i].kind == KERNEL_CONF_OPTIONS && str_eq(k->conf[i].module, module) &&
			strstr(k->conf[i].text, word))
			return true;
	return false;
}

static void differs(
	struct judge *j, const struct kernel_conf *c, const char *word, const char *runs)
{
	const struct initramfs_tool *tool = j->host->initramfs;

	judge_warning(j, "%s does not run with %s of %s", c->module, word, c->file);
	judge_seen_printf(j, c->file, "options %s %s", c->module, c->text);
	judge_seen_printf(j, "/sys/module", "%s has %s", c->module, runs);
	fix_say(j, "%s", tool ? tool->rebuild : "rebuild the initramfs");
	fix_reboot(j, "options are read when the module is loaded");
}

/* Looks at the options of one line; false when one of them differs (said). */
static bool compare(struct judge *j, size_t line, size_t *n)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_conf *c = &k->conf[line];
	_cleanup_free_ char *copy = strdup(c->text);
	char *save = NULL;

	for (char *w = copy ? strtok_r(copy, " \t", &save) : NULL; w;
		w = strtok_r(NULL, " \t", &save)) {
		_cleanup_free_ char *whole = strdup(w);
		char *value = strchr(w, '=');
		const char *runs;

		if (!value || !whole)
			continue;
		*value++ = '\0';
		runs = kernel_module_param(k, c->module, w);
		if (!runs || overruled(k, line, c->module, w))
			continue;
		(*n)++;
		if (!alike(value, runs)) {
			differs(j, c, whole, runs);
			return false;
		}
	}
	return true;
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	size_t n = 0;

	if (k->conf_seen != TRI_YES) {
		judge_unknown(j, "modprobe.d could not be looked at");
		return;
	}
	for (size_t i = 0; i < k->n_conf; i++) {
		const struct kernel_conf *c = &k->conf[i];
		bool gpu = str_eq(c->module, "i915") || str_eq(c->module, "xe");

		if (c->kind == KERNEL_CONF_OPTIONS && gpu && !compare(j, i, &n))
			return;
	}
	if (n > 0)
		judge_ok(j, "i915 and xe run with what modprobe.d says");
}

const struct check check_params_applied = {
	.id = "params-applied",
	.group = "driver",
	.title = "GPU drivers run with the options of modprobe.d",
	.why = "An option that was written but not taken over is the most common reason why a "
	       "guide "
	       "was followed and there are still no VFs.",
	.source = "host.md 2.1, 2.2; devices.md 2.3",
	.modes = USE_MODE_SRIOV | USE_MODE_GVT_G,
	.judge = judge,
};
