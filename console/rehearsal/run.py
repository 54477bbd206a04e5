"""What ``warmline rehearse`` does: the real console in a folder of its own, a floor, one try, and the record of it."""

import json
import secrets
import shutil
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QTimer

from console.bootstrap import Console
from console.demo.script import Runner
from console.desk.intents import HangUp
from console.places import Places
from console.rehearsal.drawing import draw
from console.rehearsal.floor import RehearsalFloor
from console.rehearsal.home import Home
from console.rehearsal.scenario import Rehearsal, RehearsalError, names, read
from console.rehearsal.session import Session
from console.rehearsal.trainee import Trainee
from console.running import application, quit_on_signals
from console.settings import Settings
from store.archive.errors import ArchiveError
from store.book import Case
from store.changes_rehearsal import KeepTry
from store.errors import StoreError
from store.open import open_book
from store.rehearsal import RehearsalTry, TrySound
from store.values import replace
from telephony.errors import TelephonyError

if TYPE_CHECKING:
    from console.rehearsal.view import View

_FAILED, _INTERRUPTED = 1, 130
_POLL_MS = 50
_START_MS = 120_000
_WHOLE_SECONDS = 5.0
"""So long the files of a try may take to be closed; what is not whole by then is not kept."""
_MOST_SEEDS = 10_000


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """``seed`` None draws one. ``leave_out``: a step that the scripted trainee does not do."""

    scenario: str
    seed: int | None = None
    headless: bool = False
    leave_out: str = ""
    sound: Path | None = None
    """Where a try without a window leaves the sound of its legs; None records none."""


def tell_list() -> int:
    """The scenarios, one a line."""
    for name in names():
        rehearsal = read(name)
        sys.stdout.write(f"{name:<24} {rehearsal.title}\n")
    return 0


def run(wish: Wish, real: Settings, places: Places) -> int:
    """One try, or with a window as many as the person wants; the exit code.

    With a window each try is kept in the store of ``real``, and its sound in the archive of rehearsals. Without one a
    scripted trainee plays, nothing is kept, and the result is told as JSON. ``real`` and ``places`` are those of the
    person's own console.
    """
    rehearsal = read(wish.scenario)
    if wish.leave_out and rehearsal.step(wish.leave_out) is None:
        known = ", ".join(step.check for step in rehearsal.steps)
        raise RehearsalError(
            "no_step", f"“{wish.leave_out}” is no step of {wish.scenario}. Its steps: {known}."
        )
    app = application(headless=wish.headless)
    url = real.store.url or places.prepare().store_url
    while True:
        seed = secrets.randbelow(_MOST_SEEDS) if wish.seed is None else wish.seed
        attempt = _Attempt(app, wish, rehearsal, seed, real, places, url)
        code = attempt.play()
        if not attempt.again:
            return code


