/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxml2: building a document, reading one, looking into it. The only file that
 * includes its headers. It is loaded at first use: it brings seven libraries along, and
 * most commands have no XML.
 */
#include "ext/ext-xml.h"

#include <errno.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xpath.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/ext-load.h"

#define SYMBOLS(X)                    \
	X(xmlAddChild)                \
	X(xmlBufferAdd)               \
	X(xmlBufferContent)           \
	X(xmlBufferCreate)            \
	X(xmlBufferFree)              \
	X(xmlCheckUTF8)               \
	X(xmlDocGetRootElement)       \
	X(xmlDocSetRootElement)       \
	X(xmlFree)                    \
	X(xmlFreeDoc)                 \
	X(xmlFreeNode)                \
	X(xmlGetExternalEntityLoader) \
	X(xmlGetLastError)            \
	X(xmlIsBlankNode)             \
	X(xmlNewChild)                \
	X(xmlNewDoc)                  \
	X(xmlNewDocNode)              \
	X(xmlNewDocText)              \
	X(xmlNewNs)                   \
	X(xmlNewProp)                 \
	X(xmlNodeDump)                \
	X(xmlNodeGetContent)          \
	X(xmlReadMemory)              \
	X(xmlSetExternalEntityLoader) \
	X(xmlSetGenericErrorFunc)     \
	X(xmlSetNs)                   \
	X(xmlSetProp)                 \
	X(xmlStrdup)                  \
	X(xmlUnlinkNode)              \
	X(xmlUnsetProp)               \
	X(xmlXPathFreeContext)        \
	X(xmlXPathFreeObject)         \
	X(xmlXPathNewContext)         \
	X(xmlXPathNodeEval)

/* By its own names; xmlFree is a variable that points at a function. */
static struct {
	SYMBOLS(LOAD_POINTER)
} lib;

static const struct load_symbol symbols[] = { SYMBOLS(LOAD_SYMBOL) { NULL, NULL } };

/*
 * libvirt, without which nobody needs XML, needs it too: it is there. Its 2.14 dropped old
 * interfaces, none of which is used here, and has a new name.
 */
static struct load_library library = {
	.files = { "libxml2.so.2", "libxml2.so.16" },
	.symbols = symbols,
	.title = "libxml2",
	.cannot = "cannot read or write XML",
	.advice = "install libxml2",
	.code = ENOSYS,
};

struct xml {
	xmlDoc *doc;
	bool failed;
};

static bool load(void)
{
	struct err ignored;

	return load_library(&library, &ignored) == 0;
}

/* A struct xml_node is an xmlNode by another name: nobody else knows what it is. */
static xmlNode *node_of(struct xml_node *node)
{
	return (xmlNode *)(void *)node;
}

static struct xml_node *given(xmlNode *node)
{
	return (struct xml_node *)(void *)node;
}

static const xmlChar *x(const char *text)
{
	return (const xmlChar *)text;
}

static void failed(xmlNode *node)
{
	((struct xml *)node->doc->_private)->failed = true;
}

static struct xml *wrap(xmlDoc *doc)
{
	struct xml *xml = doc ? calloc(1, sizeof(*xml)) : NULL;

	if (!xml) {
		lib.xmlFreeDoc(doc);
		return NULL;
	}
	xml->doc = doc;
	doc->_private = xml;
	return xml;
}

struct xml *xml_new(const char *root_name)
{
	struct xml *xml;
	xmlNode *root;

	if (!load())
		return NULL;
	xml = wrap(lib.xmlNewDoc(x("1.0")));
	root = xml ? lib.xmlNewDocNode(xml->doc, NULL, x(root_name), NULL) : NULL;
	/* Without an encoding, libxml2 writes "&#xFC;" for letters outside of ASCII. */
	if (root)
		xml->doc->encoding = lib.xmlStrdup(x("UTF-8"));
	if (!root || !xml->doc->encoding) {
		lib.xmlFreeNode(root);
		xml_free(xml);
		return NULL;
	}
	(void)lib.xmlDocSetRootElement(xml->doc, root);
	return xml;
}

