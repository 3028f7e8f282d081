/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How are packages installed, and taken away again, when nobody answers questions? An undo removes
 * what was named, and nothing that came with it or that its owner has set up with it since.
 */
#include "distro/package-manager.h"

#include <stddef.h>

/* Settings of the host's own stay; recommended packages come, as libvirt's network needs some. */
#define APT                                                             \
	"env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-o", \
		"Dpkg::Options::=--force-"                              \
		"confold"

static const char *const apt_install[] = { APT, "install", NULL };
static const char *const apt_remove[] = { APT, "remove", NULL };
static const char *const apt_query[] = { "dpkg-query", "-W", "-f=${db:Status-Status}", NULL };

static const char *const apt_version[] = { "dpkg-query", "-W", "-f=${db:Status-Status} ${Version}",
	NULL };
static const char *const apt_hold[] = { "apt-mark", "hold", NULL };
static const char *const apt_unhold[] = { "apt-mark", "unhold", NULL };

const struct package_manager package_manager_apt = {
	.id = "apt",
	.database = PACKAGE_DATABASE_DPKG,
	.install = apt_install,
	.remove = apt_remove,
	.query = apt_query,
	.file = PACKAGE_FORMAT_DEB,
	.install_file = apt_install,
	.version = apt_version,
	.answer = "installed",
	.hold_by = PACKAGE_HOLD_DPKG,
	.hold = apt_hold,
	.unhold = apt_unhold,
};

/* Without -y: a newer list of packages with older ones installed is not supported on Arch. */
static const char *const pacman_install[] = { "pacman", "-S", "--needed", "--noconfirm", NULL };
static const char *const pacman_remove[] = { "pacman", "-R", "--noconfirm", NULL };
static const char *const pacman_query[] = { "pacman", "-Q", NULL };

static const char *const pacman_install_file[] = { "pacman", "-U", "--noconfirm", NULL };

const struct package_manager package_manager_pacman = {
	.id = "pacman",
	.database = PACKAGE_DATABASE_PACMAN,
	.install = pacman_install,
	.remove = pacman_remove,
	.query = pacman_query,
	.file = PACKAGE_FORMAT_PACMAN,
	.install_file = pacman_install_file,
	.version = pacman_query,
	.hold_by = PACKAGE_HOLD_PACMAN,
};

static const char *const rpm_query[] = { "rpm", "-q", NULL };

/* What nobody needs any more would go with it; the spelling is one that dnf 4 and 5 share. */
static const char *const dnf_install[] = { "dnf", "-y", "install", NULL };
static const char *const dnf_remove[] = { "dnf", "-y",
	"--setopt=clean_requirements_on_remove=False", "remove", NULL };

/* A plugin of dnf 4 (python3-dnf-plugin-versionlock), a part of dnf 5. */
static const char *const dnf_hold[] = { "dnf", "-y", "versionlock", "add", NULL };
static const char *const dnf_unhold[] = { "dnf", "-y", "versionlock", "delete", NULL };
static const char *const dnf_hold_files[] = { "etc/dnf/plugins/versionlock.list",
	"etc/dnf/versionlock.toml", NULL };

const struct package_manager package_manager_dnf = {
	.id = "dnf",
	.database = PACKAGE_DATABASE_RPM,
	.install = dnf_install,
	.remove = dnf_remove,
	.query = rpm_query,
	.hold_by = PACKAGE_HOLD_FILE,
	.hold = dnf_hold,
	.unhold = dnf_unhold,
	.hold_files = dnf_hold_files,
};

static const char *const zypper_install[] = { "zypper", "--non-interactive", "install", NULL };
static const char *const zypper_remove[] = { "zypper", "--non-interactive", "remove", NULL };

static const char *const zypper_hold[] = { "zypper", "--non-interactive", "addlock", NULL };
static const char *const zypper_unhold[] = { "zypper", "--non-interactive", "removelock", NULL };
static const char *const zypper_hold_files[] = { "etc/zypp/locks", NULL };

const struct package_manager package_manager_zypper = {
	.id = "zypper",
	.database = PACKAGE_DATABASE_RPM,
	.install = zypper_install,
	.remove = zypper_remove,
	.query = rpm_query,
	.hold_by = PACKAGE_HOLD_FILE,
	.hold = zypper_hold,
	.unhold = zypper_unhold,
	.hold_files = zypper_hold_files,
};

static const char *const ostree_install[] = { "rpm-ostree", "install", "--idempotent", NULL };
static const char *const ostree_remove[] = { "rpm-ostree", "uninstall", "--idempotent", NULL };

const struct package_manager package_manager_rpm_ostree = {
	.id = "rpm-ostree",
	.database = PACKAGE_DATABASE_RPM,
	.install = ostree_install,
	.remove = ostree_remove,
	.query = rpm_query,
	.reboot = true,
};
