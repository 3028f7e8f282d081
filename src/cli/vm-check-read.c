/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What do the answers of a guest's agent say of its devices? They come from the guest: what does
 * not look as it should is passed over, and lists have an end.
 */
#include "cli/vm-check-read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define DEVICES_MOST 512

/* Win32_PnPEntity and Win32_DeviceGuard; the log is of Looking Glass's host application. */
const char vm_seen_powershell[] =
	"$ErrorActionPreference='SilentlyContinue';"
	"@{pnp=@(Get-CimInstance Win32_PnPEntity -Filter \"DeviceID LIKE 'PCI%'\"|"
	"Select-Object Name,DeviceID,ConfigManagerErrorCode);"
	"vbs=(Get-CimInstance -Namespace root\\Microsoft\\Windows\\DeviceGuard "
	"-ClassName Win32_DeviceGuard).VirtualizationBasedSecurityStatus;"
	"lg=[string](Get-Content -TotalCount 20 "
	"\"$env:ProgramData\\Looking Glass (host)\\looking-glass-host.txt\")}|"
	"ConvertTo-Json -Depth 3 -Compress";

void vm_seen_done(struct vm_seen *s)
{
	free(s->v);
	*s = (struct vm_seen) { 0 };
}

static void copy(char to[VM_SEEN_TEXT], const char *text)
{
	(void)snprintf(to, VM_SEEN_TEXT, "%s", text ? text : "");
}

static struct vm_seen_device *add(struct vm_seen *s)
{
	struct vm_seen_device *d = mem_append(&s->v, &s->n, sizeof(*d));

	if (d)
		d->problem = -1;
	return d;
}

void vm_seen_os(const struct json *answer, struct vm_seen *s)
{
	const struct json *os = json_get(answer, "return");
	const char *name = json_text(json_get(os, "pretty-name"));

	copy(s->os, name ? name : json_text(json_get(os, "name")));
	s->windows = str_eq(json_text(json_get(os, "id")), "mswindows");
}

static bool id_of(const struct json *node, uint16_t *ret)
{
	long long n;

	if (!json_number(node, &n) || n < 0 || n > 0xffff)
		return false;
	*ret = (uint16_t)n;
	return true;
}

int vm_seen_devices(const struct json *answer, struct vm_seen *s, struct err *err)
{
	const struct json *list = json_get(answer, "return");

	for (size_t i = 0; i < json_count(list) && s->n < DEVICES_MOST; i++) {
		const struct json *one = json_at(list, i), *id = json_get(one, "id");
		struct vm_seen_device *d;
		uint16_t vendor, device;

		if (!id_of(json_get(id, "vendor-id"), &vendor) ||
			!id_of(json_get(id, "device-id"), &device))
			continue;
		d = add(s);
		if (!d)
			return err_oom(err);
		d->vendor = vendor;
		d->device = device;
		copy(d->driver, json_text(json_get(one, "driver-name")));
		copy(d->version, json_text(json_get(one, "driver-version")));
	}
	s->listed = s->listed || json_is_list(list);
	return 0;
}

/* "PCI\VEN_8086&DEV_A780&SUBSYS_..." */
static bool read_id(const char *text, uint16_t *ret_vendor, uint16_t *ret_device)
{
	unsigned vendor, device;

	if (!text || sscanf(text, "PCI\\VEN_%4x&DEV_%4x", &vendor, &device) != 2)
		return false;
	*ret_vendor = (uint16_t)vendor;
	*ret_device = (uint16_t)device;
	return true;
}

/* The one that has no problem yet: two VFs have the same numbers. */
static struct vm_seen_device *find_open(struct vm_seen *s, uint16_t vendor, uint16_t device)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].vendor == vendor && s->v[i].device == device && s->v[i].problem < 0)
			return &s->v[i];
	return NULL;
}

