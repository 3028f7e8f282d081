#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# libvirt's hook with real libvirt and QEMU: VFs made and huge pages had when a guest starts, all of
# it given back when it ends, however it ends; two guests, a restart of libvirtd, two cycles (30 with
# LAB_LONG=1). The guests have nothing to boot: QEMU runs all the same, and halts.
# lab: --cpus 1 --restore --timeout 1800
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
CYCLES=2
LIMIT=120
[ -z "${LAB_LONG:-}" ] || CYCLES=30
PAGES=/sys/kernel/mm/hugepages/hugepages-2048kB

# All that a guest could leave behind.
state() {
	echo "$(cat "$PAGES/nr_hugepages") pages, $(attr "$P" sriov_numvfs) VFs," \
		"autoprobe $(attr "$P" sriov_drivers_autoprobe)," \
		"shm $(find /dev/shm -name "virtfn-test*" | wc -l)," \
		"journal $(find /run/virtfn -name hook | wc -l)"
}

used() {
	echo $(($(cat "$PAGES/nr_hugepages") - $(cat "$PAGES/free_hugepages")))
}

# domain NAME VF ADDRESS MAC PAGES [NEEDS]: defined, not started
domain() {
	cat >"$T/$1.xml" <<XML
<domain type='kvm'>
  <name>$1</name>
  <metadata>
    <virtfn:needs xmlns:virtfn="https://virtfn.org/needs/1">
      <virtfn:vf pf="$P" index="$2" count="2" settings="mac=$4"/>
      <virtfn:hugepages page="2M" count="$5"/>
      <virtfn:shm path="/dev/shm/virtfn-test-$1" size="16M"/>
      ${6:-}
    </virtfn:needs>
  </metadata>
  <memory unit='MiB'>128</memory>
  <memoryBacking><hugepages/></memoryBacking>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
  </os>
  <features><acpi/></features>
  <cpu mode='host-passthrough' check='none'/>
  <devices>
    <hostdev mode='subsystem' type='pci' managed='no'>
      <source><address domain='0x0000' bus='0x01' slot='0x10' function='0x$3'/></source>
    </hostdev>
    <memballoon model='none'/>
  </devices>
</domain>
XML
	virsh -q define "$T/$1.xml" >"$T/out" 2>"$T/err"
	is "$1 is defined" $? 0
}

virt() {
	rc=0
	timeout $LIMIT virsh -q "$@" >"$T/out" 2>"$T/err" || rc=$?
}

pid_of() {
	cat "/run/libvirt/qemu/$1.pid"
}

# until_is NAME WANTED COMMAND...: within 30 s
until_is() {
	local name=$1 wanted=$2 got=
	shift 2
	for _ in $(seq 150); do
		got=$("$@" 2>/dev/null | head -n 1)
		[ "$got" != "$wanted" ] || break
		sleep 0.2
	done
	is "$name" "$got" "$wanted"
}

# stop_libvirtd SIGNAL, and again: guests go on.
stop_libvirtd() {
	local pid
	pid=$(pgrep -x libvirtd)
	kill "-$1" "$pid"
	while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
	rm -f /run/libvirtd.pid
}

mkdir -p /dev/hugepages
mountpoint -q /dev/hugepages || mount -t hugetlbfs hugetlbfs /dev/hugepages
lab-libvirtd
# The lab's own folder is of a read-only image: it has to be in the layer above to be written.
touch /etc/libvirt/hooks
v hook install
is "hook install: status" "$rc" 0
says "libvirt has to see its first hook" out 'first hook'
is "the link is this program" "$(readlink /etc/libvirt/hooks/qemu.d/virtfn)" "$(readlink -f "$V")"
stop_libvirtd TERM
lab-libvirtd
is "libvirtd is back" $? 0
before=$(state)

domain g1 0 0 52:54:00:aa:00:01 70
domain g2 1 2 52:54:00:aa:00:02 64
virt start g1
is "g1 starts, with a VF that was not there" "$rc" 0
is "VFs were made" "$(attr "$P" sriov_numvfs)" 2
is "and only g1's is on vfio-pci" "$(with_driver "$P" vfio-pci)" 1
ip link show >"$T/out"
says "with its MAC" out 'vf 0 .*52:54:00:aa:00:01'
is "64 huge pages are used" "$(used)" 64
is "and there are as many as it needs" "$(cat $PAGES/nr_hugepages)" 70
is "its shared memory is there" "$(stat -c '%s %a' /dev/shm/virtfn-test-g1)" "16777216 660"
is "the journal says it runs" "$(grep -c 'guest	g1	started' /run/virtfn/hook)" 1

