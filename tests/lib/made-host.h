/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_MADE_HOST_H
#define TESTS_LIB_MADE_HOST_H

#include "model/host.h"

/*
 * Hosts made by hand, for tests of checks: what is added is owned by the host, so that
 * host_done() ends it. A test fails without memory.
 */

/* All details unknown. Pointers to functions hold until the next one is added; add by address. */
struct pci_dev *made_dev(
	struct host *host, const char *addr, uint32_t class, uint16_t vendor, uint16_t device);

/* The n-th VF of pf, on a driver ("" none); pf is looked up again, as adding moves it. */
struct pci_dev *made_vf(struct host *host, const char *pf, int n, const char *driver);

struct kernel_module *made_module(
	struct host *host, const char *name, enum tri loaded, enum tri installed);

/* Replaces a value that is there; value NULL takes it away. */
void made_module_param(struct host *host, const char *module, const char *name, const char *value);

/* "6.12.95-amd64". */
void made_kernel(struct host *host, const char *release);

/* "xe.force_probe=46d1"; there is a command line then. NULL: it is empty. */
void made_argument(struct host *host, const char *argument);

/* /etc/modprobe.d/made.conf; it was looked at then. module NULL: nothing in it. */
void made_conf(struct host *host, enum kernel_conf_kind kind, const char *module, const char *text);
void made_dkms(struct host *host, const char *version, const char *kernel, bool installed,
	const char *exclusive);
void made_image(struct host *host, const char *release, bool running, enum tri headers);

/* Of the image that was made last; file NULL: none, then there says whether it is built in. */
struct kernel_image_module *made_image_module(
	struct host *host, const char *name, enum tri there, const char *file);
void made_firmware(struct host *host, const char *path, enum tri there);
void made_writer(struct host *host, const char *file, const char *what);

/* By name, sorted. */
void made_symbol(struct host *host, const char *name, char value);

/* Empties what the functions above added to the kernel. */
void made_kernel_again(struct host *host);

#endif
