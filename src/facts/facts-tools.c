/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which programs and device nodes are there that guests, and those who look at them, need?
 */
#include "facts/facts.h"

#include <errno.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/look.h"

#define KVMFR ".virtfn/kvmfr" /* "char" or "file", of a capture, which cannot have devices */

static enum tri any_of(enum tri a, enum tri b)
{
	return a == TRI_YES || b == TRI_YES ? TRI_YES : a == TRI_NO ? b : a;
}

static void read_programs(const struct root *root, struct stack *s)
{
	static const char *const swtpm[] = { "swtpm", NULL };
	static const char *const swtpm_setup[] = { "swtpm_setup", NULL };
	static const char *const looking_glass[] = { "looking-glass-client", NULL };
	static const char *const viewers[] = { "virt-viewer", "remote-viewer", NULL };
	static const char *const rdp[] = { "remmina", "xfreerdp", "xfreerdp3", "wlfreerdp",
		"wlfreerdp3", "sdl-freerdp", "sdl-freerdp3", NULL };
	static const char *const flatpaks[] = { "var/lib/flatpak/exports/bin/org.remmina.Remmina",
		"var/lib/flatpak/exports/bin/com.freerdp.FreeRDP", NULL };
	static const char *const viewer_flatpaks[] = {
		"var/lib/flatpak/exports/bin/org.virt_manager.virt-viewer", NULL
	};

	s->swtpm = look_for_program(root, swtpm);
	s->swtpm_setup = look_for_program(root, swtpm_setup);
	s->looking_glass = look_for_program(root, looking_glass);
	s->viewer = any_of(look_for_program(root, viewers), look_for_any(root, viewer_flatpaks));
	s->rdp = any_of(look_for_program(root, rdp), look_for_any(root, flatpaks));
}

/* QEMU makes a plain file of a mem-path that is not there: a trap for the module later. */
static enum stack_node kvmfr_of(const struct root *root)
{
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *kept = NULL;
	struct err ignored;
	int type;

	if (!root->host && root_read(root, &kept, &ignored, KVMFR) == 0)
		return str_eq(kept, "char") ? STACK_NODE_CHAR : STACK_NODE_REGULAR;
	type = root_type(&quiet, &ignored, "dev/kvmfr0");
	if (type == ROOT_TYPE_CHAR)
		return STACK_NODE_CHAR;
	if (type >= 0)
		return STACK_NODE_REGULAR;
	return look_for_device(root, "dev/kvmfr0") == TRI_NO ? STACK_NODE_NONE : STACK_NODE_UNKNOWN;
}

static int read_tools(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct stack *s = &host->stack;

	(void)err;
	if (!(scope & FACTS_HOST))
		return 0;
	read_programs(root, s);
	s->kvmfr = kvmfr_of(root);
	if (s->kvmfr == STACK_NODE_CHAR || s->kvmfr == STACK_NODE_REGULAR)
		root_offer(root, KVMFR, s->kvmfr == STACK_NODE_CHAR ? "char" : "file");
	s->virtio_iso_share = look_for(root, "usr/share/virtio-win/virtio-win.iso");
	if (s->virtio_iso_share == TRI_NO &&
		(look_for(root, "usr/share") != TRI_YES || look_for(root, "usr/bin") != TRI_YES))
		s->virtio_iso_share = TRI_UNKNOWN;
	s->vfio_node = look_for_device(root, "dev/vfio/vfio");
	s->iommufd_node = look_for_device(root, "dev/iommu");
	return 0;
}

const struct facts facts_tools = {
	.id = "tools",
	.read = read_tools,
};
