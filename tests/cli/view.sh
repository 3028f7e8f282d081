#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "virtfn vm view": which way is taken, why not the better ones, and what a viewer gets to see.
# Guests are of libvirt's test driver; viewers are stubs that write down argv, standard input and
# files. Real ones: view-real.sh.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/lib-view.sh
. "$(dirname "$0")/lib-view.sh"

cat >"$work/node.xml" <<XML
<node>
  <cpu><mhz>6000</mhz><model>i986</model><active>50</active><nodes>4</nodes><sockets>4</sockets><cores>4</cores><threads>2</threads></cpu>
  <domain type='test'><name>win</name><memory unit='MiB'>512</memory><vcpu>2</vcpu><os><type>hvm</type></os>
    <devices>
      <shmem name='virtfn-test-$$'><model type='ivshmem-plain'/><size unit='M'>64</size></shmem>
      <graphics type='spice' port='5931' listen='127.0.0.1' passwd='ge heim\\1 "x"'/>
      <video><model type='none'/></video>
    </devices></domain>
  <domain type='test'><name>bare</name><memory unit='MiB'>512</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>
  <domain type='test'><name>open</name><memory unit='MiB'>512</memory><vcpu>2</vcpu><os><type>hvm</type></os>
    <devices><graphics type='vnc' port='5933'/><video><model type='vga'/></video></devices></domain>
  <domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>
    <name>db &amp; "more" 100%</name><memory unit='MiB'>512</memory><vcpu>2</vcpu><os><type>hvm</type></os>
    <test:runstate>5</test:runstate></domain>
</node>
XML
uri=test://$work/node.xml

no_viewers
usual_path=$PATH
export PATH="$work/bin"

view() { # STATUS ARGS...
	want_status=$1
	shift
	rm -f "$SEEN"
	run "$want_status" --connect "$uri" vm view "$@"
}

"$binary" --connect test:///default vm list >"$work/out" 2>&1 || {
	echo "no libvirt, or one without its test driver"
	exit 77
}

# Nothing is installed.
view 1 win
says err 'no way to show the desktop'
says err 'not looking-glass: looking-glass-client is not installed'
says err 'not rdp: '
says err 'not spice: neither remote-viewer nor virt-viewer'
view 1 bare --with spice
says err 'the guest has no SPICE or VNC display'
view 1 'db & "more" 100%'
says err 'is not running; first: virtfn vm start'
view 1 win --with looking-glass
says err 'looking-glass-client is not installed'
view 2 win --with vnc
view 2 win --print --desktop
view 2 win --release idd
view 2 win --replace
view 2 win --user -x
view 2 win --user ''
view 1 nothing-like-it

# SPICE with a password: a file that the viewer alone can read, and that is gone afterwards.
stub remote-viewer
view 1 win
says err 'no graphical session'
export DISPLAY=:99
view 0 win
seen 'program: remote-viewer'
seen "part: $XDG_RUNTIME_DIR/virtfn-win.vv"
seen 'mode: 600'
seen 'file: type=spice'
seen 'file: port=5931'
seen 'file: delete-this-file=1'
seen 'file: password=ge\sheim\\1\s"x"'
says err 'its own GPU'
[ -z "$(ls "$XDG_RUNTIME_DIR")" ] || fail "something stays in XDG_RUNTIME_DIR"
echo stale >"$XDG_RUNTIME_DIR/virtfn-win.vv"
view 0 win
seen 'file: port=5931'
for way in --print --json; do
	view 0 win $way
	[ ! -e "$SEEN" ] || fail "$way opened a viewer"
	lacks out 'heim'
	lacks err 'heim'
	[ -z "$(ls "$XDG_RUNTIME_DIR")" ] || fail "$way made a file"
done
is_json out
says out '"chosen": true'
view 0 win -v
says err "run remote-viewer $XDG_RUNTIME_DIR/virtfn-win.vv"
lacks err heim
view 0 open
seen 'part: vnc://127.0.0.1:5933'
lacks err 'its own GPU'
(
	unset XDG_RUNTIME_DIR
	[ "$(id -u)" = 0 ] || view 1 win
)
# A viewer that cannot be run leaves no file.
echo '#!/nowhere/sh' >"$work/bin/remote-viewer"
view 1 win
says err 'cannot run remote-viewer'
[ -z "$(ls "$XDG_RUNTIME_DIR")" ] || fail "the file of a viewer that did not start stays"
stub remote-viewer

# What listens nowhere, and what is elsewhere, is virt-viewer's.
stub virt-viewer
rm "$work/bin/remote-viewer"
view 0 open
seen 'program: virt-viewer'
seen 'part: --attach'
seen "part: $uri"
seen 'part: open'
stub remote-viewer

# RDP: something has to answer, and the password goes to standard input alone.
listen
stub xfreerdp
view 1 win --with rdp --address "$there"
says err 'nobody can be asked for the password here'
view 1 win --with rdp --address 127.0.0.1:1
says err 'nothing answers at 127.0.0.1 port 1'
for bad in '' localhost 1.2.3 '[::1' '1.2.3.4:' 1.2.3.4:0 1.2.3.4:65536 '::1]:5' '1.2.3.4 -x' 0x7f.1; do
	view 1 win --with rdp --address "$bad"
	says err '--address takes an address such as'
