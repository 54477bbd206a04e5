"""One process of the simulated floor: a Softphone, what it experiences as JSON lines, orders as JSON lines.

Out (standard output) goes every event of the telephone under its own name, ``{"event": "CallAnswered",
"party": "3107", "at": 1760000000.123, "call": …}``, and these of its own:

    Ready    address, port, pid     it listens
    Said     call, text             a line was begun
    Hears    call, sound, dbfs      the other side's sound began (true) or ended (false)
    Done     why                    it is leaving
    Bug      what                   an exception; the process ends with code 70

In come :class:`Order` objects. The end of standard input is an order to stop: whoever started the process
is gone, and nobody may be left telephoning alone.
"""

import gc
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Literal, Protocol, TextIO
from uuid import uuid4

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, QTimer, Signal

from resources import path
from telephony.call import CallId
from telephony.commands import Account, HangUp, Hold, Resume, SendDigits
from telephony.engine.softphone import Softphone
from telephony.errors import EngineError
from telephony.events import Event
from telephony.floor.ear import Ear
from telephony.floor.scenario import Does, Replaced
from telephony.platform_specific import watch_for_end

_BUG = 70
_SECONDS_A_LETTER = 0.06
_COLLECT_MS = 5_000
_LISTEN_MS = 200
_GOODBYE_SECONDS = 1.0
_STRAGGLING_SECONDS = 4.0
"""How long the end may take before it is made."""


