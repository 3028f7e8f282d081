#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Resizable BAR: said, asked for, read back, put back; what the card does not offer is refused.
# lab: --cpus 1 --timeout 600 --igpu 46a6,rebar
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
G=0000:00:02.0
F=/sys/bus/pci/devices/$G

mib() { # of BAR 2, as the kernel has it
	local start end
	read -r start end _ <<<"$(sed -n 3p "$F/resource")"
	echo $((((end - start) >> 20) + 1))
}
driver() { basename "$(readlink "$F/driver")"; }
looks() { echo "$(driver) $(attr "$G" driver_override) $(mib)"; }
give() { v give "$G" --headless "$@"; }

before=$(looks)
is "before" "$before" "i915 (null) 256"
is "which sizes there are" "$((16#$(sed s/^0x// "$F/resource2_resize")))" $((7 << 7))

give --dry-run
is "dry run: status" "$rc" 0
says "it says what can be" err "BAR 2 of $G has 256M, .*one of 128M, 256M, 512M"
give --bar 1G --yes
is "a size that there is not: refused" "$rc $(looks)" "1 $before"
says "a size that there is not: which there are" err "one of these sizes: 128M, 256M, 512M"
give --bar 0:128M --yes
is "a BAR that cannot: refused" "$rc $(looks)" "1 $before"

give --bar 128M --yes
is "smaller" "$rc $(looks)" "0 vfio-pci vfio-pci 128"
v take "$G" --yes
is "taken: as before" "$rc $(looks)" "0 $before"

give --bar 512M --yes
is "larger" "$rc $(looks)" "0 vfio-pci vfio-pci 512"
# From one size to the next while vfio has it.
give --bar 128M --yes
is "given already, another size" "$rc $(looks)" "0 vfio-pci vfio-pci 128"
give --bar 128M --yes
says "again: no changes" out "^No changes"
v undo --yes
is "undo: the size before" "$rc $(looks)" "0 vfio-pci vfio-pci 512"
v take "$G" --yes
is "taken: as before it all" "$rc $(looks)" "0 $before"

give --yes
is "without --bar it stays" "$rc $(looks)" "0 vfio-pci vfio-pci 256"
v take "$G" --yes
is "taken: its driver is back" "$rc $(looks)" "0 $before"
finish
