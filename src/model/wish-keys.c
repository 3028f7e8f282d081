/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which keys may stand in host.yaml, and what does each take? The man page
 * virtfn-host.yaml(5) says more; a test compares it and data/host.schema.json with this.
 */
#include "model/wish-keys.h"

#include <string.h>

#include "model/vf-quota.h"
#include "model/wish-host.h"

static const struct wish_syntax device = {
	"^([0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[01][0-9a-fA-F][.][0-7]$"
	"|^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$"
	"|^[a-zA-Z0-9_.@+-]{1,15}$",
	"a PCI address such as 0000:00:02.0, a network interface or its MAC",
};
static const struct wish_syntax mac = {
	"^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$",
	"a MAC such as 52:54:00:12:34:01",
};
static const struct wish_syntax mac_or_auto = {
	"^auto$|^[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}$",
	"auto, or the MAC of the first VF such as 52:54:00:12:34:01",
};
static const struct wish_syntax driver = {
	"^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,37}$",
	"vfio-pci or the name of another driver, host or none",
};
static const struct wish_syntax class = {
	"^(display|network|nvme|storage|accelerator|0x[0-9a-fA-F]{4})$",
	"display, network, nvme, storage, accelerator, or a class such as 0x0300",
};
static const struct wish_syntax hex = {
	"^(0x)?[0-9a-fA-F]{4}$",
	"four hexadecimal digits such as \"8086\"",
};
static const struct wish_syntax size = {
	"^[0-9]{1,15}([KMGTkmgt]([iI][bB])?)?$",
	"bytes, or a size such as 512M",
};
static const struct wish_syntax mdev_type = {
	"^[a-zA-Z0-9_.-]{1,60}$",
	"best, or a type such as i915-GVTg_V5_4",
};
static const struct wish_syntax cpus = {
	"^[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*$",
	"a list of CPUs such as 2-7,10",
};
static const struct wish_syntax argument = {
	"^[!#-~]+(=\"[ !#-~]*\")?$",
	"one argument such as intel_iommu=on",
};
static const struct wish_syntax module = {
	"^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,54}$",
	"the name of a module",
};
static const struct wish_syntax options = {
	"^[a-zA-Z0-9_]+(=[!-~]*)?( +[a-zA-Z0-9_]+(=[!-~]*)?)*$",
	"options such as enable_guc=3 max_vfs=7",
};
static const struct wish_syntax memory_size = {
	"^[1-9][0-9]{0,3}[MG]$",
	"a power of two such as 64M",
};
static const struct wish_syntax frame = {
	"^[1-9][0-9]{2,4}x[1-9][0-9]{2,4}(,hdr)?$",
	"the largest picture such as 3840x2160",
};
static const struct wish_syntax user = {
	"^[a-z_][a-z0-9_.-]{0,31}$",
	"the name of a user",
};
static const struct wish_syntax package_file = {
	"^/[a-zA-Z0-9._+~:@%/-]+$",
	"a path such as /root/i915-sriov-dkms_2026.05.06_amd64.deb",
};
static const struct wish_syntax package_url = {
	"^https?://[a-zA-Z0-9.-]+(:[0-9]+)?/[!-~]+$",
	"an address such as https://example.org/i915-sriov-dkms_2026.05.06_amd64.deb",
};
static const struct wish_syntax sha256 = {
	"^[0-9a-fA-F]{64}$",
	"64 hexadecimal digits, as sha256sum prints them",
};
static const struct wish_syntax package = {
	"^[a-zA-Z0-9][a-zA-Z0-9.+_:@-]*$",
	"the name of a package",
};

#define ON_OFF "off|on"

#define AT(field) offsetof(struct wish_vf_item, field)

