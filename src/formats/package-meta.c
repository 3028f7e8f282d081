/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which package is in a file? Its own words, and those of its name; unpacking is ext-archive.c's
 * work. What is said in letters that no package has is refused, not repaired.
 */
#include "formats/package-meta.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define DIGITS "0123456789"
#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Debian policy 5.6.1, 5.6.12; PKGBUILD(5). */
#define NAME_LETTERS    LOWER DIGITS "+-._@"
#define VERSION_LETTERS LOWER UPPER DIGITS ".+~:-_"
#define ARCH_LETTERS    LOWER DIGITS "-_"

static const char *const pacman_ends[] = { ".pkg.tar.zst", ".pkg.tar.xz", ".pkg.tar.gz" };

/* The text without that end, its length; 0 when it has another one. */
static size_t before(const char *text, const char *end)
{
	size_t n = strlen(text), e = strlen(end);

	return n > e && str_eq(text + n - e, end) ? n - e : 0;
}

static size_t stem_of(const char *file, enum package_kind *ret)
{
	size_t n = before(file, ".deb");

	*ret = PACKAGE_KIND_DEB;
	for (size_t i = 0; n == 0 && i < ARRAY_SIZE(pacman_ends); i++) {
		*ret = PACKAGE_KIND_PACMAN;
		n = before(file, pacman_ends[i]);
	}
	if (n == 0)
		*ret = PACKAGE_KIND_NONE;
	return n;
}

enum package_kind package_kind_of(const char *file)
{
	enum package_kind kind;

	(void)stem_of(file, &kind);
	return kind;
}

static bool fill(char *to, size_t size, const char *letters, const char *from, size_t n)
{
	if (n == 0 || n >= size)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!from[i] || !strchr(letters, from[i]))
			return false;
	/* A word that starts so would be an option of whoever it is given to. */
	if (from[0] == '-' || from[0] == '.')
		return false;
	memcpy(to, from, n);
	to[n] = '\0';
	return true;
}

static bool fill_name(struct package_meta *m, const char *from, size_t n)
{
	return fill(m->name, sizeof(m->name), NAME_LETTERS, from, n);
}

static bool fill_version(struct package_meta *m, const char *from, size_t n)
{
	return fill(m->version, sizeof(m->version), VERSION_LETTERS, from, n);
}

static bool fill_arch(struct package_meta *m, const char *from, size_t n)
{
	return fill(m->arch, sizeof(m->arch), ARCH_LETTERS, from, n);
}

/* Where the last such letter of the first n is; n: nowhere. */
static size_t last(const char *text, size_t n, char letter)
{
	for (size_t i = n; i > 0; i--)
		if (text[i - 1] == letter)
			return i - 1;
	return n;
}

enum package_kind package_meta_of_name(const char *file, struct package_meta *ret)
{
	struct package_meta m = { 0 };
	enum package_kind kind;
	size_t n = stem_of(file, &kind), arch, version;
	char letter = kind == PACKAGE_KIND_DEB ? '_' : '-';

	if (n == 0)
		return PACKAGE_KIND_NONE;
	arch = last(file, n, letter);
	version = last(file, arch, letter);
	/* Of pacman's, the version has one '-' in it. */
	if (kind == PACKAGE_KIND_PACMAN && version < arch)
		version =
			last(file, version, letter) < version ? last(file, version, letter) : arch;
	if (arch == n || version == arch || !fill_name(&m, file, version) ||
		!fill_version(&m, file + version + 1, arch - version - 1) ||
		!fill_arch(&m, file + arch + 1, n - arch - 1))
		return PACKAGE_KIND_NONE;
	*ret = m;
	return kind;
}

struct field {
	const char *key;
	bool (*fill)(struct package_meta *m, const char *from, size_t n);
	bool seen;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* A line "KEY: VALUE" or "KEY = VALUE"; -EINVAL for one of ours that is wrong. */
static int take_line(
	struct field fields[3], const char *line, size_t len, char sep, struct package_meta *m)
{
	size_t key = 0, value;

	while (key < len && line[key] != ' ' && line[key] != sep)
		key++;
	value = key;
	while (value < len && line[value] == ' ')
		value++;
	if (value == len || line[value] != sep)
		return 0;
	value++;
	while (value < len && is_blank(line[value]))
		value++;
	while (len > value && is_blank(line[len - 1]))
		len--;
	for (size_t i = 0; i < 3; i++) {
		if (strlen(fields[i].key) != key || memcmp(fields[i].key, line, key) != 0)
			continue;
		if (fields[i].seen || !fields[i].fill(m, line + value, len - value))
			return -EINVAL;
		fields[i].seen = true;
	}
	return 0;
}

int package_meta_parse(enum package_kind kind, struct bytes b, struct package_meta *ret)
{
	struct field fields[2][3] = {
		{ { "Package", fill_name, false }, { "Version", fill_version, false },
			{ "Architecture", fill_arch, false } },
		{ { "pkgname", fill_name, false }, { "pkgver", fill_version, false },
			{ "arch", fill_arch, false } },
	};
	bool deb = kind == PACKAGE_KIND_DEB;
	struct field *f = fields[deb ? 0 : 1];
	const char *text = (const char *)b.data;
	struct package_meta m = { 0 };
	int r = 0;

	for (size_t at = 0; at < b.size && r == 0;) {
		const char *line = text + at, *end = memchr(line, '\n', b.size - at);
		size_t len = end ? (size_t)(end - line) : b.size - at;

		at += len + 1;
		/* An empty line ends a paragraph; one that starts with a blank goes on. */
		if (deb && len == 0 && (f[0].seen || f[1].seen || f[2].seen))
			break;
		if (len > 0 && line[0] != ' ' && line[0] != '\t' && line[0] != '#')
			r = take_line(f, line, len, deb ? ':' : '=', &m);
	}
	if (r < 0 || !f[0].seen || !f[1].seen || !f[2].seen)
		return -EINVAL;
	*ret = m;
	return 0;
}

char *package_meta_release(const char *version)
{
	const char *colon = strchr(version, ':');
	size_t n;

	if (colon)
		version = colon + 1;
	n = strlen(version);
	return str_from_bytes(version, last(version, n, '-'));
}
