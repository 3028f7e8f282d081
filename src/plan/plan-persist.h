/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_PERSIST_H
#define PLAN_PLAN_PERSIST_H

#include "base/root.h"
#include "model/edit.h"
#include "model/host.h"
#include "model/mdev-wish.h"
#include "model/wish-host.h"

/*
 * What makes VFs come back at each boot, as edits: a udev rule that starts virtfn-vf@.service when
 * the driver of the PF binds, and a unit that what needs the VFs waits for; or .link files of
 * systemd-udevd. And whatever else on this host writes the same VFs: it would fight.
 */
#define PERSIST_RULES  "etc/udev/rules.d/70-virtfn.rules"
#define PERSIST_UNIT   "etc/systemd/system/virtfn-vf@.service"
#define PERSIST_SETTLE "etc/systemd/system/virtfn-vf-settle.service"
#define PERSIST_WANTS  "etc/systemd/system/multi-user.target.d/virtfn.conf"
#define PERSIST_LINKS  "etc/systemd/network/70-virtfn-*.link"
#define PERSIST_MDEVS  "etc/mdevctl.d/*/" MDEV_WISHED "*"

/* How each file begins that virtfn takes away again when it is wished for no more. */
#define PERSIST_MARK "# Made by virtfn from /etc/virtfn/host.yaml; virtfn apply writes it again.\n"

/*
 * Patterns of the files that plan_persist() and plan_persist_take_over() have to see, without
 * the leading slash; a NULL stands behind the last. Needs names_done().
 */
int plan_persist_files(const struct host *host, struct names *ret, struct err *err);

/*
 * Adds what is to be written, and what goes because it is wished for no more. program is where
 * virtfn is ("/usr/bin/virtfn"), for the units; NULL: its package brought the units. A device
 * that is not there is -ENOENT with its place.
 */
int plan_persist(const struct host *host, const struct wish_host *wish, const char *program,
	struct edits *e, struct err *err);

/*
 * Adds how host->writers stop making VFs of wished devices: their lines become comments, options
 * of modules go. What no text can mend (a unit, a line that goes on) is a note. A line that
 * names another device stays.
 */
int plan_persist_take_over(
	const struct host *host, const struct wish_host *wish, struct edits *e, struct err *err);

/*
 * Adds mdevctl's definitions of the GVT-g devices that are wished for, with systemd or without:
 * mdevctl and libvirt know them, and a rule of mdevctl's makes them at boot, too. What virtfn
 * defined for former wishes goes.
 */
int plan_persist_mdevs(
	const struct host *host, const struct wish_host *wish, struct edits *e, struct err *err);

/* The texts alone; to be free()d, NULL without memory. NULL ends the addresses. */
char *persist_unit(const char *program);
char *persist_settle(const char *program);
extern const char persist_wants[]; /* PERSIST_WANTS */
char *persist_rules(const char *const *vfs, const char *const *mdevs);

/* default_link: what 99-default.link holds, or NULL. */
int persist_link(const struct wish_device *d, const struct pci_dev *pf, const char *default_link,
	char **ret, struct err *err);

#endif
