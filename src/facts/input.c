/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which keyboards and mice has the host? A guest may take one away, and the user would sit
 * before a host that does not listen.
 */
#include "facts/input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* linux/input-event-codes.h: the rows of letters, from Q, A and Z. */
#define KEY_Q     16
#define KEY_A     30
#define KEY_Z     44
#define BTN_TOUCH 0x14a
#define REL_X     0

/* A bit of "capabilities/key": words of 64 bits in hexadecimal, the highest first. */
static bool has_bit(const char *words, unsigned bit)
{
	const char *end = words + strlen(words);

	for (unsigned word = bit / 64; end > words; word--) {
		const char *from = end;

		while (from > words && from[-1] != ' ')
			from--;
		if (word == 0)
			return strtoull(from, NULL, 16) >> bit % 64 & 1;
		end = from > words ? from - 1 : words;
	}
	return false;
}

static bool has_letters(const char *words)
{
	static const struct {
		unsigned first, n;
	} rows[] = { { KEY_Q, 10 }, { KEY_A, 9 }, { KEY_Z, 7 } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (unsigned k = 0; k < rows[i].n; k++)
			if (!has_bit(words, rows[i].first + k))
				return false;
	return true;
}

static int read_event(
	const struct root *root, const char *event, struct input_device *ret, struct err *err)
{
	_cleanup_free_ char *keys = NULL, *rel = NULL;
	struct err ignored;
	int r = root_read(root, &keys, err, "sys/class/input/%s/device/capabilities/key", event);

	if (r < 0)
		return r;
	(void)root_read(root, &rel, &ignored, "sys/class/input/%s/device/capabilities/rel", event);
	*ret = (struct input_device) {
		.keyboard = has_letters(keys),
		.pointer = (rel && has_bit(rel, REL_X)) || has_bit(keys, BTN_TOUCH),
	};
	(void)snprintf(ret->event, sizeof(ret->event), "%s", event);
	return 0;
}

int input_find(const struct root *root, const char *path, struct input_device *ret, struct err *err)
{
	_cleanup_free_ char *target = NULL;
	struct err ignored;
	const char *event;

	if (strncmp(path, "/dev/input/", 11) != 0 || strstr(path, "/../"))
		return err_set(err, EINVAL,
			"an input is a path below /dev/input/, best one of by-id that stays the "
			"same, not '%.80s'",
			path);
	if (root_type(root, err, "%s", path + 1) < 0)
		return err_wrap(err, "cannot give the guest the input %.120s", path);
	if (root_link_name(root, &target, &ignored, "%s", path + 1) < 0)
		target = strdup(strrchr(path, '/') + 1);
	if (!target)
		return err_oom(err);
	event = target;
	if (strncmp(event, "event", 5) != 0 || strlen(event) >= sizeof(ret->event) ||
		strchr(event, '/'))
		return err_set(err, EINVAL,
			"%.120s is no event device (its name in /dev/input/by-id ends in "
			"event-kbd or event-mouse)",
			path);
	if (read_event(root, event, ret, err) < 0)
		return err_wrap(err, "what the input %.120s is could not be looked at", path);
	return 0;
}

static bool is_one_of(const char *event, const struct input_device *v, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (str_eq(v[i].event, event))
			return true;
	return false;
}

/* Made by a program: nobody types on it. */
static bool is_virtual(const struct dir *dir, const char *event)
{
	char target[512];

	return dir_link_target(dir, event, target, sizeof(target)) > 0 &&
	       strstr(target, "/devices/virtual/");
}

int input_other_keyboards(
	const struct root *root, const struct input_device *v, unsigned n, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	int found = 0, r = root_dir(root, &dir, err, "sys/class/input");

	if (r == 0)
		r = root_list(root, &names, err, "sys/class/input");
	if (r < 0)
		return r;
	for (size_t i = 0; i < names.n; i++) {
		struct input_device d;
		struct err ignored;

		if (strncmp(names.v[i], "event", 5) != 0 || is_one_of(names.v[i], v, n) ||
			is_virtual(&dir, names.v[i]) ||
			read_event(root, names.v[i], &d, &ignored) < 0)
			continue;
		found += d.keyboard;
	}
	return found;
}
