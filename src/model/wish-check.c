/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with a wish that no key alone shows: what goes together, what is there twice.
 * Nothing of the host is asked here; that is plan/ work.
 */
#include "model/wish-host.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

static const char *const modes[] = { "sriov", "gvt-g", "passthrough" };

/* "/etc/virtfn/host.yaml:3:5" of the other place, in a message about this one. */
static void tell_twice(struct conf_problems *p, struct conf_place at, struct conf_place other,
	const char *what, const char *todo)
{
	_cleanup_free_ char *place = conf_place_text(other);

	conf_problem(
		p, at, "%s stands at %s already; %s", what, place ? place : "another place", todo);
}

static void check_vlan(const struct wish_vf_item *item, const struct wish_vf_item *defaults,
	struct conf_problems *p)
{
	const struct wish_number *vlan = item->vlan.given ? &item->vlan : &defaults->vlan;
	const struct wish_number *tag = item->qos.given ? &item->qos : &item->proto;

	if (tag->given && (!vlan->given || vlan->v == 0))
		conf_problem(p, tag->at,
			"qos and proto are parts of a VLAN tag, and there is none; say vlan: ID");
}

static void check_rates(const struct wish_vf_item *item, const struct wish_vf_item *defaults,
	struct conf_problems *p)
{
	const struct wish_number *max =
		item->max_tx_rate.given ? &item->max_tx_rate : &defaults->max_tx_rate;
	const struct wish_number *min =
		item->min_tx_rate.given ? &item->min_tx_rate : &defaults->min_tx_rate;

	if (!item->max_tx_rate.given && !item->min_tx_rate.given)
		return;
	if (max->given && max->v > 0 && min->given && min->v > max->v)
		conf_problem(p,
			item->min_tx_rate.given ? item->min_tx_rate.at : item->max_tx_rate.at,
			"the least rate, %u, is above the highest, %u", min->v, max->v);
}

static void check_mac(const struct wish_text *mac, struct conf_problems *p)
{
	uint8_t v[6];

	if (mac->v && mac_parse(mac->v, v) == 0 && v[0] & 1)
		conf_problem(p, mac->at,
			"%s is a group address (its first byte is odd), which no VF can have; "
			"start with 52:54:00",
			mac->v);
}

static void check_item(const struct wish_vf_item *item, const struct wish_vf_item *defaults,
	struct conf_problems *p)
{
	check_mac(&item->mac, p);
	check_vlan(item, defaults, p);
	check_rates(item, defaults, p);
	wish_quota_check(item, p);
}

static void check_vfs(const struct wish_device *d, struct conf_problems *p)
{
	for (size_t i = 0; i < d->n_vfs; i++) {
		const struct wish_vf_item *item = &d->vfs[i];

		check_item(item, &d->defaults, p);
		if (!item->vf.given) {
			if (!item->vf.at.line)
				conf_problem(
					p, item->at, "say which VF this is: vf: 0 is the first");
			continue;
		}
		if (d->count.given && item->vf.v >= d->count.v)
			conf_problem(p, item->vf.at,
				"there is no VF %u when count is %u; the last is %u", item->vf.v,
				d->count.v, d->count.v - 1);
		for (size_t k = 0; k < i; k++)
			if (d->vfs[k].vf.given && d->vfs[k].vf.v == item->vf.v)
				tell_twice(p, item->vf.at, d->vfs[k].vf.at, "this VF",
					"put both together");
	}
}

static void check_only(const struct wish_device *d, bool given, struct conf_place at,
	const char *key, struct conf_problems *p)
{
	if (given)
		conf_problem(p, at, "%s is nothing for mode: %s; leave it away", key,
			modes[wish_device_mode(d)]);
}

