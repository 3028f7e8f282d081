/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sd-bus: asks systemd for units and their properties, and logind to stay awake. Opened at first
 * use, one connection for all calls. Sessions are ext-login.c's.
 */
#include "ext/ext-systemd.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-load.h"

#define SERVICE    "org.freedesktop.systemd1"
#define OBJECT     "/org/freedesktop/systemd1"
#define MANAGER    SERVICE ".Manager"
#define LOGIND     "org.freedesktop.login1"
#define TIMEOUT_US (5 * 1000000ull)

#define SYMBOLS(X)                        \
	X(sd_bus_call)                    \
	X(sd_bus_call_method)             \
	X(sd_bus_error_free)              \
	X(sd_bus_get_property)            \
	X(sd_bus_get_property_string)     \
	X(sd_bus_message_append)          \
	X(sd_bus_message_append_array)    \
	X(sd_bus_message_close_container) \
	X(sd_bus_message_new_method_call) \
	X(sd_bus_message_open_container)  \
	X(sd_bus_message_read)            \
	X(sd_bus_message_read_array)      \
	X(sd_bus_message_unref)           \
	X(sd_bus_open_system)             \
	X(sd_bus_path_encode)             \
	X(sd_bus_set_method_call_timeout)

static struct {
	SYMBOLS(LOAD_POINTER)
	sd_bus *bus; /* of this process, until it ends */
} lib;

static const struct load_symbol symbols[] = { SYMBOLS(LOAD_SYMBOL) { NULL, NULL } };

static struct load_library library = {
	.files = { "libsystemd.so.0" },
	.symbols = symbols,
	.title = "libsystemd",
	.cannot = "cannot ask systemd",
};

static int connect_bus(struct err *err)
{
	int r = lib.bus ? 0 : load_library(&library, err);

	if (r < 0 || lib.bus)
		return r;
	r = lib.sd_bus_open_system(&lib.bus);
	if (r < 0) {
		lib.bus = NULL;
		return err_set(err, ENOTSUP, "systemd does not answer on the system bus: %s",
			strerror(-r));
	}
	/* systemd 244 and later have AllowedCPUs, 240 and later this call. */
	(void)lib.sd_bus_set_method_call_timeout(lib.bus, TIMEOUT_US);
	return 0;
}

static void messagep(sd_bus_message **m)
{
	if (*m)
		(void)lib.sd_bus_message_unref(*m);
}

static void errorp(sd_bus_error *e)
{
	lib.sd_bus_error_free(e);
}

static const char *interface_of(const char *unit)
{
	const char *dot = strrchr(unit, '.');

	return str_eq(dot, ".slice")   ? SERVICE ".Slice"
	       : str_eq(dot, ".scope") ? SERVICE ".Scope"
				       : SERVICE ".Service";
}

static int fail(int r, const sd_bus_error *e, const char *what, const char *unit, struct err *err)
{
	return err_set(err, -r, "cannot %s AllowedCPUs of %s: %s", what, unit,
		e->message ? e->message : strerror(-r));
}

static void from_mask(const uint8_t *mask, size_t n, cpu_set_t *ret)
{
	CPU_ZERO(ret);
	for (size_t i = 0; i < n * 8 && i < CPU_SETSIZE; i++)
		if (mask[i / 8] & 1 << i % 8)
			CPU_SET(i, ret);
}

int ext_systemd_cpus_get(const char *unit, cpu_set_t *ret, struct err *err)
{
	_cleanup_(messagep) sd_bus_message *reply = NULL;
	_cleanup_free_ char *path = NULL;
	const void *mask = NULL;
	size_t n = 0;
	int r = connect_bus(err);

	if (r < 0)
		return r;
	if (lib.sd_bus_path_encode(OBJECT "/unit", unit, &path) < 0)
		return err_oom(err);

	_cleanup_(errorp) sd_bus_error e = SD_BUS_ERROR_NULL;

	r = lib.sd_bus_get_property(
		lib.bus, SERVICE, path, interface_of(unit), "AllowedCPUs", &e, &reply, "ay");
	if (r >= 0)
		r = lib.sd_bus_message_read_array(reply, 'y', &mask, &n);
	if (r < 0)
		return fail(r, &e, "see", unit, err);
	from_mask(mask, n, ret);
	return 0;
}

/* "sb" unit and runtime, then one property: a(sv). */
static int fill(sd_bus_message *m, const char *unit, const uint8_t *mask, size_t n)
{
	int r = lib.sd_bus_message_append(m, "sb", unit, /* runtime= */ 1);

	if (r >= 0)
		r = lib.sd_bus_message_open_container(m, 'a', "(sv)");
	if (r >= 0)
		r = lib.sd_bus_message_open_container(m, 'r', "sv");
	if (r >= 0)
		r = lib.sd_bus_message_append(m, "s", "AllowedCPUs");
	if (r >= 0)
		r = lib.sd_bus_message_open_container(m, 'v', "ay");
	if (r >= 0)
		r = lib.sd_bus_message_append_array(m, 'y', mask, n);
	for (int i = 0; i < 3 && r >= 0; i++)
		r = lib.sd_bus_message_close_container(m);
	return r;
}