#define VF_KEYS                                                                                    \
	{ "vlan", WISH_KEY_NUMBER, AT(vlan), .max = 4094,                                          \
		.help = "put all its traffic into this VLAN; 0 for none" },                        \
		{ "qos", WISH_KEY_NUMBER, AT(qos), .max = 7, .help = "priority in the VLAN tag" }, \
		{ "proto", WISH_KEY_CHOICE, AT(proto), .choices = "802.1Q|802.1ad",                \
			.help = "of the VLAN tag" },                                               \
		{ "spoofchk", WISH_KEY_CHOICE, AT(spoofchk), .choices = ON_OFF,                    \
			.help = "drop what it sends from other addresses" },                       \
		{ "trust", WISH_KEY_CHOICE, AT(trust), .choices = ON_OFF,                          \
			.help = "let it change its address and see other traffic" },               \
		{ "max-tx-rate", WISH_KEY_NUMBER, AT(max_tx_rate), .max = 10000000,                \
			.help = "most it may send, in Mbit/s; 0: no limit" },                      \
		{ "min-tx-rate", WISH_KEY_NUMBER, AT(min_tx_rate), .max = 10000000,                \
			.help = "least it may always send, in Mbit/s" },                           \
	{                                                                                          \
		"link-state", WISH_KEY_CHOICE, AT(link_state), .choices = "auto|enable|disable",   \
							       .help = "auto is as the port"       \
	}

#define QUOTA_KEYS                                                                                 \
	{ "profile", WISH_KEY_CHOICE, AT(profile), .choices = VF_QUOTA_PROFILES,                   \
		.help = "of a GPU: who is preferred when all want to run" },                       \
		{ "exec-quantum", WISH_KEY_NUMBER, AT(exec_quantum), .max = UINT32_MAX,            \
			.help = "of a GPU: ms it may run at a stretch; 0: no limit" },             \
		{ "preempt-timeout", WISH_KEY_NUMBER, AT(preempt_timeout), .max = UINT32_MAX,      \
			.help = "of a GPU: microseconds until it is stopped by force; 0: never" }, \
		{ "sched-priority", WISH_KEY_CHOICE, AT(sched_priority), .choices = "low|normal",  \
			.help = "of a GPU" },                                                      \
		{ "ggtt", WISH_KEY_TEXT, AT(ggtt), .syntax = &size,                                \
			.help = "of a GPU: its address space, as 512M" },                          \
		{ "vram", WISH_KEY_TEXT, AT(vram), .syntax = &size,                                \
			.help = "of a GPU: its memory (only cards have some), as 2G" },            \
		{ "contexts", WISH_KEY_NUMBER, AT(contexts), .max = 65535,                         \
			.help = "of a GPU: how many contexts" },                                   \
	{                                                                                          \
		"doorbells", WISH_KEY_NUMBER, AT(doorbells),                                       \
			.max = 256, .help = "of a GPU: how many doorbells"                         \
	}

static const struct wish_key default_rows[] = {
	{ "mac", WISH_KEY_TEXT, AT(mac), .syntax = &mac_or_auto,
		.help = "of the first VF, the next count up; auto derives stable ones" },
	VF_KEYS,
	QUOTA_KEYS,
	{ 0 },
};
static const struct wish_keys default_keys = { default_rows, sizeof(struct wish_vf_item) };

static const struct wish_key vf_rows[] = {
	{ "vf", WISH_KEY_NUMBER, AT(vf), .max = 65534, .help = "which VF; the first is 0" },
	{ "driver", WISH_KEY_TEXT, AT(driver), .syntax = &driver, .help = "for this VF" },
	{ "mac", WISH_KEY_TEXT, AT(mac), .syntax = &mac, .help = "the address the guest gets" },
	VF_KEYS,
	QUOTA_KEYS,
	{ 0 },
};
static const struct wish_keys vf_keys = { vf_rows, sizeof(struct wish_vf_item) };

#undef AT
#define AT(field) offsetof(struct wish_match, field)

static const struct wish_key match_rows[] = {
	{ "class", WISH_KEY_TEXT, AT(class), .syntax = &class, .help = "what kind of device" },
	{ "vendor", WISH_KEY_TEXT, AT(vendor), .syntax = &hex, .help = "PCI vendor" },
	{ "id", WISH_KEY_TEXT, AT(id), .syntax = &hex, .help = "PCI device id" },
	{ "index", WISH_KEY_NUMBER, AT(index), .max = 65535,
		.help = "which of several that fit, by address; the first is 0" },
	{ 0 },
};
static const struct wish_keys match_keys = { match_rows, sizeof(struct wish_match) };

