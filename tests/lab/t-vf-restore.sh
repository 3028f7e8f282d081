#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What host.yaml wishes for is made, is left alone when it is there, and survives a driver reload.
# lab: --cpus 1 --restore
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
IF=$(ls "/sys/bus/pci/devices/$P/net")
mkdir -p /etc/virtfn
cat >/etc/virtfn/host.yaml <<YAML
devices:
  - device: "$P"
    count: 3
    defaults: {mac: auto}
    vfs:
      - {vf: 1, mac: "52:54:00:aa:bb:01", vlan: 100}
      - {vf: 2, driver: host}
YAML

driver_of() { # VF
	basename "$(readlink "/sys/bus/pci/devices/$P/virtfn$1/driver")"
}

v vf restore "$P" --dry-run
is "dry run: status" "$rc" 0
is "dry run: nothing made" "$(cat "/sys/bus/pci/devices/$P/sriov_numvfs")" 0
v vf restore "$P"
is "restore: status" "$rc" 0
is "restore: how many" "$(cat "/sys/bus/pci/devices/$P/sriov_numvfs")" 3
is "restore: for guests" "$(driver_of 0)" vfio-pci
is "restore: for the host" "$(driver_of 2)" igbvf
is "restore: MAC and VLAN in the kernel" \
	"$(ip link show "$IF" | grep -c 'vf 1 .*52:54:00:aa:bb:01.*vlan 100')" 1
v vf restore --all
is "again: status" "$rc" 0
says "again: no changes" out '^No changes'

# One that was changed by hand comes back, the others stay as they are.
"$V" vf set "$(basename "$(readlink "/sys/bus/pci/devices/$P/virtfn1")")" --vlan 7 >/dev/null
v vf restore "$P"
is "changed by hand: back" "$(ip link show "$IF" | grep -c 'vf 1 .*vlan 100')" 1

# The driver goes and comes: restore waits for it.
v vf destroy "$P"
echo "$P" >/sys/bus/pci/drivers/igb/unbind
(sleep 2 && echo "$P" >/sys/bus/pci/drivers/igb/bind) &
v vf restore "$P" --wait 20
is "driver reload: status" "$rc" 0
is "driver reload: how many" "$(cat "/sys/bus/pci/devices/$P/sriov_numvfs")" 3
wait

# Two at once, as at boot: one makes them, both find them as wished, nothing is made twice.
v vf destroy "$P"
"$V" vf restore --boot --wait 20 >"$T/boot.out" 2>&1 &
one=$!
"$V" vf restore "$P" --wait 20 >"$T/bind.out" 2>&1 &
two=$!
wait $one
is "two at once: at boot" "$?" 0
wait $two
is "two at once: by udev" "$?" 0
is "two at once: how many" "$(cat "/sys/bus/pci/devices/$P/sriov_numvfs")" 3
is "two at once: one of them made them" "$(cat "$T/boot.out" "$T/bind.out" | grep -c '^No changes')" 1

# A card that is not there: it is waited for, and the one that is there is not kept waiting.
v vf destroy "$P"
cp /etc/virtfn/host.yaml "$T/host.yaml"
sed -i '1a\  - {device: "0000:7f:00.0", count: 1}' /etc/virtfn/host.yaml
"$V" vf restore --boot --wait 15 >"$T/boot.out" 2>&1 &
one=$!
for _ in $(seq 100); do
	[ "$(cat "/sys/bus/pci/devices/$P/sriov_numvfs")" = 3 ] && break
	sleep 0.1
done
is "one is missing: the other at once" "$(cat "/sys/bus/pci/devices/$P/sriov_numvfs")" 3
is "one is missing: still waiting" "$(kill -0 $one 2>/dev/null && echo yes)" yes
wait $one
is "one is missing: status" "$?" 1
says "one is missing: says so" boot.out '0000:7f:00.0'
"$V" vf restore --boot --wait 60 >"$T/boot.out" 2>&1 &
one=$!
sleep 2
kill -TERM $one
wait $one
is "one is missing, and somebody ends it: failed" "$(($? != 0))" 1
says "one is missing, and somebody ends it: says so" boot.out '1 device is left as it was'
cp "$T/host.yaml" /etc/virtfn/host.yaml

# Without systemd, apply makes them itself, when its lock is free.
v vf destroy "$P"
v apply --yes
is "apply: status" "$rc" 0
says "apply: says what takes them back" out '^Done; virtfn vf destroy takes it back'
is "apply: how many" "$(cat "/sys/bus/pci/devices/$P/sriov_numvfs")" 3
v apply --yes
says "apply again: no changes" out '^No changes'

# No driver: said after the wait, and nothing is done.
v vf destroy "$P"
echo "$P" >/sys/bus/pci/drivers/igb/unbind
v vf restore "$P" --wait 1
is "no driver: status" "$rc" 1
says "no driver: says so" err 'has no driver'
echo "$P" >/sys/bus/pci/drivers/igb/bind

# Before sleep they go, after it they are back.
v vf restore "$P"
v hook sleep pre suspend
is "before sleep: gone" "$(cat "/sys/bus/pci/devices/$P/sriov_numvfs")" 0
v hook sleep post suspend
is "after sleep: back" "$(cat "/sys/bus/pci/devices/$P/sriov_numvfs")" 3
is "after sleep: for guests" "$(driver_of 0)" vfio-pci
v hook sleep post suspend
is "after sleep, twice: status" "$rc" 0
rm -r /etc/virtfn
finish
