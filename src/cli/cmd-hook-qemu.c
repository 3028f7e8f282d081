/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn hook qemu": what libvirt's QEMU driver calls at each step of a guest's life. As a link
 * /etc/libvirt/hooks/qemu.d/virtfn the program is this command by its name (main.c).
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/hook-work.h"
#include "guest/guest-needs.h"

#define XML_MAX ((size_t)16 << 20)

/* libvirt waits until we have read what it says; who types this has no XML. */
static int read_definition(struct root_file *ret, struct err *err)
{
	int r = isatty(STDIN_FILENO) ? 0 : root_user_read("-", XML_MAX, ret, err);

	return r < 0 ? err_wrap(err, "cannot read the guest's definition") : 0;
}

static int read_needs(struct vm_needs *ret, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	int r = read_definition(&file, err);

	*ret = (struct vm_needs) { 0 };
	if (r < 0 || !file.text)
		return r;
	if (file.size != strlen(file.text))
		return err_set(err, EINVAL, "the guest's definition has a zero byte");
	return guest_needs_read(file.text, ret, err);
}

static int check_call(struct call *call, struct err *err)
{
	size_t n = strlen(call->args[0]);

	if (n == 0 || n > 255 || strchr(call->args[0], '/')) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "'%.60s' is no name of a guest", call->args[0]);
	}
	if (call->root->host && geteuid() != 0)
		return err_set(err, EPERM, "'hook qemu' needs root; libvirt calls it so");
	return 0;
}

/* A guest that runs is killed when this fails: it never does. */
static int keep_running(struct call *call, struct err *err)
{
	struct vm_needs needs;
	int r = read_needs(&needs, err);

	if (r == 0)
		r = hook_work_reconnect(call, call->args[0], &needs, err);
	if (r < 0)
		doc_note(call->doc, "%s", err->text);
	*err = (struct err) { 0 };
	return 0;
}

static int run(struct call *call, struct err *err)
{
	_cleanup_(root_file_done) struct root_file unread = { 0 };
	const char *guest = call->args[0], *operation = call->args[1];
	struct vm_needs needs;
	struct err ignored;
	int r = check_call(call, err);

	if (r == 0 && (str_eq(operation, "reconnect") || str_eq(operation, "attach")))
		return keep_running(call, err);
	if (r < 0)
		return r;
	if (str_eq(operation, "prepare")) {
		r = read_needs(&needs, err);
		return r < 0 ? r : hook_work_prepare(call, guest, &needs, err);
	}
	/* What it needed is in the journal: loading libxml2 is longer than all the rest of this. */
	(void)read_definition(&unread, &ignored);
	if (str_eq(operation, "started"))
		return hook_work_started(call, guest, err);
	if (str_eq(operation, "release"))
		return hook_work_release(call, guest, err);
	/* start, stopped, and what later versions may have; of migrate and restore stdout counts.
	 */
	return 0;
}

const struct command command_hook_qemu = {
	.name = "hook qemu",
	.summary = "give a guest what it needs of its host, and take it back",
	.about = "libvirt calls this as /etc/libvirt/hooks/qemu.d/virtfn at each step of a guest's "
		 "life, with the guest's definition on standard input. prepare does what the "
		 "guest's metadata says it needs: VFs with their settings, huge pages, shared "
		 "memory, the host's own processes kept off its CPUs, a governor. release puts "
		 "back exactly what was changed, once no other guest needs it; a run that was "
		 "killed is mended by the next one. started notes that the guest runs. reconnect "
		 "and attach, for guests that run already, never fail. All else is accepted and "
		 "does nothing. Guests without needs are left alone. A guest that cannot be given "
		 "what it needs does not start: the status is 1, the reason is one line, and "
		 "everything is as before.",
	.examples = "sudo virtfn hook qemu win11 prepare begin - < win11.xml\tas libvirt calls it\n"
		    "sudo virtfn hook qemu win11 release end -\tput back what win11 had\n",
	.operands = { { "GUEST", OPERAND_DOMAIN }, { "OPERATION", OPERAND_TEXT },
		{ "SUB-OPERATION", OPERAND_TEXT, NULL, true },
		{ "EXTRA", OPERAND_TEXT, NULL, true } },
	.run = run,
};
