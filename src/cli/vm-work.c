/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the commands about guests share: the connection, and all guests at once.
 */
#include "cli/vm-work.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "guest/guest-read.h"

const char *vm_uri(const struct call *call)
{
	const char *usual = getenv("LIBVIRT_DEFAULT_URI");

	if (call->globals->connect)
		return call->globals->connect;
	return usual && usual[0] ? usual : "qemu:///system";
}

bool vm_is_remote(const struct call *call)
{
	const char *host = strstr(vm_uri(call), "://");

	return host && host[3] && host[3] != '/' && host[3] != '?';
}

int vm_open(struct call *call, struct virt **ret, struct err *err)
{
	if (call->globals->root) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL,
			"guests are libvirt's, and a captured machine has none: leave out --root");
	}
	if (call->globals->connect && !call->globals->connect[0]) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "--connect needs a URI such as qemu:///system");
	}
	return virt_open(vm_uri(call), ret, err);
}

void vm_guests_done(struct vm_guests *g)
{
	for (size_t i = 0; g->info && i < g->guests.n; i++)
		guest_info_done(&g->info[i]);
	free(g->info);
	virt_guests_done(&g->guests);
	*g = (struct vm_guests) { 0 };
}

int vm_info(const struct virt_guest *guest, struct guest_info *ret, struct err *err)
{
	int r = guest_read(guest->xml, ret, err);

	return r < 0 ? err_wrap(err, "cannot understand the guest '%s'", guest->name) : 0;
}

int vm_guests_read(struct virt *virt, enum virt_xml which, struct vm_guests *ret, struct err *err)
{
	_cleanup_(vm_guests_done) struct vm_guests g = { 0 };
	int r;

	r = virt_guests(virt, which, &g.guests, err);
	if (r < 0)
		return r;
	g.info = calloc(g.guests.n + 1, sizeof(*g.info));
	if (!g.info)
		return err_oom(err);
	for (size_t i = 0; i < g.guests.n; i++) {
		r = vm_info(&g.guests.v[i], &g.info[i], err);
		if (r < 0)
			return r;
	}
	*ret = g;
	g = (struct vm_guests) { 0 };
	return 0;
}

const char *vm_guests_owner(const struct vm_guests *g, struct pci_addr addr)
{
	for (size_t i = 0; i < g->guests.n; i++)
		if (guest_info_has(&g->info[i], addr))
			return g->guests.v[i].name;
	return NULL;
}

void vm_show_xml(struct call *call, const char *xml)
{
	if (call->globals->json) {
		doc_str(call->doc, "xml", xml);
		return;
	}
	/* A message is one line: line breaks in it are shown as what they are. */
	for (const char *p = xml; *p;) {
		size_t n = strcspn(p, "\n");

		doc_say(call->doc, "%.*s", (int)n, p);
		p += n + (p[n] == '\n');
	}
}

void vm_size_text(uint64_t bytes, char text[24])
{
	static const char units[] = "KMGT";
	size_t unit = 0;

	bytes /= 1024;
	while (unit < 3 && bytes > 0 && bytes % 1024 == 0) {
		bytes /= 1024;
		unit++;
	}
	(void)snprintf(text, 24, "%llu%c", (unsigned long long)bytes, units[unit]);
}
