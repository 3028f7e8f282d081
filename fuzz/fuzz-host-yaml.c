/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as host.yaml: read within bounds, each mistake has a place in the file, and what
 * was understood can be written and says the same when it is read again.
 */
#include "fuzz.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-yaml.h"
#include "model/wish-host.h"

/* How many lines there are at most. */
static size_t lines(const uint8_t *data, size_t size)
{
	size_t n = 2;

	for (size_t i = 0; i < size; i++)
		/* CR, LF, NEL and the separators of Unicode end a line. */
		n += data[i] == '\n' || data[i] == '\r' || data[i] == 0x85 || data[i] == 0xa8 ||
		     data[i] == 0xa9;
	return n;
}

/* 0, and what it says; 1: it is no YAML. */
static int load(const char *text, size_t size, struct wish_host *wish, struct conf_problems *p)
{
	_cleanup_(conf_node_done) struct conf_node top = { 0 };
	struct err err = { 0 };
	struct yaml_source source = { wish_host_file(wish, "f"), text, size };
	int r = ext_yaml_parse(&source, &top, p, &err);

	FUZZ_CHECK(r == 0 || (r == 1 && p->n > 0));
	if (r == 0)
		FUZZ_CHECK(wish_host_load(wish, &top, p, &err) == 0);
	return r;
}

static void check_again(const char *first)
{
	_cleanup_(wish_host_done) struct wish_host wish = { 0 };
	_cleanup_(conf_problems_done) struct conf_problems p = { 0 };
	struct str_buf b = { 0 };
	_cleanup_free_ char *second = NULL;

	FUZZ_CHECK(load(first, strlen(first), &wish, &p) == 0);
	FUZZ_CHECK(!conf_problems_any(&p));
	wish_host_write(&wish, &b);
	second = str_buf_take(&b);
	FUZZ_CHECK(second && strcmp(first, second) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(wish_host_done) struct wish_host wish = { 0 };
	_cleanup_(conf_problems_done) struct conf_problems p = { 0 };
	struct str_buf b = { 0 };
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };
	int r = load((const char *)data, size, &wish, &p);

	wish_host_check(&wish, &p);
	conf_problems_sort(&p);
	FUZZ_CHECK(!p.failed && p.n <= CONF_PROBLEMS);
	for (size_t i = 0; i < p.n; i++)
		FUZZ_CHECK(p.v[i].at.line <= lines(data, size) && p.v[i].text[0]);
	wish_host_write(&wish, &b);
	text = str_buf_take(&b);
	FUZZ_CHECK(text);
	/* Reading it again has the same bounds, and quotes take room. */
	if (r == 0 && strlen(text) < YAML_BYTES && size < YAML_TEXT)
		check_again(text);
	FUZZ_CHECK(wish_host_fill(&wish, &err) == 0);
	return 0;
}
