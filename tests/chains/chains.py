# SPDX-License-Identifier: GPL-2.0-or-later
"""The boot chains: for each one a function that makes its part of the tree, and where the kernel's
line can be read afterwards. Configurations follow what the distributions install."""
from tools import TOOLS, entry, kernel_install, limine, mkinitcpio, proxmox, sdboot_manage, uki
from tools import grub_cfg, kernelstub, sdbootutil
from tree import RELEASE, Tree

ARCH = 'NAME="Arch Linux"\nID=arch\n'
LINE = "root=UUID=1 ro quiet"


def uefi(tree: Tree, loader: str, selected: str = "") -> None:
    tree.mkdir("sys/firmware/efi/efivars")
    tree.mkdir("boot/efi/loader/entries")
    tree.variable("LoaderInfo", loader)
    if loader.startswith("systemd-boot"):
        tree.variable("LoaderFeatures", (0x3f).to_bytes(8, "little"))
    if selected:
        tree.variable("LoaderEntrySelected", selected)


def bios(tree: Tree) -> None:
    tree.mkdir("sys/firmware/acpi")


def grub_debian(tree):
    bios(tree)
    tree.os_release('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n')
    tree.put("etc/default/grub", '# comment\nGRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT="quiet"\n'
                                 'GRUB_CMDLINE_LINUX=""\n')
    tree.put("usr/sbin/grub-mkconfig", "for x in ${sysconfdir}/default/grub.d/*.cfg\n", 0o755)
    tree.program("usr/sbin/update-grub")
    tree.put("usr/sbin/update-initramfs", "#!/bin/sh\nmkinitramfs\n", 0o755)
    grub_cfg(tree, "boot/grub/grub.cfg")


def grub_proxmox(tree):
    grub_debian(tree)
    tree.put("proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz root=/dev/mapper/pve-root ro quiet\n")
    tree.program("usr/bin/pveversion")


def grub_arch(tree):
    bios(tree)
    tree.os_release(ARCH)
    tree.put("etc/default/grub", "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT='loglevel=3 quiet'\n")
    tree.program("usr/bin/grub-mkconfig", "usr/bin/mkinitcpio")
    grub_cfg(tree, "boot/grub/grub.cfg")


def grub_bls(tree):
    bios(tree)
    tree.os_release('NAME="Fedora Linux"\nID=fedora\nVERSION_ID=42\n')
    tree.put("etc/default/grub", 'GRUB_CMDLINE_LINUX="rhgb quiet"\nGRUB_ENABLE_BLSCFG=true\n')
    tree.put("etc/kernel/cmdline", "root=UUID=1 ro rhgb quiet\n")
    tree.program("usr/sbin/grubby", "usr/bin/dracut", "usr/sbin/grub2-mkconfig")
    tree.put("boot/grub2/grub.cfg", "insmod blscfg\nblscfg\n")
    tree.put("boot/loader/entries/0123-6.12.conf", entry("Fedora", "root=UUID=1 ro rhgb quiet"))
    tree.put("boot/loader/entries/0123-6.11.conf", entry("Fedora", "root=UUID=1 ro rhgb"))


def grub_opensuse(tree):
    bios(tree)
    tree.os_release('NAME="openSUSE Leap"\nID="opensuse-leap"\nID_LIKE="suse opensuse"\n')
    tree.put("etc/default/grub", 'GRUB_CMDLINE_LINUX_DEFAULT="splash=silent quiet"\n')
    tree.program("usr/sbin/update-bootloader", "usr/sbin/grub2-mkconfig", "usr/bin/dracut")
    grub_cfg(tree, "boot/grub2/grub.cfg")


def grub2(tree):
    bios(tree)
    tree.os_release('NAME="Mageia"\nID=mageia\n')
    tree.put("etc/default/grub", "GRUB_CMDLINE_LINUX_DEFAULT=quiet")
    tree.program("usr/sbin/grub2-mkconfig")
    grub_cfg(tree, "boot/grub2/grub.cfg")


