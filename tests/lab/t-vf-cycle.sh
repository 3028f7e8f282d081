#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Cycles of create and destroy, 50 with LAB_LONG=1: no leak of memory or descriptors, no kernel warning.
# lab: --cpus 1 --restore --timeout 900
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
CYCLES=20
[ -z "${LAB_LONG:-}" ] || CYCLES=50

slab() { # KiB that the kernel cannot give back
	sync
	echo 3 >/proc/sys/vm/drop_caches
	awk '/^SUnreclaim/ { print $2 }' /proc/meminfo
}
files() {
	awk '{ print $1 }' /proc/sys/fs/file-nr
}

warnings() {
	dmesg | grep -c -E 'WARNING:|BUG:|Oops|Call Trace|leak'
}

one() {
	"$V" vf create "$P" -n 2 --mac auto >"$T/out" 2>"$T/err" &&
		"$V" vf destroy "$P" >"$T/out" 2>"$T/err"
}

for i in 1 2 3; do one; done
before=$(slab)
open=$(files)
warned=$(warnings)
bad=0
for i in $(seq $CYCLES); do one || bad=$((bad + 1)); done
is "$CYCLES cycles, none failed" $bad 0
after=$(slab)
[ $((after - before)) -lt 4096 ] && ok "kernel memory: $((after - before)) KiB more" ||
	not_ok "kernel memory" "$before KiB before, $after KiB after"
grown=$(($(files) - open))
[ $grown -lt 64 ] && ok "open files: $grown more" || not_ok "open files" "$grown more"
is "kernel warnings" "$(warnings)" "$warned"
is "journal is kept short" "$([ "$(ls /run/virtfn/journal | wc -l)" -le 21 ] && echo yes)" yes
is "no sanitizer report" "$(grep -c -E 'Sanitizer|runtime error' "$T/err")" 0
finish
