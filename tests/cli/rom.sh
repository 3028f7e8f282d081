#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Firmware images that we made (fuzz/make-corpus-efi.py): what is in them, which driver is
# taken out, and what is said of broken ones.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
images=$here/../../fuzz/corpus/efi-volume
driver=$here/../../fuzz/corpus/efi-pe/gop
cd "$work" || exit 1

# extracted ARGS...: the driver comes out as it was put in.
extracted() {
	rm -f "$work/gop.efi"
	run 0 rom extract "$@" -o "$work/gop.efi"
	cmp -s "$work/gop.efi" "$driver" || fail "$ran: gop.efi is not the driver"
}

for name in plain two-volumes twice lzma lzma-several lzma-x86 lzma-legacy tiano standard-efi stored crc32 zlib \
	gzip brotli signed-rsa signed-counted signed-certificate unaligned lenovo-large \
	first-revision unknown-guid disposable large-file subtype rom-in-raw rom-packed capsule program hidden \
	bad-checksum bad-crc32 bad-length bad-zero-length bad-ext-header bad-file-size \
	bad-file-too-long bad-section-size bad-cut bad-header-length; do
	extracted "$images/$name"
	says out 'build: 1077'
	says out 'platforms: Raptor Lake-S, Alder Lake-S'
done
"$binary" rom extract - -o "$work/input.efi" <"$images/plain" >out 2>err || fail "cannot read stdin"
cmp -s "$work/input.efi" "$driver" || fail "from stdin comes another driver"
extracted "$images/two-machines"
says err '1 for other processors left out'
says out 'machine: x64'
run 0 rom extract "$images/two-machines" --platform ia32 -o "$work/ia32.efi"
cmp -s "$work/ia32.efi" "$here/../../fuzz/corpus/efi-pe/gop-ia32" || fail "ia32.efi is another"

# Several: which one is for the user to say.
run 1 rom extract "$images/two-drivers" -o "$work/none.efi"
says err 'has 2 different drivers; choose one with --platform, --guid or --index'
says out '1063'
[ ! -e "$work/none.efi" ] || fail "$ran: it wrote one"
extracted "$images/two-drivers" --platform a780
extracted "$images/two-drivers" --platform 'alder lake-s'
extracted "$images/two-drivers" --index 1
extracted "$images/two-drivers" --guid 7755ca7b-ca8f-43c5-889b-e1f59a93d575
extracted "$images/subtype" --guid 380B6B4F-1454-41F2-A6D3-61D1333E8CB4
run 1 rom extract "$images/two-drivers" --index 3
run 1 rom extract "$images/two-drivers" --platform 9a40
says err 'for 9a40'
run 2 rom extract "$images/plain" --guid 7755
says err 'is no GUID'
run 0 rom extract "$images/plain" --guid 899407D7-99FE-43D8-9A21-79EC328CAC21 -o "$work/setup.efi"
says err 'no display driver'

# None: what else there is.
run 1 rom extract "$images/other-driver"
says err 'no Intel display driver (GOP)'
says out '11111111-2222-3333-4444-555555555555'
says err 'choose one with --index'
run 0 rom extract "$images/other-driver" --index 1 -o "$work/other.efi"
says err "not Intel's"
cmp -s "$work/other.efi" "$here/../../fuzz/corpus/efi-pe/other" || fail "$ran: another driver"
run 1 rom extract "$here/../../fuzz/corpus/efi-pe/application"
lacks err 'unpack it first'

# The file that is made, and what it is called.
run 0 rom extract "$images/plain"
cmp -s intel-gop-1077-x64.efi "$driver" || fail "$ran: no intel-gop-1077-x64.efi"
run 1 rom extract "$images/plain"
says err 'is there already'
run 0 rom extract "$images/plain" --json -o "$work/json.efi"
is_json out
python3 -c '
import json, sys
d = json.load(sys.stdin)
assert d["build"] == "1077" and d["machine"] == "x64" and d["size"] == 1536, d
assert d["devices"] == ["8086:a780", "8086:a781", "8086:4680", "8086:4682"], d
assert d["vbts"][0]["version"] == 221 and d["vbts"][0]["checksum_ok"], d
assert d["path"].endswith("/7755CA7B-CA8F-43C5-889B-E1F59A93D575"), d
assert len(d["sha256"]) == 64 and d["troubles"] == [], d
' <"$work/out" || fail "$ran: not what it should be"

