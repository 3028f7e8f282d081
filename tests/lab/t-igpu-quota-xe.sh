#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# VFs of an iGPU with xe get shares of it: asked, granted, refused, taken back.
# lab: --cpus 1 --restore --igpu 46a6,driver=xe
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/lab/igpu.sh
. "$(dirname "$0")/igpu.sh"
# shellcheck source=tests/lab/igpu-quota.sh
. "$(dirname "$0")/igpu-quota.sh"
# Slices of time are in sriov_admin/, the rest in debugfs.
file() { # VF FILE
	local who=vf$1
	[ "$1" = pf ] && who=pf
	case $2 in
	ggtt_quota) echo "$B/$who/tile0/$2" ;;
	*) echo "$D/sriov_admin/$who/profile/$2" ;;
	esac
}
B=/sys/kernel/debug/dri/$P/sriov
[ -e "$B" ] || B=/sys/kernel/debug/dri/0/sriov
quotas
too_much
refused EIO 5 "Input/output error"
refused ENOSPC 28 "No space left"
finish
