# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154
# For the tests of "virtfn vm view": a home of its own, $work/bin without viewers, stubs of them.
# Behind lib.sh.

# GCC 12's LeakSanitizer crashes on thread-local storage of libraries that were opened late.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}intercept_tls_get_addr=0"
export HOME="$work/home" XDG_RUNTIME_DIR="$work/run" USER=anna SEEN="$work/seen"
unset XDG_CONFIG_HOME XDG_DATA_HOME DISPLAY WAYLAND_DISPLAY LIBVIRT_DEFAULT_URI
mkdir -m 700 "$HOME" "$XDG_RUNTIME_DIR"
mkdir "$work/bin"
secret='ge heim\1 "x"'

# no_viewers: $work/bin has all programs but viewers.
no_viewers() {
	ln -s /usr/bin/* "$work/bin" 2>/dev/null
	ln -sf /bin/sh "$work/bin/sh"
	for name in looking-glass-client xfreerdp xfreerdp3 sdl-freerdp sdl-freerdp3 wlfreerdp \
		wlfreerdp3 remmina remote-viewer virt-viewer; do
		rm -f "$work/bin/$name"
	done
}

# stub NAME: writes down how it was called, with the .vv file, which it removes as a viewer does.
stub() {
	cat >"$work/bin/$1" <<'SH'
#!/bin/sh
[ "$*" != /buildconfig ] || { echo "WITH_GFX_H264=ON"; exit 0; }
{
	echo "program: ${0##*/}"
	for part; do
		echo "part: $part"
		case $part in
		*.vv) echo "mode: $(stat -c %a "$part")"; sed 's/^/file: /' "$part"; rm "$part" ;;
		esac
	done
	[ "${0##*/}" != xfreerdp ] || sed 's/^/input: /'
} >"$SEEN"
SH
	chmod 755 "$work/bin/$1"
}

# seen LINE: the stub has written it down.
seen() {
	grep -qxF -- "$1" "$SEEN" 2>/dev/null ||
		fail "$ran: the viewer did not see \"$1\": $(cat "$SEEN" 2>&1)"
}

# listen: something answers at $there, until "kill $server".
listen() {
	python3 -c '
import socket, time
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(50)
print(s.getsockname()[1], flush=True)
time.sleep(100)' >"$work/port" &
	server=$!
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ -s "$work/port" ] || sleep 0.2
	done
	there=127.0.0.1:$(cat "$work/port")
}
