#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# One command per profile, with the hook: the guest has its VF, processors, huge pages and shared
# memory as was said; what it writes there the host reads; once it is deleted all is as before.
# lab: --restore --timeout 900 --igpu 46a6,driver=i915 nested
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=0000:00:02.0
G=/usr/lib/virtfn-lab/guest
A="$(cat $G/args) lab.wait=forever"
H=/sys/kernel/mm/hugepages/hugepages-2048kB
CG=/sys/fs/cgroup

# All of the host that a guest could have changed.
state() {
	echo "pages $(cat $H/nr_hugepages) free $(cat $H/free_hugepages)"
	echo "vfs $(attr $P sriov_numvfs) autoprobe $(attr $P sriov_drivers_autoprobe)" \
		"vfio $(with_driver $P vfio-pci)"
	kept_off
	grep -s . /sys/devices/system/cpu/cpufreq/*/scaling_governor
	grep -s . /sys/module/kvm/parameters/* /sys/kernel/mm/transparent_hugepage/enabled
	find /dev/shm /run/virtfn/hook /run/libvirt/qemu /etc/libvirt/qemu /etc/libvirt/hooks \
		/var/lib/libvirt/qemu /var/lib/libvirt/images /dev/kvmfr* $CG -mindepth 1 \
		-type d -o -type f -print 2>/dev/null | grep -v -E 'driver.pid$|capabilities' | sort
	find /run/virtfn -name hook
	virsh -q list --all
}

create() { # NAME OPTIONS...
	local name=$1
	shift
	v vm create "$name" --os linux --kernel $G/vmlinux --initrd $G/initrd --append "$A" \
		--nic none --gpu $P:auto --view looking-glass --cpus 1 --memory 256M "$@"
	is "$name is created" "$rc" 0
}

# Until the guest has said everything, or it is silent for 2 minutes: that is a failure.
start_and_hear() { # NAME
	"$V" vm start "$1" --console >"$T/console-$1" 2>"$T/err" </dev/null &
	for _ in $(seq 240); do
		! grep -q '^guest: waiting' "$T/console-$1" || break
		kill -0 $! 2>/dev/null || break
		sleep 0.5
	done
	cp "$T/console-$1" "$T/out"
	says "$1 runs and speaks" out '^guest: waiting'
	says "it has the VF, and its memory answers" out '^guest: gpu [0-9a-f:.]+ vf 1 bar ok'
}

thread() { # PID NAME: the processors that a QEMU's thread may run on
	local t
	for t in /proc/"$1"/task/*; do
		[ "$(cat "$t/comm")" != "$2" ] || sed -n 's/^Cpus_allowed_list:\t//p' "$t/status"
	done | sort -u
}

pid_of() { cat "/run/libvirt/qemu/$1.pid"; }

pins() { # NAME
	local pid
	pid=$(pid_of "$1")
	is "its vCPU is on the second core: libvirt" "$(virsh -q vcpupin "$1" | xargs)" "0 1"
	is "and the kernel" "$(thread "$pid" "CPU 0/KVM")" 1
	is "its emulator is on the first" "$(thread "$pid" qemu-system-x86)" 0
	tr '\0' '\n' <"/proc/$pid/cmdline" >"$T/out"
	says "QEMU has the VF" out '"host":"0000:00:02.[1-9]"'
}

# Where the groups of the host's processes may run, and one of these.
kept_off() {
	echo "$(cat $CG/user.slice/cpuset.cpus.effective $CG/system.slice/cpuset.cpus.effective)" \
		"$(sed -n 's/^Cpus_allowed_list:\t//p' "/proc/$MINE/status")" | xargs
}

same() { # NAME
	state >"$T/now"
	if diff "$T/before" "$T/now" >"$T/out"; then ok "$1"; else not_ok "$1"; fi
}

restart_libvirtd() {
	local pid
	pid=$(pgrep -x libvirtd)
	kill "$pid"
	while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
	rm -f /run/libvirtd.pid
	lab-libvirtd
}

K="--os linux --kernel $G/vmlinux --initrd $G/initrd --gpu $P:auto --nic none --view looking-glass"
# shellcheck disable=SC2086
try() { v vm create k $K --cpus 1 --memory 256M "$@"; }

mkdir -p /dev/hugepages
mount -t hugetlbfs hugetlbfs /dev/hugepages
# The lab's host has no systemd: cgroup v2 as it would be, with groups of the host's processes.
mountpoint -q $CG || mount -t cgroup2 cgroup2 $CG
mkdir -p $CG/user.slice $CG/system.slice
echo +cpuset >$CG/cgroup.subtree_control
sleep 1200 &
MINE=$!
echo $MINE >$CG/user.slice/cgroup.procs
touch /etc/libvirt/hooks
v hook install
is "hook install" "$rc" 0
v vf create $P -n 2
is "two VFs" "$rc" 0

# /dev/kvmfr0: a device of the kernel's that can be mapped stands in for the module's. libvirt gives
# QEMU a /dev of its own, where it is only if cgroup_device_acl names it.
echo kept >/dev/kvmfr0
try --dry-run
is "a plain file in place of kvmfr is refused" "$rc" 1
says "and explained" err 'which QEMU made before the module'
rm /dev/kvmfr0
mknod /dev/kvmfr0 c 1 5
try --dry-run
says "libvirt keeps guests from it: the reason" out 'in a file, for libvirt does not let'
try --shared-memory kvmfr
is "who asks for it is refused" "$rc" 1
says "with what to do" err 'cgroup_device_acl.*virtfn apply'
sed -i 's/^namespaces = .*/namespaces = [ "mount" ]/' /etc/libvirt/qemu.conf
echo 'cgroup_device_acl = [ "/dev/null", "/dev/full", "/dev/zero", "/dev/random", "/dev/urandom",
	"/dev/ptmx", "/dev/kvm", "/dev/userfaultfd", "/dev/kvmfr0" ]' >>/etc/libvirt/qemu.conf
