/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libvirt's C API with our errors on top, loaded at first use. The only file that
 * includes its headers. Domain XML is text here: guest/ builds and reads it; what to
 * do about an error is in ext-libvirt-hint.c.
 */
#include "ext/ext-libvirt.h"

#include <errno.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-libvirt-hint.h"
#include "ext/ext-libvirt-parts.h"
#include "ext/ext-load.h"
#include "ext/ext-thread.h"

#define SYMBOLS(X)                         \
	X(virConnectClose)                 \
	X(virConnectDomainXMLToNative)     \
	X(virConnectGetLibVersion)         \
	X(virConnectListAllDomains)        \
	X(virConnectOpen)                  \
	X(virConnectGetDomainCapabilities) \
	X(virDomainCreateWithFlags)        \
	X(virDomainDefineXMLFlags)         \
	X(virDomainDestroy)                \
	X(virDomainFree)                   \
	X(virDomainGetAutostart)           \
	X(virDomainGetName)                \
	X(virDomainGetState)               \
	X(virDomainGetUUIDString)          \
	X(virDomainGetXMLDesc)             \
	X(virDomainIsPersistent)           \
	X(virDomainLookupByName)           \
	X(virDomainLookupByUUIDString)     \
	X(virDomainOpenConsole)            \
	X(virDomainResume)                 \
	X(virDomainShutdown)               \
	X(virDomainUndefineFlags)          \
	X(virEventAddHandle)               \
	X(virEventAddTimeout)              \
	X(virEventRegisterDefaultImpl)     \
	X(virEventRemoveHandle)            \
	X(virEventRemoveTimeout)           \
	X(virEventRunDefaultImpl)          \
	X(virEventUpdateTimeout)           \
	X(virGetLastError)                 \
	X(virSetErrorFunc)                 \
	X(virStreamAbort)                  \
	X(virStreamEventAddCallback)       \
	X(virStreamEventRemoveCallback)    \
	X(virStreamFree)                   \
	X(virStreamNew)                    \
	X(virStreamRecv)                   \
	X(virStreamSend)

static struct {
	SYMBOLS(LOAD_POINTER)
} vir;

static const struct load_symbol symbols[] = {
#define X(name) { #name, &vir.name },
	SYMBOLS(X)
#undef X
		{ NULL, NULL },
};

/* -ENOSYS: libvirt's own failures have other codes. */
static struct load_library library = {
	.files = { "libvirt.so.0" },
	.symbols = symbols,
	.title = "libvirt",
	.cannot = "guests need libvirt",
	.advice = "install libvirt-daemon-system (Debian, Ubuntu), libvirt-daemon-kvm (Fedora) "
		  "or libvirt (Arch, openSUSE)",
	.code = ENOSYS,
};

#define OPEN_MS   30000
#define ACTION_MS 600000 /* a large guest with a device: all its memory is pinned first */

struct virt_console {
	struct virt *virt;
	virStreamPtr stream;
	int timer;
	int input; /* an event handle, or -1 */
	unsigned events;
	bool rang;
};

static void silent(void *arg, virErrorPtr error)
{
	(void)arg;
	(void)error;
}

static int load(struct err *err)
{
	int r = load_library(&library, err);

	if (r == 0)
		vir.virSetErrorFunc(NULL, silent);
	return r;
}

static int code_of(const virError *e)
{
	switch (e->code) {
	case VIR_ERR_NO_DOMAIN:
	case VIR_ERR_NO_STORAGE_VOL:
		return ENOENT;
	case VIR_ERR_AUTH_FAILED:
	case VIR_ERR_AUTH_CANCELLED:
	case VIR_ERR_AUTH_UNAVAILABLE:
	case VIR_ERR_ACCESS_DENIED:
	case VIR_ERR_OPERATION_DENIED:
		return EACCES;
	case VIR_ERR_NO_SUPPORT:
	case VIR_ERR_ARGUMENT_UNSUPPORTED:
	case VIR_ERR_OPERATION_UNSUPPORTED:
		return EOPNOTSUPP;
	case VIR_ERR_OPERATION_INVALID:
		return EBUSY;
	case VIR_ERR_OPERATION_TIMEOUT:
		return ETIMEDOUT;
	case VIR_ERR_AGENT_UNRESPONSIVE:
	case VIR_ERR_AGENT_UNSYNCED:
		return ENOTCONN;
	case VIR_ERR_SYSTEM_ERROR:
		return e->int1 > 0 ? e->int1 : EIO;
	default:
		return EIO;
	}
}

