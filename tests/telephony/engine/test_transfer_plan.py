import pytest

from telephony.engine.transfer_plan import final_answer
from telephony.transfer import Input


@pytest.mark.parametrize(
    ("codes", "meant"),
    [
        ((486, 600), Input.TARGET_BUSY),
        ((404, 408, 410, 484, 500, 502, 503, 504), Input.TARGET_UNREACHABLE),
        ((302, 403, 480, 487, 488, 603, 606), Input.TARGET_DECLINED),
    ],
)
def test_a_final_answer_says_busy_unreachable_or_declined(codes: tuple[int, ...], meant: Input) -> None:
    assert {final_answer(code) for code in codes} == {meant}