class _Attempt(QObject):
    """Everything that one try needs, from its folder to its processes; all of it is gone afterwards."""

    def __init__(
        self,
        app: QCoreApplication,
        wish: Wish,
        rehearsal: Rehearsal,
        seed: int,
        real: Settings,
        places: Places,
        url: str,
    ) -> None:
        super().__init__()
        self._app, self._wish, self._rehearsal, self._seed = app, wish, rehearsal, seed
        self._real, self._real_places, self._url = real, places, url
        self.again = False
        """The person wants another try."""
        self._problem = ""
        self._home = Home()
        record = not wish.headless or wish.sound is not None
        self._settings = self._home.settings(real, rehearsal, record=record)
        self._floor = RehearsalFloor()
        self._drawn = draw(rehearsal, seed)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keep")
        self._keeping: Future[tuple[RehearsalTry, ...]] | None = None
        self._sounding: Future[tuple[RehearsalTry, str]] | None = None
        self._whole_by = 0.0
        self._written: tuple[dict[str, object], ...] = ()
        self._console: Console | None = None
        self._session: Session | None = None
        self._runner: Runner | None = None
        self._view: View | None = None
        self._waiting = QTimer(self)
        self._waiting.setInterval(_POLL_MS)
        self._give_up = QTimer(self)
        self._give_up.setSingleShot(True)
        self._give_up.timeout.connect(lambda: self._end("The rehearsal did not start in time; try again."))

    def play(self) -> int:
        """Until it is over; the exit code."""
        quit_on_signals(self._app)
        try:
            self._floor.open(self._drawn.orders, lambda house: self._home.fill(house, self._settings.person))
            self._give_up.start(_START_MS)
            self._when(lambda: self._floor.is_open, self._open_console)
            self._app.exec()
        finally:
            self._waiting.stop()
            self._give_up.stop()
            if self._console is not None:
                self._console.close(quit_engine=True)
            self._pool.shutdown(wait=True)
            self._floor.close()
            self._home.leave()
        if self._problem:
            sys.stderr.write(f"warmline: {self._problem}\n")
            return _FAILED
        result = self._session.result if self._session is not None else None
        if result is None:
            return _INTERRUPTED
        if self._wish.headless:
            sys.stdout.write(json.dumps(told(result, self._written), indent=2, ensure_ascii=False) + "\n")
        return 0

    def _when(self, true: Callable[[], object], then: Callable[[], None]) -> None:
        """Look again and again, without blocking anything."""
        timer = self._waiting

        def look() -> None:
            try:
                if not true():
                    return
                timer.stop()
                timer.timeout.disconnect(look)
                then()
            except (TelephonyError, StoreError) as error:
                self._end(error.message)

        timer.timeout.connect(look)
        timer.start()

    def _open_console(self) -> None:
        places = self._home.places()
        self._home.take_devices(self._real_places, places)
        console = self._console = Console(
            self._settings, places, headless=self._wish.headless, demo=True, revive=False, archives=False
        )
        console.recordings.rehearsed = (self._real, self._real_places)
        if not self._wish.headless:
            from console.rehearsal.view import View  # noqa: PLC0415 - only with a window

            self._view = View(console.show(), self._rehearsal)
        console.open()
        desk = console.desk
        self._when(lambda: desk.board.phone.uri and desk.board.directory.people, lambda: self._begin(console))

    def _begin(self, console: Console) -> None:
        self._give_up.stop()
        session = self._session = Session(
            console.desk, console.keeper, self._floor, self._rehearsal, self._drawn, self._seed
        )
        session.over.connect(self._over)
        if self._wish.headless:
            self._runner = Runner(Trainee(session, self._wish.leave_out).play())
            self._runner.ended.connect(lambda problem: self._end(problem) if problem else None)
            self._runner.start()
        if self._view is not None:
            self._view.follow(session, again=self._try_again, close=self._app.quit)
        session.begin(self._home)

    def _over(self) -> None:
        session = self._session
        if session is None:
            return
        if session.result is None or (self._view is None and self._wish.sound is None):
            self._end(session.problem)
            return
        for card in session.desk.board.cards:  # broken off in a call
            session.desk.do(HangUp(call=card.call))
        self._whole_by = time.monotonic() + _WHOLE_SECONDS
        self._gather()

    def _gather(self) -> None:
        """Every leg is over, and its file is closed a moment later."""
        session, console = self._session, self._console
        if session is None or console is None:
            return
        ticket = session.ticket

        def found(case: Case | None) -> None:
            rows = case.recordings if case is not None else ()
            if any(not r.ended for r in rows) and time.monotonic() < self._whole_by:
                QTimer.singleShot(_POLL_MS, self, self._gather)
            else:
                self._gathered(session, session.sounds(case) if case is not None else ())

        console.keeper.run(lambda book: book.case(ticket) if ticket is not None else None, found)

    def _gathered(self, session: Session, sounds: tuple[TrySound, ...]) -> None:
        if session.result is None or self._console is None:
            return
        result = session.result = replace(session.result, sounds=sounds)
        folder = self._console.places.recordings
        if self._view is None:
            try:
                self._written = write_sounds(result, folder, self._wish.sound or folder)
            except OSError as error:
                self._end(f"The sound cannot be written to {self._wish.sound}: {error.strerror}.")
            else:
                self._end(session.problem)
            return
        person = self._real.person.key
        self._keeping = self._pool.submit(keep, self._url, result, person)
        self._sounding = self._pool.submit(
            keep_sounds, self._url, result, person, folder, (self._real, self._real_places)
        )
        self._when(self._keeping.done, self._show_result)

    def _show_result(self) -> None:
        session, keeping = self._session, self._keeping
        if self._view is None or session is None or session.result is None or keeping is None:
            return
        error = keeping.exception()
        if error is not None and not isinstance(error, StoreError):
            raise error
        mine = replace(session.result, person=self._real.person.key)
        note = f"This try could not be kept: {error.message}" if isinstance(error, StoreError) else ""
        self._view.show_result(mine, keeping.result() if error is None else (), note)
        if self._sounding is not None:
            self._when(self._sounding.done, self._show_sound)

    def _show_sound(self) -> None:
        """It can be heard, or it is said why not; what was done can be seen either way."""
        if self._view is None or self._session is None or self._sounding is None:
            return
        if self._session.result is None:
            return
        error = self._sounding.exception()
        if error is not None and not isinstance(error, StoreError):
            raise error
        kept, why = (
            self._sounding.result() if error is None else (replace(self._session.result, sounds=()), "")
        )
        self._view.show_sound(replace(kept, person=self._session.result.person), why)

    def _try_again(self) -> None:
        self.again = True
        self._app.quit()

    def _end(self, problem: str) -> None:
        self._problem = self._problem or problem
        self._app.quit()


