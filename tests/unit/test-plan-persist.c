/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which files make the VFs come back, and what becomes of others that make them, too?
 */
#include "plan/plan-persist.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "facts/wish-files.h"
#include "lib/made-host.h"
#include "lib/tests.h"

struct made {
	struct host host;
	struct wish_host wish;
	struct edits edits;
};

static void made_done(struct made *m)
{
	host_done(&m->host);
	wish_host_done(&m->wish);
	edits_done(&m->edits);
}

/* A GPU at 02.0 and a network card at 01:00.0 on igb; devices as in host.yaml. */
static void make(struct made *m, const char *yaml)
{
	struct root_file file = { (char *)yaml, strlen(yaml) };
	struct conf_problems problems = { 0 };
	struct err err = { 0 };
	struct pci_dev *d;

	host_init(&m->host);
	d = made_dev(&m->host, "0000:00:02.0", 0x030000, 0x8086, 0x46a6);
	(void)snprintf(d->driver, sizeof(d->driver), "i915");
	d = made_dev(&m->host, "0000:01:00.0", 0x020000, 0x8086, 0x10c9);
	(void)snprintf(d->driver, sizeof(d->driver), "igb");
	(void)snprintf(d->netdev, sizeof(d->netdev), "enp1s0");
	(void)snprintf(d->mac, sizeof(d->mac), "00:11:22:33:44:55");
	m->host.writers_seen = TRI_YES;
	assert_ok(wish_read_text(&m->wish, "f", &file, &problems, &err), err);
	wish_host_check(&m->wish, &problems);
	if (wish_refuse(&problems, &err) < 0)
		fail_msg("%s", err.text);
}

static const char *text_of(const struct made *m, const char *path)
{
	const struct edit_file *f = edits_find(&m->edits, path);

	return f && f->text ? f->text : "";
}

#define GPU "devices:\n  - {device: 00:02.0, count: 2}\n"
#define NET "devices:\n  - {device: enp1s0, count: 2}\n"

static void test_rules(void **state)
{
	_cleanup_(made_done) struct made m = { 0 };
	struct err err = { 0 };
	const char *text;

	(void)state;
	make(&m, GPU "  - {device: 01:00.0, count: 1, persist: off}\n");
	assert_ok(plan_persist(&m.host, &m.wish, "/usr/bin/virtfn", &m.edits, &err), err);
	text = text_of(&m, PERSIST_RULES);
	assert_contains(text, "ACTION==\"add|bind\", SUBSYSTEM==\"pci\", KERNEL==\"0000:00:02.0\"");
	assert_contains(text, "ENV{SYSTEMD_WANTS}+=\"virtfn-vf@0000:00:02.0.service\"\n");
	assert_lacks(text, "01:00.0");
	assert_contains(text_of(&m, PERSIST_UNIT), "ExecStart=/usr/bin/virtfn vf restore");
	assert_contains(
		text_of(&m, PERSIST_SETTLE), "ExecStart=-/usr/bin/virtfn vf restore --boot");
	assert_string_equal(text_of(&m, PERSIST_WANTS),
		"# Made by virtfn from /etc/virtfn/host.yaml; virtfn apply writes it again.\n"
		"[Unit]\nWants=virtfn-vf-settle.service\n");
	assert_int_equal(m.edits.n_commands, 2);
	assert_true(m.edits.commands[0].remake);
}

/* By GVT-g the GPU is ready when kvmgt has registered, which is no "bind". */
static void test_gvt(void **state)
{
	_cleanup_(made_done) struct made m = { 0 };
	struct err err = { 0 };
	const char *text;

	(void)state;
	make(&m, "devices:\n  - {device: 00:02.0, mode: gvt-g}\n"
		 "  - {device: 01:00.0, mode: passthrough}\n");
	assert_ok(plan_persist(&m.host, &m.wish, "/usr/bin/virtfn", &m.edits, &err), err);
	text = text_of(&m, PERSIST_RULES);
	assert_contains(text,
		"ACTION==\"add|bind|change\", SUBSYSTEM==\"pci\", KERNEL==\"0000:00:02.0\", "
		"TEST==\"mdev_supported_types\"");
	assert_contains(text, "systemctl --no-block stop virtfn-vf@0000:00:02.0.service");
	assert_lacks(text, "01:00.0");
	assert_contains(text_of(&m, PERSIST_UNIT), "|/sys/bus/pci/devices/%I/mdev_supported_types");
}

