/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libkmod: loading modules, and what their files say. It is opened at first use: it brings
 * three compression libraries along, and most commands have no question for it.
 */
#include "ext/ext-kmod.h"

#include <errno.h>
#include <libkmod.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-load.h"

static struct {
	__typeof__(kmod_new) *new;
	__typeof__(kmod_unref) *unref;
	__typeof__(kmod_set_log_priority) *log_priority;
	__typeof__(kmod_module_new_from_name) *from_name;
	__typeof__(kmod_module_unref) *module_unref;
	__typeof__(kmod_module_probe_insert_module) *insert;
	__typeof__(kmod_module_new_from_path) *from_path;
	__typeof__(kmod_module_get_info) *info;
	__typeof__(kmod_module_info_get_key) *info_key;
	__typeof__(kmod_module_info_get_value) *info_value;
	__typeof__(kmod_module_info_free_list) *info_free;
	__typeof__(kmod_list_next) *list_next;
	__typeof__(kmod_module_new_from_lookup) *lookup;
	__typeof__(kmod_module_get_module) *get_module;
	__typeof__(kmod_module_get_name) *get_name;
	__typeof__(kmod_module_unref_list) *unref_list;
} kmod;

static const struct load_symbol symbols[] = {
	{ "kmod_new", &kmod.new },
	{ "kmod_unref", &kmod.unref },
	{ "kmod_set_log_priority", &kmod.log_priority },
	{ "kmod_module_new_from_name", &kmod.from_name },
	{ "kmod_module_unref", &kmod.module_unref },
	{ "kmod_module_probe_insert_module", &kmod.insert },
	{ "kmod_module_new_from_path", &kmod.from_path },
	{ "kmod_module_get_info", &kmod.info },
	{ "kmod_module_info_get_key", &kmod.info_key },
	{ "kmod_module_info_get_value", &kmod.info_value },
	{ "kmod_module_info_free_list", &kmod.info_free },
	{ "kmod_list_next", &kmod.list_next },
	{ "kmod_module_new_from_lookup", &kmod.lookup },
	{ "kmod_module_get_module", &kmod.get_module },
	{ "kmod_module_get_name", &kmod.get_name },
	{ "kmod_module_unref_list", &kmod.unref_list },
	{ NULL, NULL },
};

static struct load_library library = {
	.files = { "libkmod.so.2" },
	.symbols = symbols,
	.title = "libkmod",
	.cannot = "cannot load modules",
	.advice = "install libkmod",
};

static void ctxp(struct kmod_ctx **c)
{
	if (*c)
		(void)kmod.unref(*c);
}

static void modulep(struct kmod_module **m)
{
	if (*m)
		(void)kmod.module_unref(*m);
}

int ext_kmod_load(const char *module, struct err *err)
{
	_cleanup_(ctxp) struct kmod_ctx *ctx = NULL;
	_cleanup_(modulep) struct kmod_module *m = NULL;
	int r;

	r = load_library(&library, err);
	if (r < 0)
		return r;
	log_verbose("load module %s", module);
	ctx = kmod.new(NULL, NULL);
	if (!ctx)
		return err_oom(err);
	/* It would print by itself, and less than we say. */
	kmod.log_priority(ctx, 0);
	r = kmod.from_name(ctx, module, &m);
	if (r == 0)
		r = kmod.insert(m, KMOD_PROBE_APPLY_BLACKLIST_ALIAS_ONLY, NULL, NULL, NULL, NULL);
	/* Positive: a rule of modprobe.d said no. */
	if (r > 0)
		return err_set(err, EPERM, "modprobe.d forbids the module %s", module);
	if (r == -ENOENT)
		return err_set(err, ENOENT, "there is no module %s for the running kernel", module);
	if (r < 0)
		return err_sys(err, -r, "cannot load the module %s", module);
	return 0;
}

static void infop(struct kmod_list **list)
{
	if (*list)
		kmod.info_free(*list);
}

/* One line each, whatever the file says. */
static void add_line(struct str_buf *b, const char *key, const char *value)
{
	str_buf_printf(b, "%s: ", key);
	for (; *value; value++)
		str_buf_add_n(b, (unsigned char)*value < ' ' ? " " : value, 1);
	str_buf_add(b, "\n");
}

static char *info_text(struct kmod_list *list)
{
	static const char *const wanted[] = { "version", "vermagic", "signer" };
	struct str_buf b = { 0 };

	for (struct kmod_list *i = list; i; i = kmod.list_next(list, i))
		for (size_t w = 0; w < ARRAY_SIZE(wanted); w++)
			if (str_eq(kmod.info_key(i), wanted[w]))
				add_line(&b, wanted[w], kmod.info_value(i));
	return str_buf_take(&b);
}

int ext_kmod_info(const char *file, char **ret, struct err *err)
{
	_cleanup_(ctxp) struct kmod_ctx *ctx = NULL;
	_cleanup_(modulep) struct kmod_module *m = NULL;
	_cleanup_(infop) struct kmod_list *list = NULL;
	char *text;
	int r;

	r = load_library(&library, err);
	if (r < 0)
		return r;
	ctx = kmod.new(NULL, NULL);
	if (!ctx)
		return err_oom(err);
	kmod.log_priority(ctx, 0);
	r = kmod.from_path(ctx, file, &m);
	if (r == 0)
		r = kmod.info(m, &list);
	if (r < 0)
		return err_sys(err, -r, "cannot read the module %s", file);
	text = info_text(list);
	if (!text)
		return err_oom(err);
	*ret = text;
	return 0;
}

static void found_listp(struct kmod_list **list)
{
	if (*list)
		(void)kmod.unref_list(*list);
}

int ext_kmod_find(const char *alias, const char *but, char ret[40], struct err *err)
{
	_cleanup_(ctxp) struct kmod_ctx *ctx = NULL;
	_cleanup_(found_listp) struct kmod_list *list = NULL;
	int r = load_library(&library, err);

	if (r < 0)
		return r;
	ctx = kmod.new(NULL, NULL);
	if (!ctx)
		return err_oom(err);
	kmod.log_priority(ctx, 0);
	r = kmod.lookup(ctx, alias, &list);
	if (r < 0 && r != -ENOENT)
		return err_sys(err, -r, "cannot look for modules of %s", alias);
	for (struct kmod_list *i = list; i; i = kmod.list_next(list, i)) {
		_cleanup_(modulep) struct kmod_module *m = kmod.get_module(i);
		const char *name = m ? kmod.get_name(m) : "";

		if (name[0] && !str_eq(name, but) && strlen(name) < 40) {
			(void)snprintf(ret, 40, "%s", name);
			return 0;
		}
	}
	return err_set(err, ENOENT, "there is no module of %s", alias);
}
