/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much memory does a guest get, and in which pages? With a device all of it is pinned at
 * its start, so the host must have it, and keep some for itself.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>

#include "base/mem.h"
#include "guest/guest-choose-parts.h"

#define GIB (UINT64_C(1) << 30)
#define MIB (UINT64_C(1) << 20)

struct guest_setting *guest_choice_add(struct guest_choice *c, const char *what)
{
	assert(c->n_settings < GUEST_SETTINGS);
	c->settings[c->n_settings].what = what;
	return &c->settings[c->n_settings++];
}

enum tri guest_choice_keys(const struct host *host)
{
	const struct stack *s = &host->stack;

	for (size_t i = 0; i < s->n_firmware; i++)
		if (s->firmware[i].x86_64 && s->firmware[i].code_there &&
			s->firmware[i].secure_boot && s->firmware[i].enrolled_keys)
			return TRI_YES;
	return s->firmware_seen == TRI_YES ? TRI_NO : TRI_UNKNOWN;
}

/* What the host keeps at least: a quarter, and not more than 2 GiB. */
static uint64_t host_part(uint64_t total)
{
	return total / 4 < 2 * GIB ? total / 4 : 2 * GIB;
}

static uint64_t usual_size(const struct guest_desktop *d, uint64_t total)
{
	uint64_t least = d->os == GUEST_SYSTEM_LINUX ? 2 * GIB : 4 * GIB, n = least;

	if (d->profile == GUEST_PROFILE_BALANCED)
		n = total / 2 < 16 * GIB ? total / 2 : 16 * GIB;
	if (d->profile == GUEST_PROFILE_MAX)
		n = total / 4 * 3;
	n = n < least ? least : n / GIB * GIB;
	/* A small host: as much as it can do without. */
	if (total > 0 && n > total - host_part(total))
		n = (total - host_part(total)) / (64 * MIB) * (64 * MIB);
	return n;
}

static int check_size(const struct guest_wish *w, const struct host *host,
	const struct guest_choice *c, struct err *err)
{
	uint64_t total = host->memory.total > 0 ? (uint64_t)host->memory.total : 0;
	uint64_t most = total - host_part(total);

	if (c->desktop.os == GUEST_SYSTEM_WIN11 && c->memory < 4 * GIB && !w->kernel)
		return err_set(err, EINVAL,
			"Windows 11 wants 4 GiB of memory, and %llu MiB were asked for, or are to "
			"be had",
			(unsigned long long)(c->memory / MIB));
	if (total > 0 && c->memory > most)
		return err_set(err, EINVAL,
			"--memory: %llu MiB are more than this host can give: of its %llu MiB it "
			"needs %llu itself%s; ask for %llu MiB at most",
			(unsigned long long)(c->memory / MIB), (unsigned long long)(total / MIB),
			(unsigned long long)(host_part(total) / MIB),
			w->n_devices ? ", and all that a guest with a device has is pinned" : "",
			(unsigned long long)(most / MIB));
	return 0;
}

/* Whether the guest goes into the huge pages of a size that are free now. */
static bool fits(const struct host *host, enum memory_size size, uint64_t memory)
{
	const struct memory_huge *h = &host->memory.huge[size];
	uint64_t page = size == MEMORY_HUGE_1G ? GIB : 2 * MIB;

	return h->free > 0 && memory % page == 0 &&
	       (uint64_t)(h->free - (h->reserved > 0 ? h->reserved : 0)) >= memory / page;
}

/* Whether the hook can make them at the guest's start: 2 MiB in one piece is still to be had. */
static bool can_be_made(const struct guest_wish *w, const struct host *host, uint64_t memory)
{
	return w->hook && memory % (2 * MIB) == 0 && host->memory.available > 0 &&
	       (uint64_t)host->memory.available >= memory;
}

static enum guest_pages usual_pages(
	const struct guest_wish *w, const struct host *host, const struct guest_choice *c)
{
	if (c->desktop.profile != GUEST_PROFILE_MAX || host->memory.hugetlbfs == TRI_NO)
		return GUEST_PAGES_ORDINARY;
	if (fits(host, MEMORY_HUGE_1G, c->memory))
		return GUEST_PAGES_1G;
	if (fits(host, MEMORY_HUGE_2M, c->memory) || can_be_made(w, host, c->memory))
		return GUEST_PAGES_2M;
	return GUEST_PAGES_ORDINARY;
}

