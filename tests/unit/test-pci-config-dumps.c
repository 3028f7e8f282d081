/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do we read real machines as lspci does? Dumps with both bytes and words, which are
 * not ours to publish: $VIRTFN_TEST_DATA names the folder, without it this is skipped.
 */
#include "formats/pci-config.h"

#include <ctype.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/tests.h"

/* One function of a dump: its bytes, and what lspci -vvv says of it. */
struct function {
	const char *file;
	char title[100];
	uint8_t b[4096];
	size_t size;
	bool words; /* there is more than the title */
	bool cap_list, pm, msix, pcie, af_flr, pcie_flr, acs, ari, sriov, ats, pri, pasid;
	unsigned total_vfs, vf_offset, vf_stride, vf_device, acs_control, vectors, rebars;
};

static unsigned n_functions, n_with_words, n_sriov, n_acs;

/* "SrcValid+ TransBlk- ..." in the order of the bits. */
static unsigned flags_of(const char *text)
{
	unsigned v = 0, bit = 0;

	for (const char *p = text; *p; p++)
		if (*p == '+' || *p == '-')
			v |= (*p == '+') << bit++;
	return v;
}

static void capability_line(struct function *f, const char *line)
{
	const char *p;

	f->cap_list = true;
	f->pm |= strstr(line, "Power Management version") != NULL;
	f->pcie |= strstr(line, "Express (v") != NULL;
	f->acs |= strstr(line, "Access Control Services") != NULL;
	f->ari |= strstr(line, "(ARI)") != NULL;
	f->sriov |= strstr(line, "(SR-IOV)") != NULL;
	f->ats |= strstr(line, "(ATS)") != NULL;
	f->pri |= strstr(line, "(PRI)") != NULL;
	f->pasid |= strstr(line, "(PASID)") != NULL;
	p = strstr(line, "MSI-X: ");
	if (p) {
		f->msix = true;
		p = strchr(p, '=');
		f->vectors = p ? (unsigned)atoi(p + 1) : 0;
	}
}

static void detail_line(struct function *f, const char *line)
{
	const char *p;

	f->af_flr |= strstr(line, "AFCap:") && strstr(line, "FLR+");
	f->pcie_flr |= strstr(line, "FLReset+") && !strstr(line, "DevCtl");
	/* Some bridges have the capability for no BAR at all. */
	f->rebars += strstr(line, "BAR ") && strstr(line, "current size:");
	p = strstr(line, "ACSCtl:");
	if (p)
		f->acs_control = flags_of(p);
	p = strstr(line, "Total VFs: ");
	if (p)
		f->total_vfs = (unsigned)atoi(p + 11);
	p = strstr(line, "VF offset: ");
	if (p)
		(void)sscanf(p, "VF offset: %u, stride: %u, Device ID: %x", &f->vf_offset,
			&f->vf_stride, &f->vf_device);
}

static void hex_line(struct function *f, const char *line)
{
	unsigned off = (unsigned)strtoul(line, NULL, 16);
	const char *p = strchr(line, ':') + 1;
	unsigned v;
	int n;

	while (off < sizeof(f->b) && sscanf(p, " %2x%n", &v, &n) == 1) {
		f->b[off++] = (uint8_t)v;
		p += n;
	}
	if (off > f->size)
		f->size = off;
}

static void compare(const struct function *f)
{
	struct pci_config c;
	bool ext;

	if (f->size < 64)
		return;
	pci_config_parse(&c, f->b, f->size);
	n_functions++;
	assert_true(c.have_header && c.state == PCI_CONFIG_DONE && !c.looped);
	if (!f->words || !f->cap_list || c.legacy_cut)
		return;
	n_with_words++;
	assert_int_equal(c.pm, f->pm);
	assert_int_equal(c.msix, f->msix);
	if (f->msix)
		assert_int_equal(c.msix_vectors, f->vectors);
	assert_int_equal(c.pcie, f->pcie);
	assert_int_equal(c.flr, f->af_flr || f->pcie_flr);
	ext = f->pcie && !c.ext_cut;
	assert_int_equal(c.acs.present, ext && f->acs);
	assert_int_equal(c.ari, ext && f->ari);
	assert_int_equal(c.sriov.present, ext && f->sriov);
	assert_int_equal(c.ats, ext && f->ats);
	assert_int_equal(c.pri, ext && f->pri);
	assert_int_equal(c.pasid, ext && f->pasid);
	assert_int_equal(c.rebar.n, ext ? f->rebars : 0);
	if (c.acs.present) {
		n_acs++;
		assert_int_equal(c.acs.control & 0x7f, f->acs_control);
	}
	if (c.sriov.present) {
		n_sriov++;
		assert_int_equal(c.sriov.total_vfs, f->total_vfs);
		assert_int_equal(c.sriov.first_offset, f->vf_offset);
		assert_int_equal(c.sriov.stride, f->vf_stride);
		assert_int_equal(c.sriov.vf_device, f->vf_device);
	}
}

static bool starts_function(const char *line)
{
	size_t n = strspn(line, "0123456789abcdef:.");

	return n >= 7 && line[n] == ' ' && line[n - 2] == '.';
}

static bool is_hex_line(const char *line)
{
	size_t n = strspn(line, "0123456789abcdef");

	return n >= 2 && n <= 3 && line[n] == ':' && line[n + 1] == ' ';
}

static void finish(struct function *f)
{
	if (f->title[0])
		print_message("%s: %s\n", f->file, f->title);
	compare(f);
	*f = (struct function) { .file = f->file };
}

static void read_dump(const char *path)
{
	_cleanup_free_ struct function *f = calloc(1, sizeof(*f));
	FILE *in = fopen(path, "r");
	char line[1000];

	assert_true(f && in);
	f->file = path;
	while (fgets(line, sizeof(line), in)) {
		if (starts_function(line)) {
			finish(f);
			(void)snprintf(f->title, sizeof(f->title), "%.80s", line);
			f->title[strcspn(f->title, "\n")] = '\0';
		} else if (is_hex_line(line)) {
			hex_line(f, line);
		} else if (isblank((unsigned char)line[0])) {
			f->words = true;
			if (strstr(line, "Capabilities: ["))
				capability_line(f, line);
			else
				detail_line(f, line);
		}
	}
	finish(f);
	(void)fclose(in);
}

static void read_all(const char *folder, const char *pattern)
{
	char path[1000];
	glob_t g;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, pattern);
	if (glob(path, 0, NULL, &g) != 0)
		return;
	for (size_t i = 0; i < g.gl_pathc; i++)
		read_dump(g.gl_pathv[i]);
	globfree(&g);
}

static void test_dumps(void **state)
{
	const char *data = getenv("VIRTFN_TEST_DATA");

	(void)state;
	read_all(data, "lspci/*");
	read_all(data, "pciutils-tests/*");
	print_message("%u functions, %u with words, %u with SR-IOV, %u with ACS\n", n_functions,
		n_with_words, n_sriov, n_acs);
	assert_true(n_functions > 100 && n_with_words > 50 && n_sriov > 0 && n_acs > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dumps),
	};
	const char *data = getenv("VIRTFN_TEST_DATA");

	if (!data || access(data, R_OK) < 0)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
