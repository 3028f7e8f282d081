/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_DKMS_CONF_H
#define FORMATS_DKMS_CONF_H

/*
 * The regular expression that a dkms.conf has as BUILD_EXCLUSIVE_KERNEL, to be free()d; NULL when
 * it has none, or without memory. A whole dkms.conf is a shell script; this value is a quoted
 * text on a line of its own in all that we know of.
 */
char *dkms_conf_exclusive(const char *conf);

#endif
