/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libseccomp: what a process may still ask the kernel for.
 */
#include "ext/ext-seccomp.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>

#include "base/mem.h"
#include "base/run-bytes.h"
#include "ext/ext-load.h"

static struct {
	__typeof__(seccomp_init) *init;
	__typeof__(seccomp_rule_add_array) *add;
	__typeof__(seccomp_load) *load;
	__typeof__(seccomp_release) *release;
	__typeof__(seccomp_attr_set) *set;
} lib;

static const struct load_symbol symbols[] = {
	{ "seccomp_init", &lib.init },
	{ "seccomp_rule_add_array", &lib.add },
	{ "seccomp_load", &lib.load },
	{ "seccomp_release", &lib.release },
	{ "seccomp_attr_set", &lib.set },
	{ NULL, NULL },
};

static struct load_library library = {
	.files = { "libseccomp.so.2" },
	.symbols = symbols,
	.title = "libseccomp",
	.cannot = "cannot lock in what reads the file",
	.advice = "install libseccomp",
};

/*
 * Files are not there: libraries look for those of character sets and time zones, and go on
 * without. Refused, not deadly.
 */
static const int refused[] = {
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(stat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(access),
	SCMP_SYS(readlink),
};

/* Nothing in these reaches beyond the process. */
static const int harmless[] = {
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(brk),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(clock_gettime),
	/* Threads of its own, which block signals while they end; how many processors there are. */
	SCMP_SYS(futex),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(sched_getaffinity),
#ifdef RUN_SANITIZED
	/* What a sanitizer does to watch, and to write its report. */
	SCMP_SYS(sigaltstack),
	SCMP_SYS(prctl),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(write),
	SCMP_SYS(sched_yield),
	SCMP_SYS(rt_sigaction),
#endif
};

static int add_rules(scmp_filter_ctx filter, int out)
{
	/* Memory without a file behind it, and never to be run. */
	const struct scmp_arg_cmp map[] = {
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS),
	};
	const struct scmp_arg_cmp protect[] = { SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) };
	const struct scmp_arg_cmp to_out[] = { SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)out) };
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(harmless) && r == 0; i++)
		r = lib.add(filter, SCMP_ACT_ALLOW, harmless[i], 0, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(refused) && r == 0; i++)
		r = lib.add(filter, SCMP_ACT_ERRNO(ENOENT), refused[i], 0, NULL);
	if (r == 0)
		r = lib.add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), ARRAY_SIZE(map), map);
	if (r == 0)
		r = lib.add(
			filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), ARRAY_SIZE(protect), protect);
	if (r == 0)
		r = lib.add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), ARRAY_SIZE(to_out), to_out);
	return r;
}

int ext_seccomp_enter(int out, struct err *err)
{
	scmp_filter_ctx filter;
	int r = load_library(&library, err);

	if (r < 0)
		return r;
	filter = lib.init(SCMP_ACT_KILL_PROCESS);
	if (!filter)
		return err_oom(err);
	/* All of its threads, not only this one. */
	r = lib.set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (r == 0)
		r = add_rules(filter, out);
	if (r == 0)
		r = lib.load(filter);
	lib.release(filter);
	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0)
		return err_sys(err, ENOTSUP,
			"the kernel does not let virtfn lock in what reads "
			"the file (seccomp: %d)",
			r);
	return 0;
}
