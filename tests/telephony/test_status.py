import pytest

from telephony.status import sentence, with_code


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (0, "No answer from the network"),
        (404, "Not found (404)"),
        (480, "Not available right now (480)"),
        (486, "Busy (486)"),
        (487, "Cancelled (487)"),
        (503, "The other side's server is out of service (503)"),
        (603, "Declined (603)"),
        (180, "Under way (180)"),
        (299, "Done (299)"),
        (399, "Diverted (399)"),
        (499, "The call was not possible (499)"),
        (599, "Fault at the other side's server (599)"),
        (699, "Refused everywhere (699)"),
        (999, "Unknown answer (999)"),
        (-1, "Unknown answer (-1)"),
    ],
)
def test_status_is_said_to_a_person(code: int, text: str) -> None:
    assert with_code(code) == text


@pytest.mark.parametrize("code", range(700))
def test_every_status_has_a_short_sentence(code: int) -> None:
    assert 0 < len(sentence(code)) <= 50
    assert not sentence(code).endswith(".")
