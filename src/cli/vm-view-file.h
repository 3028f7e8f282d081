/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_VIEW_FILE_H
#define CLI_VM_VIEW_FILE_H

#include "cli/command.h"
#include "guest/guest-view-file.h"

/* $XDG_RUNTIME_DIR/virtfn-NAME.vv; to be free()d. -ENOENT: there is no such folder. */
int vm_view_vv_path(const char *name, char **ret, struct err *err);

/* Writes it, for nobody else to read (0600); one that was left there goes. */
int vm_view_vv_write(
	struct call *call, const struct guest_screen *s, const char *path, struct err *err);

/*
 * Puts a text of ours into the user's folders and says so. What is there with other contents stays
 * (-EEXIST), unless replace says otherwise.
 */
int vm_view_file_put(
	struct call *call, const char *path, const char *text, bool replace, struct err *err);

/* Where they belong; to be free()d. -ENOENT: no home. */
int vm_view_ini_path(char **ret, struct err *err);
int vm_view_desktop_path(const char *name, char **ret, struct err *err);

/* Makes or removes the launcher of a guest. */
int vm_view_desktop_add(struct call *call, const char *name, bool replace, struct err *err);
int vm_view_desktop_remove(struct call *call, const char *name, struct err *err);

#endif
