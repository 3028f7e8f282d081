/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a program and kills it, with all its children, right before or right after the N-th system
 * call that changes a file system. "kill-at N before|after PROGRAM ARG...": status 0 when it was
 * killed there, 3 when it ended by itself before (stdout: how many such calls it made, and its
 * status), 1 on trouble.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	KILLED = 0,
	TROUBLE = 1,
	ENDED = 3
};

/* Those that always change something when they succeed. */
static const long changing[] = {
	SYS_rename,
	SYS_renameat,
	SYS_renameat2,
	SYS_unlink,
	SYS_unlinkat,
	SYS_rmdir,
	SYS_mkdir,
	SYS_mkdirat,
	SYS_symlink,
	SYS_symlinkat,
	SYS_link,
	SYS_linkat,
	SYS_chmod,
	SYS_fchmod,
	SYS_fchmodat,
	SYS_chown,
	SYS_fchown,
	SYS_lchown,
	SYS_fchownat,
	SYS_setxattr,
	SYS_lsetxattr,
	SYS_fsetxattr,
	SYS_removexattr,
	SYS_lremovexattr,
	SYS_fremovexattr,
	SYS_truncate,
	SYS_ftruncate,
	SYS_fallocate,
	SYS_utime,
	SYS_utimes,
	SYS_utimensat,
	SYS_futimesat,
	SYS_mknod,
	SYS_mknodat,
	SYS_creat,
	SYS_mount,
	SYS_umount2,
	SYS_sendfile,
	SYS_copy_file_range,
	SYS_splice,
#ifdef SYS_fchmodat2
	SYS_fchmodat2,
#endif
};

/* The descriptor is of a file that has a name, and no device. */
static bool is_file(pid_t pid, uint64_t fd)
{
	char path[64], target[PATH_MAX];
	ssize_t n;

	(void)snprintf(path, sizeof(path), "/proc/%d/fd/%u", pid, (unsigned)fd);
	n = readlink(path, target, sizeof(target) - 1);
	if (n <= 0)
		return false;
	target[n] = '\0';
	return target[0] == '/' && strncmp(target, "/dev/", 5) != 0 &&
	       strncmp(target, "/memfd:", 7) != 0;
}

static bool changes(pid_t pid, const struct __ptrace_syscall_info *info)
{
	const uint64_t making = O_CREAT | O_TRUNC;
	const __uint64_t *a = info->entry.args;

	for (size_t i = 0; i < sizeof(changing) / sizeof(changing[0]); i++)
		if ((long)info->entry.nr == changing[i])
			return true;
	switch ((long)info->entry.nr) {
	case SYS_write:
	case SYS_writev:
	case SYS_pwrite64:
	case SYS_pwritev:
	case SYS_pwritev2:
		return is_file(pid, a[0]);
	case SYS_open:
		return a[1] & making;
	case SYS_openat:
		return a[2] & making;
	case SYS_openat2:
		/* The flags are the first member of struct open_how. */
		return (uint64_t)ptrace(PTRACE_PEEKDATA, pid, (void *)(uintptr_t)a[2], NULL) &
		       making;
	default:
		return false;
	}
}

struct process {
	pid_t pid;
	bool counted; /* in a call that is the one to be killed after */
};

static struct process processes[256];
static size_t n_processes;

static struct process *find(pid_t pid)
{
	for (size_t i = 0; i < n_processes; i++)
		if (processes[i].pid == pid)
			return &processes[i];
	if (n_processes == sizeof(processes) / sizeof(processes[0]))
		return NULL;
	processes[n_processes] = (struct process) { .pid = pid };
	return &processes[n_processes++];
}

static void kill_all(void)
{
	for (size_t i = 0; i < n_processes; i++)
		(void)kill(processes[i].pid, SIGKILL);
	while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR)
		;
}

static void forget(pid_t pid)
{
	struct process *p = find(pid);

	if (p)
		*p = processes[--n_processes];
}

struct aim {
	unsigned long n, seen;
	bool after;
};

/* A stop at the start or at the end of a system call; true: here it dies. */
static bool at_call(pid_t pid, struct aim *aim)
{
	struct __ptrace_syscall_info info = { 0 };
	struct process *p = find(pid);

	if (!p || ptrace(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof(info), &info) <= 0)
		return false;
	if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		return p->counted;
	if (info.op != PTRACE_SYSCALL_INFO_ENTRY || !changes(pid, &info))
		return false;
	p->counted = ++aim->seen == aim->n && aim->after;
	return aim->seen == aim->n && !aim->after;
}

/* What goes on to the program: its own signals, not those that tracing makes. */
static int signal_of(int status)
{
	int sig = WSTOPSIG(status);

	return status >> 16 || sig == SIGSTOP || sig == SIGTRAP ? 0 : sig;
}

static int watch(pid_t first, struct aim *aim)
{
	int status, result = -1;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (!WIFSTOPPED(status)) {
			forget(pid);
			if (pid == first)
				result = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
			continue;
		}
		if (!find(pid))
			return TROUBLE;
		if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
			if (at_call(pid, aim)) {
				kill_all();
				return KILLED;
			}
			status = 0;
		}
		(void)ptrace(PTRACE_SYSCALL, pid, NULL,
			(void *)(intptr_t)(status ? signal_of(status) : 0));
	}
	(void)printf("%lu %d\n", aim->seen, result);
	return ENDED;
}

int main(int argc, char **argv)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			     PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	struct aim aim = { 0 };
	int status;
	pid_t pid;

	if (argc < 4)
		return TROUBLE;
	aim.n = strtoul(argv[1], NULL, 10);
	aim.after = strcmp(argv[2], "after") == 0;
	pid = fork();
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
			_exit(126);
		(void)raise(SIGSTOP);
		(void)execv(argv[3], argv + 3);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		return TROUBLE;
	if (!find(pid) || ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)options) < 0 ||
		ptrace(PTRACE_SYSCALL, pid, NULL, NULL) < 0)
		return TROUBLE;
	return watch(pid, &aim);
}
