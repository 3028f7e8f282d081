#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What doctor, list and status say of this host, they say of its capture too, elsewhere and
# later; and what readers of facts go through stays out of a capture.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
chmod 755 "$work"
mkdir -m 777 "$work/open"
cp "$binary" "$work/open/virtfn"

# ask WHO FILE ARGS...: stdout; the exit status counts, notes say who asks and are left out.
ask() {
	who=$1 to=$2
	shift 2
	ran="virtfn $*, as $who"
	status=0
	"$who" timeout 60 "$work/open/virtfn" "$@" >"$work/open/$to" 2>"$work/err" </dev/null ||
		status=$?
	echo "$status" >"$work/open/$to.status"
	[ "$status" = 0 ] || [ "$status" = 3 ] || fail "$* as $who: exit status $status"
}

# similar ONE TWO: the same but for made-up addresses and notes; of findings of the host, whose
# numbers move, which and how bad.
similar() {
	cmp -s "$work/open/$1.status" "$work/open/$2.status" || return 1
	python3 - "$work/open/$1" "$work/open/$2" <<'CHECK'
import json, re, sys

def plain(thing, key=""):
    if isinstance(thing, dict):
        if "verdict" in thing:
            return [thing.get("id"), thing.get("device"), thing["verdict"],
                    plain(thing.get("follows", []))]
        return {plain(k): plain(v, k) for k, v in thing.items() if k not in ("notes", "mac")}
    if isinstance(thing, list):
        return [plain(one) for one in thing]
    if isinstance(thing, str):
        return re.sub("enx[0-9a-f]{12}", "enx", thing)
    return 0 if key == "log_lines" else thing

one, two = (plain(json.load(open(name))) for name in sys.argv[1:])
if one != two:
    print(sys.argv[1], one, sys.argv[2], two, sep="\n")
sys.exit(one != two)
CHECK
}

# compare WHO VIEW...: a host may change while it is looked at; then the same is asked again.
compare() {
	who=$1
	shift
	for _ in 1 2 3; do
		rm -f "$work/open/$who.tar.zst"
		ask "$who" before "$@"
		ask "$who" said capture -o "$work/open/$who.tar.zst"
		ask "$who" after "$@"
		! similar before after >/dev/null || break
	done
	ask "$who" replay --root "$work/open/$who.tar.zst" "$@"
	is_json open/replay
	similar before replay >"$work/difference" ||
		fail "$* as $who: the capture says something else: $(cat "$work/difference")"
}

# again WHO: on a capture nothing moves, so that everything is the same, byte by byte.
again() {
	rm -f "$work/open/second.tar.zst"
	ask "$1" said --root "$work/open/$1.tar.zst" capture -o "$work/open/second.tar.zst"
	cmp "$work/open/$1.tar.zst" "$work/open/second.tar.zst" ||
		fail "the capture of the capture of $1 is another one"
	for view in 'doctor --json' 'doctor -v --json' 'doctor -v' 'list --all --json'; do
		# shellcheck disable=SC2086
		ask "$1" one --root "$work/open/$1.tar.zst" $view
		# shellcheck disable=SC2086
		ask env two --root "$work/open/$1.tar.zst" $view
		cmp "$work/open/one" "$work/open/two" || fail "$view of $1's capture: another answer"
	done
}

whos='env'
if [ "$(id -u)" = 0 ] && as_nobody "$work/open/virtfn" --version >/dev/null 2>&1; then
	whos='env as_nobody'
fi
[ -d /sys/bus/pci/devices ] || whos=
for who in $whos; do
	compare "$who" list --all --json
	compare "$who" status --json
	compare "$who" doctor --json
	compare "$who" doctor -v --json
	again "$who"
done

# Files of which we ask one line, and which hold what is nobody's business.
root=$work/mine
mv "$(machine lab-igb)" "$root"
mkdir -p "$root/sys/bus/pci/devices" "$root/sys/class/net" "$root/sys/firmware/efi/efivars" \
	"$root/proc/self" "$root/proc/sys/kernel" "$root/etc/NetworkManager/system-connections" \
	"$root/etc/netplan" "$root/etc/systemd/system" "$root/etc/libvirt" "$root/etc/cron.d" \
	"$root/usr/bin" "$root/var/lib/dpkg" "$root/lib/modules/6.1-x" "$root/boot" "$root/dev"
: >"$root/dev/kvmfr0"
echo 6.1-x >"$root/proc/sys/kernel/osrelease"
echo 'Linux version 6.1-x' >"$root/proc/version"
printf '[connection]\nid=home\n[wifi-security]\npsk=Secret1\n' \
	>"$root/etc/NetworkManager/system-connections/Secret2.nmconnection"
printf '[wifi-security]\npsk=Secret3\n[sriov]\ntotal-vfs=4\n' \
	>"$root/etc/NetworkManager/system-connections/card.nmconnection"
