#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds of vm-needs: each kind of need, mistakes, and what is hostile."""
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
SPACE = "https://virtfn.org/needs/1"


def domain(inner, space=SPACE):
    return (f"<domain type='kvm'><name>a</name><metadata><v:needs xmlns:v='{space}'>{inner}"
            "</v:needs></metadata></domain>").encode()


SEEDS = {
    "all": domain(
        "<v:vf pf='0000:01:00.0' index='1' count='4' driver='vfio-pci'"
        " settings='mac=52:54:00:00:00:01,vlan=100,qos=0,proto=802.1Q,trust=on'/>"
        "<v:vf pf='00:02.0' index='0' quota='exec_quantum_ms=25,ggtt=512M'/>"
        "<v:hugepages page='2M' count='512' node='0'/><v:hugepages page='1G' count='8'/>"
        "<v:shm path='/dev/shm/looking-glass' size='64M' owner='me' group='kvm' mode='0660'/>"
        "<v:shm path='/dev/kvmfr0' size='128M'/>"
        "<v:host cpus='0-3,8' governor='performance' epp='performance'/>"),
    "default-space": f"<domain><metadata><needs xmlns='{SPACE}'><host cpus='0'/></needs>"
                     "</metadata></domain>".encode(),
    "empty": domain(""),
    "two": domain("<v:host cpus='0'/></v:needs>"
                  f"<v:needs xmlns:v='{SPACE}'><v:host governor='powersave'/>"),
    "unknown": domain("<v:future/>"),
    "paths": domain("<v:shm path='/dev/shm/../../etc/shadow' size='4K'/>"),
    "sizes": domain("<v:hugepages page='18446744073709551615T' count='1'/>"),
    "negative": domain("<v:vf pf='-1:00.0' index='-1' count='99999999999999999999'/>"),
    "controls": domain("<v:host governor='&#9;&#10;'/>"),
    "many": domain("".join(f"<v:vf pf='00:02.0' index='{i}'/>" for i in range(17))),
    "long": domain("<v:host cpus='" + "0,2-3," * 200 + "5'/>"),
    "doctype": f"<!DOCTYPE d [<!ENTITY a 'b'>]><domain>{SPACE}&a;</domain>".encode(),
    "laughs": ("<!DOCTYPE d [<!ENTITY a 'xxxxxxxxxx'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
               "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>]>"
               f"<domain>{SPACE}&d;</domain>").encode(),
    "outside": f"<!DOCTYPE d SYSTEM 'file:///etc/passwd'><domain>{SPACE}</domain>".encode(),
    "deep": (f"<domain>{SPACE}" + "<a>" * 300).encode(),
    "cut": domain("<v:host cpus='0'/>")[:-30],
    "utf16": domain("<v:host cpus='0'/>").decode().encode("utf-16"),
    "nothing": b"",
}


def main():
    folder = HERE / "corpus/vm-needs"
    folder.mkdir(exist_ok=True)
    for name, data in SEEDS.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
