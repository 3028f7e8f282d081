/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_REDACT_H
#define FORMATS_REDACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/*
 * What says who a machine and its people are, replaced by made-up values: the same value by
 * the same one wherever it stands, so that what belonged together still does. Made-up values
 * stay what they are when they come by again:
 *
 *   MAC addresses  02:00:00:00:00:01, also in interface names (enx020000000001)
 *   UUIDs          00000000-0000-4000-8000-000000000001, machine IDs without the dashes
 *   serial numbers id-1: of USB devices, eui., naa. and wwn- names, /dev/disk/by-id and such
 *   host name      host
 *   user names     user-1: those that are known, and whoever has a folder in /home or /media
 *   IP addresses   192.0.2.1, 2001:db8::1 (not 0.0.0.0, 127.*, ::1 and netmasks)
 *
 * GUIDs that are the same everywhere (EFI's own) stay. PCI addresses, times and versions
 * look like none of these.
 */
enum redact_kind {
	REDACT_MAC,
	REDACT_UUID,
	REDACT_SERIAL,
	REDACT_HOST,
	REDACT_USER,
	REDACT_IPV4,
	REDACT_IPV6,
	REDACT_KINDS,
};

struct redact_value {
	enum redact_kind kind;
	unsigned number;
	char *from; /* in small letters; owned */
};

struct redact_name {
	enum redact_kind kind;
	char *name; /* owned */
};

/* One capture: all its texts go through one of these. Zero is a fresh one. */
struct redact {
	struct redact_value *values; /* sorted by kind and text; owned */
	size_t n_values;
	struct redact_name *names; /* owned */
	size_t n_names;
	unsigned count[REDACT_KINDS]; /* different values that were replaced */
	bool failed;                  /* there was no memory: what came out is not to be used */
};

void redact_done(struct redact *r);

/*
 * A name of this host or of a user on it, to be replaced wherever it stands as a word.
 * False when it is too short or too common a word for that.
 */
bool redact_add_name(struct redact *r, enum redact_kind kind, const char *name);

/* A path or a link's target: names and IP addresses that they hold by chance stay. */
#define REDACT_PATH 1

/* Appends text (n bytes) as it may be shown. */
void redact_text(struct redact *r, const char *text, size_t n, unsigned flags, struct str_buf *out);

/* A value that is a serial number as a whole: "id-1". */
void redact_serial(struct redact *r, const char *text, size_t n, struct str_buf *out);

/* The Device Serial Number capability of a configuration space (PCI Express 7.9.3), in place. */
void redact_config(struct redact *r, uint8_t *config, size_t size);

#endif
