#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A capture says the same as the machine it is from, and not whose machine that is.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

# same ONE TWO [PROGRAM]: each view of the two is the same, byte by byte, once sed's PROGRAM
# has made up the MACs in that of the first.
same() {
	for view in 'list --json' 'list --all --json' 'list groups --json' 'list vfs --json' \
		'status --json' 'doctor --json' 'doctor -v' 'list --all'; do
		for from in "$1" "$2"; do
			status=0
			# shellcheck disable=SC2086
			timeout 20 "$binary" --root "$from" $view >"$work/out" 2>&1 </dev/null || status=$?
			echo "exit status $status" >>"$work/out"
			[ "$from" = "$1" ] && said=1 || said=2
			sed "s|$from|ROOT|g" "$work/out" >"$work/said.$said"
		done
		sed "${3:-}" "$work/said.1" >"$work/said.wanted"
		cmp -s "$work/said.wanted" "$work/said.2" || {
			diff "$work/said.wanted" "$work/said.2" | head -n 20
			fail "$view: $2 says something else than $1"
		}
	done
}

# The captured machines, with a kernel log, settings of VFs and an address.
for name in lab-igb lab-igb-vfs lab-no-iommu lab-two-pfs; do
	root=$(machine $name)
	same "$root" "$here/../hosts/$name/tree.tar.xz"
	mkdir -p "$root/dev" "$root/.virtfn/vf-link"
	echo '[    1.000000] DMAR: IOMMU enabled' >"$root/dev/kmsg"
	echo '[    2.000000] igb 0000:01:00.0: not enough MMIO resources for SR-IOV' >>"$root/dev/kmsg"
	echo '1 mac=02:00:00:00:00:07,vlan=100,qos=0,proto=802.1Q,trust=on' >"$root/.virtfn/vf-link/eth0"
	printf 'eth0\n' >"$root/.virtfn/net-addresses"
	run 0 --root "$root" capture -o "$work/$name.tar.zst"
	says out 'kernel log'
	says out "wrote $work/$name.tar.zst"
	[ "$(stat -c %a "$work/$name.tar.zst")" = 600 ] || fail 'others may read the capture'
	same "$root" "$work/$name.tar.zst" \
		's/52:54:00:12:34:56/02:00:00:00:00:01/; s/52:54:00:12:34:57/02:00:00:00:00:02/'
	run 0 --root "$work/$name.tar.zst" capture -o "$work/again.tar.zst"
	cmp "$work/$name.tar.zst" "$work/again.tar.zst" || fail 'a capture of a capture is another one'
	run 0 --root "$root" capture -o "$work/second.tar.zst"
	cmp "$work/$name.tar.zst" "$work/second.tar.zst" || fail 'the second capture is another one'
	mkdir "$work/unpacked"
	tar --zstd -xf "$work/$name.tar.zst" -C "$work/unpacked"
	same "$work/unpacked" "$work/$name.tar.zst"
	rm -r "$work/again.tar.zst" "$work/second.tar.zst" "$work/unpacked"
done
run 0 --root "$work/lab-igb-vfs.tar.zst" list vfs --json
says out '"vlan": 100'
run 0 --root "$work/lab-igb-vfs.tar.zst" list
says out 'guest web'
says out 'eth0 has addresses'

# Whose machine it is does not come out again; what kind of one it is does.
root=$work/mine
mkdir -p "$root/sys/bus/pci/devices/0000:00:1f.6/net/enx525400abcdef" "$root/sys/class/net" \
	"$root/proc/sys/kernel" "$root/proc/self" "$root/etc" "$root/dev"
printf 'PCI_CLASS=20000\nPCI_ID=8086:15BB\n' >"$root/sys/bus/pci/devices/0000:00:1f.6/uevent"
net=sys/bus/pci/devices/0000:00:1f.6/net/enx525400abcdef
ln -s "../../../$net" "$root/sys/class/net/enx525400abcdef"
echo 52:54:00:ab:cd:ef >"$root/$net/address"
echo 0x1003 >"$root/$net/flags"
echo zaphod.example.org >"$root/proc/sys/kernel/hostname"
printf 'root:x:0:0:root:/root:/bin/sh\nmarvin:x:1000:1000:Marvin:/home/marvin:/bin/sh\n' \
	>"$root/etc/passwd"
