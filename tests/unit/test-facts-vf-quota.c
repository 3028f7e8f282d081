/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is it seen what a GPU's driver offers to VFs and what each has, with i915 and with xe, and is
 * what cannot be looked at unknown?
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "facts/facts.h"
#include "lib/machine.h"
#include "lib/tests.h"

#define GPU   "sys/devices/pci0000:00/0000:00:02.0/"
#define VF0   "sys/devices/pci0000:00/0000:00:02.1/"
#define DEBUG "sys/kernel/debug/dri/"

static const struct tree_file gpu[] = {
	{ GPU "sriov_totalvfs", "7\n" },
	{ GPU "sriov_numvfs", "1\n" },
	{ GPU "sriov_offset", "1\n" },
	{ GPU "sriov_stride", "1\n" },
	{ GPU "virtfn0", "-> ../0000:00:02.1" },
	{ GPU "drm/card1/dev", "226:1\n" },
	{ GPU "drm/renderD128/dev", "226:128\n" },
	{ "sys/bus/pci/devices/0000:00:02.1", "-> ../../../devices/pci0000:00/0000:00:02.1" },
	{ VF0 "uevent", "DRIVER=vfio-pci\nPCI_CLASS=30000\nPCI_ID=8086:46A6\n" },
	{ VF0 "physfn", "-> ../0000:00:02.0" },
	{ NULL, NULL },
};

static const struct tree_file i915[] = {
	{ GPU "drm/card1/prelim_iov/pf/auto_provisioning", "1\n" },
	{ GPU "drm/card1/prelim_iov/pf/gt0/exec_quantum_ms", "5\n" },
	{ GPU "drm/card1/prelim_iov/pf/gt0/preempt_timeout_us", "0\n" },
	{ GPU "drm/card1/prelim_iov/vf1/gt0/exec_quantum_ms", "25\n" },
	{ GPU "drm/card1/prelim_iov/vf1/gt0/preempt_timeout_us", "soon\n" },
	{ GPU "drm/card1/prelim_iov/vf1/gt0/ggtt_quota", "469762048\n" },
	{ GPU "drm/card1/prelim_iov/vf1/gt0/contexts_quota", "9216\n" },
	{ GPU "drm/card1/prelim_iov/vf1/gt0/doorbells_quota", "30\n" },
	{ NULL, NULL },
};

static const struct tree_file xe[] = {
	{ GPU "sriov_admin/pf/profile/sched_priority", "low normal [high]\n" },
	{ GPU "sriov_admin/vf1/profile/exec_quantum_ms", "20\n" },
	{ GPU "sriov_admin/vf1/profile/sched_priority", "[low] normal\n" },
	{ DEBUG "0000:00:02.0/sriov/vf1/tile0/ggtt_quota", "1073741824\n" },
	{ DEBUG "0000:00:02.0/sriov/vf1/tile0/gt0/contexts_quota", "16384\n" },
	{ DEBUG "0000:00:02.0/sriov/restore_auto_provisioning", "" },
	{ NULL, NULL },
};

static void has(const struct pci_dev *d, const char *want)
{
	char text[VF_QUOTA_TEXT];

	vf_quota_format(&d->quota, text);
	assert_string_equal(text, want);
}

static void test_i915(void **state)
{
	struct test_machine *m = *state;
	const struct pci_dev *pf, *vf;

	tree_add_all(&m->tree, gpu);
	tree_add_all(&m->tree, i915);
	machine_read(m, FACTS_MATTERS);
	pf = machine_dev(m, "00:02.0");
	vf = machine_dev(m, "00:02.1");
	assert_int_equal(pf->quota_offers,
		VF_QUOTA_ALL &
			~(VF_QUOTA_BIT(VF_QUOTA_VRAM) | VF_QUOTA_BIT(VF_QUOTA_SCHED_PRIORITY)));
	assert_int_equal(pf->quota_auto, TRI_YES);
	has(pf, "exec_quantum_ms=5,preempt_timeout_us=0");
	has(vf, "exec_quantum_ms=25,ggtt=469762048,contexts=9216,doorbells=30");
	/* What cannot be understood is not known; it is not "none". */
	assert_int_equal(vf->quota_hidden, VF_QUOTA_BIT(VF_QUOTA_PREEMPT_TIMEOUT));
	tree_add(&m->tree, GPU "drm/card1/prelim_iov/pf/auto_provisioning", "0\n");
	machine_read(m, FACTS_MATTERS);
	assert_int_equal(machine_dev(m, "00:02.0")->quota_auto, TRI_NO);
	/* A short list does not ask. */
	machine_read(m, FACTS_BRIEF);
	assert_int_equal(machine_dev(m, "00:02.1")->quota.set, 0);
}

static void test_xe(void **state)
{
	struct test_machine *m = *state;
	const struct pci_dev *pf, *vf;

	tree_add_all(&m->tree, gpu);
	tree_add_all(&m->tree, xe);
	machine_read(m, FACTS_MATTERS);
	pf = machine_dev(m, "00:02.0");
	vf = machine_dev(m, "00:02.1");
	assert_int_equal(pf->quota_auto, TRI_UNKNOWN);
	has(pf, "sched_priority=high");
	has(vf, "exec_quantum_ms=20,sched_priority=low,ggtt=1073741824,contexts=16384");
	assert_int_equal(vf->quota_hidden, 0);
}

static void test_none(void **state)
{
	struct test_machine *m = *state;

	tree_add_all(&m->tree, gpu);
	machine_read(m, FACTS_MATTERS);
	assert_int_equal(machine_dev(m, "00:02.0")->quota_offers, 0);
	assert_int_equal(machine_dev(m, "00:02.1")->quota.set, 0);
	assert_int_equal(machine_dev(m, "01:10.0")->quota.set, 0);
}

/* As somebody who may not enter debugfs. */
static void test_forbidden(void **state)
{
	struct test_machine *m = *state;
	char path[160];

	tree_add_all(&m->tree, gpu);
	tree_add_all(&m->tree, xe);
	(void)snprintf(path, sizeof(path), "%s/sys/kernel/debug", m->tree.path);
	assert_int_equal(chmod(path, 0), 0);
	assert_int_equal(chmod(m->tree.path, 0755), 0);
	assert_int_equal(geteuid() == 0 ? seteuid(65534) : 0, 0);
	machine_read(m, FACTS_MATTERS);
	assert_int_equal(getuid() == 0 ? seteuid(0) : 0, 0);
	(void)chmod(path, 0700);
	has(machine_dev(m, "00:02.1"), "exec_quantum_ms=20,sched_priority=low");
	assert_true(machine_dev(m, "00:02.1")->quota_hidden & VF_QUOTA_BIT(VF_QUOTA_GGTT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_i915, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(test_xe, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(test_none, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(test_forbidden, machine_setup, machine_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
