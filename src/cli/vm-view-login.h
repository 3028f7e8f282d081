/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_VIEW_LOGIN_H
#define CLI_VM_VIEW_LOGIN_H

#include "cli/vm-view.h"

/* Who logs in through RDP; needs vm_view_login_done(), which overwrites the password. */
struct vm_view_login {
	char *user, *password;
};

void vm_view_login_done(struct vm_view_login *l);

/* From the keyring, for v->facts.user or whoever is there: whether there is one. */
bool vm_view_login_find(struct call *call, struct vm_view *v, struct vm_view_login *l);

/* On the terminal; remember: kept in the keyring, and a note where that cannot be. */
int vm_view_login_ask(struct call *call, struct vm_view *v, bool remember, struct vm_view_login *l,
	struct err *err);

#endif
