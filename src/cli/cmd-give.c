/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn give": hands a whole device, with all that belongs to it, to vfio for a guest.
 */
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/give-work.h"
#include "plan/plan-give.h"

struct opts {
	const char *driver, *bar;
	bool dry_run, headless, stop_manager;
};

static const struct option options[] = {
	{ "dry-run", 'n', NULL, "show the steps, and do nothing", OPTION_FLAG,
		offsetof(struct opts, dry_run) },
	{ "driver", 0, "DRIVER", "vfio-pci or a variant of it; default: the best that there is",
		OPTION_STR, offsetof(struct opts, driver) },
	{ "bar", 0, "[N:]SIZE", "resize the card's memory BAR first, or BAR N: 256M, 16G",
		OPTION_STR, offsetof(struct opts, bar) },
	{ "headless", 0, NULL, "even when no screen or no network card is left for the host",
		OPTION_FLAG, offsetof(struct opts, headless) },
	{ "stop-display-manager", 0, NULL, "stop the desktop; take starts it again", OPTION_FLAG,
		offsetof(struct opts, stop_manager) },
	{ 0 },
};

static int parse_bar(const char *text, struct give_wish *wish, struct err *err)
{
	const char *size = text;
	uint64_t bytes;

	if (text[0] && text[1] == ':') {
		if (text[0] < '0' || text[0] > '5')
			return err_set(
				err, EINVAL, "--bar: there is no BAR '%c', only 0 to 5", text[0]);
		wish->bar = (unsigned)(text[0] - '0');
		wish->bar_number_given = true;
		size += 2;
	}
	if (str_to_size(size, &bytes) < 0 || bytes == 0 || bytes & (bytes - 1) || bytes >> 20 == 0)
		return err_set(err, EINVAL,
			"--bar: '%.40s' is no size for a BAR; give a power of two such as 256M or "
			"16G",
			size);
	wish->bar_given = true;
	wish->bar_mib = bytes >> 20;
	return 0;
}

static int read_wish(struct call *call, struct give_wish *ret, struct err *err)
{
	const struct opts *o = call->opts;

	*ret = (struct give_wish) {
		.driver = o->driver,
		.headless = o->headless,
		.stop_manager = o->stop_manager,
	};
	if (!o->bar || parse_bar(o->bar, ret, err) == 0)
		return 0;
	call->exit = EXITCODE_USAGE;
	return -EINVAL;
}

static int look(struct give_work *w, const struct give_wish *wish, struct err *err)
{
	int r = give_work_look(w, err);
	struct give g = { &w->host, w->dev, &w->set, &w->seen, wish };

	return r < 0 ? r : plan_give(&g, &w->steps, err);
}

static int show_notes(const struct give_work *w, const struct give_wish *wish, struct err *err)
{
	struct give g = { &w->host, w->dev, &w->set, &w->seen, wish };
	struct str_buf b = { 0 };
	_cleanup_free_ char *text = NULL;
	char *rest = NULL;

	plan_give_notes(&g, &b);
	text = str_buf_take(&b);
	if (!text)
		return err_oom(err);
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		doc_note(w->call->doc, "%s", line);
	return 0;
}

static bool same_steps(const struct steps *a, const struct steps *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (!str_eq(a->v[i].action, b->v[i].action) ||
			!str_eq(a->v[i].target, b->v[i].target) ||
			!str_eq(a->v[i].value, b->v[i].value))
			return false;
	return a->n == b->n;
}

static int apply(
	struct give_work *w, const struct give_wish *wish, struct runner *runner, struct err *err)
{
	_cleanup_(give_work_done) struct give_work now = { .call = w->call };
	_cleanup_free_ char *about = NULL;
	unsigned generation = 0;
	int r;

