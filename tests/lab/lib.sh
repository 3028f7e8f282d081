# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
# What every lab test uses. It runs inside the lab host, as root.
V=${VIRTFN:?the path of virtfn}
T=$(mktemp -d)
mkdir "$T/bin"
ln -s "$V" "$T/bin/virtfn"
printf '#!/bin/sh\nexec "$@"\n' >"$T/bin/sudo"
chmod +x "$T/bin/sudo"
n=0
failed=0

# The i-th PF with SR-IOV (from 0).
pf() {
	local all
	all=(/sys/bus/pci/devices/*/sriov_totalvfs)
	basename "$(dirname "${all[${1:-0}]}")"
}

ok() { # NAME
	n=$((n + 1))
	echo "ok $n - $1"
}

not_ok() { # NAME WHY...
	n=$((n + 1))
	failed=$((failed + 1))
	echo "not ok $n - $1"
	shift
	printf '%s\n' "$@" | sed 's/^/# /'
	tail -n 20 "$T/out" "$T/err" 2>/dev/null | sed 's/^/# /'
}

# Runs virtfn; its output is in $T/out and $T/err, its status in $rc.
rc=0
v() {
	rc=0
	"$V" "$@" >"$T/out" 2>"$T/err" || rc=$?
}

is() { # NAME GOT WANTED
	if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got '$2', wanted '$3'"; fi
}

says() { # NAME FILE PATTERN
	if grep -q -E -- "$3" "$T/$2"; then ok "$1"; else not_ok "$1" "no '$3' in $2"; fi
}

attr() { # PF ATTRIBUTE
	cat "/sys/bus/pci/devices/$1/$2"
}

# How many VFs of a PF are with a driver.
with_driver() { # PF DRIVER
	local i c=0
	for i in /sys/bus/pci/devices/"$1"/virtfn*; do
		[ "$(basename "$(readlink "$i/driver")")" = "$2" ] && c=$((c + 1))
	done
	echo "$c"
}

# A PF's link goes down for a moment when its VFs change.
wait_link() { # INTERFACE
	ip link set "$1" up
	for _ in $(seq 100); do
		[ "$(cat "/sys/class/net/$1/carrier" 2>/dev/null)" = 1 ] && return
		sleep 0.1
	done
}

finish() {
	rm -rf "$T"
	echo "1..$n"
	[ "$failed" -eq 0 ]
}

# What doctor says of a device: $T/out and $T/err as with v, and lines "VERDICT ID" of all
# findings, what is folded with its cause in front ("blocks iommu-on/intr-remap"); in $T/fixes
# lines "ID: LINE" of their fixes.
doctor() { # DEVICE
	"$V" doctor "$@" >"$T/out" 2>"$T/err" || rc=$?
	"$V" doctor "$@" --json -v 2>>"$T/err" | python3 -c '
import json, sys

def show(finding, before=""):
    name = before + finding["id"]
    print(finding["verdict"], name)
    for line in finding.get("fix", []):
        print(name + ": " + line, file=sys.stderr)
    for other in finding.get("follows", []):
        show(other, name + "/")

whole = json.load(sys.stdin)
for part in ("findings", "unknown", "fine"):
    for finding in whole.get(part, []):
        show(finding)
' >"$T/verdicts" 2>"$T/fixes"
}

# Does what doctor said of a finding: the commands of its fix, as they stand; words are left out.
mend() { # NAME ID
	sed -n -E "s#^$2: ((sudo|echo) .*)#\1#p" "$T/fixes" >"$T/mend"
	if [ ! -s "$T/mend" ]; then
		not_ok "$1" "no commands for $2 in:" "$(cat "$T/fixes")"
	elif PATH=$T/bin:$PATH bash -e "$T/mend" >"$T/out" 2>"$T/err"; then
		ok "$1: $(paste -s -d ';' "$T/mend")"
	else
		not_ok "$1" "$(cat "$T/mend")"
	fi
}

# Whether doctor said "VERDICT ID"; ID is a pattern: "(.*/)?intr-remap".
judged() { # NAME VERDICT ID
	if grep -q -x -E -- "$2 $3" "$T/verdicts"; then
		ok "$1"
	else
		not_ok "$1" "no '$2 $3' in:" "$(cat "$T/verdicts")"
	fi
}

# The only things that block, in any order.
blocks() { # NAME ID...
	local got wanted
	got=$(sed -n 's/^blocks //p' "$T/verdicts" | grep -v / | sort | tr '\n' ' ')
	wanted=$(printf '%s\n' "${@:2}" | sed '/^$/d' | sort | tr '\n' ' ')
	is "$1" "$got" "$wanted"
}