/* "what name: libvirt's words; what to do". Of this thread's last call. */
static int vir_error(struct err *err, const char *what, const char *name)
{
	const virError *e = vir.virGetLastError();
	const char *message = e && e->message ? e->message : "libvirt does not say why";
	const char *hint = virt_hint(message);

	(void)err_set(err, e ? code_of(e) : EIO, "%s %s: %.500s", what, name, message);
	return hint ? err_hint(err, "%s", hint) : -err->code;
}

static void domain_freep(virDomainPtr *d)
{
	if (*d)
		(void)vir.virDomainFree(*d);
}

struct open_job {
	virConnectPtr conn;
	char uri[];
};

static int open_in_thread(void *arg, struct err *err)
{
	struct open_job *job = arg;

	job->conn = vir.virConnectOpen(job->uri);
	return job->conn ? 0 : vir_error(err, "cannot reach libvirt at", job->uri);
}

/* What a thread works with is given up when the thread is. */
static bool gave_up(int r)
{
	return r == -ETIMEDOUT || r == -EINTR;
}

int virt_open(const char *uri, struct virt **ret, struct err *err)
{
	_cleanup_free_ struct open_job *job = NULL;
	_cleanup_free_ struct virt *virt = NULL;
	int r;

	r = load(err);
	if (r < 0)
		return r;
	/* Consoles need an event loop, and it must be there before the connection. */
	if (vir.virEventRegisterDefaultImpl() < 0)
		return vir_error(err, "cannot use", "libvirt's event loop");
	virt = calloc(1, sizeof(*virt));
	job = calloc(1, sizeof(*job) + strlen(uri) + 1);
	if (!virt || !job)
		return err_oom(err);
	memcpy(job->uri, uri, strlen(uri) + 1);
	r = ext_thread_run(open_in_thread, job, OPEN_MS, "waiting for libvirt", err);
	if (gave_up(r))
		(void)TAKE_PTR(job);
	if (r < 0)
		return r;
	virt->conn = job->conn;
	*ret = TAKE_PTR(virt);
	return 0;
}

void virt_close(struct virt *virt)
{
	if (!virt)
		return;
	if (!virt->lost)
		(void)vir.virConnectClose(virt->conn);
	free(virt);
}

void virt_closep(struct virt **virt)
{
	virt_close(*virt);
}

static enum guest_state state_of(int state)
{
	switch (state) {
	case VIR_DOMAIN_RUNNING:
	case VIR_DOMAIN_BLOCKED:
		return GUEST_RUNNING;
	case VIR_DOMAIN_PAUSED:
		return GUEST_PAUSED;
	case VIR_DOMAIN_SHUTDOWN:
		return GUEST_STOPPING;
	case VIR_DOMAIN_SHUTOFF:
		return GUEST_STOPPED;
	case VIR_DOMAIN_CRASHED:
		return GUEST_CRASHED;
	case VIR_DOMAIN_PMSUSPENDED:
		return GUEST_SUSPENDED;
	default:
		return GUEST_UNKNOWN;
	}
}

static const char *reason_of(int state, int reason)
{
	static const char *const shutoff[] = {
		[VIR_DOMAIN_SHUTOFF_SHUTDOWN] = "it shut itself down",
		[VIR_DOMAIN_SHUTOFF_DESTROYED] = "it was switched off",
		[VIR_DOMAIN_SHUTOFF_CRASHED] = "it crashed, or QEMU did",
		[VIR_DOMAIN_SHUTOFF_MIGRATED] = "it moved to another host",
		[VIR_DOMAIN_SHUTOFF_SAVED] = "it was saved to a file",
		[VIR_DOMAIN_SHUTOFF_FAILED] = "it failed to start",
		[VIR_DOMAIN_SHUTOFF_FROM_SNAPSHOT] = "it was put back to a snapshot",
		[VIR_DOMAIN_SHUTOFF_DAEMON] = "libvirt's daemon stopped it",
	};
	static const char *const paused[] = {
		[VIR_DOMAIN_PAUSED_USER] = "somebody paused it",
		[VIR_DOMAIN_PAUSED_IOERROR] = "a disk had an I/O error",
		[VIR_DOMAIN_PAUSED_WATCHDOG] = "its watchdog went off",
		[VIR_DOMAIN_PAUSED_CRASHED] = "it crashed",
		[VIR_DOMAIN_PAUSED_STARTING_UP] = "it is being started",
	};

	if (state == VIR_DOMAIN_SHUTOFF && reason >= 0 && reason < (int)ARRAY_SIZE(shutoff))
		return shutoff[reason];
	if (state == VIR_DOMAIN_PAUSED && reason >= 0 && reason < (int)ARRAY_SIZE(paused))
		return paused[reason];
	return NULL;
}

