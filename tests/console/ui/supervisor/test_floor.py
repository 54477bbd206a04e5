"""The page of the floor: tiles, or many a table; who waits, what is at risk, and what a supervisor does."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from console.desk import intents as ask
from console.desk import intents_inbox as cases
from console.ui import gallery, invented
from console.ui import scenes_supervisor as scenes
from console.ui.supervisor.floor_rows import edge_of
from store.coaching import ConductGoals
from store.floor import FloorCall
from store.policy import Policy
from store.values import replace
from tests.console.ui.screens import Screen


def show(screen: Screen, scene: str = "floor") -> None:
    gallery.show(screen.window, scenes.SUPERVISOR_SCENES[scene]())
    screen.settle()


def test_R51_the_floor_is_asked_for_while_it_is_looked_at(screen: Screen) -> None:
    screen.show(scenes.BOARD)
    screen.key("Ctrl+5")
    assert screen.window.place == "floor"
    assert screen.desk.take() == [cases.WatchFloor(on=True)]
    screen.press("rail.desk")
    assert screen.desk.take(cases.WatchFloor) == [cases.WatchFloor(on=False)]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("agent", False),
        ("trainer", False),
        ("supervisor", True),
        ("escalation_manager", True),
        ("administrator", True),
    ],
)
def test_R51_the_floor_is_a_place_of_those_who_answer_for_it(screen: Screen, role: str, seen: bool) -> None:
    screen.show(replace(invented.IDLE, me=replace(invented.DANIEL, role=role)))
    assert screen.visible("rail.floor") is seen


def test_R51_a_tile_tells_state_customer_talk_hold_and_hops(screen: Screen) -> None:
    show(screen)
    tile = screen.find("floor.tile.agent.1")
    assert (
        tile.accessibleName()
        == "Bo Jensen, Billing, Customer on hold, Cobalt Opticians · Two branches offline"
    )
    assert (tile._talk.value.text(), tile._hold.value.text(), tile._hops.value.text()) == (
        "14:10",
        "04:36",
        "1",
    )
    assert tile.item.edge == "bad", "on hold for too long"
    assert screen.find("floor.tile.agent.5").item.edge == "warn", "the second hop"
    screen.clock.pass_(10)
    screen.window.tick()
    assert (tile._talk.value.text(), tile._hold.value.text()) == ("14:20", "04:46")
    quiet = screen.find("floor.tile.agent.7")
    assert quiet._since.value.text() == "01:16"


def test_R51_what_stands_out_comes_first(screen: Screen) -> None:
    show(screen)
    grid = screen.window.pages.floor._grid
    first = [grid.itemAtPosition(0, n).widget().item.key for n in range(2)]
    assert first == ["agent.1", "agent.5"]


def test_R51_key_figures_are_of_everybody(screen: Screen) -> None:
    show(screen)
    texts = {
        n: screen.text(f"floor.figure.{n}")
        for n in ("calls", "available", "waiting", "answered", "abandoned")
    }
    assert texts == {"calls": "6", "available": "3", "waiting": "5", "answered": "91 %", "abandoned": "3"}


def test_R51_one_team_alone(screen: Screen) -> None:
    show(screen)
    screen.press("floor.team.billing")
    assert screen.text("floor.count") == "3 colleagues, live"
    assert not screen.visible("floor.tile.agent.0")
    screen.press("floor.team.all")
    assert screen.visible("floor.tile.agent.0")


def test_R51_more_than_thirty_are_a_table_that_sorts(screen: Screen) -> None:
    show(screen, "floor_many")
    table = screen.window.pages.floor.table
    model = table.model()
    assert table.isVisible()
    assert model.rowCount() == 108
    top = [model.index(n, 0).data() for n in range(9)]
    assert {name.rsplit(" ", 1)[0] for name in top} == {"Bo Jensen"}, "what stands out comes first"
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert model.index(0, 0).data().startswith("Ana Ribeiro")
    screen.press("floor.exceptions")
    assert model.rowCount() == 18
    screen.press("floor.exceptions")
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    table.setCurrentIndex(model.index(0, 0))
    screen.settle()
    assert screen.visible(f"floor.listen.{table.chosen().key}")


def test_R51_who_waits_as_the_pbx_says_or_as_consoles_know(screen: Screen) -> None:
    show(screen)
    rows = [w.accessibleName() for w in screen.window.pages.floor._waits.widgets()]
    assert rows[0] == "Elena Markovic, Billing, 04:12"
    assert not screen.visible("floor.waits_from")
    screen.show(replace(scenes.ON_FLOOR, floor=replace(scenes.FLOOR, waiting=(), queues_known=False)))
    assert screen.visible("floor.no_waits")
    assert screen.visible("floor.waits_from")


def test_R51_a_call_that_rings_here_can_be_taken(screen: Screen) -> None:
    show(screen)
    one = scenes.SUPERVISOR_SCENES["floor_long"]().board.floor
    assert one is not None
    rings = replace(invented.RINGING, ticket=one.waiting[0].ticket)
    floor = replace(scenes.FLOOR, waiting=one.waiting)
    screen.show(replace(scenes.ON_FLOOR, floor=floor, cards=(rings,)))
    screen.desk.take()
    screen.press(f"floor.take.{one.waiting[0].call.hex}")
    assert ask.Answer(call=rings.call) in screen.desk.take()


def test_R51_a_ticket_at_risk_opens_its_case_in_the_inbox(screen: Screen) -> None:
    show(screen)
    screen.desk.take()
    risk = scenes.FLOOR.at_risk[1]
    screen.press(f"floor.risk.{risk.ticket.hex}")
    assert screen.window.place == "escalations"
    assert ask.OpenTicket(ticket=risk.ticket) in screen.desk.take()


@pytest.mark.parametrize("ear", ["listen", "whisper", "join"])
def test_R52_a_call_is_heard_from_its_tile(screen: Screen, ear: str) -> None:
    show(screen)
    screen.desk.take()
    screen.press(f"floor.{ear}.agent.1")
    assert screen.desk.take() == [ask.Listen(person="agent.1", ear=ear)]


def test_R28_a_message_is_a_comment_on_the_case_in_hand(screen: Screen) -> None:
    show(screen)
    screen.desk.take()
    screen.press("floor.message.agent.1")
    screen.press("floor.send")
    assert screen.text("floor.message.problem") == "The message is empty."
    screen.type("floor.message", "Offer a call back.")
    screen.press("floor.send")
    ticket = scenes.PEOPLE[1].calls[0].ticket
    assert screen.desk.take() == [cases.Comment(ticket=ticket, text="@agent.1 Offer a call back.")]


def test_R51_a_colleague_is_called_or_sent_the_call_at_hand(screen: Screen) -> None:
    show(screen)
    screen.desk.take()
    screen.press("floor.call.agent.7")
    assert screen.desk.take(ask.Dial) == [ask.Dial(target="agent.7")]
    show(screen, "floor_call")
    assert screen.find("floor.call.agent.7").caption == "Send my call"
    screen.desk.take()
    screen.press("floor.call.agent.7")
    assert screen.desk.take()[:2] == [
        ask.OpenEscalate(call=invented.CALL.call), ask.EditEscalate(fields={"target": "agent.7"})
    ]  # fmt: skip
    assert screen.window.place == "desk"


def test_an_empty_floor_says_what_to_do(screen: Screen) -> None:
    show(screen, "floor_empty")
    assert screen.visible("floor.none")


@pytest.mark.parametrize(
    ("hold", "talk", "hops", "edge"),
    [
        (0, 60, 0, ""),
        (119, 60, 1, ""),
        (121, 60, 0, "warn"),
        (241, 300, 0, "bad"),
        (0, 900, 0, "warn"),
        (0, 1, 2, "warn"),
    ],
)
def test_what_stands_out(hold: float, talk: float, hops: int, edge: str) -> None:
    call = scenes.PEOPLE[2].calls[0]
    assert isinstance(call, FloorCall)
    since = invented.NOW - timedelta(seconds=talk)
    assert edge_of(replace(call, hold_seconds=hold, answered_at=since, hops=hops), invented.NOW, 120) == edge
    assert edge_of(None, invented.NOW, 120) == ""


@pytest.mark.parametrize(("goal", "edge"), [(120, "bad"), (200, "warn"), (300, ""), (0, "bad")])
def test_R51_R62_a_hold_stands_out_by_the_goal_of_the_policy(screen: Screen, goal: int, edge: str) -> None:
    show(screen)
    policy = Policy(conduct=ConductGoals(hold=goal))
    screen.show(replace(scenes.SUPERVISOR_SCENES["floor"]().board, policy=policy))
    assert screen.find("floor.tile.agent.1").item.edge == edge, "on hold for 04:36"
    assert screen.find("floor.tile.agent.7").item.edge == ""
