/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The least that "virtfn list" could cost: opens and reads the same files in the same
 * order, by full path, and does nothing with them. traced.py makes the list of them.
 * Prints the nanoseconds (wall, CPU) of the loop alone, without its start and the list.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define CHUNK (16 * 1024 * 1024)

struct part {
	size_t len;
	long off; /* -1: where it stands */
};

struct op {
	char kind; /* F: open, read the parts, close; L: readlink; D: all names of a folder */
	const char *path;
	struct part *parts;
	size_t n;
};

static char buf[CHUNK];

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void *must(void *p)
{
	if (!p)
		fail("memory");
	return p;
}

static char *read_list(const char *path)
{
	FILE *f = fopen(path, "r");
	size_t size = 0, n;
	char *text = NULL;

	if (!f)
		fail(path);
	do {
		text = must(realloc(text, size + (1 << 20) + 1));
		n = fread(text + size, 1, 1 << 20, f);
		size += n;
	} while (n > 0);
	(void)fclose(f);
	text[size] = '\0';
	return text;
}

/* "F\tPATH\tLEN@OFF\tLEN@OFF": paths may have blanks. */
static struct op parse(char *line)
{
	struct op op = { .kind = line[0] };
	char *word;

	(void)strsep(&line, "\t");
	op.path = strsep(&line, "\t");
	while ((word = strsep(&line, "\t"))) {
		op.parts = must(realloc(op.parts, (op.n + 1) * sizeof(*op.parts)));
		if (sscanf(word, "%zu@%ld", &op.parts[op.n].len, &op.parts[op.n].off) != 2)
			fail(word);
		if (op.parts[op.n].len > CHUNK)
			op.parts[op.n].len = CHUNK;
		op.n++;
	}
	return op;
}

/* What cannot be opened could not be opened by virtfn either. */
static void one(const struct op *op)
{
	int fd;

	if (op->kind == 'L') {
		(void)!readlink(op->path, buf, 4096);
		return;
	}
	fd = open(
		op->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | (op->kind == 'D' ? O_DIRECTORY : 0));
	if (fd < 0)
		return;
	for (size_t i = 0; i < op->n; i++) {
		if (op->parts[i].off >= 0)
			(void)!pread(fd, buf, op->parts[i].len, op->parts[i].off);
		else
			(void)!read(fd, buf, op->parts[i].len);
	}
	while (op->kind == 'D' && syscall(SYS_getdents64, fd, buf, 32768) > 0)
		;
	(void)close(fd);
}

static long long now(clockid_t clock)
{
	struct timespec t;

	(void)clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv)
{
	char *text, *line;
	struct op *ops = NULL;
	size_t n = 0;
	long long wall, cpu;

	if (argc != 2) {
		(void)fprintf(stderr, "usage: bare-read LIST\n");
		return 2;
	}
	text = read_list(argv[1]);
	while ((line = strsep(&text, "\n"))) {
		if (!*line)
			continue;
		if (n % 4096 == 0)
			ops = must(realloc(ops, (n + 4096) * sizeof(*ops)));
		ops[n++] = parse(line);
	}
	memset(buf, 1, sizeof(buf)); /* the pages are there before the clock runs */
	wall = now(CLOCK_MONOTONIC);
	cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	for (size_t i = 0; i < n; i++)
		one(&ops[i]);
	cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	wall = now(CLOCK_MONOTONIC) - wall;
	(void)printf("%lld %lld\n", wall, cpu);
	return 0;
}