class Order(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a test or the demo asks of a process that plays somebody.

    ``party`` says whose call is meant (a user of the house; "" is the only or latest call). ``play`` and
    ``record`` name a ``wav``; ``behave`` changes what a party of the house does from its next call on.
    """

    do: Literal["stop", "hang_up", "play", "silence", "record", "digits", "hold", "resume", "behave"]
    party: str = ""
    wav: str = ""
    loop: bool = False
    digits: str = ""
    does: Does | None = None
    after: float | None = None
    person_after: float | None = None
    replaced: Replaced | None = None


class Role(Protocol):
    """Who is played."""

    def begin(self) -> None:
        """The telephone listens."""

    def happened(self, event: Event) -> None:
        """An event of the telephone, after it was reported."""

    def heard(self, call: CallId, *, sound: bool) -> None:
        """The other side began or ceased to be heard."""

    def ordered(self, order: Order) -> None:
        """Everything but ``stop``."""

    def party_of(self, call: CallId) -> str:
        """Who of those that are played has this call."""


class _Orders(QObject):
    """Carries lines from the thread that reads them to the one that obeys."""

    came = Signal(str)
    ended = Signal()


class Stage:
    """The process around a :class:`Role`; one per process, made on the main thread.

    ``record`` is a folder in which what every call heard is kept as ``<call>.wav``; None keeps nothing.
    ``words`` makes sentences for a person of what is reported ("" says nothing), in place of JSON; then no
    orders are read, and only a signal ends it.
    """

    def __init__(
        self,
        account: Account,
        *,
        accept_refer: bool,
        record: Path | None,
        out: TextIO,
        words: Callable[[dict[str, Any]], str] | None = None,
    ) -> None:
        self._application = QCoreApplication.instance() or QCoreApplication(["warmline-floor"])
        self.phone = Softphone(
            self._told, accept_refer=accept_refer, hold_music=path("sounds/hold_music.wav")
        )
        self._account = account
        self._out = out
        self._words = words
        self._role: Role
        self._scratch = TemporaryDirectory(prefix="warmline-floor-")
        self._record = record or Path(self._scratch.name)
        self._ears: dict[CallId, Ear] = {}
        self._timers: set[QTimer] = set()
        self._leaving = False
        self._code = 0
        self._orders = _Orders()
        self._orders.came.connect(self._order_came)
        self._orders.ended.connect(lambda: self.leave("the one who started this is gone"))

    def run(self, role: Role) -> int:
        """Play ``role`` until it leaves; the exit code. EngineError if the telephone cannot start.

        The process must end by ``os._exit`` then: pjsua2 is still up.
        """
        self._role = role
        sys.excepthook = self._failed
        gc.disable()  # an object of pjsua2 that is collected on the reading thread would abort the process
        asked_to_end = watch_for_end()
        if asked_to_end >= 0:
            notifier = QSocketNotifier(asked_to_end, QSocketNotifier.Type.Read, self._orders)
            notifier.activated.connect(lambda: self.leave("asked to by a signal"))
        self.phone.start(self._account)
        self.phone.attended = True
        self._every(_COLLECT_MS, gc.collect)
        self._every(_LISTEN_MS, self._listen)
        host, port = next(iter(self.phone.addresses.values()))
        self.report("Ready", address=f"{host}:{port}", port=port, pid=os.getpid())
        if self._words is None:
            threading.Thread(target=self._read, daemon=True).start()
        self.later(0, role.begin)
        self._application.exec()
        # Taking pjsua2 down takes a second and frees nothing that the end of the process does not.
        for failure in self.phone.failures:
            self.report("Bug", what=failure)
            self._code = _BUG
        self._scratch.cleanup()
        return self._code

    def report(self, event: str, **values: Any) -> None:
        """Write one line."""
        whole = {"event": event, "at": round(time.time(), 3), **values}
        line = json.dumps(whole, ensure_ascii=False) if self._words is None else self._words(whole)
        try:
            if line:
                self._out.write(line + "\n")
                self._out.flush()
        except (BrokenPipeError, ValueError):
            self.leave("nobody listens")

    def later(self, seconds: float, do: Callable[[], None]) -> Callable[[], None]:
        """Do it after ``seconds``; what comes back takes it back."""
        timer = QTimer()
        timer.setSingleShot(True)

        def due() -> None:
            self._timers.discard(timer)
            do()

        timer.timeout.connect(due)
        self._timers.add(timer)
        timer.start(round(seconds * 1000))

        def cancel() -> None:
            timer.stop()
            self._timers.discard(timer)

        return cancel

    def say(self, call: CallId, wav: Path, text: str, then: Callable[[], None]) -> None:
        """Speak a file into a call; ``then`` follows at its end."""
        self.report("Said", party=self._role.party_of(call), call=call, text=text)
        if wav.exists():
            self.phone.play(call, wav, on_end=then)
        else:  # a scenario of one's own, without voices: as long as it would take to say
            self.later(len(text) * _SECONDS_A_LETTER, then)

    def obey(self, order: Order, call: CallId) -> None:
        """Carry out an order that concerns a call; what is wrong with it is reported as Refused."""
        command = uuid4().hex
        phone = self.phone
        orders: dict[str, Callable[[], None]] = {
            "hang_up": lambda: phone.obey(HangUp(id=command, call=call)),
            "hold": lambda: phone.obey(Hold(id=command, call=call)),
            "resume": lambda: phone.obey(Resume(id=command, call=call)),
            "digits": lambda: phone.obey(SendDigits(id=command, call=call, digits=order.digits)),
            "play": lambda: phone.play(call, Path(order.wav), loop=order.loop),
            "silence": lambda: phone.stop_playing(call),
            "record": lambda: self._record_to(call, Path(order.wav)),
        }
        try:
            orders[order.do]()
        except EngineError as error:
            self.report("Refused", what=error.message)

    def leave(self, why: str) -> None:
        """Hang up and end, once."""
        if self._leaving:
            return
        self._leaving = True
        self.report("Done", why=why)
        threading.Thread(target=_make_an_end, daemon=True).start()
        for leg in self.phone.legs():
            self.phone.obey(HangUp(id=uuid4().hex, call=leg.call))
        self._quit_when_quiet(time.monotonic() + _GOODBYE_SECONDS)

    def listen(self, call: CallId) -> None:
        """Notice when the other side of this call is heard."""
        if call not in self._ears:
            file = self._record / f"{call}.wav"
            self.phone.record(call, file)
            self._ears[call] = Ear(file)

    def listen_anew(self, call: CallId) -> None:
        """Another speaks now: what was heard before is no beginning of theirs."""
        ear = self._ears.get(call)
        if ear is not None:
            ear.forget()

    def deaf(self, call: CallId) -> None:
        """The call is over."""
        self._ears.pop(call, None)

    def _quit_when_quiet(self, end: float) -> None:
        """Let the BYEs be answered."""
        if self.phone.legs() and time.monotonic() < end:
            self.later(0.02, lambda: self._quit_when_quiet(end))
        else:
            self._application.quit()

    def _record_to(self, call: CallId, wav: Path) -> None:
        """From here on into this file; the ear goes along."""
        self.phone.record(call, wav)
        self._ears[call] = Ear(wav)

    def _told(self, event: Event) -> None:
        values = msgspec.to_builtins(event)
        call = values.get("call", "")
        name = values.pop("type")
        self.report(name, party=self._role.party_of(call) or values.get("dialled", ""), **values)
        self._role.happened(event)

    def _listen(self) -> None:
        for call, ear in list(self._ears.items()):
            change = ear.changed()
            if change is not None:
                party = self._role.party_of(call)
                self.report("Hears", party=party, call=call, sound=change, dbfs=round(ear.dbfs, 1))
                self._role.heard(call, sound=change)

    def _every(self, milliseconds: int, do: Callable[[], object]) -> None:
        timer = QTimer(self._orders)
        timer.timeout.connect(do)
        timer.start(milliseconds)

    def _read(self) -> None:
        for line in sys.stdin:
            self._orders.came.emit(line)
        self._orders.ended.emit()
        _make_an_end()

    def _order_came(self, line: str) -> None:
        try:
            order = msgspec.json.decode(line, type=Order)
        except msgspec.DecodeError as error:
            self.report("Refused", what=str(error))
            return
        if order.do == "stop":
            self.leave("asked to")
        else:
            self._role.ordered(order)

    def _failed(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        self._code = _BUG
        self.report("Bug", what=f"{kind.__name__}: {error}")
        self.leave("a bug")


def _make_an_end() -> None:
    """End the process even if its main thread hangs."""
    time.sleep(_STRAGGLING_SECONDS)
    os._exit(_BUG)
