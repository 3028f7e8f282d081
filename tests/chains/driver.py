#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""driver.py VIRTFN: the SR-IOV driver of host.yaml, from a file and from a server, on a Debian and
on an Arch tree with an Intel GPU: what the plan shows, what is run, a second apply, undo to the
byte; and each package that must be refused. The server is a real one, on 127.0.0.1."""
import hashlib
import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.realpath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
import packages  # noqa: E402
from run import Chain, snapshot  # noqa: E402
from tree import RELEASE  # noqa: E402

GPU = "sys/bus/pci/devices/0000:00:02.0"
DEB = "i915-sriov-dkms_2026.03.05.1_amd64.deb"
PKG = "i915-sriov-dkms-2026.03.05.1-1-any.pkg.tar.xz"
DEVICES = 'devices:\n  - device: "0000:00:02.0"\n    count: 2\n'
VIA = ["--via", os.path.join(HERE, "tools.py")]
STATUS = "Package: linux-image-amd64\nStatus: install ok installed\nVersion: 6.12\n\n"


class Server(http.server.BaseHTTPRequestHandler):
    files: dict = {}

    def do_GET(self):
        data = self.files.get(self.path)
        if data == "elsewhere":
            self.send_response(302)
            self.send_header("Location", "/" + DEB)
            self.end_headers()
        elif data is None:
            self.send_error(404)
        elif isinstance(data, int):     # says nothing of its length, and does not end before
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(data >> 20):
                    self.wfile.write(bytes(1 << 20))
            except OSError:
                pass
        else:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, *_):
        pass


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Host(Chain):
    """A tree with a GPU; wish() writes host.yaml."""

    def __init__(self, binary: str, work: str, name: str, kernel: str = RELEASE,
                 gpu: str = "8086:4680"):
        shutil.rmtree(os.path.join(work, name), ignore_errors=True)
        super().__init__(binary, name, work)
        if os.path.exists(self.log):
            os.unlink(self.log)
        t = self.tree
        t.put(f"{GPU}/uevent", f"DRIVER=i915\nPCI_CLASS=30000\nPCI_ID={gpu}\n"
                               "PCI_SUBSYS_ID=8086:0000\n")
        t.put(f"{GPU}/sriov_totalvfs", "7\n")
        t.put(f"{GPU}/sriov_numvfs", "0\n")
        t.put("proc/sys/kernel/osrelease", kernel + "\n")
        t.put(f"boot/config-{kernel}", t.get(f"boot/config-{RELEASE}"))
        t.put(f"lib/modules/{kernel}/kernel/x", "")
        t.put(f"boot/vmlinuz-{kernel}", "x")
        if name == "grub-debian":
            t.put("var/lib/dpkg/status", STATUS)
        else:
            t.put(f"lib/modules/{kernel}/pkgbase", "linux\n")
            t.mkdir("var/lib/pacman/local/linux-6.12.1-1")
            t.mkdir("var/lib/pacman/local/dkms-3-1")
            t.put("etc/pacman.conf", "# mine\n[options]\nHoldPkg = pacman\nIgnorePkg  = foo lin\n"
                                     "#IgnorePkg = linux\n\n[core]\nInclude = /etc/mirrors\n")
        for folder in ("run", "var/log", "var/lib/virtfn", "etc/virtfn"):
            t.mkdir(folder)

    def wish(self, driver: str, more: str = "") -> None:
        self.tree.put("etc/virtfn/host.yaml", DEVICES + "sriov_driver:\n" + driver + more)

    def says(self, what: str, p, code: int, *words: str) -> None:
        """Status 4 is success, too: a reboot is needed."""
        text = " ".join((p.stdout + p.stderr).split())
        self.check(what, p.returncode in (code, code or 4) and all(w in text for w in words),
                   f"status {p.returncode}, wanted {code}: {words}\n{p.stdout}{p.stderr}")

    def refused(self, what: str, driver: str, *words: str) -> None:
        self.wish(driver)
        before = snapshot(self.tree.path)
        self.says(what, self.virtfn("plan"), 1, "etc/virtfn/host.yaml:", *words)
        self.check(f"{what}: nothing changed", snapshot(self.tree.path) == before)

    def whole_way(self, cache: str, install: list) -> None:
        """Plan, apply, again, undo; cache is where the package must be in between."""
        before = snapshot(self.tree.path)
        self.says("plan", self.virtfn("plan"), 0, f"/{cache}", " ".join(install))
        self.check("the plan fetches nothing", snapshot(self.tree.path) == before)
        p = self.virtfn("apply", "--yes", *VIA)
        self.says("apply", p, 4, "Applied as generation 1")
        self.check("the package is installed from the cache", install in self.commands(),
                   str(self.commands()))
        self.check("it is kept", self.tree.has(cache))
        after, n = snapshot(self.tree.path, times=True), len(self.commands())
        self.says("again", self.virtfn("apply", "--yes", *VIA), 0, "No changes")
        self.check("touches nothing", snapshot(self.tree.path, times=True) == after and
                   len(self.commands()) == n)
        self.says("undo", self.virtfn("undo", "--yes", *VIA), 0)
        self.check("to the byte", snapshot(self.tree.path) == before, self.difference(before))


APT = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-o",
       "Dpkg::Options::=--force-confold", "install"]


def from_files(binary: str, work: str) -> int:
    debian = Host(binary, work, "grub-debian")
    debian.tree.put(f"root/{DEB}", packages.deb())
    debian.wish(f"  package: /root/{DEB}\n  sha256: {sha256(packages.deb()).upper()}\n",
                "kernel: {hold: on}\n")
    debian.whole_way(f"var/cache/virtfn/{DEB}", APT + [f"/var/cache/virtfn/{DEB}"])
    debian.check("held", ["apt-mark", "hold", "linux-image-amd64", "linux-headers-amd64"] in
                 debian.commands() and
                 ["apt-mark", "unhold", "linux-image-amd64", "linux-headers-amd64"] in
                 debian.commands(), str(debian.commands()))
    arch = Host(binary, work, "grub-arch")
    arch.tree.put("root/driver.bin", packages.pacman())     # it says itself what it is
    arch.wish("  package: /root/driver.bin\n", "kernel: {hold: on}\n")
    p = arch.virtfn("plan")
    arch.says("hold in pacman.conf", p, 0, "+IgnorePkg = linux linux-headers", "linux-headers")
    arch.whole_way(f"var/cache/virtfn/{PKG.replace('.xz', '.zst')}",
                   ["pacman", "-U", "--noconfirm",
                    f"/var/cache/virtfn/{PKG.replace('.xz', '.zst')}"])
    return debian.failed + arch.failed


def other_version(binary: str, work: str) -> int:
    """One that is there already in another release is replaced, and stays when taken back."""
    h = Host(binary, work, "grub-debian")
    h.tree.put("var/lib/dpkg/status", STATUS + "Package: i915-sriov-dkms\n"
               "Status: install ok installed\nVersion: 2025.07.22\n\n")
    h.tree.put(f"root/{DEB}", packages.deb())
    h.wish(f"  package: /root/{DEB}\n")
    h.says("the other one is named", h.virtfn("plan"), 0,
           "takes the place of 2025.07.22, which virtfn undo does not bring back")
    h.says("apply", h.virtfn("apply", "--yes", *VIA), 4, "Applied")
    os.unlink(h.tree.at(f"root/{DEB}"))
    h.says("without its file", h.virtfn("plan"), 0, "No changes")
    h.says("undo", h.virtfn("undo", "--yes", *VIA), 0)
    h.check("it is left", "Version: 2026.03.05.1" in h.tree.get("var/lib/dpkg/status"))
    return h.failed


def from_server(binary: str, work: str, port: int) -> int:
    h = Host(binary, work, "grub-debian")
    url, right = f"http://127.0.0.1:{port}", sha256(packages.deb())
    h.wish(f"  url: {url}/{DEB}\n  sha256: {right}\n")
    h.says("the plan shows address and hash", h.virtfn("plan"), 0, f"{url}/{DEB}", right)
    h.whole_way(f"var/cache/virtfn/{DEB}", APT + [f"/var/cache/virtfn/{DEB}"])
    h = Host(binary, work, "grub-debian")
    h.wish(f"  url: {url}/moved/{DEB}?x=/y\n  sha256: {right}\n")
    h.says("moved", h.virtfn("apply", "--yes", *VIA), 4, "Applied")
    failed = h.failed
    zero = bytes(100)
    for what, path, digest, words in (
            ("wrong hash", DEB, "0" * 64, ["is another file than was asked for", right]),
            ("404", f"none/{DEB}", right, ["is not there (the server says 404)"]),
            ("too large", f"large/{DEB}", right, ["is larger than 64 MiB"]),
            ("no package", f"zero/{DEB}", sha256(zero), ["it is no package"]),
            ("another package", f"other/{DEB}", sha256(packages.deb(name="nginx")),
             ["is nginx 2026.03.05.1, not i915-sriov-dkms"]),
            ("another version", f"old/{DEB}", sha256(packages.deb("2025.07.22")),
             ["is i915-sriov-dkms 2025.07.22, not i915-sriov-dkms 2026.03.05.1"])):
        h = Host(binary, work, "grub-debian")
        h.wish(f"  url: {url}/{path}\n  sha256: {digest}\n")
        before = snapshot(h.tree.path)
        h.says(what, h.virtfn("apply", "--yes", *VIA), 1, "everything is as it was before", *words)
        h.check(f"{what}: all as before", snapshot(h.tree.path) == before, h.difference(before))
        h.check(f"{what}: never installed", not any(f"/var/cache/virtfn/{DEB}" in c
                                                    for c in h.commands()), str(h.commands()))
        failed += h.failed
    h.wish("  url: http://127.0.0.1:1/" + DEB + f"\n  sha256: {right}\n")
    h.says("nobody there", h.virtfn("apply", "--yes", *VIA), 1, "cannot fetch http://127.0.0.1:1")
    h.refused("no release in the address", f"  url: {url}/latest\n  sha256: {right}\n",
              "'latest' is no name of a package")
    h.refused("a release for newer kernels", f"  url: {url}/"
              f"{DEB.replace('2026.03.05.1', '2026.05.06')}\n  sha256: {right}\n",
              f"release 2026.05.06 of i915-sriov-dkms is not for kernel {RELEASE}; "
              "release 2026.03.05.1 is the one for it")
    return failed


def refused(binary: str, work: str) -> int:
    h = Host(binary, work, "grub-debian")
    deb = packages.deb()
    for name, data, words in (
            ("cut.deb", deb[:len(deb) // 2], "it is broken, or not all of it is there"),
            ("size.deb", deb.replace(b"4         `", b"4444444444`", 1),
             "it is too large"),
            ("empty.deb", b"", "it is no package"),
            ("text.deb", b"hello\n" * 100, "it is no package"),
            ("control.deb", packages.ar({"debian-binary": b"2.0\n"}), "it is broken"),
            ("name.deb", packages.deb(name="../../etc/passwd"), "it is broken"),
            ("option.deb", packages.deb(name="-oDir::Etc=x"), "it is broken"),
            ("sources.tar.gz", packages.sources(), "it is the sources, not a package"),
            ("nginx.deb", packages.deb(name="nginx"), "this is the package nginx"),
            (PKG, packages.pacman(), "apt installs a .deb, and this is a .pkg.tar.zst"),
            ("kernel.deb", packages.deb("2026.05.06", r"^(6\.1[7-9]|7\.0)"),
             f"is not for kernel {RELEASE}; release 2026.03.05.1 is the one")):
        h.tree.put(f"root/{name}", data)
        h.refused(name, f"  package: /root/{name}\n", words)
    h.refused("a folder", "  package: /root\n", "/root is a folder; give a package's file")
    h.refused("nothing there", "  package: /root/none.deb\n", "root/none.deb")
    h.tree.put(f"root/{DEB}", deb)
    h.refused("another hash", f"  package: /root/{DEB}\n  sha256: {'0' * 64}\n", sha256(deb))
    h.tree.put("etc/virtfn/host.yaml", 'devices:\n  - device: "0000:01:00.0"\n    count: 2\n'
               f"sriov_driver: {{package: /root/{DEB}}}\n")
    h.says("no GPU", h.virtfn("plan"), 1, "makes VFs of no GPU that is to be split here")
    for driver, words in (
            ("  package: x.deb\n", "it takes a path such as"),
            ("  url: ftp://x/y.deb\n", "it takes an address such as"),
            ("  url: https://x/y.deb\n", "what comes from a server needs its sha256"),
            ("  package: /x.deb\n  url: https://x/y.deb\n", "leave one away"),
            ("  sha256: 12\n", "64 hexadecimal digits"),
            ("  {}\n", "say where its package is")):
        h.wish(driver)
        h.says(" ".join(driver.split()), h.virtfn("config", "check"), 1, words)
    return h.failed


def words(binary: str, work: str) -> int:
    """What is said where nothing is to be installed, and about keys."""
    h = Host(binary, work, "grub-debian", kernel="6.18.3-amd64")
    h.tree.put(f"root/{DEB}", packages.deb())
    h.wish(f"  package: /root/{DEB}\n")
    h.says("none is needed", h.virtfn("plan"), 0, "leave sriov_driver away",
           "the xe of kernel 6.18.3-amd64 itself makes VFs")
    h.check("none is installed", f"/{DEB}" not in h.virtfn("plan").stdout)
    mtl = Host(binary, work, "grub-debian", kernel="7.2.0-amd64", gpu="8086:7D55")
    mtl.tree.put(f"root/{DEB}", packages.deb())
    mtl.refused("no release", f"  package: /root/{DEB}\n",
                "no release of i915-sriov-dkms is for kernel 7.2.0-amd64")
    h = Host(binary, work, "grub-debian")
    h.tree.put("etc/virtfn/host.yaml", DEVICES)
    h.says("who says nothing of it is told", h.virtfn("plan"), 0,
           "install i915-sriov-dkms 2026.03.05.1", "releases", "sriov_driver: {package: FILE}")
    h.tree.put(f"root/{DEB}", packages.deb())
    h.wish(f"  package: /root/{DEB}\n")
    efi = "sys/firmware/efi/efivars"
    h.tree.put(f"{efi}/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", b"\6\0\0\0\1")
    h.says("Secure Boot", h.virtfn("plan"), 0, "as Secure Boot is on",
           "sudo mokutil --import /var/lib/dkms/mok.pub", "Enroll MOK, Continue, Yes")
    h.tree.put("var/lib/dkms/mok.pub", b"\x30\x82certificate")
    mok = f"{efi}/MokListRT-605dab50-e046-4300-abb6-3dd810dd8b23"
    h.tree.put(mok, b"\6\0\0\0" + bytes(44) + b"another")
    h.says("another key", h.virtfn("plan"), 0, "mokutil --import")
    h.tree.put(mok, b"\6\0\0\0" + bytes(44) + b"\x30\x82certificate")
    h.check("enrolled", "mokutil" not in h.virtfn("plan").stdout)
    h.tree.os_release('ID=ubuntu\nID_LIKE=debian\n')
    h.tree.put(mok, b"\6\0\0\0")
    h.says("Ubuntu's key", h.virtfn("plan"), 0, "/var/lib/shim-signed/mok/MOK.der")
    failed = h.failed + mtl.failed
    for name, what, hold in (
            ("grub-bls", "build i915-sriov-dkms from its sources", "dnf -y versionlock add kernel"),
            ("opensuse-bls", "sudo dkms install i915-sriov-dkms/RELEASE", "zypper"),
            ("ostree", "has no place for modules that are built", "ostree admin pin 0"),
            ("nixos", "boot.extraModulePackages", "boot.kernelPackages")):
        h = Host(binary, work, name)
        h.wish("  package: /root/x.deb\n", "kernel: {hold: on}\n")
        h.says(f"{name}: by hand", h.virtfn("plan"), 0, what, hold)
        failed += h.failed
    return failed


def setup(binary: str, work: str) -> int:
    """The question is asked where the kernel needs that driver, and not elsewhere."""
    failed = 0
    for kernel, answers, wanted in (
            (RELEASE, ["00:02.0", "2", "guests", f"/root/{DEB}", "y"], f'package: "/root/{DEB}"'),
            (RELEASE, ["00:02.0", "2", "guests", "later", "y"], ""),
            ("6.18.3-amd64", ["00:02.0", "2", "guests", "y"], ""),
            (RELEASE, ["01:00.0", "2", "guests", "y"], "")):
        h = Host(binary, work, "grub-debian", kernel=kernel)
        p = subprocess.run([os.path.join(HERE, "..", "cli", "answers.py"), *answers, "--", binary,
                            "--root", h.tree.path, "setup"], text=True, timeout=60, check=False,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        text = h.tree.get("etc/virtfn/host.yaml") if p.returncode == 0 else ""
        h.check(f"setup on {kernel}: {' '.join(answers)}", p.returncode == 0 and wanted in text and
                ("sriov_driver" in text) == bool(wanted), p.stdout + p.stderr + text)
        failed += h.failed
    return failed


def main() -> int:
    binary = os.path.realpath(sys.argv[1])
    if os.geteuid() != 0:
        print("needs root: apply changes files of root")
        return 77
    deb = packages.deb()
    Server.files = {f"/{DEB}": deb, f"/moved/{DEB}?x=/y": "elsewhere", f"/large/{DEB}": 80 << 20,
                    f"/zero/{DEB}": bytes(100), f"/other/{DEB}": packages.deb(name="nginx"),
                    f"/old/{DEB}": packages.deb("2025.07.22")}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    work = tempfile.mkdtemp(prefix="virtfn-driver-")
    try:
        failed = from_files(binary, work) + other_version(binary, work) + \
            from_server(binary, work, server.server_port) + refused(binary, work) + \
            words(binary, work) + setup(binary, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
