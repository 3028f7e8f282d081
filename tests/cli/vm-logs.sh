#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "virtfn vm logs": the lines of the last start, what they mean, what comes later, and logs that
# are none.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

# GCC 12's LeakSanitizer crashes on thread-local storage of libraries that were opened late.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}intercept_tls_get_addr=0"
unset LIBVIRT_DEFAULT_URI
root=$work/root
logs=$root/var/log/libvirt/qemu
mkdir -p "$logs"

cat >"$logs/g.log" <<'LOG'
2026-11-20 10:00:00.000+0000: starting up libvirt version: 11.3.0, qemu version: 10.0.2
LC_ALL=C \
/usr/bin/qemu-system-x86_64 \
-name guest=g
2026-11-20T10:00:01Z qemu-system-x86_64: an old line
2026-11-21 10:00:00.000+0000: starting up libvirt version: 11.3.0, qemu version: 10.0.2
LC_ALL=C \
/usr/bin/qemu-system-x86_64 \
-msg timestamp=on
qemu: hardware error: vfio: DMA mapping failed, unable to continue
2026-11-21 10:00:02.000+0000: shutting down, reason=crashed
LOG
run 0 --root "$root" vm logs g
says out 'reason=crashed'
says out 'cause: The guest'
says out 'id: vfio-dma-high'
lacks out 'an old line'
lacks out 'LC_ALL'
says err '3 lines of QEMU'
run 0 --root "$root" vm logs g --all
says out 'an old line'
says out '-msg timestamp=on'
run 0 --root "$root" vm logs g --json
is_json out
says out '"path": "/var/log/libvirt/qemu/g.log"'
says out '"known_lines": 1'

# Nothing that is known, nothing at all, and what nobody should write there.
echo 'qemu-system-x86_64: hello' >"$logs/plain.log"
run 0 --root "$root" vm logs plain
says out 'hello'
lacks out 'cause:'
: >"$logs/empty.log"
run 0 --root "$root" vm logs empty
is_silent out
printf 'a\033[31mred\0zero\377\n\n no end' >"$logs/odd.log"
run 0 --root "$root" vm logs odd
says out '\x1b[31mred?zero'
says out ' no end'
run 0 --root "$root" vm logs odd --json
is_json out
head -c 20000000 /dev/zero | tr '\0' 'x' >"$logs/large.log"
printf '\nthe last line\n' >>"$logs/large.log"
run 0 --root "$root" vm logs large
says out 'the last line'
rm "$logs/large.log"

# What is not there.
run 1 --root "$root" vm logs nothing
says err 'there is no /var/log/libvirt/qemu/nothing.log: the guest was never started here'
for bad in '' ../g a/b /etc/passwd; do
	run 1 --root "$root" vm logs -- "$bad"
	says err 'is no name of a guest'
done
run 1 --connect qemu+ssh://nowhere.invalid/system vm logs g
says err 'run virtfn there'
run 2 --root "$root" vm logs g -f --json
mkdir "$logs/folder.log"
run 1 --root "$root" vm logs folder
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$work"
	chmod 600 "$logs/g.log"
	as_nobody "$binary" --root "$root" vm logs g >"$work/out" 2>"$work/err" &&
		fail "it reads what it may not"
	says err 'run it with sudo'
fi

# What comes while it looks; a line counts when it is whole.
"$binary" --root "$root" vm logs plain -f >"$work/out" 2>"$work/err" &
pid=$!
wait_for() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		grep -qxF -- "$1" "$work/out" && return
		sleep 0.2
	done
	fail "vm logs -f does not show \"$1\""
}
ran='virtfn vm logs plain -f'
wait_for 'qemu-system-x86_64: hello'
sleep 0.3
printf 'first\nsec' >>"$logs/plain.log"
wait_for first
lacks out sec
printf 'ond\n' >>"$logs/plain.log"
wait_for second
echo anew >"$logs/plain.log"
wait_for anew
kill -INT $pid 2>/dev/null || kill -TERM $pid
kill -TERM $pid 2>/dev/null
wait $pid
finish
