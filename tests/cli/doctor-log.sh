#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# "virtfn doctor --log": verdicts, order, exit codes, and what is no log.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
log=$work/log
cause='igb 0000:01:00.0: not enough MMIO resources for SR-IOV'
follows='ixgbe 0000:01:00.0: Failed to enable PCI sriov: -12'

# The PCI core's line is the cause, the driver's stands below it.
printf '[    1.0] %s\n[    1.1] %s\n' "$cause" "$follows" >"$log"
run 3 doctor --log "$log"
says out '1 thing blocks, no warnings in 2 lines'
says out 'blocks: 0000:01:00.0: the firmware left no address space'
says out '  line: 1: igb 0000:01:00.0'
says out '  id: sriov-no-mmio'
says out '    id: ixgbe-sriov-failed'
is_silent err
awk 'length > 80' "$work/out" | grep -q . && fail "$ran: lines over 80 columns"

# The other way round, both count.
printf '[    1.0] %s\n[    1.1] %s\n' "$follows" "$cause" >"$log"
run 3 doctor --log "$log"
says out '2 things block'

# As people paste it: quotes, colours, CR, no times.
printf '> \033[33m%s\033[0m\r\n> %s\r\n' "$cause" "$follows" >"$log"
run 3 doctor --log "$log"
says out '1 thing blocks'
lacks out '\x1b'

# As programs write it: journalctl -o json, the second message as a list of bytes.
bytes=$(printf %s "$follows" | od -An -v -tu1 | tr -s ' \n' ',' | sed 's/^,//; s/,$//')
printf '{"PRIORITY":"%s","_TRANSPORT":"kernel","MESSAGE":%s}\n' \
	3 "\"$cause\"" 3 "[$bytes]" >"$log"
run 3 doctor --log "$log"
says out '1 thing blocks, no warnings in 2 lines'
says out "line: 1: $cause"
says out "    line: 2: $follows"
printf '{"_TRANSPORT":"kernel","MESSAGE":"hello"}\n' >"$log"
run 0 doctor --log "$log"
says out 'unknown: none of the 1 lines'
lacks err 'does not look like a kernel log'

# Solved later, or in an earlier boot.
printf '%s\n%s\ni915 0000:01:00.0: Enabled 2 VFs\n' "$cause" "$follows" >"$log"
run 0 doctor --log "$log"
says out 'nothing blocks, no warnings in 3 lines'
run 0 doctor -v --log "$log"
says out 'solved later in this log'
boot='Linux version 6.12.0 (a@b) (gcc, ld) #1 SMP'
printf '%s\n%s\n%s\n' "$boot" "$cause" "$boot" >"$log"
run 0 doctor --log "$log"
says err 'holds 2 boots'

# Harmless lines are shown with -v only, and never as anything else.
printf 'i915: loading out-of-tree module taints kernel.\n' >"$log"
run 0 doctor --log "$log"
says out 'nothing blocks, no warnings in 1 line'
lacks out 'taint'
run 0 doctor --log "$log" -v
says out 'ok: a module from outside the kernel was loaded'

# What an honest machine says too: the firmware opted out of x2APIC, the GPU runs without GuC.
printf '%s\n' 'DMAR-IR: Enabled IRQ remapping in xapic mode' \
	"x2apic: IRQ remapping doesn't support X2APIC mode" \
	'i915 0000:00:02.0: [drm] GuC submission disabled' >"$log"
run 0 doctor --log "$log"
says out 'nothing blocks, no warnings'
printf '%s\n' "x2apic: IRQ remapping doesn't support X2APIC mode" \
	'vfio_iommu_type1_attach_group: No interrupt remapping support.  Use the module param "allow_unsafe_interrupts" to enable VFIO IOMMU support on this platform' >"$log"
run 3 doctor --log "$log"
says out '1 thing blocks'

# What other programs say of their own files, modules and devices is not about guests.
printf '%s\n' "gvfsd: Could not open '/home/u/a': Permission denied" \
	'ath10k_pci 0000:03:00.0: Device initialization failed (-19)' \
	'mmap(0x5566, 0x0) = -12 (Cannot allocate memory)' \
	'ioctl(0x5566, 0x0) = -22 (Invalid argument)' >"$log"
