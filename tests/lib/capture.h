/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_CAPTURE_H
#define TESTS_LIB_CAPTURE_H

/* What is written to stderr between start and stop, for the files that write there. */
void capture_start(void);
char *capture_stop(void); /* to be free()d */

#endif
