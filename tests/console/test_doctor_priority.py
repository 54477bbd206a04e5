"""The doctor says whether sound may go before other programs here, and by whom."""

import sys

import pytest

from console import doctor_priority
from console.finding import Verdict
from telephony.platform_specific import NICE
from tests.system_bus import RealtimeKit, SystemBus, can_lower_nice, system_bus

__all__ = ["system_bus"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is nothing to ask for")


@pytest.fixture
def ordinary(monkeypatch: pytest.MonkeyPatch, system_bus: SystemBus) -> SystemBus:
    """Somebody who may not let themselves go first; that is all of it that root cannot be."""
    monkeypatch.setattr(doctor_priority, "go_first", lambda: False)
    for name, value in system_bus.variables.items():
        monkeypatch.setenv(name, value)
    return system_bus


@pytest.mark.skipif(not can_lower_nice(), reason="this user may not")
def test_who_may_go_first_is_told_so() -> None:
    found = doctor_priority.examine()
    assert (found.verdict, found.found) == (Verdict.OK, "the engine may go before other programs")


@pytest.mark.sip
def test_realtime_kit_is_tried(ordinary: SystemBus) -> None:
    with RealtimeKit(ordinary) as kit:
        found = doctor_priority.examine()
        assert [nice for _, _, nice in kit.preferred] == [NICE]
    assert found.verdict is Verdict.OK
    assert found.found == "RealtimeKit lets the engine go before other programs (nice -11)"


@pytest.mark.sip
def test_without_either_it_is_told_what_to_do(ordinary: SystemBus) -> None:
    found = doctor_priority.examine()
    assert found.verdict is Verdict.NOTE
    assert "RealtimeKit is not installed" in found.found
    assert found.do.startswith(
        "sudo apt-get install rtkit; or write “LOGIN - nice -11” into /etc/security/limits.d/"
    )
    ordinary.stop()
    assert "D-Bus cannot be reached" in doctor_priority.examine().found
