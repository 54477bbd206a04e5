"""The next hop of each attempt: servers in their order, the name itself where there are none, in bounded time."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QElapsedTimer
from pytestqt.qtbot import QtBot

from telephony.engine.loop import Loop
from telephony.engine.network_names import PATIENCE_SECONDS, Names, Record
from telephony.engine.servers import Way
from telephony.engine.ways import RECORD_SECONDS, Ways
from tests.fake_names import UDP, World
from tests.name_server import NameServer

TCP, TLS = "_sip._tcp.pbx.example", "_sips._tcp.pbx.example"
HOME, ONE, TWO, THREE = "10.0.0.9", "10.0.0.1", "10.0.0.2", "10.0.0.3"
NONE: tuple[Record, ...] = ()
PATIENCE_MS = 20_000


def at(host: str, priority: int = 10) -> Record:
    return Record(priority, 0, host, 5070)


def test_a_host_with_a_port_is_gone_to_as_it_is_set_and_no_record_is_asked_for() -> None:
    world = World("sip:pbx.example:5060")
    world.look()
    assert world.records == {}
    world.names["pbx.example"]((HOME,))
    assert world.told == [Way(HOME)]
    assert not world.ways.another()


@pytest.mark.parametrize("records", [NONE, (Record(0, 0, "", 0),), None])
def test_without_servers_the_name_itself_is_gone_to(records: tuple[Record, ...] | None) -> None:
    world = World()
    world.round(records, (HOME,))
    assert world.told == [Way(HOME)]
    assert world.ways.server is None
    assert not world.ways.several


def test_a_name_without_records_and_addresses_is_not_found() -> None:
    world = World()
    world.round(NONE, ())
    assert (world.told, world.ways.unknown) == ([None], "pbx.example")


def test_records_are_waited_for_only_so_long_where_there_is_an_address_to_go_to() -> None:
    world = World()
    world.look()
    world.names["pbx.example"]((HOME,))
    world.pass_(RECORD_SECONDS - 0.1)
    assert world.told == []
    world.pass_(0.2)
    assert world.told == [Way(HOME)]


def test_records_that_come_late_are_waited_for_where_there_is_nothing_else() -> None:
    world = World()
    world.look()
    world.names["pbx.example"](())
    world.pass_(RECORD_SECONDS + 3)
    assert world.told == []
    world.records[UDP]((at(ONE),))
    assert world.dialled == [ONE]


def test_no_answer_at_all_ends_the_round() -> None:
    world = World()
    world.look()
    world.pass_(PATIENCE_SECONDS)
    assert world.told == [None]


def test_a_server_whose_name_is_never_found_is_passed_over() -> None:
    world = World()
    world.round((at("sip1.pbx.example"), at("sip2.pbx.example", 20), at(THREE, 30)))
    world.names["sip1.pbx.example"](())
    world.pass_(PATIENCE_SECONDS)
    assert world.dialled == [THREE]


def test_servers_that_are_not_found_are_named() -> None:
    world = World()
    world.round((at("sip1.pbx.example"),), (HOME,))
    world.names["sip1.pbx.example"](())
    assert (world.told, world.ways.unknown) == ([None], "sip1.pbx.example")


def test_each_address_of_each_server_is_tried_in_order_and_then_the_round_is_over() -> None:
    world = World()
    world.round((at(THREE, 20), at("sip1.pbx.example")))
    world.names["sip1.pbx.example"]((ONE, "2001:db8::1", TWO))
    assert world.ways.several
    assert world.ways.another()
    world.look()
    assert world.ways.another()
    world.look()
    assert not world.ways.another()
    assert world.dialled == [ONE, TWO, THREE]
    world.round((at(TWO),))
    assert world.dialled[-1] == TWO


def test_udp_is_tried_before_tcp() -> None:
    world = World(transport="udp+tcp")
    world.look()
    world.records[TCP]((at(ONE, 0),))
    assert world.told == []
    world.records[UDP]((at(TWO, 9),))
    assert world.told[-1] is not None
    assert world.told[-1].route == f"sip:{TWO}:5070;transport=udp;lr;hide"
    assert world.ways.over == "udp"
    assert world.ways.another()
    world.look()
    assert world.ways.over == "tcp"


def test_who_works_is_asked_again_first_even_if_it_is_not_the_first_of_the_records() -> None:
    world = World()
    world.round((at(ONE), at(TWO, 20)))
    world.ways.another()
    world.look()
    world.ways.works()
    world.ways.renew()
    world.round((at(ONE), at(TWO, 20)))
    assert world.dialled == [ONE, TWO, TWO]
    assert world.ways.another()
    world.look()
    assert world.dialled[-1] == ONE


def test_who_has_worked_and_failed_since_has_no_advantage() -> None:
    world = World()
    world.round((at(ONE), at(TWO, 20)))
    world.ways.another()
    world.look()
    world.ways.works()
    assert world.ways.another()
    world.look()
    assert not world.ways.another()
    world.round((at(ONE), at(TWO, 20)))
    assert world.dialled == [ONE, TWO, ONE, ONE]


def test_a_name_server_that_is_down_takes_no_records_away_but_one_that_says_so_does() -> None:
    world = World()
    world.round((at(ONE),))
    world.ways.renew()
    world.round(None, (HOME,))
    world.ways.renew()
    world.look()
    world.names["pbx.example"]((HOME,))
    world.pass_(RECORD_SECONDS)
    world.ways.renew()
    world.round(NONE, (HOME,))
    assert world.dialled == [ONE, ONE, ONE, HOME]
    assert world.ways.server is None


def test_who_asked_for_time_is_not_asked_before_and_a_person_may_all_the_same() -> None:
    world = World()
    world.round((at(ONE), at(TWO, 20)))
    assert world.ways.another(60)
    world.look()
    assert not world.ways.another(20)
    assert world.ways.retry_after(20) == 20
    world.now += 30
    world.round((at(ONE), at(TWO, 20)))
    assert world.dialled == [ONE, TWO, TWO]
    world.ways.works()
    assert not world.ways.another()  # the other one is still to be left alone
    world.ways.renew(at_once=True)
    world.round((at(ONE), at(TWO, 20)))
    assert world.dialled[-1] == ONE


def test_one_server_alone_is_left_alone_for_as_long_as_it_says() -> None:
    world = World()
    world.round(NONE, (HOME,))
    assert not world.ways.another(60)
    assert world.ways.retry_after(60) == 60


def test_who_asks_again_hears_once_and_what_was_given_up_is_told_nothing() -> None:
    world = World()
    world.look()
    world.round((at(ONE),))
    assert world.dialled == [ONE]
    world.ways.renew()
    world.look()
    world.ways.give_up()
    assert world.records == {}
    world.pass_(2 * PATIENCE_SECONDS)
    assert world.dialled == [ONE]


@pytest.mark.parametrize(
    ("records", "found", "dialled"),
    [
        ((at("pbx.example"),), {}, ["pbx.example"]),
        ((at("sip1.pbx.example"),), {"sip1.pbx.example": HOME}, ["pbx.example"]),
        ((at("evil.example"),), {"evil.example": ONE}, [HOME]),
        ((at("pbx.example"), at("evil.example", 20)), {"evil.example": ONE}, ["pbx.example", "-"]),
        ((at("evil.example"), at("pbx.example", 20)), {"evil.example": ONE}, ["pbx.example"]),
    ],
)
def test_tls_never_goes_to_another_name(
    records: tuple[Record, ...], found: dict[str, str], dialled: list[str]
) -> None:
    world = World(transport="tls")
    world.look()
    world.records[TLS](records)
    assert world.told == []
    world.names["pbx.example"]((HOME,))
    while True:
        while not world.told and world.names:
            name, has = next(iter(world.names.items()))
            has((found.get(name, HOME),))
        told = len(world.told)
        if world.told[-1] is None or not world.ways.another():
            break
        world.look()
        for name, has in list(world.names.items()):
            has((found.get(name, HOME),))
        assert len(world.told) == told + 1
    assert world.dialled == dialled


@pytest.fixture
def server() -> Iterator[NameServer]:
    with NameServer({}) as server:
        yield server


@pytest.mark.parametrize(
    ("trouble", "seconds"),
    [
        ("none", RECORD_SECONDS),
        ("sick", RECORD_SECONDS),
        ("silent", PATIENCE_SECONDS / 2),
        ("gone", PATIENCE_SECONDS / 2),
    ],
)
def test_a_name_server_costs_little_whatever_is_wrong_with_it(
    qtbot: QtBot, server: NameServer, trouble: str, seconds: float
) -> None:
    host = "127.1"  # an address to the resolver, and a name with a dot to us
    server.silent = trouble == "silent"
    if trouble == "sick":
        server.services = {f"_sip._{kind}.{host}": None for kind in ("udp", "tcp")}
    elif trouble == "gone":
        server.close()
    loop, names, told = Loop(lambda _: 0), Names(server.address), list[Way | None]()
    ways = Ways(names.find, names.find_records, loop.later)
    ways.begin(host, "udp+tcp")
    timer = QElapsedTimer()
    timer.start()
    ways.look(told.append)
    assert told == []
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    assert told == [Way("127.0.0.1")]
    assert timer.elapsed() < seconds * 1000
