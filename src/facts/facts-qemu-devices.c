/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which devices that our guests use does this QEMU have? It is not started to ask: libvirt
 * asked when it saw it first, and keeps the answer for each emulator, for root alone.
 */
#include "facts/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-xml.h"

#define CACHE "var/cache/libvirt/qemu/capabilities"
#define KEPT  ".virtfn/qemu-devices" /* of a capture: words of names[] */

/* As in libvirt's src/qemu/qemu_capabilities.c, "flag". */
static const char *const names[STACK_QEMU_N] = {
	[STACK_QEMU_TPM] = "tpm-emulator",
	[STACK_QEMU_IVSHMEM] = "ivshmem-plain",
	[STACK_QEMU_SPICE] = "spice",
};

static int take_flag(void *arg, struct xml_node *node)
{
	_cleanup_free_ char *name = xml_find(node, "@name");
	enum tri *devices = arg;

	for (size_t i = 0; name && i < ARRAY_SIZE(names); i++)
		if (str_eq(name, names[i]))
			devices[i] = TRI_YES;
	return 0;
}

/* False when the file is about another emulator, or another version of it than is here now. */
static bool take_file(const char *text, const struct stack *s, enum tri *devices)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	_cleanup_free_ char *emulator = NULL, *version = NULL, *flag = NULL;
	struct err ignored;
	uint64_t number;

	/* There may be a file for each of thirty emulators. */
	if (!strstr(text, s->qemu) || xml_parse(text, &xml, &ignored) < 0)
		return false;
	emulator = xml_find(xml_root(xml), "emulator");
	version = xml_find(xml_root(xml), "version");
	flag = xml_find(xml_root(xml), "flag/@name");
	if (!emulator || !str_eq(emulator, s->qemu) || !version || !flag ||
		str_to_u64(version, 10, INT32_MAX, &number) < 0 ||
		(s->qemu_version >= 0 && (uint64_t)s->qemu_version != number))
		return false;
	for (size_t i = 0; i < STACK_QEMU_N; i++)
		devices[i] = TRI_NO;
	return xml_each(xml_root(xml), "flag", take_flag, devices) == 0;
}

static void take_kept(const char *text, enum tri *devices)
{
	for (size_t i = 0; i < STACK_QEMU_N; i++) {
		const char *at = strstr(text, names[i]);

		devices[i] = at && (at[strlen(names[i])] == '\n' || !at[strlen(names[i])]) ? TRI_YES
											   : TRI_NO;
	}
}

static void offer(const struct root *root, const enum tri *devices)
{
	struct str_buf b = { 0 };

	for (size_t i = 0; i < STACK_QEMU_N; i++)
		if (devices[i] == TRI_YES)
			str_buf_printf(&b, "%s\n", names[i]);
	if (!b.failed)
		root_offer(root, KEPT, b.text ? b.text : "");
	str_buf_done(&b);
}

static int read_qemu_devices(
	const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	const struct root quiet = root_quiet(root);
	_cleanup_(names_done) struct names files = { 0 };
	_cleanup_free_ char *kept = NULL;
	struct stack *s = &host->stack;
	struct err ignored;

	(void)err;
	if (!(scope & FACTS_HOST) || !s->qemu)
		return 0;
	if (!root->host && root_read(root, &kept, &ignored, KEPT) == 0) {
		take_kept(kept, s->qemu_devices);
		return 0;
	}
	if (root_list(&quiet, &files, &ignored, CACHE) < 0)
		return 0;
	for (size_t i = 0; i < files.n; i++) {
		_cleanup_free_ char *text = NULL;

		if (root_read(&quiet, &text, &ignored, CACHE "/%s", files.v[i]) < 0 ||
			!take_file(text, s, s->qemu_devices))
			continue;
		offer(root, s->qemu_devices);
		break;
	}
	return 0;
}

const struct facts facts_qemu_devices = {
	.id = "qemu-devices",
	.read = read_qemu_devices,
};
