/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Speaks with the agent in a guest (QEMU, qga/qapi-schema.json): commands as JSON through libvirt,
 * programs run and waited for. What the answers mean is vm-check-read.c's.
 */
#include "cli/vm-agent.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "ext/ext-libvirt-qemu.h"
#include "ext/ext-nettle.h"

char *vm_agent_quote(const char *text)
{
	struct str_buf b = { 0 };

	str_buf_add(&b, "\"");
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20 || strchr("\"\\", *text))
			str_buf_printf(&b, "\\u%04x", (unsigned char)*text);
		else
			str_buf_add_n(&b, text, 1);
	}
	str_buf_add(&b, "\"");
	return str_buf_take(&b);
}

char *vm_agent_base64(const char *text)
{
	_cleanup_free_ char *bytes = NULL;
	struct str_buf b = { 0 };
	struct err ignored;
	size_t n;

	if (ext_nettle_base64(text, &bytes, &n, &ignored) < 0)
		return NULL;
	str_buf_add(&b, "");
	/* A text: what UTF-16 puts in between goes, and nothing else has it. */
	for (size_t i = 0; i < n; i++)
		if (bytes[i])
			str_buf_add_n(&b, &bytes[i], 1);
	return str_buf_take(&b);
}

/* The whole answer, of which *ret_value is a part. */
static int ask(const struct vm_agent *a, const char *json, struct json **ret,
	const struct json **ret_value, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	int r = virt_agent(a->virt, a->name, json, &text, err);

	if (r == 0)
		r = json_parse(text, ret, err);
	if (r < 0)
		return r;
	*ret_value = json_get(*ret, "return");
	return *ret_value ? 0 : err_set(err, EPROTO, "the agent in %s gives no answer", a->name);
}

int vm_agent_ask(const struct vm_agent *a, const char *command, struct json **ret, struct err *err)
{
	_cleanup_free_ char *json = str_printf("{\"execute\":\"%s\"}", command);
	const struct json *value;

	return json ? ask(a, json, ret, &value, err) : err_oom(err);
}

static char *exec_command(const char *const argv[])
{
	struct str_buf b = { 0 };

	str_buf_add(&b, "{\"execute\":\"guest-exec\",\"arguments\":{\"capture-output\":true,"
			"\"path\":");
	for (size_t i = 0; argv[i]; i++) {
		_cleanup_free_ char *quoted = vm_agent_quote(argv[i]);

		b.failed = b.failed || !quoted;
		if (i > 0)
			str_buf_add(&b, i == 1 ? ",\"arg\":[" : ",");
		str_buf_add(&b, quoted ? quoted : "");
	}
	str_buf_add(&b, argv[1] ? "]}}" : "}}");
	return str_buf_take(&b);
}

/* 1 once it has ended, with what it wrote. */
static int look(const struct vm_agent *a, long long pid, char **ret, struct err *err)
{
	_cleanup_free_ char *command =
		str_printf("{\"execute\":\"guest-exec-status\",\"arguments\":{\"pid\":%lld}}", pid);
	_cleanup_(json_freep) struct json *answer = NULL;
	const struct json *value;
	const char *data;
	long long code = -1;
	int r = command ? ask(a, command, &answer, &value, err) : err_oom(err);

	if (r < 0)
		return r;
	if (!json_is_true(json_get(value, "exited")))
		return 0;
	data = json_text(json_get(value, "out-data"));
	/* grep fails when one of many files could not be read; what it found counts. */
	if (!data && (!json_number(json_get(value, "exitcode"), &code) || code != 0))
		return err_set(err, ENOENT, "the program ended with status %lld", code);
	*ret = vm_agent_base64(data ? data : "");
	return *ret ? 1 : err_set(err, EPROTO, "the agent in %s answers nonsense", a->name);
}

int vm_agent_run(const struct vm_agent *a, const char *const argv[], unsigned seconds, char **ret,
	struct err *err)
{
	_cleanup_(log_wait_stop) struct log_wait shown;
	_cleanup_(json_freep) struct json *answer = NULL;
	_cleanup_free_ char *command = exec_command(argv);
	long long end = log_now_ms() + seconds * 1000LL, pid = 0;
	const struct json *value;
	int r;

	log_wait_start(&shown, "waiting for the agent in %s", a->name);
	r = command ? ask(a, command, &answer, &value, err) : err_oom(err);
	if (r < 0)
		return r == -EIO ? err_set(err, ENOENT, "%s cannot be run in the guest", argv[0])
				 : r;
	if (!json_number(json_get(value, "pid"), &pid))
		return err_set(err, EPROTO, "the agent in %s answers nonsense", a->name);
	while (r == 0 && log_now_ms() < end && !run_interrupted) {
		log_wait_tick(&shown);
		r = look(a, pid, ret, err);
		if (r == 0)
			(void)usleep(200000);
	}
	if (r == 0)
		return err_set(
			err, ETIMEDOUT, "%s in the guest takes longer than %u s", argv[0], seconds);
	return r < 0 ? r : 0;
}

bool vm_address_is_usable(const char *address)
{
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET, address, &v4) == 1) {
		uint32_t n = ntohl(v4.s_addr);

		return n >> 24 != 127 && n >> 24 != 0 && n >> 16 != 0xa9fe && n >> 28 != 0xe &&
		       n != 0xffffffff;
	}
	return inet_pton(AF_INET6, address, &v6) == 1 && !IN6_IS_ADDR_LOOPBACK(&v6) &&
	       !IN6_IS_ADDR_LINKLOCAL(&v6) && !IN6_IS_ADDR_UNSPECIFIED(&v6) &&
	       !IN6_IS_ADDR_MULTICAST(&v6);
}

static int add_address(const char *text, struct names *ret, struct err *err)
{
	char **slot;

	if (!text || !vm_address_is_usable(text))
		return 0;
	slot = mem_append(&ret->v, &ret->n, sizeof(*slot));
	if (slot)
		*slot = str_printf("%s", text);
	if (slot && !*slot)
		ret->n--;
	return slot && *slot ? 0 : err_oom(err);
}

#define ADDRESSES_MOST 32

int vm_agent_addresses(const struct json *answer, struct names *ret, struct err *err)
{
	const struct json *interfaces = json_get(answer, "return");
	int r = 0;

	for (size_t i = 0; i < json_count(interfaces); i++) {
		const struct json *list = json_get(json_at(interfaces, i), "ip-addresses");

		for (size_t k = 0; k < json_count(list) && r == 0 && ret->n < ADDRESSES_MOST; k++)
			r = add_address(
				json_text(json_get(json_at(list, k), "ip-address")), ret, err);
	}
	return r;
}
