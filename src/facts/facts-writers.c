/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which settings of this host write sriov_numvfs by themselves? Whoever makes VFs from here has
 * to know of them: they do it again at the next boot, or undo what was done. (max_vfs of i915
 * and xe only allows VFs; older network drivers make them.) What is generated at run time
 * and what vendors ship in /usr/lib is not looked at.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/look.h"

#define FOUND ".virtfn/writers" /* of a capture */

/* Files with this ending in a folder ("": any; NULL: the path is a file), and what is sought. */
struct place {
	const char *path, *ending;
	const char *words[3];
	bool flat; /* folders in it are not of it */
};

static const struct place places[] = {
	{ "etc/NetworkManager/NetworkManager.conf", NULL, { "sriov-num-vfs" } },
	{ "etc/NetworkManager/conf.d", ".conf", { "sriov-num-vfs" } },
	{ "etc/NetworkManager/system-connections", "", { "[sriov]", "sriov-num-vfs" } },
	{ "run/NetworkManager/system-connections", "", { "[sriov]" } },
	{ "etc/netplan", ".yaml", { "virtual-function-count" } },
	{ "etc/systemd/network", ".link", { "SR-IOVVirtualFunctions=" } },
	{ "etc/systemd/network", ".network", { "SR-IOVVirtualFunctions=" } },
	{ "etc/systemd/system", ".service", { "sriov_numvfs" } },
	{ "usr/local/lib/systemd/system", ".service", { "sriov_numvfs" } },
	{ "etc/udev/rules.d", ".rules", { "sriov_numvfs" } },
	{ "etc/tmpfiles.d", ".conf", { "sriov_numvfs" } },
	{ "etc/sysfs.conf", NULL, { "sriov_numvfs" } },
	{ "etc/sysfs.d", ".conf", { "sriov_numvfs" } },
	{ "etc/modprobe.d", ".conf", { "max_vfs=", "num_vfs=" } },
	{ "etc/network/interfaces", NULL, { "sriov_numvfs" } },
	{ "etc/network/interfaces.d", "", { "sriov_numvfs" } },
	{ "etc/rc.local", NULL, { "sriov_numvfs" } },
	{ "etc/rc.d/rc.local", NULL, { "sriov_numvfs" } },
	{ "etc/crontab", NULL, { "sriov_numvfs" } },
	{ "etc/cron.d", "", { "sriov_numvfs" } },
};

static bool has_words(const char *line, const struct place *place)
{
	for (size_t i = 0; i < ARRAY_SIZE(place->words) && place->words[i]; i++)
		if (strstr(line, place->words[i]))
			return true;
	return false;
}

static int add(
	struct host *host, const char *path, unsigned number, const char *line, struct err *err)
{
	struct host_writer *w = mem_append(&host->writers, &host->n_writers, sizeof(*w));

	if (!w)
		return err_oom(err);
	w->file = str_printf("/%s", path);
	w->line = number;
	w->what = strdup(line);
	return w->file && w->what ? 0 : err_oom(err);
}

/*
 * Passwords of networks, secrets of services and jobs stand in the same files: a capture has
 * the lines that were found, "FILE:NUMBER:LINE" each, behind whether all could be seen.
 */
static void offer_found(const struct root *root, const struct host *host)
{
	struct str_buf b = { 0 };

	str_buf_add(&b, host->writers_seen == TRI_YES ? "all\n" : "some\n");
	for (size_t i = 0; i < host->n_writers; i++) {
		const struct host_writer *w = &host->writers[i];

		str_buf_printf(&b, "%s:%u:%s\n", w->file, w->line, w->what);
	}
	if (!b.failed)
		root_offer(root, FOUND, b.text);
	str_buf_done(&b);
}

static int take_found(struct host *host, char *line, struct err *err)
{
	/* Names of files have colons, too: the number is what is only digits. */
	for (char *p = strchr(line, ':'); p; p = strchr(p + 1, ':')) {
		char *end = strchr(p + 1, ':');
		char word[16];
		unsigned number;

		if (!end || line[0] != '/')
			return 0;
		(void)snprintf(word, sizeof(word), "%.*s", (int)(end - p - 1), p + 1);
		if (str_to_uint(word, 1 << 30, &number) < 0)
			continue;
		*p = '\0';
		return add(host, line + 1, number, end + 1, err);
	}
	return 0;
}

