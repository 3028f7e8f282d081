/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan-hook.c, hook-run.c, hook-merge.c and hook-state.c: which steps needs become, what two guests
 * want of one thing, and that the last one out leaves the host as it was, on a scratch tree.
 */
#include "actions/hook-run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actions/hook-merge.h"
#include "base/mem.h"
#include "base/run.h"
#include "facts/hook-look.h"
#include "lib/tests.h"
#include "lib/tree.h"
#include "plan/plan-hook.h"

#define POLICY "sys/devices/system/cpu/cpufreq/policy"
#define GOV    POLICY "0/scaling_governor"
#define HUGE   "sys/kernel/mm/hugepages/hugepages-2048kB"
#define GROUP  "sys/fs/cgroup/user.slice/cpuset.cpus"
#define PF     "0000:01:00.0"

static const struct tree_file files[] = {
	{ "sys/devices/system/cpu/online", "0-7\n" },
	{ GOV, "schedutil\n" },
	{ POLICY "0/scaling_available_governors", "schedutil powersave userspace \n" },
	{ POLICY "0/energy_performance_preference", "balance\n" },
	{ POLICY "1/scaling_governor", "schedutil\n" },
	{ "sys/devices/system/cpu/cpufreq/boost", "1\n" },
	{ GROUP, "0-7\n" },
	{ "sys/fs/cgroup/machine.slice/cpuset.cpus", "0-7\n" },
	{ "sys/fs/cgroup/cgroup.procs", "" },
	{ HUGE "/nr_hugepages", "100\n" },
	{ HUGE "/free_hugepages", "100\n" },
	{ HUGE "/resv_hugepages", "0\n" },
	{ "sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages", "100\n" },
	{ "sys/devices/system/node/node1/hugepages/hugepages-2048kB/free_hugepages", "100\n" },
	{ "dev/shm/taken", "four" },
	{ "run", NULL },
	{ NULL, NULL },
};

struct both {
	struct tree tree;
	struct root root;
};

static int setup(void **state)
{
	struct both *b = calloc(1, sizeof(*b));
	struct err err;

	assert_non_null(b);
	tree_make(&b->tree);
	tree_add_all(&b->tree, files);
	assert_int_equal(root_open(&b->root, b->tree.path, &err), 0);
	run_interrupted = 0;
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct both *b = *state;

	root_done(&b->root);
	tree_remove(&b->tree);
	free(b);
	return 0;
}

static void holds(const struct both *b, const char *path, const char *want)
{
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };

	assert_ok(root_read(&b->root, &text, &err, "%s", path), err);
	assert_string_equal(text, want);
}

static void begin(const struct both *b, struct hook *h)
{
	struct err err = { 0 };

	*h = (struct hook) { .root = &b->root, .lock = -1 };
	assert_ok(hook_begin(h, &err), err);
}

/* One run of the hook: guest wants one thing. */
static int want(const struct both *b, const char *guest, const struct step *step, struct err *err)
{
	_cleanup_(hook_done) struct hook h;
	_cleanup_(steps_done) struct steps steps = { 0 };
	int r;

	begin(b, &h);
	assert_int_equal(steps_add(&steps, step->action, step->target, step->value), 0);
	r = hook_want(&h, guest, &steps, err);
	return r < 0 ? r : hook_stage(&h, guest, HOOK_READY, err);
}

static void wants(const struct both *b, const char *guest, const struct step *step)
{
	struct err err = { 0 };

	assert_ok(want(b, guest, step, &err), err);
}

static void release(const struct both *b, const char *guest)
{
	_cleanup_(hook_done) struct hook h;
	struct err err = { 0 };

	begin(b, &h);
	assert_ok(hook_release(&h, guest, &err), err);
}

static struct step governor(const char *value)
{
	struct step s = { .action = "attribute", .target = GOV };

	(void)snprintf(s.value, sizeof(s.value), "%s", value);
	return s;
}

