/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are the options of modprobe.d in force? A loaded module with another value was loaded from
 * an old initramfs, or before the file was written, or did not take the value. Those of i915
 * and xe are params-applied's.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* A bool as a number; others stay as they are. */
static const char *plain(const char *value)
{
	if (!*value || str_eq(value, "Y") || str_eq(value, "y") || str_eq(value, "on"))
		return "1";
	if (str_eq(value, "N") || str_eq(value, "n") || str_eq(value, "off"))
		return "0";
	return value;
}

static bool same(const char *wanted, const char *is)
{
	char *end_wanted, *end_is;
	long long a, b;

	if (str_eq(plain(wanted), plain(is)))
		return true;
	a = strtoll(plain(wanted), &end_wanted, 0);
	b = strtoll(plain(is), &end_is, 0);
	return !*end_wanted && !*end_is && a == b;
}

/* Another line, or the command line, gives the value that is in force. */
static bool set_elsewhere(
	const struct kernel *k, const struct kernel_conf *c, const char *option, const char *is)
{
	struct param_option o;
	struct param_word word;
	const char *text;

	if (param_option(k, c->module, option, &o) == TRI_YES && o.param)
		return true;
	for (size_t i = 0; i < k->n_conf; i++) {
		text = k->conf[i].text;
		if (k->conf[i].kind != KERNEL_CONF_OPTIONS || !text ||
			!str_eq(k->conf[i].module, c->module))
			continue;
		while (param_next_word(&text, &word))
			if (str_eq(word.name, option) && same(word.value, is))
				return true;
	}
	return false;
}

static bool differs(const struct kernel *k, const struct kernel_conf *c, struct param_word *word)
{
	const struct kernel_module *m = kernel_module(k, c->module);
	const char *text = c->text, *is;

	if (str_eq(c->module, "i915") || str_eq(c->module, "xe"))
		return false;
	if (c->kind != KERNEL_CONF_OPTIONS || !text || !m || m->loaded != TRI_YES ||
		m->builtin == TRI_YES)
		return false;
	while (param_next_word(&text, word)) {
		is = kernel_module_param(k, c->module, word->name);
		if (is && !same(word->value, is) && !set_elsewhere(k, c, word->name, is))
			return true;
	}
	return false;
}

static void pending(struct judge *j, const struct kernel_conf *c, const struct param_word *word)
{
	const char *is = kernel_module_param(&j->host->kernel, c->module, word->name);
	char file[200];

	judge_warning(j, "%s=%s of %s is not in force: the loaded module has %s", word->name,
		*word->value ? word->value : "1", c->module, is);
	(void)snprintf(file, sizeof(file), "%s:%u", c->file ? c->file : "modprobe.d", c->line);
	judge_seen_printf(j, file, "options %s %s", c->module, c->text);
	(void)snprintf(file, sizeof(file), "/sys/module/%s/parameters/%s", c->module, word->name);
	judge_seen(j, file, is);
	fix_say(j, "%s",
		j->host->initramfs ? j->host->initramfs->rebuild : "rebuild the initramfs");
	fix_reboot(j, "the module takes its options when it is loaded");
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	struct param_word word;

	for (size_t i = 0; i < k->n_conf; i++) {
		if (differs(k, &k->conf[i], &word)) {
			pending(j, &k->conf[i], &word);
			return;
		}
	}
	if (k->conf_seen == TRI_YES)
		judge_ok(j, "the options of modprobe.d that can be compared are in force");
	else
		judge_unknown(j, "the options of modprobe.d could not be read");
}

const struct check check_boot_module_options = {
	.id = "boot-module-options",
	.group = "boot",
	.title = "Module options are in force",
	.why = "A module takes its options when it is loaded. Those of the initramfs come from the "
	       "copy of modprobe.d in it, so that a changed file needs a new initramfs and a "
	       "reboot.",
	.source = "host.md 2.1, 2.2",
	.judge = judge,
};
