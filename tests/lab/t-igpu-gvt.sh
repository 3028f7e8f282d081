#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A Kaby Lake iGPU with GVT-g: types that fit into the aperture, instances that get fewer, a guest
# that opens one.
# lab: --cpus 1 --timeout 900 --igpu 5917,gvtg nested
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/lab/igpu.sh
. "$(dirname "$0")/igpu.sh"
M=$D/mdev_supported_types
U=c2d8a6f0-0000-4000-8000-00000000000
left() { cat "$M/i915-GVTg_V5_$1/available_instances"; }

is "what 512 MiB of aperture have room for" "$(printf '%s ' "$M"/* | sed "s|$M/i915-||g")" \
	"GVTg_V5_2 GVTg_V5_4 GVTg_V5_8 "
is "how often" "$(left 8) $(left 4) $(left 2)" "6 3 1"
is "what for" "$(cat "$M/i915-GVTg_V5_4/device_api")" vfio-pci
echo ${U}1 >"$M/i915-GVTg_V5_4/create"
is "one takes from all" "$(left 8) $(left 4) $(left 2)" "4 2 1"
echo ${U}2 >"$M/i915-GVTg_V5_2/create"
is "until nothing is left" "$(left 8) $(left 4) $(left 2)" "0 0 0"
refuses "then no more are made" "$M/i915-GVTg_V5_8/create" ${U}3 "No space left on device"
is "a virtual GPU is with its driver" \
	"$(basename "$(readlink /sys/bus/mdev/devices/${U}1/driver)")" intel_vgpu_mdev
echo 1 >/sys/bus/mdev/devices/${U}2/remove
is "removed, its share is free" "$(left 2)" 1
lab-guest -device vfio-pci,sysfsdev=/sys/bus/mdev/devices/${U}1 >"$T/out" 2>"$T/err"
says "a guest sees it" out "guest: pci .* 8086:5917 0300"
says "and its memory" out "guest: gpu .* bar ok"
echo 1 >/sys/bus/mdev/devices/${U}1/remove
is "all is free again" "$(left 8) $(left 4) $(left 2)" "6 3 1"

# The same through virtfn.
here() { ls /sys/bus/mdev/devices; }
v vf create "$P" --type best --uuid ${U}1
is "the best: status" "$rc" 0
is "the best is the largest" "$(basename "$(readlink -f /sys/bus/mdev/devices/${U}1/mdev_type)")" \
	i915-GVTg_V5_2
v vf create "$P" --type best --uuid ${U}1
says "the best, again: no changes" out "^No changes"
v vf create "$P" --type best
says "the best, whatever its name: no changes" out "^No changes"
v vf create "$P" --type i915-GVTg_V5_4 -n 2
is "no room for two others" "$rc" 1
says "no room: what there is" err "no room for 2 more of i915-GVTg_V5_4.*MiB, 1920x1200, 1 free"
v vf create "$P" --type i915-GVTg_V5_1
says "too large for the aperture" err "takes 512 MiB .* the aperture has 512 MiB"
v vf create "$P" --type i915-GVTg_V5_9
says "no such type" err "offers no type 'i915-GVTg_V5_9'; there are: i915-GVTg_V5_2"
v vf create "$P" --type i915-GVTg_V5_8 --uuid ${U}1
says "a UUID that is taken" err "is there already, as i915-GVTg_V5_2"
v vf create "$P" -n 1
says "without SR-IOV" err "GVT-g splits it"
v list gvt
says "list: it is there" out "$U.?1"
says "list: types" out "i915-GVTg_V5_8 +2 +64 1024x768"
says "list: why not more" err "larger types are not offered"
v vf destroy "$P"
is "all go: status" "$rc" 0
is "all are gone" "$(here)" ""

v vf create "$P" --type i915-GVTg_V5_8 -n 3 --persist
is "three: status" "$rc" 0
is "three are there" "$(here | wc -l)" 3
is "three are defined" "$(find "/etc/mdevctl.d/$P" -type f | wc -l)" 3
v vf create "$P" --type i915-GVTg_V5_8 -n 5 --persist
is "five of them" "$(here | wc -l)" 5
v vf create "$P" --type i915-GVTg_V5_8 -n 2
is "fewer is not for create" "$rc" 1
one=$(here | head -n 1)
is "the definition" "$(python3 -c 'import json, sys; d = json.load(open(sys.argv[1]))
print(d["mdev_type"], d["start"], d["attrs"])' "/etc/mdevctl.d/$P/$one")" "i915-GVTg_V5_8 auto []"
if command -v mdevctl >/dev/null; then
	is "mdevctl knows them" "$(mdevctl list -d | grep -c "$P i915-GVTg_V5_8 auto")" 5
	is "and that they are there" "$(mdevctl list | grep -c defined)" 5
	echo 1 >"/sys/bus/mdev/devices/$one/remove"
	mdevctl start -u "$one"
	is "and makes one" "$(here | grep -c "$one")" 1
fi

