#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A guest reads from its VF exactly the ROM that virtfn wrapped and vm create gave it.
# lab: --cpus 1 --restore --timeout 600 nested
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
G=/usr/lib/virtfn-lab/guest
A=$(cat $G/args)
EFI=$(dirname "$(readlink -f "$0")")/../../fuzz/corpus/efi-pe/other
P=$(pf)
lab-libvirtd
v vf create "$P" -n 1
VF=$(basename "$(readlink -f "/sys/bus/pci/devices/$P/virtfn0")")

v rom needed "$VF"
says "a network VF needs no ROM" out 'needed: no'
v rom dump "$VF"
is "and has none to be read" "$rc" 1
v rom dump "$P" -o "$T/pf.rom"
if [ -e "/sys/bus/pci/devices/$P/rom" ]; then
	is "the PF's is read" "$rc" 0
	v rom check "$T/pf.rom"
	is "and is right" "$rc" 0
else
	says "the PF has none" err 'no ROM of its own'
fi

v rom wrap "$EFI" --for "$VF" -o "$T/vf.rom"
is "wrapped for the VF" "$rc" 0
says "with its IDs" out "$(sed s/0x// "/sys/bus/pci/devices/$VF/vendor"):"
v rom check "$T/vf.rom" --for "$VF"
is "it fits the VF" "$rc" 0

v vm create x --device "$VF" --kernel $G/vmlinux --memory 64M --rom "$T/nothing"
says "no such ROM" err "ROM $T/nothing: No such file"
v vm create x --device "$VF" --kernel $G/vmlinux --memory 64M --rom "$EFI" --dry-run
says "a bare driver is noted" err 'does not start with an option ROM'
mkdir -p /usr/share/vgabios
cp "$T/vf.rom" /usr/share/vgabios
v vm create r --device "$VF" --bios --memory 64M --disk /usr/share/vgabios/vf.rom --rom "$T/vf.rom" --dry-run
is "the lab's libvirt confines nobody: nothing is said" "$rc $(grep -c AppArmor "$T/err")" "0 0"
# What follows is about one that does; the lab's has read its settings already.
sed -i '/^security_driver/d' /etc/libvirt/qemu.conf
v vm create r --device "$VF" --bios --memory 64M --disk /usr/share/vgabios/vf.rom \
	--rom /usr/share/vgabios/vf.rom --dry-run
is "a ROM where AppArmor lets guests read it: nothing is said" "$(grep -c 'no ROM at' "$T/err")" 0
ln -s /usr/share/vgabios/vf.rom "$T/link.rom"
v vm create r --device "$VF" --bios --memory 64M --disk /usr/share/vgabios/vf.rom --rom "$T/link.rom" --dry-run
is "nor where a link leads there" "$rc $(grep -c 'no ROM at' "$T/err")" "0 0"
says "of a disk there it is" err "AppArmor helper refuses to start a guest with /usr/share/vgabios/vf.rom"
v vm create r --os linux --nic none --view none --disk 1G --iso "$T/link.rom" --dry-run
says "and of an ISO that a link leads to" err "refuses to start a guest with $T/link.rom: have it in"
v vm create r --device "$VF" --kernel $G/vmlinux --initrd $G/initrd --append "$A" --memory 384M \
	--vcpus 1 --rom "$T/vf.rom"
is "vm create --rom" "$rc" 0
is "AppArmor holds guests in the lab's kernel" "$(cat /sys/module/apparmor/parameters/enabled)" Y
says "where it would keep it from the guest it is said" err "AppArmor lets guests read no ROM at $T/vf.rom"
is "libvirt has it" "$(virsh -q dumpxml r | grep -c "<rom file='$T/vf.rom'/>")" 1
v vm start r --console
is "the guest ran" "$rc" 0
WANTED="$(stat -c %s "$T/vf.rom") $(sha256sum <"$T/vf.rom" | cut -d ' ' -f 1)"
is "the guest reads these bytes from its VF" \
	"$(sed -n 's/.*guest: rom [^ ]* \([0-9]* [0-9a-f]*\).*/\1/p' "$T/out" | head -n 1)" "$WANTED"
v vm delete r --yes
is "deleted" "$rc" 0
finish
