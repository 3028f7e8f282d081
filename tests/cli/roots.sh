#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --root with folders that are no machine, or a strange one.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

mkdir "$work/empty"
echo x >"$work/file"
ln -s "$work/nothing" "$work/dangling"
for root in "$work/empty" "$work/file" "$work/nothing" "$work/dangling" ''; do
	for view in list 'list groups' status; do
		# shellcheck disable=SC2086
		run 1 --root "$root" $view
		is_silent out
		one_line err
		says err "$root"
	done
done

# A machine without functions is one.
mkdir -p "$work/bare/sys/bus/pci/devices"
run 0 --root "$work/bare" list
is_silent out
says err 'note: no display, network, NVMe or SR-IOV function here; see virtfn list --all'
run 0 --root "$work/bare" list --all
run 0 --root "$work/bare" list groups
says err 'no IOMMU groups'
run 0 --root "$work/bare" list --json
is_json out

# A link to a machine, a relative path, and one with slashes behind it are machines.
root=$(machine lab-igb)
ln -s "$root" "$work/link"
for path in "$work/link" "$root///" "$work/./lab-igb/../lab-igb"; do
	run 0 --root "$path" list
	says out 0000:01:00.0
done
cd "$work" || exit 1
run 0 --root lab-igb list
says out 0000:01:00.0

# What changes the machine does not take one.
run 2 --root lab-igb vf create 0000:01:00.0 -n 1
says err 'does not take --root'
finish
