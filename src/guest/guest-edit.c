/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices into and out of a domain that somebody wrote: all the rest stays as it is. Whether the
 * guest may have the device is not asked here.
 */
#include "guest/guest-edit.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "guest/guest-domain-parts.h"
#include "guest/guest-needs.h"

struct hunt {
	const struct pci_addr *addr;
	const char *mdev;
	struct xml_node *found;
};

static int take_first(void *arg, struct xml_node *node)
{
	struct xml_node **found = arg;

	if (!*found)
		*found = node;
	return 0;
}

static int open_devices(
	const char *text, struct xml **ret, struct xml_node **ret_devices, struct err *err)
{
	struct xml_node *devices = NULL;
	int r = xml_parse(text, ret, err);

	if (r < 0)
		return r;
	(void)xml_each(xml_root(*ret), "/domain/devices", take_first, &devices);
	if (!devices)
		return err_set(err, EINVAL, "this XML is no domain with devices");
	*ret_devices = devices;
	return 0;
}

/* Without VFs that come or go the needs are nobody's business here, also wrong ones. */
static int edit_needs(struct xml *xml, const char *text, const struct guest_addition *add,
	const struct guest_device *gone, struct err *err)
{
	struct vm_needs needs;
	bool any = gone && gone->vf_index >= 0 && guest_needs_maybe(text);
	int r;

	for (size_t i = 0; add && i < add->n_devices; i++)
		any = any || add->devices[i].remade;
	if (!any)
		return 0;
	r = guest_needs_read(text, &needs, err);
	if (r < 0)
		return r;
	for (size_t i = 0; add && i < add->n_devices; i++)
		guest_needs_add_vf(&needs, &add->devices[i]);
	if (gone)
		guest_needs_drop_vf(&needs, gone->pf, gone->vf_index);
	return guest_needs_write(xml, &needs, err);
}

int guest_edit_add(const char *text, const struct guest_addition *add, char **ret, struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	struct xml_node *devices = NULL;
	int r = open_devices(text, &xml, &devices, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < add->n_devices; i++) {
		if (add->devices[i].rom && !xml_can_hold(add->devices[i].rom))
			return err_set(err, EINVAL,
				"the ROM's path has control characters, or bytes that are no "
				"UTF-8");
		guest_domain_device(devices, &add->devices[i]);
	}
	if (add->mdev)
		guest_domain_mdev(devices, add->mdev, add->mdev_display);
	r = edit_needs(xml, text, add, NULL, err);
	return r < 0 ? r : xml_text(xml, ret, err);
}

/* A part of an address; what is not said is 0. */
static bool has_number(struct xml_node *node, const char *xpath, unsigned wanted)
{
	_cleanup_free_ char *text = xml_find(node, xpath);
	unsigned n = 0;

	return (!text || str_to_uint(text, 0xffffffff, &n) == 0) && n == wanted;
}

static int look(void *arg, struct xml_node *node)
{
	struct hunt *h = arg;
	_cleanup_free_ char *uuid = xml_find(node, "source/address/@uuid");
	_cleanup_free_ char *slot = xml_find(node, "source/address/@slot");
	bool hit = h->mdev ? uuid && strcasecmp(uuid, h->mdev) == 0
			   : slot && has_number(node, "source/address/@domain", h->addr->domain) &&
				     has_number(node, "source/address/@bus", h->addr->bus) &&
				     has_number(node, "source/address/@slot", h->addr->slot) &&
				     has_number(node, "source/address/@function", h->addr->func);

	if (hit && !h->found)
		h->found = node;
	return 0;
}

int guest_edit_remove(const char *text, const struct guest_device *device, const char *mdev,
	char **ret, struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	struct hunt h = { .addr = mdev ? NULL : &device->addr, .mdev = mdev };
	struct xml_node *devices = NULL;
	int r = open_devices(text, &xml, &devices, err);

	if (r < 0)
		return r;
	(void)xml_each(devices, "hostdev | interface[@type='hostdev']", look, &h);
	if (!h.found)
		return err_set(err, ENOENT, "the guest is given no such device");
	xml_remove(h.found);
	r = edit_needs(xml, text, NULL, mdev ? NULL : device, err);
	return r < 0 ? r : xml_text(xml, ret, err);
}
