# SPDX-License-Identifier: GPL-2.0-or-later
"""A host as a folder, small and made by hand: an Intel machine whose kernel was not told to
drive the IOMMU, with a network card that could be split. What a boot chain adds is in chains.py."""
import os
import struct

RELEASE = "6.12.95+deb12-amd64"
GUID = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
DEVICE = "sys/bus/pci/devices/0000:01:00.0"


def acpi_table(signature: bytes, body: bytes) -> bytes:
    head = struct.pack("<4sIBB6s8sI4sI", signature, 36 + len(body), 1, 0, b"VIRTFN", b"CHAINS  ",
                       1, b"TEST", 1)
    table = bytearray(head + body)
    table[9] = -sum(table) & 0xff
    return bytes(table)


def dmar() -> bytes:
    """One remapping unit for all devices of segment 0 (VT-d specification, section 8)."""
    unit = struct.pack("<HHBBHQ", 0, 16, 1, 0, 0, 0xfed90000)
    return acpi_table(b"DMAR", struct.pack("<BB10s", 38, 1, b"") + unit)


class Tree:
    def __init__(self, path: str):
        self.path = path
        self.put("etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        self.put("proc/sys/kernel/osrelease", RELEASE + "\n")
        self.put("proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz root=UUID=1 ro quiet\n")
        self.put("proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu vmx\n")
        self.put("proc/modules", "vfio_pci 1 0 - Live 0x0\nkvm_intel 1 0 - Live 0x0\n"
                                 "kvm 1 1 kvm_intel, Live 0x0\nigb 1 0 - Live 0x0\n")
        self.program("usr/bin/qemu-system-x86_64")
        self.put(f"boot/config-{RELEASE}",
                 "".join(f"CONFIG_{x}\n" for x in (
                     "PCI_IOV=y", "VFIO_PCI=m", "VFIO=m", "VFIO_GROUP=y", "VFIO_CONTAINER=y",
                     "VFIO_IOMMU_TYPE1=m", "INTEL_IOMMU=y", "IRQ_REMAP=y", "KVM=m",
                     "KVM_INTEL=m")))
        self.put("sys/firmware/acpi/tables/DMAR", dmar())
        self.mkdir("sys/kernel/iommu_groups")
        self.put(f"{DEVICE}/uevent", "DRIVER=igb\nPCI_CLASS=20000\nPCI_ID=8086:10C9\n"
                                     "PCI_SUBSYS_ID=8086:0000\n")
        self.put(f"{DEVICE}/sriov_totalvfs", "7\n")
        self.put(f"{DEVICE}/sriov_numvfs", "0\n")

    def at(self, path: str) -> str:
        return os.path.join(self.path, path)

    def mkdir(self, path: str) -> None:
        os.makedirs(self.at(path), exist_ok=True)

    def put(self, path: str, data, mode: int = 0o644) -> None:
        """Wholly or not at all, as programs do that somebody may kill; what is left is outside."""
        new = self.path.rstrip("/") + ".new"
        self.mkdir(os.path.dirname(path))
        with open(new, "wb") as f:
            f.write(data.encode() if isinstance(data, str) else data)
        os.chmod(new, mode)
        os.replace(new, self.at(path))

    def program(self, *paths: str) -> None:
        for path in paths:
            self.put(path, "#!/bin/false\n", 0o755)

    def get(self, path: str) -> str:
        with open(self.at(path), encoding="utf-8", newline="") as f:
            return f.read()

    def has(self, path: str) -> bool:
        return os.path.exists(self.at(path))

    def variable(self, name: str, value) -> None:
        data = value if isinstance(value, bytes) else (value + "\0").encode("utf-16-le")
        self.put(f"sys/firmware/efi/efivars/{name}-{GUID}", b"\x07\0\0\0" + data)

    def os_release(self, text: str) -> None:
        self.put("etc/os-release", text)
