"""What lab/setup made: where it is, how its QEMU is started, whether KVM can be used."""
import hashlib
import os
import subprocess
import tempfile

LAB = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROBE_SECONDS = 5


class LabError(Exception):
    """The lab itself failed (not COMMAND): exit status 125."""


class Kit:
    def __init__(self) -> None:
        self.cache = os.environ.get("VIRTFN_LAB_CACHE") or f"{LAB}/.cache"
        self.cache = os.path.abspath(self.cache)
        self.dir = f"{self.cache}/kit"
        self.tree = f"{self.dir}/tree"

    def path(self, name: str) -> str:
        return f"{self.dir}/{name}"

    def writable(self) -> bool:
        return os.access(self.cache, os.W_OK)

    def check(self) -> None:
        """Small parts that are older than their sources are rebuilt, packages never fetched."""
        setup = f"{LAB}/setup"
        if subprocess.run([setup, "--check"]).returncode == 0:
            return
        if self.writable() and os.path.exists(self.path("tree.stamp")):
            if subprocess.run([setup, "--initrd"]).returncode == 0:
                return
        raise LabError("the lab is not set up (or older than its sources): run lab/setup")

    def check_igpu(self) -> None:
        """The modules of the simulated GPU, rebuilt when their sources have changed."""
        if subprocess.run([f"{LAB}/setup", "--igpu"]).returncode != 0:
            raise LabError("no modules for --igpu (see above)")

    def stamp(self) -> str:
        with open(self.path("initrd.stamp")) as f:
            return f.read().strip()

    def qemu(self) -> list[str]:
        """QEMU of the tree, started by the tree's own loader with the tree's libraries."""
        t = self.tree
        return [f"{t}/usr/lib64/ld-linux-x86-64.so.2", "--argv0", "qemu-system-x86_64",
                "--library-path", f"{t}/usr/lib/x86_64-linux-gnu", f"{t}/usr/bin/qemu-system-x86_64",
                "-L", f"{t}/usr/share/qemu", "-L", f"{t}/usr/share/seabios",
                "-L", f"{t}/usr/lib/ipxe/qemu"]

    def environment(self) -> dict[str, str]:
        modules = f"{self.tree}/usr/lib/x86_64-linux-gnu/qemu"
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "QEMU_MODULE_DIR": modules,
                "HOME": "/nonexistent", "LC_ALL": "C"}

    def accel(self) -> str:
        """"kvm" when /dev/kvm runs an ordinary guest and nesting is on, else "tcg"."""
        wish = os.environ.get("VIRTFN_LAB_ACCEL")
        if wish:
            return wish
        if not os.access("/dev/kvm", os.R_OK | os.W_OK) or not nesting():
            return "tcg"
        with open("/proc/sys/kernel/random/boot_id") as f:
            key = hashlib.sha256(f"{f.read()} {self.stamp()} {os.getuid()}".encode()).hexdigest()[:16]
        folder = self.cache if self.writable() else tempfile.gettempdir()
        note = f"{folder}/virtfn-lab-accel-{key}"
        if owned(note):
            with open(note) as f:
                return "kvm" if f.read().strip() == "kvm" else "tcg"
        accel = "kvm" if self.probe_kvm() else "tcg"
        fd, temp = tempfile.mkstemp(dir=folder)
        with os.fdopen(fd, "w") as f:
            f.write(accel + "\n")
        os.replace(temp, note)
        return accel

    def probe_kvm(self) -> bool:
        """Boots the small guest: /dev/kvm may be there and yet not run one."""
        args = self.qemu() + ["-accel", "kvm", "-cpu", "host", "-M", "q35", "-m", "256", "-nodefaults",
                              "-display", "none", "-no-reboot", "-serial", "stdio",
                              "-kernel", self.path("vmlinux"), "-initrd", self.path("guest.img"),
                              "-append", "console=ttyS0 quiet panic=-1"]
        try:
            done = subprocess.run(args, env=self.environment(), stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  timeout=PROBE_SECONDS)
            return b"guest: boot" in done.stdout
        except subprocess.TimeoutExpired as e:
            return b"guest: boot" in (e.stdout or b"")


def owned(path: str) -> bool:
    """There, and not put there by somebody else."""
    try:
        return os.lstat(path).st_uid in (os.getuid(), 0)
    except OSError:
        return False


def nesting() -> bool:
    for module in ("kvm_amd", "kvm_intel"):
        try:
            with open(f"/sys/module/{module}/parameters/nested") as f:
                if f.read().strip() in ("1", "Y"):
                    return True
        except OSError:
            pass
    return not os.path.exists("/sys/module/kvm")    # built in or hidden: let the probe decide