/* 1, or 0 when the guest went away in the meantime. */
static int read_guest(virDomainPtr d, enum virt_xml which, struct virt_guest *ret, struct err *err)
{
	const char *name = vir.virDomainGetName(d);
	static const unsigned flags[] = {
		[VIRT_XML_NOW] = 0,
		[VIRT_XML_NEXT] = VIR_DOMAIN_XML_INACTIVE,
		[VIRT_XML_EDIT] = VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE,
		[VIRT_XML_SECRETS] = VIR_DOMAIN_XML_SECURE,
	};
	struct virt_guest g = { 0 };
	int state, reason, autostart = 0;
	const virError *e;

	if (vir.virDomainGetState(d, &state, &reason, 0) == 0) {
		g.xml = vir.virDomainGetXMLDesc(d, flags[which]);
		g.name = name && g.xml ? strdup(name) : NULL;
	}
	if (!g.name) {
		free(g.xml);
		e = vir.virGetLastError();
		if (e && e->code == VIR_ERR_NO_DOMAIN)
			return 0;
		return vir_error(err, "cannot look at the guest", name ? name : "?");
	}
	g.state = state_of(state);
	g.reason = reason_of(state, reason);
	(void)vir.virDomainGetUUIDString(d, g.uuid);
	g.persistent = vir.virDomainIsPersistent(d) == 1;
	g.autostart = vir.virDomainGetAutostart(d, &autostart) == 0 && autostart;
	*ret = g;
	return 1;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct virt_guest *)a)->name, ((const struct virt_guest *)b)->name);
}

static void domains_free(virDomainPtr *d, int n)
{
	for (int i = 0; i < n; i++)
		(void)vir.virDomainFree(d[i]);
	free(d);
}

int virt_guests(struct virt *virt, enum virt_xml which, struct virt_guests *ret, struct err *err)
{
	_cleanup_(virt_guests_done) struct virt_guests guests = { 0 };
	virDomainPtr *domains = NULL;
	int n, r = 0;

	n = vir.virConnectListAllDomains(virt->conn, &domains, 0);
	if (n < 0)
		return vir_error(err, "cannot list", "the guests");
	for (int i = 0; i < n && r >= 0; i++) {
		struct virt_guest g = { 0 }, *room;

		r = read_guest(domains[i], which, &g, err);
		if (r != 1)
			continue;
		room = mem_append(&guests.v, &guests.n, sizeof(*room));
		if (room)
			*room = g;
		else
			r = err_oom(err);
	}
	domains_free(domains, n);
	if (r < 0)
		return r;
	if (guests.n > 0)
		qsort(guests.v, guests.n, sizeof(*guests.v), by_name);
	*ret = guests;
	guests = (struct virt_guests) { 0 };
	return 0;
}

static int no_guest(struct virt *virt, const char *name, struct err *err)
{
	virDomainPtr *domains = NULL;
	int n = vir.virConnectListAllDomains(virt->conn, &domains, 0);
	const char **names = calloc((size_t)(n > 0 ? n : 0) + 1, sizeof(*names));

	for (int i = 0; names && i < n; i++)
		names[i] = vir.virDomainGetName(domains[i]);
	virt_no_guest(name, names, names && n > 0 ? (size_t)n : 0, err);
	free(names);
	if (n >= 0)
		domains_free(domains, n);
	return -ENOENT;
}

static int look_up(struct virt *virt, const char *name, virDomainPtr *ret, struct err *err)
{
	virDomainPtr d = vir.virDomainLookupByName(virt->conn, name);
	const virError *e = d ? NULL : vir.virGetLastError();

	if (!d && e && e->code != VIR_ERR_NO_DOMAIN)
		return vir_error(err, "cannot look for the guest", name);
	if (!d && strlen(name) == 36)
		d = vir.virDomainLookupByUUIDString(virt->conn, name);
	if (!d)
		return no_guest(virt, name, err);
	*ret = d;
	return 0;
}

int virt_part_domain(struct virt *virt, const char *name, void **ret, struct err *err)
{
	virDomainPtr d = NULL;
	int r = look_up(virt, name, &d, err);

	if (r == 0)
		*ret = d;
	return r;
}

void virt_part_domain_free(void *domain)
{
	(void)vir.virDomainFree(domain);
}

int virt_part_error(const char *what, const char *name, struct err *err)
{
	return vir_error(err, what, name);
}

int virt_guest(struct virt *virt, const char *name, enum virt_xml which, struct virt_guest *ret,
	struct err *err)
{
	_cleanup_(domain_freep) virDomainPtr d = NULL;
	int r;

