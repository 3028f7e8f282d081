/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vf set": what a PF enforces for one network VF, changed or only shown.
 */
#include <errno.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/device-doc.h"
#include "cli/vf-quota.h"
#include "cli/vf-work.h"
#include "ext/ext-netlink.h"
#include "plan/plan-vf.h"

struct opts {
	const char *mac, *proto, *spoofchk, *trust, *link_state;
	struct option_uint vlan, qos, max_tx_rate, min_tx_rate;
	struct quota_opts quota;
};

#define AT(field)    offsetof(struct opts, field)
#define QUOTA(field) offsetof(struct opts, quota.field)

static const struct option options[] = {
	{ "mac", 0, "MAC", "the address that the guest gets", OPTION_STR, AT(mac) },
	{ "vlan", 0, "ID", "put all its traffic into this VLAN; 0 for none", OPTION_UINT, AT(vlan),
		.max = 4094 },
	{ "qos", 0, "PRIO", "priority in the VLAN tag, 0 to 7", OPTION_UINT, AT(qos), .max = 7 },
	{ "proto", 0, "PROTO", "802.1Q or 802.1ad", OPTION_STR, AT(proto),
		.choices = "802.1Q|802.1ad" },
	{ "spoofchk", 0, "on|off", "drop what it sends from other addresses", OPTION_STR,
		AT(spoofchk), .choices = "on|off" },
	{ "trust", 0, "on|off", "let it change its address and see other traffic", OPTION_STR,
		AT(trust), .choices = "on|off" },
	{ "max-tx-rate", 0, "MBIT", "most it may send, in Mbit/s; 0: no limit", OPTION_UINT,
		AT(max_tx_rate), .max = 10000000 },
	{ "min-tx-rate", 0, "MBIT", "least it may always send, in Mbit/s", OPTION_UINT,
		AT(min_tx_rate), .max = 10000000 },
	{ "link-state", 0, "STATE", "auto (as the port), enable or disable", OPTION_STR,
		AT(link_state), .choices = "auto|enable|disable" },
	QUOTA_OPTIONS(QUOTA),
	{ 0 },
};

/* What the kernel takes together starts from what is there: --qos alone keeps the VLAN. */
static int build(const struct opts *o, const struct vf_settings *old, struct vf_settings *ret,
	struct err *err)
{
	struct str_buf b = { 0 };
	_cleanup_free_ char *text = NULL;
	bool vlan = o->vlan.given || o->qos.given || o->proto;
	bool rate = o->max_tx_rate.given || o->min_tx_rate.given;

	if (o->mac)
		str_buf_printf(&b, "mac=%s,", o->mac);
	if (vlan)
		str_buf_printf(&b, "vlan=%u,qos=%u,proto=%s,",
			o->vlan.given ? o->vlan.value : old->vlan,
			o->qos.given ? o->qos.value : old->qos,
			o->proto                        ? o->proto
			: old->proto == VF_PROTO_8021AD ? "802.1ad"
							: "802.1Q");
	if (o->spoofchk)
		str_buf_printf(&b, "spoofchk=%s,", o->spoofchk);
	if (o->trust)
		str_buf_printf(&b, "trust=%s,", o->trust);
	if (rate)
		str_buf_printf(&b, "max-tx-rate=%u,min-tx-rate=%u,",
			o->max_tx_rate.given ? o->max_tx_rate.value : old->max_tx_rate,
			o->min_tx_rate.given ? o->min_tx_rate.value : old->min_tx_rate);
	if (o->link_state)
		str_buf_printf(&b, "link-state=%s,", o->link_state);
	text = str_buf_take(&b);
	return text ? vf_settings_parse(text, ret, err) : err_oom(err);
}

static void show(const struct pci_dev *vf, const struct vf_settings *s, struct doc *doc)
{
	static const char *const states[] = { "auto", "enable", "disable" };
	char mac[MAC_TEXT];

	doc_str(doc, "address", vf->name);
	if (s->set & VF_SETTING_MAC) {
		mac_format(s->mac, mac);
		doc_str(doc, "mac", mac);
	}
	if (s->set & VF_SETTING_VLAN) {
		doc_int(doc, "vlan", s->vlan);
		doc_int(doc, "qos", s->qos);
		doc_str(doc, "proto", s->proto == VF_PROTO_8021AD ? "802.1ad" : "802.1Q");
	}
	if (s->set & VF_SETTING_SPOOFCHK)
		doc_str(doc, "spoofchk", s->spoofchk ? "on" : "off");
	if (s->set & VF_SETTING_TRUST)
		doc_str(doc, "trust", s->trust ? "on" : "off");
	if (s->set & VF_SETTING_RATE) {
		doc_int(doc, "max_tx_rate", s->max_tx_rate);
		doc_int(doc, "min_tx_rate", s->min_tx_rate);
	}
	if (s->set & VF_SETTING_LINK_STATE)
		doc_str(doc, "link_state", states[s->link_state]);
}

