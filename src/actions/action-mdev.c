/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Make or remove a mediated device, a slice of a GPU by GVT-g. Target: the GPU's address and the
 * UUID, "0000:00:02.0/c2d8a6f0-..."; value: its type, or "none". The kernel blocks while somebody
 * holds one that goes: so each write is made by a child, with a time limit. Whether it is in use
 * was asked before: this is plan-mdev.c's work.
 */
#include "actions/action.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "actions/kernel-log.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "model/mdev.h"

#define INSTANCE   "sys/bus/mdev/devices/%s"
#define CREATE     "sys/bus/pci/devices/%s/mdev_supported_types/%s/create"
#define TIMEOUT_MS 30000

struct change {
	const struct root *root;
	char gpu[PCI_ADDR_TEXT], uuid[MDEV_UUID];
	const char *type;
};

static int parse_target(const char *target, struct change *c, struct err *err)
{
	const char *slash = strchr(target, '/');
	size_t n = slash ? (size_t)(slash - target) : 0;
	struct pci_addr addr;

	if (n > 0 && n < sizeof(c->gpu)) {
		memcpy(c->gpu, target, n);
		c->gpu[n] = '\0';
		if (pci_addr_parse(c->gpu, &addr) == 0 && mdev_uuid_parse(slash + 1, c->uuid) == 0)
			return 0;
	}
	return err_set(err, EINVAL, "'%s' names no mediated device", target);
}

/* "none" when it is not there. */
static int read_type(const struct change *c, char **ret, struct err *err)
{
	int r = root_link_name(c->root, ret, err, INSTANCE "/mdev_type", c->uuid);

	if (r == -ENOENT) {
		*ret = str_printf("none");
		return *ret ? 0 : err_oom(err);
	}
	return r < 0 ? err_wrap(err, "cannot see whether %s is there", c->uuid) : 0;
}

static int explain(const struct change *c, struct err *err)
{
	static const struct {
		int code;
		const char *meaning;
	} meanings[] = {
		{ ENOSPC, "the GPU has no room for one more of this type" },
		{ EEXIST, "another device has this UUID" },
		{ ENOENT, "the GPU offers no such type now: is kvmgt loaded?" },
		{ EAGAIN, "somebody else is removing it" },
		{ ENODEV, "it is being removed already" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(meanings); i++)
		if (meanings[i].code == err->code) {
			(void)err_hint(err, "%s", meanings[i].meaning);
			break;
		}
	return err_wrap(err, "cannot %s %s of %s", str_eq(c->type, "none") ? "remove" : "make",
		c->uuid, c->gpu);
}

static int write_it(const struct change *c, struct err *err)
{
	int r;

	if (str_eq(c->type, "none"))
		r = root_write(c->root, "1", err, INSTANCE "/remove", c->uuid);
	else
		r = root_write(c->root, c->uuid, err, CREATE, c->gpu, c->type);
	return r < 0 ? explain(c, err) : 0;
}

static int verify(const struct change *c, struct err *err)
{
	_cleanup_free_ char *now = NULL;
	int r = read_type(c, &now, err);

	if (r < 0 || str_eq(now, c->type))
		return r;
	return err_set(err, EIO, "%s of %s was to be %s, and is %s", c->uuid, c->gpu, c->type, now);
}

/* In the child. */
static int change(void *arg, struct err *err)
{
	const struct change *c = arg;
	_cleanup_free_ char *old = NULL;
	struct err ignored;
	int r = read_type(c, &old, err);

	if (r < 0 || str_eq(old, c->type))
		return r;
	if (!str_eq(old, "none") && !str_eq(c->type, "none"))
		return err_set(err, EEXIST, "%s is there already, as %s", c->uuid, old);
	r = write_it(c, err);
	/* mdevctl makes it at the same time, at a boot: then the type says whether it is this one.
	 */
	if (r == -EEXIST && verify(c, &ignored) == 0)
		return 0;
	return r < 0 ? r : verify(c, err);
}

static int set(const struct site *site, const char *target, const char *type, struct err *err)
{
	_cleanup_close_ int mark = kernel_log_mark(site->root);
	struct change c = { .root = site->root, .type = type };
	char what[96];
	int r = parse_target(target, &c, err);

	if (r < 0)
		return r;
	(void)snprintf(what, sizeof(what), "%s %.36s", str_eq(type, "none") ? "removing" : "making",
		c.uuid);
	r = run_in_child(change, &c, TIMEOUT_MS, what, err);
	if (r == -ETIMEDOUT)
		(void)err_hint(err, "somebody still holds it; end what does (virtfn list gvt), the "
				    "kernel then goes on by itself");
	if (r < 0)
		kernel_log_attach(mark, c.gpu, err);
	return r;
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	struct change c = { .root = site->root, .type = step->value };
	_cleanup_free_ char *now = NULL;
	int r = parse_target(step->target, &c, err);

	if (r == 0)
		r = read_type(&c, &now, err);
	return r < 0 ? r : saved_set(ret, now, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	return set(site, step->target, step->value, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	return set(site, step->target, saved->text, err);
}

const struct action action_mdev = {
	.id = "mdev",
	.save = save,
	.apply = apply,
	.undo = undo,
};
