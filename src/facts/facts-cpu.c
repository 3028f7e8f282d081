/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What processors are these, how do they hang together, and may the caller use KVM? The
 * cores are hwloc's to tell on the running host (ext-hwloc.c); a capture keeps what it said.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-hwloc.h"
#include "facts/cpu-cores.h"

#define CORES ".virtfn/cpu"
#define KVM   ".virtfn/kvm"

static enum tri tri_of(bool yes)
{
	return yes ? TRI_YES : TRI_NO;
}

static int number(const char *text)
{
	unsigned v;

	return str_to_uint(text, 1 << 20, &v) == 0 ? (int)v : -1;
}

/* "vmx flags" is a list of its own; "flags" is the one. */
static int take_field(struct cpu *c, const char *key, const char *value)
{
	if (str_eq(key, "vendor_id")) {
		c->vendor = str_eq(value, "GenuineIntel")   ? CPU_VENDOR_INTEL
			    : str_eq(value, "AuthenticAMD") ? CPU_VENDOR_AMD
							    : CPU_VENDOR_OTHER;
	} else if (str_eq(key, "model name") && !c->name) {
		c->name = strdup(value);
		return c->name ? 0 : -ENOMEM;
	} else if (str_eq(key, "cpu family")) {
		c->family = number(value);
	} else if (str_eq(key, "model")) {
		c->model = number(value);
	} else if (str_eq(key, "stepping")) {
		c->stepping = number(value);
	} else if (str_eq(key, "flags")) {
		c->virt = tri_of(str_has_word(value, "vmx", 3) || str_has_word(value, "svm", 3));
		c->hypervisor = tri_of(str_has_word(value, "hypervisor", strlen("hypervisor")));
	} else if (str_eq(key, "address sizes")) {
		char *end;
		long bits = strtol(value, &end, 10);

		c->phys_bits = end != value && bits > 0 && bits <= 64 ? (int)bits : -1;
	}
	return 0;
}

/* The first processor is enough, and one read brings it: all of them may be a megabyte. */
static int read_cpuinfo(const struct root *root, struct cpu *c)
{
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	char text[8192], *rest = text, *line;
	struct err ignored;
	ssize_t n;

	if (root_dir(root, &dir, &ignored, "proc") < 0)
		return 0;
	n = dir_read(&dir, "cpuinfo", text, sizeof(text));
	if (n < 0)
		return 0;
	while ((line = strsep(&rest, "\n")) && line[0]) {
		char *value = strchr(line, ':');

		/* The last line may have been cut off. */
		if (!value || (!rest && n == (ssize_t)sizeof(text) - 1))
			continue;
		*value++ = '\0';
		if (take_field(c, str_strip(line), str_strip(value)) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* What is too long for its place is cut; cpufreq is a link. */
static void read_cpufreq(const struct root *root, const char *file, char *to, size_t size)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;

	if (root_read(root, &text, &ignored, "sys/devices/system/cpu/cpu0/cpufreq/%s", file) == 0)
		(void)snprintf(to, size, "%s", text);
}

static void read_state(const struct root *root, struct cpu *c)
{
	static const char *const nested[] = { "sys/module/kvm_intel/parameters/nested",
		"sys/module/kvm_amd/parameters/nested" };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	struct err ignored;
	char text[16];

	for (size_t i = 0; i < ARRAY_SIZE(nested); i++) {
		_cleanup_free_ char *value = NULL;

		if (root_read(root, &value, &ignored, "%s", nested[i]) == 0 && value[0])
			c->nested = tri_of(value[0] == 'Y' || value[0] == '1');
	}
	read_cpufreq(root, "scaling_governor", c->governor, sizeof(c->governor));
	read_cpufreq(root, "scaling_available_governors", c->governors, sizeof(c->governors));
	read_cpufreq(root, "scaling_driver", c->driver, sizeof(c->driver));
	if (root_dir(root, &dir, &ignored, "sys/devices/system/cpu") < 0)
		return;
	if (dir_read(&dir, "smt/active", text, sizeof(text)) > 0)
		c->smt = str_eq(text, "1") ? TRI_YES : str_eq(text, "0") ? TRI_NO : TRI_UNKNOWN;
}

/* Opening it is the only answer that counts ACLs and containers in; it has no effect. */
static const char *try_kvm(const struct root *root)
{
	const struct root quiet = root_quiet(root);
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	_cleanup_close_ int fd = -1;
	struct err ignored;

	/* A capture being made would want to read what is opened. */
	if (root_dir(&quiet, &dir, &ignored, "dev") < 0)
		return "unknown";
	fd = dir_open(&dir, "kvm");
	if (fd >= 0)
		return "open";
	return fd == -ENOENT ? "absent" : "refused";
}

static void read_kvm(const struct root *root, struct cpu *c)
{
	_cleanup_free_ char *text = NULL;
	const char *word = "unknown";
	struct err ignored;

	if (root->host) {
		word = try_kvm(root);
		root_offer(root, KVM, word);
	} else if (root_read(root, &text, &ignored, KVM) == 0) {
		word = text;
	} else if (root_exists(root, "dev/kvm")) {
		c->dev_kvm = TRI_YES;
	}
	if (str_eq(word, "absent"))
		c->dev_kvm = c->dev_kvm_mine = TRI_NO;
	if (str_eq(word, "open") || str_eq(word, "refused")) {
		c->dev_kvm = TRI_YES;
		c->dev_kvm_mine = tri_of(str_eq(word, "open"));
	}
}

static int read_cores(const struct root *root, struct cpu *c)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	int r;

	if (root->host) {
		r = ext_hwloc_cores(&text, &ignored);
		if (r == 0)
			root_offer(root, CORES, text);
	} else {
		r = root_read(root, &text, &ignored, CORES);
	}
	if (r == 0)
		r = cpu_cores_parse(text, c);
	if (r < 0 && r != -ENOMEM)
		r = cpu_cores_from_sysfs(root, c);
	return r == -ENOMEM ? r : 0;
}

static int read_cpu(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct cpu *c = &host->cpu;

	if (!(scope & FACTS_HOST))
		return 0;
	if (read_cpuinfo(root, c) < 0 || read_cores(root, c) < 0)
		return err_oom(err);
	read_state(root, c);
	read_kvm(root, c);
	return 0;
}

const struct facts facts_cpu = {
	.id = "cpu",
	.read = read_cpu,
};
