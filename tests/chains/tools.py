#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Stands for the programs of a boot chain: tools.py DIR PROGRAM ARGS..., as chroot(8) is called.

Each does to the tree what the real one does, as far as a kernel's command line goes, so that
virtfn finds in the artefact what it put into the settings. What was run is added to DIR.log."""
import glob
import json
import os
import re
import subprocess
import sys

from tree import RELEASE, Tree


def sourced(tree: Tree, script: str) -> str:
    """What a shell makes of settings, as grub-mkconfig and others read them."""
    return subprocess.run(["sh", "-c", script], cwd=tree.path, stdout=subprocess.PIPE, check=True,
                          text=True).stdout.rstrip("\n")


def grub_cfg(tree: Tree, path: str) -> None:
    line = sourced(tree, "for f in etc/default/grub etc/default/grub.d/*.cfg; do "
                         "[ ! -f $f ] || . ./$f; done; "
                         "printf '%s\\n' \"$GRUB_CMDLINE_LINUX $GRUB_CMDLINE_LINUX_DEFAULT\"")
    tree.put(path, f"""set default="0"
### BEGIN /etc/grub.d/10_linux ###
menuentry 'Linux' --class os $menuentry_id_option 'gnulinux-simple-1' {{
	linux	/boot/vmlinuz-{RELEASE} root=UUID=1 ro {line}
	initrd	/boot/initrd.img-{RELEASE}
}}
### END /etc/grub.d/10_linux ###
""")


def entry(title: str, options: str) -> str:
    return f"title {title}\nversion {RELEASE}\nlinux /vmlinuz\ninitrd /initrd\noptions {options}\n"


def kernel_cmdline(tree: Tree) -> str:
    text = tree.get("etc/kernel/cmdline")
    return " ".join(" ".join(x for x in text.splitlines() if not x.startswith("#")).split())


def kernel_install(tree: Tree) -> None:
    tree.put(f"boot/efi/loader/entries/0123456789abcdef0123456789abcdef-{RELEASE}.conf",
             entry("Linux", kernel_cmdline(tree)))


def uki(cmdline: str) -> bytes:
    """A PE image with one section, .cmdline."""
    data = cmdline.encode()
    dos = b"MZ" + b"\0" * 58 + (64).to_bytes(4, "little")
    coff = b"PE\0\0" + b"\x64\x86" + (1).to_bytes(2, "little") + b"\0" * 12 + \
        (240).to_bytes(2, "little") + (0x22).to_bytes(2, "little")
    optional = bytearray(240)
    optional[0:2] = b"\x0b\x02"
    optional[68:70] = (10).to_bytes(2, "little")
    optional[108:112] = (16).to_bytes(4, "little")
    raw = 512
    section = b".cmdline" + len(data).to_bytes(4, "little") + (0x1000).to_bytes(4, "little") + \
        len(data).to_bytes(4, "little") + raw.to_bytes(4, "little") + b"\0" * 12 + \
        (0x40000040).to_bytes(4, "little")
    head = dos + coff + bytes(optional) + section
    return head + b"\0" * (raw - len(head)) + data


def update_grub(tree, _):
    grub_cfg(tree, "boot/grub/grub.cfg")


def mkconfig(tree, argv):
    grub_cfg(tree, argv[argv.index("-o") + 1].lstrip("/"))


def mkinitcpio(tree, _):
    if not tree.has("etc/mkinitcpio.d/linux.preset"):
        return
    parts = [tree.get("etc/kernel/cmdline")] if tree.has("etc/kernel/cmdline") else []
    for path in sorted(glob.glob(tree.at("etc/cmdline.d/*.conf"))):
        parts.append(tree.get(os.path.relpath(path, tree.path)))
    lines = [x for p in parts for x in p.splitlines() if not x.startswith("#")]
    tree.put("boot/efi/EFI/Linux/arch-linux.efi", uki(" ".join(" ".join(lines).split())))


def kernelstub(tree, argv):
    conf = json.loads(tree.get("etc/kernelstub/configuration"))
    options = conf["user"]["kernel_options"]
    words = [w for w in argv[argv.index("-a" if "-a" in argv else "-d") + 1].split()]
    if "-a" in argv:
        options += [w for w in words if w not in options]
    else:
        conf["user"]["kernel_options"] = [o for o in options if o not in words]
    tree.put("etc/kernelstub/configuration", json.dumps(conf, indent=2, sort_keys=True))
    line = "root=UUID=1 ro " + " ".join(conf["user"]["kernel_options"])
    for name in ("current", "oldkern"):
        tree.put(f"boot/efi/loader/entries/Pop_OS-{name}.conf", entry("Pop!_OS", line))


def proxmox(tree, _):
    tree.put("boot/efi/loader/entries/proxmox-6.8.conf", entry("Proxmox", kernel_cmdline(tree)))


def sdboot_manage(tree, _):
    line = sourced(tree, ". etc/sdboot-manage.conf; printf '%s\\n' \"$LINUX_OPTIONS\"")
    tree.put("boot/efi/loader/entries/linux-cachyos.conf", entry("CachyOS", "root=UUID=1 " + line))


def limine(tree, _):
    script = "KERNEL=; while read -r l; do case $l in *KERNEL_CMDLINE*) eval \"$(" \
             "printf '%s\\n' \"$l\" | sed 's/KERNEL_CMDLINE\\[default\\]+=/KERNEL=\"$KERNEL\"/; " \
             "s/KERNEL_CMDLINE\\[default\\]=/KERNEL=/')\";; esac; done; printf '%s\\n' \"$KERNEL\""
    text = "".join(tree.get(os.path.relpath(p, tree.path)) for p in
                   sorted(glob.glob(tree.at("etc/limine-entry-tool.d/*.conf"))) +
                   glob.glob(tree.at("etc/default/limine")))
    line = subprocess.run(["bash", "-c", script], input=text, stdout=subprocess.PIPE, check=True,
                          text=True).stdout.strip()
    tree.put("boot/limine.conf", f"/+CachyOS\n//linux\n    protocol: linux\n    cmdline: {line}\n")


def rpm_ostree(tree, argv):
    """A deployment waits for its boot; one as the booted one is none to wait for."""
    booted, waits = (f"boot/loader/entries/ostree-{n}.conf" for n in (1, 2))
    was = tree.get(waits if tree.has(waits) else booted)
    words = was[was.index("options ") + 8:].split()
    for a in argv:
        name, _, value = a.partition("=")
        if name in ("--append-if-missing", "--append") and value not in words:
            words.append(value)
        if name in ("--delete-if-present", "--delete") and value in words:
            words.remove(value)
    options = f"options {' '.join(words)}\n"
    if not tree.get(booted).endswith(options):
        tree.put(waits, f"title Bazzite (ostree:0)\nversion 2\n{options}")
    elif tree.has(waits):
        os.unlink(tree.at(waits))


def grubby(tree, argv):
    raise SystemExit(f"grubby is not expected here: {argv}")


def sdbootutil(tree, _):
    tree.put("boot/efi/loader/entries/system-opensuse-6.12.conf",
             entry("openSUSE", kernel_cmdline(tree)))


def nothing(_tree, _argv):
    pass


STATUS = "var/lib/dpkg/status"


def paragraphs(tree) -> list:
    return [p.strip("\n") for p in tree.get(STATUS).split("\n\n") if p.strip()]


def is_of(paragraph: str, names: list) -> bool:
    return paragraph.split("\n", maxsplit=1)[0] in [f"Package: {n}" for n in names]


def package(tree, argv):
    """apt-get behind env: of dpkg's database, the paragraphs come and go."""
    names = argv[argv.index("install" if "install" in argv else "remove") + 1:]
    parts = paragraphs(tree)
    if "install" not in argv and any(is_of(p, names) and "Status: hold" in p for p in parts):
        raise SystemExit("held packages were changed and -y was used")
    versions = {n: "1" for n in names}
    for path in [n for n in names if n.startswith("/")]:
        if not tree.has(path.lstrip("/")):
            raise SystemExit(f"there is no {path}")
        name, version, _ = os.path.basename(path).split("_")
        del versions[path]
        versions[name] = version
    parts = [p for p in parts if not is_of(p, list(versions))]
    if "install" in argv:
        parts += [f"Package: {n}\nStatus: install ok installed\nVersion: {v}"
                  for n, v in versions.items()]
    tree.put(STATUS, "".join(p + "\n\n" for p in parts))


