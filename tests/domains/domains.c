/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes the domain of each combination of system, profile, view and GPU on one recorded host,
 * or why it is refused: for check.py. Argument: libvirt's version, 11003000 for 11.3.0.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/cpu-cores.h"
#include "guest/guest-battery.h"
#include "guest/guest-choose.h"
#include "guest/guest-domain.h"
#include "guest/guest-kvmfr.h"
#include "model/guest.h"

#define GIB (INT64_C(1) << 30)

static const char *const systems[] = { "", "linux", "win10", "win11" };
static const char *const profiles[] = { "", "light", "balanced", "max" };
static const char *const views[] = { "", "none", "spice", "rdp", "looking-glass" };
static const char *const gpus[] = { "nogpu", "vf", "whole", "mdev" };

/* A desktop of 2022: 4 P and 4 E cores, 39 bits of IOMMU, 32 GiB, some of it in huge pages. */
static void make_host(struct host *host, struct guest_caps *caps, int version)
{
	static struct stack_firmware keys = {
		.code_there = true,
		.secure_boot = true,
		.enrolled_keys = true,
		.q35 = true,
		.x86_64 = true,
	};
	static struct machine_iommu unit = { .cap = UINT64_C(38) << 16 };

	host_init(host);
	if (cpu_cores_parse("0 0 0 1 0,1\n0 0 0 1 2,3\n0 0 0 1 4,5\n0 0 0 1 6,7\n"
			    "0 0 0 0 8\n0 0 0 0 9\n0 0 0 0 10\n0 0 0 0 11\n",
		    &host->cpu) < 0)
		abort();
	host->cpu.vendor = CPU_VENDOR_INTEL;
	host->cpu.phys_bits = 46;
	host->memory.total = 32 * GIB;
	host->memory.available = 24 * GIB;
	host->memory.hugetlbfs = TRI_YES;
	host->memory.huge[MEMORY_HUGE_2M] = (struct memory_huge) { 12288, 12288, 0 };
	host->machine.iommus = &unit;
	host->machine.n_iommus = 1;
	host->stack.firmware = &keys;
	host->stack.n_firmware = 1;
	host->stack.default_network = TRI_YES;
	host->stack.swtpm = host->stack.swtpm_setup = TRI_YES;
	guest_caps_init(caps);
	caps->libvirt = version;
	caps->hyperv_seen = TRI_YES;
	caps->hyperv = (1u << GUEST_HYPERV_N) - 1;
	/* An old libvirt does not know what it cannot write. */
	if (version < 10007000)
		caps->hyperv &= ~GUEST_HYPERV_BIT(GUEST_HYPERV_XMM_INPUT);
	caps->uefi = caps->secure_boot = caps->tpm = caps->spice = caps->vnc = TRI_YES;
}

static int write_one(const struct guest_wish *w, const struct host *host,
	const struct guest_caps *caps, const char *name, const char *rom)
{
	const struct guest_device device = {
		.addr = { 0, w->gpu == GUEST_GPU_VF ? 0 : 1, w->gpu == GUEST_GPU_VF ? 2 : 0,
			w->gpu == GUEST_GPU_VF },
		.pf = { 0, 0, 2, 0 },
		.vf_index = w->gpu == GUEST_GPU_VF ? 0 : -1,
		.rom = rom,
	};
	struct guest_spec spec = {
		.name = name,
		.disk = "/var/lib/libvirt/images/disk.img",
		.devices = &device,
		.n_devices = w->n_devices,
	};
	_cleanup_(guest_choice_done) struct guest_choice c = { 0 };
	_cleanup_free_ char *xml = NULL;
	struct err err = { 0 };

	(void)printf("== %s\n", name);
	if (guest_choose(w, host, caps, &c, &err) < 0) {
		(void)printf("refused: %s\n", err.text);
		return 0;
	}
	spec.desktop = &c.desktop;
	spec.memory = c.memory;
	spec.vcpus = c.vcpus;
	spec.needs = &c.needs;
	if (guest_domain_xml(&spec, &xml, &err) < 0)
		return 1;
	(void)fputs(xml, stdout);
	return 0;
}

