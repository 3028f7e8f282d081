#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Does each rule catch its breach? Small trees, good and broken ones, in a scratch folder."""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from source import HERE, REPO, SKIPPED

LICENCE = "/* SPDX-License-Identifier: GPL-2.0-or-later */\n"
OPENING = LICENCE + "/*\n * What is this for? For a test.\n */\n"


def function(name, lines, parameters="void"):
    """One that is lines long, from its name to its brace."""
    return f"int {name}({parameters})\n{{\n" + "\tname++;\n" * (lines - 4) + "\treturn 0;\n}\n"


def nested(levels):
    """if in if ... with so many levels."""
    opened = "".join("\t" * i + f"if (a{i})" + " {\n" for i in range(1, levels + 1))
    closed = "".join("\t" * i + "}\n" for i in range(levels, 0, -1))
    return "int deep(void)\n{\n" + opened + "\t" * (levels + 1) + "x = 1;\n" + closed + "}\n"


class Rule(unittest.TestCase):
    rule = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="virtfn-rules-")
        self.addCleanup(scratch.cleanup)
        self.tree = Path(scratch.name).resolve()
        self.write("src/base/err.h", LICENCE + "#ifndef BASE_ERR_H\n#define BASE_ERR_H\n\n#endif\n")

    def write(self, name, text):
        path = self.tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run_rule(self, *options):
        argv = [sys.executable, HERE / f"check-{self.rule}.py", *options, self.tree]
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        if done.returncode == SKIPPED:
            self.skipTest(done.stdout.strip())
        self.assertEqual("", done.stderr)
        return done

    def good(self, *options):
        done = self.run_rule(*options)
        self.assertEqual((0, ""), (done.returncode, done.stdout))

    def bad(self, *starts):
        """There are these findings ("file:line: ..."), in this order, and no others."""
        done = self.run_rule()
        lines = done.stdout.splitlines()
        self.assertEqual(len(starts), len(lines), done.stdout)
        for start, line in zip(starts, lines):
            self.assertTrue(line.startswith(start), f"{line!r} does not start with {start!r}")
        self.assertEqual(1, done.returncode)


