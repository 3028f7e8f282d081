/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What do libvirt and QEMU offer a guest on this host? What a domain's XML asks for and they
 * do not have stops its first start, so it is asked before.
 */
#include "guest/guest-caps.h"

#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-xml.h"

/*
 * Left out: evmcs (it turns posted interrupts off), avic (only with hardware that nobody tells
 * of), reenlightenment and emsr_bitmap (for migration and nested guests), reset, vendor_id.
 * QEMU docs/system/i386/hyperv.rst.
 */
const char *const guest_hyperv_names[GUEST_HYPERV_N] = {
	[GUEST_HYPERV_RELAXED] = "relaxed",
	[GUEST_HYPERV_VAPIC] = "vapic",
	[GUEST_HYPERV_SPINLOCKS] = "spinlocks",
	[GUEST_HYPERV_VPINDEX] = "vpindex",
	[GUEST_HYPERV_RUNTIME] = "runtime",
	[GUEST_HYPERV_SYNIC] = "synic",
	[GUEST_HYPERV_STIMER] = "stimer",
	[GUEST_HYPERV_FREQUENCIES] = "frequencies",
	[GUEST_HYPERV_TLBFLUSH] = "tlbflush",
	[GUEST_HYPERV_IPI] = "ipi",
	[GUEST_HYPERV_XMM_INPUT] = "xmm_input",
};

void guest_caps_init(struct guest_caps *caps)
{
	*caps = (struct guest_caps) {
		.kvm = TRI_UNKNOWN,
		.uefi = TRI_UNKNOWN,
		.secure_boot = TRI_UNKNOWN,
		.tpm = TRI_UNKNOWN,
		.spice = TRI_UNKNOWN,
		.vnc = TRI_UNKNOWN,
		.hyperv_seen = TRI_UNKNOWN,
	};
}

/* An enum that is not there was not looked at: older libvirts have fewer. */
static enum tri offers(struct xml_node *root, const char *list, const char *value)
{
	_cleanup_free_ char *name = str_printf("%s/@name", list);
	_cleanup_free_ char *one = str_printf("%s/value[.='%s']", list, value);
	_cleanup_free_ char *there = name ? xml_find(root, name) : NULL;
	_cleanup_free_ char *has = one ? xml_find(root, one) : NULL;

	if (!there)
		return TRI_UNKNOWN;
	return has ? TRI_YES : TRI_NO;
}

static enum tri supported(struct xml_node *root, const char *xpath)
{
	_cleanup_free_ char *text = xml_find(root, xpath);

	if (!text)
		return TRI_UNKNOWN;
	return str_eq(text, "yes") ? TRI_YES : TRI_NO;
}

static enum tri tpm(struct xml_node *root)
{
	enum tri any = supported(root, "/domainCapabilities/devices/tpm/@supported");
	enum tri backend = offers(
		root, "/domainCapabilities/devices/tpm/enum[@name='backendModel']", "emulator");
	enum tri version =
		offers(root, "/domainCapabilities/devices/tpm/enum[@name='backendVersion']", "2.0");

	if (any != TRI_YES || backend == TRI_NO || version == TRI_NO)
		return any == TRI_YES ? TRI_NO : any;
	return backend;
}

static void read_hyperv(struct xml_node *root, struct guest_caps *c)
{
	static const char list[] = "/domainCapabilities/features/hyperv/enum[@name='features']";

	c->hyperv_seen = supported(root, "/domainCapabilities/features/hyperv/@supported");
	for (int i = 0; i < GUEST_HYPERV_N; i++)
		if (offers(root, list, guest_hyperv_names[i]) == TRI_YES)
			c->hyperv |= GUEST_HYPERV_BIT(i);
}

int guest_caps_read(const char *text, struct guest_caps *ret, struct err *err)
{
	_cleanup_(xml_freep) struct xml *xml = NULL;
	_cleanup_free_ char *domain = NULL;
	struct xml_node *root;
	struct guest_caps c;
	int r = xml_parse(text, &xml, err);

	if (r < 0)
		return r;
	root = xml_root(xml);
	domain = xml_find(root, "/domainCapabilities/domain");
	if (!domain)
		return err_set(err, EINVAL, "this XML has no capabilities of domains");
	guest_caps_init(&c);
	c.kvm = str_eq(domain, "kvm") ? TRI_YES : TRI_NO;
	c.uefi = offers(root, "/domainCapabilities/os/enum[@name='firmware']", "efi");
	c.secure_boot = offers(root, "/domainCapabilities/os/loader/enum[@name='secure']", "yes");
	c.tpm = tpm(root);
	c.spice = offers(root, "/domainCapabilities/devices/graphics/enum[@name='type']", "spice");
	c.vnc = offers(root, "/domainCapabilities/devices/graphics/enum[@name='type']", "vnc");
	read_hyperv(root, &c);
	*ret = c;
	return 0;
}

unsigned guest_caps_hyperv(const struct guest_caps *caps)
{
	/* What each has needed for as long as it is there (target/i386/kvm/hyperv). */
	static const struct {
		enum guest_hyperv what, needs;
	} needs[] = {
		{ GUEST_HYPERV_SYNIC, GUEST_HYPERV_VPINDEX },
		{ GUEST_HYPERV_STIMER, GUEST_HYPERV_SYNIC },
		{ GUEST_HYPERV_TLBFLUSH, GUEST_HYPERV_VPINDEX },
		{ GUEST_HYPERV_IPI, GUEST_HYPERV_VPINDEX },
	};
	unsigned bits = caps->hyperv;

	/* An old libvirt does not say. These three are in every KVM. */
	if (caps->hyperv_seen == TRI_UNKNOWN)
		bits = GUEST_HYPERV_BIT(GUEST_HYPERV_RELAXED) |
		       GUEST_HYPERV_BIT(GUEST_HYPERV_VAPIC) |
		       GUEST_HYPERV_BIT(GUEST_HYPERV_SPINLOCKS);
	for (size_t i = 0; i < ARRAY_SIZE(needs); i++)
		if (!(bits & GUEST_HYPERV_BIT(needs[i].needs)))
			bits &= ~GUEST_HYPERV_BIT(needs[i].what);
	return bits;
}
