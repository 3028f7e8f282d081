/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How can a guest's desktop be seen? Reads a domain's shared memory for Looking Glass and its
 * display; which viewer fits is guest-view.c's work.
 */
#include "guest/guest-screen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-xml.h"

#define QEMU_ARG "/domain/*[local-name()='commandline']/*[local-name()='arg']"

void guest_screen_done(struct guest_screen *s)
{
	if (s->password)
		explicit_bzero(s->password, strlen(s->password));
	free(s->password);
	free(s->name);
	free(s->shm);
	free(s->host);
	free(s->socket);
	*s = (struct guest_screen) { 0 };
}

bool guest_screen_is_kvmfr(const struct guest_screen *s)
{
	return s->shm && strncmp(s->shm, "/dev/kvmfr", strlen("/dev/kvmfr")) == 0;
}

/*
 * The value of a key in what stands behind -object: JSON (QEMU takes ' for ", too), or the older
 * key=value with commas. To be free()d; NULL: there is none.
 */
static char *value_of(const char *text, const char *key)
{
	size_t len = strlen(key);

	for (const char *p = strstr(text, key); p; p = strstr(p + 1, key)) {
		const char *v = p + len;
		bool starts = p == text || strchr("'\",{ ", p[-1]) != NULL;

		v += strspn(v, "'\" ");
		if (!starts || (*v != ':' && *v != '='))
			continue;
		v += 1 + strspn(v + 1, " ");
		if (*v == '\'' || *v == '"')
			return str_from_bytes(v + 1, strcspn(v + 1, "'\""));
		return str_from_bytes(v, strcspn(v, ",} "));
	}
	return NULL;
}

/* "67108864", or "64M" of the older form. */
static uint64_t size_of(const char *text)
{
	uint64_t n;

	if (text && (str_to_u64(text, 10, UINT64_MAX, &n) == 0 || str_to_size(text, &n) == 0))
		return n;
	return 0;
}

static int read_arg(void *arg, struct xml_node *node)
{
	struct guest_screen *s = arg;
	_cleanup_free_ char *text = xml_find(node, "@value");
	_cleanup_free_ char *path = text ? value_of(text, "mem-path") : NULL;
	_cleanup_free_ char *size = path ? value_of(text, "size") : NULL;

	if (s->shm || !path)
		return 0;
	/* Guest memory in files is on the command line of some, too. */
	if (strncmp(path, "/dev/kvmfr", 10) != 0 && !strstr(text, "looking-glass"))
		return 0;
	s->shm_size = size_of(size);
	s->shm = TAKE_PTR(path);
	return 0;
}

/* The unit is M where it says none. */
static uint64_t shmem_size(struct xml_node *node)
{
	_cleanup_free_ char *text = xml_find(node, "size");
	_cleanup_free_ char *unit = xml_find(node, "size/@unit");
	_cleanup_free_ char *whole = NULL;
	uint64_t n;

	if (!text || str_to_u64(str_strip(text), 10, UINT64_MAX, &n) < 0)
		return 0;
	if (str_eq(unit, "b") || str_eq(unit, "bytes"))
		return n;
	whole = str_printf("%s%.1s", text, unit ? unit : "M");
	return whole ? size_of(whole) : 0;
}

static int read_shmem(void *arg, struct xml_node *node)
{
	struct guest_screen *s = arg;
	_cleanup_free_ char *name = xml_find(node, "@name");
	_cleanup_free_ char *model = xml_find(node, "model/@type");

	/* A doorbell has a server of its own, and is something else. */
	if (s->shm || !name || !name[0] || strchr(name, '/') || str_eq(model, "ivshmem-doorbell"))
		return 0;
	s->shm = str_printf("/dev/shm/%s", name);
	s->shm_size = shmem_size(node);
	return s->shm ? 0 : -ENOMEM;
}

/* libvirt writes -1 while it has not chosen one. */
static unsigned port_of(struct xml_node *node, const char *xpath)
{
	_cleanup_free_ char *text = xml_find(node, xpath);
	unsigned n = 0;

	return text && str_to_uint(text, 65535, &n) == 0 ? n : 0;
}

static int read_graphics(void *arg, struct xml_node *node)
{
	struct guest_screen *s = arg;
	_cleanup_free_ char *type = xml_find(node, "@type");
	bool spice = str_eq(type, "spice");

	/* The first of them, but SPICE before VNC. */
	if ((!spice && !str_eq(type, "vnc")) || s->display == GUEST_DISPLAY_SPICE ||
		(!spice && s->display != GUEST_DISPLAY_NONE))
		return 0;
	free(s->host);
	free(s->socket);
	free(s->password);
	s->display = spice ? GUEST_DISPLAY_SPICE : GUEST_DISPLAY_VNC;
	s->port = port_of(node, "@port");
	s->tls_port = port_of(node, "@tlsPort");
	s->host = xml_find(node, "listen[@type='address' or @type='network']/@address");
	if (!s->host)
		s->host = xml_find(node, "@listen");
	s->socket = xml_find(node, "listen[@type='socket']/@socket");
	if (!s->socket)
		s->socket = xml_find(node, "@socket");
	s->password = xml_find(node, "@passwd");
	return 0;
}

int guest_screen_read(const char *text, struct guest_screen *ret, struct err *err)
{
	_cleanup_(guest_screen_done) struct guest_screen s = { 0 };
	_cleanup_(xml_freep) struct xml *xml = NULL;
	_cleanup_free_ char *video = NULL, *agent = NULL;
	struct xml_node *root;
	int r = xml_parse(text, &xml, err);

	if (r < 0)
		return r;
	root = xml_root(xml);
	s.name = xml_find(root, "/domain/name");
	if (!s.name)
		return err_set(err, EINVAL, "this XML is no domain of libvirt");
	r = xml_each(root, QEMU_ARG, read_arg, &s);
	if (r == 0)
		r = xml_each(root, "/domain/devices/shmem", read_shmem, &s);
	if (r == 0)
		r = xml_each(root, "/domain/devices/graphics", read_graphics, &s);
	if (r < 0)
		return err_oom(err);
	video = xml_find(root, "/domain/devices/video/model[@type!='none']/@type");
	s.no_video = !video;
	agent = xml_find(
		root, "/domain/devices/channel/target[@name='org.qemu.guest_agent.0']/@name");
	s.agent = agent != NULL;
	*ret = s;
	s = (struct guest_screen) { 0 };
	return 0;
}
