#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# bench/run says what it measures and refuses the rest; each target of a guest's figures belongs to
# a figure that is made; the hook's figures come from a hook that did its work.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
bench=$here/../../bench
export PYTHONDONTWRITEBYTECODE=1

asked() { # STATUS ARGS...
	want=$1
	shift
	status=0
	"$bench/run" "$@" >"$work/out" 2>"$work/err" || status=$?
	[ $status = "$want" ] || fail "bench/run $*: exit status $status, not $want"
}

asked 0 --help
for what in list vf captures doctor rom plan vm all; do
	grep -q -E "[ ,]$what([, ]|\$)" "$work/out" || fail "bench/run --help does not name $what"
	grep -q -E "bench/run .*[ ]$what|# .*[ ]$what" "$bench/README.md" || [ $what = captures ] ||
		[ $what = all ] || fail "bench/README.md does not say how to run $what"
done
asked 2 nonsense --virtfn "$binary"
asked 2 vm

PYTHONPATH=$bench python3 - "$binary" "$work" >"$work/out" 2>"$work/err" <<'PYTHON' || fail "vm.py"
import sys
import vm

binary, work = sys.argv[1:]
names = {x for rows in vm.RATIOS.values() for row in rows for x in row[:2]}
samples = {name: [2.0, 3.0] for name in names}
samples |= {"virtfn vm start, hook, device work": [5.0, 6.0], "bare device work": [1.0, 3.0]}
for where, what, limit in vm.TARGETS:
    made = vm.ratios(where, samples)
    assert what in made, (where, what, sorted(made))
    assert limit >= 1
# (5 - 1) / 2 and (6 - 3) / 3, and of the fastest (3 / 2).
less = vm.ratios(vm.START, samples)
assert less[vm.LESS]["median"] == 1.5, less[vm.LESS]
assert less[f"{vm.LESS} (fastest)"]["median"] == 1.5
# virt-install may be missing: no ratio, no failure.
few = {k: v for k, v in samples.items() if not k.startswith("virt-install")}
assert list(vm.ratios(vm.DEFINE, few)) == ["virtfn / virsh define",
                                           "virtfn / virsh define (fastest)"]
made = vm.on_tree(binary, work, 1)
for where, what, _ in vm.MOST_MS:
    assert where == vm.TREE and made["ms"][what]["wall"]["median"] > 0, made
try:
    vm.on_tree("/bin/true", f"{work}/other", 1)
except SystemExit as e:
    assert "huge pages" in str(e), e
else:
    raise AssertionError("a hook that does nothing was measured")
PYTHON
finish
