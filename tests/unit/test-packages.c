/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are packages called what each distribution calls them, and are those known that are installed?
 */
#include "facts/packages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "distro/distro.h"
#include "lib/tests.h"
#include "lib/tree.h"

static const struct distro *row(const char *id)
{
	for (size_t i = 0; distros[i]; i++)
		if (str_eq(distros[i]->id, id))
			return distros[i];
	fail_msg("there is no row %s", id);
	return NULL;
}

static char *joined(char *const *names)
{
	struct str_buf b = { 0 };

	for (size_t i = 0; names[i]; i++)
		str_buf_printf(&b, "%s%s", i > 0 ? " " : "", names[i]);
	return str_buf_take(&b);
}

static void assert_headers(
	const char *id, const struct package_kernel *kernels, size_t n, const char *wanted)
{
	static const enum distro_package headers[] = { DISTRO_PACKAGE_HEADERS };
	const struct package_ask ask = { headers, 1, kernels, n };
	_cleanup_(package_names_freep) char **names = NULL;
	_cleanup_free_ char *got = NULL;
	struct err err = { 0 };

	assert_ok(package_names(row(id), &ask, &names, &err), err);
	got = joined(names);
	assert_string_equal(got, wanted);
}

static void test_headers(void **state)
{
	static const struct package_kernel debian[] = { { "6.1.0-9-rt-amd64", "" },
		{ "6.12.57+deb13-amd64", "" }, { "6.12.60+deb13-amd64", "" } };
	static const struct package_kernel ubuntu[] = { { "6.8.0-45-generic", "" } };
	static const struct package_kernel pve[] = { { "6.8.12-4-pve", "" } };
	static const struct package_kernel arch[] = { { "6.17.1-zen1-1-zen", "linux-zen" },
		{ "6.17.1-arch1-1", "linux" }, { "6.0", "" } };
	static const struct package_kernel fedora[] = { { "6.17.1-300.fc43.x86_64", "" } };
	static const struct package_kernel suse[] = { { "6.17.5-1-default", "" },
		{ "6.17.4-1-default", "" } };

	(void)state;
	assert_headers("debian", debian, 3,
		"linux-headers-6.1.0-9-rt-amd64 linux-headers-rt-amd64 "
		"linux-headers-6.12.57+deb13-amd64 linux-headers-amd64 "
		"linux-headers-6.12.60+deb13-amd64");
	assert_headers("ubuntu", ubuntu, 1, "linux-headers-6.8.0-45-generic linux-headers-generic");
	assert_headers("popos", ubuntu, 1, "linux-headers-6.8.0-45-generic linux-headers-generic");
	assert_headers("pve", pve, 1, "proxmox-headers-6.8.12-4-pve proxmox-default-headers");
	assert_headers("arch", arch, 3, "linux-zen-headers linux-headers");
	assert_headers("cachyos", arch, 1, "linux-zen-headers");
	assert_headers("manjaro", arch, 1, "linux-zen-headers");
	assert_headers("endeavouros", arch, 2, "linux-zen-headers linux-headers");
	assert_headers(
		"fedora", fedora, 1, "kernel-devel-6.17.1-300.fc43.x86_64 kernel-devel-matched");
	assert_headers("opensuse", suse, 2, "kernel-default-devel");
}

static int names_of(
	const char *id, const enum distro_package *packages, size_t n, char ***ret, struct err *err)
{
	static const struct package_kernel kernels[] = { { "6.8.0-45-generic", "" } };
	const struct package_ask ask = { packages, n, kernels, 1 };

	return package_names(row(id), &ask, ret, err);
}

/* Every package of every row has names that a package manager takes, and each of them once. */
static void test_names(void **state)
{
	(void)state;
	for (size_t i = 0; distros[i]; i++) {
		for (enum distro_package p = 0; p < DISTRO_PACKAGES; p++) {
			_cleanup_(package_names_freep) char **names = NULL;
			struct err err = { 0 };
			int r = names_of(distros[i]->id, &p, 1, &names, &err);

			assert_int_equal(r < 0 ? r : 0, names ? 0 : -EOPNOTSUPP);
			assert_int_equal(names != NULL,
				distros[i]->manager &&
					(p == DISTRO_PACKAGE_HEADERS
							? distros[i]->headers != NULL
							: distros[i]->packages[p] != NULL));
			for (size_t n = 0; names && names[n]; n++) {
				assert_true(names[n][0] != '-');
				assert_null(strpbrk(names[n], " $%()'\"\\;"));
			}
		}
	}
}

