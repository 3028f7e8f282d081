/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order in which VFs are made: drivers kept off, the count once, addresses
 * before anybody sees the VF, then each VF to its driver by its own address. What
 * is in use is refused. Doing it is actions/ work.
 */
#include "plan/plan-vf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "plan/plan-vf-quota.h"

static int add(
	struct steps *s, const char *action, const char *target, const char *value, struct err *err)
{
	return steps_add(s, action, target, value) < 0 ? err_oom(err) : 0;
}

static int check_driver(const char *driver, struct err *err)
{
	size_t n = strlen(driver);

	if (n == 0 || n > 38 || driver[0] == '-' ||
		strspn(driver,
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != n)
		return err_set(
			err, EINVAL, "'%s' is no driver; give vfio-pci, host or none", driver);
	return 0;
}

void plan_use_text(const struct pci_use *use, char *text, size_t size)
{
	static const char *const words[] = {
		[PCI_USE_NETDEV_UP] = "the interface %s is up",
		[PCI_USE_NETDEV_ADDR] =
			"the interface %s has addresses; take them off and set it down",
		[PCI_USE_MOUNT] = "%s is mounted from it; unmount it first",
		[PCI_USE_BOOT_DISPLAY] = "it is the %s",
		[PCI_USE_GUEST] = "the guest %s holds it; stop that guest first",
		[PCI_USE_PROCESS] = "%s holds it; end that process first",
	};

	(void)snprintf(text, size, words[use->kind], use->what);
}

static int refuse_busy(const struct pci_dev *d, const char *what, struct err *err)
{
	const struct pci_use *use = pci_dev_busy(d);
	char text[300];

	if (!use)
		return 0;
	plan_use_text(use, text, sizeof(text));
	return err_set(err, EBUSY, "cannot %s %s: it is in use: %s", what, d->name, text);
}

static int refuse_busy_vfs(
	const struct host *host, const struct pci_dev *pf, const char *what, struct err *err)
{
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];
		int r;

		if (!d->is_vf || pci_addr_compare(d->physfn, pf->addr) != 0)
			continue;
		r = refuse_busy(d, what, err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int given_away(const struct pci_dev *pf, struct err *err)
{
	const struct pci_use *use = pci_dev_busy(pf);
	char text[300] = "give it back to its own driver first";

	if (use && use->kind != PCI_USE_BOOT_DISPLAY)
		plan_use_text(use, text, sizeof(text));
	return err_set(err, EBUSY,
		"the VFs of %s cannot be changed: it is given away as a whole, with the driver "
		"%s; %s",
		pf->name, pf->driver, text);
}

static int check_pf(const struct pci_dev *pf, struct err *err)
{
	if (pf->is_vf)
		return err_set(
			err, EINVAL, "%s is a VF itself; name its physical function", pf->name);
	if (pf->sriov.total < 0 && pf->sriov.present == TRI_YES)
		return err_set(err, EOPNOTSUPP,
			"%s has SR-IOV, but the firmware switched it off "
			"(TotalVFs is 0); turn SR-IOV on in the firmware",
			pf->name);
	if (pf->sriov.total < 0)
		return err_set(err, EOPNOTSUPP, "%s cannot be split: it has no SR-IOV%s", pf->name,
			pf->mdev == TRI_YES ? "; GVT-g splits it: give --type best" : "");
	if (!pf->driver[0])
		return err_set(err, ENOENT,
			"%s has no driver, so nobody can make its VFs; load its "
			"driver first",
			pf->name);
	/* Who holds it is the better answer. A network card may make VFs with vfio-pci. */
	if (strstr(pf->driver, "vfio") && (pf->class >> 16 == 0x03 || pci_dev_busy(pf)))
		return given_away(pf, err);
	if (pf->sriov.total == 0)
		return err_set(err, ERANGE,
			"%s can have no VFs with the driver %s as it is set up now", pf->name,
			pf->driver);
	return 0;
}

static int check_count(const struct pci_dev *pf, const struct wish_vf *wish, struct err *err)
{
	if (wish->count == 0)
		return err_set(err, EINVAL,
			"no VFs are made with 0; virtfn vf destroy %s removes them", pf->name);
	if (wish->count > (unsigned)pf->sriov.total)
		return err_set(err, ERANGE, "%s can have at most %d VFs with the driver %s, not %u",
			pf->name, pf->sriov.total, pf->driver, wish->count);
	if (pf->sriov.num > 0 && (unsigned)pf->sriov.num != wish->count && !wish->replace)
		return err_set(err, EBUSY,
			"%s has %d VFs already, and the kernel changes a count only "
			"through 0; remove them with virtfn vf destroy %s, or give "
			"--replace",
			pf->name, pf->sriov.num, pf->name);
	return 0;
}

static const char *driver_of(const struct wish_vf *wish, unsigned vf)
{
	return wish->each ? wish->each[vf].driver : wish->driver;
}

static const struct vf_quota *quota_of(const struct wish_vf *wish, unsigned vf)
{
	return wish->each ? &wish->each[vf].quota : &wish->quota;
}

static int check_quotas(const struct pci_dev *pf, const struct wish_vf *wish, struct err *err)
{
	int r = 0;

	for (unsigned i = 0; i < (wish->each ? wish->count : 1) && r == 0; i++)
		r = plan_quota_check(pf, quota_of(wish, i), &wish->pf_quota, err);
	return r;
}

static int check_drivers(const struct wish_vf *wish, struct err *err)
{
	int r = 0;

	/* One of them stands for all when they are alike. */
	for (unsigned i = 0; i < (wish->each ? wish->count : 1) && r == 0; i++)
		r = check_driver(driver_of(wish, i), err);
	return r;
}

static int first_mac(const struct pci_dev *pf, const char *wish, uint8_t mac[6], struct err *err)
{
	uint8_t pf_mac[6];

	if (!pf->netdev[0])
		return err_set(err, ENODEV, "%s has no network interface, so its VFs have no MAC",
			pf->name);
	if (!str_eq(wish, "auto")) {
		if (mac_parse(wish, mac) < 0 || mac[0] & 1)
			return err_set(err, EINVAL,
				"'%s' is no MAC for a VF; give one such as "
				"52:54:00:12:34:01, or auto",
				wish);
		return 0;
	}
	if (mac_parse(pf->mac, pf_mac) < 0)
		return err_set(err, EINVAL,
			"the interface %s has no MAC to derive others from; give one", pf->netdev);
	mac_for_vf(pf_mac, 0, mac);
	return 0;
}

/* Whether the VF is with the driver that was wished for. */
static bool has_driver(const struct pci_dev *vf, const char *driver)
{
	if (str_eq(driver, "none"))
		return !vf->driver[0] && !vf->override[0];
	if (str_eq(driver, "host"))
		return vf->driver[0] && !strstr(vf->driver, "vfio");
	return str_eq(vf->driver, driver);
}

static bool has_mac(const struct pci_dev *vf, const uint8_t mac[6])
{
	return vf->link.set & VF_SETTING_MAC && memcmp(vf->link.mac, mac, 6) == 0;
}

static int add_macs(const struct host *host, const struct pci_dev *pf, const struct wish_vf *wish,
	struct steps *s, struct err *err)
{
	struct vf_settings settings = { .set = VF_SETTING_MAC };
	bool there = (unsigned)pf->sriov.num == wish->count;
	int r;

	if (!wish->mac)
		return 0;
	r = first_mac(pf, wish->mac, settings.mac, err);
	for (unsigned i = 0; i < wish->count && r == 0; i++) {
		const struct pci_dev *vf = there ? host_find_vf(host, pf, (int)i) : NULL;
		char target[48], value[VF_SETTINGS_TEXT];
		uint8_t mac[6];

		(void)snprintf(target, sizeof(target), "%s/%u", pf->name, i);
		vf_settings_format(&settings, value);
		memcpy(mac, settings.mac, sizeof(mac));
		mac_add(settings.mac, 1);
		/* A running guest keeps the address it has. */
		if (!vf || (!pci_dev_busy(vf) && !has_mac(vf, mac)))
			r = add(s, "vf-link", target, value, err);
	}
	return r;
}

/* Takes out what holds already; who runs keeps the address that he has. */
static void drop_known(const struct pci_dev *vf, struct vf_settings *s)
{
	const struct vf_settings *is = &vf->link;
	unsigned known = is->set;

	if (memcmp(is->mac, s->mac, 6) == 0 ? known & VF_SETTING_MAC : pci_dev_busy(vf) != NULL)
		s->set &= ~(unsigned)VF_SETTING_MAC;
	if (known & VF_SETTING_VLAN && is->vlan == s->vlan && is->qos == s->qos &&
		(is->proto == s->proto || s->vlan == 0))
		s->set &= ~(unsigned)VF_SETTING_VLAN;
	if (known & VF_SETTING_SPOOFCHK && is->spoofchk == s->spoofchk)
		s->set &= ~(unsigned)VF_SETTING_SPOOFCHK;
	if (known & VF_SETTING_TRUST && is->trust == s->trust)
		s->set &= ~(unsigned)VF_SETTING_TRUST;
	if (known & VF_SETTING_RATE && is->max_tx_rate == s->max_tx_rate &&
		is->min_tx_rate == s->min_tx_rate)
		s->set &= ~(unsigned)VF_SETTING_RATE;
	if (known & VF_SETTING_LINK_STATE && is->link_state == s->link_state)
		s->set &= ~(unsigned)VF_SETTING_LINK_STATE;
}

/* VFs of one PF while they are planned. */
struct making {
	const struct host *host;
	const struct pci_dev *pf;
	const struct wish_vf *wish;
	struct steps *steps;
};

/* The VF that is there already and stays, or NULL. */
static const struct pci_dev *there(const struct making *m, unsigned vf)
{
	if ((unsigned)m->pf->sriov.num != m->wish->count)
		return NULL;
	return host_find_vf(m->host, m->pf, (int)vf);
}

static int add_settings(const struct making *m, unsigned n, struct err *err)
{
	const struct pci_dev *vf = there(m, n);
	struct vf_settings wanted = m->wish->each[n].settings;
	char target[48], value[VF_SETTINGS_TEXT];

	if (wanted.set && !m->pf->netdev[0])
		return err_set(err, ENODEV,
			"%s has no network interface, so its VFs have no settings", m->pf->name);
	if (vf)
		drop_known(vf, &wanted);
	if (!wanted.set)
		return 0;
	(void)snprintf(target, sizeof(target), "%s/%u", m->pf->name, n);
	vf_settings_format(&wanted, value);
	return add(m->steps, "vf-link", target, value, err);
}

static int add_links(const struct making *m, struct err *err)
{
	int r = 0;

	if (!m->wish->each)
		return add_macs(m->host, m->pf, m->wish, m->steps, err);
	for (unsigned i = 0; i < m->wish->count && r == 0; i++)
		r = add_settings(m, i, err);
	return r;
}

static int add_quotas(const struct making *m, struct err *err)
{
	int r = plan_quota_pf(m->pf, &m->wish->pf_quota, m->steps, err);

	for (unsigned i = 0; i < m->wish->count && r == 0; i++) {
		struct quota_of of = { m->pf, i, there(m, i) };

		r = plan_quota_vf(&of, quota_of(m->wish, i), m->steps, err);
	}
	return r;
}

static bool wants_host(const char *driver)
{
	return str_eq(driver, "host");
}

/* For the host's drivers, or for all others. */
static int add_drivers_of(const struct making *m, bool of_host, struct steps *s, struct err *err)
{
	int r = 0;

	for (unsigned i = 0; i < m->wish->count && r == 0; i++) {
		const struct pci_dev *vf = there(m, i);
		const char *driver = driver_of(m->wish, i);
		char target[48];

		if (wants_host(driver) != of_host || (vf && has_driver(vf, driver)))
			continue;
		if (vf)
			r = refuse_busy(vf, "move", err);
		/* A new VF comes without a driver: none is what it has. */
		if (!vf && str_eq(driver, "none"))
			continue;
		(void)snprintf(target, sizeof(target), "%s/virtfn%u", m->pf->name, i);
		if (r == 0)
			r = add(s, "pci-driver", target, driver, err);
	}
	return r;
}

static bool any_for(const struct wish_vf *wish, bool host)
{
	for (unsigned i = 0; i < wish->count; i++)
		if (wants_host(driver_of(wish, i)) == host)
			return true;
	return false;
}

static int add_drivers(const struct making *m, struct err *err)
{
	bool mixed = any_for(m->wish, true) && any_for(m->wish, false);
	struct steps of_host = { 0 };
	int r = add_drivers_of(m, false, m->steps, err);

	if (r == 0)
		r = add_drivers_of(m, true, &of_host, err);
	/* Others have theirs by now; the host's drivers are refused while this is 0. */
	if (r == 0 && mixed && of_host.n > 0)
		r = add(m->steps, "vf-autoprobe", m->pf->name, "1", err);
	for (size_t i = 0; i < of_host.n && r == 0; i++)
		r = add(m->steps, of_host.v[i].action, of_host.v[i].target, of_host.v[i].value,
			err);
	steps_done(&of_host);
	return r;
}

static bool has_step(const struct steps *s, const char *action, const char *target)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->v[i].action, action) && str_eq(s->v[i].target, target))
			return true;
	return false;
}

