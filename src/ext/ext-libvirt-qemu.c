/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libvirt-qemu: the guest agent, the addresses of a guest, its new name, and copies of its disks.
 * The only file that includes its header. The connection and everything else: ext-libvirt.c.
 */
#include "ext/ext-libvirt-qemu.h"

#include <errno.h>
#include <libvirt/libvirt-qemu.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-libvirt-parts.h"
#include "ext/ext-libvirt-storage.h"
#include "ext/ext-load.h"
#include "ext/ext-thread.h"
#include "ext/ext-xml.h"

#define AGENT_SECONDS 5
#define COPY_MS       (24 * 3600 * 1000) /* a disk of some TiB, over a network */

#define STORAGE(X)                       \
	X(virConnectListAllStoragePools) \
	X(virDomainInterfaceAddresses)   \
	X(virDomainInterfaceFree)        \
	X(virDomainRename)               \
	X(virStoragePoolCreateXML)       \
	X(virStoragePoolDestroy)         \
	X(virStoragePoolFree)            \
	X(virStoragePoolGetXMLDesc)      \
	X(virStoragePoolLookupByName)    \
	X(virStoragePoolLookupByVolume)  \
	X(virStoragePoolRefresh)         \
	X(virStorageVolCreateXMLFrom)    \
	X(virStorageVolDelete)           \
	X(virStorageVolFree)             \
	X(virStorageVolGetPath)          \
	X(virStorageVolGetXMLDesc)       \
	X(virStorageVolLookupByName)     \
	X(virStorageVolLookupByPath)

static struct {
	STORAGE(LOAD_POINTER)
} st;

static const struct load_symbol symbols[] = {
#define X(name) { #name, &st.name },
	STORAGE(X)
#undef X
		{ NULL, NULL },
};

/* It is there: a connection was opened by it. */
static struct load_library library = {
	.files = { "libvirt.so.0" },
	.symbols = symbols,
	.title = "libvirt",
	.cannot = "cannot ask libvirt",
	.code = ENOSYS,
};

static __typeof__(virDomainQemuAgentCommand) *agent_command;
static const struct load_symbol agent_symbols[] = {
	{ "virDomainQemuAgentCommand", &agent_command },
	{ NULL, NULL },
};

static struct load_library agent_library = {
	.files = { "libvirt-qemu.so.0" },
	.symbols = agent_symbols,
	.title = "libvirt-qemu",
	.cannot = "cannot ask a guest's agent",
	.code = ENOSYS,
};

static void domainp(void **d)
{
	if (*d)
		virt_part_domain_free(*d);
}

int virt_agent(
	struct virt *virt, const char *name, const char *command, char **ret, struct err *err)
{
	_cleanup_(domainp) void *domain = NULL;
	char *answer;
	int r = load_library(&agent_library, err);

	if (r == 0)
		r = virt_part_domain(virt, name, &domain, err);
	if (r < 0)
		return r;
	answer = agent_command(domain, command, AGENT_SECONDS, 0);
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
	int r = load_library(&library, err);

	if (r == 0)
		r = virt_part_domain(virt, name, &domain, err);
	for (size_t s = 0; s < ARRAY_SIZE(sources) && r == 0; s++) {
		virDomainInterfacePtr *interfaces = NULL;
		int n = st.virDomainInterfaceAddresses(domain, &interfaces, sources[s], 0);

		/* A guest without a network of libvirt's has none of these: that is fine. */
		for (int i = 0; i < n; i++) {
			if (r == 0)
				r = add_all(interfaces[i], ret, err);
			st.virDomainInterfaceFree(interfaces[i]);
		}
		free(interfaces);
	}
	return r;
}

int virt_rename(struct virt *virt, const char *name, const char *new_name, struct err *err)
{
	_cleanup_(domainp) void *domain = NULL;
	int r = load_library(&library, err);

	if (r == 0)
		r = virt_part_domain(virt, name, &domain, err);
	if (r < 0)
		return r;
	return st.virDomainRename(domain, new_name, 0) < 0
		       ? virt_part_error("cannot rename", name, err)
		       : 0;
}

struct virt_volume {
	struct virt *virt;
	virStoragePoolPtr pool;
	virStorageVolPtr vol, copy;
	char *what; /* for messages */
	bool own_pool;
};

