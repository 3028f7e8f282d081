# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
# What scripts/demo-in-lab and scripts/demo-in-lab-igpu share.
virtfn=${VIRTFN:?the path of virtfn}
GUEST=/usr/lib/virtfn-lab/guest
# What a user would type; the lab's own tests have more (lab/guest/args).
ARGS="console=ttyS0 quiet panic=-1 no_timer_check mitigations=off tsc=reliable"
begin=$(cut -d. -f1 /proc/uptime)
report=$(mktemp)
fine=1

say() { printf '\n== %s (%d s)\n' "$*" $(($(cut -d. -f1 /proc/uptime) - begin)); }

# Shows a command as a user would type it, and runs it.
show() {
	printf '\n# %s\n' "$*"
	"$@"
}
virtfn() { command "$virtfn" "$@"; }

# Starts a guest with its console from the first word on, until it waits: the host is looked at
# meanwhile. $starter ends with it.
start_and_watch() { # NAME
	local shown=0 line
	printf '\n# virtfn vm start %s --console\n' "$1"
	virtfn vm start "$1" --console </dev/null >"$report" 2>"$report.err" &
	starter=$!
	trap 'kill $starter 2>/dev/null' EXIT
	for _ in $(seq 240); do
		while line=$(grep '^guest:' "$report" | tr -d '\r' | sed -n "$((shown + 1))p") &&
			[ -n "$line" ]; do
			echo "$line"
			shown=$((shown + 1))
		done
		grep -q '^guest: waiting' "$report" && break
		kill -0 $starter 2>/dev/null || break
		sleep 1
	done
}

stop_and_delete() { # NAME
	show virtfn vm stop "$1" --force
	wait "$starter" || true
	trap - EXIT
	show virtfn vm delete "$1" --yes
}

refused() { # COMMAND...
	printf '\n# %s\n' "$*"
	"$@" && echo "NO: it should have refused" && exit 1
	return 0
}

expect() { # WHAT PATTERN
	if tr -d '\r' <"$report" | grep -q -E "$2"; then
		echo "yes: $1"
	else
		echo "NO:  $1"
		fine=0
	fi
}
