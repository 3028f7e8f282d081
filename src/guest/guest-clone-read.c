/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a domain is one guest's alone, so that a clone needs its own? How the clone's domain
 * looks is guest-clone.c's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-xml.h"
#include "guest/guest-clone.h"
#include "guest/guest-needs.h"
#include "guest/guest-read.h"

struct reading {
	struct guest_clone *clone;
	struct err *err;
};

static void disk_done(struct guest_clone_disk *d)
{
	free(d->target);
	free(d->path);
	free(d->pool);
	free(d->volume);
	free(d->format);
	free(d->copy);
}

void guest_clone_done(struct guest_clone *c)
{
	for (size_t i = 0; i < c->n_disks; i++)
		disk_done(&c->disks[i]);
	free(c->disks);
	free(c->nvram);
	free(c->nvram_copy);
	free(c->rom);
	free(c->mac);
	*c = (struct guest_clone) { 0 };
}

static bool there_is(struct xml_node *from, const char *xpath)
{
	_cleanup_free_ char *text = xml_find(from, xpath);

	return text != NULL;
}

/* What nobody here can copy, in words; NULL when it can be. */
static const char *obstacle(struct xml_node *node, const struct guest_clone_disk *d)
{
	_cleanup_free_ char *device = xml_find(node, "@device");

	if (str_eq(device, "lun"))
		return "a SCSI device that is passed through";
	if (there_is(node, "encryption | source/encryption"))
		return "encrypted by QEMU";
	if (!d->path && (!d->pool || !d->volume))
		return "neither a file, a block device nor in a storage pool of libvirt's";
	return NULL;
}

static int add_disk(void *arg, struct xml_node *node)
{
	struct reading *rd = arg;
	_cleanup_free_ char *type = xml_find(node, "@type");
	struct guest_clone_disk *d = mem_append(&rd->clone->disks, &rd->clone->n_disks, sizeof(*d));
	const char *why;

	if (!d)
		return err_oom(rd->err);
	d->target = xml_find(node, "target/@dev");
	d->format = xml_find(node, "driver/@type");
	if (str_eq(type, "file"))
		d->path = xml_find(node, "source/@file");
	else if (str_eq(type, "block"))
		d->path = xml_find(node, "source/@dev");
	else if (str_eq(type, "volume")) {
		d->pool = xml_find(node, "source/@pool");
		d->volume = xml_find(node, "source/@volume");
	}
	why = obstacle(node, d);
	if (!why)
		return 0;
	return err_set(rd->err, EOPNOTSUPP,
		"its disk %s is %s, and two guests on one disk destroy it: copy it by its own "
		"means, and make the clone without it (virtfn vm show --xml, virsh define)",
		d->target ? d->target : "?", why);
}

static int count_one(void *arg, struct xml_node *node)
{
	unsigned *n = arg;

	(void)node;
	(*n)++;
	return 0;
}

static unsigned count(struct xml_node *root, const char *xpath)
{
	unsigned n = 0;

	(void)xml_each(root, xpath, count_one, &n);
	return n;
}

/* Of the first alone. */
static int read_rom(void *arg, struct xml_node *node)
{
	struct guest_clone *c = arg;

	if (!c->rom && guest_read_address(node, &c->rom_of) == 0)
		c->rom = xml_find(node, "rom/@file");
	return 0;
}

static void read_devices(struct xml_node *root, struct guest_clone *c)
{
	_cleanup_free_ char *vlan =
		xml_find(root, "/domain/devices/interface[@type='hostdev'][1]/vlan/tag/@id");

	c->n_given = count(root, "/domain/devices/hostdev[@type='pci' or @type='mdev'] | "
				 "/domain/devices/interface[@type='hostdev']");
	(void)xml_each(root,
		"/domain/devices/*[((self::hostdev and @type='pci') or "
		"(self::interface and @type='hostdev')) and rom/@file]",
		read_rom, c);
	c->mac = xml_find(root, "/domain/devices/interface[@type='hostdev'][1]/mac/@address");
	if (vlan)
		(void)str_to_uint(vlan, 4094, &c->vlan);
	c->usb = there_is(root, "/domain/devices/hostdev[@type='usb' or @type='scsi']/@type | "
				"/domain/devices/input[@type='evdev']/@type");
	c->tpm = there_is(root, "/domain/devices/tpm/backend[@type='emulator']/@type");
	c->logs = there_is(root, "/domain/devices/*[self::serial or self::console or "
				 "self::channel or self::parallel][@type='file' or @type='dev' or "
				 "@type='pipe' or ((@type='unix' or @type='tcp') and "
				 "source/@mode='bind' and not(self::channel and @type='unix'))]"
				 "/source/@*[name()='path' or name()='service']");
	c->pinned = there_is(root, "/domain/cputune/vcpupin/@cpuset");
}

static char *find_nvram(struct xml_node *root)
{
	return xml_find(root, "/domain/os/nvram[not(source)][starts-with(., '/')] | "
			      "/domain/os/nvram/source/@file");
}

/* Memory that stays when the guest is off: a file or device, as a disk's. */
static int check_memory(struct xml_node *root, struct err *err)
{
	_cleanup_free_ char *model = xml_find(
		root, "/domain/devices/memory[@model='nvdimm' or @model='virtio-pmem']/@model");

	if (!model)
		return 0;
	return err_set(err, EOPNOTSUPP,
		"its memory of the model %s keeps what is in it, and two guests on one destroy it: "
		"copy it by its own means, and make the clone without it (virtfn vm show --xml, "
		"virsh define)",
		model);
}

int guest_clone_nvram_of(const char *text, char **ret)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	struct err ignored;
	int r = xml_parse(text, &xml, &ignored);

	if (r == 0)
		*ret = find_nvram(xml_root(xml));
	return r;
}

int guest_clone_read(const char *text, struct guest_clone *ret, struct err *err)
{
	_cleanup_(guest_clone_done) struct guest_clone c = { 0 };
	_cleanup_(xml_freep) struct xml *xml = NULL;
	struct reading rd = { .clone = &c, .err = err };
	struct vm_needs needs;
	struct xml_node *root;
	int r = xml_parse(text, &xml, err);

	if (r < 0)
		return r;
	root = xml_root(xml);
	if (!there_is(root, "/domain/name") || !there_is(root, "/domain/devices"))
		return err_set(err, EINVAL, "this XML is no domain with a name and devices");
	r = xml_each(root, GUEST_CLONE_DISKS, add_disk, &rd);
	if (r == 0)
		r = check_memory(root, err);
	if (r == 0)
		r = guest_needs_read(text, &needs, err);
	if (r < 0)
		return r;
	c.n_needed = (unsigned)needs.n_vfs;
	c.nvram = find_nvram(root);
	c.uefi = c.nvram || there_is(root, "/domain/os[@firmware='efi']/type | /domain/os/nvram");
	c.kvmfr = strstr(text, "/dev/kvmfr") != NULL;
	read_devices(root, &c);
	*ret = c;
	c = (struct guest_clone) { 0 };
	return 0;
}

/* The ending of a file's name, ".qcow2"; of a block device or a bare name none. */
static const char *ending(const char *path)
{
	const char *dot = strrchr(str_base_name(path), '.');

	if (strncmp(path, "/dev/", 5) == 0 || !dot || strlen(dot) > 8)
		return "";
	return dot;
}

char *guest_clone_name(const struct guest_clone_disk *d, bool first, const char *name)
{
	const char *end = ending(d->path ? d->path : d->volume);

	return first ? str_printf("%s%s", name, end)
		     : str_printf("%s-%s%s", name, d->target ? d->target : "disk", end);
}
