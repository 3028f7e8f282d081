/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libnl-route-3: what a PF enforces for its VFs (rtnetlink, IFLA_VFINFO_LIST).
 */
#include "ext/ext-netlink.h"

#include <errno.h>
#include <linux/if_link.h>
#include <netlink/errno.h>
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <netlink/route/link/sriov.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"

struct lookup {
	struct nl_sock *sock;
	struct rtnl_link *link;
};

static void lookup_done(struct lookup *l)
{
	rtnl_link_put(l->link);
	nl_socket_free(l->sock);
}

static void linkp(struct rtnl_link **l)
{
	rtnl_link_put(*l);
}

static void vfp(struct rtnl_link_vf **v)
{
	rtnl_link_vf_put(*v);
}

static void addrp(struct nl_addr **a)
{
	nl_addr_put(*a);
}

/* libnl has numbers of its own; those that matter to a caller become errno again. */
static int to_errno(int r)
{
	switch (-r) {
	case NLE_NOMEM:
		return ENOMEM;
	case NLE_PERM:
	case NLE_NOACCESS:
		return EPERM;
	case NLE_OPNOTSUPP:
		return EOPNOTSUPP;
	case NLE_BUSY:
		return EBUSY;
	case NLE_NODEV:
	case NLE_OBJ_NOTFOUND:
		return ENODEV;
	case NLE_RANGE:
		return ERANGE;
	case NLE_INVAL:
		return EINVAL;
	default:
		return EIO;
	}
}

static int look_up(const char *netdev, struct lookup *ret, struct err *err)
{
	struct lookup l = { .sock = nl_socket_alloc() };
	int r;

	if (!l.sock)
		return err_oom(err);
	r = nl_connect(l.sock, NETLINK_ROUTE);
	/* With many VFs the answer is larger than the usual 8 KiB. */
	if (r == 0)
		r = nl_socket_set_msg_buf_size(l.sock, 256 * 1024);
	if (r == 0)
		r = rtnl_link_get_kernel(l.sock, 0, netdev, &l.link);
	if (r < 0) {
		lookup_done(&l);
		return err_set(err, to_errno(r), "cannot look at the interface %s: %s", netdev,
			nl_geterror(r));
	}
	*ret = l;
	return 0;
}

/*
 * NULL: the interface has no such VF. libnl (3.7) follows a NULL pointer when the kernel gave
 * no list at all: the driver has none, or the VFs have gone since.
 */
static struct rtnl_link_vf *find_vf(struct rtnl_link *link, unsigned vf)
{
	return rtnl_link_has_vf_list(link) ? rtnl_link_vf_get(link, vf) : NULL;
}

static void take_vlan(struct rtnl_link_vf *vf, struct vf_settings *s)
{
	nl_vf_vlans_t *vlans = NULL;

	/* Kernels name a VLAN of 0 when there is none. */
	s->set |= VF_SETTING_VLAN;
	s->proto = VF_PROTO_8021Q;
	if (rtnl_link_vf_get_vlans(vf, &vlans) < 0 || !vlans)
		return;
	if (vlans->size > 0) {
		s->vlan = vlans->vlans[0].vf_vlan;
		s->qos = vlans->vlans[0].vf_vlan_qos;
		if (vlans->vlans[0].vf_vlan_proto)
			s->proto = vlans->vlans[0].vf_vlan_proto;
	}
	rtnl_link_vf_vlan_put(vlans);
}

static void take_rest(struct rtnl_link_vf *vf, struct vf_settings *s)
{
	struct nl_vf_rate rate = { 0 };
	struct nl_addr *mac = NULL;
	uint32_t v;

	if (rtnl_link_vf_get_addr(vf, &mac) == 0 && nl_addr_get_len(mac) == sizeof(s->mac)) {
		memcpy(s->mac, nl_addr_get_binary_addr(mac), sizeof(s->mac));
		s->set |= VF_SETTING_MAC;
	}
	if (rtnl_link_vf_get_spoofchk(vf, &v) == 0) {
		s->spoofchk = v != 0;
		s->set |= VF_SETTING_SPOOFCHK;
	}
	if (rtnl_link_vf_get_trust(vf, &v) == 0) {
		s->trust = v != 0;
		s->set |= VF_SETTING_TRUST;
	}
	/* Without a limit libnl says there is no rate: that is 0. */
	(void)rtnl_link_vf_get_rate(vf, &rate);
	s->max_tx_rate = rate.max_tx_rate;
	s->min_tx_rate = rate.min_tx_rate;
	s->set |= VF_SETTING_RATE;
	if (rtnl_link_vf_get_linkstate(vf, &v) == 0 && v <= VF_LINK_STATE_DISABLE) {
		s->link_state = (enum vf_link_state)v;
		s->set |= VF_SETTING_LINK_STATE;
	}
}