void virt_volume_free(struct virt_volume *v)
{
	if (!v)
		return;
	/* What a copy that was given up works with must stay. */
	if (!v->virt->lost) {
		if (v->copy)
			(void)st.virStorageVolFree(v->copy);
		if (v->vol)
			(void)st.virStorageVolFree(v->vol);
		if (v->own_pool)
			(void)st.virStoragePoolDestroy(v->pool);
		if (v->pool)
			(void)st.virStoragePoolFree(v->pool);
	}
	free(v->what);
	free(v);
}

void virt_volume_freep(struct virt_volume **volume)
{
	virt_volume_free(*volume);
}

void virt_volume_undo(struct virt_volume *v)
{
	if (v && v->copy && !v->virt->lost)
		(void)st.virStorageVolDelete(v->copy, 0);
}

int virt_volume_delete(struct virt_volume *v, struct err *err)
{
	return st.virStorageVolDelete(v->vol, 0) < 0
		       ? virt_part_error("cannot delete", v->what, err)
		       : 0;
}

static int find_by_name(struct virt_volume *v, const char *name, struct err *err)
{
	v->vol = st.virStorageVolLookupByName(v->pool, name);
	if (v->vol)
		return 0;
	if (virt_part_error("cannot find", v->what, err) == -ENOENT)
		return err_set(err, ENOENT, "there is no %s", v->what);
	return -err->code;
}

/* Whether a pool is this folder; then it is looked at again, for what is new there. */
static bool is_folder(virStoragePoolPtr pool, const char *folder)
{
	_cleanup_free_ char *text = st.virStoragePoolGetXMLDesc(pool, 0);
	_cleanup_(xml_freep) struct xml *xml = NULL;
	_cleanup_free_ char *path = NULL;
	struct err ignored;

	if (!text || xml_parse(text, &xml, &ignored) < 0)
		return false;
	path = xml_find(xml_root(xml), "/pool/target/path");
	return str_eq(path, folder) && st.virStoragePoolRefresh(pool, 0) == 0;
}

static void find_pool(struct virt_volume *v, const char *folder)
{
	virStoragePoolPtr *pools = NULL;
	int n = st.virConnectListAllStoragePools(
		v->virt->conn, &pools, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE);

	for (int i = 0; i < n; i++) {
		if (!v->pool && is_folder(pools[i], folder))
			v->pool = pools[i];
		else
			(void)st.virStoragePoolFree(pools[i]);
	}
	free(pools);
}

/* It is gone with us: a pool that nobody defined ends when it is stopped. */
static int make_pool(struct virt_volume *v, const char *folder, struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = xml_new("pool");
	_cleanup_free_ char *text = NULL;
	struct xml_node *root = xml ? xml_root(xml) : NULL;
	static unsigned n;
	int r;

	if (!xml)
		return err_oom(err);
	xml_attr(root, "type", "dir");
	(void)xml_add_text(root, "name", "virtfn-%ld-%u", (long)getpid(), n++);
	(void)xml_add_text(xml_add(root, "target"), "path", "%s", folder);
	r = xml_text(xml, &text, err);
	if (r < 0)
		return r;
	v->pool = st.virStoragePoolCreateXML(v->virt->conn, text, 0);
	if (!v->pool)
		return virt_part_error("libvirt cannot use the folder", folder, err);
	v->own_pool = true;
	return 0;
}

static int find_by_path(struct virt_volume *v, const char *path, struct err *err)
{
	_cleanup_free_ char *folder = strdup(path);
	char *slash = folder ? strrchr(folder, '/') : NULL;
	int r = 0;

	if (!slash)
		return folder ? err_set(err, EINVAL, "%s is no absolute path", path) : err_oom(err);
	v->vol = st.virStorageVolLookupByPath(v->virt->conn, path);
	if (v->vol) {
		v->pool = st.virStoragePoolLookupByVolume(v->vol);
		return v->pool ? 0 : virt_part_error("cannot find the pool of", path, err);
	}
	/* Only of folders: what is in /dev is for pools of LVM and the like. */
	if (strncmp(path, "/dev/", 5) == 0)
		return err_set(err, EOPNOTSUPP, "no storage pool of libvirt's has %s", path);
	slash[slash == folder] = '\0';
	find_pool(v, folder);
	if (!v->pool)
		r = make_pool(v, folder, err);
	return r < 0 ? r : find_by_name(v, strrchr(path, '/') + 1, err);
}

int virt_volume_find(struct virt *virt, const struct virt_volume_at *at, struct virt_volume **ret,
	struct err *err)
{
	_cleanup_(virt_volume_freep) struct virt_volume *v = NULL;
	int r = load_library(&library, err);

