#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Which steps virtfn vf restore would do on captured machines, and what it refuses.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
root=$(machine lab-igb)
mkdir -p "$root/etc/virtfn"

wish() {
	cat >"$root/etc/virtfn/host.yaml"
}

wish <<'YAML'
devices:
  - match: {class: network, vendor: "8086", id: "10c9", index: 0}
    count: 2
    defaults: {mac: auto, vlan: 7}
    vfs:
      - {vf: 1, driver: host, vlan: 0}
  - device: "0000:00:01.0"
    mode: passthrough
YAML
run 0 --root "$root" vf restore --all --dry-run --noheadings
says out 'vf-count'
says out 'vf-link      0000:01:00.0/0'
says out 'vlan=7,qos=0,proto=802.1Q'
says out 'pci-driver   0000:01:00.0/virtfn0 vfio-pci'
says out 'pci-driver   0000:01:00.0/virtfn1 host'
says err 'note: 0000:00:01.0 is not split, so there are no VFs'
run 0 --root "$root" vf restore 01:00.0 --dry-run --json
is_json out
says out '"action": "vf-count"'

# At boot: those that systemd makes, and of these each as soon as it can be.
run 0 --root "$root" vf restore --boot --dry-run --noheadings
says out 'vf-count'
lacks err 'is not split'
wish <<'YAML'
devices:
  - {device: "0000:09:00.0", count: 1}
  - {device: "0000:01:00.0", count: 2}
YAML
run 1 --root "$root" vf restore --boot --dry-run
says err 'host.yaml:2:14: '
one_line err
says out 'vf-count'
for persist in off link; do
	wish <<YAML
devices:
  - {device: "0000:01:00.0", count: 2, driver: host, persist: $persist}
YAML
	run 0 --root "$root" vf restore --boot --dry-run
	lacks out 'vf-count'
	says err 'host.yaml wishes for no devices that systemd splits at boot'
	run 0 --root "$root" vf restore --all --dry-run
	says out 'vf-count'
done

# Nothing for this one; nothing at all; which one.
run 1 --root "$root" vf restore 00:02.0 --dry-run
says err 'host.yaml wishes nothing for 00:02.0'
run 2 --root "$root" vf restore --dry-run
says err 'say which'
run 2 --root "$root" vf restore 01:00.0 --all --dry-run
run 2 --root "$root" vf restore 01:00.0 --boot --dry-run
run 2 --root "$root" vf restore --all --boot --dry-run
run 2 --root "$root" vf restore --all
says err 'takes --root only with --dry-run'

# More than there can be, and a device that is not there.
wish <<'YAML'
devices:
  - {device: "0000:01:00.0", count: 99}
YAML
run 1 --root "$root" vf restore --all --dry-run
says err 'at most 7 VFs'
wish <<'YAML'
devices:
  - {device: "0000:09:00.0", count: 1}
  - {device: "0000:01:00.0", count: 1}
YAML
run 1 --root "$root" vf restore --all --dry-run
says err 'host.yaml:2:14: '
says out 'vf-count'
wish <<'YAML'
devices:
  - {device: "0000:01:00.0", count: x}
YAML
run 1 --root "$root" vf restore --all --dry-run
says err 'host.yaml:2:37: count takes a number'
is_silent out
rm -r "$root/etc/virtfn"
run 0 --root "$root" vf restore --all --dry-run
says err 'host.yaml wishes for no devices'

# Quotas are for GPUs whose driver has them: for others they are refused, with the driver's name.
mkdir -p "$root/etc/virtfn"
wish <<'YAML'
devices:
  - {device: "0000:01:00.0", count: 1, defaults: {profile: balanced}}
YAML
run 1 --root "$root" vf restore --all --dry-run
says err 'the VFs of 0000:01:00.0 have no quotas'
says err 'its driver is igb'

