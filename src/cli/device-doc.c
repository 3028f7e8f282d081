/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PCI function as a row: the one place that names its columns and JSON keys.
 */
#include "cli/device-doc.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "kinds/gpu.h"
#include "kinds/kind.h"

#define EXTRA DOC_COLUMN_EXTRA
#define RIGHT DOC_COLUMN_RIGHT

const struct doc_column device_columns[] = {
	{ "address", "ADDRESS", "PCI address", DOC_COLUMN_TREE },
	{ "kind", "KIND", "display, network, nvme or other", 0 },
	{ "driver", "DRIVER", "the driver bound to it", 0 },
	{ "vfs", "VFS", "VFs there now, and how many there can be", RIGHT },
	{ "group", "GROUP", "IOMMU group", RIGHT },
	{ "netdev", "NETDEV", "network interface", 0 },
	{ "used_by", "USED-BY", "guest, interface, mount or display that uses it", 0 },
	{ "name", "NAME", "what the system's pci.ids calls it", DOC_COLUMN_TRUNC },
	{ "id", "ID", "vendor and device", EXTRA },
	{ "class", "CLASS", "PCI class", EXTRA },
	{ "vendor", "VENDOR", "what the system's pci.ids calls its vendor", EXTRA },
	{ "numa_node", "NUMA", "NUMA node", EXTRA | RIGHT },
	{ "reset", "RESET", "reset methods in the kernel's order", EXTRA },
	{ "shares", "SHARES", "other members of its IOMMU group", EXTRA },
	{ "mac", "MAC", "address of its interface, or what a VF was given", EXTRA },
	{ "vlan", "VLAN", "VLAN that a VF is kept in", EXTRA | RIGHT },
	{ "netdev_up", "UP", "its interface is up", EXTRA },
	{ "pf", "PF", "the physical function of a VF", EXTRA },
	{ "vf", "VF", "number of a VF, from 0", EXTRA | RIGHT },
	{ "vf_count", "VF-COUNT", "VFs there now", EXTRA | RIGHT },
	{ "vf_max", "VF-MAX", "VFs its driver allows", EXTRA | RIGHT },
	{ "vf_hw_max", "VF-HW-MAX", "VFs its hardware has (root)", EXTRA | RIGHT },
	{ "autoprobe", "AUTOPROBE", "host drivers take new VFs", EXTRA },
	{ "override", "OVERRIDE", "driver_override", EXTRA },
	{ "boot_vga", "BOOT-VGA", "the display that the firmware started on", EXTRA },
	{ "ari", "ARI", "alternative routing IDs (root)", EXTRA },
	{ "acs", "ACS", "ACS control bits, or none (root)", EXTRA },
	{ "flr", "FLR", "function level reset (root)", EXTRA },
	{ "pm", "PM", "power management (root)", EXTRA },
	{ "rebar", "REBAR", "BARs that can be resized (root)", EXTRA | RIGHT },
	{ 0 },
};

const struct doc_column vf_columns[] = {
	{ "address", "ADDRESS", "PCI address", 0 },
	{ "pf", "PF", "its physical function", 0 },
	{ "vf", "VF", "its number, from 0", RIGHT },
	{ "driver", "DRIVER", "the driver bound to it", 0 },
	{ "mac", "MAC", "what it was given, or its interface's own", 0 },
	{ "vlan", "VLAN", "VLAN that it is kept in", RIGHT },
	{ "used_by", "USED-BY", "guest, interface or mount that uses it", DOC_COLUMN_TRUNC },
	{ "netdev", "NETDEV", "network interface", EXTRA },
	{ "group", "GROUP", "IOMMU group", EXTRA | RIGHT },
	{ "name", "NAME", "what the system's pci.ids calls it", EXTRA },
	{ "kind", "KIND", "display, network, nvme or other", EXTRA },
	{ "id", "ID", "vendor and device", EXTRA },
	{ "numa_node", "NUMA", "NUMA node", EXTRA | RIGHT },
	{ "reset", "RESET", "reset methods in the kernel's order", EXTRA },
	{ "shares", "SHARES", "other members of its IOMMU group", EXTRA },
	{ "override", "OVERRIDE", "driver_override", EXTRA },
	{ "flr", "FLR", "function level reset (root)", EXTRA },
	{ "exec_quantum_ms", "QUANTUM-MS",
		"of a GPU: how long it may run at a stretch; 0: no limit", EXTRA | RIGHT },
	{ "preempt_timeout_us", "PREEMPT-US", "of a GPU: when it is stopped by force; 0: never",
		EXTRA | RIGHT },
	{ "sched_priority", "PRIORITY", "of a GPU: low, normal or high", EXTRA },
	{ "ggtt", "GGTT", "of a GPU: bytes of its own address space", EXTRA | RIGHT },
	{ "vram", "VRAM", "of a GPU: bytes of its memory", EXTRA | RIGHT },
	{ "contexts", "CONTEXTS", "of a GPU: contexts of programs", EXTRA | RIGHT },
	{ "doorbells", "DOORBELLS", "of a GPU: doorbells", EXTRA | RIGHT },
	{ 0 },
};

