/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which driver makes VFs of a GPU where the kernel's own does not, and is the package that
 * host.yaml names the right one? The table of releases is in kinds/; reading the package was
 * somebody else's work.
 */
#include "plan/plan-driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "checks/gpu-way.h"
#include "checks/mok-words.h"

#define RELEASES "https://github.com/strongtz/i915-sriov-dkms/releases"

void plan_driver_done(struct plan_driver *d)
{
	free(d->from);
	free(d->cache);
	free(d->sha256);
	free(d->name);
	free(d->version);
	free(d->release);
	free(d->exclusive);
	free(d->installed);
	*d = (struct plan_driver) { 0 };
}

static bool is_asked(const struct wish_host *wish)
{
	return wish && wish->sriov_driver.at.line;
}

/* How many GPUs there are of each kind. */
struct gpus {
	unsigned need, own, other_kernel;
};

static void count(const struct host *host, const struct pci_dev *d, struct gpus *g)
{
	const struct kernel *k = &host->kernel;
	const struct gpu_platform *p = gpu_platform_of(d->device);
	struct gpu_ways ways = gpu_sriov_ways(p, k->major, k->minor);

	if (ways.xe == TRI_YES)
		g->own++;
	else if (!p || ways.i915 || ways.dkms_xe)
		g->need++;
	else if (p->dkms_i915 || p->dkms_xe)
		*(k->major < 0 ? &g->need : &g->other_kernel) += 1;
}

static int count_all(
	const struct host *host, const struct wish_host *wish, struct gpus *g, struct err *err)
{
	int r = 0;

	for (size_t i = 0; wish->n_devices == 0 && i < host->n_pci; i++)
		if (gpu_way_intel(&host->pci[i]))
			count(host, &host->pci[i], g);
	for (size_t i = 0; i < wish->n_devices && r == 0; i++) {
		struct pci_dev *d;

		if (wish_device_mode(&wish->devices[i]) != WISH_MODE_SRIOV)
			continue;
		r = wish_device_find(&wish->devices[i], host, &d, err);
		if (r == 0 && gpu_way_intel(d))
			count(host, d, g);
	}
	return r;
}

int plan_driver_needed(const struct host *host, const struct wish_host *wish, struct err *err)
{
	_cleanup_free_ char *place = NULL;
	struct gpus g = { 0 };
	int r;

	if (!is_asked(wish))
		return 0;
	place = conf_place_text(wish->sriov_driver.at);
	r = place ? count_all(host, wish, &g, err) : err_oom(err);
	if (r < 0)
		return r;
	if (g.need > 0 || g.own > 0)
		return g.need > 0;
	if (g.other_kernel > 0)
		return err_set(err, EOPNOTSUPP,
			"%s: no release of " PLAN_DRIVER_NAME " is for kernel %s; boot one from "
			"6.1 to 7.0",
			place, host->kernel.release ? host->kernel.release : "?");
	return err_set(err, ENODEV,
		"%s: " PLAN_DRIVER_NAME " makes VFs of no GPU that is to be split here; leave "
		"sriov_driver away",
		place);
}

static int add_package(const struct host *host, const struct wish_host *wish,
	enum distro_package package, struct needs *needs, struct err *err)
{
	const char *name = host->distro->packages[package];
	_cleanup_free_ char *place = conf_place_text(wish->sriov_driver.at);
	_cleanup_free_ char *what = name ? str_printf("%s", name) : NULL;
	char why[] = PLAN_DRIVER_NAME " is built on this host, for each kernel";
	const struct need need = { NEED_PACKAGE, what, why, place };

	if (!name)
		return 0;
	return what && place ? needs_add(needs, &need, err) : err_oom(err);
}

int plan_driver_needs(
	const struct host *host, const struct wish_host *wish, struct needs *needs, struct err *err)
{
	int r = plan_driver_needed(host, wish, err);

	if (r <= 0 || !host->distro || !host->distro->manager ||
		!host->distro->manager->install_file)
		return r < 0 ? r : 0;
	r = add_package(host, wish, DISTRO_PACKAGE_DKMS, needs, err);
	return r < 0 ? r : add_package(host, wish, DISTRO_PACKAGE_HEADERS, needs, err);
}

/* The package's own word counts most, then the table; unknown: neither says anything. */
static enum tri builds(const struct kernel *k, const struct plan_driver *d)
{
	const struct gpu_dkms *known = gpu_dkms_find(d->release);

	if (d->exclusive && k->release)
		return gpu_way_exclusive(d->exclusive, k->release);
	if (!known || k->major < 0)
		return TRI_UNKNOWN;
	return gpu_dkms_builds(known, k->major, k->minor) ? TRI_YES : TRI_NO;
}

static int misfit(
	const struct kernel *k, const char *place, const struct plan_driver *d, struct err *err)
{
	const struct gpu_dkms *right = gpu_dkms_release(k->major, k->minor);

	if (right)
		return err_set(err, EINVAL,
			"%s: release %s of " PLAN_DRIVER_NAME
			" is not for kernel %s; release %s is "
			"the one for it",
			place, d->release, k->release ? k->release : "?", right->release);
	return err_set(err, EINVAL,
		"%s: release %s of " PLAN_DRIVER_NAME " is not for kernel %s, and no other one is",
		place, d->release, k->release ? k->release : "?");
}

static int check_format(const struct package_manager *m, const char *place,
	const struct plan_driver *d, struct err *err)
{
	static const char *const ends[] = {
		[PACKAGE_FORMAT_NONE] = "a package",
		[PACKAGE_FORMAT_DEB] = "a .deb",
		[PACKAGE_FORMAT_PACMAN] = "a .pkg.tar.zst",
	};

	if (d->format == m->file)
		return 0;
	return err_set(err, EINVAL, "%s: %s installs %s, and this is %s", place, m->id,
		ends[m->file], ends[d->format]);
}

