/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a domain to another one that can run beside it. Whether its disks were copied is not asked
 * here; what has to be copied guest-clone-read.c says.
 */
#include "guest/guest-clone.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-xml.h"
#include "guest/guest-domain-parts.h"
#include "guest/guest-domain.h"
#include "guest/guest-needs.h"

#define OURS "/domain/metadata/*[namespace-uri()='" GUEST_DOMAIN_NAMESPACE "']"

/* What libvirt makes anew where it is not there, or what goes with a device of the host. */
static const char *const dropped[] = {
	"/domain/uuid",
	"/domain/sysinfo/system/entry[@name='uuid']",
	"/domain/devices/hostdev[@type='pci' or @type='mdev']",
	"/domain/devices/interface[@type='hostdev']",
	"/domain/devices/interface/mac",
	"/domain/devices/interface/target[@dev]",
	GUEST_CLONE_DISKS "/backingStore",
	GUEST_CLONE_DISKS "/mirror",
	"/domain/devices/tpm/backend[@type='emulator']/source",
	"/domain/devices/channel[@type='unix']/source[@mode='bind']",
	OURS "/*[local-name()='device']",
};

struct work {
	const struct guest_clone *clone;
	const char *old_name;
	size_t disk;
};

static int take_last(void *arg, struct xml_node *node)
{
	*(struct xml_node **)arg = node;
	return 0;
}

static struct xml_node *find(struct xml_node *root, const char *xpath)
{
	struct xml_node *node = NULL;

	(void)xml_each(root, xpath, take_last, &node);
	return node;
}

/* One at a time: what an XPath said may not be touched once a part of it is gone. */
static unsigned drop_all(struct xml_node *root, const char *xpath)
{
	struct xml_node *node;
	unsigned n = 0;

	while ((node = find(root, xpath))) {
		xml_remove(node);
		n++;
	}
	return n;
}

static int set_disk(void *arg, struct xml_node *node)
{
	struct work *w = arg;
	const struct guest_clone_disk *d =
		w->disk < w->clone->n_disks ? &w->clone->disks[w->disk++] : NULL;
	struct xml_node *source = find(node, "source");
	_cleanup_free_ char *file = xml_find(node, "source/@file");

	if (!source || !d || !d->copy)
		return -EINVAL;
	xml_set_attr(source, d->pool ? "volume" : file ? "file" : "dev", d->copy);
	return 0;
}

static int free_ports(void *arg, struct xml_node *node)
{
	static const char *const ports[] = { "port", "tlsPort", "websocket" };

	(void)arg;
	for (size_t i = 0; i < ARRAY_SIZE(ports); i++) {
		_cleanup_free_ char *xpath = str_printf("@%s", ports[i]);
		_cleanup_free_ char *port = xpath ? xml_find(node, xpath) : NULL;

		if (port)
			xml_set_attr(node, ports[i], "-1");
	}
	xml_set_attr(node, "autoport", "yes");
	return 0;
}

/* libvirt makes up a path where none is said. */
static int free_socket(void *arg, struct xml_node *node)
{
	(void)arg;
	xml_drop_attr(node, "socket");
	return 0;
}

/* The number by which the host reaches a guest. */
static int free_cid(void *arg, struct xml_node *node)
{
	(void)arg;
	xml_drop_attr(node, "address");
	xml_set_attr(node, "auto", "yes");
	return 0;
}

/* "looking-glass" becomes "looking-glass-NEW"; "looking-glass-OLD", too. */
static char *memory_name(const struct work *w, const char *old)
{
	size_t n = strlen(old), m = strlen(w->old_name);

	if (n > m + 1 && str_eq(old + n - m, w->old_name) && old[n - m - 1] == '-')
		n -= m + 1;
	return str_printf("%.*s-%s", (int)n, old, w->clone->name);
}

static int rename_memory(void *arg, struct xml_node *node)
{
	_cleanup_free_ char *old = xml_find(node, "@name");
	_cleanup_free_ char *name = old ? memory_name(arg, old) : NULL;

	if (!name)
		return -ENOMEM;
	xml_set_attr(node, "name", name);
	return 0;
}

