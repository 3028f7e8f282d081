#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# VFs of an iGPU with i915 get shares of it: asked, granted, refused, taken back.
# lab: --cpus 1 --restore --igpu 46a6,driver=i915
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/lab/igpu.sh
. "$(dirname "$0")/igpu.sh"
# shellcheck source=tests/lab/igpu-quota.sh
. "$(dirname "$0")/igpu-quota.sh"
file() { # VF FILE
	local who=vf$1
	[ "$1" = pf ] && who=pf
	echo "$D/drm/card0/prelim_iov/$who/gt0/$2"
}
quotas
too_much
refused EIO 5 "Input/output error"
refused ENOSPC 28 "No space left"

# The same from host.yaml: at each boot, and again without a word while it holds.
mkdir -p /etc/virtfn
cat >/etc/virtfn/host.yaml <<YAML
devices:
  - device: "$P"
    count: 2
    defaults: {profile: host-first, contexts: 1000}
    vfs: {vf: 1, exec-quantum: 20, ggtt: 256M}
YAML
v vf restore --all
is "host.yaml: status" "$rc" 0
is "host.yaml: slices" "$(cat "$(slice 1)") $(cat "$(slice 2)") $(cat "$(slice pf)")" "5 20 50"
is "host.yaml: address space" "$(cat "$(file 2 ggtt_quota)")" 268435456
is "host.yaml: contexts, rounded" "$(cat "$(file 1 contexts_quota)")" 1024
hold /sys/bus/pci/devices/0000:00:02.1
v vf restore --all
is "host.yaml: again, while one is in use" "$rc" 0
v vf set 0000:00:02.1 --contexts 2048
says "and it is: others are refused" err "while it is in use"
let_go
echo 7 >"$(slice 2)"
v vf restore "$P"
is "host.yaml: changed by hand, back" "$(cat "$(slice 2)")" 20
v vf destroy "$P"
left_clean "host.yaml"
rm -r /etc/virtfn
finish
