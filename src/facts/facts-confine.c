/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may run guests here, as whom, and what holds them in? Groups of the caller, qemu.conf,
 * AppArmor and SELinux.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/look.h"
#include "formats/libvirt-conf.h"

/* Of a capture: names of the caller's groups, with blanks, and the lines that are asked for. */
#define GROUPS    ".virtfn/groups"
#define QEMU_CONF ".virtfn/qemu.conf"

#define APPARMOR "etc/apparmor.d"

/* Whether a list with commas has the name. */
static bool has_name(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = list; *p;) {
		size_t n = strcspn(p, ", \n");

		if (n == len && memcmp(p, name, n) == 0)
			return true;
		p += n + (p[n] != '\0');
	}
	return false;
}

/* A tree without the folder above says nothing of what could be in it. */
static enum tri missing(const struct root *root, int r, const char *above)
{
	return look_for(root, "%s", above) == TRI_YES ? look_failed(r) : TRI_UNKNOWN;
}

static void read_modules(const struct root *root, struct stack *s)
{
	_cleanup_free_ char *enabled = NULL;
	_cleanup_free_ char *lsm = NULL;
	_cleanup_free_ char *enforce = NULL;
	struct err ignored;
	int r;

	(void)root_read(root, &lsm, &ignored, "sys/kernel/security/lsm");
	r = root_read(root, &enabled, &ignored, "sys/module/apparmor/parameters/enabled");
	if (lsm)
		s->apparmor = has_name(lsm, "apparmor");
	else
		s->apparmor = r == 0 ? enabled[0] == 'Y' : missing(root, r, "sys/module");
	r = root_read(root, &enforce, &ignored, "sys/fs/selinux/enforce");
	if (r == 0) {
		s->selinux = TRI_YES;
		s->selinux_enforcing = str_eq(enforce, "1");
		return;
	}
	/* Without a policy, SELinux is in the list and holds nobody. */
	s->selinux = missing(root, r, "sys/fs");
	s->selinux_enforcing = s->selinux;
}

/* The value, or the default that the file says in a comment: #user = "libvirt-qemu" */
static void read_setting(const char *text, const char *name, char *ret, size_t size)
{
	char comment[32];
	const char *p;

	if (libvirt_conf_text(text, name, ret, size))
		return;
	(void)snprintf(comment, sizeof(comment), "\n#%s = \"", name);
	p = strstr(text, comment);
	if (p) {
		_cleanup_free_ char *line = str_from_bytes(p + 2, strcspn(p + 2, "\n"));

		if (line)
			(void)libvirt_conf_text(line, name, ret, size);
	}
}

/* Whether libvirt confines no guest, whatever the kernel could do. */
static bool confines_nobody(const char *text)
{
	char driver[16] = "";

	(void)libvirt_conf_text(text, "security_driver", driver, sizeof(driver));
	return str_eq(driver, "none") ||
	       libvirt_conf_list_has(text, "security_driver", "none") == 1;
}

/* Passwords of displays may stand in the file: a capture has what is asked, and no more. */
static void offer_qemu_conf(const struct root *root, const struct stack *s, bool nobody)
{
	struct str_buf b = { 0 };

	if (s->qemu_user[0])
		str_buf_printf(&b, "user = \"%s\"\n", s->qemu_user);
	if (s->qemu_group[0])
		str_buf_printf(&b, "group = \"%s\"\n", s->qemu_group);
	if (s->kvmfr_acl == TRI_YES)
		str_buf_add(&b, "cgroup_device_acl = [ \"/dev/kvmfr0\" ]\n");
	if (nobody)
		str_buf_add(&b, "security_driver = \"none\"\n");
	if (!b.failed)
		root_offer(root, QEMU_CONF, b.text ? b.text : "");
	str_buf_done(&b);
}

static void read_qemu_conf(const struct root *root, struct stack *s)
{
	static const char *const paths[] = { "etc/libvirt/qemu.conf",
		"var/lib/libvirt/qemu.conf" }; /* NixOS */
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	bool nobody;
	int r = root->host ? -ENOENT : root_read(&quiet, &text, &ignored, QEMU_CONF);

	for (size_t i = 0; i < ARRAY_SIZE(paths) && r == -ENOENT; i++)
		r = root_read(&quiet, &text, &ignored, "%s", paths[i]);
	if (r < 0)
		return;
	read_setting(text, "user", s->qemu_user, sizeof(s->qemu_user));
	read_setting(text, "group", s->qemu_group, sizeof(s->qemu_group));
	/* Without a list of its own, libvirt's is in force, and that has no kvmfr. */
	s->kvmfr_acl = libvirt_conf_list_has(text, "cgroup_device_acl", "/dev/kvmfr0") == 1
			       ? TRI_YES
			       : TRI_NO;
	nobody = confines_nobody(text);
	if (nobody)
		s->apparmor = s->selinux = s->selinux_enforcing = TRI_NO;
	offer_qemu_conf(root, s, nobody);
}

