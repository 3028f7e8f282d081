"""An ACPI table (SSDT) by which the lab host's processors have performance states.

acpi-cpufreq finds them (_PCT, _PSS, _PPC; ACPI 6.5, 8.4.5) and has its governors. Nothing gets
faster: the register that it writes is port 0x80, which nobody reads.
"""
import struct

STATES_MHZ = (2000, 1500, 1000)
PORT = 0x80
HEADER = "<4sIBB6s8sI4sI"
NAME, PACKAGE, BUFFER, SCOPE, ZERO, BYTE, DWORD = 0x08, 0x12, 0x11, 0x10, 0x00, 0x0a, 0x0c


def sized(op: int, body: bytes) -> bytes:
    """The length counts itself: one byte up to 63, else two."""
    n = len(body) + 1
    if n < 64:
        return bytes([op, n]) + body
    n += 1
    return bytes([op, 0x40 | n & 15, n >> 4]) + body


def package(items: list[bytes]) -> bytes:
    return sized(PACKAGE, bytes([len(items)]) + b"".join(items))


def integer(value: int) -> bytes:
    return bytes([DWORD]) + struct.pack("<I", value)


def register() -> bytes:
    """A Generic Register Descriptor: 8 bits of system I/O."""
    resource = struct.pack("<BHBBBBQ", 0x82, 12, 1, 8, 0, 1, PORT) + b"\x79\x00"
    return sized(BUFFER, bytes([BYTE, len(resource)]) + resource)


def named(name: bytes, value: bytes) -> bytes:
    return bytes([NAME]) + name + value


def processor(n: int) -> bytes:
    # Frequency, power in mW, latencies in us, what is written, and what is read then.
    states = [package([integer(v) for v in (mhz, 10 * mhz, 10, 10, i, i)])
              for i, mhz in enumerate(STATES_MHZ)]
    path = b"\\\x2f\x03_SB_CPUS" + b"C%03X" % n
    return sized(SCOPE, path + named(b"_PCT", package([register(), register()])) +
                 named(b"_PSS", package(states)) + named(b"_PPC", bytes([ZERO])))


def table(cpus: int) -> bytes:
    body = b"".join(processor(n) for n in range(cpus))
    size = struct.calcsize(HEADER) + len(body)

    def whole(checksum: int) -> bytes:
        return struct.pack(HEADER, b"SSDT", size, 2, checksum, b"VIRTFN", b"CPUFREQ ", 1, b"VLAB", 1) + body

    return whole(-sum(whole(0)) & 255)


def write(path: str, cpus: int) -> None:
    with open(path, "wb") as f:
        f.write(table(cpus))