class Layers(Rule):
    rule = "layers"

    def include(self, name, header):
        self.write(name, f"#include {header}\n")

    def test_good(self):
        self.include("src/facts/facts-pci.c", '"formats/pci-config.h"')
        self.include("src/cli/cmd-list.c", '"facts/facts.h"')
        self.include("src/checks/check.c", '"check-rows.h"')
        self.include("src/guest/domain.c", '"ext/ext-xml.h"')
        self.include("src/base/mem.c", "<sys/prctl.h>")
        self.include("src/ext/ext-libvirt.c", "<libvirt/libvirt.h>")
        self.include("src/cli/render-json.c", "<json-c/json.h>")
        self.include("src/ext/ext-json.c", "<json-c/json.h>")
        self.good()

    def test_empty_tree(self):
        shutil.rmtree(self.tree / "src")
        self.bad("src:1: ")

    def test_room_not_allowed(self):
        self.include("src/checks/check-iommu.c", '"facts/facts.h"')
        self.bad("src/checks/check-iommu.c:1: checks/ may not include")

    def test_only_xml_of_ext(self):
        self.include("src/guest/domain.c", '"ext/ext-libvirt.h"')
        self.bad('src/guest/domain.c:1: guest/ may not include "ext/ext-libvirt.h"')

    def test_header_counts(self):
        self.write("src/base/err.h", '/* x */\n\n#include "model/pci.h"\n')
        self.bad("src/base/err.h:3: base/ may not include")

    def test_unknown_room(self):
        self.include("src/cli/cmd-list.c", '"cellar/wine.h"')
        self.bad('src/cli/cmd-list.c:1: "cellar/wine.h": there is no room')

    def test_no_room(self):
        self.include("src/base/err.c", '"err.h"')
        self.write("src/lost.c", "\n")
        self.bad("src/base/err.c:1: write the room too", "src/lost.c:1: this file is in no room")

    def test_include_in_comment(self):
        self.write("src/base/err.c", '/*\n#include "cli/command.h"\n*/\n')
        self.good()

    def test_library_in_wrong_place(self):
        self.include("src/cli/cmd-list.c", "<json-c/json.h>")
        self.include("src/facts/facts-pci.c", "<libmount/libmount.h>")
        self.include("src/facts/facts-x.c", "<somebody/else.h>")
        self.bad("src/cli/cmd-list.c:1: <json-c/json.h> of json-c belongs in src/cli/render-json.c",
                 "src/facts/facts-pci.c:1: <libmount/libmount.h> of libmount belongs",
                 "src/facts/facts-x.c:1: <somebody/else.h> of somebody belongs")

    def test_library_in_header(self):
        self.include("src/ext/xml.h", "<libxml/tree.h>")
        self.bad("src/ext/xml.h:1: a header may not include <libxml/tree.h>")

    def test_library_twice(self):
        self.include("src/ext/nl.c", "<netlink/netlink.h>")
        self.include("src/ext/nl-route.c", "<netlink/route/link.h>")
        self.bad("src/ext/nl.c:1: <netlink/netlink.h>: src/ext/nl-route.c includes libnl already")

    def test_printing(self):
        lines = ['printf("a");', 'fprintf(stderr, "b");', 'puts("c");', 'perror("d");',
                 "write(1, p);"]
        self.write("src/facts/facts-pci.c", "\n".join(lines))
        self.bad(*[f"src/facts/facts-pci.c:{n}: " for n in (1, 2, 3, 4, 5)])

    def test_command_does_not_print(self):
        self.write("src/cli/cmd-list.c", 'printf("a");\n')
        self.bad("src/cli/cmd-list.c:1: printf: only cli/ prints")

    def test_who_may_print(self):
        self.write("src/cli/render-text.c", 'printf("a");\n')
        self.write("src/cli/cmd-console.c", 'printf("a");\nint f = COMMAND_TTY;\n')
        self.write("src/base/log.c", 'fprintf(stderr, "a");\n')
        self.write("src/base/doc.c", 'doc_printf("printf(a)"); /* printf(b) */\nx->puts("a");\n')
        self.good()

    def test_exit(self):
        self.write("src/cli/main.c", "exit(1);\n")
        self.write("src/base/run.c", "_exit(1);\n")
        self.write("src/cli/parse.c", "exit(2);\n_exit(2);\n")
        self.bad("src/cli/parse.c:1: exit()", "src/cli/parse.c:2: _exit()")

    def test_forbidden(self):
        names = ("system", "popen", "strcpy", "strcat", "sprintf")
        self.write("src/ext/xml.c", "".join(f"{n}(a);\n" for n in names) + "snprintf(a);\n")
        self.bad(*[f"src/ext/xml.c:{i}: {n}()" for i, n in enumerate(names, 1)])

    def test_opening(self):
        self.write("src/ext/libkmod.c", "open(path, 0);\n")
        self.write("src/base/root.c", "fopen(path, 0);\n")
        self.write("src/base/run.c", 'int null = open("/dev/null", O_RDONLY);\n')
        self.write("src/facts/facts-pci.c", "root_open(a);\nopen(path, 0);\nfopen(path, 0);\n")
        self.bad("src/facts/facts-pci.c:2: open()", "src/facts/facts-pci.c:3: fopen()")

    def test_err_h(self):
        self.include("src/cli/main.c", "<err.h>")
        self.bad("src/cli/main.c:1: <err.h> exits")

    def test_table_in_style(self):
        text = (REPO / "CODING_STYLE.md").read_text(encoding="utf-8")
        self.write("CODING_STYLE.md", text)
        self.good()
        self.write("CODING_STYLE.md", text.replace("| `plan/` |", "| `plans/` |"))
        self.bad("CODING_STYLE.md:1: the row of plan/", "CODING_STYLE.md:1: the row of plans/")


