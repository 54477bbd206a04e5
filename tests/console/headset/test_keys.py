"""What each key does where, against boards as the desk makes them."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from console.desk import intents
from console.desk.board import Board
from console.desk.calling import CallCard
from console.desk.escalating import TransferCard
from console.desk.intents import Intent
from console.desk.seat import Me
from console.headset.keys import TABLE, Act, Place, Situation, intent, lamps, situation
from console.headset.reports import Key, Lamp
from store.values import replace
from telephony.call import CallState, Direction
from telephony.transfer import State

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def card(call: str, state: CallState = CallState.UP, **more: object) -> CallCard:
    base = CallCard(call=call, direction=Direction.IN, state=state, name="", number="", since=NOW)
    return replace(base, **more)  # type: ignore[arg-type]


def board(*cards: CallCard, transfer: TransferCard | None = None, selected: str | None = None) -> Board:
    return Board(me=Me(key="maya", name="Maya"), cards=cards, transfer=transfer, selected=selected)


CONSULT = TransferCard(
    transfer="t",
    escalation=UUID(int=1),
    customer="a",
    consult="b",
    state=State.READY,
    target="d",
    target_name="D",
    since=NOW,
    consult_alive=True,
)
UP, HELD = card("a"), card("a", held=True)
RINGS = card("r", CallState.RINGING)
DIALLED = card("o", CallState.RINGING, direction=Direction.OUT)


@pytest.mark.parametrize(
    ("on_desk", "expected"),
    [
        (board(), Situation()),
        (board(RINGS), Situation(place=Place.RINGING)),
        (board(DIALLED), Situation(place=Place.DIALLING, call="o")),
        (board(UP), Situation(place=Place.TALKING, call="a")),
        (board(card("a", muted=True)), Situation(place=Place.TALKING, call="a", muted=True)),
        (board(HELD), Situation(place=Place.HELD, call="a", held=True, waits=True)),
        (board(UP, RINGS), Situation(place=Place.KNOCKED, call="a")),
        (board(UP, RINGS, selected="r"), Situation(place=Place.KNOCKED, call="a")),
        (board(HELD, card("b")), Situation(place=Place.TWO_LINES, call="b")),
        (board(HELD, card("b"), selected="b"), Situation(place=Place.TWO_LINES, call="b")),
        (board(HELD, transfer=CONSULT), Situation(place=Place.CONSULT, call="b")),
        (
            board(HELD, transfer=replace(CONSULT, state=State.RETURNED)),
            Situation(place=Place.HELD, call="a", held=True, waits=True),
        ),
        (
            board(HELD, transfer=replace(CONSULT, consult_alive=False)),
            Situation(place=Place.HELD, call="a", held=True, waits=True),
        ),
    ],
)
def test_how_a_board_looks_from_the_headset(on_desk: Board, expected: Situation) -> None:
    assert situation(on_desk) == expected


@pytest.mark.parametrize(
    ("place", "key", "wish"),
    [
        (Place.RINGING, Key.HOOK, intents.Answer()),
        (Place.KNOCKED, Key.HOOK, intents.Answer()),
        (Place.TALKING, Key.HOOK, intents.HangUp(call="a")),
        (Place.DIALLING, Key.HOOK, intents.HangUp(call="a")),
        (Place.CONSULT, Key.HOOK, intents.HangUp(call="a")),
        (Place.IDLE, Key.HOOK, None),
        (Place.RINGING, Key.DROP, intents.Decline()),
        (Place.KNOCKED, Key.REJECT, intents.Decline()),
        (Place.TALKING, Key.REJECT, None),
        (Place.TALKING, Key.FLASH, intents.Hold(call="a")),
        (Place.HELD, Key.FLASH, intents.Resume(call="a")),
        (Place.TWO_LINES, Key.FLASH, intents.Swap()),
        (Place.TALKING, Key.MUTE, intents.Mute(on=True)),
        (Place.RINGING, Key.MUTE, None),
        (Place.IDLE, Key.REDIAL, intents.Redial()),
        (Place.TALKING, Key.REDIAL, None),
    ],
)
def test_what_a_key_asks_for(place: Place, key: Key, wish: Intent | None) -> None:
    assert intent(TABLE[place, key], Situation(place=place, call="a")) == wish


def test_every_place_and_key_is_in_the_table() -> None:
    assert set(TABLE) == {(place, key) for place in Place for key in Key if key is not Key.BUSY}


def test_mute_goes_the_other_way_or_where_the_switch_stands() -> None:
    muted = Situation(place=Place.TALKING, call="a", muted=True)
    assert intent(Act.MUTE, muted) == intents.Mute(on=False)
    assert intent(Act.MUTE, muted, mute=True) == intents.Mute(on=True)


@pytest.mark.parametrize("place", list(Place))
def test_ring_and_call_lamps(place: Place) -> None:
    lit = lamps(Situation(place=place))
    assert lit[Lamp.RING] == (place in (Place.RINGING, Place.KNOCKED))
    assert lit[Lamp.OFF_HOOK] == (place not in (Place.IDLE, Place.RINGING))
