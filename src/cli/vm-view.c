/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is there to see a guest's desktop with: what the guest offers, which viewers are installed,
 * what state the shared memory is in, whether RDP answers. Who is chosen: guest/guest-view.c.
 */
#include "cli/vm-view.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-file.h"
#include "base/run.h"
#include "base/str.h"
#include "cli/vm-agent.h"
#include "ext/ext-libvirt-qemu.h"

#define RDP_PORT   3389
#define ANSWER_MS  700
#define BUILD_MS   3000
#define PROBE_MOST 6

/* Of the module kvmfr 0.0.12 (module/kvmfr.h): the size of the whole device. */
#define KVMFR_GETSIZE _IO('u', 0x44)

void vm_view_done(struct vm_view *v)
{
	guest_screen_done(&v->screen);
	names_done(&v->addresses);
	free(v->address);
	*v = (struct vm_view) { 0 };
}

static bool is_program(const struct root *root, const char *folder, size_t len, const char *name)
{
	_cleanup_(root_meta_done) struct root_meta meta = { 0 };
	_cleanup_free_ char *path = str_printf("%.*s/%s", (int)len - 1, folder + 1, name);
	struct err ignored;

	return path && root_meta(root, path, &meta, &ignored) == 0 && meta.mode & 0111;
}

/* Relative folders of PATH are passed over: what lies in the current one is not meant. */
static const char *find_program(const struct root *root, const char *const names[])
{
	const char *path = getenv("PATH");

	for (; *names; names++) {
		for (const char *p = path ? path : "/usr/bin:/bin"; *p;) {
			size_t n = strcspn(p, ":");

			if (n > 0 && p[0] == '/' && is_program(root, p, n, *names))
				return *names;
			p += n + (p[n] == ':');
		}
	}
	return NULL;
}

/* FreeRDP has a program for each kind of session; the third generation goes first. */
static const char *find_freerdp(const struct root *root)
{
	static const char *const x11[] = { "xfreerdp3", "xfreerdp", NULL };
	static const char *const any[] = { "sdl-freerdp3", "sdl-freerdp", "wlfreerdp3", "wlfreerdp",
		"com.freerdp.FreeRDP", NULL };
	const char *found = getenv("DISPLAY") ? find_program(root, x11) : NULL;

	if (!found)
		found = find_program(root, any);
	return found ? found : find_program(root, x11);
}

static void find_programs(const struct root *root, struct view_facts *f)
{
	static const char *const looking_glass[] = { "looking-glass-client", NULL };
	static const char *const remmina[] = { "remmina", "org.remmina.Remmina", NULL };
	static const char *const remote_viewer[] = { "remote-viewer", NULL };
	static const char *const virt_viewer[] = { "virt-viewer", NULL };

	f->looking_glass = find_program(root, looking_glass);
	f->freerdp = find_freerdp(root);
	f->remmina = find_program(root, remmina);
	f->remote_viewer = find_program(root, remote_viewer);
	f->virt_viewer = find_program(root, virt_viewer);
}

/* No file says with what FreeRDP was built; it refuses a word for what it has not. */
static enum tri has_h264(const char *program)
{
	const char *const argv[] = { program, "/buildconfig", NULL };
	struct run_output out = { 0 };
	enum tri answer = TRI_UNKNOWN;
	struct err ignored;

	if (run_argv(argv, BUILD_MS, &out, &ignored) >= 0) {
		if (strstr(out.out, "WITH_GFX_H264=ON"))
			answer = TRI_YES;
		else if (strstr(out.out, "WITH_GFX_H264=OFF"))
			answer = TRI_NO;
	}
	run_output_done(&out);
	return answer;
}

static uint64_t size_of(int fd, bool device)
{
	long size = device ? ioctl(fd, KVMFR_GETSIZE, 0) : lseek(fd, 0, SEEK_END);

	return size > 0 ? (uint64_t)size : 0;
}

static void look_at_memory(const struct root *root, struct view_facts *f)
{
	const char *path = f->screen->shm + 1;
	_cleanup_close_ int fd = -1;
	struct err ignored;
	int type = root_type(root, &ignored, "%s", path);

	f->node_usable = TRI_UNKNOWN;
	if (type == ROOT_TYPE_CHAR || type == ROOT_TYPE_FILE)
		f->node = type == ROOT_TYPE_CHAR ? VIEW_NODE_CHAR : VIEW_NODE_FILE;
	else
		f->node = type == -ENOENT ? VIEW_NODE_NONE : VIEW_NODE_UNKNOWN;
	if (f->node != VIEW_NODE_CHAR && f->node != VIEW_NODE_FILE)
		return;
	fd = root_open_file(root, O_RDWR | O_NONBLOCK, &ignored, path);
	if (fd >= 0) {
		f->node_usable = TRI_YES;
		f->node_size = size_of(fd, f->node == VIEW_NODE_CHAR);
	} else if (fd == -EACCES || fd == -EPERM) {
		f->node_usable = TRI_NO;
	}
}

