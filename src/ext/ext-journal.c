/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sd-journal: messages that have an id, so that journalctl -x explains them and others can wait
 * for them; and what libvirt said of a guest. Opened at first use. Other parts of libsystemd:
 * ext-login.c.
 */
#include "ext/ext-journal.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <time.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-load.h"

static __typeof__(sd_journal_sendv) *sendv;

static const struct load_symbol send_symbols[] = {
	{ "sd_journal_sendv", &sendv },
	{ NULL, NULL },
};

static struct load_library send_library = {
	.files = { "libsystemd.so.0" },
	.symbols = send_symbols,
	.title = "libsystemd",
	.cannot = "cannot write to the journal",
};

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
	int r = load_library(&send_library, err);

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

static struct {
	__typeof__(sd_journal_open) *open;
	__typeof__(sd_journal_close) *close;
	__typeof__(sd_journal_add_match) *add_match;
	__typeof__(sd_journal_seek_tail) *seek_tail;
	__typeof__(sd_journal_previous) *previous;
	__typeof__(sd_journal_get_data) *get_data;
	__typeof__(sd_journal_get_realtime_usec) *get_time;
} reading;

static const struct load_symbol reading_symbols[] = {
	{ "sd_journal_open", &reading.open },
	{ "sd_journal_close", &reading.close },
	{ "sd_journal_add_match", &reading.add_match },
	{ "sd_journal_seek_tail", &reading.seek_tail },
	{ "sd_journal_previous", &reading.previous },
	{ "sd_journal_get_data", &reading.get_data },
	{ "sd_journal_get_realtime_usec", &reading.get_time },
	{ NULL, NULL },
};

static struct load_library reading_library = {
	.files = { "libsystemd.so.0" },
	.symbols = reading_symbols,
	.title = "libsystemd",
	.cannot = "cannot read the journal",
};

static void journalp(sd_journal **j)
{
	if (*j)
		reading.close(*j);
}

/* Whether the name stands there as a word, not as a part of another one. */
static bool names(const char *text, const char *guest)
{
	size_t n = strlen(guest);

	for (const char *p = n ? strstr(text, guest) : NULL; p; p = strstr(p + 1, guest)) {
		bool starts =
			p == text || (!isalnum((unsigned char)p[-1]) && !strchr("-_.", p[-1]));

		if (starts && !isalnum((unsigned char)p[n]) && (!p[n] || !strchr("-_", p[n])))
			return true;
	}
	return false;
}

/* The entry as a line, to be free()d; NULL when it is about something else. */
static char *read_entry(sd_journal *j, const char *guest)
{
	static const size_t key = sizeof("MESSAGE=") - 1;
	_cleanup_free_ char *message = NULL;
	const void *data;
	uint64_t usec = 0;
	struct tm tm;
	char when[32];
	time_t t;
	size_t n;

	if (reading.get_data(j, "MESSAGE", &data, &n) < 0 || n < key)
		return NULL;
	message = str_from_bytes((const char *)data + key, n - key);
	if (!message || !names(message, guest))
		return NULL;
	for (char *p = message; (p = strchr(p, '\n'));)
		*p = ' ';
	(void)reading.get_time(j, &usec);
	t = (time_t)(usec / 1000000);
	if (!gmtime_r(&t, &tm) || !strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm))
		return NULL;
	return str_printf("%s %s\n", when, message);
}

#define LOOK_AT 20000 /* entries of libvirt's daemons */

/* From the newest to the oldest; the text grows in front. */
static int read_back(sd_journal *j, const char *guest, size_t max, char **ret, struct err *err)
{
	_cleanup_free_ char *text = str_printf("%s", "");
	size_t found = 0;

	for (size_t i = 0; text && i < LOOK_AT && found < max && reading.previous(j) > 0; i++) {
		_cleanup_free_ char *line = read_entry(j, guest);
		char *longer;

		if (!line)
			continue;
		longer = str_printf("%s%s", line, text);
		free(text);
		text = longer;
		found++;
	}
	*ret = TAKE_PTR(text);
	return *ret ? 0 : err_oom(err);
}

int ext_journal_guest(const char *guest, size_t max, char **ret, struct err *err)
{
	/* Matches of one field are alternatives. */
	static const char *const units[] = { "libvirtd.service", "virtqemud.service" };
	_cleanup_(journalp) sd_journal *j = NULL;
	int r = load_library(&reading_library, err);

	if (r < 0)
		return r;
	r = reading.open(&j, SD_JOURNAL_LOCAL_ONLY);
	for (size_t i = 0; i < ARRAY_SIZE(units) && r >= 0; i++) {
		_cleanup_free_ char *match = str_printf("_SYSTEMD_UNIT=%s", units[i]);

		r = match ? reading.add_match(j, match, 0) : -ENOMEM;
	}
	if (r >= 0)
		r = reading.seek_tail(j);
	if (r < 0)
		return err_sys(err, -r, "cannot read the journal");
	return read_back(j, guest, max, ret, err);
}
