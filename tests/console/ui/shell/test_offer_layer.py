"""What a link asks lies over the page, beside what rings, and goes by Esc before anything else does."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from console.desk import intents as ask
from console.ui import invented
from console.ui.scenes import SCENES
from console.ui.scenes_phone import BOARD, LINK
from store.values import replace
from tests.console.ui.screens import Screen

BOTH = replace(invented.TALKING, cards=(*invented.TALKING.cards, invented.RINGING))


def painted(screen: Screen, name: str) -> QRect:
    """Where what is seen of a floating thing lies in the root."""
    widget = screen.find(name)
    pad = widget.PAD
    return QRect(widget.geometry().adjusted(pad, pad, -pad, -pad))


def test_nothing_is_made_before_the_first_link(screen: Screen) -> None:
    screen.show(BOARD)
    assert screen.window.findChild(QWidget, "offer") is None
    assert not screen.window.offer.leave()
    screen.show(replace(BOARD, offer=LINK))
    assert screen.visible("offer.dial")


def test_esc_puts_the_link_away_and_the_panel_stays_until_the_next(screen: Screen) -> None:
    board = SCENES["escalate"]().board
    screen.show(replace(board, offer=LINK))
    screen.desk.take()
    QTest.keyClick(screen.window, Qt.Key.Key_Escape)
    assert screen.desk.take() == [ask.SettleOffer(dial=False)]
    screen.show(board)
    QTest.keyClick(screen.window, Qt.Key.Key_Escape)
    assert screen.desk.take() == [ask.CloseEscalate()]


def test_at_work_it_covers_neither_the_buttons_nor_what_rings_beside(screen: Screen) -> None:
    for size in ((960, 620), (1440, 900)):
        screen.window.resize(*size)
        screen.show(replace(BOTH, offer=LINK))
        offer = painted(screen, "offer")
        assert not offer.intersects(painted(screen, "knock")), size
        assert screen.window.pages.area.contains(offer), size


def test_it_finds_its_place_again_when_the_window_has_another_size(screen: Screen) -> None:
    screen.window.resize(1440, 900)
    screen.show(replace(BOARD, offer=LINK))
    before = painted(screen, "offer")
    screen.window.resize(960, 620)
    screen.settle()
    after = painted(screen, "offer")
    assert after != before
    assert screen.window.pages.area.contains(after)


def test_a_link_that_was_withdrawn_comes_back_with_no_resize(screen: Screen) -> None:
    screen.show(replace(BOARD, offer=LINK))
    screen.show(BOARD)
    screen.window.resize(1100, 700)
    screen.settle()
    assert not screen.visible("offer")
