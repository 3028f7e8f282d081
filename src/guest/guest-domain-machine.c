/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine of a guest with a desktop: memory, processors, timers, firmware. Which values,
 * guest-choose.c decides.
 */
#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"
#include "guest/guest-caps.h"
#include "guest/guest-domain-parts.h"
#include "guest/guest-pin.h"

/* <maxphysaddr>, and its limit (libvirt's NEWS). */
#define LIBVIRT_ADDRESS_BITS  8007000
#define LIBVIRT_ADDRESS_LIMIT 9003000

static bool is_windows(const struct guest_desktop *d)
{
	return d->os == GUEST_SYSTEM_WIN10 || d->os == GUEST_SYSTEM_WIN11;
}

void guest_domain_desktop_words(struct xml_node *guest, const struct guest_desktop *d)
{
	static const char *const os[] = { "any", "linux", "win10", "win11" };
	static const char *const profiles[] = { "any", "light", "balanced", "max" };
	static const char *const views[] = { "any", "none", "spice", "rdp", "looking-glass" };

	xml_attr(guest, "os", "%s", os[d->os]);
	xml_attr(guest, "profile", "%s", profiles[d->profile]);
	xml_attr(guest, "view", "%s", views[d->view]);
}

static void add_memory(struct xml_node *domain, const struct guest_spec *s)
{
	const struct guest_desktop *d = s->desktop;
	struct xml_node *backing, *page;

	if (d->profile == GUEST_PROFILE_LIGHT)
		return;
	backing = xml_add(domain, "memoryBacking");
	if (d->pages == GUEST_PAGES_2M || d->pages == GUEST_PAGES_1G) {
		page = xml_add(xml_add(backing, "hugepages"), "page");
		xml_attr(page, "size", "%s", d->pages == GUEST_PAGES_2M ? "2" : "1");
		xml_attr(page, "unit", "%s", d->pages == GUEST_PAGES_2M ? "M" : "G");
	}
	/* Merging equal pages costs the time that the guest is to have. */
	(void)xml_add(backing, "nosharepages");
	if (d->locked)
		(void)xml_add(backing, "locked");
}

static void add_pins(struct xml_node *domain, const struct guest_desktop *d)
{
	struct xml_node *tune, *pin;

	if (!d->pin)
		return;
	tune = xml_add(domain, "cputune");
	for (unsigned i = 0; i < d->pin->vcpus; i++) {
		pin = xml_add(tune, "vcpupin");
		xml_attr(pin, "vcpu", "%u", i);
		xml_attr(pin, "cpuset", "%s", d->pin->vcpu[i]);
	}
	xml_attr(xml_add(tune, "emulatorpin"), "cpuset", "%s", d->pin->emulator);
	pin = xml_add(tune, "iothreadpin");
	xml_attr(pin, "iothread", "1");
	xml_attr(pin, "cpuset", "%s", d->pin->emulator);
}

/* Preferred, not strict: a guest that starts a little slower is better than none. */
static void add_numa(struct xml_node *domain, const struct guest_desktop *d)
{
	struct xml_node *memory;

	if (d->memory_node < 0)
		return;
	memory = xml_add(xml_add(domain, "numatune"), "memory");
	xml_attr(memory, "mode", "preferred");
	xml_attr(memory, "nodeset", "%d", d->memory_node);
}

void guest_domain_resources(struct xml_node *domain, const struct guest_spec *s)
{
	add_memory(domain, s);
	(void)xml_add_text(domain, "iothreads", "1");
	add_pins(domain, s->desktop);
	add_numa(domain, s->desktop);
}

static void add_hyperv(struct xml_node *features, unsigned bits)
{
	struct xml_node *hyperv = xml_add(features, "hyperv");

	xml_attr(hyperv, "mode", "custom");
	for (int i = 0; i < GUEST_HYPERV_N; i++) {
		struct xml_node *one;

		if (!(bits & GUEST_HYPERV_BIT(i)))
			continue;
		one = xml_add(hyperv, guest_hyperv_names[i]);
		xml_attr(one, "state", "on");
		if (i == GUEST_HYPERV_SPINLOCKS)
			xml_attr(one, "retries", "8191");
		if (i == GUEST_HYPERV_STIMER)
			xml_attr(xml_add(one, "direct"), "state", "on");
	}
}

