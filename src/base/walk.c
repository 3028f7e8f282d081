/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where does a path lead to? The kernel's own rules, for trees that the kernel does not
 * know (memtree.c) and for those that have to say which links they went by (root-record.c).
 */
#include "base/walk.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define LINKS_MAX 40

struct state {
	char *real;          /* where we are */
	char todo[PATH_MAX]; /* what is left of the path */
	unsigned links;
};

static void go_up(char *real)
{
	char *slash = strrchr(real, '/');

	*(slash ? slash : real) = '\0';
}

static int go_down(char *real, const char *name, size_t len)
{
	size_t have = strlen(real);

	if (have + 1 + len >= PATH_MAX)
		return -ENAMETOOLONG;
	if (have > 0)
		real[have++] = '/';
	memcpy(real + have, name, len);
	real[have + len] = '\0';
	return 0;
}

/* rest is what of todo stands behind the link. */
static int follow(struct state *s, const char *target, const char *rest)
{
	size_t n = strlen(target), m = strlen(rest);

	if (++s->links > LINKS_MAX)
		return -ELOOP;
	if (n == 0)
		return -ENOENT;
	if (n + 1 + m >= sizeof(s->todo))
		return -ENAMETOOLONG;
	if (target[0] == '/')
		s->real[0] = '\0';
	else
		go_up(s->real);
	memmove(s->todo + n + 1, rest, m + 1);
	memcpy(s->todo, target, n);
	/* A slash behind the last part would ask for a folder. */
	s->todo[n] = m > 0 ? '/' : '\0';
	return 0;
}

static int dots(struct state *s, const struct walk *w, size_t len)
{
	if (len == 2 && w->flags & WALK_NO_LINKS)
		return -EXDEV;
	if (len == 2)
		go_up(s->real);
	return 0;
}

/* One name of todo; the kind of what is there. */
static int step(struct state *s, const struct walk *w, const char *name, size_t len)
{
	const char *rest = name + len;
	bool last = rest[0] == '\0';
	char target[PATH_MAX];
	int r;

	r = go_down(s->real, name, len);
	if (r < 0)
		return r;
	r = w->peek(w->arg, s->real, target);
	if (r == WALK_LINK && !(last && w->flags & WALK_NOFOLLOW)) {
		if (w->flags & WALK_NO_LINKS)
			return -ELOOP;
		r = follow(s, target, rest);
		return r < 0 ? r : WALK_LINK;
	}
	if (r < 0)
		return r;
	if (!last && r != WALK_DIR)
		return -ENOTDIR;
	memmove(s->todo, rest, strlen(rest) + 1);
	return r;
}

int walk_path(const struct walk *w, const char *path, char real[PATH_MAX])
{
	struct state s = { .real = real };
	int kind = WALK_DIR;

	if (strlen(path) >= sizeof(s.todo) || strlen(w->base) >= PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(real, w->base, strlen(w->base) + 1);
	memcpy(s.todo, path, strlen(path) + 1);
	if (path[0] == '/' && w->flags & WALK_NO_LINKS)
		return -EXDEV;
	if (path[0] == '/')
		real[0] = '\0';
	for (;;) {
		const char *name = s.todo + strspn(s.todo, "/");
		size_t len = strcspn(name, "/");

		if (len == 0)
			return kind;
		if ((len == 1 && name[0] == '.') || (len == 2 && memcmp(name, "..", 2) == 0)) {
			kind = dots(&s, w, len);
			memmove(s.todo, name + len, strlen(name + len) + 1);
		} else {
			kind = step(&s, w, name, len);
		}
		if (kind < 0)
			return kind;
	}
}
