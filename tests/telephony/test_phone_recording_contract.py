"""Both telephones of contract.py record by the rules, and tell each file when it is closed."""

import pytest

from telephony import commands as c
from telephony import events as e
from telephony.recording import Policy, Recording
from telephony.transfer import State
from tests.engines import new_id
from tests.telephony.stages import Stage


def test_a_call_is_recorded_paused_and_told_when_the_file_is_closed(stage: Stage) -> None:
    stage.records(Recording(policy=Policy.ALWAYS))
    stage.opened()
    call = stage.talk()
    began = stage.told(e.RecordingStarted, call=call)
    stage.send(c.PauseRecording(id=new_id(), call=call))
    paused = stage.told(e.RecordingPaused, call=call)
    stage.phone.close()
    (now,) = stage.opened().recordings
    assert (now.recording, now.call, now.path, now.paused) == (began.recording, call, began.path, True)
    stage.send(c.PauseRecording(id=new_id(), call=call))
    stage.send(c.ResumeRecording(id=new_id(), call=call))
    resumed = stage.told(e.RecordingResumed, call=call)
    assert stage.refused(stage.send(c.StopRecording(id=new_id(), call=call))) == "recording_required"
    stage.customer_hangs_up()
    stopped = stage.told(e.RecordingStopped, call=call)
    assert (stopped.recording, stopped.path, stopped.partial) == (began.recording, began.path, False)
    assert [(pause.begin, pause.end) for pause in stopped.pauses] == [(paused.seconds, resumed.seconds)]
    assert began.recording in stopped.path
    assert [kind for kind in stage.ear.kinds() if not kind.startswith("CallHold")] == [
        "CallRang",
        "CallAnswered",
        "RecordingStarted",
        "RecordingPaused",
        # told again, for nobody has acknowledged anything
        "CallRang",
        "CallAnswered",
        "RecordingStarted",
        "RecordingPaused",
        "RecordingResumed",
        "CommandRefused",
        "CallEnded",
        "RecordingStopped",
    ]
    stage.phone.close()
    assert stage.opened().recordings == ()


def test_a_call_is_recorded_on_demand(stage: Stage) -> None:
    stage.records(Recording(policy=Policy.ON_DEMAND))
    stage.opened()
    call = stage.customer_calls()
    assert stage.refused(stage.send(c.StartRecording(id=new_id(), call=call))) == "not_now"
    stage.send(c.Answer(id=new_id(), call=call))
    stage.told(e.CallAnswered, call=call)
    for order in (c.PauseRecording, c.ResumeRecording, c.StopRecording):
        assert stage.refused(stage.send(order(id=new_id(), call=call))) == "not_recorded"
    assert stage.refused(stage.send(c.StartRecording(id=new_id(), call=new_id()))) == "no_such_call"
    stage.send(c.StartRecording(id=new_id(), call=call))
    first = stage.told(e.RecordingStarted, call=call).recording
    assert stage.refused(stage.send(c.StartRecording(id=new_id(), call=call))) == "recording_exists"
    stage.send(c.StopRecording(id=new_id(), call=call))
    stage.told(e.RecordingStopped, recording=first)
    stage.send(c.StartRecording(id=new_id(), call=call))
    stage.until(lambda: len(stage.ear.all(e.RecordingStarted)) == 2)
    second = stage.ear.all(e.RecordingStarted)[-1].recording
    assert second != first
    stage.customer_hangs_up()
    stage.told(e.RecordingStopped, recording=second)


def test_an_objection_stops_what_policy_always_records(stage: Stage) -> None:
    stage.records(Recording(policy=Policy.ALWAYS))
    stage.opened()
    call = stage.talk()
    began = stage.told(e.RecordingStarted, call=call)
    stage.send(c.StopRecording(id=new_id(), call=call, objected=True))
    stopped = stage.told(e.RecordingStopped, call=call)
    assert (stopped.recording, stopped.started_at) == (began.recording, began.started_at)
    stage.phone.close()
    assert stage.opened().recordings == ()


def test_where_policy_says_so_nothing_is_recorded(stage: Stage) -> None:
    stage.opened()
    call = stage.talk()
    assert stage.refused(stage.send(c.StartRecording(id=new_id(), call=call))) == "recording_off"
    stage.customer_hangs_up()
    stage.told(e.CallEnded, call=call)
    assert stage.ear.all(e.RecordingStarted) == []


def test_a_consult_is_a_recording_of_its_own(stage: Stage) -> None:
    stage.records(Recording(policy=Policy.ALWAYS))
    stage.opened()
    customer = stage.talk()
    order = stage.consult(customer)
    stage.target_answers()
    stage.stands(order.transfer, State.READY)
    began = stage.told(e.RecordingStarted, call=order.consult)
    assert began.parent == customer
    stage.send(c.CompleteTransfer(id=new_id(), transfer=order.transfer))
    stage.stands(order.transfer, State.HANDED_OVER)
    assert stage.told(e.RecordingStopped, call=order.consult).parent == customer
    assert stage.told(e.RecordingStopped, call=customer).parent == ""


@pytest.mark.allow_logs
def test_a_recording_that_the_engine_dies_over_is_told_by_the_next_one(stage: Stage) -> None:
    stage.records(Recording(policy=Policy.ALWAYS))
    stage.opened()
    customer = stage.talk()
    began = stage.told(e.RecordingStarted, call=customer)
    stage.send(c.PauseRecording(id=new_id(), call=customer))
    paused = stage.told(e.RecordingPaused, call=customer)
    stage.kill_the_engine()
    stage.until(lambda: len(stage.ear.snapshots) == 2)
    stopped = stage.told(e.RecordingStopped, recording=began.recording)
    assert (stopped.call, stopped.path, stopped.cut_off) == (customer, began.path, True)
    assert [pause.begin for pause in stopped.pauses] == [paused.seconds]
    assert stopped.pauses[0].end == stopped.seconds
    assert stage.ear.snapshots[-1].recordings == ()
