/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libvirt-qemu: the guest agent, and the addresses of a guest. The only file that includes its
 * header. The connection and everything else: ext-libvirt.c.
 */
#include "ext/ext-libvirt-qemu.h"

#include <dlfcn.h>
#include <errno.h>
#include <libvirt/libvirt-qemu.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-libvirt-parts.h"

#define AGENT_SECONDS 5

static struct {
	__typeof__(virDomainQemuAgentCommand) *agent;
	__typeof__(virDomainInterfaceAddresses) *addresses;
	__typeof__(virDomainInterfaceFree) *interface_free;
} lib;

static void domainp(void **d)
{
	if (*d)
		virt_part_domain_free(*d);
}

/* libvirt.so.0 is there: a connection was opened by it. */
static int load_addresses(struct err *err)
{
	void *handle = lib.interface_free ? NULL : dlopen("libvirt.so.0", RTLD_NOW | RTLD_LOCAL);

	if (handle) {
		lib.addresses =
			(__typeof__(lib.addresses))dlsym(handle, "virDomainInterfaceAddresses");
		lib.interface_free =
			(__typeof__(lib.interface_free))dlsym(handle, "virDomainInterfaceFree");
	}
	if (lib.addresses && lib.interface_free)
		return 0;
	return err_set(err, ENOSYS, "this libvirt is too old: it has no virDomainInterfaceFree");
}

static int load_agent(struct err *err)
{
	void *handle = lib.agent ? NULL : dlopen("libvirt-qemu.so.0", RTLD_NOW | RTLD_LOCAL);

	if (handle)
		lib.agent = (__typeof__(lib.agent))dlsym(handle, "virDomainQemuAgentCommand");
	return lib.agent ? 0 : err_set(err, ENOSYS, "libvirt-qemu.so.0 is not installed");
}

int virt_agent(
	struct virt *virt, const char *name, const char *command, char **ret, struct err *err)
{
	_cleanup_(domainp) void *domain = NULL;
	char *answer;
	int r = load_agent(err);

	if (r == 0)
		r = virt_part_domain(virt, name, &domain, err);
	if (r < 0)
		return r;
	answer = lib.agent(domain, command, AGENT_SECONDS, 0);
	if (!answer)
		return virt_part_error("cannot ask the agent in", name, err);
	*ret = answer;
	return 0;
}

static int add(struct names *names, const char *text, struct err *err)
{
	char **slot;

	for (size_t i = 0; i < names->n; i++)
		if (str_eq(names->v[i], text))
			return 0;
	slot = mem_append(&names->v, &names->n, sizeof(*slot));
	if (slot)
		*slot = strdup(text);
	if (slot && !*slot)
		names->n--;
	return slot && *slot ? 0 : err_oom(err);
}

static int add_all(const virDomainInterface *interface, struct names *ret, struct err *err)
{
	int r = 0;

	for (unsigned i = 0; i < interface->naddrs && r == 0; i++)
		if (interface->addrs[i].addr)
			r = add(ret, interface->addrs[i].addr, err);
	return r;
}

int virt_addresses(struct virt *virt, const char *name, struct names *ret, struct err *err)
{
	static const unsigned sources[] = { VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE,
		VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP };
	_cleanup_(domainp) void *domain = NULL;
	int r = load_addresses(err);

	if (r == 0)
		r = virt_part_domain(virt, name, &domain, err);
	for (size_t s = 0; s < ARRAY_SIZE(sources) && r == 0; s++) {
		virDomainInterfacePtr *interfaces = NULL;
		int n = lib.addresses(domain, &interfaces, sources[s], 0);

		/* A guest without a network of libvirt's has none of these: that is fine. */
		for (int i = 0; i < n; i++) {
			if (r == 0)
				r = add_all(interfaces[i], ret, err);
			lib.interface_free(interfaces[i]);
		}
		free(interfaces);
	}
	return r;
}
