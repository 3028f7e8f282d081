/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where is an option of a module set: in modprobe.d, or on the command line?
 */
#include "checks/module-option.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "checks/judge.h"

/* Whether "a=1 name=2" has name. */
static bool has_option(const char *text, const char *name)
{
	size_t len = strlen(name);

	while (*text) {
		text += strspn(text, " \t");
		if (strncmp(text, name, len) == 0 && text[len] == '=')
			return true;
		text += strcspn(text, " \t");
	}
	return false;
}

const struct kernel_conf *module_option_conf(
	const struct kernel *k, const char *module, const char *name)
{
	for (size_t i = 0; i < k->n_conf; i++) {
		const struct kernel_conf *c = &k->conf[i];

		if (c->kind == KERNEL_CONF_OPTIONS && str_eq(c->module, module) && c->text &&
			has_option(c->text, name))
			return c;
	}
	return NULL;
}

const struct kernel_param *module_option_param(
	const struct kernel *k, const char *module, const char *name)
{
	char both[80];

	(void)snprintf(both, sizeof(both), "%s.%s", module, name);
	return kernel_param(k, both);
}

bool module_option_seen(const struct kernel *k)
{
	return k->conf_seen == TRI_YES && k->cmdline;
}

void module_option_evidence(struct judge *j, const char *module, const char *name)
{
	const struct kernel_conf *conf = module_option_conf(&j->host->kernel, module, name);
	const struct kernel_param *param = module_option_param(&j->host->kernel, module, name);

	if (conf)
		judge_seen_printf(
			j, conf->file, "line %u: options %s %s", conf->line, module, conf->text);
	if (param)
		judge_seen_param(j, param);
}
