/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hosts for tests of checks, part by part.
 */
#include "lib/made-host.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static char *copy(const char *text)
{
	char *s = text ? strdup(text) : NULL;

	assert_true(s || !text);
	return s;
}

static struct pci_detail *unknown_detail(void)
{
	struct pci_detail *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	for (size_t i = 0; i < PCI_DETAIL_BARS; i++)
		d->vf_bar_wanted[i] = TRI_UNKNOWN;
	d->secondary = d->subordinate = -1;
	d->vf_offset = d->vf_stride = d->vf_device = d->initial_vfs = d->sriov_control = -1;
	d->acs_cap = d->connectors = -1;
	d->ari_supported = d->ari_enabled = d->ats = d->pri = d->pasid = TRI_UNKNOWN;
	d->no_soft_reset = d->d3cold_allowed = d->has_rom = TRI_UNKNOWN;
	d->sriov_admin = d->prelim_iov = d->header_bad = d->resources_seen = TRI_UNKNOWN;
	return d;
}

struct pci_dev *made_dev(
	struct host *host, const char *addr, uint32_t class, uint16_t vendor, uint16_t device)
{
	struct pci_dev *d = mem_append(&host->pci, &host->n_pci, sizeof(*d));

	assert_non_null(d);
	assert_int_equal(pci_addr_parse(addr, &d->addr), 0);
	pci_addr_format(d->addr, d->name);
	d->class = class;
	d->vendor = vendor;
	d->device = device;
	d->numa_node = d->iommu_group = d->pcie_type = d->acs = d->vf_index = -1;
	d->reset_seen = d->boot_vga = d->config = d->netdev_up = d->mdev = TRI_UNKNOWN;
	d->sriov = (struct pci_sriov) { TRI_UNKNOWN, -1, -1, 0, TRI_UNKNOWN };
	d->detail = unknown_detail();
	return d;
}

struct pci_dev *made_vf(struct host *host, const char *pf, int n, const char *driver)
{
	struct pci_addr addr;
	struct pci_dev *p, *v;
	char name[PCI_ADDR_TEXT];

	assert_int_equal(pci_addr_parse(pf, &addr), 0);
	p = host_find_pci(host, addr);
	assert_non_null(p);
	addr.func = (uint8_t)(p->addr.func + 1 + n);
	pci_addr_format(addr, name);
	v = made_dev(host, name, p->class, p->vendor, p->device);
	assert_int_equal(pci_addr_parse(pf, &v->physfn), 0);
	v->is_vf = true;
	v->vf_index = n;
	(void)snprintf(v->driver, sizeof(v->driver), "%s", driver);
	p = host_find_pci(host, v->physfn);
	p->sriov.num++;
	return v;
}

struct kernel_module *made_module(
	struct host *host, const char *name, enum tri loaded, enum tri installed)
{
	struct kernel *k = &host->kernel;
	struct kernel_module *m = mem_append(&k->modules, &k->n_modules, sizeof(*m));

	assert_non_null(m);
	(void)snprintf(m->name, sizeof(m->name), "%s", name);
	m->loaded = loaded;
	m->installed = installed;
	m->builtin = m->held = TRI_UNKNOWN;
	return m;
}

void made_module_param(struct host *host, const char *module, const char *name, const char *value)
{
	struct kernel *k = &host->kernel;

	for (size_t i = 0; i < k->n_modules; i++) {
		struct kernel_module *m = &k->modules[i];
		struct kernel_module_param *p;

		if (!str_eq(m->name, module))
			continue;
		for (size_t n = 0; n < m->n_params; n++)
			if (str_eq(m->params[n].name, name)) {
				free(m->params[n].value);
				m->params[n].value = copy(value);
				return;
			}
		p = mem_append(&m->params, &m->n_params, sizeof(*p));
		assert_non_null(p);
		p->name = copy(name);
		p->value = copy(value);
		return;
	}
	fail_msg("there is no module %s yet", module);
}

