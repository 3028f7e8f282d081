# Completion for virtfn. Made by scripts/gen-docs.py from the command rows: do not edit.

# Devices, VFs and guests come from the program itself; when it fails there are none.
function __virtfn_ask
    set -l program (commandline -opc)[1]
    timeout 3 $program $argv --raw --noheadings </dev/null 2>/dev/null
end

set -g __virtfn_commands 'status' 'list' 'doctor' 'capture' 'plan' 'apply' 'trial' 'trial verify' 'trial confirm' 'trial stop' 'history' 'undo' 'vf' 'vf create' 'vf set' 'vf bind' 'vf destroy' 'vf restore' 'give' 'take' 'vm' 'vm create' 'vm list' 'vm show' 'vm start' 'vm stop' 'vm restart' 'vm console' 'vm check' 'vm logs' 'vm view' 'vm attach' 'vm detach' 'vm rename' 'vm clone' 'vm delete' 'setup' 'config' 'config check' 'config show' 'hook' 'hook install' 'hook remove' 'hook qemu' 'hook guard' 'hook sleep' 'rom' 'rom list' 'rom extract' 'rom needed' 'rom show' 'rom check' 'rom repair' 'rom wrap' 'rom dump'
set -g __virtfn_valued --address --append --arguments --bar --class --color --columns --connect --contexts --cpus --device --disk --doorbells --driver --exec-quantum --explain --for --ggtt --gpu --grep --guid --index --initrd --input --iso --kernel --link-state --log --mac --max-tx-rate --memory --min-tx-rate --minutes --mode --name --nic --number --os --output --pages --persist --platform --preempt-timeout --profile --profile-file --proto --qos --release --rom --root --sched-priority --screen --sha256 --shared-memory --spoofchk --sriov-driver --timeout --trust --type --user --uuid --vcpus --vfs --via --view --vlan --vram --wait --with --wrap -d -e -f -g -l -m -n -o -p -u -w

# The words of the command that was typed so far, then the number of its operands.
function __virtfn_typed
    set -l path
    set -l given 0
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- $word $__virtfn_valued
            set skip 1
        else if string match -q -- '-*' $word
            continue
        else if contains -- (string join ' ' $path $word) $__virtfn_commands
            set path $path $word
        else
            set given (math $given + 1)
        end
    end
    echo (string join ' ' $path)
    echo $given
end

# Is this the command? Its words are one argument.
function __virtfn_at
    test (__virtfn_typed)[1] = "$argv[1]"
end

# Is operand number $argv[2] of this command next?
function __virtfn_operand
    set -l typed (__virtfn_typed)
    test "$typed[1]" = "$argv[1]" -a "$typed[2]" = (math $argv[2] - 1)
end

complete -c virtfn -f
complete -c virtfn -l json -d 'print the result as JSON'
complete -c virtfn -l root -r -F -d 'look at a captured machine instead of this one'
complete -c virtfn -s o -l columns -x -d 'which columns to show; +COLUMNS adds some'
complete -c virtfn -l noheadings -d 'no heading above a table'
complete -c virtfn -l raw -d 'one blank between columns, for scripts'
complete -c virtfn -l color -x -a 'auto always never' -d 'auto, always or never; NO_COLOR is heeded'
complete -c virtfn -l connect -x -d 'the libvirt to talk to (qemu:///system)'
complete -c virtfn -s v -l verbose -d 'show each command run and each attribute written'
complete -c virtfn -s y -l yes -d 'do it without asking'
complete -c virtfn -l no-input -d 'never ask; refuse where --yes would be needed'
complete -c virtfn -s h -l help -d 'show help'
complete -c virtfn -l version -d 'show the version'

complete -c virtfn -n '__virtfn_at ""' -a status -d 'in a few lines, what there is and what is in use'

complete -c virtfn -n '__virtfn_at ""' -a list -d 'what this host has, and who uses it'
complete -c virtfn -n '__virtfn_at "list"' -s a -l all -d 'every PCI function, not just those that matter to guests'
complete -c virtfn -n '__virtfn_operand "list" 1' -a 'groups gvt vfs' -d 'VIEW'

complete -c virtfn -n '__virtfn_at ""' -a doctor -d 'what is in the way, why, and how to mend it'
complete -c virtfn -n '__virtfn_at "doctor"' -s m -l mode -x -a 'sriov gvt-g passthrough' -d 'what the device is for; default: what it can'
complete -c virtfn -n '__virtfn_at "doctor"' -l for -x -a 'windows linux' -d 'the guest\'s system; default: any'
complete -c virtfn -n '__virtfn_at "doctor"' -s l -l log -r -F -d 'diagnose a saved kernel log; - is standard input'
complete -c virtfn -n '__virtfn_at "doctor"' -s e -l explain -x -d 'say what is known about one finding; all: of each'
complete -c virtfn -n '__virtfn_operand "doctor" 1' -a '(__virtfn_ask list -o ADDRESS)' -d 'DEVICE'

