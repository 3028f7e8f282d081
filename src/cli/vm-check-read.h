/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_CHECK_READ_H
#define CLI_VM_CHECK_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "ext/ext-json.h"
#include "model/tri.h"

#define VM_SEEN_TEXT 96

/* A PCI device as the guest sees it. */
struct vm_seen_device {
	uint16_t vendor, device;
	char name[VM_SEEN_TEXT];    /* as Windows calls it; "" unknown */
	char driver[VM_SEEN_TEXT];  /* of Linux: its name; of Windows: what it is called */
	char version[VM_SEEN_TEXT]; /* of the driver; "" unknown */
	int problem;                /* Windows' code, 0: it was started; -1: not known */
};

/* What the agent said; needs vm_seen_done(). All texts are the guest's. */
struct vm_seen {
	char os[VM_SEEN_TEXT]; /* "" unknown */
	bool windows;
	bool listed;                      /* its devices are known */
	enum tri vbs;                     /* Windows runs under its own hypervisor */
	char looking_glass[VM_SEEN_TEXT]; /* release of the host application; "" unknown */
	struct vm_seen_device *v;         /* owned */
	size_t n;
};

void vm_seen_done(struct vm_seen *s);

/* Of guest-get-osinfo. */
void vm_seen_os(const struct json *answer, struct vm_seen *s);

/* Of guest-get-devices, which Windows has alone. */
int vm_seen_devices(const struct json *answer, struct vm_seen *s, struct err *err);

/* What the program vm_seen_powershell printed: adds problems. -EINVAL when it is no JSON. */
extern const char vm_seen_powershell[];
int vm_seen_problems(const char *text, struct vm_seen *s, struct err *err);

/* "/sys/.../uevent:PCI_ID=8086:A780" and "...:DRIVER=i915", line by line. */
int vm_seen_uevents(const char *text, struct vm_seen *s, struct err *err);

/* The first with these numbers from *at on, which is moved behind it; NULL: no more. */
const struct vm_seen_device *vm_seen_find(
	const struct vm_seen *s, uint16_t vendor, uint16_t device, size_t *at);

#endif
