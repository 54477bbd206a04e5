import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from telephony import wire
from telephony.call import CallState
from telephony.commands import (
    PROTOCOL,
    Account,
    Acknowledge,
    Answer,
    Attach,
    Decline,
    Detach,
    Dial,
    HangUp,
    Quit,
)
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallMissed,
    CallRang,
    CommandRefused,
    RegistrationChanged,
    RegistrationState,
    Snapshot,
)
from telephony.launch import Exit
from telephony.platform_specific import process_lives
from tests.engines import ACCOUNT, Client, Engines, engines, eventually, listens, new_id

__all__ = ["engines"]


HOLDER = (
    "import sys; from PySide6.QtCore import QLockFile; lock = QLockFile(sys.argv[1]);"
    "lock.setStaleLockTime(0); print(lock.tryLock(0), flush=True); sys.stdin.read()"
)


def wait(process: "subprocess.Popen[bytes]") -> int:
    return process.wait(10)


def talk(client: Client) -> str:
    client.play("ring")
    call = client.event(CallRang).event.call
    client.send(Answer(id=new_id(), call=call))
    client.event(CallAnswered)
    return call


def console_that_marks(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """A console's command line that does nothing but leave a line with its environment's mark in a file."""
    mark = folder / "started-again"
    script = folder / "console.py"
    script.write_text(
        "import os, sys\n"
        "with open(sys.argv[1], 'a') as mark:\n"
        "    mark.write(os.environ.get('WARMLINE_TEST_MARK', '') + '\\n')\n"
        "sys.exit(int(os.environ.get('WARMLINE_TEST_CODE', '0')))\n"
    )
    return mark, (sys.executable, str(script), str(mark))


# Attaching.


def test_the_first_thing_told_is_a_snapshot_then_what_happens(engines: Engines) -> None:
    process = engines.start()
    client = engines.client()
    snapshot = client.attach()
    assert snapshot.pid == process.pid
    assert snapshot.protocol == PROTOCOL
    assert snapshot.registration == RegistrationChanged(state=RegistrationState.DIRECT, uri=ACCOUNT.uri)
    assert snapshot.legs == ()
    assert client.event(RegistrationChanged).seq <= snapshot.seq
    client.play("ring")
    rang = client.event(CallRang)
    assert rang.seq == snapshot.seq + 1


def test_a_console_that_comes_back_sees_the_call_and_only_what_it_has_not_acknowledged(
    engines: Engines,
) -> None:
    engines.start()
    first = engines.client()
    first.attach()
    call = talk(first)
    told = [message.envelope for message in first.answered() if isinstance(message, wire.Told)]
    first.send(Acknowledge(id=new_id(), seq=told[1].seq))
    first.answered()
    first.close()

    second = engines.client()
    snapshot = second.attach()
    (leg,) = snapshot.legs
    assert (leg.call, leg.state) == (call, CallState.UP)
    assert snapshot.seq == told[-1].seq
    second.send(HangUp(id=new_id(), call=call))
    second.event(CallEnded)
    again = [message.envelope for message in second.heard if isinstance(message, wire.Told)]
    assert again[:-1] == told[2:]
    assert again[-1].seq == told[-1].seq + 1


def test_a_newer_console_replaces_the_older_one(engines: Engines) -> None:
    engines.start()
    mark, argv = console_that_marks(engines.folder)
    first = engines.client()
    first.attach(console=argv)
    talk(first)
    second = engines.client()
    second.attach()
    assert first.wait(wire.Dismissed).code == "replaced"
    first.wait_closed()
    second.play("ring")
    second.event(CallRang)
    assert not mark.exists()


def test_a_ping_is_answered(engines: Engines) -> None:
    engines.start()
    client = engines.client()
    client.attach()
    client.send(wire.Ping(number=77))
    assert client.wait(wire.Pong).number == 77


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\0\0\0\0",
        b"\0\0\0\x05hello",
        wire.encode(Decline(id="x", call="y")),
        b"\xff" * 100,
    ],
)
def test_garbage_ends_its_connection_and_nothing_else(engines: Engines, data: bytes) -> None:
    engines.start()
    good = engines.client()
    good.attach()
    call = talk(good)
    bad = engines.client()
    bad.send_bytes(data)
    assert bad.wait(wire.Dismissed).code == "garbage"
    bad.wait_closed()
    good.send(HangUp(id=new_id(), call=call))
    good.event(CallEnded)


