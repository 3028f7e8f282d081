#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Option ROMs that we made (fuzz/make-corpus-rom.py): shown, checked, repaired, wrapped and
# taken out of a machine; and broken ones.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
roms=$here/../../fuzz/corpus/option-rom
programs=$here/../../fuzz/corpus/efi-pe
tables=$here/../../fuzz/corpus/acpi-vfct
cd "$work" || exit 1
umask 022
unset ASAN_OPTIONS

no_report() {
	! grep -qE 'Sanitizer|runtime error|SUMMARY|died of signal|may not: stopped' "$work/err" ||
		fail "$ran: a report of a sanitizer, or a dead child"
}

# broken RULE NAME: what rom check says of it.
broken() {
	run 1 rom check "$roms/$2"
	no_report
	grep -qE "^$1 +bad" out || fail "$ran: rule $1 is not bad"
	run 1 rom check "$roms/$2" --json
	is_json out
}

# What is in it.
run 0 rom show "$roms/efi"
says out '8086:a780'
says out 'Intel 1077'
is_silent err
run 0 rom show "$roms/nvidia-nvgi"
says out "NVIDIA's header of the flash chip"
run 0 rom show "$roms/amd-flash" -o +VENDOR-HEADER,COMPRESSED,SHA256
says out ATOMBIOS
says out '714 bytes from 0xc00 on'
"$binary" rom show - <"$roms/bios" >out 2>err || fail "cannot read stdin"
says out 'BIOS'
run 0 rom show "$roms/amd" --json
is_json out
python3 -c '
import json, sys
d = json.load(sys.stdin)
bios, efi = d["images"]
assert d["file_size"] == 3072, d
assert bios["type"] == "BIOS" and bios["checksum"] == "ok" and not bios["last"], d
assert bios["id"] == "1002:67ef" and bios["class"] == "030000", d
assert efi["offset"] == "0x400" and efi["compressed"] and efi["last"], d
assert efi["machine"] == "x64" and efi["gop"] == "yes" and efi["program_size"] == 1536, d
assert len(efi["sha256"]) == 64, d
' <out || fail "$ran: not what it should be"

# The rules.
for name in efi efi-packed efi-ids efi-two efi-ia32 efi-network efi-ipxe bios amd amd-flash amd-padded nvidia \
	bad-machine; do
	run 0 rom check "$roms/$name"
	lacks out ' bad '
	says out 'ok: yes'
done
broken start nvidia-nvgi
says out '"rule": "start"'
broken start nvidia-nvgi-3
broken start nvidia-nvgi-wrong
broken start behind-junk
broken pcir bad-pcir
broken pcir bad-pcir-outside
broken pcir bad-pcir-second
broken pcir bad-align
broken pcir bad-signature-only
broken length bad-cut
broken length bad-zero-length
broken length bad-chain
broken last bad-no-last
broken last bad-no-last-tail
broken last bad-early-last
broken checksum bad-checksum
broken checksum bad-size
broken efi-header bad-efi-magic
broken efi-header bad-efi-size
broken efi-header bad-efi-start
broken efi-header bad-efi-start-0
broken efi-header bad-subsystem
broken efi-header bad-packing
broken program bad-packed
broken program bad-packed-huge
broken program bad-program
broken program bad-pe-cut
broken program bad-application
broken end bad-many
run 1 rom check "$roms/bad-checksum"
says err 'virtfn rom repair'
run 1 rom check "$roms/bad-cut"
lacks err 'virtfn rom repair'
run 0 rom check "$roms/efi" --for 8086:a780
run 0 rom check "$roms/efi" --for 8086:4682
says out 'it names 8086:a780, not 8086:4682'
run 1 rom check "$roms/efi" --for 8086:9a49
says out 'does not list 8086:9a49'
run 1 rom check "$roms/amd" --for 10de:1c02
run 1 rom check "$roms/amd" --for nonsense
says err '8086:a780 is taken too'

# What is no option ROM.
: >empty
for name in show check repair; do
	run 1 rom $name "$roms/none-zeros"
	no_report
	run 1 rom $name "$roms/none-program"
	run 1 rom $name empty
	says err 'is empty'
	run 1 rom $name missing
	one_line err
	run 1 rom $name "$work"
	one_line err
done
run 1 rom show "$roms/none-program"
says err 'virtfn rom wrap'
truncate -s 40M large
run 1 rom show large
says err 'larger than'