complete -c virtfn -n '__virtfn_at ""' -a capture -d 'put this machine into a file, for a bug report'
complete -c virtfn -n '__virtfn_at "capture"' -s o -l output -r -F -d 'the file to write; - is standard output'

complete -c virtfn -n '__virtfn_at ""' -a plan -d 'what has to be changed on this host, before anything is'
complete -c virtfn -n '__virtfn_at "plan"' -s d -l device -x -a '(__virtfn_ask list -o ADDRESS)' -d 'what the host is to be made ready for'
complete -c virtfn -n '__virtfn_at "plan"' -s m -l mode -x -a 'sriov gvt-g passthrough' -d 'what the device is for; default: what it can'
complete -c virtfn -n '__virtfn_at "plan"' -l for -x -a 'windows linux' -d 'the guest\'s system; default: any'
complete -c virtfn -n '__virtfn_at "plan"' -l arguments -x -d 'these too, on the kernel\'s command line'
complete -c virtfn -n '__virtfn_at "plan"' -l vfs -x -d 'that many VFs of the device, from now on and at each boot'
complete -c virtfn -n '__virtfn_at "plan"' -l driver -x -d 'of these VFs: vfio-pci, or host; default: vfio-pci'
complete -c virtfn -n '__virtfn_at "plan"' -l persist -x -a 'systemd link' -d 'who makes them at each boot; default: systemd'
complete -c virtfn -n '__virtfn_at "plan"' -s w -l warnings -d 'mend warnings too, not only what blocks'
complete -c virtfn -n '__virtfn_at "plan"' -s o -l output -r -F -d 'keep the plan, for virtfn apply FILE'
complete -c virtfn -n '__virtfn_at "plan"' -l exit-code -d 'exit with 5 when there is something to change'

complete -c virtfn -n '__virtfn_at ""' -a apply -d 'change this host as virtfn plan shows'
complete -c virtfn -n '__virtfn_at "apply"' -s d -l device -x -a '(__virtfn_ask list -o ADDRESS)' -d 'what the host is to be made ready for'
complete -c virtfn -n '__virtfn_at "apply"' -s m -l mode -x -a 'sriov gvt-g passthrough' -d 'what the device is for; default: what it can'
complete -c virtfn -n '__virtfn_at "apply"' -l for -x -a 'windows linux' -d 'the guest\'s system; default: any'
complete -c virtfn -n '__virtfn_at "apply"' -l arguments -x -d 'these too, on the kernel\'s command line'
complete -c virtfn -n '__virtfn_at "apply"' -l vfs -x -d 'that many VFs of the device, from now on and at each boot'
complete -c virtfn -n '__virtfn_at "apply"' -l driver -x -d 'of these VFs: vfio-pci, or host; default: vfio-pci'
complete -c virtfn -n '__virtfn_at "apply"' -l persist -x -a 'systemd link' -d 'who makes them at each boot; default: systemd'
complete -c virtfn -n '__virtfn_at "apply"' -s w -l warnings -d 'mend warnings too, not only what blocks'
complete -c virtfn -n '__virtfn_at "apply"' -l trial -d 'try a new kernel command line for one boot, or do nothing'
complete -c virtfn -n '__virtfn_at "apply"' -l no-trial -d 'make it permanent at once'
complete -c virtfn -n '__virtfn_at "apply"' -l minutes -x -d 'how long the trial boot has to become as good as this one; 5'
complete -c virtfn -n '__virtfn_at "apply"' -s n -l dry-run -d 'show the plan, and do nothing'
complete -c virtfn -n '__virtfn_at "apply"' -l via -x -d 'with --root: programs are run as PROGRAM DIR ..., such as chroot or arch-chroot'
complete -c virtfn -n '__virtfn_operand "apply" 1' -F

complete -c virtfn -n '__virtfn_at ""' -a trial -d 'a kernel command line that is tried for one boot'

complete -c virtfn -n '__virtfn_at "trial"' -a verify -d 'at boot: judge the command line on trial'

complete -c virtfn -n '__virtfn_at "trial"' -a confirm -d 'keep the command line on trial, without waiting longer'