void xml_free(struct xml *xml)
{
	if (!xml)
		return;
	lib.xmlFreeDoc(xml->doc);
	free(xml);
}

void xml_freep(struct xml **xml)
{
	xml_free(*xml);
}

struct xml_node *xml_root(const struct xml *xml)
{
	return given(lib.xmlDocGetRootElement(xml->doc));
}

struct xml_node *xml_add(struct xml_node *parent, const char *name)
{
	xmlNode *node;

	if (!parent)
		return NULL;
	node = lib.xmlNewChild(node_of(parent), NULL, x(name), NULL);
	if (!node)
		failed(node_of(parent));
	return given(node);
}

/* NULL, and the document marked, without memory. */
static char *print(xmlNode *node, const char *fmt, va_list ap)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, ap) < 0) {
		failed(node);
		return NULL;
	}
	return text;
}

struct xml_node *xml_add_text(struct xml_node *parent, const char *name, const char *fmt, ...)
{
	struct xml_node *node = xml_add(parent, name);
	_cleanup_free_ char *text = NULL;
	xmlNode *child;
	va_list ap;

	if (!node)
		return NULL;
	va_start(ap, fmt);
	text = print(node_of(node), fmt, ap);
	va_end(ap);
	/* Not the content of lib.xmlNewChild(): that one takes "&" for an entity. */
	child = text ? lib.xmlNewDocText(node_of(node)->doc, x(text)) : NULL;
	if (!child || !lib.xmlAddChild(node_of(node), child))
		failed(node_of(node));
	return node;
}

struct xml_node *xml_add_ns(
	struct xml_node *parent, const char *name, const char *prefix, const char *uri)
{
	struct xml_node *node = xml_add(parent, name);
	xmlNs *ns = node ? lib.xmlNewNs(node_of(node), x(uri), x(prefix)) : NULL;

	if (!node)
		return NULL;
	if (!ns)
		failed(node_of(node));
	lib.xmlSetNs(node_of(node), ns);
	return node;
}

void xml_attr(struct xml_node *node, const char *name, const char *fmt, ...)
{
	_cleanup_free_ char *text = NULL;
	va_list ap;

	if (!node)
		return;
	va_start(ap, fmt);
	text = print(node_of(node), fmt, ap);
	va_end(ap);
	if (text && !lib.xmlNewProp(node_of(node), x(name), x(text)))
		failed(node_of(node));
}

void xml_set_attr(struct xml_node *node, const char *name, const char *text)
{
	if (!lib.xmlSetProp(node_of(node), x(name), x(text)))
		failed(node_of(node));
}

void xml_drop_attr(struct xml_node *node, const char *name)
{
	(void)lib.xmlUnsetProp(node_of(node), x(name));
}

void xml_set_text(struct xml_node *node, const char *text)
{
	xmlNode *n = node_of(node), *child;

	while ((child = n->children)) {
		lib.xmlUnlinkNode(child);
		lib.xmlFreeNode(child);
	}
	/* Not lib.xmlNodeSetContent(): that one takes "&" for an entity. */
	child = text[0] ? lib.xmlNewDocText(n->doc, x(text)) : NULL;
	if (text[0] && (!child || !lib.xmlAddChild(n, child)))
		failed(n);
}

void xml_remove(struct xml_node *node)
{
	xmlNode *n = node_of(node), *before = n->prev;

	/* What is left looks as if it never was there; one that was added has none behind it. */
	if (n->next && before && before->type == XML_TEXT_NODE && lib.xmlIsBlankNode(before)) {
		lib.xmlUnlinkNode(before);
		lib.xmlFreeNode(before);
	}
	lib.xmlUnlinkNode(n);
	lib.xmlFreeNode(n);
}

static void bufferp(xmlBuffer **b)
{
	lib.xmlBufferFree(*b);
}

