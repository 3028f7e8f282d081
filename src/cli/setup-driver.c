/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where does the driver of a GPU come from that this kernel's own does not split? What is said
 * here is checked as all of the new file is.
 */
#include "cli/setup-driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "checks/gpu-way.h"
#include "cli/ask.h"

/* The release for this kernel; NULL: it needs none, or nobody knows. */
static const char *release_for(const struct root *root, const struct pci_dev *dev)
{
	_cleanup_free_ char *kernel = NULL;
	struct gpu_ways ways;
	struct err ignored;
	int major, minor;

	if (!gpu_way_intel(dev) ||
		root_read(root, &kernel, &ignored, "proc/sys/kernel/osrelease") < 0 ||
		!gpu_way_version(kernel, &major, &minor))
		return NULL;
	ways = gpu_sriov_ways(gpu_platform_of(dev->device), major, minor);
	if (ways.xe == TRI_YES)
		return NULL;
	if (ways.i915)
		return ways.i915->release;
	return ways.dkms_xe ? ways.dkms_xe->release : NULL;
}

static int ask_from(const char *release, char **ret, struct err *err)
{
	_cleanup_free_ char *question =
		str_printf("This kernel needs i915-sriov-dkms %s: which file or address has its "
			   "package?",
			release);

	return question ? ask_line(question, "later", ret, err) : err_oom(err);
}

/* What stands between two quotes. */
static bool is_plain(const char *text)
{
	return !strpbrk(text, "\"\\\n");
}

int setup_driver(const struct setup_driver_ask *in, struct str_buf *text, struct err *err)
{
	const char *release = release_for(in->root, in->dev);
	_cleanup_free_ char *from = NULL, *hash = NULL;
	int r = 0;

	if (in->opts->sriov_driver)
		from = str_printf("%s", in->opts->sriov_driver);
	else if (in->possible && release)
		r = ask_from(release, &from, err);
	if (r < 0 || (in->opts->sriov_driver && !from))
		return r < 0 ? r : err_oom(err);
	if (!from || str_eq(from, "later"))
		return 0;
	if (in->opts->sha256)
		hash = str_printf("%s", in->opts->sha256);
	else if (in->possible && from[0] != '/')
		r = ask_line("Its SHA-256?", "", &hash, err);
	if (r < 0)
		return r;
	if (!is_plain(from) || (hash && !is_plain(hash)))
		return err_set(err, EINVAL, "'%.60s' is no file and no address", from);
	str_buf_printf(
		text, "sriov_driver:\n  %s: \"%s\"\n", from[0] == '/' ? "package" : "url", from);
	if (hash && hash[0])
		str_buf_printf(text, "  sha256: \"%s\"\n", hash);
	return 0;
}
