/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who and what has hold of functions that shall be given away whole: processes, consoles, the
 * firmware's framebuffer? And which driver of vfio fits them? Only virtfn give asks.
 */
#include "facts/give-look.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-kmod.h"
#include "ext/ext-systemd.h"

#define DEVICE  "sys/bus/pci/devices/%s"
#define MANAGER "display-manager.service"

void give_seen_done(struct give_seen *s)
{
	openers_done(&s->openers);
}

static int look_for_openers(
	const struct root *root, const struct give_set *set, struct openers *all, struct err *err)
{
	all->all_seen = true;
	for (size_t i = 0; i < set->n; i++) {
		_cleanup_(openers_done) struct openers one = { 0 };
		int r = openers_find(root, set->v[i]->name, &one, err);

		if (r < 0)
			return r;
		all->all_seen = all->all_seen && one.all_seen;
		for (size_t k = 0; k < one.n; k++) {
			struct opener *o = mem_append(&all->v, &all->n, sizeof(*o));

			if (!o)
				return err_oom(err);
			*o = one.v[k];
		}
	}
	return 0;
}

static bool is_display(const struct pci_dev *d)
{
	return d->class >> 16 == 0x03;
}

static bool is_boot_display(const struct pci_dev *d)
{
	for (size_t i = 0; i < d->n_uses; i++)
		if (d->uses[i].kind == PCI_USE_BOOT_DISPLAY)
			return true;
	return false;
}

/* The platform devices that the boot console is drawn on; they belong to the boot display. */
static void look_for_framebuffers(const struct root *root, struct give_seen *s)
{
	static const char *const drivers[] = { "simple-framebuffer", "efi-framebuffer",
		"vesa-framebuffer" };

	for (size_t i = 0; i < ARRAY_SIZE(drivers); i++) {
		_cleanup_(names_done) struct names names = { 0 };
		struct err ignored;

		if (root_list(root, &names, &ignored, "sys/bus/platform/drivers/%s", drivers[i]) <
			0)
			continue;
		for (size_t k = 0; k < names.n && s->n_framebuffers < GIVE_FRAMEBUFFERS; k++)
			/* "simple-framebuffer.0", beside bind, unbind and uevent. */
			if (strchr(names.v[k], '.') &&
				strlen(names.v[k]) < sizeof(s->framebuffers[0]))
				(void)snprintf(s->framebuffers[s->n_framebuffers++],
					sizeof(s->framebuffers[0]), "%.39s", names.v[k]);
	}
}

/* Whether every framebuffer of the kernel is one of these functions' or the firmware's. */
static bool owns_framebuffers(
	const struct root *root, const struct give_set *set, const struct give_seen *s)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;
	size_t ours = 0, all = 0;

	if (root_list(root, &names, &ignored, "sys/class/graphics") < 0)
		return false;
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *device = NULL;
		bool known = false;

		if (strncmp(names.v[i], "fb", 2) != 0 || str_eq(names.v[i], "fbcon"))
			continue;
		all++;
		if (root_link_name(root, &device, &ignored, "sys/class/graphics/%s/device",
			    names.v[i]) < 0)
			continue;
		for (size_t k = 0; k < set->n; k++)
			known = known || str_eq(device, set->v[k]->name);
		for (size_t k = 0; k < s->n_framebuffers; k++)
			known = known || str_eq(device, s->framebuffers[k]);
		ours += known;
	}
	return all > 0 && ours == all;
}

/* Those that are drawn and bound: "(M) frame buffer device". */
static void look_for_consoles(const struct root *root, struct give_seen *s)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;

	if (root_list(root, &names, &ignored, "sys/class/vtconsole") < 0)
		return;
	for (size_t i = 0; i < names.n && s->n_consoles < GIVE_CONSOLES; i++) {
		_cleanup_free_ char *name = NULL, *bound = NULL;

		if (root_read(root, &name, &ignored, "sys/class/vtconsole/%s/name", names.v[i]) <
				0 ||
			root_read(root, &bound, &ignored, "sys/class/vtconsole/%s/bind",
				names.v[i]) < 0)
			continue;
		if (strstr(name, "frame buffer") && str_eq(bound, "1") &&
			strlen(names.v[i]) < sizeof(s->consoles[0]))
			(void)snprintf(s->consoles[s->n_consoles++], sizeof(s->consoles[0]),
				"%.15s", names.v[i]);
	}
}

/* Module names have underscores; what a driver calls itself may have dashes. */
static bool find_spelling(const struct root *root, const char *module, char ret[40])
{
	char name[40];

	(void)snprintf(name, sizeof(name), "%.39s", module);
	for (int dashes = 0; dashes < 2; dashes++) {
		if (root_exists(root, "sys/bus/pci/drivers/%s", name)) {
			(void)snprintf(ret, 40, "%s", name);
			return true;
		}
		for (char *p = name; *p; p++)
			*p = *p == '_' ? '-' : *p;
	}
	return false;
}

/*
 * A driver that is made for this device, as the kernel's list of modules says. Only one that is not
 * loaded yet must be guessed at: xe-vfio-pci has dashes, all others are called as their module is.
 */
static void choose_driver(const struct root *root, const struct pci_dev *d, struct give_driver *s)
{
	_cleanup_free_ char *alias = NULL, *wanted = NULL;
	struct err ignored;
	char module[40];

	(void)snprintf(s->driver, sizeof(s->driver), "vfio-pci");
	(void)snprintf(s->module, sizeof(s->module), "vfio-pci");
	if (!root->host || root_read(root, &alias, &ignored, DEVICE "/modalias", d->name) < 0 ||
		strncmp(alias, "pci:", 4) != 0)
		return;
	wanted = str_printf("vfio_%s", alias);
	if (!wanted || ext_kmod_find(wanted, "vfio_pci", module, &ignored) < 0)
		return;
	(void)snprintf(s->module, sizeof(s->module), "%s", module);
	if (!find_spelling(root, module, s->driver))
		(void)snprintf(s->driver, sizeof(s->driver), "%s",
			str_eq(module, "xe_vfio_pci") ? "xe-vfio-pci" : module);
}

int give_look(
	const struct root *root, const struct give_set *set, struct give_seen *ret, struct err *err)
{
	_cleanup_(give_seen_done) struct give_seen s = { 0 };
	bool display = false, boot = false;
	struct err ignored;
	int r = look_for_openers(root, set, &s.openers, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < set->n; i++) {
		display = display || is_display(set->v[i]);
		boot = boot || is_boot_display(set->v[i]);
	}
	if (boot)
		look_for_framebuffers(root, &s);
	if (display && owns_framebuffers(root, set, &s))
		look_for_consoles(root, &s);
	if (root->host && ext_systemd_state(MANAGER, s.manager, &ignored) < 0)
		s.manager[0] = '\0';
	for (size_t i = 0; i < set->n; i++)
		choose_driver(root, set->v[i], &s.drivers[i]);
	*ret = s;
	s = (struct give_seen) { 0 };
	return 0;
}
