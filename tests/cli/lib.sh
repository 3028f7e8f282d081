# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034
# For the tests of the whole program: "BINARY" is $1 of each.
set -u
binary=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
failed=0
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export LC_ALL=C.UTF-8
unset NO_COLOR

# fail TEXT: says so and goes on; finish ends the test.
fail() {
	echo "FAILED: $*"
	[ ! -e "$work/out" ] || sed 's/^/  stdout: /' "$work/out" | head -n 20 | cat -v
	[ ! -e "$work/err" ] || sed 's/^/  stderr: /' "$work/err" | head -n 20 | cat -v
	failed=1
}

finish() {
	exit $failed
}

# run STATUS ARGS...: stdout in $work/out, stderr in $work/err.
run() {
	want=$1
	shift
	ran="virtfn $*"
	status=0
	timeout 20 "$binary" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	[ $status = "$want" ] || fail "$ran: exit status $status, not $want"
}

# says FILE TEXT, is_silent FILE, one_line FILE: about the last run.
says() {
	grep -qF -- "$2" "$work/$1" || fail "$ran: no \"$2\" in std$1"
}

lacks() {
	! grep -qF -- "$2" "$work/$1" || fail "$ran: \"$2\" in std$1"
}

is_silent() {
	[ ! -s "$work/$1" ] || fail "$ran: something in std$1"
}

one_line() {
	[ "$(wc -l <"$work/$1")" = 1 ] || fail "$ran: std$1 is not one line"
}

is_json() {
	python3 -m json.tool "$work/$1" >"$work/json" 2>&1 || fail "$ran: $1 is no JSON"
}

# machine NAME: unpacks a captured one, gives its folder.
machine() {
	mkdir -p "$work/$1"
	tar -xJf "$here/../hosts/$1/tree.tar.xz" -C "$work/$1"
	echo "$work/$1"
}

# as_nobody COMMAND...: without root; the test is skipped where that cannot be.
as_nobody() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"
	else
		"$@"
	fi
}
