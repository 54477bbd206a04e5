import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.call import Party
from telephony.engine.headers import Message

INVITE = (
    "INVITE sip:2041@pbx SIP/2.0\r\n"
    "v: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\n"
    'f: "Ada"\r\n  <sip:17@pbx>;tag=abc\r\n'
    "t: <sip:queue@pbx>\r\n"
    "i: call-1@pbx\r\n"
    "USER-TO-USER: 00ff;encoding=hex\r\n"
    "Reason: Q.850;cause=16, SIP ;cause=200;text=x\r\n"
    "\r\n"
    "v=0\r\n"
)


def test_compact_and_folded_headers_are_read() -> None:
    message = Message(INVITE)
    assert message.method == "INVITE"
    assert message.remote == Party(name="Ada", user="17", host="pbx")
    assert (message.dialled, message.sip_call_id) == ("queue", "call-1@pbx")
    assert message.key == ("call-1@pbx", "abc")
    assert message.user_to_user == "00ff;encoding=hex"
    assert message.completed_elsewhere
    assert message.asserted is None
    assert message.body == "v=0\n"


def test_the_request_uri_is_the_dialled_one_where_to_names_nobody() -> None:
    assert Message(INVITE.replace("<sip:queue@pbx>", "<sip:pbx>")).dialled == "2041"


def test_a_response_has_no_method() -> None:
    assert Message("SIP/2.0 200 OK\r\n\r\n").method == ""


@given(st.text(max_size=400))
def test_nothing_that_is_received_raises(text: str) -> None:
    for whole in (
        text,
        INVITE.replace("Ada", text),
        f"INVITE x SIP/2.0\r\nP-Asserted-Identity: {text}\r\n\r\n",
    ):
        message = Message(whole)
        party = message.remote
        assert len(party.name) <= 120
        assert len(party.user) <= 64
        assert all(
            part.isprintable() or "\u200c" in part or "\u200d" in part for part in (party.name, party.user)
        )
        _ = message.asserted, message.dialled, message.user_to_user, message.completed_elsewhere, message.key


@pytest.mark.parametrize(
    "header",
    [
        "Alert-Info: <http://pbx.invalid>;info=alert-autoanswer;delay=0",
        "Alert-Info: info=alert-autoanswer",
        "Alert-Info: Auto Answer",
        "Alert-Info: <Auto Answer>",
        "Alert-Info: Ring Answer",
        'Alert-Info: "Ring Answer"',
        "Alert-Info: <http://pbx.invalid>;answer-after=0",
        "Alert-Info: ;answer-after=0",
        "Call-Info: <sip:pbx.invalid>;answer-after=0",
        "Call-Info: answer-after=2",
        "CALL-INFO: <http://a>;purpose=icon, <sip:b>; Answer-After=0",
        "Answer-Mode: Auto;require",
    ],
)
def test_a_pbx_asks_for_an_answer_without_a_hand(header: str) -> None:
    assert Message(f"INVITE sip:a@b SIP/2.0\r\n{header}\r\n\r\n").auto_answer


@pytest.mark.parametrize(
    "header",
    [
        "Subject: Auto Answer",
        "Alert-Info: <http://pbx.invalid/ring answer.wav>",
        "Alert-Info: Bellcore-dr1",
        "Call-Info: <sip:pbx.invalid;answer-after=0>;purpose=icon",
        "Call-Info: <sip:pbx.invalid>;answer-after=soon",
        "Call-Info: <sip:pbx.invalid>;answer-after=-1",
        "Answer-Mode: Manual",
        "Alert-Info:",
    ],
)
def test_what_only_looks_so_asks_for_nothing(header: str) -> None:
    assert not Message(f"INVITE sip:a@b SIP/2.0\r\n{header}\r\n\r\n").auto_answer


@pytest.mark.parametrize(
    "reason",
    [
        'Reason: SIP;cause=200;text="Call completed elsewhere"',
        "Reason: SIP ;cause=200 ;text=x",
        'Reason: SIP ; cause = 200 ; text="a, b"',
        "Reason: sip;CAUSE=200",
        'Reason: Q.850;cause=26;text="Answered elsewhere"',
        'Reason: Q.850;cause=16;text="hi", SIP;cause=200',
        'Reason: SIP;text="Call completed elsewhere"',
        'Reason: Q.850;cause=16\r\nReason: SIP;cause=200;text="Call completed elsewhere"',
        "X-Asterisk-HangupCause: Answered elsewhere\r\nX-Asterisk-HangupCauseCode: 26",
    ],
)
def test_a_call_that_a_colleague_took_says_so(reason: str) -> None:
    assert Message(f"CANCEL sip:a@b SIP/2.0\r\n{reason}\r\n\r\n").completed_elsewhere


