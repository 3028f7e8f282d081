/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_DOCTOR_LOG_H
#define CLI_DOCTOR_LOG_H

#include "base/root.h"
#include "checks/log-findings.h"

/* What a log says. */
struct doctor_log {
	struct log_findings findings; /* judged */
	size_t n_lines;               /* that are not empty */
	size_t n_kernel;              /* that look like a kernel log */
	size_t n_known;               /* that are a diagnosis */
};

/* Starts as zero. */
void doctor_log_done(struct doctor_log *log);

/* A log's text: of a file or "-", or of the machine itself. To be root_file_done(). */
int doctor_log_read_file(const char *path, struct root_file *ret, struct err *err);
int doctor_log_read_host(const struct root *root, struct root_file *ret, struct err *err);

int doctor_log_diagnose(const struct root_file *file, struct doctor_log *ret, struct err *err);

#endif
