#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Are the man pages clean, and do the completions offer the right words?

The committed files are looked at as they are; what the completions do is tried
with the rows of gendocs/testdata and a virtfn that only knows three addresses.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent
REPO = SCRIPTS.parent
COLUMNS = 80

FAKE = """#!/bin/sh
echo "$*" >>"$FAKE_LOG"
case "$*" in
*broken*) echo "it is broken" >&2; exit 1 ;;
*"list vfs "*) printf '0000:01:10.0\\n0000:01:10.1\\n' ;;
*"vm list "*) printf 'web\\nmail\\n' ;;
*) printf '0000:01:00.0\\n0000:02:00.0\\n' ;;
esac
"""

BASH = """
source "$1"; COMP_LINE=$2; shift 2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_virtfn
for word in "${COMPREPLY[@]}"; do printf '%s\\n' "$word"; done
"""

# Types a line and a TAB into a real zsh, with every match listed one a line by compadd.
ZSH = r"""
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PROMPT=; fpath=($1 \$fpath); autoload -U compinit; compinit -u -D"
zpty -w z 'compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)* ]]; then builtin compadd "$@"; return; fi
  local -a __h; builtin compadd -A __h "$@"; print -l -- "<"$^__h">"; builtin compadd "$@" }'
zpty -w z 'bindkey "^I" complete-word; zle -C complete-word complete-word _main_complete'
zpty -w z 'bindkey "^Xk" kill-whole-line' # ^U would be eaten by a terminal that is not raw yet
zpty -w z 'echo READ""Y'
zpty -r z text '*READY*'
zpty -w -n z "$2"$'\t'
zpty -w z $'\x18k''echo DO""NE'
zpty -r z text '*DONE*'
print -r -- $text
"""


def need(*programs):
    missing = [p for p in programs if not shutil.which(p)]
    return unittest.skipIf(missing, "not here: " + ", ".join(missing))


def run(argv, text_in="", **kwargs):
    if "stdin" not in kwargs:
        kwargs["input"] = text_in
    return subprocess.run([str(a) for a in argv], capture_output=True, text=True, timeout=60,
                          check=False, **kwargs)


class ManPages(unittest.TestCase):
    def roff(self, path):
        with path.open(encoding="utf-8") as file:
            done = run(["scdoc"], stdin=file)
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        return done.stdout

    def for_each(self, look):
        """Calls look(roff) for every committed page; it returns the lines that are wrong."""
        paths = sorted((REPO / "man").glob("*.scd"))
        self.assertTrue(paths, "there are no man pages: run scripts/gen-docs.py")
        for path in paths:
            with self.subTest(path.name):
                self.assertEqual([], look(self.roff(path)))

    @need("scdoc", "mandoc")
    def test_lint(self):
        # scdoc puts a .PP in front of every paragraph, which mandoc calls empty.
        ours = re.compile(r"skipping paragraph macro")

        def look(roff):
            done = run(["mandoc", "-T", "lint", "-W", "warning"], text_in=roff)
            return [s for s in done.stdout.splitlines() if not ours.search(s)]
        self.for_each(look)

    @need("scdoc", "mandoc")
    def test_width(self):
        def look(roff):
            done = run(["mandoc", "-T", "utf8", "-O", f"width={COLUMNS - 2}"], text_in=roff)
            text = re.sub(r".\x08", "", done.stdout)
            return [s for s in text.splitlines() if len(s) > COLUMNS]
        self.for_each(look)


class Syntax(unittest.TestCase):
    def check(self, shell, name):
        path = REPO / "completions" / name
        self.assertTrue(path.exists(), "there is no completion: run scripts/gen-docs.py")
        done = run([shell, "-n", path])
        self.assertEqual((0, ""), (done.returncode, done.stderr))

    @need("bash")
    def test_bash(self):
        self.check("bash", "virtfn.bash")

    @need("zsh")
    def test_zsh(self):
        self.check("zsh", "_virtfn")

    @need("fish")
    def test_fish(self):
        self.check("fish", "virtfn.fish")


