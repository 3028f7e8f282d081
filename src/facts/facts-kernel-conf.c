/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which lines below /etc, and of packages, load, hide or set a module that matters: in
 * modprobe.d, in modules-load.d, in what makes the initramfs? Only those lines are kept.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/kernel-names.h"
#include "formats/modprobe-conf.h"

/*
 * Folders of which the first that has a file of some name hides those of later ones; all
 * files are read in the order of their names (modprobe.d(5), modules-load.d(5)).
 */
static const char *const modprobe_d[] = { "etc/modprobe.d", "run/modprobe.d",
	"usr/local/lib/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d", NULL };
static const char *const modules_load_d[] = { "etc/modules-load.d", "run/modules-load.d",
	"usr/local/lib/modules-load.d", "usr/lib/modules-load.d", "lib/modules-load.d", NULL };
static const char *const initramfs_d[] = { "usr/share/initramfs-tools/modules.d", NULL };
static const char *const dracut_d[] = { "etc/dracut.conf.d", "usr/lib/dracut/dracut.conf.d", NULL };
static const char *const mkinitcpio_d[] = { "etc/mkinitcpio.conf.d", NULL };

static const struct {
	const char *file;           /* NULL: none */
	const char *const *folders; /* NULL: none */
	const char *ending;         /* of the names in folders; "": any */
	enum modprobe_conf_syntax syntax;
} sources[] = {
	{ NULL, modprobe_d, ".conf", MODPROBE_CONF_COMMANDS },
	{ "etc/modules", NULL, "", MODPROBE_CONF_LIST },
	{ NULL, modules_load_d, ".conf", MODPROBE_CONF_LIST },
	{ "etc/initramfs-tools/modules", initramfs_d, "", MODPROBE_CONF_LIST },
	{ "etc/dracut.conf", dracut_d, ".conf", MODPROBE_CONF_VARIABLES },
	{ "etc/mkinitcpio.conf", mkinitcpio_d, ".conf", MODPROBE_CONF_VARIABLES },
};

/* Something is said in text about a module that matters. */
static bool mentions(const char *text)
{
	if (strstr(text, "vfio") || strstr(text, "i915") || strstr(text, "kvm"))
		return true;
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, " \t,=.:");

		if (kernel_name_find(p, n))
			return true;
		p += n + (p[n] != '\0');
	}
	return false;
}

/* -1: not one that is kept. */
static int kind_of(const struct modprobe_conf_entry *e, enum modprobe_conf_syntax syntax)
{
	static const struct {
		const char *command;
		enum kernel_conf_kind kind;
	} commands[] = {
		{ "options", KERNEL_CONF_OPTIONS },
		{ "blacklist", KERNEL_CONF_BLACKLIST },
		{ "install", KERNEL_CONF_INSTALL },
		{ "softdep", KERNEL_CONF_SOFTDEP },
		{ "add_drivers", KERNEL_CONF_LOAD },
		{ "force_drivers", KERNEL_CONF_LOAD },
		{ "MODULES", KERNEL_CONF_LOAD },
	};
	const size_t first = syntax == MODPROBE_CONF_VARIABLES ? 4 : 0;
	const size_t end = syntax == MODPROBE_CONF_VARIABLES ? ARRAY_SIZE(commands) : 4;

	if (syntax == MODPROBE_CONF_LIST)
		return KERNEL_CONF_LOAD;
	for (size_t i = first; i < end; i++)
		if (str_eq(e->command, commands[i].command))
			return (int)commands[i].kind;
	return -1;
}

static int take(struct kernel *k, const char *path, enum modprobe_conf_syntax syntax,
	const struct modprobe_conf_entry *e)
{
	int kind = kind_of(e, syntax);
	char module[KERNEL_NAME_MAX];
	struct kernel_conf *conf;

	if (kind < 0 || !kernel_name_set(module, e->module, strlen(e->module)) ||
		(!mentions(module) && !mentions(e->rest)))
		return 0;
	conf = mem_append(&k->conf, &k->n_conf, sizeof(*conf));
	if (!conf)
		return -ENOMEM;
	conf->kind = (enum kernel_conf_kind)kind;
	conf->line = e->line;
	(void)snprintf(conf->module, sizeof(conf->module), "%s", module);
	conf->file = str_printf("/%s", path);
	conf->text = strdup(syntax == MODPROBE_CONF_VARIABLES ? e->command : e->rest);
	return conf->file && conf->text ? 0 : -ENOMEM;
}

