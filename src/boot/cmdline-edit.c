/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What shall change on one kernel command line? Most arguments are there once; some are lists
 * that several parties write to, so ours is merged with what they have.
 */
#include "boot/boot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/cmdline.h"

/*
 * Comma lists whose members count each (Documentation/admin-guide/kernel-parameters.txt;
 * modprobe's own are in kmod's libkmod-config.c).
 */
static const char *const lists[] = {
	"pci",
	"vfio-pci.ids",
	"modprobe.blacklist",
	"module_blacklist",
	"rd.driver.pre",
	"rd.driver.blacklist",
	"blacklist",
	"earlymodules",
	NULL,
};

static bool is_list(struct cmdline_span name)
{
	for (size_t i = 0; lists[i]; i++)
		if (cmdline_name_is(name, lists[i]))
			return true;
	return false;
}

/* Arguments that may be given several times, each of them counting. */
static bool is_repeated(struct cmdline_span name)
{
	return cmdline_name_is(name, "console") || cmdline_name_is(name, "earlycon");
}

/* The argument taken apart; -EINVAL for what is not exactly one. */
static int take_apart(const char *arg, char **ret_name, char **ret_value, struct err *err)
{
	struct cmdline_iter it = { .text = arg };
	struct cmdline_arg a, more;

	if (!cmdline_next(&it, &a) || a.open || a.name.len == 0 || cmdline_next(&it, &more))
		return err_set(err, EINVAL, "'%s' is not one kernel argument", arg);
	*ret_name = str_from_bytes(a.name.s, a.name.len);
	*ret_value = a.value.s ? str_from_bytes(a.value.s, a.value.len) : NULL;
	if (!*ret_name || (a.value.s && !*ret_value))
		return err_oom(err);
	return 0;
}

static int add_one(const char *text, const char *arg, char **ret, struct err *err)
{
	_cleanup_free_ char *name = NULL;
	_cleanup_free_ char *value = NULL;
	struct cmdline_span span;
	struct cmdline_arg had;
	int r;

	r = take_apart(arg, &name, &value, err);
	if (r < 0)
		return r;
	span = (struct cmdline_span) { name, strlen(name) };
	if (value && is_list(span))
		return cmdline_merge(text, name, value, ret, err);
	if (value && !is_repeated(span) && cmdline_get(text, name, &had))
		return cmdline_set(text, name, value, ret, err);
	return cmdline_add(text, arg, ret, err);
}

static int drop_one(const char *text, const char *arg, char **ret, struct err *err)
{
	_cleanup_free_ char *name = NULL;
	_cleanup_free_ char *value = NULL;
	int r;

	r = take_apart(arg, &name, &value, err);
	if (r < 0)
		return r;
	if (value && is_list((struct cmdline_span) { name, strlen(name) }))
		return cmdline_unmerge(text, name, value, ret, err);
	return cmdline_remove(text, arg, ret, err);
}

int boot_edit_cmdline(const char *text, const struct boot_ask *ask, char **ret, struct err *err)
{
	_cleanup_free_ char *now = str_printf("%s", text);
	int changed = 0;

	if (!now)
		return err_oom(err);
	for (int adding = 0; adding < 2; adding++) {
		const char *const *args = adding ? ask->add : ask->drop;

		for (size_t i = 0; args && args[i]; i++) {
			char *next = NULL;
			int r = adding ? add_one(now, args[i], &next, err)
				       : drop_one(now, args[i], &next, err);

			if (r < 0)
				return r;
			changed |= r;
			free(now);
			now = next;
		}
	}
	*ret = TAKE_PTR(now);
	return changed;
}

/* How many parts hold the kernel's arguments: behind "--", they are init's. */
static int count_parts(char *const *parts, size_t *ret, struct err *err)
{
	size_t n = 0;

	for (bool ended = false; parts[n] && !ended; n++) {
		struct cmdline_iter it = { .text = parts[n] };
		struct cmdline_arg a = { 0 };

		while (cmdline_next(&it, &a))
			;
		if (a.open && parts[n + 1])
			return err_set(err, EINVAL,
				"the quote in \"%s\" is not closed on that line; close it first",
				parts[n]);
		ended = it.ended;
	}
	*ret = n;
	return 0;
}

/* The kernel's parts as the loader joins them; NULL without memory. */
static char *join_parts(char *const *parts, size_t n)
{
	struct str_buf b = { 0 };

	for (size_t i = 0; i < n; i++) {
		str_buf_add(&b, i > 0 ? " " : "");
		str_buf_add(&b, parts[i]);
	}
	return str_buf_take(&b);
}

static int edit_part(char **part, const struct boot_ask *ask, struct err *err)
{
	char *next = NULL;
	int r = boot_edit_cmdline(*part, ask, &next, err);

	if (r < 0)
		return r;
	free(*part);
	*part = next;
	return r;
}

/* What counts already is left alone; else it goes to where its name is, or to the end. */
static int add_to_parts(char **parts, size_t n, const struct boot_ask *one, struct err *err)
{
	_cleanup_free_ char *line = join_parts(parts, n);
	_cleanup_free_ char *ignored = NULL;
	_cleanup_free_ char *name = NULL;
	_cleanup_free_ char *value = NULL;
	struct cmdline_arg had;
	size_t at = n - 1;
	int r;

	if (!line)
		return err_oom(err);
	r = boot_edit_cmdline(line, one, &ignored, err);
	if (r <= 0)
		return r;
	r = take_apart(one->add[0], &name, &value, err);
	if (r < 0)
		return r;
	while (at > 0 && !cmdline_get(parts[at], name, &had))
		at--;
	return edit_part(&parts[cmdline_get(parts[at], name, &had) ? at : n - 1], one, err);
}

int boot_edit_parts(char **parts, const struct boot_ask *ask, struct err *err)
{
	const char *token[] = { NULL, NULL };
	const struct boot_ask drop = { .drop = token }, add = { .add = token };
	int changed = 0, r;
	size_t n = 0;

	r = count_parts(parts, &n, err);
	for (size_t i = 0; r >= 0 && ask->drop && ask->drop[i]; i++) {
		token[0] = ask->drop[i];
		for (size_t at = 0; at < n && r >= 0; at++) {
			r = edit_part(&parts[at], &drop, err);
			changed |= r;
		}
	}
	for (size_t i = 0; r >= 0 && n > 0 && ask->add && ask->add[i]; i++) {
		token[0] = ask->add[i];
		r = add_to_parts(parts, n, &add, err);
		changed |= r;
	}
	return r < 0 ? r : changed;
}

int boot_prove(const struct boot_ask *ask, enum edit_proof_kind kind, const char *path,
	struct edits *edits, struct err *err)
{
	struct edit_proof proof = { .kind = kind, .path = path };
	int r = 0;

	for (size_t i = 0; ask->add && ask->add[i] && r == 0; i++) {
		proof.token = ask->add[i];
		r = edits_proof(edits, &proof, err);
	}
	proof.absent = true;
	for (size_t i = 0; ask->drop && ask->drop[i] && r == 0; i++) {
		proof.token = ask->drop[i];
		r = edits_proof(edits, &proof, err);
	}
	return r;
}
