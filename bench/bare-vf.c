/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes VFs with nothing but the kernel's own operations, and says how long each took:
 * sriov_drivers_autoprobe, sriov_numvfs, a MAC each by rtnetlink, driver_override and
 * drivers_probe each. Only the system call that does it is timed, not the open before it.
 * usage: bare-vf PCI-ADDRESS NETDEV COUNT DRIVER; prints one line of JSON, nanoseconds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define COUNT_MAX 256

static long long sum;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static long long now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static long long put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	long long start = now(), took;

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail(path);
	took = now() - start;
	(void)close(fd);
	sum += took;
	return took;
}

struct request {
	struct nlmsghdr head;
	struct ifinfomsg link;
	struct rtattr list, info, mac_head;
	struct ifla_vf_mac mac;
};

static long long set_mac(int sock, unsigned index, unsigned vf)
{
	struct request r = {
		.head = { sizeof(r), RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK, vf + 1, 0 },
		.link = { .ifi_family = AF_UNSPEC, .ifi_index = (int)index },
		.list = { sizeof(r) - offsetof(struct request, list),
			IFLA_VFINFO_LIST | NLA_F_NESTED },
		.info = { sizeof(r) - offsetof(struct request, info), IFLA_VF_INFO | NLA_F_NESTED },
		.mac_head = { sizeof(r) - offsetof(struct request, mac_head), IFLA_VF_MAC },
		.mac = { vf, { 0x02, 0xbe, 0x5c, 0, 0, (unsigned char)vf } },
	};
	struct {
		struct nlmsghdr head;
		struct nlmsgerr err;
		char rest[1024];
	} answer;
	long long start = now(), took;

	if (send(sock, &r, sizeof(r), 0) < 0 || recv(sock, &answer, sizeof(answer), 0) < 0)
		fail("rtnetlink");
	took = now() - start;
	if (answer.head.nlmsg_type != NLMSG_ERROR || answer.err.error) {
		(void)fprintf(stderr, "rtnetlink: vf %u: %d\n", vf, answer.err.error);
		exit(1);
	}
	sum += took;
	return took;
}

static void print_list(const char *name, const long long *v, int n)
{
	(void)printf("\"%s\": [", name);
	for (int i = 0; i < n; i++)
		(void)printf("%s%lld", i ? ", " : "", v[i]);
	(void)printf("], ");
}

int main(int argc, char **argv)
{
	long long mac[COUNT_MAX], override[COUNT_MAX], probe[COUNT_MAX];
	int count = argc == 5 ? atoi(argv[3]) : 0;
	char path[256], link[256];
	int sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	unsigned index;

	if (count < 1 || count > COUNT_MAX) {
		(void)fprintf(stderr, "usage: bare-vf PCI-ADDRESS NETDEV COUNT DRIVER\n");
		return 2;
	}
	index = if_nametoindex(argv[2]);
	if (!index || sock < 0)
		fail(argv[2]);
	(void)snprintf(
		path, sizeof(path), "/sys/bus/pci/devices/%s/sriov_drivers_autoprobe", argv[1]);
	(void)printf("{\"autoprobe\": %lld, ", put(path, "0"));
	(void)snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/sriov_numvfs", argv[1]);
	(void)printf("\"numvfs\": %lld, ", put(path, argv[3]));
	for (int i = 0; i < count; i++)
		mac[i] = set_mac(sock, index, (unsigned)i);
	for (int i = 0; i < count; i++) {
		ssize_t n;

		(void)snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/virtfn%d", argv[1], i);
		n = readlink(path, link, sizeof(link) - 1);
		if (n < 0)
			fail(path);
		link[n] = '\0';
		(void)snprintf(path, sizeof(path),
			"/sys/bus/pci/devices/%s/virtfn%d/driver_override", argv[1], i);
		override[i] = put(path, argv[4]);
		probe[i] = put("/sys/bus/pci/drivers_probe", strrchr(link, '/') + 1);
	}
	print_list("mac", mac, count);
	print_list("override", override, count);
	print_list("probe", probe, count);
	(void)printf("\"sum\": %lld}\n", sum);
	return 0;
}
