/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which function is the display that the firmware started on. Taking that one away
 * leaves the user in the dark.
 */
#include "facts/facts.h"

static int read_display(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	(void)root;
	(void)scope;
	for (size_t i = 0; i < host->n_pci; i++) {
		struct pci_dev *d = &host->pci[i];

		if (d->boot_vga == TRI_YES &&
			pci_dev_add_use(d, PCI_USE_BOOT_DISPLAY, "boot display") < 0)
			return err_oom(err);
	}
	return 0;
}

const struct facts facts_display = {
	.id = "display",
	.read = read_display,
};