void made_kernel(struct host *host, const char *release)
{
	struct kernel *k = &host->kernel;

	free(k->release);
	k->release = copy(release);
	assert_int_equal(sscanf(release, "%d.%d", &k->major, &k->minor), 2);
}

void made_argument(struct host *host, const char *argument)
{
	struct kernel *k = &host->kernel;
	struct kernel_param *p;

	if (!k->cmdline)
		k->cmdline = copy("made");
	if (!argument)
		return;
	p = mem_append(&k->params, &k->n_params, sizeof(*p));
	assert_non_null(p);
	p->name = str_from_bytes(argument, strcspn(argument, "="));
	p->value = copy(strchr(argument, '=') ? strchr(argument, '=') + 1 : NULL);
	assert_non_null(p->name);
}

void made_conf(struct host *host, enum kernel_conf_kind kind, const char *module, const char *text)
{
	struct kernel *k = &host->kernel;
	struct kernel_conf *c;

	k->conf_seen = TRI_YES;
	if (!module)
		return;
	c = mem_append(&k->conf, &k->n_conf, sizeof(*c));
	assert_non_null(c);
	c->kind = kind;
	c->file = copy("/etc/modprobe.d/made.conf");
	c->line = (unsigned)k->n_conf;
	c->text = copy(text);
	(void)snprintf(c->module, sizeof(c->module), "%s", module);
}

void made_dkms(struct host *host, const char *version, const char *kernel, bool installed,
	const char *exclusive)
{
	struct kernel *k = &host->kernel;
	struct kernel_dkms *d = mem_append(&k->dkms, &k->n_dkms, sizeof(*d));

	assert_non_null(d);
	k->dkms_seen = TRI_YES;
	d->name = copy("i915-sriov-dkms");
	d->version = copy(version);
	d->kernel = copy(kernel);
	d->built = kernel != NULL;
	d->installed = installed;
	d->build_exclusive = copy(exclusive);
}

void made_image(struct host *host, const char *release, bool running, enum tri headers)
{
	struct kernel *k = &host->kernel;
	struct kernel_image *i = mem_append(&k->images, &k->n_images, sizeof(*i));

	assert_non_null(i);
	k->images_seen = TRI_YES;
	i->release = copy(release);
	i->running = running;
	i->headers = headers;
	i->image = i->initramfs = TRI_YES;
}

struct kernel_image_module *made_image_module(
	struct host *host, const char *name, enum tri there, const char *file)
{
	struct kernel *k = &host->kernel;
	struct kernel_image *i = &k->images[k->n_images - 1];
	struct kernel_image_module *m = mem_append(&i->modules, &i->n_modules, sizeof(*m));

	assert_non_null(m);
	*m = (struct kernel_image_module) {
		.name = name,
		.there = there,
		.builtin = there == TRI_YES && !file ? TRI_YES : TRI_NO,
		.file = file ? copy(file) : NULL,
		.info_seen = TRI_UNKNOWN,
	};
	return m;
}

void made_firmware(struct host *host, const char *path, enum tri there)
{
	struct kernel *k = &host->kernel;
	struct kernel_firmware *f = mem_append(&k->firmware, &k->n_firmware, sizeof(*f));

	assert_non_null(f);
	f->path = copy(path);
	f->there = there;
}

void made_writer(struct host *host, const char *file, const char *what)
{
	struct host_writer *w = mem_append(&host->writers, &host->n_writers, sizeof(*w));

	assert_non_null(w);
	host->writers_seen = TRI_YES;
	w->file = copy(file);
	w->line = 3;
	w->what = copy(what);
}

void made_symbol(struct host *host, const char *name, char value)
{
	struct kernel *k = &host->kernel;
	struct kernel_symbol *s = mem_append(&k->config, &k->n_config, sizeof(*s));

	assert_non_null(s);
	s->name = name;
	s->value = value;
}

void made_kernel_again(struct host *host)
{
	kernel_done(&host->kernel);
}
