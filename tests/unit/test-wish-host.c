/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a host.yaml come to: values, defaults, several files, and each mistake's place?
 */
#include "model/wish-host.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "facts/wish-files.h"
#include "lib/made-host.h"
#include "lib/tests.h"
#include "lib/tree.h"

struct read {
	struct wish_host wish;
	struct conf_problems problems;
};

static void read_done(struct read *r)
{
	wish_host_done(&r->wish);
	conf_problems_done(&r->problems);
}

static void add(struct read *r, const char *name, const char *text)
{
	struct root_file file = { (char *)text, strlen(text) };
	struct err err = { 0 };

	assert_ok(wish_read_text(&r->wish, name, &file, &r->problems, &err), err);
}

static void check(struct read *r)
{
	wish_host_check(&r->wish, &r->problems);
	conf_problems_sort(&r->problems);
}

/* All problems, a line each. */
static char *told(const struct conf_problems *p)
{
	struct str_buf b = { 0 };

	str_buf_add(&b, "");
	for (size_t i = 0; i < p->n; i++) {
		_cleanup_free_ char *at = conf_place_text(p->v[i].at);

		str_buf_printf(&b, "%s: %s\n", at, p->v[i].text);
	}
	return str_buf_take(&b);
}

static void fine(struct read *r)
{
	_cleanup_free_ char *text = told(&r->problems);

	assert_string_equal(text, "");
}

static void says(const char *yaml, const char *want)
{
	_cleanup_(read_done) struct read r = { 0 };
	_cleanup_free_ char *text = NULL;

	add(&r, "f", yaml);
	check(&r);
	text = told(&r.problems);
	if (!strstr(text, want))
		fail_msg("\"%s\" is not said of %s\nbut: %s", want, yaml, text);
}

#define DEVICE "devices:\n  - device: 00:02.0\n    count: 4\n"

