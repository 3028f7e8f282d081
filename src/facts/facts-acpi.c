/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What do the firmware's tables say of IOMMUs: DMAR (Intel), IVRS (AMD)? Everybody sees
 * that a table is there, root what is in it. What the kernel drives is facts-iommu.c.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/acpi-dmar.h"
#include "formats/acpi-ivrs.h"

#define TABLES    "sys/firmware/acpi/tables"
#define TABLE_MAX (1024 * 1024)

static enum tri yes_if(bool yes)
{
	return yes ? TRI_YES : TRI_NO;
}

static int add_unit(struct machine_acpi *acpi, uint32_t segment, uint64_t base, bool include_all)
{
	struct machine_iommu_unit *u = mem_append(&acpi->units, &acpi->n_units, sizeof(*u));

	if (!u)
		return -ENOMEM;
	*u = (struct machine_iommu_unit) {
		.segment = segment,
		.base = base,
		.include_all = include_all,
	};
	return 0;
}

static void add_device(struct machine_region *region, struct pci_addr addr)
{
	if (region->n_devices < MACHINE_REGION_DEVICES)
		region->devices[region->n_devices++] = addr;
}

/* Behind a bridge the bus number is not in the table: such devices are left out. */
static void add_scopes(struct machine_region *region, const struct acpi_dmar *d,
	const struct acpi_dmar_reserved *reserved)
{
	const struct acpi_dmar_scopes *scopes = &reserved->scopes;

	for (size_t i = scopes->first; i < scopes->first + scopes->n; i++) {
		const struct acpi_dmar_scope *s = &d->scopes[i];
		const struct acpi_dmar_hop *hop;

		if (s->n_hops != 1 || s->type < ACPI_DMAR_SCOPE_ENDPOINT ||
			s->type > ACPI_DMAR_SCOPE_BRIDGE)
			continue;
		hop = &d->hops[s->first_hop];
		if (hop->device > 31 || hop->function > 7)
			continue;
		add_device(region, (struct pci_addr) {
					   .domain = reserved->segment,
					   .bus = s->bus,
					   .slot = hop->device,
					   .func = hop->function,
				   });
	}
}

static int take_dmar(struct machine_acpi *acpi, const struct acpi_dmar *d)
{
	acpi->intr_remap = yes_if(d->flags & ACPI_DMAR_INTR_REMAP);
	acpi->x2apic_opt_out = yes_if(d->flags & ACPI_DMAR_X2APIC_OPT_OUT);
	acpi->dma_guard = yes_if(d->flags & ACPI_DMAR_DMA_OPT_IN);
	acpi->address_width = d->address_width;
	for (size_t i = 0; i < d->n_units; i++)
		if (add_unit(acpi, d->units[i].segment, d->units[i].base,
			    d->units[i].flags & ACPI_DMAR_INCLUDE_ALL) < 0)
			return -ENOMEM;
	for (size_t i = 0; i < d->n_reserved; i++) {
		struct machine_region *region =
			mem_append(&acpi->regions, &acpi->n_regions, sizeof(*region));

		if (!region)
			return -ENOMEM;
		region->segment = d->reserved[i].segment;
		region->first = d->reserved[i].base;
		region->last = d->reserved[i].limit;
		add_scopes(region, d, &d->reserved[i]);
	}
	return 0;
}

/* A type that covers everything behind the unit. */
static bool has_all(const struct acpi_ivrs *v, const struct acpi_ivrs_unit *u)
{
	for (size_t i = u->first_entry; i < u->first_entry + u->n_entries; i++)
		if (v->entries[i].type == ACPI_IVRS_ALL)
			return true;
	return false;
}

static unsigned device_id(struct pci_addr a)
{
	return (unsigned)a.bus << 8 | (unsigned)a.slot << 3 | a.func;
}

/* One device, or those of a range that are there: a range may be a whole bus. */
static void add_id_range(
	struct machine_region *region, const struct host *host, const struct acpi_ivrs_memory *mem)
{
	if (mem->type == 0x21)
		add_device(region, (struct pci_addr) {
					   .domain = mem->segment,
					   .bus = (uint8_t)(mem->device >> 8),
					   .slot = (mem->device >> 3) & 0x1f,
					   .func = mem->device & 7,
				   });
	for (size_t i = 0; i < host->n_pci && mem->type == 0x22; i++) {
		struct pci_addr addr = host->pci[i].addr;

		if (addr.domain == mem->segment && device_id(addr) >= mem->device &&
			device_id(addr) <= mem->last_device)
			add_device(region, addr);
	}
}

