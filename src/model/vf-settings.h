/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_VF_SETTINGS_H
#define MODEL_VF_SETTINGS_H

#include <stdint.h>

#include "base/err.h"

/* What the PF's driver enforces for one network VF (rtnetlink, IFLA_VF_*). */
enum vf_setting {
	VF_SETTING_MAC = 1 << 0,
	VF_SETTING_VLAN = 1 << 1, /* with qos and proto, which the kernel takes together */
	VF_SETTING_SPOOFCHK = 1 << 2,
	VF_SETTING_TRUST = 1 << 3,
	VF_SETTING_RATE = 1 << 4, /* min and max together */
	VF_SETTING_LINK_STATE = 1 << 5,
};

enum vf_link_state {
	VF_LINK_STATE_AUTO,
	VF_LINK_STATE_ENABLE,
	VF_LINK_STATE_DISABLE,
};

#define VF_PROTO_8021Q  0x8100
#define VF_PROTO_8021AD 0x88a8

struct vf_settings {
	unsigned set; /* VF_SETTING_* that hold; the others are not known, or not wanted */
	uint8_t mac[6];
	unsigned vlan;                     /* 0 to 4095; 0: no VLAN */
	unsigned qos;                      /* 0 to 7 */
	unsigned proto;                    /* VF_PROTO_* */
	unsigned spoofchk, trust;          /* 0 or 1 */
	unsigned max_tx_rate, min_tx_rate; /* Mbit/s; 0: no limit */
	enum vf_link_state link_state;
};

#define VF_SETTINGS_TEXT 160

/* "mac=52:54:00:00:00:01,vlan=100,qos=0,proto=802.1Q"; "" for nothing set. */
void vf_settings_format(const struct vf_settings *s, char text[VF_SETTINGS_TEXT]);

/* The reverse; -EINVAL with the word that is wrong. */
int vf_settings_parse(const char *text, struct vf_settings *ret, struct err *err);

#define MAC_TEXT 18

/* "52:54:00:00:00:01", also with "-"; -EINVAL. */
int mac_parse(const char *text, uint8_t mac[6]);
void mac_format(const uint8_t mac[6], char text[MAC_TEXT]);

/* The n-th address behind this one (the last three bytes count up). */
void mac_add(uint8_t mac[6], unsigned n);

/*
 * A stable address for VF n of a PF: the PF's own with the "locally administered"
 * bit, VF numbers counted in the last three bytes behind a mark in the fourth. The
 * same host gives the same VF the same address at each boot.
 */
void mac_for_vf(const uint8_t pf[6], unsigned n, uint8_t ret[6]);

#endif