def systemd_boot(tree):
    tree.os_release(ARCH)
    tree.put("proc/cmdline", f"initrd=\\initrd {LINE}\n")
    uefi(tree, "systemd-boot 257.9", "arch.conf")
    tree.program("usr/bin/mkinitcpio")
    tree.put("boot/efi/loader/loader.conf", "default arch.conf\n")
    tree.put("boot/efi/loader/entries/arch.conf",
             f"# mine\r\ntitle   Arch Linux\r\nlinux   /vmlinuz\r\noptions {LINE}\r\n")
    tree.put("boot/efi/loader/entries/lts.conf", f"title LTS\nlinux /v\noptions {LINE}\n"
                                                 "options\tloglevel=3")


def kernel_install_bls(tree):
    tree.os_release('ID=debian\n')
    tree.put("proc/cmdline", f"initrd=\\initrd {LINE}\n")
    uefi(tree, "systemd-boot 257.9", f"0123456789abcdef0123456789abcdef-{RELEASE}.conf")
    tree.put(f"usr/lib/modules/{RELEASE}/vmlinuz", "x")
    tree.program("usr/bin/kernel-install", "usr/bin/dracut")
    tree.put("usr/lib/systemd/systemd", "x", 0o755)
    tree.put("etc/kernel/cmdline", f"# my line\n{LINE}\n")
    kernel_install(tree)


def endeavouros(tree):
    kernel_install_bls(tree)
    tree.os_release('ID=endeavouros\nID_LIKE=arch\n')
    tree.program("usr/bin/reinstall-kernels")
    tree.put("etc/kernel/cmdline", LINE)
    kernel_install(tree)


def uki_mkinitcpio(tree):
    tree.os_release(ARCH)
    tree.put("proc/cmdline", LINE + "\n")
    uefi(tree, "systemd-boot 257.9", "arch-linux.efi")
    tree.variable("StubInfo", "systemd-stub 257.9")
    tree.program("usr/bin/mkinitcpio")
    tree.put("etc/mkinitcpio.d/linux.preset",
             "PRESETS=('default')\ndefault_uki=/boot/efi/EFI/Linux/arch-linux.efi\n")
    tree.put("etc/kernel/cmdline", LINE + "\n")
    mkinitcpio(tree, [])


def opensuse_bls(tree):
    tree.os_release('ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n')
    tree.put("proc/cmdline", f"initrd=\\initrd {LINE}\n")
    uefi(tree, "systemd-boot 257.9", "system-opensuse-6.12.conf")
    tree.program("usr/bin/sdbootutil", "usr/bin/dracut")
    tree.put("etc/kernel/cmdline", LINE + "\n")
    sdbootutil(tree, [])


def popos(tree):
    tree.os_release('NAME="Pop!_OS"\nID=pop\nID_LIKE="ubuntu debian"\n')
    tree.put("proc/cmdline", f"initrd=\\initrd {LINE}\n")
    uefi(tree, "systemd-boot 249", "Pop_OS-current.conf")
    tree.program("usr/bin/kernelstub")
    tree.put("usr/sbin/update-initramfs", "#!/bin/sh\nmkinitramfs\n", 0o755)
    tree.put("etc/kernelstub/configuration",
             '{"default": {"kernel_options": ["quiet", "splash"]},'
             ' "user": {"kernel_options": ["quiet"], "esp_path": "/boot/efi"}}')
    kernelstub(tree, ["-a", "quiet"])


def proxmox_zfs(tree):
    tree.os_release('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n')
    tree.put("proc/cmdline", "initrd=\\initrd root=ZFS=rpool/ROOT/pve-1 boot=zfs\n")
    uefi(tree, "systemd-boot 252", "proxmox-6.8.conf")
    tree.program("usr/bin/pveversion", "usr/sbin/proxmox-boot-tool")
    tree.put("usr/sbin/update-initramfs", "#!/bin/sh\nmkinitramfs\n", 0o755)
    tree.put("etc/kernel/proxmox-boot-uuids", "1234-5678\n")
    tree.put("etc/kernel/cmdline", "root=ZFS=rpool/ROOT/pve-1 boot=zfs\n")
    proxmox(tree, [])


