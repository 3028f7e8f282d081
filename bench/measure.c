/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a program with its output thrown away; prints nanoseconds wall and CPU, KiB of peak
 * memory of the largest process, and the exit status. A large parent, such as Python, would
 * hand down its own peak.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t of(struct timeval t)
{
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_usec * 1000;
}

int main(int argc, char **argv)
{
	uint64_t start = now(), wall;
	struct rusage usage;
	int status = 0, null;
	pid_t pid;

	if (argc < 2)
		return 2;
	pid = fork();
	if (pid == 0) {
		null = open("/dev/null", O_RDWR);
		for (int fd = 0; fd < 3; fd++)
			(void)dup2(null, fd);
		(void)execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
		return 1;
	wall = now() - start;
	(void)printf("%llu %llu %ld %d\n", (unsigned long long)wall,
		(unsigned long long)(of(usage.ru_utime) + of(usage.ru_stime)), usage.ru_maxrss,
		WIFEXITED(status) ? WEXITSTATUS(status) : 255);
	return 0;
}