int ext_netlink_vf_get(const char *netdev, unsigned vf, struct vf_settings *ret, struct err *err)
{
	_cleanup_(lookup_done) struct lookup l = { 0 };
	_cleanup_(vfp) struct rtnl_link_vf *v = NULL;
	int r;

	r = look_up(netdev, &l, err);
	if (r < 0)
		return r;
	v = find_vf(l.link, vf);
	if (!v)
		return err_set(err, ENOENT, "the interface %s has no VF %u", netdev, vf);
	*ret = (struct vf_settings) { 0 };
	take_vlan(v, ret);
	take_rest(v, ret);
	return 0;
}

int ext_netlink_vfs_get(const char *netdev, unsigned n, struct vf_settings *ret, struct err *err)
{
	_cleanup_(lookup_done) struct lookup l = { 0 };
	int r;

	r = look_up(netdev, &l, err);
	for (unsigned i = 0; i < n && r == 0; i++) {
		_cleanup_(vfp) struct rtnl_link_vf *v = find_vf(l.link, i);

		ret[i] = (struct vf_settings) { 0 };
		if (!v)
			continue;
		take_vlan(v, &ret[i]);
		take_rest(v, &ret[i]);
	}
	return r;
}

static int put_vlan(struct rtnl_link_vf *vf, const struct vf_settings *s)
{
	nl_vf_vlans_t *vlans = NULL;
	int r;

	r = rtnl_link_vf_vlan_alloc(&vlans, 1);
	if (r < 0)
		return r;
	vlans->vlans[0].vf_vlan = s->vlan;
	vlans->vlans[0].vf_vlan_qos = s->qos;
	vlans->vlans[0].vf_vlan_proto = (uint16_t)s->proto;
	rtnl_link_vf_set_vlans(vf, vlans);
	rtnl_link_vf_vlan_put(vlans);
	return 0;
}

static int put_settings(struct rtnl_link_vf *vf, const struct vf_settings *s)
{
	if (s->set & VF_SETTING_MAC) {
		_cleanup_(addrp) struct nl_addr *mac = nl_addr_build(AF_LLC, s->mac, 6);

		if (!mac)
			return -NLE_NOMEM;
		rtnl_link_vf_set_addr(vf, mac);
	}
	if (s->set & VF_SETTING_SPOOFCHK)
		rtnl_link_vf_set_spoofchk(vf, s->spoofchk);
	if (s->set & VF_SETTING_TRUST)
		rtnl_link_vf_set_trust(vf, s->trust);
	if (s->set & VF_SETTING_RATE) {
		struct nl_vf_rate rate = {
			.api = RTNL_LINK_VF_RATE_API_NEW,
			.max_tx_rate = s->max_tx_rate,
			.min_tx_rate = s->min_tx_rate,
		};

		rtnl_link_vf_set_rate(vf, &rate);
	}
	if (s->set & VF_SETTING_LINK_STATE)
		rtnl_link_vf_set_linkstate(vf, s->link_state);
	return s->set & VF_SETTING_VLAN ? put_vlan(vf, s) : 0;
}

int ext_netlink_vf_set(
	const char *netdev, unsigned vf, const struct vf_settings *settings, struct err *err)
{
	_cleanup_(lookup_done) struct lookup l = { 0 };
	_cleanup_(linkp) struct rtnl_link *change = rtnl_link_alloc();
	_cleanup_(vfp) struct rtnl_link_vf *v = rtnl_link_vf_alloc();
	char text[VF_SETTINGS_TEXT];
	int r;

	if (!change || !v)
		return err_oom(err);
	r = look_up(netdev, &l, err);
	if (r < 0)
		return r;
	vf_settings_format(settings, text);
	log_verbose("rtnetlink %s vf %u <- %s", netdev, vf, text);
	rtnl_link_vf_set_index(v, vf);
	r = put_settings(v, settings);
	if (r == 0)
		r = rtnl_link_vf_add(change, v);
	if (r == 0)
		r = rtnl_link_change(l.sock, l.link, change, 0);
	if (r == 0)
		return 0;
	(void)err_set(err, to_errno(r), "the driver of %s does not take %s for its VF %u: %s",
		netdev, text, vf, nl_geterror(r));
	/* igb, ixgbe and others compare a limit with the speed of the link. */
	if (settings->set & VF_SETTING_RATE && err->code == EINVAL)
		(void)err_hint(err, "rates need a link that is up, and faster than they are");
	return -err->code;
}
