#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Real logs, which are not ours to publish: $2 is the folder, without it this is skipped.
# Logs in which nothing is wrong with VFs and guests must have nothing that blocks.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
logs=$2/dmesg
if [ ! -d "$logs" ]; then
	echo "skipped: no real logs in $logs"
	exit 77
fi

# log NAME: unpacked.
log() {
	case $1 in
	*.xz) xzcat "$logs/$1" >"$work/log" ;;
	*) cat "$logs/$1" >"$work/log" ;;
	esac
}

# "name status ids...": all that matters of this log, causes first.
while read -r name want ids; do
	if [ ! -e "$logs/$name" ]; then
		fail "$name is gone"
		continue
	fi
	log "$name"
	run "$want" doctor --log "$work/log" --json
	is_json out
	got=$(python3 -c '
import json, sys
for f in json.load(sys.stdin)["findings"]:
    print(f["id"], *[x["id"] for x in f.get("follows", [])], sep="+")
' <"$work/out" | uniq | paste -s -d ' ')
	[ "$got" = "$ids" ] || fail "$name: $got, not $ids"
done <<'END'
adl-p-46a6-asus.txt.xz 0 not-ready+d3cold
dg2-a770-vfio.txt 0 not-ready not-ready+header-type-7f header-type-7f
ixgbe-bus-out-of-range.txt 3 bus-range+ixgbe-sriov-failed+shell-no-memory
mpt3sas-no-realloc.txt.xz 0
msi-cyborg15.txt.xz 0
snip-i915-dkms-rplp-ms01.txt 0
snip-i915-old-centos.txt 0
snip-igb-82576-bus-out-of-range.txt 3 bus-range
snip-ixgbe-mmio-and-bus.txt 3 sriov-no-mmio+ixgbe-sriov-failed bus-range+ixgbe-sriov-failed
snip-vfio-bar1-cant-reserve.txt 0 bar-reserve
snip-vfio-rmrr-ineligible.txt 3 vfio-rmrr
snip-xe-tigerlake-pf.txt 0
x299-rmrr-fwbug-5.5.txt.xz 0 dmar-rmrr-firmware-bug+dmar-parse+vfio-probe-failed+vfio-probe-failed
xps9320-xe-pf.txt.xz 0
zephyrus-amd-vfio-1.txt.xz 0
END

# Single lines of many machines: only those that are wrong with VFs block.
cut -f4 "$logs/kernel-lines-mined.tsv" >"$work/log"
run 3 doctor --log "$work/log"
[ "$(grep -c '^blocks:' "$work/out")" = 1 ] || fail "the mined lines: more blocks than one"
says out 'id: bus-range'

# A machine whose sysfs another program copied, without most of it: what is not there is unknown,
# what is there is seen. This one is a laptop whose IOMMU is on.
snapshot=$2/sysfs/linux-amd64-415ee03b8c4d1c4f07ae2e9d8b3d3d6d.tar.gz
if [ -e "$snapshot" ]; then
	mkdir "$work/ghw"
	tar -xzf "$snapshot" -C "$work/ghw"
	run 0 --root "$work/ghw" doctor
	says out 'nothing blocks'
	run 0 --root "$work/ghw" doctor 00:02.0 -v
	says out 'the kernel made 15 IOMMU groups'
	says out 'i915 holds the device'
	run 0 --root "$work/ghw" list --all
	says out '0000:00:02.0 display i915'
	lacks out '0000:0000'
fi
snapshot=$2/sysfs/40intel64-2g2n4c+pcilocality.tar.bz2
if [ -e "$snapshot" ]; then
	mkdir "$work/hwloc"
	tar -xjf "$snapshot" -C "$work/hwloc" --strip-components=1
	run 0 --root "$work/hwloc" doctor
	lacks out 'blocks:'
fi
finish
