/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that viewers and desktops read, as texts. Where they are put is cli/vm-view-file.c's work;
 * the commands that use them are guest-view-command.c's.
 */
#include "guest/guest-view-file.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* A value of a key file: what a line cannot hold is left out. */
static void add_value(struct str_buf *b, const char *key, const char *value)
{
	str_buf_printf(b, "%s=", key);
	for (; *value; value++)
		if ((unsigned char)*value >= 0x20 && *value != 0x7f)
			str_buf_add_n(b, value, 1);
	str_buf_add(b, "\n");
}

static const char *host_of(const struct guest_screen *s)
{
	if (!s->host || !s->host[0] || str_eq(s->host, "0.0.0.0"))
		return "127.0.0.1";
	return str_eq(s->host, "::") ? "::1" : s->host;
}

/* GKeyFile: a backslash starts an escape. */
static char *key_file_text(const char *text)
{
	struct str_buf b = { 0 };

	str_buf_add(&b, "");
	for (; *text; text++)
		if (*text == '\\')
			str_buf_add(&b, "\\\\");
		else if (*text == ' ')
			str_buf_add(&b, "\\s");
		else
			str_buf_add_n(&b, text, 1);
	return str_buf_take(&b);
}

char *view_file_vv(const struct guest_screen *s)
{
	_cleanup_free_ char *password = s->password ? key_file_text(s->password) : NULL;
	struct str_buf b = { 0 };

	if (s->password && !password)
		return NULL;
	str_buf_add(&b, "[virt-viewer]\n");
	add_value(&b, "type", s->display == GUEST_DISPLAY_VNC ? "vnc" : "spice");
	if (s->socket) {
		add_value(&b, "unix-path", s->socket);
	} else {
		add_value(&b, "host", host_of(s));
		str_buf_printf(&b, "port=%u\n", s->port);
		if (s->tls_port)
			str_buf_printf(&b, "tls-port=%u\n", s->tls_port);
	}
	if (password)
		add_value(&b, "password", password);
	add_value(&b, "title", s->name);
	str_buf_add(&b, "delete-this-file=1\n");
	if (password)
		explicit_bzero(password, strlen(password));
	return str_buf_take(&b);
}

/* Depth 66 is H.264 with all colours (AVC444), 99 what the server likes: for a client without. */
char *view_file_remmina(const struct view_facts *f)
{
	bool v6 = strchr(f->address, ':') != NULL;
	struct str_buf b = { 0 };

	str_buf_add(&b, "[remmina]\n");
	add_value(&b, "name", f->screen->name);
	str_buf_add(&b, "group=virtfn\nprotocol=RDP\n");
	str_buf_printf(&b, "server=%s%s%s:%u\n", v6 ? "[" : "", f->address, v6 ? "]" : "", f->port);
	add_value(&b, "username", f->user ? f->user : "");
	str_buf_printf(&b, "colordepth=%d\n", f->h264 == TRI_NO ? 99 : 66);
	/* The size of the window, followed by the guest. */
	str_buf_add(&b, "resolution_mode=1\nscale=2\nquality=9\nnetwork=lan\nsound=local\n"
			"disableclipboard=0\ncert_ignore=0\n");
	return str_buf_take(&b);
}

char *view_file_looking_glass(const struct guest_screen *s, enum view_release release)
{
	bool b7 = release == VIEW_RELEASE_B7;
	struct str_buf b = { 0 };

	str_buf_add(&b, VIEW_FILE_MARK);
	str_buf_add(&b, b7 ? "[app]\n" : "[lgmp]\n");
	add_value(&b, b7 ? "shmFile" : "shmDevice", s->shm);
	str_buf_add(&b, "\n[win]\n");
	add_value(&b, "title", s->name);
	if (!b7)
		str_buf_add(&b, "setGuestRes=yes\n");
	str_buf_add(&b, "\n[input]\nescapeKey=KEY_RIGHTCTRL\n\n[spice]\n");
	if (s->display != GUEST_DISPLAY_SPICE || s->password || (!s->port && !s->socket)) {
		str_buf_add(&b, "enable=no\n");
		return str_buf_take(&b);
	}
	add_value(&b, "host", s->socket ? s->socket : host_of(s));
	str_buf_printf(&b, "port=%u\n", s->socket ? 0 : s->port);
	return str_buf_take(&b);
}

/*
 * An argument of Exec= is quoted, with a backslash before " ` $ and itself; the value is a string,
 * in which each of those backslashes is written twice; and % stands twice.
 */
static void add_exec_part(struct str_buf *b, const char *part)
{
	str_buf_add(b, "\"");
	for (; *part; part++) {
		if (strchr("\"`$", *part))
			str_buf_printf(b, "\\\\%c", *part);
		else if (*part == '\\')
			str_buf_add(b, "\\\\\\\\");
		else if (*part == '%')
			str_buf_add(b, "%%");
		else if ((unsigned char)*part >= 0x20 && *part != 0x7f)
			str_buf_add_n(b, part, 1);
	}
	str_buf_add(b, "\"");
}

/* A localestring: \ is written twice. */
static void add_string(struct str_buf *b, const char *key, const char *before, const char *text)
{
	str_buf_printf(b, "%s=%s", key, before);
	for (; *text; text++) {
		if (*text == '\\')
			str_buf_add(b, "\\\\");
		else if ((unsigned char)*text >= 0x20 && *text != 0x7f)
			str_buf_add_n(b, text, 1);
	}
	str_buf_add(b, "\n");
}

char *view_file_desktop(const char *name, const char *program, const char *connect)
{
	const char *const parts[] = { program, connect ? "--connect" : NULL, connect, "vm", "view",
		"--", name };
	struct str_buf b = { 0 };

	str_buf_add(&b, VIEW_FILE_MARK "[Desktop Entry]\nType=Application\nVersion=1.0\n");
	add_string(&b, "Name", "", name);
	add_string(&b, "Comment", "The desktop of the virtual machine ", name);
	str_buf_add(&b, "Exec=");
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (!parts[i])
			continue;
		if (i > 0)
			str_buf_add(&b, " ");
		add_exec_part(&b, parts[i]);
	}
	str_buf_add(&b, "\nIcon=computer\nTerminal=false\nCategories=System;Emulator;\n"
			"Keywords=virtual machine;desktop;\n");
	return str_buf_take(&b);
}
