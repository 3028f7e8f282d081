#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "virtfn vm clone" and "vm rename" against libvirt's own test driver, which has storage, too.
# With real disks: tests/lab/t-vm-odd.sh.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
if ! "$binary" --connect test:///default vm list >/dev/null 2>"$work/err"; then
	echo "SKIP: no libvirt, or one without its test driver: $(head -n 1 "$work/err")"
	exit 77
fi
cat >"$work/node.xml" <<'XML'
<node>
  <cpu><mhz>6000</mhz><model>i986</model><active>50</active><nodes>4</nodes><sockets>4</sockets><cores>4</cores><threads>2</threads></cpu>
  <domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
    <name>web</name><uuid>00000000-0000-0000-0000-000000000001</uuid>
    <metadata><virtfn:guest xmlns:virtfn='https://virtfn.org/domain/1' version='0.1.0'/></metadata>
    <memory unit='MiB'>512</memory><vcpu>2</vcpu>
    <os><type arch='x86_64'>hvm</type><loader readonly='yes' type='pflash'>/x/c.fd</loader><nvram template='/x/v.fd'>/x/web_VARS.fd</nvram></os>
    <devices>
      <disk type='file'><driver name='qemu' type='qcow2'/><source file='/x/web.qcow2'/><target dev='vda'/></disk>
      <disk type='volume'><source pool='pool' volume='data.img'/><target dev='vdb'/></disk>
      <hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0' bus='0xfe' slot='0x10' function='0'/></source></hostdev>
      <interface type='network'><mac address='52:54:00:00:00:02'/><source network='default'/></interface>
      <tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>
    </devices>
    <test:runstate>5</test:runstate>
  </domain>
  <domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
    <name>raw</name><memory unit='MiB'>512</memory><vcpu>1</vcpu><os><type>hvm</type></os>
    <devices><disk type='file'><driver type='raw'/><source file='/x/web.qcow2'/><target dev='vda'/></disk></devices>
    <test:runstate>5</test:runstate>
  </domain>
  <domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
    <name>net</name><memory unit='MiB'>512</memory><vcpu>1</vcpu><os><type>hvm</type></os>
    <devices><disk type='network'><source protocol='nbd'><host name='x'/></source><target dev='vda'/></disk></devices>
    <test:runstate>5</test:runstate>
  </domain>
  <domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
    <name>block</name><memory unit='MiB'>512</memory><vcpu>1</vcpu><os><type>hvm</type></os>
    <devices><disk type='block'><source dev='/dev/sdx'/><target dev='vda'/></disk></devices>
    <test:runstate>5</test:runstate>
  </domain>
  <domain type='test'>
    <name>runs</name><memory unit='MiB'>512</memory><vcpu>1</vcpu><os><type>hvm</type></os>
  </domain>
  <pool type='dir'><name>pool</name><target><path>/x</path></target>
    <volume><name>web.qcow2</name><capacity>1000000</capacity><target><path>/x/web.qcow2</path><format type='qcow2'/></target></volume>
    <volume><name>taken.qcow2</name><capacity>1000000</capacity><target><path>/x/taken.qcow2</path><format type='qcow2'/></target></volume>
    <volume><name>data.img</name><capacity>1000000</capacity><target><path>/x/data.img</path><format type='raw'/></target></volume>
    <volume><name>web_VARS.fd</name><capacity>1000000</capacity><target><path>/x/web_VARS.fd</path><format type='raw'/></target></volume>
  </pool>
</node>
XML
LIBVIRT_DEFAULT_URI=test://$work/node.xml
export LIBVIRT_DEFAULT_URI

# bad STATUS WORDS ARGS...: refused, and says so.
bad() {
	status_wanted=$1 words=$2
	shift 2
	run "$status_wanted" vm "$@"
	says err "$words"
	is_silent out
}

# A clone, and what is said of it.
run 0 vm clone web web2 --device none
says out 'web2 is made from web'
says err 'its disk vda is a copy: /x/web2.qcow2'
says err 'its disk vdb is a copy: web2-vdb.img'
says err 'its TPM is a new one'
says err 'SSH keys'
lacks err 'begin anew'
run 0 vm clone web web2 --device none --json
is_json out
run 0 vm clone web web2 --device none --dry-run
says out '<name>web2</name>'
says out '/x/web2.qcow2'
says out '/x/web2_VARS.fd'
lacks out '00000000-0000-0000-0000-000000000001'
lacks out '52:54:00:00:00:02'
lacks out '<hostdev'
is_silent err

# What it refuses.
bad 2 'the clone needs another one: --device VF' clone web web2
bad 2 'does not go with' clone web web2 --device none --gpu 00:02.1
bad 2 'cannot have the name' clone web ../web2 --device none
bad 2 'cannot have the name' clone web 'a b' --device none
bad 2 'needs a name' clone web '' --device none
bad 1 "there is a guest 'web' already" clone web web --device none
bad 1 "there is a guest 'raw' already" clone web raw --device none
bad 1 'there is no guest' clone nothing-alike web2 --device none
bad 1 'there is no device' clone web web2 --device ff:1f.7
bad 1 'there is no device' clone web web2 --gpu ff:1f.7:auto
bad 1 'no mediated device' clone web web2 --gpu c2177883-f1bb-47f0-914d-32a22e3a8804
bad 1 "beside /x/web.qcow2 there is a 'taken.qcow2' already" clone web taken --device none
bad 1 'the guest takes /x/web.qcow2 for raw, and libvirt for qcow2' clone raw web2
bad 1 "cannot clone 'net': its disk vda is neither" clone net web2
bad 1 'no storage pool of libvirt' clone block web2
says err 'type logical'
bad 1 "'runs' is running; stop it first" clone runs web2
run 1 --connect test://host/default vm clone web web2 --device none
says err '--connect is another'

# Another name.
run 0 vm rename web work
says out 'web is called work now'
says err 'its disk keeps its name: /x/web.qcow2'
lacks err 'its UEFI variables are still'
run 0 vm rename 00000000-0000-0000-0000-000000000001 work --json
is_json out
run 0 vm rename web web
says out 'No changes'
bad 1 "'runs' is running; stop it first" rename runs walks
bad 1 "there is a guest 'raw' already" rename web raw
bad 1 'there is no guest' rename nothing-alike x
bad 2 'cannot have the name' rename web -- -x
bad 2 'cannot have the name' rename web "$(printf 'a\nb')"
bad 2 'at most 50' rename web "$(printf '%060d' 0)"
finish
