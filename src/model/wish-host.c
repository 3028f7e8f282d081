/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a wish say, with what is meant where nothing was said; and which function of a
 * host is it about?
 */
#include "model/wish-host.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/wish-keys.h"

static void keys_done(const struct wish_keys *keys, char *base);

static void texts_done(struct wish_texts *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->v[i].v);
	free(t->v);
}

static void maps_done(const struct wish_key *key, char *base)
{
	char *v = *(char **)(void *)(base + key->at);
	size_t n = *(size_t *)(void *)(base + key->at_n);

	for (size_t i = 0; i < n; i++)
		keys_done(key->inner, v + i * key->inner->size);
	free(v);
}

static void keys_done(const struct wish_keys *keys, char *base)
{
	for (const struct wish_key *k = keys->v; k->key; k++) {
		char *at = base + k->at;

		if (k->type == WISH_KEY_TEXT)
			free(((struct wish_text *)(void *)at)->v);
		else if (k->type == WISH_KEY_TEXTS)
			texts_done((struct wish_texts *)(void *)at);
		else if (k->type == WISH_KEY_MAP)
			keys_done(k->inner, at);
		else if (k->type == WISH_KEY_MAPS)
			maps_done(k, base);
	}
}

void wish_host_done(struct wish_host *wish)
{
	keys_done(&wish_keys, (char *)wish);
	for (size_t i = 0; i < wish->n_files; i++)
		free(wish->files[i]);
	free(wish->files);
	*wish = (struct wish_host) { 0 };
}

const char *wish_host_file(struct wish_host *wish, const char *name)
{
	char **slot = mem_append(&wish->files, &wish->n_files, sizeof(*slot));

	if (!slot)
		return NULL;
	*slot = str_printf("%s", name);
	if (!*slot)
		wish->n_files--;
	return *slot;
}

enum wish_mode wish_device_mode(const struct wish_device *d)
{
	return d->mode.given ? (enum wish_mode)d->mode.v : WISH_MODE_SRIOV;
}

unsigned wish_device_count(const struct wish_device *d)
{
	return d->count.given ? d->count.v : 1;
}

enum wish_persist wish_device_persist(const struct wish_device *d)
{
	return d->persist.given ? (enum wish_persist)d->persist.v : WISH_PERSIST_SYSTEMD;
}

const struct wish_vf_item *wish_device_item(const struct wish_device *d, unsigned vf)
{
	for (size_t i = 0; i < d->n_vfs; i++)
		if (d->vfs[i].vf.given && d->vfs[i].vf.v == vf)
			return &d->vfs[i];
	return NULL;
}

const char *wish_device_driver(const struct wish_device *d, unsigned vf)
{
	const struct wish_vf_item *item = wish_device_item(d, vf);

	if (item && item->driver.v)
		return item->driver.v;
	return d->driver.v ? d->driver.v : "vfio-pci";
}

char *wish_device_name(const struct wish_device *d)
{
	_cleanup_free_ char *place = NULL;

	if (d->device.v)
		return str_printf("%s", d->device.v);
	place = conf_place_text(d->at);
	return place ? str_printf("the device of %s", place) : NULL;
}

static void take_item(const struct wish_vf_item *item, struct vf_settings *s)
{
	static const unsigned protos[] = { VF_PROTO_8021Q, VF_PROTO_8021AD };

	if (item->vlan.given || item->qos.given || item->proto.given)
		s->set |= VF_SETTING_VLAN;
	if (item->max_tx_rate.given || item->min_tx_rate.given)
		s->set |= VF_SETTING_RATE;
	s->set |= (item->spoofchk.given ? VF_SETTING_SPOOFCHK : 0U) |
		  (item->trust.given ? VF_SETTING_TRUST : 0U) |
		  (item->link_state.given ? VF_SETTING_LINK_STATE : 0U);
	s->vlan = item->vlan.given ? item->vlan.v : s->vlan;
	s->qos = item->qos.given ? item->qos.v : s->qos;
	s->proto = item->proto.given ? protos[item->proto.v] : s->proto;
	s->spoofchk = item->spoofchk.given ? item->spoofchk.v : s->spoofchk;
	s->trust = item->trust.given ? item->trust.v : s->trust;
	s->max_tx_rate = item->max_tx_rate.given ? item->max_tx_rate.v : s->max_tx_rate;
	s->min_tx_rate = item->min_tx_rate.given ? item->min_tx_rate.v : s->min_tx_rate;
	if (item->link_state.given)
		s->link_state = (enum vf_link_state)item->link_state.v;
}

