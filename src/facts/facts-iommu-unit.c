/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which IOMMUs does the kernel drive, and are interrupts remapped? What the firmware's tables
 * say of them is another fact.
 */
#include "facts/facts.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define UNITS          "sys/class/iommu"
#define INTERRUPTS_MAX (16 << 20) /* a line for each, a column for each processor */
#define INTERRUPTS     "proc/interrupts"

/* A number in hexadecimal without 0x; 0 when there is none. */
static uint64_t read_register(const struct dir *dir, const char *name)
{
	char text[32];
	uint64_t v;

	if (dir_read(dir, name, text, sizeof(text)) <= 0 ||
		str_to_u64(text, 16, UINT64_MAX, &v) < 0)
		return 0;
	return v;
}

static int add_unit(const struct root *root, const char *name, struct machine *m, struct err *err)
{
	_cleanup_(names_done) struct names devices = { 0 };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	struct machine_iommu *u;
	struct err ignored;

	if (strlen(name) >= sizeof(u->name) ||
		root_dir(root, &dir, &ignored, UNITS "/%s", name) < 0)
		return 0;
	u = mem_append(&m->iommus, &m->n_iommus, sizeof(*u));
	if (!u)
		return err_oom(err);
	(void)snprintf(u->name, sizeof(u->name), "%s", name);
	u->cap = read_register(&dir, "intel-iommu/cap");
	u->ecap = read_register(&dir, "intel-iommu/ecap");
	if (dir_list(&dir, "devices", &devices) == 0)
		u->n_devices = devices.n;
	return 0;
}

/* The name of the interrupt's chip: the first word behind the counts. NULL: none. */
static const char *chip_of(char *line)
{
	char *p = strchr(line, ':'), *rest = NULL;

	if (!p)
		return NULL;
	for (p = strtok_r(p + 1, " \t", &rest); p; p = strtok_r(NULL, " \t", &rest))
		if (strspn(p, "0123456789") != strlen(p))
			return p;
	return NULL;
}

/*
 * arch/x86 and drivers/iommu call the chips of remapped interrupts "IR-IO-APIC", "IR-PCI-MSI"
 * and "IR-PCI-MSIX-0000:01:00.0"; the others lack the IR-. An IOMMU's own interrupt
 * ("DMAR-MSI", or AMD's "PCI-MSI") never is, so one remapped chip is enough.
 */
static enum tri remapped(char *text, const char **ret_chip)
{
	enum tri found = TRI_UNKNOWN;
	char *rest = NULL;

	for (char *p = strtok_r(text, "\n", &rest); p; p = strtok_r(NULL, "\n", &rest)) {
		const char *chip = chip_of(p);

		if (!chip)
			continue;
		if (strncmp(chip, "IR-", 3) == 0) {
			*ret_chip = chip;
			return TRI_YES;
		}
		if (strncmp(chip, "PCI-MSI", 7) == 0 || strncmp(chip, "IO-APIC", 7) == 0) {
			*ret_chip = chip;
			found = TRI_NO;
		}
	}
	return found;
}

/* With hundreds of processors the file is large: a capture has the chip that decides. */
static int read_interrupts(const struct root *root, struct machine *m)
{
	const struct root quiet = root_quiet(root);
	_cleanup_(root_file_done) struct root_file file = { 0 };
	_cleanup_free_ char *line = NULL;
	const char *chip = NULL;
	struct err ignored;

	if (root_read_bytes(&quiet, INTERRUPTS_MAX, &file, &ignored, INTERRUPTS) < 0)
		return 0;
	m->intr_remap = remapped(file.text, &chip);
	line = str_printf("0: 0 %s\n", chip ? chip : "");
	if (!line)
		return -ENOMEM;
	root_offer(root, INTERRUPTS, line);
	return 0;
}

static int read_units(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;
	int r = 0;

	if (!(scope & FACTS_HOST))
		return 0;
	if (root_list(root, &names, &ignored, UNITS) < 0)
		names.n = 0;
	for (size_t i = 0; i < names.n && r == 0; i++)
		r = add_unit(root, names.v[i], &host->machine, err);
	if (r == 0 && read_interrupts(root, &host->machine) < 0)
		return err_oom(err);
	return r;
}

const struct facts facts_iommu_unit = {
	.id = "iommu-unit",
	.read = read_units,
};