done
view 0 win --print --address "$there"
says out "xfreerdp /v:$there /from-stdin /cert:tofu /bpp:32 /gfx:AVC444"
says err 'the password goes to its standard input'
ran="virtfn vm view win --user anna"
timeout 20 python3 "$here/answers.py" "$secret" -- "$binary" --connect "$uri" vm view win -v \
	--user anna --address "$there" >"$work/out" 2>&1
seen 'program: xfreerdp'
seen "part: /v:$there"
seen 'part: /u:anna'
seen 'part: /d:'
seen "input: $secret"
grep '^part' "$SEEN" | grep -q heim && fail "a password on the command line"
lacks out heim
timeout 20 python3 "$here/answers.py" '' "$secret" -- "$binary" --connect "$uri" vm view win \
	--address "$there" >"$work/out" 2>&1
seen 'part: /u:anna'
seen "input: $secret"
timeout 20 python3 "$here/answers.py" '^D' -- "$binary" --connect "$uri" vm view win \
	--user anna --address "$there" >"$work/out" 2>&1 && fail "no password, and it went on"
says out 'no password was given'

# Where nobody can be asked, Remmina asks in its own window.
stub remmina
view 0 win --address "$there" --user anna
seen 'program: remmina'
seen "part: rdp://anna@$there"
view 0 win --profile-file "$work/win.remmina" --address "$there" --user anna
grep -q "^server=$there\$" "$work/win.remmina" || fail "no server in the profile"
! grep -q password "$work/win.remmina" || fail "a password in the profile"
view 0 win --profile-file "$work/win.remmina" --address "$there" --user anna
says out 'No changes'
view 1 win --profile-file "$work/win.remmina" --address "$there" --user bert
says err 'it stays as it is'
view 0 win --profile-file "$work/win.remmina" --address "$there" --user bert --replace
view 1 win --profile-file "$work/other"
says err 'give it with --address'

# Looking Glass goes first, where its memory is there and of the right size.
shm=/dev/shm/virtfn-test-$$
if [ -w /dev/shm ]; then
	trap 'rm -f "$shm"; kill $server 2>/dev/null; chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
	stub looking-glass-client
	view 0 win --address "$there" --user anna
	seen 'program: remmina'
	says err "not looking-glass: $shm is not there: QEMU makes it when the guest starts"
	truncate -s 32M "$shm"
	view 1 win --with looking-glass
	says err 'holds 32 MiB and the guest expects 64'
	truncate -s 64M "$shm"
	view 0 win
	seen 'program: looking-glass-client'
	seen "part: $shm"
	seen 'part: -s'
	says err 'must be of one release'
	# Nobody waits for RDP when something better is there, and JSON shows all the same.
	view 0 win --json --address "$there"
	[ "$(grep -c '"possible": true' "$work/out")" = 3 ] || fail "not all ways are shown"
	if [ "$(id -u)" = 0 ]; then
		chmod 600 "$shm"
		chmod 755 "$work"
		HOME=/ XDG_RUNTIME_DIR=/ as_nobody "$binary" --connect test:///default vm list \
			>/dev/null 2>&1 && cp "$work/node.xml" "$work/node2.xml" &&
			chmod 644 "$work/node2.xml" &&
			! as_nobody "$binary" --connect "test://$work/node2.xml" vm view win \
				--with looking-glass 2>"$work/err" &&
			says err 'you may not read and write'
	fi
	rm "$shm"
fi

# Files of the user, which stay as he edited them.
view 0 win --write-config
says out "$HOME/.config/looking-glass/client.ini is written"
grep -qx "shmFile=$shm" "$HOME/.config/looking-glass/client.ini" || fail "no shmFile"
view 0 win --write-config
says out 'No changes'
echo '; mine' >>"$HOME/.config/looking-glass/client.ini"
view 1 win --write-config
says err 'it stays as it is'
grep -qx '; mine' "$HOME/.config/looking-glass/client.ini" || fail "the edited file is gone"
view 0 win --write-config --release idd --replace
grep -qx "shmDevice=$shm" "$HOME/.config/looking-glass/client.ini" || fail "no shmDevice"
view 1 bare --write-config
says err 'shares no memory'
HOME='' view 1 win --write-config
says err 'HOME is not set'

view 0 'db & "more" 100%' --desktop
entry="$HOME/.local/share/applications/virtfn-db_20_26_20_22more_22_20100_25.desktop"
[ -e "$entry" ] || fail "no launcher: $(ls "$HOME/.local/share/applications")"
lacks err 'does not like it'
view 0 'db & "more" 100%' --desktop
says out 'No changes'
view 0 'db & "more" 100%' --no-desktop
[ ! -e "$entry" ] || fail "the launcher stays"
view 0 'db & "more" 100%' --no-desktop
says out 'No changes'
echo mine >"$entry"
view 1 'db & "more" 100%' --no-desktop
says err 'was not made by virtfn'
view 1 'db & "more" 100%' --desktop
says err 'it stays as it is'
kill $server
PATH=$usual_path

# "virtfn vm check" without an agent: nobody knows, and that is said.
run 0 --connect "$uri" vm check win
says out 'unknown: no agent answers in win'
says err 'install qemu-guest-agent in the guest'
run 0 --connect "$uri" vm check win --json
is_json out
run 1 --connect "$uri" vm check 'db & "more" 100%'
says err 'nobody in it can be asked; first: virtfn vm start'
run 1 --connect "$uri" vm check nothing-like-it
finish