	r = look_up(virt, name, &d, err);
	if (r < 0)
		return r;
	r = read_guest(d, which, ret, err);
	if (r == 0)
		return err_set(err, ENOENT, "the guest '%s' went away just now", name);
	return r < 0 ? r : 0;
}

int virt_state(struct virt *virt, const char *name, enum guest_state *ret, const char **ret_reason,
	struct err *err)
{
	_cleanup_(domain_freep) virDomainPtr d = vir.virDomainLookupByName(virt->conn, name);
	int state, reason;
	const virError *e;

	if (d && vir.virDomainGetState(d, &state, &reason, 0) == 0) {
		*ret = state_of(state);
		*ret_reason = reason_of(state, reason);
		return 0;
	}
	e = vir.virGetLastError();
	if (!e || e->code != VIR_ERR_NO_DOMAIN)
		return vir_error(err, "cannot look at the guest", name);
	*ret = GUEST_STOPPED;
	*ret_reason = NULL;
	return 0;
}

int virt_define(struct virt *virt, const char *xml, struct err *err)
{
	virDomainPtr d = vir.virDomainDefineXMLFlags(virt->conn, xml, VIR_DOMAIN_DEFINE_VALIDATE);

	if (!d)
		return vir_error(err, "libvirt does not take", "the new guest");
	(void)vir.virDomainFree(d);
	return 0;
}

int virt_version(struct virt *virt)
{
	unsigned long version = 0;

	return vir.virConnectGetLibVersion(virt->conn, &version) == 0 ? (int)version : 0;
}

int virt_text(struct virt *virt, enum virt_text which, const char *xml, char **ret, struct err *err)
{
	bool caps = which == VIRT_TEXT_CAPABILITIES;
	char *text = caps ? vir.virConnectGetDomainCapabilities(
				    virt->conn, NULL, "x86_64", "q35", "kvm", 0)
			  : vir.virConnectDomainXMLToNative(virt->conn, "qemu-argv", xml, 0);

	if (!text)
		return vir_error(err, caps ? "cannot ask for" : "cannot translate",
			caps ? "what guests can have" : "the new guest for QEMU");
	*ret = text;
	return 0;
}

struct action_job {
	virDomainPtr domain;
	enum virt_action action;
};

/* Drivers without firmware or checkpoints do not know the flags for them. */
static int undefine(virDomainPtr d)
{
	static const unsigned flags[] = {
		VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA |
			VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA | VIR_DOMAIN_UNDEFINE_NVRAM,
		VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA,
		0,
	};
	int r = -1;

	for (size_t i = 0; i < ARRAY_SIZE(flags) && r < 0; i++) {
		const virError *e;

		r = vir.virDomainUndefineFlags(d, flags[i]);
		e = r < 0 ? vir.virGetLastError() : NULL;
		if (e && e->code != VIR_ERR_INVALID_ARG && e->code != VIR_ERR_ARGUMENT_UNSUPPORTED)
			break;
	}
	return r;
}

static const char *const action_words[] = {
	[VIRT_START] = "start",
	[VIRT_START_PAUSED] = "start",
	[VIRT_RESUME] = "resume",
	[VIRT_SHUTDOWN] = "ask for the shutdown of",
	[VIRT_DESTROY] = "switch off",
	[VIRT_UNDEFINE] = "delete",
};

static int act_in_thread(void *arg, struct err *err)
{
	struct action_job *job = arg;
	/* Asked before: that call forgets the error of this one. */
	const char *name = vir.virDomainGetName(job->domain);
	char what[64];
	int r = -1;

	switch (job->action) {
	case VIRT_START:
		r = vir.virDomainCreateWithFlags(job->domain, 0);
		break;
	case VIRT_START_PAUSED:
		r = vir.virDomainCreateWithFlags(job->domain, VIR_DOMAIN_START_PAUSED);
		break;
	case VIRT_RESUME:
		r = vir.virDomainResume(job->domain);
		break;
	case VIRT_SHUTDOWN:
		r = vir.virDomainShutdown(job->domain);
		break;
	case VIRT_DESTROY:
		r = vir.virDomainDestroy(job->domain);
		break;
	case VIRT_UNDEFINE:
		r = undefine(job->domain);
		break;
	}
	if (r >= 0)
		return 0;
	(void)snprintf(what, sizeof(what), "cannot %s", action_words[job->action]);
	return vir_error(err, what, name ? name : "the guest");
}