def is_installed(tree, argv):
    found = [p for p in paragraphs(tree) if is_of(p, argv[-1:])]
    if not found:
        raise SystemExit(1)
    version = [x.split(": ")[1] for x in found[0].split("\n") if x.startswith("Version")] or [""]
    print("installed" + (f" {version[0]}" if "Version" in argv[-2] else ""), end="")


def apt_mark(tree, argv):
    word = "hold" if argv[1] == "hold" else "install"
    parts = [re.sub(r"Status: \w+ ", f"Status: {word} ", p) if is_of(p, argv[2:]) else p
             for p in paragraphs(tree)]
    tree.put(STATUS, "".join(p + "\n\n" for p in parts))


LOCAL = "var/lib/pacman/local"


def pacman(tree, argv):
    """Its database is a folder for each package, NAME-VERSION-RELEASE."""
    folders = {f.rsplit("-", 2)[0]: f for f in os.listdir(tree.at(LOCAL))}
    names = [a for a in argv[2:] if not a.startswith("-")]
    for name in names:
        if argv[1] == "-Q":
            if name not in folders:
                raise SystemExit(1)
            print(name, folders[name][len(name) + 1:])
        elif argv[1] == "-R":
            os.rmdir(tree.at(f"{LOCAL}/{folders[name]}"))
        elif argv[1] == "-U":
            if not tree.has(name.lstrip("/")):
                raise SystemExit(f"there is no {name}")
            folder = os.path.basename(name).rsplit("-", 1)[0]
            old = folders.get(folder.rsplit("-", 2)[0])
            if old:
                os.rmdir(tree.at(f"{LOCAL}/{old}"))
            tree.mkdir(f"{LOCAL}/{folder}")
        else:
            tree.mkdir(f"{LOCAL}/{name}-1-1")


