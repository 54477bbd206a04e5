"""What the figures were measured on and with: nothing that tells whose machine it is."""

import os
import platform
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


def facts() -> dict[str, str]:
    """Name → value, for RESULTS.md."""
    load = os.getloadavg()[0]
    return {
        "Date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "CPU": f"{_field('/proc/cpuinfo', 'model name')}, {len(os.sched_getaffinity(0))} cores",
        "Memory": f"{int(_field('/proc/meminfo', 'MemTotal').split()[0]) / 1024**2:.1f} GiB",
        "System": f"{_field('/etc/os-release', 'PRETTY_NAME', '=').strip(chr(34))}, Linux {platform.release()}",
        "Python": platform.python_version(),
        "PySide6": version("PySide6-Essentials"),
        "pjsua2": version("pjsua2-python"),
        "SQLAlchemy, SQLite": f"{version('SQLAlchemy')}, {sqlite3.sqlite_version}",
        "Load before": f"{load:.2f}"
        + (" – the machine was busy, so the figures are too high" if load > 1 else ""),
    }


def _field(path: str, name: str, sign: str = ":") -> str:
    for line in Path(path).read_text().splitlines():
        key, found, value = line.partition(sign)
        if found and key.strip() == name:
            return value.strip()
    return "unknown"
