"""What `warmline demo` does."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from PySide6.QtCore import QCoreApplication, QTimer

from console.bootstrap import Console
from console.demo import people, today, trainer
from console.demo.alone import need_no_screen, run_script, shooter
from console.demo.filling import console_of, fill
from console.demo.home import AGENT, ROLES, SUPERVISOR, Home
from console.demo.shift import Shift
from console.demo.stage import Stage, Stream
from console.desk.seat import Presence
from console.running import application, quit_on_signals
from store.changes import PutDirectory
from telephony.errors import TelephonyError

if TYPE_CHECKING:
    from console.ui.window import Window

_STREAM_MS = 4_000
_QUEUE_MS = 15_000
_FAILED = 1


def run(*, auto: bool, role: str, seed: int, screenshots: Path | None) -> int:
    """The demo; its exit code. With ``auto`` it is 0 only if the store holds what the shift has made."""
    if role == "trainer":
        return trainer.play(screenshots) if auto else trainer.show()
    return _play(role, screenshots) if auto else _show(role, seed)


def _with_own_console(console: Console, house: str) -> Callable[[], None]:
    """Tell the floor that this person answers at a console, and how to take that back."""
    key = console.settings.person.key

    def put(targets: dict[str, str]) -> None:
        change = PutDirectory(
            id=uuid4(), at=datetime.now(UTC), person=key, directory=people.directory(house, targets)
        )
        console.keeper.run(lambda book: book.apply(change), lambda _: console.desk.refresh())

    put({key: console.desk.board.phone.uri})
    return lambda: put({})


# -- with a window


def _show(role: str, seed: int) -> int:
    app = application(headless=False)
    home = Home(shared=True)
    person = ROLES[role]
    mine = home.claim(person)
    if mine is None:
        sys.stderr.write(f"The demo's {role} is at their desk already: look for the other window.\n")
        return _FAILED
    stage = Stage() if home.first else None
    if stage is not None:
        stage.open()
    try:
        house = _wait_for_house(app, home, stage)
        if home.first:
            fill(home, house, {})
            home.publish(house)
        console = console_of(home, person, headless=False)
        console.show()
        console.open()
        take_back = _when_listening(console, house) if person == SUPERVISOR else None
        if home.first:
            _queues(app, console)
        if stage is not None:
            _customers(app, stage, home, console, seed)
        quit_on_signals(app)
        code = app.exec()
        if take_back is not None:
            take_back()
        console.close(quit_engine=True)
        return code
    finally:
        if stage is not None:
            stage.close()
        mine.unlock()
        home.leave()


def _queues(app: QCoreApplication, console: Console) -> None:
    """Customers wait in the queues of a PBX that is not there: what `warmline clock` would tell of them."""
    began = datetime.now(UTC)

    def tell() -> None:
        console.keeper.run(lambda book: book.tell_waiting(today.waiting(began), datetime.now(UTC)))

    timer = QTimer(app)
    timer.timeout.connect(tell)
    timer.start(_QUEUE_MS)
    tell()


def _wait_for_house(app: QCoreApplication, home: Home, stage: Stage | None) -> str:
    """Our own house, or that of the demo that was started first."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if stage is not None:
            if stage.is_open:
                return stage.house
        elif found := home.join():
            return found
        app.processEvents()
        time.sleep(0.02)
    raise TelephonyError("no_floor", "The simulated floor did not start; try again.")


def _when_listening(console: Console, house: str) -> Callable[[], None]:
    """As soon as the console can be called, it is in the directory; what is returned takes it out again."""
    undo: list[Callable[[], None]] = []

    def look(_: object) -> None:
        if console.desk.board.phone.uri and not undo:
            undo.append(_with_own_console(console, house))

    console.desk.watch(look)
    return lambda: undo[0]() if undo else None


def _customers(app: QCoreApplication, stage: Stage, home: Home, console: Console, seed: int) -> None:
    """Customers call the agent now and then; a supervisor alone gets an agent who escalates to them."""
    if console.settings.person.key == AGENT:
        board = console.desk
        stream = Stream(stage, lambda: board.board.phone.uri, seed)
        timer = QTimer(app)
        timer.timeout.connect(
            lambda: stream.tick(free=board.board.me.presence is Presence.AVAILABLE and not board.board.cards)
        )
        timer.start(_STREAM_MS)
        return
    from console.demo.agent import SimulatedAgent  # noqa: PLC0415 - only a supervisor alone needs one

    SimulatedAgent(app, stage, home, console, seed).start()


# -- by itself


def _play(role: str, screenshots: Path | None) -> int:
    """Both consoles in this process (their engines are processes of their own), one of them with a window."""
    need_no_screen()
    app = application(headless=False)
    home = Home(shared=False)
    stage = Stage()
    stage.open()
    consoles: list[Console] = []
    try:
        house = _wait_for_house(app, home, stage)
        fill(home, house, {})
        windows: dict[str, Window] = {}
        for name, person in ROLES.items():
            console = console_of(home, person, headless=name != role, theme="light")
            consoles.append(console)
            if name == role:
                windows[name] = console.show()
            console.open()
        maya, daniel = consoles
        _when_listening(daniel, house)
        _queues(app, daniel)

        def go(role: str, place: str, ticket: UUID | None) -> None:
            if role in windows:
                windows[role].go(place)
                if ticket is not None:
                    windows[role].pages.escalations.show_ticket(ticket)

        shift = Shift(maya, daniel, stage, shooter(windows, screenshots), go)
        problem = run_script(app, shift.play())
    finally:
        for console in consoles:
            console.close(quit_engine=True)
        stage.close()
        home.leave()
    if problem:
        shift.problems.insert(0, problem)
    summary = {"ok": not shift.problems, "role": role, **shift.summary, "problems": shift.problems}
    sys.stdout.write(json.dumps(summary, indent=2, ensure_ascii=False) + "\n")
    return _FAILED if shift.problems else 0
