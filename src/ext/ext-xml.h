/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_XML_H
#define EXT_EXT_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * An XML document, built here or read. Without memory a part is lost and the document
 * is marked: xml_text() says so once, at the end. So the functions that build accept
 * the NULL that a lost parent is, and return nothing else to look at.
 *
 * Reading never opens a file or the network: a document that declares entities or
 * types of its own (a DOCTYPE) is refused.
 */
struct xml;
struct xml_node; /* borrowed from its document */

/* NULL only without memory. */
struct xml *xml_new(const char *root_name);
void xml_free(struct xml *xml);
void xml_freep(struct xml **xml);
struct xml_node *xml_root(const struct xml *xml);

/* A new element behind the others of its parent, in the parent's name space. */
struct xml_node *xml_add(struct xml_node *parent, const char *name);

/* The same with a text in it. */
struct xml_node *xml_add_text(struct xml_node *parent, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A new element that declares a name space and is in it. */
struct xml_node *xml_add_ns(
	struct xml_node *parent, const char *name, const char *prefix, const char *uri);

void xml_attr(struct xml_node *node, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* In place of the attribute that may be there, and of all that is in an element; text as it is. */
void xml_set_attr(struct xml_node *node, const char *name, const char *text);
void xml_set_text(struct xml_node *node, const char *text);

/* Without this attribute, whether it was there or not. */
void xml_drop_attr(struct xml_node *node, const char *name);

/*
 * Takes an element with all that is in it out of its document; not the root, nor from within
 * xml_each().
 */
void xml_remove(struct xml_node *node);

/* The document as indented text, without the declaration; to be free()d. */
int xml_text(const struct xml *xml, char **ret, struct err *err);

/*
 * Whether a text can be in a document and come out as it went in: UTF-8 without
 * control characters. What comes from a user is asked before it is put in.
 */
bool xml_can_hold(const char *text);

/* -EINVAL when the text is not well-formed, or has a DOCTYPE. */
int xml_parse(const char *text, struct xml **ret, struct err *err);

/*
 * What an XPath says, seen from a node: "name", "source/address/@bus". The text of
 * the first node, to be free()d; NULL when there is none (or no memory).
 */
char *xml_find(struct xml_node *from, const char *xpath);

/* Calls fn for each element that the XPath says; a negative return ends the walk. */
typedef int xml_each_fn(void *arg, struct xml_node *node);
int xml_each(struct xml_node *from, const char *xpath, xml_each_fn *fn, void *arg);

#endif
