/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host whose GPU is split by GVT-g, for tests of plans.
 */
#include "lib/gvt-host.h"

#include <stdio.h>

#include "base/mem.h"
#include "lib/tests.h"

void gvt_host_make(struct gvt_host *m)
{
	*m = (struct gvt_host) {
		.gpu = { .addr = { 0, 0, 2, 0 },
			.name = PF,
			.driver = "i915",
			.class = 0x030000,
			.vendor = 0x8086,
			.device = 0x5917,
			.mdev = TRI_YES,
			.n_mdev_types = 3,
			.aperture = 512 << 20,
			.sriov.total = -1 },
		.types = { { V2, 1, "1920x1200", 256, 1024 }, { V4, 3, "1920x1200", 128, 512 },
			{ V8, 6, "1024x768", 64, 384 } },
	};
	m->gpu.mdev_types = m->types;
	m->host = (struct host) { .pci = &m->gpu, .n_pci = 1, .mdevs = m->mdevs };
}

struct mdev *gvt_host_has(struct gvt_host *m, const char *uuid, const char *type)
{
	struct mdev *d = &m->mdevs[m->host.n_mdevs++];

	assert_true(m->host.n_mdevs <= ARRAY_SIZE(m->mdevs));
	*d = (struct mdev) { .parent = { 0, 0, 2, 0 }, .there = type[0], .group = -1 };
	(void)snprintf(d->uuid, sizeof(d->uuid), "%s", uuid);
	(void)snprintf(d->type, sizeof(d->type), "%s", type);
	return d;
}

void gvt_host_hold(struct mdev *d)
{
	static char guest[] = "win";
	static struct pci_use held = { PCI_USE_GUEST, guest };

	d->uses = &held;
	d->n_uses = 1;
}