static struct step of(const char *action, const char *target, const char *value)
{
	struct step s = { 0 };

	(void)snprintf(s.action, sizeof(s.action), "%s", action);
	(void)snprintf(s.target, sizeof(s.target), "%s", target);
	(void)snprintf(s.value, sizeof(s.value), "%s", value);
	return s;
}

/* The last one wins while he is there, and who stays has his own again. */
static void test_shared(void **state)
{
	const struct both *b = *state;

	wants(b, "a", &(struct step[]) { governor("powersave") }[0]);
	holds(b, GOV, "powersave");
	wants(b, "b", &(struct step[]) { governor("userspace") }[0]);
	holds(b, GOV, "userspace");
	release(b, "b");
	holds(b, GOV, "powersave");
	wants(b, "b", &(struct step[]) { governor("userspace") }[0]);
	release(b, "a");
	holds(b, GOV, "userspace");
	assert_true(root_exists(&b->root, HOOK_STATE));
	release(b, "nobody");
	release(b, "b");
	holds(b, GOV, "schedutil");
	assert_false(root_exists(&b->root, HOOK_STATE));
}

static void test_cpus(void **state)
{
	const struct both *b = *state;
	const struct step a = of("host-cpus", "user.slice", "0-3"),
			  c = of("host-cpus", "user.slice", "2-5"),
			  d = of("host-cpus", "user.slice", "6-7");
	struct err err = { 0 };

	wants(b, "a", &a);
	holds(b, GROUP, "0-3");
	wants(b, "c", &c);
	holds(b, GROUP, "2-3");
	assert_int_equal(want(b, "d", &d, &err), -EBUSY);
	assert_contains(err.text, "leave no CPU to the host");
	assert_contains(err.text, "everything is as it was before");
	holds(b, GROUP, "2-3");
	release(b, "a");
	holds(b, GROUP, "2-5");
	release(b, "c");
	holds(b, GROUP, "0-7");
}

static void test_pages(void **state)
{
	const struct both *b = *state;
	const struct step few = of("huge-pages", "2048kB", "60"),
			  many = of("huge-pages", "2048kB", "500"),
			  node = of("huge-pages", "2048kB/node1", "700"),
			  none = of("huge-pages", "1048576kB", "1"),
			  odd = of("huge-pages", "../x", "1");
	struct err err = { 0 };

	/* Those that are there are enough for the first. */
	wants(b, "a", &few);
	holds(b, HUGE "/nr_hugepages", "100");
	wants(b, "b", &many);
	holds(b, HUGE "/nr_hugepages", "560");
	wants(b, "c", &node);
	holds(b, "sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages", "700");
	release(b, "a");
	/* The free ones of this tree never change: 460 are in use, at most 500 are the guest's. */
	holds(b, HUGE "/nr_hugepages", "500");
	tree_add(&b->tree, HUGE "/free_hugepages", "500\n");
	release(b, "b");
	holds(b, HUGE "/nr_hugepages", "100");
	tree_add(&b->tree,
		"sys/devices/system/node/node1/hugepages/hugepages-2048kB/free_hugepages", "700\n");
	release(b, "c");
	holds(b, "sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages", "100");
	assert_int_equal(want(b, "a", &none, &err), -ENOENT);
	assert_contains(err.text, "no huge pages 1048576kB");
	assert_int_equal(want(b, "a", &odd, &err), -EINVAL);
}

/* More than there is memory: nothing is asked of the kernel. */
static void test_pages_never(void **state)
{
	const struct both *b = *state;
	const struct step all = of("huge-pages", "2048kB", "512"),
			  host = of("huge-pages", "2048kB", "513"),
			  node = of("huge-pages", "2048kB/node1", "257");
	struct err err = { 0 };

	tree_add(&b->tree, "proc/meminfo", "MemTotal:        1048576 kB\nMemFree: 1 kB\n");
	tree_add(&b->tree, "sys/devices/system/node/node1/meminfo",
		"Node 1 MemTotal:         524288 kB\n");
	assert_int_equal(want(b, "a", &host, &err), -ENOMEM);
	assert_contains(err.text, "513 huge pages 2048kB are more than the 1024 MiB of memory");
	assert_int_equal(want(b, "a", &node, &err), -ENOMEM);
	assert_contains(err.text, "more than the 512 MiB");
	holds(b, HUGE "/nr_hugepages", "100");
	wants(b, "a", &all);
	holds(b, HUGE "/nr_hugepages", "512");
}

