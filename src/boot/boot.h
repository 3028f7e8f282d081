/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_BOOT_H
#define BOOT_BOOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/boot-chain.h"
#include "model/edit.h"
#include "model/tri.h"

/* Files and programs of boot chains that may be there; boot_clue_paths[] says which. */
enum boot_clue {
	BOOT_CLUE_LIMINE_UPDATE,
	BOOT_CLUE_LIMINE_CONF,
	BOOT_CLUE_SDBOOT_MANAGE,
	BOOT_CLUE_SDBOOT_MANAGE_CONF,
	BOOT_CLUE_KERNELSTUB,
	BOOT_CLUE_KERNELSTUB_CONF,
	BOOT_CLUE_REINSTALL_KERNELS,
	BOOT_CLUE_SDBOOTUTIL,
	BOOT_CLUE_UPDATE_BOOTLOADER,
	BOOT_CLUE_GRUBBY,
	BOOT_CLUE_UPDATE_GRUB,
	BOOT_CLUE_GRUB,  /* /boot/grub; the files in it may be root's alone */
	BOOT_CLUE_GRUB2, /* /boot/grub2 */
	BOOT_CLUE_REFIND_CONF,
	BOOT_CLUE_MKINITCPIO,
	BOOT_CLUES,
};

/* Where a clue is looked for: one of them is enough. NULL ends a list. */
extern const char *const boot_clue_paths[BOOT_CLUES][4];

/*
 * What a host shows of its boot chain, as plain data that facts/ collects. Texts are "" when
 * they are not there. The settings of a loader survive the loader, so a clue alone proves
 * nothing; what this boot left behind does: EFI variables and the kernel command line.
 */
struct boot_evidence {
	enum tri uefi;
	enum tri efivars;    /* the variables of this boot could be read */
	char loader[64];     /* LoaderInfo: "systemd-boot 257.9", "GRUB 2.12", "Limine 12.9.0" */
	char stub[64];       /* StubInfo: the kernel came in a unified image (UKI) */
	char entry[160];     /* LoaderEntrySelected: "arch.conf" */
	uint64_t features;   /* LoaderFeatures; bit 3: it takes an entry for one boot */
	bool has_features;   /* GRUB sets LoaderInfo, but none of these */
	bool ostree;         /* /run/ostree-booted, or ostree= on the command line */
	bool nixos;          /* /etc/NIXOS, or ID=nixos */
	bool pve;            /* Proxmox VE */
	bool boot_image;     /* BOOT_IMAGE= on the command line: GRUB, or SYSLINUX */
	bool initrd;         /* initrd= on the command line: an EFI stub loaded it */
	bool proxmox_uuids;  /* /etc/kernel/proxmox-boot-uuids is not empty */
	bool blscfg;         /* GRUB_ENABLE_BLSCFG=true in /etc/default/grub */
	bool grub_d;         /* this grub-mkconfig reads /etc/default/grub.d (a Debian patch) */
	bool grub2_bls;      /* openSUSE: LOADER_TYPE="grub2-bls" in /etc/sysconfig/bootloader */
	bool layout_uki;     /* /etc/kernel/install.conf has layout=uki */
	bool entry_token;    /* entry starts with the token of kernel-install */
	char grubenv_fs[16]; /* of GRUB's environment, /boot/grub*: "ext4"; "": not known */
	bool grubenv_plain;  /* it is on a disk or a partition, not on LVM, RAID or LUKS */
	bool clue[BOOT_CLUES];
	enum tri secure_boot;  /* then a unified image ignores the line that it is given */
	unsigned systemd;      /* its version, "257"; 0: not known */
	char kernels[512];     /* installed ones, "6.1.0-9-amd64 6.12.1": /usr/lib/modules */
	char images[512];      /* those of them with a vmlinuz beside their modules */
	bool has_kernelstub;   /* the settings of kernelstub could be read */
	char kernelstub[2048]; /* the options in them, with blanks between */
	char uki[160];         /* the unified image that was booted, "boot/EFI/Linux/arch.efi" */
};

/* What shall be on the kernel command line from the next boot on. */
struct boot_ask {
	const struct boot_evidence *evidence;
	const char *running;     /* /proc/cmdline of this boot; "" when it could not be read */
	const char *const *add;  /* "intel_iommu=on"; members of lists ("pci=realloc") are merged */
	const char *const *drop; /* the same, to be taken away; both end with NULL */
};

/*
 * The entry of a trial: sorted behind all others, so that no default falls on it by itself. For
 * systemd-boot, '-' is older than any letter, and a digit is newer (seen with bootctl list).
 */
#define BOOT_TRIAL_ENTRY "-virtfn-trial.conf"
/* GRUB's, which is named to grub2-reboot: a name with a dash in front would be an option there. */
#define BOOT_TRIAL_GRUB "0-virtfn-trial"
/* Its own initramfs, beside the default's: by this name nothing takes it for a kernel's. */
#define BOOT_TRIAL_IMAGE "virtfn-trial.img"

struct initramfs_evidence;

/* A boot with the ask, of which nothing is left after the next reset. */
struct boot_trial {
	const struct boot_ask *ask;
	const char *id;   /* "7": the line gets virtfn.trial=7, so that the boot knows itself */
	const char *tool; /* what made the initramfs, struct initramfs_tool's id; NULL: not known */
	/* What makes an initramfs of the trial's own; NULL: it has the default's. */
	const struct initramfs_evidence *initramfs;
	const char *over;    /* files that it has instead of those in /etc, a folder; NULL: none */
	const char *release; /* of the kernel that runs; NULL: not known */
};

