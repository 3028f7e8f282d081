/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libyaml: a file's maps, lists and texts with their places. libcyaml, which loads by schema,
 * was tried (1.3.1): it ends at the first mistake, tells its place only in a line of its log,
 * knows no "did you mean", and what it loaded has no places. So the schema is model/wish-keys.c.
 * Opened at first use: most commands read no YAML.
 */
#include "ext/ext-yaml.h"

#include <errno.h>
#include <string.h>
#include <yaml.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-load.h"

static struct {
	__typeof__(yaml_parser_initialize) *init;
	__typeof__(yaml_parser_delete) *delete;
	__typeof__(yaml_parser_set_input_string) *set_input;
	__typeof__(yaml_parser_set_encoding) *set_encoding;
	__typeof__(yaml_parser_parse) *parse;
	__typeof__(yaml_event_delete) *event_delete;
} yaml;

static const struct load_symbol symbols[] = {
	{ "yaml_parser_initialize", &yaml.init },
	{ "yaml_parser_delete", &yaml.delete },
	{ "yaml_parser_set_input_string", &yaml.set_input },
	{ "yaml_parser_set_encoding", &yaml.set_encoding },
	{ "yaml_parser_parse", &yaml.parse },
	{ "yaml_event_delete", &yaml.event_delete },
	{ NULL, NULL },
};

static struct load_library library = {
	.files = { "libyaml-0.so.2" },
	.symbols = symbols,
	.title = "libyaml",
	.cannot = "cannot read YAML",
	.advice = "install libyaml (libyaml-0-2)",
};

struct reader {
	yaml_parser_t parser;
	const struct yaml_source *source;
	struct conf_problems *problems;
	size_t n_values;
};

static void eventp(yaml_event_t *e)
{
	yaml.event_delete(e);
}

static struct conf_place place(const struct reader *r, yaml_mark_t mark)
{
	return (struct conf_place) { .file = r->source->file,
		.line = (unsigned)mark.line + 1,
		.column = (unsigned)mark.column + 1 };
}

/* Of a byte; columns count bytes there. */
static struct conf_place place_of_byte(const struct reader *r, size_t offset)
{
	struct conf_place at = { .file = r->source->file, .line = 1, .column = 1 };

	for (size_t i = 0; i < offset && i < r->source->size; i++) {
		at.column++;
		if (r->source->text[i] == '\n') {
			at.line++;
			at.column = 1;
		}
	}
	return at;
}

static void tell_parser(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	const char *problem = p->problem ? p->problem : "it cannot be read";

	switch (p->error) {
	case YAML_MEMORY_ERROR:
		r->problems->failed = true;
		break;
	case YAML_READER_ERROR:
		conf_problem(r->problems, place_of_byte(r, p->problem_offset),
			"not YAML: %s; write plain UTF-8 text", problem);
		break;
	case YAML_SCANNER_ERROR:
	case YAML_PARSER_ERROR:
		conf_problem(r->problems, place(r, p->problem_mark), "not YAML: %s%s%s%s", problem,
			p->context ? " (" : "", p->context ? p->context : "",
			p->context ? ")" : "");
		break;
	case YAML_NO_ERROR:
	case YAML_COMPOSER_ERROR:
	case YAML_WRITER_ERROR:
	case YAML_EMITTER_ERROR:
	default:
		conf_problem(r->problems, (struct conf_place) { .file = r->source->file },
			"not YAML: %s", problem);
		break;
	}
}

/* 1: it was told what is wrong. */
static int next(struct reader *r, yaml_event_t *ret)
{
	if (yaml.parse(&r->parser, ret))
		return 0;
	*ret = (yaml_event_t) { 0 };
	tell_parser(r);
	return 1;
}

static int tell(struct reader *r, yaml_mark_t mark, const char *text)
{
	conf_problem(r->problems, place(r, mark), "%s", text);
	return 1;
}

static int copy_text(struct reader *r, const yaml_event_t *e, char **ret)
{
	const char *text = (const char *)e->data.scalar.value;
	size_t size = e->data.scalar.length;

	if (size > YAML_TEXT)
		return tell(r, e->start_mark, "this text is too long; 4096 bytes is the most");
	if (memchr(text, '\0', size))
		return tell(r, e->start_mark, "a text cannot hold a zero byte");
	*ret = str_from_bytes(text, size);
	if (*ret)
		return 0;
	r->problems->failed = true;
	return 1;
}

