/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From "give this device away" to steps: what goes with it, in which order, and when it must not
 * go. VFs are plan-vf.c's. Which of it was virtfn's, and is taken back, the journal knows.
 */
#include "plan/plan-give.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "checks/others.h"
#include "plan/plan-give-refuse.h"

#define PCI_SYSFS "sys/bus/pci/devices/"

static bool is_gpu(const struct pci_dev *d)
{
	return d->class >> 16 == 0x03;
}

/* A slot with a GPU in it, asked for by any of its functions. */
static bool has_gpu(const struct host *host, const struct pci_dev *dev)
{
	if (is_gpu(dev))
		return true;
	for (const struct pci_dev *s = others_sibling(host, dev, NULL); s;
		s = others_sibling(host, dev, s))
		if (is_gpu(s))
			return true;
	return false;
}

void plan_give_set(const struct host *host, const struct pci_dev *dev, struct give_set *ret)
{
	bool whole =
		has_gpu(host, dev) || (dev->reset_seen == TRI_YES && str_eq(dev->reset, "bus"));
	struct give_set set = { 0 };

	for (size_t i = 0; i < host->n_pci && set.n < GIVE_FUNCTIONS; i++) {
		const struct pci_dev *d = &host->pci[i];
		bool same = pci_addr_compare(d->addr, dev->addr) == 0;
		bool slot = !d->is_vf && d->addr.domain == dev->addr.domain &&
			    d->addr.bus == dev->addr.bus && d->addr.slot == dev->addr.slot;
		bool group = dev->iommu_group >= 0 && d->iommu_group == dev->iommu_group;

		if (same || (slot && !d->bridge && (whole || group)))
			set.v[set.n++] = d;
	}
	*ret = set;
}

/* A step and its reason. */
struct what {
	const char *action, *target, *value, *why;
};

static int add(struct steps *s, struct what w, struct err *err)
{
	if (steps_add(s, w.action, w.target, w.value) < 0 ||
		step_set_why(&s->v[s->n - 1], w.why) < 0)
		return err_oom(err);
	return 0;
}

/* Of the function number i of the set. */
static const char *driver_of(const struct give *g, size_t i)
{
	return g->wish->driver ? g->wish->driver : g->seen->drivers[i].driver;
}

static const char *module_of(const struct give *g, size_t i)
{
	return g->wish->driver ? g->wish->driver : g->seen->drivers[i].module;
}

/* The function whose BAR was asked for, its number, and the size now. */
struct bar {
	const struct pci_dev *dev;
	unsigned number;
	uint64_t now, wanted; /* MiB; the same: nothing to do */
};

/* The one with the largest size to choose is the card's memory. */
static const struct pci_rebar *find_bar(const struct give *g, const struct pci_dev *d)
{
	const struct pci_detail *t = d->detail;
	const struct pci_rebar *best = NULL;

	for (size_t i = 0; t && i < t->n_rebar; i++) {
		const struct pci_rebar *r = &t->rebar[i];

		if (g->wish->bar_number_given ? r->bar == g->wish->bar
					      : !best || r->sizes > best->sizes)
			best = r;
	}
	return best;
}

static void sizes_text(const struct pci_rebar *r, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	for (unsigned n = 0; n < 43 && len < size; n++) {
		const char *unit = n < 10 ? "M" : n < 20 ? "G" : "T";

		if (r->sizes >> n & 1)
			len += (size_t)snprintf(text + len, size - len, "%s%llu%s", len ? ", " : "",
				1ULL << n % 10, n < 30 ? unit : "P");
	}
}

static int choose_bar(const struct give *g, struct bar *ret, struct err *err)
{
	const struct pci_rebar *r = NULL;
	uint64_t want = g->wish->bar_mib;
	unsigned n = 0;
	char text[160];

	ret->dev = NULL;
	if (!g->wish->bar_given)
		return 0;
	for (size_t i = 0; i < g->set->n && !r; i++) {
		ret->dev = g->set->v[i];
		r = find_bar(g, ret->dev);
	}
	if (!r)
		return err_set(err, EOPNOTSUPP,
			"%s has no BAR that can be resized%s; leave --bar away", g->dev->name,
			g->dev->config == TRI_YES ? "" : ", as far as could be read (needs root)");
	while (n < 42 && UINT64_C(1) << n < want)
		n++;
	if (UINT64_C(1) << n != want || !(r->sizes >> n & 1)) {
		sizes_text(r, text, sizeof(text));
		return err_set(err, EINVAL, "BAR %u of %s can have one of these sizes: %s", r->bar,
			ret->dev->name, text);
	}
	ret->number = r->bar;
	ret->now = UINT64_C(1) << r->size;
	ret->wanted = want;
	return 0;
}