int plan_driver_fits(const struct host *host, const struct wish_host *wish,
	const struct plan_driver *d, struct err *err)
{
	_cleanup_free_ char *place = conf_place_text(wish->sriov_driver.at);
	int r;

	if (!place)
		return err_oom(err);
	if (!str_eq(d->name, PLAN_DRIVER_NAME) && !str_eq(d->name, PLAN_DRIVER_NAME "-git"))
		return err_set(err, EINVAL, "%s: this is the package %s, not " PLAN_DRIVER_NAME,
			place, d->name);
	r = check_format(host->distro->manager, place, d, err);
	if (r < 0)
		return r;
	return builds(&host->kernel, d) == TRI_NO ? misfit(&host->kernel, place, d, err) : 0;
}

static int note_by_hand(const struct plan_driver_in *in, struct edits *edits, struct err *err)
{
	const struct distro *d = in->host->distro;

	if (d && !d->manager)
		return edits_note(edits, err,
			"put " PLAN_DRIVER_NAME " into the configuration of %s yourself\n"
			"boot.extraModulePackages = [ pkgs.i915-sriov ]; (of its flake, "
			"https://github.com/strongtz/i915-sriov-dkms)",
			d->title);
	if (d && !d->packages[DISTRO_PACKAGE_DKMS])
		return edits_note(edits, err,
			"%s has no place for modules that are built on the host: "
			"boot a kernel whose own xe makes VFs of this GPU (6.18 or later)",
			d->title);
	return edits_note(edits, err,
		"build " PLAN_DRIVER_NAME " from its sources: there is no package of it for %s\n"
		"sudo dkms add FOLDER (the unpacked sources of a release of " RELEASES ")\n"
		"sudo dkms install " PLAN_DRIVER_NAME "/RELEASE",
		d ? d->title : "this distribution");
}

static int note_not_needed(const struct plan_driver_in *in, struct edits *edits, struct err *err)
{
	_cleanup_free_ char *place = conf_place_text(in->wish->sriov_driver.at);

	if (!place)
		return err_oom(err);
	return edits_note(edits, err,
		"leave sriov_driver away (%s): the xe of kernel %s itself makes VFs, so no other "
		"driver is needed, and none is installed",
		place, in->host->kernel.release ? in->host->kernel.release : "?");
}

/* Secure Boot locks the kernel down; where that is not seen, it may be before its first boot. */
static int note_key(const struct host *host, struct edits *edits, struct err *err)
{
	_cleanup_free_ char *words = NULL;

	if (host->machine.mok_enrolled == TRI_YES ||
		(host->machine.secure_boot != TRI_YES && !mok_enforced(host)))
		return 0;
	words = mok_words(host);
	return words ? edits_note(edits, err,
			       "enrol the key that this host signs its modules with%s: until then "
			       "the kernel refuses " PLAN_DRIVER_NAME "\n%s",
			       host->machine.secure_boot == TRI_YES ? ", as Secure Boot is on" : "",
			       words)
		     : err_oom(err);
}

static int install(const struct plan_driver_in *in, struct edits *edits, struct err *err)
{
	const struct package_manager *m = in->host->distro->manager;
	const struct plan_driver *d = in->driver;
	const char *prefix = m->answer ? m->answer : d->name;
	_cleanup_free_ char *answer = str_printf("%s %s", prefix, d->version);
	_cleanup_free_ char *why = NULL;

	if (d->installed)
		why = str_printf("makes VFs of the GPU; takes the place of %s, which virtfn undo "
				 "does not bring back",
			d->installed);
	else
		why = str_printf("makes VFs of the GPU, which this kernel's own driver does not");
	if (!answer || !why)
		return err_oom(err);
	return edits_install(edits, m,
		&(struct edit_install) {
			.from = d->from,
			.path = d->cache,
			.sha256 = d->sha256,
			.name = d->name,
			.version = d->version,
			.answer = answer,
			.why = why,
		},
		err);
}

/* A release that is there and waits for a reboot needs no words. */
static bool is_installed(const struct host *host)
{
	const struct kernel *k = &host->kernel;

	for (size_t i = 0; i < k->n_dkms; i++)
		if (str_eq(k->dkms[i].name, PLAN_DRIVER_NAME) && k->dkms[i].installed &&
			str_eq(k->dkms[i].kernel, k->release))
			return true;
	return false;
}

static int note_where(const struct plan_driver_in *in, struct edits *edits, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < in->needs->n && r == 0; i++) {
		const struct need *n = &in->needs->v[i];

		if (n->kind != NEED_DRIVER || is_installed(in->host))
			continue;
		r = edits_note(edits, err,
			"install %s: %s\n"
			"its package is at " RELEASES "\n"
			"in /etc/virtfn/host.yaml, sriov_driver: {package: FILE}, or {url: "
			"ADDRESS, "
			"sha256: HASH}, makes it a part of this plan",
			n->what, n->why);
	}
	return r;
}

int plan_driver(const struct plan_driver_in *in, struct edits *edits, struct err *err)
{
	const struct distro *distro = in->host->distro;
	int r;

	if (!is_asked(in->wish))
		return note_where(in, edits, err);
	r = plan_driver_needed(in->host, in->wish, err);
	if (r < 0)
		return r;
	if (r == 0)
		return note_not_needed(in, edits, err);
	if (!distro || !distro->manager || !distro->manager->install_file)
		return note_by_hand(in, edits, err);
	r = 0;
	if (in->driver && in->driver->from && in->driver->there != TRI_YES)
		r = install(in, edits, err);
	return r < 0 ? r : note_key(in->host, edits, err);
}
