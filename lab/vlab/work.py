"""A work folder per run: locked while in use, removed at the end; left-overs of killed runs go too."""
import fcntl
import os
import shutil
import tempfile
import time

from .kit import Kit


class Work:
    def __init__(self, kit: Kit) -> None:
        base = f"{kit.cache}/work" if kit.writable() else tempfile.gettempdir()
        os.makedirs(base, exist_ok=True)
        prefix = f"virtfn-lab-{os.getuid()}-"
        sweep(base, prefix)
        self.path = tempfile.mkdtemp(prefix=prefix, dir=base)
        self.lock = os.open(f"{self.path}/lock", os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        os.mkdir(f"{self.path}/out")

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self.lock)


def sweep(base: str, prefix: str) -> None:
    """Remove work folders whose run is gone."""
    for name in os.listdir(base):
        path = f"{base}/{name}"
        if not name.startswith(prefix) or os.path.islink(path) or os.lstat(path).st_uid != os.getuid():
            continue
        if time.time() - os.lstat(path).st_mtime < 2:
            continue    # perhaps being made just now
        try:
            lock = os.open(f"{path}/lock", os.O_RDWR)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
        except OSError:
            pass
        finally:
            os.close(lock)
