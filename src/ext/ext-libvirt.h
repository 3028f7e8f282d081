/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_LIBVIRT_H
#define EXT_EXT_LIBVIRT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "model/guest.h"

/*
 * libvirt, loaded when it is first used: it takes longer to load than "virtfn list"
 * takes in all. Every call that may block shows a sign of life and ends after some
 * time; after -ETIMEDOUT or -EINTR a connection is good for nothing but virt_close().
 */
struct virt; /* a connection */

/* -ENOSYS when libvirt is not installed, -EACCES, -ENOENT when its daemon does not run. */
int virt_open(const char *uri, struct virt **ret, struct err *err);
void virt_close(struct virt *virt);
void virt_closep(struct virt **virt);

/* A guest as libvirt has it: what is in it is for guest_read() to say. */
struct virt_guest {
	char *name;
	char uuid[37];
	enum guest_state state;
	const char *reason; /* of the state, "crashed"; NULL when libvirt does not say; static */
	bool persistent, autostart;
	char *xml;
};

struct virt_guests {
	struct virt_guest *v; /* sorted by name */
	size_t n;
};

/* Which of a running guest's two definitions. */
enum virt_xml {
	VIRT_XML_NOW,     /* what runs; of a stopped one, what is defined */
	VIRT_XML_NEXT,    /* what the next start will use */
	VIRT_XML_EDIT,    /* the same with its secrets, which a define would lose */
	VIRT_XML_SECRETS, /* what runs, with passwords of displays; -EACCES for who may only look */
};

void virt_guest_done(struct virt_guest *guest);
void virt_guests_done(struct virt_guests *guests);

int virt_guests(struct virt *virt, enum virt_xml which, struct virt_guests *ret, struct err *err);

/* By name or UUID. -ENOENT with what there is, and a "did you mean". */
int virt_guest(struct virt *virt, const char *name, enum virt_xml which, struct virt_guest *ret,
	struct err *err);

/* State and its reason; a guest that is no more is GUEST_STOPPED (a transient one). */
int virt_state(struct virt *virt, const char *name, enum guest_state *ret, const char **ret_reason,
	struct err *err);

/* -EEXIST is not told apart: ask virt_guest() first, libvirt would redefine. */
int virt_define(struct virt *virt, const char *xml, struct err *err);

/* Of the libvirt that runs the guests: 11003000 for 11.3.0; 0 unknown. */
int virt_version(struct virt *virt);

enum virt_text {
	VIRT_TEXT_CAPABILITIES, /* XML: what a guest with KVM on q35 can have here */
	VIRT_TEXT_QEMU,         /* QEMU's command line for a domain's XML */
};

/* To be free()d. -EOPNOTSUPP: this driver cannot say. */
int virt_text(
	struct virt *virt, enum virt_text which, const char *xml, char **ret, struct err *err);

enum virt_action {
	VIRT_START,
	VIRT_START_PAUSED,
	VIRT_RESUME,
	VIRT_SHUTDOWN, /* the power button: the guest may take its time, or do nothing */
	VIRT_DESTROY,  /* the plug */
	VIRT_UNDEFINE, /* with its NVRAM and saved state; disks stay */
};

int virt_do(struct virt *virt, const char *name, enum virt_action action, struct err *err);

/* A guest's first serial console. */
struct virt_console;

struct virt_console_how {
	int input; /* a descriptor that virt_console_wait() looks at too, or -1 */
	bool take; /* put off whoever has the console now (else -EBUSY) */
};

int virt_console_open(struct virt *virt, const char *name, struct virt_console_how how,
	struct virt_console **ret, struct err *err);
void virt_console_free(struct virt_console *console);
void virt_console_freep(struct virt_console **console);

enum virt_console_event {
	VIRT_CONSOLE_OUTPUT = 1 << 0, /* the guest said something, or is gone */
	VIRT_CONSOLE_INPUT = 1 << 1,
};

/* Which of them happened; 0 when timeout_ms went by, or a signal came. */
unsigned virt_console_wait(struct virt_console *console, int timeout_ms);

/* The input's end: virt_console_wait() is not to look at it any more. */
void virt_console_input_ended(struct virt_console *console);

/* Bytes; 0 at the end; -EAGAIN when there is nothing now, else err is filled. */
ssize_t virt_console_read(struct virt_console *console, char *buf, size_t size, struct err *err);

/* Bytes taken, -EAGAIN when it takes none now. */
ssize_t virt_console_write(
	struct virt_console *console, const char *buf, size_t size, struct err *err);

#endif
