/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The details of one function: its regions, its bridge windows, what it offers to be split
 * by, and what its driver shows of displays. facts-pci.c says for which functions.
 */
#include "facts/pci-detail.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* linux/ioport.h: bits of the third word of a line. */
#define FLAG_IO       0x00000100u
#define FLAG_PREFETCH 0x00002000u
#define FLAG_MEM64    0x00100000u
#define FLAG_DISABLED 0x10000000u
#define FLAG_UNSET    0x20000000u

/*
 * Lines of "resource": 6 BARs, the ROM, 6 VF BARs if the kernel knows of SR-IOV, and of a
 * bridge 4 windows (linux/pci.h, PCI_STD_RESOURCES and what follows).
 */
#define LINE_ROM  6
#define LINES_MAX 20
#define WINDOWS   4

static enum tri tri_of(bool yes)
{
	return yes ? TRI_YES : TRI_NO;
}

static bool has_new(struct pci_dev *d)
{
	if (!d->detail)
		d->detail = pci_detail_new();
	return d->detail;
}

/*
 * A BAR that reads as zero is not there, or has no address yet and is of the plainest type.
 * The kernel tells the two apart by writing to it; we go by its neighbours: a PF has at
 * least one VF BAR, so when all are zero nothing is known.
 */
static void take_vf_bars(struct pci_detail *t, const struct pci_config_sriov *s)
{
	bool any = false;

	for (size_t i = 0; i < PCI_DETAIL_BARS; i++)
		any = any || s->vf_bar[i];
	for (size_t i = 0; i < PCI_DETAIL_BARS && any; i++) {
		t->vf_bar_wanted[i] = tri_of(s->vf_bar[i]);
		/* The next register is the upper half of this 64-bit one. */
		if ((s->vf_bar[i] & 7) == 4 && i + 1 < PCI_DETAIL_BARS)
			t->vf_bar_wanted[++i] = TRI_NO;
	}
}

static void take_extended(struct pci_detail *t, const struct pci_config *c)
{
	t->ats = tri_of(c->ats);
	t->pri = tri_of(c->pri);
	t->pasid = tri_of(c->pasid);
	t->acs_cap = c->acs.present ? c->acs.cap : -1;
	for (size_t i = 0; i < c->rebar.n; i++) {
		t->rebar[i].bar = c->rebar.bars[i].bar;
		t->rebar[i].size = c->rebar.bars[i].size;
		t->rebar[i].sizes = c->rebar.bars[i].sizes;
	}
	t->n_rebar = c->rebar.n;
	if (!c->sriov.present)
		return;
	t->vf_offset = c->sriov.first_offset;
	t->vf_stride = c->sriov.stride;
	t->vf_device = c->sriov.vf_device;
	t->initial_vfs = c->sriov.initial_vfs;
	t->sriov_control = c->sriov.control;
	take_vf_bars(t, &c->sriov);
}

static bool all_ones(const uint8_t *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (b[i] != 0xff)
			return false;
	return true;
}

int pci_detail_take_config(struct pci_dev *d, const struct pci_config *c)
{
	struct pci_detail *t;

	if (!has_new(d))
		return -ENOMEM;
	t = d->detail;
	if (!c->have_header)
		return 0;
	t->header_bad = tri_of(all_ones(c->header, sizeof(c->header)));
	if (t->header_bad == TRI_YES)
		return 0;
	if ((c->header_type & 0x7f) == 1) {
		t->secondary = c->secondary;
		t->subordinate = c->subordinate;
	}
	if (c->legacy_cut)
		return 0;
	if (c->pm)
		t->no_soft_reset = tri_of(c->pm_control & 0x8);
	if (c->pcie) {
		t->ari_supported = tri_of(c->pcie_devcap2 & 0x20);
		t->ari_enabled = tri_of(c->pcie_devctl2 & 0x20);
	}
	if (!c->pcie || !c->ext_cut)
		take_extended(t, c);
	return 0;
}

/* "0x00000000f0000000 0x00000000f0ffffff 0x0000000000140204" */
static bool resource_line(char *line, struct pci_bar *ret)
{
	uint64_t v[3];
	char *rest = NULL;
	size_t n = 0;

	for (char *p = strtok_r(line, " ", &rest); p; p = strtok_r(NULL, " ", &rest)) {
		if (n == 3 || strncmp(p, "0x", 2) != 0 ||
			str_to_u64(p + 2, 16, UINT64_MAX, &v[n]) < 0)
			return false;
		n++;
	}
	if (n != 3)
		return false;
	*ret = (struct pci_bar) { 0 };
	if (v[2] == 0 || v[2] & (FLAG_UNSET | FLAG_DISABLED) || v[1] < v[0])
		return true;
	/* All of the address space is nobody's region. */
	if (v[1] - v[0] == UINT64_MAX)
		return true;
	*ret = (struct pci_bar) {
		.start = v[0],
		.size = v[1] - v[0] + 1,
		.io = v[2] & FLAG_IO,
		.mem64 = v[2] & FLAG_MEM64,
		.prefetch = v[2] & FLAG_PREFETCH,
	};
	return true;
}

/* How many lines were understood; 0 when one of them was not. */
static size_t resource_lines(char *text, struct pci_bar bars[LINES_MAX])
{
	char *rest = NULL;
	size_t n = 0;

	for (char *p = strtok_r(text, "\n", &rest); p; p = strtok_r(NULL, "\n", &rest))
		if (n == LINES_MAX || !resource_line(p, &bars[n++]))
			return 0;
	return n;
}

