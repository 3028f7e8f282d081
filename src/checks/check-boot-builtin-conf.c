/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is modprobe.d asked to steer a driver that is built into the kernel? Nothing loads it, so
 * options, softdep and blacklist lines have no effect.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#include <stdio.h>
#include <string.h>

static const char *word_of(enum kernel_conf_kind kind)
{
	switch (kind) {
	case KERNEL_CONF_OPTIONS:
		return "options";
	case KERNEL_CONF_BLACKLIST:
		return "blacklist";
	case KERNEL_CONF_SOFTDEP:
		return "softdep";
	case KERNEL_CONF_INSTALL:
	case KERNEL_CONF_LOAD:
		break;
	}
	return NULL;
}

static void useless(struct judge *j, const struct kernel_conf *c)
{
	const char *word = word_of(c->kind), *text = c->text ? c->text : "";
	char where[200];

	judge_warning(j, "%s is built into the kernel: its %s line in modprobe.d has no effect",
		c->module, word);
	(void)snprintf(where, sizeof(where), "%s:%u", c->file, c->line);
	judge_seen_printf(j, where, "%s %s %s", word, c->module, text);
	if (c->kind == KERNEL_CONF_OPTIONS)
		fix_say(j, "give it on the kernel command line instead, as %s.OPTION=VALUE",
			c->module);
	else
		fix_say(j,
			"take the line out; to keep the driver off a function, bind it by address "
			"(virtfn vf bind, or driver_override)");
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;

	for (size_t i = 0; i < k->n_conf; i++) {
		const struct kernel_module *m = kernel_module(k, k->conf[i].module);

		/* What a distribution ships is for all of its kernels. */
		if (!k->conf[i].file || strncmp(k->conf[i].file, "/etc/", 5) != 0)
			continue;
		if (word_of(k->conf[i].kind) && m && m->builtin == TRI_YES) {
			useless(j, &k->conf[i]);
			return;
		}
	}
	if (k->conf_seen == TRI_YES)
		judge_ok(j, "no line of modprobe.d is about a driver that is built in");
	else
		judge_unknown(j, "modprobe.d could not be read");
}

const struct check check_boot_builtin_conf = {
	.id = "boot-builtin-conf",
	.group = "boot",
	.title = "modprobe.d steers modules only",
	.why = "Drivers that are built into the kernel are not loaded by modprobe: \"softdep "
	       "xhci_pci pre: vfio-pci\" or \"options vfio-pci ids=\" then do nothing, without a "
	       "message.",
	.source = "devices.md 8; host.md 2.2",
	.judge = judge,
};
