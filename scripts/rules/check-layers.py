#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Who may include whom, and who may print, exit and open files under src/."""

import re

from source import c_sources, main, no_sources

# The table "Rooms under src/" of CODING_STYLE.md; compared with it below.
# "ext/ext-xml" stands for the headers ext/ext-xml.h and ext/ext-xml-*.h alone.
ROOMS = {
    "base": (),
    "formats": ("base",),
    "model": ("base",),
    "ext": ("base", "model"),
    "kinds": ("base", "model"),
    "boot": ("base", "formats", "model"),
    "distro": ("base", "model"),
    "facts": ("base", "formats", "model", "ext", "kinds", "boot", "distro"),
    "checks": ("base", "model", "kinds"),
    "guest": ("base", "formats", "model", "kinds", "ext/ext-xml"),
    "plan": ("base", "model", "kinds", "checks", "boot", "distro", "guest"),
    "actions": ("base", "formats", "model", "ext", "boot", "distro"),
    "cli": ("everything",),
}
STYLE = "CODING_STYLE.md"

# Made by meson in the build folder, so without a room.
GENERATED = re.compile(r"(?:.*-rows|config|version)\.h")

# Outside libraries by the start of their headers' names. What is in neither this
# table nor the next two is a library too, called by its folder.
LIBRARIES = {
    "libxml/": "libxml2", "libvirt/libvirt-qemu": "libvirt-qemu", "libvirt/": "libvirt",
    "json-c/": "json-c", "json.h": "json-c",
    "libsmartcols/": "libsmartcols", "libsmartcols.h": "libsmartcols", "netlink/": "libnl",
    "libmount/": "libmount", "libmount.h": "libmount", "libudev.h": "libudev",
    "systemd/sd-journal": "sd-journal", "systemd/sd-bus": "sd-bus", "systemd/": "libsystemd",
    "libkmod.h": "libkmod", "hwloc": "hwloc", "archive": "libarchive",
    "cyaml/": "libcyaml", "sys/capability.h": "libcap", "blkid/": "libblkid", "lzma.h": "liblzma",
    "zlib.h": "zlib", "yaml.h": "libyaml",
}
SYSTEM_FOLDERS = ("sys/", "linux/", "asm/", "net/", "netinet/", "arpa/")
SYSTEM_HEADERS = set("""
aio assert byteswap complex ctype dirent dlfcn elf endian errno fcntl features fenv float fnmatch
fts ftw getopt glob grp ifaddrs inttypes iso646 langinfo libgen limits link locale malloc math
mntent mqueue netdb nl_types poll pthread pty pwd regex sched search semaphore setjmp shadow
signal spawn stdalign stdarg stdatomic stdbool stddef stdint stdio stdio_ext stdlib stdnoreturn
string strings syslog tar termios tgmath threads time uchar ucontext ulimit unistd utime utmp
utmpx wchar wctype wordexp
""".split())
FORBIDDEN_HEADERS = {"err.h": "exits and prints", "error.h": "exits and prints"}

# The files of a library (json-c: one writes, one reads); the others are at home in one of ext/.
HOMES = {"json-c": ("src/cli/render-json.c", "src/ext/ext-json.c"),
         "libsmartcols": ("src/cli/render-text.c",)}

PRINTERS = r"(?<![\w.>])((?:v?printf|puts|putchar|perror|warnx?|v?syslog)\s*\(|stdout\b|stderr\b" \
           r"|write\s*\(\s*(?:[12]\b|STD(?:OUT|ERR)_FILENO)|dprintf\s*\(\s*(?:[12]\b|STD))"
FORBIDDEN = r"(?<![\w.>])(system|popen|strcpy|stpcpy|strcat|v?sprintf|gets|alloca)\s*\("
OPENERS = r"(?<![\w.>])(open(?:at2?|64)?|creat|f(?:re)?open|opendir|scandir|l?stat|fstatat|statx" \
          r"|access|faccessat|unlink(?:at)?|rename(?:at2?)?|remove|mkdir(?:at)?|rmdir" \
          r"|readlink(?:at)?|symlink(?:at)?|link(?:at)?|f?chmodat|chmod|l?chown|fchownat" \
          r"|truncate|realpath|glob|n?ftw|fts_open|mks?temp|mkostemp|mkdtemp|statv?fs)\s*\("


def room_of(name):
    parts = name.split("/")
    return parts[1] if len(parts) > 2 else None


def may_include(room, header):
    allowed = ROOMS[room]
    if "everything" in allowed or header.split("/")[0] in (room, *allowed):
        return True
    stem = header[:-2]
    return any("/" in a and (stem == a or stem.startswith(a + "-")) for a in allowed)


