# shellcheck shell=bash
# Completion for virtfn. Made by scripts/gen-docs.py from the command rows: do not edit.

# What may follow the command $path: sets subcommands, options and operands.
_virtfn_command()
{
	subcommands='' operands=()
	options='--json --root -o --columns --noheadings --raw --color --connect -v --verbose -y --yes --no-input -h --help --version'
	case $path in
	'')
		subcommands='status list doctor capture plan apply trial history undo vf give take vm setup config hook rom'
		;;
	'list')
		options+=' -a --all'
		operands=('choice:groups gvt vfs')
		;;
	'doctor')
		options+=' -m --mode --for -l --log -e --explain'
		operands=('device')
		;;
	'capture')
		options+=' -o --output'
		;;
	'plan')
		options+=' -d --device -m --mode --for --arguments --vfs --driver --persist -w --warnings -o --output --exit-code'
		;;
	'apply')
		options+=' -d --device -m --mode --for --arguments --vfs --driver --persist -w --warnings --trial --no-trial --minutes -n --dry-run --via'
		operands=('file')
		;;
	'trial')
		subcommands='verify confirm stop'
		;;
	'history')
		operands=('text')
		;;
	'undo')
		options+=' --dry-run --keep-edited --via'
		operands=('text')
		;;
	'vf')
		subcommands='create set bind destroy restore'
		;;
	'vf create')
		options+=' -n --number --driver --mac --replace --type --uuid --persist --profile --exec-quantum --preempt-timeout --sched-priority --ggtt --vram --contexts --doorbells'
		operands=('device')
		;;
	'vf set')
		options+=' --mac --vlan --qos --proto --spoofchk --trust --max-tx-rate --min-tx-rate --link-state --profile --exec-quantum --preempt-timeout --sched-priority --ggtt --vram --contexts --doorbells'
		operands=('vf')
		;;
	'vf bind')
		operands=('vf' 'text')
		;;
	'vf destroy')
		operands=('device')
		;;
	'vf restore')
		options+=' -a --all --boot --dry-run --wait'
		operands=('device')
		;;
	'give')
		options+=' -n --dry-run --driver --bar --headless --stop-display-manager'
		operands=('device')
		;;
	'take')
		options+=' -n --dry-run'
		operands=('device')
		;;
	'vm')
		subcommands='create list show start stop restart console check logs view attach detach rename clone delete'
		;;
	'vm create')
		options+=' --os --profile --gpu --nic --view --screen --shared-memory --input --only-keyboard --battery --pages --iso --device --disk --kernel --initrd --append --memory --cpus --vcpus --mac --vlan --rom --bios --start --dry-run --xml --qemu'
		operands=('text')
		;;
	'vm show')
		options+=' --xml --inactive'
		operands=('domain')
		;;
	'vm start')
		options+=' --wait --no-wait --console'
		operands=('domain')
		;;
	'vm stop')
		options+=' -f --force --timeout'
		operands=('domain')
		;;
	'vm restart')
		options+=' -f --force --timeout'
		operands=('domain')
		;;
	'vm console')
		options+=' -f --force'
		operands=('domain')
		;;
	'vm check')
		operands=('domain')
		;;
	'vm logs')
		options+=' -f --follow -a --all'
		operands=('domain')
		;;
	'vm view')
		options+=' -w --with -p --print --address -u --user --remember --desktop --no-desktop --write-config --release --profile-file --replace'
		operands=('domain')
		;;
	'vm attach')
		options+=' --gpu --nic --device --rom --dry-run'
		operands=('domain')
		;;
	'vm detach')
		options+=' --dry-run'
		operands=('domain' 'device')
		;;
	'vm rename')
		operands=('domain' 'text')
		;;
	'vm clone')
		options+=' --device --gpu --nic --dry-run'
		operands=('domain' 'text')
		;;
	'vm delete')
		operands=('domain')
		;;
	'setup')
		options+=' --device -n --vfs --mode --driver --persist --sriov-driver --sha256 --name --print'
		;;
	'config')
		subcommands='check show'
		;;
	'config check')
		operands=('text' 'text' 'text')
		;;
	'config show')
		options+=' --given'
		operands=('text' 'text' 'text')
		;;
	'hook')
		subcommands='install remove qemu guard sleep'
		;;
	'hook qemu')
		operands=('domain' 'text' 'text' 'text')
		;;
	'hook sleep')
		operands=('choice:pre post' 'text')
		;;
	'rom')
		subcommands='list extract needed show check repair wrap dump'
		;;
	'rom list')
		options+=' -g --grep'
		operands=('file')
		;;
	'rom extract')
		options+=' -o --output --install --replace -p --platform --guid -n --index --wrap'
		operands=('file')
		;;
	'rom needed')
		operands=('device')
		;;
	'rom show')
		operands=('text')
		;;
	'rom check')
		options+=' -f --for'
		operands=('text')
		;;
	'rom repair')
		options+=' -o --output -i --in-place -t --trim -f --for'
		operands=('text')
		;;
	'rom wrap')
		options+=' -f --for -o --output -c --compress --install --replace --class'
		operands=('text')
		;;
	'rom dump')
		options+=' -o --output --force'
		operands=('device')
		;;
	esac
}

