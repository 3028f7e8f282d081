/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is what runs guests found on a host that has it, not found on one that has not, and unknown
 * where nobody can look? libvirt, QEMU, firmware, confinement and tools.
 */
#include "facts/facts.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "distro/distro.h"
#include "lib/tests.h"
#include "lib/tree.h"

extern const struct facts facts_libvirt, facts_qemu, facts_qemu_devices, facts_guest_firmware,
	facts_confine, facts_tools;
extern const struct distro distro_fedora;

static void read_as(
	const struct tree *tree, const struct distro *distro, unsigned scope, struct host *host)
{
	const struct facts *const rows[] = { &facts_libvirt, &facts_qemu, &facts_qemu_devices,
		&facts_guest_firmware, &facts_confine, &facts_tools };
	struct root root;
	struct err err = { 0 };

	host_init(host);
	host->distro = distro;
	assert_ok(root_open(&root, tree->path, &err), err);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_ok(rows[i]->read(&root, scope, host, &err), err);
	root_done(&root);
}

static void read_tree(const struct tree *tree, struct host *host)
{
	read_as(tree, NULL, FACTS_HOST, host);
}

static const struct tree_file debian[] = {
	{ "dev/null", "" },
	{ "etc/systemd/system/multi-user.target.wants/libvirtd.service",
		"-> /lib/systemd/system/libvirtd.service" },
	{ "etc/systemd/system/multi-user.target.wants/libvirt-guests.service",
		"-> /lib/systemd/system/libvirt-guests.service" },
	{ "usr/sbin/libvirtd", "\177ELF" },
	{ "run/libvirt/libvirt-sock", "" },
	{ "usr/lib/x86_64-linux-gnu/libvirt.so.0", "-> libvirt.so.0.11003.0" },
	{ "etc/libvirt/qemu/networks/default.xml", "<network/>\n" },
	{ "usr/bin/qemu-system-x86_64", "\177ELF" },
	{ "usr/bin/swtpm", "\177ELF" },
	{ "usr/bin/swtpm_setup", "\177ELF" },
	{ "usr/bin/remote-viewer", "\177ELF" },
	{ "usr/bin/xfreerdp3", "\177ELF" },
	{ "dev/vfio/vfio", "" },
	{ "var/lib/dpkg/status",
		"Package: qemu-system-x86-extra\nStatus: install ok installed\nVersion: 1:9\n\n"
		"Package: qemu-system-x86\nStatus: install ok installed\nPriority: optional\n"
		"Version: 1:10.0.2+ds-2+deb13u1\n\nPackage: zsh\nVersion: 5.9-1\n" },
	{ "sys/kernel/security/lsm", "lockdown,capability,landlock,yama,apparmor,bpf" },
	{ "etc/libvirt/qemu.conf",
		"#       user = \"qemu\"   # A user named \"qemu\"\n#user = \"libvirt-qemu\"\n"
		"group = \"kvm\"\n#cgroup_device_acl = [\n#    \"/dev/kvmfr0\"\n#]\n" },
	{ ".virtfn/groups", "adm libvirt " },
	{ "sys/fs/cgroup", NULL },
	{ NULL, NULL },
};

static void test_debian(void **state)
{
	struct host host;
	const struct stack *s = &host.stack;

	tree_add_all(*state, debian);
	read_tree(*state, &host);
	assert_int_equal(s->libvirt, LIBVIRT_MONOLITHIC);
	assert_int_equal(s->libvirt_active, TRI_YES);
	assert_int_equal(s->libvirt_enabled, TRI_YES);
	assert_int_equal(s->libvirt_guests, TRI_YES);
	assert_int_equal(s->libvirt_version, 11003000);
	assert_int_equal(s->default_network, TRI_YES);
	assert_int_equal(s->default_network_autostart, TRI_NO);
	assert_string_equal(s->qemu, "/usr/bin/qemu-system-x86_64");
	assert_int_equal(s->qemu_version, 10000002);
	assert_true(s->swtpm == TRI_YES && s->swtpm_setup == TRI_YES && s->viewer == TRI_YES);
	assert_true(s->rdp == TRI_YES && s->looking_glass == TRI_NO);
	assert_true(s->vfio_node == TRI_YES && s->iommufd_node == TRI_NO);
	assert_int_equal(s->kvmfr, STACK_NODE_NONE);
	assert_true(s->apparmor == TRI_YES && s->selinux == TRI_NO);
	assert_string_equal(s->qemu_user, "libvirt-qemu");
	assert_string_equal(s->qemu_group, "kvm");
	assert_int_equal(s->kvmfr_acl, TRI_NO);
	assert_true(s->in_libvirt_group == TRI_YES && s->in_kvm_group == TRI_NO);
	assert_true(s->firmware_seen == TRI_UNKNOWN && s->n_firmware == 0);
	host_done(&host);
}

