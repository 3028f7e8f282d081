/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From "--device" to one VF that a guest can have. Moving it to vfio-pci is done by
 * "virtfn vf", or by libvirt at the start (managed).
 */
#include "cli/vm-device.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/vf-work.h"
#include "cli/vm-vfs.h"
#include "kinds/kind.h"

bool vm_device_on_vfio(const struct pci_dev *d)
{
	return strstr(d->driver, "vfio-pci") || strstr(d->driver, "vfio_pci");
}

static bool is_display(const struct pci_dev *d)
{
	return d->class >> 16 == 0x03;
}

/* vfio gives away a whole group: others in it must have no driver, or a harmless one. */
static bool in_the_way(const struct pci_dev *d)
{
	return d->driver[0] && !vm_device_on_vfio(d) && !str_eq(d->driver, "pci-stub") &&
	       !str_eq(d->driver, "pcieport") && d->class >> 16 != 0x06;
}

static int check_group(const struct host *host, const struct pci_dev *vf, struct err *err)
{
	struct str_buf b = { 0 };
	size_t n = 0;

	if (host->iommu == TRI_NO)
		return err_set(err, ENODEV,
			"%s cannot be given to a guest: the kernel made no IOMMU groups; turn on "
			"VT-d or AMD-Vi in the firmware, and intel_iommu=on",
			vf->name);
	if (host->iommu == TRI_YES && vf->iommu_group < 0)
		return err_set(err, ENODEV,
			"%s cannot be given to a guest: it is in no IOMMU group", vf->name);
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (d == vf || vf->iommu_group < 0 || d->iommu_group != vf->iommu_group ||
			!in_the_way(d))
			continue;
		if (n++ < 6)
			str_buf_printf(&b, "%s%s (%s)", n > 1 ? ", " : "", d->name, d->driver);
	}
	if (n > 0)
		(void)err_set(err, EBUSY,
			"%s cannot be given to a guest: its IOMMU group %d has members with host "
			"drivers: %s%s; a slot behind ACS separates them (virtfn list groups)",
			vf->name, vf->iommu_group, b.text ? b.text : "", n > 6 ? ", ..." : "");
	str_buf_done(&b);
	return n > 0 ? -EBUSY : 0;
}

static const char *use_text(enum pci_use_kind kind)
{
	switch (kind) {
	case PCI_USE_NETDEV_UP:
	case PCI_USE_NETDEV_ADDR:
		return "the host uses its interface";
	case PCI_USE_MOUNT:
		return "the host has mounted";
	case PCI_USE_BOOT_DISPLAY:
		return "it is the host's display";
	case PCI_USE_GUEST:
		return "it is held by the guest";
	case PCI_USE_PROCESS:
		break;
	}
	return "it is held by";
}

static int check_use(const struct vm_device *v, const struct pci_dev *vf, struct err *err)
{
	const struct pci_use *use = pci_dev_busy(vf);
	const char *owner = vm_guests_owner(v->guests, vf->addr);

	for (size_t i = 0; i < v->n_taken; i++)
		if (pci_addr_compare(v->taken[i].addr, vf->addr) == 0)
			return err_set(
				err, EBUSY, "another option gives the guest %s already", vf->name);
	if (owner)
		return err_set(err, EBUSY,
			"%s is given to the guest '%s' already; choose another VF, or PF:auto",
			vf->name, owner);
	if (use)
		return err_set(err, EBUSY, "%s is in use: %s %s", vf->name, use_text(use->kind),
			use->what);
	/* A GPU's VF that goes to i915 or xe can take the host's driver down with it. */
	if (is_display(vf) && !vm_device_on_vfio(vf))
		return err_set(err, EBUSY,
			"%s is a display's VF with %s%s: it must be on vfio-pci and stay there; "
			"first: virtfn vf bind %s vfio-pci",
			vf->name, vf->driver[0] ? "the driver " : "no driver", vf->driver,
			vf->name);
	return 0;
}

int vm_device_check(const struct vm_device *v, const struct pci_dev *vf, struct err *err)
{
	int r = check_use(v, vf, err);

	return r < 0 ? r : check_group(v->host, vf, err);
}

static int not_a_vf(const struct pci_dev *d, const char *text, struct err *err)
{
	if (d->sriov.total > 0 || d->sriov.present == TRI_YES)
		return err_set(err, EINVAL,
			"%s is a physical function, which stays with the host; give one of its "
			"VFs: --device %s:auto, or see virtfn list vfs",
			d->name, text);
	return err_set(err, EINVAL,
		"%s is no VF and has none; whole devices are not given to guests yet", d->name);
}

/* MAC and VLAN are set through the PF: a network card's alone. */
static int check_kind(const struct vm_device *v, const struct pci_dev *d, struct err *err)
{
	if (!v->network || str_eq(kind_of(d)->id, "nic"))
		return 0;
	return err_set(
		err, EINVAL, "--mac and --vlan are for network VFs, and %s is none", d->name);
}

static void fill(const struct pci_dev *vf, struct guest_device *ret)
{
	*ret = (struct guest_device) {
		.addr = vf->addr,
		.pf = vf->physfn,
		.vf_index = vf->vf_index,
		/* On vfio-pci by virtfn's hand: libvirt is to leave it there at the end. */
		.managed = !vm_device_on_vfio(vf),
	};
}

