/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as the name of a package's file, as its control file, as its .PKGINFO and as a
 * dkms.conf: what is found stands in the text, and has no letter that a program or a path would
 * read as something else.
 */
#include "fuzz.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/dkms-conf.h"
#include "formats/package-meta.h"

static void check_word(const char *word, size_t size)
{
	FUZZ_CHECK(word[0] && strlen(word) < size);
	FUZZ_CHECK(word[0] != '-' && word[0] != '.');
	FUZZ_CHECK(!strpbrk(word, "/ \t\r\n\x1e\x1f\"'$`\\"));
}

static void check(const struct package_meta *m, const char *text)
{
	check_word(m->name, sizeof(m->name));
	check_word(m->version, sizeof(m->version));
	check_word(m->arch, sizeof(m->arch));
	FUZZ_CHECK(!text || (strstr(text, m->name) && strstr(text, m->version)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = str_from_bytes(data, size);
	_cleanup_free_ char *exclusive = text ? dkms_conf_exclusive(text) : NULL;
	bool whole = text && strlen(text) == size;
	struct package_meta m;

	if (!text)
		return 0;
	FUZZ_CHECK(!exclusive || (exclusive[0] && strstr(text, exclusive)));
	if (package_meta_of_name(text, &m) != PACKAGE_KIND_NONE) {
		_cleanup_free_ char *release = package_meta_release(m.version);

		check(&m, text);
		FUZZ_CHECK(package_meta_of_name(text, &m) == package_kind_of(text));
		FUZZ_CHECK(!release || strstr(m.version, release));
	}
	for (int kind = PACKAGE_KIND_DEB; kind <= PACKAGE_KIND_PACMAN; kind++)
		if (package_meta_parse((enum package_kind)kind, bytes_of(data, size), &m) == 0)
			check(&m, whole ? text : NULL);
	return 0;
}