static void read_resources(const struct dir *dir, struct pci_dev *d)
{
	struct pci_bar bars[LINES_MAX] = { 0 };
	struct pci_detail *t = d->detail;
	char text[2048];
	size_t n, windows;
	bool iov;

	if (dir_read(dir, "resource", text, sizeof(text)) < 0)
		return;
	n = resource_lines(text, bars);
	if (n <= LINE_ROM)
		return;
	windows = d->bridge && n >= LINE_ROM + 1 + WINDOWS ? n - WINDOWS : n;
	iov = windows >= LINE_ROM + 1 + PCI_DETAIL_BARS;
	t->resources_seen = tri_of(iov);
	memcpy(t->bars, bars, sizeof(t->bars));
	t->rom = bars[LINE_ROM];
	if (iov)
		memcpy(t->vf_bars, bars + LINE_ROM + 1, sizeof(t->vf_bars));
	if (windows < n)
		memcpy(t->windows, bars + windows, sizeof(t->windows));
}

static void read_number(const struct dir *dir, const char *name, unsigned base, int *ret)
{
	char text[16];
	uint64_t v;

	if (dir_read(dir, name, text, sizeof(text)) > 0 &&
		str_to_u64(text, base, UINT16_MAX, &v) == 0)
		*ret = (int)v;
}

/* The numbers that the kernel goes by, and which anybody may read. */
static void read_sriov(const struct dir *dir, struct pci_detail *t)
{
	read_number(dir, "sriov_offset", 10, &t->vf_offset);
	read_number(dir, "sriov_stride", 10, &t->vf_stride);
	read_number(dir, "sriov_vf_device", 16, &t->vf_device);
}

static void read_power(const struct dir *dir, struct pci_detail *t)
{
	char text[8];

	if (dir_read(dir, "power_state", t->power_state, sizeof(t->power_state)) < 0)
		t->power_state[0] = '\0';
	if (dir_read(dir, "d3cold_allowed", text, sizeof(text)) > 0)
		t->d3cold_allowed = tri_of(!str_eq(text, "0"));
}

/* Connected ones of drm/card0/card0-HDMI-A-1/status and others; -1: none could be read. */
static int count_connectors(const struct dir *dir, const char *card)
{
	_cleanup_(names_done) struct names names = { 0 };
	size_t len = strlen(card);
	char path[128], text[24];
	int n = 0;

	(void)snprintf(path, sizeof(path), "drm/%s", card);
	if (dir_list(dir, path, &names) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		if (strncmp(names.v[i], card, len) != 0 || names.v[i][len] != '-')
			continue;
		(void)snprintf(path, sizeof(path), "drm/%s/%.60s/status", card, names.v[i]);
		n += dir_read(dir, path, text, sizeof(text)) > 0 && str_eq(text, "connected");
	}
	return n;
}

/* The kernel's name of a node: a word and its number, no longer than its place. */
static bool take_node(char *to, size_t size, const char *name, const char *word)
{
	size_t len = strlen(word);
	unsigned n;

	if (to[0] || strncmp(name, word, len) != 0 || str_to_uint(name + len, 1 << 20, &n) < 0 ||
		strlen(name) >= size)
		return false;
	(void)snprintf(to, size, "%s", name);
	return true;
}

/* -ENOENT and nothing else is "not there". */
static enum tri there(int r)
{
	return r >= 0 ? TRI_YES : r == -ENOENT ? TRI_NO : TRI_UNKNOWN;
}

static int read_drm(const struct dir *dir, struct pci_detail *t)
{
	_cleanup_(names_done) struct names names = { 0 }, iov = { 0 };
	char path[64];
	int r = dir_list(dir, "drm", &names);

	if (r < 0) {
		t->prelim_iov = there(r);
		return r == -ENOMEM ? r : 0;
	}
	for (size_t i = 0; i < names.n; i++) {
		if (!take_node(t->card, sizeof(t->card), names.v[i], "card"))
			(void)take_node(t->render, sizeof(t->render), names.v[i], "renderD");
	}
	t->prelim_iov = TRI_NO;
	if (!t->card[0])
		return 0;
	t->connectors = count_connectors(dir, t->card);
	(void)snprintf(path, sizeof(path), "drm/%s/prelim_iov", t->card);
	t->prelim_iov = there(dir_list(dir, path, &iov));
	return 0;
}

int pci_detail_read(const struct root *root, const struct dir *dir, struct pci_dev *d)
{
	_cleanup_(names_done) struct names admin = { 0 };
	struct pci_detail *t;
	int r;

	if (!has_new(d))
		return -ENOMEM;
	t = d->detail;
	read_resources(dir, d);
	/* A VF has no power of its own, no ROM, and nothing to be split by. */
	if (!d->is_vf) {
		read_power(dir, t);
		t->has_rom = tri_of(root_exists(root, "sys/bus/pci/devices/%s/rom", d->name));
	}
	if (d->sriov.total >= 0)
		read_sriov(dir, t);
	if (!pci_dev_is_gpu(d))
		return 0;
	r = read_drm(dir, t);
	if (r == 0)
		t->sriov_admin = there(dir_list(dir, "sriov_admin", &admin));
	return r;
}