complete -c virtfn -n '__virtfn_at "trial"' -a stop -d 'do not try the command line any more'

complete -c virtfn -n '__virtfn_at ""' -a history -d 'show what virtfn changed for good'

complete -c virtfn -n '__virtfn_at ""' -a undo -d 'take back what virtfn changed for good'
complete -c virtfn -n '__virtfn_at "undo"' -l dry-run -d 'only show what would be taken back, and whether it can be'
complete -c virtfn -n '__virtfn_at "undo"' -l keep-edited -d 'leave files that were edited since in the same lines as they are'
complete -c virtfn -n '__virtfn_at "undo"' -l via -x -d 'with --root: run commands as PROGRAM DIR COMMAND... (chroot)'

complete -c virtfn -n '__virtfn_at ""' -a vf -d 'make, set up and remove virtual functions (SR-IOV)'

complete -c virtfn -n '__virtfn_at "vf"' -a create -d 'make VFs of a device and hand them to a driver'
complete -c virtfn -n '__virtfn_at "vf create"' -s n -l number -x -d 'how many VFs'
complete -c virtfn -n '__virtfn_at "vf create"' -l driver -x -d 'vfio-pci (for guests, the default), host or none'
complete -c virtfn -n '__virtfn_at "vf create"' -l mac -x -d 'address of the first VF, the next count up; auto derives stable ones'
complete -c virtfn -n '__virtfn_at "vf create"' -l replace -d 'remove VFs that are there first, if nobody uses them'
complete -c virtfn -n '__virtfn_at "vf create"' -l type -x -d 'split a GPU by GVT-g, into this type or the best that fits'
complete -c virtfn -n '__virtfn_at "vf create"' -l uuid -x -d 'of GVT-g devices, commas between; else new ones'
complete -c virtfn -n '__virtfn_at "vf create"' -l persist -d 'let mdevctl make these GVT-g devices at each boot'
complete -c virtfn -n '__virtfn_at "vf create"' -l profile -x -a 'balanced guest-first host-first' -d 'of a GPU: who is preferred when all want to run'
complete -c virtfn -n '__virtfn_at "vf create"' -l exec-quantum -x -d 'of a GPU: how long a VF may run at a stretch; 0: no limit'
complete -c virtfn -n '__virtfn_at "vf create"' -l preempt-timeout -x -d 'of a GPU: microseconds until it is stopped by force; 0: never'
complete -c virtfn -n '__virtfn_at "vf create"' -l sched-priority -x -a 'low normal' -d 'of a GPU: low or normal'
complete -c virtfn -n '__virtfn_at "vf create"' -l ggtt -x -d 'of a GPU: its address space, as 512M'
complete -c virtfn -n '__virtfn_at "vf create"' -l vram -x -d 'of a GPU: its memory (only cards have some), as 2G'
complete -c virtfn -n '__virtfn_at "vf create"' -l contexts -x -d 'of a GPU: how many contexts'
complete -c virtfn -n '__virtfn_at "vf create"' -l doorbells -x -d 'of a GPU: how many doorbells'
complete -c virtfn -n '__virtfn_operand "vf create" 1' -a '(__virtfn_ask list -o ADDRESS)' -d 'DEVICE'

complete -c virtfn -n '__virtfn_at "vf"' -a set -d 'set MAC, VLAN and more of a network VF, or shares of a GPU\'s'
complete -c virtfn -n '__virtfn_at "vf set"' -l mac -x -d 'the address that the guest gets'
complete -c virtfn -n '__virtfn_at "vf set"' -l vlan -x -d 'put all its traffic into this VLAN; 0 for none'
complete -c virtfn -n '__virtfn_at "vf set"' -l qos -x -d 'priority in the VLAN tag, 0 to 7'
complete -c virtfn -n '__virtfn_at "vf set"' -l proto -x -a '802.1Q 802.1ad' -d '802.1Q or 802.1ad'
complete -c virtfn -n '__virtfn_at "vf set"' -l spoofchk -x -a 'on off' -d 'drop what it sends from other addresses'
complete -c virtfn -n '__virtfn_at "vf set"' -l trust -x -a 'on off' -d 'let it change its address and see other traffic'
complete -c virtfn -n '__virtfn_at "vf set"' -l max-tx-rate -x -d 'most it may send, in Mbit/s; 0: no limit'
complete -c virtfn -n '__virtfn_at "vf set"' -l min-tx-rate -x -d 'least it may always send, in Mbit/s'
complete -c virtfn -n '__virtfn_at "vf set"' -l link-state -x -a 'auto enable disable' -d 'auto (as the port), enable or disable'
complete -c virtfn -n '__virtfn_at "vf set"' -l profile -x -a 'balanced guest-first host-first' -d 'of a GPU: who is preferred when all want to run'
complete -c virtfn -n '__virtfn_at "vf set"' -l exec-quantum -x -d 'of a GPU: how long a VF may run at a stretch; 0: no limit'
complete -c virtfn -n '__virtfn_at "vf set"' -l preempt-timeout -x -d 'of a GPU: microseconds until it is stopped by force; 0: never'
complete -c virtfn -n '__virtfn_at "vf set"' -l sched-priority -x -a 'low normal' -d 'of a GPU: low or normal'
complete -c virtfn -n '__virtfn_at "vf set"' -l ggtt -x -d 'of a GPU: its address space, as 512M'
complete -c virtfn -n '__virtfn_at "vf set"' -l vram -x -d 'of a GPU: its memory (only cards have some), as 2G'
complete -c virtfn -n '__virtfn_at "vf set"' -l contexts -x -d 'of a GPU: how many contexts'
complete -c virtfn -n '__virtfn_at "vf set"' -l doorbells -x -d 'of a GPU: how many doorbells'
complete -c virtfn -n '__virtfn_operand "vf set" 1' -a '(__virtfn_ask list vfs -o ADDRESS)' -d 'VF'

