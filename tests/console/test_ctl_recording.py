"""`warmline ctl` about recording: paused by a program that shows a payment form, for instance."""

from console.desk import intents_recording as rec
from console.desk.terms import RecordingTerms
from store.values import replace
from telephony.recording import Policy, Recording
from tests.console.test_ctl import Ctl, ctl

__all__ = ["ctl"]


def recorded(ctl: Ctl, policy: Policy) -> str:
    """A call is up, and recorded by that policy."""
    terms = ctl.office.desk._core.terms
    ctl.office.desk.use_terms(
        replace(terms, recording=RecordingTerms(policy=policy, sensitive=("step.card",)))
    )
    ctl.phone.recording = Recording(policy=policy)
    call = ctl.phone.ring("", "+14155550132")
    assert "error" not in ctl("answer")
    return call


def test_a_recording_is_paused_and_resumed_from_a_script(ctl: Ctl) -> None:
    call = recorded(ctl, Policy.ALWAYS)
    paused = ctl("pause-recording")
    assert (paused["call"], paused["running"], paused["paused_by"]) == (call, True, "hand")
    assert paused["paused_at"]
    assert ctl("status")["recording"]["calls"] == [paused]
    assert ctl("resume-recording")["paused_at"] is None
    assert ctl.refused("stop-recording") == "recording_required"
    assert ctl.refused("record") == "recording_exists"


def test_a_field_with_the_keyboard_is_told_and_keeps_it_paused(ctl: Ctl) -> None:
    recorded(ctl, Policy.ALWAYS)
    ctl.office.do(rec.EnterField(field="step.card", name="Card number"))
    now = ctl("status")["recording"]
    assert (now["field"], now["calls"][0]["paused_by"]) == ("Card number", "field")
    assert ctl.refused("resume-recording") == "sensitive_field"
    assert ctl("pause-recording")["paused_by"] == "hand"
    assert ctl("resume-recording")["paused_by"] == "field"


def test_on_demand_the_caller_is_asked_and_may_object(ctl: Ctl) -> None:
    recorded(ctl, Policy.ON_DEMAND)
    assert ctl.refused("record") == "ask_first"
    begun = ctl("record", "--agreed")
    assert (begun["running"], begun["consent"]) == (True, "given")
    assert ctl("stop-recording")["running"] is False
    assert ctl("consent", "objected")["consent"] == "objected"
    assert ctl.refused("record") == "objected"
    assert ctl("consent", "unknown")["consent"] == ""


def test_where_nothing_is_recorded_that_is_said(ctl: Ctl) -> None:
    assert ctl.refused("pause-recording") == "no_call"
    recorded(ctl, Policy.OFF)
    assert ctl.refused("pause-recording") == "recording_off"
    assert ctl("status")["recording"] == {"policy": "off", "field": "", "calls": [], "hints": []}
