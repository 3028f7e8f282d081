/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of the guest stack say ok, bad and unknown where they should?
 */
#include <stdio.h>

#include "base/mem.h"
#include "lib/judged.h"
#include "lib/tests.h"
#include "model/host.h"

#define HOST    ((struct judged_as) { 0 })
#define WINDOWS ((struct judged_as) { .guests = GUEST_OS_WINDOWS })

static const struct distro debian = {
	.id = "debian",
	.install = "sudo apt install %s",
	.packages = {
		[DISTRO_PACKAGE_QEMU] = "qemu-system-x86",
		[DISTRO_PACKAGE_LIBVIRT] = "libvirt-daemon-system",
		[DISTRO_PACKAGE_SWTPM] = "swtpm swtpm-tools",
	},
};

static struct host host;

static int setup(void **state)
{
	*state = NULL;
	host_init(&host);
	return 0;
}

static void set_module(const char *name, enum tri loaded, enum tri installed)
{
	static struct kernel_module m;

	m = (struct kernel_module) {
		.loaded = loaded,
		.builtin = TRI_NO,
		.installed = installed,
	};
	(void)snprintf(m.name, sizeof(m.name), "%s", name);
	host.kernel.modules = &m;
	host.kernel.n_modules = 1;
}

static void test_kvm_module(void **state)
{
	(void)state;
	assert_judged("kvm-module", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.cpu.vendor = CPU_VENDOR_INTEL;
	assert_judged("kvm-module", &host, HOST, VERDICT_UNKNOWN, NULL);
	set_module("kvm_intel", TRI_NO, TRI_YES);
	assert_judged("kvm-module", &host, HOST, VERDICT_WARNING,
		"kvm_intel is not loaded | sudo modprobe kvm_intel | module-load kvm_intel");
	set_module("kvm_intel", TRI_YES, TRI_YES);
	assert_judged("kvm-module", &host, HOST, VERDICT_OK, "kvm_intel");
	host.cpu.vendor = CPU_VENDOR_AMD;
	set_module("kvm_amd", TRI_NO, TRI_YES);
	assert_judged("kvm-module", &host, HOST, VERDICT_WARNING, "kvm_amd");
	host.cpu.vendor = CPU_VENDOR_OTHER;
	assert_judged("kvm-module", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_kvm_node(void **state)
{
	(void)state;
	assert_judged("kvm-node", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.cpu.dev_kvm = TRI_NO;
	assert_judged("kvm-node", &host, HOST, VERDICT_BLOCKS, "/dev/kvm is not there | VT-x");
	host.cpu.vendor = CPU_VENDOR_AMD;
	assert_judged("kvm-node", &host, HOST, VERDICT_BLOCKS, "SVM");
	host.cpu.virt = TRI_YES;
	assert_judged("kvm-node", &host, HOST, VERDICT_BLOCKS, "modprobe kvm_amd");
	host.cpu.hypervisor = TRI_YES;
	assert_judged("kvm-node", &host, HOST, VERDICT_BLOCKS, "host-passthrough");
	host.machine.is_container = TRI_YES;
	assert_judged("kvm-node", &host, HOST, VERDICT_UNKNOWN, "container");
	host.cpu.dev_kvm = TRI_YES;
	assert_judged("kvm-node", &host, HOST, VERDICT_OK, NULL);
	host.cpu.dev_kvm_mine = TRI_NO;
	assert_judged("kvm-node", &host, HOST, VERDICT_WARNING,
		"permission denied | sudo usermod -aG kvm");
	host.stack.libvirt = LIBVIRT_MODULAR;
	assert_judged("kvm-node", &host, HOST, VERDICT_OK, "libvirt opens it");
}

static void test_nested(void **state)
{
	struct pci_dev dev = { .vendor = 0x8086, .class = 0x030000, .name = "0000:00:02.0" };
	const struct judged_as as = { &dev, USE_MODE_SRIOV, GUEST_OS_WINDOWS };

	(void)state;
	assert_judged("guest-nested", &host, as, VERDICT_UNKNOWN, NULL);
	host.cpu.nested = TRI_NO;
	assert_judged("guest-nested", &host, as, VERDICT_OK, "kvm_intel/parameters/nested: N");
	host.cpu.nested = TRI_YES;
	assert_judged("guest-nested", &host, as, VERDICT_WARNING,
		"Code 43 | <feature policy='disable' name='vmx'/>");
	host.cpu.vendor = CPU_VENDOR_AMD;
	assert_judged("guest-nested", &host, as, VERDICT_WARNING, "kvm_amd | name='svm'");
	dev.vendor = 0x10de;
	assert_judged("guest-nested", &host, as, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_qemu(void **state)
{
	struct stack *s = &host.stack;

	(void)state;
	host.distro = &debian;
	assert_judged("qemu-there", &host, HOST, VERDICT_UNKNOWN, NULL);
	assert_judged("qemu-version", &host, HOST, VERDICT_UNKNOWN, NULL);
	s->qemu_there = TRI_NO;
	assert_judged("qemu-there", &host, HOST, VERDICT_BLOCKS,
		"sudo apt install qemu-system-x86 | package-install qemu-system-x86");
	assert_judged("qemu-version", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
	s->qemu_there = TRI_YES;
	assert_judged("qemu-there", &host, HOST, VERDICT_OK, NULL);
	s->qemu = JUDGED_TEXT("/usr/libexec/qemu-kvm");
	assert_judged("qemu-there", &host, HOST, VERDICT_OK, "/usr/libexec/qemu-kvm");
	s->qemu_version = 7001005;
	assert_judged("qemu-version", &host, HOST, VERDICT_OK, "7.1.5");
	s->libvirt_version = 12004000;
	assert_judged("qemu-version", &host, HOST, VERDICT_BLOCKS,
		"QEMU 7.1.5 is too old for libvirt 12.4.0");
	s->qemu_version = 7002000;
	assert_judged("qemu-version", &host, HOST, VERDICT_OK, "7.2.0");
}

static void test_qemu_user(void **state)
{
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("qemu-user", &host, HOST, VERDICT_UNKNOWN, "needs root");
	(void)snprintf(s->qemu_user, sizeof(s->qemu_user), "libvirt-qemu");
	assert_judged("qemu-user", &host, HOST, VERDICT_OK, "libvirt-qemu");
	(void)snprintf(s->qemu_user, sizeof(s->qemu_user), "root");
	s->libvirt = LIBVIRT_MODULAR;
	assert_judged("qemu-user", &host, HOST, VERDICT_WARNING,
		"/etc/libvirt/qemu.conf: user = \"root\" | systemctl restart virtqemud");
	s->libvirt = LIBVIRT_NONE;
	assert_judged("qemu-user", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_libvirt_there(void **state)
{
	static const struct distro pve = { .id = "pve" };

	(void)state;
	assert_judged("libvirt-there", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.stack.libvirt = LIBVIRT_MODULAR;
	assert_judged("libvirt-there", &host, HOST, VERDICT_OK, "virtqemud");
	host.stack.libvirt = LIBVIRT_MONOLITHIC;
	assert_judged("libvirt-there", &host, HOST, VERDICT_OK, "libvirtd");
	host.stack.libvirt = LIBVIRT_NONE;
	assert_judged("libvirt-there", &host, HOST, VERDICT_WARNING, "install libvirt");
	host.distro = &debian;
	assert_judged("libvirt-there", &host, HOST, VERDICT_WARNING,
		"sudo apt install libvirt-daemon-system");
	host.distro = &pve;
	assert_judged("libvirt-there", &host, HOST, VERDICT_OK, "qm set");
	host.distro = &debian;
	(void)snprintf(host.kernel.flavour, sizeof(host.kernel.flavour), "pve");
	assert_judged("libvirt-there", &host, HOST, VERDICT_OK, "Proxmox");
}

static void test_libvirt_daemon(void **state)
{
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("libvirt-active", &host, HOST, VERDICT_UNKNOWN, NULL);
	assert_judged("libvirt-enabled", &host, HOST, VERDICT_UNKNOWN, NULL);
	s->libvirt = LIBVIRT_MONOLITHIC;
	s->libvirt_active = s->libvirt_enabled = TRI_YES;
	assert_judged("libvirt-active", &host, HOST, VERDICT_OK, "libvirtd");
	assert_judged("libvirt-enabled", &host, HOST, VERDICT_OK, "libvirtd");
	s->libvirt_active = s->libvirt_enabled = TRI_NO;
	assert_judged("libvirt-active", &host, HOST, VERDICT_WARNING,
		"sudo systemctl enable --now libvirtd.socket | /run/libvirt");
	s->libvirt = LIBVIRT_MODULAR;
	assert_judged("libvirt-enabled", &host, HOST, VERDICT_WARNING,
		"sudo systemctl enable virtqemud.socket | virtqemud is not enabled");
	s->libvirt = LIBVIRT_NONE;
	assert_judged("libvirt-active", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
	assert_judged("libvirt-enabled", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_libvirt_version(void **state)
{
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("libvirt-version", &host, HOST, VERDICT_UNKNOWN, NULL);
	s->libvirt_version = 11003000;
	assert_judged("libvirt-version", &host, HOST, VERDICT_OK, "libvirt is 11.3.0");
	s->libvirt_version = 8006000;
	assert_judged("libvirt-version", &host, HOST, VERDICT_OK, "8.6.0");
	s->libvirt_version = 8005000;
	assert_judged("libvirt-version", &host, HOST, VERDICT_WARNING, "loader secure='yes'");
	s->libvirt_version = 7001000;
	assert_judged("libvirt-version", &host, HOST, VERDICT_WARNING, "with Secure Boot (7.2)");
	s->libvirt_version = 5001000;
	assert_judged("libvirt-version", &host, HOST, VERDICT_WARNING, "UEFI firmware");
	s->libvirt = LIBVIRT_NONE;
	assert_judged("libvirt-version", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_libvirt_variants(void **state)
{
	struct pci_dev dev = { .class = 0x020000, .name = "0000:01:00.0", .driver = "mlx5_core" };
	const struct judged_as as = { &dev, USE_MODE_SRIOV, 0 };
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("libvirt-variants", &host, as, VERDICT_UNKNOWN, NULL);
	s->libvirt_version = 9007000;
	assert_judged("libvirt-variants", &host, as, VERDICT_WARNING,
		"libvirt 9.7.0 | vf bind VF mlx5_vfio_pci");
	s->libvirt_version = 10000000;
	assert_judged("libvirt-variants", &host, as, VERDICT_OK, "mlx5_vfio_pci");
	(void)snprintf(dev.driver, sizeof(dev.driver), "xe");
	assert_judged("libvirt-variants", &host, as, VERDICT_NOT_APPLICABLE, NULL);
	host.kernel.major = 6;
	host.kernel.minor = 19;
	host.kernel.release = JUDGED_TEXT("6.19.0");
	assert_judged("libvirt-variants", &host, as, VERDICT_OK, "xe-vfio-pci");
}

static void test_libvirt_hostdev_net(void **state)
{
	struct pci_dev dev = { .class = 0x020000, .name = "0000:01:00.0", .driver = "igb" };
	const struct judged_as as = { &dev, USE_MODE_SRIOV, 0 };
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("libvirt-hostdev-net", &host, as, VERDICT_UNKNOWN, NULL);
	s->libvirt_version = 12000000;
	assert_judged("libvirt-hostdev-net", &host, as, VERDICT_OK, NULL);
	s->libvirt_version = 12001000;
	assert_judged("libvirt-hostdev-net", &host, as, VERDICT_WARNING, "crashes | 12.2");
	s->libvirt_version = 12002000;
	assert_judged("libvirt-hostdev-net", &host, as, VERDICT_OK, NULL);
	s->libvirt = LIBVIRT_NONE;
	assert_judged("libvirt-hostdev-net", &host, as, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_libvirt_group(void **state)
{
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("libvirt-group", &host, HOST, VERDICT_UNKNOWN, NULL);
	s->in_libvirt_group = TRI_NO;
	assert_judged("libvirt-group", &host, HOST, VERDICT_WARNING, "usermod -aG libvirt");
	s->in_libvirt_group = TRI_YES;
	assert_judged("libvirt-group", &host, HOST, VERDICT_OK, NULL);
	s->libvirt = LIBVIRT_NONE;
	assert_judged("libvirt-group", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_libvirt_network(void **state)
{
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("libvirt-network", &host, HOST, VERDICT_UNKNOWN, "needs root");
	s->default_network = TRI_NO;
	assert_judged("libvirt-network", &host, HOST, VERDICT_WARNING, "net-define");
	s->default_network = TRI_YES;
	assert_judged("libvirt-network", &host, HOST, VERDICT_UNKNOWN, NULL);
	s->default_network_autostart = TRI_NO;
	assert_judged("libvirt-network", &host, HOST, VERDICT_WARNING, "net-autostart default");
	s->default_network_autostart = TRI_YES;
	assert_judged("libvirt-network", &host, HOST, VERDICT_OK, NULL);
	s->libvirt = LIBVIRT_NONE;
	assert_judged("libvirt-network", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_libvirt_guests(void **state)
{
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("libvirt-guests", &host, HOST, VERDICT_UNKNOWN, NULL);
	s->libvirt_guests = TRI_NO;
	assert_judged(
		"libvirt-guests", &host, HOST, VERDICT_WARNING, "enable --now libvirt-guests");
	s->libvirt_guests = TRI_YES;
	assert_judged("libvirt-guests", &host, HOST, VERDICT_OK, NULL);
	s->libvirt = LIBVIRT_NONE;
	assert_judged("libvirt-guests", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_firmware(void **state)
{
	struct stack_firmware f[] = {
		{ JUDGED_TEXT("/usr/share/qemu/firmware/arm.json"), JUDGED_TEXT("/arm.fd"), true,
			true, true, false, false, false },
		{ JUDGED_TEXT("/usr/share/qemu/firmware/60.json"), JUDGED_TEXT("/OVMF_CODE.fd"),
			false, false, false, false, true, true },
	};
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("guest-uefi", &host, HOST, VERDICT_UNKNOWN, NULL);
	assert_judged("guest-secure-boot", &host, WINDOWS, VERDICT_UNKNOWN, NULL);
	s->firmware_seen = TRI_YES;
	s->firmware = f;
	s->n_firmware = 1;
	assert_judged("guest-uefi", &host, HOST, VERDICT_WARNING, "no UEFI firmware | OVMF");
	assert_judged("guest-secure-boot", &host, WINDOWS, VERDICT_WARNING, "none has secure-boot");
	s->n_firmware = 2;
	assert_judged("guest-uefi", &host, HOST, VERDICT_WARNING, "missing | /OVMF_CODE.fd");
	f[1].code_there = true;
	assert_judged("guest-uefi", &host, HOST, VERDICT_OK, "60.json: /OVMF_CODE.fd");
	assert_judged("guest-secure-boot", &host, WINDOWS, VERDICT_WARNING, "no firmware with");
	f[1].secure_boot = true;
	assert_judged("guest-secure-boot", &host, WINDOWS, VERDICT_WARNING, "no keys | enrol");
	f[1].enrolled_keys = true;
	assert_judged("guest-secure-boot", &host, WINDOWS, VERDICT_OK, "60.json");
}

static void test_tpm(void **state)
{
	struct stack *s = &host.stack;

	(void)state;
	host.distro = &debian;
	assert_judged("guest-tpm", &host, WINDOWS, VERDICT_UNKNOWN, NULL);
	assert_judged("guest-tpm-setup", &host, WINDOWS, VERDICT_UNKNOWN, NULL);
	s->swtpm = s->swtpm_setup = TRI_NO;
	assert_judged(
		"guest-tpm", &host, WINDOWS, VERDICT_WARNING, "apt install swtpm swtpm-tools");
	assert_judged("guest-tpm-setup", &host, WINDOWS, VERDICT_WARNING, "/usr/bin/swtpm_setup");
	s->swtpm = s->swtpm_setup = TRI_YES;
	assert_judged("guest-tpm", &host, WINDOWS, VERDICT_OK, NULL);
	assert_judged("guest-tpm-setup", &host, WINDOWS, VERDICT_OK, NULL);
}

static void test_qemu_devices(void **state)
{
	enum tri *has = host.stack.qemu_devices;

	(void)state;
	assert_judged("qemu-devices", &host, HOST, VERDICT_UNKNOWN, "not asked it");
	for (size_t i = 0; i < STACK_QEMU_N; i++)
		has[i] = TRI_NO;
	assert_judged("qemu-devices", &host, WINDOWS, VERDICT_WARNING, "no tpm-emulator | restart");
	has[STACK_QEMU_TPM] = TRI_YES;
	host.stack.kvmfr = STACK_NODE_CHAR;
	assert_judged("qemu-devices", &host, WINDOWS, VERDICT_WARNING, "no flag ivshmem-plain");
	host.stack.kvmfr = STACK_NODE_NONE;
	assert_judged("qemu-devices", &host, WINDOWS, VERDICT_WARNING, "no spice");
	has[STACK_QEMU_SPICE] = TRI_YES;
	assert_judged("qemu-devices", &host, HOST, VERDICT_OK, "a TPM and SPICE");
	host.stack.qemu_there = TRI_NO;
	assert_judged("qemu-devices", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_iso_apparmor(void **state)
{
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("guest-iso-apparmor", &host, WINDOWS, VERDICT_UNKNOWN, NULL);
	s->virtio_iso_share = TRI_NO;
	assert_judged("guest-iso-apparmor", &host, WINDOWS, VERDICT_OK, "no ISO");
	s->virtio_iso_share = TRI_YES;
	assert_judged("guest-iso-apparmor", &host, WINDOWS, VERDICT_UNKNOWN, NULL);
	s->apparmor = TRI_YES;
	assert_judged("guest-iso-apparmor", &host, WINDOWS, VERDICT_WARNING,
		"sudo cp /usr/share/virtio-win/virtio-win.iso /var/lib/libvirt/images/");
	s->apparmor = TRI_NO;
	assert_judged("guest-iso-apparmor", &host, WINDOWS, VERDICT_OK, "does not confine");
}

static void test_kvmfr_node(void **state)
{
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("kvmfr-node", &host, HOST, VERDICT_UNKNOWN, NULL);
	s->kvmfr = STACK_NODE_NONE;
	assert_judged("kvmfr-node", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
	set_module("kvmfr", TRI_NO, TRI_NO);
	assert_judged("kvmfr-node", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
	set_module("kvmfr", TRI_NO, TRI_YES);
	assert_judged("kvmfr-node", &host, HOST, VERDICT_WARNING, "static_size_mb=64");
	s->kvmfr = STACK_NODE_REGULAR;
	assert_judged(
		"kvmfr-node", &host, HOST, VERDICT_WARNING, "a regular file | rm /dev/kvmfr0");
	s->kvmfr = STACK_NODE_CHAR;
	assert_judged("kvmfr-node", &host, HOST, VERDICT_OK, NULL);
}

static void test_kvmfr_access(void **state)
{
	struct stack *s = &host.stack;

	(void)state;
	s->kvmfr = STACK_NODE_NONE;
	assert_judged("kvmfr-acl", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
	assert_judged("kvmfr-apparmor", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
	s->kvmfr = STACK_NODE_CHAR;
	assert_judged("kvmfr-acl", &host, HOST, VERDICT_UNKNOWN, "needs root");
	assert_judged("kvmfr-apparmor", &host, HOST, VERDICT_UNKNOWN, NULL);
	s->kvmfr_acl = s->kvmfr_apparmor = TRI_NO;
	s->apparmor = TRI_YES;
	assert_judged("kvmfr-acl", &host, HOST, VERDICT_WARNING, "cgroup_device_acl | libvirtd");
	assert_judged("kvmfr-apparmor", &host, HOST, VERDICT_WARNING,
		"tee -a /etc/apparmor.d/local/abstractions/libvirt-qemu");
	s->libvirt_version = 9006000;
	assert_judged("kvmfr-apparmor", &host, HOST, VERDICT_WARNING,
		"tee -a /etc/apparmor.d/abstractions/libvirt-qemu.d/virtfn");
	s->kvmfr_acl = s->kvmfr_apparmor = TRI_YES;
	assert_judged("kvmfr-acl", &host, HOST, VERDICT_OK, NULL);
	assert_judged("kvmfr-apparmor", &host, HOST, VERDICT_OK, NULL);
	s->apparmor = TRI_NO;
	assert_judged("kvmfr-apparmor", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_looking_glass(void **state)
{
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("looking-glass", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
	s->kvmfr = STACK_NODE_CHAR;
	assert_judged("looking-glass", &host, HOST, VERDICT_UNKNOWN, NULL);
	s->looking_glass = TRI_NO;
	assert_judged("looking-glass", &host, HOST, VERDICT_WARNING, "install the Looking Glass");
	s->looking_glass = TRI_YES;
	assert_judged("looking-glass", &host, HOST, VERDICT_OK, NULL);
}

static void test_screen(void **state)
{
	struct pci_dev dev = { .class = 0x030000, .name = "0000:00:02.0" };
	const struct judged_as as = { &dev, USE_MODE_SRIOV, GUEST_OS_WINDOWS };
	struct stack *s = &host.stack;

	(void)state;
	assert_judged("guest-screen", &host, as, VERDICT_UNKNOWN, NULL);
	s->rdp = TRI_NO;
	assert_judged("guest-screen", &host, as, VERDICT_UNKNOWN, NULL);
	s->looking_glass = TRI_NO;
	assert_judged("guest-screen", &host, as, VERDICT_WARNING, "install FreeRDP");
	s->rdp = TRI_YES;
	assert_judged("guest-screen", &host, as, VERDICT_OK, "RDP");
	s->looking_glass = TRI_YES;
	assert_judged("guest-screen", &host, as, VERDICT_OK, "Looking Glass");
}

static void test_viewer(void **state)
{
	(void)state;
	assert_judged("guest-viewer", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.stack.viewer = TRI_NO;
	assert_judged("guest-viewer", &host, HOST, VERDICT_UNKNOWN, "desktop");
	host.session.type = SESSION_X11;
	assert_judged("guest-viewer", &host, HOST, VERDICT_WARNING, "install virt-viewer");
	host.stack.viewer = TRI_YES;
	assert_judged("guest-viewer", &host, HOST, VERDICT_OK, NULL);
	host.stack.viewer = TRI_NO;
	host.session.type = SESSION_NONE;
	assert_judged("guest-viewer", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_vfio_node(void **state)
{
	(void)state;
	assert_judged("vfio-node", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.stack.vfio_node = TRI_YES;
	assert_judged("vfio-node", &host, HOST, VERDICT_OK, NULL);
	host.stack.vfio_node = TRI_NO;
	assert_judged("vfio-node", &host, HOST, VERDICT_WARNING, "sudo modprobe vfio-pci");
	host.machine.is_container = TRI_YES;
	assert_judged("vfio-node", &host, HOST, VERDICT_UNKNOWN, "container");
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("guest", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_kvm_module, setup),
		cmocka_unit_test_setup(test_kvm_node, setup),
		cmocka_unit_test_setup(test_nested, setup),
		cmocka_unit_test_setup(test_qemu, setup),
		cmocka_unit_test_setup(test_qemu_devices, setup),
		cmocka_unit_test_setup(test_qemu_user, setup),
		cmocka_unit_test_setup(test_libvirt_there, setup),
		cmocka_unit_test_setup(test_libvirt_daemon, setup),
		cmocka_unit_test_setup(test_libvirt_version, setup),
		cmocka_unit_test_setup(test_libvirt_variants, setup),
		cmocka_unit_test_setup(test_libvirt_hostdev_net, setup),
		cmocka_unit_test_setup(test_libvirt_group, setup),
		cmocka_unit_test_setup(test_libvirt_network, setup),
		cmocka_unit_test_setup(test_libvirt_guests, setup),
		cmocka_unit_test_setup(test_firmware, setup),
		cmocka_unit_test_setup(test_tpm, setup),
		cmocka_unit_test_setup(test_iso_apparmor, setup),
		cmocka_unit_test_setup(test_kvmfr_node, setup),
		cmocka_unit_test_setup(test_kvmfr_access, setup),
		cmocka_unit_test_setup(test_looking_glass, setup),
		cmocka_unit_test_setup(test_screen, setup),
		cmocka_unit_test_setup(test_viewer, setup),
		cmocka_unit_test_setup(test_vfio_node, setup),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
