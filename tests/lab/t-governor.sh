#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A real cpufreq: guests get the governor that they need, the last one out puts back what was.
# lab: --cpufreq
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
modprobe acpi-cpufreq
lab-libvirtd
CPUFREQ=/sys/devices/system/cpu/cpufreq

governors() { cat $CPUFREQ/policy*/scaling_governor | xargs; }

hook() { # NAME GOVERNOR WORDS...
	rc=0
	"$V" hook qemu "$1" "${@:3}" >"$T/out" 2>"$T/err" <<-XML || rc=$?
		<domain><name>$1</name><metadata>
		<needs xmlns="https://virtfn.org/needs/1"><host governor="$2"/></needs></metadata></domain>
	XML
}

is "two processors that the kernel sets" "$(cat $CPUFREQ/policy*/scaling_driver | xargs)" \
	"acpi-cpufreq acpi-cpufreq"
was=$(governors)
is "with another governor at first" "$([ "$was" != "performance performance" ] && echo yes)" yes
v vm create g --os linux --kernel /usr/lib/virtfn-lab/guest/vmlinux --nic none --view none \
	--profile max --cpus 1 --memory 256M --dry-run
says "a guest of the profile max gets the best one" out 'governor: performance'

hook a performance prepare begin -
is "prepare" "$rc" 0
is "both have it" "$(governors)" "performance performance"
hook b performance prepare begin -
hook a performance release end -
is "the first one out: the second one needs it" "$(governors)" "performance performance"
hook b performance release end -
is "the last one out: as before" "$(governors)" "$was"
is "no journal is left" "$(find /run/virtfn -name hook | wc -l)" 0

hook a powersave prepare begin -
is "a governor that this kernel has not: the guest starts" "$rc" 0
says "and it is said" err "no 'powersave'"
is "nothing is changed" "$(governors)" "$was"
hook a powersave release end -
finish
