import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.address import Number, NumberKind, check_target, normalise, user_of
from telephony.errors import AddressError
from telephony.party import clean

EXT, E164, UNKNOWN, ANON = NumberKind.EXTENSION, NumberKind.E164, NumberKind.UNKNOWN, NumberKind.ANONYMOUS

CALLERS = [
    # Extensions come before telephone numbers.
    ("2041", "GB", EXT, "2041"),
    ("20", "GB", EXT, "20"),
    ("204123", "GB", EXT, "204123"),
    ("112", "DE", EXT, "112"),
    ("sip:2041@10.0.0.5", "GB", EXT, "2041"),
    ("sip:2041@10.0.0.5:5080;transport=tcp", "GB", EXT, "2041"),
    ("sip:2041;cpc=ordinary@10.0.0.5", "GB", EXT, "2041"),
    ("sip:2041:secret@10.0.0.5", "GB", EXT, "2041"),
    ("sip:2041", "GB", EXT, "2041"),
    ('"Maya Torres" <sip:2041@10.0.0.5>', "GB", EXT, "2041"),
    ("tel:7042;phone-context=example.com", "GB", EXT, "7042"),
    ("tel:7042;phone-context=+1", "GB", EXT, "7042"),
    ("٢٠٤١", "GB", EXT, "2041"),
    # One digit is no extension, seven are no extension either.
    ("5", "GB", UNKNOWN, "5"),
    ("2041234", "", UNKNOWN, "2041234"),
    # Telephone numbers, by the home country.
    ("+442079460420", "GB", E164, "+442079460420"),
    ("+44 20 7946 0420", "US", E164, "+442079460420"),
    ("+44 (0)20 7946 0420", "US", E164, "+442079460420"),
    ("020 7946 0420", "GB", E164, "+442079460420"),
    ("(020) 7946-0420", "gb", E164, "+442079460420"),
    ("0044 20 7946 0420", "GB", E164, "+442079460420"),
    ("00442079460420", "US", E164, "+442079460420"),
    ("011442079460420", "US", E164, "+442079460420"),
    ("442079460420", "GB", E164, "+442079460420"),
    ("442079460420", "US", E164, "+442079460420"),
    ("4155550132", "US", E164, "+14155550132"),
    ("14155550132", "US", E164, "+14155550132"),
    ("415.555.0132", "US", E164, "+14155550132"),
    ("+33199000418", "GB", E164, "+33199000418"),
    ("01 99 00 04 18", "FR", E164, "+33199000418"),
    ("\u202a+44\u00a020\u00a07946\u20110420\u202c", "US", E164, "+442079460420"),
    ("%2B442079460420", "GB", E164, "+442079460420"),
    ("sip:%2B44%2020%207946%200420@pbx", "GB", E164, "+442079460420"),
    ("sip:+442079460420;npdi@pbx.example;user=phone", "GB", E164, "+442079460420"),
    ("sips:+442079460420@pbx", "GB", E164, "+442079460420"),
    ("tel:+44-20-7946-0420", "US", E164, "+442079460420"),
    ("tel:+44-20-7946-0420;ext=12", "US", E164, "+442079460420"),
    ("tel:20-7946-0420;phone-context=+44", "US", E164, "+442079460420"),
    ("+390612345678", "GB", E164, "+390612345678"),
    # No number here.
    ("maya", "GB", UNKNOWN, "maya"),
    ("alice2345678", "GB", UNKNOWN, "alice2345678"),
    ("1-800-FLOWERS", "US", UNKNOWN, "1-800-FLOWERS"),
    ("sip:maya@pbx", "GB", UNKNOWN, "maya"),
    ("sip:J%C3%BCrgen@pbx", "DE", UNKNOWN, "Jürgen"),
    ("*97", "GB", UNKNOWN, "*97"),
    ("+2041", "GB", UNKNOWN, "+2041"),
    ("+999123456789", "GB", UNKNOWN, "+999123456789"),
    ("2" * 40, "GB", UNKNOWN, "2" * 40),
    ("020 7946 0420", "", UNKNOWN, "020 7946 0420"),
    ("020 7946 0420", "XX", UNKNOWN, "020 7946 0420"),
    # Withheld.
    ("", "GB", ANON, ""),
    ("   ", "GB", ANON, ""),
    ("anonymous", "GB", ANON, ""),
    ("Anonymous", "GB", ANON, ""),
    ("sip:anonymous@anonymous.invalid", "GB", ANON, ""),
    ("sip:c8oqz84zk7z@anonymous.invalid", "GB", ANON, ""),
    ('"Anonymous" <sip:anonymous@anonymous.invalid>', "GB", ANON, ""),
    ("sip:unavailable@pbx", "GB", ANON, ""),
    ("Restricted", "GB", ANON, ""),
    ("sip:10.0.0.5", "GB", ANON, ""),
    ("sip:pbx.example", "GB", ANON, ""),
    # Hostile.
    ("2041\r\nX-Inj: 1", "GB", UNKNOWN, "2041 X-Inj: 1"),
    ("ma\u202eya", "GB", UNKNOWN, "maya"),
    ("ma\udcffya", "GB", UNKNOWN, "ma\ufffdya"),
    ("%", "GB", UNKNOWN, "%"),
    ("sip:%0d%0a2041@pbx", "GB", EXT, "2041"),
    ("<b>x</b>", "GB", UNKNOWN, "<b>x</b>"),
]


