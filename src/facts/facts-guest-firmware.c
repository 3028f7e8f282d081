/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which UEFI firmware can guests have? Descriptors say so (QEMU, docs/interop/firmware.json);
 * one in /etc hides the vendor's of the same name, and an empty one hides it altogether.
 * Others for BIOS, and other machines' files, are left out or marked.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-json.h"
#include "facts/look.h"

#define VENDOR "usr/share/qemu/firmware"
#define LOCAL  "etc/qemu/firmware"

/* Flash has an executable; firmware that is only memory has the name itself. */
static const char *code_of(const struct json *json)
{
	const struct json *mapping = json_get(json, "mapping");
	const char *code = json_text(json_get(json_get(mapping, "executable"), "filename"));

	return code ? code : json_text(json_get(mapping, "filename"));
}

static void read_targets(const struct json *json, struct stack_firmware *f)
{
	const struct json *targets = json_get(json, "targets");

	for (size_t i = 0; i < json_count(targets); i++) {
		const struct json *target = json_at(targets, i);
		const struct json *machines = json_get(target, "machines");
		const char *arch = json_text(json_get(target, "architecture"));

		if (!arch || !str_eq(arch, "x86_64"))
			continue;
		f->x86_64 = true;
		for (size_t j = 0; j < json_count(machines); j++) {
			const char *machine = json_text(json_at(machines, j));

			f->q35 |= machine && strstr(machine, "q35");
		}
	}
}

static int add(const struct root *root, const char *file, const struct json *json, struct stack *s,
	struct err *err)
{
	const struct json *features = json_get(json, "features");
	const char *code = code_of(json);
	struct stack_firmware *f;

	if (!code || !json_has_text(json_get(json, "interface-types"), "uefi"))
		return 0;
	f = mem_append(&s->firmware, &s->n_firmware, sizeof(*f));
	if (!f)
		return err_oom(err);
	f->file = str_printf("/%s", file);
	f->code = strdup(code);
	if (!f->file || !f->code)
		return err_oom(err);
	f->code_there = look_for(root, "%s", code + strspn(code, "/")) == TRI_YES;
	f->secure_boot = json_has_text(features, "secure-boot");
	f->enrolled_keys = json_has_text(features, "enrolled-keys");
	f->requires_smm = json_has_text(features, "requires-smm");
	read_targets(json, f);
	return 0;
}

static int read_one(const struct root *root, const char *folder, const char *name, struct stack *s,
	struct err *err)
{
	_cleanup_(json_freep) struct json *json = NULL;
	_cleanup_free_ char *path = str_printf("%s/%s", folder, name);
	_cleanup_free_ char *text = NULL;
	struct err ignored;

	if (!path)
		return err_oom(err);
	if (root_read(root, &text, &ignored, "%s", path) < 0) {
		s->firmware_seen = TRI_UNKNOWN;
		return 0;
	}
	if (json_parse(text, &json, &ignored) < 0)
		return 0;
	return add(root, path, json, s, err);
}

static bool has_name(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (str_eq(names->v[i], name))
			return true;
	return false;
}

static bool is_descriptor(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && name[0] != '.' && str_eq(name + n - 5, ".json");
}

static int read_all(const struct root *root, const struct names *vendor, const struct names *local,
	struct stack *s, struct err *err)
{
	size_t i = 0, j = 0;
	int r = 0;

	/* Both are sorted, and so is the result: it is the order of preference. */
	while (r == 0 && (i < vendor->n || j < local->n)) {
		bool ours =
			j < local->n && (i >= vendor->n || strcmp(local->v[j], vendor->v[i]) <= 0);
		const char *name = ours ? local->v[j++] : vendor->v[i++];

		if (is_descriptor(name) && (ours || !has_name(local, name)))
			r = read_one(root, ours ? LOCAL : VENDOR, name, s, err);
	}
	return r;
}

static int read_firmware(
	const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	_cleanup_(names_done) struct names vendor = { 0 };
	_cleanup_(names_done) struct names local = { 0 };
	struct stack *s = &host->stack;
	struct err ignored;
	int r_vendor, r_local;

	if (!(scope & FACTS_HOST))
		return 0;
	r_vendor = root_list(root, &vendor, &ignored, VENDOR);
	r_local = root_list(root, &local, &ignored, LOCAL);
	/* A tree without that folder, and without programs, has nothing to say. */
	if (look_for(root, "usr/share") == TRI_YES &&
		(r_vendor == 0 || (r_vendor == -ENOENT && look_for(root, "usr/bin") == TRI_YES)) &&
		(r_local == 0 || r_local == -ENOENT))
		s->firmware_seen = TRI_YES;
	return read_all(root, &vendor, &local, s, err);
}

const struct facts facts_guest_firmware = {
	.id = "guest-firmware",
	.read = read_firmware,
};