/* Nothing is there: that is known of programs, not of what only root may see. */
static void test_bare(void **state)
{
	struct host host;
	const struct stack *s = &host.stack;

	tree_add(*state, "usr/bin/sh", "\177ELF");
	tree_add(*state, "usr/share/doc", NULL);
	tree_add(*state, "etc/systemd/system", NULL);
	tree_add(*state, "dev/null", "");
	tree_add(*state, "sys/module", NULL);
	tree_add(*state, "sys/fs", NULL);
	read_tree(*state, &host);
	assert_int_equal(s->libvirt, LIBVIRT_NONE);
	assert_int_equal(s->libvirt_active, TRI_UNKNOWN);
	assert_int_equal(s->libvirt_version, -1);
	assert_int_equal(s->libvirt_guests, TRI_NO);
	assert_int_equal(s->default_network, TRI_UNKNOWN);
	assert_true(s->qemu_there == TRI_NO && !s->qemu && s->qemu_version == -1);
	assert_true(s->swtpm == TRI_NO && s->viewer == TRI_NO && s->rdp == TRI_NO);
	assert_true(s->firmware_seen == TRI_YES && s->n_firmware == 0);
	assert_true(s->apparmor == TRI_NO && s->selinux == TRI_NO);
	assert_true(s->kvmfr == STACK_NODE_NONE && s->kvmfr_acl == TRI_UNKNOWN);
	assert_true(s->in_libvirt_group == TRI_UNKNOWN && s->qemu_user[0] == '\0');
	host_done(&host);
}

/* A tree that has nothing of this says nothing. */
static void test_unknown(void **state)
{
	struct host host;
	const struct stack *s = &host.stack;

	/* Not even a folder of data, which trees with names of devices in them have. */
	tree_add(*state, "usr/share/misc", NULL);
	tree_add(*state, "sys/kernel", NULL);
	read_tree(*state, &host);
	assert_int_equal(s->libvirt, LIBVIRT_UNKNOWN);
	assert_int_equal(s->default_network, TRI_UNKNOWN);
	assert_true(s->apparmor == TRI_UNKNOWN && s->selinux == TRI_UNKNOWN);
	assert_true(s->qemu_there == TRI_UNKNOWN && s->swtpm == TRI_UNKNOWN);
	assert_true(s->vfio_node == TRI_UNKNOWN && s->kvmfr == STACK_NODE_UNKNOWN);
	assert_true(s->firmware_seen == TRI_UNKNOWN && s->libvirt_guests == TRI_UNKNOWN);
	host_done(&host);
}

static void test_only_for_doctor(void **state)
{
	struct host host;
	const struct stack *s = &host.stack;

	tree_add_all(*state, debian);
	read_as(*state, NULL, FACTS_ALL, &host);
	assert_true(s->libvirt == LIBVIRT_UNKNOWN && !s->qemu && s->swtpm == TRI_UNKNOWN);
	assert_true(s->apparmor == TRI_UNKNOWN && s->vfio_node == TRI_UNKNOWN);
	host_done(&host);
}