@pytest.mark.parametrize(("raw", "country", "kind", "value"), CALLERS)
def test_caller_is_read(raw: str, country: str, kind: NumberKind, value: str) -> None:
    assert normalise(raw, country) == Number(kind=kind, value=value)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("+442079460420", "+44 20 7946 0420"),
        ("+33199000418", "+33 1 99 00 04 18"),
        ("2041", "2041"),
        ("maya", "maya"),
        ("anonymous", ""),
    ],
)
def test_number_is_shown_the_way_people_write_it(raw: str, shown: str) -> None:
    assert normalise(raw, "GB").shown == shown


def test_handmade_number_is_shown_as_it_is() -> None:
    assert Number(kind=E164, value="nonsense").shown == "nonsense"


@given(st.text(max_size=300), st.sampled_from(["", "GB", "US", "XX", "\n"]))
def test_no_caller_is_too_strange(raw: str, country: str) -> None:
    number = normalise(raw, country)
    assert len(number.value) <= 64
    assert number.value == clean(number.value, 64)
    assert normalise(number.value, country) == number or number.kind is UNKNOWN


@pytest.mark.parametrize(
    ("text", "user"),
    [
        ("sip:3201@pbx.example:5080;transport=tcp", "3201"),
        ("sip:3201@127.0.0.1", "3201"),
        ("3201", "3201"),
        ("+44 20 7946 0420", "+442079460420"),
        ("sip:%2B442079460420@pbx", "+442079460420"),
        ("sip:Maya.Torres@pbx", "maya.torres"),
        ("sip:%23312041@pbx", "#312041"),
        ("sip:127.0.0.1:5080", ""),
        ("", ""),
    ],
)
def test_users_are_compared_in_one_form(text: str, user: str) -> None:
    assert user_of(text) == user


def test_a_megabyte_of_caller_costs_nothing() -> None:
    assert normalise("7" * 1_000_000, "GB").kind is UNKNOWN


