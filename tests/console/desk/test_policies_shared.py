"""One store, several consoles: a policy that one of them approves is followed by the others (R82)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import uuid6
from pytestqt.qtbot import QtBot

from console.desk import intents_policy as ask
from console.desk.board import Board
from console.desk.desk import Desk
from console.desk.seat import Me
from console.desk.terms import Terms
from console.keeper import StoreKeeper
from store.changes import PutDirectory
from store.open import open_book
from telephony.scripted import ScriptedPhone
from tests.console.desk.test_desk_policies import PEOPLE, SOUND

pytestmark = pytest.mark.sip  # SQLite on disk, and its thread


@dataclass
class Console:
    """A desk on a store that others write to as well."""

    desk: Desk
    keeper: StoreKeeper

    @property
    def board(self) -> Board:
        return self.desk.board


@pytest.fixture
def console(tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[[str, str], Console]]:
    url = f"sqlite:///{tmp_path / 'floor.db'}"
    book = open_book(url)
    book.apply(PutDirectory(id=uuid4(), at=datetime.now(UTC), person="setup", directory=PEOPLE))
    book.close()
    made: list[Console] = []

    def make(me: str, role: str) -> Console:
        desks: list[Desk] = []

        def changed() -> None:
            desks[0].refresh()

        keeper = StoreKeeper(lambda: open_book(url), told_changed=changed, told_down=lambda _: None)
        desk = Desk(
            Board(me=Me(key=me, name=me, role=role)),
            phone=ScriptedPhone(),
            keeper=keeper,
            terms=Terms(country="GB"),
            now=lambda: datetime.now(UTC),
            new_id=uuid6.uuid7,
        )
        desks.append(desk)
        desk.start()
        keeper.start()
        made.append(Console(desk, keeper))
        qtbot.waitUntil(lambda: bool(desk.board.directory.people), timeout=90_000)
        return made[-1]

    yield make
    for each in made:
        assert each.keeper.stop(30.0)


def test_R82_what_one_console_approves_the_others_follow_at_once(
    console: Callable[[str, str], Console], qtbot: QtBot
) -> None:
    nora = console("nora.lind", "escalation_manager")
    amir = console("amir.haddad", "administrator")
    maya = console("maya.torres", "agent")
    assert nora.desk.do(ask.EditDraft(policy=SOUND)) is None
    assert nora.desk.do(ask.SaveDraft(note="refunds")) is None
    qtbot.waitUntil(lambda: bool(amir.board.policies), timeout=90_000)
    assert maya.board.policy.version == 0
    assert amir.desk.do(ask.ApproveVersion(version=1)) is None
    qtbot.waitUntil(lambda: maya.board.policy.version == 1, timeout=90_000)
    assert maya.board.policy.rules == SOUND.rules
    qtbot.waitUntil(lambda: nora.board.policy.version == 1, timeout=90_000)
