"""`warmline export` and `warmline verify`."""

from datetime import UTC, datetime
from pathlib import Path

import uuid6

from console.archiving.made import archive_to_read, keys_of
from console.errors import ConsoleError
from console.exporting.taking import Sources, case_of, export
from console.exporting.verifying import Fault, Finding, verify
from console.opening import settings_of
from console.places import Places
from store.errors import StoreError
from store.open import open_book

EXIT_DONE = 0
EXIT_CHANGED = 3


def run_export(ticket: str, out: Path, places: Places) -> int:
    """Write a case; the exit code. ConsoleError if it cannot be."""
    from console.exporting.wording import ExportWords  # noqa: PLC0415 - a window's words

    settings = settings_of(places)
    places.prepare()
    words = ExportWords(settings.ui.language)
    try:
        book = open_book(settings.store.url or places.store_url)
        try:
            sources = Sources(
                book=book, archive=archive_to_read(settings, places), unlock=keys_of(settings).unlock,
                person=settings.person.key, center=settings.floor.name, now=lambda: datetime.now(UTC),
                new_id=uuid6.uuid7,
            )  # fmt: skip
            written = export(
                case_of(book, ticket), out.absolute(), sources, say=words.say, words=words.moments(),
                page_words=words.page(),
            )  # fmt: skip
        finally:
            book.close()
    except StoreError as error:
        raise ConsoleError(error.code, error.message) from error
    print(f"The case is in {out}. Recordings: {written.recordings}.")
    for why in written.left_out:
        print(f"Left out: {why}")
    print(f"Seal: {written.seal}")
    return EXIT_DONE


def run_verify(path: Path, seal: str) -> int:
    """Say what is wrong with an export; 0 if nothing, 3 if something. ConsoleError if it cannot be read."""
    found = verify(path)
    for finding in found.findings:
        print(_said(finding, path))
    if not found.findings and seal and not found.seal.startswith(seal.strip().lower()):
        print(f"{path}: whole, but not the one of this seal: somebody has written it anew.")
        return EXIT_CHANGED
    if not found.findings:
        print(f"{path}: all {found.files} files are as they were written. Seal: {found.seal}")
    return EXIT_CHANGED if found.findings else EXIT_DONE


def _said(finding: Finding, path: Path) -> str:
    name = finding.file if finding.file.isprintable() else ascii(finding.file)
    if not finding.file:
        return f"{path}: changed outside of its files"
    if finding.fault is not Fault.CHANGED or finding.begin is None or finding.end is None:
        return f"{name}: {finding.fault}"
    return f"{name}: changed between byte {finding.begin} and byte {finding.end}"
