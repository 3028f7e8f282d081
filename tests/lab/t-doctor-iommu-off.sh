#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The IOMMU is there and was switched off on the command line.
# lab: --cpus 1 --append intel_iommu=off
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
rc=0
doctor "$P"
is "something blocks" "$rc" 3
blocks "the argument is the cause" iommu-param-off
judged "no groups: follows" blocks iommu-param-off/iommu-on
judged "the firmware's table is fine" ok iommu-table
says "the fix takes it away" out 'take intel_iommu=off off|intel_iommu=off'
finish
