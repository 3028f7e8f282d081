/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What board and firmware is this, how did it boot, and what does it lock? Serial numbers
 * and UUIDs are not read at all. ACPI tables are in facts-acpi.c.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

#define DMI      "sys/class/dmi/id"
#define EFIVARS  "sys/firmware/efi/efivars/"
#define EFI_GUID "-8be4df61-93ca-11d2-aa0d-00e098032b8c" /* EFI_GLOBAL_VARIABLE */

/* What vendors leave in the form instead of an answer. */
static const char *const fillers[] = { "To be filled by O.E.M.", "Default string", "O.E.M.",
	"Not Specified", "Not Applicable", "None", "N/A", "System manufacturer",
	"System Product Name", "System Version", "Type1ProductConfigId", "INVALID", "x.x" };

static bool is_filler(const char *s)
{
	for (size_t i = 0; i < ARRAY_SIZE(fillers); i++)
		if (strcasecmp(s, fillers[i]) == 0)
			return true;
	return s[0] == '\0';
}

static int read_dmi(const struct root *root, struct machine *m)
{
	const struct {
		const char *name;
		char **ret;
	} fields[] = {
		{ "sys_vendor", &m->sys_vendor },
		{ "product_name", &m->product },
		{ "product_version", &m->product_version },
		{ "board_vendor", &m->board_vendor },
		{ "board_name", &m->board },
		{ "bios_vendor", &m->bios_vendor },
		{ "bios_version", &m->bios_version },
		{ "bios_date", &m->bios_date },
	};
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	struct err ignored;
	char text[256];
	unsigned chassis;

	if (root_dir(root, &dir, &ignored, DMI) < 0)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (dir_read(&dir, fields[i].name, text, sizeof(text)) < 0)
			continue;
		if (is_filler(str_strip(text)))
			continue;
		*fields[i].ret = strdup(str_strip(text));
		if (!*fields[i].ret)
			return -ENOMEM;
	}
	/* Bit 7 says that the case has a lock; the kernel leaves it in. */
	if (dir_read(&dir, "chassis_type", text, sizeof(text)) > 0 &&
		str_to_uint(text, 255, &chassis) == 0)
		m->chassis = (int)(chassis & 0x7f);
	return 0;
}

/* A variable of one byte behind the four of its attributes. */
static enum tri read_efi_flag(const struct root *root, const char *path)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err ignored;

	if (root_read_bytes(root, 4096, &file, &ignored, path) < 0 || file.size != 5)
		return TRI_UNKNOWN;
	return file.text[4] == 1 ? TRI_YES : file.text[4] == 0 ? TRI_NO : TRI_UNKNOWN;
}

/* A container may see an empty /sys/firmware: that is no BIOS. */
static enum tri booted_by_efi(const struct root *root)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;

	if (root_list(root, &names, &ignored, "sys/firmware") < 0 || names.n == 0)
		return TRI_UNKNOWN;
	for (size_t i = 0; i < names.n; i++)
		if (str_eq(names.v[i], "efi"))
			return TRI_YES;
	return TRI_NO;
}

static void read_efi(const struct root *root, struct machine *m)
{
	m->uefi = booted_by_efi(root);
	if (m->uefi == TRI_YES) {
		m->secure_boot = read_efi_flag(root, EFIVARS "SecureBoot" EFI_GUID);
		m->setup_mode = read_efi_flag(root, EFIVARS "SetupMode" EFI_GUID);
	} else {
		/* Without UEFI there is none. */
		m->secure_boot = m->uefi;
	}
}

/* "none [integrity] confidentiality": the one in brackets holds. */
static void read_lockdown(const struct root *root, struct machine *m)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char *word, *end;

	if (root_read(root, &text, &ignored, "sys/kernel/security/lockdown") < 0)
		return;
	word = strchr(text, '[');
	end = word ? strchr(word, ']') : NULL;
	if (!end)
		return;
	*end = '\0';
	if (str_eq(word + 1, "none") || str_eq(word + 1, "integrity") ||
		str_eq(word + 1, "confidentiality"))
		(void)snprintf(m->lockdown, sizeof(m->lockdown), "%s", word + 1);
}

static int read_firmware(
	const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	if (!(scope & FACTS_HOST))
		return 0;
	if (read_dmi(root, &host->machine) < 0)
		return err_oom(err);
	read_efi(root, &host->machine);
	read_lockdown(root, &host->machine);
	return 0;
}

const struct facts facts_firmware = {
	.id = "firmware",
	.read = read_firmware,
};
