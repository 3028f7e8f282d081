/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_SECRET_H
#define EXT_EXT_SECRET_H

#include "base/err.h"

/*
 * The keyring of the user's session (libsecret, loaded at first use): one password for each
 * guest, with the user in the guest that it is of. It may ask to be unlocked in a window of its
 * own; a call shows a sign of life and ends after a minute.
 */
#define SECRET_SCHEMA "org.virtfn.Guest" /* attributes: guest, user */

/*
 * Of this user (NULL: of any, who is said then); to be free()d, the password after it was
 * overwritten. -ENOENT: it has none. -ENOTSUP: there is no keyring here.
 */
int secret_look(
	const char *guest, const char *user, char **ret_user, char **ret_password, struct err *err);

/* In place of the one that is there for this guest and user. */
int secret_keep(const char *guest, const char *user, const char *password, struct err *err);

#endif
