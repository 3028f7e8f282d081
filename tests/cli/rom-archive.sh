#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Firmware as it is downloaded: archives in archives, programs that unpack themselves, vendors'
# containers (fuzz/make-corpus-archive.py), and those that mean harm: always an answer, soon,
# in little memory, without a report of a sanitizer, and with nothing written anywhere.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
corpus=$here/../../fuzz/corpus
driver=$corpus/efi-pe/gop
unset ASAN_OPTIONS
mkdir "$work/in" && cd "$work/in" || exit 1

sound() {
	! grep -qE 'Sanitizer|runtime error|SUMMARY|died of signal|may not: stopped|takes too long' \
		"$work/err" || fail "$ran: a report of a sanitizer, or a dead child"
}

# extracted FILE: the driver comes out as it was put in.
extracted() {
	rm -f gop.efi
	run 0 rom extract "$1" -o gop.efi
	sound
	cmp -s gop.efi "$driver" || fail "$ran: gop.efi is not the driver"
}

# refused FILE: exit 1, and a message with TEXT.
refused() {
	run 1 rom extract "$1" -o gop.efi
	sound
	says err "$2"
}

for name in zip zip-stored 7z 7z-lzma cab rar iso tar gzip xz bzip2 nested two-images program-zip \
	program-cab program-rar program-7z program-7z-far program-turned; do
	extracted "$corpus/archive/$name"
	says out 'member: '
	run 0 rom list "$corpus/archive/$name"
	says out 'IntelGopDriver'
done
extracted "$corpus/archive/program-image"
for name in pfat pfat-signed pfat-signed-3072 pfat-tail pfs pfs-program pfs-wrong-sum iflash; do
	extracted "$corpus/efi-vendor/$name"
done

# It says what it got, and which file the driver was in.
extracted "$corpus/archive/nested"
says out 'form: zip archive with 1 file'
says out '7z archive with 1 file'
says out 'setup.7z/BIOS.CAP/BIOS.CAP'
says out 'AMI Aptio capsule'
run 0 rom extract "$corpus/archive/two-images" --json -o two.efi
is_json out
python3 -c '
import json, sys
d = json.load(sys.stdin)
assert d["form"] == "zip archive with 2 files", d["form"]
assert [f["file"] for f in d["files"]] == ["A.CAP", "B.ROM"], d["files"]
assert d["member"] == "A.CAP", d["member"]
' <"$work/out" || fail "$ran: not what it should be"
run 0 rom list "$corpus/archive/zip" --grep 'GOP Driver'
says out 'BIOS.CAP'
lacks out 'readme.txt'
"$binary" rom extract - -o input.efi <"$corpus/archive/7z" >"$work/out" 2>"$work/err" ||
	fail "cannot read an archive from stdin"
# Names in any letters, whatever the locale.
(
	LC_ALL=C
	export LC_ALL
	run 0 rom extract "$corpus/archive/7z" -o locale.efi
	says out 'BIOS.CAP'
	exit $failed
) || failed=1

# What cannot be opened is told, and why.
refused "$corpus/archive/bad-locked-zip" 'only a password opens'
says err 'protected by a password'
says out 'protected by a password'
refused "$corpus/archive/bad-locked-7z" 'only a password opens'
refused "$corpus/archive/bad-nothing" 'there are no files in this archive'
refused "$corpus/archive/bad-cut-zip" 'broken or cut short'
refused "$corpus/archive/bad-zip-claims-more" 'larger than what is allowed'
refused "$corpus/archive/bad-zip-claims-less" 'broken or cut short'
refused "$corpus/archive/bad-7z-dictionary" 'BIOS.CAP: this is broken'
refused "$corpus/archive/bad-7z-header" 'cannot be opened'
refused "$corpus/archive/bad-rar-cut" 'broken or cut short'
refused "$corpus/archive/bad-gzip-layers" 'cannot be opened'
refused "$corpus/archive/bad-deep" 'archives packed too deep'
refused "$corpus/archive/bad-bomb" 'larger than what is allowed'
refused "$corpus/efi-vendor/pfs-blocks" 'BIOS Guard blocks, whose order is not known'
refused "$corpus/efi-vendor/inno" 'innoextract'
refused "$corpus/efi-vendor/bad-pfat-table" 'make no sense'
refused "$corpus/efi-vendor/bad-pfat-cut" 'longer than what holds it'
refused "$corpus/efi-vendor/bad-pfs-size" 'chain of PFS entries is broken'
refused "$corpus/efi-vendor/bad-pfs-stream" 'firmware 1: this cannot be opened'
for file in "$corpus"/archive/bad-* "$corpus"/efi-vendor/bad-*; do
	status=0
	ran="virtfn rom list $file"
	timeout 20 "$binary" rom list "$file" >"$work/out" 2>"$work/err" || status=$?
	[ $status = 1 ] || [ $status = 0 ] || fail "$ran: exit status $status"
	sound
done

# Zip slip: names are shown, and nothing else is done with them.
run 0 rom list "$corpus/archive/bad-zip-slip"
says out '../../../../tmp/virtfn-slip'
[ ! -e /tmp/virtfn-slip ] || fail "$ran: it wrote outside"

# Bombs that are too large to be kept: many files, a member of 3 GiB, one image 200 times.
cat >bombs.py <<'END'
import io, sys, zipfile, zlib, struct

def zipped(name, files, level=9):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as z:
        for member, data in files:
            z.writestr(member, data)

zipped("many.zip", ((f"{i}.rom", b"") for i in range(6000)))
zipped("copies.zip", ((f"{i}.rom", bytes(8 << 20)) for i in range(100)), 1)
with zipfile.ZipFile("huge.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
    with z.open("BIOS.CAP", "w", force_zip64=True) as f:
        for _ in range(300):
            f.write(bytes(1 << 20))
END
python3 bombs.py
refused many.zip 'too many files'
refused copies.zip 'more is packed in this than is allowed'
refused huge.zip 'larger than what is allowed'
limited() {
	prlimit --as=3000000000 "$binary" rom extract "$1" >"$work/out" 2>"$work/err"
	grep -q 'has no Intel display driver' "$work/err" || fail "$1 with little memory"
}
# A sanitizer wants terabytes to look at.
if ! grep -qa __asan_init "$binary"; then
	for name in bad-7z-dictionary bad-7z-header bad-bomb; do
		limited "$corpus/archive/$name"
	done
	limited huge.zip
fi
finish
