/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_BOOT_EVIDENCE_H
#define FACTS_BOOT_EVIDENCE_H

#include <stdbool.h>

#include "base/root.h"
#include "boot/boot.h"
#include "boot/initramfs.h"
#include "model/host.h"

/*
 * What the row "boot" judges by, for whoever edits the chain. host knows its distribution
 * and Secure Boot already. False in a container: what is seen there is its host's.
 */
bool facts_boot_evidence(const struct root *root, const struct host *host,
	struct boot_evidence *ret, struct initramfs_evidence *ret_initramfs);

#endif