/* Never fewer than are in use, whoever uses them. */
static void test_pages_used(void **state)
{
	const struct both *b = *state;
	const struct step many = of("huge-pages", "2048kB", "500");

	wants(b, "a", &many);
	holds(b, HUGE "/nr_hugepages", "500");
	tree_add(&b->tree, HUGE "/free_hugepages", "50\n");
	tree_add(&b->tree, HUGE "/resv_hugepages", "30\n");
	release(b, "a");
	holds(b, HUGE "/nr_hugepages", "480");
}

static void test_shm(void **state)
{
	const struct both *b = *state;
	char value[64];
	struct step made = of("shm-file", "dev/shm/view", ""), taken, device;
	struct err err = { 0 };

	(void)snprintf(value, sizeof(value), "8192 0640 %u %u", geteuid(), getegid());
	made = of("shm-file", "dev/shm/view", value);
	taken = of("shm-file", "dev/shm/taken", value);
	device = of("shm-file", "dev/kvmfr0", value);
	wants(b, "a", &made);
	assert_true(root_exists(&b->root, "dev/shm/view"));
	assert_int_equal(want(b, "b", &made, &err), -EBUSY);
	assert_contains(err.text, "the guest 'a' has it");
	assert_true(root_exists(&b->root, "dev/shm/view"));
	assert_int_equal(want(b, "b", &taken, &err), -EEXIST);
	assert_contains(err.text, "is there already");
	assert_int_equal(want(b, "b", &device, &err), -ENODEV);
	assert_contains(err.text, "modprobe kvmfr");
	release(b, "a");
	assert_false(root_exists(&b->root, "dev/shm/view"));
	assert_true(root_exists(&b->root, "dev/shm/taken"));

	/* One of the right size and owner is used, and stays; not one that others may read. */
	(void)snprintf(value, sizeof(value), "4 0666 %u %u", geteuid(), getegid());
	taken = of("shm-file", "dev/shm/taken", value);
	wants(b, "a", &taken);
	release(b, "a");
	holds(b, "dev/shm/taken", "four");
	(void)snprintf(value, sizeof(value), "4 0200 %u %u", geteuid(), getegid());
	taken = of("shm-file", "dev/shm/taken", value);
	assert_int_equal(want(b, "a", &taken, &err), -EEXIST);
	assert_contains(err.text, "could see it");
	(void)snprintf(value, sizeof(value), "4 0666 %u %u", geteuid() + 1, getegid());
	taken = of("shm-file", "dev/shm/taken", value);
	assert_int_equal(want(b, "a", &taken, &err), -EEXIST);
	taken = of("shm-file", "dev/shm/new", "4096 0660 nosuchuser 0");
	assert_int_equal(want(b, "a", &taken, &err), -ENOENT);
	assert_contains(err.text, "no user nosuchuser");
}

/* The second step fails: the first one is taken back. */
static void test_failure(void **state)
{
	const struct both *b = *state;
	_cleanup_(hook_done) struct hook h;
	_cleanup_(steps_done) struct steps steps = { 0 };
	struct err err = { 0 };

	begin(b, &h);
	assert_int_equal(steps_add(&steps, "attribute", GOV, "powersave"), 0);
	assert_int_equal(steps_add(&steps, "attribute", "sys/nothing", "1"), 0);
	assert_int_equal(hook_want(&h, "a", &steps, &err), -ENOENT);
	assert_contains(err.text, "everything is as it was before");
	holds(b, GOV, "schedutil");
	assert_false(root_exists(&b->root, HOOK_STATE));
}

