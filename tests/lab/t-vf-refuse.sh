#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What is in use is refused with its user's name; so is a PF without driver.
# lab: --cpus 1 --restore
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
IF=$(ls "/sys/bus/pci/devices/$P/net")
"$V" vf create "$P" -n 2 >/dev/null
VF=$(basename "$(readlink "/sys/bus/pci/devices/$P/virtfn0")")
G=$(basename "$(readlink "/sys/bus/pci/devices/$VF/iommu_group")")

sleep 600 9<>"/dev/vfio/$G" &
holder=$!
for _ in $(seq 50); do [ -e /proc/$holder/fd/9 ] && break; sleep 0.1; done
v vf destroy "$P"
is "held: destroy refused" "$rc" 1
says "held: by whom" err "it is in use: sleep \\(pid $holder\\) holds it"
is "held: nothing removed" "$(attr "$P" sriov_numvfs)" 2
v vf create "$P" -n 3 --replace
is "held: replace refused" "$rc" 1
v vf bind "$VF" host
is "held: bind refused" "$rc" 1
v list
says "held: shown in list" out "$VF .*sleep \\(pid $holder\\)"
v list --json
says "held: shown in JSON" out "sleep \\(pid $holder\\)"
rc=0
setpriv --reuid=65534 --regid=65534 --clear-groups "$V" list >"$T/out" 2>"$T/err" || rc=$?
is "not root: list works" "$rc" 0
says "not root: says what needs root" err 'need.* root'
says "not root: unknown is no 'no'" out "$VF .* \\? "
rc=0
setpriv --reuid=65534 --regid=65534 --clear-groups "$V" vf destroy "$P" >"$T/out" 2>"$T/err" || rc=$?
is "not root: 77" "$rc" 77
kill $holder
wait $holder 2>/dev/null
v vf destroy "$P"
is "let go: destroyed" "$rc" 0

"$V" vf create "$P" -n 1 --driver host >/dev/null
VF=$(basename "$(readlink "/sys/bus/pci/devices/$P/virtfn0")")
VIF=$(ls "/sys/bus/pci/devices/$VF/net")
ip link set "$VIF" up
ip addr add 10.7.7.1/24 dev "$VIF"
v vf destroy "$P"
is "addresses: refused" "$rc" 1
says "addresses: which interface" err "the interface $VIF has addresses"
v vf bind "$VF" vfio-pci
is "addresses: not moved" "$rc" 1
ip addr flush dev "$VIF"
ip link set "$VIF" down
v vf bind "$VIF" vfio-pci
is "no addresses: moved, by interface name" "$rc" 0
v vf destroy "$P"
is "no addresses: destroyed" "$rc" 0

ip link set "$IF" down
v vf create "$P" -n 1
says "PF down: says what to do" err "ip link set $IF up"
v vf destroy "$P"
echo "$P" >"/sys/bus/pci/devices/$P/driver/unbind"
v vf create "$P" -n 2
is "no driver: status" "$rc" 1
says "no driver: what to do" err 'has no driver.*load its driver'
v list
is "no driver: list works" "$rc" 0
# A driver that cannot: the kernel's own words come along.
modprobe uio_pci_generic
echo uio_pci_generic >"/sys/bus/pci/devices/$P/driver_override"
echo "$P" >/sys/bus/pci/drivers_probe
v vf create "$P" -n 2
is "a driver that cannot: status" "$rc" 1
says "a driver that cannot: which" err 'its driver uio_pci_generic cannot make VFs on this kernel'
says "a driver that cannot: the kernel's words" err \
	'the kernel says "uio_pci_generic .*driver does not support SR-IOV configuration via sysfs"'
says "a driver that cannot: as before" err 'everything is as it was before'
echo "$P" >/sys/bus/pci/drivers/uio_pci_generic/unbind
echo >"/sys/bus/pci/devices/$P/driver_override"
echo "$P" >/sys/bus/pci/drivers/igb/bind
v vf create "$P" -n 2 --root /
is "a command that changes refuses --root" "$rc" 2
v vf create 00:00.0 -n 1
says "no SR-IOV: says so" err 'cannot be split: it has no SR-IOV'
finish
