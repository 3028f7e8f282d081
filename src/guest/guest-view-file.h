/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_VIEW_FILE_H
#define GUEST_GUEST_VIEW_FILE_H

#include "guest/guest-view.h"

/*
 * Texts of files that viewers and desktops read; to be free()d, NULL without memory. A value that
 * the format cannot hold as it is (control characters) loses them.
 */

/* For remote-viewer (virt-viewer 11, remote-viewer(1)); it deletes the file once it is read. */
char *view_file_vv(const struct guest_screen *s);

/* For Remmina: a profile without a password, which Remmina asks for and keeps in the keyring. */
char *view_file_remmina(const struct view_facts *f);

/* Releases of Looking Glass call things differently. */
enum view_release {
	VIEW_RELEASE_B7,
	VIEW_RELEASE_IDD, /* after B7: the guest side is a display driver */
};

/* client.ini of Looking Glass. */
char *view_file_looking_glass(const struct guest_screen *s, enum view_release release);

/*
 * A launcher (Desktop Entry Specification 1.5) that runs "program vm view NAME"; connect is a
 * URI of libvirt that is not the usual one, or NULL.
 */
char *view_file_desktop(const char *name, const char *program, const char *connect);

/* The first line of what virtfn writes for Looking Glass and for desktops. */
#define VIEW_FILE_MARK \
	"# Made by virtfn vm view; virtfn replaces it only while this line is here.\n"

#endif