static void test_together(void **state)
{
	static const enum distro_package packages[] = { DISTRO_PACKAGE_LIBVIRT, DISTRO_PACKAGE_QEMU,
		DISTRO_PACKAGE_LIBVIRT };
	static const enum distro_package extra[] = { DISTRO_PACKAGE_MODULES_EXTRA };
	_cleanup_(package_names_freep) char **suse = NULL, **ubuntu = NULL, **none = NULL;
	_cleanup_free_ char *a = NULL, *b = NULL;
	struct err err = { 0 };

	(void)state;
	assert_ok(names_of("opensuse", packages, 3, &suse, &err), err);
	a = joined(suse);
	assert_string_equal(a, "patterns-server-kvm_server patterns-server-kvm_tools");
	assert_ok(names_of("ubuntu", extra, 1, &ubuntu, &err), err);
	b = joined(ubuntu);
	assert_string_equal(b, "linux-modules-extra-6.8.0-45-generic");
	assert_int_equal(names_of("nixos", packages, 1, &none, &err), -EOPNOTSUPP);
	assert_int_equal(names_of("pve", packages, 1, &none, &err), -EOPNOTSUPP);
	assert_contains(err.text, "Proxmox VE has no package that is known to have libvirt");
}

static void test_no_kernels(void **state)
{
	static const enum distro_package headers[] = { DISTRO_PACKAGE_HEADERS };
	const struct package_ask ask = { headers, 1, NULL, 0 };
	char **names = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(package_names(row("debian"), &ask, &names, &err), -EOPNOTSUPP);
	assert_null(names);
}

/* Nothing of a manager asks a question, and what is removed is named. */
static void test_managers(void **state)
{
	(void)state;
	for (size_t i = 0; distros[i]; i++) {
		const struct package_manager *m = distros[i]->manager;

		if (!m) {
			assert_string_equal(distros[i]->id, "nixos");
			continue;
		}
		assert_true(m->install[0] && m->remove[0] && m->query[0]);
		assert_int_equal(m->reboot, str_eq(distros[i]->id, "ostree"));
	}
}

static void assert_installed(const struct tree *tree, const char *id, const char *wanted)
{
	static const char *const names[] = { "dkms", "libvirt-daemon-system", "qemu", "swtpm",
		NULL };
	char got[] = "....";
	enum tri answers[4];
	struct root root;
	struct err err = { 0 };

	assert_ok(root_open(&root, tree->path, &err), err);
	assert_ok(facts_packages(&root, row(id)->manager, names, answers, &err), err);
	for (size_t i = 0; i < 4; i++)
		got[i] = answers[i] == TRI_YES ? 'y' : answers[i] == TRI_NO ? 'n' : '?';
	assert_string_equal(got, wanted);
	root_done(&root);
}

static void test_dpkg(void **state)
{
	const struct tree *tree = *state;

	assert_installed(tree, "debian", "????");
	tree_add(tree, "var/lib/dpkg/status",
		"Package: dkms\nStatus: install ok installed\nPriority: optional\n"
		"Description: x\n Package: qemu\n .\n\n"
		"Package: libvirt-daemon-system\nStatus: deinstall ok config-files\n\n"
		"Package: qemu-x\nStatus: install ok installed\n\n"
		"Package: swtpm\nArchitecture: i386\nStatus: install ok half-installed\n\n"
		"Package: swtpm\nArchitecture: amd64\nStatus: hold ok installed");
	assert_installed(tree, "debian", "ynny");
	tree_add(tree, "var/lib/dpkg/status", "");
	assert_installed(tree, "ubuntu", "nnnn");
	tree_add_bytes(tree, "var/lib/dpkg/status", "Package: dkms\n\0", 15);
	assert_installed(tree, "pve", "????");
}

static void test_pacman(void **state)
{
	const struct tree *tree = *state;

	assert_installed(tree, "arch", "????");
	tree_add(tree, "var/lib/pacman/local/ALPM_DB_VERSION", "9\n");
	tree_add(tree, "var/lib/pacman/local/dkms-3.2.2-1/desc", "");
	tree_add(tree, "var/lib/pacman/local/qemu-desktop-10.0-1/desc", "");
	tree_add(tree, "var/lib/pacman/local/swtpm-1:0.10.1-2/desc", "");
	tree_add(tree, "var/lib/pacman/local/qemu/desc", "");
	assert_installed(tree, "manjaro", "ynny");
}

