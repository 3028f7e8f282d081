#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The hook for libvirt on a scratch tree: prepare and release, two guests, failures, hostile input,
# and the link that libvirt finds it by. Values have one length: a write to a file keeps its end.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
root=$work/root
cpufreq=$root/sys/devices/system/cpu/cpufreq
pages=$root/sys/kernel/mm/hugepages/hugepages-2048kB
me="owner='$(id -u)' group='$(id -g)'"

for p in 0 1; do
	mkdir -p "$cpufreq/policy$p"
	echo schedutil >"$cpufreq/policy$p/scaling_governor"
	echo "schedutil powersave userspace" >"$cpufreq/policy$p/scaling_available_governors"
	echo balance_power >"$cpufreq/policy$p/energy_performance_preference"
done
for g in init.scope system.slice user.slice machine.slice; do
	mkdir -p "$root/sys/fs/cgroup/$g"
	echo 0-7 >"$root/sys/fs/cgroup/$g/cpuset.cpus"
done
mkdir -p "$pages" "$root/dev/shm" "$root/run/virtfn" "$root/etc/libvirt" "$root/var/lib"
echo 0-7 >"$root/sys/devices/system/cpu/online"
for f in nr free; do echo 100 >"$pages/${f}_hugepages"; done
echo 0 >"$pages/resv_hugepages"
cp -a "$root" "$work/was"

# domain NAME NEEDS...: $work/NAME.xml
domain() {
	{
		echo "<domain type='kvm'><name>$1</name><metadata>"
		echo "<v:needs xmlns:v='https://virtfn.org/needs/1'>"
		shift
		printf '<v:%s/>\n' "$@"
		echo "</v:needs></metadata></domain>"
	} >"$work/xml.tmp"
	mv "$work/xml.tmp" "$work/$name.xml"
}

# hook STATUS NAME WORDS...: as libvirt calls it, but for the root.
hook() {
	want=$1 name=$2
	shift 2
	ran="hook $name $*"
	status=0
	timeout 20 "$binary" --root "$root" hook qemu -- "$name" "$@" >"$work/out" 2>"$work/err" \
		<"$work/$name.xml" || status=$?
	[ $status = "$want" ] || fail "$ran: exit status $status, not $want"
	is_silent out
}

as_before() {
	diff -r --no-dereference -x virtfn "$work/was" "$root" >"$work/diff" 2>&1 ||
		fail "$1: not as before: $(head -n 5 "$work/diff")"
	[ ! -e "$root/run/virtfn/hook" ] || fail "$1: the journal is still there"
}

reads() {
	[ "$(cat "$root/$1")" = "$2" ] || fail "$ran: $1 is $(cat "$root/$1"), not $2"
}

name=a
domain a "hugepages page='2M' count='200'" "host cpus='0-3' governor='powersave'" \
	"shm path='/dev/shm/looking-glass' size='16M' $me"
name=b
domain b "hugepages page='2M' count='300'" "host cpus='2-5' governor='userspace' epp='balance_perfo'"

# One guest's life: everything is given, nothing is left.
hook 0 a prepare begin -
reads sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages 200
reads sys/fs/cgroup/user.slice/cpuset.cpus 0-3
reads sys/fs/cgroup/machine.slice/cpuset.cpus 0-7
reads sys/devices/system/cpu/cpufreq/policy1/scaling_governor powersave
[ "$(stat -c '%s %a' "$root/dev/shm/looking-glass")" = "16777216 660" ] || fail "shared memory"
for op in "start begin -" "started begin -" "reconnect begin -" "stopped end -" "later begin -"; do
	cp -a "$root" "$work/now"
	# shellcheck disable=SC2086
	hook 0 a $op
	diff -r -x virtfn "$work/now" "$root" >/dev/null || fail "$op changed something"
	rm -rf "$work/now"
done
hook 0 a release end shutdown
as_before "release"
hook 0 a release end shutdown
as_before "a second release"

# Two guests; who is left keeps what he needs.
hook 0 a prepare begin -
hook 0 a started begin -
hook 0 b prepare begin -
reads sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages 500
reads sys/fs/cgroup/system.slice/cpuset.cpus 2-3
reads sys/devices/system/cpu/cpufreq/policy0/scaling_governor userspace
reads sys/devices/system/cpu/cpufreq/policy0/energy_performance_preference balance_perfo
echo 500 >"$pages/free_hugepages"
hook 0 a release end crashed
reads sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages 300
reads sys/fs/cgroup/system.slice/cpuset.cpus 2-5
reads sys/devices/system/cpu/cpufreq/policy0/scaling_governor userspace
echo 300 >"$pages/free_hugepages"
hook 0 b release end destroyed
echo 100 >"$pages/free_hugepages"
as_before "two guests"

# Prepared, and the host's libvirt died: prepared again, and released once.
hook 0 a prepare begin -
hook 0 a prepare begin -
hook 0 a release end -
as_before "prepared twice"

# By hand, without the definition.
hook 0 a prepare begin -
run 0 --root "$root" hook qemu a release
as_before "release without a definition"

