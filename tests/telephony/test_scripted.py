from collections.abc import Callable
from uuid import uuid4

import pytest

from telephony import commands as c
from telephony import events as e
from telephony.call import CallState, EndedBy, Purpose
from telephony.scripted import ScriptedPhone
from telephony.transfer import State, Step


class Ear:
    def __init__(self) -> None:
        self.snapshots: list[e.Snapshot] = []
        self.envelopes: list[e.Envelope] = []
        self.lost: list[str] = []

    def phone_attached(self, snapshot: e.Snapshot) -> None:
        self.snapshots.append(snapshot)

    def phone_told(self, envelope: e.Envelope) -> None:
        self.envelopes.append(envelope)

    def phone_sensed(self, reading: e.Reading) -> None:
        pass

    def phone_lost(self, why: str) -> None:
        self.lost.append(why)

    @property
    def events(self) -> list[e.Event]:
        return [envelope.event for envelope in self.envelopes]

    def kinds(self) -> list[str]:
        return [
            f"{event.state}:{event.step}" if isinstance(event, e.TransferStepped) else type(event).__name__
            for event in self.events
        ]


def new() -> str:
    return uuid4().hex


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def phone(ear: Ear) -> ScriptedPhone:
    phone = ScriptedPhone()
    phone.open(ear)
    return phone


def talk(phone: ScriptedPhone) -> str:
    call = phone.ring("Ada", "1001")
    phone.send(c.Answer(id=new(), call=call))
    return call


def consult(phone: ScriptedPhone, *, queue: bool = False) -> tuple[str, str]:
    customer, transfer = talk(phone), new()
    phone.send(
        c.BeginTransfer(
            id=new(),
            transfer=transfer,
            customer=customer,
            consult=new(),
            target="sip:l2@127.0.0.1",
            target_is_queue=queue,
            case=("summary",),
        )
    )
    return customer, transfer


def test_a_call_rings_is_answered_held_and_ended(phone: ScriptedPhone, ear: Ear) -> None:
    call = talk(phone)
    phone.send(c.Hold(id=new(), call=call))
    phone.send(c.Resume(id=new(), call=call))
    phone.send(c.Mute(id=new(), call=call, on=True))
    phone.hang_up_remote(call)
    assert ear.kinds() == [
        "CallRang",
        "CallAnswered",
        "CallHoldChanged",
        "CallHoldChanged",
        "CallMuteChanged",
        "CallEnded",
    ]
    assert [envelope.seq for envelope in ear.envelopes] == list(range(1, 7))
    assert len({envelope.id for envelope in ear.envelopes}) == 6
    assert phone.legs() == ()


def test_a_warm_transfer_is_handed_over(phone: ScriptedPhone, ear: Ear) -> None:
    customer, transfer = consult(phone)
    phone.target_rings(transfer)
    phone.target_answers(transfer)
    phone.send(c.CompleteTransfer(id=new(), transfer=transfer))
    assert ear.kinds() == [
        "CallRang",
        "CallAnswered",
        "holding:consult_started",
        "CallHoldChanged",
        "CallDialled",
        "CallProgressed",
        "consulting:ringing",
        "CallAnswered",
        "ready:answered",
        "completing:completing",
        "handed_over:handed_over",
        "CallEnded",
        "CallEnded",
    ]
    assert phone.legs() == ()
    assert phone.transfers.cases_sent == ["summary"]
    assert phone.snapshot().transfers == ()
    dialled = next(event for event in ear.events if isinstance(event, e.CallDialled))
    assert (dialled.parent, dialled.purpose) == (customer, Purpose.CONSULT)