# Repairs.
tail -c +2565 "$roms/nvidia-nvgi" >wanted
run 0 rom repair "$roms/nvidia-nvgi" -o nvidia.rom
cmp -s nvidia.rom wanted || fail "$ran: not the ROM behind the header"
cmp -s nvidia.rom "$roms/nvidia" || fail "$ran: not the ROM that was put there"
says out 'cut 0xa04 bytes in front'
run 0 rom repair "$roms/nvidia-nvgi" --trim -o trimmed.rom
[ "$(stat -c %s trimmed.rom)" = 3072 ] || fail "$ran: not trimmed"
run 0 rom repair "$roms/amd-flash" --trim -o amd.rom
cmp -s amd.rom "$roms/amd" || fail "$ran: another ROM"
for name in bad-checksum bad-no-last bad-no-last-tail bad-early-last bad-chain behind-junk; do
	rm -f fixed.rom
	run 0 rom repair "$roms/$name" -o fixed.rom
	says out 'CHANGE'
	run 0 rom check fixed.rom
done
run 0 rom repair "$roms/efi"
says err 'needs no repair'
[ ! -e efi.fixed.rom ] || fail "$ran: it wrote one"
run 0 rom repair "$roms/bad-no-last"
run 0 rom check bad-no-last.fixed.rom
run 1 rom repair "$roms/bad-no-last"
says err 'is there already'
run 1 rom repair "$roms/bad-cut" -o cut.rom
says err 'cannot be repaired'
cp "$roms/bad-checksum" mine.rom
chmod 640 mine.rom
run 0 rom repair mine.rom --in-place
cmp -s mine.rom.orig "$roms/bad-checksum" || fail "$ran: no copy"
[ "$(stat -c %a mine.rom)" = 640 ] || fail "$ran: another mode"
run 0 rom check mine.rom
cp "$roms/bad-checksum" mine.rom
run 1 rom repair mine.rom --in-place
says err 'mine.rom.orig is there already'
cmp -s mine.rom "$roms/bad-checksum" || fail "$ran: changed without a copy"
ln -s mine.rom link.rom
run 1 rom repair link.rom --in-place
says err 'is a link'
run 2 rom repair mine.rom --in-place -o other.rom
run 0 rom repair "$roms/amd" --for 1002:67ff -o renamed.rom
run 0 rom check renamed.rom --for 1002:67ff

# A driver wrapped is the same driver.
for how in '' --compress; do
	rm -f gop.rom back.efi
	# shellcheck disable=SC2086
	run 0 rom wrap "$programs/gop" --for 8086:a780 -o gop.rom $how
	says out '8086:a780'
	[ "$(stat -c %a gop.rom)" = 644 ] || fail "$ran: QEMU cannot read it"
	run 0 rom check gop.rom --for 8086:a780
	lacks out warning
	run 0 rom extract gop.rom -o back.efi
	cmp -s back.efi "$programs/gop" || fail "$ran: another driver"
done
run 0 rom show gop.rom --json
says out '"compressed": true'
run 0 rom wrap "$programs/other" --for 10de:1c02 --class 030200 -o class.rom
says out 030200
run 1 rom wrap "$programs/other" --for 10de:1c02 --class display -o none.rom
run 2 rom wrap "$programs/gop"
says err '--for'
run 1 rom wrap "$programs/gop" --for 8086:a780 -o gop.rom
says err 'is there already'
for name in application cut te vbt; do
	run 1 rom wrap "$programs/$name" --for 8086:a780 -o none.rom
	says err 'cannot make an option ROM of'
	no_report
done
run 1 rom wrap empty --for 8086:a780 -o none.rom
[ ! -e none.rom ] || fail "$ran: it wrote one"

# Out of a firmware into a ROM in one go.
images=$here/../../fuzz/corpus/efi-volume
run 0 rom extract "$images/lzma" --wrap 8086:a780 -o one.rom
run 0 rom check one.rom --for 8086:a780
run 0 rom extract one.rom -o one.efi
cmp -s one.efi "$programs/gop" || fail "$ran: another driver"
run 0 rom extract "$images/lzma" --wrap 8086:4682
run 0 rom check 8086-4682.rom --for 8086:4682
run 1 rom extract "$images/lzma" --wrap nonsense -o two.rom
run 1 rom extract "$images/lzma" --wrap 8086:a780 -o one.rom
says err 'is there already'

# Devices of a captured machine, to which GPUs are added.
igb=$(machine lab-igb-vfs)
run 0 rom needed 0000:01:10.0 --root "$igb"
says out 'needed: no'
run 1 rom dump 0000:01:10.0 --root "$igb"
says err 'VFs have no ROM'
run 1 rom needed 0000:77:00.0 --root "$igb"
run 0 rom check "$roms/efi-network" --for 8086:10d3

