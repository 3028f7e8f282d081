/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vm-needs.c, guest-needs.c and cpu-list.c: needs out of a domain's XML and into it, and what is
 * refused before a host is asked.
 */
#include "guest/guest-needs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"
#include "model/cpu-list.h"

#define HEAD "<domain><name>a</name><metadata><x:needs xmlns:x='" GUEST_NEEDS_NAMESPACE "'>"
#define TAIL "</x:needs></metadata></domain>"
#define WHOLE                                                                                \
	HEAD "<x:vf pf='0000:01:00.0' index='1' count='4' driver='igb-vfio-pci' "            \
	     "settings='mac=52:54:00:00:00:01,vlan=100,qos=0,proto=802.1Q'/>"                \
	     "<x:vf pf='00:02.0' index='0' quota='exec_quantum_ms=25'/>"                     \
	     "<x:hugepages page='1G' count='8' node='1'/><x:hugepages page='2M' count='7'/>" \
	     "<x:shm path='/dev/shm/looking-glass' size='64M' owner='me' group='36'/>"       \
	     "<x:host cpus='0-1,8' governor='performance' epp='performance'/>" TAIL

static void test_read(void **state)
{
	struct vm_needs n;
	struct err err = { 0 };

	(void)state;
	assert_ok(guest_needs_read(WHOLE, &n, &err), err);
	assert_int_equal(n.n_vfs, 2);
	assert_int_equal(n.vfs[0].pf.bus, 1);
	assert_int_equal(n.vfs[0].index, 1);
	assert_int_equal(n.vfs[0].count, 4);
	assert_string_equal(n.vfs[0].driver, "igb-vfio-pci");
	assert_int_equal(n.vfs[0].settings.vlan, 100);
	assert_int_equal(n.vfs[1].count, 1);
	assert_string_equal(n.vfs[1].driver, "vfio-pci");
	assert_int_equal(n.vfs[1].quota.v[VF_QUOTA_EXEC_QUANTUM], 25);
	assert_int_equal(n.n_huge, 2);
	assert_int_equal(n.huge[0].page, 1 << 30);
	assert_int_equal(n.huge[0].node, 1);
	assert_int_equal(n.huge[1].node, -1);
	assert_int_equal(n.shm[0].size, 64 << 20);
	assert_int_equal(n.shm[0].mode, 0660);
	assert_string_equal(n.shm[0].owner, "me");
	assert_string_equal(n.host_cpus, "0-1,8");
	assert_string_equal(n.governor, "performance");
}

static void test_none(void **state)
{
	static const char *const texts[] = {
		"<domain><name>a</name></domain>",
		/* Not even parsed. */
		"",
		"rubbish",
		/* A name space that somebody only speaks of, and needs that are elsewhere. */
		"<domain><description>" GUEST_NEEDS_NAMESPACE "</description></domain>",
		"<domain><devices><needs xmlns='" GUEST_NEEDS_NAMESPACE "'><vf/></needs></devices>"
		"</domain>",
		"<domain><metadata><needs "
		"xmlns='urn:x'><vf/></needs></metadata><!-- " GUEST_NEEDS_NAMESPACE " --></domain>",
		HEAD TAIL,
	};
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct vm_needs n;

		memset(&n, 0xff, sizeof(n));
		assert_ok(guest_needs_read(texts[i], &n, &err), err);
		assert_false(vm_needs_any(&n));
	}
}

static void refuses(const char *element, const char *why)
{
	_cleanup_free_ char *text = str_printf("%s%s%s", HEAD, element, TAIL);
	struct vm_needs n;
	struct err err = { 0 };

	assert_non_null(text);
	assert_int_equal(guest_needs_read(text, &n, &err), -EINVAL);
	assert_contains(err.text, why);
	assert_contains(err.text, "cannot read what the guest needs: ");
}

static void test_refused(void **state)
{
	(void)state;
	refuses("<x:vf/>", "pf cannot be ''");
	refuses("<x:vf pf='no' index='0'/>", "pf cannot be 'no'");
	refuses("<x:vf pf='01:00.0'/>", "lack a index");
	refuses("<x:vf pf='01:00.0' index='-1'/>", "index cannot be '-1'");
	refuses("<x:vf pf='01:00.0' index='2' count='2'/>", "of 2 VFs of 0000:01:00.0 none");
	refuses("<x:vf pf='01:00.0' index='0' driver='../x-vfio'/>", "is no driver");
	refuses("<x:vf pf='01:00.0' index='0' driver='igbvf'/>", "is no driver");
	refuses("<x:vf pf='01:00.0' index='0' settings='mac=x'/>", "x");
	refuses("<x:vf pf='01:00.0' index='0' quota='x=1'/>", "x");
	refuses("<x:vf pf='01:00.0' index='0'/><x:vf pf='01:00.0' index='0'/>", "there twice");
	refuses("<x:hugepages count='1'/>", "lack a page");
	refuses("<x:hugepages page='3M' count='1'/>", "no huge pages of 3145728");
	refuses("<x:hugepages page='4K' count='1'/>", "no huge pages of 4096");
	refuses("<x:hugepages page='2M' count='0'/>", "cannot be had");
	refuses("<x:hugepages page='2M' count='1' node='2000'/>", "cannot be had");
	refuses("<x:hugepages page='2M' count='1'/><x:hugepages page='2M' count='1'/>", "twice");
	refuses("<x:shm path='/etc/passwd' size='4K'/>", "no place for shared memory");
	refuses("<x:shm path='/dev/shm/../sda' size='4K'/>", "no place for shared memory");
	refuses("<x:shm path='/dev/shm/a/b' size='4K'/>", "no place for shared memory");
	refuses("<x:shm path='/dev/shm/' size='4K'/>", "no place for shared memory");
	refuses("<x:shm path='/dev/kvmfr' size='4K'/>", "no place for shared memory");
	refuses("<x:shm path='/dev/kvmfr0/x' size='4K'/>", "no place for shared memory");
	refuses("<x:shm path='/dev/shm/a' size='5000'/>", "size cannot be");
	refuses("<x:shm path='/dev/shm/a' size='4K' mode='4777'/>", "cannot have the mode");
	refuses("<x:shm path='/dev/shm/a' size='4K' mode='9'/>", "mode cannot be '9'");
	refuses("<x:shm path='/dev/shm/a' size='4K' owner='a b'/>", "is no owner");
	refuses("<x:host cpus='1-0'/>", "no list of CPUs");
	refuses("<x:host cpus='all'/>", "no list of CPUs");
	refuses("<x:host governor='a/b'/>", "no governor");
	refuses("<x:host governor='aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'/>", "too long");
	refuses("<x:host cpus='0-1'/><x:host governor='powersave'/>", "say twice");
	refuses("<x:future/>", "does not know");
	refuses("<vf xmlns='urn:x'/>", "does not know");
	refuses("<x:host", "not well-formed");
}