	if (r < 0)
		return r;
	v = calloc(1, sizeof(*v));
	if (!v)
		return err_oom(err);
	v->virt = virt;
	v->what = at->path ? strdup(at->path)
			   : str_printf("volume %s in the pool %s", at->volume, at->pool);
	if (!v->what)
		return err_oom(err);
	if (at->path) {
		r = find_by_path(v, at->path, err);
	} else {
		v->pool = st.virStoragePoolLookupByName(virt->conn, at->pool);
		r = v->pool ? find_by_name(v, at->volume, err)
			    : virt_part_error("cannot find the pool", at->pool, err);
	}
	if (r == 0)
		*ret = TAKE_PTR(v);
	return r;
}

/* What the copy is to be: as large, of the same format, and as sparse as a file can be. */
static int copy_xml(
	struct virt_volume *v, const char *name, const char *format, char **ret, struct err *err)
{
	_cleanup_free_ char *old = st.virStorageVolGetXMLDesc(v->vol, 0);
	_cleanup_free_ char *size = NULL, *type = NULL, *seen = NULL, *compat = NULL;
	_cleanup_(xml_freep) struct xml *from = NULL, *to = xml_new("volume");
	struct xml_node *root = to ? xml_root(to) : NULL, *target;
	int r;

	if (!old)
		return virt_part_error("cannot look at", v->what, err);
	r = xml_parse(old, &from, err);
	if (r < 0)
		return r;
	size = xml_find(xml_root(from), "/volume/capacity");
	type = xml_find(xml_root(from), "/volume/@type");
	seen = xml_find(xml_root(from), "/volume/target/format/@type");
	compat = xml_find(xml_root(from), "/volume/target/compat");
	if (!size || !to)
		return err_oom(err);
	if (format && seen && !str_eq(format, seen))
		return err_set(err, EINVAL,
			"the guest takes %s for %s, and libvirt for %s: nobody can copy it safely",
			v->what, format, seen);
	(void)xml_add_text(root, "name", "%s", name);
	xml_attr(xml_add_text(root, "capacity", "%s", size), "unit", "bytes");
	if (str_eq(type, "file"))
		(void)xml_add_text(root, "allocation", "0");
	target = seen ? xml_add(root, "target") : NULL;
	if (seen)
		xml_attr(xml_add(target, "format"), "type", "%s", seen);
	/* Else libvirt makes the qcow2 of 2010. */
	if (target && compat)
		(void)xml_add_text(target, "compat", "%s", compat);
	return xml_text(to, ret, err);
}

struct copy_job {
	virStoragePoolPtr pool;
	virStorageVolPtr vol, copy;
	char *xml;
};

static void copy_job_free(struct copy_job *job)
{
	if (job)
		free(job->xml);
	free(job);
}
DEFINE_CLEANUP(struct copy_job *, copy_job_free)

static int copy_in_thread(void *arg, struct err *err)
{
	struct copy_job *job = arg;

	job->copy = st.virStorageVolCreateXMLFrom(job->pool, job->xml, job->vol, 0);
	return job->copy ? 0 : virt_part_error("libvirt cannot", "copy it", err);
}

int virt_volume_copy(struct virt_volume *v, const char *name, const char *format, char **ret_path,
	struct err *err)
{
	_cleanup_(copy_job_freep) struct copy_job *job = calloc(1, sizeof(*job));
	_cleanup_free_ char *what = str_printf("copying %s", v->what);
	virStorageVolPtr there;
	char *path;
	int r;

	if (!job || !what)
		return err_oom(err);
	there = st.virStorageVolLookupByName(v->pool, name);
	if (there) {
		(void)st.virStorageVolFree(there);
		return err_set(err, EEXIST, "beside %s there is a '%s' already", v->what, name);
	}
	r = copy_xml(v, name, format, &job->xml, err);
	if (r < 0)
		return r;
	job->pool = v->pool;
	job->vol = v->vol;
	r = ext_thread_run(copy_in_thread, job, COPY_MS, what, err);
	if (r == -EINTR || r == -ETIMEDOUT) {
		v->virt->lost = true;
		(void)TAKE_PTR(job);
	}
	if (r < 0)
		return err_wrap(err, "cannot copy %s", v->what);
	v->copy = job->copy;
	path = st.virStorageVolGetPath(v->copy);
	if (!path)
		return virt_part_error("cannot find the copy of", v->what, err);
	*ret_path = path;
	return 0;
}
