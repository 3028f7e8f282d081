#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Guests that do not do what one hopes, and a console on a real terminal.
# lab: --cpus 1 --restore --timeout 900 nested
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
G=/usr/lib/virtfn-lab/guest
P=$(pf)
A=$(cat $G/args)
lab-libvirtd
v vf create "$P" -n 4 --mac auto
is "VFs" "$rc" 0
VF=$(basename "$(readlink -f "/sys/bus/pci/devices/$P/virtfn0")")
VF2=$(basename "$(readlink -f "/sys/bus/pci/devices/$P/virtfn1")")

# nobody from the group libvirt
v1() { rc=0; setpriv --reuid 65534 --regid 65534 --clear-groups "$V" "$@" >"$T/out" 2>"$T/err" </dev/null || rc=$?; }
chmod 770 /run/libvirt/libvirt-sock
v1 vm list
is "no permission: status" "$rc" 77
says "no permission: what to do" err 'group libvirt'

# files
echo hello >"$T/text"
: >"$T/empty"
truncate -s 16M "$T/raw.img"
v vm create x --device "$VF" --kernel "$T/nothing" --memory 64M
says "no such kernel" err "kernel $T/nothing: No such file"
v vm create x --device "$VF" --disk "$T" --memory 64M
says "a folder" err 'it is a folder'
v vm create x --device "$VF" --disk "$T/empty" --memory 64M
says "an empty disk" err 'it is empty'
v vm create x --device "$VF" --disk /dev/null --memory 64M
says "a character device" err 'neither a file nor a block device'
v vm create x --device "$VF" --kernel $G/vmlinux --memory 900G
says "too much memory" err 'more than this host has'
v vm list
says "nothing was made" err 'no guests'

# a kernel that is none
v vm create bad --device "$VF" --kernel "$T/text" --memory 64M --vcpus 1
is "vm create does not look into the kernel" "$rc" 0
v vm start bad
is "a kernel that is none: status" "$rc" 1
says "and libvirt's words" err 'cannot start bad'
v vm delete bad --yes
is "deleted" "$rc" 0

# a disk that boots nothing, on BIOS: silent, and no error
v vm create silent --device "$VF" --disk "$T/raw.img" --bios --memory 64M --vcpus 1
v vm start silent --wait 10
is "a silent guest runs: status" "$rc" 0
says "and is noted" err 'has not said anything'
v vm stop silent --force
v vm delete silent --yes
says "its disk stays" err "still there: $T/raw.img"
is "really" "$(stat -c %s "$T/raw.img")" 16777216

# A host without UEFI firmware. An empty file of the same name in /etc masks a descriptor. (A nested
# guest must not run OVMF here: QEMU 10.0 that emulates SVM aborts in tcg_handle_interrupt().)
mkdir -p /etc/qemu/firmware
for d in /usr/share/qemu/firmware/*.json; do
	[ -e "$d" ] && : >"/etc/qemu/firmware/${d##*/}"
done
v vm create uefi --device "$VF" --disk "$T/raw.img" --memory 64M --vcpus 1
is "no UEFI firmware: status" "$rc" 1
says "no UEFI: what to do" err 'ovmf|--bios'
v vm delete uefi --yes

# a guest that dies before its first word
v vm create dies --device "$VF" --kernel $G/vmlinux --initrd $G/initrd --append "quiet panic=-1 rdinit=/none" --memory 384M --vcpus 1
sed_xml() { virsh -q dumpxml --inactive "$1" | sed -e "$2" >"$T/x.xml" && virsh -q define "$T/x.xml" >/dev/null; }
sed_xml dies 's,<on_reboot>restart,<on_reboot>destroy,'
v vm start dies --wait 120
is "a guest that ends in its first seconds: status" "$rc" 1
says "says so" err "the guest 'dies' is stopped"
says "with QEMU's log" err 'var/log/libvirt/qemu/dies.log'
v vm delete dies --yes

# Ctrl-C ends the wait, not the guest
v vm create mute --device "$VF" --kernel $G/vmlinux --initrd $G/initrd --append "quiet console=tty0 lab.wait=forever" --memory 384M --vcpus 1
"$V" vm start mute >"$T/out" 2>"$T/err" </dev/null &
pid=$!
for _ in $(seq 60); do
	[ "$(virsh -q domstate mute)" = running ] && break
	sleep 1
