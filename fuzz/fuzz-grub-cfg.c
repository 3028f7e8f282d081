/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a grub.cfg, and as GRUB's environment: entries lie in the text, within the submenu
 * that they are in, and a line of a body lies in it. The input is a line with a name, and the text.
 */
#include "fuzz.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/grub-cfg.h"
#include "formats/grub-env.h"

static void check_entry(const char *text, const struct grub_cfg *cfg, size_t i)
{
	const struct grub_entry *e = &cfg->v[i];
	struct grub_command c;
	size_t at = 0, last = 0;

	FUZZ_CHECK(e->title && e->body + e->len < strlen(text) && text[e->body + e->len] == '}');
	FUZZ_CHECK(e->parent <= i);
	if (e->parent > 0) {
		const struct grub_entry *p = &cfg->v[e->parent - 1];

		FUZZ_CHECK(e->body >= p->body && e->body + e->len < p->body + p->len);
	}
	while (grub_cfg_next_command(text, e, &at, &c)) {
		FUZZ_CHECK(c.off >= e->body && c.off >= last);
		FUZZ_CHECK(c.off + c.len <= e->body + e->len && c.name_len > 0);
		FUZZ_CHECK(c.name >= c.off && c.name + c.name_len <= c.rest);
		FUZZ_CHECK(c.rest <= c.off + c.len);
		(void)grub_command_is(text, &c, "linux");
		last = c.off;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *name = str_from_bytes(data, size);
	_cleanup_free_ char *value = NULL, *saved = NULL;
	char *text = name ? strchr(name, '\n') : NULL;
	struct grub_cfg cfg = { 0 };
	struct err err = { 0 };
	int r;

	if (!text)
		return 0;
	*text++ = '\0';
	r = grub_cfg_read(text, &cfg, &err);
	FUZZ_CHECK(r == 0 || (r == -EINVAL && !cfg.v));
	for (size_t i = 0; i < cfg.n; i++)
		check_entry(text, &cfg, i);
	FUZZ_CHECK(!grub_cfg_find(&cfg, name) || !grub_cfg_find(&cfg, name)->submenu);
	r = grub_cfg_default(text, name, &value, &err);
	FUZZ_CHECK(r == 0 || r == -ENOENT);
	if (r == 0)
		(void)grub_cfg_find(&cfg, value);
	grub_cfg_done(&cfg);
	r = grub_env_get(text, name, &saved, &err);
	FUZZ_CHECK(r == 0 || r == -EINVAL || r == -EOPNOTSUPP || r == -ENOENT);
	FUZZ_CHECK(r < 0 || strlen(saved) < strlen(text));
	(void)grub_env_fits(text, size, saved ? strlen(saved) : 0, &err);
	return 0;
}