echo '36 35 8:1 / /home/marvin rw - ext4 /dev/mapper/zaphod--vg-home rw' >"$root/proc/self/mountinfo"
cat >"$root/dev/kmsg" <<'LOG'
6,1,1,-;Command line: root=UUID=3f1b2c4d-aaaa-4bbb-8ccc-0123456789ab ip=10.1.2.3 quiet
6,2,2,-;igb 0000:00:1f.6 enx525400abcdef: (PCIe:2.5Gb/s:Width x1) 52:54:00:ab:cd:ef
6,3,3,-;usb 1-1: SerialNumber: S3CR3T99
6,4,4,-;systemd[1]: Hostname set to <zaphod>; welcome marvin
6,5,5,-;IPv6: fe80::5054:ff:feab:cdef on enx525400abcdef
LOG
run 0 --root "$root" capture -o "$work/mine.tar.zst"
says out '1 MAC address, 1 UUID'
tar --zstd -xOf "$work/mine.tar.zst" >"$work/all"
tar --zstd -tvf "$work/mine.tar.zst" >>"$work/all"
for secret in 5254 52:54 3f1b2c4d 10.1.2.3 S3CR3T zaphod marvin 5054 passwd; do
	! grep -iq "$secret" "$work/all" || fail "$secret is in the capture"
done
run 0 --root "$work/mine.tar.zst" list --all
says out 'enx020000000001 up'
says out 0000:00:1f.6

# What could not be read is not known, neither in the file nor unpacked.
chmod 0 "$root/dev/kmsg"
run 0 --root "$root" capture -o "$work/blind.tar.zst"
mkdir "$work/blind"
tar --zstd -xf "$work/blind.tar.zst" -C "$work/blind"
same "$work/blind" "$work/blind.tar.zst"

# A file that is there stays; one that cannot be written leaves nothing.
echo mine >"$work/file"
run 1 --root "$root" capture -o "$work/file"
says err 'is there already'
[ "$(cat "$work/file")" = mine ] || fail 'a file was written over'
ls "$work" >"$work/before"
run 1 --root "$root" capture -o "$work/nowhere/file"
run 1 --root "$root" capture -o ""/dev/full
ls "$work" | cmp -s - "$work/before" || fail 'something was left behind'
# A disk that is full, as far as a limit can be one.
(ulimit -f 1 && exec "$binary" --root "$work/lab-two-pfs.tar.zst" capture -o "$work/large") \
	>/dev/null 2>&1 && fail 'more was written than the limit'
[ ! -e "$work/large" ] || fail 'half a capture was left behind'
run 2 --root "$root" capture -o ''
run 2 --root "$root" capture -o - --json
"$binary" --root "$root" capture -o - 2>/dev/null | cmp - "$work/blind.tar.zst" ||
	fail 'another capture on standard output'
mkdir "$work/here"
(cd "$work/here" && "$binary" --root "$root" capture >/dev/null 2>&1)
set -- "$work"/here/virtfn-2???????-??????.tar.zst
[ -e "$1" ] || fail 'no capture in the folder'

# This machine, as whoever we are, and as nobody.
mkdir "$work/open"
chmod 755 "$work"
chmod 777 "$work/open"
cp "$binary" "$work/open/virtfn"
for who in env as_nobody; do
	$who "$work/open/virtfn" capture -o "$work/open/$who.tar.zst" >"$work/out" 2>"$work/err" || {
		fail "no capture as $who"
		continue
	}
	$who "$work/open/virtfn" --root "$work/open/$who.tar.zst" list --all --json >"$work/two"
	is_json two
	$who "$work/open/virtfn" list --all --json >"$work/one"
	python3 - "$work/one" "$work/two" <<'CHECK' || fail "the capture of $who says something else"