/* Links that lead to themselves stand for all that may not be looked at. */
static void test_unreadable(void **state)
{
	struct host host;
	const struct stack *s = &host.stack;

	tree_add(*state, "usr/bin", "-> bin");
	tree_add(*state, "etc/libvirt", "-> libvirt");
	tree_add(*state, "etc/qemu", "-> qemu");
	tree_add(*state, "usr/share/x", NULL);
	tree_add(*state, "run/libvirt", "-> libvirt");
	tree_add(*state, "dev", "-> dev");
	tree_add(*state, "sys", "-> sys");
	read_tree(*state, &host);
	assert_int_equal(s->libvirt, LIBVIRT_UNKNOWN);
	assert_true(s->qemu_there == TRI_UNKNOWN && s->swtpm == TRI_UNKNOWN);
	assert_true(s->firmware_seen == TRI_UNKNOWN && s->default_network == TRI_UNKNOWN);
	assert_true(s->kvmfr == STACK_NODE_UNKNOWN && s->vfio_node == TRI_UNKNOWN);
	assert_true(s->apparmor == TRI_UNKNOWN && s->selinux == TRI_UNKNOWN);
	assert_int_equal(s->kvmfr_acl, TRI_UNKNOWN);
	host_done(&host);
}

static void test_modular(void **state)
{
	struct host host;
	const struct stack *s = &host.stack;

	tree_add(*state, "usr/bin/virtqemud", "\177ELF");
	tree_add(*state, "usr/bin/libvirtd", "\177ELF");
	tree_add(*state, "etc/systemd/system/x", "");
	read_tree(*state, &host);
	assert_int_equal(s->libvirt, LIBVIRT_MONOLITHIC);
	assert_true(s->libvirt_active == TRI_NO && s->libvirt_enabled == TRI_NO);
	host_done(&host);
	read_as(*state, &distro_fedora, FACTS_HOST, &host);
	assert_int_equal(s->libvirt, LIBVIRT_MODULAR);
	host_done(&host);
	tree_add(*state, "etc/systemd/system/sockets.target.wants/virtqemud.socket",
		"-> /usr/lib/systemd/system/virtqemud.socket");
	read_tree(*state, &host);
	assert_int_equal(s->libvirt, LIBVIRT_MODULAR);
	assert_true(s->libvirt_active == TRI_NO && s->libvirt_enabled == TRI_YES);
	host_done(&host);
	/* virtproxyd listens where libvirtd would. */
	tree_add(*state, "run/libvirt/libvirt-sock", "");
	tree_add(*state, "run/libvirt/virtqemud-sock", "");
	read_tree(*state, &host);
	assert_int_equal(s->libvirt, LIBVIRT_MODULAR);
	assert_int_equal(s->libvirt_active, TRI_YES);
	host_done(&host);
}

/* The vendor wants it, the administrator does not. */
static void test_masked(void **state)
{
	struct host host;

	tree_add(*state, "usr/lib/systemd/system/multi-user.target.wants/libvirt-guests.service",
		"-> ../libvirt-guests.service");
	tree_add(*state, "etc/systemd/system/x", "");
	read_tree(*state, &host);
	assert_int_equal(host.stack.libvirt_guests, TRI_YES);
	host_done(&host);
	tree_add(*state, "etc/systemd/system/multi-user.target.wants/libvirt-guests.service",
		"-> /dev/null");
	read_tree(*state, &host);
	assert_int_equal(host.stack.libvirt_guests, TRI_NO);
	host_done(&host);
}

static int libvirt_version(const struct tree *tree, const char *target)
{
	struct host host;
	int version;

	tree_add(tree, "usr/lib64/libvirt.so.0", target);
	read_tree(tree, &host);
	version = host.stack.libvirt_version;
	host_done(&host);
	return version;
}

static void test_libvirt_version(void **state)
{
	struct tree other;

	assert_int_equal(libvirt_version(*state, "-> libvirt.so.0.9000.0"), 9000000);
	tree_make(&other);
	assert_int_equal(libvirt_version(&other, "-> libvirt.so.0.99999999999.0"), -1);
	tree_remove(&other);
	tree_make(&other);
	assert_int_equal(libvirt_version(&other, "-> libvirt.so.1"), -1);
	tree_remove(&other);
	tree_make(&other);
	assert_int_equal(libvirt_version(&other, "not a link"), -1);
	tree_remove(&other);
}

