import pytest

from telephony.floor.scenario import read_house
from telephony.floor.words import customer_words, house_words


def test_house_tells_whom_one_can_call() -> None:
    text = house_words(read_house(), {"event": "Ready", "address": "127.0.0.1:5070"})
    assert "sip:3107@127.0.0.1:5070" in text
    assert "Priya Nolan         is busy (486)" in text


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (
            {
                "event": "CallRang",
                "dialled": "3107",
                "replaces": "",
                "remote": {"name": "Maya", "user": "2041"},
            },
            "3107: Maya calls",
        ),
        (
            {"event": "CallRang", "dialled": "3107", "replaces": "", "remote": {"name": "", "user": ""}},
            "3107: somebody calls",
        ),
        ({"event": "CallEnded", "party": "3107", "code": 200}, "3107: the call is over"),
        ({"event": "CallEnded", "party": "3110", "code": 603}, "3110: Declined (603)"),
        ({"event": "CallHoldChanged", "party": "3107", "held": True}, "3107: is put on hold"),
        ({"event": "Hears", "party": "3107", "sound": True}, ""),
    ],
)
def test_house_tells_what_happens(told: dict[str, object], line: str) -> None:
    assert house_words(read_house(), told) == line


def test_customer_tells_whom_they_call() -> None:
    told = {"event": "CallDialled", "party": "+1", "remote": {"user": "2041", "host": "127.0.0.1:5080"}}
    assert customer_words(told) == "+1: calls 2041@127.0.0.1:5080"
