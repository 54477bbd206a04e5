"""The short form of `make bench`'s shift: nothing is kept of calls that are over."""

import shutil
from pathlib import Path

import pytest

from tests.bench.phones import Warmline
from tests.bench.setup import wait_until
from tests.bench.shift import after_calls, kept

pytestmark = [
    pytest.mark.sip,
    pytest.mark.skipif(shutil.which("sipp") is None, reason="sipp is not installed (Debian: sip-tester)"),
]


@pytest.mark.parametrize(("first", "more"), [(20, 40), pytest.param(300, 700, marks=pytest.mark.soak)])
# pjsip keeps each ended call for 32 s: until some 300 are behind an engine it still grows into that.
def test_calls_that_are_over_leave_nothing_behind(warmline_home: Path, first: int, more: int) -> None:
    phone = Warmline(warmline_home / "w", {})
    phone.start()
    try:
        before = after_calls(phone, first)
        after = after_calls(phone, more)
        wait_until(lambda: kept(phone.pid).descriptors <= before.descriptors, "as few descriptors", 30.0)
    finally:
        phone.close()
    assert after.megabytes - before.megabytes < 10
