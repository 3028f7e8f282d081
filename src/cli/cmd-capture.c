/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn capture": this machine as one file that can be given away. What is in it is
 * chosen in capture-work.c.
 */
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/run.h"
#include "base/str.h"
#include "cli/capture-work.h"
#include "ext/ext-archive.h"

struct opts {
	const char *output;
};

static const struct option options[] = {
	{ "output", 'o', "FILE", "the file to write; - is standard output", OPTION_STR,
		offsetof(struct opts, output) },
	{ 0 },
};

static const struct doc_column columns[] = {
	{ "what", "WHAT", "what kind of data", 0 },
	{ "files", "FILES", "how many files and links", DOC_COLUMN_RIGHT },
	{ "bytes", "BYTES", "how much is in them", DOC_COLUMN_RIGHT },
	{ "denied", "DENIED", "how many could not be read", DOC_COLUMN_RIGHT },
	{ 0 },
};

/* The first that fits; the last one fits always. */
static const struct part {
	const char *start, *what;
} parts[] = {
	{ "dev/kmsg", "kernel log" },
	{ "sys/bus/pci/", "PCI devices" },
	{ "sys/devices/pci", "PCI devices" },
	{ "sys/kernel/iommu_groups/", "IOMMU groups" },
	{ "sys/firmware/", "firmware" },
	{ "sys/class/dmi/", "firmware" },
	{ "sys/devices/virtual/dmi/", "firmware" },
	{ "sys/devices/system/", "processors and memory" },
	{ "sys/class/net/", "network interfaces" },
	{ "sys/class/block/", "disks and mounts" },
	{ "sys/dev/block/", "disks and mounts" },
	{ "proc/self/mountinfo", "disks and mounts" },
	{ "proc/swaps", "disks and mounts" },
	{ "sys/module/", "kernel and modules" },
	{ "proc/", "kernel and modules" },
	{ "lib/modules/", "kernel and modules" },
	{ "usr/lib/modules/", "kernel and modules" },
	{ "boot/", "boot settings" },
	{ "etc/", "settings" },
	{ "usr/share/", "names of devices" },
	{ ".virtfn/", "what libraries said" },
	{ "", "other" },
};

static const struct part *part_of(const char *path)
{
	const struct part *p = parts;

	while (strncmp(path, p->start, strlen(p->start)) != 0)
		p++;
	return p;
}

static const struct kind {
	const char *key, *one, *many;
} kinds[REDACT_KINDS] = {
	[REDACT_MAC] = { "mac", "MAC address", "MAC addresses" },
	[REDACT_UUID] = { "uuid", "UUID", "UUIDs" },
	[REDACT_SERIAL] = { "serial", "serial number or label", "serial numbers and labels" },
	[REDACT_HOST] = { "host", "host name", "host names" },
	[REDACT_USER] = { "user", "user name", "user names" },
	[REDACT_IPV4] = { "ipv4", "IPv4 address", "IPv4 addresses" },
	[REDACT_IPV6] = { "ipv6", "IPv6 address", "IPv6 addresses" },
};

static void add_part(struct doc *table, const struct memtree *tree, const char *what)
{
	size_t files = 0, bytes = 0, denied = 0;
	struct doc *row;

	for (size_t i = 0; i < tree->n; i++) {
		const struct memtree_node *node = &tree->v[i];

		if (!str_eq(part_of(node->path)->what, what))
			continue;
		files += node->kind != WALK_DIR;
		bytes += node->size;
		denied += node->denied;
	}
	if (files == 0 && denied == 0)
		return;
	row = doc_row(table);
	doc_str(row, "what", what);
	doc_int(row, "files", (long long)files);
	doc_int(row, "bytes", (long long)bytes);
	doc_int(row, "denied", (long long)denied);
}

static void add_contents(struct doc *doc, const struct memtree *tree)
{
	struct doc *table = doc_table(doc, "contents", columns, "parts");

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (i == 0 || !str_eq(parts[i].what, parts[i - 1].what))
			add_part(table, tree, parts[i].what);
}

/* "3 MAC addresses, 1 host name"; "nothing". */
static char *replaced(const struct capture *c)
{
	struct str_buf text = { 0 };

	for (size_t i = 0; i < REDACT_KINDS; i++)
		if (c->replaced[i] > 0)
			str_buf_printf(&text, "%s%u %s", text.len ? ", " : "", c->replaced[i],
				c->replaced[i] == 1 ? kinds[i].one : kinds[i].many);
	if (text.len == 0)
		str_buf_add(&text, "nothing");
	return str_buf_take(&text);
}