/* Killed while a guest was prepared: whoever comes next puts it back. */
static void test_cut_off(void **state)
{
	const struct both *b = *state;
	_cleanup_(hook_done) struct hook h;

	tree_add(&b->tree, HOOK_STATE,
		"was\tattribute\t" GOV "\t-%20schedutil\n"
		"guest\tb%2fx\tpreparing\nwants\tattribute\t" GOV "\tpowersave\nend\n");
	tree_add(&b->tree, GOV, "powersave\n");
	begin(b, &h);
	assert_int_equal(h.mended, 1);
	assert_int_equal(h.state.n_guests, 0);
	holds(b, GOV, "schedutil");
	assert_false(root_exists(&b->root, HOOK_STATE));
}

static void test_bad_state(void **state)
{
	static const char *const texts[] = {
		"",
		"end",
		"end\nmore",
		"guest\ta\tready\n",
		"guest\ta\tasleep\nend\n",
		"guest\ta\tready\nguest\ta\tready\nend\n",
		"guest\nend\n",
		"wants\tattribute\tx\ty\nend\n",
		"was\tattribute\nend\n",
		"was\ta\tb\tc\nwas\ta\tb\tc\nend\n",
		"what\nend\n",
	};
	const struct both *b = *state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_(hook_done) struct hook h = { .root = &b->root, .lock = -1 };
		struct err err = { 0 };

		tree_add(&b->tree, HOOK_STATE, texts[i]);
		assert_int_equal(hook_begin(&h, &err), -EBADMSG);
		assert_contains(err.text, "move the file away");
	}
}

/* Another process has the lock; ours is told to end while it waits. */
static void test_lock(void **state)
{
	const struct both *b = *state;
	_cleanup_(hook_done) struct hook h;
	int status;
	pid_t pid;

	begin(b, &h);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct hook other = { .root = &b->root, .lock = -1 };
		struct err err = { 0 };

		run_interrupted = 1;
		_exit(hook_begin(&other, &err) == -EINTR ? 42 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 42);
}

static int never(void *arg, const struct journal_entry *e, struct err *err)
{
	(void)arg;
	return err_set(err, EBUSY, "%s stays", e->step.target);
}

/* What may not be put back now is kept, and tried the next time. */
static void test_kept(void **state)
{
	const struct both *b = *state;
	_cleanup_(hook_done) struct hook h;
	const struct step s = governor("powersave");
	struct err err = { 0 };

	wants(b, "a", &s);
	begin(b, &h);
	h.may = never;
	assert_int_equal(hook_release(&h, "a", &err), -EBUSY);
	assert_contains(err.text, "stays");
	holds(b, GOV, "powersave");
	hook_done(&h);
	begin(b, &h);
	holds(b, GOV, "schedutil");
	assert_false(root_exists(&b->root, HOOK_STATE));
}

static void test_plan(void **state)
{
	const struct both *b = *state;
	_cleanup_(hook_host_done) struct hook_host host = { 0 };
	_cleanup_(steps_done) struct steps s = { 0 };
	_cleanup_(str_buf_done) struct str_buf notes = { 0 };
	struct vm_needs n = { .host_cpus = "0-1,9", .governor = "userspace", .epp = "perform" };
	struct err err = { 0 };

	assert_ok(hook_look(&b->root, &host, &err), err);
	assert_int_equal(host.n_policies, 2);
	assert_int_equal(host.n_groups, 1);
	assert_ok(plan_hook_cpus(&n, &host, &s, &notes, &err), err);
	assert_int_equal(s.n, 4);
	assert_string_equal(s.v[0].target, "user.slice");
	assert_string_equal(s.v[0].value, "0-1");
	assert_string_equal(s.v[1].target, POLICY "0/energy_performance_preference");
	assert_string_equal(s.v[2].target, GOV);
	assert_null(notes.text);
	(void)snprintf(n.host_cpus, sizeof(n.host_cpus), "8-9");
	assert_int_equal(plan_hook_cpus(&n, &host, &s, &notes, &err), -EINVAL);
	assert_contains(err.text, "none of the CPUs");
}

