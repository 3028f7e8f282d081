/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the system known by its os-release, wherever that lies, and unknown without it?
 */
#include "facts/facts.h"

#include <string.h>

#include "base/str.h"
#include "lib/tests.h"
#include "lib/tree.h"

extern const struct facts facts_os;

static void read_tree(const struct tree *tree, unsigned scope, struct host *host)
{
	struct root root;
	struct err err = { 0 };

	host_init(host);
	assert_ok(root_open(&root, tree->path, &err), err);
	assert_ok(facts_os.read(&root, scope, host, &err), err);
	root_done(&root);
}

static void test_debian(void **state)
{
	struct host host;

	tree_add(*state, "etc/os-release",
		"PRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\nNAME=\"Debian GNU/Linux\"\n"
		"VERSION_ID=\"13\"\nID=debian\nHOME_URL=\"https://www.debian.org/\"\n");
	read_tree(*state, FACTS_HOST, &host);
	assert_string_equal(host.os_name, "Debian GNU/Linux 13 (trixie)");
	assert_string_equal(host.distro->id, "debian");
	assert_int_equal(host.is_root, TRI_UNKNOWN);
	host_done(&host);
	tree_add(*state, "usr/bin/pveversion", "#!/usr/bin/perl\n");
	read_tree(*state, FACTS_HOST, &host);
	assert_string_equal(host.distro->id, "pve");
	host_done(&host);
}

/* /etc/os-release is a link in most distributions, and absolute in some. */
static void test_link(void **state)
{
	struct host host;

	tree_add(*state, "etc/os-release", "-> /usr/lib/os-release");
	tree_add(*state, "usr/lib/os-release",
		"NAME=\"Fedora Linux\"\nVERSION=\"43 (Silverblue)\"\nID=fedora\n"
		"PRETTY_NAME=\"Fedora Linux 43 (Silverblue)\"\nVARIANT_ID=silverblue\n");
	read_tree(*state, FACTS_HOST, &host);
	assert_string_equal(host.distro->id, "ostree");
	host_done(&host);
}

static void test_usr_alone(void **state)
{
	struct host host;

	tree_add(*state, "usr/lib/os-release", "ID=\"opensuse-tumbleweed\"\n");
	read_tree(*state, FACTS_HOST, &host);
	assert_string_equal(host.distro->id, "opensuse");
	assert_null(host.os_name);
	host_done(&host);
}

static void test_unknown(void **state)
{
	struct host host;

	read_tree(*state, FACTS_HOST, &host);
	assert_null(host.os_name);
	assert_null(host.distro);
	host_done(&host);
	tree_add(*state, "etc/os-release", "\xff\xfe\nID\n=\nID='\n");
	read_tree(*state, FACTS_HOST, &host);
	assert_null(host.distro);
	host_done(&host);
}

/* A folder where a file should be cannot be read, and is not "not there". */
static void test_unreadable(void **state)
{
	struct host host;

	tree_add(*state, "etc/os-release", NULL);
	tree_add(*state, "usr/lib/os-release", "ID=arch\n");
	read_tree(*state, FACTS_HOST, &host);
	assert_null(host.distro);
	host_done(&host);
}

static void test_only_for_doctor(void **state)
{
	struct host host;

	tree_add(*state, "etc/os-release", "ID=arch\nPRETTY_NAME=Arch\n");
	read_tree(*state, FACTS_ALL, &host);
	assert_null(host.distro);
	assert_null(host.os_name);
	host_done(&host);
}

/* A capture says who made it; one from before that, or with rubbish in it, does not. */
static void test_reader(void **state)
{
	static const struct {
		const char *text;
		enum tri is_root;
	} rows[] = {
		{ "format 1\nvirtfn 1.0\nroot yes", TRI_YES },
		{ "format 1\nvirtfn 1.0\nroot no\n", TRI_NO },
		{ "format 1\nroot unknown\n", TRI_UNKNOWN },
		{ "root yesterday\n\n", TRI_UNKNOWN },
		{ "", TRI_UNKNOWN },
	};
	struct host host;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tree_add(*state, ".virtfn/capture", rows[i].text);
		read_tree(*state, FACTS_HOST, &host);
		assert_int_equal(host.is_root, rows[i].is_root);
		host_done(&host);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reader, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_debian, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_link, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_usr_alone, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_unknown, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_unreadable, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_only_for_doctor, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
