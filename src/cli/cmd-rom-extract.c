/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn rom extract": the display driver out of a firmware image, as a file. Which programs
 * are one is for formats/efi-gop.c; here is which of them the user means.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/rom-doc.h"
#include "cli/rom-files.h"
#include "cli/rom-install.h"
#include "cli/rom-work.h"
#include "cli/rom-wrap.h"

struct opts {
	const char *output, *platform, *guid, *wrap;
	struct option_uint index;
	bool install, replace;
};

static const struct option options[] = {
	{ "output", 'o', "OUT", "the file to make; else one named after the driver, here",
		OPTION_STR, offsetof(struct opts, output) },
	{ "install", 0, NULL,
		"put it where libvirt's guests may read it; --output is its name there",
		OPTION_FLAG, offsetof(struct opts, install) },
	{ "replace", 0, NULL, "with --install: over another file of that name", OPTION_FLAG,
		offsetof(struct opts, replace) },
	{ "platform", 'p', "NAME", "the driver for this platform, PCI id or machine", OPTION_STR,
		offsetof(struct opts, platform) },
	{ "guid", 0, "GUID", "the program of the file or section with this GUID", OPTION_STR,
		offsetof(struct opts, guid) },
	{ "index", 'n', "N", "the one with this number of those that were listed", OPTION_UINT,
		offsetof(struct opts, index), .max = EFI_DRIVERS_MAX },
	{ "wrap", 0, "DEVICE", "as an option ROM for this device: an address, or IDs (8086:a780)",
		OPTION_STR, offsetof(struct opts, wrap) },
	{ 0 },
};

/* Those of the scan that may be meant. */
struct choice {
	const struct efi_driver *v[EFI_DRIVERS_MAX];
	size_t n;
	size_t n_left_out; /* for processors that no guest has */
};

/* "Alder Lake", "a780", "8086:a780" or "x64". */
static bool fits_platform(const struct efi_driver *d, const char *text)
{
	const char *machine = efi_pe_machine_text(d->gop.pe.machine);
	_cleanup_free_ char *platforms = rom_doc_platforms(d);
	const char *id = strncmp(text, "8086:", 5) == 0 ? text + 5 : text;
	uint64_t device;

	if (machine && strcasecmp(machine, text) == 0)
		return true;
	if (platforms && strcasestr(platforms, text))
		return true;
	if (str_to_u64(id, 16, UINT16_MAX, &device) < 0)
		return false;
	for (size_t i = 0; i < d->gop.n_ids; i++)
		if (d->gop.ids[i] == device)
			return true;
	return false;
}

/* Under the file or section with this GUID. */
static bool is_under(const struct efi_scan *scan, uint32_t id, const struct efi_guid *guid)
{
	while (id) {
		const struct efi_item *item = &scan->items[id - 1];

		if (efi_guid_eq(&item->node.guid, guid))
			return true;
		id = item->node.kind == EFI_FILE ? 0 : item->node.parent;
	}
	return false;
}

static bool is_meant(const struct efi_scan *scan, const struct efi_driver *d,
	const struct opts *opts, const struct efi_guid *guid)
{
	if (guid ? !is_under(scan, d->node, guid) : d->why != EFI_DRIVER_INTEL)
		return false;
	return !opts->platform || fits_platform(d, opts->platform);
}

/* A guest's firmware is for 64 bits: drivers for 32 are never loaded there. */
static void drop_ia32(struct choice *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		n += c->v[i]->gop.pe.machine == EFI_MACHINE_X64;
	if (n == 0 || n == c->n)
		return;
	c->n_left_out = c->n - n;
	n = 0;
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i]->gop.pe.machine == EFI_MACHINE_X64)
			c->v[n++] = c->v[i];
	c->n = n;
}

static void choose(const struct efi_scan *scan, const struct opts *opts,
	const struct efi_guid *guid, struct choice *ret)
{
	for (size_t i = 0; i < scan->n_drivers; i++)
		if (is_meant(scan, &scan->drivers[i], opts, guid))
			ret->v[ret->n++] = &scan->drivers[i];
	if (!opts->platform && !guid)
		drop_ia32(ret);
}

static void list(struct doc *doc, const struct efi_scan *scan, const struct choice *c)
{
	struct doc *table = doc_table(doc, "drivers", rom_driver_columns, NULL);

	for (size_t i = 0; i < c->n; i++) {
		struct doc *row = doc_row(table);

		doc_int(row, "number", (long long)i + 1);
		rom_doc_driver(row, scan, c->v[i]);
	}
}

static void choose_all(const struct efi_scan *scan, struct choice *ret)
{
	ret->n = 0;
	for (size_t i = 0; i < scan->n_drivers; i++)
		ret->v[ret->n++] = &scan->drivers[i];
}

static void list_others(struct doc *doc, const struct efi_scan *scan)
{
	struct choice c = { 0 };

	choose_all(scan, &c);
	if (c.n > 0)
		list(doc, scan, &c);
	rom_doc_vbts(doc, scan);
}

static int none(struct call *call, const struct efi_scan *scan, struct err *err)
{
	const struct opts *opts = call->opts;
	const char *path = call->args[0];

	list_others(call->doc, scan);
	if (opts->guid || opts->platform) {
		(void)err_set(err, ENOENT, "%s has no %s%s%s%s%s", path,
			opts->guid ? "program" : "Intel display driver",
			opts->guid ? " under " : "", opts->guid ? opts->guid : "",
			opts->platform ? " for " : "", opts->platform ? opts->platform : "");
		return scan->n_drivers ? err_hint(err, "what it has is listed") : -ENOENT;
	}
	(void)err_set(err, ENOENT, "%s has no Intel display driver (GOP)", path);
	if (scan->n_drivers > 0)
		return err_hint(err, "it has those of others: choose one with --index");
	return rom_hint_unpack(scan, err);
}