static int qemu_version(const struct tree *tree)
{
	struct host host;
	int version;

	read_tree(tree, &host);
	assert_int_equal(host.stack.qemu_there, TRI_YES);
	version = host.stack.qemu_version;
	host_done(&host);
	return version;
}

static void test_qemu_cache(void **state)
{
	tree_add(*state, "usr/local/bin/qemu-system-x86_64", "\177ELF");
	tree_add(*state, "var/cache/libvirt/qemu/capabilities/0.xml", "<qemuCaps><emulator>");
	tree_add(*state, "var/cache/libvirt/qemu/capabilities/1.xml",
		"<qemuCaps><emulator>/usr/bin/qemu-system-arm</emulator><version>1</version>"
		"</qemuCaps>");
	/* Not from a package: those are not asked. */
	tree_add(*state, "var/lib/pacman/local/qemu-system-x86-9.1.0-1/desc", "");
	assert_int_equal(qemu_version(*state), -1);
	tree_add(*state, "var/cache/libvirt/qemu/capabilities/2.xml",
		"<qemuCaps><emulator>/usr/local/bin/qemu-system-x86_64</emulator>"
		"<version>10001050</version></qemuCaps>");
	assert_int_equal(qemu_version(*state), 10001050);
}

/* What libvirt's cache says of the devices; of another version it says nothing. */
static void test_qemu_devices(void **state)
{
	static const char path[] = "var/cache/libvirt/qemu/capabilities/2.xml";
	struct host host;

	tree_add(*state, "usr/bin/qemu-system-x86_64", "\177ELF");
	tree_add(
		*state, "var/cache/libvirt/qemu/capabilities/1.xml", "/usr/bin/qemu-system-x86_64");
	tree_add(*state, path,
		"<qemuCaps><emulator>/usr/bin/qemu-system-x86_64</emulator>"
		"<flag name='ivshmem-plain'/><flag/><flag name='spice-unix'/>"
		"<version>10001050</version></qemuCaps>");
	read_tree(*state, &host);
	assert_int_equal(host.stack.qemu_devices[STACK_QEMU_IVSHMEM], TRI_YES);
	assert_int_equal(host.stack.qemu_devices[STACK_QEMU_TPM], TRI_NO);
	assert_int_equal(host.stack.qemu_devices[STACK_QEMU_SPICE], TRI_NO);
	host_done(&host);
	tree_add(*state, ".virtfn/qemu", "8.2.50");
	read_tree(*state, &host);
	assert_int_equal(host.stack.qemu_devices[STACK_QEMU_IVSHMEM], TRI_UNKNOWN);
	host_done(&host);
	tree_add(*state, ".virtfn/qemu-devices", "tpm-emulator\nspice-unix\n");
	read_tree(*state, &host);
	assert_int_equal(host.stack.qemu_devices[STACK_QEMU_TPM], TRI_YES);
	assert_int_equal(host.stack.qemu_devices[STACK_QEMU_SPICE], TRI_NO);
	host_done(&host);
	tree_add(*state, ".virtfn/qemu-devices", "");
	read_tree(*state, &host);
	assert_int_equal(host.stack.qemu_devices[STACK_QEMU_TPM], TRI_NO);
	host_done(&host);
}

static void test_qemu_pacman(void **state)
{
	tree_add(*state, "usr/bin/qemu-system-x86_64", "#!/bin/sh\n");
	tree_add(*state, "var/lib/pacman/local/qemu-system-x86-firmware-10.1.2-1/desc", "");
	assert_int_equal(qemu_version(*state), -1);
	tree_add(*state, "var/lib/pacman/local/qemu-system-x86-10.1.2-1/desc", "");
	assert_int_equal(qemu_version(*state), 10001002);
	tree_add(*state, ".virtfn/qemu", "8.2.50");
	assert_int_equal(qemu_version(*state), 8002050);
}