def test_garbage_from_the_attached_console_is_answered_by_dismissing_it(engines: Engines) -> None:
    engines.start()
    client = engines.client()
    client.attach()
    talk(client)
    client.send_bytes(b"\0\0\0\x05hello")
    assert client.wait(wire.Dismissed).code == "garbage"
    (leg,) = engines.client().attach().legs
    assert leg.state is CallState.UP


def test_a_bug_in_a_command_is_told_and_logged_and_the_call_goes_on(engines: Engines) -> None:
    engines.start()
    client = engines.client()
    client.attach()
    call = talk(client)
    client.play("bug")
    refused = client.event(CommandRefused).event
    assert refused.code == "engine_fault"
    assert "ZeroDivisionError" in engines.log
    client.send(HangUp(id=new_id(), call=call))
    client.event(CallEnded)


# Versions.


def test_an_idle_engine_makes_way_for_a_console_of_another_version(engines: Engines) -> None:
    process = engines.start(WARMLINE_TEST_PROTOCOL="99")
    old = engines.client()
    old.send(Attach(id=new_id(), protocol=99, account=ACCOUNT))
    old.wait(Snapshot)
    new = engines.client()
    new.send(Attach(id=new_id(), protocol=PROTOCOL, account=ACCOUNT))
    assert new.wait(wire.Dismissed).code == "old_version"
    assert old.wait(wire.Dismissed).code == "replaced"
    assert wait(process) == Exit.ORDERLY


def test_a_busy_engine_of_another_version_makes_way_when_its_call_is_over(engines: Engines) -> None:
    process = engines.start(WARMLINE_TEST_PROTOCOL="99")
    old = engines.client()
    old.send(Attach(id=new_id(), protocol=99, account=ACCOUNT))
    old.wait(Snapshot)
    call = talk(old)
    new = engines.client()
    new.send(Attach(id=new_id(), protocol=PROTOCOL, account=ACCOUNT))
    assert new.wait(wire.Dismissed).code == "engine_busy_old_version"
    new.wait_closed()
    old.answered()
    assert process.poll() is None
    old.send(HangUp(id=new_id(), call=call))
    assert wait(process) == Exit.ORDERLY


# The account.


def test_a_telephone_that_cannot_start_is_told_in_words_and_tried_again(engines: Engines) -> None:
    obstacle = engines.folder / "obstacle"
    obstacle.touch()
    engines.start()
    client = engines.client()
    account = Account(uri=ACCOUNT.uri, ca_file=str(obstacle))
    snapshot = client.attach(account)
    assert snapshot.registration.state is RegistrationState.LOST
    assert snapshot.registration.reason == "Port 5060 is taken by another program."
    order = Dial(id=new_id(), call=new_id(), target="sip:x@127.0.0.1")
    client.send(order)
    refused = client.event(CommandRefused).event
    assert (refused.command, refused.code) == (order.id, "no_line")
    obstacle.unlink()
    assert client.event(RegistrationChanged).event.state is RegistrationState.DIRECT
    talk(client)


def test_another_account_needs_another_engine(engines: Engines) -> None:
    process = engines.start()
    client = engines.client()
    client.attach()
    client.send(Attach(id=new_id(), protocol=PROTOCOL, account=Account(uri="sip:other@127.0.0.1")))
    assert client.wait(wire.Dismissed).code == "restart"
    assert wait(process) == Exit.ORDERLY


def test_another_account_waits_for_the_end_of_the_call(engines: Engines) -> None:
    process = engines.start()
    client = engines.client()
    client.attach()
    call = talk(client)
    other = Attach(id=new_id(), protocol=PROTOCOL, account=Account(uri="sip:other@127.0.0.1"))
    client.send(other)
    assert client.wait(Snapshot).registration.uri == ACCOUNT.uri
    refused = client.event(CommandRefused).event
    assert (refused.command, refused.code) == (other.id, "account_when_idle")
    client.send(HangUp(id=new_id(), call=call))
    client.event(CallEnded)
    assert client.wait(wire.Dismissed).code == "restart"
    assert wait(process) == Exit.ORDERLY


