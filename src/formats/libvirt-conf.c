/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a configuration file of libvirt's set? What is not set has a default that the
 * daemon knows; a comment in the file usually says it, and does not count here.
 */
#include "formats/libvirt-conf.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* White space, lines and comments. */
static const char *skip_blank(const char *p)
{
	for (;;) {
		p += strspn(p, " \t\r\n");
		if (*p != '#')
			return p;
		p += strcspn(p, "\n");
	}
}

/* The text at p, which is a quote, and where it ends; NULL when it does not. */
static const char *read_text(const char *p, const char **ret_text, size_t *ret_len)
{
	size_t quotes = strncmp(p, "\"\"\"", 3) == 0 ? 3 : 1;
	const char *from = p + quotes;
	const char *end = quotes == 3 ? strstr(from, "\"\"\"") : strchr(from, *p);

	/* Only the triple quote may hold a line's end. */
	if (!end || (quotes == 1 && memchr(from, '\n', (size_t)(end - from))))
		return NULL;
	*ret_text = from;
	*ret_len = (size_t)(end - from);
	return end + quotes;
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* Behind the value at p; NULL when it is broken, and the rest of the file with it. */
static const char *skip_value(const char *p)
{
	const char *text;
	size_t len;

	if (is_quote(*p))
		return read_text(p, &text, &len);
	if (*p != '[')
		return p + strcspn(p, "\n");
	for (p = skip_blank(p + 1); *p && *p != ']'; p = skip_blank(p)) {
		p = is_quote(*p) ? read_text(p, &text, &len) : p + 1;
		if (!p)
			return NULL;
	}
	return *p ? p + 1 : NULL;
}

/* The value of the last setting with this name that starts with one of these letters. */
static const char *find(const char *text, const char *name, const char *starts)
{
	size_t len = strlen(name);
	const char *found = NULL;

	for (const char *p = skip_blank(text); p && *p; p = p ? skip_blank(p) : NULL) {
		size_t n = strcspn(p, " \t=\n");
		bool ours = n == len && memcmp(p, name, len) == 0;

		p += n;
		p += strspn(p, " \t");
		if (*p != '=') {
			p += strcspn(p, "\n");
			continue;
		}
		p++;
		p += strspn(p, " \t");
		if (ours && *p && strchr(starts, *p) && skip_value(p))
			found = p;
		p = skip_value(p);
	}
	return found;
}

bool libvirt_conf_text(const char *text, const char *name, char *ret, size_t size)
{
	const char *value = find(text, name, "\"'"), *from;
	size_t len;

	if (!value || !read_text(value, &from, &len))
		return false;
	if (len >= size)
		len = size - 1;
	memcpy(ret, from, len);
	ret[len] = '\0';
	return true;
}

int libvirt_conf_list_has(const char *text, const char *name, const char *item)
{
	const char *p = find(text, name, "["), *from;
	size_t len;

	if (!p)
		return -1;
	/* find() has seen that the list is whole, so the texts in it are. */
	for (p = skip_blank(p + 1); p && *p != ']'; p = p ? skip_blank(p) : NULL) {
		if (!is_quote(*p)) {
			p++;
			continue;
		}
		p = read_text(p, &from, &len);
		if (p && len == strlen(item) && memcmp(from, item, len) == 0)
			return 1;
	}
	return 0;
}

/* Where a further item goes in a whole list: behind the last one, or behind the bracket. */
static const char *behind_last(const char *list, bool *ret_first)
{
	const char *at = list + 1, *from;
	size_t len;

	*ret_first = true;
	for (const char *p = skip_blank(list + 1); *p != ']'; p = skip_blank(p)) {
		if (!is_quote(*p)) {
			p++;
			continue;
		}
		p = read_text(p, &from, &len);
		at = p;
		*ret_first = false;
	}
	return at;
}

/* The lines of "#name = [" up to its bracket, without their '#'; NULL: there are none. */
static char *from_comment(const char *text, const char *name)
{
	_cleanup_free_ char *start = str_printf("#%s = [", name);
	struct str_buf b = { 0 };
	const char *p = start ? strstr(text, start) : NULL;

	while (p && p > text && p[-1] != '\n')
		p = strstr(p + 1, start);
	while (p && *p == '#') {
		size_t n = strcspn(p, "\n");
		bool last = memchr(p, ']', n) != NULL;

		str_buf_add_n(&b, p + 1, n - 1);
		str_buf_add(&b, "\n");
		if (last)
			return str_buf_take(&b);
		p += n + (p[n] == '\n');
	}
	str_buf_done(&b);
	return NULL;
}

static char *from_usual(const char *name, const char *const *usual)
{
	struct str_buf b = { 0 };

	str_buf_printf(&b, "%s = [", name);
	for (size_t i = 0; usual[i]; i++)
		str_buf_printf(&b, "%s\n    \"%s\"", i ? "," : "", usual[i]);
	str_buf_add(&b, "\n]\n");
	return str_buf_take(&b);
}

/* The text, and behind it a list that says what held without one. */
static char *with_list(const char *text, const char *name, const char *const *usual)
{
	_cleanup_free_ char *list = from_comment(text, name);
	size_t n = strlen(text);

	if (!list || !find(list, name, "[")) {
		free(list);
		list = from_usual(name, usual);
	}
	return list ? str_printf("%s%s\n%s", text, n > 0 && text[n - 1] != '\n' ? "\n" : "", list)
		    : NULL;
}

int libvirt_conf_list_add(
	const char *text, const char *name, const char *item, const char *const *usual, char **ret)
{
	int has = libvirt_conf_list_has(text, name, item);
	_cleanup_free_ char *whole = NULL, *made = NULL;
	const char *list, *at;
	bool first;

	if (has == 1)
		return 0;
	whole = has < 0 ? with_list(text, name, usual) : str_printf("%s", text);
	if (!whole)
		return -ENOMEM;
	list = find(whole, name, "[");
	/* Something broken before it hides it from libvirt, too. */
	if (!list)
		return -EINVAL;
	at = behind_last(list, &first);
	made = str_printf("%.*s%s\"%s\"%s", (int)(at - whole), whole, first ? " " : ", ", item, at);
	if (!made)
		return -ENOMEM;
	if (libvirt_conf_list_has(made, name, item) != 1)
		return -EINVAL;
	*ret = TAKE_PTR(made);
	return 1;
}
