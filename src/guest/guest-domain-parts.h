/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_DOMAIN_PARTS_H
#define GUEST_GUEST_DOMAIN_PARTS_H

#include "ext/ext-xml.h"
#include "model/guest-desktop.h"
#include "model/guest.h"

/* Parts of the domain of a guest with a desktop; parents may be NULL, as in ext-xml.h. */

/* A function of the host, in <devices>: as <interface> if it has a MAC or VLAN. */
void guest_domain_device(struct xml_node *devices, const struct guest_device *d);

/* A mediated device; display: its picture is shown, by the firmware, too. */
void guest_domain_mdev(struct xml_node *devices, const char *uuid, bool display);

/* Attributes of virtfn's own element in the metadata. */
void guest_domain_desktop_words(struct xml_node *guest, const struct guest_desktop *d);

/* The functions that it was made with, in virtfn's own element. */
void guest_domain_device_words(
	struct xml_node *guest, const struct guest_device *devices, size_t n_devices);

/* <memoryBacking>, <iothreads> and <cputune>. */
void guest_domain_resources(struct xml_node *domain, const struct guest_spec *s);

/* <features>, <cpu>, <clock>, what happens at its end, <pm>. */
void guest_domain_desktop_machine(struct xml_node *domain, const struct guest_spec *s);

/* Secure Boot, in <os>. */
void guest_domain_firmware(struct xml_node *os, const struct guest_desktop *d);

/* All devices but disks, consoles and PCI functions. */
void guest_domain_desktop_devices(struct xml_node *devices, const struct guest_spec *s);

/* What libvirt has no words for. */
void guest_domain_qemu(struct xml_node *domain, const struct guest_desktop *d);

#endif
