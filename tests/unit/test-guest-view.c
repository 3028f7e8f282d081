/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guest-view.c and guest-view-command.c: every combination of what can be there is chosen from as
 * the order says, with a reason for what is left; and commands hold what they should and no secret.
 */
#include "guest/guest-view.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static struct guest_screen screen_of(unsigned bits)
{
	return (struct guest_screen) {
		.name = (char *)"g 1",
		.shm = bits & 1 ? (char *)"/dev/kvmfr0" : NULL,
		.shm_size = 64 << 20,
		.display = bits & 2 ? GUEST_DISPLAY_SPICE : GUEST_DISPLAY_NONE,
		.port = 5901,
		.password = bits & 4 ? (char *)"secret word" : NULL,
	};
}

/* Fourteen things that can be there or not. */
enum {
	SHM = 1 << 0,
	SPICE = 1 << 1,
	PASSWORD = 1 << 2,
	RUNNING = 1 << 3,
	REMOTE = 1 << 4,
	CLIENT = 1 << 5,
	NODE = 1 << 6,
	USABLE = 1 << 7,
	ADDRESS = 1 << 8,
	ANSWERS = 1 << 9,
	FREERDP = 1 << 10,
	REMMINA = 1 << 11,
	ASK = 1 << 12,
	REMOTE_VIEWER = 1 << 13,
	VIRT_VIEWER = 1 << 14,
	ALL = (1 << 15) - 1,
};

static struct view_facts facts_of(unsigned bits, const struct guest_screen *screen)
{
	return (struct view_facts) {
		.screen = screen,
		.uri = "qemu+ssh://x/system",
		.running = bits & RUNNING,
		.remote = bits & REMOTE,
		.may_ask = bits & ASK,
		.looking_glass = bits & CLIENT ? "looking-glass-client" : NULL,
		.freerdp = bits & FREERDP ? "xfreerdp3" : NULL,
		.remmina = bits & REMMINA ? "remmina" : NULL,
		.remote_viewer = bits & REMOTE_VIEWER ? "remote-viewer" : NULL,
		.virt_viewer = bits & VIRT_VIEWER ? "virt-viewer" : NULL,
		.node = bits & NODE ? VIEW_NODE_CHAR : VIEW_NODE_NONE,
		.node_size = 64 << 20,
		.node_usable = bits & USABLE ? TRI_YES : TRI_NO,
		.address = bits & ADDRESS ? "192.0.2.7" : NULL,
		.port = 3389,
		.h264 = TRI_UNKNOWN,
		.rdp = bits & ANSWERS ? TRI_YES : TRI_NO,
	};
}

static bool has(unsigned bits, unsigned all)
{
	return (bits & all) == all;
}

/* What the rules in words say, said another way. */
static bool wanted(unsigned bits, enum view_way way)
{
	if (!(bits & RUNNING))
		return false;
	if (way == VIEW_LOOKING_GLASS)
		return has(bits, SHM | CLIENT | NODE | USABLE) && !(bits & REMOTE);
	if (way == VIEW_RDP)
		return has(bits, ADDRESS | ANSWERS) && (has(bits, FREERDP | ASK) || bits & REMMINA);
	return has(bits, SPICE) &&
	       (bits & VIRT_VIEWER || (bits & REMOTE_VIEWER && !(bits & REMOTE)));
}

static void look_at_command(const struct view_facts *f, enum view_way way)
{
	_cleanup_(view_command_done) struct view_command c = { 0 };
	_cleanup_free_ char *text = NULL;
	struct err err;

	assert_int_equal(view_command(f, way, &c, &err), 0);
	assert_true(c.n > 0 && !c.argv[c.n]);
	text = view_command_text(&c);
	assert_non_null(text);
	assert_null(strstr(text, "secret"));
	/* A password is handed over in one way or not at all. */
	assert_false(c.reads_password && c.needs_file);
	assert_true(way == VIEW_RDP || !c.reads_password);
}

static void test_all(void **state)
{
	unsigned taken[VIEW_WAYS + 1] = { 0 };

	(void)state;
	for (unsigned bits = 0; bits <= ALL; bits++) {
		struct guest_screen screen = screen_of(bits);
		struct view_facts f = facts_of(bits, &screen);
		struct view_choice c[VIEW_WAYS];
		enum view_way best = view_choose(&f, c), first = VIEW_WAYS;

		for (unsigned i = VIEW_WAYS; i-- > 0;) {
			bool want = wanted(bits, (enum view_way)i);

			assert_int_equal(c[i].possible, want);
			assert_int_equal(c[i].why[0] == '\0', want);
			assert_true(strlen(c[i].why) < sizeof(c[i].why) - 1);
			if (want)
				first = (enum view_way)i;
		}
		assert_int_equal(best, first);
		taken[best]++;
		if (best != VIEW_WAYS)
			look_at_command(&f, best);
	}
	for (unsigned i = 0; i <= VIEW_WAYS; i++)
		assert_true(taken[i] > 0);
}

static void why_is(const struct view_facts *f, enum view_way way, const char *part)
{
	struct view_choice c[VIEW_WAYS];

	(void)view_choose(f, c);
	assert_false(c[way].possible);
	if (!strstr(c[way].why, part))
		fail_msg("'%s' is not in '%s'", part, c[way].why);
}