/* Who has which VF, when nobody's is free. */
static int none_free(const struct vm_device *v, const struct pci_dev *pf, struct err *err)
{
	struct str_buf b = { 0 };
	int shown = 0;

	for (int n = 0; n < pf->sriov.total && shown < 8; n++) {
		const struct pci_dev *vf = host_find_vf(v->host, pf, n);
		struct err why;

		if (!vf)
			continue;
		/* A group is no one VF's fault: it says all there is to say. */
		if (check_use(v, vf, &why) == 0) {
			str_buf_done(&b);
			return check_group(v->host, vf, err);
		}
		str_buf_printf(&b, "%s%.120s", shown++ ? "; " : "", why.text);
	}
	(void)err_set(err, EBUSY, "none of the %d VFs of %s is free: %.600s", pf->sriov.num,
		pf->name, b.text ? b.text : "");
	str_buf_done(&b);
	return -EBUSY;
}

/*
 * How many VFs libvirt's hook makes again after a reboot, so that the guest has its one. Not what
 * libvirt moves itself, and no network card's without a MAC: it would be another at each boot.
 */
static unsigned remade(
	const struct vm_device *v, const struct pci_dev *pf, const struct pci_dev *vf)
{
	if (!vm_device_on_vfio(vf) || vf->vf_index < 0 || vf->vf_index >= pf->sriov.num ||
		(str_eq(kind_of(pf)->id, "nic") && !v->network))
		return 0;
	return (unsigned)pf->sriov.num;
}

static int lowest_free(const struct vm_device *v, const struct pci_dev *pf,
	struct guest_device *ret, struct err *err)
{
	for (int n = 0; n < pf->sriov.total; n++) {
		const struct pci_dev *vf = host_find_vf(v->host, pf, n);
		struct err ignored;

		if (!vf || vm_device_check(v, vf, &ignored) < 0)
			continue;
		fill(vf, ret);
		ret->remade = remade(v, pf, vf);
		return 1;
	}
	return none_free(v, pf, err);
}

/*
 * How many VFs to make when the user did not say. The count cannot change while one
 * is in use, so network cards get some in reserve: an idle VF costs nothing there. A
 * display's VFs share its memory and time slots for good, so there are few of them.
 */
static unsigned usual_count(const struct pci_dev *pf)
{
	unsigned total = (unsigned)pf->sriov.total, wanted = 1;

	if (str_eq(kind_of(pf)->id, "nic"))
		wanted = 8;
	else if (is_display(pf))
		wanted = 2;
	return wanted < total ? wanted : total;
}

static int make(const struct vm_device *v, struct pci_addr pf, unsigned count, struct err *err)
{
	const struct pci_dev *d = host_find_pci(v->host, pf);
	const struct wish_vf wish = {
		.count = count,
		.driver = "vfio-pci",
		/* Else the driver throws dice, and the guest has another address at each boot. */
		.mac = d && d->netdev[0] ? "auto" : NULL,
	};
	int r;

	r = vf_work_create(v->call, v->host, pf, &wish, err);
	if (r < 0)
		return err_wrap(err, "no VF is there, and none could be made");
	/* Without a record they stay: that is told, and no reason to do without. */
	if (vm_vfs_made(v->call->root, pf, count, err) < 0)
		doc_note(v->call->doc, "made %u VFs, which stay (%s); see virtfn vf destroy", count,
			err->text);
	else
		doc_note(v->call->doc,
			"made %u VFs; they stay until no guest has one, or until the next boot",
			count);
	return 0;
}

static int from_pf(
	const struct vm_device *v, const char *name, struct guest_device *ret, struct err *err)
{
	struct pci_dev *pf;
	struct pci_addr addr;
	unsigned count;
	int r;

	r = host_resolve_pci(v->host, name, &pf, err);
	if (r < 0)
		return r;
	if (pf->is_vf)
		return err_set(err, EINVAL,
			"%s is a VF itself: leave out ':auto', or name its physical function",
			pf->name);
	if (pf->sriov.total <= 0)
		return err_set(err, EINVAL,
			"%s has no VFs to give: its driver allows none (virtfn list)", pf->name);
	r = check_kind(v, pf, err);
	if (r < 0)
		return r;
	if (pf->sriov.num > 0)
		return lowest_free(v, pf, ret, err);
	if (v->host->iommu == TRI_NO)
		return check_group(v->host, pf, err);
	count = usual_count(pf);
	if (v->dry) {
		doc_say(v->call->doc, "%u VFs of %s would be made, and its first one given", count,
			pf->name);
		return 0;
	}
	if (geteuid() != 0)
		return err_set(err, EPERM,
			"%s has no VFs yet, and making them needs root: sudo virtfn vf create %s "
			"-n %u",
			pf->name, pf->name, count);
	addr = pf->addr;
	r = make(v, addr, count, err);
	if (r < 0)
		return r;
	pf = host_find_pci(v->host, addr);
	if (!pf)
		return err_set(err, ENODEV, "%s went away while VFs were made", name);
	r = lowest_free(v, pf, ret, err);
	if (r < 0 && host_find_vf(v->host, pf, 0)) {
		const struct guest_device first = { .addr = host_find_vf(v->host, pf, 0)->addr };

		vm_vfs_release(v->call, v->guests, &first, 1);
	}
	return r;
}

int vm_device_choose(
	const struct vm_device *v, const char *text, struct guest_device *ret, struct err *err)
{
	static const char suffix[] = ":auto";
	size_t n = strlen(text), m = sizeof(suffix) - 1;
	_cleanup_free_ char *name = strdup(text);
	struct pci_dev *d;
	int r;

	if (!name)
		return err_oom(err);
	if (n >= m && str_eq(text + n - m, suffix)) {
		name[n - m] = '\0';
		return from_pf(v, name, ret, err);
	}
	r = host_resolve_pci(v->host, text, &d, err);
	if (r < 0)
		return r;
	if (!d->is_vf)
		return not_a_vf(d, text, err);
	r = check_kind(v, d, err);
	if (r == 0)
		r = vm_device_check(v, d, err);
	if (r < 0)
		return r;
	fill(d, ret);
	return 1;
}
