#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The SELinux module for /dev/kvmfr0 belongs to a real policy: Debian's 331 modules, compiled with it
# by SELinux' own compiler. On this machine, with the lab's packages: no kernel is needed for that.
# lab: none
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
HERE=$(dirname "$(readlink -f "$0")")
TREE=${VIRTFN_LAB_CACHE:-$HERE/../../lab/.cache}/kit/tree
MODULE=$T/virtfn-kvmfr.cil

if [ ! -x "$TREE/usr/bin/secilc" ] || [ ! -d "$TREE/usr/share/selinux/default" ]; then
	echo "1..0 # SKIP this release has no secilc or no SELinux policy"
	exit 0
fi

of_tree() { # PROGRAM ARGS...
	"$TREE/usr/lib64/ld-linux-x86-64.so.2" --library-path "$TREE/usr/lib/x86_64-linux-gnu" \
		"$TREE/$1" "${@:2}"
}

compile() { # MODULE...
	of_tree usr/bin/secilc -o "$T/policy" -f "$T/contexts" "$T"/cil/*.cil "$@" >"$T/out" 2>"$T/err"
}

mkdir "$T/pp" "$T/cil"
python3 - "$TREE/usr/share/selinux/default" "$T/pp" <<'EOF'
import bz2, os, sys
for name in os.listdir(sys.argv[1]):
    if name.endswith(".pp.bz2"):
        with bz2.open(f"{sys.argv[1]}/{name}") as f, open(f"{sys.argv[2]}/{name[:-7]}", "wb") as to:
            to.write(f.read())
EOF
for package in "$T"/pp/*; do
	of_tree usr/libexec/selinux/hll/pp "$package" "$T/cil/${package##*/}.cil" 2>/dev/null
done
"$(dirname "$V")/../tests/domains/domains" selinux >"$MODULE"
compile
is "the policy alone compiles" $? 0
before=$(stat -c %s "$T/policy")
compile "$MODULE"
is "with the module, too" $? 0
is "it is larger then" "$(($(stat -c %s "$T/policy") > before))" 1
is "the node gets its label" "$(grep kvmfr "$T/contexts" | tr '\t' ' ')" \
	'/dev/kvmfr[0-9]+ -c system_u:object_r:virtfn_kvmfr_t:s0'
sed -i s/svirt_t/svirt_of_nobody_t/ "$MODULE"
compile "$MODULE"
is "one that names what the policy has not is refused" "$(($? != 0))" 1
finish