class Rows(Rule):
    rule = "rows"
    loop = "foreach name : cmd_rows\n  s += files('cmd-' + name + '.c')\nendforeach\n"

    def room(self, rows, files, loop=loop):
        self.write("src/cli/meson.build", f"# 'not-a-row'\n\ncmd_rows = [\n{rows}]\n{loop}")
        for file in files:
            name = file.removeprefix("cmd-").replace("-", " ")
            self.write(f"src/cli/{file}.c", f'\t.name = "{name}",\n')

    def test_good(self):
        self.room("  'list',  # first\n  'vf-create',\n", ["cmd-list", "cmd-vf-create", "main"])
        self.good()

    def test_other_spellings(self):
        for file in ("f'cmd-@name@.c'", "'cmd-@0@.c'.format(name)"):
            loop = f"foreach name : cmd_rows\n s += files({file})\nendforeach\n"
            self.room("'list'", ["cmd-list"], loop)
            self.good()

    def test_no_build_files(self):
        self.bad("src:1: ")

    def test_row_without_file(self):
        self.room("'list', 'doctor'", ["cmd-list"])
        self.bad("src/cli/meson.build:3: row 'doctor' has no file cmd-doctor.c")

    def test_file_without_row(self):
        self.room("'list',\n#'doctor',\n", ["cmd-list", "cmd-doctor"])
        self.bad("src/cli/meson.build:3: cmd-doctor.c has no row 'doctor'")

    def test_row_twice(self):
        self.room("'list', 'list'", ["cmd-list"])
        self.bad("src/cli/meson.build:3: row 'list' is there twice")

    def test_file_twice(self):
        self.room("'list'", ["cmd-list"], loop="sources += files(\n  'ask.c',\n)\n"
                  "sources += files('ask.c', 'self.c')\nforeach name : cmd_rows\n"
                  "  sources += files('cmd-' + name + '.c')\nendforeach\n")
        self.bad("src/cli/meson.build:6: ask.c is there twice")

    def test_unit_test_without_row(self):
        self.room("'list'", ["cmd-list"])
        self.write("tests/unit/meson.build", "unit_rows = ['err']\n\nforeach name : unit_rows\n"
                   "  test(name, executable('test-' + name, 'test-' + name + '.c'))\nendforeach\n")
        self.write("tests/unit/test-err.c", "\n")
        self.good()
        self.write("tests/unit/test-doc.c", "\n")
        self.bad("tests/unit/meson.build:1: test-doc.c has no row 'doc'")

    def test_other_name_inside(self):
        self.room("'list'", ["cmd-list"])
        self.write("src/cli/cmd-list.c", '\t.name = "lists",\n')
        self.bad("src/cli/cmd-list.c:1: no descriptor with the row's name")

    def test_no_loop(self):
        self.room("'list'", ["cmd-list"], loop="")
        self.bad("src/cli/meson.build:3: no loop over cmd_rows")


