#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Looking Glass in host.yaml, on a made tree: what plan shows, apply, apply again, undo, and the
# way back when it is wished for no more.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
tools=$here/../chains/tools.py
root=$work/root

make() {
	rm -rf "$root" "$work/was" "$root.log"
	PYTHONPATH=$here/../chains python3 -B -c 'import sys
from chains import CHAINS
from tree import Tree
t = Tree(sys.argv[1])
CHAINS["grub-debian"][0](t)
t.program("usr/lib/systemd/systemd")
t.put("var/lib/dpkg/status", "Package: base\nStatus: install ok installed\n\n")
t.put("etc/libvirt/qemu.conf", """# Master configuration file
#user = "libvirt-qemu"
#cgroup_device_acl = [
#    "/dev/null", "/dev/full", "/dev/zero",
#    "/dev/ptmx", "/dev/userfaultfd"
#]
vnc_password = "of a display"
""")
t.put("sys/kernel/security/lsm", "lockdown,capability,apparmor\n")
t.put("etc/apparmor.d/abstractions/libvirt-qemu", "  # Site\n")
t.mkdir("etc/virtfn/host.d")
t.mkdir("run")
t.mkdir("var/log")' "$root" || fail "no tree"
}

wish() {
	cat >"$root/etc/virtfn/host.yaml"
}

keep() {
	rm -rf "$work/was"
	cp -a "$root" "$work/was"
}

as_kept() {
	diff -r --no-dereference -x virtfn "$work/was" "$root" >"$work/diff" 2>&1 ||
		fail "$1: not as before: $(head -n 5 "$work/diff")"
}

holds() { # FILE LINE
	grep -qxF -- "$2" "$root/$1" || fail "/$1 lacks \"$2\": $(cat "$root/$1" 2>&1)"
}

make

# What is wrong with it.
wish <<'YAML'
looking_glass: {kvmfr: on}
YAML
run 1 --root "$root" plan
says err 'say how large the memory is'
run 1 --root "$root" config check
wish <<'YAML'
looking_glass: {for: 3840x2160, size: 64M, user: anna}
YAML
run 1 --root "$root" config check
says out 'leave one away'

# The module.
wish <<'YAML'
looking_glass:
  for: 3840x2160
  kvmfr: on
  user: anna
YAML
run 0 --root "$root" config check
run 0 --root "$root" config show
says out 'for: "3840x2160"'
keep
run 0 --root "$root" plan
says out 'options kvmfr static_size_mb=128'
says out 'create: /etc/udev/rules.d/70-kvmfr.rules'
says out '/etc/libvirt/qemu.conf'
says out '/dev/kvmfr0 rw,'
as_kept plan
run 0 --root "$root" plan --json
is_json out
if [ "$(id -u)" = 0 ]; then
	status=0
	timeout 60 "$binary" --root "$root" apply --yes --via "$tools" >"$work/out" 2>"$work/err" ||
		status=$?
	[ $status = 0 ] || [ $status = 4 ] || fail "apply: status $status"
	holds etc/udev/rules.d/70-kvmfr.rules \
		'SUBSYSTEM=="kvmfr", OWNER="anna", GROUP="kvm", MODE="0660", TAG+="uaccess"'
	holds etc/libvirt/qemu.conf 'cgroup_device_acl = ['
	holds etc/libvirt/qemu.conf '    "/dev/ptmx", "/dev/userfaultfd", "/dev/kvmfr0"'
	holds etc/libvirt/qemu.conf 'vnc_password = "of a display"'
	grep -rqx '/dev/kvmfr0 rw,' "$root/etc/apparmor.d" || fail "no rule for AppArmor"
	grep -rqx 'options kvmfr static_size_mb=128' "$root/etc/modprobe.d" || fail "no option"
	grep -rqx 'kvmfr' "$root/etc/modules-load.d" || fail "it is not loaded"
	# Twice is the same as once.
	run 0 --root "$root" plan
	says out 'No changes'
	run 0 --root "$root" undo --yes --via "$tools"
	as_kept undo

	# A file in place of the module.
	timeout 60 "$binary" --root "$root" apply --yes --via "$tools" >"$work/out" 2>&1
	wish <<'YAML'
