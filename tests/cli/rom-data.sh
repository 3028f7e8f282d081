#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Real firmware images, and some built around a real driver, which are not ours to publish:
# $2 is the folder, without it this is skipped. The hashes are those of its manifest.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
data=$2
if [ ! -d "$data/uefi-synth" ]; then
	echo "skipped: no images in $data"
	exit 77
fi
unset ASAN_OPTIONS
small=bd65075d0baeaac74f82ba35f503700f2c5fe10c6c727e841710acecfc4fbcad

# unpacked PATH: the file itself, in $work/image.
unpacked() {
	case $1 in
	*.xz) xzcat "$1" >"$work/image" ;;
	*) cat "$1" >"$work/image" ;;
	esac
}

# no_report: nothing in stderr that a sanitizer wrote.
no_report() {
	! grep -qE 'Sanitizer|runtime error|SUMMARY|died of signal|may not: stopped' "$work/err" ||
		fail "$ran: a report of a sanitizer, or a dead child"
}

# gives HASH ARGS...
gives() {
	want_hash=$1
	shift
	rm -f "$work/gop.efi"
	run 0 rom extract "$@" -o "$work/gop.efi"
	no_report
	got_hash=$(sha256sum <"$work/gop.efi" | cut -d ' ' -f 1)
	[ "$got_hash" = "$want_hash" ] || fail "$ran: sha256 is $got_hash"
	says out "sha256: $want_hash"
}

for file in "$data"/uefi-synth/*; do
	unpacked "$file"
	echo "$file"
	gives $small "$work/image"
	says out 'version: 7.2.1011'
	run 0 rom list "$work/image"
done

unpacked "$data/uefi-images/lattepanda-614e3ec899d0.bin.xz"
gives 63f0a94fbd7c2aaf171173ab84e750b50169f54759005609fa233bd5cbf49669 "$work/image"
says out 'version: 8.0.1038'
says out 'guid: 8D59EBC8-B85E-400E-970A-1F995D1DB91E'
says out 'IntelGopVbtInnoluxXpwrsmipi'
run 0 rom list "$work/image" --grep 'Intel(R) GOP Driver'
says out Setup
head -c 7000000 "$work/image" >"$work/cut"
gives 63f0a94fbd7c2aaf171173ab84e750b50169f54759005609fa233bd5cbf49669 "$work/cut"

unpacked "$data/uefi-images/GALAGOPRO3.fd.xz"
run 1 rom extract "$work/image"
says err 'no Intel display driver (GOP)'
says out GraphicsOutputDxe
run 0 rom list "$work/image"
run 1 rom extract "$data/uefi-images/ovmfSECFV.fv"
no_report

# "name ids build": each driver alone, and how many devices it knows.
while read -r name ids build; do
	run 0 rom extract "$data/gop-efi/$name" --json -o "$work/$name"
	cmp -s "$work/$name" "$data/gop-efi/$name" || fail "$name comes out as another"
	got=$(python3 -c '
import json, sys
d = json.load(sys.stdin)
print(len(d["devices"]), d["build"])' <"$work/out")
	[ "$got" = "$ids $build" ] || fail "$name: $got, not $ids $build"
done <<'END'
IntelGop_Ultra125H_22.0.1041.efi 9 1041
N3350.efi 5 1036
minnowmax-x64.efi 4 1011
nb-11-1185G7E.efi 33 1071
pc-12-13-14-IntelGopDriver.efi 29 1075
pc-6-7-8-9-IntelGopDriver.efi 67 1084
END
gives ed99b106f34e5875d1605bb8dfc3bde5df9e94a6948b684b616ceed0c2274f75 "$data/oprom/gen12_gop.rom"
run 1 rom extract "$data/oprom/RX460.rom"

# Hostile ones: a message, 1, soon, and no report.
for file in "$data"/uefi-bad/*.fd.xz; do
	unpacked "$file"
	echo "$file"
	run 1 rom extract "$work/image" -o "$work/bad.efi"
	no_report
	says err 'has no Intel display driver (GOP)'
	case $file in
	# These are odd, but all of them can be read.
	*b09* | *b34*) run 0 rom list "$work/image" ;;
	*) run 1 rom list "$work/image" ;;
	esac
	no_report
done
run 1 rom extract "$data/uefi-bad/b60-zip-bomb-2GB.zip.xz"
finish