# What the value of option $1 of the command $path is: REPLY, empty for none.
_virtfn_value()
{
	REPLY=
	case $path:$1 in
	'doctor':-m | 'doctor':--mode) REPLY='choice:sriov gvt-g passthrough' ;;
	'doctor':--for) REPLY='choice:windows linux' ;;
	'doctor':-l | 'doctor':--log) REPLY='file' ;;
	'doctor':-e | 'doctor':--explain) REPLY='text' ;;
	'capture':-o | 'capture':--output) REPLY='file' ;;
	'plan':-d | 'plan':--device) REPLY='device' ;;
	'plan':-m | 'plan':--mode) REPLY='choice:sriov gvt-g passthrough' ;;
	'plan':--for) REPLY='choice:windows linux' ;;
	'plan':--arguments) REPLY='text' ;;
	'plan':--vfs) REPLY='text' ;;
	'plan':--driver) REPLY='text' ;;
	'plan':--persist) REPLY='choice:systemd link' ;;
	'plan':-o | 'plan':--output) REPLY='file' ;;
	'apply':-d | 'apply':--device) REPLY='device' ;;
	'apply':-m | 'apply':--mode) REPLY='choice:sriov gvt-g passthrough' ;;
	'apply':--for) REPLY='choice:windows linux' ;;
	'apply':--arguments) REPLY='text' ;;
	'apply':--vfs) REPLY='text' ;;
	'apply':--driver) REPLY='text' ;;
	'apply':--persist) REPLY='choice:systemd link' ;;
	'apply':--minutes) REPLY='text' ;;
	'apply':--via) REPLY='text' ;;
	'undo':--via) REPLY='text' ;;
	'vf create':-n | 'vf create':--number) REPLY='text' ;;
	'vf create':--driver) REPLY='text' ;;
	'vf create':--mac) REPLY='text' ;;
	'vf create':--type) REPLY='text' ;;
	'vf create':--uuid) REPLY='text' ;;
	'vf create':--profile) REPLY='choice:balanced guest-first host-first' ;;
	'vf create':--exec-quantum) REPLY='text' ;;
	'vf create':--preempt-timeout) REPLY='text' ;;
	'vf create':--sched-priority) REPLY='choice:low normal' ;;
	'vf create':--ggtt) REPLY='text' ;;
	'vf create':--vram) REPLY='text' ;;
	'vf create':--contexts) REPLY='text' ;;
	'vf create':--doorbells) REPLY='text' ;;
	'vf set':--mac) REPLY='text' ;;
	'vf set':--vlan) REPLY='text' ;;
	'vf set':--qos) REPLY='text' ;;
	'vf set':--proto) REPLY='choice:802.1Q 802.1ad' ;;
	'vf set':--spoofchk) REPLY='choice:on off' ;;
	'vf set':--trust) REPLY='choice:on off' ;;
	'vf set':--max-tx-rate) REPLY='text' ;;
	'vf set':--min-tx-rate) REPLY='text' ;;
	'vf set':--link-state) REPLY='choice:auto enable disable' ;;
	'vf set':--profile) REPLY='choice:balanced guest-first host-first' ;;
	'vf set':--exec-quantum) REPLY='text' ;;
	'vf set':--preempt-timeout) REPLY='text' ;;
	'vf set':--sched-priority) REPLY='choice:low normal' ;;
	'vf set':--ggtt) REPLY='text' ;;
	'vf set':--vram) REPLY='text' ;;
	'vf set':--contexts) REPLY='text' ;;
	'vf set':--doorbells) REPLY='text' ;;
	'vf restore':--wait) REPLY='text' ;;
	'give':--driver) REPLY='text' ;;
	'give':--bar) REPLY='text' ;;
	'vm create':--os) REPLY='choice:linux win10 win11' ;;
	'vm create':--profile) REPLY='choice:light balanced max' ;;
	'vm create':--gpu) REPLY='text' ;;
	'vm create':--nic) REPLY='text' ;;
	'vm create':--view) REPLY='choice:looking-glass rdp spice none' ;;
	'vm create':--screen) REPLY='text' ;;
	'vm create':--shared-memory) REPLY='choice:kvmfr file' ;;
	'vm create':--input) REPLY='text' ;;
	'vm create':--pages) REPLY='choice:ordinary 2M 1G' ;;
	'vm create':--iso) REPLY='file' ;;
	'vm create':--device) REPLY='vf' ;;
	'vm create':--disk) REPLY='text' ;;
	'vm create':--kernel) REPLY='file' ;;
	'vm create':--initrd) REPLY='file' ;;
	'vm create':--append) REPLY='text' ;;
	'vm create':--memory) REPLY='text' ;;
	'vm create':--cpus) REPLY='text' ;;
	'vm create':--vcpus) REPLY='text' ;;
	'vm create':--mac) REPLY='text' ;;
	'vm create':--vlan) REPLY='text' ;;
	'vm create':--rom) REPLY='file' ;;
	'vm start':--wait) REPLY='text' ;;
	'vm stop':--timeout) REPLY='text' ;;
	'vm restart':--timeout) REPLY='text' ;;
	'vm view':-w | 'vm view':--with) REPLY='choice:looking-glass rdp spice' ;;
	'vm view':--address) REPLY='device' ;;
	'vm view':-u | 'vm view':--user) REPLY='text' ;;
	'vm view':--release) REPLY='choice:b7 idd' ;;
	'vm view':--profile-file) REPLY='file' ;;
	'vm attach':--gpu) REPLY='text' ;;
	'vm attach':--nic) REPLY='vf' ;;
	'vm attach':--device) REPLY='vf' ;;
	'vm attach':--rom) REPLY='file' ;;
	'vm clone':--device) REPLY='vf' ;;
	'vm clone':--gpu) REPLY='text' ;;
	'vm clone':--nic) REPLY='vf' ;;
	'setup':--device) REPLY='device' ;;
	'setup':-n | 'setup':--vfs) REPLY='text' ;;
	'setup':--mode) REPLY='choice:sriov gvt-g passthrough' ;;
	'setup':--driver) REPLY='text' ;;
	'setup':--persist) REPLY='choice:systemd link off' ;;
	'setup':--sriov-driver) REPLY='file' ;;
	'setup':--sha256) REPLY='text' ;;
	'setup':--name) REPLY='text' ;;
	'rom list':-g | 'rom list':--grep) REPLY='text' ;;
	'rom extract':-o | 'rom extract':--output) REPLY='file' ;;
	'rom extract':-p | 'rom extract':--platform) REPLY='text' ;;
	'rom extract':--guid) REPLY='text' ;;
	'rom extract':-n | 'rom extract':--index) REPLY='text' ;;
	'rom extract':--wrap) REPLY='device' ;;
	'rom check':-f | 'rom check':--for) REPLY='device' ;;
	'rom repair':-o | 'rom repair':--output) REPLY='file' ;;
	'rom repair':-f | 'rom repair':--for) REPLY='device' ;;
	'rom wrap':-f | 'rom wrap':--for) REPLY='device' ;;
	'rom wrap':-o | 'rom wrap':--output) REPLY='file' ;;
	'rom wrap':--class) REPLY='text' ;;
	'rom dump':-o | 'rom dump':--output) REPLY='file' ;;
	*:--root) REPLY='file' ;;
	*:-o | *:--columns) REPLY='text' ;;
	*:--color) REPLY='choice:auto always never' ;;
	*:--connect) REPLY='text' ;;
	esac
}

