/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is this host for? host.yaml says so; what --vfs asks for goes there too, as a file of its
 * own: at each boot the VFs are made as the files say.
 */
#include "cli/host-wish.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/wish-files.h"

#define HEAD                                                                \
	"# Made by virtfn apply --vfs; virtfn-host.yaml(5) has all keys.\n" \
	"# yaml-language-server: $schema=/usr/share/virtfn/host.schema.json\n"

void host_wish_done(struct host_wish *w)
{
	wish_host_done(&w->wish);
	wish_host_done(&w->extra);
	free(w->path);
	free(w->text);
	*w = (struct host_wish) { 0 };
}

static char *text_for(const struct pci_dev *pf, const struct host_wish_ask *ask)
{
	struct str_buf b = { 0 };

	str_buf_printf(&b, HEAD "devices:\n  - device: \"%s\"\n    mode: sriov\n    count: %u\n",
		pf->name, ask->vfs);
	if (ask->driver)
		str_buf_printf(&b, "    driver: \"%s\"\n", ask->driver);
	if (ask->persist)
		str_buf_printf(&b, "    persist: %s\n", ask->persist);
	/* Otherwise each boot gives a network's VFs new addresses. */
	if (pf->class >> 16 == 0x02 && pf->mac[0])
		str_buf_add(&b, "    defaults:\n      mac: auto\n");
	return str_buf_take(&b);
}

static int find_pf(const struct host *host, const struct host_wish_ask *ask, struct pci_dev **ret,
	struct err *err)
{
	int r = host_resolve_pci(host, ask->device, ret, err);

	if (r < 0)
		return r;
	if ((*ret)->is_vf)
		return err_set(err, EINVAL, "%s is a VF; name its physical function", (*ret)->name);
	if ((*ret)->sriov.total >= 0 && ask->vfs > (unsigned)(*ret)->sriov.total)
		return err_set(err, ERANGE, "%s can have at most %d VFs, not %u", (*ret)->name,
			(*ret)->sriov.total, ask->vfs);
	if (ask->driver && strpbrk(ask->driver, "\"\\\n"))
		return err_set(
			err, EINVAL, "'%s' is no driver; give vfio-pci or host", ask->driver);
	return 0;
}

/* Which device of the files this is; as many as there are: none. */
static size_t find_wished(
	const struct wish_host *wish, const struct host *host, const struct pci_dev *pf)
{
	for (size_t i = 0; i < wish->n_devices; i++) {
		struct pci_dev *d;
		struct err ignored;

		if (wish_device_find(&wish->devices[i], host, &d, &ignored) == 0 && d == pf)
			return i;
	}
	return wish->n_devices;
}

static int read_files(const struct root *root, struct wish_host *wish, struct err *err)
{
	_cleanup_(conf_problems_done) struct conf_problems problems = { 0 };
	int r = wish_read(root, wish, &problems, err);

	return r < 0 ? r : wish_refuse(&problems, err);
}

/* What the new file says, checked; it says one device. */
static int parse_text(struct host_wish *w, const char *name, struct err *err)
{
	_cleanup_(conf_problems_done) struct conf_problems problems = { 0 };
	const struct root_file file = { w->text, strlen(w->text) };
	int r = wish_read_text(&w->extra, name, &file, &problems, err);

	if (r < 0)
		return r;
	wish_host_check(&w->extra, &problems);
	return wish_refuse(&problems, err);
}

/* Beside the other devices, or in place of what its own file said before. */
static int add_device(struct host_wish *w, size_t at, struct err *err)
{
	struct wish_device old = { 0 };

	if (at < w->wish.n_devices)
		old = w->wish.devices[at];
	else if (!mem_append(&w->wish.devices, &w->wish.n_devices, sizeof(old)))
		return err_oom(err);
	w->wish.devices[at] = w->extra.devices[0];
	w->extra.devices[0] = old;
	return 0;
}

static int add_ask(const struct root *root, const struct host *host,
	const struct host_wish_ask *ask, struct host_wish *w, struct err *err)
{
	_cleanup_free_ char *name = NULL, *place = NULL;
	struct pci_dev *pf;
	size_t at;
	int r = find_pf(host, ask, &pf, err);

	if (r < 0)
		return r;
	w->path = str_printf(WISH_FOLDER "/%s.yaml", pf->name);
	w->text = text_for(pf, ask);
	name = w->path ? str_printf("%s/%s", root->path, w->path) : NULL;
	if (!w->text || !name)
		return err_oom(err);
	at = find_wished(&w->wish, host, pf);
	if (at < w->wish.n_devices && !str_eq(w->wish.devices[at].at.file, name)) {
		place = conf_place_text(w->wish.devices[at].at);
		return err_set(err, EEXIST,
			"%s says already what %s is for; change it there, and leave --vfs away",
			place ? place : "host.yaml", pf->name);
	}
	r = parse_text(w, name, err);
	return r < 0 ? r : add_device(w, at, err);
}

int host_wish_read(const struct root *root, const struct host *host,
	const struct host_wish_ask *ask, struct host_wish *ret, struct err *err)
{
	int r = read_files(root, &ret->wish, err);

	return r < 0 || ask->vfs == 0 ? r : add_ask(root, host, ask, ret, err);
}
