/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What works on this host? Drivers that hold their device, a way out of the network, and the
 * services that a person would miss. A service runs when it has a control group: systemd removes
 * that of one that ended.
 */
#include "facts/health.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static const char *const services[] = {
	"NetworkManager.service",
	"systemd-networkd.service",
	"systemd-resolved.service",
	"wpa_supplicant.service",
	"iwd.service",
	"connman.service",
	"dhcpcd.service",
	"gdm.service",
	"gdm3.service",
	"sddm.service",
	"lightdm.service",
	"lxdm.service",
	"greetd.service",
	"ly.service",
	"cosmic-greeter.service",
	"ssh.service",
	"sshd.service",
	"pveproxy.service",
};

static int add_drivers(const struct host *host, struct health *h, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < host->n_pci && r == 0; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (d->driver[0] && !d->is_vf && !strstr(d->driver, "vfio"))
			r = health_add(h, err, "%s has the driver %s", d->name, d->driver);
	}
	return r;
}

/* proc_net(5) route: interface, destination, ...; the default one goes to 00000000. */
static bool has_route4(const char *text)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		char destination[16] = "", name[32] = "";

		line += *line == '\n';
		if (sscanf(line, "%31s %15s", name, destination) == 2 &&
			str_eq(destination, "00000000"))
			return true;
	}
	return false;
}

static int add_route(const struct root *root, struct health *h, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;

	if (root_read(root, &text, &ignored, "proc/net/route") < 0 || !has_route4(text))
		return 0;
	return health_add(h, err, "there is a default route");
}

int health_read(
	const struct root *root, const struct host *host, struct health *ret, struct err *err)
{
	int r = add_drivers(host, ret, err);

	if (r == 0)
		r = add_route(root, ret, err);
	for (size_t i = 0; i < ARRAY_SIZE(services) && r == 0; i++)
		if (root_exists(root, "sys/fs/cgroup/system.slice/%s", services[i]))
			r = health_add(ret, err, "%s runs", services[i]);
	return r;
}
