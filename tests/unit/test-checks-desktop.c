/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of the desktop say ok, bad and unknown where they should?
 */
#include <stdio.h>

#include "lib/judged.h"
#include "lib/tests.h"
#include "model/host.h"

/* An integrated GPU, a VF of it, and a card. */
struct desk {
	struct host host;
	struct pci_dev dev[3];
	struct pci_detail detail[3];
	struct session_holder holder;
};

#define SRIOV       ((struct judged_as) { &c->dev[0], USE_MODE_SRIOV, 0 })
#define VF          ((struct judged_as) { &c->dev[1], USE_MODE_SRIOV, 0 })
#define PASSTHROUGH ((struct judged_as) { &c->dev[0], USE_MODE_PASSTHROUGH, 0 })

static void set_driver(struct desk *c, const char *driver)
{
	(void)snprintf(c->dev[0].driver, sizeof(c->dev[0].driver), "%s", driver);
}

static void set_holder(struct desk *c, unsigned dev)
{
	c->holder =
		(struct session_holder) { c->dev[dev].addr, 812, "gnome-shell", "/dev/dri/card0" };
	c->host.session.holders = &c->holder;
	c->host.session.n_holders = 1;
}

static int setup(void **state)
{
	static struct desk desk;
	struct desk *c = &desk;

	*c = (struct desk) { 0 };
	host_init(&c->host);
	for (unsigned i = 0; i < 3; i++) {
		struct pci_dev *d = &c->dev[i];

		d->addr = (struct pci_addr) { 0, i < 2 ? 0 : 1, i < 2 ? 2 : 0, i == 1 };
		pci_addr_format(d->addr, d->name);
		d->class = 0x030000;
		d->vendor = 0x8086;
		d->is_vf = i == 1;
		d->physfn = c->dev[0].addr;
		d->boot_vga = TRI_UNKNOWN;
		d->detail = &c->detail[i];
		d->detail->connectors = -1;
		d->sriov.total = i ? -1 : 7;
		d->sriov.present = i ? TRI_NO : TRI_YES;
		d->sriov.autoprobe = TRI_UNKNOWN;
		(void)snprintf(d->detail->card, sizeof(d->detail->card), "card%u", i);
	}
	c->dev[0].sriov.num = 1;
	set_driver(c, "i915");
	c->host.pci = c->dev;
	c->host.n_pci = 3;
	*state = c;
	return 0;
}

static void test_gpu_held(void **state)
{
	struct desk *c = *state;
	struct session *s = &c->host.session;

	assert_judged("desktop-gpu-held", &c->host, PASSTHROUGH, VERDICT_UNKNOWN, "needs root");
	s->holders_seen = TRI_YES;
	set_holder(c, 2);
	assert_judged("desktop-gpu-held", &c->host, PASSTHROUGH, VERDICT_OK, NULL);
	s->holders_seen = TRI_UNKNOWN;
	set_holder(c, 0);
	assert_judged("desktop-gpu-held", &c->host, PASSTHROUGH, VERDICT_WARNING,
		"gnome-shell (pid 812) | /dev/dri/card0 | end gnome-shell before");
	(void)snprintf(s->display_manager, sizeof(s->display_manager), "gdm");
	assert_judged("desktop-gpu-held", &c->host, PASSTHROUGH, VERDICT_WARNING,
		"end the desktop (gdm) | systemctl stop display-manager");
	set_driver(c, "nvidia");
	assert_judged("desktop-gpu-held", &c->host, PASSTHROUGH, VERDICT_BLOCKS, "never returns");
}

