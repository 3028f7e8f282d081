#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a command in a terminal, gives an ANSWER to each question, prints what appeared.

answers.py ANSWER... -- COMMAND...; an answer of "^D" ends the input.
"""

import os
import pty
import sys


def main():
    at = sys.argv.index("--")
    answers = sys.argv[1:at]
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[at + 1], sys.argv[at + 1:])
    seen = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:     # Linux says EIO at the end
            break
        if not part:
            break
        seen += part
        asked = seen.endswith(b"] ") or (
            seen.endswith(b": ") and seen.rpartition(b"\n")[2].startswith(b"Password"))
        if asked and answers:
            answer = answers.pop(0)
            os.write(terminal, b"\x04" if answer == "^D" else answer.encode() + b"\n")
    _, status = os.waitpid(pid, 0)
    sys.stdout.buffer.write(seen.replace(b"\r\n", b"\n"))
    return os.waitstatus_to_exitcode(status)


sys.exit(main())