@pytest.mark.parametrize(
    "reason",
    [
        "Reason: SIP;cause=487",
        'Reason: SIP;cause=600;text="Busy Everywhere"',
        "Reason: Q.850;cause=200",
        "Reason: Q.850;cause=16;text=x",
        "Reason: XSIP;cause=200",
        'Reason: Q.850;cause=16;text="SIP, cause=200"',
        "Subject: SIP;cause=200",
        "Reason:",
    ],
)
def test_a_call_that_was_given_up_was_missed(reason: str) -> None:
    assert not Message(f"CANCEL sip:a@b SIP/2.0\r\n{reason}\r\n\r\n").completed_elsewhere


def sent(*headers: str, start: str = "INVITE sip:a@b SIP/2.0") -> Message:
    return Message("\r\n".join([start, 'From: "Ada" <sip:17@pbx>;tag=x', *headers]) + "\r\n\r\n")


@pytest.mark.parametrize(
    "headers",
    [
        ["P-Asserted-Identity: <sip:+4930@pbx>", "Privacy: id"],
        ["P-Asserted-Identity: <sip:+4930@pbx>", "Privacy: user;critical"],
        ["P-Asserted-Identity: <sip:anonymous@anonymous.invalid>"],
        ["Remote-Party-ID: <sip:+4930@pbx>;party=calling;privacy=full"],
        ['Remote-Party-ID: "Anonymous" <sip:anonymous@pbx>'],
    ],
)
def test_who_does_not_want_to_be_named_is_not(headers: list[str]) -> None:
    assert sent(*headers).remote == Party()
    assert sent(*headers).asserted == Party()


def test_an_anonymous_from_alone_is_withheld_and_what_a_pbx_vouches_for_is_not() -> None:
    sender = 'From: "Anonymous" <sip:anonymous@anonymous.invalid:5060>;tag=x'
    alone = Message(f"INVITE sip:a@b SIP/2.0\r\n{sender}\r\n\r\n")
    assert (alone.remote, alone.asserted) == (Party(), None)
    vouched = f"{sender}\r\nP-Asserted-Identity: <sip:+4930@pbx>\r\nPrivacy: none"
    assert Message(f"INVITE sip:a@b SIP/2.0\r\n{vouched}\r\n\r\n").remote.user == "+4930"


def test_a_remote_party_id_is_about_who_sends_the_message() -> None:
    called = "Remote-Party-ID: <sip:9@pbx>;party=called"
    calling = "Remote-Party-ID: <sip:8@pbx>;party=calling"
    assert sent(called, calling).remote.user == "8"
    assert sent(called, calling, start="SIP/2.0 200 OK").asserted.user == "9"
    assert sent(called).remote.user == "17"
    assert sent(called).asserted is None


@pytest.mark.parametrize(
    ("kind", "body", "digit"),
    [
        ("application/dtmf", "5", "5"),
        ("Application/DTMF;x=y", " d\r\n", "D"),
        ("application/dtmf", "55", ""),
        ("application/dtmf", "\u0665", ""),
        ("application/dtmf-relay", "Signal=5", ""),
        ("text/plain", "5", ""),
    ],
)
def test_a_digit_in_the_body_of_an_info_is_read(kind: str, body: str, digit: str) -> None:
    assert Message(f"INFO sip:a@b SIP/2.0\r\nContent-Type: {kind}\r\n\r\n{body}").digit == digit


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("X-Failed: bot", "bot"),
        ("x-failed:   ivr  ", "ivr"),
        ("X-Failed: " + "a" * 100, "a" * 64),
        ("X-Failed: b\x07o\u202et\udcff", "bot\ufffd"),
        ("X-Failed-Not: bot", ""),
        ("Subject: bot", ""),
    ],
)
def test_R26_one_header_is_read_by_its_name_cut_and_cleaned(header: str, told: str) -> None:
    message = Message(f"INVITE sip:a@b SIP/2.0\r\n{header}\r\n\r\n")
    assert message.mark("X-Failed") == told
    assert message.mark("") == ""


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", None),
        (f"X-Warmline-Grant: {'0a' * 16}", "0a" * 16),
        (f"x-warmline-grant:   {'0A' * 16}  ", "0a" * 16),
        ("X-Warmline-Grant:", ""),
        ("X-Warmline-Grant: 0a", ""),
        (f"X-Warmline-Grant: {'0g' * 16}", ""),
        (f"X-Warmline-Grant: {'0a' * 16};x=1", ""),
        (f"X-Warmline-Grant: {'0a' * 16}\r\nX-Warmline-Grant: {'0b' * 16}", ""),
    ],
)
def test_R52_a_grant_is_read_and_what_is_none_is_no_grant_but_still_no_call(
    lines: str, told: str | None
) -> None:
    head = "INVITE sip:2041@pbx SIP/2.0\r\nf: <sip:17@pbx>;tag=abc\r\n"
    assert Message(head + (lines + "\r\n" if lines else "") + "\r\n").grant == told
