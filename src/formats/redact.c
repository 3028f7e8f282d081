/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which parts of a text say whose machine it is from, and what stands there instead? What
 * a value looks like is in redact-look.c.
 */
#include "formats/redact.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "formats/redact-look.h"

#define TOKEN_MAX 256

void redact_done(struct redact *r)
{
	for (size_t i = 0; i < r->n_values; i++)
		free(r->values[i].from);
	for (size_t i = 0; i < r->n_names; i++)
		free(r->names[i].name);
	free(r->values);
	free(r->names);
	*r = (struct redact) { 0 };
}

/* Words that stand in logs and settings for other reasons, in small letters. */
static const char *const common[] = { "acpi", "admin", "amd", "arch", "audio", "bridge", "bus",
	"cache", "centos", "class", "cpu", "debian", "desktop", "dev", "device", "devices", "disk",
	"display", "dma", "docker", "driver", "drivers", "fedora", "fuse", "group", "guest", "home",
	"host", "hypervisor", "igpu", "intel", "iommu", "kernel", "kvm", "lab", "laptop", "libvirt",
	"linux", "local", "localhost", "main", "memory", "mint", "module", "net", "network",
	"nixos", "none", "nvidia", "nvme", "pci", "pool", "port", "power", "proxmox", "pve", "qemu",
	"root", "server", "sys", "system", "test", "ubuntu", "usb", "user", "vfio", "video", "virt",
	"virtfn", "vm" };

static bool is_common(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(common); i++)
		if (strcasecmp(common[i], name) == 0)
			return true;
	return false;
}

bool redact_add_name(struct redact *r, enum redact_kind kind, const char *name)
{
	bool digits = strspn(name, "0123456789.-") == strlen(name);
	struct redact_name *slot;

	if (strlen(name) < 3 || strlen(name) >= TOKEN_MAX || digits || is_common(name))
		return false;
	if (strncmp(name, "user-", 5) == 0)
		return true;
	slot = mem_append(&r->names, &r->n_names, sizeof(*slot));
	if (slot)
		slot->name = strdup(name);
	if (!slot || !slot->name) {
		r->n_names -= slot != NULL;
		r->failed = true;
		return true;
	}
	slot->kind = kind;
	return true;
}

static int compare(const struct redact_value *v, enum redact_kind kind, const char *from)
{
	return v->kind != kind ? (v->kind < kind ? -1 : 1) : strcmp(v->from, from);
}

static unsigned insert(struct redact *r, size_t at, enum redact_kind kind, const char *from)
{
	char *text = strdup(from);
	struct redact_value *last = mem_append(&r->values, &r->n_values, sizeof(*last));

	if (!last || !text) {
		r->n_values -= last != NULL;
		r->failed = true;
		free(text);
		return 0;
	}
	memmove(&r->values[at + 1], &r->values[at], (r->n_values - 1 - at) * sizeof(*last));
	r->values[at] = (struct redact_value) { kind, ++r->count[kind], text };
	return r->count[kind];
}

/* Which number this value has, from 1. */
static unsigned number_of(struct redact *r, enum redact_kind kind, const char *text, size_t n)
{
	size_t low = 0, high = r->n_values;
	char from[TOKEN_MAX];

	n = n < sizeof(from) ? n : sizeof(from) - 1;
	for (size_t i = 0; i < n; i++)
		from[i] = (char)tolower((unsigned char)text[i]);
	from[n] = '\0';
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = compare(&r->values[mid], kind, from);

		if (c == 0)
			return r->values[mid].number;
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return insert(r, low, kind, from);
}

static void put_mac(unsigned number, size_t pairs, const char *sep, struct str_buf *out)
{
	for (size_t i = 0; i < pairs; i++) {
		unsigned byte = i == 0 ? 2 : 0;

		if (i + 2 == pairs)
			byte = number >> 8 & 0xff;
		else if (i + 1 == pairs)
			byte = number & 0xff;
		str_buf_printf(out, "%s%02x", i > 0 ? sep : "", byte);
	}
}

/* More machines than the ranges for examples have addresses. */
static void put_ipv4(unsigned number, struct str_buf *out)
{
	static const char *const nets[] = { "192.0.2", "198.51.100", "203.0.113" };

	if (number <= 3 * 254)
		str_buf_printf(out, "%s.%u", nets[(number - 1) / 254], (number - 1) % 254 + 1);
	else
		str_buf_printf(out, "198.%u.%u.%u", 18 + (number >> 16 & 1), number >> 8 & 0xff,
			number & 0xff);
}

static void put_value(unsigned number, const struct redact_look *look, struct str_buf *out)
{
	static const char sep[2][2] = { ":", "-" };

	switch (look->shape) {
	case REDACT_LOOK_MAC:
		put_mac(number, look->pairs, sep[look->dashes], out);
		break;
	case REDACT_LOOK_MAC_BARE:
		put_mac(number, 6, "", out);
		break;
	case REDACT_LOOK_UUID:
		str_buf_printf(out, "00000000-0000-4000-8000-%012x", number);
		break;
	case REDACT_LOOK_UUID_BARE:
		str_buf_printf(out, "00000000000040008000%012x", number);
		break;
	case REDACT_LOOK_IPV4:
		put_ipv4(number, out);
		break;
	case REDACT_LOOK_IPV6:
		str_buf_printf(out, "2001:db8::%x", number & 0xffff);
		break;
	case REDACT_LOOK_ID:
		str_buf_printf(out, "id-%u", number);
		break;
	case REDACT_LOOK_USER:
		str_buf_printf(out, "user-%u", number);
		break;
	case REDACT_LOOK_HOST:
		str_buf_add(out, "host");
		break;
	case REDACT_LOOK_NONE:
		break;
	}
}