/*
 * The clock on all policies, of two guests; and as it was after the last. (A tree's files keep
 * their length: words as long as those before them.)
 */
static void test_clock(void **state)
{
	static const char *const names[] = { "a", "b" };
	const struct both *b = *state;
	_cleanup_(hook_host_done) struct hook_host host = { 0 };
	_cleanup_(str_buf_done) struct str_buf notes = { 0 };
	const struct vm_needs n = { .governor = "powersave", .epp = "default" };
	struct err err = { 0 };

	assert_ok(hook_look(&b->root, &host, &err), err);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_(steps_done) struct steps s = { 0 };
		_cleanup_(hook_done) struct hook h;

		begin(b, &h);
		assert_ok(plan_hook_cpus(&n, &host, &s, &notes, &err), err);
		assert_int_equal(s.n, 3);
		assert_ok(hook_want(&h, names[i], &s, &err), err);
		assert_ok(hook_stage(&h, names[i], HOOK_READY, &err), err);
	}
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		holds(b, GOV, "powersave");
		holds(b, POLICY "1/scaling_governor", "powersave");
		holds(b, POLICY "0/energy_performance_preference", "default");
		release(b, names[i]);
	}
	holds(b, GOV, "schedutil");
	holds(b, POLICY "1/scaling_governor", "schedutil");
	holds(b, POLICY "0/energy_performance_preference", "balance");
	assert_false(root_exists(&b->root, HOOK_STATE));
}

/* A host that can do none of it runs the guest all the same. */
static void test_plan_told(void **state)
{
	const struct hook_host host = { 0 };
	_cleanup_(steps_done) struct steps s = { 0 };
	_cleanup_(str_buf_done) struct str_buf notes = { 0 };
	const struct vm_needs n = { .host_cpus = "0", .governor = "userspace", .epp = "perform" };
	struct err err = { 0 };

	(void)state;
	assert_ok(plan_hook_cpus(&n, &host, &s, &notes, &err), err);
	assert_int_equal(s.n, 0);
	assert_contains(notes.text, "neither systemd nor cgroup v2");
	assert_contains(notes.text, "the governor stays");
	assert_contains(notes.text, "the energy preference stays");
}

/* Not a policy's governor: that one is left alone, and said so once; the guest runs. */
static void test_plan_no_governor(void **state)
{
	const struct both *b = *state;
	_cleanup_(hook_host_done) struct hook_host host = { 0 };
	_cleanup_(steps_done) struct steps s = { 0 };
	_cleanup_(str_buf_done) struct str_buf notes = { 0 };
	const struct vm_needs n = { .governor = "user", .epp = "perform" };
	struct err err = { 0 };

	assert_ok(hook_look(&b->root, &host, &err), err);
	assert_ok(plan_hook_cpus(&n, &host, &s, &notes, &err), err);
	/* The second policy does not say which it has, so it is asked. */
	assert_int_equal(s.n, 2);
	assert_string_equal(s.v[0].target, POLICY "0/energy_performance_preference");
	assert_string_equal(s.v[1].target, POLICY "1/scaling_governor");
	assert_contains(notes.text,
		"the governor stays as it is: this kernel has no 'user', but schedutil");
	assert_null(strstr(strchr(notes.text, '\n') + 1, "governor"));
}

struct vfs {
	struct pci_dev pci[3];
	struct host host;
};