looking_glass: {size: 32M, user: anna}
YAML
	keep
	run 0 --root "$root" plan
	says out 'remove: /etc/udev/rules.d/70-kvmfr.rules'
	says out 'create: /etc/tmpfiles.d/virtfn-looking-glass.conf'
	run 0 --root "$root" apply --yes --via "$tools"
	holds etc/tmpfiles.d/virtfn-looking-glass.conf 'f /dev/shm/looking-glass 0660 anna kvm -'
	[ ! -e "$root/etc/udev/rules.d/70-kvmfr.rules" ] || fail "the rule stays"
	run 0 --root "$root" plan
	says out 'No changes'
	run 0 --root "$root" undo --yes --via "$tools"
	as_kept 'undo of the file'

	# Wished for no more.
	run 0 --root "$root" apply --yes --via "$tools"
	wish <<'YAML'
iommu: off
YAML
	run 0 --root "$root" apply --yes --via "$tools"
	[ ! -e "$root/etc/tmpfiles.d/virtfn-looking-glass.conf" ] || fail "tmpfiles.d stays"
fi

# SELinux: a module of its policy, which goes with the file that it was made from.
make
mkdir -p "$root/sys/fs/selinux" "$root/var/lib/selinux"
echo 1 >"$root/sys/fs/selinux/enforce"
rm "$root/sys/kernel/security/lsm"
printf '#!/bin/false\n' >"$root/usr/sbin/semodule"
chmod +x "$root/usr/sbin/semodule"
wish <<'YAML'
looking_glass: {size: 64M, kvmfr: on}
YAML
keep
run 0 --root "$root" plan
says out 'create: /etc/virtfn/virtfn_kvmfr.cil'
says out 'semodule -i /etc/virtfn/virtfn_kvmfr.cil'
if [ "$(id -u)" = 0 ]; then
	timeout 60 "$binary" --root "$root" apply --yes --via "$tools" >"$work/out" 2>&1
	holds etc/virtfn/virtfn_kvmfr.cil '(typeattributeset device_node (virtfn_kvmfr_t))'
	[ -e "$root/var/lib/selinux/virtfn_kvmfr" ] || fail "the module is not installed"
	run 0 --root "$root" plan
	says out 'No changes'
	run 0 --root "$root" undo --yes --via "$tools"
	as_kept 'undo of SELinux'
	# A run that ended before the module was there, then no wish for it any more, then back.
	timeout 60 "$binary" --root "$root" apply --yes --via "$tools" >"$work/out" 2>&1
	rm "$root/var/lib/selinux/virtfn_kvmfr"
	run 0 --root "$root" undo --yes --via "$tools"
	as_kept 'undo without the module'
	timeout 60 "$binary" --root "$root" apply --yes --via "$tools" >"$work/out" 2>&1
	wish <<'YAML'
iommu: off
YAML
	keep
	timeout 60 "$binary" --root "$root" apply --yes --via "$tools" >"$work/out" 2>"$work/err"
	[ ! -e "$root/var/lib/selinux/virtfn_kvmfr" ] || fail "the module stays"
	[ ! -e "$root/etc/virtfn/virtfn_kvmfr.cil" ] || fail "its file stays"
	run 0 --root "$root" undo --yes --via "$tools"
	[ -e "$root/var/lib/selinux/virtfn_kvmfr" ] || fail "the module is not back"
	as_kept 'undo of its end'
fi

# What somebody else wrote stays; a broken file is left alone; a list is added to.
make
mkdir -p "$root/etc/udev/rules.d"
echo 'SUBSYSTEM=="kvmfr", MODE="0666"' >"$root/etc/udev/rules.d/70-kvmfr.rules"
echo 'user = "x' >"$root/etc/libvirt/qemu.conf"
echo 'cgroup_device_acl = [' >>"$root/etc/libvirt/qemu.conf"
wish <<'YAML'
looking_glass: {size: 64M, kvmfr: on}
YAML
run 0 --root "$root" plan
says out "/etc/udev/rules.d/70-kvmfr.rules is somebody else's and stays"
says out '/etc/libvirt/qemu.conf is broken'
rm "$root/etc/libvirt/qemu.conf"
run 0 --root "$root" plan
says out 'there is no /etc/libvirt/qemu.conf'
finish
