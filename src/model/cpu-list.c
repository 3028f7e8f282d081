/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set of CPUs as text and back, as the files of cgroups and sysfs have it.
 */
#include "model/cpu-list.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* A number of digits only, in front of one of the letters in ends, or of the text's end. */
static int number(const char **p, unsigned *ret)
{
	char digits[12];
	size_t n = strspn(*p, "0123456789");
	uint64_t v;

	if (n == 0)
		return -EINVAL;
	if (n >= sizeof(digits))
		return -ERANGE;
	memcpy(digits, *p, n);
	digits[n] = '\0';
	if (str_to_u64(digits, 10, CPU_SETSIZE - 1, &v) < 0)
		return -ERANGE;
	*ret = (unsigned)v;
	*p += n;
	return 0;
}

int cpu_list_read(const char *text, cpu_set_t *ret)
{
	const char *p = text;
	cpu_set_t set;

	CPU_ZERO(&set);
	while (*p) {
		unsigned first, last;
		int r = number(&p, &first);

		last = first;
		if (r == 0 && *p == '-') {
			p++;
			r = number(&p, &last);
		}
		if (r < 0)
			return r;
		if (first > last || (*p && *p != ',') || (*p == ',' && !p[1]))
			return -EINVAL;
		for (unsigned i = first; i <= last; i++)
			CPU_SET(i, &set);
		p += *p == ',';
	}
	*ret = set;
	return 0;
}

void cpu_list_format(const cpu_set_t *set, char text[CPU_LIST_TEXT])
{
	size_t n = 0;

	text[0] = '\0';
	/* The longest, each second CPU, takes 2500 bytes. */
	for (int i = 0; i < CPU_SETSIZE; i++) {
		int last = i;

		if (!CPU_ISSET((size_t)i, set))
			continue;
		while (last + 1 < CPU_SETSIZE && CPU_ISSET((size_t)last + 1, set))
			last++;
		n += (size_t)snprintf(text + n, CPU_LIST_TEXT - n, last > i ? "%s%d-%d" : "%s%d",
			n ? "," : "", i, last);
		i = last;
	}
}
