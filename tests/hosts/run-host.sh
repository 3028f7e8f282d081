#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# run-host.sh BINARY MACHINE: does virtfn still say of a captured machine what it said?
set -eu
binary=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")/$2
. "$(dirname "$here")/views.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A capture is read as it is; a tree of the lab unpacked, so that both ways are gone.
if [ -e "$here/capture.tar.zst" ]; then
	cp "$here/capture.tar.zst" "$work/root"
else
	mkdir "$work/root"
	tar -xJf "$here/tree.tar.xz" -C "$work/root"
fi

check() {
	file=$1
	shift
	show "$binary" "$work/root" "$@" >"$work/$file"
	diff -u --label "$file" --label "virtfn $*" "$here/$file" "$work/$file" || : >"$work/failed"
}

each check
if [ -e "$work/failed" ]; then
	echo "as wanted? tests/hosts/update BINARY $2"
	exit 1
fi
