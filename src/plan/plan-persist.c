/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which files make the VFs of host.yaml at each boot? What the units say: plan-persist-units.c;
 * others that make VFs, too: plan-persist-take-over.c.
 */
#include "plan/plan-persist.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define MARK         PERSIST_MARK
#define DEFAULT_LINK "usr/lib/systemd/network/99-default.link"
#define DEFAULT_ETC  "etc/systemd/network/99-default.link"

/*
 * "add" is for a driver that was bound before udev looked (in the initramfs): then no "bind"
 * comes; without a driver it must not match. Stopping lets the next bind start it again.
 */
static void add_vf_rules(const char *const *addresses, struct str_buf *b)
{
	for (; *addresses; addresses++) {
		str_buf_printf(b,
			"ACTION==\"add|bind\", SUBSYSTEM==\"pci\", KERNEL==\"%s\", DRIVER==\"?*\", "
			"DRIVER!=\"vfio-pci\", TAG+=\"systemd\", "
			"ENV{SYSTEMD_WANTS}+=\"virtfn-vf@%s.service\"\n",
			*addresses, *addresses);
		str_buf_printf(b,
			"ACTION==\"unbind\", SUBSYSTEM==\"pci\", KERNEL==\"%s\", "
			"RUN+=\"/usr/bin/systemctl --no-block stop virtfn-vf@%s.service\"\n",
			*addresses, *addresses);
	}
}

/*
 * By GVT-g it is kvmgt that comes last: its registering is a "change" of the GPU, and the folder
 * says so of one that was there before udev looked.
 */
static void add_mdev_rules(const char *const *addresses, struct str_buf *b)
{
	for (; *addresses; addresses++) {
		str_buf_printf(b,
			"ACTION==\"add|bind|change\", SUBSYSTEM==\"pci\", KERNEL==\"%s\", "
			"TEST==\"mdev_supported_types\", TAG+=\"systemd\", "
			"ENV{SYSTEMD_WANTS}+=\"virtfn-vf@%s.service\"\n",
			*addresses, *addresses);
		str_buf_printf(b,
			"ACTION==\"unbind|change\", SUBSYSTEM==\"pci\", KERNEL==\"%s\", "
			"TEST!=\"mdev_supported_types\", "
			"RUN+=\"/usr/bin/systemctl --no-block stop virtfn-vf@%s.service\"\n",
			*addresses, *addresses);
	}
}

char *persist_rules(const char *const *vfs, const char *const *mdevs)
{
	struct str_buf b = { 0 };

	str_buf_add(&b, MARK);
	add_vf_rules(vfs, &b);
	add_mdev_rules(mdevs, &b);
	return str_buf_take(&b);
}

/* Of the default's section [Link]: only the first .link that fits is read by udevd. */
static int add_policies(const char *default_link, struct str_buf *b, struct err *err)
{
	static const char standard[] = "NamePolicy=keep kernel database onboard slot path\n"
				       "AlternativeNamesPolicy=database onboard slot path mac\n"
				       "MACAddressPolicy=persistent\n";
	_cleanup_free_ char *copy = str_printf("%s", default_link ? default_link : "");
	char *rest = copy, *line;
	bool inside = false, any = false;

	if (!copy)
		return err_oom(err);
	while ((line = strsep(&rest, "\n"))) {
		line = str_strip(line);
		if (line[0] == '[')
			inside = str_eq(line, "[Link]");
		else if (inside && line[0] && !strchr("#;", line[0])) {
			str_buf_printf(b, "%s\n", line);
			any = true;
		}
	}
	if (!any)
		str_buf_add(b, standard);
	return 0;
}

static void add_vf(unsigned n, const struct vf_settings *s, struct str_buf *b)
{
	static const char *const states[] = { "auto", "yes", "no" };
	char mac[MAC_TEXT];

	if (!(s->set & ~(unsigned)VF_SETTING_RATE))
		return;
	str_buf_printf(b, "\n[SR-IOV]\nVirtualFunction=%u\n", n);
	if (s->set & VF_SETTING_MAC) {
		mac_format(s->mac, mac);
		str_buf_printf(b, "MACAddress=%s\n", mac);
	}
	/* VLANId= starts at 1; without it there is none. */
	if (s->set & VF_SETTING_VLAN && s->vlan > 0)
		str_buf_printf(b, "VLANId=%u\nQualityOfService=%u\nVLANProtocol=%s\n", s->vlan,
			s->qos, s->proto == VF_PROTO_8021AD ? "802.1ad" : "802.1Q");
	if (s->set & VF_SETTING_SPOOFCHK)
		str_buf_printf(b, "MACSpoofCheck=%s\n", s->spoofchk ? "yes" : "no");
	if (s->set & VF_SETTING_TRUST)
		str_buf_printf(b, "Trust=%s\n", s->trust ? "yes" : "no");
	if (s->set & VF_SETTING_LINK_STATE)
		str_buf_printf(b, "LinkState=%s\n", states[s->link_state]);
}

