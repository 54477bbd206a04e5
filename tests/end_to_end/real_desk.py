"""A desk on real SIP: the real engine process, the real store on its thread, no window.

    maya = real_desks("maya.torres", "2041")
    maya.until(lambda: maya.board.ringing, "it rings")

The Qt event loop runs while a test waits, so everything arrives as it does in the console.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
import uuid6
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

import resources
from console.desk import intents as ask
from console.desk.board import Board
from console.desk.calling import CallCard
from console.desk.desk import Desk
from console.desk.escalating import TransferCard
from console.desk.parts import Means
from console.desk.seat import Me
from console.desk.terms import Terms
from console.keeper import StoreKeeper
from store.book import Book, Case
from store.escalation import Escalation
from store.open import open_book
from telephony.commands import Account
from telephony.launch import Launch
from telephony.phone import Phone
from telephony.recording import Recording
from tests.agents import PATIENCE

T = TypeVar("T")
KEY = bytes(range(32))


def _later(seconds: float, call: Callable[[], None]) -> Callable[[], None]:
    timer = QTimer(QCoreApplication.instance(), singleShot=True)
    timer.timeout.connect(call)
    timer.start(round(seconds * 1000))
    return timer.stop


class RealDesk:
    """``store`` is a file; two desks with the same one share their store.

    ``record`` is what the engine is told of recording, ``recording`` what the desk goes by.
    With ``clock`` time passes for the desk too; else nothing happens by itself.
    """

    def __init__(self, key: str, extension: str, folder: Path, store: Path, **policy: Any) -> None:
        folder.mkdir(parents=True)
        self.log = folder / "engine.log"
        self.journal = folder / "journal.db"
        self.recordings: Path = policy.pop("recordings", folder / "recordings")
        account = {
            "uri": f"sip:{extension}@127.0.0.1",
            "bind": "127.0.0.1",
            "display_name": key,
            **policy.pop("account", {}),
        }
        level, role = policy.pop("level", 1), policy.pop("role", "agent")
        clock = policy.pop("clock", False)
        launch = Launch(
            socket=folder / "s",
            lock=folder / "l",
            journal=self.journal,
            log=self.log,
            hold_music=policy.pop("hold_music", resources.path("sounds/hold_music.wav")),
            linger=3,
            sounds=policy.pop("sounds", None),
            recordings=self.recordings,
        )
        record = policy.pop("record", Recording())
        self.phone = Phone(Account(**account), launch, sound=policy.pop("sound", None), recording=record)
        self.keeper = StoreKeeper(
            lambda: open_book(f"sqlite:///{store}"), told_changed=self._changed, told_down=self._down
        )
        settings: dict[str, Any] = {
            "own": (extension,),
            "floor_key": KEY,
            "ring_seconds": 20.0,
            "notify_seconds": 20.0,
            "missed_is_away": False,  # a busy machine lets a telephone ring for long
        }
        self.desk = Desk(
            Board(me=Me(key=key, name=key, extension=extension, role=role, level=level)),
            phone=self.phone,
            keeper=self.keeper,
            terms=Terms(**(settings | policy)),
            now=lambda: datetime.now(UTC),
            new_id=uuid6.uuid7,
            means=Means(later=_later) if clock else None,
        )
        self.keeper.start()
        self.desk.start()
        self.until(lambda: self.board.phone.registered and self.board.phone.uri, "the engine is there")

    def _changed(self) -> None:
        self.desk.refresh()

    def _down(self, why: str) -> None:
        self.desk.store_is_down(why)

    @property
    def board(self) -> Board:
        return self.desk.board

    @property
    def uri(self) -> str:
        return self.board.phone.uri

    @property
    def card(self) -> CallCard:
        assert self.board.cards
        return self.board.cards[0]

    @property
    def transfer(self) -> TransferCard:
        assert self.board.transfer is not None
        return self.board.transfer

    def do(self, intent: ask.Intent) -> None:
        refusal = self.desk.do(intent)
        assert refusal is None, refusal

    def until(self, condition: Callable[[], T], what: str, seconds: float = PATIENCE) -> T:
        """Run the event loop until ``condition`` gives something true, and give that."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = condition()
            if found:
                return found
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        raise AssertionError(f"not within {seconds} s: {what}; {self._in_short()}")

    def _in_short(self) -> str:
        cards = [(c.name, c.state.value, c.held, c.handover and c.handover.trust) for c in self.board.cards]
        transfer = self.board.transfer
        return f"cards {cards}, transfer {transfer and (transfer.state, transfer.step)}, {self.board.notices}"

    def query(self, ask_book: Callable[[Book], T]) -> T:
        """Ask the store and wait for the answer; everything queued before is stored by then."""
        got: list[T] = []
        self.keeper.run(ask_book, got.append)
        self.until(lambda: got, "the store answers")
        return got[0]

    def only_case(self) -> Case:
        """The whole story, if there is exactly one ticket."""

        def read(book: Book) -> Case | None:
            rows = book.tickets()
            assert len(rows) == 1, rows
            return book.case(rows[0].ticket.id)

        case = self.query(read)
        assert case is not None
        return case

    def escalation(self) -> Escalation:
        (record,) = self.only_case().escalations
        return record

    def steps(self) -> list[tuple[str, int]]:
        return [(s.step, s.code) for s in self.only_case().steps]

    def kill_engine(self) -> int:
        pid = self.phone.engine_pid
        assert pid
        os.kill(pid, signal.SIGKILL)
        return pid

    def close(self) -> None:
        self.phone.close(quit_engine=True, hang_up=True)
        assert self.keeper.stop()


StartDesk = Callable[..., RealDesk]


@pytest.fixture
def real_desks(qapp: QCoreApplication, warmline_home: Path) -> Iterator[StartDesk]:
    """Start desks; ``store`` names the store's file, shared by those that name the same one."""
    desks: list[RealDesk] = []

    def start(key: str, extension: str, *, store: str = "floor", **policy: Any) -> RealDesk:
        folder = warmline_home / f"d{len(desks)}"
        desk = RealDesk(key, extension, folder, warmline_home / f"{store}.db", **policy)
        desks.append(desk)
        return desk

    yield start
    for desk in desks:
        desk.close()
