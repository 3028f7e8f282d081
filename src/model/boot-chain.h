/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_BOOT_CHAIN_H
#define MODEL_BOOT_CHAIN_H

#include <stdbool.h>

/*
 * How this host is booted, as words for the user: rows live in boot/, one file each.
 * %s in a text is the argument, "intel_iommu=on", or the module line. Texts are
 * copy-paste safe; several commands stand on lines of their own.
 */
struct boot_chain {
	const char *id;     /* "grub-debian" */
	const char *title;  /* "GRUB, Debian style" */
	const char *add;    /* how an argument is added for good */
	const char *remove; /* how it is taken away */
	const char *try;    /* how it is tried for one boot; NULL: at the boot menu, by hand */
	const char *menu;   /* what is pressed on an entry there to edit its line; NULL: "e" */
};

/* What makes the initramfs. */
struct initramfs_tool {
	const char *id;      /* "initramfs-tools", "dracut", "mkinitcpio" */
	const char *rebuild; /* command for all kernels */
	const char *early;   /* how a module is put into it and loaded first; %s is the module */
	/* An argv that does what .rebuild says; NULL: a single one does not. It ends with NULL. */
	const char *const *remake;
	/*
	 * An argv that makes one image beside those that are there, and ends with NULL: the word
	 * "%o" stands for the file, "%r" for the release of the kernel. NULL: .no_image says why.
	 */
	const char *const *image;
	const char *no_image;
};

/* A family of distributions; rows live in distro/. Packages of one row: enum distro_package. */
enum distro_package {
	DISTRO_PACKAGE_QEMU,
	DISTRO_PACKAGE_LIBVIRT,
	DISTRO_PACKAGE_OVMF,
	DISTRO_PACKAGE_SWTPM,
	DISTRO_PACKAGE_VIRTIOFSD,
	DISTRO_PACKAGE_DKMS,
	DISTRO_PACKAGE_HEADERS,      /* of the running kernel's flavour */
	DISTRO_PACKAGE_GPU_FIRMWARE, /* GuC, HuC, DMC */
	DISTRO_PACKAGE_LOOKING_GLASS,
	DISTRO_PACKAGE_VIEWER,
	DISTRO_PACKAGE_RDP,
	DISTRO_PACKAGE_MDEVCTL,
	DISTRO_PACKAGE_MODULES_EXTRA, /* drivers that a small kernel package leaves out */
	DISTRO_PACKAGE_KERNEL,        /* what brings newer kernels; as in struct distro, headers */
	DISTRO_PACKAGES,
};

/* Where it is written down which packages are installed. */
enum package_database {
	PACKAGE_DATABASE_DPKG,
	PACKAGE_DATABASE_PACMAN,
	PACKAGE_DATABASE_RPM,
};

/* How a release of a driver comes as a package. */
enum package_format {
	PACKAGE_FORMAT_NONE,
	PACKAGE_FORMAT_DEB,
	PACKAGE_FORMAT_PACMAN,
};

/* How packages are kept as they are. */
enum package_hold {
	PACKAGE_HOLD_NONE,   /* .hold_words say how a person does it */
	PACKAGE_HOLD_DPKG,   /* by .hold and .unhold; dpkg's database says so */
	PACKAGE_HOLD_PACMAN, /* by IgnorePkg in /etc/pacman.conf */
	PACKAGE_HOLD_FILE,   /* by .hold and .unhold; .hold_files name it then */
};

/* How packages are installed without questions; names go behind each argv, which NULL ends. */
struct package_manager {
	const char *id; /* "apt" */
	enum package_database database;
	const char *const *install;
	const char *const *remove;
	const char *const *query; /* of one name: its status is 0 when the package is there */
	bool reboot;              /* what it installs is there after a reboot */
	enum package_format file; /* what install_file takes */
	const char *const *install_file; /* a path goes behind; NULL: it cannot */
	const char *const *version;      /* of one name: prints ANSWER VERSION */
	const char *answer;              /* NULL: the name */
	enum package_hold hold_by;
	const char *const *hold, *const *unhold;
	const char *const *hold_files; /* patterns; ends with NULL */
};

struct distro {
	const char *id;      /* "debian" */
	const char *title;   /* "Debian" */
	const char *ids;     /* ID and ID_LIKE words of os-release that are this one, with blanks */
	const char *install; /* "apt install %s" */
	const char *packages[DISTRO_PACKAGES]; /* NULL: none there, or not known */
	const struct package_manager *manager; /* NULL: a package is a setting here */
	/*
	 * DISTRO_PACKAGE_HEADERS for each installed kernel, with blanks between: %r is its release,
	 * %v its series ("6.8"), %f its flavour ("rt-amd64"), %p its package on Arch
	 * ("linux-zen"). NULL: none.
	 */
	const char *headers;
	const char *mok;  /* the key that dkms signs with, for mokutil; NULL: not known */
	const char *hold; /* how a person keeps the kernel, where the manager cannot; else NULL */
};

#endif
