/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does XML come out as it went in, and is nothing opened while it is read?
 */
#include "ext/ext-xml.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

static void builds_and_escapes(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = xml_new("domain");
	_cleanup_free_ char *text = NULL;
	struct xml_node *n;
	struct err err = { 0 };

	(void)state;
	n = xml_add_text(xml_root(xml), "name", "%s", "a<b>&amp;\"'%s");
	xml_attr(n, "x", "%s", "1 < 2 & \"three\"");
	n = xml_add_ns(xml_root(xml), "guest", "virtfn", "https://virtfn.org/domain/1");
	xml_attr(xml_add(n, "device"), "vf", "%d", 3);
	assert_int_equal(xml_text(xml, &text, &err), 0);
	assert_string_equal(text,
		"<domain>\n"
		"  <name x=\"1 &lt; 2 &amp; &quot;three&quot;\">a&lt;b&gt;&amp;amp;\"'%s</name>\n"
		"  <virtfn:guest xmlns:virtfn=\"https://virtfn.org/domain/1\">\n"
		"    <virtfn:device vf=\"3\"/>\n"
		"  </virtfn:guest>\n"
		"</domain>\n");
}

static void a_lost_parent_is_harmless(void **state)
{
	(void)state;
	assert_null(xml_add(NULL, "a"));
	assert_null(xml_add_text(NULL, "a", "b"));
	assert_null(xml_add_ns(NULL, "a", "p", "u"));
	xml_attr(NULL, "a", "b");
	xml_free(NULL);
}

static void what_goes_in_comes_out(void **state)
{
	static const char *const texts[] = { "", "a", "]]>", "<!--", "&#10;", "ünï", "  blanks  " };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_(xml_freep) struct xml *xml = xml_new("a");
		_cleanup_(xml_freep) struct xml *again = NULL;
		_cleanup_free_ char *text = NULL, *found = NULL, *attr = NULL;
		struct err err = { 0 };

		assert_true(xml_can_hold(texts[i]));
		xml_attr(xml_add_text(xml_root(xml), "b", "%s", texts[i]), "c", "%s", texts[i]);
		assert_int_equal(xml_text(xml, &text, &err), 0);
		assert_int_equal(xml_parse(text, &again, &err), 0);
		found = xml_find(xml_root(again), "b");
		attr = xml_find(xml_root(again), "/a/b/@c");
		assert_string_equal(found, texts[i]);
		assert_string_equal(attr, texts[i]);
	}
}

static void what_xml_cannot_hold(void **state)
{
	(void)state;
	assert_false(xml_can_hold("a\nb"));
	assert_false(xml_can_hold("\x01"));
	assert_false(xml_can_hold("\x7f"));
	assert_false(xml_can_hold("\xff\xfe"));
	assert_false(xml_can_hold("cut \xc3"));
}

static void rubbish_is_refused(void **state)
{
	static const char *const texts[] = { "", "x", "<a>", "<a></b>", "<a/><b/>", "<a b=c/>",
		"<a>&nothing;</a>", "<a>\x01</a>", "<a>\xff</a>",
		/* entities: of their own, of a file, and one that grows */
		"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
		"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
		"<!DOCTYPE a SYSTEM 'http://192.0.2.1/x.dtd'><a/>",
		"<!DOCTYPE a [<!ENTITY b '&c;&c;'><!ENTITY c 'd'>]><a>&b;&b;</a>" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct xml *xml = NULL;
		struct err err = { 0 };

		assert_int_equal(xml_parse(texts[i], &xml, &err), -EINVAL);
		assert_null(xml);
		assert_int_equal(err.code, EINVAL);
		assert_null(strstr(err.text, "root:"));
		assert_null(strchr(err.text, '\n'));
	}
}

static int count(void *arg, struct xml_node *node)
{
	_cleanup_free_ char *id = xml_find(node, "@id");
	int *sum = arg;

	*sum += atoi(id);
	return *sum > 100 ? -1 : 0;
}

static void finds(void **state)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	_cleanup_free_ char *first = NULL;
	struct err err = { 0 };
	int sum = 0;

	(void)state;
	assert_int_equal(
		xml_parse("<a><b id='1'>x</b><b id='2'/><c id='200'/></a>", &xml, &err), 0);
	assert_int_equal(xml_each(xml_root(xml), "/a/b", count, &sum), 0);
	assert_int_equal(sum, 3);
	assert_int_equal(xml_each(xml_root(xml), "*", count, &sum), -1);
	first = xml_find(xml_root(xml), "b");
	assert_string_equal(first, "x");
	assert_null(xml_find(xml_root(xml), "nothing"));
	assert_null(xml_find(xml_root(xml), "not an [xpath"));
	sum = 0;
	assert_int_equal(xml_each(xml_root(xml), "b/@id", count, &sum), 0);
	assert_int_equal(sum, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_and_escapes),
		cmocka_unit_test(a_lost_parent_is_harmless),
		cmocka_unit_test(what_goes_in_comes_out),
		cmocka_unit_test(what_xml_cannot_hold),
		cmocka_unit_test(rubbish_is_refused),
		cmocka_unit_test(finds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
