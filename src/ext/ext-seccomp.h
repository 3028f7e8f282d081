/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_SECCOMP_H
#define EXT_EXT_SECCOMP_H

#include "base/err.h"

/*
 * Locks this process in with all of its threads, for good: memory, writing to descriptor out, and
 * exit are all it may still ask the kernel for. No file is there for it; whatever else it asks for
 * ends it with SIGSYS. For a child that reads bytes that may mean harm. -ENOTSUP without
 * libseccomp, or with a kernel that has no filters.
 */
int ext_seccomp_enter(int out, struct err *err);

#endif
