/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What libvirt says it offers: is it understood, and is silence never taken for a "no"?
 */
#include "guest/guest-caps.h"

#include <errno.h>

#include "base/mem.h"
#include "lib/tests.h"

#define BIT(name) GUEST_HYPERV_BIT(GUEST_HYPERV_##name)

static void all_of_it(void **state)
{
	static const char text[] =
		"<domainCapabilities><domain>kvm</domain><os supported='yes'>"
		"<enum name='firmware'><value>bios</value><value>efi</value></enum>"
		"<loader supported='yes'><enum "
		"name='secure'><value>yes</value><value>no</value></enum>"
		"</loader></os><devices>"
		"<graphics supported='yes'><enum name='type'><value>vnc</value></enum></graphics>"
		"<tpm supported='yes'><enum name='model'><value>tpm-crb</value></enum>"
		"<enum name='backendModel'><value>passthrough</value><value>emulator</value></enum>"
		"<enum name='backendVersion'><value>1.2</value><value>2.0</value></enum></tpm>"
		"</devices><features><hyperv supported='yes'><enum name='features'>"
		"<value>relaxed</value><value>stimer</value><value>synic</value><value>evmcs</"
		"value>"
		"<value>tlbflush</value></enum></hyperv></features></domainCapabilities>";
	struct guest_caps c;
	struct err err = { 0 };

	(void)state;
	assert_ok(guest_caps_read(text, &c, &err), err);
	assert_int_equal(c.kvm, TRI_YES);
	assert_int_equal(c.uefi, TRI_YES);
	assert_int_equal(c.secure_boot, TRI_YES);
	assert_int_equal(c.tpm, TRI_YES);
	assert_int_equal(c.spice, TRI_NO);
	assert_int_equal(c.vnc, TRI_YES);
	assert_int_equal(c.hyperv_seen, TRI_YES);
	assert_int_equal(c.hyperv, BIT(RELAXED) | BIT(STIMER) | BIT(SYNIC) | BIT(TLBFLUSH));
	/* Without vpindex there is no synic, and without that no stimer. */
	assert_int_equal(guest_caps_hyperv(&c), BIT(RELAXED));
	c.hyperv |= BIT(VPINDEX);
	assert_int_equal(guest_caps_hyperv(&c), c.hyperv);
}

static void little_of_it(void **state)
{
	struct guest_caps c;
	struct err err = { 0 };

	(void)state;
	assert_ok(guest_caps_read("<domainCapabilities><domain>qemu</domain></domainCapabilities>",
			  &c, &err),
		err);
	assert_int_equal(c.kvm, TRI_NO);
	assert_int_equal(c.uefi, TRI_UNKNOWN);
	assert_int_equal(c.secure_boot, TRI_UNKNOWN);
	assert_int_equal(c.tpm, TRI_UNKNOWN);
	assert_int_equal(c.spice, TRI_UNKNOWN);
	assert_int_equal(c.hyperv_seen, TRI_UNKNOWN);
	assert_int_equal(guest_caps_hyperv(&c), BIT(RELAXED) | BIT(VAPIC) | BIT(SPINLOCKS));
	/* It says that there is none: then none. */
	assert_ok(guest_caps_read("<domainCapabilities><domain>kvm</domain><devices>"
				  "<tpm supported='no'/></devices><features>"
				  "<hyperv supported='no'/></features></domainCapabilities>",
			  &c, &err),
		err);
	assert_int_equal(c.tpm, TRI_NO);
	assert_int_equal(guest_caps_hyperv(&c), 0);
	/* A TPM for guests that is none of swtpm's. */
	assert_ok(guest_caps_read("<domainCapabilities><domain>kvm</domain><devices>"
				  "<tpm supported='yes'><enum name='backendModel'>"
				  "<value>passthrough</value></enum></tpm></devices>"
				  "</domainCapabilities>",
			  &c, &err),
		err);
	assert_int_equal(c.tpm, TRI_NO);
}

static void rubbish(void **state)
{
	static const char *const texts[] = { "", "x", "<domain/>", "<domainCapabilities/>",
		"<domainCapabilities><domain>kvm</domain>" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct guest_caps c = { .libvirt = 7 };
		struct err err = { 0 };

		assert_int_equal(guest_caps_read(texts[i], &c, &err), -EINVAL);
		assert_int_equal(c.libvirt, 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it),
		cmocka_unit_test(little_of_it),
		cmocka_unit_test(rubbish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
