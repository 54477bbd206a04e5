"""The trainer's demo: Ines' desk with recorded calls, by itself (``--auto``) or with a window to look round in."""

import json
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from console.bootstrap import Console
from console.demo import recorded, reviewed
from console.demo.alone import need_no_screen, run_script, shooter
from console.demo.filling import console_of, fill
from console.demo.home import TRAINER, Home
from console.demo.lesson import Lesson
from console.running import application, quit_on_signals
from store.customer import Customer
from store.open import open_book
from store.recordings import Archive
from store.sql.book import SqlBook

_FAILED = 1
_DUE = {"licence": -0.6, "vpn": 0.2, "refund": 2.2, "fax": 4.2}
"""Days from now until the review of each recorded case is due."""
_NOBODY = "127.0.0.1"
"""Where the colleagues would be called: a trainer without a telephone calls nobody."""


def play(screenshots: Path | None) -> int:
    """By itself; 0 if the store holds what the lesson has made."""
    need_no_screen()
    app = application(headless=False)
    home = Home(shared=False)
    console: Console | None = None
    try:
        fill(home, _NOBODY, {})
        ticket = add_past(home)
        console = console_of(home, TRAINER, headless=False, theme="light")
        window = console.show()
        console.open()
        lesson = Lesson(
            console,
            ticket,
            partial(shooter({"trainer": window}, screenshots), "trainer"),
            window.go,
            window.pages.review.open_case,
        )
        problem = run_script(app, lesson.play())
    finally:
        if console is not None:
            console.close(quit_engine=True)
        home.leave()
    if problem:
        lesson.problems.insert(0, problem)
    summary = {"ok": not lesson.problems, "role": "trainer", **lesson.summary, "problems": lesson.problems}
    sys.stdout.write(json.dumps(summary, indent=2, ensure_ascii=False) + "\n")
    return _FAILED if lesson.problems else 0


def show() -> int:
    """With a window; beside other desks of the demo it reviews what they record."""
    app = application(headless=False)
    home = Home(shared=True)
    if (
        home.first
    ):  # whoever joins the shared floor later needs colleagues to call: that is another desk's to open
        home.leave()
        home = Home(shared=False)
    mine = home.claim(TRAINER)
    if mine is None:
        sys.stderr.write("The demo's trainer is at their desk already: look for the other window.\n")
        return _FAILED
    try:
        if home.first:
            fill(home, _NOBODY, {})
        if not home.reviewed.exists():
            add_past(home)
            home.reviewed.touch()
        console = console_of(home, TRAINER, headless=False)
        console.show()
        console.open()
        quit_on_signals(app)
        code = app.exec()
        console.close(quit_engine=True)
        return code
    finally:
        mine.unlock()
        home.leave()


def add_past(home: Home) -> UUID:
    """Recorded cases and what was reviewed; the ticket of the case with three legs."""
    now = datetime.now(UTC)
    book = open_book(home.url)
    assert isinstance(book, SqlBook)  # noqa: S101 - the demo's own store
    try:
        archive = Archive(str(home.archive), work=home.folder / "keeping")

        def known(name: str) -> Customer:
            return next(c for c in book.customers(name) if c.name == name)

        cases = recorded.load(book, archive, known, book.tickets(limit=1)[0].ticket.number + 1, now)
        reviewed.put(book, {cases[name].call: days for name, days in _DUE.items()}, now)
    finally:
        book.close()
    return cases["vpn"].ticket
