/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sd-journal: messages that have an id, so that journalctl -x explains them and others can wait
 * for them. Opened at first use. Other parts of libsystemd: ext-login.c.
 */
#include "ext/ext-journal.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>

#include "base/mem.h"
#include "base/str.h"

static __typeof__(sd_journal_sendv) *sendv;

static int open_library(struct err *err)
{
	void *handle;

	if (sendv)
		return 0;
	handle = dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return err_set(err, ENOTSUP, "cannot write to the journal: %s", dlerror());
	sendv = (__typeof__(sendv))dlsym(handle, "sd_journal_sendv");
	if (sendv)
		return 0;
	(void)dlclose(handle);
	return err_set(err, ENOTSUP, "this libsystemd has no sd_journal_sendv");
}

static int send(char *const *fields, size_t n, struct err *err)
{
	struct iovec iov[8];
	int r;

	for (size_t i = 0; i < n; i++) {
		if (!fields[i])
			return err_oom(err);
		iov[i] = (struct iovec) { fields[i], strlen(fields[i]) };
	}
	r = sendv(iov, (int)n);
	return r < 0 ? err_sys(err, -r, "cannot write to the journal") : 0;
}

int ext_journal_send(
	const char *id, int priority, const char *device, const char *text, struct err *err)
{
	char *fields[5] = { 0 };
	size_t n = 0;
	int r = open_library(err);

	if (r < 0)
		return r;
	fields[n++] = str_printf("MESSAGE=%s", text);
	fields[n++] = str_printf("MESSAGE_ID=%s", id);
	fields[n++] = str_printf("PRIORITY=%d", priority);
	fields[n++] = str_printf("SYSLOG_IDENTIFIER=virtfn");
	if (device)
		fields[n++] = str_printf("VIRTFN_DEVICE=%s", device);
	r = send(fields, n, err);
	for (size_t i = 0; i < n; i++)
		free(fields[i]);
	return r;
}
