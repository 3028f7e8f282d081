/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_MACHINE_H
#define TESTS_LIB_MACHINE_H

#include "lib/tree.h"
#include "model/host.h"

/*
 * A scratch sysfs with one of each, and what facts/ makes of it: a display at 00:02.0
 * (the boot one), a bridge at 00:1c.0, below it the network PF 01:00.0 (eth0, up) with
 * the VFs 01:10.0 and 01:10.2 on vfio-pci, and NVMe at 02:00.0 (nvme0n1).
 */
struct test_machine {
	struct tree tree;
	struct host host;
};

#define MACHINE_PF  "sys/bus/pci/devices/0000:01:00.0"
#define MACHINE_VF0 "sys/bus/pci/devices/0000:01:10.0"

/* Reads (again); a test fails when facts_read() does. */
void machine_read(struct test_machine *m, unsigned scope);

/* "00:02.0"; a test fails when it is not there. */
struct pci_dev *machine_dev(const struct test_machine *m, const char *addr);

/* For cmocka. The tree is made, nothing is read yet. */
int machine_setup(void **state);
int machine_teardown(void **state);

#endif