def test_a_telephone_that_is_worn_out_is_replaced_when_its_call_is_over(engines: Engines) -> None:
    process = engines.start()
    client = engines.client()
    client.attach()
    client.play("ring")
    client.event(CallRang)
    client.play("wear")
    assert not [message for message in client.answered() if isinstance(message, wire.Dismissed)]
    client.play("leave")
    assert client.wait(wire.Dismissed).code == "restart"
    assert wait(process) == Exit.ORDERLY


def test_a_console_that_goes_back_to_the_account_in_use_restarts_nothing(engines: Engines) -> None:
    engines.start()
    client = engines.client()
    client.attach()
    call = talk(client)
    client.attach(Account(uri="sip:other@127.0.0.1"))
    client.attach()
    client.send(HangUp(id=new_id(), call=call))
    client.event(CallEnded)
    client.answered()


# The console's death, and its leaving.


def test_a_console_that_dies_in_a_call_is_started_again_at_most_three_times(engines: Engines) -> None:
    engines.start(WARMLINE_TEST_MARK="environment")
    mark, argv = console_that_marks(engines.folder)
    for times in (1, 2, 3):
        client = engines.client()
        client.attach(console=argv)
        if times == 1:
            talk(client)
        client.close()
        eventually(lambda: mark.exists() and mark.read_text() == "environment\n" * times)  # noqa: B023
    client = engines.client()
    client.attach(console=argv)
    client.close()
    eventually(lambda: "not started again" in engines.log)
    assert mark.read_text() == "environment\n" * 3
    (leg,) = engines.client().attach().legs
    assert leg.state is CallState.UP


def test_a_console_that_fails_at_its_start_is_tried_again(engines: Engines) -> None:
    engines.start(WARMLINE_TEST_MARK="x", WARMLINE_TEST_CODE="1")
    mark, argv = console_that_marks(engines.folder)
    client = engines.client()
    client.attach(console=argv)
    talk(client)
    client.close()
    eventually(lambda: mark.exists() and mark.read_text() == "x\n" * 3)
    eventually(lambda: "not started again" in engines.log)


