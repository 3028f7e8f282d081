/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do guests get the right processors on recorded machines (as ext-hwloc.h writes them)?
 */
#include "guest/guest-pin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/cpu-cores.h"
#include "lib/tests.h"

/* Core i5-13600K: 6 P cores with two threads each, 8 E cores, one L3. */
#define P6E8                                                                                   \
	"0 0 0 1 0,1\n0 0 0 1 2,3\n0 0 0 1 4,5\n0 0 0 1 6,7\n0 0 0 1 8,9\n0 0 0 1 10,11\n"     \
	"0 0 0 0 12\n0 0 0 0 13\n0 0 0 0 14\n0 0 0 0 15\n0 0 0 0 16\n0 0 0 0 17\n0 0 0 0 18\n" \
	"0 0 0 0 19\n"

/* Two CCX of four cores; threads are half the machine apart, as Ryzen has them. */
#define CCX2                                                                                 \
	"0 0 0 0 0,8\n0 0 0 0 1,9\n0 0 0 0 2,10\n0 0 0 0 3,11\n0 0 1 0 4,12\n0 0 1 0 5,13\n" \
	"0 0 1 0 6,14\n0 0 1 0 7,15\n"

/* Two sockets with a node and an L3 each, no SMT; numbers alternate, as Xeons have them. */
#define SOCKETS2 "0 0 0 0 0\n0 0 0 0 2\n0 0 0 0 4\n1 1 1 0 1\n1 1 1 0 3\n1 1 1 0 5\n"

#define NO_SMT "0 0 0 0 0\n0 0 0 0 1\n0 0 0 0 2\n0 0 0 0 3\n"

/* EPYC: four L3 of two cores on each of two nodes. */
#define NODES2                                                               \
	"0 0 0 0 0\n0 0 0 0 1\n0 0 1 0 2\n0 0 1 0 3\n0 1 2 0 4\n0 1 2 0 5\n" \
	"0 1 3 0 6\n0 1 3 0 7\n"

static void pin_of(const char *cores, struct guest_pin_wish wish, struct guest_pin *pin)
{
	struct err err = { 0 };
	struct cpu cpu;

	cpu_init(&cpu);
	assert_int_equal(cpu_cores_parse(cores, &cpu), 0);
	assert_ok(guest_pin(&cpu, &wish, pin, &err), err);
	assert_int_equal(pin->vcpus, pin->sockets * pin->dies * pin->cores * pin->threads);
	cpu_done(&cpu);
}

static void refused(const char *cores, struct guest_pin_wish wish, const char *word)
{
	struct guest_pin pin = { 0 };
	struct err err = { 0 };
	struct cpu cpu;

	cpu_init(&cpu);
	if (cores[0])
		assert_int_equal(cpu_cores_parse(cores, &cpu), 0);
	assert_int_equal(guest_pin(&cpu, &wish, &pin, &err), cores[0] ? -EINVAL : -ENODATA);
	assert_contains(err.text, word);
	assert_null(pin.vcpu);
	cpu_done(&cpu);
}

/* All sets of the vCPUs behind each other, and the emulator's. */
static void sets_are(const struct guest_pin *pin, const char *vcpus, const char *emulator)
{
	struct str_buf b = { 0 };

	for (unsigned i = 0; i < pin->vcpus; i++)
		str_buf_printf(&b, "%s%s", i ? " " : "", pin->vcpu[i]);
	assert_string_equal(b.text, vcpus);
	assert_string_equal(pin->emulator, emulator);
	str_buf_done(&b);
}

static void topology_is(const struct guest_pin *pin, unsigned sockets, unsigned dies,
	unsigned cores, unsigned threads)
{
	assert_int_equal(pin->sockets, sockets);
	assert_int_equal(pin->dies, dies);
	assert_int_equal(pin->cores, cores);
	assert_int_equal(pin->threads, threads);
}

static void hybrid(void **state)
{
	_cleanup_(guest_pin_done) struct guest_pin pin = { 0 };

	(void)state;
	pin_of(P6E8, (struct guest_pin_wish) { 8, false, true, -1 }, &pin);
	sets_are(&pin, "2 3 4 5 6 7 8 9", "12-19");
	topology_is(&pin, 1, 1, 4, 2);
	assert_string_equal(pin.all, "2-9");
	guest_pin_done(&pin);
	/* With E cores for the host all P cores can go, the first one last. */
	pin_of(P6E8, (struct guest_pin_wish) { 12, false, true, 0 }, &pin);
	sets_are(&pin, "2 3 4 5 6 7 8 9 10 11 0 1", "12-19");
	guest_pin_done(&pin);
	/* Not exclusive: a vCPU may run on either thread of its core. */
	pin_of(P6E8, (struct guest_pin_wish) { 4, false, false, -1 }, &pin);
	sets_are(&pin, "2,3 2,3 4,5 4,5", "12-19");
	guest_pin_done(&pin);
	/* Odd: a core each, and nothing of another guest beside it. */
	pin_of(P6E8, (struct guest_pin_wish) { 3, false, true, -1 }, &pin);
	sets_are(&pin, "2 4 6", "12-19");
	topology_is(&pin, 1, 1, 3, 1);
	assert_string_equal(pin.all, "2-7");
	guest_pin_done(&pin);
	pin_of(P6E8, (struct guest_pin_wish) { 0, true, true, -1 }, &pin);
	topology_is(&pin, 1, 1, 3, 2);
	guest_pin_done(&pin);
	/* Who does not ask does not get the first one. */
	pin_of(P6E8, (struct guest_pin_wish) { 0, false, true, -1 }, &pin);
	assert_string_equal(pin.all, "2-11");
	/* Never P and E cores together. */
	refused(P6E8, (struct guest_pin_wish) { 14, false, true, -1 }, "6 powerful cores with 12");
	refused(P6E8, (struct guest_pin_wish) { 7, false, true, -1 }, "odd");
}

