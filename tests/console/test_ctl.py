"""`warmline ctl` against a whole desk with a scripted telephone: done means that the effect is there."""

import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from pytestqt.qtbot import QtBot

from console import places
from console.contacts import take_in
from console.ctl import CtlServer
from console.ctl.commands import main
from console.desk.intents import Answer
from telephony.commands import Sound
from tests.console.desk.desk_fixture import Office

ROOT = Path(__file__).parents[2]
ESCALATE = (
    *("escalate", "--to", "daniel.okafor", "--kind", "hierarchical", "--reason", "lacks_authority"),
    *("--summary", "Router swapped twice", "--expects", "A refund"),
)


def _read_contacts(book: Any, path: Path, apply: bool) -> Any:
    return take_in(book, path, apply=apply, country="GB", person="maya.torres")


class Lines(QObject):
    """What one `warmline ctl` printed, collected on its own thread, and its exit code."""

    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []
        self.said.connect(
            lambda text: self.lines.append(json.loads(text)), Qt.ConnectionType.QueuedConnection
        )
        self.code: Future[int] = Future()


class Ctl:
    """A desk with its control socket, and a way to type commands at it."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.office = Office(
            policy={"wrapup_seconds": 30, "echo": "sip:echo@127.0.0.1"},
            means={"sound": Sound(), "read_contacts": _read_contacts},
        )
        self.phone = self.office.phone
        self.raised = 0
        self.quits = 0
        self.server = CtlServer(
            places.of().prepare().ctl_socket,
            do=self.office.desk.do,
            board=lambda: self.office.desk.board,
            watch=self.office.desk.watch,
            ask=self.office.keeper.run,
            refusals=self.office.desk.watch_refusals,
            quit=self._quit,
        )
        self.server.raise_asked.connect(self._raise)
        self.server.listen()
        self._pool = ThreadPoolExecutor(4)

    def _quit(self) -> None:
        self.quits += 1

    def _raise(self) -> None:
        self.raised += 1

    def start(self, *arguments: str) -> Lines:
        """Type it; the desk goes on."""
        lines = Lines()
        lines.code = self._pool.submit(main, ["ctl", *arguments], lines.said.emit)
        return lines

    def wait(self, until: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(until()), timeout=30_000)

    def finish(self, lines: Lines, *, expect: int = 0) -> dict[str, Any]:
        self.wait(lambda: lines.code.done() and lines.lines)
        assert lines.code.result() == expect, lines.lines
        return lines.lines[-1]

    def __call__(self, *arguments: str, expect: int = 0) -> dict[str, Any]:
        """Type it and wait for its one answer."""
        return self.finish(self.start(*arguments), expect=expect)

    def refused(self, *arguments: str) -> str:
        error = self(*arguments, expect=3)["error"]
        assert error["message"].endswith(".")
        return str(error["code"])

    def a_call(self) -> str:
        """A customer on the line."""
        call = self.phone.ring("Anna", "+14155550132")
        self.office.desk.do(Answer())
        return call

    def close(self) -> None:
        self.server.close()
        self._pool.shutdown(wait=False)


@pytest.fixture
def ctl(qtbot: QtBot) -> Iterator[Ctl]:
    ctl = Ctl(qtbot)
    yield ctl
    ctl.close()


# -- how the desk stands


def test_status_of_an_idle_desk(ctl: Ctl) -> None:
    status = ctl("status")
    assert status["registered"] is True
    assert status["state"] == "available"
    assert status["calls"] == []
    assert status["transfer"] is None
    assert status["console"]["pid"] == os.getpid()
    assert status["engine"] == {"pid": 1, "state": "attached"}
    assert status["store_down"] == ""


def test_status_in_a_call_holds_what_scripts_rely_on(ctl: Ctl) -> None:
    call = ctl.a_call()
    (shown,) = ctl("status")["calls"]
    assert (shown["id"], shown["direction"], shown["state"]) == (call, "in", "up")
    assert (shown["held"], shown["muted"]) == (False, False)
    assert shown["remote"] == {"name": "Anna Petrova", "number": "+1 415-555-0132"}
    assert shown["ticket"] == "TK-0000001"


def test_a_hostile_name_is_data_and_no_more(ctl: Ctl) -> None:
    ctl.phone.ring('<b>x</b>"\\\u2028{}', "1000")
    assert ctl("status")["calls"][0]["remote"]["name"] == '<b>x</b>"\\\u2028{}'


# -- calls


def test_answer_is_done_when_the_call_is_up(ctl: Ctl) -> None:
    ctl.phone.auto_answer = False
    call = ctl.phone.ring("Anna", "+14155550132")
    asked = ctl.start("answer")
    ctl.wait(lambda: any(type(c).__name__ == "Answer" for c in ctl.phone.sent))
    assert not asked.code.done()
    ctl.phone.answers(call)
    assert ctl.finish(asked)["state"] == "up"


def test_answer_is_refused_when_the_caller_gives_up_meanwhile(ctl: Ctl) -> None:
    ctl.phone.auto_answer = False
    call = ctl.phone.ring("Anna", "+14155550132")
    asked = ctl.start("answer")
    ctl.wait(lambda: any(type(c).__name__ == "Answer" for c in ctl.phone.sent))
    ctl.phone.hang_up_remote(call)
    assert ctl.finish(asked, expect=3)["error"]["code"] == "call_ended"


def test_nothing_to_answer(ctl: Ctl) -> None:
    assert ctl.refused("answer") == "no_call"


def test_decline(ctl: Ctl) -> None:
    call = ctl.phone.ring("Anna", "+14155550132")
    assert ctl("decline") == {"id": call}


def test_hold_waits_for_the_other_sides_consent(ctl: Ctl) -> None:
    ctl.phone.auto_hold = False
    call = ctl.a_call()
    asked = ctl.start("hold")
    ctl.wait(lambda: any(type(c).__name__ == "Hold" for c in ctl.phone.sent))
    assert not asked.code.done()
    ctl.phone.hold_confirmed(call)
    assert ctl.finish(asked)["held"] is True


def test_what_the_engine_refuses_later_is_refused_here_too(ctl: Ctl) -> None:
    ctl.phone.auto_hold = False
    ctl.a_call()
    asked = ctl.start("hold")
    ctl.wait(lambda: any(type(c).__name__ == "Hold" for c in ctl.phone.sent))
    from telephony.events import CommandRefused

    ctl.phone._tell(
        CommandRefused(command="x", code="hold_refused", message="The other side refused the hold.")
    )
    assert ctl.finish(asked, expect=3)["error"]["code"] == "hold_refused"


def test_an_effect_that_does_not_come_is_told_in_time(ctl: Ctl) -> None:
    ctl.phone.auto_hold = False
    ctl.a_call()
    began = time.monotonic()
    assert ctl("--timeout", "0.2", "hold", expect=3)["error"]["code"] == "timeout"
    assert time.monotonic() - began < 15, "its own patience without the option is longer"


def test_resume_mute_unmute_and_keys(ctl: Ctl) -> None:
    ctl.a_call()
    assert ctl("hold")["held"] is True
    assert ctl("resume")["held"] is False
    assert ctl("mute")["muted"] is True
    assert ctl("unmute")["muted"] is False
    assert ctl("dtmf", "12#")["state"] == "up"
    assert ctl.refused("dtmf", "hello") == "bad_digits"


def test_dial_and_hang_up(ctl: Ctl) -> None:
    shown = ctl("dial", "sip:3107@127.0.0.1:5070")
    assert (shown["direction"], shown["state"]) == ("out", "dialling")
    assert ctl("hangup") == {"id": shown["id"]}
    assert ctl("status")["calls"] == []


def test_dialling_what_cannot_be_dialled(ctl: Ctl) -> None:
    assert ctl.refused("dial", "sip:x@y?Replaces=1") == "bad_target"


# -- handing over


def test_a_whole_hand_over(ctl: Ctl) -> None:
    ctl.a_call()
    begun = ctl(*ESCALATE)
    assert begun["state"] in ("holding", "consulting")
    assert (begun["target_name"], begun["failed"]) == ("Daniel Okafor", None)
    transfer = ctl.office.last_begin().transfer
    ctl.phone.target_answers(transfer)
    status = ctl("status")
    assert status["transfer"]["state"] == "ready"
    assert status["consult"]["state"] == "up"
    assert ctl("conference")["state"] == "conference"
    assert ctl("split")["state"] == "ready"
    assert ctl("complete")["state"] == "handed_over"
    assert ctl("status")["wrapups"][0]["ticket"] == "TK-0000001"
    assert ctl("wrapup", "escalated")["code"] == "escalated"
    assert ctl("status")["wrapups"] == []
    case = ctl("ticket", "1")
    assert case["escalations"][0]["outcome"] in ("handed_over", "conference")
    assert "handed_over" in [step["step"] for step in case["escalations"][0]["steps"]]
    assert len(case["legs"]) == 2
    assert case["calls"][0]["wrapup_code"] == "escalated"


def test_complete_tells_when_the_customer_is_back_instead(ctl: Ctl) -> None:
    ctl.phone.auto_notify = 486
    ctl.a_call()
    ctl(*ESCALATE)
    ctl.phone.target_answers(ctl.office.last_begin().transfer)
    assert ctl.refused("complete") == "transfer_refused"
    assert ctl("status")["transfer"]["state"] == "kept"
    ctl.phone.auto_notify = 200
    assert ctl("complete")["state"] == "handed_over", "and trying again works"


def test_return_drops_or_keeps_the_consult(ctl: Ctl) -> None:
    ctl.a_call()
    ctl(*ESCALATE)
    ctl.phone.target_answers(ctl.office.last_begin().transfer)
    assert ctl("return", "--keep")["state"] == "kept"
    assert ctl("again")["state"] == "ready"
    assert ctl.refused("hangup") == "which_call"
    assert ctl("return")["state"] == "returned"
    assert ctl.refused("complete") == "not_now"


def test_ending_the_consult_alone(ctl: Ctl) -> None:
    call = ctl.a_call()
    ctl(*ESCALATE)
    ctl.phone.target_answers(ctl.office.last_begin().transfer)
    ctl("hangup", "--call", "consult")
    assert [c["id"] for c in ctl("status")["calls"]] == [call]


def test_an_escalation_without_a_call(ctl: Ctl) -> None:
    ctl.a_call()
    done = ctl(*ESCALATE, "--no-call")
    assert done["ticket"] == "TK-0000001"
    assert done["escalation"]["reason"] == "lacks_authority"
    assert ctl("status")["calls"][0]["state"] == "up"


def test_an_escalation_that_policy_refuses(ctl: Ctl) -> None:
    ctl.a_call()
    assert ctl.refused(*ESCALATE[:-4], "--summary", "") == "no_summary"


# -- paper


def test_note_and_set_are_stored_when_they_are_done(ctl: Ctl) -> None:
    ctl.a_call()
    assert ctl("note", "Swapped the router again") == {"ticket": "TK-0000001"}
    done = ctl("set", "subject=Router fails", "severity=high", "category=network")
    assert done == {
        "ticket": "TK-0000001",
        "subject": "Router fails",
        "severity": "high",
        "category": "network",
    }
    case = ctl("ticket", "TK-0000001")
    assert [n["text"] for n in case["notes"]] == ["Swapped the router again"]
    assert case["ticket"]["subject"] == "Router fails"
    assert ctl.refused("set", "severity=awful") == "bad_value"
    assert ctl.refused("set", "colour=red") == "bad_field"


def test_a_note_on_a_named_ticket(ctl: Ctl) -> None:
    ctl.a_call()
    ctl("hangup")
    ctl("wrapup")
    assert ctl.refused("note", "lost") == "no_ticket"
    assert ctl("note", "found", "--ticket", "1") == {"ticket": "TK-0000001"}
    assert ctl.refused("note", "x", "--ticket", "99") == "no_such_ticket"


def test_what_a_store_that_is_down_keeps_is_not_called_done(ctl: Ctl) -> None:
    ctl.a_call()
    ctl.office.keeper.held = True
    ctl.office.desk.store_is_down("The server does not answer.")
    assert ctl("--timeout", "0.2", "note", "later", expect=3)["error"]["code"] == "store_down"
    ctl.office.keeper.release()
    assert [n["text"] for n in ctl("ticket", "1")["notes"]] == ["later"]


def test_tickets_are_found_by_words(ctl: Ctl) -> None:
    ctl.a_call()
    ctl("set", "subject=Router fails")
    assert [t["number"] for t in ctl("tickets", "--query", "router")["tickets"]] == ["TK-0000001"]
    assert ctl("tickets", "--query", "printer")["tickets"] == []
    assert ctl.refused("ticket", "4711") == "no_such_ticket"


def test_the_persons_state(ctl: Ctl) -> None:
    assert ctl("state", "dnd") == {"state": "dnd", "reason": "", "chosen": "dnd"}
    ctl("state", "available")
    ctl.a_call()
    assert ctl("state", "away") == {"state": "on_call", "reason": "", "chosen": "away"}


def test_the_persons_reason(ctl: Ctl) -> None:
    assert ctl("state", "away", "--reason", "training")["reason"] == "training"
    assert ctl("status")["reason"] == "training"
    assert ctl.refused("state", "away", "--reason", "golf") == "bad_reason"
    assert ctl("state", "available")["reason"] == ""


def test_more_time_for_a_wrapup(ctl: Ctl) -> None:
    assert ctl.refused("extend") == "no_wrapup"
    ctl.a_call()
    ctl("hangup")
    until = ctl("status")["wrapup_until"]
    assert ctl("extend")["until"] > until


def test_to_the_other_line(ctl: Ctl) -> None:
    assert ctl.refused("swap") == "no_other_line"
    first = ctl.a_call()
    ctl.phone.ring("Ben", "+442079460420")
    ctl("answer")
    swapped = ctl("swap")
    assert (swapped["id"], swapped["held"]) == (first, False)


def test_calling_the_number_dialled_last(ctl: Ctl) -> None:
    assert ctl.refused("redial") == "nothing_dialled"
    ctl("dial", "sip:3107@127.0.0.1:5070")
    ctl("hangup")
    assert ctl("redial")["dialled"] == "3107"
    assert ctl("status")["last_dialled"] == "sip:3107@127.0.0.1:5070"


def test_a_link_asks_and_is_settled(ctl: Ctl) -> None:
    assert ctl.refused("settle", "yes") == "no_offer"
    assert ctl("offer", "sip:3107@127.0.0.1:5070")["target"] == "sip:3107@127.0.0.1:5070"
    assert ctl("status")["offer"]["name"] == "Daniel Okafor"
    assert ctl("settle", "no") == {"offer": None}
    ctl("offer", "sip:3107@127.0.0.1:5070")
    assert ctl("settle", "yes")["direction"] == "out"
    assert ctl("offer", "sip:a@h?X=1")["problem"] == "headers"


def test_the_echo_test(ctl: Ctl) -> None:
    waiting = ctl.start("test-call")
    ctl.wait(lambda: ctl.office.board.echo_test)
    test = ctl.office.board.echo_test
    assert test is not None
    ctl.phone.answers(test.call)
    assert ctl.finish(waiting)["echo_test"]["state"] == "up"
    assert ctl("status")["calls"] == []
    assert ctl("hangup")["echo_test"]["state"] == "ended"


def test_registering_again(ctl: Ctl) -> None:
    assert ctl("register")["registration"]["state"] == "direct"


def test_the_history_and_its_search(ctl: Ctl) -> None:
    call = ctl.a_call()
    ctl("hangup")
    (row,) = ctl("history")["calls"]
    assert (row["id"], row["name"], row["outcome"]) == (call, "Anna Petrova", "answered")
    assert len(ctl("history", "--query", "quillpost", "--kind", "in")["calls"]) == 1
    assert ctl("history", "--kind", "missed")["calls"] == []


def test_contacts_are_found_and_taken_in(ctl: Ctl, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("Name,Phone\nHelen Achebe,020 7946 0420\nNobody,\n")
    report = ctl("import", str(file))["import"]
    assert (report["new"], report["applied"], report["problems"][0]["line"]) == (1, False, 3)
    assert ctl("contacts", "--query", "helen")["contacts"] == []
    assert ctl("import", str(file), "--apply")["import"]["applied"]
    assert [c["name"] for c in ctl("contacts", "--query", "helen")["contacts"]] == ["Helen Achebe"]
    file.write_bytes(bytes(range(32)) * 9)
    assert ctl.refused("import", str(file)) == "bad_file"
    assert ctl.refused("import", str(tmp_path / "none.csv")) == "no_file"


def test_colleagues_and_how_they_are(ctl: Ctl) -> None:
    told = ctl("directory")
    people = {person["key"]: person for person in told["people"]}
    assert people["daniel.okafor"]["target"] == "sip:3107@127.0.0.1:5070"
    assert people["maya.torres"]["state"] == "available"
    assert [d["key"] for d in told["departments"]] == ["network", "billing"]


def test_other_devices(ctl: Ctl) -> None:
    assert ctl("sound")["chosen"]["microphone"] == ""
    assert ctl("sound", "--microphone", "Headset")["chosen"]["microphone"] == "Headset"


def test_wrapup_with_a_code_that_does_not_exist(ctl: Ctl) -> None:
    ctl.a_call()
    ctl("hangup")
    assert ctl.refused("wrapup", "whatever") == "bad_code"


# -- events


def test_events_tell_how_things_stand_and_then_what_happens(ctl: Ctl) -> None:
    assert ctl("events")["event"] == "status"
    lines = ctl.start("events", "--follow")
    ctl.wait(lambda: lines.lines)
    call = ctl.phone.ring("Anna", "+14155550132")
    ctl.phone.hang_up_remote(call)
    ctl.wait(lambda: any(line.get("change") == "ended" for line in lines.lines))
    calls = [line for line in lines.lines if line["event"] == "call"]
    assert calls[0]["change"] == "added"
    assert calls[0]["call"]["state"] == "ringing"
    assert all(line["at"] for line in lines.lines)
    ctl.server.close()
    ctl.wait(lines.code.done)


# -- the console itself


def test_a_second_console_raises_the_first(ctl: Ctl) -> None:
    assert ctl.raised == 0
    from console.ctl.client import raise_window

    with ThreadPoolExecutor(1) as pool:
        raised = pool.submit(raise_window, places.ctl_socket())
        ctl.wait(raised.done)
    assert raised.result() is True
    assert ctl.raised == 1


def test_quit_is_refused_in_a_call_unless_it_shall_end(ctl: Ctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.ctl.commands.process_lives", lambda _: False)
    ctl.a_call()
    assert ctl.refused("quit") == "call_up"
    assert ctl.quits == 0
    assert ctl("quit", "--hang-up")["console"]["pid"] == os.getpid()
    assert ctl.quits == 1


def test_without_a_console_it_says_so_with_exit_4(qtbot: QtBot) -> None:
    said: list[str] = []
    assert main(["ctl", "status"], said.append) == 4
    assert json.loads(said[0])["error"]["code"] == "no_console"


def test_a_socket_that_a_crash_left_behind_is_no_console(qtbot: QtBot) -> None:
    path = places.of().prepare().ctl_socket
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    said: list[str] = []
    assert main(["ctl", "status"], said.append) == 4
    Ctl(qtbot).close()


@pytest.mark.parametrize("question", [b"hello\n", b'{"verb": 3}\n', b'{"verb": "dance"}\n', b"x" * 300_000])
def test_nonsense_is_answered_and_harms_nobody(ctl: Ctl, question: bytes) -> None:
    def ask() -> bytes:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(places.ctl_socket()))
            connection.sendall(question)
            return connection.recv(4096)

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(ask)
        ctl.wait(answer.done)
    assert json.loads(answer.result())["error"]["code"] in ("bad_request", "no_such_verb")
    assert ctl("status")["registered"] is True


def test_someone_who_goes_before_the_answer_harms_nobody(ctl: Ctl) -> None:
    ctl.phone.auto_hold = False
    call = ctl.a_call()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(places.ctl_socket()))
        connection.sendall(b'{"verb": "hold"}\n')
        ctl.wait(lambda: any(type(c).__name__ == "Hold" for c in ctl.phone.sent))
    ctl.phone.hold_confirmed(call)
    ctl.wait(lambda: not ctl.server._conversations)
    assert ctl("status")["calls"][0]["held"] is True


def test_a_macro_key_does_not_wait(ctl: Ctl) -> None:
    """The whole command as a process of its own: 100 ms on a quiet machine, of which 85 ms are its own CPU time.

    CPU time is what is checked, five times of it, since a busy machine makes everything wait. What would make it
    slow is looked for by the test after this one.
    """
    took = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        process = subprocess.Popen(
            [sys.executable, "-m", "console", "ctl", "status"], stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        ctl.wait(partial(_has_ended, process))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        out, _err = process.communicate()
        assert json.loads(out)["registered"] is True
        assert process.returncode == 0
    assert min(took) < 0.45, took


def _has_ended(process: "subprocess.Popen[str]") -> bool:
    return process.poll() is not None


def test_the_client_imports_neither_qt_nor_typer_nor_the_store() -> None:
    code = (
        "import sys, console.ctl.commands as c; c.main(['ctl', 'status'])\n"
        "print([m for m in ('PySide6', 'typer', 'msgspec', 'sqlalchemy', 'platformdirs') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "[]"