#undef AT
#define AT(field) offsetof(struct wish_device, field)

static const struct wish_key device_rows[] = {
	{ "device", WISH_KEY_TEXT, AT(device), .syntax = &device,
		.help = "its address, network interface or MAC" },
	{ "match", WISH_KEY_MAP, AT(match), .inner = &match_keys,
		.help = "the device, by what it is" },
	{ "mode", WISH_KEY_CHOICE, AT(mode), .choices = "sriov|gvt-g|passthrough",
		.help = "split it by SR-IOV or GVT-g, or give it away as a whole" },
	{ "count", WISH_KEY_NUMBER, AT(count), .min = 1, .max = 65535, .help = "how many slices" },
	{ "type", WISH_KEY_TEXT, AT(type), .syntax = &mdev_type, .help = "of GVT-g slices" },
	{ "driver", WISH_KEY_TEXT, AT(driver), .syntax = &driver,
		.help = "vfio-pci (for guests), host or none" },
	{ "persist", WISH_KEY_CHOICE, AT(persist), .choices = "systemd|link|off",
		.help = "who makes the VFs at each boot" },
	{ "defaults", WISH_KEY_MAP, AT(defaults), .inner = &default_keys,
		.help = "settings of all VFs" },
	{ "vfs", WISH_KEY_MAPS, AT(vfs), AT(n_vfs), .inner = &vf_keys,
		.help = "settings of single VFs" },
	{ 0 },
};
static const struct wish_keys device_keys = { device_rows, sizeof(struct wish_device) };

#undef AT
#define AT(field) offsetof(struct wish_huge, field)

static const struct wish_key huge_rows[] = {
	{ "size", WISH_KEY_CHOICE, AT(size), .choices = "2M|1G", .help = "of a page" },
	{ "count", WISH_KEY_NUMBER, AT(count), .min = 1, .max = 1 << 24, .help = "how many pages" },
	{ "node", WISH_KEY_NUMBER, AT(node), .max = 1023,
		.help = "NUMA node; else the kernel's way" },
	{ 0 },
};
static const struct wish_keys huge_keys = { huge_rows, sizeof(struct wish_huge) };

#undef AT
#define AT(field) offsetof(struct wish_module_options, field)

static const struct wish_key option_rows[] = {
	{ "module", WISH_KEY_TEXT, AT(module), .syntax = &module, .help = "its name" },
	{ "options", WISH_KEY_TEXT, AT(options), .syntax = &options,
		.help = "NAME=VALUE, blanks between" },
	{ 0 },
};
static const struct wish_keys option_keys = { option_rows, sizeof(struct wish_module_options) };

#undef AT
#define AT(field) offsetof(struct wish_host, field)
/* In one of the structs that have no name. */
#define IN(map, field) (offsetof(struct wish_host, map.field) - offsetof(struct wish_host, map))

static const struct wish_key isolation_rows[] = {
	{ "cpus", WISH_KEY_TEXT, IN(isolation, cpus), .syntax = &cpus,
		.help = "kept free of the host's work" },
	{ 0 },
};
static const struct wish_keys isolation_keys = { isolation_rows, 0 };

static const struct wish_key hook_rows[] = {
	{ "suspend", WISH_KEY_CHOICE, IN(hooks, suspend), .choices = ON_OFF,
		.help = "idle VFs go before sleep and come back" },
	{ "libvirt", WISH_KEY_CHOICE, IN(hooks, libvirt), .choices = ON_OFF,
		.help = "libvirt tells virtfn when a guest starts and stops" },
	{ 0 },
};
static const struct wish_keys hook_keys = { hook_rows, 0 };

static const struct wish_key looking_glass_rows[] = {
	{ "size", WISH_KEY_TEXT, IN(looking_glass, size), .syntax = &memory_size,
		.help = "of the memory that guest and viewer share" },
	{ "for", WISH_KEY_TEXT, IN(looking_glass, frame), .syntax = &frame,
		.help = "or the largest picture, from which the size follows" },
	{ "kvmfr", WISH_KEY_CHOICE, IN(looking_glass, kvmfr), .choices = ON_OFF,
		.help = "through the module kvmfr, not a file" },
	{ "user", WISH_KEY_TEXT, IN(looking_glass, user), .syntax = &user,
		.help = "who looks at the guest" },
	{ 0 },
};
static const struct wish_keys looking_glass_keys = { looking_glass_rows, 0 };

