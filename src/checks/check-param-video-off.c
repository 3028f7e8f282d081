/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the boot framebuffer switched off by video=? vfio-pci takes it off the card by itself
 * since Linux 6.0; the price is a host without a boot console.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

static const char *const words[] = { "efifb:off", "vesafb:off", "simplefb:off" };

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_param *p = NULL;
	enum tri leaves = param_framebuffer_leaves(j->host);
	const char *word = "";

	if (!param_read(j))
		return;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && !p; i++) {
		word = words[i];
		p = param_with(k, "video", word);
	}
	if (!p) {
		judge_ok(j, "no boot framebuffer is switched off by video=");
	} else if (leaves == TRI_UNKNOWN) {
		judge_unknown(
			j, "whether video=%s is still of use on this kernel is not known", word);
	} else if (leaves == TRI_NO) {
		judge_ok(j, "video=%s may be of use on this host", word);
		judge_seen_param(j, p);
	} else {
		judge_warning(j,
			"video=%s is not needed since Linux 6.0 and costs the boot console%s", word,
			kernel_config(k, "SYSFB_SIMPLEFB") == 'y' ? "; simpledrm ignores it" : "");
		param_drop(j, p, word);
	}
}

const struct check check_param_video_off = {
	.id = "param-video-off",
	.group = "parameter",
	.title = "The boot framebuffer is not switched off for nothing",
	.why = "video=efifb:off made old kernels let go of the card that a guest was to have. "
	       "Newer "
	       "ones do so when vfio-pci binds to a card of class VGA; and where simpledrm is the "
	       "boot "
	       "framebuffer the argument does nothing.",
	.source = "devices.md 6.2",
	.modes = USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};
