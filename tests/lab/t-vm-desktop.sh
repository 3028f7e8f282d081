#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Guests with a desktop's profiles on a simulated iGPU's VF: pins, huge pages, shared memory.
# lab: --restore --timeout 900 --igpu 46a6,driver=i915 nested
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=0000:00:02.0
G=/usr/lib/virtfn-lab/guest
A="$(cat $G/args) lab.wait=forever"
H=/sys/kernel/mm/hugepages/hugepages-2048kB

create() { # NAME OPTIONS...
	local name=$1
	shift
	v vm create "$name" --os linux --kernel $G/vmlinux --initrd $G/initrd --append "$A" \
		--memory 384M --nic none "$@"
}

# The processors that a QEMU's thread may run on.
thread() { # PID NAME
	local t
	for t in /proc/"$1"/task/*; do
		if [ "$(cat "$t/comm")" = "$2" ]; then
			sed -n 's/^Cpus_allowed_list:\t//p' "$t/status"
			return
		fi
	done
}

qemu() { cat "/run/libvirt/qemu/$1.pid"; }

# libvirt reads the sizes of huge pages when it starts.
mkdir -p /dev/hugepages
mount -t hugetlbfs hugetlbfs /dev/hugepages
pkill -x libvirtd # the lab's own, in the lab's machine
while pgrep -x libvirtd >/dev/null; do sleep 0.2; done
lab-libvirtd

v vf create $P -n 2
is "two VFs" "$rc" 0

create x --gpu $P:auto --dry-run
is "a dry run" "$rc" 0
says "says how many processors, and why" out 'cpus: 1, on processors 1; whole cores'
create x --gpu $P:auto --cpus 2 --profile max --dry-run
is "max does not go without its core" "$rc" 1
says "which is said" err '2 vCPUs do not fit'
create x --gpu $P:auto --memory 1900M
is "more memory than the host can give is refused" "$rc" 1
says "with how much there is" err 'ask for [0-9]+ MiB at most'
create x --gpu $P
is "the GPU that has VFs stays" "$rc" 1
says "and why" err 'has VFs now'
create x --gpu 0000:01:00.0:auto --dry-run
says "a network is no GPU" err 'takes a display'
create x --gpu $P:auto --qemu
is "QEMU's command line" "$rc" 0
says "gives it the VF behind a root port" out '"host":"0000:00:02.1","id":"hostdev0","bus":"pci'
create x --gpu $P:auto --device $P:auto --xml
is "two options do not give the same VF" "$(grep -c '<address domain="0x0000" bus="0x00" slot="0x02"' "$T/out")" 2
is "nothing was made" "$(virsh -q list --all | grep -c .)" 0

# Balanced: ordinary pages, shared memory for Looking Glass.
create b --gpu $P:auto --view looking-glass --screen 1920x1080
is "a balanced guest" "$rc" 0
says "its decisions were shown" out 'shared.memory: 32 MiB'
v vm start b --wait 120
is "runs" "$rc" 0
says "and is not silent" out 'speaks on its console'
PID=$(qemu b)
is "its vCPU is on the second core" "$(thread "$PID" "CPU 0/KVM")" 1
is "its emulator is on the host's core" "$(thread "$PID" qemu-system-x86)" 0
is "its disk thread too" "$(thread "$PID" "IO iothread1")" 0
is "the shared memory is there" "$(stat -c %s /dev/shm/looking-glass)" 33554432
tr '\0' '\n' <"/proc/$PID/cmdline" >"$T/out"
says "it has the VF" out '"host":"0000:00:02.1"'

# Max, beside it: huge pages, taken and given back. Another name for the shared memory.
v vm stop b --force
echo 200 >$H/nr_hugepages
create m --gpu $P:auto --profile max --view looking-glass --cpus 1
is "a max guest" "$rc" 0
says "takes the huge pages that are free" out 'pages: 2 MiB; enough of them'
is "by the name that is free" "$(virsh -q dumpxml m | grep -c "shmem name='looking-glass-m'")" 1
v vm start m --wait 120
is "runs" "$rc" 0
says "and is not silent" out 'speaks on its console'
is "its huge pages are taken" "$(cat $H/free_hugepages)" $((200 - 192))
PID=$(qemu m)
is "its vCPU has its processor" "$(thread "$PID" "CPU 0/KVM")" 1
tr '\0' '\n' <"/proc/$PID/cmdline" >"$T/out"
says "it has the other VF" out '"host":"0000:00:02.2"'
v vm stop m --force
is "stopped" "$rc" 0
is "its huge pages are given back" "$(cat $H/free_hugepages)" 200

# What one has can be given to the other; the rest of its definition stays.
virsh -q dumpxml --inactive b >"$T/before"
v vm detach b 0000:00:02.1
is "the first one's VF is taken from it" "$(virsh -q dumpxml --inactive b | grep -c '<hostdev')" 0
v vm attach b --gpu 0000:00:02.2
is "the other's VF is not to be had" "$rc" 1
says "and why" err "given to the guest 'm'"
v vm attach b --gpu $P:auto
is "its own is given back" "$rc" 0
virsh -q dumpxml --inactive b >"$T/after"
is "and all is as before" "$(diff "$T/before" "$T/after" | grep -v '<address type=.pci' | grep -c '^[<>]')" 0

# To the end: nothing is left.
for i in b m; do
	v vm delete $i --yes
	is "$i is deleted" "$rc" 0
done
is "no shared memory is left" "$(find /dev/shm -name 'looking-glass*' | wc -l)" 0
echo 0 >$H/nr_hugepages
v vf destroy $P --yes
is "the GPU is whole again" "$(cat /sys/bus/pci/devices/$P/sriov_numvfs)" 0
is "no guest is left" "$(virsh -q list --all | grep -c .)" 0
finish