class Size(Rule):
    rule = "size"

    def test_good(self):
        table = "static const int t[] = {\n" + "\t1,\n" * 100 + "};\n"
        longest = function("a", 60, "int a, int (*b)(int, int), int c, ...")
        with_table = "int b(void)\n{\n\t" + table + "\treturn t[0];\n}\n"
        self.write("src/base/a.c", table + longest + with_table + nested(3))
        self.write("src/base/table.c", "const int t[] = {\n" + "\t1,\n" * 900 + "};\n")
        self.good()

    def test_else_if_is_no_level(self):
        chain = "\tif (a)\n\t\tx = 1;\n" + "\telse if (b)\n\t\tx = 2;\n" * 9
        self.write("src/base/a.c", "int a(void)\n{\n" + chain + "\telse\n\t\tx = 3;\n}\n")
        self.good()

    def test_long_function(self):
        self.write("src/base/a.c", OPENING + function("a", 61))
        self.bad("src/base/a.c:5: a() has 61 lines")

    def test_table_does_not_hide_code(self):
        table = "static const int t[] = {\n" + "\t1,\n" * 10 + "};\n"
        self.write("src/base/a.c", "int a(void)\n{\n" + table + "\tx++;\n" * 60 + "}\n")
        self.bad("src/base/a.c:1: a() has 63 lines")

    def test_parameters(self):
        self.write("src/base/a.c", function("a", 5, "int a, int b, int c, int d, int e, int f"))
        self.bad("src/base/a.c:1: a() has 6 parameters")

    def test_levels(self):
        self.write("src/base/a.c", nested(4))
        self.bad("src/base/a.c:6: deep() is 4 levels deep")

    def test_levels_without_braces(self):
        body = ("\tfor (;;)\n\t\tswitch (a) {\n\t\tcase 1:\n"
                "\t\t\twhile (b)\n\t\t\t\tdo\n\t\t\t\t\tx();\n")
        self.write("src/base/a.c", "int a(void)\n{\n" + body + "\t\t\t\twhile (c);\n\t\t}\n}\n")
        self.bad("src/base/a.c:8: a() is 4 levels deep")

    def test_long_file(self):
        self.write("src/base/a.c", "\n" * 700 + function("a", 5))
        self.bad("src/base/a.c:701: the file has 705 lines")

    def test_long_line(self):
        self.write("tests/unit/a.c", "\t" + "x" * 92 + ";\n\t" + "x" * 91 + ";\n")
        self.bad("tests/unit/a.c:1: 101 columns")

    def test_stats(self):
        self.write("src/base/a.c", function("a", 41))
        done = self.run_rule("--stats")
        self.assertIn("over the wanted 40: 1 (100%)", done.stdout)
        self.assertEqual(0, done.returncode)


class Format(Rule):
    rule = "format"

    def test_both(self):
        shutil.copy(REPO / ".clang-format", self.tree)
        self.write("src/base/a.c", "int a(void)\n{\n\treturn 0;\n}\n")
        self.good()
        self.write("src/base/a.c", "int a(void)\n{\n    return 0;\n}\n")
        self.bad("src/base/a.c:2: not as clang-format-14")


class Comments(Rule):
    rule = "comments"

    def test_good(self):
        self.write("src/base/a.c", OPENING + "/* FIXME #12: sharpen. */\nchar *b = \"TODO\";\n")
        guard = "#ifndef LIB_EXPECT_H\n#define LIB_EXPECT_H\n#endif\n"
        self.write("tests/lib/expect.h", LICENCE + guard)
        self.good()

    def test_no_licence(self):
        self.write("src/base/a.c", "/* A file. */\n")
        self.bad("src/base/a.c:1: the first line is")

    def test_no_opening(self):
        self.write("src/base/a.c", LICENCE + "#include <stdio.h>\n/* Late. */\n")
        self.bad("src/base/a.c:2: no opening comment")

    def test_long_opening(self):
        self.write("src/base/a.c", LICENCE + "/*\n" + " * Blah.\n" * 6 + " */\n")
        self.bad("src/base/a.c:2: the opening comment has 6 lines")

    def test_guard(self):
        self.write("src/base/a.h", LICENCE + "#ifndef A_H\n#define A_H\n#endif\n")
        self.write("src/base/b.h", LICENCE + "#ifndef BASE_B_H\n#define BASE_B_H\n#endif\nint x;\n")
        self.bad("src/base/a.h:2: the header guard is called BASE_A_H",
                 "src/base/b.h:5: a header ends")

    def test_fixme(self):
        self.write("src/base/a.c", OPENING + "/*\n * FIXME: later\n */\n")
        self.bad("src/base/a.c:6: FIXME needs an issue number")


class Spelling(Rule):
    rule = "spelling"

    def test_both(self):
        self.write("README.md", "The tree.\n")
        self.good()
        self.write("README.md", "The\nt" + "eh tree.\n")
        self.bad("README.md:2: ")


class Shell(Rule):
    rule = "shell"

    def test_both(self):
        self.write("scripts/setup", '#!/bin/sh\necho "$1"\n')
        self.good()
        self.write(".ci/run", "#!/bin/sh\necho $1\n")
        self.bad(".ci/run:2: ")


if __name__ == "__main__":
    unittest.main()