try --dry-run
says "libvirt does, and confines nobody: the device is taken" out 'shared.memory: 32 MiB of /dev/kvmfr0'
sed -i 's/^security_driver = "none"/#&/' /etc/libvirt/qemu.conf
try --dry-run
says "where it confines guests, AppArmor keeps them from it" out 'in a file, for AppArmor does not let'
sed -i 's/^#\(security_driver = "none"\)/\1/' /etc/libvirt/qemu.conf
mkdir -p /etc/apparmor.d/abstractions/libvirt-qemu.d
echo '/dev/kvmfr0 rw,' >/etc/apparmor.d/abstractions/libvirt-qemu.d/kvmfr
rm /dev/kvmfr0
restart_libvirtd
state >"$T/before"

# Max: its core alone, huge pages that are made when it starts.
create m --profile max
says "huge pages are made by the hook" out "pages: 2 MiB; libvirt's hook makes them"
says "the host is kept off its core" out 'host.cpus: 0 while it runs'
is "none yet" "$(cat $H/nr_hugepages)" 0
start_and_hear m
pins m
is "the host is kept off its core" "$(kept_off)" "0 0 0"
is "its huge pages are there, and taken" "$(cat $H/nr_hugepages) $(cat $H/free_hugepages)" "128 0"
is "the host reads what it shares" "$(head -c 8 /dev/shm/looking-glass)" 'virtfn!!'

