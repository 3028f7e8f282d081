/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hosts made by hand, piece by piece.
 */
#include "lib/given.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static void forget_params(struct kernel *k)
{
	for (size_t i = 0; i < k->n_params; i++) {
		free(k->params[i].name);
		free(k->params[i].value);
	}
	free(k->params);
	free(k->cmdline);
	k->params = NULL;
	k->n_params = 0;
	k->cmdline = NULL;
}

void given_cmdline(struct host *host, const char *line)
{
	struct kernel *k = &host->kernel;
	size_t n;

	forget_params(k);
	if (!line)
		return;
	k->cmdline = strdup(line);
	for (const char *p = line; *p; p += n + strspn(p + n, " ")) {
		struct kernel_param *param = mem_append(&k->params, &k->n_params, sizeof(*param));
		size_t name;

		assert_non_null(param);
		n = strcspn(p, " ");
		name = strcspn(p, " =");
		param->name = str_from_bytes(p, name);
		for (char *c = param->name; *c; c++)
			*c = *c == '-' ? '_' : *c;
		if (name < n)
			param->value = str_from_bytes(p + name + 1, n - name - 1);
	}
}

void given_no_conf(struct host *host)
{
	struct kernel *k = &host->kernel;

	for (size_t i = 0; i < k->n_conf; i++) {
		free(k->conf[i].file);
		free(k->conf[i].text);
	}
	free(k->conf);
	k->conf = NULL;
	k->n_conf = 0;
	k->conf_seen = TRI_YES;
}

void given_conf(struct host *host, enum kernel_conf_kind kind, const char *file, const char *module,
	const char *text)
{
	struct kernel *k = &host->kernel;
	struct kernel_conf *c = mem_append(&k->conf, &k->n_conf, sizeof(*c));

	assert_non_null(c);
	c->kind = kind;
	c->file = strdup(file);
	c->line = 3;
	(void)snprintf(c->module, sizeof(c->module), "%s", module);
	c->text = strdup(text);
	k->conf_seen = TRI_YES;
}

struct kernel_module *given_module(struct host *host, const char *name)
{
	struct kernel *k = &host->kernel;
	struct kernel_module *m;

	for (size_t i = 0; i < k->n_modules; i++)
		if (str_eq(k->modules[i].name, name))
			return &k->modules[i];
	m = mem_append(&k->modules, &k->n_modules, sizeof(*m));
	assert_non_null(m);
	(void)snprintf(m->name, sizeof(m->name), "%s", name);
	m->loaded = m->builtin = m->installed = m->held = TRI_UNKNOWN;
	return m;
}

void given_module_param(struct host *host, const char *module, const char *name, const char *value)
{
	struct kernel_module *m = given_module(host, module);
	struct kernel_module_param *p = NULL;

	for (size_t i = 0; i < m->n_params; i++)
		if (str_eq(m->params[i].name, name))
			p = &m->params[i];
	if (!p) {
		p = mem_append(&m->params, &m->n_params, sizeof(*p));
		assert_non_null(p);
		p->name = strdup(name);
	}
	free(p->value);
	p->value = strdup(value);
}

void given_config(struct host *host, const char *symbol, char value)
{
	struct kernel *k = &host->kernel;
	struct kernel_symbol *s;
	size_t at = 0;

	free(k->config_file);
	k->config_file = value ? strdup("/boot/config-6.12.0") : NULL;
	if (!value) {
		free(k->config);
		k->config = NULL;
		k->n_config = 0;
		return;
	}
	for (size_t i = 0; i < k->n_config; i++) {
		if (str_eq(k->config[i].name, symbol)) {
			k->config[i].value = value;
			return;
		}
	}
	assert_non_null(mem_append(&k->config, &k->n_config, sizeof(*s)));
	while (at + 1 < k->n_config && strcmp(k->config[at].name, symbol) < 0)
		at++;
	s = &k->config[at];
	memmove(s + 1, s, (k->n_config - 1 - at) * sizeof(*s));
	*s = (struct kernel_symbol) { symbol, value };
}

struct kernel_image *given_image(struct host *host, const char *release, bool running)
{
	struct kernel *k = &host->kernel;
	struct kernel_image *image = mem_append(&k->images, &k->n_images, sizeof(*image));

	assert_non_null(image);
	image->release = strdup(release);
	image->running = running;
	image->headers = image->initramfs = TRI_UNKNOWN;
	image->image = TRI_YES;
	k->images_seen = TRI_YES;
	return image;
}

struct pci_dev *given_dev(struct host *host, const char *addr, unsigned class, unsigned device)
{
	struct pci_dev *d = mem_append(&host->pci, &host->n_pci, sizeof(*d));

	assert_non_null(d);
	assert_int_equal(pci_addr_parse(addr, &d->addr), 0);
	pci_addr_format(d->addr, d->name);
	d->class = class << 8;
	d->vendor = 0x8086;
	d->device = (uint16_t)device;
	d->numa_node = d->iommu_group = d->vf_index = d->pcie_type = d->acs = -1;
	d->boot_vga = d->config = d->sriov.present = d->sriov.autoprobe = TRI_UNKNOWN;
	d->reset_seen = d->netdev_up = TRI_UNKNOWN;
	d->sriov.total = d->sriov.hw_total = -1;
	return d;
}

struct iommu_group *given_group(struct host *host, int id, const char *addr)
{
	struct iommu_group *g = mem_append(&host->groups, &host->n_groups, sizeof(*g));
	struct pci_addr a;

	assert_non_null(g);
	g->id = id;
	g->members = 1;
	g->direct = TRI_UNKNOWN;
	assert_int_equal(pci_addr_parse(addr, &a), 0);
	assert_non_null(host_find_pci(host, a));
	host_find_pci(host, a)->iommu_group = id;
	host->iommu = TRI_YES;
	return g;
}
