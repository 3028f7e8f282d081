/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replays corpora without libFuzzer: each argument is a file, or a folder of files.
 */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

static unsigned n_inputs;

static int replay_file(const char *path, size_t size)
{
	/* Exactly as large as the input, so that a read behind its end is seen. */
	uint8_t *data = malloc(size ? size : 1);
	FILE *f = fopen(path, "r");
	int r = 1;

	if (!data || !f || fread(data, 1, size, f) != size)
		(void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
	else
		r = LLVMFuzzerTestOneInput(data, size);
	if (f)
		(void)fclose(f);
	free(data);
	n_inputs++;
	return r;
}

static int replay(const char *path)
{
	struct dirent *e;
	struct stat st;
	int r = 0;
	DIR *d;

	if (stat(path, &st) < 0) {
		(void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return 1;
	}
	if (!S_ISDIR(st.st_mode))
		return replay_file(path, (size_t)st.st_size);
	d = opendir(path);
	while (d && (e = readdir(d))) {
		char below[PATH_MAX];

		if (e->d_name[0] == '.')
			continue;
		(void)snprintf(below, sizeof(below), "%s/%s", path, e->d_name);
		r |= replay(below);
	}
	if (d)
		(void)closedir(d);
	return r;
}

int main(int argc, char **argv)
{
	int r = 0;

	for (int i = 1; i < argc; i++)
		r |= replay(argv[i]);
	(void)printf("%u inputs\n", n_inputs);
	return r || n_inputs == 0;
}