printf 'wifis:\n  Secret4: {password: Secret5}\n' >"$root/etc/netplan/1.yaml"
printf 'Environment=TOKEN=Secret6\nExecStart=sh -c "echo 2 >%s/sriov_numvfs"\n' \
	/sys/bus/pci/devices/0000:01:00.0 \
	>"$root/etc/systemd/system/vfs.service"
printf '0 1 * * * root backup --password Secret7\n@reboot root echo 3 >%s/sriov_numvfs\n' \
	/sys/bus/pci/devices/0000:01:00.0 >"$root/etc/cron.d/backup"
printf 'vnc_password = "Secret8"\n#vnc = "Secret8"\nuser = "libvirt-qemu"\n' \
	>"$root/etc/libvirt/qemu.conf"
printf 'root:x:0:\nsecret9:x:1001:alice\n' >"$root/etc/group"
printf 'kvm 1 0 - Live 0xffffffffc0secret\nvfio 2 1 - Live 0xffffffffc1secret\nsecretx 1 0 - Live 0x0\n' \
	>"$root/proc/modules"
printf '//nas/x /mnt/secretm cifs user=secretu 0 0\nhugetlbfs /dev/hugepages hugetlbfs rw 0 0\n' \
	>"$root/proc/mounts"
for program in qemu-system-x86_64 libvirtd; do
	printf '#!/bin/sh\n' >"$root/usr/bin/$program"
done
printf 'Package: secretpackage\nStatus: install ok installed\nVersion: 1\n\n%s\n%s\n%s\n' \
	'Package: qemu-system-x86' 'Status: install ok installed' 'Version: 1:10.0.2+ds' \
	>"$root/var/lib/dpkg/status"
printf 'kernel/virt/kvm.ko: kernel/secretdep.ko\nkernel/secretmod.ko:\n' \
	>"$root/lib/modules/6.1-x/modules.dep"
printf 'kernel/secretbuiltin.ko\nkernel/drivers/vfio/vfio.ko\n' >"$root/lib/modules/6.1-x/modules.builtin"
printf '# CONFIG_PCI_IOV is not set\nCONFIG_KVM=m\nCONFIG_SECRETC=y\n' >"$root/boot/config-6.1-x"
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
guid=4a67b082-0a4c-41cf-b6c7-440b29bb8c4f
python3 - "$root/sys/firmware/efi/efivars" "$guid" <<'VARS'
import sys
for name, value in (("LoaderEntrySelected", "0123456789abcdef0123456789abcdef-6.1-x.conf"),
                    ("LoaderInfo", "systemd-boot 257")):
    with open(f"{sys.argv[1]}/{name}-{sys.argv[2]}", "wb") as f:
        f.write(b"\6\0\0\0" + value.encode("utf-16-le") + b"\0\0")
VARS
run 0 --root "$root" capture -o "$work/mine.tar.zst"
mkdir "$work/unpacked"
tar --zstd -xf "$work/mine.tar.zst" -C "$work/unpacked"
! grep -ariE 'secret|alice|0123456789abcdef' "$work/unpacked" || fail 'a secret is in the capture'
! (cd "$work/unpacked" && find . | grep -i secret) || fail 'a secret is the name of a file'
! tr -d '\0' <"$work/unpacked/.virtfn/boot-entry" | grep 0123456789 || fail 'the ID of the machine'
! grep -arl 0.1.2.3.4.5.6.7.8.9.a.b.c.d.e.f "$work/unpacked" || fail 'the ID of the machine, UTF-16'
run 0 --root "$work/mine.tar.zst" capture -o "$work/mine2.tar.zst"
cmp "$work/mine.tar.zst" "$work/mine2.tar.zst" || fail 'the capture of a capture is another one'
for view in 'doctor -v --json' 'doctor -v' 'doctor --json' 'list --json' 'status --json'; do
	for from in mine unpacked mine.tar.zst; do
		status=0
		# shellcheck disable=SC2086
		"$binary" --root "$work/$from" $view >"$work/view" 2>&1 </dev/null || status=$?
		sed "s|$work/$from|ROOT|g; s/52:54:00:12:34:56/02:00:00:00:00:01/" "$work/view" \
			>"$work/view.$from"
		echo "exit status $status" >>"$work/view.$from"
	done
	for from in unpacked mine.tar.zst; do
		diff "$work/view.mine" "$work/view.$from" || fail "$view: $from says something else"
	done
done
# They would be the same if nothing were seen at all, so: it is.
"$binary" --root "$work/mine.tar.zst" doctor -v >"$work/out" 2>&1
ran='doctor of the made machine'
for seen in 'line 2: ExecStart' 'line 2: @reboot' 10.0.2 'CONFIG_VFIO_PCI is not set' \
	'user = "libvirt-qemu"' 'LoaderInfo: systemd-boot 257'; do
	says out "$seen"
done
finish
