"""A system's D-Bus of a test's own, with RealtimeKit on it: one that the test plays, or the real daemon.

    def test_something(system_bus, engines):
        with RealtimeKit(system_bus) as kit:
            engines.start(command=(*UNPRIVILEGED, *ENGINE), **system_bus.variables)

The real one asks polkit on the same bus, which the test plays then.
"""

import contextlib
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from jeepney import HeaderFields, Message, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from telephony.platform_specific import go_first
from tests.bus_daemon import BusDaemon
from tests.engines import eventually

DAEMON = Path("/usr/libexec/rtkit-daemon")
KIT = "org.freedesktop.RealtimeKit1"
KIT_PATH = "/org/freedesktop/RealtimeKit1"
POLKIT = "org.freedesktop.PolicyKit1"
ERROR = "org.freedesktop.DBus.Error."
PROPERTIES = "org.freedesktop.DBus.Properties"
_PATIENCE = 10.0

UNPRIVILEGED = ("setpriv", "--bounding-set=-sys_nice") if os.geteuid() == 0 else ()
"""Before a command: it may not lower its nice, as most users may not."""

_CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>
"""


def can_lower_nice() -> bool:
    """Whether this process may let itself go first, as root may."""
    told: list[bool] = []
    thread = threading.Thread(target=lambda: told.append(go_first()))
    thread.start()
    thread.join()
    return told[0]


class SystemBus(BusDaemon):
    """``variables`` are for the environment of whoever is to use it."""

    def __init__(self, folder: Path) -> None:
        path, configuration = folder / "system_bus", folder / "bus.conf"
        configuration.write_text(_CONFIGURATION.format(path=path))
        super().__init__(path, f"--config-file={configuration}")
        self.variables = {"DBUS_SYSTEM_BUS_ADDRESS": self.address}

    def has(self, name: str) -> bool:
        with open_dbus_connection(self.address) as connection:
            reply = connection.send_and_get_reply(message_bus.NameHasOwner(name), timeout=_PATIENCE)
            return bool(reply.body[0])


@pytest.fixture
def system_bus(warmline_home: Path) -> Iterator[SystemBus]:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    bus = SystemBus(warmline_home)
    bus.start()
    yield bus
    bus.stop()


class Service:
    """Has a name on the bus and answers what it is asked; the test fails if an answer raised."""

    def __init__(self, bus: SystemBus, name: str) -> None:
        self._bus, self._name = bus, name
        self._over = threading.Event()
        self._bugs: list[Exception] = []

    def __enter__(self) -> Self:
        self._connection: DBusConnection = open_dbus_connection(self._bus.address)
        self._connection.send_and_get_reply(message_bus.RequestName(self._name), timeout=_PATIENCE)
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()
        self._connection.close()
        if kind is None and self._bugs:
            raise self._bugs[0]

    def answer(self, call: Message, member: str) -> Message | None:
        """What to send back; None: nothing."""
        raise NotImplementedError

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                message = self._connection.receive(timeout=0.1)
            except TimeoutError:
                continue
            except OSError:
                return  # the bus is gone
            if message.header.message_type is not MessageType.method_call:
                continue
            try:
                reply = self.answer(message, str(message.header.fields[HeaderFields.member]))
            except Exception as error:  # noqa: BLE001 - raised again on the test's thread
                self._bugs.append(error)
                reply = new_error(message, ERROR + "Failed", "s", (str(error),))
            if reply is not None:
                with contextlib.suppress(OSError):
                    self._connection.send(reply)


Answers = Callable[[Message], Message | None]


class RealtimeKit(Service):
    """Does what the real one does, with what it has of arguments and types: its interface's XML, and its README.

    ``instead`` answers in place of MakeThreadHighPriority, ``lowest`` is what it says of MinNiceLevel: type and value.
    """

    def __init__(
        self, bus: SystemBus, instead: Answers | None = None, lowest: tuple[str, Any] = ("i", -15)
    ) -> None:
        super().__init__(bus, KIT)
        self._instead, self._lowest = instead, lowest
        self.preferred: list[tuple[int, int, int]] = []
        """Process, thread and nice of each that was asked for."""

    def answer(self, call: Message, member: str) -> Message | None:
        fields = call.header.fields
        assert fields[HeaderFields.path] == KIT_PATH
        if fields[HeaderFields.interface] == PROPERTIES:
            assert (member, call.body) == ("Get", (KIT, "MinNiceLevel"))
            return new_method_return(call, "v", (self._lowest,))
        assert (fields[HeaderFields.interface], member) == (KIT, "MakeThreadHighPriority")
        assert fields[HeaderFields.signature] == "ti"
        if self._instead is not None:
            return self._instead(call)
        thread, nice = call.body
        process = self._process(str(fields[HeaderFields.sender]))
        assert Path(f"/proc/{process}/task/{thread}").exists(), "a thread of whoever asks"
        assert -15 <= nice < 20
        self.preferred.append((process, thread, nice))
        if can_lower_nice():
            os.sched_setscheduler(thread, os.SCHED_OTHER | os.SCHED_RESET_ON_FORK, os.sched_param(0))
            os.setpriority(os.PRIO_PROCESS, thread, nice)
        return new_method_return(call)

    def _process(self, sender: str) -> int:
        with open_dbus_connection(self._bus.address) as connection:
            reply = connection.send_and_get_reply(
                message_bus.GetConnectionUnixProcessID(sender), timeout=_PATIENCE
            )
            return int(reply.body[0])


class Polkit(Service):
    """Says yes or no to everybody, once it has seen that it was asked for the right thing."""

    def __init__(self, bus: SystemBus, *, allows: bool = True) -> None:
        super().__init__(bus, POLKIT)
        self._allows = allows

    def answer(self, call: Message, member: str) -> Message:
        assert member == "CheckAuthorization"
        assert call.body[1] == f"{KIT}.acquire-high-priority"
        return new_method_return(call, "(bba{ss})", ((self._allows, False, {}),))


@contextlib.contextmanager
def real_kit(bus: SystemBus, *, allows: bool = True) -> Iterator[None]:
    """The real daemon on that bus, or the test is skipped."""
    if not DAEMON.exists():
        pytest.skip("rtkit is not installed")
    if os.geteuid() != 0:
        pytest.skip("rtkit-daemon can only be run by root")
    with Polkit(bus, allows=allows):
        daemon = subprocess.Popen(
            [
                DAEMON,
                "--stderr",
                "--no-drop-privileges",
                "--no-chroot",
                "--no-limit-resources",
                "--no-canary",
            ],
            env={**os.environ, **bus.variables},
            stderr=subprocess.PIPE,
        )
        try:
            eventually(lambda: bus.has(KIT) or daemon.poll() is not None, "rtkit-daemon")
            if daemon.poll() is not None:
                pytest.skip(f"rtkit-daemon does not run here: {_said(daemon)}")
            yield
        finally:
            if daemon.poll() is None:
                daemon.terminate()
                daemon.wait(10)
            daemon.stderr.close()


def _said(daemon: "subprocess.Popen[bytes]") -> str:
    assert daemon.stderr is not None
    return daemon.stderr.read().decode(errors="replace").strip()
