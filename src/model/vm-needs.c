/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are a guest's needs such that a host may be asked for them? They come from a domain's XML,
 * which others than root may write: paths are held to where shared memory is.
 */
#include "model/vm-needs.h"

#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "model/cpu-list.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define NAME    LETTERS "0123456789._-"

bool vm_needs_any(const struct vm_needs *n)
{
	return n->n_vfs || n->n_huge || n->n_shm || n->host_cpus[0] || n->governor[0] || n->epp[0];
}

void vm_needs_page_name(uint64_t page, char text[VM_NEEDS_PAGE_TEXT])
{
	(void)snprintf(text, VM_NEEDS_PAGE_TEXT, "%" PRIu64 "kB", page >> 10);
}

static bool is_name(const char *text)
{
	return text[0] && text[0] != '.' && text[0] != '-' && strspn(text, NAME) == strlen(text);
}

static bool same_vf(const struct vm_need_vf *a, const struct vm_need_vf *b)
{
	return pci_addr_compare(a->pf, b->pf) == 0 && a->index == b->index;
}

static int check_vf(const struct vm_needs *n, size_t i, struct err *err)
{
	const struct vm_need_vf *vf = &n->vfs[i];
	char pf[PCI_ADDR_TEXT];

	pci_addr_format(vf->pf, pf);
	if (vf->count <= vf->index || vf->count > 65535)
		return err_set(err, EINVAL,
			"of %u VFs of %s none has the index %u: they count from 0", vf->count, pf,
			vf->index);
	if (!is_name(vf->driver) || !strstr(vf->driver, "vfio"))
		return err_set(err, EINVAL,
			"'%s' is no driver that gives VF %u of %s to a guest; give vfio-pci",
			vf->driver, vf->index, pf);
	for (size_t j = 0; j < i; j++)
		if (same_vf(&n->vfs[j], vf))
			return err_set(err, EINVAL, "VF %u of %s is there twice", vf->index, pf);
	return 0;
}

static int check_huge(const struct vm_needs *n, size_t i, struct err *err)
{
	const struct vm_need_huge *h = &n->huge[i];

	if (h->page < 65536 || h->page & (h->page - 1))
		return err_set(err, EINVAL,
			"there are no huge pages of %" PRIu64 " bytes; 2M or 1G", h->page);
	if (h->count == 0 || h->count > UINT32_MAX || h->node < -1 || h->node > 1023)
		return err_set(err, EINVAL, "%" PRIu64 " huge pages of node %d cannot be had",
			h->count, h->node);
	for (size_t j = 0; j < i; j++)
		if (n->huge[j].page == h->page && n->huge[j].node == h->node)
			return err_set(
				err, EINVAL, "huge pages of one size and node are there twice");
	return 0;
}

static bool is_shm_path(const char *path)
{
	static const char shm[] = "/dev/shm/", kvmfr[] = "/dev/kvmfr";
	const char *number = path + strlen(kvmfr);

	if (strncmp(path, shm, strlen(shm)) == 0)
		return is_name(path + strlen(shm));
	return strncmp(path, kvmfr, strlen(kvmfr)) == 0 && number[0] && strlen(number) < 4 &&
	       strspn(number, "0123456789") == strlen(number);
}

static int check_shm(const struct vm_needs *n, size_t i, struct err *err)
{
	const struct vm_need_shm *s = &n->shm[i];

	if (!is_shm_path(s->path))
		return err_set(err, EINVAL,
			"'%s' is no place for shared memory; give /dev/shm/NAME or /dev/kvmfrN",
			s->path);
	if (s->size == 0 || s->size & 4095 || s->size > 1ull << 40)
		return err_set(err, EINVAL,
			"%s cannot have %" PRIu64 " bytes: whole pages of 4 KiB, at most 1 TiB",
			s->path, s->size);
	if ((s->owner[0] && !is_name(s->owner)) || (s->group[0] && !is_name(s->group)))
		return err_set(err, EINVAL, "%s: '%s:%s' is no owner", s->path, s->owner, s->group);
	if (s->mode & ~0666u || !(s->mode & 0600))
		return err_set(
			err, EINVAL, "%s cannot have the mode %04o; give 0660", s->path, s->mode);
	for (size_t j = 0; j < i; j++)
		if (str_eq(n->shm[j].path, s->path))
			return err_set(err, EINVAL, "%s is there twice", s->path);
	return 0;
}

static int check_words(const struct vm_needs *n, struct err *err)
{
	cpu_set_t set;

	if (n->host_cpus[0] && cpu_list_read(n->host_cpus, &set) < 0)
		return err_set(err, EINVAL,
			"'%s' is no list of CPUs for the host; give one such as 0-3,8",
			n->host_cpus);
	if (n->governor[0] && !is_name(n->governor))
		return err_set(err, EINVAL, "'%s' is no governor", n->governor);
	if (n->epp[0] && !is_name(n->epp))
		return err_set(err, EINVAL, "'%s' is no energy_performance_preference", n->epp);
	return 0;
}

int vm_needs_check(const struct vm_needs *needs, struct err *err)
{
	int r = check_words(needs, err);

	for (size_t i = 0; i < needs->n_vfs && r == 0; i++)
		r = check_vf(needs, i, err);
	for (size_t i = 0; i < needs->n_huge && r == 0; i++)
		r = check_huge(needs, i, err);
	for (size_t i = 0; i < needs->n_shm && r == 0; i++)
		r = check_shm(needs, i, err);
	return r;
}
