#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every combination of system, profile, view and GPU (tests/domains) as libvirt's QEMU driver has it:
# defined, with its schema, and QEMU's command line made of it.
# lab: --cpus 1 --restore --timeout 900
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
if ! command -v swtpm >/dev/null || ! ls /usr/lib/*/qemu/ui-spice-core.so >/dev/null 2>&1; then
	echo "1..0 # SKIP this release has no swtpm or no SPICE"
	exit 0
fi
DOMAINS=$(dirname "$V")/../tests/domains/domains
mkdir "$T/xml"

# What the guests want of the host: huge pages, and TAP devices. libvirtd looks when it starts.
modprobe tun
mkdir -p /dev/hugepages
mount -t hugetlbfs hugetlbfs /dev/hugepages
pkill -x libvirtd
while pgrep -x libvirtd >/dev/null; do sleep 0.1; done
rm -f /run/libvirtd.pid
lab-libvirtd

version=$(virsh -q version | sed -n 's/^Using library: libvirt \([0-9]*\)\.\([0-9]*\)\.\([0-9]*\)/\1 \2 \3/p')
# shellcheck disable=SC2086
"$DOMAINS" "$(printf '%d%03d%03d' $version)" | awk -v folder="$T/xml" '
	/^== / { file = folder "/" $2 ".xml"; next }
	!/^refused:/ { print >file }'
names=$(cd "$T/xml" && printf '%s\n' *.xml | sed 's/\.xml$//')
is "there are combinations" "$(($(echo "$names" | wc -l) > 140))" 1

# A command line takes half a second, libvirt's schema too (tests/domains has it, as far as this
# machine's libvirt knows it): of every sixth, or of all with LAB_LONG=1.
EACH=6
[ -z "${LAB_LONG:-}" ] || EACH=1
i=0
for name in $names; do
	if [ $((i++ % EACH)) != 0 ]; then
		echo "define $T/xml/$name.xml"
		continue
	fi
	echo "define --validate $T/xml/$name.xml"
	echo "echo @$name:"
	echo "domxml-to-native qemu-argv --domain $name"
done | paste -s -d ';' >"$T/commands"
# Neither virsh's echo nor a command line ends with a line feed.
virsh -q "$(cat "$T/commands")" 2>"$T/errors" | sed 's/@[a-z0-9-]*:LC_ALL=/\n&/g' >"$T/all"
i=0
virsh -q list --all --name >"$T/defined"
for name in $names; do
	is "$name is defined" "$(grep -c -x -F "$name" "$T/defined")" 1
	[ $((i++ % EACH)) = 0 ] || continue
	grep "^@$name:" "$T/all" >"$T/out"
	says "and QEMU has a command line for it" out "/qemu-system-x86_64 .* -machine pc-q35"
done
is "libvirt has nothing against any" "$(cat "$T/errors")" ""
finish
