/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What shall be said of kernel modules, and must the initramfs be made again for it? How the files
 * say it is boot/ work.
 */
#include "plan/plan-modules.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "boot/modprobe-edit.h"

/* Texts of which a NULL stands behind the last. */
struct texts {
	char **v; /* owned */
	size_t n;
};

static void texts_done(struct texts *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->v[i]);
	free(t->v);
}

static int add_text(struct texts *t, char *text, struct err *err)
{
	char **grown = text ? realloc(t->v, (t->n + 2) * sizeof(*grown)) : NULL;

	if (!grown) {
		free(text);
		return err_oom(err);
	}
	t->v = grown;
	t->v[t->n++] = text;
	t->v[t->n] = NULL;
	return 0;
}

static const char *const *list_of(const struct texts *t)
{
	return (const char *const *)t->v;
}

/* The length of the next parameter; blanks within quotes are a part of it. */
static size_t parameter_len(const char *p)
{
	bool quoted = false;
	size_t n = 0;

	for (; p[n] && (quoted || p[n] != ' '); n++)
		quoted ^= p[n] == '"';
	return n;
}

/* "mlx4_core num_vfs=4 probe_vf=0" is two parameters, each with its module. */
static int add_options(struct texts *t, const char *what, struct err *err)
{
	int module = (int)strcspn(what, " "), r = 0;
	const char *p = what + module;

	while (r == 0 && *(p += strspn(p, " "))) {
		size_t n = parameter_len(p);

		r = add_text(t, str_printf("%.*s %.*s", module, what, (int)n, p), err);
		p += n;
	}
	return r;
}

/* As the kernel writes names. */
static int add_module(struct texts *t, const char *name, struct err *err)
{
	char *copy = str_printf("%s", name);

	for (char *p = copy; p && (p = strchr(p, '-'));)
		*p = '_';
	return add_text(t, copy, err);
}

struct lists {
	struct texts options, blocked, loaded, early;
};

static void lists_done(struct lists *l)
{
	texts_done(&l->options);
	texts_done(&l->blocked);
	texts_done(&l->loaded);
	texts_done(&l->early);
}

static int sort_out(const struct needs *needs, struct lists *l, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < needs->n && r == 0; i++) {
		const char *what = needs->v[i].what;

		if (needs->v[i].kind == NEED_MODULE_OPTION)
			r = add_options(&l->options, what, err);
		else if (needs->v[i].kind == NEED_MODULE_BLOCKED)
			r = add_module(&l->blocked, what, err);
		else if (needs->v[i].kind == NEED_MODULE_LOAD)
			r = add_module(&l->loaded, what, err);
		else if (needs->v[i].kind == NEED_MODULE_EARLY)
			r = add_module(&l->early, what, err);
	}
	return r;
}

/* What is loaded at each boot is loaded now too, so that nobody has to wait for one. */
static int load_now(const struct lists *l, struct edits *edits, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < l->loaded.n && r == 0; i++) {
		const char *const argv[] = { "modprobe", l->loaded.v[i], NULL };

		r = edits_command(edits, argv, NULL, "loads the module without a reboot", err);
	}
	return r;
}

static int edit_initramfs(const struct plan_host *in, const struct lists *l, bool changed,
	struct edits *edits, struct err *err)
{
	static const struct initramfs_evidence none = { 0 };
	const struct initramfs_ask ask = {
		.evidence = in->initramfs ? in->initramfs : &none,
		.early = list_of(&l->early),
		.running = in->running,
		.remake = changed,
	};
	int r;

	if (!changed && l->early.n == 0)
		return 0;
	r = initramfs_edit(&ask, edits, err);
	if (r != -EOPNOTSUPP)
		return r;
	r = 0;
	for (size_t i = 0; i < l->early.n && r == 0; i++)
		r = edits_note(edits, err,
			"list %s among the modules that your initramfs loads first: %s",
			l->early.v[i], err->text);
	if (r == 0 && changed)
		r = edits_note(edits, err, "make the initramfs again, once this is applied: %s",
			err->text);
	return r;
}

int plan_modules(const struct plan_host *in, struct edits *edits, struct err *err)
{
	_cleanup_(lists_done) struct lists l = { 0 };
	struct modprobe_ask ask;
	bool any, changed;
	int r = sort_out(in->needs, &l, err);

	if (r < 0)
		return r;
	any = l.options.n + l.blocked.n + l.loaded.n > 0;
	ask = (struct modprobe_ask) {
		.options = list_of(&l.options),
		.blocked = list_of(&l.blocked),
		.loaded = list_of(&l.loaded),
	};
	r = any ? modprobe_edit(&ask, edits, err) : 0;
	if (r < 0)
		return r;
	changed = r > 0;
	r = changed && in->live ? load_now(&l, edits, err) : 0;
	/* Which modules are loaded by systemd concerns no initramfs. */
	changed = changed && l.options.n + l.blocked.n > 0;
	/* A driver of the display is in there, too. */
	changed = changed || edits->n_installs > 0;
	return r < 0 ? r : edit_initramfs(in, &l, changed, edits, err);
}
