#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Settings of a VF reach the kernel, and drivers change one VF at a time.
# lab: --cpus 1 --restore
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
IF=$(ls "/sys/bus/pci/devices/$P/net")
"$V" vf create "$P" -n 3 >/dev/null
VF=$(basename "$(readlink "/sys/bus/pci/devices/$P/virtfn1")")

kernel_mac() { # of VF 1
	ip link show "$IF" | sed -n 's/.*vf 1 .*link.ether \([^ ]*\) .*/\1/p'
}

ip link set "$IF" down
v vf set "$VF" --mac 52:54:00:aa:bb:06 --max-tx-rate 200
is "rate without a link: status" "$rc" 1
says "rate without a link: what it needs" err 'rates need a link that is up'
is "rate without a link: MAC taken back too" "$(kernel_mac)" 00:00:00:00:00:00
wait_link "$IF"
v vf set "$VF" --mac 52:54:00:aa:bb:07 --vlan 100 --max-tx-rate 200 --spoofchk off --trust on
is "set: status" "$rc" 0
is "set: MAC in the kernel" "$(kernel_mac)" 52:54:00:aa:bb:07
is "set: VLAN in the kernel" "$(ip link show "$IF" | grep -c 'vf 1 .*vlan 100.*200Mbps.*checking off.*trust on')" 1
v vf set "$VF" --qos 5
is "qos alone keeps the VLAN" "$(ip link show "$IF" | grep -c 'vf 1 .*vlan 100, qos 5')" 1
v vf set "$VF" --vlan 0 --qos 0
is "VLAN off" "$(ip link show "$IF" | grep -c 'vf 1 .*vlan')" 0
v vf set "$VF"
says "shown without options" out '^mac: 52:54:00:aa:bb:07'
v vf set "$VF" --mac 53:54:00:aa:bb:07
is "group address: status" "$rc" 1
v vf set "$VF" --mac 52:54:00:aa:bb
says "no MAC: named" err "'52:54:00:aa:bb' is no mac"
v vf set "$VF" --vlan 4095
is "no such VLAN: status" "$rc" 2
v vf set "$VF" --min-tx-rate 500 --max-tx-rate 100
is "least above most: status" "$rc" 1
v vf set "$P" --vlan 5
says "a PF has none" err 'is a physical function; name one of its VFs'
is "all else untouched" "$(kernel_mac)" 52:54:00:aa:bb:07
# What the driver refuses is said, and nothing is left half.
v vf set "$VF" --proto 802.1ad --vlan 7 --mac 52:54:00:aa:bb:08
is "refused by the driver: status" "$rc" 1
says "refused by the driver: says so" err "the driver of $IF does not take"
is "refused by the driver: MAC as before" "$(kernel_mac)" 52:54:00:aa:bb:07

v vf bind "$VF" host
is "to the host: its driver" "$(basename "$(readlink "/sys/bus/pci/devices/$VF/driver")")" igbvf
is "to the host: the others stay" "$(with_driver "$P" vfio-pci)" 2
v vf bind "$VF" vfio-pci
is "to vfio-pci" "$(with_driver "$P" vfio-pci)" 3
v vf bind "$VF" vfio-pci
says "again: no changes" out '^No changes'
v vf bind "$VF" none
is "to none" "$(with_driver "$P" vfio-pci)" 2
v vf bind "$VF" nosuch
is "unknown driver: status" "$rc" 1
v vf bind "$P" vfio-pci
is "a PF is never moved: status" "$rc" 1
is "a PF is never moved: its driver" "$(basename "$(readlink "/sys/bus/pci/devices/$P/driver")")" igb
v vf destroy "$VF"
says "one VF alone cannot go" err 'one VF cannot be removed alone'
finish