/* Removed, but its settings are there; and a version that is none. */
static void test_qemu_dpkg(void **state)
{
	tree_add(*state, "usr/bin/qemu-system-x86_64", "");
	tree_add(*state, "var/lib/dpkg/status",
		"Package: a\n\nPackage: qemu-system-x86\nStatus: deinstall ok config-files\n"
		"Version: 1:7.2\n\nPackage: b\nStatus: install ok installed\nVersion: 9.9.9\n");
	assert_int_equal(qemu_version(*state), -1);
	tree_add(*state, "var/lib/dpkg/status",
		"Package: a\n\nPackage: qemu-system-x86\nStatus: install ok installed\n"
		"Version: 1:7.2+dfsg-7+deb12u18\n");
	assert_int_equal(qemu_version(*state), 7002000);
	tree_add(*state, "var/lib/dpkg/status",
		"\nPackage: qemu-system-x86\nStatus: install ok installed\nVersion: new\n");
	assert_int_equal(qemu_version(*state), -1);
}

static void test_qemu_nix(void **state)
{
	tree_add(*state, "run/libvirt/nix-emulators/qemu-system-x86_64",
		"-> /nix/store/0v6a-qemu-host-cpu-only-10.1.2/bin/qemu-system-x86_64");
	tree_add(*state, "nix/store/0v6a-qemu-host-cpu-only-10.1.2/bin/qemu-system-x86_64", "");
	tree_add(*state, "usr/bin/env", "");
	assert_int_equal(qemu_version(*state), 10001002);
}

#define SPLIT(features, file)                                                             \
	"{ \"interface-types\": [ \"uefi\" ], \"mapping\": { \"device\": \"flash\","      \
	" \"executable\": { \"filename\": \"" file "\", \"format\": \"raw\" } }, "        \
	"\"targets\": [ { \"architecture\": \"x86_64\", \"machines\": [ \"pc-q35-*\" ] }" \
	" ], \"features\": [ " features " ], \"tags\": [ ] }\n"

static void test_firmware(void **state)
{
	struct host host;
	const struct stack *s = &host.stack;

	tree_add(*state, "usr/share/OVMF/OVMF_CODE_4M.secboot.fd", "x");
	tree_add(*state, "usr/share/OVMF/OVMF_CODE_4M.ms.fd", "-> OVMF_CODE_4M.secboot.fd");
	tree_add(*state, "usr/share/qemu/firmware/40-ms.json",
		SPLIT("\"enrolled-keys\", \"requires-smm\", \"secure-boot\"",
			"/usr/share/OVMF/OVMF_CODE_4M.ms.fd"));
	tree_add(*state, "usr/share/qemu/firmware/60-plain.json", SPLIT("", "/usr/share/gone.fd"));
	tree_add(*state, "usr/share/qemu/firmware/70-hidden.json", SPLIT("", "/x"));
	tree_add(*state, "etc/qemu/firmware/70-hidden.json", "");
	tree_add(*state, "etc/qemu/firmware/50-mine.json",
		"{ \"interface-types\": [ \"uefi\" ], \"mapping\": { \"device\": \"memory\", "
		"\"filename\": \"/opt/mine.fd\" }, \"targets\": [ { \"architecture\": "
		"\"aarch64\", \"machines\": [ \"virt-*\" ] } ], \"features\": [ ] }");
	tree_add(*state, "usr/share/qemu/firmware/80-bios.json",
		"{ \"interface-types\": [ \"bios\" ], \"mapping\": { \"filename\": \"/b\" } }");
	tree_add(*state, "usr/share/qemu/firmware/90-cut.json", "{ \"interface-types\": [");
	tree_add(*state, "usr/share/qemu/firmware/91-odd.json",
		"{ \"interface-types\": \"uefi\", \"mapping\": 1, \"targets\": { } }");
	tree_add(*state, "usr/share/qemu/firmware/README", "no descriptor\n");
	read_tree(*state, &host);
	assert_int_equal(s->firmware_seen, TRI_YES);
	assert_int_equal(s->n_firmware, 3);
	assert_string_equal(s->firmware[0].file, "/usr/share/qemu/firmware/40-ms.json");
	assert_string_equal(s->firmware[0].code, "/usr/share/OVMF/OVMF_CODE_4M.ms.fd");
	assert_true(s->firmware[0].code_there && s->firmware[0].secure_boot);
	assert_true(s->firmware[0].enrolled_keys && s->firmware[0].requires_smm);
	assert_true(s->firmware[0].q35 && s->firmware[0].x86_64);
	assert_string_equal(s->firmware[1].file, "/etc/qemu/firmware/50-mine.json");
	assert_string_equal(s->firmware[1].code, "/opt/mine.fd");
	assert_false(s->firmware[1].x86_64);
	assert_string_equal(s->firmware[2].file, "/usr/share/qemu/firmware/60-plain.json");
	assert_false(s->firmware[2].code_there || s->firmware[2].secure_boot);
	host_done(&host);
}