static int add_release(const struct give *g, struct steps *s, struct err *err)
{
	char target[64];
	int r = 0;

	if (g->wish->stop_manager && str_eq(g->seen->manager, "active"))
		r = add(s,
			(struct what) { "unit", "display-manager.service", "stop",
				"the desktop that it starts uses the GPUs" },
			err);
	for (size_t i = 0; i < g->seen->n_consoles && r == 0; i++) {
		(void)snprintf(target, sizeof(target), "sys/class/vtconsole/%s/bind",
			g->seen->consoles[i]);
		r = add(s,
			(struct what) { "attribute", target, "0",
				"the text console is drawn on this device" },
			err);
	}
	for (size_t i = 0; i < g->seen->n_framebuffers && r == 0; i++)
		r = add(s,
			(struct what) { "framebuffer", g->seen->framebuffers[i], "none",
				"the boot console keeps the GPU's memory" },
			err);
	return r;
}

static int add_awake(const struct give *g, struct steps *s, struct err *err)
{
	char target[STEP_TARGET];
	int r = 0;

	for (size_t i = 0; i < g->set->n && r == 0; i++) {
		const struct pci_dev *d = g->set->v[i];

		if (!d->detail || d->detail->d3cold_allowed != TRI_YES)
			continue;
		(void)snprintf(target, sizeof(target), PCI_SYSFS "%s/d3cold_allowed", d->name);
		r = add(s,
			(struct what) { "attribute", target, "0",
				"some devices do not come back from D3cold" },
			err);
	}
	return r;
}

/* The BAR between the two drivers: the kernel wants the function to have none. */
static int add_bar(const struct bar *bar, struct steps *s, struct err *err)
{
	char target[48], value[24];
	int r = 0;

	if (bar->dev->driver[0])
		r = add(s,
			(struct what) { "pci-driver", bar->dev->name, "none",
				"a BAR is resized while no driver has the device" },
			err);
	(void)snprintf(target, sizeof(target), "%s/%u", bar->dev->name, bar->number);
	(void)snprintf(value, sizeof(value), "%llu", (unsigned long long)bar->wanted);
	return r < 0 ? r
		     : add(s,
			       (struct what) { "bar-size", target, value,
				       "as --bar asks; the guest cannot change it" },
			       err);
}

/* The last function first: USB and UCSI of a card want its GPU to be there while they go. */
static int add_moves(const struct give *g, const struct bar *bar, struct steps *s, struct err *err)
{
	int r = 0;

	for (size_t i = g->set->n; i-- > 0 && r == 0;) {
		const struct pci_dev *d = g->set->v[i];
		bool resize = bar->dev == d && bar->now != bar->wanted;

		if (!resize && str_eq(d->driver, driver_of(g, i)))
			continue;
		if (resize)
			r = add_bar(bar, s, err);
		if (r == 0)
			r = add(s,
				(struct what) { "pci-driver", d->name, driver_of(g, i),
					d == g->dev ? "for a guest" : "it goes with the device" },
				err);
	}
	return r;
}

static bool has_driver(const struct steps *s, const char *driver)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->v[i].target, driver))
			return true;
	return false;
}

static int add_modules(const struct give *g, struct steps *s, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < g->set->n && r == 0; i++)
		if (!has_driver(s, driver_of(g, i)))
			r = add(s,
				(struct what) { "module", driver_of(g, i), module_of(g, i),
					"guests get their devices through it" },
				err);
	return r;
}

static int add_all(const struct give *g, const struct bar *bar, struct steps *ret, struct err *err)
{
	struct steps moves = { 0 };
	int r = add_moves(g, bar, &moves, err);

	if (r == 0 && moves.n > 0)
		r = add_modules(g, ret, err);
	if (r == 0 && moves.n > 0)
		r = add_release(g, ret, err);
	if (r == 0 && moves.n > 0)
		r = add_awake(g, ret, err);
	for (size_t i = 0; i < moves.n && r == 0; i++)
		r = add(ret,
			(struct what) { moves.v[i].action, moves.v[i].target, moves.v[i].value,
				moves.v[i].why },
			err);
	steps_done(&moves);
	return r;
}

static bool needs_nothing(const struct give *g, const struct bar *bar)
{
	if (bar->dev && bar->now != bar->wanted)
		return false;
	for (size_t i = 0; i < g->set->n; i++)
		if (!str_eq(g->set->v[i]->driver, driver_of(g, i)))
			return false;
	return true;
}

int plan_give(const struct give *g, struct steps *ret, struct err *err)
{
	struct bar bar = { 0 };
	int r = plan_give_refuse_kind(g, err);

	if (r == 0)
		r = choose_bar(g, &bar, err);
	if (r < 0 || needs_nothing(g, &bar))
		return r;
	r = plan_give_refuse_use(g, err);
	return r < 0 ? r : add_all(g, &bar, ret, err);
}

