import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from telephony import events as e
from telephony.call import CallState
from telephony.commands import PROTOCOL, Account, Acknowledge, Answer, Attach, Dial, HangUp, Quit, SendMessage
from telephony.errors import EngineError
from telephony.events import Snapshot
from telephony.launch import Launch, environment
from telephony.phone import Phone
from telephony.platform_specific import process_lives
from tests.engines import ACCOUNT, FAKE, Engines, allowed, engines, new_id

__all__ = ["engines"]

# The phone says in the log when its engine dies.
pytestmark = pytest.mark.allow_logs


class Ear:
    def __init__(self) -> None:
        self.snapshots: list[e.Snapshot] = []
        self.envelopes: list[e.Envelope] = []
        self.lost: list[str] = []
        self.lost_at = 0.0
        self.attached_at = 0.0

    def phone_attached(self, snapshot: e.Snapshot) -> None:
        self.snapshots.append(snapshot)
        self.attached_at = time.monotonic()

    def phone_told(self, envelope: e.Envelope) -> None:
        self.envelopes.append(envelope)

    def phone_sensed(self, reading: e.Reading) -> None:
        pass

    def phone_lost(self, why: str) -> None:
        self.lost.append(why)
        self.lost_at = time.monotonic()

    def told(self, kind: type[e.Happening]) -> list[e.Envelope]:
        return [envelope for envelope in self.envelopes if isinstance(envelope.event, kind)]

    def refusals(self) -> list[str]:
        return [
            envelope.event.code for envelope in self.envelopes if isinstance(envelope.event, e.CommandRefused)
        ]