def keep(url: str, result: RehearsalTry, person: str) -> tuple[RehearsalTry, ...]:
    """Put the try on record as ``person``'s; the person's tries of this scenario. Raises StoreError."""
    book = open_book(url)
    try:
        mine = replace(result, person=person)
        book.apply(
            KeepTry(
                id=uuid4(), at=datetime.now(UTC), person=person, attempt=mine.id, scenario=mine.scenario,
                title=mine.title, edition=mine.edition, seed=mine.seed, started_at=mine.started_at,
                seconds=mine.seconds, broken_off=mine.broken_off, steps=mine.steps, moments=mine.moments,
                sounds=mine.sounds,
            )
        )  # fmt: skip
        return book.rehearsal_tries(person, mine.scenario)
    finally:
        book.close()


def keep_sounds(
    url: str, result: RehearsalTry, person: str, folder: Path, of: tuple[Settings, Places]
) -> tuple[RehearsalTry, str]:
    """Put its sound into the archive of rehearsals; the try with it, and why not all is there. Raises StoreError."""
    from console.archiving.made import keys_of, rehearsals_to_keep  # noqa: PLC0415 - the archive, at the end
    from console.archiving.practice import Practice  # noqa: PLC0415 - likewise

    try:
        archive = rehearsals_to_keep(*of, keys_of(of[0]))
    except ArchiveError as error:
        return replace(result, sounds=()), error.message
    book = open_book(url)
    try:
        practice = Practice(archive, person=person, now=lambda: datetime.now(UTC), new_id=uuid4)
        return practice.keep(book, result, folder)
    finally:
        book.close()


def write_sounds(result: RehearsalTry, folder: Path, out: Path) -> tuple[dict[str, object], ...]:
    """A WAV for each leg, by its scenario, seed and place; what is told of them. Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    made = []
    for n, sound in enumerate(result.sounds, 1):
        kind = "consult" if sound.consult else "customer"
        file = out / f"{Path(result.scenario).stem}_{result.seed}_{n}_{kind}.wav"
        shutil.copyfile(folder / f"{sound.id.hex}.wav", file)
        made.append({"file": str(file), "at": sound.at, "seconds": sound.seconds, "kind": kind})
    return tuple(made)


def told(result: RehearsalTry, sounds: tuple[dict[str, object], ...] = ()) -> dict[str, object]:
    """A try as it is printed; ``sounds`` are the files that were written of it."""
    return {
        "scenario": result.scenario,
        "title": result.title,
        "edition": result.edition,
        "seed": result.seed,
        "score": result.score,
        "seconds": result.seconds,
        "broken_off": result.broken_off,
        "steps": [
            {
                "check": s.check,
                "weight": s.weight,
                "points": s.points,
                "measured": s.measured,
                "better": s.better,
            }
            for s in result.steps
        ],
        "moments": [{"at": m.at, "what": m.what, "text": m.text} for m in result.moments],
    } | ({"sounds": list(sounds)} if sounds else {})
