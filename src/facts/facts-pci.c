/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which PCI functions there are: identity, driver, SR-IOV, reset methods, group.
 * One "uevent" says most of it in one read. Interfaces and users of a function are
 * found by facts-net.c, facts-mounts.c and facts-holders.c.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/pci-detail.h"
#include "facts/vf-geometry.h"
#include "formats/pci-config.h"
#include "kinds/kind.h"

#define DEVICES "sys/bus/pci/devices"

static void copy_word(char *to, size_t size, const char *from, size_t len)
{
	if (len >= size)
		len = size - 1;
	memcpy(to, from, len);
	to[len] = '\0';
}

/* "8086:1521" */
static void take_ids(const char *text, uint16_t *vendor, uint16_t *device)
{
	char *end;
	unsigned long v = strtoul(text, &end, 16);

	if (*end != ':')
		return;
	*vendor = (uint16_t)v;
	*device = (uint16_t)strtoul(end + 1, NULL, 16);
}

static void uevent_line(struct pci_dev *d, const char *line, size_t len)
{
	if (strncmp(line, "DRIVER=", 7) == 0)
		copy_word(d->driver, sizeof(d->driver), line + 7, len - 7);
	else if (strncmp(line, "PCI_CLASS=", 10) == 0)
		d->class = (uint32_t)strtoul(line + 10, NULL, 16) & 0xffffff;
	else if (strncmp(line, "PCI_ID=", 7) == 0)
		take_ids(line + 7, &d->vendor, &d->device);
	else if (strncmp(line, "PCI_SUBSYS_ID=", 14) == 0)
		take_ids(line + 14, &d->subvendor, &d->subdevice);
}

/* "0x8086"; 0 when it is not there. */
static uint32_t read_hex(const struct dir *dir, const char *name)
{
	char text[32];

	return dir_read(dir, name, text, sizeof(text)) > 0 ? (uint32_t)strtoul(text, NULL, 16) : 0;
}

/* Trees that other programs copied (ghw, hwloc) have the single files, and no uevent. */
static void read_files(const struct dir *dir, struct pci_dev *d)
{
	d->class = read_hex(dir, "class") & 0xffffff;
	d->vendor = (uint16_t)read_hex(dir, "vendor");
	d->device = (uint16_t)read_hex(dir, "device");
	d->subvendor = (uint16_t)read_hex(dir, "subsystem_vendor");
	d->subdevice = (uint16_t)read_hex(dir, "subsystem_device");
	if (dir_link_name(dir, "driver", d->driver, sizeof(d->driver)) < 0)
		d->driver[0] = '\0';
}

static void read_uevent(const struct dir *dir, struct pci_dev *d)
{
	char text[1024];

	if (dir_read(dir, "uevent", text, sizeof(text)) < 0) {
		read_files(dir, d);
		return;
	}
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, "\n");

		uevent_line(d, p, len);
		p += len + (p[len] == '\n');
	}
}

/* -1 when there is no such file or no number in it. */
static int read_int(const struct dir *dir, const char *name)
{
	char text[32], *end;
	long v;

	if (dir_read(dir, name, text, sizeof(text)) <= 0)
		return -1;
	v = strtol(text, &end, 10);
	return *end || v < -1 || v > 65536 ? -1 : (int)v;
}

static enum tri read_tri(const struct dir *dir, const char *name)
{
	int v = read_int(dir, name);

	return v < 0 ? TRI_UNKNOWN : v ? TRI_YES : TRI_NO;
}

