/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a file to judged findings: reads the text, finds the lines that are diagnoses,
 * hands them to checks/log-findings.c. How it is shown is in cmd-doctor.c.
 */
#include "cli/doctor-log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "formats/kmsg.h"
#include "formats/log-match.h"

#define FILE_MAX ((size_t)1 << 30)
#define KMSG_MAX ((size_t)64 << 20)

/* Compressed files and journals have zero bytes near their start. */
#define LOOK_AT 4096

void doctor_log_done(struct doctor_log *log)
{
	log_findings_done(&log->findings);
}

static int look(const char *path, const struct root_file *f, struct err *err)
{
	size_t n = f->size < LOOK_AT ? f->size : LOOK_AT;
	bool utf16 = n >= 2 &&
		     (memcmp(f->text, "\xff\xfe", 2) == 0 || memcmp(f->text, "\xfe\xff", 2) == 0);

	if (strspn(f->text, " \t\r\n") == f->size)
		return err_set(err, ENODATA, "%s is empty: no log to diagnose", path);
	if (utf16)
		return err_set(err, EINVAL, "%s is UTF-16 text; save it as UTF-8", path);
	if (memchr(f->text, '\0', n) || memcmp(f->text, "\x1f\x8b", 2) == 0)
		return err_set(err, EINVAL,
			"%s is no text; unpack it first (zcat, xzcat), or print the journal with "
			"journalctl -k",
			path);
	return 0;
}

int doctor_log_read_file(const char *path, struct root_file *ret, struct err *err)
{
	const char *name = str_eq(path, "-") ? "standard input" : path;
	_cleanup_(root_file_done) struct root_file f = { 0 };
	int r;

	r = root_user_read(path, FILE_MAX, &f, err);
	if (r < 0)
		return r;
	r = look(name, &f, err);
	if (r < 0)
		return r;
	*ret = f;
	f = (struct root_file) { 0 };
	return 0;
}

int doctor_log_read_host(const struct root *root, struct root_file *ret, struct err *err)
{
	_cleanup_close_ int fd = root_open_file(root, O_RDONLY | O_NONBLOCK, err, "dev/kmsg");
	int r = fd;

	if (fd >= 0)
		r = root_drain(fd, KMSG_MAX, ret);
	if ((r == -EPERM || r == -EACCES) && !root->host)
		return err_set(err, ENODATA,
			"%s has no kernel log: it was captured without root; ask for "
			"\"sudo virtfn capture\"",
			root->path);
	if (r == -EPERM || r == -EACCES) {
		(void)err_set(err, -r, "the kernel log of this host needs root");
		return err_hint(err, "run it with sudo, or: sudo dmesg | virtfn doctor --log -");
	}
	if (r == -ENOENT) {
		(void)err_set(err, ENOENT, "there is no kernel log here (dev/kmsg)");
		return err_hint(err, "give a saved one with --log FILE");
	}
	return r < 0 ? err_sys(err, -r, "cannot read the kernel log") : 0;
}

static struct log_part part(struct log_slice s)
{
	return (struct log_part) { s.p, s.n };
}

int doctor_log_diagnose(const struct root_file *file, struct doctor_log *ret, struct err *err)
{
	_cleanup_(doctor_log_done) struct doctor_log log = { 0 };
	struct kmsg_record rec;
	struct kmsg k;

	kmsg_open(&k, file->text, file->size);
	while (kmsg_next(&k, &rec)) {
		struct log_hit hit = { .line = rec.line, .text = { rec.text, rec.len } };
		struct log_match match;

		log.n_lines += rec.len > 0;
		log.n_kernel += rec.kernel;
		if (!log_match(rec.text, rec.len, &match))
			continue;
		log.n_known++;
		hit.row = match.row;
		hit.device = part(log_match_address(rec.text, rec.len));
		for (size_t i = 0; i < LOG_HIT_PARTS && i < LOG_CAPTURES; i++)
			hit.parts[i] = part(match.captures[i]);
		if (log_findings_add(&log.findings, &hit, err) < 0)
			return -ENOMEM;
	}
	if (log_findings_judge(&log.findings, err) < 0)
		return -ENOMEM;
	*ret = log;
	log = (struct doctor_log) { 0 };
	return 0;
}