static int check_plain(struct reader *r, const yaml_event_t *e)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;

	if (e->type == YAML_SCALAR_EVENT) {
		anchor = e->data.scalar.anchor;
		tag = e->data.scalar.tag;
	} else if (e->type == YAML_SEQUENCE_START_EVENT) {
		anchor = e->data.sequence_start.anchor;
		tag = e->data.sequence_start.tag;
	} else if (e->type == YAML_MAPPING_START_EVENT) {
		anchor = e->data.mapping_start.anchor;
		tag = e->data.mapping_start.tag;
	}
	if (e->type == YAML_ALIAS_EVENT || anchor)
		return tell(r, e->start_mark,
			"anchors and aliases (& and *) are not used here; write it out, or put "
			"the text in quotes");
	if (tag)
		return tell(r, e->start_mark,
			"tags (!) are not used here; leave it away, or put the text in quotes");
	if (++r->n_values > YAML_VALUES)
		return tell(r, e->start_mark, "the file has too many values");
	return 0;
}

static int read_value(
	struct reader *r, const yaml_event_t *e, struct conf_node *node, unsigned level);

static struct conf_node *add(struct reader *r, struct conf_node *to)
{
	struct conf_node *member = mem_append(&to->v, &to->n, sizeof(*member));

	if (!member)
		r->problems->failed = true;
	return member;
}

static int read_member(
	struct reader *r, const yaml_event_t *e, struct conf_node *to, unsigned level)
{
	_cleanup_(eventp) yaml_event_t value = { 0 };
	struct conf_node *member;
	int n;

	if (to->kind == CONF_MAP && e->type != YAML_SCALAR_EVENT)
		return tell(r, e->start_mark, "a key must be a word");
	member = add(r, to);
	if (!member)
		return 1;
	if (to->kind == CONF_LIST)
		return read_value(r, e, member, level);
	n = check_plain(r, e);
	if (n == 0)
		n = copy_text(r, e, &member->key);
	member->key_at = place(r, e->start_mark);
	if (n == 0)
		n = next(r, &value);
	return n ? n : read_value(r, &value, member, level);
}

static int read_members(struct reader *r, struct conf_node *to, unsigned level)
{
	for (;;) {
		_cleanup_(eventp) yaml_event_t e = { 0 };
		int n = next(r, &e);

		if (n)
			return n;
		if (e.type == YAML_SEQUENCE_END_EVENT || e.type == YAML_MAPPING_END_EVENT)
			return 0;
		n = read_member(r, &e, to, level);
		if (n)
			return n;
	}
}

static int read_value(
	struct reader *r, const yaml_event_t *e, struct conf_node *node, unsigned level)
{
	int n = check_plain(r, e);

	node->at = place(r, e->start_mark);
	if (n)
		return n;
	if (e->type == YAML_SCALAR_EVENT) {
		node->kind = CONF_TEXT;
		node->quoted = e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
		return copy_text(r, e, &node->text);
	}
	if (level >= YAML_LEVELS)
		return tell(r, e->start_mark, "this is nested too deeply");
	node->kind = e->type == YAML_MAPPING_START_EVENT ? CONF_MAP : CONF_LIST;
	return read_members(r, node, level + 1);
}

/* All of the stream; what comes behind the document must be its end. */
static int read_document(struct reader *r, struct conf_node *ret)
{
	bool seen = false;

	ret->kind = CONF_MAP;
	ret->at = (struct conf_place) { .file = r->source->file, .line = 1, .column = 1 };
	for (;;) {
		_cleanup_(eventp) yaml_event_t e = { 0 };
		int n = next(r, &e);

		if (n || e.type == YAML_STREAM_END_EVENT)
			return n;
		if (e.type == YAML_STREAM_START_EVENT || e.type == YAML_DOCUMENT_END_EVENT)
			continue;
		if (e.type == YAML_DOCUMENT_START_EVENT && seen)
			return tell(r, e.start_mark,
				"only one document is read; put this into a file of its own");
		if (e.type == YAML_DOCUMENT_START_EVENT)
			seen = true;
		else
			n = read_value(r, &e, ret, 0);
		if (n)
			return n;
	}
}

int ext_yaml_parse(const struct yaml_source *source, struct conf_node *ret,
	struct conf_problems *problems, struct err *err)
{
	_cleanup_(conf_node_done) struct conf_node top = { 0 };
	struct reader reader = { .source = source, .problems = problems };
	int r = load_library(&library, err);

	if (r < 0)
		return r;
	if (source->size > YAML_BYTES) {
		conf_problem(problems, (struct conf_place) { .file = source->file },
			"the file is too large; 256 KiB is the most");
		return 1;
	}
	if (!yaml.init(&reader.parser))
		return err_oom(err);
	/* Not guessed: a file of zeros would be UTF-16. */
	yaml.set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml.set_input(&reader.parser, (const unsigned char *)source->text, source->size);
	r = read_document(&reader, &top);
	yaml.delete(&reader.parser);
	if (problems->failed)
		return err_oom(err);
	if (r)
		return r;
	*ret = top;
	top = (struct conf_node) { 0 };
	return 0;
}