done
kill -INT $pid
wait $pid
is "Ctrl-C while it waits: status" $? 130
says "says that the guest goes on" err 'mute goes on'
is "and it does" "$(virsh -q domstate mute)" running

# the VF of a running guest, and the PF without a link
v vm create two --device "$VF" --kernel $G/vmlinux --memory 64M
says "its VF is named with its guest" err "the guest 'mute'"
v vm stop mute --force
ip link set "$(ls "/sys/bus/pci/devices/$P/net")" down
v vm start mute --no-wait
says "a PF that is down is noted" err 'is down: the guest gets no link'
v vm stop mute --force
v vf bind "$VF" none
v vm start mute
is "a VF that is not on vfio-pci: status" "$rc" 1
says "and what to do" err "virtfn vf bind $VF vfio-pci"
v vm create managed --device "$VF2" --kernel $G/vmlinux --initrd $G/initrd --append "$A lab.wait=forever" --memory 384M --vcpus 1
v vf bind "$VF" vfio-pci
v vm delete mute --yes

# a terminal: raw while it is used, put back in the end
v vm start managed
cat >"$T/term.py" <<'EOF'
import os, pty, select, signal, sys, termios, time
how, argv = sys.argv[1], sys.argv[2:]
pid, fd = pty.fork()
if pid == 0:
    os.execv(argv[0], argv)
before = termios.tcgetattr(fd)
out, sent, end = b"", False, time.time() + 60
while time.time() < end:
    r, _, _ = select.select([fd], [], [], 0.5)
    if r:
        try:
            out += os.read(fd, 4096)
        except OSError:
            break
    if b"Ctrl-]" in out and not sent:
        time.sleep(2)
        raw = not termios.tcgetattr(fd)[3] & termios.ICANON
        if how == "key": os.write(fd, b"x\x1d")
        else: os.kill(pid, signal.SIGTERM)
        sent = True
        time.sleep(1.5)
        back = termios.tcgetattr(fd) == before
_, status = os.waitpid(pid, 0)
print("raw", raw, "back", back, "status", os.waitstatus_to_exitcode(status))
EOF
is "Ctrl-] leaves, terminal put back" "$(python3 "$T/term.py" key "$V" vm console managed)" "raw True back True status 0"
is "SIGTERM too" "$(python3 "$T/term.py" term "$V" vm console managed)" "raw True back True status 130"
"$V" vm console managed >"$T/out" 2>"$T/err" </dev/null &
pid=$!
sleep 2
v vm console managed
is "a console that somebody has: status" "$rc" 1
says "and what to do" err '\-\-force'
v vm stop managed --force
wait $pid
is "a console ends with its guest: status" $? 0
v vm delete managed --yes

# Another name and a second one like it; copies of disks need libvirt's storage driver, which the
# lab has not.
v vm create one --device "$VF" --kernel $G/vmlinux --initrd $G/initrd --append "$A lab.wait=forever" --memory 384M --vcpus 1
v vm rename one other
is "rename: status" "$rc" 0
v vm clone other twin
is "a clone with the VF of the other: status" "$rc" 2
v vm clone other twin --device "$VF"
says "its VF is named with its guest" err "the guest 'other'"
v vm clone other twin --device "$VF2"
is "a clone with a VF of its own: status" "$rc" 0
is "with another UUID" "$(virsh -q domuuid twin)" "$(virsh -q domuuid twin | grep -v "$(virsh -q domuuid other)")"
v vm start other --no-wait
v vm start twin --no-wait
is "both run: status" "$rc" 0
v vm rename twin third
says "a guest that runs keeps its name" err 'stop it first'
v vm clone twin third --device none
says "and is not cloned" err 'stop it first'
v vm stop other --force
v vm stop twin --force
sed_xml twin "s,</devices>,<disk type='file'><driver name='qemu' type='raw'/><source file='$T/raw.img'/><target dev='vda'/></disk></devices>,"
v vm clone twin third --device none
is "no storage driver: status" "$rc" 1
says "and what to do" err 'libvirt-daemon-driver-storage'
v vm delete other --yes
v vm delete twin --yes
v vm list
says "nothing is left" err 'no guests'
finish
