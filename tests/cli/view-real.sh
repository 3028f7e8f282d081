#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "virtfn vm view" with a real FreeRDP, against a real RDP server, both under Xvfb: the password
# reaches it through standard input, and it connects. Skipped where they are not installed
# (packages xvfb, freerdp2-x11, freerdp2-shadow-x11; or of FreeRDP 3).
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/lib-view.sh
. "$(dirname "$0")/lib-view.sh"

skip() {
	echo "$1"
	exit 77
}

server=
for name in freerdp-shadow-cli3 freerdp-shadow-cli; do
	[ -n "$server" ] || server=$(command -v $name)
done
client=
for name in xfreerdp3 xfreerdp; do
	[ -n "$client" ] || client=$(command -v $name)
done
[ -n "$server" ] && [ -n "$client" ] && command -v Xvfb >/dev/null ||
	skip "no Xvfb, xfreerdp or freerdp-shadow-cli"

cat >"$work/node.xml" <<'XML'
<node>
  <cpu><mhz>6000</mhz><model>i986</model><active>50</active><nodes>4</nodes><sockets>4</sockets><cores>4</cores><threads>2</threads></cpu>
  <domain type='test'><name>win</name><memory unit='MiB'>512</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>
</node>
XML
uri=test://$work/node.xml
"$binary" --connect "$uri" vm list >"$work/out" 2>&1 || skip "no libvirt with its test driver"

# The X server chooses its number; the port is one that is free now.
Xvfb -displayfd 3 -screen 0 800x600x24 -nolisten tcp 3>"$work/display" >"$work/xvfb" 2>&1 &
x=$!
rdp='' view=''
trap 'kill $x $rdp $view 2>/dev/null; chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -s "$work/display" ] || sleep 0.3
done
[ -s "$work/display" ] || skip "Xvfb does not start: $(cat "$work/xvfb")"
DISPLAY=:$(cat "$work/display")
export DISPLAY
port=$(python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
"$server" "/port:$port" /bind-address:127.0.0.1 -auth >"$work/server" 2>&1 &
rdp=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	"$binary" --connect "$uri" vm view win --print --with rdp --address "127.0.0.1:$port" \
		>"$work/out" 2>"$work/err" && break
	kill -0 $rdp 2>/dev/null || skip "the RDP server does not start: $(cat "$work/server" "$work/xvfb")"
	sleep 0.3
done
says out "/v:127.0.0.1:$port"

timeout 30 python3 "$here/answers.py" 'geheim' -- "$binary" --connect "$uri" vm view win \
	--user anna --address "127.0.0.1:$port" >"$work/out" 2>&1 &
view=$!
pid=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	# The process is FreeRDP now, and its window is there.
	for p in /proc/[0-9]*; do
		{ tr '\0' ' ' <"$p/cmdline"; } 2>/dev/null | grep -q "^${client##*/} /v:127.0.0.1:$port" &&
			pid=${p#/proc/}
	done
	grep -q "window\|connected\|synchronize" "$work/server" && break
	sleep 0.5
done
ran='virtfn vm view win'
[ -n "$pid" ] || fail "FreeRDP does not run: $(cat "$work/out")"
sleep 1
grep -q 'synchronize\|connected' "$work/server" || fail "no connection: $(tail "$work/server" "$work/out")"
if [ -n "$pid" ]; then
	tr '\0' '\n' <"/proc/$pid/cmdline" >"$work/cmdline"
	! grep -q geheim "$work/cmdline" || fail "a password on the command line"
	! tr '\0' '\n' <"/proc/$pid/environ" | grep -q geheim || fail "a password in the environment"
	kill "$pid"
fi
finish