void device_doc_name(struct doc *row, const char *key, const struct pci_dev *d)
{
	const struct gpu_platform *gpu =
		d->class >> 16 == 0x03 ? gpu_platform_find(d->vendor, d->device) : NULL;

	/* The system's list may be older than the card. */
	if (d->device_name)
		doc_str(row, key, d->device_name);
	else if (gpu && gpu->name)
		doc_printf(row, key, "%s [%04x:%04x]", gpu->name, d->vendor, d->device);
	else
		doc_printf(row, key, "%04x:%04x", d->vendor, d->device);
}

static void fill_identity(struct doc *row, const struct pci_dev *d, bool brief)
{
	doc_str(row, "address", d->name);
	doc_str(row, "kind", kind_of(d)->title);
	if (!brief) {
		doc_printf(row, "id", "%04x:%04x", d->vendor, d->device);
		doc_printf(row, "class", "%06x", d->class);
	}
	device_doc_name(row, "name", d);
	if (d->vendor_name && !brief)
		doc_str(row, "vendor", d->vendor_name);
	if (d->driver[0])
		doc_str(row, "driver", d->driver);
	if (d->override[0])
		doc_str(row, "override", d->override);
	if (d->numa_node >= 0)
		doc_int(row, "numa_node", d->numa_node);
}

static void fill_reset(struct doc *row, const struct pci_dev *d)
{
	struct doc *list;
	const char *p = d->reset;

	if (d->reset_seen == TRI_UNKNOWN) {
		doc_unknown(row, "reset");
		return;
	}
	list = doc_list(row, "reset");
	while (*p) {
		size_t n = strcspn(p, " ");
		_cleanup_free_ char *word = str_printf("%.*s", (int)n, p);

		if (word && n > 0)
			doc_add_str(list, word);
		p += n + (p[n] == ' ');
	}
}

static void fill_sriov(struct doc *row, const struct host *host, const struct pci_dev *d)
{
	const struct pci_sriov *s = &d->sriov;

	if (d->is_vf) {
		const struct pci_dev *pf = host->brief ? NULL : host_find_pf(host, d);

		if (pf)
			doc_str(row, "pf", pf->name);
		if (d->vf_index >= 0)
			doc_int(row, "vf", d->vf_index);
		return;
	}
	/* The capability without the file: the firmware switched SR-IOV off. */
	if (s->total >= 0 || s->present == TRI_YES)
		doc_printf(row, "vfs", "%d/%d", s->num, s->total < 0 ? 0 : s->total);
	if (s->total >= 0) {
		doc_int(row, "vf_count", s->num);
		doc_int(row, "vf_max", s->total);
		if (s->autoprobe != TRI_UNKNOWN)
			doc_bool(row, "autoprobe", s->autoprobe);
	}
	if (s->hw_total >= 0)
		doc_int(row, "vf_hw_max", s->hw_total);
	else if (s->present == TRI_YES)
		doc_unknown(row, "vf_hw_max");
}

static void fill_link(struct doc *row, const struct pci_dev *d)
{
	static const uint8_t none[6];
	char mac[MAC_TEXT];

	if (d->netdev[0]) {
		doc_str(row, "netdev", d->netdev);
		if (d->netdev_up != TRI_UNKNOWN)
			doc_bool(row, "netdev_up", d->netdev_up);
	}
	/* A VF's own interface may be renamed and readdressed: what the PF enforces counts. */
	if (d->link.set & VF_SETTING_MAC && memcmp(d->link.mac, none, sizeof(none)) != 0) {
		mac_format(d->link.mac, mac);
		doc_str(row, "mac", mac);
	} else if (d->netdev[0]) {
		doc_str(row, "mac", d->mac);
	} else if (d->is_vf && d->link.set == 0 && d->class >> 16 == 0x02) {
		/* Only netlink of the running host knows. */
		doc_unknown(row, "mac");
		doc_unknown(row, "vlan");
	}
	if (d->link.set & VF_SETTING_VLAN && d->link.vlan > 0)
		doc_int(row, "vlan", d->link.vlan);
}

