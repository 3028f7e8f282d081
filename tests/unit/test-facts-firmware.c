/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Board, firmware, Secure Boot and lockdown: there, absent, unreadable and nonsense.
 */
#include "facts/facts.h"

#include <string.h>

#include "lib/host-tree.h"
#include "lib/tests.h"

#define DMI      "sys/class/dmi/id/"
#define VAR      "sys/firmware/efi/efivars/"
#define GUID     "-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define LOCKDOWN "sys/kernel/security/lockdown"

static void test_all(void **state)
{
	static const struct tree_file files[] = {
		{ DMI "sys_vendor", "ASUSTeK COMPUTER INC.\n" },
		{ DMI "product_name", "  ROG Zephyrus \n" },
		{ DMI "product_version", "Default string\n" },
		{ DMI "product_serial", "secret\n" },
		{ DMI "board_vendor", "ASUSTeK\n" },
		{ DMI "board_name", "GA402\n" },
		{ DMI "bios_vendor", "American Megatrends\n" },
		{ DMI "bios_version", "319\n" },
		{ DMI "bios_date", "12/21/2023\n" },
		{ DMI "chassis_type", "138\n" },
		{ LOCKDOWN, "none [integrity] confidentiality\n" },
		{ NULL, NULL },
	};
	struct host_tree *t = *state;
	const struct machine *m = &t->host.machine;

	tree_add_all(&t->tree, files);
	tree_add_bytes(&t->tree, VAR "SecureBoot" GUID, "\6\0\0\0\1", 5);
	tree_add_bytes(&t->tree, VAR "SetupMode" GUID, "\6\0\0\0\0", 5);
	host_tree_read(t);
	assert_string_equal(m->sys_vendor, "ASUSTeK COMPUTER INC.");
	assert_string_equal(m->product, "ROG Zephyrus");
	assert_null(m->product_version);
	assert_string_equal(m->board_vendor, "ASUSTeK");
	assert_string_equal(m->board, "GA402");
	assert_string_equal(m->bios_vendor, "American Megatrends");
	assert_string_equal(m->bios_version, "319");
	assert_string_equal(m->bios_date, "12/21/2023");
	assert_int_equal(m->chassis, 10);
	assert_int_equal(machine_portable(m), TRI_YES);
	assert_int_equal(m->uefi, TRI_YES);
	assert_int_equal(m->secure_boot, TRI_YES);
	assert_int_equal(m->setup_mode, TRI_NO);
	assert_string_equal(m->lockdown, "integrity");
}

static void test_absent(void **state)
{
	struct host_tree *t = *state;
	const struct machine *m = &t->host.machine;

	host_tree_read(t);
	assert_null(m->sys_vendor);
	assert_int_equal(m->chassis, -1);
	assert_int_equal(m->uefi, TRI_UNKNOWN);
	assert_int_equal(m->secure_boot, TRI_UNKNOWN);
	assert_string_equal(m->lockdown, "");
	/* As docker shows it. */
	tree_add(&t->tree, "sys/firmware", NULL);
	host_tree_read(t);
	assert_int_equal(m->uefi, TRI_UNKNOWN);
}

static void test_bios(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, "sys/firmware/acpi", NULL);
	host_tree_read(t);
	assert_int_equal(t->host.machine.uefi, TRI_NO);
	assert_int_equal(t->host.machine.secure_boot, TRI_NO);
	assert_int_equal(t->host.machine.setup_mode, TRI_UNKNOWN);
}

/* efivarfs is not mounted: nobody knows. */
static void test_no_variables(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, "sys/firmware/efi/efivars", NULL);
	host_tree_read(t);
	assert_int_equal(t->host.machine.uefi, TRI_YES);
	assert_int_equal(t->host.machine.secure_boot, TRI_UNKNOWN);
}

static void test_unreadable(void **state)
{
	struct host_tree *t = *state;

	tree_add_bytes(&t->tree, VAR "SecureBoot" GUID, "\6\0\0\0\1", 5);
	tree_add(&t->tree, LOCKDOWN, "[none] integrity confidentiality\n");
	tree_add(&t->tree, DMI "board_name", "X\n");
	host_tree_lock(t, VAR "SecureBoot" GUID);
	host_tree_lock(t, LOCKDOWN);
	host_tree_lock(t, DMI "board_name");
	host_tree_read(t);
	assert_string_equal(t->host.machine.lockdown, "none");
	host_tree_read_as_nobody(t);
	assert_int_equal(t->host.machine.secure_boot, TRI_UNKNOWN);
	assert_string_equal(t->host.machine.lockdown, "");
	assert_null(t->host.machine.board);
}

static void test_rubbish(void **state)
{
	static const struct tree_file files[] = {
		{ DMI "chassis_type", "1000\n" },
		{ DMI "sys_vendor", "\n" },
		{ DMI "board_name", NULL },
		{ LOCKDOWN, "none ]integrity[ everything\n" },
		{ VAR "SecureBoot" GUID, "12345" },
		{ VAR "SetupMode" GUID, "abc" },
		{ NULL, NULL },
	};
	struct host_tree *t = *state;

	tree_add_all(&t->tree, files);
	host_tree_read(t);
	assert_int_equal(t->host.machine.chassis, -1);
	assert_null(t->host.machine.sys_vendor);
	assert_null(t->host.machine.board);
	assert_string_equal(t->host.machine.lockdown, "");
	assert_int_equal(t->host.machine.secure_boot, TRI_UNKNOWN);
	assert_int_equal(t->host.machine.setup_mode, TRI_UNKNOWN);
}

static void test_long(void **state)
{
	struct host_tree *t = *state;
	char text[2001];

	memset(text, 'x', 2000);
	text[2000] = '\0';
	tree_add(&t->tree, DMI "board_name", text);
	tree_add(&t->tree, LOCKDOWN, "[an unheard-of mode that is long]\n");
	host_tree_read(t);
	assert_int_equal(strlen(t->host.machine.board), 255);
	assert_string_equal(t->host.machine.lockdown, "");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all),
		TEST(test_absent),
		TEST(test_bios),
		TEST(test_no_variables),
		TEST(test_unreadable),
		TEST(test_rubbish),
		TEST(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
