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

# host.yaml's VF with its quota is made by apply, and found as wished by the next one.
applies() { # QUOTA-FILE
	mkdir -p /etc/virtfn
	cat >/etc/virtfn/host.yaml <<-YAML
		devices:
		  - device: "$P"
		    count: 1
		    defaults: {exec-quantum: 20}
	YAML
	v apply --yes
	is "apply" "$rc $(number)" "0 1"
	is "its quota is there" "$(cat "$1")" 20
	v apply --yes
	says "apply again" out '^No changes'
	rm -r /etc/virtfn
}

# A guest has VF 0, with a ROM, shared memory and a battery, and reads and writes what is in it; the PF stays.
guest_has_vf() { # DRIVER
	head -c 65536 /dev/urandom >"$T/rom"
	# one EFI image of 128 blocks, the last
	printf '\x55\xaa\x80' | dd of="$T/rom" conv=notrunc status=none
	printf '\x1c\0\0\0PCIR\x86\x80\xa6\x46\0\0\x18\0\3\0\0\3\x80\0\0\0\3\x80\0\0' |
		dd of="$T/rom" bs=1 seek=24 conv=notrunc status=none
	"$(dirname "$V")/../tests/domains/domains" battery >"$T/battery"
	lab-guest -device pcie-root-port,id=r,chassis=1,slot=1 -vga std \
		-device vfio-pci,host=0000:00:02.1,bus=r,romfile="$T/rom" \
		-acpitable file="$T/battery" -object memory-backend-file,id=s,share=on,mem-path=/dev/shm/igpu,size=1M \
		-device ivshmem-plain,memdev=s >"$T/out" 2>"$T/err"
	says "the guest has a display device of the same ID" out "guest: pci 0000:01:00.0 8086:46a6 03"
	says "its BAR knows that it is a VF, and can be written" out "guest: gpu 0000:01:00.0 vf 1 bar ok"
	says "its ROM is whole" out \
		"guest: rom 0000:01:00.0 65536 $(sha256sum "$T/rom" | cut -d' ' -f1)"
	is "the host reads what it wrote into shared memory" "$(head -c 8 /dev/shm/igpu | tr -d '\0')" \
		'virtfn!!'
	says "its kernel finds the battery of --battery, full" out '^guest: power BAT[0-9]* Battery 100 Full'
	is "the PF keeps its driver" "$(basename "$(readlink "$D/driver")")" "$1"
	v vf destroy "$P"
	is "and is whole again" "$(number)" 0
}
