"""Running things in turn, and what the samples say."""
import os
import platform
import shutil
import statistics
import subprocess
import time


def once(argv: list[str], fine: tuple[int, ...] = (0,), out: str = "/dev/null",
         stdin: str = "") -> dict[str, float]:
    """One run with its output thrown away, or in a file: wall and CPU time, ms."""
    null = [(os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)]
    if stdin:
        null.append((os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0))
    start = time.perf_counter_ns()
    pid = os.posix_spawnp(argv[0], argv, os.environ, file_actions=null)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter_ns() - start
    if os.waitstatus_to_exitcode(status) not in fine:
        raise SystemExit(f"bench: {' '.join(argv)} failed ({os.waitstatus_to_exitcode(status)})")
    return {"wall": wall / 1e6, "cpu": (usage.ru_utime + usage.ru_stime) * 1e3}


def inner(argv: list[str]) -> dict[str, float]:
    """A program that times itself and prints nanoseconds, wall and CPU."""
    out = subprocess.run(argv, check=True, capture_output=True, text=True).stdout.split()
    return {"wall": int(out[0]) / 1e6, "cpu": int(out[1]) / 1e6}


def rounds(ways: dict[str, tuple], n: int) -> dict[str, list[dict[str, float]]]:
    """ways: name -> (once or inner, argv). In turn, n times; one more warms the caches."""
    out: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for i in range(n + 1):
        for name, (how, argv) in ways.items():
            sample = how(argv)
            if i > 0:
                out[name].append(sample)
    return out


def spread(values: list[float]) -> dict[str, float]:
    q = statistics.quantiles(values, n=4) if len(values) > 1 else values * 3
    return {"median": round(statistics.median(values), 4), "q1": round(q[0], 4),
            "q3": round(q[2], 4), "min": round(min(values), 4), "max": round(max(values), 4),
            "n": len(values)}


def ratio(above: list[float], below: list[float]) -> dict[str, float]:
    """Of what ran next to each other, so that a busy machine hits both."""
    return spread([a / b for a, b in zip(above, below)])


def version(argv: list[str]) -> str:
    if not shutil.which(argv[0]):
        return "not there"
    p = subprocess.run(argv, check=False, capture_output=True, text=True)
    return (p.stdout or p.stderr).split("\n", 1)[0].strip()


def machine(virtfn: str) -> dict[str, object]:
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        cpu = [x.split(":", 1)[1].strip() for x in f if x.startswith("model name")]
    return {"cpu": cpu[0] if cpu else platform.machine(), "cpus": os.cpu_count(),
            "kernel": os.uname().release, "load": [round(x, 1) for x in os.getloadavg()],
            "root": os.geteuid() == 0, "functions": len(os.listdir("/sys/bus/pci/devices")),
            "virtfn": version([virtfn, "--version"]), "lspci": version(["lspci", "--version"])}


def table(rows: list[list[str]]) -> str:
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    lines = []
    for r in rows:
        cells = [r[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(r[1:], widths[1:])]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
