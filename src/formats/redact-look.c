/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a MAC, a UUID, a serial number, an address or somebody's folder start here? What is
 * done about it is in redact.c.
 */
#include "formats/redact-look.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

static bool word_char(const struct redact_text *t, size_t at)
{
	return at < t->n && isalnum((unsigned char)t->p[at]);
}

bool redact_look_starts(const struct redact_text *t, size_t at)
{
	return at == 0 || !word_char(t, at - 1);
}

static size_t hex_run(const struct redact_text *t, size_t at)
{
	size_t n = 0;

	while (at + n < t->n && isxdigit((unsigned char)t->p[at + n]))
		n++;
	return n;
}

static bool begins(const struct redact_text *t, size_t at, const char *with)
{
	size_t len = strlen(with);

	return len <= t->n - at && strncasecmp(t->p + at, with, len) == 0;
}

bool redact_look_is_id(const char *text, size_t n)
{
	if (n < 4 || memcmp(text, "id-", 3) != 0)
		return false;
	for (size_t i = 3; i < n; i++)
		if (!isdigit((unsigned char)text[i]))
			return false;
	return true;
}

static bool only(const char *p, size_t n, const char *letters)
{
	for (size_t i = 0; i < n; i++)
		if (!strchr(letters, p[i]) || !p[i])
			return false;
	return true;
}

/* GUIDs of EFI, systemd-boot, shim and the signature databases: variables are named by them. */
static const char *const public_guids[] = { "8be4df61-93ca-11d2-aa0d-00e098032b8c",
	"4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", "605dab50-e046-4300-abb6-3dd810dd8b23",
	"d719b2cb-3d3a-4596-a3bc-dad00e67656f" };

#define OUR_UUID      "00000000-0000-4000-8000-"
#define OUR_UUID_BARE "00000000000040008000"

static bool look_uuid(const struct redact_text *t, size_t at, struct redact_look *ret)
{
	static const unsigned char parts[] = { 8, 4, 4, 4, 12 };
	size_t i = at;

	for (size_t k = 0; k < ARRAY_SIZE(parts); k++) {
		if (hex_run(t, i) != parts[k])
			return false;
		i += parts[k];
		if (k + 1 < ARRAY_SIZE(parts) && (i >= t->n || t->p[i++] != '-'))
			return false;
	}
	if (word_char(t, i))
		return false;
	*ret = (struct redact_look) { .shape = REDACT_LOOK_UUID, .len = 36 };
	ret->made_up = begins(t, at, OUR_UUID) || only(t->p + at, 36, "0-");
	for (size_t k = 0; k < ARRAY_SIZE(public_guids); k++)
		ret->made_up = ret->made_up || begins(t, at, public_guids[k]);
	return true;
}

/* A machine ID, also where it names a boot entry. */
static bool look_machine_id(const struct redact_text *t, size_t at, struct redact_look *ret)
{
	if (hex_run(t, at) != 32 || word_char(t, at + 32))
		return false;
	*ret = (struct redact_look) { .shape = REDACT_LOOK_UUID_BARE, .len = 32 };
	ret->made_up = begins(t, at, OUR_UUID_BARE) || only(t->p + at, 32, "0");
	return true;
}

/* Pairs of digits with ":" or "-" between them: 6, 8 (EUI-64) or 20 (InfiniBand). */
static bool look_mac(const struct redact_text *t, size_t at, struct redact_look *ret)
{
	size_t i = at, pairs = 0;
	char sep = at + 2 < t->n ? t->p[at + 2] : '\0';

	if (sep != ':' && sep != '-')
		return false;
	while (hex_run(t, i) == 2) {
		pairs++;
		i += 2;
		if (i >= t->n || t->p[i] != sep || hex_run(t, i + 1) == 0)
			break;
		i++;
	}
	if (word_char(t, i) || (pairs != 6 && pairs != 8 && pairs != 20) ||
		i - at != pairs * 3 - 1 || (sep == '-' && pairs != 6))
		return false;
	*ret = (struct redact_look) {
		.shape = REDACT_LOOK_MAC,
		.len = i - at,
		.pairs = pairs,
		.dashes = sep == '-',
	};
	ret->made_up = only(t->p + at, i - at, "0:-") || only(t->p + at, i - at, "fF:-") ||
		       (begins(t, at, "02") && only(t->p + at + 2, i - at - 7, "0:-"));
	return true;
}

