#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The password for RDP out of a real keyring (gnome-keyring on a bus of its own), and into it. The
# viewer is a stub that writes down what it gets; the rest of "virtfn vm view": view.sh.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
for program in dbus-run-session gnome-keyring-daemon secret-tool; do
	command -v $program >/dev/null || { echo "SKIP: no $program"; exit 77; }
done
if ! "$binary" --connect test:///default vm list >/dev/null 2>"$work/err"; then
	echo "SKIP: no libvirt, or one without its test driver: $(head -n 1 "$work/err")"
	exit 77
fi

# GCC 12's LeakSanitizer crashes on thread-local storage of libraries that were opened late.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}intercept_tls_get_addr=0"
export HOME="$work/home" XDG_RUNTIME_DIR="$work/run" USER=anna SEEN="$work/seen"
unset XDG_CONFIG_HOME XDG_DATA_HOME WAYLAND_DISPLAY LIBVIRT_DEFAULT_URI DBUS_SESSION_BUS_ADDRESS
mkdir -m 700 "$HOME" "$XDG_RUNTIME_DIR" "$work/bin"
secret='ge heim\1 "x"'
ln -s /usr/bin/* "$work/bin" 2>/dev/null
ln -sf /bin/sh "$work/bin/sh"
for name in looking-glass-client xfreerdp xfreerdp3 sdl-freerdp sdl-freerdp3 wlfreerdp wlfreerdp3 \
	remmina remote-viewer virt-viewer; do
	rm -f "$work/bin/$name"
done
cat >"$work/bin/xfreerdp" <<'SH'
#!/bin/sh
[ "$*" != /buildconfig ] || { echo "WITH_GFX_H264=ON"; exit 0; }
{ printf 'part: %s\n' "$@"; sed 's/^/input: /'; } >"$SEEN"
SH
chmod 755 "$work/bin/xfreerdp"
PATH=$work/bin:/usr/sbin:/sbin
DISPLAY=:99
export PATH DISPLAY
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

# in_session COMMAND...: with a bus and an unlocked keyring, whose files stay between calls.
in_session() {
	rm -f "$SEEN"
	# shellcheck disable=SC2016
	timeout 60 dbus-run-session -- sh -c '
		printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
		exec "$@"' sh "$@" >"$work/out" 2>"$work/err" </dev/null
}

view() {
	ran="vm view test $*"
	in_session "$binary" --connect test:///default vm view test --with rdp --address "$there" "$@"
}

seen() {
	grep -qxF -- "$1" "$SEEN" 2>/dev/null || fail "$ran: the viewer has not seen \"$1\""
}

# What is not there, and no session at all.
run 1 --connect test:///default vm view test --with rdp --address "$there"
says err 'nobody can be asked'
view && fail "a password from an empty keyring"
says err 'nobody can be asked'
run 2 --connect test:///default vm view test --print --remember
says err '--remember goes with'

# Put there by another program: user and password come from there, nothing is asked.
in_session sh -c 'printf %s "$1" | secret-tool store --label=x xdg:schema org.virtfn.Guest guest test user eva' sh "$secret" ||
	fail "secret-tool store"
view || fail "$ran: failed"
seen 'part: /u:eva'
seen "input: $secret"
grep '^part' "$SEEN" | grep -q heim && fail "a password on the command line"
lacks out heim
lacks err heim
view --user eva || fail "$ran: failed"
seen "input: $secret"
view --user other && fail "the password of another user"
view --remember && fail "nobody could be asked"
says err 'nobody can be asked'

# Asked once, kept, used.
ran="vm view --remember"
in_session python3 "$here/answers.py" 'neu & "y"' -- "$binary" --connect test:///default vm view test \
	--with rdp --address "$there" --user anna --remember
seen 'input: neu & "y"'
in_session secret-tool lookup guest test user anna
says out 'neu & "y"'
view --user anna || fail "$ran: failed"
seen 'input: neu & "y"'

# Two lines are no password.
in_session sh -c 'printf "a\nb" | secret-tool store --label=x xdg:schema org.virtfn.Guest guest test user two'
view --user two && fail "a password of two lines"
says err 'no password of one line'
kill $server
finish