int vm_view_address(const char *text, char **ret_host, unsigned *ret_port, struct err *err)
{
	bool brackets = text[0] == '[';
	const char *from = text + brackets;
	size_t n = strcspn(from, brackets ? "]" : strchr(text, '.') ? ":" : "");
	const char *rest = from + n + (brackets && from[n]);
	_cleanup_free_ char *host = str_from_bytes(from, n);
	unsigned port = RDP_PORT;
	unsigned char any[16];

	if (!host)
		return err_oom(err);
	if ((inet_pton(AF_INET, host, any) != 1 && inet_pton(AF_INET6, host, any) != 1) ||
		(brackets && !from[n]) ||
		(rest[0] && (rest[0] != ':' || str_to_uint(rest + 1, 65535, &port) < 0 || !port)))
		return err_set(err, EINVAL,
			"--address takes an address such as 192.0.2.7, 192.0.2.7:3390 or "
			"[2001:db8::7]:3390, not '%.60s'",
			text);
	*ret_host = TAKE_PTR(host);
	*ret_port = port;
	return 0;
}

static struct addrinfo *resolve(const char *host, unsigned port)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *list = NULL;
	char service[8];

	(void)snprintf(service, sizeof(service), "%u", port);
	return getaddrinfo(host, service, &hints, &list) == 0 ? list : NULL;
}

bool vm_view_answers(const char *host, unsigned port, int ms)
{
	struct addrinfo *a = resolve(host, port);
	_cleanup_close_ int fd = -1;
	struct pollfd p = { .events = POLLOUT };
	int code = EINPROGRESS;
	socklen_t size = sizeof(code);

	if (a)
		fd = socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		code = connect(fd, a->ai_addr, a->ai_addrlen) == 0 ? 0 : errno;
	if (a)
		freeaddrinfo(a);
	p.fd = fd;
	if (fd >= 0 && code == EINPROGRESS && poll(&p, 1, ms) == 1)
		(void)getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size);
	return fd >= 0 && code == 0;
}

/* What libvirt knows, else what the guest's agent says. Not to know is no failure. */
static void find_addresses(struct virt *virt, const char *name, struct vm_view *v)
{
	const struct vm_agent agent = { virt, name };
	_cleanup_(json_freep) struct json *answer = NULL;
	struct err ignored;

	(void)virt_addresses(virt, name, &v->addresses, &ignored);
	if (v->screen.agent &&
		vm_agent_ask(&agent, "guest-network-get-interfaces", &answer, &ignored) == 0)
		(void)vm_agent_addresses(answer, &v->addresses, &ignored);
}

/* The first that answers; else the first, for the message. */
static void probe(struct vm_view *v)
{
	struct view_facts *f = &v->facts;

	f->rdp = TRI_NO;
	for (size_t i = 0, n = 0; i < v->addresses.n && n < PROBE_MOST; i++) {
		const char *address = v->addresses.v[i];

		if (!vm_address_is_usable(address))
			continue;
		n++;
		if (!f->address)
			f->address = address;
		if (!vm_view_answers(address, f->port, ANSWER_MS))
			continue;
		f->address = address;
		f->rdp = TRI_YES;
		return;
	}
}

static int look_at_rdp(
	struct virt *virt, const struct vm_view_ask *ask, struct vm_view *v, struct err *err)
{
	struct view_facts *f = &v->facts;
	int r = 0;

	f->port = RDP_PORT;
	if (ask->address) {
		r = vm_view_address(ask->address, &v->address, &f->port, err);
		if (r < 0)
			return r;
		f->address = v->address;
		f->rdp = vm_view_answers(f->address, f->port, 2 * ANSWER_MS) ? TRI_YES : TRI_NO;
	} else {
		find_addresses(virt, v->screen.name, v);
		probe(v);
	}
	f->h264 = f->freerdp && f->rdp == TRI_YES ? has_h264(f->freerdp) : TRI_UNKNOWN;
	return 0;
}

/* Who may only look is shown everything but passwords. */
static int read_guest(struct virt *virt, const char *name, struct virt_guest *ret, struct err *err)
{
	int r = virt_guest(virt, name, VIRT_XML_SECRETS, ret, err);

	return r < 0 && r != -ENOENT ? virt_guest(virt, name, VIRT_XML_NOW, ret, err) : r;
}

static bool needs_rdp(const struct vm_view *v, const struct vm_view_ask *ask)
{
	struct view_choice choices[VIEW_WAYS];

	if (!v->facts.running || (ask->only != VIEW_WAYS && ask->only != VIEW_RDP))
		return false;
	return ask->all || ask->only == VIEW_RDP ||
	       view_choose(&v->facts, choices) != VIEW_LOOKING_GLASS;
}

int vm_view_look(struct call *call, struct virt *virt, const struct vm_view_ask *ask,
	struct vm_view *ret, struct err *err)
{
	_cleanup_(virt_guest_done) struct virt_guest guest = { 0 };
	struct view_facts *f = &ret->facts;
	int r = read_guest(virt, ask->name, &guest, err);

	if (r == 0)
		r = guest_screen_read(guest.xml, &ret->screen, err);
	if (guest.xml)
		explicit_bzero(guest.xml, strlen(guest.xml));
	if (r < 0)
		return r;
	f->screen = &ret->screen;
	f->uri = vm_uri(call);
	f->running = guest_state_active(guest.state);
	f->remote = vm_is_remote(call);
	f->user = ask->user;
	f->rdp = TRI_UNKNOWN;
	f->h264 = TRI_UNKNOWN;
	f->port = RDP_PORT;
	find_programs(call->root, f);
	if (ret->screen.shm && !f->remote)
		look_at_memory(call->root, f);
	ret->rdp_skipped = !needs_rdp(ret, ask);
	return ret->rdp_skipped ? 0 : look_at_rdp(virt, ask, ret, err);
}
