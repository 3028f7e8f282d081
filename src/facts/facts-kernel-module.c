/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the modules that matter are loaded, built in or installed for the running
 * kernel, and with which parameters? What is said inside a file that did not come with
 * the kernel is asked by facts-kernel-modinfo.c, other kernels by facts-kernel-other.c.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/kernel-names.h"
#include "facts/module-list.h"

#define LIST_MAX (16u * 1024 * 1024)
#define LOADED   "proc/modules"

static struct kernel_module *find(struct kernel *k, const char *name, size_t len)
{
	const struct kernel_name *known = kernel_name_find(name, len);

	return known ? &k->modules[known - kernel_names] : NULL;
}

static int add_all(struct kernel *k)
{
	k->modules = calloc(n_kernel_names, sizeof(*k->modules));
	if (!k->modules)
		return -ENOMEM;
	k->n_modules = n_kernel_names;
	for (size_t i = 0; i < n_kernel_names; i++) {
		struct kernel_module *m = &k->modules[i];

		(void)snprintf(m->name, sizeof(m->name), "%s", kernel_names[i].name);
		m->loaded = TRI_UNKNOWN;
		m->builtin = TRI_UNKNOWN;
		m->installed = TRI_UNKNOWN;
		m->held = TRI_UNKNOWN;
		m->info_seen = TRI_UNKNOWN;
		m->params_seen = TRI_UNKNOWN;
	}
	return 0;
}

static int take_builtin(void *modules, size_t number, const char *file, size_t len)
{
	(void)file;
	(void)len;
	((struct kernel_module *)modules)[number].builtin = TRI_YES;
	return 0;
}

static int take_file(void *modules, size_t number, const char *file, size_t len)
{
	struct kernel_module *m = &((struct kernel_module *)modules)[number];

	if (m->file)
		return 0;
	m->file = str_from_bytes(file, len);
	return m->file ? 0 : -ENOMEM;
}

static int read_list(const struct root *root, struct kernel *k, const char *name,
	int (*take)(void *arg, size_t number, const char *file, size_t len))
{
	const struct module_list list = { k->release, name, true, take, k->modules };

	return module_list_read(root, &list);
}

/* modules.builtin says it of all; without it, the configuration of some. */
static int read_builtin(const struct root *root, struct kernel *k)
{
	int r = read_list(root, k, "modules.builtin", take_builtin);

	if (r == -ENOMEM)
		return r;
	for (size_t i = 0; i < k->n_modules; i++) {
		const char *symbol = kernel_names[i].symbol;
		char value = symbol ? kernel_config(k, symbol) : 0;

		if (r == 0 && k->modules[i].builtin == TRI_UNKNOWN)
			k->modules[i].builtin = TRI_NO;
		else if (r < 0 && value)
			k->modules[i].builtin = value == 'y' ? TRI_YES : TRI_NO;
	}
	return 0;
}

static bool seen_in_sysfs(const struct root *root, const struct kernel_module *m)
{
	return root_exists(root, "sys/module/%s", m->name);
}

/*
 * What this kernel could load was taken away while it runs: an update does that. A
 * container has modules of its own, or none.
 */
static bool modules_are_gone(const struct root *root, const struct host *host)
{
	const struct kernel *k = &host->kernel;
	struct names names = { 0 };
	struct err ignored;
	bool gone = k->release && host->machine.is_container != TRI_YES &&
		    root_list(root, &names, &ignored, "lib/modules") == 0;

	for (size_t i = 0; i < names.n; i++)
		gone = gone && !str_eq(names.v[i], k->release);
	names_done(&names);
	return gone;
}

static int read_installed(const struct root *root, struct host *host)
{
	struct kernel *k = &host->kernel;
	int r = read_list(root, k, "modules.dep", take_file);
	bool known = r == 0 || (r == -ENOENT && modules_are_gone(root, host));

	if (r == -ENOMEM)
		return r;
	for (size_t i = 0; i < k->n_modules; i++) {
		struct kernel_module *m = &k->modules[i];

		if (m->builtin == TRI_YES || m->file)
			m->installed = TRI_YES;
		else if (known)
			m->installed = TRI_NO;
	}
	return 0;
}

/*
 * A line of /proc/modules: name, size, references, users, state, address, taint. A capture
 * gets those of modules that matter, without where the kernel is in memory.
 */
