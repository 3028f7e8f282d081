/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unpacks what the walk over a firmware image will ask for, before it does. Results are the
 * same with it and without it: only who unpacks, and when, differs.
 */
#include "cli/rom-ahead.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "ext/ext-lzma.h"
#include "ext/ext-pool.h"
#include "formats/efi-section.h"

#define THREADS_MAX 4
#define PIECES_MAX  4096
#define ROOM        ((size_t)64 << 20) /* of results that nobody has asked for yet */

struct rom_piece {
	struct ext_pool_job job; /* first: it is cast back */
	struct bytes in, out;
	bool x86;
	int r;
};

static void unpack(struct ext_pool_job *job)
{
	struct rom_piece *p = (struct rom_piece *)job;
	struct err ignored;

	p->r = ext_lzma_unpack(p->in, p->x86, p->job.cost, &p->out, &ignored);
}

void rom_ahead_start(struct rom_ahead *a)
{
	unsigned n = ext_pool_processors();
	struct err ignored;

	*a = (struct rom_ahead) { 0 };
	n = n > THREADS_MAX ? THREADS_MAX : n;
	/* The walk itself mostly waits for them. */
	if (n > 1)
		(void)ext_pool_new(n, ROOM, &a->pool, &ignored);
}

static void drop(struct rom_ahead *a, struct rom_piece *p)
{
	if (p->job.state != EXT_POOL_OUT && ext_pool_take(a->pool, &p->job) && p->r == 0)
		free((void *)(uintptr_t)p->out.data);
	p->out = bytes_of(NULL, 0);
}

void rom_ahead_left(struct rom_ahead *a)
{
	for (size_t i = a->n; i > a->passed; i--)
		drop(a, &a->pieces[i - 1]);
	free(a->pieces);
	a->pieces = NULL;
	a->n = a->passed = 0;
}

void rom_ahead_stop(struct rom_ahead *a)
{
	rom_ahead_left(a);
	ext_pool_free(a->pool);
	a->pool = NULL;
}

void rom_ahead_enter(struct rom_ahead *a, struct bytes b)
{
	struct efi_ahead cursor = { .b = b };
	struct efi_ahead_section s;
	struct rom_piece *grown;

	if (!a->pool || a->n > 0)
		return;
	while (a->n < PIECES_MAX && efi_section_ahead(&cursor, &s)) {
		grown = mem_append(&a->pieces, &a->n, sizeof(*grown));
		if (!grown)
			break;
		*grown = (struct rom_piece) { .in = s.in, .x86 = s.x86 };
		grown->job.fn = unpack;
		grown->job.cost = s.size;
	}
	/* Now they do not move any more. One alone is unpacked as soon by who asks for it. */
	for (size_t i = 0; a->n > 1 && i < a->n; i++)
		ext_pool_add(a->pool, &a->pieces[i].job);
}

bool rom_ahead_take(struct rom_ahead *a, struct bytes in, bool x86, struct bytes *ret, int *ret_r)
{
	struct rom_piece *p = NULL;
	size_t i;

	for (i = a->passed; i < a->n && !p; i++)
		if (a->pieces[i].in.data == in.data && a->pieces[i].in.size == in.size &&
			a->pieces[i].x86 == x86)
			p = &a->pieces[i];
	if (!p)
		return false;
	/* The walk goes forward: what lies before this one will not be asked for. */
	while (&a->pieces[a->passed] != p)
		drop(a, &a->pieces[a->passed++]);
	a->passed++;
	if (p->job.state == EXT_POOL_OUT || !ext_pool_take(a->pool, &p->job))
		return false;
	*ret = p->out;
	*ret_r = p->r;
	return true;
}