complete -c virtfn -n '__virtfn_at "vf"' -a bind -d 'hand one VF to another driver'
complete -c virtfn -n '__virtfn_operand "vf bind" 1' -a '(__virtfn_ask list vfs -o ADDRESS)' -d 'VF'

complete -c virtfn -n '__virtfn_at "vf"' -a destroy -d 'remove all VFs of a device, or a GVT-g device'
complete -c virtfn -n '__virtfn_operand "vf destroy" 1' -a '(__virtfn_ask list -o ADDRESS)' -d 'DEVICE'

complete -c virtfn -n '__virtfn_at "vf"' -a restore -d 'make the VFs that host.yaml wishes for'
complete -c virtfn -n '__virtfn_at "vf restore"' -s a -l all -d 'all devices of host.yaml'
complete -c virtfn -n '__virtfn_at "vf restore"' -l boot -d 'those of host.yaml that systemd makes at each boot'
complete -c virtfn -n '__virtfn_at "vf restore"' -l dry-run -d 'show the steps, do nothing'
complete -c virtfn -n '__virtfn_at "vf restore"' -l wait -x -d 'how long to wait for drivers, in all; 30 if not given'
complete -c virtfn -n '__virtfn_operand "vf restore" 1' -a '(__virtfn_ask list -o ADDRESS)' -d 'DEVICE'

complete -c virtfn -n '__virtfn_at ""' -a give -d 'hand a whole device to vfio, for a guest'
complete -c virtfn -n '__virtfn_at "give"' -s n -l dry-run -d 'show the steps, and do nothing'
complete -c virtfn -n '__virtfn_at "give"' -l driver -x -d 'vfio-pci or a variant of it; default: the best that there is'
complete -c virtfn -n '__virtfn_at "give"' -l bar -x -d 'resize the card\'s memory BAR first, or BAR N: 256M, 16G'
complete -c virtfn -n '__virtfn_at "give"' -l headless -d 'even when no screen or no network card is left for the host'
complete -c virtfn -n '__virtfn_at "give"' -l stop-display-manager -d 'stop the desktop; take starts it again'
complete -c virtfn -n '__virtfn_operand "give" 1' -a '(__virtfn_ask list -o ADDRESS)' -d 'DEVICE'

complete -c virtfn -n '__virtfn_at ""' -a take -d 'bring a device back that was given away'
complete -c virtfn -n '__virtfn_at "take"' -s n -l dry-run -d 'show the steps, and do nothing'
complete -c virtfn -n '__virtfn_operand "take" 1' -a '(__virtfn_ask list -o ADDRESS)' -d 'DEVICE'

complete -c virtfn -n '__virtfn_at ""' -a vm -d 'make and run guests that hold virtual functions (libvirt)'

