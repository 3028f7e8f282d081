#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A Kaby Lake laptop with GVT-g, made by hand: what virtfn list gvt shows of types, of devices and
# of mdevctl's definitions, and what doctor makes of it. Making devices is tests/lab work.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
tree=$work/laptop
gpu=$tree/sys/devices/pci0000:00/0000:00:02.0
U=c2d8a6f0-0000-4000-8000-00000000000

run 0 --root "$(machine lab-igb)" list gvt
says err 'no GPU offers GVT-g devices'

mkdir -p "$tree/sys/bus/pci/devices" "$tree/etc/mdevctl.d/0000:00:02.0" "$tree/sys/bus/mdev/devices"
type() { # NAME FREE MIB MIB SCREEN
	mkdir -p "$gpu/mdev_supported_types/i915-GVTg_V5_$1/devices"
	echo "$2" >"$gpu/mdev_supported_types/i915-GVTg_V5_$1/available_instances"
	printf 'low_gm_size: %dMB\nhigh_gm_size: %dMB\nfence: 4\nresolution: %s\nweight: 2\n' "$3" \
		"$4" "$5" >"$gpu/mdev_supported_types/i915-GVTg_V5_$1/description"
}
type 4 0 128 512 1920x1200
type 8 1 64 384 1024x768
ln -s ../../../devices/pci0000:00/0000:00:02.0 "$tree/sys/bus/pci/devices/0000:00:02.0"
printf 'DRIVER=i915\nPCI_CLASS=30000\nPCI_ID=8086:5917\n' >"$gpu/uevent"
printf '0x00000000de000000 0x00000000deffffff 0x0000000000140204
0x0000000000000000 0x0000000000000000 0x0000000000000000
0x00000000a0000000 0x00000000afffffff 0x000000000014220c\n' >"$gpu/resource"
mkdir "$gpu/${U}1"
ln -s ../mdev_supported_types/i915-GVTg_V5_8 "$gpu/${U}1/mdev_type"
ln -s "../../../${U}1" "$gpu/mdev_supported_types/i915-GVTg_V5_8/devices/${U}1"
ln -s "../../../devices/pci0000:00/0000:00:02.0/${U}1" "$tree/sys/bus/mdev/devices/${U}1"
printf '{ "mdev_type": "i915-GVTg_V5_8", "start": "auto" }' >"$tree/etc/mdevctl.d/0000:00:02.0/${U}1"
printf '{ "mdev_type": "i915-GVTg_V5_4", "start": "manual" }' \
	>"$tree/etc/mdevctl.d/0000:00:02.0/${U}2"
printf '\033[31m' >"$tree/etc/mdevctl.d/0000:00:02.0/not-a-uuid"

run 0 --root "$tree" list gvt
says out 'i915-GVTg_V5_8                            1  64 1024x768'
says out "${U}1"
says out "${U}2"
lacks out not-a-uuid
says err "'?' in USED-BY"
says err 'the aperture of 0000:00:02.0 has 256 MiB, 128 of them the host'
longest=$(awk '{ if (length > n) n = length } END { print n }' "$work/out")
[ "$longest" -le 80 ] || fail "list gvt: $longest columns"
run 0 --root "$tree" list gvt --json
is_json out
python3 - "$work/out" <<'PY' || fail 'list gvt --json'
import json, sys
gpu = json.load(open(sys.argv[1]))["gvt"][0]
assert gpu["device"] == "0000:00:02.0" and gpu["aperture_mib"] == 256, gpu
four, eight, defined = gpu["below"]
assert four["available"] == 0 and four["memory_mib"] == 512 and "below" not in four, four
one = eight["below"][0]
assert one["there"] is True and one["at_boot"] is True, one
assert defined["there"] is False and defined["at_boot"] is False and "used_by" not in defined
PY
run 0 --root "$tree" list gvt --raw --noheadings -o DEVICE,THERE
[ "$(wc -l <"$work/out")" = 5 ] || fail "$ran: not five lines"

