#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# OVMF runs a driver that virtfn wrapped: iPXE's, taken out of the ROM that QEMU brings for an
# Intel 82574. In a guest on this machine: OVMF under the lab's host makes QEMU abort.
# lab: none
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
HERE=$(dirname "$(readlink -f "$0")")
CACHE=${VIRTFN_LAB_CACHE:-$HERE/../../lab/.cache}
IPXE=$CACHE/kit/tree/usr/lib/ipxe/qemu/efi-e1000e.rom
if [ ! -e /usr/share/OVMF/OVMF_CODE_4M.fd ]; then
	echo "# skipped: no OVMF on this machine"
	finish
	exit
fi

v rom show "$IPXE" --json
is "QEMU's own ROM is shown" "$rc" 0
python3 - "$IPXE" "$T/out" "$T/ipxe.efi" <<'EOF'
import json, struct, sys
rom = open(sys.argv[1], "rb").read()
image = [i for i in json.load(open(sys.argv[2]))["images"] if i["type"] == "EFI"][0]
at = int(image["offset"], 16)
at += struct.unpack_from("<H", rom, at + 0x16)[0]
assert not image["compressed"]
open(sys.argv[3], "wb").write(rom[at:at + image["program_size"]])
EOF
is "it holds an EFI driver" $? 0

for how in plain packed; do
	option=
	[ $how = packed ] && option=--compress
	v rom wrap "$T/ipxe.efi" --for 8086:10d3 --class 020000 -o "$T/$how.rom" $option
	is "$how: wrapped" "$rc" 0
	v rom check "$T/$how.rom" --for 8086:10d3
	is "$how: keeps to all rules" "$rc" 0
	"$HERE/rom-guest.py" "$T/$how.rom" accept >"$T/out" 2>"$T/err"
	is "$how: QEMU takes it" $? 0
	"$HERE/rom-guest.py" "$T/$how.rom" "Open Source Network Boot Firmware" "Shell>" >"$T/out" 2>"$T/err"
	is "$how: OVMF runs it" "$(cat "$T/out")" "Open Source Network Boot Firmware"
done
[ "$(stat -c %s "$T/packed.rom")" -lt "$(stat -c %s "$T/plain.rom")" ]
is "the packed one is smaller" $? 0

# What people do without: QEMU takes it, and nobody runs it.
"$HERE/rom-guest.py" "$T/ipxe.efi" accept >"$T/out" 2>"$T/err"
is "bare: QEMU takes it too" $? 0
"$HERE/rom-guest.py" "$T/ipxe.efi" "Open Source Network Boot Firmware" "Shell>" >"$T/out" 2>"$T/err"
is "bare: OVMF does not run it" "$(cat "$T/out")" "Shell>"
finish
