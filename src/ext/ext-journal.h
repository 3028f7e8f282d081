/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_JOURNAL_H
#define EXT_EXT_JOURNAL_H

#include <stddef.h>

#include "base/err.h"

/* What data/virtfn.catalog explains; the same ids stand there. */
#define JOURNAL_ID_VFS_MADE   "d1f0ab7c4ad54f7db32f7b0fd6d3a701"
#define JOURNAL_ID_VFS_FAILED "5b8c1f6e9f0e4c0f8a4c2be2a7c95d02"
#define JOURNAL_ID_VFS_LATE   "0c6f3f1f76e94aa1a1d5a8d90d3b1e03"
#define JOURNAL_ID_SLEEP      "a4c7d2b95e6b4f61935d0f5e2b7c8f04"
#define JOURNAL_ID_SLEEP_BUSY "e29b7d10c83f4d3c9a51f6d47a0b6e05"

/*
 * One message in the system's journal. priority is syslog's (3 error, 4 warning, 6 info); device
 * is a PCI address, or NULL. -ENOTSUP: no libsystemd; -ENOENT: no journal is there.
 */
int ext_journal_send(
	const char *id, int priority, const char *device, const char *text, struct err *err);

/*
 * The last messages, at most max, in which libvirt's daemons name this guest, oldest first, as
 * lines "2026-11-21T13:00:00Z message"; to be free()d, "" for none. Failures as above, and
 * -EACCES.
 */
int ext_journal_guest(const char *guest, size_t max, char **ret, struct err *err);

#endif
