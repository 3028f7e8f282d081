"""The simulated GPU: what --igpu says, and what that means for the machine and for the modules.

The sizes are those of a real Alder Lake iGPU (lspci -vvv). Those of cards are plausible, and small
enough for a snapshot; so are their numbers of VFs, which whoever uses them reads from sysfs.
"""
import dataclasses
import errno

from .kit import LabError

MIB_BAR0 = 16


@dataclasses.dataclass(frozen=True)
class Family:
    """Chips whose IDs begin alike."""
    name: str
    ids: tuple[str, ...]
    guc: str = ""
    huc: str = ""
    vfs: int = 7           # 0: no SR-IOV
    driver: str = "i915"   # that makes VFs of it, or takes it
    forced: bool = True    # xe takes it only with force_probe
    discrete: bool = False
    bar2: int = 256        # MiB
    vf_bar2: int = 512
    vram: int = 0
    chip_class: int = 0x030000
    dmc: str = ""


FAMILIES = (
    Family("Tiger Lake", ("9a",), "i915/tgl_guc_70.1.1.bin", "i915/tgl_huc_7.9.3.bin",
           dmc="tgl_dmc_ver2_12"),
    Family("Rocket Lake", ("4c",), "i915/tgl_guc_70.1.1.bin", "i915/tgl_huc_7.9.3.bin",
           vfs=0, dmc="rkl_dmc_ver2_03"),
    Family("Alder Lake-S", ("468", "469"), "i915/tgl_guc_70.bin", "i915/tgl_huc.bin",
           dmc="adls_dmc_ver2_01"),
    Family("Alder Lake-N", ("46d",), "i915/tgl_guc_70.bin", "i915/tgl_huc.bin",
           dmc="adlp_dmc"),
    Family("Alder Lake-P", ("46",), "i915/adlp_guc_70.bin", "i915/tgl_huc.bin",
           dmc="adlp_dmc"),
    Family("Raptor Lake-S", ("a78",), "i915/tgl_guc_70.bin", "i915/tgl_huc.bin",
           dmc="adls_dmc_ver2_01"),
    Family("Raptor Lake-P", ("a7",), "i915/adlp_guc_70.bin", "i915/tgl_huc.bin",
           dmc="adlp_dmc"),
    Family("Meteor or Arrow Lake", ("7d",), "i915/mtl_guc_70.bin", "i915/mtl_huc_gsc.bin",
           dmc="mtl_dmc"),
    Family("Lunar Lake", ("64",), "xe/lnl_guc_70.bin", "xe/lnl_huc.bin", 0, "xe", False,
           dmc="xe2lpd_dmc"),
    Family("Panther Lake", ("b0", "fd8"), "xe/ptl_guc_70.bin", "xe/ptl_huc.bin", 7, "xe", False),
    Family("Arc A", ("56a",), "i915/dg2_guc_70.bin", "i915/dg2_huc_gsc.bin", 0, "i915", True, True,
           256, 0, 8192, dmc="dg2_dmc_ver2_08"),
    Family("Data Center GPU Flex", ("56c",), "i915/dg2_guc_70.bin", "i915/dg2_huc_gsc.bin", 31, "xe", True,
           True, 256, 64, 16384, 0x038000, "dg2_dmc_ver2_08"),
    Family("Arc Pro B", ("e2",), "xe/bmg_guc_70.bin", "xe/bmg_huc.bin", 12, "xe", False, True,
           256, 256, 24576, dmc="bmg_dmc"),
    Family("GVT-g generation", ("19", "59", "3e", "9b"), "i915/kbl_guc_70.1.1.bin",
           "i915/kbl_huc_4.0.0.bin", vfs=0, bar2=512),
)
FLAVOURS = ("sriov", "plain", "stock")
# What a fault is for simgpu.ko; {} takes the number behind the colon.
FAULTS = {
    "grant": "grant={}", "refuse-above": "refuse_above={}", "slow": "enable_ms={}",
    "slow-disable": "disable_ms={}", "flr": "flr_ms={}", "dead": "dead_vfs={}", "reset": "reset_ms={}",
    "initial-vfs": "initial={}", "probe": "probe_errno=5", "wedged": "wedged=1", "gone": "pf_gone=1",
    "no-vf-bars": "vf_space=0", "no-sriov": "vfs=0",
}
ERRNOS = ("ENOSPC", "EIO", "ENOMEM", "EUCLEAN", "EPERM", "EBUSY", "ECANCELED")
HELP = """\
--igpu ID[,OPTION...]: a simulated Intel GPU, 0000:00:02.0; a card is the last bus' 00.0. OPTION is
  driver=i915|xe|none   who drives it (default: the one that makes VFs of it)
  version=sriov|plain|stock   the driver of i915-sriov-dkms, one whose version does not say so, or
                        the kernel's own; vfs=N, aperture=MIB, admin=no (xe before 6.19), gvtg
  bare                  adds nothing to the kernel command line
  fault=NAME[:NUMBER]   may be repeated: enospc eio enomem euclean grant:N refuse-above:N slow:MS
                        slow-disable:MS quota[:ERRNO] flr:MS dead:MASK reset:MS gone wedged probe
                        stock no-firmware no-vf-bars no-sriov no-acs bus-range initial-vfs:N
"""


def family_of(chip: str) -> Family:
    """The longest beginning that fits."""
    fits = [(len(i), f) for f in FAMILIES for i in f.ids if chip.startswith(i)]
    if not fits:
        raise LabError(f"--igpu: {chip} is no chip that the lab knows; "
                       "for example 46a6, 46d1, 4680, a7a0, 7d55, b080, 56c0, e211, 5917")
    return max(fits, key=lambda fit: fit[0])[1]


