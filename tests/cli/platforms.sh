#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each GPU of data/gpus.conf on many kernels: platforms.py makes the hosts.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
python3 "$here/platforms.py" "$binary" "$2" "$work" || failed=1
finish