static void test_too_many(void **state)
{
	struct str_buf b = { 0 };
	_cleanup_free_ char *text = NULL;

	(void)state;
	for (int i = 0; i <= VM_NEEDS_VFS; i++)
		str_buf_printf(&b, "<x:vf pf='01:00.0' index='%d'/>", i);
	text = str_buf_take(&b);
	refuses(text, "more than 16");
}

static void writes(const char *domain, const struct vm_needs *n, const char *want)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };

	assert_ok(xml_parse(domain, &xml, &err), err);
	assert_ok(guest_needs_write(xml, n, &err), err);
	assert_ok(xml_text(xml, &text, &err), err);
	assert_string_equal(text, want);
}

static void test_write(void **state)
{
	static const char *const domains[] = {
		"<domain><name>b</name></domain>",
		"<domain><metadata/><name>b</name></domain>",
		WHOLE,
		"<domain><metadata><a:b xmlns:a='urn:a'/></metadata></domain>",
	};
	struct vm_needs n, again;
	struct err err = { 0 };

	(void)state;
	assert_ok(guest_needs_read(WHOLE, &n, &err), err);
	for (size_t i = 0; i < ARRAY_SIZE(domains); i++) {
		_cleanup_(xml_freep) struct xml *xml = NULL;
		_cleanup_free_ char *text = NULL;

		assert_ok(xml_parse(domains[i], &xml, &err), err);
		assert_ok(guest_needs_write(xml, &n, &err), err);
		assert_ok(xml_text(xml, &text, &err), err);
		assert_ok(guest_needs_read(text, &again, &err), err);
		assert_memory_equal(&n, &again, sizeof(n));
		assert_int_equal(
			strstr(domains[i], "urn:a") != NULL, strstr(text, "urn:a") != NULL);
	}
	n = (struct vm_needs) { .governor = "powersave" };
	writes("<domain><metadata><a/></metadata></domain>", &n,
		"<domain>\n  <metadata>\n    <a/>\n    <virtfn:needs "
		"xmlns:virtfn=\"https://virtfn.org/needs/1\">\n      <virtfn:host "
		"governor=\"powersave\"/>\n    </virtfn:needs>\n  </metadata>\n</domain>\n");
	n = (struct vm_needs) { 0 };
	writes("<domain> <metadata><a/><needs xmlns='" GUEST_NEEDS_NAMESPACE "'/>"
	       "<needs xmlns='" GUEST_NEEDS_NAMESPACE "'/></metadata> </domain>",
		&n, "<domain> <metadata><a/></metadata> </domain>\n");
}

static void test_write_refused(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	struct vm_needs n = { .governor = "a b" };
	struct err err = { 0 };

	(void)state;
	assert_ok(xml_parse("<network/>", &xml, &err), err);
	assert_int_equal(guest_needs_write(xml, &n, &err), -EINVAL);
	assert_contains(err.text, "no governor");
	n.governor[0] = '\0';
	assert_int_equal(guest_needs_write(xml, &n, &err), -EINVAL);
	assert_contains(err.text, "no domain");
}

static void lists(const char *text, const char *want)
{
	char got[CPU_LIST_TEXT];
	cpu_set_t set;

	assert_int_equal(cpu_list_read(text, &set), 0);
	cpu_list_format(&set, got);
	assert_string_equal(got, want);
}

static void test_cpu_list(void **state)
{
	cpu_set_t set;
	struct str_buf b = { 0 };
	_cleanup_free_ char *all = NULL;

	(void)state;
	lists("", "");
	lists("0", "0");
	lists("3,1,0-2", "0-3");
	lists("0-1023", "0-1023");
	lists("8-9,0,1023", "0,8-9,1023");
	for (int i = 0; i < CPU_SETSIZE; i += 2)
		str_buf_printf(&b, "%s%d", i ? "," : "", i);
	all = str_buf_take(&b);
	lists(all, all);
	assert_int_equal(cpu_list_read("1024", &set), -ERANGE);
	assert_int_equal(cpu_list_read("99999999999999999999", &set), -ERANGE);
	assert_int_equal(cpu_list_read("0,", &set), -EINVAL);
	assert_int_equal(cpu_list_read("-1", &set), -EINVAL);
	assert_int_equal(cpu_list_read("1-", &set), -EINVAL);
	assert_int_equal(cpu_list_read("2-1", &set), -EINVAL);
	assert_int_equal(cpu_list_read("0 1", &set), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_write_refused),
		cmocka_unit_test(test_cpu_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
