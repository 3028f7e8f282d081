/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel said while we did something (/dev/kmsg, Documentation/ABI/testing/
 * dev-kmsg). What its lines mean is doctor's business.
 */
#include "actions/kernel-log.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define LINES_MAX 3

int kernel_log_mark(const struct root *root)
{
	struct err ignored;
	int fd = root_open_file(root, O_RDONLY | O_NONBLOCK, &ignored, "dev/kmsg");

	if (fd >= 0 && lseek(fd, 0, SEEK_END) < 0)
		mem_closep(&fd);
	return fd;
}

void kernel_log_attach(int mark, const char *address, struct err *err)
{
	char record[2048];
	ssize_t n;
	int lines = 0;

	/* One record a read: "6,1234,5678,-;text", continuation lines behind a newline. */
	while (mark >= 0 && lines < LINES_MAX && (n = read(mark, record, sizeof(record) - 1)) > 0) {
		char *text;

		record[n] = '\0';
		record[strcspn(record, "\n")] = '\0';
		text = strchr(record, ';');
		if (!text || !strstr(text, address))
			continue;
		(void)err_hint(err, "%s\"%s\"", lines ? "" : "the kernel says ", text + 1);
		lines++;
	}
}
