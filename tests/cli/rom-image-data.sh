#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Real option ROMs and drivers, which are not ours to publish: $2 is the folder, without it this
# is skipped. What is expected of them is in its manifest.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
data=$2/oprom
if [ ! -d "$data" ]; then
	echo "skipped: no option ROMs in $2"
	exit 77
fi
unset ASAN_OPTIONS
cd "$work" || exit 1

# shows FILE TEXT...: all of these in the table.
shows() {
	file=$1
	shift
	run 0 rom show "$data/$file" -o +CLASS,COMPRESSED,VENDOR-HEADER,LAST,PROGRAM-SIZE,SHA256,VERSION
	! grep -qE 'Sanitizer|runtime error' err || fail "$ran: a report of a sanitizer"
	for text; do
		says out "$text"
	done
}

shows RX460.rom 1002:67ef ATOMBIOS '58880 BIOS' '59392 EFI' 'from 0x1ce00 on'
run 0 rom check "$data/RX460.rom" --for 1002:67ef
shows gen12_gop.rom 8086:a780 'Intel 1077' 17.0.1077
run 0 rom check "$data/gen12_gop.rom" --for 8086:a780
run 1 rom check "$data/gen12_gop.rom" --for 8086:46a6
shows igd_rpls.rom '17920 EFI' '142336 EFI' 'Intel 1077'
shows vbios.rom.dat 8086:0406 '65536 BIOS'
run 0 rom check "$data/vbios.rom.dat"
says out 'no EFI image'
shows reg_gtx1060.rom 10de:1c02 VIDEO NPDE '61440 BIOS' '69632 EFI' NBSI
run 0 rom check "$data/reg_gtx1060.rom" --for 10de:1c02
shows nvflash_gtx1060.rom '0xa00 bytes'
run 1 rom check "$data/nvflash_gtx1060.rom"

# The manifest's oracle: what is behind NVIDIA's header is what the other dump has.
run 0 rom repair "$data/nvflash_gtx1060.rom" -o nvidia.rom
cmp -s nvidia.rom "$data/reg_gtx1060.rom" || fail "$ran: not the other dump"
run 0 rom repair "$data/RX460.rom" --trim -o amd.rom
[ "$(stat -c %s amd.rom)" = 118272 ] || fail "$ran: not trimmed to its images"
head -c 118272 "$data/RX460.rom" | cmp -s - amd.rom || fail "$ran: changed"
for file in gen12_gop.rom igd_rpls.rom vbios.rom.dat reg_gtx1060.rom; do
	run 0 rom repair "$data/$file" -o same.rom
	cmp -s same.rom "$data/$file" || fail "$ran: changed what was right"
	rm same.rom
done

# Each real driver goes in and comes out as it was, packed or not.
for efi in "$2"/gop-efi/*.efi; do
	hash=$(sha256sum <"$efi" | cut -d ' ' -f 1)
	for how in '' --compress; do
		rm -f gop.rom back.efi
		# shellcheck disable=SC2086
		run 0 rom wrap "$efi" --for 8086:a780 -o gop.rom $how
		run 0 rom check gop.rom
		run 0 rom show gop.rom -o +SHA256
		says out "$hash"
		run 0 rom extract gop.rom -o back.efi
		cmp -s back.efi "$efi" || fail "$ran: another driver"
	done
done

# Cut anywhere: a message, and never more than that.
for file in RX460.rom nvflash_gtx1060.rom; do
	for size in 1 2 25 26 100 511 512 59000 100000 118271; do
		head -c $size "$data/$file" >cut.rom
		"$binary" rom check cut.rom >out 2>err
		status=$?
		ran="rom check of $size bytes of $file"
		[ $status = 1 ] || fail "$ran: exit status $status"
		! grep -qE 'Sanitizer|runtime error|died of' err || fail "$ran: a report"
	done
done
finish