import json, sys
one, two = ([{k: v for k, v in row.items() if k != "mac"} for row in json.load(open(f))["devices"]]
            for f in sys.argv[1:])
sys.exit(one != two)
CHECK
done

# Captures that mean harm, or are none.
hostile() {
	run 1 --root "$1" list
	one_line err
	says err "$1"
	says err "$2"
	is_silent out
}
good=$work/lab-igb.tar.zst
head -c 1500 "$good" >"$work/cut"
hostile "$work/cut" 'no tar archive, or a broken one'
: >"$work/none"
hostile "$work/none" 'no tar archive'
head -c 5000 /dev/urandom >"$work/rubbish"
hostile "$work/rubbish" 'no tar archive'
zstd -q "$good" -o "$work/twice"
hostile "$work/twice" 'packed more than once'
python3 - "$work" <<'TARS'
import io, sys, tarfile, zipfile
work = sys.argv[1]

def tar(name, *members):
    with tarfile.open(f"{work}/{name}.tar", "w", format=tarfile.GNU_FORMAT) as t:
        for path, kind, extra in members:
            info = tarfile.TarInfo("x")
            info.name, info.type = path, kind
            data = b""
            if kind == tarfile.REGTYPE:
                data = extra
                info.size = len(data)
            else:
                info.linkname = extra
            t.addfile(info, io.BytesIO(data))

R, S, L, D = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE
tar("absolute", ("/etc/passwd", R, b"x"))
tar("dots", ("sys/../../etc/passwd", R, b"x"))
tar("hard", ("sys/a", R, b"x"), ("sys/b", L, "sys/a"))
tar("device", ("dev/sda", tarfile.BLKTYPE, ""))
tar("pipe", ("dev/kmsg", tarfile.FIFOTYPE, ""))
tar("twice", ("sys/a", R, b"x"), ("sys/a", R, b"y"))
tar("below", ("sys/a", R, b"x"), ("sys/a/b", R, b"y"))
tar("throughlink", ("sys/a", S, "/etc"), ("sys/a/passwd", R, b"y"))
tar("deep", ("a/" * 100 + "b", R, b"x"))
tar("linkout", ("sys/bus/pci/devices", D, ""), ("sys/class/net", S, "../../../../../../etc"),
    ("sys/kernel/iommu_groups", S, "iommu_groups"))
info = tarfile.TarInfo("sys/huge")
info.size = 1 << 40
with open(f"{work}/huge.tar", "wb") as f:
    f.write(info.tobuf(tarfile.GNU_FORMAT))
with tarfile.open(f"{work}/bomb.tar.xz", "w:xz", preset=1) as t:
    for i in range(6):
        info = tarfile.TarInfo(f"sys/zero{i}")
        info.size = 60 << 20
        t.addfile(info, io.BytesIO(bytes(info.size)))
with zipfile.ZipFile(f"{work}/zip.tar", "w") as z:
    z.writestr("sys/a", "x")
TARS
hostile "$work/absolute.tar" 'leads out of the capture'
hostile "$work/dots.tar" 'leads out of the capture'
hostile "$work/hard.tar" 'is a hard link'
hostile "$work/device.tar" 'is a device'
hostile "$work/pipe.tar" 'is a device'
hostile "$work/twice.tar" 'is there twice'
hostile "$work/below.tar" 'below a file'
hostile "$work/throughlink.tar" 'below a file'
hostile "$work/deep.tar" 'no path'
hostile "$work/huge.tar" 'too large'
hostile "$work/bomb.tar.xz" 'too large'
hostile "$work/zip.tar" 'no tar archive'
# Links that lead out do so to the capture's own top.
run 0 --root "$work/linkout.tar" list --all
run 0 --root "$work/linkout.tar" status
# It takes what changes nothing only.
run 2 --root "$good" vf create 0000:01:00.0 -n 1
finish