@dataclasses.dataclass
class Igpu:
    chip: str
    family: Family
    driver: str = ""
    version: str = "sriov"
    gvtg: bool = False
    bare: bool = False
    firmware: bool = True
    acs: bool = True
    vfs: int = 0
    bar2: int = 0
    faults: list[str] = dataclasses.field(default_factory=list)

    def mib(self) -> int:
        """Of memory behind all its BARs: a power of two."""
        need = self.bar2 + MIB_BAR0 + self.vfs * (MIB_BAR0 + self.family.vf_bar2) + 2
        return 1 << (need - 1).bit_length()

    def place(self, nics: int) -> str:
        return f"0000:{nics + 1:02x}:00.0" if self.family.discrete else "0000:00:02.0"

    def device(self) -> str:
        """What the machine has to have for it."""
        return f"{'card' if self.family.discrete else 'integrated'}:{self.mib()}"

    def kernel_args(self) -> str:
        if self.bare or self.version == "stock" and not self.gvtg or self.driver == "none":
            return ""
        if self.gvtg:
            return "i915.enable_gvt=1 i915.enable_guc=0"
        if not self.family.vfs:
            return ""
        if self.driver == "i915":
            return f"i915.enable_guc=3 i915.max_vfs={self.vfs} module_blacklist=xe"
        force = f" xe.force_probe={self.chip}" if self.family.forced else ""
        return f"xe.max_vfs={self.vfs}{force} module_blacklist=i915"

    def command(self, folder: str, nics: int) -> list[str]:
        """What makes it, in the lab (host/lab/bin/lab-igpu)."""
        f = self.family
        values = [f"at={self.place(nics)}", f"id=0x{self.chip}", f"class={f.chip_class:#x}",
                  f"vfs={self.vfs}", f"bar2={self.bar2}", f"vf_bar2={f.vf_bar2}", f"vram={f.vram}",
                  f"endpoint={int(f.discrete)}", f"guc={f.guc}", f"huc={f.huc}"]
        files = [f.guc, f.huc] + ([f"i915/{f.dmc}.bin"] if f.dmc else [])
        firmware = ("" if self.firmware else "!") + " ".join(files)
        return ["/usr/lib/virtfn-lab/bin/lab-igpu", folder, self.version, self.driver,
                "gvtg" if self.gvtg else "-", firmware, *values, *self.faults]


def number(word: str, text: str) -> int:
    try:
        value = int(text, 0)
    except ValueError:
        value = -1
    if value < 0:
        raise LabError(f"--igpu: {word} wants a number, not \"{text}\"")
    return value


def add_fault(gpu: Igpu, text: str) -> None:
    name, _, value = text.partition(":")
    if name == "stock":
        gpu.version = "stock"
    elif name == "no-firmware":
        gpu.firmware = False
    elif name == "no-acs":
        gpu.acs = False
    elif name == "bus-range":
        # the last VF is on a bus that the bridge above does not have
        gpu.faults.append(f"offset={0x100 if gpu.family.discrete else 0xfff0:#x}")
    elif name == "quota":
        code = errno.EIO
        if value:
            code = getattr(errno, value.upper(), 0) or number(text, value)
        gpu.faults.append(f"quota_errno={code}")
    elif name.upper() in ERRNOS and not value:
        gpu.faults.append(f"enable_errno={getattr(errno, name.upper())}")
    elif name in FAULTS:
        if ("{}" in FAULTS[name]) != bool(value):
            raise LabError(f"--igpu: fault={name} {'wants' if not value else 'takes no'} :NUMBER")
        gpu.faults.append(FAULTS[name].format(number(text, value) if value else ""))
    else:
        raise LabError(f"--igpu: no fault \"{name}\"")


def set_option(gpu: Igpu, word: str) -> None:
    name, _, value = word.partition("=")
    if name == "driver" and value in ("i915", "xe", "none"):
        gpu.driver = value
    elif name == "version" and value in FLAVOURS:
        gpu.version = value
    elif name == "vfs":
        gpu.vfs = number(word, value)
    elif name == "aperture":
        gpu.bar2 = number(word, value)
    elif word == "rebar":
        gpu.faults.append("rebar=1")
    elif word == "admin=no":
        gpu.faults.append("xe_admin=0")
    elif word in ("bare", "gvtg"):
        setattr(gpu, word, True)
    elif name == "fault" and value:
        add_fault(gpu, value)
    else:
        raise LabError(f"--igpu: \"{word}\" is no option of it (lab/run --help)")


def parse(text: str) -> Igpu:
    """"46a6,driver=i915,fault=enospc" """
    chip, *words = text.lower().split(",")
    chip = chip.removeprefix("0x")
    family = family_of(chip)
    if len(chip) != 4 or set(chip) - set("0123456789abcdef"):
        raise LabError(f"--igpu: \"{chip}\" is no PCI device ID (four hexadecimal digits)")
    gpu = Igpu(chip, family, family.driver, vfs=family.vfs, bar2=family.bar2)
    for word in words:
        set_option(gpu, word)
    if not 0 <= gpu.vfs <= 63 or gpu.bar2 & (gpu.bar2 - 1) or not gpu.bar2:
        raise LabError("--igpu: 0 to 63 VFs, and an aperture that is a power of two")
    return gpu
