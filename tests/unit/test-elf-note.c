/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the package found among the notes of a program, whatever else is there, and never outside?
 */
#include "formats/elf-note.h"

#include <stdlib.h>
#include <string.h>

#include "lib/tests.h"

#define JSON "{\"version\":\"10.1.0\"}"

/* A header, one program header that says notes, and a build ID in front of the package. */
struct program {
	uint8_t b[512];
	size_t size;
};

static void put(struct program *p, size_t off, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		p->b[off + i] = (uint8_t)(value >> (8 * i));
}

static void add_note(struct program *p, const char *owner, uint32_t type, const char *text)
{
	put(p, p->size, strlen(owner) + 1, 4);
	put(p, p->size + 4, strlen(text) + 1, 4);
	put(p, p->size + 8, type, 4);
	memcpy(p->b + p->size + 12, owner, strlen(owner));
	p->size += 12 + (strlen(owner) + 4) / 4 * 4;
	memcpy(p->b + p->size, text, strlen(text));
	p->size += (strlen(text) + 4) / 4 * 4;
	put(p, 64 + 32, p->size - 120, 8);
}

static void start(struct program *p)
{
	memset(p, 0, sizeof(*p));
	memcpy(p->b, "\177ELF\2\1\1", 7);
	put(p, 32, 64, 8); /* program headers: where, how large, how many */
	put(p, 54, 56, 2);
	put(p, 56, 1, 2);
	put(p, 64, 4, 4); /* PT_NOTE */
	put(p, 64 + 8, 120, 8);
	put(p, 64 + 48, 4, 8);
	p->size = 120;
}

static void is(const struct program *p, const char *want)
{
	char *got = elf_note_package(bytes_of(p->b, p->size));

	if (want)
		assert_string_equal(got, want);
	else
		assert_null(got);
	free(got);
}

static void test_found(void **state)
{
	struct program p;

	(void)state;
	start(&p);
	add_note(&p, "GNU", 3, "12345678901234567890");
	is(&p, NULL);
	add_note(&p, "FDO", 0xcafe1a7e, JSON);
	is(&p, JSON);
}

static void test_others(void **state)
{
	struct program p;

	(void)state;
	start(&p);
	add_note(&p, "FDO", 0x407c0c0a, JSON); /* dlopen metadata */
	add_note(&p, "GNU", 0xcafe1a7e, JSON);
	is(&p, NULL);
	add_note(&p, "FDO", 0xcafe1a7e, "{}");
	is(&p, "{}");
}

/* Every shorter file has no package, and reading it stays inside. */
static void test_cut(void **state)
{
	struct program p;

	(void)state;
	start(&p);
	add_note(&p, "FDO", 0xcafe1a7e, JSON);
	for (size_t n = 0; n < p.size; n++) {
		uint8_t *copy = malloc(n ? n : 1);

		assert_non_null(copy);
		memcpy(copy, p.b, n);
		assert_null(elf_note_package(bytes_of(copy, n)));
		free(copy);
	}
}

static void test_hostile(void **state)
{
	static const struct {
		size_t off, size;
		uint64_t value;
	} lies[] = {
		{ 32, 8, UINT64_MAX },
		{ 32, 8, UINT64_MAX - 60 },
		{ 54, 2, 1 },
		{ 56, 2, 0 },
		{ 64 + 8, 8, UINT64_MAX },
		{ 64 + 32, 8, UINT64_MAX },
		{ 120, 4, UINT32_MAX },
		{ 124, 4, UINT32_MAX },
		{ 4, 1, 1 },
		{ 0, 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct program p;

		start(&p);
		add_note(&p, "FDO", 0xcafe1a7e, JSON);
		put(&p, lies[i].off, lies[i].value, lies[i].size);
		is(&p, NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