def semodule(tree, argv):
    """-i FILE, -r NAME: in their order, as one transaction; what is not there cannot be removed."""
    for option, what in zip(argv[1::2], argv[2::2]):
        name = "var/lib/selinux/" + os.path.basename(what).removesuffix(".cil")
        if option == "-i":
            tree.put(name, tree.get(what.lstrip("/")))
        elif not tree.has(name):
            sys.exit(f"semodule: cannot remove {what}")
        else:
            os.remove(tree.at(name))


TOOLS = {
    "update-grub": update_grub,
    "grub-mkconfig": mkconfig,
    "grub2-mkconfig": mkconfig,
    "update-bootloader": lambda tree, _: grub_cfg(tree, "boot/grub2/grub.cfg"),
    "kernel-install": lambda tree, _: kernel_install(tree),
    "reinstall-kernels": lambda tree, _: kernel_install(tree),
    "mkinitcpio": mkinitcpio,
    "kernelstub": kernelstub,
    "proxmox-boot-tool": proxmox,
    "sdboot-manage": sdboot_manage,
    "limine-mkinitcpio": limine,
    "limine-update": limine,
    "rpm-ostree": rpm_ostree,
    "grubby": grubby,
    "sdbootutil": sdbootutil,
    "update-initramfs": nothing,
    "dracut": nothing,
    "systemctl": nothing,
    "semodule": semodule,
    "udevadm": nothing,
    "modprobe": nothing,
    "env": package,
    "dpkg-query": is_installed,
    "apt-mark": apt_mark,
    "pacman": pacman,
}


def main() -> int:
    tree, argv = Tree.__new__(Tree), sys.argv[2:]
    tree.path = sys.argv[1]
    with open(tree.path.rstrip("/") + ".log", "a", encoding="utf-8") as f:
        f.write(json.dumps(argv) + "\n")
    tool = TOOLS.get(os.path.basename(argv[0]))
    if not tool:
        print(f"no such program: {argv[0]}", file=sys.stderr)
        return 127
    tool(tree, argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
