/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Take the firmware's framebuffer from the driver that draws the boot console on it (simpledrm,
 * efifb, vesafb), so that it lets go of the GPU's memory. Target: the platform device
 * ("simple-framebuffer.0"); value: "none". vfio-pci may remove that device altogether, and the
 * GPU's own driver has it removed: then there is nothing to take back.
 */
#include "actions/action.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "actions/journal.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"

#define DEVICE     "sys/bus/platform/devices/%s"
#define DRIVERS    "sys/bus/platform/drivers/%s"
#define TIMEOUT_MS 30000

struct move {
	const struct root *root;
	const char *device, *driver, *file;
};

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	_cleanup_free_ char *driver = NULL, *text = NULL;
	char boot[40];
	int r = root_link_name(site->root, &driver, err, DEVICE "/driver", step->target);

	if (r < 0 && r != -ENOENT)
		return r;
	journal_boot_id(site->root, boot);
	text = str_printf("%s %s", boot[0] ? boot : "-", driver ? driver : "");
	return text ? saved_set(ret, text, err) : err_oom(err);
}

static int write_move(void *arg, struct err *err)
{
	const struct move *m = arg;

	return root_write(m->root, m->device, err, DRIVERS "/%s", m->driver, m->file);
}

static int move(const struct move *m, struct err *err)
{
	char what[96];

	(void)snprintf(what, sizeof(what), "%sing %.60s", m->file, m->device);
	return run_in_child(write_move, (void *)m, TIMEOUT_MS, what, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_free_ char *driver = NULL;
	struct move m = { site->root, step->target, NULL, "unbind" };
	int r = root_link_name(site->root, &driver, err, DEVICE "/driver", step->target);

	if (r == -ENOENT)
		return 0;
	m.driver = driver;
	if (r == 0)
		r = move(&m, err);
	return r < 0 ? err_wrap(err, "cannot take %s from the boot console", step->target) : 0;
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	const char *blank = strchr(saved->text, ' ');
	size_t n = blank ? (size_t)(blank - saved->text) : 0;
	struct move m = { site->root, step->target, blank ? blank + 1 : "", "bind" };
	struct err ignored;
	char boot[40];

	if (!blank)
		return err_set(
			err, EINVAL, "the journal does not say which driver %s had", step->target);
	journal_boot_id(site->root, boot);
	if ((boot[0] && (strlen(boot) != n || strncmp(saved->text, boot, n) != 0)) ||
		!m.driver[0] || !root_exists(site->root, DEVICE, step->target) ||
		root_exists(site->root, DEVICE "/driver", step->target))
		return 0;
	/* The memory may be the GPU's driver's by now, which draws the console instead. */
	if (move(&m, &ignored) < 0)
		log_verbose("%s does not take %s again: %s, ignoring", m.driver, step->target,
			ignored.text);
	return 0;
}

const struct action action_framebuffer = {
	.id = "framebuffer",
	.save = save,
	.apply = apply,
	.undo = undo,
};