def cachyos_sdboot(tree):
    tree.os_release('NAME="CachyOS Linux"\nID=cachyos\nID_LIKE=arch\n')
    tree.put("proc/cmdline", f"initrd=\\initrd {LINE}\n")
    uefi(tree, "systemd-boot 257.9", "linux-cachyos.conf")
    tree.program("usr/bin/sdboot-manage", "usr/bin/mkinitcpio")
    tree.put("etc/sdboot-manage.conf", '# Config\nLINUX_OPTIONS="zswap.enabled=0 quiet"\n')
    sdboot_manage(tree, [])


def cachyos_limine(tree):
    tree.os_release('NAME="CachyOS Linux"\nID=cachyos\nID_LIKE=arch\n')
    tree.put("proc/cmdline", LINE + "\n")
    uefi(tree, "Limine 12.9.0")
    tree.program("usr/bin/limine-update", "usr/bin/limine-mkinitcpio", "usr/bin/mkinitcpio")
    tree.put("etc/default/limine", 'ESP_PATH="/boot"\nKERNEL_CMDLINE[default]+="quiet splash"\n')
    limine(tree, [])


def refind(tree):
    tree.os_release(ARCH)
    tree.put("proc/cmdline", f"{LINE} initrd=\\initrd\n")
    tree.mkdir("sys/firmware/efi/efivars")
    tree.variable("Other", "x")
    tree.program("usr/bin/mkinitcpio")
    tree.put("boot/refind_linux.conf", '"Boot with standard options"  "root=UUID=1 ro quiet"\n'
                                       '"Boot to single-user mode" "root=UUID=1 ro single"\n')


def bazzite(tree):
    tree.os_release('NAME="Bazzite"\nID=bazzite\nID_LIKE="fedora"\nVARIANT_ID=bazzite\n')
    tree.put("run/ostree-booted", "")
    tree.put("proc/cmdline", f"BOOT_IMAGE=(hd0)/x ostree=/ostree/boot.1/default/1/0 {LINE}\n")
    tree.put("boot/loader/entries/ostree-1.conf", "title Bazzite (ostree:0)\nversion 1\n"
             f"options ostree=/ostree/boot.1/default/1/0 {LINE}\n")
    tree.program("usr/bin/rpm-ostree")


def nixos(tree):
    tree.os_release('NAME=NixOS\nID=nixos\n')
    tree.put("etc/NIXOS", "")
    tree.put("etc/nixos/configuration.nix", "{ ... }: { }\n")


# Where the line is afterwards; "": nowhere, a person has to do the rest.
CHAINS = {
    "grub-debian": (grub_debian, "boot/grub/grub.cfg"),
    "grub-proxmox": (grub_proxmox, "boot/grub/grub.cfg"),
    "grub-arch": (grub_arch, "boot/grub/grub.cfg"),
    "grub-bls": (grub_bls, "boot/loader/entries/*.conf"),
    "grub-opensuse": (grub_opensuse, "boot/grub2/grub.cfg"),
    "grub2": (grub2, "boot/grub2/grub.cfg"),
    "systemd-boot": (systemd_boot, "boot/efi/loader/entries/*.conf"),
    "kernel-install": (kernel_install_bls, "boot/efi/loader/entries/*.conf"),
    "endeavouros": (endeavouros, "boot/efi/loader/entries/*.conf"),
    "uki-mkinitcpio": (uki_mkinitcpio, "boot/efi/EFI/Linux/*.efi"),
    "opensuse-bls": (opensuse_bls, "boot/efi/loader/entries/*.conf"),
    "popos": (popos, "boot/efi/loader/entries/*.conf"),
    "proxmox": (proxmox_zfs, "boot/efi/loader/entries/*.conf"),
    "sdboot-manage": (cachyos_sdboot, "boot/efi/loader/entries/*.conf"),
    "limine": (cachyos_limine, "boot/limine.conf"),
    "refind": (refind, "boot/refind_linux.conf"),
    "ostree": (bazzite, "boot/loader/entries/ostree-2.conf"),
    "nixos": (nixos, ""),
}
assert uki("x") and TOOLS
