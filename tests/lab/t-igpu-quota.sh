#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# VFs of an iGPU with i915 get shares of it: asked, granted, refused, taken back.
# lab: --restore --igpu 46a6,driver=i915
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
finish
