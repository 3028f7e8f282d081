/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How do other settings of this host stop making the VFs that virtfn makes? Which ones there are,
 * facts-writers.c found.
 */
#include "plan/plan-persist.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define COMMENT "# taken over by virtfn: "
#define WHY     "virtfn makes these VFs now"

/* The n-th line (from 1), and its length without the newline; NULL: there is none. */
static const char *find_line(const char *text, unsigned n, size_t *ret_len)
{
	for (unsigned i = 1; text && i < n; i++) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	if (text)
		*ret_len = strcspn(text, "\n");
	return text && *text ? text : NULL;
}

/* The text with this part replaced; to be free()d. */
static char *replaced(const char *text, const char *part, size_t len, const char *with)
{
	return str_printf("%.*s%s%s", (int)(part - text), text, with, part + len);
}

/* Whether there is an address in the line, and whether it is this one. */
static bool names_address(const char *line, struct pci_addr *ret)
{
	for (const char *p = line; *p; p++) {
		char word[PCI_ADDR_TEXT];
		size_t n = strspn(p, "0123456789abcdefABCDEF:.");

		if (p > line && isalnum((unsigned char)p[-1]))
			continue;
		if (n < 12 || n >= sizeof(word))
			continue;
		memcpy(word, p, n);
		word[n] = '\0';
		if (pci_addr_parse(word, ret) == 0)
			return true;
	}
	return false;
}

static bool has_word(const char *line, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = n ? strstr(line, word) : NULL; p; p = strstr(p + 1, word))
		if ((p == line || !isalnum((unsigned char)p[-1])) && !isalnum((unsigned char)p[n]))
			return true;
	return false;
}

static bool is_option(const struct host_writer *w)
{
	return strstr(w->file, "/modprobe.d/") != NULL;
}

/* Whether it may be about this function: it names it, or its driver, or nothing. */
static bool is_about(const struct host *host, const struct host_writer *w, const struct pci_dev *pf)
{
	struct pci_addr addr;

	if (is_option(w))
		return has_word(w->what, pf->driver);
	if (names_address(w->what, &addr))
		return pci_addr_compare(addr, pf->addr) == 0;
	for (size_t i = 0; i < host->n_pci; i++)
		if (host->pci[i].netdev[0] && has_word(w->what, host->pci[i].netdev))
			return &host->pci[i] == pf;
	return true;
}

static bool is_wished(
	const struct host *host, const struct wish_host *wish, const struct host_writer *w)
{
	for (size_t i = 0; i < wish->n_devices; i++) {
		struct pci_dev *pf;
		struct err ignored;

		if (wish_device_mode(&wish->devices[i]) == WISH_MODE_SRIOV &&
			wish_device_find(&wish->devices[i], host, &pf, &ignored) == 0 &&
			is_about(host, w, pf))
			return true;
	}
	return false;
}

/* Units run more than that line; what goes on in the next line cannot lose its first. */
static const char *why_not(const struct host_writer *w, const char *line, size_t len)
{
	if (strstr(w->file, ".service"))
		return "a unit may do more than that: look at it, and disable it";
	if (len > 0 && line[len - 1] == '\\')
		return "the line goes on in the next one";
	/* Of a shell: "if", "for", "do"; taking one line out would break the rest. */
	if (strstr(w->file, "rc.local") &&
		(has_word(w->what, "do") || has_word(w->what, "then") ||
			has_word(w->what, "done") || has_word(w->what, "fi")))
		return "the line is part of more";
	return NULL;
}

/* "options ixgbe max_vfs=4 debug=1" without what makes VFs. */
static char *without_option(const char *text, const char *line, size_t len)
{
	static const char *const names[] = { "max_vfs=", "num_vfs=" };
	_cleanup_free_ char *copy = str_from_bytes(line, len);
	struct str_buf b = { 0 };
	_cleanup_free_ char *kept = NULL;
	char *rest = copy, *word;
	unsigned n = 0;

	if (!copy)
		return NULL;
	while ((word = strsep(&rest, " \t"))) {
		bool goes = false;

		for (size_t i = 0; i < ARRAY_SIZE(names); i++)
			goes = goes || strncmp(word, names[i], strlen(names[i])) == 0;
		if (goes || !word[0])
			continue;
		str_buf_printf(&b, "%s%s", n++ ? " " : "", word);
	}
	kept = str_buf_take(&b);
	if (!kept)
		return NULL;
	/* "options NAME" alone says nothing. */
	return n > 2 ? replaced(text, line, len, kept) : replaced(text, line, 0, COMMENT);
}

static int take_over(const struct host_writer *w, struct edits *e, struct err *err)
{
	const char *path = w->file + 1;
	const struct edit_file *f = edits_find(e, path);
	_cleanup_free_ char *text = NULL, *now = NULL;
	const char *line = NULL, *why = NULL;
	size_t len = 0;

	if (!f || f->unreadable)
		why = "it could not be read";
	else if (f->text)
		line = find_line(f->text, w->line, &len);
	if (line)
		why = why_not(w, line, len);
	if (why)
		return edits_note(e, err, "%s:%u makes VFs of its own (%s); %s.", w->file, w->line,
			w->what, why);
	now = line ? str_from_bytes(line, len) : NULL;
	/* Changed since the facts were read: the next plan sees it. */
	if (!now || !strstr(now, w->what) || str_eq(path, PERSIST_RULES))
		return 0;
	text = is_option(w) ? without_option(f->text, line, len)
			    : replaced(f->text, line, 0, COMMENT);
	return text ? edits_set(e, path, text, WHY, err) : err_oom(err);
}

/* "[sriov]" of a connection of NetworkManager is a heading: its keys are found besides. */
static bool is_heading(const struct host_writer *w)
{
	return w->what[0] == '[';
}

/* .link files of ours are found, too. */
static bool is_ours(const struct host_writer *w)
{
	return strncmp(w->file, "/etc/systemd/network/70-virtfn-", 31) == 0;
}

int plan_persist_take_over(
	const struct host *host, const struct wish_host *wish, struct edits *e, struct err *err)
{
	int r = 0;

	/* From the end, so that the lines of a file keep their numbers. */
	for (size_t i = host->n_writers; i-- > 0 && r == 0;) {
		const struct host_writer *w = &host->writers[i];

		if (!is_heading(w) && !is_ours(w) && is_wished(host, wish, w))
			r = take_over(w, e, err);
	}
	if (r == 0 && host->writers_seen != TRI_YES)
		r = edits_note(e, err,
			"Not all settings of this host could be looked at: something else may make "
			"VFs, too.");
	return r;
}