static void assert_version(
	const struct tree *tree, const char *id, const char *name, const char *wanted)
{
	_cleanup_free_ char *version = NULL;
	struct root root;
	struct err err = { 0 };

	assert_ok(root_open(&root, tree->path, &err), err);
	assert_ok(facts_package_version(&root, row(id)->manager, name, &version, &err), err);
	if (!str_eq(version, wanted))
		fail_msg("%s: %s", name, version ? version : "nothing");
	root_done(&root);
}

static void test_versions(void **state)
{
	static const char *const names[] = { "linux-image-amd64", "dkms", "none", NULL };
	const struct tree *tree = *state;
	enum tri held[3];
	char *version = NULL;
	struct root root;
	struct err err = { 0 };

	assert_ok(root_open(&root, tree->path, &err), err);
	assert_int_equal(
		facts_package_version(&root, row("debian")->manager, "dkms", &version, &err),
		-ENODATA);
	assert_int_equal(facts_package_version(&root, row("arch")->manager, "dkms", &version, &err),
		-ENODATA);
	assert_int_equal(
		facts_package_version(&root, row("fedora")->manager, "dkms", &version, &err),
		-ENODATA);
	assert_ok(facts_packages_held(&root, names, held, &err), err);
	assert_int_equal(held[0], TRI_UNKNOWN);
	tree_add(tree, "var/lib/dpkg/status",
		"Package: linux-image-amd64\nStatus: hold ok installed\nVersion: 6.12-1\n\n"
		"Package: gone\nStatus: deinstall ok config-files\nVersion: 3\n\n"
		"Package: i915-sriov-dkms\nVersion: 1:2026.05.06\nStatus: install ok installed\n\n"
		"Package: dkms\nStatus: install ok installed\n");
	tree_add(tree, "var/lib/pacman/local/i915-sriov-dkms-2026.05.06-1/desc", "");
	assert_version(tree, "debian", "i915-sriov-dkms", "1:2026.05.06");
	assert_version(tree, "debian", "gone", NULL);
	assert_version(tree, "debian", "dkms", "");
	assert_version(tree, "arch", "i915-sriov-dkms", "2026.05.06-1");
	assert_version(tree, "arch", "i915", NULL);
	assert_ok(facts_packages_held(&root, names, held, &err), err);
	assert_int_equal(held[0], TRI_YES);
	assert_int_equal(held[1], TRI_NO);
	assert_int_equal(held[2], TRI_NO);
	root_done(&root);
}

/* What brings a newer kernel, of each that is installed. */
static void test_kernels(void **state)
{
	static const enum distro_package packages[] = { DISTRO_PACKAGE_KERNEL };
	static const struct {
		const char *id;
		struct package_kernel kernel;
		const char *names;
	} rows[] = {
		{ "debian", { "6.12.95+deb12-amd64", "" },
			"linux-image-amd64 linux-headers-amd64 linux-image-6.12.95+deb12-amd64" },
		{ "arch", { "6.17.1-zen1-1-zen", "linux-zen" }, "linux-zen linux-zen-headers" },
		{ "pve", { "6.8.12-4-pve", "" },
			"proxmox-default-kernel proxmox-default-headers proxmox-kernel-6.8 "
			"proxmox-headers-6.8 proxmox-kernel-6.8.12-4-pve-signed "
			"proxmox-kernel-6.8.12-4-pve" },
		{ "opensuse", { "6.17.5-1-default", "" }, "kernel-default kernel-default-devel" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct package_ask ask = { packages, 1, &rows[i].kernel, 1 };
		_cleanup_(package_names_freep) char **names = NULL;
		_cleanup_free_ char *got = NULL;
		struct err err = { 0 };

		assert_ok(package_names(row(rows[i].id), &ask, &names, &err), err);
		got = joined(names);
		assert_string_equal(got, rows[i].names);
	}
}

static void test_rpm(void **state)
{
	assert_installed(*state, "fedora", "????");
	assert_installed(*state, "ostree", "????");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_no_kernels),
		cmocka_unit_test(test_managers),
		cmocka_unit_test_setup_teardown(test_dpkg, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_pacman, tree_setup, tree_teardown),
		cmocka_unit_test(test_kernels),
		cmocka_unit_test_setup_teardown(test_versions, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_rpm, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
