"""A softphone in a process of its own (pjsua2 has one endpoint per process), told what to do by JSON lines.

Started by tests/agents.py. In: ``{"obey": {command}}`` or ``{"do": name, …}``. Out: ``{"event": {…}}`` for each
event, ``{"reply": …}`` for each ``do``, ``{"bug": text}`` for each logged error.
"""

import contextlib
import gc
import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from PySide6.QtCore import QCoreApplication, QSocketNotifier, QTimer

from telephony.commands import Account, Answer, Command, Decline
from telephony.engine.sip_call import SipCall
from telephony.engine.softphone import Softphone
from telephony.errors import EngineError
from telephony.events import CallAnswered, CallRang, Event
from telephony.platform_specific import go_first
from telephony.recording import Recording

OUT = os.dup(1)
os.dup2(2, 1)  # pjlib prints to stdout before anyone can tell it not to
INTO = json.loads(sys.argv[1])


def say(**what: Any) -> None:
    with contextlib.suppress(BrokenPipeError):  # the test is gone; the end of stdin says so too
        os.write(OUT, msgspec.json.encode(what) + b"\n")


class Bugs(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        say(bug=self.format(record))


class Agent:
    """Answers (after ``answer_ms``), or refuses with ``decline``; speaks ``voice`` and records each call."""

    def __init__(self) -> None:
        self.answer_ms: int | None = INTO.get("answer_ms")
        self.decline: int | None = INTO.get("decline")
        self.voice: str = INTO.get("voice", "")
        self.records: str = INTO.get("records", "")
        music = INTO.get("hold_music")
        self.phone = Softphone(
            self.told,
            sense=lambda reading: say(reading=reading),
            accept_refer=INTO.get("accept_refer", False),
            hold_music=Path(music) if music else None,
            sounds=Path(INTO["sounds"]) if INTO.get("sounds") else None,
            recordings=Path(INTO["recordings"]) if INTO.get("recordings") else None,
            name_server=tuple(INTO["name_server"]) if INTO.get("name_server") else None,
        )
        self.phone.change_recording(msgspec.convert(INTO.get("recording", {}), Recording))
        self.phone.attended = INTO.get("attended", True)
        self._rest = b""
        self.hammered = 0

    def told(self, event: Event) -> None:
        say(event=event)
        if isinstance(event, CallRang) and not event.replaces:
            if self.decline is not None:
                self.phone.obey(Decline(id=uuid4().hex, call=event.call, code=self.decline))
            elif self.answer_ms is not None:
                QTimer.singleShot(self.answer_ms, lambda: self.answer(event.call))
        elif isinstance(event, CallAnswered):
            if self.voice:
                self.phone.play(event.call, self.voice, loop=True)
            if self.records:
                self.phone.record(event.call, f"{self.records}/{event.call}.wav")

    def answer(self, call: str) -> None:
        if any(leg.call == call for leg in self.phone.legs()):
            self.phone.obey(Answer(id=uuid4().hex, call=call))

    def readable(self) -> None:
        data = os.read(0, 65536)
        if not data:
            self.end()
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self.take(json.loads(line))

    def take(self, order: dict[str, Any]) -> None:
        if "obey" in order:
            self.phone.obey(msgspec.convert(order["obey"], Command))
            return
        what = order.pop("do")
        say(reply=getattr(self, f"do_{what}")(**order))

    def do_legs(self) -> Any:
        return self.phone.legs()

    def do_transfers(self) -> Any:
        return self.phone.transfers()

    def do_play(self, call: str, path: str, *, loop: bool = True) -> None:
        self.phone.play(call, path, loop=loop)

    def do_stop_playing(self, call: str) -> None:
        self.phone.stop_playing(call)

    def do_hammer(self, call: str, path: str, times: int) -> None:
        """Play a file anew while Python is so busy that other threads wait for it."""
        if times == 0:
            return
        sys.setswitchinterval(1.0)
        for _ in range(2):
            for to in ("", call):
                self.phone.play(to, path, loop=True)
            sum(range(6_000_000))
        self.hammered += 1
        QTimer.singleShot(50, lambda: self.do_hammer(call, path, times - 1))

    def do_stall_the_disk(self, seconds: float) -> None:
        self.phone._recorder._thread()._order(lambda: time.sleep(seconds))

    def do_recordings(self) -> Any:
        return self.phone.recordings()

    def do_record(self, call: str, path: str) -> None:
        self.phone.record(call, path)

    def do_stop_recording(self, call: str) -> None:
        self.phone.stop_recording(call)

    def do_set(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.phone if name == "attended" else self, name, value)

    def do_status(self) -> Any:
        ports = self.phone._library.endpoint.mediaEnumPorts2()
        calls = sum(isinstance(each, SipCall) for each in gc.get_objects())
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return {
            "ports": len(ports),
            "failures": self.phone.failures,
            "busy": self.phone.busy,
            "timers": len(self.phone._loop._waiting),
            "megabytes": pages * os.sysconf("SC_PAGESIZE") / 1e6,
            "calls": calls,
            "hammered": self.hammered,
            "processor": sum(os.times()[:2]),
        }

    def do_quit(self) -> None:
        QTimer.singleShot(0, self.end)

    def end(self) -> None:
        code = 1
        try:
            self.phone.close()
            for bug in self.phone.failures:
                say(bug=bug)
            say(closed=True)
            code = 0
        except Exception:
            logging.getLogger().exception("not closed")
        finally:
            os._exit(code)  # whatever was wrong: nobody may be left to be told, and a process must not stay


def main() -> None:
    level = logging.DEBUG if INTO.get("trace") else logging.INFO
    logging.basicConfig(stream=sys.stderr, level=level, format="%(asctime)s.%(msecs)03d %(name)s %(message)s")
    bugs = Bugs(logging.ERROR)
    logging.getLogger().addHandler(bugs)
    sys.excepthook = lambda kind, bug, trace: logging.getLogger().error(
        "uncaught", exc_info=(kind, bug, trace)
    )
    application = QCoreApplication(sys.argv)
    go_first()  # the other telephones are machines of their own
    gc.disable()  # so that a circle through an object of pjsua2's is seen in do_status, and not cleared away
    agent = Agent()
    try:
        agent.phone.start(msgspec.convert(INTO["account"], Account))
    except EngineError as error:
        say(refused=error.code, message=error.message)
        os._exit(2)
    notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
    notifier.activated.connect(agent.readable)
    say(ready=agent.phone.uri, addresses=agent.phone.addresses)
    application.exec()


main()
