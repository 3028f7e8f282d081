/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From "--gpu" and "--nic" to functions of the host. VFs are vm-device.c's; here are whole GPUs
 * and mediated devices.
 */
#include "cli/vm-gpu.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "kinds/kind.h"

#define CLASS_DISPLAY 0x03
#define CLASS_3D      0x0302

bool vm_gpu_is_uuid(const char *text)
{
	size_t n = strspn(text, "0123456789abcdefABCDEF-");

	return n == 36 && (!text[n] || text[n] == ',') && text[8] == '-' && text[13] == '-' &&
	       text[18] == '-' && text[23] == '-';
}

static int add_mdev(
	const struct vm_device *v, const char *text, struct vm_desktop *d, struct err *err)
{
	_cleanup_free_ char *uuid = str_from_bytes(text, 36);

	if (!uuid)
		return err_oom(err);
	if (text[36] && !str_eq(text + 36, ",display"))
		return err_set(err, EINVAL,
			"behind the UUID of a mediated device --gpu knows ,display only, not "
			"'%.40s'",
			text + 36);
	if (!root_exists(v->call->root, "sys/bus/mdev/devices/%s", uuid))
		return err_set(err, ENODEV,
			"there is no mediated device %s now; make one first: virtfn vf create "
			"DEVICE --type best",
			uuid);
	for (size_t i = 0; i < v->guests->guests.n; i++)
		if (strstr(v->guests->guests.v[i].xml, uuid))
			return err_set(err, EBUSY,
				"the mediated device %s is given to the guest '%s' already", uuid,
				v->guests->guests.v[i].name);
	for (char *p = uuid; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	(void)memcpy(d->mdev, uuid, sizeof(d->mdev));
	d->wish.gpu = GUEST_GPU_MDEV;
	d->wish.mdev = d->mdev;
	d->wish.mdev_display = text[36] != '\0';
	return 1;
}

static int append(struct vm_desktop *d, const struct guest_device *device, struct err *err)
{
	for (size_t i = 0; i < d->n_devices; i++)
		if (pci_addr_compare(d->devices[i].addr, device->addr) == 0)
			return err_set(err, EINVAL, "two options give the guest the same device");
	if (d->n_devices == VM_DESKTOP_DEVICES)
		return err_set(
			err, EINVAL, "a guest is given %d devices at most", VM_DESKTOP_DEVICES);
	d->devices[d->n_devices++] = *device;
	return 1;
}

static bool same_slot(const struct pci_dev *a, const struct pci_dev *b)
{
	return a->addr.domain == b->addr.domain && a->addr.bus == b->addr.bus &&
	       a->addr.slot == b->addr.slot && !b->is_vf;
}

static int add_function(
	const struct vm_device *v, const struct pci_dev *f, struct vm_desktop *d, struct err *err)
{
	const struct guest_device device = { .addr = f->addr, .pf = f->addr, .vf_index = -1 };
	int r = vm_device_check(v, f, err);

	if (r < 0)
		return r;
	if (f->reset_seen == TRI_YES && !f->reset[0])
		d->wish.no_reset = true;
	return append(d, &device, err);
}

/* All functions of the slot that were given away go along: sound, USB. */
static int add_whole(
	const struct vm_device *v, const struct pci_dev *gpu, struct vm_desktop *d, struct err *err)
{
	int r = 1;

	if (gpu->sriov.num > 0)
		return err_set(err, EBUSY,
			"%s has VFs now, so it stays with the host: give one of them (--gpu "
			"%s:auto), or first: virtfn vf destroy %s",
			gpu->name, gpu->name, gpu->name);
	if (!vm_device_on_vfio(gpu))
		return err_set(err, EBUSY,
			"%s is a whole GPU with %s%s: give it away first: virtfn give %s%s",
			gpu->name, gpu->driver[0] ? "the host's driver " : "no driver", gpu->driver,
			gpu->name,
			gpu->sriov.total > 0 ? ", or give one of its VFs: --gpu PF:auto" : "");
	for (size_t i = 0; i < v->host->n_pci && r == 1; i++) {
		const struct pci_dev *f = &v->host->pci[i];

		if (same_slot(gpu, f) && vm_device_on_vfio(f))
			r = add_function(v, f, d, err);
	}
	d->wish.gpu = GUEST_GPU_WHOLE;
	d->wish.gpu_outputs = gpu->class >> 8 != CLASS_3D;
	d->wish.node = gpu->numa_node;
	return r;
}

/* Before VFs are made of the wrong thing; what is not there is said by others. */
static int check_kind(const struct vm_device *v, const char *text, bool gpu, struct err *err)
{
	_cleanup_free_ char *name = strdup(text);
	struct pci_dev *f;
	struct err ignored;
	size_t n;

	if (!name)
		return err_oom(err);
	n = strlen(name);
	if (n > 5 && str_eq(name + n - 5, ":auto"))
		name[n - 5] = '\0';
	if (host_resolve_pci(v->host, name, &f, &ignored) < 0)
		return 0;
	if (gpu && f->class >> 16 != CLASS_DISPLAY)
		return err_set(err, EINVAL,
			"--gpu takes a display, and %s is none: --device gives any VF", text);
	if (!gpu && !str_eq(kind_of(f)->id, "nic"))
		return err_set(err, EINVAL,
			"--nic takes a network's function, and %s is none: --device gives any VF",
			text);
	return 0;
}

static int add_vf(const struct vm_device *v, const char *text, bool gpu, struct vm_desktop *d,
	struct err *err)
{
	struct guest_device device;
	const struct pci_dev *f;
	int r = check_kind(v, text, gpu, err);

	if (r < 0)
		return r;
	r = vm_device_choose(v, text, &device, err);
	if (r <= 0)
		return r;
	f = host_find_pci(v->host, device.addr);
	if (gpu)
		d->wish.gpu = GUEST_GPU_VF;
	else
		d->wish.net_vf = true;
	if (d->wish.node < 0 && f)
		d->wish.node = f->numa_node;
	return append(d, &device, err);
}

int vm_gpu_add(const struct vm_device *v, const char *text, struct vm_desktop *d, struct err *err)
{
	struct pci_dev *f;
	struct err ignored;

	if (vm_gpu_is_uuid(text))
		return add_mdev(v, text, d, err);
	if (host_resolve_pci(v->host, text, &f, &ignored) == 0 && !f->is_vf &&
		f->class >> 16 == CLASS_DISPLAY)
		return add_whole(v, f, d, err);
	return add_vf(v, text, true, d, err);
}

/* What was chosen for one option is not free for the next one. */
int vm_desktop_devices(const struct vm_device *v, const struct vm_desktop_opts *o,
	struct vm_desktop *d, struct err *err)
{
	struct vm_device next = *v;
	int r = 1;

	next.network = false;
	next.taken = d->devices;
	next.n_taken = d->n_devices;
	if (o->gpu)
		r = vm_gpu_add(&next, o->gpu, d, err);
	next.n_taken = d->n_devices;
	next.network = v->network;
	if (r == 1 && o->nic && d->wish.net == GUEST_NET_ANY)
		r = add_vf(&next, o->nic, false, d, err);
	d->wish.n_devices = d->n_devices;
	if (d->wish.node < 0 && d->n_devices > 0) {
		const struct pci_dev *f = host_find_pci(v->host, d->devices[0].addr);

		d->wish.node = f ? f->numa_node : -1;
	}
	return r;
}
