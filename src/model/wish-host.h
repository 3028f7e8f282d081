/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_WISH_HOST_H
#define MODEL_WISH_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "model/conf.h"
#include "model/host.h"
#include "model/vf-quota.h"
#include "model/vf-settings.h"

/*
 * What somebody wants a host to be: /etc/virtfn/host.yaml and then host.d/NAME.yaml in the order
 * of their names. Lists grow from file to file; of a single value the last file's holds. Each
 * value knows its place. What the keys are called and what they take: model/wish-keys.h.
 */
#define WISH_FILE   "etc/virtfn/host.yaml"
#define WISH_FOLDER "etc/virtfn/host.d"

struct wish_text {
	char *v; /* owned; NULL: not given */
	struct conf_place at;
};

/* A number, or one of some words: then it is an enum. */
struct wish_number {
	bool given;
	unsigned v;
	struct conf_place at;
};

struct wish_texts {
	struct wish_text *v; /* owned */
	size_t n;
};

enum wish_mode {
	WISH_MODE_SRIOV,
	WISH_MODE_GVT_G,
	WISH_MODE_PASSTHROUGH,
};

enum wish_persist {
	WISH_PERSIST_SYSTEMD, /* virtfn-vf@.service */
	WISH_PERSIST_LINK,    /* a .link file of systemd-udevd */
	WISH_PERSIST_NO,      /* made by hand, or by virtfn vf restore */
};

enum wish_iommu {
	WISH_IOMMU_OFF, /* virtfn leaves it alone */
	WISH_IOMMU_ON,
	WISH_IOMMU_PT, /* on, and host devices are mapped one to one */
};

enum wish_page {
	WISH_PAGE_2M,
	WISH_PAGE_1G,
};

/* For one VF, or (without a number) for all of a device. */
struct wish_vf_item {
	struct conf_place at;
	struct wish_number vf;
	struct wish_text driver; /* "vfio-pci", "host" or "none" */
	struct wish_text mac;    /* for all: of the first, the next count up; or "auto" */
	struct wish_number vlan, qos, proto, spoofchk, trust, max_tx_rate, min_tx_rate, link_state;
	/* Of a GPU; a profile comes first, and single quotas go over it. */
	struct wish_number profile, exec_quantum, preempt_timeout, sched_priority;
	struct wish_text ggtt, vram; /* bytes, or "512M" */
	struct wish_number contexts, doorbells;
};

struct wish_match {
	struct conf_place at; /* line 0: not given */
	struct wish_text class, vendor, id;
	struct wish_number index;
};

struct wish_device {
	struct conf_place at;
	struct wish_text device; /* an address, an interface or a MAC */
	struct wish_match match; /* or this */
	struct wish_number mode; /* enum wish_mode */
	struct wish_number count;
	struct wish_text type;        /* of gvt-g: "i915-GVTg_V5_4", or "best" */
	struct wish_text driver;      /* for all */
	struct wish_number persist;   /* enum wish_persist */
	struct wish_vf_item defaults; /* for all VFs */
	struct wish_vf_item *vfs;     /* owned; each number once */
	size_t n_vfs;
};

struct wish_huge {
	struct conf_place at;
	struct wish_number size; /* enum wish_page */
	struct wish_number count, node;
};

struct wish_module_options {
	struct conf_place at;
	struct wish_text module, options;
};

struct wish_host {
	struct wish_number version;
	struct wish_device *devices; /* owned */
	size_t n_devices;
	struct wish_number iommu;     /* enum wish_iommu */
	struct wish_huge *huge_pages; /* owned */
	size_t n_huge_pages;
	struct {
		struct conf_place at;
		struct wish_text cpus; /* "2-7,10" */
	} isolation;
	struct {
		struct conf_place at;
		struct wish_number suspend; /* 0 or 1: VFs go before sleep and come back */
		struct wish_number libvirt; /* 0 or 1: libvirt's hook calls virtfn */
	} hooks;
	struct {
		struct conf_place at;     /* line 0: not given */
		struct wish_text size;    /* "64M" */
		struct wish_text frame;   /* or this: "3840x2160", the largest picture */
		struct wish_number kvmfr; /* 0: a file of shared memory; 1: the module kvmfr */
		struct wish_text user;    /* who looks */
	} looking_glass;
	struct {
		struct conf_place at;
		struct wish_texts arguments, remove;
		struct wish_number hold; /* 0 or 1: no newer one is installed */
	} kernel;
	struct {
		struct conf_place at;
		struct wish_texts load, blacklist;
		struct wish_module_options *options; /* owned */
		size_t n_options;
	} modules;
	struct wish_texts packages;
	struct {
		struct conf_place at;          /* line 0: not given */
		struct wish_text package, url; /* one of them */
		struct wish_text sha256;
	} sriov_driver; /* a release of i915-sriov-dkms */
	char **files;   /* that were read, as shown; owned; n_files of them */
	size_t n_files;
};

void wish_host_done(struct wish_host *wish);

/* A copy of the file's name that lives as long as the wish; NULL without memory. */
const char *wish_host_file(struct wish_host *wish, const char *name);

/*
 * Adds what a document says. Unknown and repeated keys, values of the wrong kind and values
 * outside their range are problems; what is right is taken. -ENOMEM only.
 */
int wish_host_load(struct wish_host *wish, const struct conf_node *document,
	struct conf_problems *problems, struct err *err);

/* Adds as problems what no key alone can know: after the last document. */
void wish_host_check(const struct wish_host *wish, struct conf_problems *problems);

/* Says what is meant where nothing was said. */
int wish_host_fill(struct wish_host *wish, struct err *err);

/* As YAML; what was not given is left out. */
void wish_host_write(const struct wish_host *wish, struct str_buf *b);

/* Getters with the defaults, which need no fill. */
enum wish_mode wish_device_mode(const struct wish_device *d);
unsigned wish_device_count(const struct wish_device *d);
enum wish_persist wish_device_persist(const struct wish_device *d);
const char *wish_device_driver(const struct wish_device *d, unsigned vf);

/* What is said of this VF alone; NULL: nothing. */
const struct wish_vf_item *wish_device_item(const struct wish_device *d, unsigned vf);

/* "0000:01:00.0", or "the device of FILE:LINE:COLUMN"; to be free()d. */
char *wish_device_name(const struct wish_device *d);

/*
 * What the PF shall enforce for this VF. pf may be NULL: then "auto" is no MAC. -EINVAL: "auto",
 * and the PF has no address.
 */
int wish_device_settings(const struct wish_device *d, unsigned vf, const struct pci_dev *pf,
	struct vf_settings *ret, struct err *err);

/* What this VF gets of a GPU, and what the GPU keeps for itself (by the profile of all VFs). */
struct vf_quota wish_device_quota(const struct wish_device *d, unsigned vf);
struct vf_quota wish_device_pf_quota(const struct wish_device *d);

/* The first quota that is given, for all VFs or for one; NULL: none. */
const struct conf_place *wish_device_quota_place(const struct wish_device *d);

/* Adds as problems quotas that no driver takes. */
void wish_quota_check(const struct wish_vf_item *item, struct conf_problems *problems);

/*
 * The function that is meant, never a VF. -ENOENT: there is none; -EEXIST: match fits several,
 * and no index says which. The text starts with the place.
 */
int wish_device_find(const struct wish_device *d, const struct host *host, struct pci_dev **ret,
	struct err *err);

#endif