static int read_file(const struct root *root, const char *path, enum modprobe_conf_syntax syntax,
	struct kernel *k)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	_cleanup_(modprobe_conf_done) struct modprobe_conf c = { .syntax = syntax };
	struct modprobe_conf_entry e;
	struct err ignored;
	int r = root_read_bytes(root, 1024 * 1024, &file, &ignored, path);

	if (r < 0) {
		/* Nobody knows what it says. */
		if (r != -ENOENT)
			k->conf_seen = TRI_UNKNOWN;
		return 0;
	}
	c.text = file.text;
	c.size = file.size;
	while ((r = modprobe_conf_next(&c, &e)) == 1)
		if (take(k, path, syntax, &e) < 0)
			return -ENOMEM;
	return r;
}

static bool ends_with(const char *name, const char *ending)
{
	size_t n = strlen(name), len = strlen(ending);

	return n > len && str_eq(name + n - len, ending);
}

/* A file, by its name alone and by its path. */
struct conf_file {
	char *name, *path; /* owned */
};

struct conf_files {
	struct conf_file *v; /* owned */
	size_t n;
};

static void conf_files_done(struct conf_files *f)
{
	for (size_t i = 0; i < f->n; i++) {
		free(f->v[i].name);
		free(f->v[i].path);
	}
	free(f->v);
}

static bool is_hidden(const struct conf_files *files, const char *name)
{
	for (size_t i = 0; i < files->n; i++)
		if (str_eq(files->v[i].name, name))
			return true;
	return false;
}

/* 1: it is there and cannot be looked at. */
static int add_folder(
	const struct root *root, const char *folder, const char *ending, struct conf_files *files)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;
	int r = root_list(root, &names, &ignored, "%s", folder);

	if (r == -ENOENT || r == -ENOTDIR)
		return 0;
	if (r < 0)
		return r == -ENOMEM ? r : 1;
	for (size_t i = 0; i < names.n; i++) {
		struct conf_file *f;

		if (!ends_with(names.v[i], ending) || is_hidden(files, names.v[i]))
			continue;
		f = mem_append(&files->v, &files->n, sizeof(*f));
		if (!f)
			return -ENOMEM;
		f->name = TAKE_PTR(names.v[i]);
		f->path = str_printf("%s/%s", folder, f->name);
		if (!f->path)
			return -ENOMEM;
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct conf_file *)a)->name, ((const struct conf_file *)b)->name);
}

static int read_folders(const struct root *root, const char *const *folders, const char *ending,
	enum modprobe_conf_syntax syntax, struct kernel *k)
{
	_cleanup_(conf_files_done) struct conf_files files = { 0 };

	for (size_t i = 0; folders && folders[i]; i++) {
		int r = add_folder(root, folders[i], ending, &files);

		if (r < 0)
			return r;
		if (r > 0)
			k->conf_seen = TRI_UNKNOWN;
	}
	if (files.n > 1)
		qsort(files.v, files.n, sizeof(files.v[0]), compare);
	for (size_t i = 0; i < files.n; i++)
		if (read_file(root, files.v[i].path, syntax, k) < 0)
			return -ENOMEM;
	return 0;
}

/* Debian's modules-load.d has a link to /etc/modules: it is read once. */
static bool comes_again(const struct root *root, const char *file)
{
	return str_eq(file, "etc/modules") && root_exists(root, "etc/modules-load.d/modules.conf");
}

static int read_kernel_conf(
	const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct kernel *k = &host->kernel;

	if (!(scope & FACTS_HOST) || !root_exists(root, "etc"))
		return 0;
	k->conf_seen = TRI_YES;
	for (size_t i = 0; i < ARRAY_SIZE(sources); i++) {
		const char *file = sources[i].file;

		if (file && !comes_again(root, file) &&
			read_file(root, file, sources[i].syntax, k) < 0)
			return err_oom(err);
		if (read_folders(
			    root, sources[i].folders, sources[i].ending, sources[i].syntax, k) < 0)
			return err_oom(err);
	}
	return 0;
}

const struct facts facts_kernel_conf = {
	.id = "kernel-conf",
	.read = read_kernel_conf,
};