static int add_preparation(
	const struct pci_dev *pf, const struct wish_vf *wish, struct steps *s, struct err *err)
{
	bool host = !any_for(wish, false);
	int r = 0;

	for (unsigned i = 0; i < wish->count && r == 0; i++) {
		const char *driver = driver_of(wish, i);

		if (!wants_host(driver) && !str_eq(driver, "none") &&
			!has_step(s, "module", driver))
			r = add(s, "module", driver, driver, err);
	}
	/* For the host the kernel must be free to choose; else nobody may be faster than us. */
	if (r == 0 && pf->sriov.autoprobe != (host ? TRI_YES : TRI_NO))
		r = add(s, "vf-autoprobe", pf->name, host ? "1" : "0", err);
	return r;
}

int plan_vf_create(const struct host *host, const struct pci_dev *pf, const struct wish_vf *wish,
	struct steps *ret, struct err *err)
{
	struct steps body = { 0 };
	const struct making making = { host, pf, wish, &body };
	char count[16];
	int r;

	r = check_pf(pf, err);
	if (r == 0)
		r = check_count(pf, wish, err);
	if (r == 0)
		r = check_drivers(wish, err);
	if (r == 0)
		r = check_quotas(pf, wish, err);
	if (r == 0 && (unsigned)pf->sriov.num != wish->count) {
		(void)snprintf(count, sizeof(count), "%u", wish->count);
		r = refuse_busy_vfs(host, pf, "remove", err);
		if (r == 0)
			r = plan_quota_before_count(pf, wish, &body, err);
		if (r == 0)
			r = add(&body, "vf-count", pf->name, count, err);
	}
	if (r == 0)
		r = add_links(&making, err);
	if (r == 0)
		r = add_quotas(&making, err);
	if (r == 0)
		r = add_drivers(&making, err);
	if (r == 0 && body.n > 0)
		r = add_preparation(pf, wish, ret, err);
	for (size_t i = 0; i < body.n && r == 0; i++)
		r = add(ret, body.v[i].action, body.v[i].target, body.v[i].value, err);
	steps_done(&body);
	return r;
}

