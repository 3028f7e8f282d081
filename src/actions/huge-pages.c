/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pools of huge pages: how many, and more or fewer of them. Who needs how many is hook-merge.c's
 * question.
 */
#include "actions/huge-pages.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define TRIES 3

/* The folder of a pool; false for what names none. */
static bool folder_of(const char *pool, char folder[128])
{
	size_t n = strcspn(pool, "/");
	const char *node = pool[n] ? pool + n + 1 : NULL;

	if (n == 0 || n > 20 || strspn(pool, "0123456789") + 2 != n ||
		strncmp(pool + n - 2, "kB", 2) != 0)
		return false;
	if (!node)
		return snprintf(folder, 128, "sys/kernel/mm/hugepages/hugepages-%s", pool) > 0;
	if (strncmp(node, "node", 4) != 0 || strlen(node) > 9 || !node[4] ||
		strspn(node + 4, "0123456789") != strlen(node + 4))
		return false;
	(void)snprintf(folder, 128, "sys/devices/system/node/%s/hugepages/hugepages-%.*s", node,
		(int)n, pool);
	return true;
}

static int read_one(const struct root *root, const char *folder, const char *name, uint64_t *ret,
	struct err *err)
{
	_cleanup_free_ char *text = NULL;
	int r = root_read(root, &text, err, "%s/%s", folder, name);

	if (r < 0)
		return r;
	if (str_to_u64(text, 10, INT64_MAX, ret) < 0)
		return err_set(err, EINVAL, "/%s/%s holds no number: '%.30s'", folder, name, text);
	return 0;
}

int huge_pages_read(
	const struct root *root, const char *pool, struct huge_pages *ret, struct err *err)
{
	uint64_t total = 0, free = 0, promised = 0;
	struct err ignored;
	char folder[128];
	int r;

	if (!folder_of(pool, folder))
		return err_set(err, EINVAL, "'%s' is no kind of huge pages", pool);
	r = read_one(root, folder, "nr_hugepages", &total, err);
	if (r == -ENOENT)
		return err_set(
			err, ENOENT, "this machine has no huge pages %s (no /%s)", pool, folder);
	if (r == 0)
		r = read_one(root, folder, "free_hugepages", &free, err);
	if (r < 0)
		return r;
	/* A node's folder does not say it. */
	if (read_one(root, folder, "resv_hugepages", &promised, &ignored) < 0)
		promised = 0;
	ret->total = total;
	ret->used = free > total ? 0 : total - free;
	ret->used = promised > total - ret->used ? total : ret->used + promised;
	return 0;
}

static int write_total(
	const struct root *root, const char *folder, uint64_t total, uint64_t *ret, struct err *err)
{
	char text[24];
	int r;

	(void)snprintf(text, sizeof(text), "%" PRIu64, total);
	r = root_write(root, text, err, "%s/nr_hugepages", folder);
	/* What it took is said by reading only. */
	return r < 0 ? r : read_one(root, folder, "nr_hugepages", ret, err);
}

/* KiB of memory of the host, or of the pool's node; 0: not known. */
static uint64_t memory_of(const struct root *root, const char *pool)
{
	const char *node = strchr(pool, '/');
	_cleanup_free_ char *text = NULL;
	const char *p = NULL;
	struct err ignored;
	int r = node ? root_read(root, &text, &ignored, "sys/devices/system/node/%s/meminfo",
			       node + 1)
		     : root_read(root, &text, &ignored, "proc/meminfo");

	if (r == 0)
		p = strstr(text, "MemTotal:");
	return p ? strtoull(p + strlen("MemTotal:"), NULL, 10) : 0;
}

/* What can never be had is not asked for: the kernel would first empty all its caches. */
static int possible(const struct root *root, const char *pool, uint64_t total, struct err *err)
{
	uint64_t memory = memory_of(root, pool), page = strtoull(pool, NULL, 10);

	if (memory == 0 || total <= memory / page)
		return 0;
	return err_set(err, ENOMEM,
		"%" PRIu64 " huge pages %s are more than the %" PRIu64 " MiB of memory that are "
		"there: give the guest less",
		total, pool, memory / 1024);
}

static int more(const struct root *root, const char *pool, const char *folder, uint64_t total,
	struct err *err)
{
	struct err ignored;
	uint64_t now = 0, before = 0;
	int r = possible(root, pool, total, err);

	if (r < 0)
		return r;
	/* Once more with memory put together, and again while that brings more of them. */
	for (int i = 0; i < TRIES && (i < 2 || now > before); i++) {
		before = now;
		if (i > 0 && root_write(root, "1", &ignored, "proc/sys/vm/compact_memory") < 0)
			log_verbose("%s, ignoring", ignored.text);
		r = write_total(root, folder, total, &now, err);
		if (r < 0 || now >= total)
			return r;
	}
	return err_set(err, ENOMEM,
		"only %" PRIu64 " of %" PRIu64 " huge pages %s could be had: too little memory is "
		"free in one piece; close programs, ask for fewer, or reserve them at boot "
		"(hugepagesz=%s hugepages=%" PRIu64 ")",
		now, total, pool, strncmp(pool, "1048576kB", 9) == 0 ? "1G" : "2M", total);
}

int huge_pages_set(const struct root *root, const char *pool, uint64_t total, struct err *err)
{
	struct huge_pages now;
	char folder[128];
	int r = huge_pages_read(root, pool, &now, err);

	if (r < 0 || !folder_of(pool, folder))
		return r;
	if (total < now.used)
		total = now.used;
	if (total == now.total)
		return 0;
	if (total > now.total)
		return more(root, pool, folder, total, err);
	return write_total(root, folder, total, &now.total, err);
}
