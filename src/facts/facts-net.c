/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which network interface belongs to which PCI function, and whether it is up. Who has
 * addresses says netlink; of a captured machine, a list of interfaces.
 */
#include "facts/facts.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/str.h"

#define ADDRESSES ".virtfn/net-addresses"

/* The function an interface hangs off, also below a virtio or USB device. */
static struct pci_dev *device_of(const struct host *host, char *path)
{
	struct pci_dev *found = NULL;
	char *rest = NULL;

	for (char *part = strtok_r(path, "/", &rest); part; part = strtok_r(NULL, "/", &rest)) {
		struct pci_addr addr;

		if (pci_addr_parse(part, &addr) == 0) {
			struct pci_dev *d = host_find_pci(host, addr);

			found = d ? d : found;
		}
	}
	return found;
}

static int read_interface(const struct root *root, const char *name, unsigned scope,
	struct pci_dev *d, struct err *err)
{
	_cleanup_free_ char *flags = NULL, *mac = NULL, *master = NULL;
	struct err ignored;

	if (strlen(name) >= sizeof(d->netdev))
		return 0;
	if (!d->netdev[0]) {
		(void)snprintf(d->netdev, sizeof(d->netdev), "%s", name);
		if (!(scope & FACTS_BRIEF) &&
			root_read(root, &mac, &ignored, "sys/class/net/%s/address", name) == 0)
			(void)snprintf(d->mac, sizeof(d->mac), "%s", mac);
	}
	if ((scope & FACTS_HOST) && !d->netdev_master[0] &&
		root_link_name(root, &master, &ignored, "sys/class/net/%s/master", name) == 0)
		(void)snprintf(d->netdev_master, sizeof(d->netdev_master), "%s", master);
	if (root_read(root, &flags, &ignored, "sys/class/net/%s/flags", name) < 0)
		return 0;
	if (!(strtoul(flags, NULL, 16) & IFF_UP)) {
		if (d->netdev_up == TRI_UNKNOWN)
			d->netdev_up = TRI_NO;
		return 0;
	}
	d->netdev_up = TRI_YES;
	return pci_dev_add_use(d, PCI_USE_NETDEV_UP, name) < 0 ? err_oom(err) : 0;
}

static struct pci_dev *device_named(const struct host *host, const char *netdev)
{
	for (size_t i = 0; i < host->n_pci; i++)
		if (str_eq(host->pci[i].netdev, netdev))
			return &host->pci[i];
	return NULL;
}

/* The names of interfaces that are up and have addresses, a line each. */
static void ask_addresses(struct str_buf *names)
{
	struct ifaddrs *list;

	if (getifaddrs(&list) < 0)
		return;
	for (struct ifaddrs *a = list; a; a = a->ifa_next) {
		if (!a->ifa_addr || !(a->ifa_flags & IFF_UP))
			continue;
		if (a->ifa_addr->sa_family == AF_INET || a->ifa_addr->sa_family == AF_INET6)
			str_buf_printf(names, "%s\n", a->ifa_name);
	}
	freeifaddrs(list);
}

static int take_addresses(const struct root *root, struct host *host, char *names)
{
	struct str_buf kept = { 0 };
	char *rest = NULL;
	int r = 0;

	for (char *name = strtok_r(names, "\n", &rest); name && r == 0;
		name = strtok_r(NULL, "\n", &rest)) {
		struct pci_dev *d = device_named(host, name);

		if (!d)
			continue;
		r = pci_dev_add_use(d, PCI_USE_NETDEV_ADDR, name);
		str_buf_printf(&kept, "%s\n", name);
	}
	if (!kept.failed)
		root_offer(root, ADDRESSES, kept.text ? kept.text : "");
	str_buf_done(&kept);
	return r;
}

static int read_addresses(const struct root *root, struct host *host, struct err *err)
{
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *names = NULL;
	struct str_buf asked = { 0 };
	struct err ignored;

	if (root->host) {
		ask_addresses(&asked);
		names = str_buf_take(&asked);
		if (!names)
			return err_oom(err);
	} else if (root_read(&quiet, &names, &ignored, ADDRESSES) < 0) {
		return 0;
	}
	return take_addresses(root, host, names) < 0 ? err_oom(err) : 0;
}

static int read_net(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	struct err ignored;

	if (root_list(root, &names, &ignored, "sys/class/net") < 0 ||
		root_dir(root, &dir, &ignored, "sys/class/net") < 0)
		return 0;
	for (size_t i = 0; i < names.n; i++) {
		char target[512];
		struct pci_dev *d = NULL;

		if (dir_link_target(&dir, names.v[i], target, sizeof(target)) > 0)
			d = device_of(host, target);
		if (d && read_interface(root, names.v[i], scope, d, err) < 0)
			return -ENOMEM;
	}
	return read_addresses(root, host, err);
}

const struct facts facts_net = {
	.id = "net",
	.read = read_net,
};