static void make_host(struct vfs *m, int vfs, const char *driver)
{
	*m = (struct vfs) { .host = { .pci = m->pci, .n_pci = (size_t)(1 + vfs) } };
	m->pci[0] = (struct pci_dev) { .addr = { 0, 1, 0, 0 },
		.name = PF,
		.driver = "igb",
		.netdev = "eth0",
		.class = 0x020000,
		.sriov = { TRI_YES, 7, 8, vfs, TRI_YES } };
	for (int i = 0; i < vfs; i++) {
		m->pci[1 + i] = (struct pci_dev) { .addr = { 0, 1, 0x10, (uint8_t)(2 * i) },
			.is_vf = true,
			.physfn = { 0, 1, 0, 0 },
			.vf_index = i,
			.sriov.total = -1 };
		pci_addr_format(m->pci[1 + i].addr, m->pci[1 + i].name);
		(void)snprintf(m->pci[1 + i].driver, sizeof(m->pci[1 + i].driver), "%s", driver);
	}
}

static void expect(struct steps *s, const char *wanted)
{
	struct str_buf b = { 0 };
	_cleanup_free_ char *text = NULL;

	for (size_t i = 0; i < s->n; i++)
		str_buf_printf(&b, "%s %s %s; ", s->v[i].action, s->v[i].target, s->v[i].value);
	text = str_buf_take(&b);
	assert_string_equal(text, wanted);
	steps_done(s);
}

static void test_plan_vfs(void **state)
{
	struct vm_need_vf vf = {
		.pf = { 0, 1, 0, 0 }, .index = 1, .count = 2, .driver = "vfio-pci"
	};
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };
	struct vfs m;

	(void)state;
	make_host(&m, 0, "");
	assert_ok(plan_hook_make(&m.host, &vf, false, &s, &err), err);
	expect(&s, "vf-autoprobe " PF " 0; vf-count " PF " 2; ");
	assert_int_equal(plan_hook_take(&m.host, &vf, &s, &err), -ENODEV);
	make_host(&m, 2, "");
	assert_ok(plan_hook_make(&m.host, &vf, false, &s, &err), err);
	expect(&s, "");
	assert_ok(plan_hook_make(&m.host, &vf, true, &s, &err), err);
	expect(&s, "vf-count " PF " 2; ");
	assert_int_equal(vf_settings_parse("mac=52:54:00:00:00:01,vlan=7", &vf.settings, &err), 0);
	assert_ok(plan_hook_take(&m.host, &vf, &s, &err), err);
	expect(&s, "vf-link " PF "/1 mac=52:54:00:00:00:01,vlan=7,qos=0,proto=802.1Q; "
		   "module vfio-pci vfio-pci; pci-driver 0000:01:10.2 vfio-pci; ");
	make_host(&m, 1, "");
	assert_int_equal(plan_hook_make(&m.host, &vf, false, &s, &err), -EBUSY);
	assert_contains(err.text, "-n 2 --replace");
	vf.pf.bus = 9;
	assert_int_equal(plan_hook_make(&m.host, &vf, false, &s, &err), -ENODEV);
	assert_contains(err.text, "there is no device 0000:09:00.0");
}

static void test_plan_memory(void **state)
{
	const struct vm_needs n = { .n_huge = 2,
		.huge = { { 2 << 20, 512, -1 }, { 1 << 30, 4, 1 } },
		.n_shm = 1,
		.shm = { { "/dev/shm/view", 8192, "me", "", 0660 } } };
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_ok(plan_hook_memory(&n, &s, &err), err);
	expect(&s, "shm-file dev/shm/view 8192 0660 me 0; huge-pages 2048kB 512; "
		   "huge-pages 1048576kB/node1 4; ");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_shared),
		TEST(test_cpus),
		TEST(test_pages),
		TEST(test_pages_never),
		TEST(test_pages_used),
		TEST(test_shm),
		TEST(test_failure),
		TEST(test_cut_off),
		TEST(test_bad_state),
		TEST(test_lock),
		TEST(test_kept),
		TEST(test_plan),
		TEST(test_clock),
		cmocka_unit_test(test_plan_told),
		TEST(test_plan_no_governor),
		cmocka_unit_test(test_plan_vfs),
		cmocka_unit_test(test_plan_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
