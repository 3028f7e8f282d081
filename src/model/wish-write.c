/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A wish as YAML, by the table of keys: what virtfn setup writes and virtfn config show shows.
 * What is read again says the same; comments are not kept, so no file of the user's goes this way.
 */
#include "model/wish-host.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/wish-keys.h"

static void write_keys(
	const struct wish_keys *keys, const char *base, unsigned indent, struct str_buf *b);

/* Whether all YAML readers take it for a text, and for this one. */
static bool is_plain(const char *text)
{
	static const char *const words[] = { "yes", "no", "on", "off", "true", "false", "null", "y",
		"n" };

	/* What starts with a digit may be a number in base 10, 8, 16 or 60, or a time. */
	if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", text[0]) || !text[0])
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasecmp(text, words[i]) == 0)
			return false;
	return strspn(text,
		       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+=-") ==
	       strlen(text);
}

static void write_text(const char *text, struct str_buf *b)
{
	if (is_plain(text)) {
		str_buf_add(b, text);
		return;
	}
	str_buf_add(b, "\"");
	for (const char *p = text; *p; p++) {
		if (*p == '"' || *p == '\\')
			str_buf_printf(b, "\\%c", *p);
		else if ((unsigned char)*p < ' ' || *p == 0x7f)
			str_buf_printf(b, "\\x%02x", (unsigned char)*p);
		else
			str_buf_add_n(b, p, 1);
	}
	str_buf_add(b, "\"");
}

static void write_choice(const struct wish_key *k, const struct wish_number *n, struct str_buf *b)
{
	size_t len = 0;
	const char *word = wish_choice(k->choices, n->v, &len);

	str_buf_printf(b, "%.*s", (int)len, word ? word : "");
}

/* Of a map's rows; "in front" is the place of the first key, behind a "- ". */
static void write_maps(
	const struct wish_key *k, const char *base, unsigned indent, struct str_buf *b)
{
	const char *v = *(char *const *)(const void *)(base + k->at);
	size_t n = *(const size_t *)(const void *)(base + k->at_n);

	for (size_t i = 0; i < n; i++) {
		struct str_buf one = { 0 };

		write_keys(k->inner, v + i * k->inner->size, indent + 2, &one);
		/* The first line starts with the dash, the others stand below it. */
		if (one.len > indent + 2)
			str_buf_printf(b, "%*s- %s", (int)indent, "", one.text + indent + 2);
		else
			str_buf_printf(b, "%*s- {}\n", (int)indent, "");
		b->failed = b->failed || one.failed;
		str_buf_done(&one);
	}
}

static bool is_given(const struct wish_key *k, const char *base)
{
	const void *at = base + k->at;

	switch (k->type) {
	case WISH_KEY_TEXT:
		return ((const struct wish_text *)at)->v;
	case WISH_KEY_NUMBER:
	case WISH_KEY_CHOICE:
		return ((const struct wish_number *)at)->given;
	case WISH_KEY_TEXTS:
		return ((const struct wish_texts *)at)->n > 0;
	case WISH_KEY_MAPS:
		return *(const size_t *)(const void *)(base + k->at_n) > 0;
	case WISH_KEY_MAP:
		for (const struct wish_key *in = k->inner->v; in->key; in++)
			if (is_given(in, at))
				return true;
		return false;
	}
	return false;
}

static void write_value(
	const struct wish_key *k, const char *base, unsigned indent, struct str_buf *b)
{
	const void *at = base + k->at;
	const struct wish_texts *texts = at;

	switch (k->type) {
	case WISH_KEY_TEXT:
		str_buf_add(b, " ");
		write_text(((const struct wish_text *)at)->v, b);
		break;
	case WISH_KEY_NUMBER:
		str_buf_printf(b, " %u", ((const struct wish_number *)at)->v);
		break;
	case WISH_KEY_CHOICE:
		str_buf_add(b, " ");
		write_choice(k, at, b);
		break;
	case WISH_KEY_TEXTS:
		for (size_t i = 0; i < texts->n; i++) {
			str_buf_printf(b, "\n%*s- ", (int)indent + 2, "");
			write_text(texts->v[i].v, b);
		}
		break;
	case WISH_KEY_MAP:
		str_buf_add(b, "\n");
		write_keys(k->inner, at, indent + 2, b);
		return;
	case WISH_KEY_MAPS:
		str_buf_add(b, "\n");
		write_maps(k, base, indent + 2, b);
		return;
	}
	str_buf_add(b, "\n");
}

static void write_keys(
	const struct wish_keys *keys, const char *base, unsigned indent, struct str_buf *b)
{
	for (const struct wish_key *k = keys->v; k->key; k++) {
		if (!is_given(k, base))
			continue;
		str_buf_printf(b, "%*s%s:", (int)indent, "", k->key);
		write_value(k, base, indent, b);
	}
}

void wish_host_write(const struct wish_host *wish, struct str_buf *b)
{
	str_buf_add(b, "");
	write_keys(&wish_keys, (const char *)wish, 0, b);
}

static void fill_number(struct wish_number *n, unsigned v)
{
	if (!n->given)
		*n = (struct wish_number) { .given = true, .v = v };
}

static int fill_text(struct wish_text *t, const char *text, struct err *err)
{
	if (!t->v)
		t->v = str_printf("%s", text);
	return t->v ? 0 : err_oom(err);
}

static int fill_device(struct wish_device *d, struct err *err)
{
	fill_number(&d->mode, WISH_MODE_SRIOV);
	if (d->mode.v == WISH_MODE_GVT_G) {
		fill_number(&d->count, 1);
		fill_number(&d->persist, WISH_PERSIST_SYSTEMD);
		return fill_text(&d->type, "best", err);
	}
	if (d->mode.v == WISH_MODE_SRIOV)
		fill_number(&d->persist, WISH_PERSIST_SYSTEMD);
	return fill_text(&d->driver, "vfio-pci", err);
}

int wish_host_fill(struct wish_host *wish, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < wish->n_devices && r == 0; i++)
		r = fill_device(&wish->devices[i], err);
	/* Without an IOMMU nothing can be given to a guest. */
	fill_number(&wish->iommu, wish->n_devices > 0 ? WISH_IOMMU_ON : WISH_IOMMU_OFF);
	fill_number(&wish->hooks.suspend, 1);
	fill_number(&wish->hooks.libvirt, 1);
	if (wish->looking_glass.at.line)
		fill_number(&wish->looking_glass.kvmfr, 0);
	fill_number(&wish->kernel.hold, 0);
	return r;
}