# host.yaml: what vf restore would make, and what apply would write for mdevctl.
W=76697274-666e-8000-8000-00000010000
mkdir -p "$tree/etc/virtfn"
wish() { # TYPE COUNT MORE
	echo "devices: {device: '0000:00:02.0', mode: gvt-g, type: $1, count: $2${3-}}" \
		>"$tree/etc/virtfn/host.yaml"
}
wish i915-GVTg_V5_8 2
run 0 --root "$tree" vf restore --all --dry-run --noheadings
says out "0000:00:02.0/${W}0 i915-GVTg_V5_8"
lacks out "${W}1"
run 0 --root "$tree" plan
says out "etc/mdevctl.d/0000:00:02.0/${W}0"
says out '"mdev_type": "i915-GVTg_V5_8"'
lacks out "${W}1"
mkdir "$work/before"
cp -a "$tree/etc" "$work/before"
run 0 --root "$tree" apply --yes
[ -f "$tree/etc/mdevctl.d/0000:00:02.0/${W}0" ] || fail 'apply wrote no definition'
run 0 --root "$tree" apply --yes
says out 'No changes'
run 0 --root "$tree" plan
says out 'No changes'
# Nobody wishes for it any more.
mv "$tree/etc/virtfn/host.yaml" "$work/host.yaml"
echo 'devices: []' >"$tree/etc/virtfn/host.yaml"
run 0 --root "$tree" plan
says out "remove: /etc/mdevctl.d/0000:00:02.0/${W}0"
mv "$work/host.yaml" "$tree/etc/virtfn/host.yaml"
run 0 --root "$tree" undo --yes
diff -r "$tree/etc" "$work/before/etc" || fail "undo left something"
# The type of the one that is only defined, by hand: nothing is written for it.
wish i915-GVTg_V5_4 1
run 1 --root "$tree" vf restore --all --dry-run
says err 'no room for 1 more of i915-GVTg_V5_4'
run 0 --root "$tree" plan
lacks out "${W}0"
wish best 1
run 0 --root "$tree" vf restore --all --dry-run
says err 'is as wished already'
wish i915-GVTg_V5_1 1
run 1 --root "$tree" vf restore --all --dry-run
says err 'takes 512 MiB of the GPU'
wish i915-GVTg_V5_8 2 ', driver: vfio-pci'
run 1 --root "$tree" vf restore --all --dry-run
says err 'driver is nothing for mode: gvt-g'
# Types come with kvmgt; a GPU that never has any is said at once, with the place.
mv "$gpu/mdev_supported_types" "$gpu/types"
wish i915-GVTg_V5_8 2
run 1 --root "$tree" vf restore --all --dry-run
says err 'offers no GVT-g devices now'
wish best 1
run 0 --root "$tree" plan
says out 'run virtfn apply again'
sed -i s/5917/46A6/ "$gpu/uevent"
run 1 --root "$tree" plan
says err '0000:00:02.0 cannot be split by GVT-g: it is'
says err 'host.yaml:1:'
sed -i s/46A6/5917/ "$gpu/uevent"
mv "$gpu/types" "$gpu/mdev_supported_types"
rm -r "$tree/etc/virtfn"

# Ways that have nothing of one another.
run 2 vf create 00:02.0 -n 1 --uuid ${U}1
says err 'say --type, or leave it away'
run 2 vf create 00:02.0 --type best --mac auto
says err '--mac is nothing for GVT-g'
run 2 vf create 00:02.0 --type best --profile balanced
run 2 vf create 00:02.0 --type best -n 0
run 2 vf create 00:02.0 --persist -n 1
run 2 --root "$tree" vf create 00:02.0 --type best
if [ "$(id -u)" != 0 ]; then
	finish
fi
run 2 vf create 00:02.0 --type best --uuid nobody
says err "'nobody' is no UUID"
run 2 vf create 00:02.0 --type best --uuid ${U}1,${U}1
says err 'is there twice'
run 2 vf create 00:02.0 --type best --uuid ${U}1,${U}2 -n 3
says err '-n 3 and 2 UUIDs'
run 2 vf create 00:02.0 --type best -n 65
finish
