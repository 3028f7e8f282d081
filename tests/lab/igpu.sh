# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# What the tests with a simulated GPU share (lab/run --igpu); after lib.sh.
P=${GPU:-0000:00:02.0}
D=/sys/bus/pci/devices/$P
FAULT=/sys/module/simgpu/parameters

number() { cat "$D/sriov_numvfs"; }

# VFs of a GPU are made, held and taken away.
cycle() { # COUNT
	v vf create "$P" -n "$1"
	is "$1 VFs are made" "$rc" 0
	is "so many there are" "$(number)" "$1"
	is "all are with vfio-pci" "$(with_driver "$P" vfio-pci)" "$1"
	v vf destroy "$P"
	is "they are taken away" "$rc" 0
	is "none is left" "$(number)" 0
}

logged() { # NAME PATTERN
	if dmesg | grep -q -E -- "$2"; then ok "$1"; else not_ok "$1" "no '$2' in the kernel log"; fi
}

# What a write to a file says: the error's words, or nothing.
refuses() { # NAME FILE VALUE WORDS
	is "$1" "$( (echo "$3" >"$2") 2>&1 | sed 's/.*: //')" "$4"
}

# A file takes a value and shows what was granted.
grants() { # NAME FILE VALUE GRANTED
	echo "$3" >"$2"
	is "$1" "$(cat "$2")" "$4"
}

# Somebody has the vfio group of a function (or of a mediated device) open: $holder, until let_go.
hold() { # FOLDER
	sleep 300 9<"/dev/vfio/$(basename "$(readlink "$1/iommu_group")")" &
	holder=$!
	for _ in $(seq 100); do
		[ -e /proc/$holder/fd/9 ] && return
		sleep 0.1
	done
	not_ok "$1 is held" "nobody has it open"
}
let_go() {
	kill "$holder"
	wait "$holder" 2>/dev/null
}