static bool is_ours(gid_t gid, const gid_t *groups, int n)
{
	for (int i = 0; i < n; i++)
		if (groups[i] == gid)
			return true;
	return gid == getegid();
}

/* Names of those of the caller's groups that /etc/group has; NULL without memory. */
static char *group_names(const char *file)
{
	struct str_buf b = { 0 };
	gid_t groups[1024];
	int n = getgroups(ARRAY_SIZE(groups), groups);

	for (const char *line = file; *line;) {
		size_t len = strcspn(line, "\n");
		unsigned gid;
		char name[64];

		if (sscanf(line, "%63[^:\n]:%*[^:\n]:%u:", name, &gid) == 2 &&
			is_ours(gid, groups, n))
			str_buf_printf(&b, "%s ", name);
		line += len + (line[len] == '\n');
	}
	return str_buf_take(&b);
}

/* Root is in all of them, as far as it matters. */
static void read_groups(const struct root *root, struct stack *s)
{
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *names = NULL;
	_cleanup_free_ char *file = NULL;
	struct err ignored;

	if (!root->host) {
		(void)root_read(root, &names, &ignored, GROUPS);
	} else if (geteuid() == 0) {
		names = strdup("root");
	} else if (root_read(&quiet, &file, &ignored, "etc/group") == 0) {
		names = group_names(file);
	}
	if (!names)
		return;
	root_offer(root, GROUPS, names);
	s->in_libvirt_group = has_name(names, "libvirt") || has_name(names, "libvirtd") ||
			      has_name(names, "root");
	s->in_kvm_group = has_name(names, "kvm") || has_name(names, "root");
}

/* A rule of AppArmor that lets somebody have /dev/kvmfr0, or all such nodes. */
static bool allows_kvmfr(const char *line)
{
	const char *node = strstr(line, "/dev/kvmfr");

	line += strspn(line, " \t");
	if (!node || line[0] == '#' || strncmp(line, "deny ", 5) == 0 ||
		strncmp(line, "audit deny ", 11) == 0)
		return false;
	node += strlen("/dev/kvmfr");
	return node[0] == '0' || node[0] == '*' || node[0] == '?' || node[0] == '[' ||
	       node[0] == '{';
}

static enum tri file_allows_kvmfr(const struct root *root, const char *path)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char *rest = NULL;
	int r = root_read(root, &text, &ignored, "%s", path);

	if (r < 0)
		return look_failed(r);
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (allows_kvmfr(line))
			return TRI_YES;
	return TRI_NO;
}

static enum tri folder_allows_kvmfr(const struct root *root, const char *folder)
{
	_cleanup_(names_done) struct names names = { 0 };
	enum tri all = TRI_NO;
	struct err ignored;
	int r = root_list(root, &names, &ignored, "%s", folder);

	if (r < 0)
		return look_failed(r);
	for (size_t i = 0; i < names.n && all != TRI_YES; i++) {
		_cleanup_free_ char *path = str_printf("%s/%s", folder, names.v[i]);
		enum tri one = path ? file_allows_kvmfr(root, path) : TRI_UNKNOWN;

		if (one != TRI_NO)
			all = one;
	}
	return all;
}

/*
 * What libvirt's profiles of guests include. The folder is read since libvirt 9.6, the file
 * in local/ still is; people edit the first, which is the package's.
 */
static enum tri find_kvmfr_rule(const struct root *root)
{
	static const char *const files[] = {
		APPARMOR "/abstractions/libvirt-qemu",
		APPARMOR "/local/abstractions/libvirt-qemu",
	};
	enum tri all = folder_allows_kvmfr(root, APPARMOR "/abstractions/libvirt-qemu.d");

	for (size_t i = 0; i < ARRAY_SIZE(files) && all != TRI_YES; i++) {
		enum tri one = file_allows_kvmfr(root, files[i]);

		if (one != TRI_NO)
			all = one;
	}
	/* Without any profiles there, nobody knows where this host has them. */
	return all == TRI_NO && look_for(root, APPARMOR) != TRI_YES ? TRI_UNKNOWN : all;
}

static int read_confine(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	(void)err;
	if (!(scope & FACTS_HOST))
		return 0;
	read_modules(root, &host->stack);
	read_qemu_conf(root, &host->stack);
	read_groups(root, &host->stack);
	host->stack.kvmfr_apparmor = find_kvmfr_rule(root);
	return 0;
}

const struct facts facts_confine = {
	.id = "confine",
	.read = read_confine,
};
