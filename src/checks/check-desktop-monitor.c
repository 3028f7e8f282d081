/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the host keep a monitor when this GPU goes away?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

struct tally {
	unsigned others, unknown;
	const struct pci_dev *with; /* a monitor */
};

static void count(struct tally *t, const struct pci_dev *d)
{
	t->others++;
	if (!d->detail || d->detail->connectors < 0)
		t->unknown++;
	else if (d->detail->connectors > 0)
		t->with = d;
}

static void judge(struct judge *j)
{
	const struct pci_detail *mine = j->dev->detail;
	struct tally t = { 0 };

	for (size_t i = 0; i < j->host->n_pci; i++) {
		const struct pci_dev *d = &j->host->pci[i];

		if (d->class >> 16 == 0x03 && !d->is_vf && d != j->dev)
			count(&t, d);
	}
	if (t.others == 0 || j->dev->is_vf)
		return;
	if (t.with) {
		judge_ok(j, "the host keeps a monitor on %s", t.with->name);
		judge_seen_printf(j, "/sys/class/drm", "%s: %d connected", t.with->detail->card,
			t.with->detail->connectors);
	} else if (t.unknown || !mine || mine->connectors < 0) {
		judge_unknown(j, "where monitors are plugged in could not be looked at");
	} else if (mine->connectors == 0) {
		judge_ok(j, "no monitor is plugged in anywhere: the host needs none");
	} else {
		judge_warning(j,
			"all monitors are plugged into this GPU: the host stays dark without it");
		judge_seen_printf(
			j, "/sys/class/drm", "%s: %d connected", mine->card, mine->connectors);
		fix_say(j, "plug a monitor into the other GPU");
		fix_firmware(j, FIX_FIRMWARE_PRIMARY_DISPLAY);
	}
}

const struct check check_desktop_monitor = {
	.id = "desktop-monitor",
	.group = "desktop",
	.title = "The host keeps a monitor",
	.why = "A GPU that is given away takes its sockets along; what is plugged into it shows "
	       "the guest from then on.",
	.source = "devices.md 8",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};