static const struct wish_key kernel_rows[] = {
	{ "arguments", WISH_KEY_TEXTS, IN(kernel, arguments), .syntax = &argument,
		.help = "to be on the kernel's command line" },
	{ "remove", WISH_KEY_TEXTS, IN(kernel, remove), .syntax = &argument,
		.help = "not to be there; NAME alone is whatever its value" },
	{ "hold", WISH_KEY_CHOICE, IN(kernel, hold), .choices = ON_OFF,
		.help = "no newer kernel is installed, until this is taken back" },
	{ 0 },
};
static const struct wish_keys kernel_keys = { kernel_rows, 0 };

static const struct wish_key module_rows[] = {
	{ "load", WISH_KEY_TEXTS, IN(modules, load), .syntax = &module, .help = "at each boot" },
	{ "options", WISH_KEY_MAPS, IN(modules, options), IN(modules, n_options),
		.inner = &option_keys, .help = "for modprobe.d" },
	{ "blacklist", WISH_KEY_TEXTS, IN(modules, blacklist), .syntax = &module,
		.help = "not to be loaded by itself" },
	{ 0 },
};
static const struct wish_keys module_keys = { module_rows, 0 };

static const struct wish_key driver_rows[] = {
	{ "package", WISH_KEY_TEXT, IN(sriov_driver, package), .syntax = &package_file,
		.help = "its file on this host" },
	{ "url", WISH_KEY_TEXT, IN(sriov_driver, url), .syntax = &package_url,
		.help = "where it is fetched from" },
	{ "sha256", WISH_KEY_TEXT, IN(sriov_driver, sha256), .syntax = &sha256,
		.help = "what the file must be; needed with url" },
	{ 0 },
};
static const struct wish_keys driver_keys = { driver_rows, 0 };

static const struct wish_key rows[] = {
	{ "version", WISH_KEY_NUMBER, AT(version), .min = 1, .max = 1, .help = "of this format" },
	{ "devices", WISH_KEY_MAPS, AT(devices), AT(n_devices), .inner = &device_keys,
		.help = "what is split or given away" },
	{ "iommu", WISH_KEY_CHOICE, AT(iommu), .choices = "off|on|pt",
		.help = "what devices for guests need; off leaves it alone" },
	{ "huge_pages", WISH_KEY_MAPS, AT(huge_pages), AT(n_huge_pages), .inner = &huge_keys,
		.help = "memory for guests" },
	{ "isolation", WISH_KEY_MAP, AT(isolation), .inner = &isolation_keys,
		.help = "CPUs for guests" },
	{ "hooks", WISH_KEY_MAP, AT(hooks), .inner = &hook_keys, .help = "what calls virtfn" },
	{ "looking_glass", WISH_KEY_MAP, AT(looking_glass), .inner = &looking_glass_keys,
		.help = "memory that shows a guest's screen" },
	{ "kernel", WISH_KEY_MAP, AT(kernel), .inner = &kernel_keys, .help = "its command line" },
	{ "modules", WISH_KEY_MAP, AT(modules), .inner = &module_keys, .help = "kernel modules" },
	{ "packages", WISH_KEY_TEXTS, AT(packages), .syntax = &package,
		.help = "to be installed, besides those that the rest needs" },
	{ "sriov_driver", WISH_KEY_MAP, AT(sriov_driver), .inner = &driver_keys,
		.help = "the package of i915-sriov-dkms, where the kernel's own driver makes no "
			"VFs" },
	{ 0 },
};

const struct wish_keys wish_keys = { rows, sizeof(struct wish_host) };

const char *wish_choice(const char *choices, unsigned n, size_t *ret_len)
{
	while (n > 0 && choices) {
		choices = strchr(choices, '|');
		choices = choices ? choices + 1 : NULL;
		n--;
	}
	if (choices)
		*ret_len = strcspn(choices, "|");
	return choices;
}
