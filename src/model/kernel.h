/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_KERNEL_H
#define MODEL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/tri.h"

/* One of the kernel's arguments, split by the kernel's rule; those behind "--" are left out. */
struct kernel_param {
	char *name;  /* with '-' as '_'; owned */
	char *value; /* without the quotes around it; NULL: no "="; owned */
};

/* One symbol of the running kernel's configuration. */
struct kernel_symbol {
	const char *name; /* without CONFIG_; lives as long as the program */
	char value;       /* 'y', 'm', 'n' (also: not mentioned), 'v' (a number or text) */
};

struct kernel_module_param {
	char *name;  /* owned */
	char *value; /* NULL: only root may read it; owned */
};

/* A module that matters here: those of facts/kernel-names.c. */
struct kernel_module {
	char name[32];   /* with '_' */
	enum tri loaded; /* or built in */
	enum tri builtin;
	enum tri installed; /* a file of the running kernel, or built in */
	enum tri held;      /* in use by others (refcnt above 0); of a loaded one */
	char *version;      /* of the loaded one, /sys/module/M/version; NULL none; owned */
	char *file; /* of the running kernel, below /lib/modules/RELEASE; NULL none; owned */
	/*
	 * What is said inside that file. Looked at only when it did not come with the kernel
	 * and is not loaded: of a loaded one version and taint say as much.
	 */
	enum tri info_seen;
	char *file_version;                 /* modinfo -F version of that file; NULL none; owned */
	char *vermagic;                     /* of that file; owned */
	char *signer;                       /* of that file; NULL: not signed; owned */
	char *taint;                        /* /sys/module/M/taint, "OE"; NULL unknown; owned */
	struct kernel_module_param *params; /* /sys/module/M/parameters; owned */
	size_t n_params;
	enum tri params_seen;
};

/* A module that matters of a kernel that does not run: those of facts/kernel-names.c. */
struct kernel_image_module {
	const char *name; /* with '_'; lives as long as the program */
	enum tri there;   /* a file of that kernel, or built in */
	enum tri builtin;
	char *file; /* below /lib/modules/RELEASE, "updates/dkms/i915.ko"; NULL none; owned */
	/* What is said inside that file; few are looked into (facts-kernel-other.c). */
	enum tri info_seen;
	char *version, *vermagic, *signer; /* NULL none; owned */
};

/* A kernel that is installed: a folder of /lib/modules with modules in it. */
struct kernel_image {
	char *release; /* owned */
	bool running;
	enum tri headers;   /* build/ leads to a tree with a Makefile */
	enum tri image;     /* its vmlinuz is there (/boot or /lib/modules) */
	enum tri initramfs; /* its initramfs is in /boot */
	char *sriov_module; /* a dkms or updates/ i915 or xe: its path; NULL none; owned */
	/* Of one that does not run: what is not known of them says so; owned. */
	struct kernel_image_module *modules;
	size_t n_modules;
};

/* A line of what "dkms status" would say, from /var/lib/dkms itself. */
struct kernel_dkms {
	char *name, *version;  /* owned */
	char *kernel;          /* NULL: only added; owned */
	bool built, installed; /* for that kernel */
	char *build_exclusive; /* BUILD_EXCLUSIVE_KERNEL of its dkms.conf; NULL none; owned */
};

/* A firmware file that a driver asks for. */
struct kernel_firmware {
	char *path; /* below /lib/firmware, "i915/tgl_guc_70.bin"; owned */
	enum tri there;
};

/* A configuration line, of /etc or of a package, that loads, hides or sets a module. */
enum kernel_conf_kind {
	KERNEL_CONF_OPTIONS,   /* options MODULE TEXT */
	KERNEL_CONF_BLACKLIST, /* blacklist MODULE */
	KERNEL_CONF_INSTALL,   /* install MODULE TEXT */
	KERNEL_CONF_SOFTDEP,   /* softdep MODULE TEXT */
	/*
	 * modules-load.d, or the initramfs' list: MODULE TEXT. Of dracut and mkinitcpio, TEXT
	 * is the variable: add_drivers only puts it in, force_drivers loads it early.
	 */
	KERNEL_CONF_LOAD,
};

