/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_YAML_H
#define EXT_EXT_YAML_H

#include "base/err.h"
#include "model/conf.h"

/*
 * YAML by libyaml, as configuration needs it: one document of maps, lists and texts. What a
 * text means is the reader's business: "on" is a text here. Bounded, so that no file can
 * hurt: no more than so many bytes, values and levels, no anchors, aliases, tags and merges.
 */
#define YAML_BYTES  (256 * 1024)
#define YAML_VALUES 10000
#define YAML_LEVELS 12
#define YAML_TEXT   4096 /* bytes of one text */

struct yaml_source {
	const char *file; /* for messages; borrowed by all places */
	const char *text;
	size_t size;
};

/*
 * 0, and *ret is the document; an empty file is an empty map. It needs conf_node_done(). 1, and
 * the problem is told, when this is no such YAML: a syntax error ends the reading.
 * -ENOTSUP: libyaml is not here.
 */
int ext_yaml_parse(const struct yaml_source *source, struct conf_node *ret,
	struct conf_problems *problems, struct err *err);

#endif