static void caches(void **state)
{
	_cleanup_(guest_pin_done) struct guest_pin pin = { 0 };

	(void)state;
	/* The cache without the host's core is larger: all of it for one that wants it. */
	pin_of(CCX2, (struct guest_pin_wish) { 0, false, true, -1 }, &pin);
	sets_are(&pin, "4 12 5 13 6 14 7 15", "0-3,8-11");
	topology_is(&pin, 1, 1, 4, 2);
	guest_pin_done(&pin);
	/* A smaller one goes beside the host's core. */
	pin_of(CCX2, (struct guest_pin_wish) { 6, false, true, 0 }, &pin);
	sets_are(&pin, "1 9 2 10 3 11", "0,4-8,12-15");
	guest_pin_done(&pin);
	/* Two caches, three cores behind each: the guest is told so. */
	pin_of(CCX2, (struct guest_pin_wish) { 12, false, true, -1 }, &pin);
	sets_are(&pin, "4 12 5 13 6 14 1 9 2 10 3 11", "0,7,8,15");
	topology_is(&pin, 1, 2, 3, 2);
	guest_pin_done(&pin);
	/* Seven cores are no two halves. */
	pin_of(CCX2, (struct guest_pin_wish) { 14, false, true, -1 }, &pin);
	topology_is(&pin, 1, 1, 7, 2);
	assert_string_equal(pin.emulator, "0,8");
	refused(CCX2, (struct guest_pin_wish) { 16, false, true, -1 },
		"7 cores with 14 processors");
}

static void sockets(void **state)
{
	_cleanup_(guest_pin_done) struct guest_pin pin = { 0 };

	(void)state;
	pin_of(SOCKETS2, (struct guest_pin_wish) { 2, false, true, 1 }, &pin);
	sets_are(&pin, "1 3", "5");
	assert_int_equal(pin.node, 1);
	assert_false(pin.far_off);
	guest_pin_done(&pin);
	pin_of(SOCKETS2, (struct guest_pin_wish) { 3, false, true, 1 }, &pin);
	sets_are(&pin, "1 3 5", "0,2,4");
	guest_pin_done(&pin);
	/* Does not fit on the device's node, but on the other one. */
	pin_of(SOCKETS2, (struct guest_pin_wish) { 3, false, true, 0 }, &pin);
	sets_are(&pin, "1 3 5", "0,2,4");
	assert_true(pin.far_off);
	guest_pin_done(&pin);
	pin_of(SOCKETS2, (struct guest_pin_wish) { 4, false, true, 1 }, &pin);
	sets_are(&pin, "1 3 2 4", "5");
	topology_is(&pin, 2, 1, 2, 1);
	guest_pin_done(&pin);
	/* A node that has none left is no node. */
	pin_of(SOCKETS2, (struct guest_pin_wish) { 0, false, true, 7 }, &pin);
	assert_int_equal(pin.vcpus, 2);
	assert_true(pin.far_off);
	refused(SOCKETS2, (struct guest_pin_wish) { 6, false, true, 1 }, "5 cores");
	guest_pin_done(&pin);
	pin_of(NODES2, (struct guest_pin_wish) { 4, false, true, 1 }, &pin);
	sets_are(&pin, "4 5 6 7", "0-3");
	topology_is(&pin, 1, 2, 2, 1);
	guest_pin_done(&pin);
	pin_of(NODES2, (struct guest_pin_wish) { 1, false, true, 0 }, &pin);
	sets_are(&pin, "1", "0,2,3");
}

static void few_cores(void **state)
{
	_cleanup_(guest_pin_done) struct guest_pin pin = { 0 };

	(void)state;
	pin_of(NO_SMT, (struct guest_pin_wish) { 0, false, true, -1 }, &pin);
	sets_are(&pin, "1 2 3", "0");
	topology_is(&pin, 1, 1, 3, 1);
	guest_pin_done(&pin);
	pin_of(NO_SMT, (struct guest_pin_wish) { 0, true, false, -1 }, &pin);
	sets_are(&pin, "1 2", "0,3");
	guest_pin_done(&pin);
	pin_of("0 0 -1 0 0,1\n0 0 -1 0 2,3\n", (struct guest_pin_wish) { 1, false, true, -1 },
		&pin);
	sets_are(&pin, "2", "0,1");
	topology_is(&pin, 1, 1, 1, 1);
	refused("0 0 -1 0 0\n", (struct guest_pin_wish) { 1, false, true, -1 }, "one core");
	refused("0 0 0 0 0,1\n", (struct guest_pin_wish) { 0, false, true, -1 }, "one core");
	refused("", (struct guest_pin_wish) { 1, false, true, -1 }, "could not be looked at");
	refused(NO_SMT, (struct guest_pin_wish) { 1000000, false, true, -1 }, "do not fit");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hybrid),
		cmocka_unit_test(caches),
		cmocka_unit_test(sockets),
		cmocka_unit_test(few_cores),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
