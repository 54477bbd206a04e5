"""`warmline policy print`: the escalation policy on paper, from this profile's store."""

import os
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QLocale

from console.errors import ConsoleError
from console.opening import settings_of
from console.paper.policy import Paper, policy_html
from console.places import Places
from store.errors import StoreError
from store.open import open_book
from store.policy import followed


def run(out: Path, places: Places, *, kind: str, person: str) -> int:
    """Write it; the exit code. ConsoleError if the store, the person or the file cannot be used."""
    settings = settings_of(places)
    places.prepare()
    now = datetime.now(UTC)
    try:
        book = open_book(settings.store.url or places.store_url)
        try:
            directory, versions = book.directory(), book.policies()
        finally:
            book.close()
    except StoreError as error:
        raise ConsoleError(error.code, error.message) from error
    if person and directory.person(person) is None:
        raise ConsoleError("unknown_person", f"There is nobody called {person!r} in the directory.")
    paper = Paper(
        policy=followed(versions, now),
        directory=directory,
        versions=versions,
        name=settings.floor.name,
        now=now,
        person=person,
    )
    try:
        _write(paper, out, kind, settings.ui.language)
    except OSError as error:
        raise ConsoleError("not_written", f"{out} cannot be written: {error.strerror or error}.") from error
    print(f"The policy is in {out}.")
    return 0


def _write(paper: Paper, out: Path, kind: str, language: str) -> None:
    """A PDF needs Qt's fonts, which need no display."""
    from console.ui.directory.words import EditorWords  # noqa: PLC0415 - a window's words
    from console.ui.words import Words  # noqa: PLC0415 - likewise

    words = EditorWords(Words(QLocale(language.replace("-", "_")) if language else QLocale()))
    if kind == "html":
        out.write_text(policy_html(paper, words), encoding="utf-8")
        return
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from console.ui.policy_pdf import fonts_ready, write_pdf  # noqa: PLC0415 - after the platform is chosen

    with fonts_ready():
        write_pdf(policy_html(paper, words, screen=False), out, title=words.tr("Escalation policy"))
