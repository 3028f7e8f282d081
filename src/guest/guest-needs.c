/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest's needs out of its domain's XML, and into it. Whether the host can meet them is
 * plan-hook.c's question.
 */
#include "guest/guest-needs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define NEEDS \
	"/domain/metadata/*[local-name()='needs' and namespace-uri()='" GUEST_NEEDS_NAMESPACE "']"
#define CHILD(name) "*[local-name()='" name "' and namespace-uri()='" GUEST_NEEDS_NAMESPACE "']"

struct reading {
	struct vm_needs needs;
	struct err *err;
	size_t elements; /* that were understood */
	bool host;       /* one of them was <host> */
};

bool guest_needs_maybe(const char *text)
{
	return strstr(text, GUEST_NEEDS_NAMESPACE) != NULL;
}

/* 1: it is there; 0: not. Too long for its place is an error. */
static int take_text(
	struct xml_node *node, const char *xpath, char *to, size_t size, struct err *err)
{
	_cleanup_free_ char *text = xml_find(node, xpath);

	if (!text)
		return 0;
	if (strlen(text) >= size)
		return err_set(err, EINVAL, "the needs' %s is too long: %.40s...", xpath, text);
	(void)snprintf(to, size, "%s", text);
	return 1;
}

static int wrong(struct err *err, const char *xpath, const char *text)
{
	return err_set(err, EINVAL, "the needs' %s cannot be '%.60s'", xpath + 1, text);
}

/* The number in an attribute; what *ret has stays when it is not there, unless that is needed. */
static int take_number(
	struct xml_node *node, const char *xpath, bool needed, unsigned *ret, struct err *err)
{
	_cleanup_free_ char *text = xml_find(node, xpath);

	if (!text && needed)
		return err_set(err, EINVAL, "the needs lack a %s", xpath + 1);
	if (text && str_to_uint(text, INT32_MAX, ret) < 0)
		return wrong(err, xpath, text);
	return 0;
}

static int take_size(struct xml_node *node, const char *xpath, uint64_t *ret, struct err *err)
{
	_cleanup_free_ char *text = xml_find(node, xpath);

	if (!text)
		return err_set(err, EINVAL, "the needs lack a %s", xpath + 1);
	return str_to_size(text, ret) < 0 ? wrong(err, xpath, text) : 0;
}

/* Room for one more of a kind, or NULL with err set. */
static void *room(struct reading *r, void *array, size_t *n, const size_t most[2])
{
	if (*n == most[0]) {
		(void)err_set(r->err, EINVAL, "more than %zu needs of one kind", most[0]);
		return NULL;
	}
	r->elements++;
	return (char *)array + (*n)++ * most[1];
}

static int take_vf_words(struct xml_node *node, struct vm_need_vf *vf, struct err *err)
{
	char text[VF_QUOTA_TEXT];
	int r = take_text(node, "@settings", text, sizeof(text), err);

	if (r == 1)
		r = vf_settings_parse(text, &vf->settings, err);
	if (r == 0)
		r = take_text(node, "@quota", text, sizeof(text), err);
	if (r == 1)
		r = vf_quota_parse(text, &vf->quota, err);
	return r;
}

static int add_vf(void *arg, struct xml_node *node)
{
	struct reading *rd = arg;
	const size_t most[] = { VM_NEEDS_VFS, sizeof(struct vm_need_vf) };
	struct vm_need_vf *vf = room(rd, rd->needs.vfs, &rd->needs.n_vfs, most);
	char text[PCI_ADDR_TEXT + 16] = "";
	int r = vf ? take_text(node, "@pf", text, sizeof(text), rd->err) : -EINVAL;

	if (r < 0)
		return r;
	if (pci_addr_parse(text, &vf->pf) < 0)
		return wrong(rd->err, "@pf", text);
	r = take_number(node, "@index", true, &vf->index, rd->err);
	vf->count = vf->index + 1;
	if (r == 0)
		r = take_number(node, "@count", false, &vf->count, rd->err);
	(void)snprintf(vf->driver, sizeof(vf->driver), "vfio-pci");
	if (r == 0)
		r = take_text(node, "@driver", vf->driver, sizeof(vf->driver), rd->err);
	return r < 0 ? r : take_vf_words(node, vf, rd->err);
}