static void check_link(const struct wish_device *d, struct conf_problems *p)
{
	const char *driver = d->driver.v ? d->driver.v : "vfio-pci";
	const struct conf_place *quota = wish_device_quota_place(d);
	size_t own = 0;

	if (quota)
		conf_problem(p, *quota,
			"persist: link cannot give VFs quotas: a .link file knows none; say "
			"persist: systemd");

	for (size_t i = 0; i < d->n_vfs; i++) {
		own += d->vfs[i].driver.v != NULL;
		if (d->vfs[i].driver.v && !str_eq(d->vfs[i].driver.v, "host"))
			driver = d->vfs[i].driver.v;
	}
	/* What each VF has of its own hides what is for all. */
	if (str_eq(driver, "host") || (own >= d->count.v && str_eq(driver, d->driver.v)))
		return;
	conf_problem(p, d->persist.at,
		"persist: link cannot give VFs to %s: a .link file knows no drivers; say driver: "
		"host, or persist: systemd",
		driver);
}

static void check_sriov(const struct wish_device *d, struct conf_problems *p)
{
	check_only(d, d->type.v, d->type.at, "type", p);
	if (!d->count.at.line)
		conf_problem(p, d->at, "say how many VFs: count: N");
	check_item(&d->defaults, &d->defaults, p);
	check_vfs(d, p);
	if (d->count.given && wish_device_persist(d) == WISH_PERSIST_LINK)
		check_link(d, p);
}

static void check_whole(const struct wish_device *d, struct conf_problems *p)
{
	bool gvt = wish_device_mode(d) == WISH_MODE_GVT_G;

	check_only(d, d->defaults.at.line, d->defaults.at, "defaults", p);
	check_only(d, d->n_vfs > 0, d->n_vfs > 0 ? d->vfs[0].at : d->at, "vfs", p);
	check_only(d, gvt && d->driver.v, d->driver.at, "driver", p);
	check_only(d, !gvt && d->type.v, d->type.at, "type", p);
	check_only(d, !gvt && d->count.given, d->count.at, "count", p);
	check_only(d, d->persist.given && d->persist.v == WISH_PERSIST_LINK, d->persist.at,
		"persist: link", p);
	if (!gvt && d->driver.v && (str_eq(d->driver.v, "host") || str_eq(d->driver.v, "none")))
		conf_problem(p, d->driver.at,
			"a device that is given away needs a driver for guests; say vfio-pci");
}

static void check_which(const struct wish_device *d, struct conf_problems *p)
{
	const struct wish_match *m = &d->match;

	if (d->device.at.line && m->at.line)
		conf_problem(
			p, m->at, "device and match are two ways to say which; leave one away");
	else if (!d->device.at.line && !m->at.line)
		conf_problem(p, d->at,
			"say which device: device: 0000:00:02.0, or match: with class, vendor, id");
	if (m->at.line && !m->class.at.line && !m->vendor.at.line && !m->id.at.line)
		conf_problem(p, m->at, "match fits everything; say class, vendor or id");
	if (m->id.v && !m->vendor.at.line)
		conf_problem(p, m->id.at, "id means nothing without vendor; add it");
}

static bool text_eq(const struct wish_text *a, const struct wish_text *b)
{
	return a->v && b->v ? strcasecmp(a->v, b->v) == 0 : a->v == b->v;
}

/* The same device in other letters, too; an interface's name is its own. */
static bool same_device(const struct wish_device *a, const struct wish_device *b)
{
	struct pci_addr x, y;

	if (!a->device.v || !b->device.v)
		return !a->device.v && !b->device.v && a->match.at.line && b->match.at.line &&
		       text_eq(&a->match.class, &b->match.class) &&
		       text_eq(&a->match.vendor, &b->match.vendor) &&
		       text_eq(&a->match.id, &b->match.id) && a->match.index.v == b->match.index.v;
	if (pci_addr_parse(a->device.v, &x) == 0 && pci_addr_parse(b->device.v, &y) == 0)
		return pci_addr_compare(x, y) == 0;
	return strchr(a->device.v, ':') ? text_eq(&a->device, &b->device)
					: str_eq(a->device.v, b->device.v);
}

