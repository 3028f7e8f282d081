/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn config show": what all files come to, with what is meant where they say nothing.
 */
#include <string.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/config-doc.h"
#include "facts/wish-files.h"

struct opts {
	bool given;
};

static const struct option options[] = {
	{ "given", 0, NULL, "only what the files say", OPTION_FLAG, offsetof(struct opts, given) },
	{ 0 },
};

static int show_text(const struct wish_host *wish, struct doc *doc, struct err *err)
{
	struct str_buf b = { 0 };
	_cleanup_free_ char *text = NULL;
	char *rest, *line;

	for (size_t i = 0; i < wish->n_files; i++)
		str_buf_printf(&b, "# %s\n", wish->files[i]);
	wish_host_write(wish, &b);
	text = str_buf_take(&b);
	if (!text)
		return err_oom(err);
	rest = text;
	while ((line = strsep(&rest, "\n")))
		if (rest)
			doc_say(doc, "%s", line);
	return 0;
}

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(wish_host_done) struct wish_host wish = { 0 };
	_cleanup_(conf_problems_done) struct conf_problems problems = { 0 };
	struct doc *files;
	int r = config_doc_read(call, &wish, &problems, err);

	if (r == 0)
		r = wish_refuse(&problems, err);
	if (r == 0 && !opts->given && wish.n_files > 0)
		r = wish_host_fill(&wish, err);
	if (r < 0)
		return r;
	if (wish.n_files == 0)
		doc_note(call->doc, "there is no /" WISH_FILE "; virtfn setup writes a first one");
	if (!call->globals->json)
		return show_text(&wish, call->doc, err);
	files = doc_list(call->doc, "files");
	for (size_t i = 0; i < wish.n_files; i++)
		doc_add_str(files, wish.files[i]);
	config_doc_fill(doc_map(call->doc, "wish"), &wish);
	return 0;
}

const struct command command_config_show = {
	.name = "config show",
	.summary = "show what host.yaml comes to",
	.about = "Puts /etc/virtfn/host.yaml and host.d/NAME.yaml, or the files that are named, "
		 "together, and shows the outcome as YAML, with what is meant where they say "
		 "nothing.",
	.examples = "virtfn config show\tthe files of this host\n"
		    "virtfn config show --given a.yaml b.yaml\ttwo files, nothing added\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "FILE", OPERAND_TEXT, NULL, true }, { "FILE", OPERAND_TEXT, NULL, true },
		{ "FILE", OPERAND_TEXT, NULL, true } },
	.run = run,
};
