// SPDX-License-Identifier: GPL-2.0
/* The kernel's own xe before 6.17: max_vfs is there, but no chip makes VFs. */
#define SIM_STOCK
#include "../xe.c"
