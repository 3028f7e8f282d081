"""The base of the lab's Debian machines: base.raw, a GPT disk with an empty EFI partition and a root
file system of packages. Nothing is mounted; runs as root, or root of a user name space."""
import glob
import hashlib
import os
import shutil
import subprocess

from .kit import LAB, LabError

SUITE = "bookworm"
MIRROR = "http://deb.debian.org/debian"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
ROOT_UUID = "7b1d0c5e-6a3f-4f0e-9f5c-2d6c1a0b7e12"
PACKAGES = """linux-image-amd64 initramfs-tools zstd systemd-sysv systemd-boot udev dbus kmod
 grub-efi-amd64 efibootmgr dosfstools e2fsprogs iproute2 pciutils procps
 libvirt-daemon-system libvirt-clients ovmf
 libsmartcols1 libjson-c5 libmount1 libnl-3-200 libnl-route-3-200 libxml2 libvirt0 libkmod2
 libarchive13 libhwloc15 libseccomp2 libbrotli1 libnettle8 liblzma5 libcyaml1 libasan8 libubsan1
 libacl1 libattr1"""
# Never needed here: nine tenths of what a kernel package holds. depmod, which kernel-install runs at
# each change of an entry, reads all that is there: half a minute where processors are emulated.
LEAVE_OUT = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*",
             *(f"/lib/modules/*/kernel/{d}/*" for d in (
                 "sound", "net/wireless", "net/mac80211", "net/bluetooth", "net/batman-adv",
                 "net/sctp", "net/tipc", "net/ceph", "net/rds", "net/can", "net/openvswitch",
                 *(f"fs/{x}" for x in "afs btrfs ceph cifs dlm f2fs gfs2 jffs2 jfs ksmbd nfs nfsd "
                   "nilfs2 ntfs ntfs3 ocfs2 orangefs reiserfs smb ubifs udf ufs xfs".split()),
                 *(f"drivers/net/{x}" for x in "can dsa hamradio ieee802154 phy usb wan wireless wwan "
                   "ethernet/[a-h]* ethernet/[j-z]*".split()),
                 *(f"drivers/{x}" for x in "ata atm bcma bluetooth comedi edac extcon firewire gpu "
                   "greybus hsi hv hwmon iio infiniband input/joystick input/tablet "
                   "input/touchscreen isdn leds md media memstick message mfd misc mmc mtd nfc ntb "
                   "nvdimm parport pcmcia pinctrl platform power pwm rapidio regulator rtc scsi "
                   "soundwire spi ssb staging target thermal thunderbolt uio usb w1 xen".split()))))
# GRUB 2.06 reads these; named one by one because mke2fs.conf differs between systems.
FEATURES = ("none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,64bit,flex_bg,"
            "sparse_super,large_file,huge_file,dir_nlink,extra_isize,metadata_csum")
# Not wanted in a machine that lives for minutes, and whose every program is slow without KVM: half
# of what it did at boot. (The file systems are not checked either: a journal replays.)
MASKED = ("apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer",
          "e2scrub_all.timer", "e2scrub_reap.service", "fstrim.timer", "logrotate.timer",
          "systemd-tmpfiles-clean.timer", "getty@tty1.service", "serial-getty@ttyS0.service",
          "systemd-networkd-wait-online.service", "libvirt-guests.service",
          "systemd-logind.service", "systemd-machined.service", "systemd-user-sessions.service",
          "systemd-update-utmp.service", "systemd-update-utmp-runlevel.service",
          "systemd-network-generator.service", "systemd-random-seed.service",
          "systemd-sysusers.service", "systemd-pstore.service",
          "sys-kernel-config.mount", "sys-fs-fuse-connections.mount", "sys-kernel-debug.mount",
          "sys-kernel-tracing.mount", "dev-mqueue.mount",
          *(f"modprobe@{m}.service" for m in (
              "configfs", "drm", "dm_mod", "efi_pstore", "fuse", "loop")))
# There for the tests that start them.
DISABLED = ("libvirtd.service", *(f"{name}{kind}.socket" for name, kinds in (
    ("libvirtd", ("", "-ro", "-admin")), ("virtlogd", ("", "-admin")),
    ("virtlockd", ("", "-admin"))) for kind in kinds))
DISK_MIB, ESP_MIB = 3072, 160


def digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def text_of(path: str) -> str:
    with open(path, encoding="utf-8") as f:
        return f.read()


def stamp() -> str:
    """What base.raw was made from."""
    parts = [text_of(os.path.realpath(__file__))]
    for name in ("early", "root"):
        for folder, _, files in sorted(os.walk(f"{LAB}/debian/{name}")):
            for file in sorted(files):
                parts += [f"{folder}/{file}".removeprefix(LAB), text_of(f"{folder}/{file}")]
    return digest(*parts)