# gpu ADDRESS VENDOR DEVICE CLASS BOOT_VGA
gpu() {
	rm -rf "$igb/sys/bus/pci/devices/$1"
	d=$igb/sys/bus/pci/devices/$1
	mkdir -p "$d"
	printf 'PCI_CLASS=%s\nPCI_ID=%s:%s\nPCI_SLOT_NAME=%s\n' "${4#0}" "$2" "$3" "$1" >"$d/uevent"
	echo "$5" >"$d/boot_vga"
}
gpu 0000:0e:00.0 1002 164E 030000 1
gpu 0000:03:00.0 1002 67EF 030000 0
gpu 0000:04:00.0 10DE 1C02 030000 1
gpu 0000:00:02.0 8086 A780 030000 1
gpu 0000:05:00.0 10DE 2520 030000 0
for d in 03 04; do
	[ $d = 03 ] && cp "$roms/amd" "$igb/sys/bus/pci/devices/0000:$d:00.0/rom"
	[ $d = 04 ] && cp "$roms/nvidia" "$igb/sys/bus/pci/devices/0000:$d:00.0/rom"
done
cp "$roms/bios" "$igb/sys/bus/pci/devices/0000:00:02.0/rom"
mkdir -p "$igb/sys/firmware/acpi/tables"
cp "$tables/two" "$igb/sys/firmware/acpi/tables/VFCT"

run 0 rom dump 0000:03:00.0 --root "$igb" -o card.rom
cmp -s card.rom "$roms/amd" || fail "$ran: another ROM"
lacks err 'primary display'
run 0 rom dump 0000:04:00.0 --root "$igb"
cmp -s 10de-1c02.rom "$roms/nvidia" || fail "$ran: another ROM"
says err 'primary display'
run 1 rom dump 0000:00:02.0 --root "$igb" -o copy.rom
says err '0xC0000'
run 0 rom dump 0000:00:02.0 --root "$igb" --force -o copy.rom
run 0 rom dump 0000:0e:00.0 --root "$igb" -o vfct.rom
says out 'ACPI table VFCT'
run 0 rom show vfct.rom
says out '1002:164e'
run 0 rom show 0000:03:00.0 --root "$igb"
run 0 rom check vfct.rom --for 0000:0e:00.0 --root "$igb"
run 1 rom check vfct.rom --for 0000:04:00.0 --root "$igb"
run 1 rom dump 0000:05:00.0 --root "$igb"
says err 'no ROM of its own'
for name in bad-offset bad-length bad-cut empty; do
	cp "$tables/$name" "$igb/sys/firmware/acpi/tables/VFCT"
	run 1 rom dump 0000:0e:00.0 --root "$igb" -o none.rom
	says err 'has no ROM for'
	no_report
done
for name in bad-offset-header bad-short; do
	cp "$tables/$name" "$igb/sys/firmware/acpi/tables/VFCT"
	run 1 rom dump 0000:0e:00.0 --root "$igb" -o none.rom
	says err 'VFCT'
done
rm "$igb/sys/firmware/acpi/tables/VFCT"
run 1 rom dump 0000:0e:00.0 --root "$igb" -o none.rom
says err 'no ACPI table VFCT'
head -c 4096 /dev/zero | tr '\0' '\377' >"$igb/sys/bus/pci/devices/0000:03:00.0/rom"
run 1 rom dump 0000:03:00.0 --root "$igb" -o none.rom
says err 'nothing but ones'
cp "$roms/none-zeros" "$igb/sys/bus/pci/devices/0000:03:00.0/rom"
run 1 rom dump 0000:03:00.0 --root "$igb" -o none.rom
says err 'holds no option ROM'
[ ! -e none.rom ] || fail "$ran: it wrote one"

run 0 rom needed 0000:0e:00.0 --root "$igb"
says out 'needed: yes'
says out 'VFCT'
run 0 rom needed 0000:04:00.0 --root "$igb"
says out 'needed: yes'
run 0 rom needed 0000:00:02.0 --root "$igb"
says out 'needed: sometimes'
run 0 rom needed 0000:05:00.0 --root "$igb" --json
is_json out
says out '"needed": "sometimes"'
says out '"own_rom": false'
# Both in one go, and by itself: the same bytes, where a guest may read them.
mkdir -p host
run 0 --root host rom extract "$images/lzma" --wrap 8086:a780 --install -o one.rom
says out 'host/usr/share/vgabios/one.rom'
cmp -s host/usr/share/vgabios/one.rom one.rom || fail "$ran: another ROM"
run 0 --root host rom wrap "$programs/gop" --for 8086:a780 --install
[ "$(stat -c %a host/usr/share/vgabios/gop.rom)" = 644 ] || fail "$ran: its mode"
run 1 --root host rom wrap "$programs/other" --for 8086:a780 --install -o gop.rom
says err '--replace overwrites it'
run 0 --root host rom wrap "$programs/other" --for 8086:a780 --install -o gop.rom --replace
run 1 --root host rom wrap "$programs/gop" --for 8086:a780 --install -o here/gop.rom
says err 'is no name of a file'
finish
