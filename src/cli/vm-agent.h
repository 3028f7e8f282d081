/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_AGENT_H
#define CLI_VM_AGENT_H

#include "base/root.h"
#include "ext/ext-json.h"
#include "ext/ext-libvirt.h"

/*
 * The agent in a running guest. What it says comes from the guest, so it may say anything; it is
 * never taken for more than text. Failures as of virt_agent().
 */
struct vm_agent {
	struct virt *virt;
	const char *name;
};

/* What "return" holds in the answer to a command without arguments; needs json_free() of *ret. */
int vm_agent_ask(const struct vm_agent *a, const char *command, struct json **ret, struct err *err);

/*
 * Runs a program in the guest and gives what it wrote, to be free()d; it is waited for at most
 * seconds. -EOPNOTSUPP: the agent was told not to run programs; -ENOENT: it could not be run, or
 * it failed; -ETIMEDOUT. argv ends with NULL.
 */
int vm_agent_run(const struct vm_agent *a, const char *const argv[], unsigned seconds, char **ret,
	struct err *err);

/* Adds the addresses in the answer to guest-network-get-interfaces that others can reach. */
int vm_agent_addresses(const struct json *answer, struct names *ret, struct err *err);

/* Whether others than the guest itself can reach it: no loopback, no link-local address. */
bool vm_address_is_usable(const char *address);

/* The text in "out-data" and the like, to be free()d; NULL when it is no Base64, or no memory. */
char *vm_agent_base64(const char *text);

/* A JSON string with its quotes, to be free()d; NULL without memory. */
char *vm_agent_quote(const char *text);

#endif