struct kernel_conf {
	enum kernel_conf_kind kind;
	char *file; /* "/etc/modprobe.d/vfio.conf"; owned */
	unsigned line;
	char module[32]; /* with '_' */
	char *text;      /* the rest; "" for none; owned */
};

struct kernel {
	char *release;           /* "6.12.95+deb12-amd64"; NULL unknown; owned */
	int major, minor, patch; /* -1 unknown */
	/*
	 * "debian", "ubuntu", "pve", "fedora", "arch", "zen", "cachyos", "xanmod",
	 * "liquorix", "suse", "nixos", "lts"; "" unknown or plain
	 */
	char flavour[16];
	char *cmdline;               /* NULL unknown; owned */
	struct kernel_param *params; /* owned; in order */
	size_t n_params;
	char *config_file;            /* where the configuration was found; NULL: nowhere; owned */
	struct kernel_symbol *config; /* owned; sorted by name */
	size_t n_config;
	int64_t tainted;               /* -1 unknown */
	struct kernel_module *modules; /* owned; sorted by name */
	size_t n_modules;
	struct kernel_image *images; /* owned; oldest release first */
	size_t n_images;
	enum tri images_seen;
	struct kernel_dkms *dkms; /* owned */
	size_t n_dkms;
	enum tri dkms_seen;               /* NO: dkms is not installed */
	struct kernel_firmware *firmware; /* owned */
	size_t n_firmware;
	struct kernel_conf *conf; /* owned; by file and line */
	size_t n_conf;
	enum tri conf_seen;
};

void kernel_init(struct kernel *k); /* all unknown */
void kernel_done(struct kernel *k);

/* At least this version; unknown when the release could not be read. */
enum tri kernel_at_least(const struct kernel *k, int major, int minor);

/* The last argument of this name ('-' and '_' alike), which is the one that counts; or NULL. */
const struct kernel_param *kernel_param(const struct kernel *k, const char *name);

/* Whether any argument of this name has this member in its comma list: intel_iommu, "on". */
enum tri kernel_param_has(const struct kernel *k, const char *name, const char *item);

/* 'y', 'm', 'n', 'v', or 0 when the configuration could not be read or nobody asked for it. */
char kernel_config(const struct kernel *k, const char *symbol);

/* NULL when facts do not look at this module. '-' and '_' are alike. */
const struct kernel_module *kernel_module(const struct kernel *k, const char *name);

/* Loaded or built in. Unknown when facts do not look at it. */
enum tri kernel_has_module(const struct kernel *k, const char *name);

/* NULL when it is not loaded, or has no such parameter, or only root may read it. */
const char *kernel_module_param(const struct kernel *k, const char *module, const char *param);

/*
 * Whether the loaded module has this parameter, readable or not; NO too when the module is
 * not loaded. Some modules' parameters are not looked at: unknown.
 */
enum tri kernel_has_module_param(const struct kernel *k, const char *module, const char *param);

/* Older than, like or newer than: by numbers, "-rc" in front of what has none. */
int kernel_release_compare(const char *a, const char *b);

/* The newest kernel that does not run and can be booted; NULL: the running one is newest. */
const struct kernel_image *kernel_next_image(const struct kernel *k);

/* NULL for the running kernel, and when facts do not look at this module. */
const struct kernel_image_module *kernel_image_module(
	const struct kernel_image *image, const char *name);

/* The first line of this kind about this module, or NULL. */
const struct kernel_conf *kernel_conf(
	const struct kernel *k, enum kernel_conf_kind kind, const char *module);

/* Whether this firmware file is there; unknown when nobody looked. */
enum tri kernel_firmware(const struct kernel *k, const char *path);

#endif