/* Names that systemd gives to interfaces without a better one. */
static bool look_interface(const struct redact_text *t, size_t at, struct redact_look *ret)
{
	if (!begins(t, at, "enx") && !begins(t, at, "wlx"))
		return false;
	if (hex_run(t, at + 3) != 12 || word_char(t, at + 15))
		return false;
	*ret = (struct redact_look) { .shape = REDACT_LOOK_MAC_BARE, .skip = 3, .len = 12 };
	ret->made_up = begins(t, at + 3, "02000000") || only(t->p + at + 3, 12, "0");
	return true;
}

/* "version 1.3.30.0" is none, nor is a netmask. */
static bool is_version(const struct redact_text *t, size_t at)
{
	static const char *const words[] = { "version", "ver", "fw", "firmware", "package", "rev",
		"nvm", "api", "release", "build" };
	size_t end = at, start;

	while (end > 0 && strchr(" :=(\"'", t->p[end - 1]))
		end--;
	start = end;
	while (start > 0 && isalpha((unsigned char)t->p[start - 1]))
		start--;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (end - start == strlen(words[i]) && begins(t, start, words[i]))
			return true;
	return false;
}

static bool look_ipv4(const struct redact_text *t, size_t at, struct redact_look *ret)
{
	char text[INET_ADDRSTRLEN];
	struct in_addr addr;
	uint32_t a;
	size_t n = 0;

	while (at + n < t->n && n < sizeof(text) &&
		(isdigit((unsigned char)t->p[at + n]) || t->p[at + n] == '.'))
		n++;
	/* The full stop of a sentence. */
	if (n > 0 && t->p[at + n - 1] == '.')
		n--;
	if (n < 7 || n >= sizeof(text) || word_char(t, at + n) ||
		(at > 0 && strchr(".-+", t->p[at - 1])))
		return false;
	memcpy(text, t->p + at, n);
	text[n] = '\0';
	if (inet_pton(AF_INET, text, &addr) != 1 || is_version(t, at) ||
		(at + n + 1 < t->n && strchr("-+~", t->p[at + n]) &&
			isalpha((unsigned char)t->p[at + n + 1])))
		return false;
	a = ntohl(addr.s_addr);
	*ret = (struct redact_look) { .shape = REDACT_LOOK_IPV4, .len = n };
	ret->made_up = a >> 24 == 0 || a >> 24 == 127 || a >> 24 == 255 || a >> 8 == 0xc00002 ||
		       a >> 8 == 0xc63364 || a >> 8 == 0xcb0071 || a >> 17 == 0xc612 >> 1;
	return true;
}

static bool look_ipv6(const struct redact_text *t, size_t at, struct redact_look *ret)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr addr;
	size_t n = 0, groups = 0;

	while (at + n < t->n && n < sizeof(text) &&
		(isxdigit((unsigned char)t->p[at + n]) || t->p[at + n] == ':'))
		n++;
	if (n > 1 && t->p[at + n - 1] == ':' && t->p[at + n - 2] != ':')
		n--;
	if (n < 5 || n >= sizeof(text) || word_char(t, at + n) || (at > 0 && t->p[at - 1] == ':'))
		return false;
	memcpy(text, t->p + at, n);
	text[n] = '\0';
	for (size_t i = 0; i < n; i++)
		groups += text[i] != ':' && (i == 0 || text[i - 1] == ':');
	if (groups < 2 || inet_pton(AF_INET6, text, &addr) != 1)
		return false;
	*ret = (struct redact_look) { .shape = REDACT_LOOK_IPV6, .len = n };
	ret->made_up = memcmp(addr.s6_addr, "\x20\x01\x0d\xb8", 4) == 0 || addr.s6_addr[0] == 0xff;
	return true;
}

