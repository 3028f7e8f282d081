#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Without ACS: PF and VFs share one group, and list says so.
# lab: --no-acs
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
v vf create "$P" -n 2
is "made" "$rc" 0
v list --raw --noheadings -o GROUP
is "one group for all" "$(sort -u "$T/out" | wc -l)" 1
v list -o ADDRESS,SHARES
says "the others are named" out "^$P .*,0000:01:10.0,0000:01:10.2"
v vf destroy "$P"
finish
