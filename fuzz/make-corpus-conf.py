#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds of shell-vars, shell-edit, grub-cfg, libvirt-conf and elf-note: nobody's real bytes."""

import os
import struct

HERE = os.path.dirname(os.path.realpath(__file__))

SHELL_VARS = {
    "os-release": b'ID\nPRETTY_NAME="An \\"OS\\""\nID=debian\nID_LIKE=\'a b\'\n',
    "grub": b'GRUB_CMDLINE_LINUX\n#GRUB_CMDLINE_LINUX="no"\nGRUB_CMDLINE_LINUX="a=b \\$c"d\n'
            b' export GRUB_CMDLINE_LINUX=\'quiet\'; x=1\n',
    "cut": b'A\nA="no end\nA=\\',
    "limine": b'K\nK[default]+=" x"\nK=\n',
    "nothing": b'A\n',
    "rubbish": b'A\n=\xff\xfe\nA\r\nA=\xff\r\n\x00A=1\n',
}

SHELL_EDIT = {
    "grub": b'A\nquiet splash\n# A="no"\nA="quiet" # yes\nexport B=`x || echo "y"`\nA="$A b=\\"c d\\""\n',
    "bare": b'A\nx y\nA=quiet\r\nB=1\r\nA+=s\\ t',
    "list": b'M\nvfio\n# don\'t\nM=(a b # don\'t\n  "c" )\nM+=()\n',
    "sometimes": b'A\nx\nif true; then\n A=1\nfi\nA=2; [ -n "$A" ] && A=3\n',
    "quotes": b"A\nx'y\nA='a'\\''b'\"c\"d\"\"\n",
    "open": b'A\nx\nA="no end\nA=\\',
    "computed": b'A\nx\nA="$(uname -r) ${B:-c} $1"\nB=${C#(\n',
    "here": b'A\nx\ncat <<EOF\nA=1\nEOF\n',
    "sign-in-list": b"M\nvfi\nM=( &# a\n)\n",
    "blank-in-word": b"M\nvfi\nM=(a b\\ # c\n \"\n\" d)\n",
    "case": b'A\nx\ncase x in a) A=1;; esac\nf() { A=2; }\nA=1 true\n',
}

GRUB_CFG = {
    "menu": b'sub>b\n### BEGIN /etc/grub.d/00_header ###\nif [ "${next_entry}" ] ; then\n'
            b'   set default="${next_entry}"\nelse\n   set default="${saved_entry}"\nfi\n'
            b'### END /etc/grub.d/00_header ###\nfunction gfxmode {\n\tset gfxpayload="${1}"\n}\n'
            b"menuentry 'A' --class x $menuentry_id_option 'a' {\n\tlinux\t/vmlinuz ro\n"
            b"\tinitrd /initrd\n}\nsubmenu 'S' --id sub {\n\tmenuentry 'It'\\''s' --id b {\n"
            b"\t\tlinuxefi (hd0,1)/v a=b\n\t}\n}\n",
    "index": b'1>0\nset default="1>0"\nmenuentry "A" { linux /a\n}\nsubmenu B{\n}\n',
    "odd": b'0\nmenuentry {\n}\n}\n',
    "open": b"0\nmenuentry 'a' {\n if [ x ]; then {\n",
    "environment": b'saved_entry\n# GRUB Environment Block\nsaved_entry=a>b\nx=\\\\\n######',
}

LIBVIRT_CONF = {
    "list": b'acl /dev/kvm\nacl = [\n  "/dev/null", # "no"\n  "/dev/kvm"\n]\nuser = "root"\n',
    "text": b'user x\n#user = "a"\nuser="libvirt-qemu"\nuser = \'b\' # c\nn = 1\n',
    "triple": b'a b\na = """x\ny"""\n',
    "open-list": b'a b\na = [ "b",\n',
    "open-text": b'a b\na = "b\na = "c"\n',
    "rubbish": b'a b\n]]]=\n=[[\na = [ [ b ] "b" ]\n\xff',
}

PACKAGE = b'{"type":"rpm","name":"qemu","version":"10.1.0-5.fc43","architecture":"x86_64"}'


def note(owner, kind, text, align=4):
    """A note with its name and text filled up."""
    def pad(data):
        return data + bytes(-len(data) % align)
    return struct.pack("<III", len(owner), len(text), kind) + pad(owner) + pad(text)


def program(notes, align=4):
    header = b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + struct.pack(
        "<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    load = struct.pack("<IIQQQQQQ", 1, 4, 0, 0, 0, 0, 0, 4096)
    segment = struct.pack("<IIQQQQQQ", 4, 4, 176, 0, 0, len(notes), len(notes), align)
    return header + load + segment + notes


BUILD_ID = note(b"GNU\0", 3, bytes(20))
FDO = note(b"FDO\0", 0xCAFE1A7E, PACKAGE + b"\0")

ELF_NOTE = {
    "package": program(BUILD_ID + FDO),
    "aligned": program(note(b"GNU\0", 5, bytes(12), 8) +
                       note(b"FDO\0", 0xCAFE1A7E, PACKAGE, 8), 8),
    "no-package": program(BUILD_ID),
    "cut": program(BUILD_ID + FDO)[:-20],
    "huge-name": program(struct.pack("<III", 0xFFFFFFFF, 4, 3)),
    "header": program(b"")[:64],
    "script": b"#!/bin/sh\nexec qemu\n",
}


def main():
    for name, seeds in (("shell-vars", SHELL_VARS), ("shell-edit", SHELL_EDIT),
                        ("grub-cfg", GRUB_CFG),
                        ("libvirt-conf", LIBVIRT_CONF),
                        ("elf-note", ELF_NOTE)):
        folder = os.path.join(HERE, "corpus", name)
        os.makedirs(folder, exist_ok=True)
        for seed, data in seeds.items():
            with open(os.path.join(folder, seed), "wb") as file:
                file.write(data)


if __name__ == "__main__":
    main()
