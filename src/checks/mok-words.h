/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKS_MOK_WORDS_H
#define CHECKS_MOK_WORDS_H

#include <stdbool.h>

#include "model/host.h"

/* Whether this kernel loads signed modules only. */
bool mok_enforced(const struct host *host);

/* Where dkms of this distribution has its certificate; it is made at the first build. */
const char *mok_path(const struct host *host);

/* How its owner enrols it: lines, to be free()d; NULL without memory. */
char *mok_words(const struct host *host);

#endif