int plan_vf_destroy(
	const struct host *host, const struct pci_dev *pf, struct steps *ret, struct err *err)
{
	int r;

	if (pf->is_vf)
		return err_set(err, EINVAL,
			"one VF cannot be removed alone; virtfn vf destroy takes the "
			"physical function, and removes all its VFs");
	if (pf->sriov.total < 0)
		return check_pf(pf, err);
	if (pf->sriov.num == 0)
		return 0;
	r = refuse_busy_vfs(host, pf, "remove", err);
	if (r == 0)
		r = add(ret, "vf-count", pf->name, "0", err);
	if (r == 0)
		r = plan_quota_after_destroy(pf, ret, err);
	/* We turned it off for the VFs that go now. */
	if (r == 0 && pf->sriov.autoprobe == TRI_NO)
		r = add(ret, "vf-autoprobe", pf->name, "1", err);
	return r;
}

static const struct pci_dev *need_vf(
	const struct host *host, const struct pci_dev *vf, struct err *err)
{
	const struct pci_dev *pf = host_find_pf(host, vf);

	if (pf && vf->vf_index >= 0)
		return pf;
	if (vf->sriov.total >= 0)
		(void)err_set(err, EINVAL,
			"%s is a physical function; name one of its VFs (virtfn list "
			"vfs)",
			vf->name);
	else
		(void)err_set(err, EINVAL, "%s is no VF; see virtfn list vfs", vf->name);
	return NULL;
}

