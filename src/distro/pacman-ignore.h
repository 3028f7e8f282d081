/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DISTRO_PACMAN_IGNORE_H
#define DISTRO_PACMAN_IGNORE_H

#include "base/err.h"

/*
 * /etc/pacman.conf with these names (a list that NULL ends) among IgnorePkg (pacman.conf(5)): 1
 * and the new text, to be free()d; 0 when they are all there, by name or by a pattern. Lines that
 * are there keep their bytes. -EOPNOTSUPP: there is no [options].
 */
int pacman_ignore(const char *text, const char *const *names, char **ret, struct err *err);

#endif
