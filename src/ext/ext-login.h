/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_LOGIN_H
#define EXT_EXT_LOGIN_H

#include "base/err.h"

/*
 * The login sessions of the running host as a text, to be free()d: a line for each,
 *
 *	TYPE CLASS SEAT STATE
 *
 * in logind's words, "-" for what it does not say; "" when there is none. Who has logged in
 * is left out. -ENOTSUP: neither libsystemd nor libelogind is here. Without a running
 * logind there are no sessions: the caller looks for it.
 */
int ext_login_sessions(char **ret, struct err *err);

#endif
