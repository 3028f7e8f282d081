#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Without an IOMMU: one cause, everything else follows.
# lab: --no-iommu
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
rc=0
doctor "$P"
is "something blocks" "$rc" 3
# This host is a guest: whoever runs it gave it no IOMMU.
blocks "one thing" host-guest
for id in iommu-table iommu-on intr-remap iommu-device; do
	judged "$id follows from it" blocks "host-guest/$id"
done
says "the summary" out '^7 VFs possible on .*; 1 thing blocks it'
finish