TARGETS = [
    ("2041", "sip:2041@pbx.example"),
    (" 2041\n", "sip:2041@pbx.example"),
    ("20 41", "sip:2041@pbx.example"),
    ("maya", "sip:maya@pbx.example"),
    ("maya.torres", "sip:maya.torres@pbx.example"),
    ("*97", "sip:*97@pbx.example"),
    ("#31#2041", "sip:%2331%232041@pbx.example"),
    ("+44 20 7946 0420", "sip:+442079460420@pbx.example"),
    ("+44 (0)20 7946 0420", "sip:+442079460420@pbx.example"),
    ("\u202a+44\u00a020\u00a07946\u20110420\u202c", "sip:+442079460420@pbx.example"),
    ("020 7946 0420", "sip:02079460420@pbx.example"),
    ("01.99.00.04.18", "sip:0199000418@pbx.example"),
    ("tel:+44-20-7946-0420", "sip:+442079460420@pbx.example"),
    ("TEL:+442079460420", "sip:+442079460420@pbx.example"),
    ("tel://+442079460420", "sip:+442079460420@pbx.example"),
    ("tel:%2B442079460420", "sip:+442079460420@pbx.example"),
    ("tel:+442079460420;ext=12", "sip:+442079460420@pbx.example"),
    ("tel:20-7946-0420;phone-context=+44", "sip:+442079460420@pbx.example"),
    ("tel:2041;phone-context=pbx.example", "sip:2041@pbx.example"),
    ("callto:+442079460420", "sip:+442079460420@pbx.example"),
    ("callto:maya", "sip:maya@pbx.example"),
    ("callto://maya", "sip:maya@pbx.example"),
    ("callto:maya@host.example", "sip:maya@host.example"),
    ("sip:2041", "sip:2041@pbx.example"),
    ("sip:maya", "sip:maya@pbx.example"),
    ("2041;transport=tcp", "sip:2041@pbx.example;transport=tcp"),
    ("maya@host.example", "sip:maya@host.example"),
    ("sip:maya@HOST.example", "sip:maya@host.example"),
    ("SIP:3107@127.0.0.1:5080", "sip:3107@127.0.0.1:5080"),
    ("sip://3107@127.0.0.1", "sip:3107@127.0.0.1"),
    ("sip:3107@[::1]:5080", "sip:3107@[::1]:5080"),
    ("sip:3107@[2001:DB8::1]", "sip:3107@[2001:db8::1]"),
    ("sip:3107@localhost", "sip:3107@localhost"),
    ("sip:3107@host;transport=TCP", "sip:3107@host;transport=tcp"),
    ("sip:3107@host;transport=tls", "sip:3107@host;transport=tls"),
    ("sips:3107@host", "sip:3107@host;transport=tls"),
    ("sips:3107@host;transport=tls", "sip:3107@host;transport=tls"),
    ("sip:%2B44%2020%207946%200420@host", "sip:+442079460420@host"),
    ("sip:+442079460420@host;user=phone", "sip:+442079460420@host"),
    ("sip:3107@host;maddr=198.51.100.7;lr;method=BYE;ttl=1", "sip:3107@host"),
    ("sip:host.example", "sip:host.example"),
    ("sip:192.0.2.7:5070", "sip:192.0.2.7:5070"),
    ("sip:[::1]", "sip:[::1]"),
]


@pytest.mark.parametrize(("text", "uri"), TARGETS)
def test_target_is_dialled_as(text: str, uri: str) -> None:
    assert check_target(text, default_host="pbx.example") == uri


@pytest.mark.parametrize(("text", "uri"), TARGETS)
def test_checking_again_changes_nothing(text: str, uri: str) -> None:
    assert check_target(uri) == uri


