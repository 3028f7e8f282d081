/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sd-login: who sits in front of the running host. Its files in /run/systemd/sessions are
 * declared private, so we do not parse them. Opened at first use; elogind has the same names.
 */
#include "ext/ext-login.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <systemd/sd-login.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-load.h"

static struct {
	__typeof__(sd_get_sessions) *sessions;
	__typeof__(sd_session_get_type) *type;
	__typeof__(sd_session_get_class) *class;
	__typeof__(sd_session_get_seat) *seat;
	__typeof__(sd_session_get_state) *state;
} login;

static const struct load_symbol symbols[] = {
	{ "sd_get_sessions", &login.sessions },
	{ "sd_session_get_type", &login.type },
	{ "sd_session_get_class", &login.class },
	{ "sd_session_get_seat", &login.seat },
	{ "sd_session_get_state", &login.state },
	{ NULL, NULL },
};

static struct load_library library = {
	.files = { "libsystemd.so.0", "libelogind.so.0" },
	.symbols = symbols,
	.title = "libsystemd",
	.cannot = "cannot ask for sessions",
};

static void idsp(char ***ids)
{
	for (size_t i = 0; *ids && (*ids)[i]; i++)
		free((*ids)[i]);
	free(*ids);
}

typedef int get_fn(const char *session, char **ret);

/* A word; a session may end while we ask. */
static void add_word(struct str_buf *b, get_fn *get, const char *id, const char *end)
{
	_cleanup_free_ char *word = NULL;

	if (get(id, &word) < 0 || !word[0])
		str_buf_add(b, "-");
	else
		str_buf_add(b, word);
	str_buf_add(b, end);
}

int ext_login_sessions(char **ret, struct err *err)
{
	_cleanup_(str_buf_done) struct str_buf b = { 0 };
	_cleanup_(idsp) char **ids = NULL;
	char *text;
	int r;

	r = load_library(&library, err);
	if (r < 0)
		return r;
	r = login.sessions(&ids);
	if (r < 0)
		return err_sys(err, -r, "cannot ask for sessions");
	str_buf_add(&b, "");
	for (size_t i = 0; ids && ids[i]; i++) {
		add_word(&b, login.type, ids[i], " ");
		add_word(&b, login.class, ids[i], " ");
		add_word(&b, login.seat, ids[i], " ");
		add_word(&b, login.state, ids[i], "\n");
	}
	text = str_buf_take(&b);
	if (!text)
		return err_oom(err);
	*ret = text;
	return 0;
}
