/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm view": opens the best there is to see a guest's desktop with. What is there:
 * vm-view.c; which is best: guest/guest-view.c; how it is started: vm-view-open.c.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/vm-log.h"
#include "cli/vm-view-file.h"
#include "cli/vm-view-open.h"
#include "cli/vm-view-login.h"
#include "cli/vm-view.h"
#include "cli/vm-work.h"

struct opts {
	const char *with, *address, *user, *release, *profile;
	bool print, desktop, no_desktop, write_config, replace, remember;
};

#define AT(field) offsetof(struct opts, field)

static const struct option options[] = {
	{ "with", 'w', "WAY", "only this way, not the best", OPTION_STR, AT(with),
		.choices = "looking-glass|rdp|spice" },
	{ "print", 'p', NULL, "show the command and do nothing", OPTION_FLAG, AT(print) },
	{ "address", 0, "ADDRESS", "where the guest's RDP listens, with or without a port",
		OPTION_STR, AT(address) },
	{ "user", 'u', "USER", "log in through RDP as this user", OPTION_STR, AT(user) },
	{ "remember", 0, NULL, "ask for the password for RDP, and keep it in the keyring",
		OPTION_FLAG, AT(remember) },
	{ "desktop", 0, NULL, "make a launcher among your applications instead", OPTION_FLAG,
		AT(desktop) },
	{ "no-desktop", 0, NULL, "remove that launcher", OPTION_FLAG, AT(no_desktop) },
	{ "write-config", 0, NULL, "write client.ini of Looking Glass instead", OPTION_FLAG,
		AT(write_config) },
	{ "release", 0, "RELEASE", "of Looking Glass, for client.ini (b7)", OPTION_STR, AT(release),
		.choices = "b7|idd" },
	{ "profile-file", 0, "FILE", "write a profile for Remmina there instead", OPTION_STR,
		AT(profile) },
	{ "replace", 0, NULL, "write those files anew, whatever is in them", OPTION_FLAG,
		AT(replace) },
	{ 0 },
};

static const struct doc_column columns[] = {
	{ "way", "WAY", "looking-glass, rdp or spice, the best first", 0 },
	{ "possible", "POSSIBLE", "it can be taken now", 0 },
	{ "chosen", "CHOSEN", "it is taken", 0 },
	{ "why", "WHY", "what is in the way", DOC_COLUMN_TRUNC },
	{ 0 },
};

static const char *wrong_options(const struct opts *o)
{
	if (o->desktop + o->no_desktop + o->write_config + !!o->profile + o->print > 1)
		return "--print, --desktop, --no-desktop, --write-config and --profile-file are "
		       "each for itself";
	if (o->remember &&
		(o->desktop || o->no_desktop || o->write_config || o->profile || o->print))
		return "--remember goes with opening a viewer only";
	if (o->release && !o->write_config)
		return "--release goes with --write-config only";
	if (o->replace && !o->desktop && !o->write_config && !o->profile)
		return "--replace goes with --desktop, --write-config and --profile-file only";
	if (o->user && (!o->user[0] || o->user[0] == '-' || strpbrk(o->user, "\r\n")))
		return "--user takes the name of a user";
	return NULL;
}

static enum view_way way_of(const char *word)
{
	unsigned way = 0;

	while (word && way < VIEW_WAYS && !str_eq(word, view_words[way]))
		way++;
	return word ? (enum view_way)way : VIEW_WAYS;
}

static void show_ways(struct call *call, const struct view_choice *c, enum view_way best)
{
	struct doc *table = doc_table(call->doc, "ways", columns, NULL);

	for (unsigned i = 0; i < VIEW_WAYS; i++) {
		struct doc *row = doc_row(table);

		doc_str(row, "way", view_words[i]);
		doc_bool(row, "possible", c[i].possible);
		doc_bool(row, "chosen", i == best);
		if (!c[i].possible)
			doc_str(row, "why", c[i].why);
	}
}

/* Why nothing better is taken; all of them when nothing is. */
static void say_why(struct call *call, const struct view_choice *c, enum view_way best)
{
	for (unsigned i = 0; i < best && i < VIEW_WAYS; i++)
		if (c[i].why[0])
			doc_note(call->doc, "not %s: %s", view_words[i], c[i].why);
}

/* Known from the field: Windows sets up the device for the memory after its driver has looked. */
static void say_first_start(struct call *call, const struct vm_view *v)
{
	_cleanup_free_ char *path = NULL, *log = NULL;
	struct err ignored;

	if (vm_log_path(call, v->screen.name, &path, &ignored) < 0 ||
		vm_log_read(call->root, path, true, &log, &ignored) < 0 || vm_log_starts(log) != 1)
		return;
	doc_note(call->doc,
		"this is the first start of %s: while Windows installs its devices Looking Glass "
		"stays black; if it does, stop and start the guest once",
		v->screen.name);
}