# No journal of a guest that runs: what can still be done is; it never fails.
hook 0 a reconnect begin -
reads sys/devices/system/cpu/cpufreq/policy0/scaling_governor powersave
reads sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages 100
[ ! -e "$root/dev/shm/looking-glass" ] || fail "reconnect made shared memory"
hook 0 a release end -
as_before "reconnect"
name=c
domain c "host governor='warp'"
hook 0 c reconnect begin -
says err "note: the governor stays as it is: this kernel has no 'warp', but schedutil powersave userspace"
hook 0 c release end -
echo "<domain>https://virtfn.org/needs/1" >"$work/c.xml"
hook 0 c reconnect begin -
hook 0 c attach begin -
as_before "failed reconnects"
domain c "host governor='warp'"

# A guest starts without the clock that it wants: that is no reason to keep it from its owner.
hook 0 c prepare begin -
one_line err
says err "note: the governor stays as it is"
hook 0 c release end -
as_before "a governor that is not there"

# What cannot be had: one line, status 1, all as before.
fails() { # TEXT NEEDS...
	text=$1 name=c
	shift
	domain c "$@"
	hook 1 c prepare begin -
	one_line err
	says err "$text"
	as_before "$text"
}
fails "none of the CPUs that the guest leaves to the host (9) is there" "host cpus='9'"
fails "no huge pages 1048576kB" "host cpus='0'" "hugepages page='1G' count='1'"
fails "there is no user nobody-here" "host cpus='0'" "shm path='/dev/shm/x' size='4K' owner='nobody-here'"
fails "/dev/kvmfr0 is not there" "hugepages page='2M' count='1'" "shm path='/dev/kvmfr0' size='4K'"
fails "is no place for shared memory" "shm path='/etc/x' size='4K'"
fails "no PCI" "vf pf='0000:01:00.0' index='0'"
fails "does not know" "future"
echo 1 >"$root/dev/shm/x"
cp -a "$root/dev/shm/x" "$work/was/dev/shm/x"
fails "/dev/shm/x is there already" "host cpus='0'" "shm path='/dev/shm/x' size='4K'"
ln -s /etc/passwd "$root/dev/shm/y"
cp -a "$root/dev/shm/y" "$work/was/dev/shm/y"
fails "dev/shm/y" "shm path='/dev/shm/y' size='4K'"

# Half prepared beside a guest that runs: that one keeps all it has.
hook 0 a prepare begin -
name=c
domain c "host cpus='6-7' governor='userspace'"
hook 1 c prepare begin -
says err "leave no CPU to the host"
reads sys/fs/cgroup/user.slice/cpuset.cpus 0-3
reads sys/devices/system/cpu/cpufreq/policy0/scaling_governor powersave
domain c "shm path='/dev/shm/looking-glass' size='16M' $me"
hook 1 c prepare begin -
says err "the guest 'a' has it"
hook 0 a release end -
as_before "a guest beside it"

# Definitions that mean harm, or none; stdout is never written to.
printf '<domain>\0</domain>' >"$work/c.xml"
hook 1 c prepare begin -
says err "zero byte"
{
	echo "<!DOCTYPE d [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
	echo "<domain>https://virtfn.org/needs/1 &b;</domain>"
} >"$work/c.xml"
hook 1 c prepare begin -
says err "DOCTYPE"
head -c 17000000 /dev/zero | tr '\0' x >"$work/c.xml"
hook 1 c prepare begin -
hook 0 c migrate begin -
hook 0 c restore begin -
: >"$work/c.xml"
for op in prepare start started stopped release reconnect attach migrate restore; do
	hook 0 c $op begin -
	is_silent err
done
cp "$work/a.xml" "$work/--json.xml"
hook 0 --json prepare begin -
hook 0 --json release end -
as_before "a guest with an odd name"
run 2 --root "$root" hook qemu ../x prepare begin -
run 2 --root "$root" hook qemu a
says err "'hook qemu' needs OPERATION"

# A journal that is not whole is not guessed at; a running guest does not care.
echo "guest	a" >"$root/run/virtfn/hook"
hook 1 a prepare begin -
says err "cannot understand /run/virtfn/hook"
hook 0 a reconnect begin -
rm "$root/run/virtfn/hook"

# By the name of its link the program is the hook.
mkdir -p "$work/hooks/qemu.d"
ln -s "$binary" "$work/hooks/qemu.d/virtfn"
echo "<domain><name>x</name></domain>" >"$work/c.xml"
for op in prepare release; do
	"$work/hooks/qemu.d/virtfn" doctor $op begin - <"$work/c.xml" >"$work/out" 2>"$work/err"
	ran="the link $op"
	is_silent out
done

# The link itself, and undo.
if [ "$(id -u)" = 0 ]; then
	run 0 --root "$root" hook install
	says out "first hook"
	says out "restart"
	[ "$(readlink "$root/etc/libvirt/hooks/qemu.d/virtfn")" = "$binary" ] || fail "no link"
	run 0 --root "$root" hook install
	says out "No changes"
	hook 0 a prepare begin -
	run 1 --root "$root" hook remove
	says err "the guest 'a' has something of this host"
	hook 0 a release end -
	run 0 --root "$root" hook remove
	says out "does not call virtfn any more"
	[ ! -L "$root/etc/libvirt/hooks/qemu.d/virtfn" ] || fail "the link is still there"
	run 0 --root "$root" hook remove
	says out "No changes"
	run 0 --root "$root" hook install --json
	is_json out
	says out '"changed": true'
	run 0 --root "$root" undo --yes
	mkdir -p "$root/etc/apparmor.d"
	: >"$root/etc/apparmor.d/usr.sbin.libvirtd"
	run 1 --root "$root" hook install
	says err "install virtfn in /usr/bin"
else
	run 77 --root "$root" hook install
fi
finish
