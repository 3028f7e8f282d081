/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is best for a guest on this host, where its user did not say? Each answer comes with its
 * reason. Memory is guest-choose-memory.c's, how it is written guest-domain.c's.
 */
#include "guest/guest-choose.h"

#include <errno.h>
#include <stdio.h>

#include "base/str.h"
#include "guest/guest-choose-parts.h"

void guest_choice_done(struct guest_choice *c)
{
	guest_pin_done(&c->pin);
	*c = (struct guest_choice) { 0 };
}

static bool is_windows(const struct guest_desktop *d)
{
	return d->os != GUEST_SYSTEM_LINUX;
}

static void choose_profile(const struct guest_wish *w, struct guest_choice *c)
{
	static const char *const names[] = { "", "light", "balanced", "max" };
	static const char *const why[] = {
		"",
		"nothing is kept for it: its processors and memory are where there is room",
		"it has cores of its own, which the host may use as well",
		"its cores and its memory are for nobody else",
	};
	struct guest_setting *s = guest_choice_add(c, "profile");

	c->desktop.profile = w->profile ? w->profile : GUEST_PROFILE_BALANCED;
	(void)snprintf(s->value, sizeof(s->value), "%s", names[c->desktop.profile]);
	(void)snprintf(s->why, sizeof(s->why), "%s", why[c->desktop.profile]);
}

static int choose_firmware(const struct guest_wish *w, const struct host *host,
	const struct guest_caps *caps, struct guest_choice *c, struct err *err)
{
	struct guest_desktop *d = &c->desktop;
	struct guest_setting *s;

	if (w->kernel)
		return 0;
	s = guest_choice_add(c, "firmware");
	(void)snprintf(s->value, sizeof(s->value), "%s", w->bios ? "BIOS" : "UEFI");
	if (w->bios && d->os == GUEST_SYSTEM_WIN11)
		return err_set(err, EINVAL,
			"Windows 11 starts by UEFI with Secure Boot only: leave out --bios");
	if (w->bios)
		return 0;
	if (caps->uefi == TRI_NO)
		return err_set(err, EINVAL,
			"libvirt finds no UEFI firmware for guests; install OVMF (package ovmf, "
			"edk2-ovmf), or use --bios");
	if (d->os == GUEST_SYSTEM_LINUX) {
		(void)snprintf(s->why, sizeof(s->why),
			"no Secure Boot: drivers for VFs are often built by the guest itself");
		return 0;
	}
	d->secure_boot = caps->secure_boot != TRI_NO && guest_choice_keys(host) != TRI_NO;
	if (!d->secure_boot && d->os == GUEST_SYSTEM_WIN11)
		return err_set(err, EINVAL,
			"Windows 11 wants Secure Boot, and there is no firmware with %s here; "
			"install OVMF with Microsoft's keys (package ovmf, edk2-ovmf), see: virtfn "
			"doctor",
			caps->secure_boot == TRI_NO ? "it" : "its keys");
	(void)snprintf(
		s->value, sizeof(s->value), "UEFI%s", d->secure_boot ? " with Secure Boot" : "");
	(void)snprintf(s->why, sizeof(s->why), "%s",
		d->secure_boot ? "as Windows wants it, with Microsoft's keys"
			       : "no firmware with Secure Boot and keys is here");
	return 0;
}

static int choose_tpm(const struct guest_wish *w, const struct host *host,
	const struct guest_caps *caps, struct guest_choice *c, struct err *err)
{
	struct guest_setting *s;

	if (c->desktop.os != GUEST_SYSTEM_WIN11 || w->kernel)
		return 0;
	if (caps->tpm == TRI_NO || host->stack.swtpm == TRI_NO)
		return err_set(err, EINVAL,
			"Windows 11 wants a TPM 2.0, which for a guest is swtpm's: it is not "
			"installed here; install the packages swtpm and swtpm-tools");
	if (host->stack.swtpm_setup == TRI_NO)
		return err_set(err, EINVAL,
			"Windows 11 wants a TPM 2.0, and swtpm_setup, which makes one, is not "
			"installed here; install the package swtpm-tools");
	c->desktop.tpm = true;
	s = guest_choice_add(c, "tpm");
	(void)snprintf(s->value, sizeof(s->value), "2.0 (swtpm)");
	(void)snprintf(s->why, sizeof(s->why), "Windows 11 wants one");
	return 0;
}

static void choose_hyperv(const struct guest_caps *caps, struct guest_choice *c)
{
	struct guest_setting *s;
	size_t n = 0;

	if (!is_windows(&c->desktop))
		return;
	c->desktop.hyperv = guest_caps_hyperv(caps);
	for (int i = 0; i < GUEST_HYPERV_N; i++)
		n += (c->desktop.hyperv & GUEST_HYPERV_BIT(i)) != 0;
	s = guest_choice_add(c, "hyper_v");
	(void)snprintf(s->value, sizeof(s->value), "%zu enlightenments", n);
	(void)snprintf(s->why, sizeof(s->why), "%s",
		caps->hyperv_seen == TRI_UNKNOWN
			? "this libvirt does not say which there are: those that all have"
			: "what KVM offers here and Windows uses; the hypervisor is not hidden");
}

/* Not to pin is an answer too, unless the profile stands for it. */
static int choose_cpus(const struct guest_wish *w, const struct host *host, struct guest_choice *c,
	struct err *err)
{
	const bool max = c->desktop.profile == GUEST_PROFILE_MAX;
	const struct guest_pin_wish pins = { w->vcpus, !max, max, w->node };
	struct guest_setting *s = guest_choice_add(c, "cpus");
	struct err why = { 0 };
	int r = -EINVAL;

