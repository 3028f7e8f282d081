/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which function is the display that the firmware started on, or the only one that the host
 * has a driver for. Taking that one away leaves the user in the dark.
 */
#include "facts/facts.h"

#include <string.h>

/* A 3D controller (0302) has no screens. */
static bool shows(const struct pci_dev *d)
{
	return !d->is_vf && (d->class >> 8 == 0x0300 || d->class >> 8 == 0x0380) && d->driver[0] &&
	       !strstr(d->driver, "vfio");
}

static int read_display(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct pci_dev *only = NULL;
	size_t n = 0;

	(void)root;
	(void)scope;
	for (size_t i = 0; i < host->n_pci; i++) {
		struct pci_dev *d = &host->pci[i];

		if (shows(d) && n++ == 0)
			only = d;
		if (d->boot_vga == TRI_YES &&
			pci_dev_add_use(d, PCI_USE_BOOT_DISPLAY, "boot display") < 0)
			return err_oom(err);
	}
	/* The one of the firmware says enough already. */
	if (n == 1 && only->boot_vga != TRI_YES &&
		pci_dev_add_use(only, PCI_USE_BOOT_DISPLAY, "only display") < 0)
		return err_oom(err);
	return 0;
}

const struct facts facts_display = {
	.id = "display",
	.read = read_display,
};