# Devices, VFs and guests come from the program itself; when it fails there are none.
_virtfn_ask()
{
	timeout 3 "${words[0]}" "${machine[@]}" "$@" --raw --noheadings </dev/null 2>/dev/null
}

# Offers the values of a kind that start with $cur.
_virtfn_offer()
{
	local list=
	case $1 in
	device) list=$(_virtfn_ask list -o ADDRESS) ;;
	vf) list=$(_virtfn_ask list vfs -o ADDRESS) ;;
	domain) list=$(_virtfn_ask vm list -o NAME) ;;
	choice:*) list=${1#choice:} ;;
	folder | file)
		compopt -o filenames 2>/dev/null
		if [[ $1 == folder ]]; then
			mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		fi
		return
		;;
	*) return ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$list" -- "$cur")
}

# bash splits words at ":" and "=" as well: puts them together again, up to the cursor.
_virtfn_join_words()
{
	local line=$COMP_LINE blanks i
	for ((i = 0; i <= COMP_CWORD; i++)); do
		blanks=${line%%[![:space:]]*}
		line=${line#"$blanks"}
		line=${line#"${COMP_WORDS[i]}"}
		if ((i == 0)) || [[ $blanks ]]; then
			words+=("${COMP_WORDS[i]}")
		else
			words[-1]+=${COMP_WORDS[i]}
		fi
	done
	cur=${words[-1]}
}

# Finds the command, how many operands it has so far, and the value that $cur is to be.
_virtfn_read_words()
{
	local word i
	for ((i = 1; i < ${#words[@]} - 1; i++)); do
		word=${words[i]}
		case $word in
		--root=* | --connect=*) machine+=("$word") ;;
		-*)
			_virtfn_value "$word"
			[[ $REPLY ]] || continue
			i=$((i + 1))
			if ((i == ${#words[@]} - 1)); then
				pending=$REPLY
			elif [[ $word == --root || $word == --connect ]]; then
				machine+=("$word=${words[i]}")
			fi
			;;
		*)
			_virtfn_command
			if [[ " $subcommands " == *" $word "* ]]; then
				path+=${path:+ }$word
			else
				given=$((given + 1))
			fi
			;;
		esac
	done
	_virtfn_command
}

# Readline puts in only what is behind the last ":" or "=" that it splits at.
_virtfn_trim()
{
	if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
		COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*:}"}"}")
	elif [[ $attached && $COMP_WORDBREAKS != *=* ]]; then
		COMPREPLY=("${COMPREPLY[@]/#/$attached}")
	fi
}

_virtfn()
{
	local words=() cur='' path='' pending='' attached='' given=0
	local machine=() subcommands='' options='' operands=() REPLY=''

	COMPREPLY=()
	_virtfn_join_words
	_virtfn_read_words
	if [[ $pending ]]; then
		_virtfn_offer "$pending"
	elif [[ $cur == --*=* ]]; then
		attached=${cur%%=*}=
		cur=${cur#*=}
		_virtfn_value "${attached%=}"
		_virtfn_offer "$REPLY"
	elif [[ $cur == -* ]]; then
		_virtfn_offer "choice:$options"
	elif [[ $subcommands ]]; then
		_virtfn_offer "choice:$subcommands"
	else
		_virtfn_offer "${operands[given]}"
	fi
	_virtfn_trim
}

complete -F _virtfn virtfn