static void take_loaded(struct kernel *k, char *line, struct str_buf *kept)
{
	char *rest = NULL, *name = strtok_r(line, " ", &rest);
	struct kernel_module *m = name ? find(k, name, strlen(name)) : NULL;
	char *references;

	if (!m)
		return;
	m->loaded = TRI_YES;
	(void)strtok_r(NULL, " ", &rest);
	references = strtok_r(NULL, " ", &rest);
	/* "-": this kernel cannot unload, and does not count. */
	if (references && references[0] >= '0' && references[0] <= '9')
		m->held = str_eq(references, "0") ? TRI_NO : TRI_YES;
	str_buf_printf(kept, "%s 0 %s - Live 0x0\n", name, references ? references : "-");
}

/*
 * A kernel that can load no modules has no /proc/modules (CONFIG_MODULES=n). What is built
 * in is in /sys/module when it is a driver or has parameters, so as good as always.
 */
static int read_loaded(const struct root *root, struct kernel *k)
{
	const struct root quiet = root_quiet(root);
	_cleanup_(root_file_done) struct root_file list = { 0 };
	struct str_buf kept = { 0 };
	struct err ignored;
	char *rest = NULL;
	int r = root_read_bytes(&quiet, LIST_MAX, &list, &ignored, LOADED);
	bool none = r == -ENOENT && k->release;

	if (r == -ENOMEM)
		return r;
	for (char *line = r == 0 ? strtok_r(list.text, "\n", &rest) : NULL; line;
		line = strtok_r(NULL, "\n", &rest))
		take_loaded(k, line, &kept);
	if (r == 0 && !kept.failed)
		root_offer(root, LOADED, kept.text ? kept.text : "");
	else if (r < 0)
		(void)root_exists(root, LOADED);
	str_buf_done(&kept);
	for (size_t i = 0; i < k->n_modules; i++) {
		struct kernel_module *m = &k->modules[i];

		if (m->loaded == TRI_YES)
			m->builtin = TRI_NO;
		else if (m->builtin == TRI_YES || seen_in_sysfs(root, m))
			m->loaded = TRI_YES;
		else if (m->builtin == TRI_NO && (r == 0 || none))
			m->loaded = TRI_NO;
		/* It runs, and was not loaded. */
		if (m->loaded == TRI_YES && m->builtin == TRI_UNKNOWN && (r == 0 || none))
			m->builtin = TRI_YES;
	}
	return 0;
}

static int read_params(const struct dir *dir, struct kernel_module *m)
{
	_cleanup_(names_done) struct names names = { 0 };
	int r = dir_list(dir, "parameters", &names);

	/* A module without parameters has no such folder. */
	if (r < 0 && r != -ENOENT)
		return r == -ENOMEM ? r : 0;
	m->params_seen = TRI_YES;
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *path = str_printf("parameters/%s", names.v[i]);
		struct kernel_module_param *p = mem_append(&m->params, &m->n_params, sizeof(*p));
		char value[512];

		if (!path || !p)
			return -ENOMEM;
		p->name = TAKE_PTR(names.v[i]);
		if (dir_read(dir, path, value, sizeof(value)) < 0)
			continue;
		p->value = strdup(value);
		if (!p->value)
			return -ENOMEM;
	}
	return 0;
}

static int read_attribute(const struct dir *dir, const char *name, char **ret)
{
	char value[256];

	if (dir_read(dir, name, value, sizeof(value)) < 0)
		return 0;
	*ret = strdup(value);
	return *ret ? 0 : -ENOMEM;
}

/* Of a loaded one, /sys/module/NAME. */
static int read_details(const struct root *root, struct kernel_module *m, bool params)
{
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	struct err ignored;
	int r = root_dir(root, &dir, &ignored, "sys/module/%s", m->name);

	if (r < 0)
		return 0;
	r = read_attribute(&dir, "version", &m->version);
	if (r == 0)
		r = read_attribute(&dir, "taint", &m->taint);
	if (r == 0 && params)
		r = read_params(&dir, m);
	return r;
}

static int read_kernel_module(
	const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct kernel *k = &host->kernel;

	if (!(scope & FACTS_HOST))
		return 0;
	if (add_all(k) < 0 || read_builtin(root, k) < 0 || read_loaded(root, k) < 0 ||
		read_installed(root, host) < 0)
		return err_oom(err);
	for (size_t i = 0; i < k->n_modules; i++)
		if (k->modules[i].loaded == TRI_YES &&
			read_details(root, &k->modules[i], kernel_names[i].params) < 0)
			return err_oom(err);
	return 0;
}

const struct facts facts_kernel_module = {
	.id = "kernel-module",
	.read = read_kernel_module,
};
