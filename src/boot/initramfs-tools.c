/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which modules does initramfs-tools load, and in which file is it told? It loads them when udev
 * has been through already, so a driver in the image comes first: that one needs a softdep too
 * (boot/modprobe-edit.c).
 */
#include "boot/initramfs-edit.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/modprobe-conf.h"

/* A line of the list has the module, whatever its parameters. */
static int has_module(const char *text, const char *module, struct err *err)
{
	_cleanup_(modprobe_conf_done) struct modprobe_conf c = {
		.text = text, .size = strlen(text), .syntax = MODPROBE_CONF_LIST
	};
	struct modprobe_conf_entry entry;
	int r;

	while ((r = modprobe_conf_next(&c, &entry)) > 0)
		if (initramfs_has_word(entry.module, module))
			return 1;
	return r < 0 ? err_oom(err) : 0;
}

int initramfs_edit_tools(const struct initramfs_ask *ask, struct edits *edits, struct err *err)
{
	const char *text = initramfs_text(edits, INITRAMFS_MODULES, err);
	struct str_buf b = { 0 };
	_cleanup_free_ char *now = NULL;
	const char *end;
	bool ended;
	int r = 0;

	if (!text)
		return -EACCES;
	end = strstr(text, "\r\n") ? "\r\n" : "\n";
	ended = !*text || text[strlen(text) - 1] == '\n';
	str_buf_add(&b, text);
	for (size_t i = 0; ask->early && ask->early[i] && r >= 0; i++) {
		r = has_module(b.text, ask->early[i], err);
		if (r == 0)
			str_buf_printf(
				&b, "%s%s%s", ended ? "" : end, ask->early[i], ended ? end : "");
	}
	now = str_buf_take(&b);
	if (r < 0)
		return r;
	if (!now)
		return err_oom(err);
	if (str_eq(now, text))
		return 0;
	r = edits_set(edits, INITRAMFS_MODULES, now,
		"modules that the initramfs loads before all others", err);
	return r < 0 ? r : 1;
}