static int add_problem(const struct json *one, struct vm_seen *s, struct err *err)
{
	struct vm_seen_device *d;
	uint16_t vendor, device;
	long long code;

	if (!read_id(json_text(json_get(one, "DeviceID")), &vendor, &device))
		return 0;
	d = find_open(s, vendor, device);
	if (!d && s->n < DEVICES_MOST)
		d = add(s);
	if (!d)
		return s->n < DEVICES_MOST ? err_oom(err) : 0;
	d->vendor = vendor;
	d->device = device;
	copy(d->name, json_text(json_get(one, "Name")));
	if (json_number(json_get(one, "ConfigManagerErrorCode"), &code) && code >= 0 && code < 1000)
		d->problem = (int)code;
	return 0;
}

/* "... Looking Glass (B7-12-gabcdef)": up to the bracket, or the line's end. */
static void read_release(const char *log, struct vm_seen *s)
{
	const char *p = log ? strstr(log, "Looking Glass") : NULL;
	size_t n = p ? strcspn(p, "(\r\n") : 0;

	if (!p || p[n] != '(')
		return;
	p += n + 1;
	n = strcspn(p, ")\r\n ");
	if (p[n] == ')' && n > 0)
		(void)snprintf(s->looking_glass, VM_SEEN_TEXT, "%.*s", (int)n, p);
}

int vm_seen_problems(const char *text, struct vm_seen *s, struct err *err)
{
	_cleanup_(json_freep) struct json *json = NULL;
	const struct json *list;
	long long vbs;
	int r = json_parse(text, &json, err);

	if (r < 0)
		return r;
	list = json_get(json, "pnp");
	for (size_t i = 0; i < json_count(list) && r == 0; i++)
		r = add_problem(json_at(list, i), s, err);
	s->listed = s->listed || json_is_list(list);
	/* 0: off, 1: on but not running, 2: running. */
	if (json_number(json_get(json, "vbs"), &vbs))
		s->vbs = vbs == 2 ? TRI_YES : TRI_NO;
	read_release(json_text(json_get(json, "lg")), s);
	return r;
}

/* "PATH:KEY=VALUE" in place; false for anything else. */
static bool split(char *line, char **ret_key, char **ret_value)
{
	char *key = strstr(line, "/uevent:"), *value = key ? strchr(key, '=') : NULL;

	if (!value)
		return false;
	key += strlen("/uevent");
	*key++ = '\0';
	*value++ = '\0';
	*ret_key = key;
	*ret_value = value;
	return true;
}

static void take(struct vm_seen_device *d, const char *key, const char *value)
{
	unsigned vendor, device;

	if (str_eq(key, "DRIVER"))
		copy(d->driver, value);
	if (!str_eq(key, "PCI_ID") || sscanf(value, "%4x:%4x", &vendor, &device) != 2)
		return;
	d->vendor = (uint16_t)vendor;
	d->device = (uint16_t)device;
}

/* What a file said: a PCI device, or something else that is passed over. */
static int finish(struct vm_seen *s, const struct vm_seen_device *d, struct err *err)
{
	struct vm_seen_device *to;

	if (!d->vendor || s->n >= DEVICES_MOST)
		return 0;
	to = add(s);
	if (!to)
		return err_oom(err);
	*to = *d;
	return 0;
}

/* Lines of one file follow each other; its driver may stand in front of its numbers. */
int vm_seen_uevents(const char *text, struct vm_seen *s, struct err *err)
{
	_cleanup_free_ char *copied = str_printf("%s", text);
	struct vm_seen_device now = { .problem = -1 };
	char *rest = copied, *line, *key, *value;
	const char *path = "";
	int r = 0;

	if (!copied)
		return err_oom(err);
	while (r == 0 && (line = strsep(&rest, "\n"))) {
		if (!split(line, &key, &value))
			continue;
		if (!str_eq(line, path)) {
			r = finish(s, &now, err);
			now = (struct vm_seen_device) { .problem = -1 };
			path = line;
		}
		take(&now, key, value);
		s->listed = true;
	}
	return r < 0 ? r : finish(s, &now, err);
}

const struct vm_seen_device *vm_seen_find(
	const struct vm_seen *s, uint16_t vendor, uint16_t device, size_t *at)
{
	while (*at < s->n) {
		const struct vm_seen_device *d = &s->v[(*at)++];

		if (d->vendor == vendor && d->device == device)
			return d;
	}
	return NULL;
}
