"""A trainer needs no SIP account: no engine is started until there is one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console import places
from console import settings as settings_
from console.account import has_phone
from console.bootstrap import Console
from console.desk import intents as ask
from console.desk.seat import EngineState
from console.quiet_phone import QuietPhone
from store.values import replace
from telephony.phone import Phone

TRAINER = """
[person]
key = "ines.vidal"
name = "Ines Vidal"
role = "trainer"
"""


@pytest.fixture
def make(warmline_home: Path, qtbot: QtBot) -> Callable[[str], Console]:
    def make_one(text: str) -> Console:
        file = warmline_home / "desk.toml"
        file.write_text(text)
        return Console(settings_.load(file), places.of(config=file).prepare(), headless=True)

    return make_one


def test_who_has_a_telephone(make: Callable[[str], Console]) -> None:
    assert not has_phone(make(TRAINER).settings)
    assert has_phone(make(TRAINER + '[sip]\nid = "4012"\n').settings)
    assert has_phone(make(TRAINER.replace("trainer", "agent")).settings)


def test_a_trainer_without_an_account_starts_no_engine_and_has_their_store(
    make: Callable[[str], Console], qtbot: QtBot
) -> None:
    console = make(TRAINER)
    try:
        assert isinstance(console.phone, QuietPhone)
        console.phone.prepare()
        console.open()
        read: list[int] = []
        console.keeper.run(lambda book: len(book.policies()), read.append)
        qtbot.waitUntil(lambda: bool(read), timeout=30_000)
        assert console.desk.board.phone.engine is EngineState.NONE
        assert console.phone._engine is None
        assert not console.places.engine_socket.exists()
        assert console.desk.do(ask.SetPresence(presence="away", reason="break")) is None
        console.desk.do(ask.RegisterAgain())
        said = [n.values.get("why", "") for n in console.desk.board.notices]
        assert any("no telephone at this desk" in text for text in said)
    finally:
        console.close()


def test_an_account_turns_the_telephone_on(
    make: Callable[[str], Console], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(Phone, "open", lambda _, listener: opened.append(listener))
    console = make(TRAINER)
    try:
        console.open()
        assert opened == []
        now = console.preferences.settings
        console.preferences.change(replace(now, sip=replace(now.sip, id="4012")))
        assert opened == [console.desk]
    finally:
        console.close()
