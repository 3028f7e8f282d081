#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""apply, a trial that panics, a power cut, and undo on the machine with grub."""
import apply

apply.main("grub")
