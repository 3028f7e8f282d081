/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes into a capture: what the readers of facts read, the kernel log, and nothing that
 * says whose machine it is. How it is packed and shown is in cmd-capture.c.
 */
#include "cli/capture-work.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-record.h"
#include "base/str.h"
#include "cli/doctor-log.h"
#include "facts/facts.h"

#define META ".virtfn/capture"

void capture_done(struct capture *c)
{
	memtree_done(&c->tree);
}

static void recorder_done(struct root_recorder *r)
{
	memtree_done(&r->tree);
}

/* How it was made; a capture of a captured machine says how that was made. */
static void add_meta(const struct root *recorded)
{
	const struct root quiet = root_quiet(recorded);
	_cleanup_free_ char *text = NULL;
	struct err ignored;

	if (recorded->host)
		text = str_printf("format 1\nvirtfn " VIRTFN_VERSION "\nroot %s",
			geteuid() == 0 ? "yes" : "no");
	else if (root_read(&quiet, &text, &ignored, META) < 0)
		text = strdup("format 1\nroot unknown");
	if (text)
		root_offer(recorded, META, text);
}

static void add_log(const struct root *recorded)
{
	const struct root quiet = root_quiet(recorded);
	_cleanup_(root_file_done) struct root_file log = { 0 };
	struct err ignored;
	int r = doctor_log_read_host(&quiet, &log, &ignored);

	if (r == 0)
		root_offer_bytes(recorded, "dev/kmsg", log.text, log.size);
	else if (r != -ENOENT)
		root_offer_bytes(recorded, "dev/kmsg", NULL, 0);
}

static int record(const struct root *root, struct root_recorder *recorder, struct err *err)
{
	_cleanup_(host_done) struct host host = { 0 };
	struct root recorded = *root;
	int r;

	recorded.recorder = recorder;
	r = facts_read(&recorded, FACTS_ALL | FACTS_HOST, &host, err);
	if (r < 0)
		return r;
	add_meta(&recorded);
	add_log(&recorded);
	r = recorder->failed ? -ENOMEM : memtree_seal(&recorder->tree, NULL);
	return r < 0 ? err_oom(err) : 0;
}

struct cleaning {
	struct redact redact;
	struct memtree tree;
	bool common_names;
};

static void cleaning_done(struct cleaning *c)
{
	redact_done(&c->redact);
	memtree_done(&c->tree);
}

static void know_name(struct cleaning *c, enum redact_kind kind, const char *name)
{
	if (name && name[0] && !str_eq(name, "root") && !redact_add_name(&c->redact, kind, name))
		c->common_names = true;
}

/* "host.example.org" in front of "host": the longer one is looked for first. */
static void know_host(struct cleaning *c, const struct root *quiet, const char *path)
{
	_cleanup_free_ char *name = NULL;
	struct err ignored;
	char *dot;

	if (root_read(quiet, &name, &ignored, "%s", path) < 0 || str_eq(name, "host"))
		return;
	dot = strchr(name, '.');
	if (dot)
		know_name(c, REDACT_HOST, name);
	if (dot)
		*dot = '\0';
	know_name(c, REDACT_HOST, name);
}

/* "alice:x:1000:1000:Alice:/home/alice:/bin/sh"; those below 1000 are the system's. */
static void know_users(struct cleaning *c, const struct root *quiet)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char *rest = NULL;

	if (root_read(quiet, &text, &ignored, "etc/passwd") < 0)
		return;
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char *fields = NULL;
		char *name = strtok_r(line, ":", &fields);
		char *number = strtok_r(NULL, ":", &fields) ? strtok_r(NULL, ":", &fields) : NULL;
		unsigned uid;

		if (name && number && str_to_uint(number, 59999, &uid) == 0 && uid >= 1000)
			know_name(c, REDACT_USER, name);
	}
}

