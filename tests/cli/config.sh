#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is wished for: checked, put together from several files, shown, and read again.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
examples=$here/../../data/examples
mkdir -p "$work/host/etc/virtfn/host.d" "$work/host/sys/bus/pci/devices"
etc=$work/host/etc/virtfn

# Nothing is no mistake.
run 0 --root "$work/host" config check
says err 'there is no /etc/virtfn/host.yaml; virtfn setup writes a first one'
run 0 --root "$work/host" config show
is_silent out

# Each mistake is a line with its place, all of them at once.
cat >"$etc/host.yaml" <<'YAML'
devices:
  - device: "0000:01:00.0"
    count: 4
    mod: sriov
iomu: on
YAML
run 1 --root "$work/host" config check
says out "$etc/host.yaml:4:5: there is no key 'mod' here; did you mean mode?"
says out "$etc/host.yaml:5:1: there is no key 'iomu' here; did you mean iommu?"
[ "$(wc -l <"$work/out")" = 2 ] || fail "$ran: not two lines"
is_silent err
run 1 --root "$work/host" config check --json
is_json out
says out '"line": 4'
says out '"ok": false'
run 1 --root "$work/host" config show
says err 'and 1 more; see virtfn config check'
is_silent out

# Two files: lists grow, a value is the last one's, a device stands once.
cat >"$etc/host.yaml" <<'YAML'
devices:
  - device: "0000:01:00.0"
    count: 4
iommu: on
packages: swtpm
YAML
cat >"$etc/host.d/10-more.yaml" <<'YAML'
iommu: pt
packages: [mdevctl]
YAML
echo 'a file of an editor: [' >"$etc/host.d/10-more.yaml~"
run 0 --root "$work/host" config check
says out 'No mistakes: 2 files, 1 device'
run 0 --root "$work/host" config show
says out 'iommu: pt'
says out '    driver: vfio-pci'
says out '  - mdevctl'
cp "$work/out" "$work/shown.yaml"
run 0 --root "$work/host" config show --given
lacks out driver
run 0 --root "$work/host" config show --json
is_json out
says out '"iommu": "pt"'

# What is shown can be read, and says the same.
run 0 config show "$work/shown.yaml"
grep -v '^#' "$work/shown.yaml" >"$work/a"
grep -v '^#' "$work/out" >"$work/b"
cmp "$work/a" "$work/b" || fail 'what is shown is not what is read'

printf 'devices:\n  - device: 01:00.0\n    count: 1\n' >"$etc/host.d/20-twice.yaml"
run 1 --root "$work/host" config check
says out "host.d/20-twice.yaml:2:13: this device stands at $etc/host.yaml:2:13 already"

# Files that are named; standard input; what cannot be read.
run 0 config check "$examples/igpu.yaml" "$examples/network.yaml"
status=0
"$binary" config check - <"$examples/network.yaml" >"$work/out" 2>"$work/err" || status=$?
[ $status = 0 ] || fail 'config check - does not read standard input'
run 1 config check "$work/nothing.yaml"
says err 'cannot read'
run 1 config check "$work"
printf 'a: &a [x,x]\nb: [*a,*a]\n' >"$work/laughs.yaml"
run 1 config check "$work/laughs.yaml"
says out 'anchors and aliases'
head -c 300000 /dev/zero | tr '\0' '#' >"$work/large.yaml"
run 1 config check "$work/large.yaml"
says out 'too large; 256 KiB is the most'
printf 'k\033[31m: 1\n' >"$work/escape.yaml"
run 1 config check "$work/escape.yaml"
! grep -q "$(printf '\033')" "$work/out" || fail 'an escape sequence reaches the terminal'

# Not for everybody's eyes: said, not taken for nothing.
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$work" "$work/host"
	chmod 600 "$etc/host.yaml"
	status=0
	as_nobody "$binary" --root "$work/host" config check >"$work/out" 2>"$work/err" || status=$?
	[ $status = 77 ] || fail "config check without rights: exit status $status"
	says err 'host.yaml: Permission denied'
fi
finish