run 0 doctor --log "$log"
says out 'none of the 4 lines'
printf '%s\n' "modprobe: ERROR: could not insert 'vboxdrv': Key was rejected by service" >"$log"
run 0 doctor --log "$log"
says out 'warning: Secure Boot refused the module vboxdrv'
printf '%s\n' 'Loading of module with unavailable key is rejected' \
	"modprobe: ERROR: could not insert 'i915': Key was rejected by service" >"$log"
run 3 doctor --log "$log"
says out '1 thing blocks'
says out 'id: module-unsigned'

# A card that made its VFs after all.
printf '%s\n' "$cause" "$follows" 'ixgbe 0000:01:00.0 eth0: SR-IOV enabled with 4 VFs' >"$log"
run 0 doctor --log "$log"
says out 'nothing blocks, no warnings'

# JSON is one document with the same.
printf '%s\n%s\n' "$cause" "$follows" >"$log"
run 3 doctor --log "$log" --json
is_json out
says out '"id": "sriov-no-mmio"'
says out '"follows"'
says out '"source"'

# Nothing known is not "fine".
printf 'hello\nworld\n' >"$log"
run 0 doctor --log "$log"
says out 'unknown: none of the 2 lines'
says err 'does not look like a kernel log'

# Standard input, and pipes that have names.
status=0
echo "$cause" | "$binary" doctor --log - >"$work/out" 2>"$work/err" || status=$?
[ $status = 3 ] || fail "doctor --log -: exit status $status"
mkfifo "$work/pipe"
echo "$cause" >"$work/pipe" &
run 3 doctor --log "$work/pipe"
wait

# What is no log says so.
run 1 doctor --log "$work/missing"
says err "cannot read $work/missing: No such file"
one_line err
run 1 doctor --log "$work"
says err 'Is a directory'
: >"$log"
run 1 doctor --log "$log"
says err 'is empty'
run 1 doctor --log /dev/null
says err 'is empty'
printf '\n  \r\n' >"$log"
run 1 doctor --log "$log"
says err 'is empty'
echo "$cause" | gzip >"$log"
run 1 doctor --log "$log"
says err 'unpack it first'
printf '\377\376a\0' >"$log"
run 1 doctor --log "$log"
says err 'UTF-16'
truncate -s 1100M "$log"
run 1 doctor --log "$log" --json
says err 'is larger than 1024 MiB'
is_json out
rm "$log"

# What a log holds cannot speak to the terminal.
printf '%s\033]0;x\007\n' "$cause" >"$log"
run 3 doctor --log "$log"
says out '\x1b]0;x\x07'

# One diagnosis.
run 0 doctor --explain sriov-no-mmio
says out 'blocks: the firmware left no address space'
says out '  source: '
run 1 doctor --explain sriov-no-mmoi
says err "did you mean 'sriov-no-mmio'?"
run 1 doctor --explain zzzzzz
lacks err 'did you mean'
run 2 doctor --explain boot --log "$log"
run 2 doctor --log

# A captured machine: its log, when there is one.
mkdir -p "$work/tree/dev" "$work/tree/sys/bus/pci/devices" "$work/tree/sys/kernel/iommu_groups"
run 3 --root "$work/tree" doctor --json
says out '"log_lines": null'
lacks out "$cause"
printf '6,1,2,-;%s\n SUBSYSTEM=pci\n' "$cause" >"$work/tree/dev/kmsg"
run 3 --root "$work/tree" doctor
says out "line: 1: $cause"
run 3 --root "$work/tree" doctor --json
says out '"log_lines": 1'

# A check that looks at the same thing has the last word: what is fine now is of the past,
# what is bad explains the line.
root=$(machine lab-igb)
pf=0000:01:00.0
mkdir -p "$root/dev"
printf '4,1,2,-;igb %s: no driver bound to device; cannot configure SR-IOV\n' $pf >"$root/dev/kmsg"
run 0 --root "$root" doctor $pf -v
says out 'VFs were asked for, but no driver holds'
says out 'fine now: pf-driver'
run 0 --root "$root" doctor $pf --json
lacks out sriov-no-pf-driver
rm "$root/sys/bus/pci/devices/$pf/driver"
sed -i '/^DRIVER=/d' "$root/sys/bus/pci/devices/$pf/uevent"
run 3 --root "$root" doctor $pf --json
python3 - "$work/out" <<'END' || fail 'the line does not stand below the check'
import json, sys
findings = json.load(open(sys.argv[1]))["findings"]
below = {f["id"]: [x["id"] for x in f.get("follows", [])] for f in findings}
sys.exit("sriov-no-pf-driver" not in below.get("pf-driver", []))
END
finish
