/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Questions to what is known of the kernel: versions, arguments, symbols, modules. The
 * kernel's rule for splitting arguments is in formats/cmdline.c.
 */
#include "model/kernel.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

void kernel_init(struct kernel *k)
{
	*k = (struct kernel) {
		.major = -1,
		.minor = -1,
		.patch = -1,
		.tainted = -1,
		.images_seen = TRI_UNKNOWN,
		.dkms_seen = TRI_UNKNOWN,
		.conf_seen = TRI_UNKNOWN,
	};
}

static void module_done(struct kernel_module *m)
{
	for (size_t i = 0; i < m->n_params; i++) {
		free(m->params[i].name);
		free(m->params[i].value);
	}
	free(m->params);
	free(m->version);
	free(m->file);
	free(m->file_version);
	free(m->vermagic);
	free(m->signer);
	free(m->taint);
}

static void image_done(struct kernel_image *image)
{
	for (size_t i = 0; i < image->n_modules; i++) {
		free(image->modules[i].file);
		free(image->modules[i].version);
		free(image->modules[i].vermagic);
		free(image->modules[i].signer);
	}
	free(image->modules);
	free(image->release);
	free(image->sriov_module);
}

static void free_installed(struct kernel *k)
{
	for (size_t i = 0; i < k->n_images; i++)
		image_done(&k->images[i]);
	free(k->images);
	for (size_t i = 0; i < k->n_dkms; i++) {
		free(k->dkms[i].name);
		free(k->dkms[i].version);
		free(k->dkms[i].kernel);
		free(k->dkms[i].build_exclusive);
	}
	free(k->dkms);
	for (size_t i = 0; i < k->n_firmware; i++)
		free(k->firmware[i].path);
	free(k->firmware);
	for (size_t i = 0; i < k->n_conf; i++) {
		free(k->conf[i].file);
		free(k->conf[i].text);
	}
	free(k->conf);
}

void kernel_done(struct kernel *k)
{
	for (size_t i = 0; i < k->n_params; i++) {
		free(k->params[i].name);
		free(k->params[i].value);
	}
	free(k->params);
	for (size_t i = 0; i < k->n_modules; i++)
		module_done(&k->modules[i]);
	free(k->modules);
	free_installed(k);
	free(k->config);
	free(k->release);
	free(k->cmdline);
	free(k->config_file);
	kernel_init(k);
}

enum tri kernel_at_least(const struct kernel *k, int major, int minor)
{
	if (k->major < 0)
		return TRI_UNKNOWN;
	if (k->major != major)
		return k->major > major ? TRI_YES : TRI_NO;
	return k->minor >= minor ? TRI_YES : TRI_NO;
}

/* '-' and '_' are alike. */
static bool alike(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (*a != *b && !(strchr("-_", *a) && strchr("-_", *b)))
			return false;
	return *a == *b;
}

const struct kernel_param *kernel_param(const struct kernel *k, const char *name)
{
	for (size_t i = k->n_params; i-- > 0;)
		if (alike(k->params[i].name, name))
			return &k->params[i];
	return NULL;
}

static bool has_item(const char *list, const char *item)
{
	size_t len = strlen(item);

	for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
		if (strcspn(p, ",") == len && strncmp(p, item, len) == 0)
			return true;
	return false;
}

enum tri kernel_param_has(const struct kernel *k, const char *name, const char *item)
{
	if (!k->cmdline)
		return TRI_UNKNOWN;
	for (size_t i = 0; i < k->n_params; i++)
		if (alike(k->params[i].name, name) && k->params[i].value &&
			has_item(k->params[i].value, item))
			return TRI_YES;
	return TRI_NO;
}

static int compare_symbol(const void *key, const void *member)
{
	return strcmp(key, ((const struct kernel_symbol *)member)->name);
}

char kernel_config(const struct kernel *k, const char *symbol)
{
	const struct kernel_symbol *s = NULL;

	if (k->n_config > 0)
		s = bsearch(symbol, k->config, k->n_config, sizeof(*k->config), compare_symbol);
	return s ? s->value : 0;
}

const struct kernel_module *kernel_module(const struct kernel *k, const char *name)
{
	for (size_t i = 0; i < k->n_modules; i++)
		if (alike(k->modules[i].name, name))
			return &k->modules[i];
	return NULL;
}

enum tri kernel_has_module(const struct kernel *k, const char *name)
{
	const struct kernel_module *m = kernel_module(k, name);

	return m ? m->loaded : TRI_UNKNOWN;
}

const char *kernel_module_param(const struct kernel *k, const char *module, const char *param)
{
	const struct kernel_module *m = kernel_module(k, module);

	for (size_t i = 0; m && i < m->n_params; i++)
		if (alike(m->params[i].name, param))
			return m->params[i].value;
	return NULL;
}

enum tri kernel_has_module_param(const struct kernel *k, const char *module, const char *param)
{
	const struct kernel_module *m = kernel_module(k, module);

	if (!m || m->loaded == TRI_UNKNOWN)
		return TRI_UNKNOWN;
	if (m->loaded == TRI_NO)
		return TRI_NO;
	for (size_t i = 0; i < m->n_params; i++)
		if (alike(m->params[i].name, param))
			return TRI_YES;
	return m->params_seen == TRI_YES ? TRI_NO : TRI_UNKNOWN;
}

/* Takes a number off *p, of any length. */
static unsigned long long take_number(const char **p)
{
	unsigned long long n = 0;

	for (; **p >= '0' && **p <= '9'; (*p)++)
		if (n < ULLONG_MAX / 10 - 1)
			n = n * 10 + (unsigned)(**p - '0');
	return n;
}

/* A release candidate is older than the release, and "~" than nothing. */
static int rank(const char *p)
{
	if (*p == '~' || strncmp(p, "-rc", 3) == 0 || strncmp(p, "_rc", 3) == 0)
		return -1;
	return *p != '\0';
}

int kernel_release_compare(const char *a, const char *b)
{
	for (;;) {
		if (*a >= '0' && *a <= '9' && *b >= '0' && *b <= '9') {
			unsigned long long x = take_number(&a), y = take_number(&b);

			if (x != y)
				return x < y ? -1 : 1;
			continue;
		}
		if (rank(a) != rank(b))
			return rank(a) < rank(b) ? -1 : 1;
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
		a++;
		b++;
	}
}

const struct kernel_image *kernel_next_image(const struct kernel *k)
{
	for (size_t i = k->n_images; i-- > 0;) {
		const struct kernel_image *image = &k->images[i];

		if (image->running ||
			(k->release && kernel_release_compare(image->release, k->release) <= 0))
			return NULL;
		/* What an update removed may leave its modules, and is not booted. */
		if (image->image != TRI_NO)
			return image;
	}
	return NULL;
}

const struct kernel_image_module *kernel_image_module(
	const struct kernel_image *image, const char *name)
{
	for (size_t i = 0; i < image->n_modules; i++)
		if (alike(image->modules[i].name, name))
			return &image->modules[i];
	return NULL;
}

const struct kernel_conf *kernel_conf(
	const struct kernel *k, enum kernel_conf_kind kind, const char *module)
{
	for (size_t i = 0; i < k->n_conf; i++)
		if (k->conf[i].kind == kind && alike(k->conf[i].module, module))
			return &k->conf[i];
	return NULL;
}

enum tri kernel_firmware(const struct kernel *k, const char *path)
{
	for (size_t i = 0; i < k->n_firmware; i++)
		if (str_eq(k->firmware[i].path, path))
			return k->firmware[i].there;
	return TRI_UNKNOWN;
}