# A boot without mdevctl: their names come back.
for i in /sys/bus/mdev/devices/*; do echo 1 >"$i/remove"; done
v vf create "$P" --type i915-GVTg_V5_8 -n 5
is "defined ones come back" "$(here)" "$(ls "/etc/mdevctl.d/$P")"

# Who holds it keeps it.
hold "/sys/bus/mdev/devices/$one"
v vf destroy "$one"
is "held: refused" "$rc" 1
says "held: by whom" err "it is in use: sleep .pid $holder. holds it"
v vf destroy "$P"
is "all, one of them held: refused" "$rc" 1
is "all are still there" "$(here | wc -l)" 5
v list gvt
says "list says who" out "sleep"
let_go
v vf destroy "$one"
is "let go: removed" "$rc" 0
is "and its definition" "$(find "/etc/mdevctl.d/$P" -type f | wc -l)" 4
lab-guest --append lab.wait=60 -name web \
	-device "vfio-pci,sysfsdev=/sys/bus/mdev/devices/$(here | head -n 1)" >"$T/guest" 2>&1 &
holder=$!
for _ in $(seq 100); do
	v list gvt
	grep -q "guest web" "$T/out" && break
	sleep 0.2
done
says "list says which guest" out "guest web"
v vf destroy "$P"
says "a guest has its name said" err "the guest web holds it; stop that guest first"
let_go
for _ in $(seq 50); do
	v vf destroy "$P"
	[ "$rc" = 0 ] && break
	sleep 0.2
done
is "the guest is gone: so are they" "$(here)" ""
is "and the definitions" "$(find "/etc/mdevctl.d/$P" -type f | wc -l)" 0
v vf destroy "$P"
says "nothing to remove" out "^No changes"

# host.yaml: vf restore makes the devices. The lab host has no boot loader that apply could look
# after, so plan, apply and undo are asked of a tree that shares its /sys.
W=76697274-666e-8000-8000-00000010000
R=$T/tree
mkdir -p /etc/virtfn "$R/sys" "$R/etc/virtfn"
mount --rbind /sys "$R/sys"
wish() { # TYPE COUNT
	printf 'devices:\n  - {device: "%s", mode: gvt-g, type: %s, count: %s}\n' "$P" "$@" |
		tee /etc/virtfn/host.yaml >"$R/etc/virtfn/host.yaml"
}
defined() { find "$R/etc/mdevctl.d" -type f -printf '%f\n' 2>/dev/null | sort | xargs; }
wish i915-GVTg_V5_8 2
v --root "$R" plan
is "plan: nothing is written" "$(defined)" ""
says "plan shows the definitions" out "etc/mdevctl.d/$P/${W}1"
v --root "$R" apply --yes
is "apply: defined" "$rc $(defined)" "0 ${W}0 ${W}1"
v --root "$R" apply --yes
says "apply again: no changes" out "^No changes"
v vf restore --all
is "restore: status" "$rc" 0
is "restore: there" "$(here | xargs)" "${W}0 ${W}1"
v vf restore --all
says "restore again: no changes" out "^No changes"
if command -v mdevctl >/dev/null; then
	mkdir -p /etc/mdevctl.d
	cp -r "$R/etc/mdevctl.d/$P" /etc/mdevctl.d/
	is "mdevctl knows them" "$(mdevctl list -d | grep -c "$P i915-GVTg_V5_8 auto")" 2
	rm -r "/etc/mdevctl.d/$P"
fi
lab-guest -device "vfio-pci,sysfsdev=/sys/bus/mdev/devices/${W}1" >"$T/out" 2>"$T/err"
says "a guest sees it" out "guest: pci .* 8086:5917 0300"
# Another wish: the same names, and nobody is thrown out for it.
hold "/sys/bus/mdev/devices/${W}0"
wish i915-GVTg_V5_4 1
v vf restore --all
is "another type, one held: refused" "$rc" 1
says "another type, one held: by whom" err "it is in use: sleep .pid $holder. holds it"
let_go
v vf restore --all
is "another type: status" "$rc" 0
is "another type" "$(here) $(basename "$(readlink -f "/sys/bus/mdev/devices/${W}0/mdev_type")")" \
	"${W}0 i915-GVTg_V5_4"
v --root "$R" apply --yes
is "another type: defined" "$(defined) $(grep -c V5_4 "$R/etc/mdevctl.d/$P/${W}0")" "${W}0 1"
v --root "$R" undo --yes
is "undo: defined as before" "$(defined)" "${W}0 ${W}1"
v --root "$R" undo --yes
is "undo: none are defined" "$(defined)" ""
v vf destroy "$P"
is "none are there" "$(here)" ""
wish best 1
v vf restore --all
is "best" "$(basename "$(readlink -f "/sys/bus/mdev/devices/${W}0/mdev_type")")" i915-GVTg_V5_2
v vf destroy "$P"
is "all go" "$(here)" ""
umount -l "$R/sys"
rm -r /etc/virtfn

echo ${U}1 >"$M/i915-GVTg_V5_4/create"
echo "$P" >/sys/bus/pci/drivers/i915/unbind
is "without its driver there are no types" "$(ls "$M" 2>/dev/null)" ""
is "and no virtual GPUs" "$(ls /sys/bus/mdev/devices)" ""
v vf create "$P" --type best
is "nor does virtfn make any" "$rc" 1
says "and says why" err "offers no GVT-g devices now; no driver holds the device"
finish