/* What is there as wished stays untouched; what nobody wishes for goes, if it is ours. */
static void test_again(void **state)
{
	const char *const gpu[] = { "0000:00:02.0", NULL }, *const no[] = { NULL };
	_cleanup_(made_done) struct made m = { 0 }, none = { 0 };
	_cleanup_free_ char *rules = persist_rules(gpu, no);
	struct err err = { 0 };

	(void)state;
	make(&m, GPU);
	assert_ok(edits_add_read(&m.edits, PERSIST_RULES, rules, strlen(rules), &err), err);
	assert_ok(
		edits_add_read(&m.edits, PERSIST_WANTS, persist_wants, strlen(persist_wants), &err),
		err);
	assert_ok(plan_persist(&m.host, &m.wish, NULL, &m.edits, &err), err);
	assert_false(edits_any(&m.edits));

	make(&none, "iommu: on\n");
	assert_ok(edits_add_read(&none.edits, PERSIST_RULES, rules, strlen(rules), &err), err);
	assert_ok(edits_add_read(
			  &none.edits, "etc/systemd/network/70-virtfn-x.link", "# mine\n", 7, &err),
		err);
	assert_ok(edits_add_read(
			  &none.edits, PERSIST_WANTS, persist_wants, strlen(persist_wants), &err),
		err);
	assert_ok(plan_persist(&none.host, &none.wish, NULL, &none.edits, &err), err);
	assert_null(none.edits.files[0].text);
	assert_string_equal(none.edits.files[1].text, "# mine\n");
	assert_null(none.edits.files[2].text);
	/* udev and systemd both look again. */
	assert_int_equal(none.edits.n_commands, 2);
}

/* A drop-in of this name that somebody else wrote is not ours to remove. */
static void test_wants_of_others(void **state)
{
	_cleanup_(made_done) struct made m = { 0 };
	struct err err = { 0 };

	(void)state;
	make(&m, "iommu: on\n");
	assert_ok(edits_add_read(&m.edits, PERSIST_WANTS, "[Unit]\n", 7, &err), err);
	assert_ok(plan_persist(&m.host, &m.wish, NULL, &m.edits, &err), err);
	assert_false(edits_any(&m.edits));
}

/* With its package, only what says that it is wanted is written. */
static void test_package(void **state)
{
	_cleanup_(made_done) struct made m = { 0 };
	struct err err = { 0 };

	(void)state;
	make(&m, NET);
	assert_ok(plan_persist(&m.host, &m.wish, NULL, &m.edits, &err), err);
	assert_null(edits_find(&m.edits, PERSIST_UNIT));
	assert_null(edits_find(&m.edits, PERSIST_SETTLE));
	assert_contains(text_of(&m, PERSIST_WANTS), "Wants=virtfn-vf-settle.service\n");
	assert_int_equal(m.edits.n_commands, 2);
}

static void test_link(void **state)
{
	static const char defaults[] =
		"# x\n[Match]\nOriginalName=*\n[Link]\nNamePolicy=keep path\n"
		"\nMACAddressPolicy=none\n";
	_cleanup_(made_done) struct made m = { 0 };
	struct err err = { 0 };

	(void)state;
	make(&m, "devices:\n  - device: enp1s0\n    count: 3\n    driver: host\n    persist: link\n"
		 "    defaults: {mac: auto}\n"
		 "    vfs:\n      - {vf: 1, vlan: 7, trust: on, link-state: enable, max-tx-rate: "
		 "5}\n");
	assert_ok(edits_add_read(&m.edits, "usr/lib/systemd/network/99-default.link", defaults,
			  strlen(defaults), &err),
		err);
	assert_ok(plan_persist(&m.host, &m.wish, NULL, &m.edits, &err), err);
	assert_string_equal(text_of(&m, "etc/systemd/network/70-virtfn-0000:01:00.0.link"),
		"# Made by virtfn from /etc/virtfn/host.yaml; virtfn apply writes it again.\n"
		"[Match]\nPath=pci-0000:01:00.0\n\n"
		"[Link]\nNamePolicy=keep path\nMACAddressPolicy=none\nSR-IOVVirtualFunctions=3\n"
		"\n[SR-IOV]\nVirtualFunction=0\nMACAddress=02:44:22:b3:44:55\n"
		"\n[SR-IOV]\nVirtualFunction=1\nMACAddress=02:44:22:b3:44:56\n"
		"VLANId=7\nQualityOfService=0\nVLANProtocol=802.1Q\nTrust=yes\nLinkState=yes\n"
		"\n[SR-IOV]\nVirtualFunction=2\nMACAddress=02:44:22:b3:44:57\n");
	assert_int_equal(m.edits.n_notes, 1);
	assert_null(edits_find(&m.edits, PERSIST_RULES));
	assert_null(edits_find(&m.edits, PERSIST_WANTS));
}

static void test_refused(void **state)
{
	_cleanup_(made_done) struct made link = { 0 }, gone = { 0 };
	struct err err = { 0 };

	(void)state;
	make(&link, "devices: {device: 00:02.0, count: 1, driver: host, persist: link}\n");
	assert_int_equal(plan_persist(&link.host, &link.wish, NULL, &link.edits, &err), -EINVAL);
	assert_contains(err.text, "is no network device");
	make(&gone, "devices: {device: 09:00.0, count: 1}\n");
	assert_int_equal(plan_persist(&gone.host, &gone.wish, NULL, &gone.edits, &err), -ENOENT);
	assert_contains(err.text, "f:1:19: ");
}