static void test_vf_held(void **state)
{
	struct desk *c = *state;

	assert_judged("desktop-vf-held", &c->host, SRIOV, VERDICT_UNKNOWN, "needs root");
	c->host.session.holders_seen = TRI_YES;
	set_holder(c, 0);
	assert_judged("desktop-vf-held", &c->host, SRIOV, VERDICT_OK, NULL);
	set_holder(c, 1);
	assert_judged("desktop-vf-held", &c->host, SRIOV, VERDICT_WARNING,
		"holds VF 0000:00:02.1 | vf bind 0000:00:02.1 vfio-pci");
	assert_judged("desktop-vf-held", &c->host, VF, VERDICT_WARNING, "0000:00:02.1");
	/* One that is gone by now. */
	c->holder.gpu.bus = 9;
	assert_judged("desktop-vf-held", &c->host, SRIOV, VERDICT_OK, NULL);
	c->dev[0].sriov.num = 0;
	assert_judged("desktop-vf-held", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_vf_hotplug(void **state)
{
	struct desk *c = *state;
	struct session *s = &c->host.session;

	assert_judged("desktop-vf-hotplug", &c->host, SRIOV, VERDICT_UNKNOWN, NULL);
	s->type = SESSION_WAYLAND;
	assert_judged("desktop-vf-hotplug", &c->host, SRIOV, VERDICT_UNKNOWN, NULL);
	c->dev[0].sriov.autoprobe = TRI_YES;
	assert_judged("desktop-vf-hotplug", &c->host, SRIOV, VERDICT_WARNING,
		"a graphical session | autoprobe: 1 | attribute-write "
		"/sys/bus/pci/devices/0000:00:02.0/sriov_drivers_autoprobe 0");
	(void)snprintf(s->compositor, sizeof(s->compositor), "gnome-shell");
	assert_judged("desktop-vf-hotplug", &c->host, SRIOV, VERDICT_WARNING, "(gnome-shell)");
	s->type = SESSION_TTY;
	assert_judged("desktop-vf-hotplug", &c->host, SRIOV, VERDICT_OK, "no desktop");
	s->type = SESSION_WAYLAND;
	c->dev[0].sriov.autoprobe = TRI_NO;
	assert_judged("desktop-vf-hotplug", &c->host, SRIOV, VERDICT_OK, "alone");
	assert_judged("desktop-vf-hotplug", &c->host, VF, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_display_manager(void **state)
{
	struct desk *c = *state;
	struct session *s = &c->host.session;

	assert_judged("desktop-display-manager", &c->host, PASSTHROUGH, VERDICT_UNKNOWN, NULL);
	s->display_manager_enabled = TRI_NO;
	assert_judged("desktop-display-manager", &c->host, PASSTHROUGH, VERDICT_OK, NULL);
	s->display_manager_enabled = TRI_YES;
	assert_judged("desktop-display-manager", &c->host, PASSTHROUGH, VERDICT_WARNING,
		"a display manager starts | display-manager.service");
	(void)snprintf(s->display_manager, sizeof(s->display_manager), "sddm");
	assert_judged("desktop-display-manager", &c->host, PASSTHROUGH, VERDICT_WARNING,
		"sddm starts at boot");
	c->dev[0].boot_vga = TRI_NO;
	assert_judged("desktop-display-manager", &c->host, PASSTHROUGH, VERDICT_OK, "another GPU");
	c->dev[0].boot_vga = TRI_YES;
	set_driver(c, "vfio-pci");
	assert_judged("desktop-display-manager", &c->host, PASSTHROUGH, VERDICT_OK, "vfio-pci");
}

static void test_monitor(void **state)
{
	struct desk *c = *state;

	assert_judged("desktop-monitor", &c->host, PASSTHROUGH, VERDICT_UNKNOWN, NULL);
	c->detail[2].connectors = 0;
	assert_judged("desktop-monitor", &c->host, PASSTHROUGH, VERDICT_UNKNOWN, NULL);
	c->detail[0].connectors = 2;
	assert_judged("desktop-monitor", &c->host, PASSTHROUGH, VERDICT_WARNING,
		"stays dark | card0: 2 connected | Primary Display");
	c->detail[0].connectors = 0;
	assert_judged("desktop-monitor", &c->host, PASSTHROUGH, VERDICT_OK, "needs none");
	c->detail[2].connectors = 1;
	assert_judged("desktop-monitor", &c->host, PASSTHROUGH, VERDICT_OK,
		"on 0000:01:00.0 | card2: 1 connected");
	c->dev[2].detail = NULL;
	assert_judged("desktop-monitor", &c->host, PASSTHROUGH, VERDICT_UNKNOWN, NULL);
	/* Its only GPU: a check of the GPU's group says that. */
	c->host.n_pci = 2;
	assert_judged("desktop-monitor", &c->host, PASSTHROUGH, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_panel(void **state)
{
	struct desk *c = *state;

	assert_judged("desktop-panel", &c->host, PASSTHROUGH, VERDICT_UNKNOWN, "laptop");
	c->host.machine.chassis = 3;
	assert_judged("desktop-panel", &c->host, PASSTHROUGH, VERDICT_OK, "chassis_type: 3");
	c->host.machine.chassis = 10;
	assert_judged("desktop-panel", &c->host, PASSTHROUGH, VERDICT_UNKNOWN, "panel");
	c->detail[0].connectors = 0;
	assert_judged("desktop-panel", &c->host, PASSTHROUGH, VERDICT_OK, NULL);
	c->detail[0].connectors = 1;
	assert_judged("desktop-panel", &c->host, PASSTHROUGH, VERDICT_WARNING, "card0 | SR-IOV");
}

static void test_suspend(void **state)
{
	struct desk *c = *state;

	assert_judged("desktop-suspend", &c->host, SRIOV, VERDICT_UNKNOWN, NULL);
	c->host.machine.chassis = 3;
	assert_judged("desktop-suspend", &c->host, SRIOV, VERDICT_OK, NULL);
	c->host.machine.chassis = 31;
	assert_judged("desktop-suspend", &c->host, SRIOV, VERDICT_WARNING,
		"1 VFs | chassis_type: 31 | sudo virtfn vf destroy 0000:00:02.0");
	c->dev[0].sriov.num = 0;
	assert_judged("desktop-suspend", &c->host, SRIOV, VERDICT_OK, "no VFs");
	assert_judged("desktop-suspend", &c->host, VF, VERDICT_NOT_APPLICABLE, NULL);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("desktop", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_gpu_held, setup),
		cmocka_unit_test_setup(test_vf_held, setup),
		cmocka_unit_test_setup(test_vf_hotplug, setup),
		cmocka_unit_test_setup(test_display_manager, setup),
		cmocka_unit_test_setup(test_monitor, setup),
		cmocka_unit_test_setup(test_panel, setup),
		cmocka_unit_test_setup(test_suspend, setup),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
