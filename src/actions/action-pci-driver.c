/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Give one function to a driver, by its address and never by its ID: a GPU's VFs
 * have the ID of their PF. Target: an address, or "PF/virtfnN" for a VF that does
 * not exist yet; value: a driver, "host" (whichever the kernel chooses) or "none".
 */
#include "actions/action.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actions/journal.h"
#include "actions/kernel-log.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/openers.h"
#include "base/run.h"
#include "base/str.h"

#define DEVICE     "sys/bus/pci/devices/%s"
#define TIMEOUT_MS 30000
/* A desktop that was just stopped needs a moment to let go. */
#define HOLDER_MS 8000

struct kept;

struct place {
	const struct root *root;
	const char *target; /* as in the step: a path below devices/ */
	const char *value;
	char *address; /* owned */
	char *driver;  /* "" for none; owned */
	const struct kept *kept;
};

static void place_done(struct place *p)
{
	free(p->address);
	free(p->driver);
}

static int read_driver(struct place *p, struct err *err)
{
	struct err none;
	int r;

	free(p->driver);
	p->driver = NULL;
	r = root_link_name(p->root, &p->driver, &none, DEVICE "/driver", p->target);
	if (r < 0 && r != -ENOENT) {
		*err = none;
		return r;
	}
	if (r == -ENOENT)
		p->driver = strdup("");
	return p->driver ? 0 : err_oom(err);
}

/* -ENODEV when the function is not there. */
static int find(const struct root *root, const char *target, struct place *ret, struct err *err)
{
	struct place p = { .root = root, .target = target };
	int r;

	if (strchr(target, '/'))
		r = root_link_name(root, &p.address, err, DEVICE, target);
	else
		p.address = strdup(target), r = p.address ? 0 : err_oom(err);
	if (r == -ENOENT || (r == 0 && !root_exists(root, DEVICE, p.address)))
		r = err_set(err, ENODEV, "there is no function %s any more", target);
	if (r == 0)
		r = read_driver(&p, err);
	if (r < 0) {
		place_done(&p);
		return r;
	}
	*ret = p;
	return 0;
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	_cleanup_(place_done) struct place p = { 0 };
	_cleanup_free_ char *override = NULL, *text = NULL;
	char boot[40];
	int r;

	r = find(site->root, step->target, &p, err);
	if (r < 0)
		return r;
	r = root_read(site->root, &override, err, DEVICE "/driver_override", p.address);
	if (r < 0)
		return err_wrap(err, "cannot see which driver %s is kept for", p.address);
	/* No override reads as "(null)", on newer kernels as nothing. */
	journal_boot_id(site->root, boot);
	text = str_printf("%s/%s %s", str_eq(override, "(null)") ? "" : override, p.driver, boot);
	return text ? saved_set(ret, text, err) : err_oom(err);
}

/* Once: -EBUSY with who has a node of the function open. */
static int look_for_holder(const struct place *p, struct err *err)
{
	_cleanup_(openers_done) struct openers o = { 0 };
	const struct opener *first;
	char text[OPENER_TEXT];
	int r = openers_find(p->root, p->address, &o, err);

	if (r < 0)
		return r;
	first = openers_first(&o);
	if (!first)
		return 0;
	opener_text(first, text);
	return err_set(err, EBUSY, "cannot take %s from %s: %s", p->address, p->driver, text);
}

/* A driver whose nodes are open waits in the kernel for their end, NVIDIA's for ever. */
static int refuse_held(const struct place *p, struct err *err)
{
	long long end = log_now_ms() + (p->root->host ? HOLDER_MS : 0);
	int r = look_for_holder(p, err);

	while (r == -EBUSY && log_now_ms() < end) {
		(void)usleep(200000);
		r = look_for_holder(p, err);
	}
	return r;
}

static int unbind(struct place *p, struct err *err)
{
	int r;

	if (!p->driver[0])
		return 0;
	r = refuse_held(p, err);
	if (r < 0)
		return r;
	r = root_write(p->root, p->address, err, DEVICE "/driver/unbind", p->address);
	return r < 0 ? err_wrap(err, "cannot take %s from %s", p->address, p->driver) : 0;
}

static int set_override(struct place *p, const char *driver, struct err *err)
{
	int r;

	/* "\n" clears; an empty write is none. */
	r = root_write(
		p->root, driver[0] ? driver : "\n", err, DEVICE "/driver_override", p->address);
	return r < 0 ? err_wrap(err, "cannot keep %s for %s", p->address,
			       driver[0] ? driver : "any driver")
		     : 0;
}

static int probe(struct place *p, struct err *err)
{
	int r = root_write(p->root, p->address, err, "sys/bus/pci/drivers_probe");

	if (r < 0)
		return err_wrap(err, "cannot find a driver for %s", p->address);
	return read_driver(p, err);
}

static int to_driver(struct place *p, const char *driver, struct err *err)
{
	int r;

	if (!root_exists(p->root, "sys/bus/pci/drivers/%s", driver))
		return err_set(err, ENOENT,
			"cannot give %s to %s: no such driver is loaded; "
			"modprobe %s",
			p->address, driver, driver);
	r = set_override(p, driver, err);
	if (r == 0 && !str_eq(p->driver, driver))
		r = unbind(p, err);
	if (r == 0 && !str_eq(p->driver, driver))
		r = probe(p, err);
	if (r == 0 && !str_eq(p->driver, driver))
		r = err_set(err, EIO, "%s did not take %s", driver, p->address);
	return r;
}

