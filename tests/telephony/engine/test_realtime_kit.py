"""RealtimeKit asked over D-Bus: by its contract, the real daemon, and everything that may be wrong with either."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, Message, new_error, new_method_return, new_signal

from telephony.engine.realtime_kit import prefer
from telephony.errors import EngineError
from telephony.platform_specific import NICE
from tests.engines import allowed
from tests.system_bus import (
    ERROR,
    KIT,
    KIT_PATH,
    RealtimeKit,
    SystemBus,
    can_lower_nice,
    real_kit,
    system_bus,
)

__all__ = ["system_bus"]

pytestmark = pytest.mark.sip


@pytest.fixture
def thread() -> Iterator[int]:
    """The id of one that does nothing."""
    over, known = threading.Event(), threading.Event()

    def run() -> None:
        known.set()
        over.wait()

    made = threading.Thread(target=run)
    made.start()
    known.wait()
    assert made.native_id is not None
    yield made.native_id
    over.set()
    made.join()


@pytest.fixture
def on_the_bus(system_bus: SystemBus, monkeypatch: pytest.MonkeyPatch) -> SystemBus:
    for name, value in system_bus.variables.items():
        monkeypatch.setenv(name, value)
    return system_bus


def nice_of(thread: int) -> int:
    return os.getpriority(os.PRIO_PROCESS, thread)


def refusal(*threads: int, seconds: float = 10.0) -> EngineError:
    with pytest.raises(EngineError) as refused:
        prefer(threads, NICE, seconds)
    assert refused.value.message.endswith("."), "a sentence for a person"
    return refused.value


def test_each_thread_is_asked_for(on_the_bus: SystemBus, thread: int) -> None:
    with RealtimeKit(on_the_bus) as kit:
        assert prefer((thread,), NICE) == NICE
        assert kit.preferred == [(os.getpid(), thread, NICE)]
    if can_lower_nice():
        assert nice_of(thread) == NICE


def test_the_real_one_prefers_a_thread_which_hands_nothing_on(on_the_bus: SystemBus, thread: int) -> None:
    with real_kit(on_the_bus):
        assert prefer((thread,), NICE) == NICE
    assert nice_of(thread) == NICE
    assert os.sched_getscheduler(thread) == os.SCHED_OTHER | os.SCHED_RESET_ON_FORK


def test_the_real_one_refuses_whom_polkit_refuses(on_the_bus: SystemBus, thread: int) -> None:
    with real_kit(on_the_bus, allows=False):
        assert refusal(thread).code == "refused"
    assert nice_of(thread) >= 0


def test_the_real_one_knows_nothing_of_a_thread_that_has_ended(on_the_bus: SystemBus, thread: int) -> None:
    gone = threading.Thread(target=lambda: None)
    gone.start()
    gone.join()
    assert gone.native_id is not None
    with real_kit(on_the_bus):
        assert prefer((gone.native_id, thread), NICE) == NICE
    assert nice_of(thread) == NICE


def test_no_more_is_asked_for_than_is_given(on_the_bus: SystemBus, thread: int) -> None:
    with RealtimeKit(on_the_bus, lowest=("i", -5)) as kit:
        assert prefer((thread,), NICE) == -5
        assert [nice for _, _, nice in kit.preferred] == [-5]
    with RealtimeKit(on_the_bus, lowest=("i", 0)) as kit:
        assert refusal(thread).code == "refused"
        assert kit.preferred == []


def test_no_bus_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, thread: int) -> None:
    for address in (f"unix:path={tmp_path / 'none'}", "tcp:host=localhost,port=1", "nonsense", "unix:"):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        assert refusal(thread).code == "no_bus"


def test_no_kit_on_the_bus_is_told(on_the_bus: SystemBus, thread: int) -> None:
    told = refusal(thread)
    assert (told.code, told.message) == ("no_kit", "RealtimeKit is not installed, or cannot be started.")


def never(_call: Message) -> None:
    return None


def denied(call: Message) -> Message:
    return new_error(call, ERROR + "AccessDenied", "s", ("Operation not permitted",))


def wordless(call: Message) -> Message:
    return new_error(call, "of.Nothing.Known")


def hostile(call: Message) -> Message:
    return new_error(call, ERROR + "Failed", "s", ("\u202eright\nto left" + "x" * 5_000,))


@pytest.mark.parametrize(
    ("instead", "lowest", "code", "words"),
    [
        (never, ("i", -15), "no_answer", "RealtimeKit has not answered within 0.5 s."),
        (denied, ("i", -15), "refused", "RealtimeKit refuses: Operation not permitted."),
        (wordless, ("i", -15), "refused", "RealtimeKit refuses: of.Nothing.Known."),
        (hostile, ("i", -15), "refused", "RealtimeKit refuses: right to leftxxxx"),
        (None, ("s", "low"), "no_answer", "RealtimeKit's answer cannot be read: a nice of type s."),
        (None, ("u", 5), "no_answer", "RealtimeKit's answer cannot be read: a nice of type u."),
    ],
    ids=["silent", "denied", "wordless", "hostile", "words for a number", "unsigned"],
)
def test_what_it_says_is_told_in_words_and_soon(
    on_the_bus: SystemBus,
    thread: int,
    instead: Callable[[Message], Message | None] | None,
    lowest: tuple[str, Any],
    code: str,
    words: str,
) -> None:
    began = time.monotonic()
    with RealtimeKit(on_the_bus, instead, lowest):
        told = refusal(thread, seconds=0.5 if instead is never else 10.0)
    assert told.code == code
    assert told.message.startswith(words)
    assert len(told.message) < 200
    if instead is never:
        assert time.monotonic() - began < allowed(1.0)


def test_a_bus_that_dies_meanwhile_is_told(on_the_bus: SystemBus, thread: int) -> None:
    def die(call: Message) -> Message:
        on_the_bus.stop()
        return new_method_return(call)

    with RealtimeKit(on_the_bus, die):
        told = refusal(thread)
    assert (told.code, told.message[:30]) == ("no_answer", "The system's D-Bus has hung up")


NOISE = new_signal(DBusAddress(KIT_PATH, interface=KIT), "Noise").serialise(serial=1) * 2_000


@pytest.mark.parametrize("says", ["nothing", "a greeting", "more than can be read"])
def test_what_only_looks_like_a_bus_is_given_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, thread: int, says: str
) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "bus"))
        listener.listen()
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")

        def answer() -> None:
            end = time.monotonic() + 15
            connection, _ = listener.accept()
            with connection, contextlib.suppress(BrokenPipeError, ConnectionResetError):
                while said := connection.recv(1000):
                    if b"AUTH" in said and says != "nothing":
                        connection.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")
                    while b"BEGIN" in said and says == "more than can be read" and time.monotonic() < end:
                        connection.sendall(NOISE)

        other = threading.Thread(target=answer)
        other.start()
        began = time.monotonic()
        assert refusal(thread, seconds=0.3).message == "RealtimeKit has not answered within 0.3 s."
        assert time.monotonic() - began < min(allowed(1.0), 12)
        other.join()
