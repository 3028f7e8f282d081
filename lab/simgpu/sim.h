/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the modules of the simulated GPU share: simgpu.ko is the device on the bus, its resources
 * and its faults; i915.ko, xe.ko and kvmgt.ko are the drivers.
 */
#ifndef SIM_H
#define SIM_H

#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#define SIM_MAX_VFS 63

/* A VF driver knows by this register of BAR 0 that it drives a VF (bit 0). */
#define SIM_REG_VF_CAP 0x1901f8

/* Ways to fail; all are parameters of simgpu.ko, most can be changed at any time. */
struct sim_faults {
	int enable_errno;          /* making VFs fails with it */
	unsigned int refuse_above; /* more VFs than this: -ENOSPC; 0: no limit */
	unsigned int grant;        /* no more VFs than this are made, and that succeeds; 0: all */
	unsigned int enable_ms;    /* making VFs takes so much longer */
	unsigned int disable_ms;
	int probe_errno;       /* the driver does not take the device */
	bool wedged;           /* the GT is wedged: PF mode, but no VFs */
	int quota_errno;       /* the firmware refuses what is written to a quota */
	unsigned int flr_ms;   /* a VF answers all-ones for so long after a function-level reset */
	unsigned int dead_vfs; /* bit mask: these VFs answer all-ones for ever */
	bool pf_gone;          /* the PF answers all-ones: it fell off the bus */
	unsigned int reset_ms; /* so long after VFs were made the device resets itself; 0: never */
};

extern struct sim_faults sim_faults;

/* --- the chip: sim-bus.c --- */

const char *sim_firmware_guc(void);
const char *sim_firmware_huc(void);
u64 sim_vram(void);      /* bytes, 0: integrated */
bool sim_xe_admin(void); /* xe as of 6.19: with sriov_admin */
/* A VF, from 1; the caller puts it back. NULL: not there. */
struct pci_dev *sim_vf_get(unsigned int number);
void sim_reset_pf(void); /* the device loses its state, as by a reset that nobody asked for */

/* --- what VFs share: sim-quota.c --- */

enum sim_field {
	SIM_GGTT, /* bytes */
	SIM_VRAM, /* bytes */
	SIM_CONTEXTS,
	SIM_DOORBELLS,
	SIM_N_HARD, /* those above are taken from a pool, those below are settings */
	SIM_EXEC_QUANTUM = SIM_N_HARD, /* ms */
	SIM_PREEMPT_TIMEOUT,           /* us */
	SIM_PRIORITY,                  /* 0 low, 1 normal, 2 high */
	SIM_SCHED_IF_IDLE,
	SIM_RESET_ENGINE,
	SIM_SAMPLE_PERIOD, /* ms */
	SIM_THRESHOLD,     /* and five more */
	SIM_N_FIELDS = SIM_THRESHOLD + 6,
};

/* The two drivers round, share and refuse differently. */
enum sim_manner {
	SIM_AS_I915,
	SIM_AS_XE
};

struct sim_pf {
	struct pci_dev *pdev;
	enum sim_manner manner;
	unsigned int total; /* VFs that the driver offers */
	int status;         /* 0, or why it makes none */
	struct mutex lock;  /* of what follows */
	bool custom;        /* somebody has set a quota: nothing is shared out any more */
	bool shared_out;    /* the quotas that are set were shared out, not asked for */
	u64 value[SIM_MAX_VFS + 1][SIM_N_FIELDS]; /* [0]: what is spared for the PF */
	struct delayed_work reset;
};

void sim_pf_init(struct sim_pf *pf, struct pci_dev *pdev, enum sim_manner manner, int total);
/* VFs that were made, or a negative errno. Shares resources out unless somebody has set some. */
int sim_pf_enable(struct sim_pf *pf, int n);
void sim_pf_disable(struct sim_pf *pf);

u64 sim_quota_get(struct sim_pf *pf, unsigned int id, enum sim_field f);
/* Rounds as the driver does: read back. @setting: a setting by an administrator's file, which
 * leaves the sharing out of resources as it is. */
int sim_quota_set(struct sim_pf *pf, unsigned int id, enum sim_field f, u64 value, bool setting);
u64 sim_quota_free(struct sim_pf *pf, enum sim_field f);
u64 sim_quota_used(struct sim_pf *pf, enum sim_field f);
/* Sharing out starts again (true) or stops; -ESTALE while quotas are set. */
int sim_quota_auto(struct sim_pf *pf, bool on);
/* Whether a driver takes a device by its force_probe list; @never: by an entry with "!". */
bool sim_forced(const char *list, u16 device, bool never);

/* --- GVT-g: the i915 that runs tells kvmgt.ko who its parent is --- */

void sim_gvt_offer(struct pci_dev *pdev);
void sim_gvt_withdraw(struct pci_dev *pdev); /* the driver leaves the device */
/* The parent, or NULL; @gone is called when its driver leaves it. NULL: nobody asks any more. */
struct pci_dev *sim_gvt_parent(void (*gone)(void));

#endif