static void note_class(const struct pci_dev *d, struct str_buf *b)
{
	if (d->class >> 8 == 0x0300)
		str_buf_printf(b,
			"%s is a VGA controller: a guest can show its firmware's screen on it\n",
			d->name);
	else if (d->class >> 8 == 0x0302)
		str_buf_printf(b,
			"%s is a 3D controller: it has no screen of its own; give the guest "
			"another "
			"display\n",
			d->name);
	else if (is_gpu(d))
		str_buf_printf(b,
			"%s is a display controller, but no VGA: a guest's firmware shows nothing "
			"on it\n",
			d->name);
}

static void note_reset(const struct pci_dev *d, struct str_buf *b)
{
	if (d->reset_seen == TRI_YES && !d->reset[0])
		str_buf_printf(b,
			"%s cannot be reset: after its first guest it may not work again before "
			"the host is switched off\n",
			d->name);
}

/* The guest cannot resize it, so who gives it has to know that he may. */
static void note_bar(const struct give *g, const struct pci_dev *d, struct str_buf *b)
{
	const struct pci_rebar *r = g->wish->bar_given ? NULL : find_bar(g, d);
	char now[24], text[160];
	struct pci_rebar one;

	if (!r || !(r->sizes & (r->sizes - 1)))
		return;
	one = (struct pci_rebar) { .sizes = UINT64_C(1) << r->size };
	sizes_text(&one, now, sizeof(now));
	sizes_text(r, text, sizeof(text));
	str_buf_printf(b,
		"BAR %u of %s has %s, and stays so in the guest; --bar SIZE makes it one of %s\n",
		r->bar, d->name, now, text);
}

/* Bridges are no obstacle; others are, while a driver of the host has them. */
static void note_group(const struct give *g, struct str_buf *b)
{
	for (const struct pci_dev *o = others_group(g->host, g->dev, NULL); o;
		o = others_group(g->host, g->dev, o)) {
		bool ours = false;

		for (size_t i = 0; i < g->set->n; i++)
			ours = ours || g->set->v[i] == o;
		if (ours || o->class >> 16 == 0x06 || !o->driver[0] || others_vfio(o->driver))
			continue;
		str_buf_printf(b,
			"no guest can have %s while %s, of the same IOMMU group %d, is with %s: "
			"virtfn give %s\n",
			g->dev->name, o->name, g->dev->iommu_group, o->driver, o->name);
	}
}

static void note_openers(const struct give *g, struct str_buf *b)
{
	for (size_t i = 0; i < g->seen->openers.n; i++) {
		const struct opener *o = &g->seen->openers.v[i];
		char text[OPENER_TEXT];

		opener_text(o, text);
		if (o->yields)
			str_buf_printf(b, "%s (pid %d) watches %s and will lose it\n", o->comm,
				o->pid, o->node);
		else if (g->wish->stop_manager)
			str_buf_printf(b,
				"%s; it must have ended with the display manager, or nothing is "
				"changed\n",
				text);
	}
	if (!g->seen->openers.all_seen)
		str_buf_add(b, "who has the device open could not be looked at: needs root\n");
}

void plan_give_notes(const struct give *g, struct str_buf *ret)
{
	const struct iommu_group *group = host_find_group(g->host, g->dev->iommu_group);

	str_buf_add(ret, "");
	for (size_t i = 0; i < g->set->n; i++) {
		note_class(g->set->v[i], ret);
		note_reset(g->set->v[i], ret);
		note_bar(g, g->set->v[i], ret);
	}
	note_group(g, ret);
	if (group && group->direct == TRI_YES)
		str_buf_printf(ret,
			"the firmware reserves memory for %s, so the kernel gives it to no guest; "
			"see virtfn doctor\n",
			g->dev->name);
	note_openers(g, ret);
	if (g->wish->stop_manager && !str_eq(g->seen->manager, "active"))
		str_buf_add(ret, "no display manager is running\n");
}

int plan_take_refuse(const struct give_set *set, struct err *err)
{
	for (size_t i = 0; i < set->n; i++) {
		int r = others_vfio(set->v[i]->driver)
				? plan_give_refuse_held(set->v[i], "take back", err)
				: 0;

		if (r < 0)
			return r;
	}
	return 0;
}

int plan_take(const struct give_set *set, struct steps *ret, struct err *err)
{
	int r = plan_take_refuse(set, err);

	/* The GPU first: its other functions lean on it. */
	for (size_t i = 0; i < set->n && r == 0; i++)
		if (others_vfio(set->v[i]->driver))
			r = add(ret,
				(struct what) { "pci-driver", set->v[i]->name, "host",
					"back to this host" },
				err);
	return r;
}
