#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Whoever mistypes gets one line that helps, on stderr, and nothing else.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
root=$(machine lab-igb-vfs)

wrong() {
	text=$1
	shift
	run 2 "$@"
	is_silent out
	one_line err
	says err "virtfn: $text"
}

wrong "there is no command 'lsit'; did you mean 'list'?" lsit
wrong "there is no command 'frobnicate'; see virtfn --help" frobnicate
wrong "there is no option --jsno; did you mean --json?" list --jsno
wrong "there is no option --frobnicate; see virtfn list --help" list --frobnicate
wrong "there is no option -Z; see virtfn list --help" list -Z
wrong "'vfs' is one word too many for 'list'" list groups vfs
wrong "VIEW does not take 'gruops'; choose one of groups|gvt|vfs" list gruops
wrong "--color does not take 'blue'; choose one of auto|always|never" --color blue
wrong "--root needs a value" list --root
wrong "no column is named 'NAEM'; there are: ADDRESS, " --root "$root" list -o NAEM
wrong "no column is named ''" --root "$root" list -o ''
wrong "there is no command 'a\\x0ab\\x1b[31m'" "$(printf 'a\nb\033[31m')"
wrong "there is no command ''" ''

# What was asked for before the mistake is heeded: the error is JSON too.
run 2 list --json --frobnicate
is_json out
says out '"error"'
one_line err
finish
