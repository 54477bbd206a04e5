"""`warmline report`: the figures of a time from this profile's store, as CSV or JSON."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from console import report_csv, whole_file
from console.desk.intents_reports import Asked
from console.desk.reports import filter_of, zone_of
from console.errors import ConsoleError
from console.opening import settings_of
from console.places import Places
from store.directory import Directory
from store.errors import StoreError
from store.open import open_book
from store.reports import Report, Step

EXIT_DONE = 0


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed; days as ``2026-03-31``, "" is not said."""

    since: str = ""
    until: str = ""
    step: str = ""
    departments: Sequence[str] = ()
    kinds: Sequence[str] = ()
    reasons: Sequence[str] = ()
    levels: Sequence[int] = ()
    compare: bool = True


def run(wish: Wish, places: Places, *, kind: str, out: Path | None) -> int:
    """Work it out, and write it to ``out`` or to stdout. ConsoleError if it cannot be."""
    asked = _asked(wish)
    settings = settings_of(places)
    try:
        book = open_book(settings.store.url or places.prepare().store_url)
        try:
            now = datetime.now(UTC)
            report = book.report(filter_of(asked, zone_of(book, now), now))
            directory = book.directory()
        finally:
            book.close()
    except StoreError as error:
        raise ConsoleError(error.code, error.message) from error
    except ValueError as error:
        raise ConsoleError("bad_report", f"This cannot be reported: {error}.") from error
    _write(_content(report, directory, kind), out)
    return EXIT_DONE


def _asked(wish: Wish) -> Asked:
    return Asked(
        span="", since=_day("--since", wish.since), until=_day("--until", wish.until),
        step=Step(wish.step) if wish.step else None, departments=frozenset(wish.departments),
        kinds=frozenset(wish.kinds), reasons=frozenset(wish.reasons), levels=frozenset(wish.levels),
        compare=wish.compare,
    )  # fmt: skip


def _day(option: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ConsoleError("bad_day", f"{option} {text}: say a day as 2026-03-31.") from error


def _content(report: Report, directory: Directory, kind: str) -> bytes:
    if kind == "json":
        return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"

    def name(what: str, key: str) -> str:
        department = directory.department(key) if what == "departments" else None
        return department.name if department is not None else key

    return ("\ufeff" + report_csv.text(report_csv.table(report, name))).encode()


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        whole_file.write(out.absolute(), content)
    except OSError as error:
        why = error.strerror or str(error)
        raise ConsoleError("not_written", f"{out} cannot be written: {why}.") from error
