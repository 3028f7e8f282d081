/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are the settings found that write sriov_numvfs by themselves, with their lines, and are those
 * that are commented out not?
 */
#include "facts/facts.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "lib/tests.h"
#include "lib/tree.h"

extern const struct facts facts_writers;

static void read_tree(const struct tree *tree, unsigned scope, struct host *host)
{
	struct root root;
	struct err err = { 0 };

	host_init(host);
	assert_ok(root_open(&root, tree->path, &err), err);
	assert_ok(facts_writers.read(&root, scope, host, &err), err);
	root_done(&root);
}

static const struct tree_file files[] = {
	{ "etc/NetworkManager/conf.d/sriov.conf", "[device]\nsriov-num-vfs=4\n" },
	{ "etc/NetworkManager/system-connections/eth0.nmconnection",
		"[connection]\nid=eth0\n\n[sriov]\ntotal-vfs=4\n" },
	{ "etc/netplan/10.yaml", "network:\n  ethernets:\n    enp1:\n"
				 "      virtual-function-count: 2\n" },
	{ "etc/systemd/network/10-pf.link", "[Link]\nSR-IOVVirtualFunctions=3\n" },
	{ "etc/systemd/network/70-virtfn-0000:01:00.0.link", "[Link]\nSR-IOVVirtualFunctions=3\n" },
	{ "etc/systemd/system/virtfn-vf@.service", "ConditionPathExists=/sys/x/sriov_numvfs\n" },
	{ "etc/systemd/network/20-pf.link.d/x.conf", "[Link]\nSR-IOVVirtualFunctions=5\n" },
	{ "etc/systemd/system/vfs.service", "[Service]\n# sriov_numvfs\nExecStart=/bin/sh -c 'echo "
					    "4 > /sys/x/sriov_numvfs'\n" },
	{ "etc/systemd/system/vfs.service.d/more.conf", "[Service]\nExecStart=x sriov_numvfs\n" },
	{ "etc/systemd/system/multi-user.target.wants/vfs.service", "-> ../vfs.service" },
	{ "etc/systemd/system/gone.service", "-> nowhere" },
	{ "etc/systemd/system/masked.service", "-> ../../../dev/zero-not-there" },
	{ "etc/udev/rules.d/80-vf.rules", "ACTION==\"add\", ATTR{sriov_numvfs}=\"4\"\r\n" },
	{ "etc/udev/rules.d/80-vf.rules.bak", "ATTR{sriov_numvfs}=\"4\"\n" },
	{ "etc/tmpfiles.d/vf.conf",
		"w /sys/bus/pci/devices/0000:00:02.0/sriov_numvfs - - - - 4\n" },
	{ "etc/sysfs.conf", "devices/pci0000:00/0000:00:02.0/sriov_numvfs = 7\n" },
	{ "etc/modprobe.d/igb.conf",
		"#options igb max_vfs=7\n  options igb max_vfs=7\noptions x y=1\n" },
	{ "etc/network/interfaces", "iface eth0\n  pre-up echo 2 > /sys/y/sriov_numvfs\n" },
	{ "etc/rc.local", "#!/bin/sh\necho 1 > /sys/z/sriov_numvfs" },
	{ "etc/cron.d/vf", "@reboot root echo 1 > /sys/z/sriov_numvfs\n" },
	{ NULL, NULL },
};

