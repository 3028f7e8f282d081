#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "virtfn vm create" for guests with a desktop, against libvirt's own test driver: what it
# refuses, what it decides, what it shows. What it makes: tests/lab/t-vm-desktop.sh.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
URI=test:///default
export LIBVIRT_DEFAULT_URI=$URI
if ! "$binary" vm list >/dev/null 2>"$work/err"; then
	echo "SKIP: no libvirt, or one without its test driver: $(head -n 1 "$work/err")"
	exit 77
fi

printf 'QFI\373000000000000' >"$work/disk.qcow2"
echo kernel >"$work/kernel"
echo iso >"$work/iso"
D=$work/disk.qcow2

# bad STATUS WORDS OPTIONS...: refused, and says so.
bad() {
	status_wanted=$1 words=$2
	shift 2
	run "$status_wanted" vm create g "$@"
	says err "$words"
	is_silent out
}

# What goes together.
bad 2 'say which system' --profile max --disk "$D"
bad 2 'say what it boots' --os linux
bad 2 'not --os win11' --os win11 --kernel "$work/kernel"
bad 2 '--os' --os windows --disk "$D"
bad 2 '--profile' --os linux --profile fast --disk "$D"
bad 2 '--view' --os linux --view vnc --disk "$D"
bad 2 '--shared-memory' --os linux --shared-memory shm --disk "$D"
bad 2 '--pages' --os linux --pages 4M --disk "$D"
bad 2 'do not go together' --os linux --kernel "$work/kernel" --iso "$work/iso"
bad 2 'choose one' --os linux --disk "$D" --xml --qemu
bad 2 'choose one' --os linux --disk "$D" --dry-run --xml
bad 2 '--start does not go' --os linux --disk "$D" --xml --start
bad 2 'leave one out' --os linux --disk "$D" --cpus 2 --vcpus 2
bad 2 'number from 1' --os linux --disk "$D" --cpus 0
bad 2 '--only-keyboard' --os linux --disk "$D" --only-keyboard
for text in '' 1920 1920x 100x100 99999x1 1920x1080,sdr; do
	bad 2 '--screen' --os win10 --disk "$D" --screen "$text"
done
bad 2 'name of a network' --os linux --disk "$D" --nic network:
bad 2 '--nic takes' --os linux --disk "$D" --nic ''
bad 2 'for a guest with --os' --device x --disk 0000:00:1f.2

# The same of a plain guest; each option with what it does not take.
K=$work/kernel
bad 2 'say which device: --device VF' --kernel "$K"
bad 2 'a guest boots one' --device x --kernel "$K" --disk "$D"
bad 2 'go with --kernel only' --device x --disk "$D" --append quiet
bad 2 'go with --kernel only' --device x --disk "$D" --initrd "$K"
bad 2 '--bios goes with --disk only' --device x --kernel "$K" --bios
bad 2 'longer than the 2047 letters' --device x --kernel "$K" --append "$(printf '%02048d' 0)"
bad 2 '--start does not go' --device x --kernel "$K" --start --dry-run
bad 2 "its unit, 512M or 4G, not '512'" --device x --disk "$D" --memory 512
bad 2 "its unit, 512M or 4G, not '1.5G'" --device x --disk "$D" --memory 1.5G
bad 2 "takes 16M to 64T, not '15M'" --device x --disk "$D" --memory 15M
bad 2 "takes 16M to 64T, not '65T'" --os linux --disk "$D" --memory 65T
bad 2 'is more than this host has' --device x --disk "$D" --memory 64T
bad 2 "such as 52:54:00:12:34:56, not 'x'" --device x --disk "$D" --mac x
bad 2 'no address of one interface' --device x --disk "$D" --mac 01:00:5e:00:00:01
bad 2 'no address of one interface' --device x --disk "$D" --mac 00:00:00:00:00:00
bad 2 '--vlan' --device x --disk "$D" --vlan 4095
bad 2 '--vlan' --device x --disk "$D" --vlan -1
bad 2 '--cpus' --device x --disk "$D" --cpus 4097
bad 2 '--cpus' --device x --disk "$D" --cpus two
bad 2 '--vcpus' --device x --disk "$D" --vcpus 4097
bad 2 '--colour' --device x --disk "$D" --colour
for option in device gpu nic disk kernel initrd append memory cpus vcpus mac vlan rom os profile \
	view screen input pages iso; do
	bad 2 "--$option" --$option