static int pick(struct call *call, const struct efi_scan *scan, const struct choice *c,
	const struct efi_driver **ret, struct err *err)
{
	const struct opts *opts = call->opts;

	if (opts->index.given) {
		if (opts->index.value < 1 || opts->index.value > c->n)
			return err_set(err, EINVAL, "--index %u: there are %zu to choose from",
				opts->index.value, c->n);
		*ret = c->v[opts->index.value - 1];
		return 0;
	}
	if (c->n == 1) {
		*ret = c->v[0];
		return 0;
	}
	list(call->doc, scan, c);
	return err_set(err, EEXIST,
		"%s has %zu different drivers; choose one with --platform, --guid or --index",
		call->args[0], c->n);
}

static char *out_name(const struct opts *opts, const struct efi_driver *d)
{
	const char *machine = efi_pe_machine_text(d->gop.pe.machine);

	if (opts->output)
		return strdup(opts->output);
	return str_printf("%s%s%s-%s.efi", d->gop.intel ? "intel-gop" : "driver",
		d->gop.build[0] ? "-" : "", d->gop.build, machine ? machine : "other");
}

static int write_out(struct call *call, const struct efi_driver *d, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_free_ char *name = out_name(opts, d);
	const struct rom_wrap wrap = {
		.target = opts->wrap,
		.output = opts->output,
		.install = opts->install,
		.replace = opts->replace,
	};
	int r;

	if (opts->wrap)
		return rom_wrap_driver(call, bytes_of(d->data, d->gop.pe.size), &wrap, err);
	if (!name)
		return err_oom(err);
	if (opts->install)
		return rom_install(
			call, name, bytes_of(d->data, d->gop.pe.size), opts->replace, err);
	r = root_user_create(name, d->data, d->gop.pe.size, err);
	if (r == -EEXIST)
		return err_hint(err, "--output names another file");
	if (r < 0)
		return r;
	doc_str(call->doc, "output", name);
	return 0;
}

static int extract(
	struct call *call, const struct efi_scan *scan, const struct choice *c, struct err *err)
{
	const struct efi_driver *d = NULL;
	int r = pick(call, scan, c, &d, err);

	if (r < 0)
		return r;
	rom_doc_driver(call->doc, scan, d);
	if (d->why == EFI_DRIVER_OTHER)
		doc_note(call->doc, "this is a display driver, but not Intel's");
	if (d->why == EFI_DRIVER_WANTED)
		doc_note(call->doc, "this program is no display driver");
	if (c->n_left_out > 0)
		doc_note(call->doc, "%zu for other processors left out; --platform ia32 takes one",
			c->n_left_out);
	rom_doc_vbts(call->doc, scan);
	return write_out(call, d, err);
}

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(root_file_done) struct root_file file = { 0 };
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };
	struct efi_scan_wish wish = { 0 };
	struct choice c = { 0 };
	const char *path = call->args[0];
	struct efi_guid guid;
	int r;

	if (opts->guid && efi_guid_parse(opts->guid, &guid) < 0) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "'%s' is no GUID", opts->guid);
	}
	wish.guid = opts->guid ? &guid : NULL;
	r = opts->install ? rom_may_install(call, err) : 0;
	if (r == 0)
		r = rom_read(path, &file, err);
	if (r == 0)
		r = rom_scan(&file, path, &wish, &scan, err);
	if (r < 0)
		return r;
	rom_doc_image(call->doc, &scan, file.size);
	rom_doc_members(call->doc, &scan, call->globals->json);
	rom_doc_troubles(call, &scan);
	choose(&scan, opts, opts->guid ? &guid : NULL, &c);
	/* Those of others were listed with numbers too. */
	if (c.n == 0 && opts->index.given)
		choose_all(&scan, &c);
	r = c.n == 0 ? none(call, &scan, err) : extract(call, &scan, &c, err);
	if (scan.limited)
		doc_note(call->doc, "%s goes beyond what an image may have: not all of it was read",
			path);
	return r;
}

const struct command command_rom_extract = {
	.name = "rom extract",
	.summary = "Intel's display driver (GOP) out of a firmware image",
	.about = "Looks through a firmware image, or the download that it came in, as rom list "
		 "does, for Intel's display driver for UEFI: a program that names the protocols "
		 "of one and holds Intel's name for it, wherever it lies and whatever the file "
		 "around it is called. It is written as it is, an .efi, to a file that is not "
		 "there yet. Its build is shown, the platforms whose displays it knows, and its "
		 "SHA-256. Of several, --platform takes the one for \"Alder Lake\", for a PCI id "
		 "such as a780, or for x64; --index one of those that were listed. --guid takes "
		 "any program by the GUID of its file. A driver for 32 bits is left out where "
		 "one for 64 is there: no guest would load it. --install puts the file into "
		 "/usr/share/vgabios (on Proxmox VE /usr/share/kvm), where AppArmor lets QEMU "
		 "read it, for everybody to read. A file of that name with other contents "
		 "stays, unless --replace is given. With --wrap the file is an "
		 "option ROM for that device, as rom wrap makes one.",
	.examples = "virtfn rom extract bios.bin\tthe driver, into a file here\n"
		    "virtfn rom extract update.zip\tthe same out of a download\n"
		    "virtfn rom extract bios.bin -o gop.efi\tinto this file\n"
		    "virtfn rom extract bios.bin --platform a780\tthe one that knows this device\n"
		    "virtfn rom extract bios.bin --wrap 00:02.1 -o vf.rom\ta ROM for this VF\n"
		    "sudo virtfn rom extract bios.bin --install\twhere a guest may read it\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "FILE", OPERAND_FILE } },
	.run = run,
};