static void check_devices(const struct wish_host *w, struct conf_problems *p)
{
	for (size_t i = 0; i < w->n_devices; i++) {
		const struct wish_device *d = &w->devices[i];

		check_which(d, p);
		if (wish_device_mode(d) == WISH_MODE_SRIOV)
			check_sriov(d, p);
		else
			check_whole(d, p);
		for (size_t k = 0; k < i; k++)
			if (same_device(d, &w->devices[k]))
				tell_twice(p, d->device.v ? d->device.at : d->at,
					w->devices[k].device.v ? w->devices[k].device.at
							       : w->devices[k].at,
					"this device", "name each device once");
	}
}

/* An address that a VF gets, and where that is said. */
struct given_mac {
	uint8_t v[6];
	struct conf_place at;
};

static int compare_macs(const void *a, const void *b)
{
	const struct given_mac *x = a, *y = b;
	int c = memcmp(x->v, y->v, 6);

	if (c)
		return c;
	return x->at.line < y->at.line ? -1 : x->at.line > y->at.line;
}

static void add_mac(
	struct given_mac **v, size_t *n, const struct wish_text *mac, unsigned add, bool *oom)
{
	struct given_mac one = { .at = mac->at }, *to;

	if (!mac->v || mac_parse(mac->v, one.v) < 0)
		return;
	mac_add(one.v, add);
	to = mem_append(v, n, sizeof(*to));
	if (to)
		*to = one;
	else
		*oom = true;
}

static void add_macs(const struct wish_device *d, struct given_mac **v, size_t *n, bool *oom)
{
	_cleanup_free_ bool *own = calloc(wish_device_count(d), sizeof(*own));

	if (!own) {
		*oom = true;
		return;
	}
	for (size_t i = 0; i < d->n_vfs; i++) {
		const struct wish_vf_item *item = &d->vfs[i];

		if (!item->mac.v || !item->vf.given || item->vf.v >= wish_device_count(d))
			continue;
		own[item->vf.v] = true;
		add_mac(v, n, &item->mac, 0, oom);
	}
	for (unsigned i = 0; i < wish_device_count(d); i++)
		if (!own[i])
			add_mac(v, n, &d->defaults.mac, i, oom);
}

static void check_macs(const struct wish_host *w, struct conf_problems *p)
{
	_cleanup_free_ struct given_mac *v = NULL;
	size_t n = 0;

	for (size_t i = 0; i < w->n_devices; i++)
		if (wish_device_mode(&w->devices[i]) == WISH_MODE_SRIOV)
			add_macs(&w->devices[i], &v, &n, &p->failed);
	if (n > 1)
		qsort(v, n, sizeof(*v), compare_macs);
	for (size_t i = 1; i < n; i++) {
		_cleanup_free_ char *other = conf_place_text(v[i - 1].at);
		char text[MAC_TEXT];

		if (memcmp(v[i].v, v[i - 1].v, 6) != 0)
			continue;
		mac_format(v[i].v, text);
		conf_problem(p, v[i].at, "two VFs would have the MAC %s; the other is of %s", text,
			other ? other : "another place");
	}
}

static void check_huge_pages(const struct wish_host *w, struct conf_problems *p)
{
	for (size_t i = 0; i < w->n_huge_pages; i++) {
		const struct wish_huge *h = &w->huge_pages[i];

		if (!h->size.at.line || !h->count.at.line)
			conf_problem(p, h->at, "huge pages need a size and a count");
		for (size_t k = 0; k < i; k++) {
			const struct wish_huge *o = &w->huge_pages[k];

			if (h->size.v == o->size.v && h->node.given == o->node.given &&
				h->node.v == o->node.v)
				tell_twice(p, h->at, o->at, "the number of these pages",
					"leave one away");
		}
	}
}

static void check_cpus(const struct wish_text *cpus, struct conf_problems *p)
{
	const char *at = cpus->v;

	while (at && *at) {
		char *end;
		unsigned long first = strtoul(at, &end, 10), last = first;

		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		if (last < first || last > 8191) {
			conf_problem(p, cpus->at, "'%s': %lu-%lu is no range of CPUs", cpus->v,
				first, last);
			return;
		}
		at = *end ? end + 1 : end;
	}
}