static void add_features(struct xml_node *domain, const struct guest_desktop *d)
{
	struct xml_node *features = xml_add(domain, "features");

	(void)xml_add(features, "acpi");
	(void)xml_add(features, "apic");
	if (d->hyperv)
		add_hyperv(features, d->hyperv);
	xml_attr(xml_add(features, "vmport"), "state", "off");
}

/* What the IOMMU cannot map the guest must not use, or its device gets no memory there. */
static void add_address_bits(struct xml_node *cpu, const struct guest_desktop *d)
{
	struct xml_node *bits;

	if (d->address_bits <= 0 || d->libvirt < LIBVIRT_ADDRESS_BITS)
		return;
	bits = xml_add(cpu, "maxphysaddr");
	if (d->libvirt >= LIBVIRT_ADDRESS_LIMIT) {
		xml_attr(bits, "mode", "passthrough");
		xml_attr(bits, "limit", "%d", d->address_bits);
	} else {
		xml_attr(bits, "mode", "emulate");
		xml_attr(bits, "bits", "%d", d->address_bits);
	}
}

static void add_cpu(struct xml_node *domain, const struct guest_spec *s)
{
	const struct guest_pin *pin = s->desktop->pin;
	struct xml_node *cpu = xml_add(domain, "cpu"), *topology, *feature;

	xml_attr(cpu, "mode", "host-passthrough");
	xml_attr(cpu, "check", "none");
	/* Else the invariant TSC is kept from the guest; one with a device never migrates. */
	xml_attr(cpu, "migratable", "off");
	topology = xml_add(cpu, "topology");
	xml_attr(topology, "sockets", "%u", pin ? pin->sockets : 1);
	xml_attr(topology, "dies", "%u", pin ? pin->dies : 1);
	xml_attr(topology, "cores", "%u", pin ? pin->cores : s->vcpus);
	xml_attr(topology, "threads", "%u", pin ? pin->threads : 1);
	if (pin)
		xml_attr(xml_add(cpu, "cache"), "mode", "passthrough");
	add_address_bits(cpu, s->desktop);
	if (!pin || pin->threads < 2 || !s->desktop->smt_amd)
		return;
	feature = xml_add(cpu, "feature");
	xml_attr(feature, "policy", "require");
	xml_attr(feature, "name", "topoext");
}

static void add_timer(struct xml_node *clock, const char *name, const char *attr, const char *value)
{
	struct xml_node *timer = xml_add(clock, "timer");

	xml_attr(timer, "name", "%s", name);
	xml_attr(timer, attr, "%s", value);
}

static void add_clock(struct xml_node *domain, const struct guest_desktop *d)
{
	struct xml_node *clock = xml_add(domain, "clock");

	xml_attr(clock, "offset", "%s", is_windows(d) ? "localtime" : "utc");
	add_timer(clock, "rtc", "tickpolicy", "catchup");
	add_timer(clock, "pit", "tickpolicy", "delay");
	add_timer(clock, "hpet", "present", "no");
	if (d->hyperv)
		add_timer(clock, "hypervclock", "present", "yes");
}

void guest_domain_desktop_machine(struct xml_node *domain, const struct guest_spec *s)
{
	struct xml_node *pm;

	add_features(domain, s->desktop);
	add_cpu(domain, s);
	add_clock(domain, s->desktop);
	(void)xml_add_text(domain, "on_poweroff", "destroy");
	(void)xml_add_text(domain, "on_reboot", s->desktop->reboot_ends ? "destroy" : "restart");
	(void)xml_add_text(domain, "on_crash", "destroy");
	pm = xml_add(domain, "pm");
	xml_attr(xml_add(pm, "suspend-to-mem"), "enabled", "no");
	xml_attr(xml_add(pm, "suspend-to-disk"), "enabled", "no");
}

void guest_domain_firmware(struct xml_node *os, const struct guest_desktop *d)
{
	struct xml_node *firmware = xml_add(os, "firmware"), *feature;

	feature = xml_add(firmware, "feature");
	xml_attr(feature, "enabled", "%s", d->secure_boot ? "yes" : "no");
	xml_attr(feature, "name", "secure-boot");
	if (!d->secure_boot)
		return;
	feature = xml_add(firmware, "feature");
	xml_attr(feature, "enabled", "yes");
	xml_attr(feature, "name", "enrolled-keys");
}