static int add_huge(void *arg, struct xml_node *node)
{
	struct reading *rd = arg;
	const size_t most[] = { VM_NEEDS_HUGE, sizeof(struct vm_need_huge) };
	struct vm_need_huge *h = room(rd, rd->needs.huge, &rd->needs.n_huge, most);
	unsigned count = 0, node_number = INT32_MAX;
	int r = h ? take_size(node, "@page", &h->page, rd->err) : -EINVAL;

	if (r == 0)
		r = take_number(node, "@count", true, &count, rd->err);
	if (r == 0)
		r = take_number(node, "@node", false, &node_number, rd->err);
	if (r < 0)
		return r;
	h->count = count;
	h->node = node_number == INT32_MAX ? -1 : (int)node_number;
	return 0;
}

static int take_mode(struct xml_node *node, unsigned *ret, struct err *err)
{
	_cleanup_free_ char *text = xml_find(node, "@mode");
	uint64_t mode = 0660;

	if (text && str_to_u64(text, 8, 07777, &mode) < 0)
		return wrong(err, "@mode", text);
	*ret = (unsigned)mode;
	return 0;
}

static int add_shm(void *arg, struct xml_node *node)
{
	struct reading *rd = arg;
	const size_t most[] = { VM_NEEDS_SHM, sizeof(struct vm_need_shm) };
	struct vm_need_shm *s = room(rd, rd->needs.shm, &rd->needs.n_shm, most);
	int r = s ? take_text(node, "@path", s->path, sizeof(s->path), rd->err) : -EINVAL;

	if (r >= 0)
		r = take_size(node, "@size", &s->size, rd->err);
	if (r == 0)
		r = take_text(node, "@owner", s->owner, sizeof(s->owner), rd->err);
	if (r >= 0)
		r = take_text(node, "@group", s->group, sizeof(s->group), rd->err);
	return r < 0 ? r : take_mode(node, &s->mode, rd->err);
}

static int add_host(void *arg, struct xml_node *node)
{
	struct reading *rd = arg;
	struct vm_needs *n = &rd->needs;
	int r;

	/* The second would win without a word, or half of it. */
	if (rd->host)
		return err_set(rd->err, EINVAL, "the needs say twice what the host does meanwhile");
	rd->host = true;
	rd->elements++;
	r = take_text(node, "@cpus", n->host_cpus, sizeof(n->host_cpus), rd->err);
	if (r >= 0)
		r = take_text(node, "@governor", n->governor, sizeof(n->governor), rd->err);
	if (r >= 0)
		r = take_text(node, "@epp", n->epp, sizeof(n->epp), rd->err);
	return r < 0 ? r : 0;
}

static int count_one(void *arg, struct xml_node *node)
{
	size_t *n = arg;

	(void)node;
	(*n)++;
	return 0;
}

static int read_element(void *arg, struct xml_node *node)
{
	struct reading *rd = arg;
	size_t all = 0;
	int r = xml_each(node, CHILD("vf"), add_vf, rd);

	if (r == 0)
		r = xml_each(node, CHILD("hugepages"), add_huge, rd);
	if (r == 0)
		r = xml_each(node, CHILD("shm"), add_shm, rd);
	if (r == 0)
		r = xml_each(node, CHILD("host"), add_host, rd);
	if (r == 0)
		r = xml_each(node, "*", count_one, &all);
	if (r == 0 && all != rd->elements)
		return err_set(rd->err, EINVAL,
			"the needs have an element that this virtfn does not know; is the guest "
			"from a newer one?");
	rd->elements = 0;
	return r;
}

int guest_needs_read(const char *text, struct vm_needs *ret, struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	struct reading rd = { .err = err };
	int r;

	if (!guest_needs_maybe(text)) {
		*ret = (struct vm_needs) { 0 };
		return 0;
	}
	r = xml_parse(text, &xml, err);
	if (r == 0)
		r = xml_each(xml_root(xml), NEEDS, read_element, &rd);
	if (r == 0)
		r = vm_needs_check(&rd.needs, err);
	if (r < 0)
		return err_wrap(err, "cannot read what the guest needs");
	*ret = rd.needs;
	return 0;
}

void guest_needs_add_vf(struct vm_needs *n, const struct guest_device *device)
{
	struct vm_need_vf *vf = &n->vfs[n->n_vfs];

	if (!device->remade || device->vf_index < 0 || n->n_vfs == VM_NEEDS_VFS)
		return;
	for (size_t i = 0; i < n->n_vfs; i++)
		if (pci_addr_compare(n->vfs[i].pf, device->pf) == 0 &&
			n->vfs[i].index == (unsigned)device->vf_index)
			return;
	*vf = (struct vm_need_vf) {
		.pf = device->pf,
		.index = (unsigned)device->vf_index,
		.count = device->remade,
		.driver = "vfio-pci",
	};
	n->n_vfs++;
}