static int all_gpus(struct guest_wish w, const struct host *host, const struct guest_caps *caps)
{
	int bad = 0;

	for (int g = GUEST_GPU_NONE; g <= GUEST_GPU_MDEV; g++) {
		char name[64];

		w.gpu = (enum guest_gpu)g;
		w.n_devices = g == GUEST_GPU_VF || g == GUEST_GPU_WHOLE;
		w.gpu_outputs = g == GUEST_GPU_WHOLE;
		w.mdev = g == GUEST_GPU_MDEV ? "c2177883-f1bb-47f0-914d-32a22e3a8804" : NULL;
		(void)snprintf(name, sizeof(name), "%s-%s-%s-%s", systems[w.os],
			profiles[w.profile], views[w.view], gpus[g]);
		bad += write_one(&w, host, caps, name, NULL);
	}
	return bad;
}

/* What is said besides does not change with the ROM that a GPU has. */
static int with_rom(const struct host *host, const struct guest_caps *caps)
{
	struct guest_wish w = {
		.os = GUEST_SYSTEM_WIN11,
		.profile = GUEST_PROFILE_BALANCED,
		.view = GUEST_VIEW_RDP,
		.gpu = GUEST_GPU_VF,
		.n_devices = 1,
		.node = -1,
	};
	int bad = write_one(&w, host, caps, "win11-balanced-rdp-vf-rom",
		"/usr/share/vgabios/gop-8086-46a6.rom");

	w.gpu = GUEST_GPU_WHOLE;
	w.gpu_outputs = true;
	return bad + write_one(&w, host, caps, "win11-balanced-rdp-whole-rom",
			     "/usr/share/vgabios/card.rom");
}

/* A GPU's VF whose picture goes through /dev/kvmfr0, as it is and as the hook may be asked. */
static int with_kvmfr(struct host *host, const struct guest_caps *caps)
{
	struct guest_wish w = {
		.view = GUEST_VIEW_LOOKING_GLASS,
		.gpu = GUEST_GPU_VF,
		.n_devices = 1,
		.hook = true,
		.node = -1,
	};
	int bad = 0;

	host->stack.kvmfr = STACK_NODE_CHAR;
	host->stack.kvmfr_acl = TRI_YES;
	host->stack.apparmor = host->stack.selinux_enforcing = TRI_NO;
	(void)snprintf(host->cpu.governor, sizeof(host->cpu.governor), "powersave");
	for (int os = GUEST_SYSTEM_LINUX; os <= GUEST_SYSTEM_WIN11; os++)
		for (int profile = GUEST_PROFILE_LIGHT; profile <= GUEST_PROFILE_MAX; profile++) {
			char name[64];

			w.os = (enum guest_system)os;
			w.profile = (enum guest_profile)profile;
			(void)snprintf(name, sizeof(name), "%s-%s-kvmfr-vf", systems[os],
				profiles[profile]);
			bad += write_one(&w, host, caps, name, NULL);
		}
	return bad;
}

/* For tests/lab: a guest's kernel says what is in it. */
static int write_battery(void)
{
	uint8_t table[GUEST_BATTERY_MOST];
	size_t n = guest_battery_table(table);

	return fwrite(table, 1, n, stdout) != n;
}

/* For tests/lab, too: whether it belongs to a policy. */
static int write_selinux(void)
{
	_cleanup_free_ char *text = guest_kvmfr_selinux();

	return !text || fputs(text, stdout) < 0;
}

int main(int argc, char **argv)
{
	struct guest_caps caps;
	struct host host;
	int bad = 0;

	if (argc > 1 && str_eq(argv[1], "battery"))
		return write_battery();
	if (argc > 1 && str_eq(argv[1], "selinux"))
		return write_selinux();
	make_host(&host, &caps, argc > 1 ? atoi(argv[1]) : 0);
	for (int os = GUEST_SYSTEM_LINUX; os <= GUEST_SYSTEM_WIN11; os++)
		for (int profile = GUEST_PROFILE_LIGHT; profile <= GUEST_PROFILE_MAX; profile++)
			for (int view = GUEST_VIEW_NONE; view <= GUEST_VIEW_LOOKING_GLASS; view++) {
				const struct guest_wish w = {
					.os = (enum guest_system)os,
					.profile = (enum guest_profile)profile,
					.view = (enum guest_view)view,
					.node = -1,
				};

				bad += all_gpus(w, &host, &caps);
			}
	bad += with_rom(&host, &caps);
	bad += with_kvmfr(&host, &caps);
	cpu_done(&host.cpu);
	return bad != 0;
}