def test_a_console_killed_in_a_call_is_started_again_and_the_call_goes_on(engines: Engines) -> None:
    engines.start()
    mark, argv = console_that_marks(engines.folder)
    attacher = Path(__file__).parent / "attaching_console.py"
    console = subprocess.Popen(
        [sys.executable, str(attacher), str(engines.launch.socket), *argv],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert console.stdout is not None
    assert console.stdout.readline() == b"in a call\n"
    console.kill()
    console.wait()
    console.stdout.close()
    eventually(mark.exists, "the console's second start")
    (leg,) = engines.client().attach().legs
    assert leg.state is CallState.UP


def test_a_console_that_detaches_in_a_call_is_not_started_again(engines: Engines) -> None:
    engines.start()
    mark, argv = console_that_marks(engines.folder)
    client = engines.client()
    client.attach(console=argv)
    talk(client)
    client.send(Detach(id=new_id()))
    client.wait_closed()
    (leg,) = engines.client().attach().legs
    assert leg.state is CallState.UP
    assert not mark.exists()


def test_a_console_that_dies_without_a_call_is_not_started_again(engines: Engines) -> None:
    engines.start()
    mark, argv = console_that_marks(engines.folder)
    client = engines.client()
    client.attach(console=argv)
    client.close()
    engines.client().attach()
    assert not mark.exists()


def test_a_call_for_nobody_is_missed_and_told_to_the_next_console(engines: Engines) -> None:
    engines.start()
    client = engines.client()
    client.attach()
    client.play("ring in 0.2")
    client.answered()
    client.send(Detach(id=new_id()))
    client.wait_closed()
    eventually(lambda: "CallMissed" in _journal(engines))
    later = engines.client()
    assert later.attach().legs == ()
    assert later.event(CallMissed).event.code == 480


def _journal(engines: Engines) -> str:
    return repr(_rows(engines))


def _numbers(engines: Engines) -> list[int]:
    return [seq for seq, _ in _rows(engines)]


def _rows(engines: Engines) -> list[tuple[int, bytes]]:
    with closing(sqlite3.connect(engines.launch.journal)) as database:
        return database.execute("SELECT seq, envelope FROM event ORDER BY seq").fetchall()


def test_an_engine_that_nobody_needs_leaves(engines: Engines) -> None:
    process = engines.start(linger=0.3)
    client = engines.client()
    client.attach()
    client.send(Detach(id=new_id()))
    assert wait(process) == Exit.ORDERLY
    assert not engines.launch.socket.exists()
    assert not engines.launch.lock.exists()


def test_an_engine_lingers_after_the_last_call_and_not_before(engines: Engines) -> None:
    process = engines.start(linger=0.3)
    client = engines.client()
    client.attach()
    talk(client)
    client.play("leave in 1.2")
    client.answered()
    left = time.monotonic()
    client.send(Detach(id=new_id()))
    assert wait(process) == Exit.ORDERLY
    assert time.monotonic() - left > 1.2


# Ending.


def test_quit_with_a_call_up_is_refused_unless_it_may_hang_up(engines: Engines) -> None:
    process = engines.start()
    client = engines.client()
    client.attach()
    talk(client)
    order = Quit(id=new_id())
    client.send(order)
    refused = client.event(CommandRefused).event
    assert (refused.command, refused.code) == (order.id, "call_up")
    client.send(Quit(id=new_id(), hang_up=True))
    client.event(CallEnded)
    client.wait_closed()
    assert wait(process) == Exit.ORDERLY


def test_sigterm_ends_it_in_order(engines: Engines) -> None:
    process = engines.start()
    client = engines.client()
    client.attach()
    talk(client)
    process.send_signal(signal.SIGTERM)
    client.event(CallEnded)
    client.wait_closed()
    assert wait(process) == Exit.ORDERLY
    assert "ended in order" in engines.log


# Killed, and what is told after.


def test_after_a_kill_unacknowledged_events_are_told_again_with_the_same_ids(engines: Engines) -> None:
    first = engines.start()
    client = engines.client()
    client.attach()
    talk(client)
    told = [message.envelope for message in client.answered() if isinstance(message, wire.Told)]
    client.send(Acknowledge(id=new_id(), seq=told[0].seq))
    client.answered()
    # By their numbers: while the last is not written yet, the first is not yet forgotten, and the count is right.
    eventually(lambda: _numbers(engines) == [envelope.seq for envelope in told[1:]])
    first.kill()
    wait(first)

    engines.start()
    again = engines.client()
    snapshot = again.attach()
    assert snapshot.legs == ()
    again.answered()
    heard = [message.envelope for message in again.heard if isinstance(message, wire.Told)]
    assert heard[: len(told) - 1] == told[1:]
    assert heard[len(told) - 1].seq > told[-1].seq, "the new engine's own first event"


def test_a_full_disk_stops_neither_calls_nor_events(engines: Engines) -> None:
    (engines.folder / "file").touch()
    journal = engines.folder / "file" / "journal.db"
    engines.launch = msgspec.structs.replace(engines.launch, journal=journal)
    engines.start()
    client = engines.client()
    client.attach()
    talk(client)
    told = [message.envelope for message in client.answered() if isinstance(message, wire.Told)]
    client.close()
    again = engines.client()
    again.attach()
    heard = [message.envelope for message in again.answered() if isinstance(message, wire.Told)]
    assert heard == told
    assert "cannot be written" in engines.log


# The lock and the socket.


def test_a_second_engine_leaves_the_first_alone(engines: Engines) -> None:
    engines.start()
    client = engines.client()
    client.attach()
    started = time.monotonic()
    assert wait(engines.start()) == Exit.ALREADY_RUNNING
    assert time.monotonic() - started < 4, "no waiting when somebody answers"
    talk(client)
    engines.client().attach()


def test_the_lock_is_taken_before_listening(engines: Engines) -> None:
    """Who holds the lock but does not listen yet is waited for, and nothing appears at the socket's place."""
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            HOLDER,
            str(engines.launch.lock),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == b"True\n"
    process = engines.start()
    assert wait(process) == Exit.ALREADY_RUNNING
    assert not engines.launch.socket.exists()
    after = engines.start()
    holder.stdin.close()
    holder.stdout.close()
    holder.wait()
    assert engines.client().attach().pid == after.pid


def test_lock_and_socket_of_a_killed_engine_are_taken_over(engines: Engines) -> None:
    first = engines.start()
    engines.client().attach()
    first.kill()  # and not reaped: a zombie still has a process number
    eventually(lambda: not process_lives(first.pid))
    eventually(lambda: not listens(engines.launch.socket), "its last thread's end")
    assert engines.launch.socket.exists()
    assert engines.launch.lock.exists()
    second = engines.start()
    client = engines.client()
    assert client.attach().pid == second.pid
    talk(client)


def test_an_empty_lock_left_by_a_power_cut_is_taken_over(engines: Engines) -> None:
    engines.launch.lock.touch()
    process = engines.start()
    assert engines.client().attach().pid == process.pid


def test_a_foreign_file_at_the_lock_s_place_is_left_alone(engines: Engines) -> None:
    engines.launch.lock.write_text("a shopping list\n")
    assert wait(engines.start()) == Exit.NO_LOCK
    assert engines.launch.lock.read_text() == "a shopping list\n"
    assert "no lock of ours" in engines.log


def test_a_foreign_file_at_the_socket_s_place_is_left_alone(engines: Engines) -> None:
    engines.launch.socket.write_text("a shopping list\n")
    assert wait(engines.start()) == Exit.NO_SOCKET
    assert engines.launch.socket.read_text() == "a shopping list\n"
    assert "no socket" in engines.log
    assert not engines.launch.lock.exists()


def test_a_socket_path_that_is_too_long_is_told(engines: Engines) -> None:
    engines.launch = msgspec.structs.replace(engines.launch, socket=engines.folder / ("s" * 100))
    assert wait(engines.start()) == Exit.NO_SOCKET
    assert "90 are possible" in engines.log


def test_the_longest_socket_path_works(engines: Engines) -> None:
    name = "s" * (90 - len(os.fsencode(engines.folder)) - 1)
    engines.launch = msgspec.structs.replace(engines.launch, socket=engines.folder / name)
    engines.start()
    engines.client().attach()


def test_socket_journal_and_log_are_their_user_s_alone(engines: Engines) -> None:
    engines.start()
    engines.client().attach()
    for path in (engines.launch.socket, engines.launch.journal, engines.launch.log):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be another user")
def test_another_user_is_not_let_in(engines: Engines) -> None:
    engines.start()
    engines.client().attach()
    engines.folder.chmod(0o755)
    engines.launch.socket.chmod(0o777)
    script = (
        "import os, socket, sys; os.setgid(65534); os.setuid(65534); s = socket.socket(socket.AF_UNIX);"
        "s.connect(sys.argv[1]); s.settimeout(5); print(s.recv(1))"
    )
    command = [sys.executable, "-I", "-c", script, str(engines.launch.socket)]
    answer = subprocess.run(command, capture_output=True, check=False)
    assert answer.stdout == b"b''\n", answer.stderr
    assert "user 65534 is refused" in engines.log


def test_no_core_is_dumped_and_an_abort_leaves_its_stack(engines: Engines) -> None:
    process = engines.start()
    client = engines.client()
    client.attach()
    limits = Path(f"/proc/{process.pid}/limits").read_text()
    assert next(line.split()[4:6] for line in limits.splitlines() if "core file" in line) == ["0", "0"]
    client.play("abort")
    client.wait_closed()
    assert wait(process) == -signal.SIGABRT
    assert "fake_engine.py" in engines.launch.log.with_suffix(".crash").read_text()
