/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libkmod: loading modules. It is opened at first use: it brings three compression
 * libraries along, and most commands load no module.
 */
#include "ext/ext-kmod.h"

#include <dlfcn.h>
#include <errno.h>
#include <libkmod.h>
#include <stddef.h>

#include "base/log.h"
#include "base/mem.h"

static struct {
	void *handle;
	__typeof__(kmod_new) *new;
	__typeof__(kmod_unref) *unref;
	__typeof__(kmod_set_log_priority) *log_priority;
	__typeof__(kmod_module_new_from_name) *from_name;
	__typeof__(kmod_module_unref) *module_unref;
	__typeof__(kmod_module_probe_insert_module) *insert;
} kmod;

static int open_library(struct err *err)
{
	if (kmod.handle)
		return 0;
	kmod.handle = dlopen("libkmod.so.2", RTLD_NOW | RTLD_LOCAL);
	if (!kmod.handle)
		return err_set(err, ENOTSUP, "cannot load modules: %s; install libkmod", dlerror());
	kmod.new = (__typeof__(kmod.new))dlsym(kmod.handle, "kmod_new");
	kmod.unref = (__typeof__(kmod.unref))dlsym(kmod.handle, "kmod_unref");
	kmod.log_priority =
		(__typeof__(kmod.log_priority))dlsym(kmod.handle, "kmod_set_log_priority");
	kmod.from_name =
		(__typeof__(kmod.from_name))dlsym(kmod.handle, "kmod_module_new_from_name");
	kmod.module_unref = (__typeof__(kmod.module_unref))dlsym(kmod.handle, "kmod_module_unref");
	kmod.insert =
		(__typeof__(kmod.insert))dlsym(kmod.handle, "kmod_module_probe_insert_module");
	if (!kmod.new || !kmod.unref || !kmod.log_priority || !kmod.from_name ||
		!kmod.module_unref || !kmod.insert)
		return err_set(err, ENOTSUP, "this libkmod lacks what virtfn needs; update it");
	return 0;
}

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

	r = open_library(err);
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
