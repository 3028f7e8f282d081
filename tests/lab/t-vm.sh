#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A guest with a VF, from nothing to nothing, with real libvirt and a real (nested) guest.
# Runs inside the lab host as root: lab/run --restore --env VIRTFN=PATH -- tests/lab/t-vm.sh
# lab: --cpus 1 --restore --timeout 900 nested
set -u
VIRTFN=${VIRTFN:?path of the virtfn to test}
GUEST=${LAB_GUEST:-/usr/lib/virtfn-lab/guest}
PF=${LAB_PF:-0000:01:00.0}
APPEND="$(cat "$GUEST/args") lab.ip=10.0.2.15/24 lab.ping=10.0.2.2"
T=$(mktemp -d) || exit 1
n=0
failed=0

ok() { # TEXT: of the last status
	rc=$?
	n=$((n + 1))
	if [ $rc -eq 0 ]; then
		echo "ok $n - $1 ($(($(date +%s) - began)) s)"
	else
		echo "not ok $n - $1"
		sed 's/^/# /' "$T/out" "$T/err" 2> /dev/null
		failed=1
	fi
	began=$(date +%s)
}

vm() { "$VIRTFN" "$@" > "$T/out" 2> "$T/err" < /dev/null; }
fails() { ! vm "$@"; }
says() { grep -q -- "$1" "$T/out" "$T/err"; }
create() { # NAME DEVICE EXTRA-APPEND [OPTIONS...]
	name=$1 device=$2 extra=$3
	shift 3
	vm vm create "$name" --device "$device" --kernel "$GUEST/vmlinux" --initrd "$GUEST/initrd" \
		--append "$APPEND $extra" --memory 384M --vcpus 1 "$@"
}

began=$(date +%s)
lab-libvirtd
ok "libvirtd answers"

create g0 "$PF:auto" "" --dry-run && says "would be made" && [ "$(cat "/sys/bus/pci/devices/$PF/sriov_numvfs")" = 0 ]
ok "a dry run says that VFs would be made, and makes none"

create g1 "$PF:auto" ""
ok "vm create makes VFs and takes the first one"
says '0000:01:10.0'
ok "which is 0000:01:10.0"
"$VIRTFN" list vfs > "$T/out" 2> "$T/err" && [ "$(grep -c vfio-pci "$T/out")" = 7 ]
ok "all VFs are on vfio-pci"
vm vm show g1 --xml && says "managed='no'" && says 'https://virtfn.org/domain/1' && says "pf=.$PF"
ok "its XML says managed='no' and what it was made from"
fails vm create g1 --device "$PF:auto" --kernel "$GUEST/vmlinux" --memory 64M && says "a guest 'g1' already"
ok "the name is taken"
fails vm create g2 --device 0000:01:10.0 --kernel "$GUEST/vmlinux" --memory 64M && says "the guest 'g1' already"
ok "a second guest on the same VF is refused, with the first one's name"
fails vm create g2 --device "$PF" --kernel "$GUEST/vmlinux" --memory 64M && says "physical function"
ok "the physical function is refused"

vm vm start g1 --console
ok "vm start --console runs until the guest powers off"
says 'guest: pci .* 8086:10ca'
ok "the guest sees the VF (8086:10ca)"
says 'guest: ping 10.0.2.2 [1-3]/3'
ok "and pings the gateway through it"
cp "$T/out" "$T/console"
vm vm list && says 'g1 *stopped'
ok "vm list says it is stopped"
[ "$(basename "$(readlink /sys/bus/pci/devices/0000:01:10.0/driver)")" = vfio-pci ]
ok "the VF stayed on vfio-pci"

# virsh edit survives: what the user changes is what starts
virsh -q dumpxml --inactive g1 2> "$T/err" | sed -e 's,lab.ping=10.0.2.2,& lab.wait=forever,' \
	-e "s,<vcpu[^>]*>1</vcpu>,<vcpu placement='static'>2</vcpu>," > "$T/g1.xml"
virsh -q define "$T/g1.xml" > "$T/out" 2>> "$T/err"
ok "virsh define with another command line and two vcpus"
vm vm start g1 --wait 240 && says 'g1 is running'
ok "vm start waits until it speaks"
vm vm list -o NAME,STATE,VCPUS,OURS --noheadings && says 'g1 *running *2 *yes'
ok "it runs with the two vcpus, and is still ours"
vm vm show g1 && says '0000:01:10.0' && says 'vfio-pci'
ok "vm show names the VF and its driver"
vm vm start g1 && says 'No changes'
ok "starting it again changes nothing"
fails vf destroy "$PF" && says g1
ok "vf destroy while it runs is refused"
fails vm delete g1 --yes && says 'stop it first'
ok "deleting it while it runs is refused"

create g2 "$PF:auto" "lab.wait=forever" --mac 52:54:00:12:34:56 --start && says '0000:01:10.2'
ok "a second guest takes the next VF, with a MAC of its own, and starts"
ip link show > "$T/out" 2>&1; says 'vf 1 .*52:54:00:12:34:56'
ok "the PF enforces that MAC"
# --foreground: else timeout signals twice, and the second Ctrl-C leaves at once.
timeout --foreground --preserve-status -s INT 8 "$VIRTFN" vm console g2 > "$T/out" 2> "$T/err" < /dev/null
[ $? -eq 130 ] && says 'left the console'
ok "Ctrl-C leaves a console with 130"

fails vm stop g1 --timeout 3 && says '--force'
ok "a guest that does not listen to its power button is not killed"
vm vm stop g1 --force && vm vm stop g2 --force
ok "vm stop --force"
fails vm delete g1 && says '--yes'
ok "nothing is asked where nobody can answer"
vm vm delete g1 --yes && [ "$(cat "/sys/bus/pci/devices/$PF/sriov_numvfs")" = 7 ]
ok "vm delete: the other one's VF stays, and the rest with it"
vm vm delete g2 --yes && says 'removed the 7 VFs' && [ "$(cat "/sys/bus/pci/devices/$PF/sriov_numvfs")" = 0 ]
ok "the VFs that vm create made go with the last guest that had one"
vm vm list && says 'no guests'
ok "no guest is left"

create g3 "$PF:auto" "" && vm vf create "$PF" -n 7 && vm vm delete g3 --yes &&
	[ "$(cat "/sys/bus/pci/devices/$PF/sriov_numvfs")" = 7 ]
ok "those that somebody asked for meanwhile stay"
vm vf destroy "$PF"
ok "vf destroy"
create g4 "$PF:auto" "" && vm vm detach g4 0000:01:10.0 && says 'removed the 7 VFs' && vm vm delete g4 --yes
ok "vm detach from the only one that had one: they go, too"
# XML cannot say this character, so the guest comes to nothing after its VFs were made.
create g5 "$PF:auto" "$(printf 'x\001')"
[ $? -eq 1 ] && says 'XML' && [ "$(cat "/sys/bus/pci/devices/$PF/sriov_numvfs")" = 0 ]
ok "a guest that cannot be made leaves none behind"
if [ -n "${LAB_SHOW:-}" ]; then cat "$T/console"; fi
echo "1..$n"
rm -rf "$T"
exit $failed
