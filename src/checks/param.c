/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was given to the kernel and to its modules, where, and how is it taken back? Whether
 * it is any good is for the checks.
 */
#include "checks/param.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "checks/fix.h"
#include "checks/judge.h"

bool param_read(struct judge *j)
{
	if (j->host->kernel.cmdline)
		return true;
	judge_unknown(j, "the kernel's command line could not be read");
	return false;
}

/* '-' and '_' are alike, as they are to the kernel. */
static bool alike(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (a[i] != b[i] && !(a[i] && b[i] && strchr("-_", a[i]) && strchr("-_", b[i])))
			return false;
	return true;
}

static bool same_name(const char *a, const char *b)
{
	return strlen(a) == strlen(b) && alike(a, b, strlen(a));
}

/* Whether the word is in the argument's comma list. */
static bool has_word(const struct kernel_param *p, const char *word)
{
	size_t len = strlen(word);
	const char *comma;

	for (const char *at = p->value; at; at = comma ? comma + 1 : NULL) {
		comma = strchr(at, ',');
		if (strcspn(at, ",") == len && strncmp(at, word, len) == 0)
			return true;
	}
	return false;
}

const struct kernel_param *param_with(const struct kernel *k, const char *name, const char *word)
{
	for (size_t i = k->n_params; i-- > 0;) {
		const struct kernel_param *p = &k->params[i];

		if (same_name(p->name, name) && has_word(p, word))
			return p;
	}
	return NULL;
}

const struct kernel_param *param_starting(
	const struct kernel *k, const char *name, const char *start, const char **ret_word)
{
	for (size_t i = k->n_params; i-- > 0;) {
		const char *p = same_name(k->params[i].name, name) ? k->params[i].value : NULL;

		for (; p && *p; p += strcspn(p, ","), p += *p == ',') {
			if (strncmp(p, start, strlen(start)) != 0)
				continue;
			*ret_word = p;
			return &k->params[i];
		}
	}
	return NULL;
}

/* The end of an argument: blanks inside double quotes belong to it. */
static size_t argument_len(const char *text)
{
	bool quoted = false;
	size_t n = 0;

	for (; text[n] && (quoted || !strchr(" \t\n", text[n])); n++)
		if (text[n] == '"')
			quoted = !quoted;
	return n;
}

/*
 * An argument as it was typed, since tools that take it away compare letters: the model has
 * "vfio_pci.ids" for "vfio-pci.ids". NULL only without memory.
 */
static char *typed(const struct kernel *k, const struct kernel_param *p)
{
	_cleanup_free_ char *whole =
		str_printf("%s%s%s", p->name, p->value ? "=" : "", p->value ? p->value : "");
	size_t len = strlen(p->name), n;

	if (!whole)
		return NULL;
	for (const char *text = k->cmdline; text && *text; text += n) {
		text += strspn(text, " \t\n");
		n = argument_len(text);
		if (n == strlen(whole) && alike(text, whole, len) &&
			strncmp(text + len, whole + len, n - len) == 0)
			return str_from_bytes(text, n);
	}
	return TAKE_PTR(whole);
}

void param_drop(struct judge *j, const struct kernel_param *p, const char *word)
{
	_cleanup_free_ char *text = typed(&j->host->kernel, p);

	if (!text) {
		j->failed = true;
		return;
	}
	judge_seen(j, "/proc/cmdline", text);
	if (word && !str_eq(p->value, word))
		fix_say(j, "take the word %s out of %s on the kernel command line, and reboot",
			word, text);
	else
		fix_cmdline_remove(j, text);
}

bool param_next_word(const char **text, struct param_word *ret)
{
	const char *p = *text + strspn(*text, " \t\n");
	size_t n = argument_len(p), name = 0;

	while (name < n && p[name] != '=')
		name++;
	(void)snprintf(ret->name, sizeof(ret->name), "%.*s", (int)name, p);
	(void)snprintf(ret->value, sizeof(ret->value), "%.*s", name < n ? (int)(n - name - 1) : 0,
		name < n ? p + name + 1 : "");
	*text = p + n;
	return n > 0;
}

/* The value of the last "option" or "option=value" of a modprobe.d line. */
static bool in_words(const char *text, const char *option, char *value, size_t size)
{
	struct param_word word;
	bool found = false;

	while (param_next_word(&text, &word)) {
		if (!same_name(word.name, option))
			continue;
		(void)snprintf(value, size, "%s", word.value);
		found = true;
	}
	return found;
}

enum tri param_option(
	const struct kernel *k, const char *module, const char *option, struct param_option *ret)
{
	struct param_option o = { 0 };
	char name[80];

	(void)snprintf(name, sizeof(name), "%s.%s", module, option);
	o.param = kernel_param(k, name);
	if (o.param)
		(void)snprintf(
			o.value, sizeof(o.value), "%s", o.param->value ? o.param->value : "");
	for (size_t i = 0; i < k->n_conf && !o.param; i++) {
		const struct kernel_conf *c = &k->conf[i];

		if (c->kind == KERNEL_CONF_OPTIONS && c->text && same_name(c->module, module) &&
			in_words(c->text, option, o.value, sizeof(o.value)))
			o.conf = c;
	}
	*ret = o;
	if (o.param || o.conf)
		return TRI_YES;
	return k->cmdline && k->conf_seen == TRI_YES ? TRI_NO : TRI_UNKNOWN;
}

bool param_option_set(
	struct judge *j, const char *module, const char *option, struct param_option *ret)
{
	enum tri set = param_option(&j->host->kernel, module, option, ret);

	if (set == TRI_NO)
		judge_ok(j, "%s.%s is not set", module, option);
	else if (set == TRI_UNKNOWN)
		judge_unknown(j, "whether %s.%s is set could not be read", module, option);
	return set == TRI_YES;
}

void param_option_seen(struct judge *j, const struct param_option *o)
{
	_cleanup_free_ char *where = NULL;

	if (o->param) {
		judge_seen_param(j, o->param);
		return;
	}
	where = str_printf("%s:%u", o->conf->file ? o->conf->file : "modprobe.d", o->conf->line);
	if (where)
		judge_seen_printf(j, where, "options %s %s", o->conf->module, o->conf->text);
	else
		j->failed = true;
}

void param_option_drop(struct judge *j, const struct param_option *o)
{
	if (o->param) {
		param_drop(j, o->param, NULL);
		return;
	}
	param_option_seen(j, o);
	fix_say(j, "take the option out of line %u of %s, rebuild the initramfs, and reboot",
		o->conf->line, o->conf->file ? o->conf->file : "the file in modprobe.d");
}

bool param_true(const char *value)
{
	return !*value || strchr("1yYtT", value[0]) || str_eq(value, "on");
}

bool param_stock_kernel(const struct kernel *k)
{
	static const char *const stock[] = { "debian", "ubuntu", "fedora", "suse", "arch", "lts" };

	for (size_t i = 0; i < ARRAY_SIZE(stock); i++)
		if (str_eq(k->flavour, stock[i]))
			return true;
	return false;
}

enum tri param_framebuffer_leaves(const struct host *host)
{
	for (size_t i = 0; i < host->n_pci; i++) {
		uint32_t class = host->pci[i].class >> 8;

		/* 0x0302 and 0x0380: the class code is what vfio_pci_is_vga() looks at. */
		if (class >> 8 == 0x03 && class != 0x0300 && !host->pci[i].is_vf)
			return TRI_NO;
	}
	return kernel_at_least(&host->kernel, 6, 0);
}
