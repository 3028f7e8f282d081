/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKS_STACK_WORDS_H
#define CHECKS_STACK_WORDS_H

#include <stdbool.h>

#include "model/host.h"

/* Words about libvirt and QEMU that several checks say. */

#define STACK_VERSION(major, minor) ((major)*1000000 + (minor)*1000)
#define STACK_VERSION_TEXT          24

/* "11.3.0" of 11003000; "unknown" of a negative one. */
void stack_version_format(int version, char text[STACK_VERSION_TEXT]);

/* Proxmox VE: it runs guests itself, without libvirt. */
bool stack_is_pve(const struct host *host);

/* "libvirtd" or "virtqemud". */
const char *stack_daemon(const struct host *host);

#endif