static void test_selinux(void **state)
{
	struct host host;
	const struct stack *s = &host.stack;

	tree_add(*state, "sys/fs/selinux/enforce", "0");
	tree_add(*state, "sys/module/apparmor/parameters/enabled", "N\n");
	read_tree(*state, &host);
	assert_true(s->selinux == TRI_YES && s->selinux_enforcing == TRI_NO);
	assert_int_equal(s->apparmor, TRI_NO);
	host_done(&host);
	tree_add(*state, "sys/fs/selinux/enforce", "1");
	tree_add(*state, "sys/module/apparmor/parameters/enabled", "Y\n");
	read_tree(*state, &host);
	assert_true(s->selinux_enforcing == TRI_YES && s->apparmor == TRI_YES);
	host_done(&host);
}

/* libvirt may leave guests alone, as some guides want it. */
static void test_nobody_confined(void **state)
{
	static const struct {
		const char *path, *conf;
		enum tri confined;
	} rows[] = {
		{ "etc/libvirt/qemu.conf", "#security_driver = \"none\"\n", TRI_YES },
		{ "etc/libvirt/qemu.conf", "security_driver = \"apparmor\"\n", TRI_YES },
		{ "etc/libvirt/qemu.conf", "security_driver = [ \"none\" ]\n", TRI_NO },
		{ "etc/libvirt/qemu.conf", "security_driver = \"none\"\n", TRI_NO },
		{ ".virtfn/qemu.conf", "security_driver = \"none\"\n", TRI_NO },
	};

	tree_add(*state, "sys/fs/selinux/enforce", "1");
	tree_add(*state, "sys/module/apparmor/parameters/enabled", "Y\n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct host host;

		tree_add(*state, rows[i].path, rows[i].conf);
		read_tree(*state, &host);
		assert_int_equal(host.stack.apparmor, rows[i].confined);
		assert_int_equal(host.stack.selinux, rows[i].confined);
		assert_int_equal(host.stack.selinux_enforcing, rows[i].confined);
		host_done(&host);
	}
}

static void test_kvmfr(void **state)
{
	struct host host;

	tree_add(*state, "dev/kvmfr0", "QEMU made this\n");
	tree_add(*state, "etc/libvirt/qemu.conf",
		"cgroup_device_acl = [\n  \"/dev/null\",\n  \"/dev/kvmfr0\"\n]\n");
	read_tree(*state, &host);
	assert_int_equal(host.stack.kvmfr, STACK_NODE_REGULAR);
	assert_int_equal(host.stack.kvmfr_acl, TRI_YES);
	host_done(&host);
	tree_add(*state, ".virtfn/kvmfr", "char");
	read_tree(*state, &host);
	assert_int_equal(host.stack.kvmfr, STACK_NODE_CHAR);
	host_done(&host);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)

