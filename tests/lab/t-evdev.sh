#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The host's keyboard and mouse (made by uinput) go to a guest, change sides with both Ctrl keys,
# and are the host's again when it ends.
# lab: --cpus 1 --restore --timeout 600 nested
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
G=/usr/lib/virtfn-lab/guest
modprobe -a uinput evdev
lab-libvirtd

# A keyboard and a mouse as long as it runs; a line "ctrl" presses both Ctrl keys, anything else of
# "keyboard" or "mouse" says whether somebody has grabbed it.
cat >"$T/devices.py" <<'EOF'
import fcntl, glob, os, struct, sys, time
EVBIT, KEYBIT, RELBIT, CREATE, GRAB = 0x40045564, 0x40045565, 0x40045566, 0x5501, 0x40044590
KEY, REL, LEFT, RIGHT = 1, 2, 29, 97

def make(name, keys, axes):
    fd = os.open("/dev/uinput", os.O_WRONLY)
    for kind in [KEY] + [REL] * bool(axes):
        fcntl.ioctl(fd, EVBIT, kind)
    for key in keys:
        fcntl.ioctl(fd, KEYBIT, key)
    for axis in axes:
        fcntl.ioctl(fd, RELBIT, axis)
    os.write(fd, struct.pack("80s4HI", name.encode(), 3, 1, 1, 1, 0) + bytes(4 * 4 * 64))
    fcntl.ioctl(fd, CREATE)
    for path in glob.glob("/sys/devices/virtual/input/input*/name"):
        if open(path).read().strip() == name:
            event = glob.glob(os.path.dirname(path) + "/event*")[0]
            return fd, "/dev/input/" + os.path.basename(event)

def press(fd, value):
    for key in (LEFT, RIGHT):
        os.write(fd, struct.pack("qqHHi", 0, 0, KEY, key, value) + struct.pack("qqHHi", 0, 0, 0, 0, 0))

def grabbed(path):
    fd = os.open(path, os.O_RDONLY)
    try:
        fcntl.ioctl(fd, GRAB, 1)
        return "no"
    except OSError as e:
        return "yes" if e.errno == 16 else str(e)
    finally:
        os.close(fd)

made = {"keyboard": make("lab keyboard", range(1, 120), []), "mouse": make("lab mouse", [272, 273], [0, 1])}
print(made["keyboard"][1], made["mouse"][1], flush=True)
for line in sys.stdin:
    word = line.strip()
    if word == "ctrl":
        press(made["keyboard"][0], 1)
        press(made["keyboard"][0], 0)
        time.sleep(1)
    print("done" if word == "ctrl" else grabbed(made[word][1]), flush=True)
EOF
coproc DEVICES { exec python3 "$T/devices.py"; }
read -r KEYBOARD MOUSE <&"${DEVICES[0]}"
ask() { # WORD
	local answer
	echo "$1" >&"${DEVICES[1]}"
	read -r -t 20 answer <&"${DEVICES[0]}"
	echo "$answer"
}

create() { # OPTIONS...
	v vm create e --os linux --kernel $G/vmlinux --initrd $G/initrd --append "$(cat $G/args) lab.wait=forever" \
		--nic none --view none --cpus 1 --memory 256M "$@"
}
create --input "evdev:$MOUSE,$KEYBOARD" --dry-run
is "beside another keyboard it can be given" "$rc" 0
for port in /sys/bus/serio/devices/*/drvctl; do printf none >"$port"; done
create --input "evdev:$MOUSE,$KEYBOARD"
is "the host's only keyboard is refused" "$rc" 1
says "and why" err "$KEYBOARD is the host's only keyboard"
create --input "evdev:$KEYBOARD,$KEYBOARD"
is "one device twice is refused" "$rc" 1
create --input evdev:/dev/input/event99
is "one that is not there is refused" "$rc" 1
create --input evdev:/dev/null
says "a path elsewhere is refused" err 'a path below /dev/input/'
create --input "evdev:$KEYBOARD,$MOUSE" --only-keyboard
is "created" "$rc" 0
is "nobody has them yet" "$(ask keyboard) $(ask mouse)" "no no"
v vm start e --wait 0
is "it starts" "$rc" 0
is "it has grabbed both" "$(ask keyboard) $(ask mouse)" "yes yes"
ask ctrl >/dev/null
is "both Ctrl keys: the host has both" "$(ask keyboard) $(ask mouse)" "no no"
ask ctrl >/dev/null
is "and again: the guest has" "$(ask keyboard) $(ask mouse)" "yes yes"
v vm stop e --force
is "it is stopped" "$rc" 0
is "the host has both" "$(ask keyboard) $(ask mouse)" "no no"
v vm delete e --yes
is "deleted" "$rc" 0
kill "$DEVICES_PID"
finish
