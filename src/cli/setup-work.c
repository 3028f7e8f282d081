/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a few answers to a file of wishes. What can be answered comes from the facts; what is
 * wrong with the outcome, the same check says that reads the file later.
 */
#include "cli/setup-work.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-publish.h"
#include "cli/ask.h"
#include "cli/setup-driver.h"
#include "facts/facts.h"
#include "facts/wish-files.h"
#include "kinds/kind.h"

#define HEAD                                                          \
	"# Made by virtfn setup; virtfn-host.yaml(5) has all keys.\n" \
	"# yaml-language-server: $schema=/usr/share/virtfn/host.schema.json\n"

struct setup {
	struct call *call;
	const struct setup_opts *opts;
	bool ask; /* somebody can answer */
	struct host host;
	const struct pci_dev *device;
	enum wish_mode mode;
	unsigned count;
	char *driver; /* owned; NULL: the default */
	char *text;   /* owned; what is written */
	char path[160];
	bool exists; /* there is such a file, and it may be replaced */
};

static void setup_done(struct setup *s)
{
	host_done(&s->host);
	free(s->driver);
	free(s->text);
}

static bool can_split(const struct pci_dev *d)
{
	return !d->is_vf && d->sriov.total > 0;
}

static int need(struct setup *s, const char *option, struct err *err)
{
	s->call->exit = EXITCODE_USAGE;
	return err_set(err, EINVAL, "nobody can answer here: give %s", option);
}

/* The first, or NULL; shows them all when somebody is to choose. */
static const struct pci_dev *show_devices(const struct setup *s, size_t *ret_n)
{
	const struct pci_dev *first = NULL;
	char line[160];

	*ret_n = 0;
	for (size_t i = 0; i < s->host.n_pci; i++) {
		const struct pci_dev *d = &s->host.pci[i];

		if (!can_split(d))
			continue;
		if (!first)
			first = d;
		(*ret_n)++;
		(void)snprintf(line, sizeof(line), "  %s  %-8s up to %d VFs  %.60s\n", d->name,
			kind_of(d)->title, d->sriov.total, d->device_name ? d->device_name : "");
		if (s->ask && !s->opts->device)
			ask_show(line);
	}
	return first;
}

static int find_device(struct setup *s, struct err *err)
{
	_cleanup_free_ char *answer = NULL;
	const struct pci_dev *first;
	struct pci_dev *d;
	size_t n;
	int r = 0;

	if (s->ask && !s->opts->device)
		ask_show("Devices that can be split:\n");
	first = show_devices(s, &n);
	if (!s->opts->device && !first)
		return err_set(err, ENODEV,
			"no device here can be split by SR-IOV; virtfn doctor says why. One can "
			"be given away as a whole: --device ADDRESS --mode passthrough");
	if (!s->opts->device && !s->ask)
		return need(s, "--device, --vfs and perhaps --mode and --driver", err);
	if (!s->opts->device)
		r = ask_line("Which device?", first->name, &answer, err);
	if (r == 0)
		r = host_resolve_pci(&s->host, s->opts->device ? s->opts->device : answer, &d, err);
	if (r < 0)
		return r;
	if (d->is_vf)
		return err_set(err, EINVAL, "%s is a VF; name its physical function", d->name);
	s->device = d;
	return 0;
}

static int find_mode(struct setup *s, struct err *err)
{
	const char *mode = s->opts->mode ? s->opts->mode : "sriov";

	s->mode = str_eq(mode, "gvt-g")         ? WISH_MODE_GVT_G
		  : str_eq(mode, "passthrough") ? WISH_MODE_PASSTHROUGH
						: WISH_MODE_SRIOV;
	if (s->mode == WISH_MODE_SRIOV && !can_split(s->device))
		return err_set(err, EOPNOTSUPP,
			"%s cannot be split by SR-IOV here; virtfn doctor says why",
			s->device->name);
	return 0;
}

static int find_count(struct setup *s, struct err *err)
{
	_cleanup_free_ char *answer = NULL, *question = NULL;
	char fallback[16];
	bool network = s->device->class >> 16 == 0x02;
	int r, total = s->device->sriov.total;

	if (s->mode == WISH_MODE_PASSTHROUGH)
		return 0;
	s->count = s->opts->vfs.given ? s->opts->vfs.value : 1;
	if (s->mode == WISH_MODE_GVT_G)
		return 0;
	if (!s->opts->vfs.given && !s->ask)
		return need(s, "--vfs", err);
	if (!s->opts->vfs.given) {
		/* A GPU's memory is divided among them: one is most for one guest. */
		(void)snprintf(fallback, sizeof(fallback), "%d", network && total > 4 ? 4 : 1);
		question = str_printf("How many VFs, 1 to %d?", total);
		r = question ? ask_line(question, fallback, &answer, err) : err_oom(err);
		if (r < 0)
			return r;
		if (str_to_uint(answer, 65535, &s->count) < 0)
			return err_set(err, EINVAL, "'%s' is no number", answer);
	}
	if (s->count == 0 || s->count > (unsigned)total)
		return err_set(err, ERANGE, "%s can have 1 to %d VFs, not %u", s->device->name,
			total, s->count);
	return 0;
}

static int find_driver(struct setup *s, struct err *err)
{
	_cleanup_free_ char *answer = NULL;
	int r;

	if (s->opts->driver)
		s->driver = str_printf("%s", s->opts->driver);
	if (s->opts->driver)
		return s->driver ? 0 : err_oom(err);
	if (!s->ask || s->mode != WISH_MODE_SRIOV)
		return 0;
	r = ask_line("What for: guests, or host (this host and its containers)?", "guests", &answer,
		err);
	if (r < 0)
		return r;
	if (!str_eq(answer, "guests") && !str_eq(answer, "host"))
		return err_set(err, EINVAL, "'%s' is neither guests nor host", answer);
	if (str_eq(answer, "host"))
		s->driver = TAKE_PTR(answer);
	return 0;
}

