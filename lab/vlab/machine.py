"""The lab host as a QEMU command line."""
import dataclasses
import hashlib

from .kit import Kit

KERNEL_ARGS = ("console=ttyS0 quiet panic=-1 mitigations=off nokaslr random.trust_cpu=on "
               "tsc=reliable no_timer_check intel_iommu=on iommu=pt")
# Under TCG, #VMEXIT clears a bit of interrupt_request without the lock (QEMU up to at least 10.0,
# target/i386/tcg/system/svm_helper.c; patch "treewide: clear bits of cs->interrupt_request with
# cpu_reset_interrupt()", 2025-09): an interrupt that comes just then is lost. A periodic tick
# delivers it again; with one-shot timers the lab host sometimes slept for ever.
TCG_KERNEL_ARGS = "nohz=off highres=off"
NVME_TEXT = b"virtfn lab nvme "


@dataclasses.dataclass(frozen=True)
class Options:
    """What makes one lab host different from another."""
    nics: int = 1
    nvme_vfs: int = 0  # 0: no NVMe controller
    iommu: bool = True
    intremap: bool = True
    acs: bool = True
    append: str = ""
    memory: int = 2048
    igpu: str = ""     # place and MiB of the device that a simulated GPU replaces (igpu.py)
    accel: str = "tcg"
    cpufreq: bool = False    # processors with performance states (cpufreq.py)
    cpus: int = 2

    def key(self, kit: Kit) -> str:
        """Name of this host's snapshot; those of one kit begin alike."""
        with open(__file__, "rb") as f:
            era = hashlib.sha256(f.read() + kit.stamp().encode()).hexdigest()[:8]
        return f"{era}-{hashlib.sha256(str(self).encode()).hexdigest()[:16]}"


def accel_args(o: Options) -> list[str]:
    if o.accel == "kvm":
        return ["-accel", "kvm", "-cpu", "host"]
    return ["-accel", "tcg,thread=multi", "-cpu", "EPYC,+svm"]


def memory_args(o: Options, ram: str, keep: bool) -> list[str]:
    """RAM in a file: kept for a snapshot (shared), or mapped privately over one."""
    back = f"memory-backend-ram,id=ram,size={o.memory}M"
    if ram and keep:
        back = f"memory-backend-file,id=ram,size={o.memory}M,mem-path={ram},share=on"
    elif ram:
        back = f"memory-backend-file,id=ram,size={o.memory}M,mem-path={ram},share=off,readonly=on,rom=off"
    return ["-m", f"{o.memory}M", "-object", back]


def share_args(name: str, path: str, addr: str, readonly: bool) -> list[str]:
    mode = ",readonly=on,multidevs=remap" if readonly else ",multidevs=remap"
    path = path.replace(",", ",,")
    return ["-fsdev", f"local,id={name},path={path},security_model=none{mode}",
            "-device", f"virtio-9p-pci,fsdev={name},mount_tag={name},addr={addr}"]


def igpu_args(o: Options) -> list[str]:
    """Memory where the GPU will be: pages of zeros in a snapshot, because the modules come later."""
    place, _, mib = o.igpu.partition(":")
    args = ["-object", f"memory-backend-ram,id=igpu,size={mib}M"]
    if place == "integrated":
        return args + ["-device", "ivshmem-plain,memdev=igpu,master=on,addr=2.0"]
    acs = "" if o.acs else ",disable-acs=on"
    return args + ["-device", f"pcie-root-port,id=rp8,chassis=9,slot=9,addr=9.0{acs}",
                   "-device", "ivshmem-plain,memdev=igpu,master=on,bus=rp8"]


def device_args(o: Options, nvme_file: str) -> list[str]:
    args = []
    acs = "" if o.acs else ",disable-acs=on"
    first = 3 if o.igpu.startswith("integrated") else 2     # 02.0 is its place
    for n in range(o.nics):
        args += ["-device", f"pcie-root-port,id=rp{n},chassis={n + 1},slot={n + 1},addr={n + first}.0{acs}",
                 "-netdev", f"user,id=net{n}",
                 "-device", f"igb,netdev=net{n},bus=rp{n},mac=52:54:00:12:34:{0x56 + n:02x}"]
    if o.nvme_vfs:
        # Two queues and an interrupt for each VF; the PF keeps two queues.
        queues, vectors = 2 * o.nvme_vfs, o.nvme_vfs
        # Many VFs have large BARs too: more than the firmware's window for them holds.
        most = 1024 if o.nvme_vfs > 4 else 0
        nvme_file = nvme_file.replace(",", ",,")
        args += ["-device", f"pcie-root-port,id=rp9,chassis=10,slot=10,addr=a.0{acs}",
                 "-device", "nvme-subsys,id=nvs",
                 "-drive", f"if=none,id=nvd,format=raw,file={nvme_file}",
                 "-device", "nvme,serial=virtfn-lab,subsys=nvs,id=nv,bus=rp9,"
                            f"sriov_max_vfs={o.nvme_vfs},max_ioqpairs={max(64, queues + 2)},"
                            f"msix_qsize={max(65, vectors + 1)},sriov_vq_flexible={queues},"
                            f"sriov_vi_flexible={vectors},sriov_max_vi_per_vf={most}",
                 "-device", "nvme-ns,drive=nvd,bus=nv,nsid=1"]
    return args


def kernel_args(o: Options) -> str:
    tcg = TCG_KERNEL_ARGS if o.accel == "tcg" else ""
    return " ".join(f"{KERNEL_ARGS} {tcg} {o.append}".split())


def qemu_args(kit: Kit, o: Options, work: str, out: str, fds: dict[str, int],
              ram: str = "", keep: bool = False) -> list[str]:
    args = kit.qemu() + accel_args(o) + memory_args(o, ram, keep)
    args += ["-M", "q35,kernel-irqchip=split,memory-backend=ram", "-smp", str(o.cpus), "-display", "none",
             "-nodefaults", "-no-reboot", "-no-user-config",
             "-serial", f"file:{work}/console.log".replace(",", ",,"),
             "-kernel", kit.path("vmlinux"), "-initrd", kit.path("host.img"),
             "-append", kernel_args(o)]
    if o.iommu:
        intremap = "on" if o.intremap else "off"
        args += ["-device", f"intel-iommu,intremap={intremap},caching-mode=on"]
    tools = kit.path("tools.erofs").replace(",", ",,")
    args += ["-drive", f"if=none,id=tools,format=raw,readonly=on,file.locking=off,file={tools}",
             "-device", "virtio-blk-pci,drive=tools,addr=1a.0", "-device", "virtio-serial-pci,addr=1b.0"]
    args += share_args("hostroot", "/", "1d.0", True) + share_args("out", out, "1c.0", False)
    for name, fd in fds.items():
        args += ["-chardev", f"socket,id={name},fd={fd}"]
        if name == "qmp":
            args += ["-mon", "chardev=qmp,mode=control"]
        else:
            args += ["-device", f"virtserialport,chardev={name},name=lab.{name}"]
    if o.cpufreq:
        args += ["-acpitable", f"file={work}/cpufreq.aml".replace(",", ",,")]
    if ram and not keep:
        args += ["-incoming", "defer"]
    if o.igpu:
        args += igpu_args(o)
    return args + device_args(o, f"{work}/nvme.raw")


def make_nvme(path: str) -> None:
    """The disk behind the NVMe controller: 16 MiB, a text at the start."""
    with open(path, "wb") as f:
        f.write(NVME_TEXT)
        f.truncate(16 << 20)