static int take_memory(struct host *host, const struct acpi_ivrs_memory *mem)
{
	struct machine_acpi *acpi = &host->machine.acpi;
	struct machine_region *region;

	if (!(mem->flags & (ACPI_IVRS_UNITY | ACPI_IVRS_EXCLUSION)) || mem->length == 0)
		return 0;
	region = mem_append(&acpi->regions, &acpi->n_regions, sizeof(*region));
	if (!region)
		return -ENOMEM;
	region->segment = mem->segment;
	region->first = mem->start;
	region->last = mem->length - 1 > UINT64_MAX - mem->start ? UINT64_MAX
								 : mem->start + mem->length - 1;
	region->all = mem->type == 0x20;
	add_id_range(region, host, mem);
	return 0;
}

/* Each IOMMU is described once for each type of block; Linux takes the highest type. */
static int take_ivrs(struct host *host, const struct acpi_ivrs *v)
{
	struct machine_acpi *acpi = &host->machine.acpi;
	uint8_t type = acpi_ivrs_type(v);

	acpi->dma_guard = yes_if(v->info & ACPI_IVRS_DMA_GUARD);
	for (size_t i = 0; i < v->n_units; i++)
		if (v->units[i].type == type &&
			add_unit(acpi, v->units[i].segment, v->units[i].base,
				has_all(v, &v->units[i])) < 0)
			return -ENOMEM;
	for (size_t i = 0; i < v->n_memory; i++)
		if (take_memory(host, &v->memory[i]) < 0)
			return -ENOMEM;
	return 0;
}

static void say_odd(struct machine_acpi *acpi, const char *name, const struct acpi_table *table,
	bool list_broken)
{
	if (table->cut || list_broken)
		(void)snprintf(acpi->why, sizeof(acpi->why), "parts of %s make no sense", name);
	else if (!table->checksum_ok)
		(void)snprintf(acpi->why, sizeof(acpi->why), "the checksum of %s is wrong", name);
}

static int decode_dmar(struct host *host, struct bytes bytes, struct err *err)
{
	struct machine_acpi *acpi = &host->machine.acpi;
	_cleanup_(acpi_dmar_done) struct acpi_dmar d = { 0 };
	int r = acpi_dmar_parse(bytes, &d, err);

	if (r < 0)
		return r;
	say_odd(acpi, "DMAR", &d.table, d.cut || d.n_bad > 0);
	return take_dmar(acpi, &d) < 0 ? err_oom(err) : 0;
}

static int decode_ivrs(struct host *host, struct bytes bytes, struct err *err)
{
	_cleanup_(acpi_ivrs_done) struct acpi_ivrs v = { 0 };
	int r = acpi_ivrs_parse(bytes, &v, err);

	if (r < 0)
		return r;
	say_odd(&host->machine.acpi, "IVRS", &v.table, v.cut || v.n_bad > 0);
	return take_ivrs(host, &v) < 0 ? err_oom(err) : 0;
}

static int read_table(const struct root *root, const char *path, struct host *host,
	int (*decode)(struct host *, struct bytes, struct err *), struct err *err)
{
	struct machine_acpi *acpi = &host->machine.acpi;
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err why = { 0 };
	int r = root_read_bytes(root, TABLE_MAX, &file, &why, path);

	if (r == -EACCES || r == -EPERM)
		(void)snprintf(acpi->why, sizeof(acpi->why), "only root may read /%s", path);
	else if (r < 0)
		(void)snprintf(acpi->why, sizeof(acpi->why), "%.119s", why.text);
	if (r < 0)
		return 0;
	r = decode(host, bytes_of(file.text, file.size), &why);
	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0)
		(void)snprintf(acpi->why, sizeof(acpi->why), "%.119s", why.text);
	acpi->decoded = yes_if(r == 0);
	return 0;
}

static int read_acpi(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct machine_acpi *acpi = &host->machine.acpi;
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;
	int r = 0;

	if (!(scope & FACTS_HOST) || root_list(root, &names, &ignored, TABLES) < 0)
		return 0;
	/* Every machine with ACPI has tables: an empty folder says nothing. */
	if (names.n == 0)
		return 0;
	acpi->dmar = TRI_NO;
	acpi->ivrs = TRI_NO;
	for (size_t i = 0; i < names.n; i++) {
		if (str_eq(names.v[i], "DMAR"))
			acpi->dmar = TRI_YES;
		if (str_eq(names.v[i], "IVRS"))
			acpi->ivrs = TRI_YES;
	}
	if (acpi->dmar == TRI_YES)
		r = read_table(root, TABLES "/DMAR", host, decode_dmar, err);
	/* A machine has one of them. */
	if (r == 0 && acpi->ivrs == TRI_YES && acpi->dmar == TRI_NO)
		r = read_table(root, TABLES "/IVRS", host, decode_ivrs, err);
	return r;
}

const struct facts facts_acpi = {
	.id = "acpi",
	.read = read_acpi,
};