static int to_host(struct place *p, struct err *err)
{
	bool ours = strstr(p->driver, "vfio") != NULL;
	int r;

	r = set_override(p, "", err);
	if (r == 0 && ours)
		r = unbind(p, err);
	if (r == 0 && (ours || !p->driver[0]))
		r = probe(p, err);
	if (r == 0 && !p->driver[0])
		r = err_set(err, ENOENT, "no driver of this host wants %s; is its module there?",
			p->address);
	if (r == 0 && ours && strstr(p->driver, "vfio"))
		r = err_set(err, EBUSY,
			"%s took %s again: it is told to, by ids= on the kernel's command line "
			"or in modprobe.d",
			p->driver, p->address);
	return r;
}

static int to_none(struct place *p, struct err *err)
{
	int r = set_override(p, "", err);

	return r < 0 ? r : unbind(p, err);
}

static int change(void *arg, struct err *err)
{
	struct place *p = arg;

	if (str_eq(p->value, "none"))
		return to_none(p, err);
	if (str_eq(p->value, "host"))
		return to_host(p, err);
	return to_driver(p, p->value, err);
}

/*
 * An unbind waits for whoever holds the function, and a host's driver for its hardware:
 * both are done by a child. A function that nobody has goes to vfio at once.
 */
static bool may_wait(const struct place *p)
{
	return p->driver[0] || !strstr(p->value, "vfio");
}

static int guarded(struct place *p, int (*fn)(void *, struct err *), struct err *err)
{
	_cleanup_close_ int mark = kernel_log_mark(p->root);
	char what[96];
	int r;

	(void)snprintf(what, sizeof(what), "moving %s from its driver", p->address);
	if (may_wait(p))
		r = run_in_child(fn, p, TIMEOUT_MS, what, err);
	else
		r = fn(p, err);
	if (r == -ETIMEDOUT)
		(void)err_hint(err, "somebody holds it: see virtfn list");
	if (r < 0)
		kernel_log_attach(mark, p->address, err);
	return r;
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_(place_done) struct place p = { 0 };
	int r;

	r = find(site->root, step->target, &p, err);
	if (r < 0)
		return r;
	p.value = step->value;
	return guarded(&p, change, err);
}

/* What save() wrote: "override/driver boot". */
struct kept {
	char override[64], driver[64], boot[40];
};

static int kept_parse(const struct saved *saved, struct kept *ret, struct err *err)
{
	const char *slash = strchr(saved->text, '/');
	size_t n = slash ? (size_t)(slash - saved->text) : 0;
	size_t len = slash ? strcspn(slash + 1, " ") : 0;
	const char *boot = slash && slash[1 + len] ? slash + 1 + len + 1 : "";

	if (!slash || n >= sizeof(ret->override) || len >= sizeof(ret->driver) ||
		strlen(boot) >= sizeof(ret->boot))
		return err_set(err, EINVAL, "the journal does not say which driver it had");
	(void)snprintf(ret->override, sizeof(ret->override), "%.*s", (int)n, saved->text);
	(void)snprintf(ret->driver, sizeof(ret->driver), "%.*s", (int)len, slash + 1);
	(void)snprintf(ret->boot, sizeof(ret->boot), "%s", boot);
	return 0;
}

/* Drivers are chosen anew at each boot, when addresses may be others' too. */
static bool of_this_boot(const struct root *root, const struct kept *kept)
{
	char boot[40];

	journal_boot_id(root, boot);
	return !boot[0] || !kept->boot[0] || str_eq(boot, kept->boot);
}

static int restore(void *arg, struct err *err)
{
	struct place *p = arg;
	const char *override = p->kept->override, *driver = p->kept->driver;
	int r;

	r = set_override(p, driver[0] ? driver : override, err);
	if (r == 0 && !str_eq(p->driver, driver)) {
		r = unbind(p, err);
		if (r == 0 && driver[0])
			r = probe(p, err);
	}
	/* The override of old, which may be none, only after the driver is back. */
	return r < 0 || !driver[0] ? r : set_override(p, override, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	_cleanup_(place_done) struct place p = { 0 };
	struct kept kept;
	int r = kept_parse(saved, &kept, err);

	if (r < 0 || !of_this_boot(site->root, &kept))
		return r;
	r = find(site->root, step->target, &p, err);
	if (r == -ENODEV)
		return 0;
	if (r < 0)
		return r;
	p.value = kept.driver;
	p.kept = &kept;
	return guarded(&p, restore, err);
}

static int may_undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	_cleanup_(place_done) struct place p = { 0 };
	struct kept kept;
	int r = kept_parse(saved, &kept, err);

	if (r < 0 || !of_this_boot(site->root, &kept))
		return r;
	r = find(site->root, step->target, &p, err);
	if (r == -ENODEV)
		return 0;
	if (r < 0 || !p.driver[0] || str_eq(p.driver, kept.driver))
		return r;
	return look_for_holder(&p, err);
}

const struct action action_pci_driver = {
	.id = "pci-driver",
	.save = save,
	.apply = apply,
	.undo = undo,
	.may_undo = may_undo,
};
