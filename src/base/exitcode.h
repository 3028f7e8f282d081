/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_EXITCODE_H
#define BASE_EXITCODE_H

/* Scripts rely on these numbers: do not change them. */
enum exitcode {
	EXITCODE_OK = 0,
	EXITCODE_FAILED = 1,
	EXITCODE_USAGE = 2,
	EXITCODE_BLOCKED = 3, /* a blocking finding */
	EXITCODE_REBOOT = 4,  /* done, but a reboot is needed */
	EXITCODE_PENDING = 5, /* changes pending, only where asked for */
	EXITCODE_NEEDS_ROOT = 77,
	EXITCODE_INTERRUPTED = 130,
};

#endif