static int check_pages(const struct guest_wish *w, const struct guest_choice *c, struct err *err)
{
	uint64_t page = w->pages == GUEST_PAGES_1G ? GIB : 2 * MIB;

	if (w->pages != GUEST_PAGES_2M && w->pages != GUEST_PAGES_1G)
		return 0;
	if (c->desktop.profile == GUEST_PROFILE_LIGHT)
		return err_set(err, EINVAL,
			"huge pages are kept for one guest, which --profile light does not do: "
			"choose balanced or max, or leave out --pages");
	if (c->memory % page != 0)
		return err_set(err, EINVAL,
			"--memory of %llu MiB is no multiple of a huge page's %llu MiB",
			(unsigned long long)(c->memory / MIB), (unsigned long long)(page / MIB));
	return 0;
}

static void say_pages(const struct guest_wish *w, const struct host *host, struct guest_choice *c)
{
	static const char *const names[] = { "", "ordinary", "2 MiB", "1 GiB" };
	struct guest_setting *s = guest_choice_add(c, "pages");
	enum guest_pages p = c->desktop.pages;
	enum memory_size size = p == GUEST_PAGES_1G ? MEMORY_HUGE_1G : MEMORY_HUGE_2M;
	const char *why = "the kernel makes large ones of them where it can (THP)";

	(void)snprintf(s->value, sizeof(s->value), "%s", names[p]);
	if (p != GUEST_PAGES_ORDINARY && fits(host, size, c->memory))
		why = "enough of them are free now";
	else if (p != GUEST_PAGES_ORDINARY && w->hook)
		why = "libvirt's hook makes them when it starts, and gives them back";
	else if (p != GUEST_PAGES_ORDINARY)
		why = "as asked; not enough of them are free now, and it starts only once they are";
	else if (__builtin_strcmp(host->memory.thp, "never") == 0)
		why = "the kernel is told to make no large ones of them (THP: never)";
	else if (c->desktop.profile == GUEST_PROFILE_MAX && !w->pages)
		why = w->hook ? "too little memory is free now for huge pages; the kernel makes "
				"large ones where it can (THP)"
			      : "too few huge pages are free (with virtfn hook install they are "
				"made "
				"at its start); the kernel makes large ones where it can (THP)";
	(void)snprintf(s->why, sizeof(s->why), "%s", why);
}

static void say_size(const struct guest_wish *w, const struct host *host, struct guest_choice *c)
{
	struct guest_setting *s = guest_choice_add(c, "memory");
	const char *why = "as asked";

	if (!w->memory && c->desktop.profile == GUEST_PROFILE_LIGHT)
		why = "what its system needs";
	else if (!w->memory)
		why = c->desktop.profile == GUEST_PROFILE_MAX
			      ? "what the host can spare, at most "
				"three quarters"
			      : "half of the host's, at most 16 GiB";
	if (host->memory.available >= 0 && c->memory > (uint64_t)host->memory.available &&
		c->desktop.pages == GUEST_PAGES_ORDINARY)
		why = "more than is free now: it starts only once others have ended";
	(void)snprintf(
		s->value, sizeof(s->value), "%llu MiB", (unsigned long long)(c->memory / MIB));
	(void)snprintf(s->why, sizeof(s->why), "%s", why);
}

int guest_choose_memory(const struct guest_wish *w, const struct host *host, struct guest_choice *c,
	struct err *err)
{
	uint64_t total = host->memory.total > 0 ? (uint64_t)host->memory.total : 0;
	int r;

	c->memory = w->memory ? w->memory : usual_size(&c->desktop, total);
	r = check_size(w, host, c, err);
	if (r == 0)
		r = check_pages(w, c, err);
	if (r < 0)
		return r;
	c->desktop.pages = w->pages ? w->pages : usual_pages(w, host, c);
	/* VFIO pins it, and huge pages are never swapped out; else it has to be said. */
	c->desktop.locked = c->desktop.profile == GUEST_PROFILE_MAX && w->n_devices == 0 &&
			    c->desktop.pages == GUEST_PAGES_ORDINARY;
	say_size(w, host, c);
	say_pages(w, host, c);
	return 0;
}