/* Turns what the bytes say into the model. */
static void take_config(struct pci_dev *d, const struct pci_config *c)
{
	d->config = c->have_header && !c->legacy_cut && !(c->pcie && c->ext_cut) ? TRI_YES
										 : TRI_UNKNOWN;
	if (!c->have_header)
		return;
	d->multifunction = c->header_type & 0x80;
	if (c->legacy_cut)
		return;
	d->pcie = c->pcie;
	d->pcie_type = c->pcie ? c->pcie_type : -1;
	d->flr = c->flr;
	d->pm = c->pm;
	d->ari = c->ari;
	d->acs = c->acs.present ? c->acs.control : -1;
	d->rebar = c->rebar.n;
	if (c->ext_cut)
		return;
	d->sriov.present = c->sriov.present ? TRI_YES : TRI_NO;
	if (c->sriov.present)
		d->sriov.hw_total = c->sriov.total_vfs;
}

static int read_config(const struct dir *dir, unsigned scope, struct pci_dev *d)
{
	_cleanup_close_ int fd = dir_open(dir, "config");
	struct pci_config c = { 0 };
	uint8_t buf[PCI_CONFIG_WANT_MAX];
	uint16_t off, len;

	while (fd >= 0 && pci_config_want(&c, &off, &len))
		pci_config_feed(&c, buf, pread(fd, buf, len, off));
	take_config(d, &c);
	return scope & FACTS_HOST ? pci_detail_take_config(d, &c) : 0;
}

static void read_details(const struct dir *dir, struct pci_dev *d)
{
	char text[sizeof(d->override)];
	ssize_t n;

	d->numa_node = read_int(dir, "numa_node");
	n = dir_read(dir, "reset_method", d->reset, sizeof(d->reset));
	d->reset_seen = n >= 0 || n == -ENOENT ? TRI_YES : TRI_UNKNOWN;
	if (n < 0)
		d->reset[0] = '\0';
	if (dir_read(dir, "driver_override", text, sizeof(text)) > 0 && !str_eq(text, "(null)"))
		(void)snprintf(d->override, sizeof(d->override), "%s", text);
	if (d->sriov.total >= 0)
		d->sriov.autoprobe = read_tri(dir, "sriov_drivers_autoprobe");
}

/* What matters about a function that matters. */
static int read_more(
	const struct root *root, const struct dir *dir, unsigned scope, struct pci_dev *d)
{
	bool details = !(scope & FACTS_BRIEF);
	int r = 0;

	/* The capability without the file: SR-IOV is switched off. */
	if (details || (!d->is_vf && d->sriov.total < 0))
		r = read_config(dir, scope, d);
	if (d->sriov.total >= 0)
		d->sriov.present = TRI_YES;
	if (d->class >> 8 == 0x0300)
		d->boot_vga = read_tri(dir, "boot_vga");
	if (details)
		read_details(dir, d);
	if (scope & FACTS_HOST && r == 0)
		r = pci_detail_read(root, dir, d);
	return r;
}

static int read_one(
	const struct root *root, const struct dir *dir, unsigned scope, struct pci_dev *d)
{
	char text[PCI_ADDR_TEXT];
	unsigned group;

	read_uevent(dir, d);
	if (dir_link_name(dir, "iommu_group", text, sizeof(text)) > 0 &&
		str_to_uint(text, 1 << 30, &group) == 0)
		d->iommu_group = (int)group;
	if (dir_link_name(dir, "physfn", text, sizeof(text)) > 0 &&
		pci_addr_parse(text, &d->physfn) == 0)
		d->is_vf = true;
	if (!d->is_vf)
		d->sriov.total = read_int(dir, "sriov_totalvfs");
	d->bridge = d->class >> 8 == PCI_CLASS_BRIDGE_PCI;
	/* Doctor looks at the bridges above them too. */
	if (scope & FACTS_ALL || d->is_vf || d->sriov.total >= 0 || kind_of(d)->splits ||
		(scope & FACTS_HOST && d->bridge))
		return read_more(root, dir, scope, d);
	return 0;
}

static int add_device(const struct root *root, const char *name, unsigned scope, struct host *host,
	struct err *err)
{
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	struct pci_addr addr;
	struct err ignored;
	struct pci_dev *d;

