"""A network that changes is looked at once it has settled; a machine that slept is noticed within a second."""

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from telephony.engine import network_watch
from telephony.engine.network_watch import NetworkWatch, way_to


class World:
    def __init__(self) -> None:
        self.way = "10.0.0.1"
        self.slept = 5.0
        self.looks = 0
        self.told: list[tuple[str, ...]] = []

    def look(self) -> str:
        self.looks += 1
        return self.way

    def watch(self) -> NetworkWatch:
        return NetworkWatch(
            self.look,
            lambda before, now: self.told.append((before, now)),
            lambda: self.told.append(("woke",)),
            sleep_clock=lambda: self.slept,
        )


@pytest.fixture
def world(qapp: QCoreApplication) -> World:
    return World()


def test_many_news_are_looked_at_once(world: World, qtbot: QtBot) -> None:
    watch = world.watch()
    watch.start()
    world.looks = 0
    world.way = "10.0.0.2"
    for _ in range(50):
        watch.stir()
    assert world.looks == 0
    qtbot.waitUntil(lambda: bool(world.told), timeout=20_000)
    assert world.told == [("10.0.0.1", "10.0.0.2")]
    assert world.looks == 1
    watch.stop()


def test_what_is_as_it_was_is_not_told(world: World) -> None:
    watch = world.watch()
    watch.start()
    watch.look()
    world.way = ""
    watch.look()
    world.way = "10.0.0.1"
    watch.look()
    assert world.told == [("10.0.0.1", ""), ("", "10.0.0.1")]
    world.way = "10.0.0.3"
    watch.settled()
    watch.look()
    assert len(world.told) == 2
    watch.stop()


def test_a_sleep_is_noticed_and_the_network_looked_at_first(world: World) -> None:
    watch = world.watch()
    watch.start()
    watch.tick()
    world.slept += 0.5  # the two clocks are not read at the same moment
    watch.tick()
    assert world.told == []
    world.slept += 3600
    world.way = "10.0.0.2"
    watch.tick()
    assert world.told == [("10.0.0.1", "10.0.0.2"), ("woke",)]
    watch.tick()
    assert len(world.told) == 2
    watch.stop()


def test_where_nobody_tells_it_looks_now_and_then(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_watch, "network_news", lambda: None)
    watch = world.watch()
    watch.start()
    world.way = "10.0.0.2"
    for _ in range(network_watch.POLL_TICKS):
        watch.tick()
    assert world.told == [("10.0.0.1", "10.0.0.2")]
    watch.stop()


def test_the_way_to_oneself_is_oneself() -> None:
    assert way_to("127.0.0.1") == "127.0.0.1"