int persist_link(const struct wish_device *d, const struct pci_dev *pf, const char *default_link,
	char **ret, struct err *err)
{
	struct str_buf b = { 0 };
	int r;

	str_buf_printf(&b, MARK "[Match]\nPath=pci-%s\n\n[Link]\n", pf->name);
	r = add_policies(default_link, &b, err);
	str_buf_printf(&b, "SR-IOVVirtualFunctions=%u\n", wish_device_count(d));
	for (unsigned i = 0; i < wish_device_count(d) && r == 0; i++) {
		struct vf_settings s = { 0 };

		r = wish_device_settings(d, i, pf, &s, err);
		if (r == 0)
			add_vf(i, &s, &b);
	}
	if (r < 0) {
		str_buf_done(&b);
		return r;
	}
	*ret = str_buf_take(&b);
	return *ret ? 0 : err_oom(err);
}

static int add_name(struct names *names, const char *name, struct err *err)
{
	char **slot = mem_append(&names->v, &names->n, sizeof(*slot));

	if (slot)
		*slot = str_printf("%s", name);
	return slot && *slot ? 0 : err_oom(err);
}

int plan_persist_files(const struct host *host, struct names *ret, struct err *err)
{
	static const char *const ours[] = { PERSIST_RULES, PERSIST_UNIT, PERSIST_SETTLE,
		PERSIST_WANTS, PERSIST_LINKS, PERSIST_MDEVS, DEFAULT_LINK, DEFAULT_ETC };
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(ours) && r == 0; i++)
		r = add_name(ret, ours[i], err);
	for (size_t i = 0; i < host->n_writers && r == 0; i++)
		r = add_name(ret, host->writers[i].file + 1, err);
	/* As a list that NULL ends, too. */
	if (r == 0 && !mem_append(&ret->v, &ret->n, sizeof(*ret->v)))
		r = err_oom(err);
	else if (r == 0)
		ret->n--;
	return r;
}

static bool is_ours(const struct edit_file *f)
{
	return f->old && strncmp(f->old, MARK, strlen(MARK)) == 0;
}

static bool has_rates(const struct wish_device *d)
{
	bool any = d->defaults.max_tx_rate.given || d->defaults.min_tx_rate.given;

	for (size_t i = 0; i < d->n_vfs; i++)
		any = any || d->vfs[i].max_tx_rate.given || d->vfs[i].min_tx_rate.given;
	return any;
}

static const char *text_of(const struct edits *e, const char *path)
{
	const struct edit_file *f = edits_find(e, path);

	return f ? f->old : NULL;
}

static int add_link(
	const struct wish_device *d, const struct pci_dev *pf, struct edits *e, struct err *err)
{
	const char *defaults = text_of(e, DEFAULT_ETC);
	_cleanup_free_ char *path = str_printf("etc/systemd/network/70-virtfn-%s.link", pf->name);
	_cleanup_free_ char *why = str_printf("systemd-udevd makes the VFs of %s", pf->name);
	_cleanup_free_ char *text = NULL;
	int r;

	if (!path || !why)
		return err_oom(err);
	if (pf->class >> 16 != 0x02)
		return err_set(err, EINVAL,
			"%s is no network device, so no .link file can make its VFs; say persist: "
			"systemd in host.yaml",
			pf->name);
	r = persist_link(d, pf, defaults ? defaults : text_of(e, DEFAULT_LINK), &text, err);
	if (r == 0)
		r = edits_set(e, path, text, why, err);
	if (r == 0 && has_rates(d))
		r = edits_note(e, err,
			"A .link file knows no rates: those of %s are set by virtfn vf restore "
			"only.",
			pf->name);
	return r;
}

/* What is to be there, besides the .link files: addresses. Owned; the texts are the host's. */
struct wanted {
	const char **vfs, **mdevs; /* NULL stands behind the last */
	size_t n_vfs, n_mdevs;
};

static void wanted_done(struct wanted *w)
{
	free(w->vfs);
	free(w->mdevs);
}

static int look_at(const struct host *host, const struct wish_device *d, struct wanted *w,
	struct edits *e, struct err *err)
{
	struct pci_dev *pf;
	int r;

	if (wish_device_mode(d) == WISH_MODE_PASSTHROUGH ||
		wish_device_persist(d) == WISH_PERSIST_NO)
		return 0;
	r = wish_device_find(d, host, &pf, err);
	if (r < 0)
		return r;
	if (wish_device_persist(d) == WISH_PERSIST_LINK)
		return add_link(d, pf, e, err);
	if (wish_device_mode(d) == WISH_MODE_GVT_G)
		w->mdevs[w->n_mdevs++] = pf->name;
	else
		w->vfs[w->n_vfs++] = pf->name;
	return 0;
}

