/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_ROOT_RECORD_H
#define BASE_ROOT_RECORD_H

#include "base/memtree.h"
#include "base/root.h"

/*
 * What is read while a capture is made. A root with such a recorder notes each file, link
 * and listing that is asked for, at its real path, the links that led there, and what could
 * not be read. What is only listed is noted without what is in it.
 */
struct root_recorder {
	struct memtree tree; /* not sealed */
	bool failed;         /* there was no memory: the tree is not complete */
};

/* For root.c and root-dir.c; they do nothing without a recorder. flags are walk_flags. */
struct root_asked {
	const struct root *root;
	const char *base; /* the real folder that path is below; "" the top */
	const char *path;
	unsigned flags;
};

/* A file that was read, or could not be (data NULL). */
void root_record_file(const struct root_asked *asked, const void *data, size_t size);

/* Something that was looked at: a link, or whether it is there. */
void root_record_look(const struct root_asked *asked);

/* A folder that was listed; -errno when it could not be. */
void root_record_list(const struct root_asked *asked, const struct names *names, int r);

/* The real path of a folder that was opened, to be free()d; NULL without memory. */
char *root_record_dir(const struct root_asked *asked);

#endif