int ext_systemd_cpus_set(const char *unit, const cpu_set_t *cpus, struct err *err)
{
	_cleanup_(messagep) sd_bus_message *m = NULL;
	uint8_t mask[CPU_SETSIZE / 8] = { 0 };
	size_t n = 0;
	int r = connect_bus(err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < CPU_SETSIZE; i++) {
		if (!CPU_ISSET(i, cpus))
			continue;
		mask[i / 8] |= (uint8_t)(1 << i % 8);
		n = i / 8 + 1;
	}

	_cleanup_(errorp) sd_bus_error e = SD_BUS_ERROR_NULL;

	r = lib.sd_bus_message_new_method_call(
		lib.bus, &m, SERVICE, OBJECT, MANAGER, "SetUnitProperties");
	if (r >= 0)
		r = fill(m, unit, mask, n);
	if (r >= 0)
		r = lib.sd_bus_call(lib.bus, m, TIMEOUT_US, &e, NULL);
	return r < 0 ? fail(r, &e, "set", unit, err) : 0;
}

static int answer(int r, const sd_bus_error *e, const char *what, const char *unit, struct err *err)
{
	if (r >= 0)
		return 0;
	if (e->name && strstr(e->name, "NoSuchUnit"))
		return err_set(err, ENOENT, "systemd has no %s", unit);
	return err_set(
		err, -r, "cannot %s %s: %s", what, unit, e->message ? e->message : strerror(-r));
}

static int get_state(const char *unit, char ret[24], struct err *err)
{
	_cleanup_(errorp) sd_bus_error e = SD_BUS_ERROR_NULL;
	_cleanup_(messagep) sd_bus_message *m = NULL;
	_cleanup_free_ char *state = NULL;
	const char *path = NULL;
	int r = lib.sd_bus_call_method(
		lib.bus, SERVICE, OBJECT, MANAGER, "GetUnit", &e, &m, "s", unit);

	if (r >= 0)
		r = lib.sd_bus_message_read(m, "o", &path);
	if (r >= 0)
		r = lib.sd_bus_get_property_string(
			lib.bus, SERVICE, path, SERVICE ".Unit", "ActiveState", &e, &state);
	if (r < 0)
		return answer(r, &e, "look at", unit, err);
	(void)snprintf(ret, 24, "%s", state);
	return 0;
}

int ext_systemd_state(const char *unit, char ret[24], struct err *err)
{
	int r = connect_bus(err);

	return r < 0 ? r : get_state(unit, ret, err);
}

static int ask(const char *unit, bool start, struct err *err)
{
	_cleanup_(errorp) sd_bus_error e = SD_BUS_ERROR_NULL;
	int r = lib.sd_bus_call_method(lib.bus, SERVICE, OBJECT, MANAGER,
		start ? "StartUnit" : "StopUnit", &e, NULL, "ss", unit, "replace");

	return answer(r, &e, start ? "start" : "stop", unit, err);
}

/* 1: it is so; 0: not yet. */
static int has_come(const char *state, bool start, const char *unit, struct err *err)
{
	if (start && str_eq(state, "failed"))
		return err_set(err, EIO, "%s did not start; see systemctl status %s", unit, unit);
	if (start)
		return str_eq(state, "active");
	return str_eq(state, "inactive") || str_eq(state, "failed");
}

int ext_systemd_run(const char *unit, bool start, int timeout_ms, struct err *err)
{
	long long end = log_now_ms() + timeout_ms;
	struct log_wait w;
	char state[24];
	int r = connect_bus(err);

	if (r == 0)
		r = ask(unit, start, err);
	if (r < 0)
		return r;
	log_wait_start(&w, "%s %s", start ? "starting" : "stopping", unit);
	do {
		/* A unit that has stopped may be forgotten at once. */
		r = get_state(unit, state, err);
		r = r == -ENOENT && !start ? 1 : r < 0 ? r : has_come(state, start, unit, err);
		if (r == 0)
			(void)usleep(100000);
		log_wait_tick(&w);
	} while (r == 0 && log_now_ms() < end);
	log_wait_stop(&w);
	if (r == 0)
		r = err_set(err, ETIMEDOUT, "%s did not %s within %d s", unit,
			start ? "start" : "stop", timeout_ms / 1000);
	return r < 0 ? r : 0;
}

static int inhibit(const char *why, const char *mode, int *ret_fd, struct err *err)
{
	_cleanup_(errorp) sd_bus_error e = SD_BUS_ERROR_NULL;
	_cleanup_(messagep) sd_bus_message *m = NULL;
	int fd = -1;
	int r = lib.sd_bus_call_method(lib.bus, LOGIND, "/org/freedesktop/login1",
		LOGIND ".Manager", "Inhibit", &e, &m, "ssss", "sleep", "virtfn", why, mode);

	if (r >= 0)
		r = lib.sd_bus_message_read(m, "h", &fd);
	if (r < 0)
		return err_set(err, -r, "logind does not let virtfn keep the system awake: %s",
			e.message ? e.message : strerror(-r));
	/* The message owns the one it brought. */
	fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return err_sys(err, errno, "cannot keep logind's lock");
	*ret_fd = fd;
	return 0;
}

int ext_systemd_inhibit_sleep(const char *why, const char *mode, int *ret_fd, struct err *err)
{
	int r = connect_bus(err);

	return r < 0 ? r : inhibit(why, mode, ret_fd, err);
}
