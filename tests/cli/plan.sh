#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# From host.yaml to a configured host and back, on a made tree: plan, apply, apply again, undo; a
# kept plan; what is refused. Programs of the tree are tests/chains/tools.py.
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

# Nobody says what for.
make
run 2 --root "$root" plan
says err 'name a --device, or write /etc/virtfn/host.yaml with virtfn setup'
one_line err
run 0 --root "$root" plan --arguments pcie_aspm=off
says out 'pcie_aspm=off'
run 2 --root "$root" plan --vfs 4
run 2 --root "$root" plan -d 01:00.0 --vfs 0
run 2 --root "$root" plan -d 01:00.0 --driver host
run 2 --root "$root" plan -d 01:00.0 --vfs 2 --mode passthrough
run 1 --root "$root" plan -d 01:00.0 --vfs 9
says err '0000:01:00.0 can have at most 7 VFs, not 9'
run 1 --root "$root" plan -d 09:00.0 --vfs 1

# All that a file can say.
wish <<'YAML'
devices:
  - device: "0000:01:00.0"
    count: 4
    driver: host
    defaults: {vlan: 7}
kernel:
  arguments: [pcie_aspm=off]
  remove: [quiet]
modules:
  load: [vfio-pci]
  blacklist: nouveau
  options:
    - {module: vfio-pci, options: disable_idle_d3=1}
packages: [mdevctl, base]
isolation: {cpus: 2-3}
huge_pages:
  - {size: 1G, count: 4}
YAML
keep
run 5 --root "$root" plan --exit-code
says out 'apt-get'
says out 'install mdevctl'
lacks out 'install mdevctl base'
says out 'host.yaml:14:12'
says out 'create: /etc/udev/rules.d/70-virtfn.rules'
says out 'create: /etc/systemd/system/virtfn-vf@.service'
says out 'ExecStart=/usr/bin/virtfn vf restore'
says out 'create: /etc/systemd/system/virtfn-vf-settle.service'
says out 'create: /etc/systemd/system/multi-user.target.d/virtfn.conf'
says out 'intel_iommu=on'
says out 'isolcpus=2-3'
says out 'hugepages=4'
says out 'blacklist nouveau'
says out 'run: update-initramfs -u -k all'
says out 'run: systemctl daemon-reload'
says out 'it is asked for at'
says out 'A reboot is needed: the kernel reads its command line only when it starts.'
says out 'Plan: 8 files, 5 commands, 1 reboot.'
run 0 --root "$root" plan --json
is_json out
says out '"files": 8'
says out '"from": "iommu-on"'
says out '"reboot": true'
as_kept plan
[ ! -e "$root.log" ] || fail "plan ran a program"

if [ "$(id -u)" = 0 ]; then
	run 4 --root "$root" apply --yes --via "$tools"
	says err 'installing mdevctl'
	grep -q 'Package: mdevctl' "$root/var/lib/dpkg/status" || fail "not installed"
	grep -q 'pcie_aspm=off' "$root/boot/grub/grub.cfg" || fail "not in grub.cfg"
	n=$(wc -l <"$root.log")
	run 4 --root "$root" apply --yes --via "$tools"
	says out 'No changes'
	[ "$n" = "$(wc -l <"$root.log")" ] || fail "the second apply ran something"
	run 0 --root "$root" plan --exit-code
	lacks out 'by hand'
	# What is wished for no more goes; what came from elsewhere stays.
	wish <<'YAML'
kernel: {arguments: pcie_aspm=off}
YAML
	run 5 --root "$root" plan --exit-code
	says out 'remove: /etc/udev/rules.d/70-virtfn.rules'
	says out 'remove: /etc/systemd/system/multi-user.target.d/virtfn.conf'
	cp "$work/was/etc/virtfn/host.yaml" "$root/etc/virtfn/host.yaml"
	run 0 --root "$root" undo --yes --via "$tools"
	as_kept undo
	[ ! -e "$root/etc/systemd/system/multi-user.target.d" ] || fail "a folder is left"
fi

# VFs for good without a file; the second time there is nothing to do.
make
keep
run 0 --root "$root" plan -d 01:00.0 --vfs 2 --driver host --persist link
says out 'create: /etc/virtfn/host.d/0000:01:00.0.yaml'
says out 'create: /etc/systemd/network/70-virtfn-0000:01:00.0.link'
run 1 --root "$root" plan -d 01:00.0 --vfs 2 --persist link
says err 'a .link file knows no drivers'
lacks out virtfn-vf-settle
if [ "$(id -u)" = 0 ]; then
	run 4 --root "$root" apply -d 01:00.0 --vfs 2 --driver host --persist link --yes --via "$tools"
	run 4 --root "$root" apply -d 01:00.0 --vfs 2 --driver host --persist link --yes --via "$tools"
	says out 'No changes'
	run 4 --root "$root" apply --yes --via "$tools"
	says out 'No changes'
	run 4 --root "$root" apply -d 01:00.0 --vfs 3 --yes --via "$tools"
	grep -q 'count: 3' "$root/etc/virtfn/host.d/0000:01:00.0.yaml" || fail "still 2"
	[ ! -e "$root/etc/systemd/network/70-virtfn-0000:01:00.0.link" ] || fail "the link stays"
	run 0 --root "$root" undo 1 --yes --via "$tools"
	as_kept "undo of both"