static int take_mac(const struct wish_text *text, unsigned add, const struct pci_dev *pf,
	struct vf_settings *s, struct err *err)
{
	_cleanup_free_ char *place = NULL;
	uint8_t of_pf[6];

	if (!text->v || (str_eq(text->v, "auto") && !pf))
		return 0;
	if (!str_eq(text->v, "auto")) {
		(void)mac_parse(text->v, s->mac);
		mac_add(s->mac, add);
	} else if (mac_parse(pf->mac, of_pf) == 0) {
		mac_for_vf(of_pf, add, s->mac);
	} else {
		place = conf_place_text(text->at);
		return err_set(err, EINVAL,
			"%s: %s has no network interface with a MAC to derive others from; give a "
			"MAC instead of auto",
			place ? place : "mac", pf->name);
	}
	s->set |= VF_SETTING_MAC;
	return 0;
}

int wish_device_settings(const struct wish_device *d, unsigned vf, const struct pci_dev *pf,
	struct vf_settings *ret, struct err *err)
{
	const struct wish_vf_item *item = wish_device_item(d, vf);
	struct vf_settings s = { .proto = VF_PROTO_8021Q };
	int r;

	take_item(&d->defaults, &s);
	if (item)
		take_item(item, &s);
	if (item && item->mac.v)
		r = take_mac(&item->mac, 0, pf, &s, err);
	else
		r = take_mac(&d->defaults.mac, vf, pf, &s, err);
	if (r == 0)
		*ret = s;
	return r;
}

static bool class_fits(const char *word, uint32_t class)
{
	static const struct {
		const char *word;
		uint32_t shift, value;
	} classes[] = {
		{ "display", 16, 0x03 },
		{ "network", 16, 0x02 },
		{ "nvme", 8, PCI_CLASS_NVME },
		{ "storage", 16, 0x01 },
		{ "accelerator", 16, 0x12 },
	};
	uint64_t n;

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		if (str_eq(word, classes[i].word))
			return class >> classes[i].shift == classes[i].value;
	return str_to_u64(word + 2, 16, 0xffff, &n) == 0 && class >> 8 == n;
}

static bool id_fits(const char *text, uint16_t id)
{
	uint64_t n;

	return str_to_u64(strncmp(text, "0x", 2) == 0 ? text + 2 : text, 16, 0xffff, &n) == 0 &&
	       n == id;
}

static bool match_fits(const struct wish_match *m, const struct pci_dev *d)
{
	return !d->is_vf && (!m->class.v || class_fits(m->class.v, d->class)) &&
	       (!m->vendor.v || id_fits(m->vendor.v, d->vendor)) &&
	       (!m->id.v || id_fits(m->id.v, d->device));
}

static int find_match(
	const struct wish_match *m, const struct host *host, struct pci_dev **ret, struct err *err)
{
	struct pci_dev *found = NULL;
	size_t n = 0;

	for (size_t i = 0; i < host->n_pci; i++) {
		struct pci_dev *d = &host->pci[i];

		if (!match_fits(m, d))
			continue;
		if (n++ == (m->index.given ? m->index.v : 0))
			found = d;
		else if (found && !m->index.given)
			return err_set(err, EEXIST,
				"several devices fit: %s and %s; add an index, or name one",
				found->name, d->name);
	}
	if (!found)
		return err_set(err, ENOENT, "%zu device%s fit%s; see virtfn list --all", n,
			n == 1 ? "" : "s", n == 1 ? "s" : "");
	*ret = found;
	return 0;
}

int wish_device_find(
	const struct wish_device *d, const struct host *host, struct pci_dev **ret, struct err *err)
{
	_cleanup_free_ char *place = conf_place_text(d->device.v ? d->device.at : d->at);
	struct pci_dev *found;
	int r;

	if (!place)
		return err_oom(err);
	if (d->device.v)
		r = host_resolve_pci(host, d->device.v, &found, err);
	else
		r = find_match(&d->match, host, &found, err);
	if (r == 0 && found->is_vf)
		r = err_set(err, EINVAL, "%s is a VF; name its physical function", found->name);
	if (r < 0)
		return err_wrap(err, "%s", place);
	*ret = found;
	return 0;
}