class Completion(unittest.TestCase):
    """Generated into a scratch folder, with the fake program first on PATH."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="virtfn-docs-")
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.folder = Path(cls.scratch.name)
        done = run([sys.executable, SCRIPTS / "gen-docs.py", "--out", cls.folder, "--json",
                    SCRIPTS / "gendocs/testdata/commands.json", "--extra", cls.folder])
        if done.returncode:
            raise RuntimeError(done.stderr)
        fake = cls.folder / "bin/virtfn"
        fake.parent.mkdir()
        fake.write_text(FAKE, encoding="utf-8")
        fake.chmod(0o755)
        (cls.folder / "tree").mkdir()
        cls.log = cls.folder / "log"
        cls.env = {**os.environ, "PATH": f"{fake.parent}:{os.environ['PATH']}", "TERM": "dumb",
                   "FAKE_LOG": str(cls.log), "HOME": str(cls.folder), "LC_ALL": "C.UTF-8",
                   "XDG_CONFIG_HOME": str(cls.folder), "XDG_DATA_HOME": str(cls.folder)}

    def run_here(self, argv):
        return run(argv, env=self.env, cwd=self.folder)


@need("bash")
class Bash(Completion):
    def complete(self, line):
        """What bash would be offered, with the line cut into words as bash does it."""
        words = re.findall(r"[^\s:=]+|[:=]+", line)
        if line[-1] in " =:":
            words.append("")
        done = self.run_here(["bash", "--norc", "-c", BASH, "bash",
                              self.folder / "completions/virtfn.bash", line, *words])
        self.assertEqual("", done.stderr)
        return done.stdout.split()

    def test_commands(self):
        self.assertEqual(["list", "vf", "vm"], self.complete("virtfn "))
        self.assertEqual(["vf", "vm"], self.complete("virtfn v"))
        self.assertEqual(["create", "set"], self.complete("virtfn vf "))
        self.assertEqual(["set"], self.complete("virtfn --root tree vf s"))

    def test_options(self):
        self.assertEqual(["--color", "--columns", "--connect", "--count"],
                         sorted(self.complete("virtfn vf create --co")))
        self.assertIn("--mac", self.complete("virtfn vf set --"))
        self.assertNotIn("--mac", self.complete("virtfn vf create --"))
        self.assertNotIn("--count", self.complete("virtfn --"))

    def test_values(self):
        self.assertEqual(["guest", "host"], self.complete("virtfn vf create --mode "))
        self.assertEqual(["host"], self.complete("virtfn vf create --mode=h"))
        self.assertEqual(["auto", "always", "never"], self.complete("virtfn --color="))
        self.assertEqual(["tree"], self.complete("virtfn --root t"))
        self.assertEqual([], self.complete("virtfn vf create -n "))

    def test_operands(self):
        self.assertEqual(["groups", "vfs"], self.complete("virtfn list "))
        self.assertEqual([], self.complete("virtfn list vfs "))
        self.assertEqual(["web"], self.complete("virtfn vm attach w"))
        self.assertEqual(["0000:01:10.0", "0000:01:10.1"], self.complete("virtfn vm attach web "))
        self.assertEqual(["0000:01:00.0", "0000:02:00.0"], self.complete("virtfn vf create -n 4 "))

    def test_colons(self):
        """bash keeps what is in front of the last colon."""
        self.assertEqual(["01:00.0", "02:00.0"], self.complete("virtfn vf create 0000:"))
        self.assertEqual(["10.1"], self.complete("virtfn vf set 0000:01:10.1"))
        self.assertEqual(["10.0", "10.1"], self.complete("virtfn vf create --like=0000:01:1"))

    def test_other_machine(self):
        self.log.write_text("", encoding="utf-8")
        self.complete("virtfn vf create --root tree ")
        self.assertEqual("--root=tree list -o ADDRESS --raw --noheadings\n",
                         self.log.read_text(encoding="utf-8"))

    def test_quiet_on_failure(self):
        self.assertEqual([], self.complete("virtfn --root=broken vf set "))


@need("fish")
class Fish(Completion):
    def complete(self, line):
        script = "source $argv[1]; complete -C $argv[2]"
        done = self.run_here(["fish", "--no-config", "-c", script,
                              self.folder / "completions/virtfn.fish", line])
        self.assertEqual("", done.stderr)
        return sorted(s.split("\t")[0] for s in done.stdout.splitlines())

    def test_words(self):
        self.assertEqual(["list", "vf", "vm"], self.complete("virtfn "))
        self.assertEqual(["create", "set"], self.complete("virtfn --root tree vf "))
        # Newer fish offers what contains the letters, too.
        self.assertIn("--mac", self.complete("virtfn vf set --m"))
        self.assertEqual(["guest", "host"], self.complete("virtfn vf create --mode "))
        self.assertEqual(["groups", "vfs"], self.complete("virtfn list "))
        self.assertEqual([], self.complete("virtfn list vfs "))

    def test_machine(self):
        self.assertEqual(["mail", "web"], self.complete("virtfn vm attach "))
        self.assertEqual(["0000:01:10.0", "0000:01:10.1"], self.complete("virtfn vm attach web "))
        self.assertEqual(["0000:01:00.0", "0000:02:00.0"], self.complete("virtfn vf create -n 4 0"))


@need("zsh")
class Zsh(Completion):
    def complete(self, line):
        done = self.run_here(["zsh", "-f", "-c", ZSH, "zsh", self.folder / "completions", line])
        return sorted(set(re.findall(r"<([^<>\s]+)>", done.stdout)))

    def test_words(self):
        self.assertEqual(["list", "vf", "vm"], self.complete("virtfn "))
        self.assertEqual(["create", "set"], self.complete("virtfn vf "))
        self.assertEqual(["guest", "host"], self.complete("virtfn vf create --mode "))
        self.assertEqual(["mail", "web"], self.complete("virtfn vm attach "))
        self.assertEqual(["0000:01:10.0", "0000:01:10.1"], self.complete("virtfn vf set "))


if __name__ == "__main__":
    unittest.main()
