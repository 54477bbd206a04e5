"""Which places somebody has on the rail, role by telephone (R33)."""

import pytest

from console.desk.board import Board
from console.desk.seat import EngineState, PhoneLine
from console.ui import gallery, invented, invented_replay, scenes_supervisor
from console.ui.scenes import SCENES
from console.ui.shell.places import PLACES, home_of, places_of
from store.values import replace
from tests.console.ui.screens import Screen

CALLED = "desk calls escalations learning directory settings"
TRAINING = "review learning reports directory settings"
SENIOR = "desk calls escalations floor review learning reports directory settings"
QUIET_SENIOR = "escalations floor review learning reports directory settings"
TABLE = [
    ("agent", True, CALLED, "desk"),
    ("agent", False, "learning directory settings", "learning"),
    ("senior_agent", True, CALLED, "desk"),
    ("trainer", True, f"desk calls escalations {TRAINING}", "review"),
    ("trainer", False, TRAINING, "review"),
    ("supervisor", True, SENIOR, "escalations"),
    ("supervisor", False, QUIET_SENIOR, "escalations"),
    ("escalation_manager", True, SENIOR, "escalations"),
    ("escalation_manager", False, QUIET_SENIOR, "escalations"),
    ("administrator", True, SENIOR, "directory"),
    ("administrator", False, QUIET_SENIOR, "directory"),
]
NONE = PhoneLine(engine=EngineState.NONE)


def board(role: str, *, phone: bool) -> Board:
    """Idle, and nothing waits."""
    return replace(
        invented.IDLE,
        me=replace(invented.ME, role=role),
        phone=invented.PHONE if phone else NONE,
        cases=Board(me=invented.ME).cases,
    )


@pytest.mark.parametrize(("role", "phone", "places", "home"), TABLE)
def test_R33_the_rail_holds_what_role_and_telephone_can_use(
    screen: Screen, role: str, phone: bool, places: str, home: str
) -> None:
    of = board(role, phone=phone)
    assert " ".join(places_of(of)) == places
    assert home_of(of) == home
    screen.window.go(home)
    screen.show(of)
    assert [p for p in PLACES if screen.visible(f"rail.{p}")] == places.split()


def test_R33_a_team_without_escalation_has_another_first_place() -> None:
    of = board("supervisor", phone=True)
    me = replace(of.me, department="support")
    quiet = replace(of, me=me, policy=replace(of.policy, off_for=frozenset({"support"})))
    assert "escalations" not in places_of(quiet)
    assert home_of(quiet) == "desk"


def test_what_waits_for_a_trainer_without_a_telephone_is_in_reach(screen: Screen) -> None:
    of = board("trainer", phone=False)
    screen.window.go("review")
    screen.show(replace(of, cases=scenes_supervisor.BOARD.cases))
    assert screen.visible("rail.escalations")
    screen.show(of)
    assert not screen.visible("rail.escalations")


def test_the_place_that_is_looked_at_is_on_the_rail(screen: Screen) -> None:
    """A search leads to a ticket at the desk; who has none finds the way back by the rail."""
    screen.window.go("desk")
    screen.show(board("trainer", phone=False))
    assert screen.find("rail.desk").isChecked()
    screen.press("rail.review")
    assert not screen.visible("rail.desk")


def test_a_key_leads_to_no_place_that_is_not_there(screen: Screen) -> None:
    screen.window.go("review")
    screen.show(board("trainer", phone=False))
    for key in ("Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+5"):
        screen.key(key)
        assert screen.window.place == "review", key
    screen.key("Ctrl+8")
    assert screen.window.place == "learning"


def test_the_assistant_leads_to_where_the_role_works(screen: Screen) -> None:
    gallery.show(screen.window, SCENES["assistant_account"]())
    screen.show(invented_replay.board(None, phone=NONE))
    screen.press("assistant.later")
    assert screen.window.place == "review"