/*
 * Which boot chain it is, and how its files are edited. Text in, text out: edit() changes the
 * files in edits (those of the row's patterns were read before), names the program that makes
 * what is booted out of them, and where the outcome must be seen. What need not change keeps its
 * bytes. An edit() of what is so already changes nothing and names no program. -EOPNOTSUPP with
 * a text: this chain cannot be edited by us, and what a person has to do is in the notes.
 *
 * trial() makes an entry of its own, on which no default falls, and arms it for one boot: files,
 * then commands or EFI variables; what takes all of that back disarms it. Nothing that the default
 * entry needs is changed. NULL, or -EOPNOTSUPP with a text: there is no boot for once here, and
 * boot_trial_by_hand() has the words. Whoever finds the line good undoes the trial, then asks
 * edit() for the same.
 *
 * A pattern has '*' within a part. "@boot/" stands for each boot partition that is mounted and
 * has a loader/ (the ESP, XBOOTLDR): paths in edits have its place, "boot/efi/loader/...".
 */
struct boot {
	struct boot_chain words;
	bool (*matches)(const struct boot_evidence *e);
	const char *const *files; /* ends with NULL */
	int (*edit)(const struct boot_ask *ask, struct edits *edits, struct err *err);
	const char *const *trial_files; /* to be read for trial(); ends with NULL; may be NULL */
	int (*trial)(const struct boot_trial *trial, struct edits *edits, struct err *err);
};

/* All rows; the first that matches wins. Ends with NULL. */
extern const struct boot *const boot_rows[];

/* NULL: not known. */
const struct boot *boot_of(const struct boot_evidence *e);

/*
 * The ask carried out on one command line (boot/cmdline-edit.c): lists are merged, and what is
 * there stays in its place. 1 with a changed *ret (to be free()d), 0 when nothing changes (*ret
 * is a copy).
 */
int boot_edit_cmdline(const char *text, const struct boot_ask *ask, char **ret, struct err *err);

/*
 * The same on a line that is kept in parts, as the options lines of an entry, which the loader
 * joins with blanks: owned texts that are replaced in place; the list ends with NULL. 1 when one
 * of them changed.
 */
int boot_edit_parts(char **parts, const struct boot_ask *ask, struct err *err);

/*
 * The line of a trial (boot/trial.c), out of one that is known to be good: the ask, what
 * makes a kernel that fails reset the machine, and virtfn.trial=ID. To be free()d.
 */
int boot_trial_line(const char *line, const struct boot_trial *trial, char **ret, struct err *err);

/*
 * Has an initramfs made for the trial (boot/trial-image.c), beside like, the one of the default
 * entry as the host has it ("boot/initrd.img-6.1"); kernel is the path in the default entry.
 * -EOPNOTSUPP when nobody knows how.
 */
int boot_trial_image(const struct boot_trial *trial, const char *kernel, const char *like,
	struct edits *edits, struct err *err);

/* LoaderFeatures says that the loader takes an entry for one boot; -EOPNOTSUPP with a text. */
int boot_trial_allowed(const struct boot_evidence *e, struct err *err);

/* A note: what a person types at the boot menu to try the ask once. */
int boot_trial_by_hand(const struct boot_trial *trial, struct edits *edits, struct err *err);

/* Adds the proofs of an ask for the artefacts of this kind that fit the path's pattern. */
int boot_prove(const struct boot_ask *ask, enum edit_proof_kind kind, const char *path,
	struct edits *edits, struct err *err);

/* The boot loader that started this kernel, as far as this boot left traces of it. */
bool boot_by_systemd_boot(const struct boot_evidence *e);
bool boot_by_grub(const struct boot_evidence *e);
bool boot_by_limine(const struct boot_evidence *e);

/*
 * Shell lines that several chains have in common, for the words: %s is the argument. sed
 * takes '#' around an expression, because arguments have '/', ',' and '|', but no '#'.
 */
#define BOOT_TOKEN_BEFORE "([\"'\\'' ])"
#define BOOT_TOKEN_AFTER  "([\"'\\'' ])"

/* Takes the argument out of the quoted value of the settings that start so. */
#define BOOT_SED_QUOTED_REMOVE(variable) \
	"sed -i -E '/^" variable "/ s#" BOOT_TOKEN_BEFORE "%s" BOOT_TOKEN_AFTER "#\\1\\2#g'"

/* Puts it at the end of the quoted value of this setting, unless it is there. */
#define BOOT_SED_QUOTED_ADD(variable)                                          \
	"sed -i -E '\\#^" variable "=.*[\"'\\'' ]%s[\"'\\'' ]#! s#^(" variable \
	"=([\"'\\'']).*)\\2#\\1 %s\\2#'"

/* /etc/kernel/cmdline: made from this boot's line when there is none, or the root is lost. */
#define BOOT_KERNEL_CMDLINE_MAKE                                                      \
	"[ -s /etc/kernel/cmdline ] || sed -E 's#(^| )(BOOT_IMAGE|initrd)=[^ ]*##g' " \
	"/proc/cmdline | sudo tee /etc/kernel/cmdline\n"

#define BOOT_KERNEL_CMDLINE_ADD                                                    \
	BOOT_KERNEL_CMDLINE_MAKE "grep -qE '(^| )%s( |$)' /etc/kernel/cmdline || " \
				 "echo ' %s' | sudo tee -a /etc/kernel/cmdline\n"

#define BOOT_KERNEL_CMDLINE_REMOVE \
	BOOT_KERNEL_CMDLINE_MAKE   \
	"sudo sed -i -E ':a; s#(^| )%s( |$)#\\1\\2#; ta' /etc/kernel/cmdline\n"

#endif
