/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is libvirt here, as one daemon or as many, does it listen, will it after a reboot, and which
 * version is it? Units and sockets say so as files; neither systemd nor libvirt is asked.
 */
#include "facts/facts.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/look.h"

static const char *const unit_folders[] = { "etc/systemd/system", "usr/lib/systemd/system",
	"lib/systemd/system" };
static const char *const targets[] = { "sockets.target.wants", "multi-user.target.wants",
	"graphical.target.wants" };

/* Whether a target wants the unit. No: its links could be looked at. */
static enum tri is_wanted(const struct root *root, const char *unit)
{
	enum tri all = look_for(root, "etc/systemd/system") == TRI_YES ? TRI_NO : TRI_UNKNOWN;

	for (size_t i = 0; i < ARRAY_SIZE(unit_folders); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(targets); j++) {
			_cleanup_free_ char *name = NULL;
			struct err ignored;
			int r = root_link_name(root, &name, &ignored, "%s/%s/%s", unit_folders[i],
				targets[j], unit);

			/* A link to /dev/null hides a unit that the vendor wants. */
			if (r == 0)
				return str_eq(name, "null") ? TRI_NO : TRI_YES;
			if (look_failed(r) == TRI_UNKNOWN)
				all = TRI_UNKNOWN;
		}
	}
	return all;
}

static enum tri either(enum tri a, enum tri b)
{
	if (a == TRI_YES || b == TRI_YES)
		return TRI_YES;
	return a == TRI_UNKNOWN || b == TRI_UNKNOWN ? TRI_UNKNOWN : TRI_NO;
}

struct daemon {
	const char *const programs[2];
	const char *const sockets[3];
	const char *socket_unit, *service_unit;
	enum tri there, active, enabled;
};

static void look_at(const struct root *root, struct daemon *d)
{
	d->there = look_for_program(root, d->programs);
	d->active = look_for_any(root, d->sockets);
	d->enabled = either(is_wanted(root, d->socket_unit), is_wanted(root, d->service_unit));
}

/* Both are installed, none runs, none will: the one that this distribution would start. */
static enum libvirt_mode usual_mode(const struct host *host)
{
	static const char *const modular[] = { "fedora", "ostree", "opensuse" };

	for (size_t i = 0; host->distro && i < ARRAY_SIZE(modular); i++)
		if (str_eq(host->distro->id, modular[i]))
			return LIBVIRT_MODULAR;
	return LIBVIRT_MONOLITHIC;
}

static enum libvirt_mode mode_of(
	const struct host *host, const struct daemon *one, const struct daemon *many)
{
	/* virtproxyd has the socket of libvirtd too, so that of virtqemud is asked first. */
	if (many->active == TRI_YES)
		return LIBVIRT_MODULAR;
	if (one->active == TRI_YES)
		return LIBVIRT_MONOLITHIC;
	if (one->there == TRI_NO && many->there == TRI_NO)
		return LIBVIRT_NONE;
	if (one->there == TRI_NO && many->there == TRI_YES)
		return LIBVIRT_MODULAR;
	if (one->there == TRI_YES && many->there == TRI_NO)
		return LIBVIRT_MONOLITHIC;
	if (one->there == TRI_UNKNOWN || many->there == TRI_UNKNOWN)
		return LIBVIRT_UNKNOWN;
	if (one->enabled != many->enabled)
		return many->enabled == TRI_YES ? LIBVIRT_MODULAR : LIBVIRT_MONOLITHIC;
	return usual_mode(host);
}

/* libvirt.so.0.11003.0: the middle is major * 1000 + minor (libvirt's meson.build). */
static int version_of(const char *file)
{
	unsigned middle, micro;
	char end;

	if (sscanf(file, "libvirt.so.0.%u.%u%c", &middle, &micro, &end) != 2 ||
		middle > INT_MAX / 1000 - 1 || micro > 999)
		return -1;
	return (int)(middle * 1000 + micro);
}

static void read_version(const struct root *root, struct stack *s)
{
	static const char *const folders[] = { "usr/lib/x86_64-linux-gnu", "usr/lib64", "usr/lib",
		"lib/x86_64-linux-gnu", "run/current-system/sw/lib" };

	for (size_t i = 0; i < ARRAY_SIZE(folders) && s->libvirt_version < 0; i++) {
		_cleanup_free_ char *file = NULL;
		struct err ignored;

		if (root_link_name(root, &file, &ignored, "%s/libvirt.so.0", folders[i]) == 0)
			s->libvirt_version = version_of(file);
	}
}

static void read_network(const struct root *root, struct stack *s)
{
	/* Its settings may not be there, and a tree without them has nothing to say. */
	if (s->libvirt == LIBVIRT_NONE ||
		(s->libvirt == LIBVIRT_UNKNOWN && look_for(root, "etc/libvirt") != TRI_YES))
		return;
	s->default_network = look_for(root, "etc/libvirt/qemu/networks/default.xml");
	s->default_network_autostart =
		look_for(root, "etc/libvirt/qemu/networks/autostart/default.xml");
}

static int read_libvirt(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct daemon one = {
		.programs = { "libvirtd" },
		.sockets = { "run/libvirt/libvirt-sock" },
		.socket_unit = "libvirtd.socket",
		.service_unit = "libvirtd.service",
	};
	struct daemon many = {
		.programs = { "virtqemud" },
		.sockets = { "run/libvirt/virtqemud-sock" },
		.socket_unit = "virtqemud.socket",
		.service_unit = "virtqemud.service",
	};
	const struct daemon *ours;
	struct stack *s = &host->stack;

	(void)err;
	if (!(scope & FACTS_HOST))
		return 0;
	look_at(root, &one);
	look_at(root, &many);
	s->libvirt = mode_of(host, &one, &many);
	if (s->libvirt == LIBVIRT_MONOLITHIC || s->libvirt == LIBVIRT_MODULAR) {
		ours = s->libvirt == LIBVIRT_MODULAR ? &many : &one;
		s->libvirt_active = ours->active;
		s->libvirt_enabled = ours->enabled;
	}
	s->libvirt_guests = is_wanted(root, "libvirt-guests.service");
	read_version(root, s);
	read_network(root, s);
	return 0;
}

const struct facts facts_libvirt = {
	.id = "libvirt",
	.read = read_libvirt,
};