static void test_mistakes(void **state)
{
	static const char *const rows[][2] = {
		{ "devises: []\n", "f:1:1: there is no key 'devises' here; did you mean devices?" },
		{ "- a\n", "f:1:1: this is a list" },
		{ "devices: x\n", "f:1:10: devices takes keys with values here, not a text" },
		{ "iommu: [on]\n", "f:1:8: iommu takes one value, not a list" },
		{ "iommu:\n", "f:1:1: iommu has no value" },
		{ "iommu: onn\n", "f:1:8: iommu does not take 'onn'; did you mean on?" },
		{ "iommu: maybe\n", "choose one of off|on|pt" },
		{ "iommu: on\niommu: pt\n", "f:2:1: iommu stands here a second time (line 1)" },
		{ "kernel: a\n", "f:1:9: kernel takes keys with values, not a text" },
		{ "version: 2\n", "f:1:10: version takes a number from 1 to 1, not '2'" },
		{ "devices:\n  - count: 4\n", "f:2:5: say which device" },
		{ "devices:\n  - device: a b\n", "f:2:13: device: 'a b' is wrong; it takes a PCI" },
		{ "devices:\n  - device: eth0\n", "f:2:5: say how many VFs" },
		{ DEVICE "    match: {class: network}\n", "f:4:12: device and match are two ways" },
		{ "devices:\n  - match: {}\n    count: 1\n", "f:2:12: match fits everything" },
		{ "devices:\n  - match: {id: 46a6}\n    count: 1\n", "id means nothing without" },
		{ "devices:\n  - match: {class: gpu}\n", "f:2:20: class: 'gpu' is wrong" },
		{ DEVICE "  - device: 0000:00:02.0\n    count: 1\n",
			"f:4:13: this device stands at f:2:13 already" },
		{ DEVICE "    vfs: [{vf: 4}]\n",
			"f:4:16: there is no VF 4 when count is 4; the last is 3" },
		{ DEVICE "    vfs: [{vf: 1}, {vf: 1}]\n", "f:4:25: this VF stands at f:4:16" },
		{ DEVICE "    vfs: [{vlan: 1}]\n", "f:4:11: say which VF" },
		{ DEVICE "    vfs: [{vf: 0, mac: auto}]\n", "f:4:24: mac: 'auto' is wrong" },
		{ DEVICE "    vfs: [{vf: 0, mac: 52:54:00:12:34}]\n",
			"mac: '52:54:00:12:34' is wrong" },
		{ DEVICE "    vfs: [{vf: 0, mac: 01:00:5e:00:00:01}]\n", "is a group address" },
		{ DEVICE "    vfs: [{vf: 0, vlan: 4095}]\n", "vlan takes a number from 0 to 4094" },
		{ DEVICE "    vfs: [{vf: 0, qos: 3}]\n", "f:4:24: qos and proto are parts" },
		{ DEVICE "    vfs: [{vf: 0, max-tx-rate: 5, min-tx-rate: 6}]\n",
			"the least rate, 6, is above the highest, 5" },
		{ DEVICE "    defaults: {mac: 52:54:00:00:00:01}\n"
			 "    vfs: [{vf: 0, mac: 52:54:00:00:00:02}]\n",
			"two VFs would have the MAC 52:54:00:00:00:02" },
		{ DEVICE "    defaults: {exec-quantum: soon}\n",
			"f:4:30: exec-quantum takes a number from 0 to 4294967295, not 'soon'" },
		{ DEVICE "    defaults: {exec-quantum: 4294967296}\n", "not '4294967296'" },
		{ DEVICE "    defaults: {profile: guest}\n",
			"f:4:25: profile does not take 'guest'" },
		{ DEVICE "    vfs: [{vf: 0, sched-priority: high}]\n",
			"sched-priority does not take 'high'; choose one of low|normal" },
		{ DEVICE "    defaults: {ggtt: 5G}\n",
			"f:4:22: ggtt: 5G is too much; 4294967296 bytes are the most" },
		{ DEVICE "    vfs: [{vf: 1, vram: 99999999T}]\n",
			"f:4:25: vram: 99999999T is too much" },
		{ DEVICE "    vfs: [{vf: 1, vram: 2 GB}]\n", "it takes bytes, or a size" },
		{ DEVICE "    defaults: {contexts: 65536}\n", "contexts takes a number" },
		{ DEVICE "    defaults: {doorbells: -1}\n", "doorbells takes a number" },
		{ DEVICE "    defaults: {exec_quantum: 5}\n", "did you mean exec-quantum?" },
		{ DEVICE "    driver: host\n    persist: link\n    vfs: [{vf: 2, ggtt: 1M}]\n",
			"f:6:25: persist: link cannot give VFs quotas" },
		{ DEVICE "    mode: gvt-g\n    defaults: {profile: balanced}\n",
			"defaults is nothing for mode: gvt-g" },
		{ DEVICE "    type: best\n", "f:4:11: type is nothing for mode: sriov" },
		{ DEVICE "    mode: passthrough\n",
			"f:3:12: count is nothing for mode: passthrough" },
		{ DEVICE "    mode: gvt-g\n    driver: x\n", "driver is nothing for mode: gvt-g" },
		{ DEVICE "    persist: link\n",
			"f:4:14: persist: link cannot give VFs to vfio-pci" },
		{ DEVICE "    driver: -x\n", "driver: '-x' is wrong" },
		{ "devices:\n  - device: 00:02.0\n    mode: passthrough\n    driver: host\n",
			"needs a driver for guests" },
		{ "huge_pages: {size: 3M}\n", "size does not take '3M'; did you mean 2M?" },
		{ "huge_pages: {size: 2M}\n", "huge pages need a size and a count" },
		{ "huge_pages: [{size: 2M, count: 1}, {size: 2M, count: 2}]\n",
			"stands at f:1:14" },
		{ "looking_glass: {user: a}\n", "say how large the memory is" },
		{ "looking_glass: {user: a, size: 64M, for: 640x480}\n", "leave one away" },
		{ "looking_glass: {user: a, size: 48M}\n", "'48M' is no power of two" },
		{ "looking_glass: {user: a, size: 2G}\n", "'2G' is no power of two up to 1G" },
		{ "looking_glass: {user: a, size: 64}\n", "size: '64' is wrong" },
		{ "looking_glass: {user: a, for: 4K}\n", "for: '4K' is wrong" },
		{ "looking_glass: {user: A b, size: 64M}\n", "user: 'A b' is wrong" },
		{ "looking_glass: {size: 64M}\n", "say who looks at the guest" },
		{ "isolation: {cpus: 7-2}\n", "f:1:19: '7-2': 7-2 is no range of CPUs" },
		{ "isolation: {cpus: 2-}\n", "cpus: '2-' is wrong" },
		{ "kernel: {arguments: [a=b c]}\n", "arguments: 'a=b c' is wrong" },
		{ "kernel: {arguments: ['--']}\n", "what stands behind -- is not for the kernel" },
		{ "kernel: {arguments: [iommu=pt], remove: [iommu]}\n",
			"iommu=pt stands at f:1:42" },
		{ "modules: {load: x, blacklist: x}\n", "load it or keep it out" },
		{ "modules: {options: {module: i915}}\n", "need both" },
		{ "modules: {options: {module: i915, options: \"a=1\\nb\"}}\n", "is wrong" },
		{ "packages: ['-y']\n", "packages: '-y' is wrong; it takes the name of a package" },
		{ "packages: [\"a\\u009bb\"]\n", "is wrong" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		says(rows[i][0], rows[i][1]);
}

static void test_all_at_once(void **state)
{
	_cleanup_(read_done) struct read r = { 0 };
	struct str_buf b = { 0 };
	_cleanup_free_ char *text = NULL;

	(void)state;
	for (int i = 0; i < 25; i++)
		str_buf_printf(&b, "k%d: 1\n", i);
	text = str_buf_take(&b);
	add(&r, "a", text);
	add(&r, "b", "k: 1\n");
	check(&r);
	assert_int_equal(r.problems.n, CONF_PROBLEMS + 1);
	assert_int_equal(r.problems.more, 5);
	assert_string_equal(r.problems.v[CONF_PROBLEMS].at.file, "b");
}

static const char whole[] = "version: 1\n"
			    "devices:\n"
			    "  - device: \"0000:01:00.0\"\n"
			    "    mode: sriov\n"
			    "    count: 3\n"
			    "    persist: systemd\n"
			    "    defaults:\n"
			    "      mac: auto\n"
			    "      vlan: 7\n"
			    "      trust: on\n"
			    "      profile: balanced\n"
			    "      ggtt: \"512M\"\n"
			    "      contexts: 128\n"
			    "    vfs:\n"
			    "      - vf: 1\n"
			    "        driver: host\n"
			    "        mac: \"52:54:00:aa:00:01\"\n"
			    "        vlan: 9\n"
			    "        qos: 2\n"
			    "        proto: \"802.1ad\"\n"
			    "        max-tx-rate: 100\n"
			    "        link-state: enable\n"
			    "  - match:\n"
			    "      class: display\n"
			    "      vendor: \"8086\"\n"
			    "    mode: gvt-g\n"
			    "    type: i915-GVTg_V5_4\n"
			    "iommu: pt\n"
			    "huge_pages:\n"
			    "  - size: \"1G\"\n"
			    "    count: 8\n"
			    "    node: 0\n"
			    "isolation:\n"
			    "  cpus: \"2-7,10\"\n"
			    "kernel:\n"
			    "  arguments:\n"
			    "    - \"pci=realloc,noaer\"\n"
			    "  remove:\n"
			    "    - quiet\n"
			    "modules:\n"
			    "  load:\n"
			    "    - vfio-pci\n"
			    "  options:\n"
			    "    - module: i915\n"
			    "      options: \"enable_guc=3 max_vfs=7\"\n"
			    "packages:\n"
			    "  - swtpm\n";

static void has_quota(struct vf_quota q, const char *want)
{
	char text[VF_QUOTA_TEXT];

	vf_quota_format(&q, text);
	assert_string_equal(text, want);
}

/* A profile first, single quotas over it, those of one VF over those of all. */
static void test_quotas(void **state)
{
	_cleanup_(read_done) struct read r = { 0 };
	const struct wish_device *d;

	(void)state;
	add(&r, "f",
		"devices:\n"
		"  - device: 00:02.0\n    count: 4\n"
		"    defaults: {profile: guest-first, preempt-timeout: 7, ggtt: 512M}\n"
		"    vfs:\n"
		"      - {vf: 1, exec-quantum: 0, ggtt: 1048576, doorbells: 2, contexts: 1024}\n"
		"      - {vf: 2, profile: host-first, sched-priority: normal, vram: 2GiB}\n"
		"  - {device: 00:03.0, count: 1, vfs: {vf: 0, profile: balanced}}\n");
	check(&r);
	fine(&r);
	d = r.wish.devices;
	has_quota(
		wish_device_quota(d, 0), "exec_quantum_ms=50,preempt_timeout_us=7,ggtt=536870912");
	has_quota(wish_device_quota(d, 1),
		"exec_quantum_ms=0,preempt_timeout_us=7,ggtt=1048576,contexts=1024,doorbells=2");
	has_quota(wish_device_quota(d, 2),
		"exec_quantum_ms=5,preempt_timeout_us=100000,sched_priority=normal,"
		"ggtt=536870912,vram=2147483648");
	has_quota(wish_device_pf_quota(d), "exec_quantum_ms=5,preempt_timeout_us=100000");
	assert_int_equal(wish_device_quota_place(d)->line, 4);
	/* One VF's profile leaves the GPU itself alone. */
	has_quota(wish_device_pf_quota(&d[1]), "");
	has_quota(wish_device_quota(&d[1], 0), "exec_quantum_ms=25,preempt_timeout_us=500000");
	has_quota(wish_device_quota(&d[1], 7), "");
}

/* What is written is what was read, but for how it is quoted. */
static void test_written(void **state)
{
	_cleanup_(read_done) struct read r = { 0 }, again = { 0 };
	struct str_buf a = { 0 }, b = { 0 };
	_cleanup_free_ char *first = NULL, *second = NULL;

	(void)state;
	add(&r, "f", whole);
	check(&r);
	fine(&r);
	wish_host_write(&r.wish, &a);
	first = str_buf_take(&a);
	assert_contains(first, "  - device: \"0000:01:00.0\"\n    mode: sriov\n    count: 3\n");
	assert_contains(first, "      trust: on\n");
	add(&again, "g", first);
	check(&again);
	fine(&again);
	wish_host_write(&again.wish, &b);
	second = str_buf_take(&b);
	assert_string_equal(first, second);
}

static void test_settings(void **state)
{
	_cleanup_(read_done) struct read r = { 0 };
	struct pci_dev pf = { .mac = "00:11:22:33:44:55", .name = "0000:01:00.0" };
	struct vf_settings s;
	struct err err = { 0 };
	char text[VF_SETTINGS_TEXT];
	const struct wish_device *d;

	(void)state;
	add(&r, "f", whole);
	d = &r.wish.devices[0];
	assert_int_equal(wish_device_count(d), 3);
	assert_string_equal(wish_device_driver(d, 0), "vfio-pci");
	assert_string_equal(wish_device_driver(d, 1), "host");
	assert_ok(wish_device_settings(d, 1, &pf, &s, &err), err);
	vf_settings_format(&s, text);
	assert_string_equal(text, "mac=52:54:00:aa:00:01,vlan=9,qos=2,proto=802.1ad,trust=on,"
				  "max-tx-rate=100,min-tx-rate=0,link-state=enable");
	assert_ok(wish_device_settings(d, 2, &pf, &s, &err), err);
	vf_settings_format(&s, text);
	assert_string_equal(text, "mac=02:44:22:b3:44:57,vlan=7,qos=0,proto=802.1Q,trust=on");
	pf.mac[0] = '\0';
	assert_int_equal(wish_device_settings(d, 2, &pf, &s, &err), -EINVAL);
	assert_contains(err.text, "f:8:12: 0000:01:00.0 has no network interface");
	assert_int_equal(wish_device_mode(&r.wish.devices[1]), WISH_MODE_GVT_G);
}

static void test_files(void **state)
{
	const struct tree *tree = *state;
	const struct tree_file files[] = {
		{ "etc/virtfn/host.yaml", "iommu: on\npackages: [a]\n" },
		{ "etc/virtfn/host.d/20-b.yaml", DEVICE },
		{ "etc/virtfn/host.d/10-a.yaml", "iommu: pt\npackages: [b]\n" DEVICE },
		{ "etc/virtfn/host.d/10-a.yaml~", "nonsense: [" },
		{ "etc/virtfn/host.d/.hidden.yaml", "nonsense: [" },
		{ 0 },
	};
	_cleanup_(read_done) struct read r = { 0 };
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };

	tree_add_all(tree, files);
	assert_ok(root_open(&root, tree->path, &err), err);
	assert_ok(wish_read(&root, &r.wish, &r.problems, &err), err);
	assert_int_equal(r.wish.n_files, 3);
	assert_int_equal(r.wish.iommu.v, WISH_IOMMU_PT);
	assert_int_equal(r.wish.packages.n, 2);
	text = told(&r.problems);
	assert_contains(text, "/etc/virtfn/host.d/20-b.yaml:2:13: this device stands at ");
	assert_contains(text, "/etc/virtfn/host.d/10-a.yaml:4:13 already");
	assert_int_equal(wish_refuse(&r.problems, &err), -EINVAL);
	assert_contains(err.text, "20-b.yaml:2:13: this device");
}

static void test_no_files(void **state)
{
	const struct tree *tree = *state;
	_cleanup_(read_done) struct read r = { 0 };
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct err err = { 0 };

	assert_ok(root_open(&root, tree->path, &err), err);
	assert_ok(wish_read(&root, &r.wish, &r.problems, &err), err);
	assert_int_equal(r.wish.n_files, 0);
	fine(&r);
	tree_add(tree, "etc/virtfn/host.yaml/x", "a folder");
	assert_int_equal(wish_read(&root, &r.wish, &r.problems, &err), -EISDIR);
	assert_contains(err.text, "host.yaml");
}

static void finds(const char *match, const char *want)
{
	_cleanup_(read_done) struct read r = { 0 };
	_cleanup_(host_done) struct host host = { 0 };
	_cleanup_free_ char *yaml = str_printf("devices:\n  - %s\n    count: 1\n", match);
	struct pci_dev *d = NULL;
	struct err err = { 0 };

	host_init(&host);
	made_dev(&host, "0000:00:02.0", 0x030000, 0x8086, 0x46a6);
	made_dev(&host, "0000:01:00.0", 0x020000, 0x8086, 0x10c9);
	made_vf(&host, "0000:01:00.0", 0, "");
	made_dev(&host, "0000:02:00.0", 0x020000, 0x8086, 0x10c9);
	add(&r, "f", yaml);
	check(&r);
	fine(&r);
	if (wish_device_find(&r.wish.devices[0], &host, &d, &err) == 0)
		assert_string_equal(d->name, want);
	else
		assert_contains(err.text, want);
}

static void test_find(void **state)
{
	(void)state;
	finds("device: 00:02.0", "0000:00:02.0");
	finds("match: {class: display}", "0000:00:02.0");
	finds("match: {vendor: 8086, id: 0x46A6}", "0000:00:02.0");
	finds("match: {class: 0x0300}", "0000:00:02.0");
	finds("match: {class: network}", "f:2:5: several devices fit: 0000:01:00.0 and");
	finds("match: {class: network, index: 1}", "0000:02:00.0");
	finds("match: {class: network, index: 2}", "f:2:5: 2 devices fit");
	finds("match: {class: nvme}", "f:2:5: 0 devices fit");
	finds("device: 05:00.0", "f:2:13: ");
	finds("device: 01:00.1", "is a VF; name its physical function");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_quotas),
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_settings),
		cmocka_unit_test_setup_teardown(test_files, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_no_files, tree_setup, tree_teardown),
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
