"""A headset on the desk, from the bytes of its keys to the bytes of its lamps, by way of its thread."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace  # noqa: TID251 - of a fake that is a dataclass

import pytest
from pytestqt.qtbot import QtBot

from console.desk import intents, seat
from console.desk.board import Board
from console.desk.intents import Intent, Refusal
from console.headset import Headset
from console.headset.hid import HidModule, load
from telephony.call import CallState
from tests.console.headset import headsets
from tests.console.headset.headsets import FakeHeadset, FakeHid
from tests.console.headset.test_keys import RINGS, UP, board, card

PATIENCE = 20_000


class Desk:
    """The desk as a headset sees it."""

    def __init__(self, qtbot: QtBot, hid: FakeHid) -> None:
        self._qtbot = qtbot
        self.wishes: list[Intent] = []
        self.shown: list[seat.Headset] = []
        self.refusal: Refusal | None = None
        self.time = 100.0
        self.headset = Headset(
            do=self._do, show=self.shown.append, load=lambda: hid, poll=0.05, clock=lambda: self.time
        )
        self.headset.start()

    def _do(self, wish: Intent) -> Refusal | None:
        if self.refusal is None:
            self.wishes.append(wish)
        return self.refusal

    def until(self, condition: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE)

    def later(self, seconds: float = 5.0) -> None:
        self.time += seconds

    def turns(self, on_desk: Board) -> None:
        self.headset.show_board(on_desk)


StartDesk = Callable[..., Desk]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[StartDesk]:
    started: list[Desk] = []

    def start(*plugged: FakeHeadset) -> Desk:
        started.append(Desk(qtbot, FakeHid(*plugged)))
        return started[-1]

    yield start
    for each in started:
        each.headset.close()


def jabra(path: str = "/nowhere/hidraw0", **more: object) -> FakeHeadset:
    return replace(FakeHeadset(path=path, descriptor=headsets.JABRA), **more)  # type: ignore[arg-type]


def lit(headset: FakeHeadset) -> str:
    return headset.lamps[-1].hex() if headset.lamps else ""


def test_a_call_is_answered_muted_and_ended_by_the_headset_alone(desk: StartDesk) -> None:
    headset = jabra()
    office = desk(headset)
    office.until(lambda: office.shown)
    office.turns(board(RINGS))
    office.until(lambda: lit(headset) == "020400")
    headset.press("02 01 00")
    office.until(lambda: office.wishes == [intents.Answer()])
    office.turns(board(UP))
    office.until(lambda: lit(headset) == "020100")
    office.later()  # what is said right after a lamp changed is the headset's answer
    headset.press("02 09 00", "02 01 00")
    office.until(lambda: office.wishes[1:] == [intents.Mute(on=True)])
    office.turns(board(card("a", muted=True)))
    office.until(lambda: lit(headset) == "021300")
    office.turns(board(UP))  # by the window
    office.until(lambda: lit(headset) == "020100")
    office.later()
    headset.press("02 00 00")
    office.until(lambda: office.wishes[2:] == [intents.HangUp(call="a")])
    office.turns(board())
    office.until(lambda: lit(headset) == "020000")


def test_what_it_can_is_on_the_board(desk: StartDesk) -> None:
    office = desk(jabra(maker="GN Audio", product="Evolve 40"))
    office.until(lambda: office.shown)
    assert office.shown[-1] == seat.Headset(
        name="GN Audio Evolve 40",
        hook_key=True,
        mute_key=True,
        ring_lamp=True,
        call_lamp=True,
        mute_lamp=True,
    )


@pytest.mark.parametrize(
    ("maker", "product", "name"),
    [
        ("Jabra", "Jabra  Link\n370", "Jabra Link 370"),
        ("", "", "USB headset"),
        ("x" * 500, "y", "x" * 80),
    ],
)
def test_a_name_is_short_and_one_line(desk: StartDesk, maker: str, product: str, name: str) -> None:
    office = desk(jabra(maker=maker, product=product))
    office.until(lambda: office.shown)
    assert office.shown[-1].name == name


def test_pulled_out_in_a_call_and_plugged_in_again_it_shows_the_call(desk: StartDesk) -> None:
    headset = jabra()
    office = desk(headset)
    office.turns(board(UP))
    office.until(lambda: lit(headset) == "020100")
    headset.unplug()
    office.until(lambda: office.shown[-1].problem == "lost")
    headset.lamps.clear()
    headset.plugged = True
    office.until(lambda: lit(headset) == "020100")
    assert office.shown[-1].problem == ""


def test_one_that_the_system_keeps_to_itself_is_told_and_found_once_it_is_given(desk: StartDesk) -> None:
    headset = jabra(permitted=False)
    office = desk(headset)
    office.until(lambda: office.shown)
    assert office.shown[-1].problem in {"no_access", "failed"}
    headset.unplug()
    office.until(lambda: office.shown[-1] == seat.Headset())
    headset.plugged = headset.permitted = True
    office.until(lambda: office.shown[-1].hook_key)


@pytest.mark.skipif(sys.platform != "linux", reason="only there a device is a file with rights")
def test_no_right_to_the_device_file_is_named_so(
    desk: StartDesk, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = f"{tmp_path}/hidraw7"
    open(file, "w").close()  # noqa: PTH123
    monkeypatch.setattr("os.access", lambda _path, _mode: False)  # root may do everything
    office = desk(jabra(path=file, permitted=False))
    office.until(lambda: office.shown)
    assert office.shown[-1].problem == "no_access"


@pytest.mark.parametrize("descriptor", [b"\xc0", b"", headsets.JABRA[:-7]])
def test_a_damaged_descriptor_is_told_and_harms_nothing(desk: StartDesk, descriptor: bytes) -> None:
    broken, good = jabra(descriptor=descriptor, product="Bad"), jabra("/nowhere/hidraw1")
    office = desk(broken, good)
    office.until(lambda: office.shown and office.shown[-1].hook_key)
    assert broken.opened == 0
    good.unplug()
    office.until(lambda: (office.shown[-1].name, office.shown[-1].problem) == ("Acme Bad", "failed"))


def test_what_has_no_telephone_key_is_let_go_and_not_mentioned(desk: StartDesk) -> None:
    mouse, good = jabra(descriptor=headsets.MOUSE), jabra("/nowhere/hidraw1")
    office = desk(mouse, good)
    office.until(lambda: office.shown)
    assert mouse.opened == 0
    assert all(each.problem == "" for each in office.shown)


def test_a_headset_that_never_stops_talking_starves_nobody(desk: StartDesk) -> None:
    noisy, good = jabra(product="Noisy"), jabra("/nowhere/hidraw1")
    office = desk(noisy, good)
    office.until(lambda: noisy.opened and good.opened)
    office.turns(board(RINGS))
    noisy.press(*["02 02 00", "02 00 00"] * 1000)
    good.press("02 01 00")
    office.until(lambda: intents.Answer() in office.wishes)


def test_what_the_desk_refuses_is_taken_back(desk: StartDesk) -> None:
    headset = jabra()
    office = desk(headset)
    office.turns(board(RINGS))
    office.until(lambda: lit(headset) == "020400")
    office.refusal = Refusal("transfer_under_way", "Finish the hand-over first.")
    before = len(headset.lamps)
    headset.press("02 01 00")
    office.until(lambda: len(headset.lamps) == before + 1)
    assert lit(headset) == "020400"
    assert office.wishes == []


def test_at_the_end_all_lamps_are_off_and_the_device_is_free(desk: StartDesk) -> None:
    headset = jabra()
    office = desk(headset)
    office.turns(board(card("a", CallState.UP)))
    office.until(lambda: lit(headset) == "020100")
    office.headset.close()
    assert lit(headset) == "020000"
    assert headset.opened == 0


def test_without_hidapi_the_desk_is_told(qtbot: QtBot) -> None:
    def missing() -> HidModule:
        raise ImportError("No module named 'hid'")

    shown: list[seat.Headset] = []
    headset = Headset(do=lambda _: None, show=shown.append, load=missing)
    headset.start()
    qtbot.waitUntil(lambda: bool(shown), timeout=PATIENCE)
    headset.close()
    assert shown[0].problem == "failed"
    assert "hidapi" in shown[0].why


def test_the_real_hidapi_has_what_the_fake_one_has() -> None:
    hid = load()
    assert isinstance(hid.enumerate(), list)
    real, fake = hid.device(), FakeHid().device()
    for name in ("open_path", "get_report_descriptor", "read", "write", "close"):
        assert callable(getattr(real, name))
        assert callable(getattr(fake, name))
    for device in (real, fake):
        with pytest.raises(OSError, match="open failed"):
            device.open_path(b"/nowhere/hidraw0")
        with pytest.raises(ValueError, match="not open"):
            device.read(8, timeout_ms=1)
        device.close()


# -- with the whole desk behind it


def test_two_calls_through_the_desk_by_the_hook_alone(qtbot: QtBot) -> None:
    from tests.console.desk.desk_fixture import Office

    office, time = Office(), [100.0]
    device = jabra()
    headset = Headset(
        do=office.desk.do,
        show=office.desk.headset_is,
        load=lambda: FakeHid(device),
        poll=0.05,
        clock=lambda: time[0],
    )
    office.desk.watch(headset.show_board)
    headset.start()

    def until(condition: Callable[[], object]) -> None:
        qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE)
        time[0] += 5

    try:
        until(lambda: office.board.headset.hook_key)
        first = office.phone.ring("Anna", "+14155550132")
        until(lambda: lit(device) == "020400")
        device.press("02 01 00")
        until(lambda: lit(device) == "020100")
        assert office.card.state is CallState.UP
        second = office.phone.ring("Ben", "+14155550133")
        until(lambda: lit(device) == "020500")  # it rings while a call is up
        device.press(
            "02 00 00"
        )  # the headset has put itself on the hook; the second call is answered all the same
        until(lambda: (card := office.board.card(second)) is not None and card.state is CallState.UP)
        until(lambda: lit(device) == "020100")
        held = office.board.card(first)
        assert held is not None
        assert held.held
        device.press("02 08 00", "02 00 00")
        until(lambda: lit(device) == "021300")
        device.press("02 08 00", "02 00 00")
        until(lambda: lit(device) == "020100")
        device.press("02 01 00", "02 00 00")
        until(lambda: office.board.card(second) is None)
    finally:
        headset.close()
    assert lit(device) == "020000"
