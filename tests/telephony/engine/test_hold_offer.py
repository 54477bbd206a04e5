import pytest

from telephony.engine.hold_offer import HoldMusic, pbx_plays


@pytest.mark.parametrize(
    ("chosen", "software", "plays"),
    [
        ("auto", "Asterisk PBX 16.28.0~dfsg-0+deb11u4", True),
        ("auto", "FPBX-16.0.40(18.9.0)", True),
        ("auto", "FreeSWITCH-mod_sofia/1.10.10", True),
        ("auto", "3CXPhoneSystem 18.0.8.1012", True),
        ("auto", "kamailio (5.6.3 (x86_64/linux))", False),
        ("auto", "baresip v1.0.0", False),
        ("auto", "Ada's x3cxy", False),
        ("auto", "", False),
        ("own", "Asterisk PBX 16.28.0", False),
        ("pbx", "", True),
        ("pbx", "kamailio", True),
    ],
)
def test_who_plays_to_somebody_on_hold(chosen: HoldMusic, software: str, *, plays: bool) -> None:
    assert pbx_plays(chosen, software) is plays