fi

# Somebody else's file has the device.
wish <<'YAML'
devices:
  - {device: "0000:01:00.0", count: 4}
YAML
run 1 --root "$root" plan -d 01:00.0 --vfs 2
says err 'host.yaml:2:5 says already what 0000:01:00.0 is for'

# Files with mistakes, devices that are not there, more than there can be.
wish <<'YAML'
devices:
  - {device: "0000:01:00.0", count: 4, cuont: 4}
YAML
run 1 --root "$root" plan
says err "host.yaml:2:40: there is no key 'cuont' here"
one_line err
wish <<'YAML'
devices:
  - {device: "0000:09:00.0", count: 4}
YAML
run 1 --root "$root" plan
says err 'host.yaml:2:14'
wish <<'YAML'
devices:
  - {device: "0000:01:00.0", count: 8}
YAML
run 1 --root "$root" plan
says err 'can have at most 7 VFs, not 8'
: >"$root/etc/virtfn/host.yaml"
run 0 --root "$root" plan
says out 'No changes.'
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$work"
	chmod 000 "$root/etc/virtfn/host.yaml"
	status=0
	as_nobody "$binary" --root "$root" plan >"$work/out" 2>"$work/err" || status=$?
	[ $status != 0 ] || fail "plan as nobody of a file that cannot be read"
	chmod 644 "$root/etc/virtfn/host.yaml"
fi

# A host without systemd is told what to do.
make
rm "$root/usr/lib/systemd/systemd"
wish <<'YAML'
devices:
  - {device: "0000:01:00.0", count: 4}
YAML
run 0 --root "$root" plan
says out 'virtfn vf restore --all'
lacks out 70-virtfn.rules

# A kept plan does what was shown, or nothing.
make
run 0 --root "$root" plan -d 01:00.0 -o "$work/plan.json"
says err 'virtfn apply'
run 1 --root "$root" plan -d 01:00.0 -o "$work/plan.json"
refused() { # FILE
	keep
	run 1 --root "$root" apply "$1" --yes --via "$tools"
	as_kept "apply $1"
	lacks err AddressSanitizer
}

head -c 300 "$work/plan.json" >"$work/short.json"
refused "$work/short.json"
: >"$work/empty.json"
refused "$work/empty.json"
refused "$work/not-there.json"
refused "$work"
for change in 's/"format": "/"format": 1, "x": "/' 's/"steps": \[/"steps": {}, "x": [/' \
	's/"action": "file"/"action": ["file"]/' 's/"action": "file"/"action": "fire"/' \
	's/"machine": "0/"machine": "1/' 's/"arguments": \[/"arguments": [7, /' \
	's/"arguments": \[/"arguments": "all", "x": [/' 's/"target": "/"target": "..\/..\/..\/tmp\/virtfn-test\/..\//'; do
	sed "$change" "$work/plan.json" >"$work/odd.json"
	cmp -s "$work/plan.json" "$work/odd.json" && fail "no change: $change"
	refused "$work/odd.json"
done
truncate -s 65M "$work/huge.json"
refused "$work/huge.json"
run 2 --root "$root" apply "$work/plan.json" --vfs 3
run 2 --root "$root" apply "$work/plan.json" --trial --no-trial
run 2 apply "$work/plan.json" --via "$tools"
run 2 --root "$root" apply "$work/plan.json" --minutes 0
run 1 --root "$root" apply "$work/plan.json" --trial --yes --via "$tools"
says err '--trial boots this host'
echo '# edited' >>"$root/etc/default/grub"
mkdir -p "$root/etc/default/grub.d"
echo '# there now' >"$root/etc/default/grub.d/virtfn.cfg"
refused "$work/plan.json"
if [ "$(id -u)" = 0 ]; then
	rm "$root/etc/default/grub.d/virtfn.cfg"
	run 4 --root "$root" apply "$work/plan.json" --yes --via "$tools"
	grep -q 'intel_iommu=on' "$root/boot/grub/grub.cfg" || fail "not in grub.cfg"
fi
finish
