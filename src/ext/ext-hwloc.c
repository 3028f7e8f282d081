/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libhwloc: how the processors of the running host hang together. Opened at first use. Only
 * what sysfs says is asked for: no PCI, no CPUID on each processor in turn.
 */
#include "ext/ext-hwloc.h"

#include <errno.h>
#include <hwloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-load.h"

static struct {
	__typeof__(hwloc_topology_init) *init;
	__typeof__(hwloc_topology_destroy) *destroy;
	__typeof__(hwloc_topology_set_components) *components;
	__typeof__(hwloc_topology_set_flags) *flags;
	__typeof__(hwloc_topology_set_io_types_filter) *io_filter;
	__typeof__(hwloc_topology_load) *load;
	__typeof__(hwloc_get_type_depth) *type_depth;
	__typeof__(hwloc_get_nbobjs_by_depth) *n_at_depth;
	__typeof__(hwloc_get_obj_by_depth) *at_depth;
	__typeof__(hwloc_bitmap_next) *next;
	__typeof__(hwloc_cpukinds_get_by_cpuset) *kind;
} hw;

static const struct load_symbol symbols[] = {
	{ "hwloc_topology_init", &hw.init },
	{ "hwloc_topology_destroy", &hw.destroy },
	{ "hwloc_topology_set_components", &hw.components },
	{ "hwloc_topology_set_flags", &hw.flags },
	{ "hwloc_topology_set_io_types_filter", &hw.io_filter },
	{ "hwloc_topology_load", &hw.load },
	{ "hwloc_get_type_depth", &hw.type_depth },
	{ "hwloc_get_nbobjs_by_depth", &hw.n_at_depth },
	{ "hwloc_get_obj_by_depth", &hw.at_depth },
	{ "hwloc_bitmap_next", &hw.next },
	{ "hwloc_cpukinds_get_by_cpuset", &hw.kind },
	{ NULL, NULL },
};

static struct load_library library = {
	.files = { "libhwloc.so.15" },
	.symbols = symbols,
	.title = "libhwloc",
	.cannot = "cannot ask for the processors",
};

static void topologyp(hwloc_topology_t *t)
{
	if (*t)
		hw.destroy(*t);
}

static hwloc_obj_t above(hwloc_obj_t o, hwloc_obj_type_t type)
{
	while (o && o->type != type)
		o = o->parent;
	return o;
}

static void add_core(hwloc_topology_t t, hwloc_obj_t core, struct str_buf *b)
{
	hwloc_obj_t package = above(core, HWLOC_OBJ_PACKAGE), l3 = above(core, HWLOC_OBJ_L3CACHE);
	int node = core->nodeset ? hw.next(core->nodeset, -1) : -1;
	int kind = hw.kind(t, core->cpuset, 0);
	const char *comma = "";

	str_buf_printf(b, "%u %d %d %d ", package ? package->logical_index : 0, node < 0 ? 0 : node,
		l3 ? (int)l3->logical_index : -1, kind < 0 ? 0 : kind);
	for (int pu = hw.next(core->cpuset, -1); pu >= 0; pu = hw.next(core->cpuset, pu)) {
		str_buf_printf(b, "%s%d", comma, pu);
		comma = ",";
	}
	str_buf_add(b, "\n");
}

/* Plugins are for GPUs and networks, and their libraries are slow to load. */
static int init_without_plugins(hwloc_topology_t *t)
{
	bool ours = !getenv("HWLOC_PLUGINS_PATH");
	int r;

	if (ours)
		(void)setenv("HWLOC_PLUGINS_PATH", "/nonexistent", 0);
	r = hw.init(t);
	if (ours)
		(void)unsetenv("HWLOC_PLUGINS_PATH");
	return r;
}

int ext_hwloc_cores(char **ret, struct err *err)
{
	_cleanup_(topologyp) hwloc_topology_t t = NULL;
	_cleanup_(str_buf_done) struct str_buf b = { 0 };
	int r, depth, n;
	char *text;

	r = load_library(&library, err);
	if (r < 0)
		return r;
	if (init_without_plugins(&t) < 0)
		return err_oom(err);
	(void)hw.components(t, HWLOC_TOPOLOGY_COMPONENTS_FLAG_BLACKLIST, "x86");
	(void)hw.io_filter(t, HWLOC_TYPE_FILTER_KEEP_NONE);
	/* All of the machine, not what our cgroup leaves of it. */
	(void)hw.flags(t, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
	if (hw.load(t) < 0)
		return err_sys(err, errno ? errno : EIO, "cannot ask for the processors");
	/* Some virtual machines have processors without cores. */
	depth = hw.type_depth(t, HWLOC_OBJ_CORE);
	if (depth < 0)
		depth = hw.type_depth(t, HWLOC_OBJ_PU);
	n = depth < 0 ? 0 : (int)hw.n_at_depth(t, depth);
	for (int i = 0; i < n; i++)
		add_core(t, hw.at_depth(t, depth, (unsigned)i), &b);
	if (n == 0)
		return err_set(err, ENODATA, "hwloc knows of no processors");
	text = str_buf_take(&b);
	if (!text)
		return err_oom(err);
	*ret = text;
	return 0;
}
