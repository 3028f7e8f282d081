/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text: the same comes out each time, without a MAC or a UUID that is not made up, and a
 * configuration space changes in eight bytes at most.
 */
#include "fuzz.h"

#include <string.h>

#include "base/mem.h"
#include "formats/redact.h"

static void check_text(const char *text, size_t size, unsigned flags)
{
	_cleanup_(redact_done) struct redact r = { 0 }, again = { 0 };
	_cleanup_(str_buf_done) struct str_buf one = { 0 }, same = { 0 }, two = { 0 };

	(void)redact_add_name(&r, REDACT_HOST, "zaphod");
	(void)redact_add_name(&r, REDACT_USER, "marvin");
	redact_text(&r, text, size, flags, &one);
	redact_text(&r, text, size, flags, &same);
	FUZZ_CHECK(!r.failed && one.len == same.len);
	FUZZ_CHECK(one.len == 0 || memcmp(one.text, same.text, one.len) == 0);
	/* What was replaced is gone: there is nothing more to do. */
	if (one.len > 0)
		redact_text(&again, one.text, one.len, flags, &two);
	FUZZ_CHECK(!again.failed);
	FUZZ_CHECK(again.count[REDACT_MAC] == 0 && again.count[REDACT_UUID] == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(redact_done) struct redact r = { 0 };
	_cleanup_(str_buf_done) struct str_buf serial = { 0 };
	_cleanup_free_ uint8_t *config = malloc(size ? size : 1);
	size_t changed = 0;

	check_text((const char *)data, size, 0);
	check_text((const char *)data, size, REDACT_PATH);
	FUZZ_CHECK(config);
	if (size > 0)
		memcpy(config, data, size);
	redact_config(&r, config, size);
	for (size_t i = 0; i < size; i++)
		changed += config[i] != data[i];
	FUZZ_CHECK(changed <= 8);
	redact_serial(&r, (const char *)data, size, &serial);
	FUZZ_CHECK(!r.failed && (size > 16 ? serial.len <= size : serial.len <= 16));
	return 0;
}
