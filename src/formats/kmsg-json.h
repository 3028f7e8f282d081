/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_KMSG_JSON_H
#define FORMATS_KMSG_JSON_H

#include "formats/kmsg.h"

/*
 * One line of "journalctl -o json": an object whose values are words, numbers, or lists of
 * them, as systemd.journal-fields(7) and the Journal JSON Format have it. MESSAGE is a
 * string, or a list of bytes when it is not printable, or null when it was too long.
 *
 * Writes the message to text (KMSG_TEXT_MAX bytes; the rest is left out; new lines and zero
 * bytes become blanks) and fills ret but for its line. False, and ret as it was, when
 * the line is anything else or has no MESSAGE.
 */
bool kmsg_json(const char *line, size_t n, char *text, struct kmsg_record *ret);

#endif
