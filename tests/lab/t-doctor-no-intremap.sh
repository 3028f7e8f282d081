#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# An IOMMU that cannot remap interrupts.
# lab: --cpus 1 --no-intremap
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
rc=0
doctor "$P"
is "something blocks" "$rc" 3
blocks "the firmware's table is the cause" intr-remap-firmware
judged "that interrupts are not remapped follows" blocks intr-remap-firmware/intr-remap
judged "groups are there" ok iommu-on
says "the fix is in the firmware's set-up" out 'turn on Interrupt Remapping'
finish
