"""Tab goes as one reads."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget

from console.ui import gallery, invented
from console.ui.scenes import SCENES
from console.ui.widgets.order import order_focus
from store.ticket import Outcome, Status
from store.values import replace
from tests.console.ui.screens import Screen


def tabbed(screen: Screen, start: QWidget, most: int = 60) -> list[str]:
    """What Tab reaches, beginning with ``start``."""
    start.setFocus()
    seen: list[str] = []
    for _ in range(most):
        focused = QApplication.focusWidget()
        if focused is None or focused.objectName() in seen:
            break
        seen.append(focused.objectName())
        screen.window.focusNextChild()
    return seen


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("call", ["call.hold", "call.mute", "call.keypad", "call.note", "call.escalate", "call.manager", "call.survey",
                  "call.end", "steps.ask", "customer.wrong", "customer.ticket.TK-0047790"]),
        ("call", ["ticket.subject", "ticket.category", "ticket.severity", "ticket.status", "ticket.notes",
                  "ticket.save", "ticket.impact", "ticket.impact.more", "ticket.cause"]),
        ("escalate", ["escalate.functional", "escalate.hierarchical", "escalate.find", "escalate.department.network"]),
        ("escalate", ["escalate.reason.customer_impact", "escalate.tried", "escalate.expects",
                      "escalate.promise.hour", "escalate.promise.evening", "escalate.promise.morning",
                      "escalate.promise.own", "escalate.send", "escalate.blind", "escalate.consult"]),
        ("consult_ready", ["consult.back", "consult.drop", "consult.conference", "consult.complete"]),
        ("ringing", ["ringing.answer", "ringing.decline"]),
        ("wrapup", ["wrapup.code.complaint", "wrapup.code.no_answer", "wrapup.call_back", "wrapup.finish"]),
    ],
)  # fmt: skip
def test_tab_follows_reading(screen: Screen, name: str, order: list[str]) -> None:
    screen.show(SCENES[name]().board)
    order_focus(screen.window.root)
    seen = tabbed(screen, screen.find(order[0]))
    assert seen[: len(order)] == order


def test_the_calls_are_dialled_found_and_acted_on_in_that_order(screen: Screen) -> None:
    gallery.show(screen.window, SCENES["calls_chosen"]())
    order_focus(screen.window.root)
    seen = tabbed(screen, screen.find("dial.field"))
    wanted = ["dial.field", "dial.key.1", "dial.call", "calls.history", "history.find", "history.filter.all",
              "history.list", "history.open", "history.call_back"]  # fmt: skip
    assert [n for n in seen if n in wanted] == wanted


def test_the_shell_comes_first(screen: Screen) -> None:
    order_focus(screen.window.root)
    seen = tabbed(screen, screen.find("rail.desk"))
    assert seen[:8] == [
        "rail.desk", "rail.calls", "rail.escalations", "rail.learning", "rail.directory", "rail.settings",
        "top.search", "top.dial",
    ]  # fmt: skip


def test_a_new_row_is_reached_where_it_stands(screen: Screen) -> None:
    newer = invented.call_row(99, "New One", "", Outcome.RINGING, Status.NEW, 0)
    screen.show(replace(invented.IDLE, today=(newer, *invented.TODAY)))
    name = f"today.{newer.call.id.hex}"
    screen.bot.waitUntil(lambda: tabbed(screen, screen.find("top.state"))[1] == name, timeout=30_000)


def test_the_ring_stands_around_what_has_the_focus(screen: Screen) -> None:
    screen.show(SCENES["call"]().board)
    button = screen.find("call.note")
    button.setFocus()
    ring = screen.find("focus.ring")
    assert ring.isVisible()
    corner = button.mapTo(screen.window.centralWidget(), QPoint(0, 0))
    assert ring.geometry().topLeft() == corner - QPoint(4, 4)
