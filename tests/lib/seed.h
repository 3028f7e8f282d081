/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_SEED_H
#define TESTS_LIB_SEED_H

#include "base/root.h"

/* One of fuzz/corpus/, which VIRTFN_CORPUS names; needs root_file_done(). */
struct root_file seed_read(const char *format, const char *name);

#endif
