/* SPDX-License-Identifier: GPL-2.0 */
/* The configuration space of one function: values, and what writing and resetting does to them. */
#ifndef SIM_CONFIG_H
#define SIM_CONFIG_H

#include <linux/types.h>

#define SIM_CONFIG_SIZE 4096

/* A chip and where its parts lie. Sizes and addresses in bytes. */
struct sim_chip {
	u16 device, subsystem;
	u32 class;
	u8 revision;
	bool endpoint; /* behind a root port; else integrated into the root complex */
	bool sriov;
	bool rebar; /* BAR 2 can have half its size, or twice */
	u16 vfs, initial, offset;
	u64 bar0, bar2, vf_bar0, vf_bar2;     /* sizes */
	u64 at_bar0, at_bar2, at_vf0, at_vf2; /* addresses */
};

struct sim_function {
	u8 *value, *writable, *w1c, *initial;
	u16 pcie, sriov, rebar; /* where these capabilities are */
	bool vf;
	unsigned int number;      /* of a VF, from 0 */
	unsigned long dead_until; /* jiffies; 0: never */
};

int sim_function_new(struct sim_function *f, const struct sim_chip *c, int vf); /* vf < 0: PF */
void sim_function_free(struct sim_function *f);
void sim_function_reset(struct sim_function *f);
u32 sim_function_read(const struct sim_function *f, int where, int size);
/* Whether the write asks for a function-level reset. */
bool sim_function_write(struct sim_function *f, int where, int size, u32 value);
/* How many VFs are switched on (PF only). */
unsigned int sim_function_vfs(const struct sim_function *f);

#endif
