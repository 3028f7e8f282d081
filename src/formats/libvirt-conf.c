/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a configuration file of libvirt's set? What is not set has a default that the
 * daemon knows; a comment in the file usually says it, and does not count here.
 */
#include "formats/libvirt-conf.h"

#include <string.h>

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
