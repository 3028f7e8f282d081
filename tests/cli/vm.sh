#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "virtfn vm" against libvirt's own test driver: no daemon, no root, no device.
# tests/cli/test-vm.sh VIRTFN; prints TAP.
set -u
V=${1:?path of virtfn}
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
unset LIBVIRT_DEFAULT_URI
LC_ALL=C
export LC_ALL
n=0
failed=0

cat > "$T/node.xml" << 'EOF'
<node>
  <cpu><mhz>6000</mhz><model>i986</model><active>50</active><nodes>4</nodes><sockets>4</sockets><cores>4</cores><threads>2</threads></cpu>
  <domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
    <name>web</name><uuid>00000000-0000-0000-0000-000000000001</uuid>
    <metadata><virtfn:guest xmlns:virtfn='https://virtfn.org/domain/1' version='0.1.0'/></metadata>
    <memory unit='MiB'>512</memory><vcpu>2</vcpu><os><type>hvm</type></os>
    <devices>
      <disk type='file'><source file='/x/web.img'/><target dev='vda'/></disk>
      <hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0' bus='0xfe' slot='0x10' function='0'/></source></hostdev>
      <interface type='hostdev'><mac address='52:54:00:00:00:01'/><source><address type='pci' domain='0' bus='0xfe' slot='0x10' function='2'/></source><vlan><tag id='7'/></vlan></interface>
    </devices>
    <test:runstate>5</test:runstate>
  </domain>
  <domain type='test'>
    <name>db &amp; more</name><uuid>00000000-0000-0000-0000-000000000002</uuid>
    <memory unit='GiB'>3</memory><vcpu>1</vcpu><os><type>hvm</type></os>
  </domain>
</node>
EOF
URI=test://$T/node.xml

