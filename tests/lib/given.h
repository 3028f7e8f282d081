/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_GIVEN_H
#define TESTS_LIB_GIVEN_H

#include "model/host.h"

/* A host by hand, for tests of checks: host_init() first; host_done() frees it all. */

/* The command line, in place of the one before; arguments without quotes. NULL: unknown. */
void given_cmdline(struct host *host, const char *line);

/* A configuration file's line, "i915", "max_vfs=7"; all of them could be read. */
void given_conf(struct host *host, enum kernel_conf_kind kind, const char *file, const char *module,
	const char *text);
void given_no_conf(struct host *host); /* looked at, and nothing there */

/* The module, added with everything unknown unless it is there. */
struct kernel_module *given_module(struct host *host, const char *name);
void given_module_param(struct host *host, const char *module, const char *name, const char *value);

/* A symbol of the configuration; value 0 forgets them all. */
void given_config(struct host *host, const char *symbol, char value);

/* An installed kernel, behind the others; the folder could be looked at. */
struct kernel_image *given_image(struct host *host, const char *release, bool running);

/* A function; the addresses must grow. Pointers to others move. */
struct pci_dev *given_dev(struct host *host, const char *addr, unsigned class, unsigned device);

/* A group of one with this number, growing; the function joins it. */
struct iommu_group *given_group(struct host *host, int id, const char *addr);

#endif
