"""Debian 12 machines on a disk: makes the disk images (lab/machine build), once for each recipe.

A system of packages (mmdebstrap) becomes base.raw, a GPT disk with an empty EFI partition and
the root file system, without mounting anything. It is then booted once, kernel and initramfs
given directly, and installs its own boot loader: GRUB or systemd-boot. What that changed is the
chain's disk, on top of base.raw, and its UEFI variables.
"""
import os
import shutil
import subprocess
import sys
import time

from . import debroot, snapshot
from .kit import LAB, Kit, LabError

CHAINS = ("grub", "systemd-boot")
ESP_UUID = "5EED-0001"
# Without no_timer_check, a kernel that starts while the real system is busy can panic: "timer doesn't
# work through Interrupt-remapped IO-APIC"; tsc=reliable keeps the fast clock. A timer's interrupt is
# lost now and then by an emulated processor: with a periodic tick the next one comes, without the
# kernel waits for ever ("rcu_preempt kthread timer wakeup didn't happen"). Mitigations make each
# return of the kernel a lookup in the emulator.
KERNEL_ARGS = "console=ttyS0 no_timer_check mitigations=off tsc=reliable nohz=off highres=off"
PROGRAMS = {"mmdebstrap": "mmdebstrap", "mke2fs": "e2fsprogs", "sfdisk": "fdisk"}


def chain_stamp(chain: str) -> str:
    how = debroot.text_of(os.path.realpath(__file__))
    return debroot.digest(debroot.stamp(), how, chain, debroot.text_of(f"{LAB}/debian/install-{chain}"))


class Image:
    """The disk of one boot chain: disk.qcow2 over base.raw, vars.fd, and the firmware."""

    def __init__(self, kit: Kit, chain: str) -> None:
        self.home = f"{kit.cache}/debian"
        self.base = f"{self.home}/base-{debroot.stamp()}"
        self.folder = f"{self.home}/{chain}-{chain_stamp(chain)}"
        self.disk, self.vars = f"{self.folder}/disk.qcow2", f"{self.folder}/vars.fd"
        self.code = f"{self.base}/OVMF_CODE.fd"

    def ready(self) -> bool:
        return os.path.exists(f"{self.folder}/done") and os.path.exists(f"{self.base}/done")


def say(text: str) -> None:
    print(f"lab: {text}", file=sys.stderr, flush=True)


def why_not(kit: Kit, chain: str) -> str:
    """Why this machine cannot be had here; empty when it can."""
    image = Image(kit, chain)
    if image.ready():
        return ""
    if not kit.writable():
        return f"there is no image of it yet and {kit.cache} is not writable"
    if os.path.exists(f"{image.base}/done"):
        return ""
    missing = [p for tool, p in PROGRAMS.items() if not shutil.which(tool, path=debroot.search_path())]
    if not os.path.exists(debroot.KEYRING):
        missing.append("debian-archive-keyring")
    if missing:
        return f"making its image needs the packages {' '.join(missing)}"
    if os.getuid() != 0 and not namespace():
        return "making its image needs root (or user namespaces with subordinate ids: uidmap)"
    return ""


def namespace() -> list[str]:
    """A prefix that makes an ordinary user root of a name space; empty when it does not work."""
    prefix = ["unshare", "--user", "--map-root-user", "--map-auto", "--mount"]
    try:
        done = subprocess.run([*prefix, "chown", "--version"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return []
    return prefix if done.returncode == 0 else []


def ensure(kit: Kit, chain: str, console: bool = False) -> Image:
    image = Image(kit, chain)
    if image.ready():
        return image
    reason = why_not(kit, chain)
    if reason:
        raise LabError(f"no machine \"{chain}\": {reason}")
    os.makedirs(image.home, exist_ok=True)
    with snapshot.alone(f"{image.home}/lock"):
        if not os.path.exists(f"{image.base}/done"):
            make_base(image)
    # Each chain has a lock of its own: two of them can be made at a time.
    with snapshot.alone(f"{image.home}/{chain}.lock"):
        if not image.ready():
            make_chain(kit, image, chain, console)
    return image


def forget(home: str, kind: str, keep: str) -> None:
    """Images of older recipes, and what a killed build left."""
    for name in os.listdir(home):
        if name.rsplit("-", 1)[0] == kind and f"{home}/{name}" != keep:
            remove(f"{home}/{name}")


def remove(path: str) -> None:
    """Also a tree of an ordinary user's name space."""
    shutil.rmtree(path, ignore_errors=True)
    if os.path.exists(path) and os.getuid() != 0:
        subprocess.run([*namespace(), "rm", "-rf", path], check=False)


# --- base.raw -----------------------------------------------------------------------------

def make_base(image: Image) -> None:
    forget(image.home, "base", image.base)
    begin = time.monotonic()
    say("making a Debian 12 system of packages (once; about 150 MB are fetched, 1 to 3 minutes)")
    new = f"{image.home}/base-new"
    os.makedirs(new)
    prefix = [] if os.getuid() == 0 else namespace()
    code = "import sys; sys.path.insert(0, sys.argv[1]); from vlab import debroot; debroot.base(sys.argv[2])"
    debroot.run([*prefix, sys.executable, "-B", "-c", code, LAB, new], f"{image.home}/base.log")
    open(f"{new}/done", "w", encoding="ascii").close()
    os.rename(new, image.base)
    say(f"base system after {time.monotonic() - begin:.0f} s")


# --- the chain: one boot in which the machine installs its boot loader -----------------------

def make_chain(kit: Kit, image: Image, chain: str, console: bool) -> None:
    from . import disk    # (it needs this module)
    for kind in (chain, f"{chain}-booted"):
        forget(image.home, kind, image.folder)
    begin = time.monotonic()
    say(f"installing the boot loader of \"{chain}\" (once, 1 to 2 minutes)")
    new = f"{image.home}/{chain}-new"
    os.makedirs(new)
    backing = f"../{os.path.basename(image.base)}/base.raw"
    disk.make_overlay(kit, f"{new}/disk.qcow2", backing, "raw")
    shutil.copyfile(f"{image.base}/OVMF_VARS.fd", f"{new}/vars.fd")
    direct = ["-kernel", f"{image.base}/vmlinuz", "-initrd", f"{image.base}/initrd.img",
              "-append", f"root=UUID={debroot.ROOT_UUID} rw {KERNEL_ARGS} quiet"]
    esp = (f"mkfs.vfat -F 32 -i {ESP_UUID.replace('-', '')} -n ESP /dev/vda1 > /dev/null &&"
           " udevadm settle || exit 1\n"
           f"echo 'UUID={ESP_UUID} /boot/efi vfat umask=0077 0 0' >> /etc/fstab\n"
           "systemctl daemon-reload && mount /boot/efi || exit 1\n")
    with disk.Machine(chain, kit=kit, disk=f"{new}/disk.qcow2", variables=f"{new}/vars.fd",
                      code=image.code, console=console, extra=direct) as machine:
        machine.start()
        install = f"ARGS='{KERNEL_ARGS}'\n" + debroot.text_of(f"{LAB}/debian/install-{chain}")
        done = machine.run(esp + install, timeout=600)
        debroot.put(f"{image.home}/{chain}.log", done.out + done.err)
        if done.status:
            raise LabError(f"installing the boot loader failed ({done.status}):\n{done.out}{done.err}")
        machine.power_off()
    os.chmod(f"{new}/disk.qcow2", 0o444)
    open(f"{new}/done", "w", encoding="ascii").close()
    os.rename(new, image.folder)
    say(f"machine \"{chain}\" after {time.monotonic() - begin:.0f} s")