try() { # NAME STATUS ARGS...: runs it and compares the status
	name=$1 wanted=$2
	shift 2
	n=$((n + 1))
	"$V" "$@" > "$T/out" 2> "$T/err" < /dev/null
	rc=$?
	if [ $rc -eq "$wanted" ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "# status $rc, wanted $wanted"
		sed 's/^/# /' "$T/out" "$T/err"
		failed=1
	fi
}

says() { # PATTERN
	n=$((n + 1))
	if grep -q -E -- "$1" "$T/out" "$T/err"; then
		echo "ok $n - says '$1'"
	else
		echo "not ok $n - says '$1'"
		sed 's/^/# /' "$T/out" "$T/err"
		failed=1
	fi
}

vm() { # NAME STATUS SUBCOMMAND ARGS...
	name=$1 wanted=$2
	shift 2
	try "$name" "$wanted" --connect "$URI" vm "$@"
}

if ! "$V" --connect test:///default vm list > "$T/out" 2> "$T/err"; then
	echo "1..0 # SKIP no libvirt, or one without its test driver: $(head -n 1 "$T/err")"
	exit 0
fi

vm "list" 0 list --raw -o +UUID,OURS
says '^web stopped 0000:fe:10.[02],0000:fe:10.[02] 512M 2 00000000-0000-0000-0000-000000000001 yes'
says 'db.*more running - 3G 1'
vm "list as JSON" 0 list --json
says '"memory_bytes": ?3221225472'
vm "show" 0 show web
says 'disk: /x/web.img'
says '0000:fe:10.2 .*52:54:00:00:00:01'
vm "show by UUID" 0 show 00000000-0000-0000-0000-000000000002
says 'name: db & more'
vm "show --xml" 0 show web --xml
says '^  <name>web</name>'
vm "show --xml as JSON" 0 show web --xml --json
says '"xml": ?"<domain'
vm "no such guest, but one like it" 1 show wbe
says "did you mean 'web'"
vm "no such guest" 1 show nothing-alike
says 'there are: .*web'
for bad in '' '-x' '../web' "$(printf 'a\nb')" '%s%n' '<name>' 'a;reboot'; do
	vm "a hostile name is not found: '$bad'" 1 show -- "$bad"
done
vm "its device is not there" 1 start web
says '0000:fe:10.[02] is not there'
vm "running already" 0 start 'db & more'
says 'No changes'
vm "restart" 0 restart 'db & more'
says 'is stopped'
says "db & more (is running|runs|has run)|is running"
vm "restart --force and --timeout" 2 restart web --force --timeout 3
vm "restart nobody" 1 restart nothing-alike
says 'there is no guest'
vm "stop" 0 stop 'db & more'
says 'is stopped'
vm "stop --force" 0 stop --force 'db & more'
says 'switched off'
vm "stopped already" 0 stop web
says 'No changes'
vm "delete a running guest" 1 delete 'db & more' --yes
says 'stop it first'
vm "delete without an answer" 1 delete web
says '--yes'
vm "delete" 0 delete web --yes
says 'its disk is still there: /x/web.img'
vm "detach" 0 detach web 0000:fe:10.2
says 'fe:10.2 is not given to web any more'
vm "detach --dry-run" 0 detach web 0000:fe:10.2 --dry-run
says "<virtfn:guest"
if grep -q 52:54:00:00:00:01 "$T/out"; then
	echo "# the interface is still there"
	failed=1
fi
vm "detach what it has not" 1 detach web 0000:fe:1f.7
says "cannot take 0000:fe:1f.7 from 'web': the guest is given no such device"
vm "detach a mediated device that it has not" 1 detach web c2177883-f1bb-47f0-914d-32a22e3a8804
says 'no such device'
vm "detach from nobody" 1 detach nothing-alike 0000:fe:10.2
says 'there is no guest'
vm "attach nothing" 2 attach web
says 'say what'
vm "attach what is not there" 1 attach web --gpu ff:1f.7
says 'there is no device'
vm "attach a mediated device that is not there" 1 attach web --gpu c2177883-f1bb-47f0-914d-32a22e3a8804
says 'no mediated device'
vm "attach with a ROM that is not there" 1 attach web --device ff:1f.7 --rom "$T/nothing"
says 'No such file'
vm "console of a stopped guest" 1 console web
says 'vm start web'
vm "--force and --timeout" 2 stop web --force --timeout 3
vm "--no-wait and --wait" 2 start web --no-wait --wait 3
try "--root" 2 --root "$T" vm list
try "no such libvirt" 1 --connect nothing:///x vm list
says 'cannot reach libvirt at nothing:///x'
try "an empty URI" 2 --connect '' vm list
LIBVIRT_DEFAULT_URI=$URI
export LIBVIRT_DEFAULT_URI
try "LIBVIRT_DEFAULT_URI" 0 vm list
says '^web'
try "--connect goes first" 0 --connect test:///default vm list
says '^test'

echo text > "$T/file"
printf 'KDMV0000000000000000' > "$T/disk.vmdk"
printf 'QFI\373000000000000' > "$T/disk.qcow2"
: > "$T/empty"
mkfifo "$T/fifo"
ln -s nowhere "$T/dangling"
ln -s loop "$T/loop"
vm "create: no device" 2 create g --kernel "$T/file" --memory 64M
vm "create: nothing to boot" 2 create g --device x --memory 64M
vm "create: kernel and disk" 2 create g --device x --memory 64M --kernel "$T/file" --disk "$T/file"
vm "create: --append with a disk" 2 create g --device x --memory 64M --disk "$T/file" --append x
vm "create: --bios with a kernel" 2 create g --device x --memory 64M --kernel "$T/file" --bios
for bad in '' -g .g 'a b' ../g 'a/b' "$(printf 'a\nb')" '$(x)' "a'b" 'g%s' '<g>'; do
	vm "create: name '$bad'" 2 create --device x --memory 64M --kernel "$T/file" -- "$bad"
done
for bad in '' 0 512 2g2 2GB -1G +1G 1.5G 0G 15M 99999999999999999999G 65T 0x10G ' 1G' 1KiBs; do
	vm "create: --memory '$bad'" 2 create g --device x --kernel "$T/file" --memory="$bad"
done
for bad in '' 52:54:00:00:00 52:54:00:00:00:0g 01:00:5e:00:00:01 00:00:00:00:00:00 52:54:00:00:00:00:01; do
	vm "create: --mac '$bad'" 2 create g --device x --kernel "$T/file" --memory 64M --mac="$bad"
done
vm "create: --vlan 4095" 2 create g --device x --kernel "$T/file" --memory 64M --vlan 4095
vm "create: --vcpus 0" 2 create g --device x --kernel "$T/file" --memory 64M --vcpus 0
for bad in "$T/nothing" "$T" "$T/empty" "$T/fifo" "$T/dangling" "$T/loop" "$T/file/x" /dev/null ''; do
	vm "create: kernel '$bad'" 1 create g --device x --memory 64M --kernel "$bad"
	vm "create: disk '$bad'" 1 create g --device x --memory 64M --disk "$bad"
done
vm "create: a VMDK" 1 create g --device x --memory 64M --disk "$T/disk.vmdk"
says 'VMDK.*qemu-img convert'
vm "create: control characters" 1 create g --device x --memory 64M --kernel "$T/file" --append "$(printf 'a\001b')"
says 'control characters'
vm "create: name taken" 1 create web --device x --memory 64M --kernel "$T/file"
says "a guest 'web' already"
vm "create: no such device" 1 create g --device 0000:fe:10.7 --memory 64M --disk "$T/disk.qcow2"
says "no device '0000:fe:10.7'"
vm "create: no such PF" 1 create g --device nothing0:auto --memory 64M --disk "$T/disk.qcow2"
says "no device 'nothing0'"
vm "create: only ':auto'" 1 create g --device :auto --memory 64M --disk "$T/disk.qcow2"
try "create: elsewhere" 1 --connect qemu+ssh://nowhere/system vm create g --device x --memory 64M --kernel "$T/file"
says 'run virtfn there'
echo "1..$n"
exit $failed