/* path NULL: libvirt makes them from the firmware's template. */
static void set_nvram(struct xml_node *root, const char *path)
{
	struct xml_node *file = find(root, "/domain/os/nvram/source[@file]");
	struct xml_node *nvram = find(root, "/domain/os/nvram");

	if (!nvram)
		return;
	if (path && file)
		xml_set_attr(file, "file", path);
	else
		xml_set_text(nvram, path ? path : "");
}

/* What the hook makes for it: VFs are of the device that it no longer has. */
static int set_needs(struct xml *xml, const char *text, const struct work *w, struct err *err)
{
	static const char shm[] = "/dev/shm/";
	struct vm_needs needs;
	int r = guest_needs_read(text, &needs, err);

	if (r < 0 || !guest_needs_maybe(text))
		return r;
	needs.n_vfs = 0;
	for (size_t i = 0; i < needs.n_shm; i++) {
		char *path = needs.shm[i].path;
		_cleanup_free_ char *name = NULL;

		if (strncmp(path, shm, sizeof(shm) - 1) != 0)
			continue;
		name = memory_name(w, path + sizeof(shm) - 1);
		if (!name)
			return err_oom(err);
		if (strlen(name) + sizeof(shm) > sizeof(needs.shm[i].path))
			return err_set(err, ENAMETOOLONG, "the name %s is too long", name);
		memcpy(path + sizeof(shm) - 1, name, strlen(name) + 1);
	}
	return guest_needs_write(xml, &needs, err);
}

/* What only one guest can be reached by at a time. */
static int free_addresses(struct xml_node *root)
{
	static const struct {
		const char *xpath;
		xml_each_fn *fn;
	} rows[] = {
		{ "/domain/devices/graphics[@port > 0 or @tlsPort > 0 or @websocket > 0]",
			free_ports },
		{ "/domain/devices/graphics[@socket] | "
		  "/domain/devices/graphics/listen[@type='socket' and @socket]",
			free_socket },
		{ "/domain/devices/vsock/cid[@address]", free_cid },
	};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows) && r == 0; i++)
		r = xml_each(root, rows[i].xpath, rows[i].fn, NULL);
	return r;
}

static int edit(struct xml_node *root, struct work *w)
{
	int r;

	xml_set_text(find(root, "/domain/name"), w->clone->name);
	/* Before the nodes it counts are touched. */
	r = xml_each(root, GUEST_CLONE_DISKS, set_disk, w);
	if (r == 0)
		r = xml_each(
			root, "/domain/devices/shmem[@name and not(server)]", rename_memory, w);
	if (r < 0)
		return r;
	set_nvram(root, w->clone->nvram_copy);
	for (size_t i = 0; i < ARRAY_SIZE(dropped); i++)
		(void)drop_all(root, dropped[i]);
	/* Its whole purpose is to tell a guest that it is another one now. */
	if (drop_all(root, "/domain/genid") > 0)
		(void)xml_add(root, "genid");
	return free_addresses(root);
}

int guest_clone_xml(const char *text, const struct guest_clone *c, const struct guest_addition *add,
	char **ret, struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	_cleanup_free_ char *old_name = NULL, *edited = NULL;
	struct work w = { .clone = c };
	struct xml_node *ours;
	int r = xml_parse(text, &xml, err);

	if (r < 0)
		return r;
	w.old_name = old_name = xml_find(xml_root(xml), "/domain/name");
	if (!old_name)
		return err_set(err, EINVAL, "this XML is no domain of libvirt");
	r = edit(xml_root(xml), &w);
	if (r == -EINVAL)
		return err_set(err, EINVAL, "a disk of '%s' was not copied", old_name);
	if (r < 0)
		return err_oom(err);
	ours = find(xml_root(xml), OURS);
	if (ours)
		guest_domain_device_words(ours, add->devices, add->n_devices);
	r = set_needs(xml, text, &w, err);
	if (r == 0)
		r = xml_text(xml, &edited, err);
	return r < 0 ? r : guest_edit_add(edited, add, ret, err);
}

int guest_clone_nvram(const char *text, const char *path, char **ret, struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	int r = xml_parse(text, &xml, err);

	if (r < 0)
		return r;
	set_nvram(xml_root(xml), path);
	return xml_text(xml, ret, err);
}