static int look(const struct host *host, const struct wish_host *wish, struct wanted *w,
	struct edits *e, struct err *err)
{
	int r = 0;

	w->vfs = calloc(wish->n_devices + 1, sizeof(*w->vfs));
	w->mdevs = calloc(wish->n_devices + 1, sizeof(*w->mdevs));
	if (!w->vfs || !w->mdevs)
		return err_oom(err);
	for (size_t i = 0; i < wish->n_devices && r == 0; i++)
		r = look_at(host, &wish->devices[i], w, e, err);
	return r;
}

static int add_units(const char *program, struct edits *e, struct err *err)
{
	_cleanup_free_ char *unit = persist_unit(program);
	_cleanup_free_ char *settle = persist_settle(program);
	int r;

	if (!unit || !settle)
		return err_oom(err);
	r = edits_set(e, PERSIST_UNIT, unit, "the unit that makes the VFs", err);
	if (r == 0)
		r = edits_set(e, PERSIST_SETTLE, settle, "at boot, it makes them in time", err);
	return r;
}

static int add_rules(const struct wanted *w, const char *program, struct edits *e, struct err *err)
{
	_cleanup_free_ char *rules = persist_rules(w->vfs, w->mdevs);
	int r;

	if (!rules)
		return err_oom(err);
	r = edits_set(e, PERSIST_RULES, rules, "VFs are made when the driver is there", err);
	if (r == 0 && program)
		r = add_units(program, e, err);
	if (r == 0)
		r = edits_set(e, PERSIST_WANTS, persist_wants,
			"the network and libvirt wait for the VFs at boot", err);
	return r;
}

static int drop(struct edits *e, const char *path, struct err *err)
{
	const struct edit_file *f = edits_find(e, path);

	if (!f || !is_ours(f))
		return 0;
	return edits_set(e, path, NULL, "no such VFs are wished for any more", err);
}

static int drop_rules(struct edits *e, struct err *err)
{
	int r = drop(e, PERSIST_RULES, err);

	return r < 0 ? r : drop(e, PERSIST_WANTS, err);
}

/* .link files of devices that have none now; those above have been set by this. */
static int drop_links(
	const struct host *host, const struct wish_host *wish, struct edits *e, struct err *err)
{
	struct edit_file *f;
	size_t at = 0;
	int r = 0;

	while (r == 0 && (f = edits_next(e, PERSIST_LINKS, &at))) {
		bool wished = false;

		for (size_t i = 0; i < wish->n_devices && !wished; i++) {
			const struct wish_device *d = &wish->devices[i];
			struct pci_dev *pf;
			struct err ignored;

			wished = wish_device_mode(d) == WISH_MODE_SRIOV &&
				 wish_device_persist(d) == WISH_PERSIST_LINK &&
				 wish_device_find(d, host, &pf, &ignored) == 0 &&
				 strstr(f->path, pf->name);
		}
		if (!wished)
			r = drop(e, f->path, err);
	}
	return r;
}

static bool changes(const struct edits *e, const char *pattern)
{
	const struct edit_file *f;
	size_t at = 0;

	while ((f = edits_next(e, pattern, &at)))
		if (edit_file_changes(f))
			return true;
	return false;
}

/* What it makes counts at once. */
static int add_reload(struct edits *e, const char *const *argv, const char *why, struct err *err)
{
	int r = edits_remake(e, argv, why, err);

	if (r == 0)
		e->commands[e->n_commands - 1].live = true;
	return r;
}

static int add_reloads(struct edits *e, struct err *err)
{
	static const char *const udev[] = { "udevadm", "control", "--reload", NULL };
	static const char *const manager[] = { "systemctl", "daemon-reload", NULL };
	int r = 0;

	if (changes(e, PERSIST_RULES) || changes(e, PERSIST_LINKS))
		r = add_reload(e, udev, "udev reads its rules again", err);
	if (r == 0 && (changes(e, PERSIST_UNIT) || changes(e, PERSIST_SETTLE) ||
			      changes(e, PERSIST_WANTS)))
		r = add_reload(e, manager, "systemd reads its units again", err);
	return r;
}

int plan_persist(const struct host *host, const struct wish_host *wish, const char *program,
	struct edits *e, struct err *err)
{
	_cleanup_(wanted_done) struct wanted w = { 0 };
	int r = look(host, wish, &w, e, err);

	if (r == 0)
		r = w.n_vfs + w.n_mdevs > 0 ? add_rules(&w, program, e, err) : drop_rules(e, err);
	if (r == 0)
		r = drop_links(host, wish, e, err);
	return r < 0 ? r : add_reloads(e, err);
}
