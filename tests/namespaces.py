"""Network namespaces for tests: machines of their own, with a cable between them. Linux, and root, only.

with pair() as (desk, pbx):                # 10.77.0.2 and 10.77.0.1
    with pbx.inside():                     # sockets that are made here live there
        registrar = Registrar("10.77.0.1")
    agent = sip_agents("agent", inside=desk.name, account=…)
    desk.run("ip", "addr", "del", "10.77.0.2/24", "dev", "cable")
"""

import contextlib
import ctypes
import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CABLE = "cable"
PBX, DESK = "10.77.0.1", "10.77.0.2"
_NEW_NETWORK = 0x40000000
"""CLONE_NEWNET of setns(2)."""
_count = itertools.count()


@cache
def why_not() -> str:
    """What is missing, or ""."""
    if sys.platform != "linux" or shutil.which("ip") is None:
        return "network namespaces need Linux and iproute2"
    if os.geteuid() != 0:
        return "network namespaces need root"
    name = f"wl-{os.getpid()}-probe"
    for change in ("add", "del"):
        done = subprocess.run(["ip", "netns", change, name], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return f"no network namespace can be made here: {done.stderr.strip()}"
    return ""


class Namespace:
    def __init__(self, label: str) -> None:
        self.name = f"wl-{os.getpid()}-{next(_count)}-{label}"

    def run(self, *command: str) -> None:
        subprocess.run(["ip", "netns", "exec", self.name, *command], check=True, capture_output=True)

    def address(self, change: str, address: str) -> None:
        """``change`` is add or del."""
        self.run("ip", "address", change, f"{address}/24", "dev", CABLE)

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """This thread lives there for a moment; sockets made meanwhile stay there."""
        libc = ctypes.CDLL(None, use_errno=True)
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{self.name}", os.O_RDONLY)
        try:
            _enter(libc, there)
            try:
                yield
            finally:
                _enter(libc, home)
        finally:
            os.close(there)
            os.close(home)


def _enter(libc: ctypes.CDLL, descriptor: int) -> None:
    if libc.setns(descriptor, _NEW_NETWORK) != 0:
        raise OSError(ctypes.get_errno(), "setns")


@contextlib.contextmanager
def pair() -> Iterator[tuple[Namespace, Namespace]]:
    """The desk's and the PBX's machine."""
    desk, pbx = Namespace("desk"), Namespace("pbx")
    made = []
    try:
        for each in (desk, pbx):
            subprocess.run(["ip", "netns", "add", each.name], check=True, capture_output=True)
            made.append(each)
            each.run("ip", "link", "set", "lo", "up")
        desk.run("ip", "link", "add", CABLE, "type", "veth", "peer", "name", CABLE, "netns", pbx.name)
        for each, address in ((desk, DESK), (pbx, PBX)):
            each.address("add", address)
            each.run("ip", "link", "set", CABLE, "up")
        yield desk, pbx
    finally:
        for each in made:
            subprocess.run(["ip", "netns", "del", each.name], check=False, capture_output=True)
            Path(f"/run/netns/{each.name}").unlink(missing_ok=True)
