# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What is expected of each machine, for run-host.sh and update: one line a view, the
# name of the file and the arguments. Text has the notes of stderr behind it.
views='
status.txt status
list.txt list
list-all.txt list --all
list-more.txt list -o +RESET,SHARES,NUMA,MAC,VF,ACS,ARI,FLR,PM,VF-HW-MAX,AUTOPROBE,OVERRIDE
list-groups.txt list groups
list-vfs.txt list vfs
list.json list --json
list-groups.json list groups --json
status.json status --json
doctor.txt doctor -v
doctor.json doctor --json
'

# each FUNCTION: calls FUNCTION FILE ARGS... for each view.
each() {
	echo "$views" | while read -r file args; do
		# shellcheck disable=SC2086
		[ -z "$file" ] || "$1" "$file" $args || exit 1
	done
}

# show BINARY ROOT ARGS...: what a user sees, with the folder's name taken out.
show() {
	binary=$1 root=$2
	shift 2
	status=0
	LC_ALL=C.UTF-8 "$binary" --root "$root" "$@" >"$root.out" 2>&1 </dev/null || status=$?
	case "$*" in
	# Where json-c breaks lines differs from release to release.
	*--json) python3 -m json.tool "$root.out" "$root.json" && mv "$root.json" "$root.out" ;;
	esac
	sed "s|$root|ROOT|g" "$root.out"
	[ $status = 0 ] || echo "exit status $status"
}
