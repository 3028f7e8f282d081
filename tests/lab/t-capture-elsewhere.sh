#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A capture says the same on another machine: taken in the lab's host (its own kernel, firmware and
# devices), judged there and on this machine.
# lab: none
HERE=$(dirname "$(readlink -f "$0")")
# shellcheck source=tests/lab/lib.sh
. "$HERE/lib.sh"
trap 'rm -rf "$T"' EXIT
for host in "--igpu 46a6,driver=i915" --no-iommu; do
	rm -rf "$T/lab"
	mkdir "$T/lab"
	# shellcheck disable=SC2086
	"$HERE/../../lab/run" $host --out "$T/lab" -- bash -c "
		$V capture -o /out/cap.tar.zst || exit 1
		for args in '' '01:00.0'; do
			$V --root /out/cap.tar.zst doctor \$args --json >/out/there\$args.json
			[ \$? -le 3 ] || exit 1
		done
		cat /proc/version >/out/version" >"$T/out" 2>"$T/err"
	is "$host: captured and judged" "$?" 0
	for args in '' 01:00.0; do
		"$V" --root "$T/lab/cap.tar.zst" doctor $args --json >"$T/here.json" 2>"$T/err"
		cmp "$T/here.json" "$T/lab/there$args.json" >"$T/out" 2>&1
		is "$host: doctor $args: the same bytes here" "$?" 0
		is "$host: doctor $args: it has said something" \
			"$([ "$(wc -c <"$T/here.json")" -gt 1000 ] && echo yes)" yes
	done
	cmp -s "$T/lab/version" /proc/version
	is "$host: another machine it was" "$?" 1
done
finish
