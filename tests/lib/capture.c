/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stderr into a file and back.
 */
#include "lib/capture.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/tests.h"

static int saved = -1;
static FILE *file;

void capture_start(void)
{
	(void)fflush(stderr);
	saved = dup(STDERR_FILENO);
	file = tmpfile();
	assert_non_null(file);
	assert_int_equal(dup2(fileno(file), STDERR_FILENO), STDERR_FILENO);
}

char *capture_stop(void)
{
	char *text = calloc(1, 65536);

	(void)fflush(stderr);
	(void)dup2(saved, STDERR_FILENO);
	(void)close(saved);
	assert_non_null(text);
	rewind(file);
	(void)!fread(text, 1, 65535, file);
	(void)fclose(file);
	return text;
}
