import pytest

from telephony.call import Party
from telephony.party import MAX_NAME, MAX_USER, clean, parse_name_addr, party_of, user_to_user_of


@pytest.mark.parametrize(
    ("value", "name", "user", "host"),
    [
        ('"Ada Byron" <sip:2041@pbx.example>;tag=1', "Ada Byron", "2041", "pbx.example"),
        ("Ada Byron <sip:2041@pbx.example>", "Ada Byron", "2041", "pbx.example"),
        ("<sip:2041@pbx.example:5080;transport=tcp>", "", "2041", "pbx.example:5080"),
        ("sip:2041@pbx.example;tag=9", "", "2041", "pbx.example"),
        (r'"A \"Q\" \\ B" <sip:a@b>', r'A "Q" \ B', "a", "b"),
        ('"not closed <sip:a@b>', "not closed <sip:a@b>", "", ""),
        ('"a,b;c<d>" <sip:a@b>', "a,b;c<d>", "a", "b"),
        ("<tel:+44-20-7946-0420;ext=1>", "", "+44-20-7946-0420", ""),
        ("<sip:%2B4420@b>", "", "+4420", "b"),
        ("<sip:u%00%0d%0aX@b>", "", "u X", "b"),
        ("<sip:u%E2%80%AEx@b>", "", "ux", "b"),
        ("<sip:u:secret@b>", "", "u", "b"),
        ("<sip:u;phone-context=x@b>", "", "u", "b"),
        ("<sip:[2001:db8::1]:5060>", "", "", "[2001:db8::1]:5060"),
        ("<sip:host>", "", "", "host"),
        ("<http://x@y>", "", "", ""),
        ("", "", "", ""),
        ("<>", "", "", ""),
        ("<sip:[]>", "", "", "[]"),
        ('"<b>x</b><img src=…>" <sip:a@b>', "<b>x</b><img src=…>", "a", "b"),
        ("\ud83d <sip:a@b>", "\ufffd\ufffd\ufffd", "a", "b"),
        ("J\udcc3\udcb6rg <sip:a@b>", "Jörg", "a", "b"),
        ("J\udcf6rg <sip:a@b>", "J\ufffdrg", "a", "b"),
        ('"\u202eevil\u2066\x07\r\n\tx" <sip:a@b>', "evil x", "a", "b"),
    ],
)
def test_an_address_is_taken_apart_and_cleaned(value: str, name: str, user: str, host: str) -> None:
    assert parse_name_addr(value) == Party(name=name, user=user, host=host)


def test_long_parts_are_cut() -> None:
    party = parse_name_addr(f'"{"n" * 3000}" <sip:{"u" * 3000}@{"h" * 500}>')
    assert (len(party.name), len(party.user), len(party.host)) == (MAX_NAME, MAX_USER, 255)
    assert parse_name_addr('"' + "\\" * 100_000) == Party(name="\\" * MAX_NAME)


def test_the_asserted_identity_wins() -> None:
    asserted = ['"Ada" <tel:+4420>, <sip:2041@pbx>']
    assert party_of(asserted, ["<sip:2@x>"], ["<sip:3@x>"]) == Party(name="Ada", user="+4420")
    assert party_of(["<sip:host>", '"N" <sip:u@h>'], [], []) == Party(name="N", user="u", host="h")
    assert party_of([], ['"R" <sip:2@x>;party=calling'], ["<sip:3@x>"]) == Party(name="R", user="2", host="x")
    assert party_of([], ["<sip:2@x>;party=called"], ["<sip:3@x>"]) == Party(user="3", host="x")
    assert party_of(["garbage"], ["garbage"], ["<sip:3@x>"]) == Party(user="3", host="x")
    assert party_of([], [], []) == Party()


def test_the_first_hex_user_to_user_is_taken_as_sent() -> None:
    assert user_to_user_of(["0102;encoding=hex;purpose=isdn-uui"]) == "0102;encoding=hex;purpose=isdn-uui"
    assert user_to_user_of(["zz;encoding=ascii, 0304;encoding=hex", "05"]) == "0304;encoding=hex"
    assert user_to_user_of(["0506"]) == "0506"
    assert user_to_user_of(["zz;encoding=ascii"]) == ""
    assert user_to_user_of(['"a,b";encoding=text, 07 ;encoding="hex"']) == '07 ;encoding="hex"'
    assert user_to_user_of([]) == ""


def test_cleaning_keeps_joiners_that_names_need() -> None:
    assert clean("می\u200cخواهم", 20) == "می\u200cخواهم"
    assert clean("  a \u00a0\u2028 b  ", 20) == "a b"
    assert clean("abc def", 4) == "abc"