@pytest.mark.parametrize(
    ("code", "step"),
    [(603, Step.DECLINED), (486, Step.BUSY), (404, Step.UNREACHABLE), (503, Step.UNREACHABLE)],
)
def test_a_target_that_refuses_gives_the_customer_back(
    phone: ScriptedPhone, ear: Ear, code: int, step: Step
) -> None:
    customer, transfer = consult(phone)
    phone.target_declines(transfer, code)
    steps = [event for event in ear.events if isinstance(event, e.TransferStepped)]
    assert [(s.state, s.step, s.code) for s in steps[1:]] == [
        (State.RETURNING, step, code),
        (State.RETURNED, Step.CUSTOMER_BACK, 0),
    ]
    (leg,) = phone.legs()
    assert (leg.call, leg.held, leg.state) == (customer, False, CallState.UP)


def test_a_queue_is_not_ready_until_somebody_speaks(phone: ScriptedPhone) -> None:
    _, transfer = consult(phone, queue=True)
    phone.target_answers(transfer)
    assert phone.transfers.state(transfer) is State.QUEUED
    phone.send(c.ConfirmSpeaking(id=new(), transfer=transfer))
    assert phone.transfers.state(transfer) is State.READY


def test_without_a_notify_the_customer_comes_back_and_a_late_one_still_wins(
    phone: ScriptedPhone, ear: Ear
) -> None:
    phone.auto_notify = None
    _, transfer = consult(phone)
    phone.target_answers(transfer)
    phone.send(c.CompleteTransfer(id=new(), transfer=transfer))
    phone.notify(transfer, None)
    assert phone.transfers.state(transfer) is State.KEPT
    assert [leg.held for leg in phone.legs()] == [False, True]
    phone.notify(transfer, 200)
    assert phone.transfers.state(transfer) is State.HANDED_OVER
    assert phone.legs() == ()


def test_the_consult_may_end_before_the_final_notify(phone: ScriptedPhone) -> None:
    phone.auto_notify = None
    _, transfer = consult(phone)
    phone.target_answers(transfer)
    phone.send(c.CompleteTransfer(id=new(), transfer=transfer))
    phone.target_leaves(transfer)
    assert phone.transfers.state(transfer) is State.TAKEN
    phone.notify(transfer, 503)
    assert phone.transfers.state(transfer) is State.RETURNED


def test_a_customer_who_leaves_on_hold_leaves_the_consult_as_a_plain_call(
    phone: ScriptedPhone, ear: Ear
) -> None:
    customer, transfer = consult(phone)
    phone.target_answers(transfer)
    phone.hang_up_remote(customer)
    assert ear.kinds()[-2:] == ["CallEnded", "lost:customer_left"]
    (leg,) = phone.legs()
    phone.send(c.HangUp(id=new(), call=leg.call))
    assert phone.legs() == ()


def test_both_leaving_at_once_is_one_end(phone: ScriptedPhone, ear: Ear) -> None:
    customer, transfer = consult(phone)
    phone.target_answers(transfer)
    phone.target_leaves(transfer)
    phone.hang_up_remote(customer)
    phone.target_leaves(transfer)
    ends = [event for event in ear.events if isinstance(event, e.CallEnded)]
    assert len(ends) == 2
    assert phone.transfers.state(transfer) is State.RETURNED


def test_cancelling_while_it_rings_gives_the_customer_back(phone: ScriptedPhone, ear: Ear) -> None:
    _, transfer = consult(phone)
    phone.target_rings(transfer)
    phone.send(c.ReturnToCustomer(id=new(), transfer=transfer))
    assert ear.kinds()[-4:] == [
        "returning:cancelled",
        "CallEnded",
        "CallHoldChanged",
        "returned:customer_back",
    ]


def test_a_hold_s_200_is_waited_for(phone: ScriptedPhone, ear: Ear) -> None:
    phone.auto_hold = False
    customer, transfer = consult(phone)
    assert "CallDialled" not in ear.kinds()
    phone.hold_confirmed(customer)
    assert phone.transfers.state(transfer) is State.CONSULTING


