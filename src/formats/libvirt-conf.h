/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_LIBVIRT_CONF_H
#define FORMATS_LIBVIRT_CONF_H

#include <stdbool.h>
#include <stddef.h>

/*
 * libvirt's own configuration files, /etc/libvirt/qemu.conf and others (libvirt,
 * src/util/virconf.c): "name = value" with a number, a text in ' or " or """, or a list in
 * brackets over several lines; '#' starts a comment. Quotes have no escapes.
 */

/* The last text with this name, cut to size; false: there is none, and ret stays. */
bool libvirt_conf_text(const char *text, const char *name, char *ret, size_t size);

/*
 * Whether the last list with this name has this text: 1 it has, 0 it has not, -1 there is
 * no such list.
 */
int libvirt_conf_list_has(const char *text, const char *name, const char *item);

/*
 * The text with this item in its last list of this name, to be free()d: 1; 0: it has it already.
 * Where there is no such list, one is added behind all else: what stands in the file as a comment
 * ("#name = [ ..."), which is the default, or else these usual items (NULL behind the last), for a
 * list replaces the default. -EINVAL: the file is broken there; -ENOMEM.
 */
int libvirt_conf_list_add(
	const char *text, const char *name, const char *item, const char *const *usual, char **ret);

#endif