complete -c virtfn -n '__virtfn_at "vm"' -a create -d 'make a guest that is given a VF, or one with a desktop'
complete -c virtfn -n '__virtfn_at "vm create"' -l os -x -a 'linux win10 win11' -d 'a desktop for linux, win10 or win11'
complete -c virtfn -n '__virtfn_at "vm create"' -l profile -x -a 'light balanced max' -d 'what is kept for it: light, balanced (usual) or max'
complete -c virtfn -n '__virtfn_at "vm create"' -l gpu -x -d 'a VF, PF:auto for a free one, a whole GPU, or a mediated device\'s UUID'
complete -c virtfn -n '__virtfn_at "vm create"' -l nic -x -d 'its network: VF, PF:auto, network:NAME, user or none'
complete -c virtfn -n '__virtfn_at "vm create"' -l view -x -a 'looking-glass rdp spice none' -d 'how it is seen: looking-glass, rdp, spice or none'
complete -c virtfn -n '__virtfn_at "vm create"' -l screen -x -d 'largest picture of Looking Glass (1920x1080)'
complete -c virtfn -n '__virtfn_at "vm create"' -l shared-memory -x -a 'kvmfr file' -d 'Looking Glass\'s memory: kvmfr, where it is there, or a file'
complete -c virtfn -n '__virtfn_at "vm create"' -l input -x -d 'keyboard and mouse: spice, or the host\'s own as evdev:PATH,PATH'
complete -c virtfn -n '__virtfn_at "vm create"' -l only-keyboard -d 'take the host\'s only keyboard all the same'
complete -c virtfn -n '__virtfn_at "vm create"' -l battery -d 'a battery that is always full, for a laptop\'s NVIDIA GPU'
complete -c virtfn -n '__virtfn_at "vm create"' -l pages -x -a 'ordinary 2M 1G' -d 'its memory\'s: ordinary, 2M or 1G (huge pages)'
complete -c virtfn -n '__virtfn_at "vm create"' -l iso -r -F -d 'in its CD drive, booted where the disk is empty'
complete -c virtfn -n '__virtfn_at "vm create"' -l device -x -a '(__virtfn_ask list vfs -o ADDRESS)' -d 'a VF it is given; PF:auto takes a free one'
complete -c virtfn -n '__virtfn_at "vm create"' -l disk -x -d 'boot this image (raw or qcow2, found out), block device, SIZE of a new one, or controller\'s address'
complete -c virtfn -n '__virtfn_at "vm create"' -l kernel -r -F -d 'boot this kernel directly'
complete -c virtfn -n '__virtfn_at "vm create"' -l initrd -r -F -d 'with this initrd'
complete -c virtfn -n '__virtfn_at "vm create"' -l append -x -d 'and this kernel command line'
complete -c virtfn -n '__virtfn_at "vm create"' -l memory -x -d 'its memory, 512M or 4G (2G; of a desktop by its profile)'
complete -c virtfn -n '__virtfn_at "vm create"' -l cpus -x -d 'its processors (2; of a desktop by its profile)'
complete -c virtfn -n '__virtfn_at "vm create"' -l vcpus -x -d 'the same'
complete -c virtfn -n '__virtfn_at "vm create"' -l mac -x -d 'libvirt gives the VF this address at each start'
complete -c virtfn -n '__virtfn_at "vm create"' -l vlan -x -d 'libvirt puts the VF into this VLAN at each start'
complete -c virtfn -n '__virtfn_at "vm create"' -l rom -r -F -d 'what the device shows the guest as its option ROM, or none'
complete -c virtfn -n '__virtfn_at "vm create"' -l bios -d 'legacy BIOS instead of UEFI for the disk'
complete -c virtfn -n '__virtfn_at "vm create"' -l start -d 'start it and wait until it lives'
complete -c virtfn -n '__virtfn_at "vm create"' -l dry-run -d 'show the XML, of a desktop what was decided, and change nothing'
complete -c virtfn -n '__virtfn_at "vm create"' -l xml -d 'show the XML and change nothing'
complete -c virtfn -n '__virtfn_at "vm create"' -l qemu -d 'show libvirt\'s command line for QEMU and change nothing'

complete -c virtfn -n '__virtfn_at "vm"' -a list -d 'the guests, and which functions they are given'

complete -c virtfn -n '__virtfn_at "vm"' -a show -d 'one guest: its state and its devices'
complete -c virtfn -n '__virtfn_at "vm show"' -l xml -d 'libvirt\'s XML of it instead'
complete -c virtfn -n '__virtfn_at "vm show"' -l inactive -d 'what its next start will use, not what runs now'
complete -c virtfn -n '__virtfn_operand "vm show" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'

complete -c virtfn -n '__virtfn_at "vm"' -a start -d 'start a guest and wait until it lives'
complete -c virtfn -n '__virtfn_at "vm start"' -l wait -x -d 'how long to wait at most (60)'
complete -c virtfn -n '__virtfn_at "vm start"' -l no-wait -d 'do not wait'
complete -c virtfn -n '__virtfn_at "vm start"' -l console -d 'show its console from its first word, as vm console does'
complete -c virtfn -n '__virtfn_operand "vm start" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'

