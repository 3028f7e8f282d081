/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names and definitions of mediated devices. Which there are is in facts/facts-mdev.c.
 */
#include "model/mdev.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/str.h"

void mdev_done(struct mdev *m)
{
	free(m->definition);
	pci_uses_done(m->uses, m->n_uses);
}

int mdev_uuid_parse(const char *text, char ret[MDEV_UUID])
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (strlen(text) != sizeof(form) - 1)
		return -EINVAL;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == 'x' ? !isxdigit((unsigned char)text[i]) : text[i] != form[i])
			return -EINVAL;
	for (size_t i = 0; i < sizeof(form); i++)
		ret[i] = (char)tolower((unsigned char)text[i]);
	return 0;
}

int mdev_uuid_new(char ret[MDEV_UUID], struct err *err)
{
	uint8_t b[16];

	if (getrandom(b, sizeof(b), 0) != sizeof(b))
		return err_set(err, errno, "cannot get random numbers for a UUID");
	/* Version 4, variant 1 (RFC 9562, section 5.4). */
	b[6] = (uint8_t)((b[6] & 0x0f) | 0x40);
	b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
	(void)snprintf(ret, MDEV_UUID,
		"%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
		b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
		b[15]);
	return 0;
}

/* Byte for byte what mdevctl 1.2 writes: no newline at the end. */
char *mdev_definition(const char *type)
{
	return str_printf(
		"{\n  \"mdev_type\": \"%s\",\n  \"start\": \"auto\",\n  \"attrs\": []\n}", type);
}