/* What a viewer needs to know that the choice of it does not show. */
static void say_more(struct call *call, const struct vm_view *v, enum view_way way)
{
	const struct guest_screen *s = &v->screen;

	if (way == VIEW_LOOKING_GLASS)
		doc_note(call->doc,
			"client and guest side of Looking Glass must be of one release; which ones "
			"they are cannot be seen from here (virtfn vm check asks the guest)");
	if (way == VIEW_LOOKING_GLASS)
		say_first_start(call, v);
	if (way == VIEW_LOOKING_GLASS && s->password)
		doc_note(call->doc,
			"the SPICE display has a password, which Looking Glass is not given: its "
			"keyboard and clipboard go through SPICE, so take the password away");
	if (way == VIEW_SPICE && s->no_video)
		doc_note(call->doc, "the guest has no emulated screen: its own GPU's is not shown "
				    "there, so the window may stay black");
}

static int print_command(
	struct call *call, const struct vm_view *v, struct view_command *c, struct err *err)
{
	_cleanup_free_ char *text = view_command_text(c), *path = NULL;
	struct doc *list;
	int r = 0;

	if (!text)
		return err_oom(err);
	if (c->needs_file)
		r = vm_view_vv_path(v->screen.name, &path, err);
	if (r < 0)
		return r;
	if (!call->globals->json) {
		doc_say(call->doc, "%s%s%s", text, path ? " " : "", path ? path : "");
	} else {
		list = doc_list(call->doc, "command");
		for (size_t i = 0; i < c->n; i++)
			doc_add_str(list, c->argv[i]);
		if (path)
			doc_add_str(list, path);
	}
	if (path)
		doc_note(call->doc, "virtfn makes %s when it starts the viewer, which removes it",
			path);
	if (c->reads_password)
		doc_note(call->doc, "the password goes to its standard input, as one line");
	return 0;
}

static bool has_session(void)
{
	const char *wayland = getenv("WAYLAND_DISPLAY"), *x11 = getenv("DISPLAY");

	return (wayland && wayland[0]) || (x11 && x11[0]);
}

static int open_viewer(struct call *call, struct vm_view *v, enum view_way way, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(view_command_done) struct view_command c = { 0 };
	_cleanup_(vm_view_login_done) struct vm_view_login login = { 0 };
	bool wants =
		way == VIEW_RDP && v->facts.freerdp && (v->facts.may_ask || v->facts.has_password);
	int r = 0;

	if (!has_session())
		return err_set(err, ENODEV,
			"there is no graphical session here to open a window in: neither "
			"WAYLAND_DISPLAY nor DISPLAY is set; run it on the desktop, or see the "
			"command with --print");
	if (o->remember && !(way == VIEW_RDP && v->facts.freerdp && v->facts.may_ask))
		return err_set(err, EINVAL,
			"--remember is for a password that FreeRDP gets, and nobody can be asked "
			"for one here");
	if (wants && (o->remember || !vm_view_login_find(call, v, &login)))
		r = v->facts.may_ask ? vm_view_login_ask(call, v, o->remember, &login, err)
				     : err_set(err, ENOENT, "the keyring has no password");
	if (r == 0)
		r = view_command(&v->facts, way, &c, err);
	return r < 0 ? r : vm_view_open(call, &v->facts, &c, login.password, err);
}

static int write_config(struct call *call, const struct vm_view *v, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_free_ char *path = NULL, *text = NULL;
	int r;

	if (!v->screen.shm)
		return err_set(err, EINVAL,
			"the guest '%s' shares no memory for Looking Glass, so there is nothing to "
			"write: it needs a <shmem> or kvmfr device",
			v->screen.name);
	r = vm_view_ini_path(&path, err);
	if (r < 0)
		return r;
	text = view_file_looking_glass(
		&v->screen, str_eq(o->release, "idd") ? VIEW_RELEASE_IDD : VIEW_RELEASE_B7);
	return text ? vm_view_file_put(call, path, text, o->replace, err) : err_oom(err);
}

static int write_profile(struct call *call, struct vm_view *v, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_free_ char *text = NULL;

	if (!v->facts.address)
		return err_set(err, ENOENT,
			"the address of '%s' is not known; give it with --address", v->screen.name);
	text = view_file_remmina(&v->facts);
	return text ? vm_view_file_put(call, o->profile, text, o->replace, err) : err_oom(err);
}