/* What the kernel has now. A GPU's VF has no such settings. */
static int look(
	const struct vf_work *w, const struct pci_dev *vf, struct vf_settings *ret, struct err *err)
{
	const struct pci_dev *pf = host_find_pf(&w->host, vf);

	if (!pf || !pf->netdev[0] || vf->vf_index < 0)
		return 0; /* the plan says why not */
	return ext_netlink_vf_get(pf->netdev, (unsigned)vf->vf_index, ret, err);
}

static bool is_gpus(const struct vf_work *w, const struct pci_dev *vf)
{
	const struct pci_dev *pf = host_find_pf(&w->host, vf);

	return pf && pf->quota_offers;
}

static int plan(struct vf_work *w, const struct pci_dev *vf, const struct vf_settings *settings,
	const struct wish_vf *wish, struct err *err)
{
	int r = 0;

	if (settings->set || (!wish->quota.set && !is_gpus(w, vf)))
		r = plan_vf_set(&w->host, vf, settings, &w->steps, err);
	if (r == 0 && wish->quota.set)
		r = plan_vf_set_quota(&w->host, vf, wish, &w->steps, err);
	return r;
}

static int show_now(const struct vf_work *w, const struct pci_dev *vf, const struct wish_vf *wish,
	struct doc *doc, struct err *err)
{
	struct vf_settings now = { 0 };
	int r = look(w, vf, &now, err);

	if (r < 0)
		return r;
	show(vf, &now, doc);
	if (is_gpus(w, vf))
		device_doc_quota(doc, vf);
	quota_doc_granted(doc, &w->host, vf, &wish->quota);
	return 0;
}

static int run(struct call *call, struct err *err)
{
	_cleanup_(vf_work_done) struct vf_work w = { .runner = { .lock = -1 } };
	const struct opts *opts = call->opts;
	struct vf_settings old = { 0 }, wanted = { 0 };
	struct wish_vf wish = { 0 };
	struct pci_dev *vf;
	struct pci_addr addr;
	int r;

	r = quota_opts_read(&opts->quota, &wish.quota, &wish.pf_quota, err);
	if (r < 0) {
		call->exit = EXITCODE_USAGE;
		return r;
	}
	r = vf_work_begin(call->root, call->doc, &w, err);
	if (r == 0)
		r = host_resolve_pci(&w.host, call->args[0], &vf, err);
	if (r == 0)
		r = look(&w, vf, &old, err);
	if (r == 0)
		r = build(opts, &old, &wanted, err);
	if (r == 0)
		r = plan(&w, vf, &wanted, &wish, err);
	if (r < 0)
		return r;
	addr = vf->addr;
	if (wanted.set & VF_SETTING_MAC && pci_dev_busy(vf))
		doc_note(call->doc, "%s is in use: its user sees the new address after a restart",
			vf->name);
	r = vf_work_do(&w, err);
	vf = host_find_pci(&w.host, addr);
	return r < 0 || !vf ? r : show_now(&w, vf, &wish, call->doc, err);
}

const struct command command_vf_set = {
	.name = "vf set",
	.summary = "set MAC, VLAN and more of a network VF, or shares of a GPU's",
	.about = "The device enforces these for whoever holds the VF. Set the MAC before the "
		 "guest starts. Options that are not given stay as they are; without options, "
		 "shows what is set.\n"
		 "A GPU's VF has shares of it in place of these. Its time can be changed while a "
		 "guest runs, the rest cannot. A profile sets the host's time slice, too.",
	.examples = "sudo virtfn vf set 0000:01:10.0 --mac 52:54:00:aa:bb:01 --vlan 100\t"
		    "for a guest in VLAN 100\n"
		    "sudo virtfn vf set 0000:01:10.0\tshow what is set\n"
		    "sudo virtfn vf set 0000:00:02.1 --exec-quantum 50\ttwice as long a slice\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "VF", OPERAND_VF } },
	.flags = COMMAND_ROOT,
	.run = run,
};