def check_own_include(source, line, header):
    room, other = room_of(source.name), header.split("/")[0]
    if "/" not in header:
        if not GENERATED.fullmatch(header):
            yield source.name, line, f'write the room too: "{room}/{header}"'
    elif other not in ROOMS:
        yield source.name, line, f'"{header}": there is no room {other}/'
    elif not may_include(room, header):
        allowed = ", ".join(ROOMS[room]) or "nothing of ours"
        yield source.name, line, f'{room}/ may not include "{header}" (only {allowed})'


def library_of(header):
    for start, library in LIBRARIES.items():
        if header.startswith(start):
            return library
    if header.startswith(SYSTEM_FOLDERS) or header[:-2] in SYSTEM_HEADERS:
        return None
    return header.split("/")[0].removesuffix(".h")


def check_library_include(source, line, header, users):
    if header in FORBIDDEN_HEADERS:
        yield source.name, line, f"<{header}> {FORBIDDEN_HEADERS[header]}; fill a struct err"
        return
    library = library_of(header)
    if library is None:
        return
    first = users.setdefault(library, source.name)
    home = HOMES.get(library)
    if source.name.endswith(".h"):
        yield source.name, line, f"a header may not include <{header}> of {library}"
    elif home and source.name not in home:
        yield source.name, line, f"<{header}> of {library} belongs in {' or '.join(home)}"
    elif not home and room_of(source.name) != "ext":
        yield source.name, line, f"<{header}> of {library} belongs in one file of src/ext/"
    elif not home and first != source.name:
        yield source.name, line, f"<{header}>: {first} includes {library} already"


def check_includes(sources):
    users = {}
    for source in sources:
        for line, is_system, header in source.includes():
            if is_system:
                yield from check_library_include(source, line, header, users)
            else:
                yield from check_own_include(source, line, header)


def may_print(source):
    """cli/ prints, but a command fills its document, unless it drives the terminal."""
    if source.name == "src/base/log.c":
        return True
    if not source.name.startswith("src/cli/"):
        return False
    return not source.path.name.startswith("cmd-") or "COMMAND_TTY" in source.code


def found(source, pattern, message):
    for line, match in source.matches(pattern):
        yield source.name, line, message.format(match.group(1).split("(")[0].strip())


def check_openers(source):
    """/dev/null is no path of the machine: it is the same under every root."""
    lines = source.text.split("\n")
    for finding in found(source, OPENERS, "{}(): paths are opened through base/root.h"):
        if 'open("/dev/null"' not in lines[finding[1] - 1]:
            yield finding


def check_calls(source):
    yield from found(source, FORBIDDEN, "{}() is not used here; see base/run.h and base/str.h")
    if not may_print(source):
        yield from found(source, PRINTERS, "{}: only cli/ prints, a command through its document")
    if source.name != "src/cli/main.c":
        yield from found(source, r"(?<![\w.>])(exit|quick_exit)\s*\(", "{}() belongs in main.c")
    if source.name not in ("src/cli/main.c", "src/base/run.c", "src/base/run-bytes.c"):
        yield from found(source, r"(?<![\w.>])(_exit|_Exit)\s*\(", "{}() belongs in base/run.c")
    if room_of(source.name) != "ext" and not source.name.startswith("src/base/root"):
        yield from check_openers(source)


def written_table(text):
    """The rooms as CODING_STYLE.md has them: | `room/` | what | base, model |"""
    rooms = {}
    for room, may in re.findall(r"^\| *`(\w+)/` *\|.*\| *([^|]*?) *\|$", text, re.M):
        names = re.findall(r"[\w/-]+", may.replace("nothing of ours", ""))
        rooms[room] = tuple(names)
    return rooms


def check_table(repo):
    path = repo / STYLE
    if not path.exists():
        return
    written = written_table(path.read_text(encoding="utf-8"))
    for room in sorted(set(ROOMS) | set(written)):
        if set(ROOMS.get(room, "?")) != set(written.get(room, "?")):
            yield STYLE, 1, f"the row of {room}/ differs from ROOMS in check-layers.py"


def check(repo):
    sources = c_sources(repo, ["src"])
    if not sources:
        return no_sources(repo)
    findings = list(check_table(repo))
    housed = []
    for source in sources:
        if room_of(source.name) in ROOMS:
            housed.append(source)
        else:
            findings.append((source.name, 1, "this file is in no room of src/"))
    findings += check_includes(housed)
    for source in housed:
        findings += check_calls(source)
    return findings


if __name__ == "__main__":
    main(check, __doc__)
