/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_ROOT_H
#define BASE_ROOT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

struct memtree;
struct root_recorder;

/*
 * The root of a machine: "/", the folder of a captured one, or a capture in memory. Every
 * path that we open hangs off it, written without the leading slash, and the kernel resolves
 * it as if the folder were "/" (openat2, RESOLVE_IN_ROOT): links and ".." inside
 * a captured tree cannot lead out of it. In memory, base/memtree.h does the same.
 *
 * A file or folder of a captured machine that nobody may touch (mode 0) answers -EACCES,
 * to root too: it could not be read when the machine was captured.
 *
 * All functions return 0 or more, or a negative errno with err filled. -ENOENT is
 * ordinary: the caller decides whether a thing that is not there matters.
 */
struct root {
	int fd;                         /* -1: in memory */
	bool host;                      /* this is the running machine */
	char path[256];                 /* as the user gave it, for messages; "" for the host */
	struct memtree *tree;           /* owned; NULL: there are descriptors */
	struct root_recorder *recorder; /* of a capture being made; else NULL */
};

/*
 * Needs root_done(). path "/" is the host; -ENOTDIR when it is no folder, -ENOSYS or -EPERM when
 * nothing in it can be opened safely, with why.
 */
int root_open(struct root *ret, const char *path, struct err *err);
void root_done(struct root *root);

/* A root of what was read from the capture at path, and takes the tree out of *tree. */
int root_open_tree(struct root *ret, const char *path, struct memtree **tree, struct err *err);

/*
 * The same root (borrowed: no root_done()), and what is read from it is not recorded: for
 * looking through what says more of its owner than we need. What matters of it is offered.
 */
struct root root_quiet(const struct root *root);

/*
 * What a library or the kernel said of the running machine other than through a file, as a
 * text under a made-up path, ".virtfn/..." without a leading slash: a capture keeps it. So a
 * fact of that kind asks on the host, offers, and parses the text; on another root it reads
 * the text with root_read(). Does nothing unless a capture is being made.
 */
void root_offer(const struct root *root, const char *path, const char *text);

/* The same for a link, and for bytes: what root_quiet() found, at its own path. */
void root_offer_link(const struct root *root, const char *path, const char *target);
void root_offer_bytes(const struct root *root, const char *path, const void *data, size_t size);

/* A whole text file of at most 1 MiB, white space at its end cut off; to be free()d. */
int root_read(const struct root *root, char **ret, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* A whole file: size bytes and a 0 behind them; text is to be free()d. */
struct root_file {
	char *text;
	size_t size;
};

void root_file_done(struct root_file *file);

/* The same without the cut, for files of at most max bytes. */
int root_read_bytes(const struct root *root, size_t max, struct root_file *ret, struct err *err,
	const char *path);

/* An attribute: one write() of text to a file that must exist. Links in the path are followed. */
int root_write(const struct root *root, const char *text, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Makes a folder, and those above it, root's alone (0700); one that is there is fine. */
int root_mkdir(const struct root *root, struct err *err, const char *path);

/* Opens a file of our own (0600) with these O_ flags; the last part must be no link. */
int root_open_file(const struct root *root, int flags, struct err *err, const char *path);

/* Removes a file, or an empty folder. */
int root_remove(const struct root *root, struct err *err, const char *path);

/* The last part of a link's target ("igb" of .../driver); to be free()d. */
int root_link_name(const struct root *root, char **ret, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Whether the path is there; what cannot be looked at is not. */
bool root_exists(const struct root *root, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* What a path leads to, links followed; or a negative errno: -ENOENT is "not there". */
enum root_type {
	ROOT_TYPE_FILE = 1,
	ROOT_TYPE_FOLDER,
	ROOT_TYPE_CHAR, /* a character device */
	ROOT_TYPE_SOCKET,
	ROOT_TYPE_OTHER,
};

int root_type(const struct root *root, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The names in a folder, sorted by byte, without "." and ".."; needs names_done(). */
struct names {
	char **v;
	size_t n;
};

int root_list(const struct root *root, struct names *ret, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void names_done(struct names *names);

/*
 * One open folder, for reading many small files out of it: cheaper than a whole
 * path each. A name is one path component or several; links in it are refused.
 */
struct dir {
	int fd;
	const struct root *root; /* borrowed */
	char *real;              /* where it is, in memory and while recording; else NULL */
};

int root_dir(const struct root *root, struct dir *ret, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void dir_done(struct dir *dir);

/* Opens for reading; -errno, no text. */
int dir_open(const struct dir *dir, const char *name);

/* Up to size - 1 bytes as text without the newline at its end; the length or -errno. */
ssize_t dir_read(const struct dir *dir, const char *name, char *buf, size_t size);

/* The last part of a link's target; the length or -errno. */
ssize_t dir_link_name(const struct dir *dir, const char *name, char *buf, size_t size);

/* The whole target of a link; the length or -errno. */
ssize_t dir_link_target(const struct dir *dir, const char *name, char *buf, size_t size);

/* Names in the folder itself (sub NULL) or in one of its own; -errno without a text. */
int dir_list(const struct dir *dir, const char *sub, struct names *ret);

#endif