/* The few keys as YAML; values are quoted, whatever was typed. */
static int build_text(struct setup *s, struct err *err)
{
	static const char *const modes[] = { "sriov", "gvt-g", "passthrough" };
	struct str_buf b = { 0 };
	const char *driver = s->driver ? s->driver : "vfio-pci";
	const struct setup_driver_ask ask = { s->call->root, s->device, s->opts, s->ask };
	bool network = s->device->class >> 16 == 0x02;
	int r = 0;

	if (strpbrk(driver, "\"\\\n"))
		return err_set(err, EINVAL, "'%s' is no driver; give vfio-pci or host", driver);
	str_buf_printf(&b, HEAD "devices:\n  - device: \"%s\"\n    mode: %s\n", s->device->name,
		modes[s->mode]);
	if (s->count > 0)
		str_buf_printf(&b, "    count: %u\n", s->count);
	if (s->mode != WISH_MODE_GVT_G)
		str_buf_printf(&b, "    driver: \"%s\"\n", driver);
	if (s->opts->persist)
		str_buf_printf(&b, "    persist: %s\n", s->opts->persist);
	if (network && s->mode == WISH_MODE_SRIOV && s->device->mac[0])
		str_buf_add(&b, "    defaults:\n      mac: auto\n");
	if (s->mode == WISH_MODE_SRIOV)
		r = setup_driver(&ask, &b, err);
	if (r < 0) {
		str_buf_done(&b);
		return r;
	}
	s->text = str_buf_take(&b);
	return s->text ? 0 : err_oom(err);
}

static int check_name(const char *name, struct err *err)
{
	size_t n = strlen(name);

	if (n == 0 || n > 60 || name[0] == '.' ||
		strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") !=
			n)
		return err_set(err, EINVAL,
			"'%s' is no name for a file of host.d; use letters, digits and ._-", name);
	return 0;
}

/* host.yaml, or beside it: what the user wrote there stays. */
static int find_path(struct setup *s, struct err *err)
{
	const struct root *root = s->call->root;
	const char *name = s->opts->name;
	int r;

	if (!name && !root_exists(root, WISH_FILE)) {
		(void)snprintf(s->path, sizeof(s->path), "%s", WISH_FILE);
		return 0;
	}
	r = name ? check_name(name, err) : 0;
	if (r < 0)
		return r;
	(void)snprintf(
		s->path, sizeof(s->path), WISH_FOLDER "/%s.yaml", name ? name : s->device->name);
	s->exists = root_exists(root, "%s", s->path);
	return 0;
}

/* What is there already and this, together; a file that is replaced does not count. */
static int check_together(struct setup *s, struct err *err)
{
	_cleanup_(wish_host_done) struct wish_host wish = { 0 };
	_cleanup_(conf_problems_done) struct conf_problems problems = { 0 };
	struct root_file file = { s->text, strlen(s->text) };
	int r = s->exists ? 0 : wish_read(s->call->root, &wish, &problems, err);

	if (r == 0)
		r = wish_refuse(&problems, err);
	if (r == 0)
		r = wish_read_text(&wish, "the new file", &file, &problems, err);
	if (r < 0)
		return r;
	wish_host_check(&wish, &problems);
	return wish_refuse(&problems, err);
}

static int write_file(struct setup *s, struct err *err)
{
	const struct globals *g = s->call->globals;
	const char *root = s->call->root->path;
	int r = 0;

	if (s->ask) {
		ask_show("\n");
		ask_show(s->text);
		ask_show("\n");
	}
	if (s->exists)
		r = ask_yes(g, err, "%s/%s is there already. Replace it?", root, s->path);
	else if (s->ask)
		r = ask_yes(g, err, "Write this to %s/%s?", root, s->path);
	if (r == 0)
		r = root_publish(
			s->call->root, bytes_of(s->text, strlen(s->text)), s->exists, err, s->path);
	if (r < 0)
		return r;
	doc_printf(s->call->doc, "file", "%s/%s", root, s->path);
	doc_say(s->call->doc, "Wrote %s/%s", root, s->path);
	doc_close(s->call->doc, "virtfn plan shows what it comes to; virtfn apply does it.");
	return 0;
}

static int show_only(struct setup *s)
{
	char *rest = s->text, *line;

	if (s->call->globals->json) {
		doc_str(s->call->doc, "text", s->text);
		return 0;
	}
	while ((line = strsep(&rest, "\n")))
		if (rest)
			doc_say(s->call->doc, "%s", line);
	return 0;
}

int setup_run(struct call *call, const struct setup_opts *opts, struct err *err)
{
	_cleanup_(setup_done) struct setup s = {
		.call = call, .opts = opts, .ask = ask_possible(call->globals)
	};
	int r;

	if (!opts->print && call->root->host && geteuid() != 0)
		return err_set(err, EPERM,
			"'setup' writes below /etc/virtfn: run it with sudo, or with --print");
	r = facts_read(call->root, FACTS_MATTERS, &s.host, err);
	if (r == 0)
		r = find_device(&s, err);
	if (r == 0)
		r = find_mode(&s, err);
	if (r == 0)
		r = find_count(&s, err);
	if (r == 0)
		r = find_driver(&s, err);
	if (r == 0)
		r = build_text(&s, err);
	if (r == 0)
		r = find_path(&s, err);
	if (r == 0)
		r = check_together(&s, err);
	if (r < 0)
		return r;
	return opts->print ? show_only(&s) : write_file(&s, err);
}