static void know(struct cleaning *c, const struct root *root)
{
	const struct root quiet = root_quiet(root);

	know_host(c, &quiet, "proc/sys/kernel/hostname");
	know_host(c, &quiet, "etc/hostname");
	if (root->host)
		know_name(c, REDACT_USER, getenv("SUDO_USER"));
	know_users(c, &quiet);
}

/* Files whose whole content is one. No reader asks for them today. */
static bool is_serial(const char *name)
{
	static const char *const names[] = { "serial", "serial_number", "product_serial",
		"board_serial", "chassis_serial", "chassis_asset_tag", "product_uuid", "wwid",
		"eui", "nguid", "machine-id", "unique_id" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (str_eq(names[i], name))
			return true;
	return strncmp(name, "LoaderDevicePartUUID", 20) == 0;
}

/* In sysfs, "user" is a word of the kernel: names stand in those of LVM volumes alone. */
static unsigned flags_for(const char *path)
{
	return strncmp(path, "sys/", 4) == 0 && !strstr(path, "/dm/") ? REDACT_PATH : 0;
}

static void clean_data(struct cleaning *c, const struct memtree_node *node, struct str_buf *out)
{
	const char *name = str_base_name(node->path);

	if (node->kind == WALK_LINK) {
		redact_text(&c->redact, node->data, node->size, REDACT_PATH, out);
	} else if (is_serial(name)) {
		redact_serial(&c->redact, node->data, node->size, out);
	} else if (node->size > 0 && memchr(node->data, '\0', node->size)) {
		str_buf_add_n(out, node->data, node->size);
		if (str_eq(name, "config") && out->text)
			redact_config(&c->redact, (uint8_t *)out->text, out->len);
	} else {
		redact_text(&c->redact, node->data, node->size, flags_for(node->path), out);
	}
}

static int clean_node(struct cleaning *c, const struct memtree_node *node)
{
	_cleanup_(str_buf_done) struct str_buf path = { 0 }, data = { 0 };
	_cleanup_free_ char *from = str_printf("/%s", node->path);
	struct memtree_add add = { .kind = node->kind, .denied = node->denied };

	if (!from)
		return -ENOMEM;
	redact_text(&c->redact, from, strlen(from), REDACT_PATH, &path);
	if (node->kind != WALK_DIR)
		clean_data(c, node, &data);
	if (path.failed || data.failed || c->redact.failed)
		return -ENOMEM;
	add.path = path.text + 1;
	add.data = data.text ? data.text : "";
	add.size = data.len;
	return memtree_add(&c->tree, &add);
}

static void sum_up(const struct cleaning *c, struct capture *ret)
{
	const struct memtree_node *log;

	for (size_t i = 0; i < REDACT_KINDS; i++)
		ret->replaced[i] = c->redact.count[i];
	for (size_t i = 0; i < ret->tree.n; i++)
		ret->n_denied += ret->tree.v[i].denied;
	log = memtree_get(&ret->tree, "dev/kmsg");
	ret->has_log = log && !log->denied;
	ret->common_names = c->common_names;
}

int capture_take(const struct root *root, struct capture *ret, struct err *err)
{
	_cleanup_(recorder_done) struct root_recorder recorder = { 0 };
	_cleanup_(cleaning_done) struct cleaning c = { 0 };
	int r = record(root, &recorder, err);

	if (r < 0)
		return r;
	know(&c, root);
	for (size_t i = 0; i < recorder.tree.n; i++) {
		if (!recorder.tree.v[i].path[0])
			continue;
		/* -EINVAL: a made-up name can be too long for a path; it stays away. */
		if (clean_node(&c, &recorder.tree.v[i]) == -ENOMEM)
			return err_oom(err);
	}
	if (memtree_seal(&c.tree, NULL) < 0)
		return err_oom(err);
	*ret = (struct capture) { .tree = c.tree };
	c.tree = (struct memtree) { 0 };
	sum_up(&c, ret);
	return 0;
}