class Bench:
    """Phones on fake engines; whatever they have started is ended with the test."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.launch = Launch(
            socket=folder / "e.sock",
            lock=folder / "e.lock",
            journal=folder / "journal.db",
            log=folder / "engine.log",
        )
        self._qtbot = qtbot
        self._phones: list[Phone] = []
        self.pids: set[int] = set()

    def phone(self, *engine: str, launch: Launch | None = None) -> Phone:
        phone = Phone(ACCOUNT, launch or self.launch, engine=engine or FAKE)
        self._phones.append(phone)
        return phone

    def opened(self) -> tuple[Phone, Ear]:
        phone, ear = self.phone(), Ear()
        phone.open(ear)
        self.until(lambda: ear.snapshots)
        self.pids.add(ear.snapshots[-1].pid)
        return phone, ear

    def until(self, true: Callable[[], object], seconds: float = 10.0) -> None:
        self._qtbot.waitUntil(lambda: bool(true()), timeout=int(seconds * 1000))

    def close(self) -> None:
        for phone in self._phones:
            if phone.engine_pid is not None:
                self.pids.add(phone.engine_pid)
            phone.close(quit_engine=True, hang_up=True)
        for pid in self.pids:
            self.until(lambda: not process_lives(pid))  # noqa: B023


@pytest.fixture
def bench(warmline_home: Path, qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(warmline_home, qtbot)
    yield bench
    bench.close()


def play(phone: Phone, what: str) -> None:
    phone.send(SendMessage(id=new_id(), target="sip:x@127.0.0.1", content_type="text/plain", body=what))


def talk(bench: Bench, phone: Phone, ear: Ear) -> str:
    play(phone, "ring")
    bench.until(lambda: ear.told(e.CallRang))
    event = ear.told(e.CallRang)[-1].event
    assert isinstance(event, e.CallRang)
    phone.send(Answer(id=new_id(), call=event.call))
    bench.until(lambda: ear.told(e.CallAnswered))
    return event.call


def test_an_engine_is_started_attached_and_spoken_with(bench: Bench) -> None:
    phone, ear = bench.opened()
    assert phone.engine_pid == ear.snapshots[0].pid
    bench.until(lambda: phone.roundtrip is not None)
    call = talk(bench, phone, ear)
    phone.send(HangUp(id=new_id(), call=call))
    bench.until(lambda: ear.told(e.CallEnded))
    assert ear.lost == []


def test_an_engine_that_was_prepared_is_the_one_that_is_attached(bench: Bench) -> None:
    phone, ear = bench.phone(), Ear()
    phone.prepare()
    assert phone._engine is not None
    prepared = phone._engine.pid
    phone.open(ear)
    bench.until(lambda: ear.snapshots)
    assert ear.snapshots[0].pid == prepared
    assert phone.engine_pid == prepared


def test_the_engine_is_a_process_of_its_own_session(bench: Bench) -> None:
    phone, _ = bench.opened()
    assert phone.engine_pid is not None
    assert os.getsid(phone.engine_pid) == phone.engine_pid


def test_no_secret_is_on_the_engine_s_command_line(bench: Bench) -> None:
    phone, _ = bench.opened()
    line = Path(f"/proc/{phone.engine_pid}/cmdline").read_bytes()
    assert ACCOUNT.uri.encode() not in line
    assert b"--socket" in line


def test_a_detached_engine_keeps_its_call_for_the_next_phone(bench: Bench) -> None:
    first, ear = bench.opened()
    pid = first.engine_pid
    talk(bench, first, ear)
    first.close()
    second, ear = bench.opened()
    assert second.engine_pid == pid
    (leg,) = ear.snapshots[0].legs
    assert leg.state is CallState.UP


def test_a_killed_engine_is_told_and_replaced_within_a_second(
    bench: Bench, record_property: Callable[[str, object], None]
) -> None:
    phone, ear = bench.opened()
    talk(bench, phone, ear)
    bench.until(lambda: len(ear.envelopes) >= 3)
    told = list(ear.envelopes)
    phone.send(Acknowledge(id=new_id(), seq=told[0].seq))
    phone.measure()
    before = phone.engine_pid
    bench.until(lambda: _rows(bench.launch.journal) == len(told) - 1)
    assert before is not None
    killed = time.monotonic()
    os.kill(before, signal.SIGKILL)
    bench.until(lambda: len(ear.snapshots) == 2)
    took = ear.attached_at - killed
    record_property("engine_replaced_seconds", round(took, 3))
    print(f"lost after {ear.lost_at - killed:.3f} s, replaced after {took:.3f} s")
    assert took < allowed(1.0)
    assert len(ear.lost) == 1
    assert ear.snapshots[1].legs == ()
    assert phone.engine_pid not in {None, before}
    bench.until(lambda: len(ear.envelopes) >= 2 * len(told))
    again = ear.envelopes[len(told) :]
    assert again[: len(told) - 1] == told[1:]
    assert talk(bench, phone, ear)


def _rows(path: Path) -> int:
    import sqlite3

    database = sqlite3.connect(path)
    (count,) = database.execute("SELECT count(*) FROM event").fetchone()
    database.close()
    return int(count)


def test_an_engine_that_aborts_again_and_again_is_started_ever_more_slowly(bench: Bench) -> None:
    phone, ear = bench.opened()
    gaps = []
    for times in range(3):
        play(phone, "abort")
        bench.until(lambda: len(ear.snapshots) == times + 2)  # noqa: B023
        gaps.append(ear.attached_at - ear.lost_at)
    assert gaps[2] >= 0.5
    assert len(ear.lost) == 3


def test_an_engine_that_cannot_start_is_told_in_words(bench: Bench) -> None:
    bench.launch.lock.write_text("a shopping list\n")
    phone, ear = bench.phone(), Ear()
    phone.open(ear)
    bench.until(lambda: ear.lost)
    assert "cannot take its lock" in ear.lost[0]
    bench.launch.lock.unlink()
    bench.until(lambda: ear.snapshots)


def test_a_program_that_is_not_there_is_told_in_words(bench: Bench) -> None:
    phone, ear = bench.phone("/nowhere/python"), Ear()
    phone.open(ear)
    bench.until(lambda: ear.lost)
    assert "/nowhere/python cannot be started" in ear.lost[0]


def test_an_engine_that_ends_at_once_is_told_with_its_code(bench: Bench) -> None:
    phone, ear = bench.phone(sys.executable, "-c", "import sys; sys.exit(77)"), Ear()
    phone.open(ear)
    bench.until(lambda: ear.lost)
    assert "code 77" in ear.lost[0]


def test_a_command_without_an_engine_is_refused_at_once(bench: Bench) -> None:
    phone, ear = bench.phone("/nowhere/python"), Ear()
    phone.open(ear)
    order = Dial(id=new_id(), call=new_id(), target="sip:x@127.0.0.1")
    phone.send(order)
    (envelope,) = ear.told(e.CommandRefused)
    assert isinstance(envelope.event, e.CommandRefused)
    assert (envelope.event.command, envelope.event.code, envelope.seq) == (order.id, "no_engine", 0)


def test_a_path_that_is_too_long_can_never_work(bench: Bench) -> None:
    launch = msgspec.structs.replace(bench.launch, socket=bench.launch.socket.with_name("s" * 100))
    with pytest.raises(EngineError) as never:
        bench.phone(launch=launch).open(Ear())
    assert never.value.code == "no_socket"


def test_quit_ends_the_engine_and_no_other_is_started(bench: Bench) -> None:
    phone, ear = bench.opened()
    pid = phone.engine_pid
    assert pid is not None
    phone.send(Quit(id=new_id()))
    bench.until(lambda: not process_lives(pid))
    bench.until(lambda: phone.engine_pid is None)
    assert ear.lost == []
    assert not bench.launch.socket.exists()


def test_a_refused_quit_leaves_the_phone_attached_and_supervising(bench: Bench) -> None:
    phone, ear = bench.opened()
    talk(bench, phone, ear)
    phone.send(Quit(id=new_id()))
    bench.until(lambda: ear.refusals() == ["call_up"])
    play(phone, "abort")
    bench.until(lambda: len(ear.snapshots) == 2)
    assert len(ear.lost) == 1


def test_another_account_brings_another_engine_and_is_no_loss(bench: Bench) -> None:
    phone, ear = bench.opened()
    phone.use(Account(uri="sip:other@127.0.0.1"))
    bench.until(lambda: len(ear.snapshots) == 2)
    assert ear.snapshots[1].registration.uri == "sip:other@127.0.0.1"
    assert ear.snapshots[1].pid != ear.snapshots[0].pid
    assert ear.lost == []


def test_a_phone_that_is_replaced_is_told_and_stays_away(bench: Bench) -> None:
    first, first_ear = bench.opened()
    second, second_ear = bench.opened()
    bench.until(lambda: first_ear.refusals() == ["replaced"])
    assert first_ear.lost == []
    talk(bench, second, second_ear)
    assert first.engine_pid is None
    assert second.engine_pid is not None


def test_an_idle_engine_of_another_version_is_replaced(bench: Bench, engines: Engines) -> None:
    old = engines.start(WARMLINE_TEST_PROTOCOL="99")
    engines.client()
    _, ear = bench.opened()
    assert old.wait(10) == 0
    assert ear.lost == []
    assert ear.snapshots[0].pid != old.pid
    assert ear.snapshots[0].protocol == PROTOCOL


def test_a_busy_engine_of_another_version_is_waited_for(bench: Bench, engines: Engines) -> None:
    old = engines.start(WARMLINE_TEST_PROTOCOL="99")
    client = engines.client()
    client.send(Attach(id=new_id(), protocol=99, account=ACCOUNT))
    client.wait(Snapshot)
    client.play("ring")
    client.event(e.CallRang)
    phone, ear = bench.phone(), Ear()
    phone.open(ear)
    bench.until(lambda: ear.refusals() == ["engine_busy_old_version"])
    client.play("leave in 1.5")
    bench.until(lambda: ear.snapshots)
    assert ear.snapshots[0].pid != old.pid
    assert ear.refusals() == ["engine_busy_old_version"], "told once"
    old.wait(10)


def test_garbage_from_whatever_listens_there_is_told(bench: Bench) -> None:
    script = (
        "import socket, sys; s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen();"
        "print(flush=True); c, _ = s.accept(); c.sendall(b'HTTP/1.1 400 Bad Request'); s.close(); c.recv(9999)"
    )
    stranger = subprocess.Popen(
        [sys.executable, "-c", script, str(bench.launch.socket)], stdout=subprocess.PIPE
    )
    assert stranger.stdout is not None
    stranger.stdout.readline()
    phone, ear = bench.phone(), Ear()
    phone.open(ear)
    bench.until(lambda: ear.lost)
    assert "bytes" in ear.lost[0]
    bench.until(lambda: ear.snapshots)
    stranger.stdout.close()
    stranger.wait(10)


def test_whatever_listens_there_and_says_nothing_is_given_up(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("telephony.phone._PATIENCE", 0.2)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(bench.launch.socket))
        listener.listen()
        phone, ear = bench.phone(), Ear()
        phone.open(ear)
        bench.until(lambda: ear.lost)
        monkeypatch.undo()  # the one that is started now has time
    assert ear.lost == ["The telephone engine does not answer."]
    bench.until(lambda: ear.snapshots)


def test_a_phone_that_is_closed_before_it_is_greeted_waits_for_nothing(bench: Bench) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(bench.launch.socket))
        listener.listen()
        phone = bench.phone()
        phone.open(Ear())
        bench.until(lambda: any(timer.isActive() for timer in phone.findChildren(QTimer)))
        phone.close()
        assert not any(timer.isActive() for timer in phone.findChildren(QTimer))


def test_the_engine_is_found_from_a_checkout_and_from_an_unrelated_folder(tmp_path: Path) -> None:
    probe = [sys.executable, "-P", "-c", "import telephony.engine; print(telephony.engine.__file__)"]
    bare = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    found = subprocess.run(probe, cwd=tmp_path, env=environment(bare), capture_output=True, check=True)
    assert Path(found.stdout.decode().strip()).is_relative_to(Path(__file__).parents[2])


def test_a_package_that_is_installed_is_not_named_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("site.getsitepackages", lambda: [str(Path(__file__).parents[2])])
    assert "PYTHONPATH" not in environment({"HOME": str(tmp_path)})


def test_the_console_s_life_is_not_the_engine_s(bench: Bench, engines: Engines, tmp_path: Path) -> None:
    """A console killed in a call leaves engine and call to the next one."""
    shutil.copy(Path(__file__).parent / "engine" / "attaching_console.py", tmp_path / "console.py")
    process = engines.start()
    console = subprocess.Popen(
        [sys.executable, str(tmp_path / "console.py"), str(engines.launch.socket)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert console.stdout is not None
    console.stdout.readline()
    console.kill()
    console.wait()
    console.stdout.close()
    phone, ear = bench.opened()
    assert phone.engine_pid == process.pid
    (leg,) = ear.snapshots[0].legs
    assert leg.state is CallState.UP