# A GPU with the files of i915-sriov-dkms, made by hand.
root=$work/gpu
gpu=$root/sys/bus/pci/devices/0000:00:02.0
mkdir -p "$root/etc/virtfn" "$root/sys/bus/pci/drivers/i915"
for who in pf vf1 vf2; do
	mkdir -p "$gpu/drm/card0/prelim_iov/$who/gt0"
	for file in exec_quantum_ms preempt_timeout_us; do
		echo 0 >"$gpu/drm/card0/prelim_iov/$who/gt0/$file"
	done
	[ $who = pf ] || echo 0 >"$gpu/drm/card0/prelim_iov/$who/gt0/ggtt_quota"
done
echo 1 >"$gpu/drm/card0/prelim_iov/pf/auto_provisioning"
printf 'DRIVER=i915\nPCI_CLASS=30000\nPCI_ID=8086:46A6\n' >"$gpu/uevent"
for attribute in vendor:0x8086 device:0x46a6 class:0x030000 sriov_totalvfs:7 sriov_numvfs:0 \
	sriov_drivers_autoprobe:1; do
	echo "${attribute#*:}" >"$gpu/${attribute%%:*}"
done
ln -s ../../drivers/i915 "$gpu/driver"
wish <<'YAML'
devices:
  - device: "0000:00:02.0"
    count: 2
    defaults: {profile: guest-first}
    vfs: {vf: 1, ggtt: 512M, exec-quantum: 20}
YAML
run 0 --root "$root" config check
run 0 --root "$root" config show
says out 'profile: guest-first'
says out 'ggtt: "512M"'
run 0 --root "$root" vf restore --all --dry-run --noheadings
says out 'vf-sharing   0000:00:02.0         keep'
says out 'vf-quota     0000:00:02.0/pf      exec_quantum_ms=5,preempt_timeout_us=100000'
says out 'vf-quota     0000:00:02.0/0       exec_quantum_ms=50,preempt_timeout_us=1000000'
says out 'vf-quota     0000:00:02.0/1       exec_quantum_ms=20,preempt_timeout_us=1000000,ggtt=536870912'
wish <<'YAML'
devices:
  - {device: "0000:00:02.0", count: 2, vfs: {vf: 1, vram: 1G}}
YAML
run 1 --root "$root" vf restore --all --dry-run
says err 'the driver i915 of 0000:00:02.0 has no vram for its VFs'
wish <<'YAML'
devices:
  - {device: "0000:00:02.0", count: 2, vfs: {vf: 1, ggtt: 512X}}
YAML
run 1 --root "$root" config check
says out 'host.yaml:2:59: ggtt: '"'512X' is wrong; it takes bytes, or a size such as 512M"

# VFs that are there as wished are left alone.
root=$(machine lab-igb-vfs)
mkdir -p "$root/etc/virtfn"
n=$("$binary" --root "$root" status --json | python3 -c \
	'import json, sys; print(json.load(sys.stdin)["sriov"][0]["vf_count"])')
wish <<YAML
devices:
  - {device: "0000:01:00.0", count: $n, driver: $(
	"$binary" --root "$root" list vfs --json | python3 -c \
		'import json, sys; d = json.load(sys.stdin); r = next(v for v in d.values() if isinstance(v, list) and v); print(r[0].get("driver", "none"))')}
YAML
run 0 --root "$root" vf restore --all --dry-run
echo "($n VFs)" >>"$work/err"
says err 'is as wished already'

as_nobody "$binary" vf restore --all >"$work/out" 2>"$work/err" && fail 'vf restore without root'
says err 'needs root'

# What systemd calls: the word is checked, another root is refused, root is needed.
run 2 hook sleep
run 2 hook sleep during
says err 'choose one of pre|post'
run 2 --root "$root" hook sleep pre
says err 'does not take --root'
as_nobody "$binary" hook sleep pre suspend >"$work/out" 2>"$work/err" && fail 'hook sleep without root'
says err 'needs root'
finish
