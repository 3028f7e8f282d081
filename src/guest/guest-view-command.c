/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command that shows a guest's desktop in one way. What is secret never stands in it: it goes
 * through a pipe, or a file that the viewer removes (guest-view-file.c).
 */
#include "guest/guest-view.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

void view_command_done(struct view_command *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->argv[i]);
	free(c->argv);
	*c = (struct view_command) { 0 };
}

/* A part that found no memory marks the command. */
static void __attribute__((format(printf, 2, 3))) add(struct view_command *c, const char *fmt, ...)
{
	char **grown = realloc(c->argv, (c->n + 2) * sizeof(*grown));
	va_list ap;

	if (!grown) {
		c->failed = true;
		return;
	}
	c->argv = grown;
	va_start(ap, fmt);
	if (vasprintf(&grown[c->n], fmt, ap) < 0)
		grown[c->n] = NULL;
	va_end(ap);
	c->failed = c->failed || !grown[c->n];
	if (grown[c->n])
		grown[++c->n] = NULL;
}

/* Where a viewer on this computer finds a display that listens everywhere. */
static const char *host_of(const struct guest_screen *s)
{
	if (!s->host || !s->host[0] || str_eq(s->host, "0.0.0.0"))
		return "127.0.0.1";
	return str_eq(s->host, "::") ? "::1" : s->host;
}

/* -f, -c, -p and -s are the same in all releases; the long names are not. */
static void looking_glass(const struct view_facts *f, struct view_command *c)
{
	const struct guest_screen *s = f->screen;

	add(c, "%s", f->looking_glass);
	add(c, "-f");
	add(c, "%s", s->shm);
	/* A display with a password, or with TLS alone, is not for its SPICE client. */
	if (s->display != GUEST_DISPLAY_SPICE || s->password || (!s->port && !s->socket)) {
		add(c, "-s");
		return;
	}
	add(c, "-c");
	add(c, "%s", s->socket ? s->socket : host_of(s));
	add(c, "-p");
	add(c, "%u", s->socket ? 0 : s->port);
}

/* "[fe80::1]:3390", "192.0.2.1": the port only where it is not the usual one. */
static char *rdp_target(const struct view_facts *f)
{
	bool v6 = strchr(f->address, ':') != NULL;
	char port[8] = "";

	if (f->port != 3389)
		(void)snprintf(port, sizeof(port), ":%u", f->port);
	return str_printf("%s%s%s%s", v6 ? "[" : "", f->address, v6 ? "]" : "", port);
}

/* Without a domain it would ask for one, and take the password for it. */
static void freerdp(const struct view_facts *f, const char *target, struct view_command *c)
{
	add(c, "%s", f->freerdp);
	add(c, "/v:%s", target);
	if (f->user) {
		add(c, "/u:%s", f->user);
		add(c, "/d:");
	}
	add(c, "/from-stdin");
	add(c, "/cert:tofu");
	add(c, "/bpp:32");
	add(c, f->h264 == TRI_NO ? "/gfx" : "/gfx:AVC444");
	add(c, "/network:lan");
	add(c, "/dynamic-resolution");
	add(c, "+clipboard");
	add(c, "/sound");
	add(c, "/t:%s", f->screen->name);
	c->reads_password = true;
}

static int rdp(const struct view_facts *f, struct view_command *c)
{
	_cleanup_free_ char *target = rdp_target(f);

	if (!target)
		return -ENOMEM;
	if (f->freerdp && (f->has_password || f->may_ask)) {
		freerdp(f, target, c);
		return 0;
	}
	/* It asks in a window of its own, and keeps passwords in the keyring. */
	add(c, "%s", f->remmina);
	add(c, "-c");
	add(c, "rdp://%s%s%s", f->user ? f->user : "", f->user ? "@" : "", target);
	return 0;
}

static void uri(const struct guest_screen *s, struct view_command *c)
{
	const char *scheme = s->display == GUEST_DISPLAY_SPICE ? "spice" : "vnc";
	const char *host = host_of(s);
	bool v6 = strchr(host, ':') != NULL;

	add(c, "%s://%s%s%s:%u", scheme, v6 ? "[" : "", host, v6 ? "]" : "", s->port);
}

static void spice(const struct view_facts *f, struct view_command *c)
{
	const struct guest_screen *s = f->screen;

	if (f->remote_viewer && !f->remote && (s->port || s->socket)) {
		add(c, "%s", f->remote_viewer);
		c->needs_file = s->password || s->socket;
		if (!c->needs_file)
			uri(s, c);
		return;
	}
	/* What listens nowhere is opened by libvirt. */
	add(c, "%s", f->virt_viewer);
	add(c, "--connect");
	add(c, "%s", f->uri);
	if (!f->remote)
		add(c, "--attach");
	add(c, "--");
	add(c, "%s", s->name);
}

int view_command(
	const struct view_facts *f, enum view_way way, struct view_command *ret, struct err *err)
{
	_cleanup_(view_command_done) struct view_command c = { 0 };
	int r = 0;

	if (way == VIEW_LOOKING_GLASS)
		looking_glass(f, &c);
	else if (way == VIEW_RDP)
		r = rdp(f, &c);
	else
		spice(f, &c);
	if (r < 0 || c.failed)
		return err_oom(err);
	*ret = c;
	c = (struct view_command) { 0 };
	return 0;
}

static void add_quoted(struct str_buf *b, const char *part)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_@%+=:,./-";

	if (part[0] && part[strspn(part, plain)] == '\0') {
		str_buf_add(b, part);
		return;
	}
	str_buf_add(b, "'");
	for (; *part; part++)
		if (*part == '\'')
			str_buf_add(b, "'\\''");
		else
			str_buf_add_n(b, part, 1);
	str_buf_add(b, "'");
}

char *view_command_text(const struct view_command *c)
{
	struct str_buf b = { 0 };

	str_buf_add(&b, "");
	for (size_t i = 0; i < c->n; i++) {
		if (i > 0)
			str_buf_add(&b, " ");
		add_quoted(&b, c->argv[i]);
	}
	return str_buf_take(&b);
}
