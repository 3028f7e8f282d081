#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# 0 done, 1 failed, 2 wrong use. 77 (needs root) is in user.sh.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
root=$(machine lab-igb-vfs)

run 0 --version
says out 'virtfn '
run 0 --help
is_silent err
run 0 list --help
run 0 --root "$root"
says out 'iommu: yes'
run 0 --root "$root" status
run 0 --root "$root" list
run 0 list groups --root "$root"
run 0 list --root="$root" -a
run 0 --root "$root" list vfs

run 1 --root "$work/nothing" list
says err "$work/nothing"
run 1 --root "$work" list
says err "$work/sys/bus/pci/devices"

run 2 lsit
run 2 list --zzz
run 2 list trees
run 2 list groups vfs
run 2 list --root
run 2 --root "$root" list -o BAD
run 2 --color=maybe list
run 2 list --all=yes
finish