/* What stands in both lists. name_only: b fits when it is the name of a. */
static void check_against(const struct wish_texts *a, const struct wish_texts *b, const char *todo,
	struct conf_problems *p)
{
	for (size_t i = 0; i < a->n; i++) {
		for (size_t k = 0; k < b->n; k++) {
			size_t n = strlen(b->v[k].v);

			if (strncmp(a->v[i].v, b->v[k].v, n) == 0 &&
				(a->v[i].v[n] == '\0' || a->v[i].v[n] == '='))
				tell_twice(p, a->v[i].at, b->v[k].at, a->v[i].v, todo);
		}
	}
}

static void check_kernel(const struct wish_host *w, struct conf_problems *p)
{
	for (size_t i = 0; i < w->kernel.arguments.n; i++)
		if (str_eq(w->kernel.arguments.v[i].v, "--"))
			conf_problem(p, w->kernel.arguments.v[i].at,
				"what stands behind -- is not for the kernel; leave it away");
	check_against(&w->kernel.arguments, &w->kernel.remove, "add it or remove it, not both", p);
}

static void check_modules(const struct wish_host *w, struct conf_problems *p)
{
	check_against(
		&w->modules.load, &w->modules.blacklist, "load it or keep it out, not both", p);
	for (size_t i = 0; i < w->modules.n_options; i++) {
		const struct wish_module_options *o = &w->modules.options[i];

		if (!o->module.at.line || !o->options.at.line)
			conf_problem(p, o->at, "options of a module need both: module and options");
	}
}

static void check_looking_glass(const struct wish_host *w, struct conf_problems *p)
{
	const struct wish_text *size = &w->looking_glass.size, *frame = &w->looking_glass.frame;
	uint64_t n;

	if (!w->looking_glass.at.line)
		return;
	if (size->at.line && frame->at.line)
		conf_problem(
			p, frame->at, "size and for are two ways to say the same; leave one away");
	else if (!size->at.line && !frame->at.line)
		conf_problem(p, w->looking_glass.at,
			"say how large the memory is: for: 3840x2160, or size: 64M");
	if (size->v && str_to_size(size->v, &n) == 0 && ((n & (n - 1)) != 0 || n > 1 << 30))
		conf_problem(p, size->at,
			"'%s' is no power of two up to 1G; say 32M, 64M, 128M ...", size->v);
	if (!w->looking_glass.user.at.line && !w->looking_glass.kvmfr.v)
		conf_problem(p, w->looking_glass.at,
			"say who looks at the guest: user: NAME; the file of shared memory is his");
}

/* A step has room for so much. */
#define URL_MAX  600
#define PATH_LEN 200

static void check_driver(const struct wish_host *w, struct conf_problems *p)
{
	const struct wish_text *package = &w->sriov_driver.package, *url = &w->sriov_driver.url;

	if (!w->sriov_driver.at.line)
		return;
	if (package->at.line && url->at.line)
		conf_problem(
			p, url->at, "package and url are two places of one file; leave one away");
	else if (!package->at.line && !url->at.line)
		conf_problem(p, w->sriov_driver.at,
			"say where its package is: package: /root/FILE.deb, or url: and sha256:");
	if (url->at.line && !w->sriov_driver.sha256.at.line)
		conf_problem(p, url->at,
			"what comes from a server needs its sha256: sha256sum prints it");
	if (url->v && strlen(url->v) > URL_MAX)
		conf_problem(p, url->at, "this address is longer than %d letters", URL_MAX);
	if (package->v && strlen(package->v) > PATH_LEN)
		conf_problem(p, package->at, "this path is longer than %d letters", PATH_LEN);
}

void wish_host_check(const struct wish_host *wish, struct conf_problems *problems)
{
	check_devices(wish, problems);
	check_macs(wish, problems);
	check_huge_pages(wish, problems);
	check_cpus(&wish->isolation.cpus, problems);
	check_kernel(wish, problems);
	check_modules(wish, problems);
	check_looking_glass(wish, problems);
	check_driver(wish, problems);
}