static void add_notes(struct doc *doc, const struct root *root, const struct capture *c)
{
	if (c->common_names)
		doc_note(doc, "the host's name, or a user's, is too common a word to be replaced "
			      "everywhere");
	if (c->n_denied > 0 && root->host && geteuid() != 0)
		doc_note(doc, "%zu file%s could not be read%s; with sudo there is more in it",
			c->n_denied, c->n_denied == 1 ? "" : "s",
			c->has_log ? "" : ", among them the kernel log");
	doc_note(doc, "look through it before you give it away: tar -tf FILE");
}

static void say(struct call *call, const struct capture *c, const char *file, size_t size)
{
	_cleanup_free_ char *what = replaced(c);
	struct doc *map = doc_map(call->doc, "replaced");

	for (size_t i = 0; i < REDACT_KINDS; i++)
		doc_int(map, kinds[i].key, c->replaced[i]);
	doc_str(call->doc, "file", file);
	doc_int(call->doc, "bytes", (long long)size);
	doc_int(call->doc, "denied", (long long)c->n_denied);
	add_contents(call->doc, &c->tree);
	doc_say(call->doc, "replaced: %s", what ? what : "?");
	doc_say(call->doc, "wrote %s (%zu bytes)", file, size);
}

/* No host name in it: it is given away too. */
static int default_name(char *buf, size_t size, struct err *err)
{
	time_t now = time(NULL);
	struct tm tm;

	if (!localtime_r(&now, &tm) ||
		strftime(buf, size, "virtfn-%Y%m%d-%H%M%S.tar.zst", &tm) == 0)
		return err_set(err, EINVAL, "there is no date today; name the file with -o");
	return 0;
}

static int check_output(struct call *call, const char *output, struct err *err)
{
	call->exit = EXITCODE_USAGE;
	if (output && !output[0])
		return err_set(err, EINVAL, "-o needs the name of a file");
	if (str_eq(output, "-") && call->globals->json)
		return err_set(err, EINVAL, "--json and '-o -' both want the standard output");
	if (str_eq(output, "-") && isatty(STDOUT_FILENO))
		return err_set(err, EINVAL,
			"a capture is no text for a terminal; redirect it, or "
			"name a file with -o");
	call->exit = EXITCODE_OK;
	return 0;
}

static int put(const struct str_buf *packed, const char *file, struct err *err)
{
	int r;

	if (run_interrupted)
		return err_set(err, EINTR, "interrupted: nothing was written");
	if (!str_eq(file, "-"))
		return root_user_create(file, packed->text, packed->len, err);
	r = root_write_all(STDOUT_FILENO, packed->text, packed->len);
	return r < 0 ? err_sys(err, -r, "cannot write the capture") : 0;
}

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(capture_done) struct capture c = { 0 };
	_cleanup_(str_buf_done) struct str_buf packed = { 0 };
	char name[64];
	const char *file = opts->output ? opts->output : name;
	int r = check_output(call, opts->output, err);

	if (r == 0 && !opts->output)
		r = default_name(name, sizeof(name), err);
	if (r == 0)
		r = capture_take(call->root, &c, err);
	if (r == 0)
		r = ext_archive_write(&c.tree, &packed, err);
	if (r == 0)
		r = put(&packed, file, err);
	if (r < 0)
		return r;
	if (!str_eq(file, "-"))
		say(call, &c, file, packed.len);
	add_notes(call->doc, call->root, &c);
	return 0;
}

const struct command command_capture = {
	.name = "capture",
	.summary = "put this machine into a file, for a bug report",
	.about = "Writes what virtfn reads of this machine, and the kernel log, into one tar.zst. "
		 "Reading commands take it with --root and say the same as here. Serial numbers, "
		 "MAC and IP addresses, UUIDs, labels of disks, the host's name and those of users "
		 "are replaced by made-up ones, the same by the same. Configurations of devices, "
		 "mount points and guests' names are in it as they are. Nothing of the machine is "
		 "changed, and a file that is there is not written over. Without root there is "
		 "less in it: what could not be read stays unknown.",
	.examples = "sudo virtfn capture\tinto virtfn-DATE.tar.zst in this folder\n"
		    "sudo virtfn capture -o host.tar.zst\tinto this file\n"
		    "virtfn --root host.tar.zst doctor\twhat was wrong there\n"
		    "ssh host sudo virtfn capture -o - >host.tar.zst\tfrom another machine\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.run = run,
};