	if (host->cpu.n_pus > 0 && w->vcpus > (unsigned)host->cpu.n_pus)
		return err_set(err, EINVAL, "--cpus %u: this host has %d processors", w->vcpus,
			host->cpu.n_pus);
	if (c->desktop.profile != GUEST_PROFILE_LIGHT)
		r = guest_pin(&host->cpu, &pins, &c->pin, &why);
	if (r == -ENOMEM || (r < 0 && max)) {
		*err = why;
		return r;
	}
	c->vcpus = r == 0 ? c->pin.vcpus : w->vcpus;
	if (c->vcpus == 0)
		c->vcpus = host->cpu.n_pus == 1 ? 1 : 2;
	(void)snprintf(s->value, sizeof(s->value), "%u", c->vcpus);
	if (r < 0) {
		(void)snprintf(s->why, sizeof(s->why), "not pinned%s%.200s",
			why.text[0] ? ": " : "", why.text);
		return 0;
	}
	c->desktop.pin = &c->pin;
	if (host->cpu.n_nodes > 1 && !c->pin.spans)
		c->desktop.memory_node = c->pin.node;
	c->desktop.smt_amd = host->cpu.vendor == CPU_VENDOR_AMD;
	(void)snprintf(s->value, sizeof(s->value), "%u, on processors %.60s", c->vcpus, c->pin.all);
	(void)snprintf(s->why, sizeof(s->why),
		"whole %scores%s%s; its emulator and disk threads are on %.60s",
		host->cpu.n_kinds > 1 ? "powerful " : "",
		c->pin.dies * c->pin.sockets == 1 && host->cpu.n_l3 > 1 ? " behind one L3 cache"
									: "",
		c->pin.far_off ? ", not all on its device's NUMA node" : "", c->pin.emulator);
	return 0;
}

/* Bits of the least IOMMU unit; -1 unknown. Of AMD's none is less than the processor. */
static int iommu_bits(const struct machine *m)
{
	int least = -1;

	for (size_t i = 0; i < m->n_iommus; i++) {
		int bits = (int)(m->iommus[i].cap >> 16 & 0x3f) + 1;

		if (m->iommus[i].cap != 0 && (least < 0 || bits < least))
			least = bits;
	}
	return least;
}

static void choose_address_bits(
	const struct guest_wish *w, const struct host *host, struct guest_choice *c)
{
	int bits = iommu_bits(&host->machine);
	struct guest_setting *s;

	if (w->n_devices == 0 || bits <= 0 || host->cpu.phys_bits <= bits)
		return;
	c->desktop.address_bits = bits;
	s = guest_choice_add(c, "address_bits");
	(void)snprintf(s->value, sizeof(s->value), "%d", bits);
	(void)snprintf(s->why, sizeof(s->why), "the IOMMU maps no more, the processor has %d",
		host->cpu.phys_bits);
}

static void choose_net(const struct guest_wish *w, const struct host *host, struct guest_choice *c)
{
	struct guest_desktop *d = &c->desktop;
	struct guest_setting *s;

	d->net = w->net;
	d->network = w->network;
	if (w->net != GUEST_NET_ANY || w->net_vf)
		return;
	s = guest_choice_add(c, "network");
	d->net = host->stack.default_network == TRI_YES ? GUEST_NET_NETWORK : GUEST_NET_USER;
	if (d->net == GUEST_NET_NETWORK)
		d->network = "default";
	(void)snprintf(s->value, sizeof(s->value), "%s",
		d->net == GUEST_NET_NETWORK ? "libvirt's network 'default'" : "QEMU's own");
	(void)snprintf(s->why, sizeof(s->why), "%s",
		d->net == GUEST_NET_NETWORK ? "--nic VF gives it a network function of its own"
					    : "libvirt has no network 'default' here; the guest "
					      "reaches out, and is not reached");
}

static void choose_battery(const struct guest_wish *w, struct guest_choice *c)
{
	struct guest_setting *s;

	c->desktop.battery = w->battery;
	if (!w->battery)
		return;
	s = guest_choice_add(c, "battery");
	(void)snprintf(s->value, sizeof(s->value), "always full");
	(void)snprintf(s->why, sizeof(s->why),
		"drivers of laptop GPUs by NVIDIA stop with Code 43 without one");
}

int guest_choose(const struct guest_wish *w, const struct host *host, const struct guest_caps *caps,
	struct guest_choice *ret, struct err *err)
{
	int r;

	if (w->battery && w->gpu != GUEST_GPU_WHOLE)
		return err_set(err, EINVAL,
			"--battery is for a laptop's GPU that the guest has whole: add --gpu GPU");
	*ret = (struct guest_choice) { 0 };
	ret->desktop.os = w->os;
	ret->desktop.gpu = w->gpu;
	ret->desktop.mdev = w->mdev;
	ret->desktop.libvirt = caps->libvirt;
	ret->desktop.memory_node = -1;
	ret->desktop.reboot_ends = w->no_reset;
	choose_profile(w, ret);
	r = choose_firmware(w, host, caps, ret, err);
	if (r == 0)
		r = choose_tpm(w, host, caps, ret, err);
	if (r == 0)
		r = choose_cpus(w, host, ret, err);
	if (r == 0)
		r = guest_choose_memory(w, host, ret, err);
	if (r == 0)
		r = guest_choose_view(w, host, caps, ret, err);
	if (r < 0) {
		guest_choice_done(ret);
		return r;
	}
	choose_net(w, host, ret);
	choose_hyperv(caps, ret);
	choose_address_bits(w, host, ret);
	choose_battery(w, ret);
	guest_choose_needs(host, ret);
	return 0;
}
