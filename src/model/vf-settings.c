/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Settings of a network VF as text and back, and addresses to give to VFs.
 */
#include "model/vf-settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

int mac_parse(const char *text, uint8_t mac[6])
{
	uint8_t v[6];

	for (size_t i = 0; i < 6; i++) {
		char pair[3] = { 0 };
		uint64_t byte;
		char end = i < 5 ? text[0] && text[1] ? text[2] : '\0' : '\0';

		if (!isxdigit((unsigned char)text[0]) || !isxdigit((unsigned char)text[1]))
			return -EINVAL;
		memcpy(pair, text, 2);
		(void)str_to_u64(pair, 16, 0xff, &byte);
		v[i] = (uint8_t)byte;
		if (i < 5 && end != ':' && end != '-')
			return -EINVAL;
		text += i < 5 ? 3 : 2;
	}
	if (*text)
		return -EINVAL;
	memcpy(mac, v, 6);
	return 0;
}

void mac_format(const uint8_t mac[6], char text[MAC_TEXT])
{
	(void)snprintf(text, MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
		mac[3], mac[4], mac[5]);
}

void mac_add(uint8_t mac[6], unsigned n)
{
	uint32_t low = (uint32_t)mac[3] << 16 | (uint32_t)mac[4] << 8 | mac[5];

	low += n;
	mac[3] = (uint8_t)(low >> 16);
	mac[4] = (uint8_t)(low >> 8);
	mac[5] = (uint8_t)low;
}

void mac_for_vf(const uint8_t pf[6], unsigned n, uint8_t ret[6])
{
	memcpy(ret, pf, 6);
	/* Not a group address, and made here. */
	ret[0] = (uint8_t)((pf[0] & 0xfe) | 0x02);
	/* Ports of one card have neighbouring addresses: their VFs must not meet. */
	ret[1] = (uint8_t)(pf[1] ^ pf[5]);
	ret[3] = (uint8_t)(pf[3] ^ 0x80);
	mac_add(ret, n);
}

static const char *const link_states[] = {
	[VF_LINK_STATE_AUTO] = "auto",
	[VF_LINK_STATE_ENABLE] = "enable",
	[VF_LINK_STATE_DISABLE] = "disable",
};

void vf_settings_format(const struct vf_settings *s, char text[VF_SETTINGS_TEXT])
{
	char mac[MAC_TEXT];
	size_t n = 0;

	text[0] = '\0';
#define ADD(...) n += (size_t)snprintf(text + n, VF_SETTINGS_TEXT - n, __VA_ARGS__)
	if (s->set & VF_SETTING_MAC) {
		mac_format(s->mac, mac);
		ADD("mac=%s,", mac);
	}
	if (s->set & VF_SETTING_VLAN)
		ADD("vlan=%u,qos=%u,proto=%s,", s->vlan, s->qos,
			s->proto == VF_PROTO_8021AD ? "802.1ad" : "802.1Q");
	if (s->set & VF_SETTING_SPOOFCHK)
		ADD("spoofchk=%s,", s->spoofchk ? "on" : "off");
	if (s->set & VF_SETTING_TRUST)
		ADD("trust=%s,", s->trust ? "on" : "off");
	if (s->set & VF_SETTING_RATE)
		ADD("max-tx-rate=%u,min-tx-rate=%u,", s->max_tx_rate, s->min_tx_rate);
	if (s->set & VF_SETTING_LINK_STATE)
		ADD("link-state=%s,", link_states[s->link_state]);
#undef ADD
	if (n > 0)
		text[n - 1] = '\0';
}

static int on_off(const char *v, unsigned *ret)
{
	if (!str_eq(v, "on") && !str_eq(v, "off"))
		return -EINVAL;
	*ret = str_eq(v, "on");
	return 0;
}

static int proto(const char *v, unsigned *ret)
{
	*ret = strcasecmp(v, "802.1ad") == 0 ? VF_PROTO_8021AD : VF_PROTO_8021Q;
	return *ret == VF_PROTO_8021AD || strcasecmp(v, "802.1Q") == 0 ? 0 : -EINVAL;
}

static int link_state(const char *v, enum vf_link_state *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(link_states); i++) {
		if (str_eq(v, link_states[i])) {
			*ret = (enum vf_link_state)i;
			return 0;
		}
	}
	return -EINVAL;
}

static int set_one(struct vf_settings *s, const char *key, const char *v)
{
	static const struct {
		const char *key;
		unsigned bit;
	} bits[] = {
		{ "mac", VF_SETTING_MAC },
		{ "vlan", VF_SETTING_VLAN },
		{ "qos", VF_SETTING_VLAN },
		{ "proto", VF_SETTING_VLAN },
		{ "spoofchk", VF_SETTING_SPOOFCHK },
		{ "trust", VF_SETTING_TRUST },
		{ "max-tx-rate", VF_SETTING_RATE },
		{ "min-tx-rate", VF_SETTING_RATE },
		{ "link-state", VF_SETTING_LINK_STATE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(bits); i++)
		if (str_eq(key, bits[i].key))
			s->set |= bits[i].bit;
	if (str_eq(key, "mac"))
		return mac_parse(v, s->mac);
	if (str_eq(key, "vlan"))
		return str_to_uint(v, 4095, &s->vlan);
	if (str_eq(key, "qos"))
		return str_to_uint(v, 7, &s->qos);
	if (str_eq(key, "proto"))
		return proto(v, &s->proto);
	if (str_eq(key, "spoofchk"))
		return on_off(v, &s->spoofchk);
	if (str_eq(key, "trust"))
		return on_off(v, &s->trust);
	if (str_eq(key, "max-tx-rate"))
		return str_to_uint(v, 10000000, &s->max_tx_rate);
	if (str_eq(key, "min-tx-rate"))
		return str_to_uint(v, 10000000, &s->min_tx_rate);
	return str_eq(key, "link-state") ? link_state(v, &s->link_state) : -EINVAL;
}

int vf_settings_parse(const char *text, struct vf_settings *ret, struct err *err)
{
	struct vf_settings s = { .proto = VF_PROTO_8021Q };
	char copy[VF_SETTINGS_TEXT];
	char *rest = NULL;

	if (strlen(text) >= sizeof(copy))
		return err_set(err, EINVAL, "settings of a VF are too long: %.40s...", text);
	memcpy(copy, text, strlen(text) + 1);
	for (char *word = strtok_r(copy, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
		char *v = strchr(word, '=');

		if (!v)
			return err_set(err, EINVAL, "a setting of a VF needs a value: '%s'", word);
		*v++ = '\0';
		if (set_one(&s, word, v) < 0)
			return err_set(err, EINVAL, "'%s' is no %s for a VF", v, word);
	}
	*ret = s;
	return 0;
}
