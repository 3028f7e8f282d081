/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn config check": is anything wrong with what is wished for?
 */
#include "base/mem.h"
#include "cli/command.h"
#include "cli/config-doc.h"

static int run(struct call *call, struct err *err)
{
	_cleanup_(wish_host_done) struct wish_host wish = { 0 };
	_cleanup_(conf_problems_done) struct conf_problems problems = { 0 };
	int r = config_doc_read(call, &wish, &problems, err);

	if (r < 0)
		return r;
	doc_bool(call->doc, "ok", !conf_problems_any(&problems));
	config_doc_problems(call, &problems);
	if (conf_problems_any(&problems))
		call->exit = EXITCODE_FAILED;
	else if (wish.n_files == 0)
		doc_note(call->doc, "there is no /" WISH_FILE "; virtfn setup writes a first one");
	else
		doc_say(call->doc, "No mistakes: %zu file%s, %zu device%s", wish.n_files,
			wish.n_files == 1 ? "" : "s", wish.n_devices,
			wish.n_devices == 1 ? "" : "s");
	return 0;
}

const struct command command_config_check = {
	.name = "config check",
	.summary = "say what is wrong in host.yaml",
	.about = "Reads /etc/virtfn/host.yaml and host.d/NAME.yaml, or the files that are named, "
		 "all together, and says each mistake as FILE:LINE:COLUMN: what it is; what to "
		 "do. The exit status is 1 when there is one. It does not ask whether this host "
		 "can do what is wished for: virtfn plan does.",
	.examples = "virtfn config check\tthe files of this host\n"
		    "virtfn config check my.yaml\ta file before it is put there\n",
	.operands = { { "FILE", OPERAND_TEXT, NULL, true }, { "FILE", OPERAND_TEXT, NULL, true },
		{ "FILE", OPERAND_TEXT, NULL, true } },
	.run = run,
};
