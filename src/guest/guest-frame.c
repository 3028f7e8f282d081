/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much shared memory does Looking Glass need for a picture of this size? With too little
 * B7 cuts the picture off and the IDD offers no such mode.
 */
#include "guest/guest-frame.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define MIB (UINT64_C(1) << 20)

int guest_frame_parse(const char *text, struct guest_frame *ret, struct err *err)
{
	_cleanup_free_ char *copy = strdup(text);
	struct guest_frame f = { 0 };
	char *x = copy ? strchr(copy, 'x') : NULL, *comma = copy ? strchr(copy, ',') : NULL;

	if (!copy)
		return err_oom(err);
	if (comma) {
		f.hdr = str_eq(comma + 1, "hdr");
		*comma = '\0';
	}
	if (x)
		*x = '\0';
	if (!x || (comma && !f.hdr) || str_to_uint(copy, GUEST_FRAME_MOST, &f.width) < 0 ||
		str_to_uint(x + 1, GUEST_FRAME_MOST, &f.height) < 0 || f.width < 320 ||
		f.height < 200)
		return err_set(err, EINVAL,
			"a screen is 320x200 to 16384x16384, such as 2560x1440, or 2560x1440,hdr; "
			"not '%.40s'",
			text);
	*ret = f;
	return 0;
}

static unsigned power_of_two(uint64_t mib)
{
	unsigned n = 1;

	while (n < mib)
		n *= 2;
	return n;
}

/* Looking Glass B7, "Determining memory": two frames and 10 MiB for the rest. */
static unsigned b7(const struct guest_frame *f)
{
	uint64_t bytes = (uint64_t)f->width * f->height * (f->hdr ? 8 : 4) * 2 + 10 * MIB;

	return power_of_two((bytes + MIB - 1) / MIB);
}

/* After it: three frames with rows of whole 256 bytes, whatever the colours, and 4 MiB. */
static unsigned idd(const struct guest_frame *f)
{
	uint64_t row = ((uint64_t)f->width * 4 + 255) / 256 * 256;
	uint64_t bytes = row * f->height * 3 + 4 * MIB;

	return power_of_two((bytes + MIB - 1) / MIB);
}

unsigned guest_frame_mib(const struct guest_frame *frame, enum guest_frame_host host)
{
	return host == GUEST_FRAME_IDD ? idd(frame) : b7(frame);
}

unsigned guest_frame_mib_any(const struct guest_frame *frame)
{
	unsigned one = b7(frame), other = idd(frame);

	return one > other ? one : other;
}
