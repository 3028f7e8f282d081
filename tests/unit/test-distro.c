/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a distribution known by its os-release, and only by that?
 */
#include "distro/distro.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

/* ID, ID_LIKE and VARIANT_ID as the distributions' own files have them. */
static const struct {
	const char *want; /* id of the row; NULL: none */
	struct distro_words words;
} samples[] = {
	{ "debian", { .id = "debian" } },
	{ "debian", { .id = "linuxmint", .id_like = "debian" } }, /* LMDE */
	{ "ubuntu", { .id = "linuxmint", .id_like = "ubuntu debian" } },
	{ "ubuntu", { .id = "ubuntu", .id_like = "debian" } },
	{ "ubuntu", { .id = "neon", .id_like = "ubuntu debian", .variant_id = "user" } },
	{ "popos", { .id = "pop", .id_like = "ubuntu debian" } },
	{ "pve", { .id = "debian", .pve = true } },
	{ "arch", { .id = "arch" } },
	{ "arch", { .id = "omarchy", .id_like = "arch" } },
	{ "endeavouros", { .id = "endeavouros", .id_like = "arch" } },
	{ "cachyos", { .id = "cachyos", .id_like = "arch" } },
	{ "manjaro", { .id = "manjaro", .id_like = "arch" } },
	{ "fedora", { .id = "fedora", .variant_id = "workstation" } },
	{ "fedora", { .id = "nobara", .id_like = "rhel centos fedora" } },
	{ "fedora", { .id = "rocky", .id_like = "rhel centos fedora" } },
	{ "ostree", { .id = "fedora", .variant_id = "silverblue" } },
	{ "ostree", { .id = "fedora", .variant_id = "iot", .ostree = true } },
	{ "ostree", { .id = "bazzite", .id_like = "fedora", .variant_id = "bazzite" } },
	{ "opensuse", { .id = "opensuse-tumbleweed", .id_like = "opensuse suse" } },
	{ "opensuse", { .id = "sled", .id_like = "suse" } },
	{ "nixos", { .id = "nixos" } },
	{ NULL, { .id = "alpine" } },
	{ NULL, { .id = "deb", .id_like = "" } },
	{ NULL, { .id = "", .id_like = "  " } },
	{ NULL, { .id = NULL } },
};

static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct distro *d = distro_of(&samples[i].words);

		if (!str_eq(d ? d->id : NULL, samples[i].want))
			fail_msg("%s is %s", samples[i].words.id, d ? d->id : "nothing");
	}
}

/* One %s in the command, texts in every row, and no word that two rows claim. */
static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; distros[i]; i++) {
		const struct distro *d = distros[i];
		const char *where = strstr(d->install, "%s");

		assert_true(d->id && d->title && d->ids && where);
		assert_null(strchr(where + 2, '%'));
		assert_non_null(d->packages[DISTRO_PACKAGE_QEMU]);
		assert_non_null(d->packages[DISTRO_PACKAGE_OVMF]);
		for (size_t j = 0; distros[j]; j++) {
			char ids[200], *rest = NULL;

			(void)snprintf(ids, sizeof(ids), "%s", distros[j]->ids);
			for (char *w = strtok_r(ids, " ", &rest); w;
				w = strtok_r(NULL, " ", &rest)) {
				struct distro_words words = { .id = w };

				assert_ptr_equal(distro_of(&words), distros[j]);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
