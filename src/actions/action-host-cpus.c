/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which CPUs the host's own processes may use. Target: a top group of the host's processes
 * ("user.slice"); value: a list of CPUs, "" for all. With systemd it is asked, as it writes the
 * same files again otherwise; without it, and on a tree, the file of cgroup v2 is written.
 */
#include "actions/action.h"

#include <errno.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-systemd.h"
#include "model/cpu-list.h"

#define FILE_OF "sys/fs/cgroup/%s/cpuset.cpus"

static bool with_systemd(const struct site *site)
{
	return site->root->host && root_exists(site->root, "run/systemd/system");
}

static int look(const struct site *site, const char *unit, cpu_set_t *ret, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	int r;

	if (with_systemd(site))
		return ext_systemd_cpus_get(unit, ret, err);
	r = root_read(site->root, &text, err, FILE_OF, unit);
	if (r < 0)
		return err_wrap(err, "cannot see which CPUs %s may use", unit);
	if (cpu_list_read(text, ret) < 0)
		return err_set(
			err, EINVAL, "cannot see which CPUs %s may use: '%.60s'", unit, text);
	return 0;
}

/*
 * The kernel takes no list from a group with processes (ENOSPC), from systemd neither, which tells
 * nobody: then all CPUs that there may ever be are listed, which is the same.
 */
static int let_go(const struct site *site, const char *unit, struct err *err)
{
	_cleanup_free_ char *all = NULL, *text = NULL;
	int r = root_read(site->root, &text, err, FILE_OF, unit);

	/* systemd takes the controller away once no unit wants it. */
	if (r == -ENOENT || (r == 0 && !str_strip(text)[0]))
		return 0;
	if (r == 0)
		r = root_read(site->root, &all, err, "sys/devices/system/cpu/possible");
	if (r == 0)
		r = root_write(site->root, str_strip(all), err, FILE_OF, unit);
	if (r == -ENOENT && !root_exists(site->root, FILE_OF, unit))
		return 0;
	return r < 0 ? err_wrap(err, "cannot let %s use all CPUs again", unit) : 0;
}

static int set(const struct site *site, const char *unit, const char *value, struct err *err)
{
	cpu_set_t wanted, now;
	int r;

	if (cpu_list_read(value, &wanted) < 0)
		return err_set(err, EINVAL, "'%.60s' is no list of CPUs", value);
	r = look(site, unit, &now, err);
	if (r < 0)
		return r;
	if (CPU_EQUAL(&wanted, &now))
		return value[0] ? 0 : let_go(site, unit, err);
	if (with_systemd(site))
		r = ext_systemd_cpus_set(unit, &wanted, err);
	else
		r = root_write(site->root, value[0] ? value : "\n", err, FILE_OF, unit);
	if (!value[0] && (r == 0 || r == -ENOSPC))
		return let_go(site, unit, err);
	return r < 0 ? err_wrap(err, "cannot keep %s to the CPUs '%.60s'", unit, value) : 0;
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	char text[CPU_LIST_TEXT];
	cpu_set_t now;
	int r = look(site, step->target, &now, err);

	if (r < 0)
		return r;
	cpu_list_format(&now, text);
	return saved_set(ret, text, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	return set(site, step->target, step->value, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	int r = set(site, step->target, saved->text, err);

	/* The group may be gone, with all of its processes. */
	return r == -ENOENT ? 0 : r;
}

const struct action action_host_cpus = {
	.id = "host-cpus",
	.save = save,
	.apply = apply,
	.undo = undo,
};
