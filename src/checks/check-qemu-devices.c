/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does this QEMU have the devices that guests here are given beside the real one? Some
 * distributions leave them out, or put them into packages of their own.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#define CACHE "/var/cache/libvirt/qemu/capabilities"

static void lacks(struct judge *j, const char *flag, const char *what)
{
	judge_warning(j, "this QEMU has no %s: %s", flag, what);
	judge_seen_printf(j, CACHE, "no flag %s", flag);
	fix_say(j, "install the QEMU that has it; some distributions put it into a package of its "
		   "own");
	fix_say(j, "restart libvirt's daemon afterwards: it asks QEMU anew");
}

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;
	const enum tri *has = s->qemu_devices;
	bool windows = !j->guests || j->guests & GUEST_OS_WINDOWS;

	if (s->qemu_there == TRI_NO || s->libvirt == LIBVIRT_NONE)
		return;
	if (has[STACK_QEMU_TPM] == TRI_UNKNOWN)
		judge_unknown(j, "what this QEMU can do is not known: libvirt has not asked it "
				 "yet, or this needs root");
	else if (windows && has[STACK_QEMU_TPM] == TRI_NO)
		lacks(j, "tpm-emulator", "Windows 11 wants a TPM");
	else if (s->kvmfr == STACK_NODE_CHAR && has[STACK_QEMU_IVSHMEM] == TRI_NO)
		lacks(j, "ivshmem-plain", "Looking Glass gets no memory from it");
	else if (has[STACK_QEMU_SPICE] == TRI_NO)
		lacks(j, "spice",
			"a guest whose screen or clipboard goes over SPICE does not start");
	else
		judge_ok(j, "this QEMU has a TPM and SPICE%s",
			has[STACK_QEMU_IVSHMEM] == TRI_YES ? ", and shared memory" : "");
}

const struct check check_qemu_devices = {
	.id = "qemu-devices",
	.group = "guest",
	.title = "QEMU has the devices that guests are given",
	.why = "libvirt refuses a guest with a device that its QEMU lacks: \"unsupported "
	       "configuration\". It shows when the guest is defined or started.",
	.source = "host.md 4.1, 5.1; libvirt src/qemu/qemu_capabilities.c",
	.explained_by = "qemu-there",
	.judge = judge,
};