REFUSED = [
    ("", "empty"),
    (" \t\r\n\u200e", "empty"),
    ("2" * 257, "too_long"),
    ("2" * 1_000_000, "too_long"),
    ("2" * 65, "user"),
    ("2041\r\nX-Inj: 1", "control"),
    ("sip:2041@host\r\nX-Inj: 1", "control"),
    ("sip:2041@ho\nst", "control"),
    ("2041\x00", "control"),
    ("20\x0041", "control"),
    ("ma\u202eya", "control"),
    ("ma\u200bya", "control"),
    ("ma\udcffya", "control"),
    ("ma\u2028ya", "control"),
    ("sip:2041@host?X-Inj=1", "headers"),
    ("sip:2041@host?User-to-User=00", "headers"),
    ("2041?Replaces=a", "headers"),
    ("tel:+44?x", "headers"),
    ("sip:2041:secret@host", "password"),
    ("maya:secret@host", "scheme"),
    ("http://host/", "scheme"),
    ("javascript:alert(1)", "scheme"),
    ("mailto:maya@host.example", "scheme"),
    ("file:///etc/passwd", "scheme"),
    ("sip:sip:2041@host", "password"),
    ("tel:", "user"),
    ("tel:maya", "user"),
    ("tel:1-800-FLOWERS", "user"),
    ("sip:", "user"),
    ("sip:@host", "user"),
    ("@host", "user"),
    ("sip:a@b@host", "user"),
    ("sip:a%40b@host", "user"),
    ("sip:%0d%0aX@host", "user"),
    ("sip:%00@host", "user"),
    ("sip:%@host", "user"),
    ("sip:%4@host", "user"),
    ("sip:2041%3fX-Inj=1@host", "user"),
    ("sip:2041%3btransport=tcp@host", "user"),
    ("sip:2041%253f@host", "user"),
    ('"Maya" <sip:2041@host>', "user"),
    ("<sip:2041@host>", "user"),
    ("sip:2041,3107@host", "user"),
    ("sip:maya torres@host", "user"),
    ("maya torres", "user"),
    ("sip:jürgen@host", "user"),
    ("192.0.2.7", "user"),
    ("::1", "user"),
    ("sip:2041@", "host"),
    ("sip:2041@[]", "host"),
    ("sip:[]", "host"),
    ("sip:2041@[::1", "host"),
    ("sip:2041@[::1]x", "host"),
    ("sip:2041@[::1%eth0]", "host"),
    ("sip:2041@[127.0.0.1]", "host"),
    ("sip:2041@::1", "host"),
    ("sip:2041@ho st", "host"),
    ("sip:2041@ host", "host"),
    ("sip:2041@host, sip:1@evil", "user"),
    ("sip:2041@host>", "host"),
    ("sip:2041@hóst", "host"),
    ("sip:2041@-host", "host"),
    ("sip:2041@host..example", "host"),
    ("sip:2041@host.", "host"),
    ("sip:2041@ho_st", "host"),
    ("sip:2041@ho%20st", "host"),
    ("sip:2041@999.1.1.1", "host"),
    ("sip:2041@127.1", "host"),
    ("sip:2041@" + "a" * 64, "host"),
    ("sip:2041@host:", "port"),
    ("sip:2041@host:0", "port"),
    ("sip:2041@host:65536", "port"),
    ("sip:2041@host:99999999", "port"),
    ("sip:2041@host:50 60", "port"),
    ("sip:2041@host:+5060", "port"),
    ("sip:2041@host:٥٠٦٠", "port"),
    ("sip:2041@[::1]:x", "port"),
    ("sip:2041@host;transport=ws", "transport"),
    ("sip:2041@host;transport=", "transport"),
    ("sip:2041@host;transport=tcp;transport=udp", "transport"),
    ("sips:2041@host;transport=udp", "transport"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_target_is_refused(text: str, code: str) -> None:
    with pytest.raises(AddressError) as refusal:
        check_target(text, default_host="pbx.example")
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")
    assert refusal.value.message.isprintable()
    assert len(refusal.value.message) < 160


def test_without_a_registrar_a_bare_number_is_refused() -> None:
    with pytest.raises(AddressError) as refusal:
        check_target("2041")
    assert refusal.value.code == "no_host"


def test_default_host_and_port_are_used_only_without_a_host() -> None:
    assert check_target("2041", default_host="127.0.0.1", default_port=5080) == "sip:2041@127.0.0.1:5080"
    assert check_target("2041@other", default_host="127.0.0.1", default_port=5080) == "sip:2041@other"


@pytest.mark.parametrize(("host", "port"), [("ho st", None), ("host", 0), ("host?x", 5060), ("host", 70000)])
def test_a_damaged_default_is_refused_too(host: str, port: int | None) -> None:
    with pytest.raises(AddressError):
        check_target("2041", default_host=host, default_port=port)


@given(st.text(max_size=300))
def test_whatever_is_let_through_is_one_clean_uri(text: str) -> None:
    try:
        uri = check_target(text, default_host="pbx.example")
    except AddressError:
        return
    assert uri.startswith("sip:")
    assert uri.isascii()
    assert uri.isprintable()
    assert not set(uri) & set(' ?<>",\\')
    assert uri.count("@") <= 1
    assert check_target(uri) == uri


def test_start_up_does_not_pay_for_the_number_tables() -> None:
    code = (
        "import sys; from telephony.address import check_target; check_target('2041', default_host='h');"
        "sys.exit('phonenumbers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
