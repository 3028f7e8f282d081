/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_EDIT_H
#define MODEL_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/boot-chain.h"

/*
 * A change of a host's configuration as data: files as they were read and as they shall be,
 * programs that make something out of them, and where the outcome must be seen. facts/ reads the
 * files, boot/ and its like change the texts, plan/ makes steps of it all, actions/ does them.
 */
struct edit_file {
	char *path;      /* owned, without the leading slash */
	bool there;      /* when it was read */
	bool unreadable; /* it may be there, and could not be read: must not be changed */
	char *old;       /* owned, with a 0 behind it; NULL: not there */
	size_t old_size;
	char *text; /* what it shall hold, owned; NULL: it shall not be there */
	size_t size;
	char *why; /* owned; one line without full stop; NULL while it stays as it is */
};

/* A program to run, from an argv that ends with NULL. */
struct edit_command {
	char **argv;    /* owned, and its texts */
	char **undo;    /* owned; what takes it back; NULL: nothing does */
	bool first;     /* before any file is changed: packages */
	bool remake;    /* it makes something out of files: once they are put back it runs again */
	bool last;      /* behind all that is made anew; it takes virtfn's lock itself */
	bool live;      /* what it does counts at once, without a reboot */
	char *packages; /* owned; names with blanks between: argv and undo get those that count */
	char **query;   /* owned; of packages: what tells of one name whether it is there */
	char *why;      /* owned; one line without full stop */
};

/* A package out of a file, which comes from somewhere: after an undo, what is made again is. */
struct edit_install {
	char *from;   /* owned; "/root/x.deb" or an address */
	char *path;   /* owned; where it is kept and installed from; without the leading slash */
	char *sha256; /* owned */
	char *name, *version, *answer;     /* owned; as actions/action-package-file.c has them */
	char **install, **remove, **query; /* owned; of that one the name is a part */
	char *why;                         /* owned; one line without full stop */
};

/* A file of sysfs or procfs that shall hold a value, until the next boot. */
struct edit_attribute {
	char *path;  /* owned, without the leading slash */
	char *value; /* owned */
	char *why;   /* owned; one line without full stop */
};

/* An EFI variable of the Boot Loader Interface that shall hold a text. */
struct edit_variable {
	char *name;  /* owned; "LoaderEntryOneShot" */
	char *value; /* owned */
	char *why;   /* owned; one line without full stop */
};

/* An initramfs beside those of the host, made with the configuration that it shall have. */
struct edit_image {
	char *path;  /* owned; where it is made, without the leading slash */
	char *like;  /* owned; the one that it is an alternative to: it is there, and so large */
	char *over;  /* owned; files that take the place of those in /etc meanwhile; NULL: none */
	char **argv; /* owned; what makes it */
	char *why;   /* owned; one line without full stop */
};

/* What lines of an artefact hold kernel command lines. */
enum edit_proof_kind {
	EDIT_PROOF_GRUB,   /* grub.cfg: "linux" commands, but not of recovery entries */
	EDIT_PROOF_BLS,    /* "options" lines of a Boot Loader Specification entry */
	EDIT_PROOF_LIMINE, /* "cmdline:" lines of limine.conf */
	EDIT_PROOF_UKI,    /* the section .cmdline of a unified kernel image */
	EDIT_PROOF_TEXT,   /* the whole file, as in /etc/kernel/cmdline */
	EDIT_PROOF_REFIND, /* the second quoted text of a line of refind_linux.conf */
};

/* After the programs ran, each kernel line of each of these files has (or has not) it. */
struct edit_proof {
	enum edit_proof_kind kind;
	const char *
		path; /* owned; the last part may have '*'; files that are not there are passed over
		       */
	const char *token; /* owned; "intel_iommu=on" */
	bool absent;       /* it must not be there */
	bool some;         /* one of the lines is enough: others are of other systems */
};

/* What a person has to do, because no program may or can. */
struct edit_note {
	char *text; /* owned; lines */
};

struct edits {
	struct edit_file *files; /* owned; as they were asked for, then those that are new */
	size_t n_files;
	struct edit_command *commands; /* owned; in the order in which they are run */
	size_t n_commands;
	struct edit_install *installs; /* owned; before files are changed */
	size_t n_installs;
	struct edit_image *images; /* owned; made when all files are there */
	size_t n_images;
	struct edit_attribute *attributes; /* owned; set behind the commands */
	size_t n_attributes;
	struct edit_variable *variables; /* owned; set behind the commands */
	size_t n_variables;
	struct edit_proof *proofs; /* owned */
	size_t n_proofs;
	struct edit_note *notes; /* owned */
	size_t n_notes;
};

void edits_done(struct edits *e);

/* For whoever reads: the file as it is. text NULL: not there. Copies. */
int edits_add_read(
	struct edits *e, const char *path, const char *text, size_t size, struct err *err);
int edits_add_unreadable(struct edits *e, const char *path, struct err *err);

/* NULL: it was not asked for. */
struct edit_file *edits_find(const struct edits *e, const char *path);

/* The next file whose path fits the pattern ('*' within one part), from *at on; NULL: no more. */
struct edit_file *edits_next(const struct edits *e, const char *pattern, size_t *at);

bool edit_file_changes(const struct edit_file *f);

/*
 * What a file shall hold; NULL for text: that it shall go. A path that nobody read counts as not
 * there. why is said once per file: the first stays. -EACCES for one that could not be read.
 */
int edits_set(
	struct edits *e, const char *path, const char *text, const char *why, struct err *err);

/* Copies argv and undo (which may be NULL). The same command is there once. */
int edits_command(struct edits *e, const char *const *argv, const char *const *undo,
	const char *why, struct err *err);

/* A command that remakes an artefact; the same one is there once, at its last place. */
int edits_remake(struct edits *e, const char *const *argv, const char *why, struct err *err);

/*
 * Packages, names with blanks between, installed before anything else is done; an undo removes
 * those that were not there. The same names are there once.
 */
int edits_packages(struct edits *e, const struct package_manager *manager, const char *names,
	const char *why, struct err *err);

/* Copies the texts of install, whose argv are the manager's. */
int edits_install(struct edits *e, const struct package_manager *manager,
	const struct edit_install *install, struct err *err);

/* Copies the texts of image. */
int edits_image(
	struct edits *e, const struct edit_image *image, const char *const *argv, struct err *err);

/* Copies the texts; of one path the first value counts. */
int edits_attribute(
	struct edits *e, const char *path, const char *value, const char *why, struct err *err);

/* Copies the texts. */
int edits_variable(
	struct edits *e, const char *name, const char *value, const char *why, struct err *err);

/* Copies the texts of proof. */
int edits_proof(struct edits *e, const struct edit_proof *proof, struct err *err);
int edits_note(struct edits *e, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Whether anything would be done. Notes do not count. */
bool edits_any(const struct edits *e);

#endif