int xml_text(const struct xml *xml, char **ret, struct err *err)
{
	_cleanup_(bufferp) xmlBuffer *b = lib.xmlBufferCreate();
	char *text;

	if (!b || xml->failed ||
		lib.xmlNodeDump(b, xml->doc, lib.xmlDocGetRootElement(xml->doc), 0, 1) < 0)
		return err_oom(err);
	if (lib.xmlBufferAdd(b, x("\n"), 1) != 0)
		return err_oom(err);
	text = strdup((const char *)lib.xmlBufferContent(b));
	if (!text)
		return err_oom(err);
	*ret = text;
	return 0;
}

bool xml_can_hold(const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		if (*p < 0x20 || *p == 0x7f)
			return false;
	return load() && lib.xmlCheckUTF8(x(text));
}

static xmlParserInput *no_entity(const char *url, const char *id, xmlParserCtxt *context)
{
	(void)url;
	(void)id;
	(void)context;
	return NULL;
}

static void quiet(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
}

static int parse_error(struct err *err)
{
	const xmlError *e = lib.xmlGetLastError();

	if (!e || !e->message)
		return err_set(err, EINVAL, "not well-formed XML");
	return err_set(err, EINVAL, "not well-formed XML, line %d: %.*s", e->line,
		(int)strcspn(e->message, "\n"), e->message);
}

int xml_parse(const char *text, struct xml **ret, struct err *err)
{
	const int flags = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
	size_t n = strlen(text);
	xmlExternalEntityLoader usual;
	struct xml *xml;
	xmlDoc *doc;

	if (load_library(&library, err) < 0)
		return -err->code;
	/* libvirt's drivers in this process load their schemas by the usual one. */
	usual = lib.xmlGetExternalEntityLoader();
	lib.xmlSetExternalEntityLoader(no_entity);
	lib.xmlSetGenericErrorFunc(NULL, quiet);
	doc = n <= 16 * 1024 * 1024 ? lib.xmlReadMemory(text, (int)n, NULL, NULL, flags) : NULL;
	lib.xmlSetExternalEntityLoader(usual);
	if (!doc)
		return parse_error(err);
	if (doc->intSubset || !lib.xmlDocGetRootElement(doc)) {
		lib.xmlFreeDoc(doc);
		return err_set(err, EINVAL, "this XML has a DOCTYPE, and those are not read");
	}
	xml = wrap(doc);
	if (!xml)
		return err_oom(err);
	*ret = xml;
	return 0;
}

static void contextp(xmlXPathContext **c)
{
	lib.xmlXPathFreeContext(*c);
}

static void objectp(xmlXPathObject **o)
{
	lib.xmlXPathFreeObject(*o);
}

static xmlXPathObject *look(struct xml_node *from, const char *xpath)
{
	_cleanup_(contextp) xmlXPathContext *context = lib.xmlXPathNewContext(node_of(from)->doc);

	return context ? lib.xmlXPathNodeEval(node_of(from), x(xpath), context) : NULL;
}

static int count(const xmlXPathObject *o)
{
	return o && o->type == XPATH_NODESET && o->nodesetval ? o->nodesetval->nodeNr : 0;
}

char *xml_find(struct xml_node *from, const char *xpath)
{
	_cleanup_(objectp) xmlXPathObject *o = look(from, xpath);
	xmlChar *text;
	char *copy;

	if (count(o) == 0)
		return NULL;
	text = lib.xmlNodeGetContent(o->nodesetval->nodeTab[0]);
	copy = text ? strdup((const char *)text) : NULL;
	(*lib.xmlFree)(text);
	return copy;
}

int xml_each(struct xml_node *from, const char *xpath, xml_each_fn *fn, void *arg)
{
	_cleanup_(objectp) xmlXPathObject *o = look(from, xpath);
	int r = 0;

	for (int i = 0; i < count(o) && r >= 0; i++)
		if (o->nodesetval->nodeTab[i]->type == XML_ELEMENT_NODE)
			r = fn(arg, given(o->nodesetval->nodeTab[i]));
	return r < 0 ? r : 0;
}
