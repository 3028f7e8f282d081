#!/usr/bin/env python3
"""Builds the initramfs of the lab host and of the small guest (called by lab/setup).

initrd.py guest TREE KERNEL OUT
initrd.py host  TREE KERNEL GUEST_INITRD OUT
initrd.py unpack TREE KERNEL    decompresses in TREE the modules that the lab loads, and the kernel
"""
import gzip
import lzma
import os
import stat
import struct
import subprocess
import sys

LAB = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# "?": not every kernel has it (crc32c_generic is a soft dependency of libcrc32c before 6.15)
HOST_MODULES = ["?crc32c_generic", "virtio_pci", "virtio_blk", "virtio_console", "9pnet_virtio", "9p",
                "erofs", "overlay"]
# loaded later from tools.erofs: uncompressed they load faster and without a complaint
LATER_MODULES = ["igb", "igbvf", "vfio_pci", "vfio_iommu_type1", "kvm_amd", "kvm_intel", "nvme", "tun"]
GUEST_MODULES = ["igbvf", "nvme", "e1000e", "battery"]
# QEMU starts it as it is (by its PVH entry), and an emulated processor need not decompress it.
VMLINUX = "usr/lib/virtfn-lab/guest/vmlinux"


class Cpio:
    """A newc archive in which everything belongs to root."""

    def __init__(self, path: str) -> None:
        self.file = open(path, "wb")
        self.inode = 0
        self.dirs: set[str] = set()

    def entry(self, name: str, mode: int, data: bytes = b"") -> None:
        self.inode += 1
        head = [self.inode, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        text = b"070701" + b"".join(b"%08x" % n for n in head) + name.encode() + b"\0"
        self.file.write(text + b"\0" * (-len(text) % 4))
        self.file.write(data + b"\0" * (-len(data) % 4))

    def mkdirs(self, name: str) -> None:
        parts = name.split("/")
        for n in range(1, len(parts) + 1):
            path = "/".join(parts[:n])
            if path and path not in self.dirs:
                self.dirs.add(path)
                self.entry(path, stat.S_IFDIR | 0o755)

    def add(self, name: str, data: bytes, mode: int = 0o644) -> None:
        self.mkdirs(os.path.dirname(name))
        self.entry(name, stat.S_IFREG | mode, data)

    def copy(self, name: str, source: str) -> None:
        with open(source, "rb") as f:
            self.add(name, f.read(), 0o755 if os.access(source, os.X_OK) else 0o644)

    def close(self) -> None:
        self.entry("TRAILER!!!", 0)
        self.file.close()


def module_files(root: str, names: list[str]) -> list[str]:
    """Paths (below root) of the named modules and what they need, in loading order."""
    deps, by_name = {}, {}
    with open(f"{root}/modules.dep") as f:
        for line in f:
            path, needs = line.rstrip("\n").split(":")
            deps[path] = needs.split()
            by_name[os.path.basename(path).split(".ko")[0].replace("-", "_")] = path
    with open(f"{root}/modules.builtin") as f:
        builtin = {os.path.basename(line.strip())[:-3].replace("-", "_") for line in f}
    order: list[str] = []
    for name in names:
        path = by_name.get(name.lstrip("?").replace("-", "_"))
        if path is None:
            if name[0] != "?" and name.replace("-", "_") not in builtin:
                raise SystemExit(f"lab/setup: this kernel has no module {name}")
            continue
        for one in list(reversed(deps[path])) + [path]:
            if one not in order:
                order.append(one)
    return order


def unpacked(tree: str, path: str) -> bytes:
    """The module itself: busybox's insmod reads no compressed ones."""
    with open(path, "rb") as f:
        data = f.read()
    if path.endswith(".zst"):
        return unzstd(tree, data)
    return lzma.decompress(data) if path.endswith(".xz") else data


def unzstd(tree: str, data: bytes) -> bytes:
    zstd = [f"{tree}/usr/lib64/ld-linux-x86-64.so.2", "--library-path",
            f"{tree}/usr/lib/x86_64-linux-gnu", f"{tree}/usr/bin/zstd", "-dcq"]
    return subprocess.run(zstd, check=True, input=data, stdout=subprocess.PIPE).stdout


def vmlinux(tree: str, path: str) -> bytes:
    """The kernel in a bzImage (Documentation/arch/x86/boot.rst: setup_sects, payload_offset,
    payload_length); behind the compressed data stands its size, but behind gzip's own."""
    with open(path, "rb") as f:
        image = f.read()
    start, size = struct.unpack_from("<II", image, 0x248)
    start += (image[0x1f1] + 1) * 512
    data = image[start:start + size]
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        return unzstd(tree, data[:-4])
    if data.startswith(b"\xfd7zXZ"):
        return lzma.decompress(data[:-4])
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    raise SystemExit(f"lab/setup: {path} is compressed in a way that is not known here")


def add_base(cpio: Cpio, tree: str, kernel: str, modules: list[str]) -> None:
    for name in ("proc", "sys", "dev", "run", "tmp", "bin"):
        cpio.mkdirs(name)
    busybox = next(p for p in ("bin/busybox", "usr/bin/busybox") if os.path.exists(f"{tree}/{p}"))
    cpio.copy("bin/busybox", f"{tree}/{busybox}")
    cpio.entry("bin/sh", stat.S_IFLNK | 0o777, b"busybox")
    root = f"{tree}/usr/lib/modules/{kernel}"
    names = []
    for path in module_files(root, modules):
        names.append(os.path.basename(path).split(".ko")[0])
        cpio.add(f"lib/modules/{names[-1]}.ko", unpacked(tree, f"{root}/{path}"))
    cpio.add("lib/modules/order", ("\n".join(names) + "\n").encode())


def add_folder(cpio: Cpio, target: str, source: str) -> None:
    for folder, _, files in sorted(os.walk(source)):
        for name in sorted(files):
            path = os.path.join(folder, name)
            cpio.copy(f"{target}/{os.path.relpath(path, source)}", path)


def guest(tree: str, kernel: str, out: str) -> None:
    cpio = Cpio(out)
    add_base(cpio, tree, kernel, GUEST_MODULES)
    cpio.copy("init", f"{LAB}/guest/init")
    cpio.close()


def host(tree: str, kernel: str, guest_initrd: str, out: str) -> None:
    cpio = Cpio(out)
    add_base(cpio, tree, kernel, HOST_MODULES)
    cpio.copy("init", f"{LAB}/host/init")
    add_folder(cpio, "lab", f"{LAB}/host/lab")
    cpio.copy("lab/guest/initrd", guest_initrd)
    cpio.copy("lab/guest/args", f"{LAB}/guest/args")
    cpio.close()


def unpack(tree: str, kernel: str) -> None:
    root = f"{tree}/usr/lib/modules/{kernel}"
    for path in module_files(root, LATER_MODULES):
        if not path.endswith(".ko"):
            with open(f"{root}/{path.rsplit('.', 1)[0]}", "wb") as f:
                f.write(unpacked(tree, f"{root}/{path}"))
            os.unlink(f"{root}/{path}")
    os.makedirs(os.path.dirname(f"{tree}/{VMLINUX}"))
    with open(f"{tree}/{VMLINUX}", "wb") as f:
        f.write(vmlinux(tree, f"{tree}/boot/vmlinuz-{kernel}"))


if __name__ == "__main__":
    {"guest": guest, "host": host, "unpack": unpack}[sys.argv[1]](*sys.argv[2:])