static enum redact_kind kind_of(enum redact_look_shape shape)
{
	static const enum redact_kind kinds[] = {
		[REDACT_LOOK_MAC] = REDACT_MAC,
		[REDACT_LOOK_MAC_BARE] = REDACT_MAC,
		[REDACT_LOOK_UUID] = REDACT_UUID,
		[REDACT_LOOK_UUID_BARE] = REDACT_UUID,
		[REDACT_LOOK_IPV4] = REDACT_IPV4,
		[REDACT_LOOK_IPV6] = REDACT_IPV6,
		[REDACT_LOOK_ID] = REDACT_SERIAL,
		[REDACT_LOOK_USER] = REDACT_USER,
		[REDACT_LOOK_HOST] = REDACT_HOST,
	};

	return kinds[shape];
}

/* One value whatever its separators: hexadecimal digits alone for MACs and UUIDs. */
static void replace(
	struct redact *r, const struct redact_look *look, const char *text, struct str_buf *out)
{
	enum redact_kind kind = kind_of(look->shape);
	bool bare = kind == REDACT_MAC || kind == REDACT_UUID;
	char key[TOKEN_MAX];
	size_t n = 0;
	unsigned number;

	for (size_t i = 0; i < look->len && n < sizeof(key); i++)
		if (!bare || isxdigit((unsigned char)text[i]))
			key[n++] = text[i];
	number = number_of(r, kind, key, n);
	if (number > 0)
		put_value(number, look, out);
}

/* A name that is known, as a word. */
static bool look_name(
	const struct redact *r, const struct redact_text *t, size_t at, struct redact_look *ret)
{
	for (size_t i = 0; i < r->n_names; i++) {
		size_t len = strlen(r->names[i].name);

		if (len > t->n - at || memcmp(t->p + at, r->names[i].name, len) != 0)
			continue;
		if (at + len < t->n && isalnum((unsigned char)t->p[at + len]))
			continue;
		*ret = (struct redact_look) {
			.shape = r->names[i].kind == REDACT_HOST ? REDACT_LOOK_HOST
								 : REDACT_LOOK_USER,
			.len = len,
		};
		return true;
	}
	return false;
}

void redact_text(struct redact *r, const char *text, size_t n, unsigned flags, struct str_buf *out)
{
	const struct redact_text t = { .p = text, .n = n, .path = flags & REDACT_PATH };
	size_t at = 0, shown = 0;

	while (at < n) {
		struct redact_look look = { 0 };
		bool found = redact_look(&t, at, &look);

		if (!found && !t.path && redact_look_starts(&t, at))
			found = look_name(r, &t, at, &look);
		if (!found) {
			at++;
			continue;
		}
		at += look.skip;
		str_buf_add_n(out, text + shown, at - shown);
		if (look.made_up || look.len == 0)
			str_buf_add_n(out, text + at, look.len);
		else
			replace(r, &look, text + at, out);
		at += look.len;
		shown = at;
	}
	str_buf_add_n(out, text + shown, n - shown);
}

void redact_serial(struct redact *r, const char *text, size_t n, struct str_buf *out)
{
	struct redact_look look = { .shape = REDACT_LOOK_ID };

	while (n > 0 && isspace((unsigned char)text[n - 1]))
		n--;
	look.len = n;
	if (n == 0)
		return;
	if (redact_look_is_id(text, n))
		str_buf_add_n(out, text, n);
	else
		replace(r, &look, text, out);
}

/* 12 bits of "next", 4 of the version, 16 of the ID; 8 bytes of a number behind it. */
static size_t find_dsn(const uint8_t *config, size_t size)
{
	size_t at = 0x100;

	for (unsigned i = 0; i < 96 && at >= 0x100 && at + 12 <= size; i++) {
		if (config[at] == 0x03 && config[at + 1] == 0)
			return at + 4;
		at = ((size_t)config[at + 2] >> 4 | (size_t)config[at + 3] << 4) & ~(size_t)3;
	}
	return 0;
}

void redact_config(struct redact *r, uint8_t *config, size_t size)
{
	static const uint8_t none[8] = { 0 }, mark[4] = { 2, 0, 0, 0 };
	size_t at = find_dsn(config, size);
	char text[17];
	unsigned number;

	if (at == 0 || memcmp(config + at, none, 8) == 0 || memcmp(config + at + 4, mark, 4) == 0)
		return;
	for (size_t i = 0; i < 8; i++)
		(void)snprintf(text + 2 * i, 3, "%02x", config[at + i]);
	number = number_of(r, REDACT_SERIAL, text, 16);
	for (size_t i = 0; i < 4; i++)
		config[at + i] = (uint8_t)(number >> 8 * i);
	memcpy(config + at + 4, mark, 4);
}
