#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""apply, a trial that fails, and undo on the machine with grub."""
import apply

apply.main("grub")