/* A file whose line that number is; what it holds after the take-over, "" for unchanged. */
static void takes(const char *yaml, const char *file, const char *text, const char *want)
{
	_cleanup_(made_done) struct made m = { 0 };
	_cleanup_free_ char *copy = str_printf("%s", text);
	char *rest = copy, *line;
	struct err err = { 0 };
	unsigned n = 0;

	make(&m, yaml);
	while ((line = strsep(&rest, "\n"))) {
		n++;
		if (!strstr(line, "vfs") && !strstr(line, "VirtualFunctions"))
			continue;
		made_writer(&m.host, file, str_strip(line));
		m.host.writers[m.host.n_writers - 1].line = n;
	}
	m.host.writers_seen = TRI_YES;
	assert_ok(edits_add_read(&m.edits, file + 1, text, strlen(text), &err), err);
	assert_ok(plan_persist_take_over(&m.host, &m.wish, &m.edits, &err), err);
	assert_string_equal(text_of(&m, file + 1), want[0] ? want : text);
	assert_int_equal(edits_any(&m.edits), want[0] != '\0');
}

#define TAKEN "# taken over by virtfn: "

static void test_take_over(void **state)
{
	(void)state;
	takes(GPU, "/etc/sysfs.conf",
		"# a\ndevices/pci0000:00/0000:00:02.0/sriov_numvfs = 7\nb = 1\n",
		"# a\n" TAKEN "devices/pci0000:00/0000:00:02.0/sriov_numvfs = 7\nb = 1\n");
	/* Of somebody else, and of nobody in particular. */
	takes(GPU, "/etc/sysfs.conf", "bus/pci/devices/0000:01:00.0/sriov_numvfs = 7\n", "");
	takes(NET, "/etc/rc.local", "echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\nexit 0",
		TAKEN "echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\nexit 0");
	takes(GPU, "/etc/rc.local", "echo 4 > /sys/class/net/enp1s0/device/sriov_numvfs\n", "");
	takes(NET, "/etc/rc.local", "if x; then echo 4 >sriov_numvfs; fi\n", "");
	takes(NET, "/etc/rc.local", "echo 4 \\\n >a; echo vfs \\\n", "");
	takes(NET, "/etc/NetworkManager/system-connections/a.nmconnection",
		"[sriov]\ntotal-vfs=4\nsriov-num-vfs=2\n",
		"[sriov]\n" TAKEN "total-vfs=4\n" TAKEN "sriov-num-vfs=2\n");
	takes(NET, "/etc/modprobe.d/a.conf", "options igb max_vfs=4 debug=1\n",
		"options igb debug=1\n");
	takes(NET, "/etc/modprobe.d/a.conf", "options igb max_vfs=4\nx",
		TAKEN "options igb max_vfs=4\nx");
	takes(NET, "/etc/modprobe.d/a.conf", "options ixgbe max_vfs=4\n", "");
	takes(NET, "/etc/systemd/system/a.service", "ExecStart=x 4 > sriov_numvfs\n", "");
	takes(NET, "/etc/systemd/network/10-a.link", "[Link]\nSR-IOVVirtualFunctions=4\n",
		"[Link]\n" TAKEN "SR-IOVVirtualFunctions=4\n");
	takes(NET, "/etc/systemd/network/70-virtfn-0000:01:00.0.link",
		"[Link]\nSR-IOVVirtualFunctions=4\n", "");
}

/* What cannot be mended by a text is said. */
static void test_notes(void **state)
{
	_cleanup_(made_done) struct made m = { 0 };
	struct err err = { 0 };

	(void)state;
	make(&m, NET);
	made_writer(&m.host, "/etc/systemd/system/a.service", "echo 4 > sriov_numvfs");
	made_writer(&m.host, "/etc/secret", "sriov_numvfs");
	assert_ok(edits_add_read(&m.edits, "etc/systemd/system/a.service",
			  "echo 4 > sriov_numvfs\n", 22, &err),
		err);
	m.host.writers[0].line = 1;
	assert_ok(edits_add_unreadable(&m.edits, "etc/secret", &err), err);
	m.host.writers_seen = TRI_UNKNOWN;
	assert_ok(plan_persist_take_over(&m.host, &m.wish, &m.edits, &err), err);
	assert_int_equal(m.edits.n_notes, 3);
	assert_contains(m.edits.notes[0].text, "/etc/secret:");
	assert_contains(m.edits.notes[1].text, "/etc/systemd/system/a.service:1 makes VFs");
	assert_contains(m.edits.notes[2].text, "Not all settings");
	assert_false(edits_any(&m.edits));
}

static void same(const char *name, char *text)
{
	const char *folder = getenv("VIRTFN_SOURCE");
	_cleanup_free_ char *path = str_printf("%s/data/%s.in", folder ? folder : ".", name);
	_cleanup_free_ char *want = text;
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err err = { 0 };

	assert_ok(root_user_read(path, 1 << 20, &file, &err), err);
	assert_string_equal(file.text, want);
}

/* The units that the package installs are the same. */
static void test_units(void **state)
{
	(void)state;
	same("virtfn-vf@.service", persist_unit("@bindir@/virtfn"));
	same("virtfn-vf-settle.service", persist_settle("@bindir@/virtfn"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_gvt),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_wants_of_others),
		cmocka_unit_test(test_package),
		cmocka_unit_test(test_link),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_take_over),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