# Where a guest may read it: in the tree of --root here, so that this machine stays as it is.
mkdir root
run 0 --root root rom extract "$images/plain" --install
says out 'root/usr/share/vgabios/intel-gop-1077-x64.efi'
cmp -s root/usr/share/vgabios/intel-gop-1077-x64.efi "$driver" || fail "$ran: another driver"
[ "$(stat -c %a root/usr/share/vgabios/intel-gop-1077-x64.efi)" = 644 ] || fail "$ran: its mode"
[ "$(stat -c %a root/usr/share/vgabios)" = 755 ] || fail "$ran: the folder's mode"
run 0 --root root rom extract "$images/plain" --install
echo other >root/usr/share/vgabios/intel-gop-1077-x64.efi
run 1 --root root rom extract "$images/plain" --install
says err 'with other contents'
grep -q other root/usr/share/vgabios/intel-gop-1077-x64.efi || fail "$ran: it was overwritten"
run 0 --root root rom extract "$images/plain" --install --replace
cmp -s root/usr/share/vgabios/intel-gop-1077-x64.efi "$driver" || fail "$ran: another driver"
run 0 --root root rom extract "$images/plain" --install -o igpu.rom
[ -f root/usr/share/vgabios/igpu.rom ] || fail "$ran: no igpu.rom"
run 1 --root root rom extract "$images/plain" --install -o ../igpu.rom
says err 'is no name of a file'
chmod 777 root/usr/share/vgabios
run 1 --root root rom extract "$images/plain" --install -o open.rom
says err 'others than root may write'
mkdir -p root/etc/pve
run 0 --root root rom extract "$images/plain" --install
says out 'root/usr/share/kvm/intel-gop-1077-x64.efi'
# As somebody else, before anything is read.
as_nobody "$binary" rom extract missing --install >"$work/out" 2>"$work/err" && fail "not as root"
[ "$(id -u)" != 0 ] || grep -q 'needs root; run it with sudo' "$work/err" || fail "not as root"

# The tree, and what is searched for in it.
run 0 rom list "$images/lzma"
says out 'IntelGopDriver'
says out 'DXE driver'
is_silent err
run 0 rom list "$images/plain" --grep 'GOP Driver' -o +MATCHES
says out 'Setup'
says out 'IntelGopDriver'
lacks out 'IntelGopVbt'
run 0 rom list "$images/plain" --grep 0x24564254
says out 'IntelGopVbt'
lacks out 'Setup'
run 1 rom list "$images/plain" --grep 'nowhere to be found'
run 2 rom list "$images/plain" --grep 0x123
run 2 rom list "$images/plain" --grep ''
run 0 rom list "$images/tiano" --json
is_json out

# Broken ones: said, shown as far as it goes, and 1.
for name in bad-guided bad-lzma-short bad-lzma-huge bad-lzma-high bad-lzma-cut bad-tiano bad-deep \
	bad-tiano-t-count bad-tiano-code-length bad-tiano-too-many-codes bad-tiano-c-count \
	bad-tiano-c-run bad-tiano-p-count bad-tiano-distance bad-tiano-size bad-section-zero \
	bad-section-large-zero bad-section-large-wrap; do
	run 1 rom extract "$images/$name" -o "$work/bad.efi"
	says err 'has no Intel display driver (GOP)'
	says err 'note: at 0x'
	run 1 rom list "$images/$name"
	says err 'is damaged'
	run 1 rom list "$images/$name" --json
	is_json out
	says out '"troubles"'
done
extracted "$images/logo"
run 0 rom list "$images/bad-checksum"
says err 'checksum'

# What is no image at all.
: >empty
head -c 5000 /dev/zero >zeros
printf 'PK\003\004rest of it, which is long enough to be looked at' >archive.zip
run 1 rom list empty
says err 'is empty'
run 1 rom list zeros
run 1 rom extract zeros
lacks err 'unpack it first'
run 1 rom extract archive.zip
says err 'unpack it first (zip archive)'
run 1 rom list "$work"
run 1 rom list missing
one_line err
finish