static const struct {
	const char *file;
	unsigned line;
	const char *what;
} wanted[] = {
	{ "/etc/NetworkManager/conf.d/sriov.conf", 2, "sriov-num-vfs=4" },
	{ "/etc/NetworkManager/system-connections/eth0.nmconnection", 4, "[sriov]" },
	{ "/etc/netplan/10.yaml", 4, "virtual-function-count: 2" },
	{ "/etc/systemd/network/10-pf.link", 2, "SR-IOVVirtualFunctions=3" },
	{ "/etc/systemd/network/20-pf.link.d/x.conf", 2, "SR-IOVVirtualFunctions=5" },
	{ "/etc/systemd/system/vfs.service", 3,
		"ExecStart=/bin/sh -c 'echo 4 > /sys/x/sriov_numvfs'" },
	{ "/etc/systemd/system/vfs.service.d/more.conf", 2, "ExecStart=x sriov_numvfs" },
	{ "/etc/udev/rules.d/80-vf.rules", 1, "ACTION==\"add\", ATTR{sriov_numvfs}=\"4\"" },
	{ "/etc/tmpfiles.d/vf.conf", 1,
		"w /sys/bus/pci/devices/0000:00:02.0/sriov_numvfs - - - - 4" },
	{ "/etc/sysfs.conf", 1, "devices/pci0000:00/0000:00:02.0/sriov_numvfs = 7" },
	{ "/etc/modprobe.d/igb.conf", 2, "options igb max_vfs=7" },
	{ "/etc/network/interfaces", 2, "pre-up echo 2 > /sys/y/sriov_numvfs" },
	{ "/etc/rc.local", 2, "echo 1 > /sys/z/sriov_numvfs" },
	{ "/etc/cron.d/vf", 1, "@reboot root echo 1 > /sys/z/sriov_numvfs" },
};

static void test_all_places(void **state)
{
	struct host host;
	size_t n = sizeof(wanted) / sizeof(wanted[0]);

	tree_add_all(*state, files);
	read_tree(*state, FACTS_HOST, &host);
	for (size_t i = 0; i < host.n_writers && i < n; i++) {
		assert_string_equal(host.writers[i].file, wanted[i].file);
		assert_int_equal(host.writers[i].line, wanted[i].line);
		assert_string_equal(host.writers[i].what, wanted[i].what);
	}
	assert_int_equal(host.n_writers, n);
	assert_int_equal(host.writers_seen, TRI_YES);
	host_done(&host);
	read_tree(*state, FACTS_ALL, &host);
	assert_int_equal(host.n_writers, 0);
	assert_int_equal(host.writers_seen, TRI_UNKNOWN);
	host_done(&host);
}

static void test_none(void **state)
{
	struct host host;

	read_tree(*state, FACTS_HOST, &host);
	assert_int_equal(host.n_writers, 0);
	assert_int_equal(host.writers_seen, TRI_UNKNOWN);
	host_done(&host);
	tree_add(*state, "etc/rc.local", "\xff\xfe\n\n\n");
	tree_add(*state, "etc/udev/rules.d", "a file, not a folder\n");
	read_tree(*state, FACTS_HOST, &host);
	assert_int_equal(host.n_writers, 0);
	assert_int_equal(host.writers_seen, TRI_YES);
	host_done(&host);
}

/* What cannot be looked at: here a link that leads to itself. */
static void test_unreadable(void **state)
{
	struct host host;

	tree_add(*state, "etc/rc.local", "echo 1 > sriov_numvfs\n");
	tree_add(*state, "etc/NetworkManager/system-connections", "-> system-connections");
	read_tree(*state, FACTS_HOST, &host);
	assert_int_equal(host.n_writers, 1);
	assert_int_equal(host.writers_seen, TRI_UNKNOWN);
	host_done(&host);
}

/* A capture has what was found, and where: its files are not looked for. */
static void test_capture(void **state)
{
	struct host host;

	tree_add(*state, "etc/rc.local", "echo 1 > sriov_numvfs\n");
	tree_add(*state, ".virtfn/writers",
		"all\n/etc/cron.d/a:b:3:0:echo 4 > x:y/sriov_numvfs\n/etc/x:no number:z\n"
		"etc/x:1:z\n/etc/x\n/etc/y:99999999999:z\n\n/etc/z:1:[sriov]\n");
	read_tree(*state, FACTS_HOST, &host);
	assert_int_equal(host.writers_seen, TRI_YES);
	assert_int_equal(host.n_writers, 2);
	assert_string_equal(host.writers[0].file, "/etc/cron.d/a:b");
	assert_int_equal(host.writers[0].line, 3);
	assert_string_equal(host.writers[0].what, "0:echo 4 > x:y/sriov_numvfs");
	assert_string_equal(host.writers[1].what, "[sriov]");
	host_done(&host);
	tree_add(*state, ".virtfn/writers", "some\n");
	read_tree(*state, FACTS_HOST, &host);
	assert_int_equal(host.writers_seen, TRI_UNKNOWN);
	assert_int_equal(host.n_writers, 0);
	host_done(&host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_all_places, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_capture, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_none, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_unreadable, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