void guest_needs_drop_vf(struct vm_needs *n, struct pci_addr pf, int vf_index)
{
	size_t kept = 0;

	for (size_t i = 0; i < n->n_vfs; i++)
		if (vf_index < 0 || pci_addr_compare(n->vfs[i].pf, pf) != 0 ||
			n->vfs[i].index != (unsigned)vf_index)
			n->vfs[kept++] = n->vfs[i];
	n->n_vfs = kept;
}

static void write_vf(struct xml_node *needs, const struct vm_need_vf *vf)
{
	struct xml_node *node = xml_add(needs, "vf");
	char pf[PCI_ADDR_TEXT], settings[VF_SETTINGS_TEXT], quota[VF_QUOTA_TEXT];

	pci_addr_format(vf->pf, pf);
	xml_attr(node, "pf", "%s", pf);
	xml_attr(node, "index", "%u", vf->index);
	xml_attr(node, "count", "%u", vf->count);
	xml_attr(node, "driver", "%s", vf->driver);
	vf_settings_format(&vf->settings, settings);
	vf_quota_format(&vf->quota, quota);
	if (settings[0])
		xml_attr(node, "settings", "%s", settings);
	if (quota[0])
		xml_attr(node, "quota", "%s", quota);
}

/* "2M": in the greatest unit that gives a whole number. */
static void size_attr(struct xml_node *node, const char *name, uint64_t bytes)
{
	static const char units[] = "KMGT";
	size_t i = 0;

	bytes >>= 10;
	while (i < 3 && bytes && bytes % 1024 == 0) {
		bytes >>= 10;
		i++;
	}
	xml_attr(node, name, "%" PRIu64 "%c", bytes, units[i]);
}

static void write_huge(struct xml_node *needs, const struct vm_need_huge *h)
{
	struct xml_node *node = xml_add(needs, "hugepages");

	size_attr(node, "page", h->page);
	xml_attr(node, "count", "%" PRIu64, h->count);
	if (h->node >= 0)
		xml_attr(node, "node", "%d", h->node);
}

static void write_shm(struct xml_node *needs, const struct vm_need_shm *s)
{
	struct xml_node *node = xml_add(needs, "shm");

	xml_attr(node, "path", "%s", s->path);
	size_attr(node, "size", s->size);
	if (s->owner[0])
		xml_attr(node, "owner", "%s", s->owner);
	if (s->group[0])
		xml_attr(node, "group", "%s", s->group);
	xml_attr(node, "mode", "%04o", s->mode);
}

static void write_host(struct xml_node *needs, const struct vm_needs *n)
{
	struct xml_node *node;

	if (!n->host_cpus[0] && !n->governor[0] && !n->epp[0])
		return;
	node = xml_add(needs, "host");
	if (n->host_cpus[0])
		xml_attr(node, "cpus", "%s", n->host_cpus);
	if (n->governor[0])
		xml_attr(node, "governor", "%s", n->governor);
	if (n->epp[0])
		xml_attr(node, "epp", "%s", n->epp);
}

static int keep_node(void *arg, struct xml_node *node)
{
	*(struct xml_node **)arg = node;
	return 0;
}

/* One at a time: what an XPath said may not be touched once a part of it is gone. */
static void drop_needs(struct xml_node *root)
{
	struct xml_node *node;

	do {
		node = NULL;
		(void)xml_each(root, NEEDS, keep_node, &node);
		if (node)
			xml_remove(node);
	} while (node);
}

int guest_needs_write(struct xml *domain, const struct vm_needs *n, struct err *err)
{
	struct xml_node *root = xml_root(domain), *metadata = NULL, *needs = NULL;
	int r = vm_needs_check(n, err);

	if (r < 0)
		return r;
	(void)xml_each(root, "/domain", keep_node, &needs);
	if (!needs)
		return err_set(err, EINVAL, "this XML is no domain of libvirt");
	drop_needs(root);
	if (!vm_needs_any(n))
		return 0;
	(void)xml_each(root, "/domain/metadata", keep_node, &metadata);
	if (!metadata)
		metadata = xml_add(root, "metadata");
	needs = xml_add_ns(metadata, "needs", "virtfn", GUEST_NEEDS_NAMESPACE);
	for (size_t i = 0; i < n->n_vfs; i++)
		write_vf(needs, &n->vfs[i]);
	for (size_t i = 0; i < n->n_huge; i++)
		write_huge(needs, &n->huge[i]);
	for (size_t i = 0; i < n->n_shm; i++)
		write_shm(needs, &n->shm[i]);
	write_host(needs, n);
	return 0;
}
