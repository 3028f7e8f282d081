# SPDX-License-Identifier: GPL-2.0-or-later
"""Man pages and completions out of the command rows; see ../gen-docs.py."""