/* What stands behind these words is somebody's. */
static const struct key {
	const char *word;
	enum redact_look_shape shape;
	const char *end; /* what ends the value; NULL: whatever is no hexadecimal digit */
} keys[] = {
	{ "/home/", REDACT_LOOK_USER, " \t\n/:,\"'" },
	{ "/media/", REDACT_LOOK_USER, " \t\n/:,\"'" },
	{ "by-id/", REDACT_LOOK_ID, " \t\n/:,\"'" },
	{ "by-label/", REDACT_LOOK_ID, " \t\n/:,\"'" },
	{ "by-partlabel/", REDACT_LOOK_ID, " \t\n/:,\"'" },
	{ "by-partuuid/", REDACT_LOOK_ID, " \t\n/:,\"'" },
	{ "by-uuid/", REDACT_LOOK_ID, " \t\n/:,\"'" },
	{ "UUID=", REDACT_LOOK_ID, " \t\n/:,\"'" },
	{ "PARTUUID=", REDACT_LOOK_ID, " \t\n/:,\"'" },
	{ "LABEL=", REDACT_LOOK_ID, " \t\n/:,\"'" },
	{ "PARTLABEL=", REDACT_LOOK_ID, " \t\n/:,\"'" },
	{ "SerialNumber: ", REDACT_LOOK_ID, "\n" },
	{ "serial number: ", REDACT_LOOK_ID, "\n" },
	{ "serial number ", REDACT_LOOK_ID, " \t\n,;" },
	{ "eui.", REDACT_LOOK_ID, NULL },
	{ "naa.", REDACT_LOOK_ID, NULL },
	{ "wwn-0x", REDACT_LOOK_ID, NULL },
};

static size_t value_len(const struct redact_text *t, size_t at, const char *end)
{
	size_t n = 0;

	while (at + n < t->n && t->p[at + n] && !strchr(end, t->p[at + n]))
		n++;
	return n;
}

static bool is_user(const char *p, size_t n)
{
	return n > 5 && memcmp(p, "user-", 5) == 0 && only(p + 5, n - 5, "0123456789");
}

static bool look_key(const struct redact_text *t, size_t at, struct redact_look *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const struct key *k = &keys[i];
		size_t skip = strlen(k->word), value, n;

		if (!begins(t, at, k->word))
			continue;
		/* How dracut and systemd call an encrypted disk. */
		skip += begins(t, at + skip, "luks-") ? 5 : 0;
		value = at + skip;
		n = k->end ? value_len(t, value, k->end) : hex_run(t, value);
		if (n == 0 || (!k->end && n < 16))
			continue;
		/* A whole UUID is one wherever it stands. */
		if (look_uuid(t, value, ret) && ret->len == n) {
			ret->skip = skip;
			return true;
		}
		*ret = (struct redact_look) { .shape = k->shape, .skip = skip, .len = n };
		ret->made_up = k->shape == REDACT_LOOK_USER ? is_user(t->p + value, n)
							    : redact_look_is_id(t->p + value, n);
		return true;
	}
	return false;
}

/* A path starts here, or goes on behind /run or /var: drivers/media/usb is nobody's. */
static bool top_folder(const struct redact_text *t, size_t at)
{
	return redact_look_starts(t, at) ||
	       (at >= 4 && (begins(t, at - 4, "/run") || begins(t, at - 4, "/var")) &&
		       redact_look_starts(t, at - 4));
}

bool redact_look(const struct redact_text *t, size_t at, struct redact_look *ret)
{
	unsigned char c = (unsigned char)t->p[at];

	if (c == '/')
		return top_folder(t, at) && look_key(t, at, ret);
	if ((!isalnum(c) && c != ':') || !redact_look_starts(t, at))
		return false;
	if (look_key(t, at, ret) || look_interface(t, at, ret))
		return true;
	if (isxdigit(c) &&
		(look_uuid(t, at, ret) || look_machine_id(t, at, ret) || look_mac(t, at, ret)))
		return true;
	if (t->path)
		return false;
	return look_ipv6(t, at, ret) || (isdigit(c) && look_ipv4(t, at, ret));
}
