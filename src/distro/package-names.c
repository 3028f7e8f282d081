/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What are the packages called? Texts of the rows are for shells, with $(uname -r) in them; here
 * they become names, those of kernels for each one that is installed.
 */
#include "distro/distro.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define UNAME "$(uname -r)"

static const char *const titles[DISTRO_PACKAGES] = {
	[DISTRO_PACKAGE_QEMU] = "QEMU",
	[DISTRO_PACKAGE_LIBVIRT] = "libvirt",
	[DISTRO_PACKAGE_OVMF] = "UEFI firmware for guests",
	[DISTRO_PACKAGE_SWTPM] = "a TPM for guests",
	[DISTRO_PACKAGE_VIRTIOFSD] = "virtiofsd",
	[DISTRO_PACKAGE_DKMS] = "DKMS",
	[DISTRO_PACKAGE_HEADERS] = "kernel headers",
	[DISTRO_PACKAGE_GPU_FIRMWARE] = "firmware of GPUs",
	[DISTRO_PACKAGE_LOOKING_GLASS] = "Looking Glass",
	[DISTRO_PACKAGE_VIEWER] = "a viewer of guests",
	[DISTRO_PACKAGE_RDP] = "RDP",
	[DISTRO_PACKAGE_MDEVCTL] = "mdevctl",
	[DISTRO_PACKAGE_MODULES_EXTRA] = "more kernel modules",
	[DISTRO_PACKAGE_KERNEL] = "the kernel",
};

void package_names_free(char **names)
{
	for (size_t i = 0; names && names[i]; i++)
		free(names[i]);
	free(names);
}

void package_names_freep(char ***names)
{
	package_names_free(*names);
}

struct list {
	char **v; /* ends with NULL */
	size_t n;
};

/* Each name once. */
static int add(struct list *l, const char *name, struct err *err)
{
	char **grown;

	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->v[i], name))
			return 0;
	grown = realloc(l->v, (l->n + 2) * sizeof(*grown));
	if (!grown)
		return err_oom(err);
	l->v = grown;
	l->v[l->n] = str_printf("%s", name);
	l->v[l->n + 1] = NULL;
	return l->v[l->n] ? (l->n++, 0) : err_oom(err);
}

/* "rt-amd64" of "6.1.0-9-rt-amd64": behind the parts that start with a digit. */
static const char *flavour_of(const char *release)
{
	while (*release >= '0' && *release <= '9') {
		release += strcspn(release, "-");
		release += *release == '-';
	}
	return release;
}

/* "6.8" of "6.8.12-4-pve" */
static size_t series_len(const char *release)
{
	size_t n = strspn(release, "0123456789");

	return release[n] == '.' ? n + 1 + strspn(release + n + 1, "0123456789") : 0;
}

/* What a letter stands for, and how much of it. */
static const char *value_of(char letter, const struct package_kernel *k, size_t *ret_len)
{
	const char *value = letter == 'p' ? k->pkgbase : k->release;

	if (letter == 'f')
		value = flavour_of(k->release);
	*ret_len = letter == 'v' ? series_len(value) : strlen(value);
	return value;
}

/* "" when the kernel does not say what the name wants. */
static char *fill(const char *word, size_t len, const struct package_kernel *k)
{
	struct str_buf b = { 0 };

	for (size_t i = 0; i < len; i++) {
		const char *value = NULL;
		size_t n = 0;

		if (word[i] == '%' && i + 1 < len)
			value = value_of(word[++i], k, &n);
		else if (len - i >= strlen(UNAME) && memcmp(word + i, UNAME, strlen(UNAME)) == 0)
			value = value_of('r', k, &n);
		if (value && n == 0) {
			str_buf_done(&b);
			return str_printf("%s", "");
		}
		if (value && word[i] == '$')
			i += strlen(UNAME) - 1;
		if (value)
			str_buf_add_n(&b, value, n);
		else
			str_buf_add_n(&b, word + i, 1);
	}
	return str_buf_take(&b);
}

/* The length of the next word; a "$(uname -r)" in it has a blank. */
static size_t word_len(const char *p)
{
	size_t n = 0;

	while (p[n] && p[n] != ' ')
		n += strncmp(p + n, UNAME, strlen(UNAME)) == 0 ? strlen(UNAME) : 1;
	return n;
}

static int add_words(
	struct list *l, const char *words, const struct package_kernel *k, struct err *err)
{
	for (const char *p = words; *p;) {
		size_t n = word_len(p);
		_cleanup_free_ char *name = n > 0 ? fill(p, n, k) : NULL;

		if (n > 0 && !name)
			return err_oom(err);
		if (name && name[0] && add(l, name, err) < 0)
			return -err->code;
		p += n + (p[n] == ' ');
	}
	return 0;
}

static int add_package(struct list *l, const struct distro *d, enum distro_package p,
	const struct package_ask *ask, struct err *err)
{
	const char *words = p == DISTRO_PACKAGE_HEADERS ? d->headers : d->packages[p];
	bool each = p == DISTRO_PACKAGE_HEADERS || p == DISTRO_PACKAGE_KERNEL ||
		    (words && strstr(words, UNAME));
	int r = 0;

	if (!words)
		return err_set(err, EOPNOTSUPP, "%s has no package that is known to have %s",
			d->title, titles[p]);
	if (each && ask->n_kernels == 0)
		return err_set(err, EOPNOTSUPP,
			"no installed kernel was found, so the package with %s has no name",
			titles[p]);
	for (size_t i = 0; i < (each ? ask->n_kernels : 1) && r == 0; i++) {
		const struct package_kernel none = { "", "" };

		r = add_words(l, words, each ? &ask->kernels[i] : &none, err);
	}
	return r;
}

int package_names(
	const struct distro *d, const struct package_ask *ask, char ***ret, struct err *err)
{
	struct list l = { .n = 0 };
	int r = 0;

	if (!d->manager)
		return err_set(err, EOPNOTSUPP, "%s installs nothing by name: %s", d->title,
			"its packages are settings");
	l.v = calloc(1, sizeof(*l.v));
	if (!l.v)
		return err_oom(err);
	for (size_t i = 0; i < ask->n_packages && r == 0; i++)
		r = add_package(&l, d, ask->packages[i], ask, err);
	if (r < 0)
		package_names_free(l.v);
	else
		*ret = l.v;
	return r;
}
