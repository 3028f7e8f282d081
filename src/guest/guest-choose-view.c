/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How does the picture of a guest come to its user? A GPU's VF has no outputs, so somebody must
 * carry the picture; and until that works there has to be an emulated screen.
 */
#include <errno.h>
#include <stdio.h>

#include "guest/guest-choose-parts.h"

static const char *const names[] = { "", "none", "spice", "rdp", "looking-glass" };

/* How to see a guest whose user did not say; and why. */
static enum guest_view usual(
	const struct guest_wish *w, const struct host *host, const char **ret_why)
{
	if (w->kernel) {
		*ret_why = "a kernel that is booted directly speaks on the serial console";
		return GUEST_VIEW_NONE;
	}
	if (w->gpu == GUEST_GPU_WHOLE && w->gpu_outputs) {
		*ret_why = "its GPU has outputs: a monitor shows it";
		return GUEST_VIEW_NONE;
	}
	if (w->gpu == GUEST_GPU_NONE || w->mdev_display) {
		*ret_why = "its display is one that QEMU has the picture of";
		return GUEST_VIEW_SPICE;
	}
	if (w->os == GUEST_SYSTEM_LINUX) {
		*ret_why = "Looking Glass has no part for Linux guests";
		return GUEST_VIEW_SPICE;
	}
	if (host->stack.looking_glass == TRI_YES) {
		*ret_why = "Looking Glass is installed, and its GPU has no outputs";
		return GUEST_VIEW_LOOKING_GLASS;
	}
	if (w->net == GUEST_NET_NONE && !w->net_vf) {
		*ret_why = "its GPU has no outputs, Looking Glass is not installed here, and "
			   "without a network there is no RDP";
		return GUEST_VIEW_SPICE;
	}
	*ret_why = "its GPU has no outputs, and Looking Glass is not installed here";
	return GUEST_VIEW_RDP;
}

static int check(const struct guest_wish *w, const struct guest_caps *caps, enum guest_view view,
	struct err *err)
{
	if (view == GUEST_VIEW_SPICE && caps->spice == TRI_NO)
		return err_set(err, EINVAL,
			"this QEMU has no SPICE: install its part for it (package "
			"qemu-system-modules-spice, qemu-ui-spice-core), or choose another --view");
	if (view == GUEST_VIEW_LOOKING_GLASS && w->gpu == GUEST_GPU_NONE)
		return err_set(err, EINVAL,
			"--view looking-glass shows what a guest's own GPU draws, and this guest "
			"has none: add --gpu, or use --view spice");
	if (view == GUEST_VIEW_RDP && w->net == GUEST_NET_NONE && !w->net_vf)
		return err_set(err, EINVAL,
			"--view rdp comes over the network, and --nic none leaves the guest "
			"without one");
	if (w->frame.width && view != GUEST_VIEW_LOOKING_GLASS)
		return err_set(err, EINVAL,
			"--screen sizes the memory of Looking Glass: it goes with --view "
			"looking-glass");
	if (w->shared && view != GUEST_VIEW_LOOKING_GLASS)
		return err_set(err, EINVAL,
			"--shared-memory is Looking Glass's: it goes with --view looking-glass");
	return 0;
}

/* The emulated display: none where the guest has a better one from the start. */
static void add_video(const struct guest_wish *w, struct guest_choice *c)
{
	struct guest_desktop *d = &c->desktop;
	struct guest_setting *s;

	if (!d->spice && !d->vnc)
		return;
	if ((w->gpu == GUEST_GPU_WHOLE && w->gpu_outputs) || d->mdev_display) {
		d->video = "none";
		return;
	}
	d->video = d->view == GUEST_VIEW_SPICE ? "virtio" : "vga";
	if (w->gpu == GUEST_GPU_NONE)
		return;
	s = guest_choice_add(c, "emulated_display");
	(void)snprintf(s->value, sizeof(s->value), "%s", d->video);
	(void)snprintf(s->why, sizeof(s->why),
		"until the guest's driver for its GPU runs there is no other picture");
}

int guest_choose_view(const struct guest_wish *w, const struct host *host,
	const struct guest_caps *caps, struct guest_choice *c, struct err *err)
{
	struct guest_desktop *d = &c->desktop;
	const char *why = "as asked";
	struct guest_setting *s;
	int r;

	d->view = w->view ? w->view : usual(w, host, &why);
	r = check(w, caps, d->view, err);
	if (r < 0)
		return r;
	s = guest_choice_add(c, "view");
	(void)snprintf(s->value, sizeof(s->value), "%s", names[d->view]);
	(void)snprintf(s->why, sizeof(s->why), "%s", why);
	if (w->mdev_display && d->view == GUEST_VIEW_NONE)
		return err_set(err, EINVAL,
			"the picture of --gpu UUID,display is shown by SPICE: it does not go with "
			"--view none");
	d->mdev_display = w->mdev_display;
	d->spice = d->view != GUEST_VIEW_NONE && caps->spice != TRI_NO;
	d->vnc = d->view != GUEST_VIEW_NONE && !d->spice && caps->vnc != TRI_NO;
	/* RDP brings its own. */
	d->sound = d->spice && d->view != GUEST_VIEW_RDP;
	if (d->view == GUEST_VIEW_LOOKING_GLASS)
		r = guest_choose_frame(w, host, c, err);
	add_video(w, c);
	return r;
}
