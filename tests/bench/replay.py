"""A trainer's replay: an hour of a case with three legs, kept encrypted, on the real archive and the real window.

"Opened": from the intent until the line is drawn with all its outlines, everything read from the store and the
archive, the first one with nothing imported before. "Seek": from the intent until the first sample of the new place
is given to the sound device, which is none here: what the sound server adds is not in it.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.bench.figures import Aim, Figure
from tests.bench.setup import Setup

SECONDS, QUICK_SECONDS = 3_600, 120
OPENS, SEEKS = 20, 60


def measure(setup: Setup) -> list[Figure]:
    """All on SQLite and a folder."""
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    seconds = QUICK_SECONDS if setup.quick else SECONDS
    case, archive, unlock = _made(setup.folder, seconds)
    room = _Room(setup.folder, case, archive, unlock)
    opened = [room.open() for _ in range(setup.times(OPENS) + 1)]
    room.play()
    seeks = [room.seek(n) for n in range(setup.times(SEEKS))]
    stood = room.stand()
    still = [room.seek(n) for n in range(setup.times(SEEKS))] if stood else seeks
    room.close()
    of = f"{seconds // 60} minutes, 3 legs, encrypted"
    return [
        Figure(title=f"Case opened, the first one, {of}", unit="ms", samples=(opened[0],)),
        Figure(
            title=f"Case opened and painted, {of}", unit="ms", samples=tuple(opened[1:]), aim=Aim(of="p95", limit=300)
        ),
        Figure(title=f"Seek while it plays, {of}", unit="ms", samples=tuple(seeks), aim=Aim(of="p95", limit=50)),
        Figure(title=f"Seek while it stands, {of}", unit="ms", samples=tuple(still), aim=Aim(of="p95", limit=50)),
    ]  # fmt: skip


def _made(folder: Path, seconds: float) -> tuple[Any, Any, Any]:
    """The invented case, drawn out to that length, with sound."""
    from datetime import timedelta

    import numpy as np

    from console.ui import invented_replay as r
    from store.archive.keys import new_key, public_of, unwrap
    from store.recordings import Archive
    from store.values import replace
    from telephony.recording import Note, head

    private = new_key()
    archive = Archive(str(folder / "archive"), work=folder / "work", public_key=public_of(private))
    noise = np.random.default_rng(1)
    recordings = []
    began = r.BEGAN
    legs = {
        r.A: (0.0, seconds * 0.5),
        r.B: (seconds * 0.4, seconds * 0.1),
        r.C: (seconds * 0.5, seconds * 0.5),
    }
    for recording in r.CASE.recordings:
        if recording.id not in legs:
            continue
        begin, length = legs[recording.id]
        piece = noise.normal(0, 1500, (30 * 16_000, 2)).astype("<i2")
        piece[(np.arange(len(piece)) // 32_000) % 3 == 0] //= 64
        samples = np.tile(piece, (int(length / 30) + 1, 1))[: int(length * 16_000)]
        wav = folder / f"{recording.id.hex}.wav"
        note = Note(
            recording=recording.id.hex, call=recording.call.hex if recording.call else "", started_at=began
        )
        wav.write_bytes(head(note, samples.nbytes) + samples.tobytes())
        kept = archive.keep(wav, recording.id)
        wav.unlink()
        recordings.append(
            replace(
                recording, started_at=began + timedelta(seconds=begin), seconds=length, name=kept.name,
                size=kept.size, sha256=kept.sha256, peaks=kept.peaks, key=kept.key, pauses=(),
            )
        )  # fmt: skip
    case = replace(r.CASE, recordings=tuple(recordings))
    return case, archive, lambda recording, wrapped: unwrap(wrapped, private, recording)


class _Sink:
    """A sound device that takes what it is given, and says when the first of it came."""

    def __init__(self) -> None:
        self.first = 0.0
        self._waiting = 0

    def open(self, _: str) -> str:
        self.first, self._waiting = 0.0, 0
        return ""

    def close(self) -> None:
        self._waiting = 0

    def waiting(self) -> int:
        return self._waiting

    def write(self, samples: bytes) -> None:
        self.first = self.first or time.perf_counter()
        self._waiting += len(samples) // 2


class _Room:
    """A desk, its window, its store and its player."""

    def __init__(self, folder: Path, case: Any, archive: Any, unlock: Any) -> None:
        from datetime import UTC, datetime

        import uuid6
        from PySide6.QtWidgets import QApplication

        from console.desk.board import Board
        from console.desk.desk import Desk
        from console.desk.parts import Means
        from console.desk.seat import Me
        from console.desk.terms import Terms
        from console.keeper import StoreKeeper
        from console.player.late import LateSources
        from console.player.player import Player
        from console.ui import invented as i
        from console.ui.window import Window
        from store.changes import PutDirectory
        from store.directory import Person
        from store.open import open_book
        from store.records import Records
        from store.values import replace
        from telephony.scripted import ScriptedPhone

        self.app = QApplication.instance() or QApplication([])
        self.ticket: UUID = case.ticket.id
        url = f"sqlite:///{folder / 'replay.db'}"
        book = open_book(url)
        book.load(  # type: ignore[attr-defined]
            [
                Records(
                    customers=(case.customer,), tickets=(case.ticket,), escalations=case.escalations,
                    calls=case.calls, legs=case.legs, entries=case.entries, steps=case.steps,
                    kept=case.recordings,
                )
            ]
        )  # fmt: skip
        people = (*i.DIRECTORY.people, Person(key="ines", name="Ines", role="administrator"))
        directory = replace(i.DIRECTORY, people=people)
        book.apply(PutDirectory(id=uuid6.uuid7(), at=datetime.now(UTC), person="ines", directory=directory))
        book.close()

        def sources() -> Any:
            from console.player.archive import ArchiveSources

            return ArchiveSources(lambda: (archive, unlock))

        self.sink = _Sink()
        self.player = Player(LateSources(sources), lambda _: self.sink)
        self.keeper = StoreKeeper(lambda: open_book(url), told_changed=lambda: None, told_down=lambda _: None)
        self.desk = Desk(
            Board(me=Me(key="ines", name="Ines", role="administrator")), phone=ScriptedPhone(),
            keeper=self.keeper, terms=Terms(), now=lambda: datetime.now(UTC), new_id=uuid6.uuid7,
            means=Means(player=self.player),
        )  # fmt: skip
        self.window = Window(theme="light", language="en-GB", do=self.desk.do, motion=False)
        self.window.resize(1440, 900)
        self.desk.watch(self.window.show_board)
        self.desk.watch_replay(self.window.show_played)
        self.window.show()
        self.desk.start()
        self.keeper.start()
        self.window.show_board(self.desk.board)
        self.window.go("review")
        self._until(lambda: bool(self.desk.board.directory.people))

    def _until(self, true: Callable[[], bool], seconds: float = 30.0) -> None:
        end = time.perf_counter() + seconds
        while not true():
            self.app.processEvents()
            if time.perf_counter() > end:
                raise TimeoutError("nothing came")

    def open(self) -> float:
        """Milliseconds."""
        from console.desk.intents_replay import ShowReplay

        self.desk.do(ShowReplay(ticket=None))
        self.app.processEvents()
        began = time.perf_counter()
        self.desk.do(ShowReplay(ticket=self.ticket))
        self._until(lambda: self.desk.board.replay is not None and self.desk.board.replay.opened)
        self.window.pages.review.replay.canvas.repaint()
        self.app.processEvents()
        took = (time.perf_counter() - began) * 1000
        card = self.desk.board.replay
        assert card is not None
        assert len(card.shapes) == len(card.line.heard) == 3
        return took

    def play(self) -> None:
        from console.desk.intents_replay import PlayReplay

        self.desk.do(PlayReplay(on=True))
        self._until(lambda: bool(self.desk.board.replay and self.desk.board.replay.playing))

    def stand(self) -> bool:
        from console.desk.intents_replay import PlayReplay

        self.desk.do(PlayReplay(on=False))
        self._until(lambda: not (self.desk.board.replay and self.desk.board.replay.playing))
        return True

    def seek(self, n: int) -> float:
        """Milliseconds, to a place that was never read."""
        from console.desk.intents_replay import SeekReplay

        card = self.desk.board.replay
        assert card is not None
        at = (n * 0.618034 % 1.0) * card.line.seconds
        told: list[float] = []
        stop = self.desk.watch_replay(lambda played: told.append(played.at))
        self.sink.first = 0.0
        began = time.perf_counter()
        self.desk.do(SeekReplay(at=at))
        self._until(lambda: any(abs(where - at) < 0.5 for where in told))
        stop()
        ended = self.sink.first or time.perf_counter()
        return (ended - began) * 1000

    def close(self) -> None:
        self.player.end()
        self.keeper.stop()
        self.window.close()
