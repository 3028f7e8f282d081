/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this host itself a guest, and of whom, or a container? The CPU says the first to
 * everybody; the board's names (facts-firmware.c) say whose.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* A board that only a hypervisor has. sure: it is never a machine of its own. */
static const struct {
	const char *vendor, *product; /* product NULL: any */
	const char *name;
	bool sure;
} boards[] = {
	{ "QEMU", NULL, "QEMU", true },
	{ "VMware, Inc.", NULL, "VMware", true },
	{ "innotek GmbH", NULL, "VirtualBox", true },
	{ "Xen", NULL, "Xen", true },
	{ "Parallels Software International Inc.", NULL, "Parallels", true },
	{ "BHYVE", NULL, "bhyve", true },
	{ "Microsoft Corporation", "Virtual Machine", "Hyper-V", true },
	{ "OpenStack Foundation", NULL, "OpenStack", true },
	{ "Red Hat", "KVM", "KVM", true },
	{ "Google", "Google Compute Engine", "Google Compute Engine", false },
	{ "Amazon EC2", NULL, "Amazon EC2", false },
	{ "Apple Inc.", "Apple Virtualization Generic Platform", "Apple Virtualization", true },
};

/*
 * The flag "hypervisor" of the first CPU. One read() gives the first CPUs and no more: on
 * a large host the whole file takes the kernel milliseconds.
 */
static enum tri cpu_flag(const struct root *root)
{
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	struct err ignored;
	char text[8192], *flags, *end;

	if (root_dir(root, &dir, &ignored, "proc") < 0 ||
		dir_read(&dir, "cpuinfo", text, sizeof(text)) < 0)
		return TRI_UNKNOWN;
	flags = strstr(text, "\nflags");
	end = flags ? strchr(flags + 1, '\n') : NULL;
	if (!end)
		return TRI_UNKNOWN;
	*end = '\0';
	for (char *rest = NULL, *word = strtok_r(flags, " \t:", &rest); word;
		word = strtok_r(NULL, " \t:", &rest))
		if (str_eq(word, "hypervisor"))
			return TRI_YES;
	return TRI_NO;
}

/* Dom0 is a guest by its CPU, and yet the one that holds the hardware. */
static bool is_dom0(const struct root *root)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;

	return root_read(root, &text, &ignored, "proc/xen/capabilities") == 0 &&
	       strstr(text, "control_d");
}

static const char *board_name(const struct machine *m, enum tri flag)
{
	for (size_t i = 0; i < ARRAY_SIZE(boards); i++) {
		if (!str_eq(m->sys_vendor, boards[i].vendor))
			continue;
		if (boards[i].product && !str_eq(m->product, boards[i].product))
			continue;
		if (boards[i].sure || flag == TRI_YES)
			return boards[i].name;
	}
	return NULL;
}

static int read_guest(const struct root *root, struct machine *m)
{
	_cleanup_free_ char *type = NULL;
	const char *name;
	struct err ignored;

	m->is_guest = cpu_flag(root);
	if (is_dom0(root)) {
		m->is_guest = TRI_NO;
		return 0;
	}
	name = board_name(m, m->is_guest);
	if (!name && root_read(root, &type, &ignored, "sys/hypervisor/type") == 0 && type[0])
		name = str_eq(type, "xen") ? "Xen" : type;
	if (!name)
		return 0;
	m->is_guest = TRI_YES;
	m->hypervisor = strdup(name);
	return m->hypervisor ? 0 : -ENOMEM;
}

/* Containers say so in files; only outside of them the second process is the kernel's. */
static enum tri in_container(const struct root *root)
{
	static const char *const marks[] = {
		"run/systemd/container",
		"run/.containerenv",
		".dockerenv",
	};
	_cleanup_free_ char *comm = NULL;
	struct err ignored;

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (root_exists(root, "%s", marks[i]))
			return TRI_YES;
	if (root_read(root, &comm, &ignored, "proc/2/comm") == 0 && str_eq(comm, "kthreadd"))
		return TRI_NO;
	return TRI_UNKNOWN;
}

static int read_virtual(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	if (!(scope & FACTS_HOST))
		return 0;
	if (read_guest(root, &host->machine) < 0)
		return err_oom(err);
	host->machine.is_container = in_container(root);
	return 0;
}

const struct facts facts_virtual = {
	.id = "virtual",
	.read = read_virtual,
};
