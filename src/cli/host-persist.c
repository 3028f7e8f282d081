/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who makes the VFs of host.yaml at each boot and now, on this very host? The texts are
 * plan-persist.c's; here is what they go by: whether systemd is there, and where virtfn is.
 */
#include "cli/host-persist.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/self.h"
#include "facts/edit-files.h"
#include "plan/plan-looking-glass.h"
#include "plan/plan-persist.h"
#include "plan/plan-wish.h"

#define UNIT "systemd/system/virtfn-vf@.service"

static bool has_systemd(const struct root *root)
{
	static const char *const places[] = { "usr/lib/systemd/systemd", "lib/systemd/systemd" };

	if (root->host)
		return root_exists(root, "run/systemd/system");
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (root_exists(root, "%s", places[i]))
			return true;
	return false;
}

/* NULL in *ret: virtfn's own package brought the unit. */
static int find_program(const struct root *root, char **ret, struct err *err)
{
	static const char *const units[] = { "usr/lib/" UNIT, "lib/" UNIT, "usr/local/lib/" UNIT };

	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (root_exists(root, "%s", units[i]))
			return 0;
	if (root->host)
		return self_path(ret, err);
	/* In a tree, it is where it will be found once that is booted. */
	*ret = str_printf("%s", root_exists(root, "usr/local/bin/virtfn") ? "/usr/local/bin/virtfn"
									  : "/usr/bin/virtfn");
	return *ret ? 0 : err_oom(err);
}

int host_persist_read(const struct root *root, struct host_plan *p, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	const char *const own[] = { p->wish.path, NULL };
	int r = plan_persist_files(&p->host, &names, err);

	if (r == 0)
		r = facts_read_files(root, (const char *const *)names.v, &p->edits, err);
	if (r == 0)
		r = facts_read_files(root, plan_looking_glass_files, &p->edits, err);
	return r < 0 ? r : facts_read_files(root, own, &p->edits, err);
}

int host_persist_plan(const struct root *root, struct host_plan *p, struct err *err)
{
	const struct wish_host *wish = &p->wish.wish;
	_cleanup_free_ char *program = NULL;
	int r = 0;

	if (p->wish.path)
		r = edits_set(&p->edits, p->wish.path, p->wish.text, "what the device is for", err);
	if (r == 0)
		r = plan_persist_mdevs(&p->host, wish, &p->edits, err);
	if (r < 0)
		return r;
	if (!has_systemd(root))
		return wish->n_devices == 0
			       ? 0
			       : edits_note(&p->edits, err,
					 "have virtfn vf restore --all run at each boot: this "
					 "host has no systemd that could be told to");
	r = find_program(root, &program, err);
	if (r == 0)
		r = plan_persist(&p->host, wish, program, &p->edits, err);
	return r < 0 ? r : plan_persist_take_over(&p->host, wish, &p->edits, err);
}

int host_persist_start(const struct root *root, struct host_plan *p, struct err *err)
{
	_cleanup_free_ char *program = NULL;
	int r = has_systemd(root) ? 0 : self_path(&program, err);

	return r < 0 ? r : plan_wish_start(&p->host, &p->wish.wish, program, &p->edits, err);
}
