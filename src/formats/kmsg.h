/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_KMSG_H
#define FORMATS_KMSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A kernel log as people have it, line by line, each in its own format:
 *
 *   6,1234,5678,-;text                       /dev/kmsg; lines of properties are left out
 *   <6>[    1.234567][    T1] text           the console, dmesg, dmesg -r, -x, -T, --reltime
 *   Nov 21 02:00:00 host kernel: text        syslog, journalctl; also short-iso
 *   {"MESSAGE":"text","PRIORITY":"6"}        journalctl -o json: an object on each line
 *   text                                     anything else
 *
 * Terminal colours, CR, quotes ("> ", "| ") and blanks around a line are taken off.
 */
#define KMSG_TEXT_MAX 4096 /* bytes of a text; the rest of a longer line is left out */

struct kmsg {
	const char *data; /* borrowed */
	size_t size;
	size_t at;                 /* where the next line starts */
	size_t line;               /* how many lines were read */
	bool records;              /* the last line was one of /dev/kmsg */
	char clean[KMSG_TEXT_MAX]; /* a line without its colours, or a message out of JSON */
};

struct kmsg_record {
	int level;        /* 0 (emergency) to 7 (debug), or -1 */
	int64_t usec;     /* since the boot, or -1 */
	size_t line;      /* from 1 */
	bool kernel;      /* looks like a line of a kernel log, not like any text */
	const char *text; /* in data, or in clean until the next call; not 0-terminated */
	size_t len;       /* may be 0 */
};

void kmsg_open(struct kmsg *k, const void *data, size_t size);

/* The next line; false at the end. */
bool kmsg_next(struct kmsg *k, struct kmsg_record *ret);

#endif
