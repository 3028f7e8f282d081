/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The user and the password for RDP: from the keyring, else from whoever sits there. How they get
 * to the viewer is vm-view-open.c's business.
 */
#include "cli/vm-view-login.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/ask.h"
#include "ext/ext-secret.h"

void vm_view_login_done(struct vm_view_login *l)
{
	if (l->password)
		explicit_bzero(l->password, strlen(l->password));
	free(l->password);
	free(l->user);
	*l = (struct vm_view_login) { 0 };
}

bool vm_view_login_find(struct call *call, struct vm_view *v, struct vm_view_login *l)
{
	struct err err;
	int r;

	if (l->password)
		return true;
	r = secret_look(v->screen.name, v->facts.user, &l->user, &l->password, &err);
	if (r < 0) {
		if (r != -ENOENT && r != -ENOTSUP)
			doc_note(call->doc, "no password from the keyring: %s", err.text);
		return false;
	}
	/* Its line's end is where FreeRDP stops to read. */
	if (strpbrk(l->password, "\r\n") || strlen(l->password) > 500) {
		doc_note(call->doc, "what the keyring has for '%s' is no password of one line",
			v->screen.name);
		vm_view_login_done(l);
		return false;
	}
	v->facts.user = l->user;
	return true;
}

/* FreeRDP would ask for a missing user where the password is expected. */
static int ask(struct vm_view *v, struct vm_view_login *l, struct err *err)
{
	const char *usual = getenv("USER");
	_cleanup_free_ char *question = NULL;
	int r = 0;

	if (!v->facts.user) {
		r = ask_line(
			"User in the guest", usual && usual[0] ? usual : "user", &l->user, err);
		v->facts.user = l->user;
	}
	if (r < 0)
		return r;
	question = str_printf("Password of %s in %s", v->facts.user, v->screen.name);
	return question ? ask_secret(question, &l->password, err) : err_oom(err);
}

int vm_view_login_ask(struct call *call, struct vm_view *v, bool remember, struct vm_view_login *l,
	struct err *err)
{
	struct err why;
	int r = ask(v, l, err);

	if (r < 0 || !remember)
		return r;
	if (secret_keep(v->screen.name, v->facts.user, l->password, &why) < 0)
		doc_note(call->doc, "the password is not kept: %s", why.text);
	return 0;
}