complete -c virtfn -n '__virtfn_at "vm"' -a stop -d 'shut a guest down'
complete -c virtfn -n '__virtfn_at "vm stop"' -s f -l force -d 'switch it off at once; what it has not written is lost'
complete -c virtfn -n '__virtfn_at "vm stop"' -l timeout -x -d 'how long to wait at most (60)'
complete -c virtfn -n '__virtfn_operand "vm stop" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'

complete -c virtfn -n '__virtfn_at "vm"' -a restart -d 'shut a guest down and start it again'
complete -c virtfn -n '__virtfn_at "vm restart"' -s f -l force -d 'switch it off at once; what it has not written is lost'
complete -c virtfn -n '__virtfn_at "vm restart"' -l timeout -x -d 'how long to wait for its end at most (60)'
complete -c virtfn -n '__virtfn_operand "vm restart" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'

complete -c virtfn -n '__virtfn_at "vm"' -a console -d 'a running guest\'s serial console'
complete -c virtfn -n '__virtfn_at "vm console"' -s f -l force -d 'put off whoever has it open now'
complete -c virtfn -n '__virtfn_operand "vm console" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'

complete -c virtfn -n '__virtfn_at "vm"' -a check -d 'does the guest see its devices, and do their drivers work?'
complete -c virtfn -n '__virtfn_operand "vm check" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'

complete -c virtfn -n '__virtfn_at "vm"' -a logs -d 'what QEMU and libvirt said of a guest, and what it means'
complete -c virtfn -n '__virtfn_at "vm logs"' -s f -l follow -d 'go on showing what comes, until Ctrl-C'
complete -c virtfn -n '__virtfn_at "vm logs"' -s a -l all -d 'earlier starts, and QEMU\'s command line, too'
complete -c virtfn -n '__virtfn_operand "vm logs" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'

complete -c virtfn -n '__virtfn_at "vm"' -a view -d 'open a guest\'s desktop in the best viewer there is'
complete -c virtfn -n '__virtfn_at "vm view"' -s w -l with -x -a 'looking-glass rdp spice' -d 'only this way, not the best'
complete -c virtfn -n '__virtfn_at "vm view"' -s p -l print -d 'show the command and do nothing'
complete -c virtfn -n '__virtfn_at "vm view"' -l address -x -a '(__virtfn_ask list -o ADDRESS)' -d 'where the guest\'s RDP listens, with or without a port'
complete -c virtfn -n '__virtfn_at "vm view"' -s u -l user -x -d 'log in through RDP as this user'
complete -c virtfn -n '__virtfn_at "vm view"' -l remember -d 'ask for the password for RDP, and keep it in the keyring'
complete -c virtfn -n '__virtfn_at "vm view"' -l desktop -d 'make a launcher among your applications instead'
complete -c virtfn -n '__virtfn_at "vm view"' -l no-desktop -d 'remove that launcher'
complete -c virtfn -n '__virtfn_at "vm view"' -l write-config -d 'write client.ini of Looking Glass instead'
complete -c virtfn -n '__virtfn_at "vm view"' -l release -x -a 'b7 idd' -d 'of Looking Glass, for client.ini (b7)'
complete -c virtfn -n '__virtfn_at "vm view"' -l profile-file -r -F -d 'write a profile for Remmina there instead'
complete -c virtfn -n '__virtfn_at "vm view"' -l replace -d 'write those files anew, whatever is in them'
complete -c virtfn -n '__virtfn_operand "vm view" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'

complete -c virtfn -n '__virtfn_at "vm"' -a attach -d 'give a guest another device, and leave the rest of it alone'
complete -c virtfn -n '__virtfn_at "vm attach"' -l gpu -x -d 'a VF, PF:auto for a free one, a whole GPU, or a mediated device\'s UUID'
complete -c virtfn -n '__virtfn_at "vm attach"' -l nic -x -a '(__virtfn_ask list vfs -o ADDRESS)' -d 'a network\'s function'
complete -c virtfn -n '__virtfn_at "vm attach"' -l device -x -a '(__virtfn_ask list vfs -o ADDRESS)' -d 'any VF'
complete -c virtfn -n '__virtfn_at "vm attach"' -l rom -r -F -d 'what the first of them shows the guest as its option ROM'
complete -c virtfn -n '__virtfn_at "vm attach"' -l dry-run -d 'show the XML and change nothing'
complete -c virtfn -n '__virtfn_operand "vm attach" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'

