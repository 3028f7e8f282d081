#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A program that fails the first time it is run for a tree, and works when it is run to undo."""
import os
import sys

MARK = sys.argv[1].rstrip("/") + ".failed"
if not os.path.exists(MARK):
    with open(MARK, "w", encoding="utf-8"):
        pass
    print("this boot loader is broken today", file=sys.stderr)
    sys.exit(1)
os.execv(os.path.join(os.path.dirname(os.path.realpath(__file__)), "tools.py"),
         ["tools.py", *sys.argv[1:]])
