"""Takes a case along: what may be heard of it, its time line and its hashes, into a folder or a ZIP.

Taking a recording along is listening to it: the store is told of each before it is opened, and those that it does not
let this person hear are left out, which the time line says.
"""

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO
from uuid import UUID

import msgspec

from console.errors import ConsoleError
from console.exporting import bundle
from console.exporting.page import PageWords, page
from console.exporting.story import Say, Taken, Wording, as_data, moments
from store.archive.errors import ArchiveError
from store.archive.keys import Unlock
from store.book import Book, Case
from store.changes_recordings import HeardRecording
from store.errors import Rejected
from store.recording import Keeping, Recording
from store.recordings import Archive, State

_LEFT_OUT = frozenset({"gone", "changed"})
"""What is wrong with one recording; anything else can be mended, and then all of it is taken along."""


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """Where it comes from, and who takes it along when. ``center`` is the call center's name."""

    book: Book
    archive: Archive
    unlock: Unlock
    person: str
    center: str
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """``seal``: by which it is known that nobody has written all of it anew. ``left_out``: why, one each."""

    seal: str
    recordings: int
    left_out: tuple[str, ...]


def export(
    case: Case, out: Path, sources: Sources, *, say: Say, words: Wording, page_words: PageWords
) -> Written:
    """Write it. ConsoleError as in :func:`bundle.write`; ArchiveError while the archive cannot be used."""
    directory, made_at = sources.book.directory(), sources.now()
    taken = tuple(_taken(case.recordings, sources))
    told = moments(case, directory, taken, say, words)
    data = as_data(case, directory, taken, told, made_at=made_at)
    text = page(case, taken, told, page_words, center=sources.center, made_at=made_at)
    items = [
        bundle.Item(
            "timeline.json", partial(io.BytesIO, msgspec.json.format(msgspec.json.encode(data), indent=1))
        ),
        bundle.Item("timeline.html", partial(io.BytesIO, text.encode())),
        *(bundle.Item(one.file, partial(_audio, one.recording, sources)) for one in taken if one.file),
    ]
    about: dict[str, object] = {"ticket": case.ticket.shown_number, "made_at": made_at.isoformat()}
    seal = bundle.write(items, out, about=about)
    left_out = tuple(one.why for one in taken if not one.file)
    return Written(seal=seal, recordings=len(taken) - len(left_out), left_out=left_out)


def _taken(recordings: tuple[Recording, ...], sources: Sources) -> Iterator[Taken]:
    for n, recording in enumerate(sorted(recordings, key=lambda r: (r.started_at, r.id)), 1):
        why = _why_not(recording, sources)
        file = "" if why else f"audio/{n:02}_{recording.purpose}.flac"
        yield Taken(recording=recording, file=file, why=why)


def _why_not(recording: Recording, sources: Sources) -> str:
    """A sentence; "" if it may be taken along, which the store knows of by then."""
    if recording.state is not Keeping.KEPT:
        return {
            Keeping.RECORDED: "This recording is not in the archive yet.",
            Keeping.ERASED: "This recording is erased.",
        }.get(recording.state, f"This recording could not be kept. {recording.why}")
    heard = HeardRecording(
        id=sources.new_id(), at=sources.now(), person=sources.person, listening=sources.new_id(),
        recording=recording.id, begin=0.0, end=recording.seconds,
    )  # fmt: skip
    try:
        sources.book.apply(heard)
        state = sources.archive.verify(recording)
    except Rejected as error:
        return error.message
    except ArchiveError as error:
        if error.code not in _LEFT_OUT:
            raise
        return error.message
    return {
        State.WHOLE: "",
        State.CHANGED: "This recording was changed in the archive, and cannot be trusted.",
        State.GONE: "This recording is not in the archive any more.",
    }[state]


def _audio(recording: Recording, sources: Sources) -> IO[bytes]:
    return sources.archive.open(recording, sources.unlock)


def case_of(book: Book, ticket: str) -> Case:
    """By its number, as 48213 or TK-0048213. ConsoleError ``no_ticket``."""
    digits = ticket.upper().removeprefix("TK-").strip()
    found = book.ticket_by_number(int(digits)) if digits.isascii() and digits.isdigit() else None
    case = book.case(found.id) if found is not None else None
    if case is None:
        raise ConsoleError("no_ticket", f"There is no ticket {ticket}.")
    return case