# Two that want the same: the last one out restores, also when it is killed.
create n --profile max
v vm start n --wait 0
is "a second one starts" "$rc" 0
is "as many huge pages as both need" "$(cat $H/nr_hugepages) $(cat $H/free_hugepages)" "256 0"
restart_libvirtd
is "libvirtd restarted: the host is still kept off" "$(kept_off)" "0 0 0"
v vm stop m --force
is "the first one ends" "$rc" 0
is "the second one's isolation holds" "$(kept_off)" "0 0 0"
is "and its huge pages" "$(cat $H/nr_hugepages) $(cat $H/free_hugepages)" "128 0"
kill -9 "$(pid_of n)"
for _ in $(seq 150); do
	[ -e /run/virtfn/hook ] || break
	sleep 0.2
done
is "the second one is killed: nobody is kept off" "$(kept_off)" "0-1 0-1 0-1"
for g in m n; do
	v vm delete $g --yes
	is "$g is deleted" "$rc" 0
done
same "and all is as before"

# Light: its VF and its shared memory, and nothing is kept for it.
create l --profile light
v vm start l --wait 0
is "a light one starts" "$rc" 0
tr '\0' '\n' <"/proc/$(pid_of l)/cmdline" >"$T/out"
says "it has its VF" out '"host":"0000:00:02.[1-9]"'
is "and its shared memory" "$(stat -c %s /dev/shm/looking-glass)" 33554432
is "its vCPU is where the host has it" "$(thread "$(pid_of l)" "CPU 0/KVM")" 0-1
is "no huge pages, and nobody is kept off" "$(cat $H/nr_hugepages) $(kept_off)" "0 0-1 0-1 0-1"
v vm stop l --force
v vm delete l --yes
same "as before, too"

# Balanced: its core, which the host may use, too; ordinary pages. Its VF is made again after what
# stands for a reboot, and goes when it ends; QEMU has its shared memory from the device.
mknod /dev/kvmfr0 c 1 5
create k
says "its decisions were shown" out 'profile: balanced'
says "with leave the device is taken" out 'shared.memory: 32 MiB of /dev/kvmfr0'
virsh -q dumpxml --inactive k >"$T/out"
says "it needs its VF" out '<virtfn:vf pf="0000:00:02.0" index="0" count="2"'
v vm create k2 --os linux --kernel $G/vmlinux --nic none --gpu $P:auto --view looking-glass \
	--cpus 1 --memory 256M --dry-run
says "another guest does not get it" out "is given to the guest 'k'"
v vf destroy $P --yes
is "no VFs are there" "$(attr $P sriov_numvfs)" 0
v vm detach k 0000:00:02.1 --dry-run
is "a VF that is not there can be taken from it" "$rc" 0
is "and is not needed then, either" "$(grep -c 'virtfn:vf' "$T/out")" 0
v vm start k --wait 0
is "it starts" "$rc" 0
pins k
is "the VFs are there" "$(attr $P sriov_numvfs)" 2
is "the host is kept off nothing" "$(kept_off)" "0-1 0-1 0-1"
is "no huge pages" "$(cat $H/nr_hugepages)" 0
find "/proc/$(pid_of k)/fd" -lname /dev/kvmfr0 -printf '%p\n' >"$T/out"
says "QEMU has the node open" out fd
is "which is a device in its /dev, too" \
	"$(stat -c %F "/proc/$(pid_of k)/root/dev/kvmfr0")" "character special file"
v vm stop k --force
is "its VFs are gone with it" "$(attr $P sriov_numvfs)" 0
rm /dev/kvmfr0
v vm start k
is "without the node it does not start" "$rc" 1
says "which is said" err 'there is no /dev/kvmfr0.*modprobe kvmfr'
virsh -q start k >"$T/out" 2>"$T/err"
is "nor by virsh" $? 1
says "as the hook says" err '/dev/kvmfr0 is not there'
is "and no file was made in its place" "$(find /dev -maxdepth 1 -name 'kvmfr*' | wc -l)" 0
v vm delete k --yes
is "it is deleted" "$rc" 0
v vf create $P -n 2
is "VFs as at first" "$rc" 0
same "all is as before"
v hook remove
is "hook remove" "$rc" 0
kill $MINE
finish