def test_three_way_and_back_and_out_of_it(phone: ScriptedPhone) -> None:
    customer, transfer = consult(phone)
    phone.target_answers(transfer)
    phone.send(c.JoinConference(id=new(), transfer=transfer))
    assert phone.transfers.state(transfer) is State.CONFERENCE
    assert not any(leg.held for leg in phone.legs())
    phone.send(c.LeaveConferenceToConsult(id=new(), transfer=transfer))
    assert next(leg for leg in phone.legs() if leg.call == customer).held
    phone.send(c.JoinConference(id=new(), transfer=transfer))
    phone.auto_notify = 503
    phone.send(c.CompleteTransfer(id=new(), transfer=transfer))
    assert phone.transfers.state(transfer) is State.CONFERENCE


def test_a_replacing_call_is_answered_at_once(phone: ScriptedPhone, ear: Ear) -> None:
    first = talk(phone)
    second = phone.ring("Customer", "1002", replaces=first)
    assert ear.kinds()[-4:] == ["CallRang", "CallAnswered", "CallReplaced", "CallEnded"]
    assert [leg.call for leg in phone.legs()] == [second]


def test_answering_a_second_call_holds_the_first(phone: ScriptedPhone, ear: Ear) -> None:
    first = talk(phone)
    talk(phone)
    assert ear.kinds()[-2:] == ["CallHoldChanged", "CallAnswered"]
    assert [leg.call for leg in phone.legs() if leg.held] == [first]
    phone.ring()
    missed = ear.events[-1]
    assert isinstance(missed, e.CallMissed)
    assert missed.code == 486


def test_what_cannot_be_done_is_refused_by_name(phone: ScriptedPhone, ear: Ear) -> None:
    order = c.Answer(id=new(), call="nobody")
    phone.send(order)
    refused = ear.events[-1]
    assert isinstance(refused, e.CommandRefused)
    assert (refused.command, refused.code) == (order.id, "no_such_call")


def test_a_dead_engine_refuses_and_comes_back_without_legs_but_with_its_journal(
    phone: ScriptedPhone, ear: Ear
) -> None:
    call = talk(phone)
    first = ear.envelopes[0]
    phone.send(c.Acknowledge(id=new(), seq=first.seq))
    phone.die()
    assert len(ear.lost) == 1
    phone.send(c.HangUp(id=new(), call=call))
    refused = ear.events[-1]
    assert isinstance(refused, e.CommandRefused)
    assert refused.code == "no_engine"
    told = len(ear.envelopes)
    phone.come_back()
    assert ear.snapshots[-1].legs == ()
    assert ear.snapshots[-1].pid != ear.snapshots[0].pid
    assert ear.envelopes[told:] == [ear.envelopes[1]]


def test_a_call_for_nobody_is_missed_and_told_later(phone: ScriptedPhone, ear: Ear) -> None:
    phone.close()
    phone.ring("Ada")
    assert ear.events == []
    phone.open(ear)
    missed = ear.events[-1]
    assert isinstance(missed, e.CallMissed)
    assert missed.code == 480


def test_events_can_be_posted_and_are_never_nested() -> None:
    posted: list[Callable[[], None]] = []
    phone = ScriptedPhone(post=posted.append)
    ear = Ear()
    phone.open(ear)
    phone.ring()
    assert ear.snapshots == []
    for run in posted:
        run()
    assert ear.kinds() == ["CallRang"]


def test_an_answer_given_inside_an_event_comes_after_it() -> None:
    phone = ScriptedPhone()

    class Hasty(Ear):
        def phone_told(self, envelope: e.Envelope) -> None:
            if isinstance(envelope.event, e.CallRang):
                phone.send(c.Answer(id=new(), call=envelope.event.call))
            super().phone_told(envelope)

    ear = Hasty()
    phone.open(ear)
    call = phone.ring()
    assert ear.kinds() == ["CallRang", "CallAnswered"]
    phone.hang_up_remote(call)
    assert ear.events[-1] == e.CallEnded(call=call, code=200, reason="OK", by=EndedBy.THEM, answered=True)