void device_doc_quota(struct doc *row, const struct pci_dev *d)
{
	for (enum vf_quota_field f = 0; f < VF_QUOTA_FIELDS && d->is_vf; f++) {
		const char *name = vf_quota_name(f);
		char text[VF_QUOTA_VALUE];

		if (d->quota_hidden & VF_QUOTA_BIT(f)) {
			doc_unknown(row, name);
		} else if (d->quota.set & VF_QUOTA_BIT(f) && f == VF_QUOTA_SCHED_PRIORITY) {
			vf_quota_value_format(f, d->quota.v[f], text);
			doc_str(row, name, text);
		} else if (d->quota.set & VF_QUOTA_BIT(f)) {
			doc_int(row, name, (long long)d->quota.v[f]);
		}
	}
}

static void fill_group(struct doc *row, const struct host *host, const struct pci_dev *d)
{
	const struct iommu_group *g = host_find_group(host, d->iommu_group);
	struct doc *list;

	if (d->iommu_group < 0)
		return;
	doc_int(row, "group", d->iommu_group);
	if (host->brief)
		return;
	list = doc_list(row, "shares");
	/* Walking all functions for each would be quadratic: most are alone in their group. */
	if (g && g->members < 2)
		return;
	for (size_t i = 0; i < host->n_pci; i++)
		if (host->pci[i].iommu_group == d->iommu_group && &host->pci[i] != d)
			doc_add_str(list, host->pci[i].name);
}

static void fill_caps(struct doc *row, const struct pci_dev *d)
{
	if (d->config != TRI_YES) {
		doc_unknown(row, "ari");
		doc_unknown(row, "acs");
		doc_unknown(row, "flr");
		doc_unknown(row, "pm");
		doc_unknown(row, "rebar");
		return;
	}
	doc_bool(row, "ari", d->ari);
	if (d->acs >= 0)
		doc_printf(row, "acs", "0x%02x", d->acs);
	else
		doc_str(row, "acs", "none");
	doc_bool(row, "flr", d->flr);
	doc_bool(row, "pm", d->pm);
	doc_int(row, "rebar", d->rebar);
}

void device_doc_uses(struct doc *row, const struct pci_use *uses, size_t n, bool seen)
{
	struct doc *list;

	if (n == 0 && !seen) {
		doc_unknown(row, "used_by");
		return;
	}
	list = doc_list(row, "used_by");
	for (size_t i = 0; i < n; i++) {
		_cleanup_free_ char *text = NULL;

		switch (uses[i].kind) {
		case PCI_USE_NETDEV_UP:
			text = str_printf("%s up", uses[i].what);
			break;
		case PCI_USE_NETDEV_ADDR:
			text = str_printf("%s has addresses", uses[i].what);
			break;
		case PCI_USE_GUEST:
			text = str_printf("guest %s", uses[i].what);
			break;
		case PCI_USE_MOUNT:
		case PCI_USE_BOOT_DISPLAY:
		case PCI_USE_PROCESS:
			text = str_printf("%s", uses[i].what);
			break;
		}
		if (text)
			doc_add_str(list, text);
	}
}

static void fill_uses(struct doc *row, const struct host *host, const struct pci_dev *d)
{
	bool vfio = strstr(d->driver, "vfio") != NULL;

	device_doc_uses(row, d->uses, d->n_uses, !vfio || host->holders_seen == TRI_YES);
}

void device_doc_fill(struct doc *row, const struct host *host, const struct pci_dev *d)
{
	fill_identity(row, d, host->brief);
	fill_sriov(row, host, d);
	fill_group(row, host, d);
	fill_link(row, d);
	fill_uses(row, host, d);
	if (host->brief)
		return;
	fill_reset(row, d);
	device_doc_quota(row, d);
	if (d->boot_vga != TRI_UNKNOWN)
		doc_bool(row, "boot_vga", d->boot_vga);
	fill_caps(row, d);
}

void device_doc_notes(struct doc *doc, const struct root *root, const struct host *host)
{
	bool cut = root->host && geteuid() != 0;

	for (size_t i = 0; i < host->n_pci; i++)
		cut = cut ||
		      (host->pci[i].config == TRI_UNKNOWN && host->pci[i].reset_seen == TRI_YES);
	if (cut)
		doc_note(doc, "%sthe columns ARI, ACS, FLR, PM, REBAR and VF-HW-MAX need root",
			root->host ? "you are not root: " : "");
	if (host->holders_seen != TRI_YES)
		doc_note(doc, "who holds a vfio device %s: '?' in USED-BY",
			root->host ? "needs root to see" : "is not in a captured machine");
}
