/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_FRAME_H
#define GUEST_GUEST_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* The largest picture that a guest is to send through shared memory. */
struct guest_frame {
	unsigned width, height;
	bool hdr;
};

/* Which Looking Glass: their memory is laid out in different ways. */
enum guest_frame_host {
	GUEST_FRAME_B7,  /* the host application of release B7 */
	GUEST_FRAME_IDD, /* the indirect display driver after it */
};

#define GUEST_FRAME_MOST 16384 /* of width and height */

/* "2560x1440", or "2560x1440,hdr"; -EINVAL. */
int guest_frame_parse(const char *text, struct guest_frame *ret, struct err *err);

/* MiB of shared memory that it needs: a power of two. */
unsigned guest_frame_mib(const struct guest_frame *frame, enum guest_frame_host host);

/* As much as either needs, for a guest whose Looking Glass is not known. */
unsigned guest_frame_mib_any(const struct guest_frame *frame);

#endif