int virt_do(struct virt *virt, const char *name, enum virt_action action, struct err *err)
{
	_cleanup_(domain_freep) virDomainPtr d = NULL;
	_cleanup_free_ struct action_job *job = calloc(1, sizeof(*job));
	_cleanup_free_ char *what = NULL;
	int r;

	r = look_up(virt, name, &d, err);
	if (r < 0)
		return r;
	what = str_printf("waiting for libvirt to %s %s", action_words[action], name);
	if (!job || !what)
		return err_oom(err);
	*job = (struct action_job) { d, action };
	r = ext_thread_run(act_in_thread, job, ACTION_MS, what, err);
	if (gave_up(r)) {
		virt->lost = true;
		(void)TAKE_PTR(job);
		(void)TAKE_PTR(d);
	}
	return r;
}

static void on_stream(virStreamPtr stream, int events, void *arg)
{
	struct virt_console *c = arg;

	(void)stream;
	(void)events;
	c->events |= VIRT_CONSOLE_OUTPUT;
}

static void on_input(int watch, int fd, int events, void *arg)
{
	struct virt_console *c = arg;

	(void)watch;
	(void)fd;
	(void)events;
	c->events |= VIRT_CONSOLE_INPUT;
}

static void on_timer(int timer, void *arg)
{
	struct virt_console *c = arg;

	(void)timer;
	c->rang = true;
}

static int add_events(struct virt_console *c, int input)
{
	const int stream_events =
		VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_HANGUP | VIR_STREAM_EVENT_ERROR;

	if (vir.virStreamEventAddCallback(c->stream, stream_events, on_stream, c, NULL) < 0)
		return -1;
	c->timer = vir.virEventAddTimeout(-1, on_timer, c, NULL);
	if (c->timer < 0 || input < 0)
		return c->timer;
	c->input = vir.virEventAddHandle(input, VIR_EVENT_HANDLE_READABLE, on_input, c, NULL);
	return c->input;
}

int virt_console_open(struct virt *virt, const char *name, struct virt_console_how how,
	struct virt_console **ret, struct err *err)
{
	_cleanup_(virt_console_freep) struct virt_console *c = calloc(1, sizeof(*c));
	_cleanup_(domain_freep) virDomainPtr d = NULL;
	int r;

	if (!c)
		return err_oom(err);
	*c = (struct virt_console) { .virt = virt, .timer = -1, .input = -1 };
	r = look_up(virt, name, &d, err);
	if (r < 0)
		return r;
	c->stream = vir.virStreamNew(virt->conn, VIR_STREAM_NONBLOCK);
	if (!c->stream)
		return vir_error(err, "cannot open the console of", name);
	if (vir.virDomainOpenConsole(d, NULL, c->stream, how.take ? VIR_DOMAIN_CONSOLE_FORCE : 0) <
			0 ||
		add_events(c, how.input) < 0)
		return vir_error(err, "cannot open the console of", name);
	*ret = TAKE_PTR(c);
	return 0;
}

void virt_console_free(struct virt_console *c)
{
	if (!c)
		return;
	virt_console_input_ended(c);
	if (c->timer >= 0)
		(void)vir.virEventRemoveTimeout(c->timer);
	if (c->stream && !c->virt->lost) {
		(void)vir.virStreamEventRemoveCallback(c->stream);
		(void)vir.virStreamAbort(c->stream);
		(void)vir.virStreamFree(c->stream);
	}
	free(c);
}

void virt_console_freep(struct virt_console **console)
{
	virt_console_free(*console);
}

void virt_console_input_ended(struct virt_console *c)
{
	if (c->input >= 0)
		(void)vir.virEventRemoveHandle(c->input);
	c->input = -1;
}

unsigned virt_console_wait(struct virt_console *c, int timeout_ms)
{
	unsigned events;

	c->rang = false;
	vir.virEventUpdateTimeout(c->timer, timeout_ms);
	while (!c->events && !c->rang)
		if (vir.virEventRunDefaultImpl() < 0)
			break;
	vir.virEventUpdateTimeout(c->timer, -1);
	events = c->events;
	c->events = 0;
	return events;
}

ssize_t virt_console_read(struct virt_console *c, char *buf, size_t size, struct err *err)
{
	int n = vir.virStreamRecv(c->stream, buf, size);

	if (n == -2)
		return -EAGAIN;
	return n < 0 ? vir_error(err, "cannot read", "the console") : n;
}

ssize_t virt_console_write(struct virt_console *c, const char *buf, size_t size, struct err *err)
{
	int n = vir.virStreamSend(c->stream, buf, size);

	if (n == -2)
		return -EAGAIN;
	return n < 0 ? vir_error(err, "cannot write to", "the console") : n;
}
