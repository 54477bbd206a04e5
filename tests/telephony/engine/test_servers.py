"""Which servers a domain names, and in which order they are tried: RFC 2782 as a table."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.engine.network_names import Record
from telephony.engine.servers import MOST, Server, Way, in_order, servers, services, ways_to

DOMAIN = "pbx.example"
UDP, TCP = "_sip._udp.pbx.example", "_sip._tcp.pbx.example"
ALMOST_ONE = 1 - 2**-53


def by(*numbers: float) -> Callable[[], float]:
    return chain(numbers, repeat(0.0)).__next__


@pytest.mark.parametrize(
    ("address", "transport", "asked"),
    [
        ("sip:pbx.example", "udp+tcp", {UDP: "udp", TCP: "tcp"}),
        ("sip:pbx.example", "udp", {UDP: "udp"}),
        ("pbx.example", "tcp", {TCP: "tcp"}),
        ("sip:pbx.example", "tls", {"_sips._tcp.pbx.example": "tls"}),
        ("sip:pbx.example;transport=tcp", "udp+tcp", {TCP: "tcp"}),
        ("sip:pbx.example;lr;transport=UDP", "udp+tcp", {UDP: "udp"}),
        ("sip:pbx.example;transport=sctp", "udp+tcp", {}),
        ("sip:pbx.example:5060", "udp+tcp", {}),
        ("sip:10.0.0.1", "udp+tcp", {}),
        ("sip:[2001:db8::1]", "udp+tcp", {}),
        ("sip:pbx", "udp+tcp", {}),
        ("localhost", "udp+tcp", {}),
        ("pbx.", "udp", {}),
    ],
)
def test_only_a_name_without_a_port_is_asked_for(address: str, transport: str, asked: dict[str, str]) -> None:
    found = services(address, transport)
    assert list(found.items()) == list(asked.items())


ONE, TWO, THREE = Record(10, 60, "one", 1), Record(10, 40, "two", 2), Record(20, 0, "three", 3)
NEVER = Record(10, 0, "never", 4)


@pytest.mark.parametrize(
    ("records", "lots", "order"),
    [
        ([], (), []),
        ([THREE, ONE], (), [ONE, THREE]),
        ([ONE, TWO], (0.0,), [ONE, TWO]),
        ([ONE, TWO], (60 / 101,), [ONE, TWO]),
        ([ONE, TWO], (61 / 101 + 1e-9,), [TWO, ONE]),
        ([ONE, TWO], (ALMOST_ONE,), [TWO, ONE]),
        ([THREE, TWO, ONE], (0.0, 0.0), [TWO, ONE, THREE]),
        ([ONE, NEVER], (0.0,), [NEVER, ONE]),
        ([ONE, NEVER], (0.5,), [ONE, NEVER]),
        ([ONE, NEVER, TWO], (0.99, 0.5), [TWO, ONE, NEVER]),
    ],
)
def test_priority_comes_first_and_weight_is_a_share(
    records: list[Record], lots: Sequence[float], order: list[Record]
) -> None:
    assert in_order(records, by(*lots)) == order


@given(
    records=st.lists(
        st.builds(Record, st.integers(0, 3), st.integers(0, 65535), st.just("h"), st.integers(1, 65535))
    ),
    chance=st.floats(0, ALMOST_ONE),
)
def test_every_record_is_tried_once_and_none_before_a_better_priority(
    records: list[Record], chance: float
) -> None:
    ordered = in_order(records, lambda: chance)
    assert Counter(ordered) == Counter(records)
    assert [record.priority for record in ordered] == sorted(record.priority for record in records)


def test_the_shares_are_those_of_the_weights() -> None:
    first = Counter(in_order([ONE, TWO], by(lot / 1000))[0].host for lot in range(1000))
    assert 590 <= first["one"] <= 610


def test_udp_comes_before_tcp_and_what_is_not_offered_is_left_out() -> None:
    found = servers([("udp", (THREE, ONE, ONE)), ("tcp", (Record(0, 0, "", 0), TWO))], by())
    assert found == (Server("udp", "one", 1), Server("udp", "three", 3), Server("tcp", "two", 2))


def test_a_name_server_cannot_send_us_to_any_number_of_hosts() -> None:
    many = tuple(Record(0, 0, f"h{n}", 5060) for n in range(1000))
    assert len(servers([("udp", many)], by())) == MOST


V4, OTHER, V6 = "10.0.0.1", "10.0.0.2", "2001:db8::1"


@pytest.mark.parametrize(
    ("transport", "host", "addresses", "of_domain", "dialled"),
    [
        ("udp", "sip1.pbx.example", (V6, V4, OTHER), (), [V4, OTHER]),
        ("tcp", "sip1.other.example", (V4,), (), [V4]),
        ("udp", "sip1.pbx.example", (V6,), (), []),
        ("udp", "sip1.pbx.example", (), (), []),
        ("tls", "pbx.example", (V4,), (), [DOMAIN]),
        ("tls", "PBX.example", (V4, OTHER), (V4, OTHER), [DOMAIN]),
        ("tls", "sip1.pbx.example", (V4,), (V4, V6), [DOMAIN]),
        ("tls", "sip1.pbx.example", (V4, OTHER), (V4,), [DOMAIN]),
        ("tls", "sip1.pbx.example", (V4,), (V4, OTHER), []),
        ("tls", "sip1.pbx.example", (OTHER,), (V4,), []),
        ("tls", "sip1.pbx.example", (V4,), (), []),
        ("tls", "evil.example", (OTHER,), (V4,), []),
        ("tls", "pbx.example", (), (), []),
    ],
)
def test_each_address_is_a_way_but_with_tls_no_other_name_than_the_domains_is_dialled(
    transport: str, host: str, addresses: tuple[str, ...], of_domain: tuple[str, ...], dialled: list[str]
) -> None:
    server = Server(transport, host, 5070)
    ways = ways_to(server, addresses, DOMAIN, of_domain)
    assert [way.dialled for way in ways] == dialled
    assert all(way.server == server and way.address in addresses for way in ways)


def test_a_way_is_a_route_that_is_not_written_and_the_name_itself_none() -> None:
    assert Way(V4).route == ""
    server = Server("tcp", "sip1.pbx.example", 5070)
    assert Way(V4, server, V4).route == "sip:10.0.0.1:5070;transport=tcp;lr;hide"
