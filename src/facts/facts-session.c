/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is there a desktop on this host, of which kind, and who starts it? Who holds the GPUs is
 * found by facts-holders.c, which has run before.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-login.h"

#define SESSIONS ".virtfn/sessions"
#define MANAGER  "etc/systemd/system/display-manager.service"

/*
 * How much a session says: a graphical one counts even while another console is in front,
 * for it still has the GPU open.
 */
enum rank {
	RANK_NONE,
	RANK_TTY,
	RANK_GRAPHICAL,
	RANK_GRAPHICAL_ACTIVE,
};

/* "wayland user seat0 active"; one without a seat is remote or nobody's. */
static enum rank rank_line(char *line, enum session_type *ret)
{
	char *rest = NULL;
	const char *type = strtok_r(line, " ", &rest);
	const char *class = strtok_r(NULL, " ", &rest), *seat = strtok_r(NULL, " ", &rest);
	const char *state = strtok_r(NULL, " ", &rest);
	bool active = state && str_eq(state, "active");

	if (!class || !seat || !state || str_eq(seat, "-") || str_eq(state, "closing"))
		return RANK_NONE;
	*ret = str_eq(type, "wayland") ? SESSION_WAYLAND
	       : str_eq(type, "x11")   ? SESSION_X11
				       : SESSION_TTY;
	if (*ret != SESSION_TTY)
		return active ? RANK_GRAPHICAL_ACTIVE : RANK_GRAPHICAL;
	return active ? RANK_TTY : RANK_NONE;
}

static enum session_type session_of(char *text)
{
	enum session_type best = SESSION_NONE;
	enum rank rank = RANK_NONE;
	char *rest = NULL;

	for (char *p = strtok_r(text, "\n", &rest); p; p = strtok_r(NULL, "\n", &rest)) {
		enum session_type type;
		enum rank r = rank_line(p, &type);

		if (r > rank) {
			rank = r;
			best = type;
		}
	}
	return best;
}

static int read_sessions(const struct root *root, struct session *s)
{
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	int r;

	if (root->host) {
		/* No logind, no sessions: that says nothing of the desktop. */
		if (!root_exists(&quiet, "run/systemd/seats"))
			return 0;
		r = ext_login_sessions(&text, &ignored);
		if (r == 0)
			root_offer(root, SESSIONS, text);
	} else {
		r = root_read(root, &text, &ignored, SESSIONS);
	}
	if (r == 0)
		s->type = session_of(text);
	return r == -ENOMEM ? r : 0;
}

/* Distributions agree on this link: "systemctl enable gdm" makes it. */
static void read_display_manager(const struct root *root, struct session *s)
{
	_cleanup_free_ char *name = NULL;
	struct err ignored;
	char *dot;
	int r;

	r = root_link_name(root, &name, &ignored, "%s", MANAGER);
	/* A file in its place reads as "no link" too. */
	if (r == -ENOENT && !root_exists(root, MANAGER) && root_exists(root, "etc/systemd/system"))
		s->display_manager_enabled = TRI_NO;
	if (r < 0)
		return;
	/* A link to /dev/null masks it. */
	s->display_manager_enabled = str_eq(name, "null") ? TRI_NO : TRI_YES;
	dot = strrchr(name, '.');
	if (dot && str_eq(dot, ".service"))
		*dot = '\0';
	if (s->display_manager_enabled == TRI_YES)
		(void)snprintf(s->display_manager, sizeof(s->display_manager), "%s", name);
}

/*
 * What draws the desktop, among those who hold a card's first node. The kernel cuts names
 * after 15 letters, and NixOS wraps programs as ".kwin_wayland-w".
 */
static const char *compositor_of(const char *comm)
{
	static const char *const names[] = { "Xorg", "gnome-shell", "kwin_wayland", "sway",
		"Hyprland", "weston", "mutter", "cosmic-comp", "labwc", "wayfire", "river", "niri",
		"gamescope", "cage", "phoc", "muffin", "cinnamon", "miriway" };

	comm += comm[0] == '.';
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strncmp(comm, names[i], strlen(names[i])) == 0)
			return names[i];
	return str_eq(comm, "X") ? "Xorg" : NULL;
}

static void find_compositor(struct session *s)
{
	for (size_t i = 0; i < s->n_holders; i++) {
		const struct session_holder *h = &s->holders[i];
		const char *name = compositor_of(h->comm);

		if (name && strncmp(h->node, "/dev/dri/card", 13) == 0) {
			(void)snprintf(s->compositor, sizeof(s->compositor), "%s", name);
			return;
		}
	}
}

static int read_session(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	if (!(scope & FACTS_HOST))
		return 0;
	if (read_sessions(root, &host->session) < 0)
		return err_oom(err);
	read_display_manager(root, &host->session);
	find_compositor(&host->session);
	return 0;
}

const struct facts facts_session = {
	.id = "session",
	.read = read_session,
};