static bool knows_password(struct call *call, struct vm_view *v)
{
	_cleanup_(vm_view_login_done) struct vm_view_login login = { 0 };
	const char *user = v->facts.user;

	v->facts.has_password = vm_view_login_find(call, v, &login);
	v->facts.user = user;
	return v->facts.has_password;
}

static int choose(struct call *call, struct vm_view *v, enum view_way only, struct err *err)
{
	const struct opts *o = call->opts;
	struct view_choice choices[VIEW_WAYS];
	enum view_way best = view_choose(&v->facts, choices);

	/* Where nobody can be asked, FreeRDP is possible only with a password that is known. */
	if (best > VIEW_RDP && v->facts.freerdp && !v->facts.may_ask && v->facts.address &&
		only != VIEW_SPICE && knows_password(call, v))
		best = view_choose(&v->facts, choices);
	if (only != VIEW_WAYS)
		best = choices[only].possible ? only : VIEW_WAYS;
	if (call->globals->json)
		show_ways(call, choices, best);
	if (best == VIEW_WAYS && !v->facts.running)
		return err_set(err, EBUSY,
			"the guest '%s' is not running; first: virtfn vm start %s", v->screen.name,
			v->screen.name);
	if (best == VIEW_WAYS && only != VIEW_WAYS)
		return err_set(err, ENOENT, "cannot show '%s' through %s: %s", v->screen.name,
			view_words[only], choices[only].why);
	if (only == VIEW_WAYS)
		say_why(call, choices, best);
	if (best == VIEW_WAYS)
		return err_set(err, ENOENT, "there is no way to show the desktop of '%s' from here",
			v->screen.name);
	say_more(call, v, best);
	if (o->print || call->globals->json) {
		_cleanup_(view_command_done) struct view_command c = { 0 };
		int r = view_command(&v->facts, best, &c, err);

		return r < 0 ? r : print_command(call, v, &c, err);
	}
	return open_viewer(call, v, best, err);
}

static int look(struct call *call, struct vm_view *v, struct err *err)
{
	const struct opts *o = call->opts;
	bool no_viewer = o->desktop || o->no_desktop || o->write_config;
	const struct vm_view_ask ask = {
		.name = call->args[0],
		.address = o->address,
		.user = o->user,
		.all = call->globals->json || o->profile,
		.only = no_viewer ? VIEW_SPICE : way_of(o->with),
	};
	_cleanup_(virt_closep) struct virt *virt = NULL;
	int r = vm_open(call, &virt, err);

	if (r == 0)
		r = vm_view_look(call, virt, &ask, v, err);
	v->facts.may_ask = ask_possible(call->globals) || o->print || call->globals->json;
	return r;
}

static int run(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(vm_view_done) struct vm_view v = { 0 };
	const char *wrong = wrong_options(o);
	int r;

	if (wrong) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "%s", wrong);
	}
	r = look(call, &v, err);
	if (r < 0)
		return r;
	if (o->no_desktop)
		return vm_view_desktop_remove(call, v.screen.name, err);
	if (o->desktop)
		return vm_view_desktop_add(call, v.screen.name, o->replace, err);
	if (o->write_config)
		return write_config(call, &v, err);
	if (o->profile)
		return write_profile(call, &v, err);
	return choose(call, &v, way_of(o->with), err);
}

const struct command command_vm_view = {
	.name = "vm view",
	.summary = "open a guest's desktop in the best viewer there is",
	.about = "Looks at what the guest offers and what is installed here, and becomes that "
		 "viewer: Looking Glass where the guest shares memory for it, else RDP where its "
		 "port answers (FreeRDP or Remmina), else its SPICE or VNC display (remote-viewer "
		 "or virt-viewer). It says why a better way is not taken; -v shows the command, "
		 "and --print nothing else. --json shows all ways and opens none.\n"
		 "The address for RDP is found by libvirt's DHCP, the neighbour table or the "
		 "guest's agent. Its password comes from the keyring of your session, where "
		 "--remember keeps it, or is asked for on the terminal, and goes to FreeRDP's "
		 "standard input; that of a SPICE display comes from libvirt and goes to "
		 "remote-viewer in a file that it removes. No password is ever on a command line.",
	.examples = "virtfn vm view win11\tthe best way\n"
		    "virtfn vm view win11 --with rdp --user anna\tthis way\n"
		    "virtfn vm view win11 --print\twhat would be run, and why\n"
		    "virtfn vm view win11 --desktop\ta launcher among the applications\n"
		    "virtfn vm view win11 --write-config\tsettings for Looking Glass\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "NAME", OPERAND_DOMAIN } },
	.run = run,
};
