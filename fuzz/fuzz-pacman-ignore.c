/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as pacman.conf: with our line taken out again it is what it was, and a second time
 * there is nothing to add.
 */
#include "fuzz.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "distro/pacman-ignore.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "linux", "linux-headers", NULL };
	_cleanup_free_ char *text = str_from_bytes(data, size), *now = NULL, *again = NULL;
	struct err err = { 0 };
	size_t head = 0, more;
	int r = text ? pacman_ignore(text, names, &now, &err) : -ENOMEM;

	FUZZ_CHECK(r == 0 || r == 1 || r == -EOPNOTSUPP || r == -ENOMEM);
	FUZZ_CHECK((r == 1) == (now != NULL));
	if (r != 1)
		return 0;
	/* One piece was put in; what is before and behind it is the old text. */
	FUZZ_CHECK(strlen(now) > strlen(text));
	more = strlen(now) - strlen(text);
	while (text[head] && text[head] == now[head])
		head++;
	FUZZ_CHECK(str_eq(text + head, now + head + more));
	FUZZ_CHECK(pacman_ignore(now, names, &again, &err) == 0 && !again);
	return 0;
}
