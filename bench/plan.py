"""virtfn plan and apply with nothing to change, next to ansible-playbook with the same files."""
import json
import os
import shutil
import subprocess
import sys

import kit

HERE = os.path.dirname(os.path.realpath(__file__))
CHAINS = os.path.join(HERE, "..", "tests", "chains")
sys.path.insert(0, CHAINS)
from chains import CHAINS as MAKERS  # noqa: E402
from run import snapshot             # noqa: E402
from tree import Tree                # noqa: E402

TOOLS = os.path.join(CHAINS, "tools.py")
WISH = """devices:
  - device: "0000:01:00.0"
    count: 4
    defaults: {vlan: 7}
iommu: pt
huge_pages: {size: 2M, count: 64}
kernel: {arguments: [quiet, pcie_aspm=off]}
modules:
  load: [vfio_pci, vhost_net]
  blacklist: nouveau
  options: [{module: vfio_pci, options: disable_idle_d3=1}]
"""
TASK = """    - name: "{path}"
      ansible.builtin.copy:
        dest: "{dest}"
        content: {content}
        mode: "{mode:04o}"
      notify: [{handlers}]
"""
LINK = """    - name: "{path}"
      ansible.builtin.file: {{dest: "{dest}", src: "{target}", state: link, force: true}}
"""


def make_tree(folder: str) -> Tree:
    """A Debian host with GRUB, initramfs-tools and systemd, and a card that is to be split."""
    t = Tree(f"{folder}/host")
    MAKERS["grub-debian"][0](t)
    t.program("usr/lib/systemd/systemd")
    t.put("etc/virtfn/host.yaml", WISH)
    for name in ("run", "var/log", "etc/modprobe.d", "etc/modules-load.d", "etc/udev/rules.d"):
        t.mkdir(name)
    return t


def playbook(tree: Tree, before: dict, facts: bool) -> str:
    """The files that virtfn changed, and the programs that it ran, as anybody would write them."""
    with open(tree.path + ".log", encoding="utf-8") as f:
        commands = [json.loads(x) for x in f]
    names = [f"h{i}" for i in range(len(commands))]
    text = f"- hosts: localhost\n  connection: local\n  gather_facts: {str(facts).lower()}\n  tasks:\n"
    now = snapshot(tree.path)
    for path in sorted(now):
        if before.get(path) == now[path] or os.path.isdir(tree.at(path)):
            continue
        if os.path.islink(tree.at(path)):
            text += LINK.format(path=path, dest=tree.at(path), target=os.readlink(tree.at(path)))
            continue
        text += TASK.format(path=path, dest=tree.at(path), mode=now[path][0] & 0o7777,
                            content=json.dumps(now[path][3].decode()), handlers=", ".join(names))
    text += "  handlers:\n"
    for name, argv in zip(names, commands):
        text += f"    - name: {name}\n      ansible.builtin.command: {{argv: " \
                f"{json.dumps([TOOLS, tree.path, *argv])}}}\n"
    return text


def changes_nothing(argv: list[str], words: str, env: dict) -> None:
    p = subprocess.run(argv, check=False, capture_output=True, text=True, env=env)
    if p.returncode not in (0, 4) or words not in p.stdout:
        raise SystemExit(f"bench: {' '.join(argv)} changes something:\n{p.stdout}{p.stderr}")


def on_tree(virtfn: str, folder: str, n: int) -> dict[str, object]:
    """Each once more before the clock, to see that it really has nothing to do."""
    tree = make_tree(folder)
    before = snapshot(tree.path)
    apply = [virtfn, "--root", tree.path, "apply", "--yes", "--via", TOOLS]
    subprocess.run(apply, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.environ["ANSIBLE_LOCALHOST_WARNING"] = "false"
    os.environ["ANSIBLE_HOME"] = f"{folder}/ansible"
    done = (0, 4)   # 4: a reboot is pending

    def quiet(argv: list[str]) -> dict[str, float]:
        return kit.once(argv, fine=done)

    ways = {"virtfn apply": (quiet, apply), "virtfn plan": (quiet, [virtfn, "--root", tree.path, "plan"])}
    changes_nothing(apply, "No changes", os.environ)
    files = len(snapshot(tree.path).items() - before.items())
    if shutil.which("ansible-playbook"):
        for name, facts in (("ansible-playbook, no facts", False), ("ansible-playbook", True)):
            path = f"{folder}/{'facts' if facts else 'plain'}.yaml"
            with open(path, "w", encoding="utf-8") as f:
                f.write(playbook(tree, before, facts))
            argv = ["ansible-playbook", "-i", "localhost,", path]
            changes_nothing(argv, "changed=0", os.environ)
            ways[name] = (kit.once, argv)
        ways["ansible-playbook --version"] = (kit.once, ["ansible-playbook", "--version"])
    else:
        print("bench: no ansible-playbook here (Debian: ansible-core), so nothing is compared",
              file=sys.stderr)
    samples = kit.rounds(ways, n)
    machine = kit.machine(virtfn)
    machine["ansible"] = kit.version(["ansible-playbook", "--version"])
    ratios = {}
    for clock, suffix in (("wall", ""), ("cpu", " (CPU)")):
        s = {k: [x[clock] for x in v] for k, v in samples.items()}
        for other in ("ansible-playbook, no facts", "ansible-playbook"):
            for mine in ("virtfn apply", "virtfn plan") if other in s else ():
                ratios[f"{mine} / {other}{suffix}"] = kit.ratio(s[mine], s[other])
    return {"machine": machine, "files": files, "ratios": ratios,
            "ms": {k: {c: kit.spread([x[c] for x in v]) for c in ("wall", "cpu")}
                   for k, v in samples.items()}}
