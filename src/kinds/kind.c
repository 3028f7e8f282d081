/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of device kinds, made from the rows in meson.build: a kind_x is
 * defined in kind-x.c. The first that matches wins.
 */
#include "kinds/kind.h"

#include <stddef.h>

#define ROW(name) extern const struct kind kind_##name;
#include "kinds/kind-rows.h"
#undef ROW

const struct kind *const kinds[] = {
#define ROW(name) &kind_##name,
#include "kinds/kind-rows.h"
#undef ROW
	NULL,
};

const struct kind *kind_of(const struct pci_dev *d)
{
	size_t i = 0;

	while (kinds[i + 1] && !kinds[i]->matches(d))
		i++;
	return kinds[i];
}