int plan_vf_bind(const struct host *host, const struct pci_dev *vf, const char *driver,
	struct steps *ret, struct err *err)
{
	const struct pci_dev *pf = need_vf(host, vf, err);
	int r;

	if (!pf)
		return -EINVAL;
	r = check_driver(driver, err);
	if (r < 0 || has_driver(vf, driver))
		return r;
	r = refuse_busy(vf, "move", err);
	if (r == 0 && !wants_host(driver) && !str_eq(driver, "none"))
		r = add(ret, "module", driver, driver, err);
	/* The kernel refuses to probe a VF while autoprobe is off, unless it has an override. */
	if (r == 0 && wants_host(driver) && pf->sriov.autoprobe == TRI_NO)
		r = add(ret, "vf-autoprobe", pf->name, "1", err);
	return r < 0 ? r : add(ret, "pci-driver", vf->name, driver, err);
}

int plan_vf_set(const struct host *host, const struct pci_dev *vf,
	const struct vf_settings *settings, struct steps *ret, struct err *err)
{
	const struct pci_dev *pf = need_vf(host, vf, err);
	char target[48], value[VF_SETTINGS_TEXT];

	if (!pf)
		return -EINVAL;
	if (!pf->netdev[0])
		return err_set(err, ENODEV,
			"%s has no network interface, so its VFs have no settings", pf->name);
	if (settings->set & VF_SETTING_MAC && settings->mac[0] & 1)
		return err_set(
			err, EINVAL, "a VF cannot have a group address (its first byte is odd)");
	if (settings->set & VF_SETTING_RATE && settings->max_tx_rate &&
		settings->min_tx_rate > settings->max_tx_rate)
		return err_set(err, EINVAL, "the least rate, %u, is above the highest, %u",
			settings->min_tx_rate, settings->max_tx_rate);
	if (settings->set == 0)
		return 0;
	(void)snprintf(target, sizeof(target), "%s/%d", pf->name, vf->vf_index);
	vf_settings_format(settings, value);
	return add(ret, "vf-link", target, value, err);
}

int plan_vf_set_quota(const struct host *host, const struct pci_dev *vf, const struct wish_vf *wish,
	struct steps *ret, struct err *err)
{
	const struct pci_dev *pf = need_vf(host, vf, err);
	int r;

	if (!pf)
		return -EINVAL;
	r = plan_quota_check(pf, &wish->quota, &wish->pf_quota, err);
	if (r == 0)
		r = plan_quota_pf(pf, &wish->pf_quota, ret, err);
	if (r == 0) {
		struct quota_of of = { pf, (unsigned)vf->vf_index, vf };

		r = plan_quota_vf(&of, &wish->quota, ret, err);
	}
	return r;
}
