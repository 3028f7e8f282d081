#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""apply, a trial that comes up worse, and undo on the machine with systemd-boot."""
import apply

apply.main("systemd-boot")
