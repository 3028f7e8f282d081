/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a domain with needs: what is understood is within bounds, and says the same when it
 * was written into a domain and is read again.
 */
#include "fuzz.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "guest/guest-needs.h"

static void check_again(const struct vm_needs *n)
{
	_cleanup_(xml_freep) struct xml *xml = xml_new("domain");
	_cleanup_free_ char *text = NULL;
	struct vm_needs again;
	struct err err = { 0 };

	FUZZ_CHECK(xml && guest_needs_write(xml, n, &err) == 0);
	FUZZ_CHECK(xml_text(xml, &text, &err) == 0);
	FUZZ_CHECK(guest_needs_read(text, &again, &err) == 0);
	FUZZ_CHECK(memcmp(n, &again, sizeof(again)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = str_from_bytes(data, size);
	struct vm_needs n;
	struct err err = { 0 };

	if (!text)
		return 0;
	if (guest_needs_read(text, &n, &err) < 0) {
		FUZZ_CHECK(err.code && err.text[0]);
		return 0;
	}
	FUZZ_CHECK(n.n_vfs <= VM_NEEDS_VFS && n.n_huge <= VM_NEEDS_HUGE && n.n_shm <= VM_NEEDS_SHM);
	FUZZ_CHECK(vm_needs_check(&n, &err) == 0);
	check_again(&n);
	return 0;
}