def search_path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin"


def run(argv: list[str], log: str, **more: object) -> None:
    env = {"PATH": search_path(), "HOME": "/root", "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    env |= {k: v for k, v in os.environ.items() if k.lower().endswith("_proxy")}
    with open(log, "ab") as f:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=f, stderr=f, env=env,
                              check=False, **more)
    if done.returncode:
        with open(log, encoding="utf-8", errors="replace") as f:
            last = "".join(f.readlines()[-20:])
        raise LabError(f"{argv[0]} failed ({done.returncode}); end of {log}:\n{last}")


def archives() -> list[str]:
    """Lines for sources.list: this system's own archive of Debian 12 when it has one."""
    ask = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT) $(CREATED_BY)"]
    done = subprocess.run(ask, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    found = []
    for line in done.stdout.splitlines():
        words = line.split(" ")
        if len(words) == 4 and words[3] == "Packages" and words[2] == "main" and \
           words[1] in (SUITE, f"{SUITE}-updates", f"{SUITE}-security"):
            found.append((words[0], words[1]))
    if SUITE not in [suite for _, suite in found]:
        found = [(MIRROR, SUITE)]
    return [f"deb [signed-by={KEYRING}] {uri} {suite} main" for uri, suite in sorted(set(found))]


def base(new: str) -> None:
    """Runs as root (of a name space): everything that needs to own files of others."""
    log, tree = f"{new}/../base.log", f"{new}/tree"
    with open(f"{new}/sources.list", "w", encoding="ascii") as f:
        f.write("\n".join(archives()) + "\n")
    argv = ["mmdebstrap", "--mode=root", "--format=directory", "--variant=minbase",
            "--architectures=amd64", "--aptopt=APT::Install-Recommends \"false\"",
            "--essential-hook=cp -r " + f"'{LAB}/debian/early/.'" + " \"$1/\"",
            "--include=" + ",".join(PACKAGES.split())]
    argv += [f"--dpkgopt=path-exclude={path}" for path in LEAVE_OUT]
    run([*argv, SUITE, tree, f"{new}/sources.list"], log)
    finish_tree(new, tree, log)
    make_disk(new, tree, log)
    shutil.rmtree(tree)


def finish_tree(new: str, tree: str, log: str) -> None:
    for name in ("CODE", "VARS"):
        shutil.copyfile(f"{tree}/usr/share/OVMF/OVMF_{name}_4M.fd", f"{new}/OVMF_{name}.fd")
    run(["chroot", tree, "dpkg", "--purge", "ovmf"], log)
    run(["cp", "-r", "--preserve=mode", f"{LAB}/debian/root/.", f"{tree}/"], log)
    for name in ("hostname", "resolv.conf", "fstab"):
        if os.path.lexists(f"{tree}/etc/{name}"):
            os.unlink(f"{tree}/etc/{name}")
    put(f"{tree}/etc/hostname", "lab\n")
    put(f"{tree}/etc/fstab", f"UUID={ROOT_UUID} / ext4 errors=remount-ro 0 0\n")
    os.makedirs(f"{tree}/boot/efi", exist_ok=True)
    units = f"{tree}/etc/systemd/system"
    for unit in MASKED:
        if os.path.lexists(f"{units}/{unit}"):
            os.unlink(f"{units}/{unit}")
        os.symlink("/dev/null", f"{units}/{unit}")
    run(["chroot", tree, "systemctl", "enable", "lab-agent.service", "systemd-networkd.service"], log)
    run(["chroot", tree, "systemctl", "disable", *DISABLED], log)
    run(["chroot", tree, "systemctl", "set-default", "multi-user.target"], log)
    for name in ("vmlinuz", "initrd.img"):
        shutil.copyfile(glob.glob(f"{tree}/boot/{name}-*")[0], f"{new}/{name}")


def put(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def make_disk(new: str, tree: str, log: str) -> None:
    """The partitions and the root file system, from the tree; the machine itself makes the ESP."""
    disk = f"{new}/base.raw"
    with open(disk, "wb") as f:
        f.truncate(DISK_MIB << 20)
    table = f"{new}/table"
    put(table, f"label: gpt\nstart=1MiB, size={ESP_MIB}MiB, type=U, name=esp\n"
               f"start={ESP_MIB + 1}MiB, type=L, name=root\n")
    with open(table, "rb") as f:
        subprocess.run(["sfdisk", "--quiet", disk], stdin=f, check=True, env={"PATH": search_path()})
    run(["mke2fs", "-q", "-t", "ext4", "-O", FEATURES, "-U", ROOT_UUID, "-L", "root", "-d", tree,
         "-E", f"offset={(ESP_MIB + 1) << 20},root_owner=0:0,lazy_itable_init=0", disk,
         f"{DISK_MIB - ESP_MIB - 2}M"], log)