	if (pci_addr_parse(name, &addr) < 0)
		return 0;
	/* It may have gone since the folder was listed. */
	if (root_dir(root, &dir, &ignored, DEVICES "/%s", name) < 0)
		return 0;
	d = mem_append(&host->pci, &host->n_pci, sizeof(*d));
	if (!d)
		return err_oom(err);
	d->addr = addr;
	pci_addr_format(addr, d->name);
	d->numa_node = d->iommu_group = d->vf_index = d->acs = d->pcie_type = -1;
	d->boot_vga = d->config = d->netdev_up = d->reset_seen = TRI_UNKNOWN;
	d->sriov = (struct pci_sriov) { TRI_UNKNOWN, -1, -1, 0, TRI_UNKNOWN };
	return read_one(root, &dir, scope, d) < 0 ? err_oom(err) : 0;
}

static int compare(const void *a, const void *b)
{
	return pci_addr_compare(
		((const struct pci_dev *)a)->addr, ((const struct pci_dev *)b)->addr);
}

/* The links of the PF would say the same, but go first when a removal is stuck. */
static void number_vfs(const struct root *root, struct host *host)
{
	struct vf_geometry geometry = { 0 };
	struct pci_dev *pf = NULL;

	for (size_t i = 0; i < host->n_pci; i++) {
		struct pci_dev *d = &host->pci[i];

		if (!d->is_vf)
			continue;
		if (!pf || pci_addr_compare(pf->addr, d->physfn) != 0) {
			pf = host_find_pci(host, d->physfn);
			if (pf)
				vf_geometry_read(root, pf, &geometry);
		}
		if (!pf)
			continue;
		d->vf_index = vf_geometry_index(&geometry, pf, d->addr);
		pf->sriov.num++;
	}
}

static bool same_slot(const struct pci_dev *a, const struct pci_dev *b)
{
	return a->addr.domain == b->addr.domain && a->addr.bus == b->addr.bus &&
	       a->addr.slot == b->addr.slot;
}

/*
 * The other functions of a slot, a graphics card's sound say: they may reach each other, and
 * go to a guest together. Functions of a slot stand beside each other.
 */
static int read_companions(const struct root *root, unsigned scope, struct host *host)
{
	for (size_t i = 0, from = 0; i < host->n_pci; i++) {
		struct pci_dev *d = &host->pci[i];
		bool wanted = false;

		if (!same_slot(&host->pci[from], d))
			from = i;
		for (size_t k = from; k < host->n_pci && same_slot(d, &host->pci[k]); k++)
			wanted = wanted || (host->pci[k].detail && !host->pci[k].is_vf);
		if (wanted && !d->detail) {
			_cleanup_(dir_done) struct dir dir = { .fd = -1 };
			struct err ignored;

			if (root_dir(root, &dir, &ignored, DEVICES "/%s", d->name) == 0 &&
				read_more(root, &dir, scope, d) < 0)
				return -ENOMEM;
		}
	}
	return 0;
}

static int read_pci(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	bool sorted = true;
	int r;

	r = root_list(root, &names, err, DEVICES);
	if (r == -ENOENT)
		return err_set(err, ENOENT, "%s/" DEVICES " is not there: no PCI, or no sysfs",
			root->path);
	if (r < 0)
		return r;
	for (size_t i = 0; i < names.n; i++) {
		r = add_device(root, names.v[i], scope, host, err);
		if (r < 0)
			return r;
	}
	/* Names come sorted by letters, which is the same but for segments of 5 digits. */
	for (size_t i = 1; i < host->n_pci && sorted; i++)
		sorted = compare(&host->pci[i - 1], &host->pci[i]) <= 0;
	if (!sorted)
		qsort(host->pci, host->n_pci, sizeof(*host->pci), compare);
	number_vfs(root, host);
	if (scope & FACTS_HOST && read_companions(root, scope, host) < 0)
		return err_oom(err);
	return 0;
}

const struct facts facts_pci = {
	.id = "pci",
	.read = read_pci,
};