/* Does AppArmor let guests have /dev/kvmfr0, in any of the places that libvirt includes? */
static void test_kvmfr_rule(void **state)
{
	static const char file[] = "etc/apparmor.d/local/abstractions/libvirt-qemu";
	static const char drop_in[] = "etc/apparmor.d/abstractions/libvirt-qemu.d/mine";
	static const char loop[] = "etc/apparmor.d/abstractions/libvirt-qemu.d/loop";
	static const char stock[] = "etc/apparmor.d/abstractions/libvirt-qemu";
	static const struct {
		const char *path, *text;
		enum tri allowed;
	} rows[] = {
		{ "etc/nothing", "/dev/kvmfr0 rw,\n", TRI_UNKNOWN },
		{ file, "# /dev/kvmfr0 rw,\n", TRI_NO },
		{ file, "  deny /dev/kvmfr0 rw,\n", TRI_NO },
		{ file, "audit deny /dev/kvmfr0 rw,\n/dev/kvmfr1 rw,\n/dev/kvmfr", TRI_NO },
		{ file, "# mine\n  /dev/kvmfr0 rw,\n", TRI_YES },
		{ file, "\"/dev/kvmfr*\" rw,", TRI_YES },
		{ file, "\n", TRI_NO },
		{ stock, "  owner /dev/kvmfr[0-9] rw,\n", TRI_YES },
		{ stock, "  /dev/kvm rw,\n", TRI_NO },
		{ drop_in, "/dev/kvmfr0 rw,\n", TRI_YES },
		{ drop_in, "\n", TRI_NO },
		{ loop, "-> loop", TRI_UNKNOWN },
		{ file, "/dev/kvmfr0 rw,\n", TRI_YES },
	};
	struct host host;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tree_add(*state, rows[i].path, rows[i].text);
		read_tree(*state, &host);
		assert_int_equal(host.stack.kvmfr_apparmor, rows[i].allowed);
		host_done(&host);
	}
}

static void test_virtio_iso(void **state)
{
	static const char iso[] = "usr/share/virtio-win/virtio-win.iso";
	struct host host;

	read_tree(*state, &host);
	assert_int_equal(host.stack.virtio_iso_share, TRI_UNKNOWN);
	host_done(&host);
	tree_add(*state, "usr/share/doc", NULL);
	read_tree(*state, &host);
	assert_int_equal(host.stack.virtio_iso_share, TRI_UNKNOWN);
	host_done(&host);
	tree_add(*state, "usr/bin/sh", "\177ELF");
	read_tree(*state, &host);
	assert_int_equal(host.stack.virtio_iso_share, TRI_NO);
	host_done(&host);
	tree_add(*state, iso, "-> virtio-win-0.1.285.iso");
	read_tree(*state, &host);
	assert_int_equal(host.stack.virtio_iso_share, TRI_NO);
	host_done(&host);
	tree_add(*state, "usr/share/virtio-win/virtio-win-0.1.285.iso", "CD001");
	read_tree(*state, &host);
	assert_int_equal(host.stack.virtio_iso_share, TRI_YES);
	host_done(&host);
}

/* What a capture keeps of qemu.conf, instead of all of it. */
static void test_kept_qemu_conf(void **state)
{
	struct host host;

	tree_add(*state, "etc/libvirt/qemu.conf", "user = \"other\"\n");
	tree_add(*state, ".virtfn/qemu.conf",
		"user = \"qemu\"\ncgroup_device_acl = [ \"/dev/kvmfr0\" ]\n");
	read_tree(*state, &host);
	assert_string_equal(host.stack.qemu_user, "qemu");
	assert_string_equal(host.stack.qemu_group, "");
	assert_int_equal(host.stack.kvmfr_acl, TRI_YES);
	host_done(&host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kvmfr_rule, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_virtio_iso, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_kept_qemu_conf, tree_setup, tree_teardown),
		TEST(test_debian),
		TEST(test_bare),
		TEST(test_unknown),
		TEST(test_only_for_doctor),
		TEST(test_unreadable),
		TEST(test_modular),
		TEST(test_masked),
		TEST(test_libvirt_version),
		TEST(test_qemu_cache),
		TEST(test_qemu_devices),
		TEST(test_qemu_pacman),
		TEST(test_qemu_dpkg),
		TEST(test_qemu_nix),
		TEST(test_firmware),
		TEST(test_selinux),
		TEST(test_nobody_confined),
		TEST(test_kvmfr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