virt start g2
is "g2 starts beside it" "$rc" 0
is "two guests, two VFs" "$(with_driver "$P" vfio-pci)" 2
is "two guests, 128 huge pages used" "$(used)" 128
is "two guests, 134 huge pages" "$(cat $PAGES/nr_hugepages)" 134
v vf destroy "$P"
is "their VFs cannot be destroyed" "$rc" 1
virt destroy g1
is "g1 is destroyed" "$rc" 0
is "g2 keeps the VFs" "$(attr "$P" sriov_numvfs)" 2
is "and its huge pages, no more" "$(cat $PAGES/nr_hugepages) $(used)" "64 64"
is "g1's shared memory is gone" "$(find /dev/shm -name virtfn-test-g1 | wc -l)" 0

running=$(state)
stop_libvirtd TERM
lab-libvirtd
virt domstate g2
is "libvirtd restarted: g2 runs" "$(cat "$T/out")" running
is "and nothing changed" "$(state)" "$running"
virt destroy g2
is "the last one out: as before" "$(state)" "$before"

virt start g1
is "g1 again" "$rc" 0
kill -9 "$(pid_of g1)"
until_is "kill -9 of QEMU: libvirt sees it" "shut off" virsh -q domstate g1
until_is "and the hook gave all back" "$before" state

# Both die; the daemon finds out when it starts.
virt start g1
qemu=$(pid_of g1)
stop_libvirtd KILL
kill -9 "$qemu"
lab-libvirtd
until_is "libvirtd and QEMU killed: given back when libvirtd starts" "$before" state

# The journal is lost while a guest runs: it runs on, and ends.
virt start g1
mv /run/virtfn/hook "$T/hook"
stop_libvirtd TERM
lab-libvirtd
virt domstate g1
is "without a journal g1 runs on" "$(cat "$T/out")" running
[ -e /run/virtfn/hook ] || mv "$T/hook" /run/virtfn/hook
virt destroy g1
is "g1 ends" "$rc" 0
until_is "with the journal put back: as before" "$before" state

domain g3 0 0 52:54:00:aa:00:03 1000000
virt start g3
is "a guest that needs more than there is does not start" "$rc" 1
says "libvirt says why" err '1000000 huge pages 2048kB are more than the [0-9]+ MiB of memory'
is "and all is as before" "$(state)" "$before"
# All but 14 MiB of it: what runs meanwhile is read from its files again and again. What could be had
# goes back.
if [ -n "${LAB_LONG:-}" ]; then
	MOST=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 2048 - 7))
	virt undefine g3
	domain g3 0 0 52:54:00:aa:00:03 $MOST
	LIMIT=900
	virt start g3
	LIMIT=120
	is "a guest that needs nearly all does not start" "$rc" 1
	says "libvirt says how many there were" err "only [0-9]+ of $MOST huge pages 2048kB could be had"
	is "and all is as before" "$(state)" "$before"
fi
domain g4 0 0 52:54:00:aa:00:04 64
virt start g1
virt start g4
is "a guest whose VF is taken does not start" "$rc" 1
says "it says by whom" err 'g1'
is "g1 runs on, with its MAC" "$(ip link show | grep -c 'vf 0 .*52:54:00:aa:00:01')" 1
virt destroy g1

bad=0
for _ in $(seq $CYCLES); do
	virt start g1
	[ "$rc" = 0 ] || bad=$((bad + 1))
	virt destroy g1
	[ "$rc" = 0 ] || bad=$((bad + 1))
done
is "$CYCLES cycles, none failed" $bad 0
is "$CYCLES cycles: as before" "$(state)" "$before"

# Without devices, as a guest feels it.
domain g5 0 0 52:54:00:aa:00:05 64
sed -i '/virtfn:vf/d' "$T/g5.xml"
began=$(date +%s%N)
"$V" hook qemu g5 prepare begin - <"$T/g5.xml"
"$V" hook qemu g5 release end - <"$T/g5.xml"
echo "# prepare and release without devices: $((($(date +%s%N) - began) / 1000000)) ms"
is "by hand, too" "$(state)" "$before"
v hook remove
is "hook remove" "$rc" 0
for g in g1 g2 g3 g4 g5; do virsh -q undefine "$g" >/dev/null; done
finish
