/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which distribution is this? The table is made from the rows in meson.build: a distro_x is
 * defined in distro-x.c. Reading os-release is facts/ work.
 */
#include "distro/distro.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"

#define ROW(name) extern const struct distro distro_##name;
#include "distro/distro-rows.h"
#undef ROW

const struct distro *const distros[] = {
#define ROW(name) &distro_##name,
#include "distro/distro-rows.h"
#undef ROW
	NULL,
};

/* The row of the first of these words that has one. */
static const struct distro *find(const char *words)
{
	for (const char *p = words; p && *p;) {
		size_t n = strcspn(p, " ");

		for (size_t i = 0; n > 0 && distros[i]; i++)
			if (str_has_word(distros[i]->ids, p, n))
				return distros[i];
		p += n + (p[n] == ' ');
	}
	return NULL;
}

const struct distro *distro_of(const struct distro_words *words)
{
	const struct distro *d = NULL;

	if (words->pve)
		return find("proxmox");
	/* Silverblue's ID is "fedora", but dnf does not work there. */
	d = find(words->variant_id);
	if (!d)
		d = find(words->id);
	if (!d)
		d = find(words->id_like);
	if (d && words->ostree && d == find("fedora"))
		d = find("silverblue");
	return d;
}