complete -c virtfn -n '__virtfn_at "vm"' -a detach -d 'take a device from a guest, and leave the rest of it alone'
complete -c virtfn -n '__virtfn_at "vm detach"' -l dry-run -d 'show the XML and change nothing'
complete -c virtfn -n '__virtfn_operand "vm detach" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'
complete -c virtfn -n '__virtfn_operand "vm detach" 2' -a '(__virtfn_ask list -o ADDRESS)' -d 'DEVICE'

complete -c virtfn -n '__virtfn_at "vm"' -a rename -d 'give a guest that is switched off another name'
complete -c virtfn -n '__virtfn_operand "vm rename" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'

complete -c virtfn -n '__virtfn_at "vm"' -a clone -d 'make another guest like this one, with a device of its own'
complete -c virtfn -n '__virtfn_at "vm clone"' -l device -x -a '(__virtfn_ask list vfs -o ADDRESS)' -d 'the VF it is given in place of what the other has'
complete -c virtfn -n '__virtfn_at "vm clone"' -l gpu -x -d 'a VF, PF:auto for a free one, a whole GPU, or a mediated device\'s UUID'
complete -c virtfn -n '__virtfn_at "vm clone"' -l nic -x -a '(__virtfn_ask list vfs -o ADDRESS)' -d 'a network\'s function'
complete -c virtfn -n '__virtfn_at "vm clone"' -l dry-run -d 'show the XML and change nothing'
complete -c virtfn -n '__virtfn_operand "vm clone" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'

complete -c virtfn -n '__virtfn_at "vm"' -a delete -d 'make libvirt forget a guest; disks stay'
complete -c virtfn -n '__virtfn_operand "vm delete" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'NAME'

complete -c virtfn -n '__virtfn_at ""' -a setup -d 'write a first host.yaml'
complete -c virtfn -n '__virtfn_at "setup"' -l device -x -a '(__virtfn_ask list -o ADDRESS)' -d 'its address, interface or MAC'
complete -c virtfn -n '__virtfn_at "setup"' -s n -l vfs -x -d 'how many VFs'
complete -c virtfn -n '__virtfn_at "setup"' -l mode -x -a 'sriov gvt-g passthrough' -d 'sriov (the default), gvt-g or passthrough'
complete -c virtfn -n '__virtfn_at "setup"' -l driver -x -d 'vfio-pci (for guests, the default), host or none'
complete -c virtfn -n '__virtfn_at "setup"' -l persist -x -a 'systemd link off' -d 'systemd (the default), link or off'
complete -c virtfn -n '__virtfn_at "setup"' -l sriov-driver -r -F -d 'the package of i915-sriov-dkms, where a GPU needs it'
complete -c virtfn -n '__virtfn_at "setup"' -l sha256 -x -d 'what that file must be; needed with an address'
complete -c virtfn -n '__virtfn_at "setup"' -l name -x -d 'write host.d/NAME.yaml'
complete -c virtfn -n '__virtfn_at "setup"' -l print -d 'show the file, write nothing'

complete -c virtfn -n '__virtfn_at ""' -a config -d 'look at what is wished for in host.yaml'

complete -c virtfn -n '__virtfn_at "config"' -a check -d 'say what is wrong in host.yaml'

complete -c virtfn -n '__virtfn_at "config"' -a show -d 'show what host.yaml comes to'
complete -c virtfn -n '__virtfn_at "config show"' -l given -d 'only what the files say'

complete -c virtfn -n '__virtfn_at ""' -a hook -d 'what other programs call'

complete -c virtfn -n '__virtfn_at "hook"' -a install -d 'make libvirt call virtfn for its guests'

complete -c virtfn -n '__virtfn_at "hook"' -a remove -d 'make libvirt call virtfn no more'

complete -c virtfn -n '__virtfn_at "hook"' -a qemu -d 'give a guest what it needs of its host, and take it back'
complete -c virtfn -n '__virtfn_operand "hook qemu" 1' -a '(__virtfn_ask vm list -o NAME)' -d 'GUEST'

complete -c virtfn -n '__virtfn_at "hook"' -a guard -d 'keep the system awake while guests hold devices'

complete -c virtfn -n '__virtfn_at "hook"' -a sleep -d 'remove idle VFs before sleep, make them again after'
complete -c virtfn -n '__virtfn_operand "hook sleep" 1' -a 'pre post' -d 'WHEN'

complete -c virtfn -n '__virtfn_at ""' -a rom -d 'option ROMs, and display drivers in firmware images'