done
run 2 vm create
says err 'NAME'
run 2 vm create g h --device x --disk "$D"
says err 'h'
bad 1 'no device' --device x --disk "$D"
bad 1 'no device' --device x:auto --disk "$D"
bad 1 'no device' --os linux --disk "$D" --nic ff:1f.7
bad 1 'no device' --os linux --disk ff:1f.2
bad 1 'No such file' --device x --disk "$D" --rom "$work/nothing"
bad 1 'it is a folder' --device x --disk "$work"
bad 1 'No such file' --device x --kernel "$K" --initrd "$work/nothing"
bad 1 'takes a size of 1M to 64T' --os linux --disk 65T

# What is not there, or not what it should be.
bad 1 'No such file' --os linux --disk "$work/nothing"
bad 1 'No such file' --os linux --disk "$D" --iso "$work/nothing"
bad 1 'takes a size' --os linux --disk 512K
bad 1 'there is no device' --os linux --disk "$D" --gpu ff:1f.7
bad 1 'no mediated device' --os linux --disk "$D" --gpu c2177883-f1bb-47f0-914d-32a22e3a8804
bad 1 'knows ,display only' --os linux --disk "$D" --gpu c2177883-f1bb-47f0-914d-32a22e3a8804,x
bad 1 'below /dev/input' --os linux --disk "$D" --input evdev:/etc/passwd
bad 1 '--input takes' --os linux --disk "$D" --input evdev:
bad 1 '--input takes' --os linux --disk "$D" --input mouse
bad 1 'cannot give the guest the input' --os linux --disk "$D" --input evdev:/dev/input/nothing
bad 1 'has none: add --gpu' --os linux --disk "$D" --view looking-glass
bad 1 'goes with --view looking-glass' --os linux --disk "$D" --screen 1920x1080
bad 1 '--battery is for' --os linux --disk "$D" --battery
bad 1 'goes with --view looking-glass' --os linux --disk "$D" --shared-memory kvmfr
bad 1 '--nic none leaves' --os linux --disk "$D" --view rdp --nic none
bad 1 'for a VF: add --device' --os linux --disk "$D" --mac 52:54:00:00:00:01
bad 1 'this host has' --os linux --disk "$D" --profile light --cpus 4096
bad 1 'does not do' --os linux --disk "$D" --profile light --pages 2M
bad 1 'no multiple' --os linux --disk "$D" --pages 1G --memory 512M

# What is decided, with reasons; nothing is made.
run 0 vm create g --os linux --profile light --disk "$D" --cpus 1 --memory 256M --dry-run
says out 'profile: light; nothing is kept for it'
says out 'cpus: 1; not pinned'
says out 'memory: 256 MiB; as asked'
says out 'view: spice'
run 0 vm create g --os linux --profile light --disk "$D" --dry-run --json
is_json out
says out '"why"'
run 0 vm create g --os linux --profile light --disk "$D" --xml --memory 256M --nic user
says out '<interface type="user">'
says out '<memballoon model="none"/>'
lacks out '<hidden'
lacks out 'cputune'
cp "$work/out" "$work/xml"
run 0 vm create g --os linux --kernel "$work/kernel" --profile light --memory 256M --nic none --xml
says out '<kernel>'
lacks out '<graphics'
lacks out '<interface'
run 1 vm create g --os linux --profile light --disk "$D" --memory 256M --qemu
says err 'cannot translate the new guest'
run 1 vm show g
if command -v virt-xml-validate >/dev/null; then
	virt-xml-validate "$work/xml" domain >"$work/out" 2>&1 || fail "virt-xml-validate"
fi

# The host's own disk: root can look, others are told why not.
disk=$(findmnt -n -o SOURCE / 2>/dev/null)
if [ -b "${disk:-/nothing}" ] && head -c 1 "$disk" >/dev/null 2>&1; then
	bad 1 "host's own" --os linux --disk "$disk"
fi
LIBVIRT_DEFAULT_URI=$URI HOME=/ as_nobody "$binary" vm create g --os linux --profile light \
	--disk 1G --memory 256M >"$work/out" 2>"$work/err" </dev/null && fail "a disk without root"
ran="vm create as nobody"
says err '.img'
finish