static void test_memory(void **state)
{
	struct guest_screen screen = screen_of(SHM);
	struct view_facts f = facts_of(ALL & ~REMOTE, &screen);
	struct view_choice c[VIEW_WAYS];

	(void)state;
	f.node = VIEW_NODE_FILE;
	why_is(&f, VIEW_LOOKING_GLASS, "plain file");
	f.node = VIEW_NODE_NONE;
	why_is(&f, VIEW_LOOKING_GLASS, "load the module kvmfr");
	f.node = VIEW_NODE_CHAR;
	f.node_size = 32 << 20;
	why_is(&f, VIEW_LOOKING_GLASS, "holds 32 MiB and the guest expects 64");
	/* What is not known is tried. */
	f.node_size = 0;
	assert_int_equal(view_choose(&f, c), VIEW_LOOKING_GLASS);
	f.node_usable = TRI_UNKNOWN;
	assert_int_equal(view_choose(&f, c), VIEW_LOOKING_GLASS);
	f.node_size = 128 << 20;
	assert_int_equal(view_choose(&f, c), VIEW_LOOKING_GLASS);
	f.node_usable = TRI_NO;
	why_is(&f, VIEW_LOOKING_GLASS, "may not read and write");
	screen.shm = (char *)"/dev/shm/looking-glass";
	f.node = VIEW_NODE_FILE;
	f.node_usable = TRI_YES;
	assert_int_equal(view_choose(&f, c), VIEW_LOOKING_GLASS);
	f.node = VIEW_NODE_NONE;
	why_is(&f, VIEW_LOOKING_GLASS, "QEMU makes it");
	f.rdp = TRI_UNKNOWN;
	why_is(&f, VIEW_RDP, "nothing answers at 192.0.2.7 port 3389");
}

static void command_is(const struct view_facts *f, enum view_way way, const char *want)
{
	_cleanup_(view_command_done) struct view_command c = { 0 };
	_cleanup_free_ char *text = NULL;
	struct err err;

	assert_int_equal(view_command(f, way, &c, &err), 0);
	text = view_command_text(&c);
	assert_string_equal(text, want);
}

static void test_looking_glass(void **state)
{
	struct guest_screen screen = screen_of(SHM | SPICE);
	struct view_facts f = facts_of(ALL, &screen);

	(void)state;
	command_is(
		&f, VIEW_LOOKING_GLASS, "looking-glass-client -f /dev/kvmfr0 -c 127.0.0.1 -p 5901");
	screen.socket = (char *)"/run/a b.sock";
	command_is(&f, VIEW_LOOKING_GLASS,
		"looking-glass-client -f /dev/kvmfr0 -c '/run/a b.sock' -p 0");
	screen.password = (char *)"x";
	command_is(&f, VIEW_LOOKING_GLASS, "looking-glass-client -f /dev/kvmfr0 -s");
	screen = screen_of(SHM | SPICE);
	screen.display = GUEST_DISPLAY_VNC;
	command_is(&f, VIEW_LOOKING_GLASS, "looking-glass-client -f /dev/kvmfr0 -s");
}

static void test_rdp(void **state)
{
	struct guest_screen screen = screen_of(0);
	struct view_facts f = facts_of(ALL, &screen);

	(void)state;
	command_is(&f, VIEW_RDP,
		"xfreerdp3 /v:192.0.2.7 /from-stdin /cert:tofu /bpp:32 /gfx:AVC444 /network:lan "
		"/dynamic-resolution +clipboard /sound '/t:g 1'");
	f.user = "o'brien";
	f.address = "2001:db8::1";
	f.port = 3390;
	f.h264 = TRI_NO;
	command_is(&f, VIEW_RDP,
		"xfreerdp3 '/v:[2001:db8::1]:3390' '/u:o'\\''brien' /d: /from-stdin /cert:tofu "
		"/bpp:32 /gfx /network:lan /dynamic-resolution +clipboard /sound '/t:g 1'");
	f.may_ask = false;
	command_is(&f, VIEW_RDP, "remmina -c 'rdp://o'\\''brien@[2001:db8::1]:3390'");
	f.user = NULL;
	f.port = 3389;
	f.address = "192.0.2.7";
	command_is(&f, VIEW_RDP, "remmina -c rdp://192.0.2.7");
}

static void test_spice(void **state)
{
	struct guest_screen screen = screen_of(SPICE);
	struct view_facts f = facts_of(ALL & ~REMOTE, &screen);

	(void)state;
	command_is(&f, VIEW_SPICE, "remote-viewer spice://127.0.0.1:5901");
	screen.host = (char *)"::";
	command_is(&f, VIEW_SPICE, "remote-viewer 'spice://[::1]:5901'");
	screen.host = (char *)"0.0.0.0";
	screen.display = GUEST_DISPLAY_VNC;
	command_is(&f, VIEW_SPICE, "remote-viewer vnc://127.0.0.1:5901");
	screen.password = (char *)"secret word";
	command_is(&f, VIEW_SPICE, "remote-viewer");
	screen.port = 0;
	command_is(&f, VIEW_SPICE, "virt-viewer --connect qemu+ssh://x/system --attach -- 'g 1'");
	f.remote = true;
	command_is(&f, VIEW_SPICE, "virt-viewer --connect qemu+ssh://x/system -- 'g 1'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_looking_glass),
		cmocka_unit_test(test_rdp),
		cmocka_unit_test(test_spice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
