"""What the figures were measured on and with: nothing that tells whose machine it is."""

import os
import platform
import sqlite3
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


def facts() -> dict[str, str]:
    """Name → value, for RESULTS.md."""
    return {
        "CPU": f"{_field('/proc/cpuinfo', 'model name')}, {len(os.sched_getaffinity(0))} cores",
        "Memory": f"{int(_field('/proc/meminfo', 'MemTotal').split()[0]) / 1024**2:.1f} GiB",
        "System": f"{_field('/etc/os-release', 'PRETTY_NAME', '=').strip(chr(34))}, Linux {platform.release()}",
        "Python": platform.python_version(),
        "PySide6": version("PySide6-Essentials"),
        "pjsua2": version("pjsua2-python"),
        "SQLAlchemy, SQLite": f"{version('SQLAlchemy')}, {sqlite3.sqlite_version}",
    }


class Busy:
    """What the machine has to do besides, from now on."""

    def __init__(self) -> None:
        self._load, self._at, self._taken = os.getloadavg()[0], time.monotonic(), taken()

    def words(self) -> str:
        """For the head of a section."""
        share = (taken() - self._taken) / (time.monotonic() - self._at)
        return (
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC. Busy: load {self._load:.2f} before, "
            f"{share:.1%} of a core to the host's others."
        )


def taken() -> float:
    """Seconds of a core that went to other machines on the same host (proc_stat(5), steal), of all cores."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    return int(fields[8]) / os.sysconf("SC_CLK_TCK")


def _field(path: str, name: str, sign: str = ":") -> str:
    for line in Path(path).read_text().splitlines():
        key, found, value = line.partition(sign)
        if found and key.strip() == name:
            return value.strip()
    return "unknown"