complete -c virtfn -n '__virtfn_at "rom"' -a list -d 'what is in a firmware image'
complete -c virtfn -n '__virtfn_at "rom list"' -s g -l grep -x -d 'only parts that hold this text, or these bytes (0x...)'
complete -c virtfn -n '__virtfn_operand "rom list" 1' -F

complete -c virtfn -n '__virtfn_at "rom"' -a extract -d 'Intel\'s display driver (GOP) out of a firmware image'
complete -c virtfn -n '__virtfn_at "rom extract"' -s o -l output -r -F -d 'the file to make; else one named after the driver, here'
complete -c virtfn -n '__virtfn_at "rom extract"' -l install -d 'put it where libvirt\'s guests may read it; --output is its name there'
complete -c virtfn -n '__virtfn_at "rom extract"' -l replace -d 'with --install: over another file of that name'
complete -c virtfn -n '__virtfn_at "rom extract"' -s p -l platform -x -d 'the driver for this platform, PCI id or machine'
complete -c virtfn -n '__virtfn_at "rom extract"' -l guid -x -d 'the program of the file or section with this GUID'
complete -c virtfn -n '__virtfn_at "rom extract"' -s n -l index -x -d 'the one with this number of those that were listed'
complete -c virtfn -n '__virtfn_at "rom extract"' -l wrap -x -a '(__virtfn_ask list -o ADDRESS)' -d 'as an option ROM for this device: an address, or IDs (8086:a780)'
complete -c virtfn -n '__virtfn_operand "rom extract" 1' -F

complete -c virtfn -n '__virtfn_at "rom"' -a needed -d 'whether a guest needs a ROM file for a device'
complete -c virtfn -n '__virtfn_operand "rom needed" 1' -a '(__virtfn_ask list -o ADDRESS)' -d 'DEVICE'

complete -c virtfn -n '__virtfn_at "rom"' -a show -d 'the images of an option ROM'

complete -c virtfn -n '__virtfn_at "rom"' -a check -d 'whether an option ROM keeps to the rules'
complete -c virtfn -n '__virtfn_at "rom check"' -s f -l for -x -a '(__virtfn_ask list -o ADDRESS)' -d 'the device that gets it: an address, or IDs such as 8086:a780'

complete -c virtfn -n '__virtfn_at "rom"' -a repair -d 'make an option ROM right'
complete -c virtfn -n '__virtfn_at "rom repair"' -s o -l output -r -F -d 'the file to make; else FILE\'s name with .fixed.rom, here'
complete -c virtfn -n '__virtfn_at "rom repair"' -s i -l in-place -d 'change FILE itself; FILE.orig keeps what it was'
complete -c virtfn -n '__virtfn_at "rom repair"' -s t -l trim -d 'also cut what is behind the images for firmware'
complete -c virtfn -n '__virtfn_at "rom repair"' -s f -l for -x -a '(__virtfn_ask list -o ADDRESS)' -d 'make it name this device: an address, or IDs such as 8086:a780'

complete -c virtfn -n '__virtfn_at "rom"' -a wrap -d 'an option ROM out of an EFI driver'
complete -c virtfn -n '__virtfn_at "rom wrap"' -s f -l for -x -a '(__virtfn_ask list -o ADDRESS)' -d 'the device that gets it: an address, or IDs such as 8086:a780'
complete -c virtfn -n '__virtfn_at "rom wrap"' -s o -l output -r -F -d 'the file to make; else named after EFI, with .rom, here'
complete -c virtfn -n '__virtfn_at "rom wrap"' -s c -l compress -d 'pack the driver; firmware unpacks it'
complete -c virtfn -n '__virtfn_at "rom wrap"' -l install -d 'put it where libvirt\'s guests may read it; --output is its name there'
complete -c virtfn -n '__virtfn_at "rom wrap"' -l replace -d 'with --install: over another file of that name'
complete -c virtfn -n '__virtfn_at "rom wrap"' -l class -x -d 'the device\'s class, such as 030000'

complete -c virtfn -n '__virtfn_at "rom"' -a dump -d 'the option ROM of a device, into a file'
complete -c virtfn -n '__virtfn_at "rom dump"' -s o -l output -r -F -d 'the file to make; else named after the device, here'
complete -c virtfn -n '__virtfn_at "rom dump"' -l force -d 'take the changed copy of Intel\'s primary display too'
complete -c virtfn -n '__virtfn_operand "rom dump" 1' -a '(__virtfn_ask list -o ADDRESS)' -d 'DEVICE'