/* 1: a capture said it; 0: there is nothing of that, the files are looked for. */
static int from_capture(const struct root *root, struct host *host, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char *rest = NULL;
	int r = 0;

	if (root->host || root_read(root, &text, &ignored, FOUND) < 0)
		return 0;
	for (char *line = strtok_r(text, "\n", &rest); line && r == 0;
		line = strtok_r(NULL, "\n", &rest)) {
		if (str_eq(line, "all"))
			host->writers_seen = TRI_YES;
		r = take_found(host, line, err);
	}
	return r < 0 ? r : 1;
}

static int read_lines(
	struct host *host, const struct place *place, const char *path, char *text, struct err *err)
{
	unsigned number = 0;
	char *rest = text, *line;
	int r = 0;

	while (r == 0 && (line = strsep(&rest, "\n"))) {
		number++;
		line = str_strip(line);
		if (line[0] != '#' && line[0] != ';' && has_words(line, place))
			r = add(host, path, number, line, err);
	}
	return r;
}

/* What plan-persist.c writes: it is virtfn itself that makes the VFs by these. */
static bool is_ours(const char *path)
{
	const char *name = str_base_name(path);

	return strncmp(name, "virtfn-vf@", strlen("virtfn-vf@")) == 0 ||
	       strncmp(name, "70-virtfn", strlen("70-virtfn")) == 0;
}

static int read_file(const struct root *root, struct host *host, const struct place *place,
	const char *path, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	int r;

	if (is_ours(path))
		return 0;
	r = root_read(root, &text, &ignored, "%s", path);
	if (r < 0) {
		/* Folders lie beside files (unit.service.d), and links lead to nothing. */
		if (r != -EISDIR && look_failed(r) == TRI_UNKNOWN)
			host->writers_seen = TRI_UNKNOWN;
		return 0;
	}
	return read_lines(host, place, path, text, err);
}

static bool ends_with(const char *name, const char *ending)
{
	size_t n = strlen(name), len = strlen(ending);

	return n >= len && str_eq(name + n - len, ending);
}

static int read_folder(const struct root *root, struct host *host, const struct place *place,
	const char *folder, struct err *err);

/* A file, or the folder of drop-ins beside it: unit.service.d, 10-x.link.d. */
static int read_member(const struct root *root, struct host *host, const struct place *place,
	const char *path, struct err *err)
{
	struct place inner = *place;
	char drop_ins[16];

	(void)snprintf(drop_ins, sizeof(drop_ins), "%s.d", place->ending);
	if (!place->flat && place->ending[0] && ends_with(path, drop_ins)) {
		inner.ending = ".conf";
		inner.flat = true;
		return read_folder(root, host, &inner, path, err);
	}
	return ends_with(path, place->ending) ? read_file(root, host, place, path, err) : 0;
}

static int read_folder(const struct root *root, struct host *host, const struct place *place,
	const char *folder, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;
	int r = root_list(root, &names, &ignored, "%s", folder);

	if (r < 0) {
		if (look_failed(r) == TRI_UNKNOWN)
			host->writers_seen = TRI_UNKNOWN;
		return 0;
	}
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *path = str_printf("%s/%s", folder, names.v[i]);

		r = path ? read_member(root, host, place, path, err) : err_oom(err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_writers(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	const struct root quiet = root_quiet(root);
	int r;

	if (!(scope & FACTS_HOST))
		return 0;
	r = from_capture(root, host, err);
	if (r != 0)
		return r < 0 ? r : 0;
	host->writers_seen = look_for(&quiet, "etc") == TRI_YES ? TRI_YES : TRI_UNKNOWN;
	for (size_t i = 0; i < ARRAY_SIZE(places) && r == 0; i++)
		r = places[i].ending ? read_folder(&quiet, host, &places[i], places[i].path, err)
				     : read_file(&quiet, host, &places[i], places[i].path, err);
	if (r == 0)
		offer_found(root, host);
	return r;
}

const struct facts facts_writers = {
	.id = "writers",
	.read = read_writers,
};