	/* The user may have thought for a while. */
	r = look(&now, wish, err);
	if (r < 0)
		return r;
	if (!same_steps(&w->steps, &now.steps))
		return err_set(err, EAGAIN,
			"the host has changed since it was looked at; nothing was changed, run it "
			"again");
	about = str_printf("give %s to %s", w->dev->name, now.steps.v[now.steps.n - 1].value);
	if (!about)
		return err_oom(err);
	r = runner_apply(runner, &now.steps, about, &generation, err);
	if (r < 0)
		return r;
	doc_say(w->call->doc,
		"%s is ready for a guest (generation %u); virtfn take %s brings it back",
		w->dev->name, generation, w->dev->name);
	doc_note(w->call->doc, "this lasts until the next boot");
	return 0;
}

/* What the device is with now; the old snapshot is gone then. */
static int show_result(struct give_work *w, struct err *err)
{
	int r = give_work_look(w, err);

	if (r == 0)
		give_work_show(w);
	return r;
}

static int ask(struct give_work *w, struct err *err)
{
	return ask_yes(w->call->globals, err, "Take %s%s from this host?", w->dev->name,
		w->set.n > 1 ? " and what goes with it" : "");
}

static int give(struct give_work *w, const struct give_wish *wish, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	int r = call_show(w->call, err);

	if (r == 0)
		r = ask(w, err);
	if (r == 0)
		r = give_work_begin(w->call, &runner, err);
	if (r == 0)
		r = apply(w, wish, &runner, err);
	runner_done(&runner);
	return r < 0 || w->call->globals->json ? r : show_result(w, err);
}

/* What an earlier run left is taken back before the host is looked at. */
static int recover(struct call *call, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };

	return give_work_begin(call, &runner, err);
}

static int run(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(give_work_done) struct give_work w = { .call = call };
	struct give_wish wish;
	int r = give_work_may(call, "give", o->dry_run, err);

	if (r == 0)
		r = read_wish(call, &wish, err);
	if (r == 0 && !o->dry_run)
		r = recover(call, err);
	if (r == 0)
		r = look(&w, &wish, err);
	if (r < 0)
		return r;
	give_work_show(&w);
	r = show_notes(&w, &wish, err);
	if (r < 0)
		return r;
	if (w.steps.n == 0) {
		doc_say(call->doc, "No changes: %s is with %s already", w.dev->name, w.dev->driver);
		return 0;
	}
	give_work_show_steps(call, &w.steps);
	return o->dry_run ? 0 : give(&w, &wish, err);
}

const struct command command_give = {
	.name = "give",
	.summary = "hand a whole device to vfio, for a guest",
	.about =
		"Takes a device from its driver and binds it, by its address, to vfio-pci or to "
		"the "
		"variant of it that the kernel has for the device. What must go together goes "
		"together: all functions of a GPU's slot (sound, USB, UCSI), of other devices "
		"those "
		"of the same IOMMU group; bridges stay. The steps are shown first; each is "
		"journalled "
		"before it is done, a failure takes back all of them.\n"
		"A device in use is refused, and the user named: a mounted disk, an interface with "
		"addresses, a guest, any process that has one of its nodes open (/dev/dri, "
		"/dev/nvidia0, /dev/snd, /dev/nvme0n1). So are a device with VFs, the host's boot "
		"display or only display and its only network card; --headless allows the last "
		"three. --stop-display-manager stops the desktop first, and nothing is changed "
		"when "
		"somebody still has the GPU open then.\n"
		"--bar resizes the card's memory BAR (Resizable BAR) while no driver has it; a "
		"guest "
		"cannot. D3cold is switched off while the device is away. It lasts until virtfn "
		"take "
		"or the next boot.",
	.examples =
		"sudo virtfn give 0000:03:00.0\ta graphics card with its sound\n"
		"virtfn give 0000:03:00.0 --dry-run\tonly show the steps\n"
		"sudo virtfn give 0000:03:00.0 --bar 16G --yes\twith a larger BAR, without asking\n"
		"sudo virtfn give 0000:01:00.0 --headless --stop-display-manager\t"
		"the only GPU; the host has no picture meanwhile\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "DEVICE", OPERAND_DEVICE } },
	.run = run,
};
