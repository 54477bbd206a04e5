"""Both sides of a hand-over: sender and target, with a shared store and without one."""

from uuid import UUID

import pytest
from msgspec import structs

from console.desk import intents as ask
from console.desk.calling import Arrival, Trust
from store.escalation import Escalation, Outcome
from store.ticket import Outcome as CallOutcome
from telephony import commands
from telephony.case import CASE_TYPE
from telephony.transfer import State, Step
from tests.console.desk.desk_fixture import Office, daniels

SUMMARY = "Restarted twice, same fault"
TO_DANIEL = ask.Escalate(
    to="daniel.okafor",
    kind="functional",
    reason="lacks_knowledge",
    summary=SUMMARY,
    expects="Stable by 18:00",
)


@pytest.fixture
def office() -> Office:
    office = Office()
    office.phone.auto_notify = None
    office.phone.ring("", "+14155550132")
    office.desk.do(ask.Answer())
    return office


def escalation(office: Office) -> Escalation:
    case = office.book.case(office.book.tickets()[0].ticket.id)
    assert case is not None
    assert len(case.escalations) == 1
    return case.escalations[0]


def steps(office: Office) -> list[str]:
    case = office.book.case(office.book.tickets()[0].ticket.id)
    assert case is not None
    return [s.step for s in case.steps]


def state_of(office: Office) -> State:
    assert office.board.transfer is not None
    return office.board.transfer.state


def transfer(office: Office) -> str:
    assert office.board.transfer is not None
    return office.board.transfer.transfer


class TestSender:
    @pytest.mark.parametrize("before", [True, False])
    def test_whoever_is_muted_is_shown_so_when_the_customer_leaves_the_consult(
        self, office: Office, before: bool
    ) -> None:
        customer = office.card.call
        if before:
            office.do(ask.Mute(on=True))
        office.do(TO_DANIEL)
        office.phone.target_answers(transfer(office))
        if not before:
            office.do(ask.Mute(on=True))
        consult = office.last_begin().consult
        office.phone.hang_up_remote(customer)
        assert (office.card.call, office.card.muted) == (consult, True)
        office.do(ask.Mute(on=False))
        assert not office.card.muted
        assert [leg.muted for leg in office.phone.legs()] == [False]

    def test_a_window_that_starts_after_the_customer_has_left_shows_the_consult(self, office: Office) -> None:
        customer = office.card.call
        office.do(TO_DANIEL)
        office.phone.target_answers(transfer(office))
        consult = office.last_begin().consult
        office.phone.hang_up_remote(customer)
        second = Office(book=office.book, phone=office.phone)
        assert [(card.call, card.name) for card in second.board.cards] == [(consult, "Daniel Okafor")]
        second.do(ask.HangUp(call=consult))
        assert second.phone.legs() == ()

    def test_digits_go_to_whom_the_agent_hears(self, office: Office) -> None:
        customer = office.card.call
        office.do(TO_DANIEL)
        office.phone.target_answers(transfer(office))
        consult = office.last_begin().consult
        office.do(ask.Digits(digits="1", call=customer))  # a menu before a person; the customer hears music
        office.do(ask.ReturnToCustomer(keep_consult=True))
        office.do(ask.Digits(digits="2", call=customer))
        office.do(ask.ConsultAgain())
        office.do(ask.Conference())
        office.do(ask.Digits(digits="3", call=customer))
        sent = [(d.call, d.digits) for d in office.sent(commands.SendDigits)]
        assert sent == [(consult, "1"), (customer, "2"), (customer, "3")]

    def test_r15_record_is_made_before_dialling_and_context_goes_with_the_consult(
        self, office: Office
    ) -> None:
        assert office.desk.do(TO_DANIEL) is None
        order = office.last_begin()
        assert order.target == "sip:3107@127.0.0.1:5070"
        assert order.user_to_user.endswith("encoding=hex")
        assert len(order.user_to_user) <= 256
        assert order.case
        record = escalation(office)
        assert (record.summary, record.reason, record.hop) == (SUMMARY, "lacks_knowledge", 1)
        assert record.outcome is Outcome.PENDING

    def test_nothing_is_dialled_before_the_record_is_stored(self, office: Office) -> None:
        office.keeper.held = True
        assert office.desk.do(TO_DANIEL) is None
        assert state_of(office) is State.HOLDING
        assert not office.sent(commands.BeginTransfer)
        office.keeper.release()
        assert len(office.sent(commands.BeginTransfer)) == 1

    def test_a_store_that_is_down_does_not_keep_the_customer_waiting(self, office: Office) -> None:
        office.keeper.held = True
        office.desk.do(TO_DANIEL)
        office.desk.store_is_down("The disk is full.")
        assert len(office.sent(commands.BeginTransfer)) == 1
        office.keeper.release()
        assert len(office.sent(commands.BeginTransfer)) == 1
        assert escalation(office).summary == SUMMARY

    def test_r4_warm_hand_over_ends_with_the_target_owning_the_ticket(self, office: Office) -> None:
        office.desk.do(TO_DANIEL)
        name = transfer(office)
        office.phone.target_answers(name)
        assert state_of(office) is State.READY
        assert office.desk.do(ask.Complete()) is None
        office.phone.notify(name, 200)
        assert state_of(office) is State.HANDED_OVER
        assert escalation(office).outcome is Outcome.HANDED_OVER
        assert steps(office)[-1] == "handed_over"
        case = office.book.case(office.book.tickets()[0].ticket.id)
        assert case is not None
        assert case.ticket.owner == "daniel.okafor"
        assert case.calls[0].outcome is CallOutcome.HANDED_OVER
        assert [leg.kind for leg in case.legs] == ["customer", "consult"]
        assert len(office.board.wrapups) == 1

    @pytest.mark.parametrize(
        ("code", "step", "outcome"),
        [
            (603, "declined", Outcome.DECLINED),
            (486, "busy", Outcome.BUSY),
            (404, "unreachable", Outcome.UNREACHABLE),
            (503, "unreachable", Outcome.UNREACHABLE),
        ],
    )
    def test_r15_refused_consult_is_a_step_with_its_status(
        self, office: Office, code: int, step: str, outcome: Outcome
    ) -> None:
        office.desk.do(TO_DANIEL)
        office.phone.target_declines(transfer(office), code)
        assert escalation(office).outcome is outcome
        assert step in steps(office)
        assert state_of(office) is State.RETURNED
        assert office.board.transfer.failed == Step(step)
        assert not office.card.held

    def test_r81_next_candidate_is_another_step_of_the_same_escalation(self, office: Office) -> None:
        office.desk.do(TO_DANIEL)
        office.phone.target_declines(transfer(office), 603)
        assert office.desk.do(structs.replace(TO_DANIEL, to="selin.kaya")) is None
        record = escalation(office)
        assert record.target == "selin.kaya"
        assert record.outcome is Outcome.PENDING
        name = transfer(office)
        office.phone.target_answers(name)
        office.desk.do(ask.Complete())
        office.phone.notify(name, 200)
        assert escalation(office).outcome is Outcome.HANDED_OVER
        assert steps(office).count("consult_started") == 2

    def test_r81_a_try_before_the_store_has_told_of_the_first_is_another_transfer(
        self, office: Office
    ) -> None:
        office.desk.do(TO_DANIEL)
        first = transfer(office)
        office.keeper.held = True
        office.phone.target_declines(first, 603)
        assert office.desk.do(structs.replace(TO_DANIEL, to="selin.kaya")) is None
        office.keeper.release()
        assert transfer(office) != first
        assert len(office.sent(commands.BeginTransfer)) == 2
        assert escalation(office).target == "selin.kaya"

    def test_no_answer_and_cancel(self, office: Office) -> None:
        office.desk.do(TO_DANIEL)
        office.phone.ring_times_out(transfer(office))
        assert escalation(office).outcome is Outcome.NO_ANSWER

    def test_cancel_brings_the_customer_back(self, office: Office) -> None:
        office.desk.do(TO_DANIEL)
        assert office.desk.do(ask.ReturnToCustomer()) is None
        assert escalation(office).outcome is Outcome.CANCELLED
        assert not office.card.held

    def test_customer_leaves_and_the_consult_goes_on_as_a_call(self, office: Office) -> None:
        customer = office.card.call
        office.desk.do(TO_DANIEL)
        office.phone.target_answers(transfer(office))
        office.phone.hang_up_remote(customer)
        assert escalation(office).outcome is Outcome.CUSTOMER_LEFT
        assert office.card.name == "Daniel Okafor"
        assert office.desk.do(ask.HangUp()) is None
        assert office.board.cards == ()

    def test_queue_that_only_plays_music_is_recorded_as_blind(self, office: Office) -> None:
        office.desk.do(structs.replace(TO_DANIEL, to="network"))
        name = transfer(office)
        office.phone.target_answers(name)
        assert state_of(office) is State.QUEUED
        office.desk.do(ask.Complete())
        office.phone.notify(name, 200)
        assert escalation(office).outcome is Outcome.BLIND
        ticket = office.book.tickets()[0].ticket
        assert ticket.owner_department == "network"

    def test_queue_where_somebody_speaks_is_warm(self, office: Office) -> None:
        office.desk.do(structs.replace(TO_DANIEL, to="network"))
        name = transfer(office)
        office.phone.target_answers(name)
        assert office.desk.do(ask.ConfirmSpeaking()) is None
        office.desk.do(ask.Complete())
        office.phone.notify(name, 200)
        assert escalation(office).outcome is Outcome.HANDED_OVER

    def test_leaving_a_conference_is_recorded_as_conference(self, office: Office) -> None:
        office.desk.do(TO_DANIEL)
        name = transfer(office)
        office.phone.target_answers(name)
        assert office.desk.do(ask.Conference()) is None
        assert office.desk.do(ask.Complete()) is None
        office.phone.notify(name, 200)
        assert escalation(office).outcome is Outcome.CONFERENCE

    def test_refused_refer_offers_a_retry_and_the_retry_wins(self, office: Office) -> None:
        office.desk.do(TO_DANIEL)
        name = transfer(office)
        office.phone.target_answers(name)
        office.desk.do(ask.Complete())
        office.phone.notify(name, 503)
        assert office.board.transfer is not None
        assert office.board.transfer.failed is Step.TRANSFER_REFUSED
        assert state_of(office) is State.KEPT
        assert escalation(office).outcome is Outcome.FAILED
        assert office.desk.do(ask.Complete()) is None
        office.phone.notify(name, 200)
        assert escalation(office).outcome is Outcome.HANDED_OVER

    def test_r4_blind(self, office: Office) -> None:
        assert office.desk.do(structs.replace(TO_DANIEL, mode="blind")) is None
        office.phone.notify(transfer(office), 200)
        assert escalation(office).outcome is Outcome.BLIND

    def test_r13_without_a_call(self, office: Office) -> None:
        assert office.desk.do(structs.replace(TO_DANIEL, mode="no_call")) is None
        assert escalation(office).outcome is Outcome.SENT
        assert office.board.transfer is None
        assert office.book.escalations_for("daniel.okafor")[0].escalation.summary == SUMMARY

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"to": ""}, "no_target"),
            ({"reason": ""}, "no_reason"),
            ({"reason": "because"}, "bad_reason"),
            ({"summary": "  "}, "no_summary"),
            ({"kind": "sideways"}, "bad_kind"),
            ({"mode": "loud"}, "bad_mode"),
            ({"to": "sip:x?y=z@h"}, "bad_target"),
        ],
    )
    def test_r14_reason_and_summary_are_demanded(
        self, office: Office, change: dict[str, str], code: str
    ) -> None:
        refusal = office.desk.do(structs.replace(TO_DANIEL, **change))
        assert refusal is not None
        assert refusal.code == code
        assert not office.sent(commands.BeginTransfer)

    def test_second_transfer_while_one_is_under_way_is_refused(self, office: Office) -> None:
        office.desk.do(TO_DANIEL)
        refusal = office.desk.do(TO_DANIEL)
        assert refusal is not None
        assert refusal.code == "transfer_under_way"

    def test_hang_up_during_a_consult_must_name_the_call(self, office: Office) -> None:
        office.desk.do(TO_DANIEL)
        refusal = office.desk.do(ask.HangUp())
        assert refusal is not None
        assert refusal.code == "which_call"

    def test_engine_dies_during_a_consult(self, office: Office) -> None:
        office.desk.do(TO_DANIEL)
        office.phone.die()
        assert escalation(office).outcome is Outcome.CUT_OFF
        assert steps(office)[-1] == "cut_off"

    def test_console_dies_during_a_consult_and_the_next_one_goes_on(self, office: Office) -> None:
        office.desk.do(TO_DANIEL)
        name = transfer(office)
        office.phone.target_answers(name)
        second = Office(book=office.book, phone=office.phone)
        assert second.board.transfer is not None
        assert second.board.transfer.state is State.READY
        assert second.board.transfer.target_name == "Daniel Okafor"
        assert second.desk.do(ask.Complete()) is None
        second.phone.notify(name, 200)
        assert escalation(second).outcome is Outcome.HANDED_OVER

    def test_form_is_prefilled_kept_as_a_draft_and_restored(self, office: Office) -> None:
        office.desk.do(ask.EditTicket(fields={"notes": "Tunnel drops"}))
        assert office.desk.do(ask.OpenEscalate()) is None
        assert office.board.form is not None
        assert office.board.form.summary == "Tunnel drops"
        office.desk.do(ask.EditEscalate(fields={"reason": "complexity", "target": "selin.kaya"}))
        second = Office(book=office.book, phone=office.phone)
        assert second.board.form is not None
        assert (second.board.form.reason, second.board.form.target) == ("complexity", "selin.kaya")


class TestTarget:
    """Daniel's desk; ``shared`` is whether both desks have one store."""

    def test_whoever_listened_muted_sees_it_when_the_customer_comes(self, office: Office) -> None:
        daniel, consult = self.consult(office, shared=True)
        daniel.do(ask.Answer(call=consult))
        daniel.do(ask.Mute(on=True))
        daniel.phone.ring("Anna", "+14155550132", replaces=consult)
        assert daniel.card.call != consult
        assert daniel.card.muted
        daniel.do(ask.Mute(on=False))
        assert [leg.muted for leg in daniel.phone.legs()] == [False]

    def consult(self, office: Office, *, shared: bool, tamper: bool = False) -> tuple[Office, str]:
        office.desk.do(TO_DANIEL)
        order = office.last_begin()
        daniel = daniels(
            book=office.book if shared else None,
        )
        header = order.user_to_user
        if tamper:
            header = ("0" if header[40] != "0" else "1").join((header[:40], header[41:]))
        call = daniel.phone.ring("Maya Torres", "2041", dialled="3107", user_to_user=header)
        return daniel, call

    @pytest.mark.parametrize("shared", [True, False])
    def test_r50_case_is_on_screen_while_it_rings(self, office: Office, *, shared: bool) -> None:
        daniel, _ = self.consult(office, shared=shared)
        handover = daniel.card.handover
        assert handover is not None
        assert handover.trust is Trust.VERIFIED
        assert (handover.reason, handover.level, handover.hop) == ("lacks_knowledge", 2, 1)
        assert handover.customer_name == "Anna Petrova"
        assert handover.customer_number == "+1 415-555-0132"
        assert daniel.card.ticket == office.card.ticket
        if shared:
            assert handover.summary == SUMMARY

    def test_r50_summary_follows_in_a_signed_message(self, office: Office) -> None:
        daniel, _ = self.consult(office, shared=False)
        for body in office.last_begin().case:
            daniel.phone.message(body, content_type=CASE_TYPE)
        assert daniel.card.handover is not None
        assert daniel.card.handover.summary == SUMMARY
        assert daniel.card.handover.expects == "Stable by 18:00"
        assert daniel.card.case is not None
        assert daniel.card.case.ticket.shown_number == office.card.case.ticket.shown_number

    def without_header(self, office: Office, number: str = "2041") -> Office:
        """A PBX that takes off what it does not know, between two desks of one store."""
        daniel = daniels(
            book=office.book,
        )
        daniel.phone.ring("Maya Torres", number, dialled="3107")
        return daniel

    def test_r50_a_call_without_its_header_is_matched_by_sender_target_and_time(self, office: Office) -> None:
        office.desk.do(TO_DANIEL)
        daniel = self.without_header(office)
        handover = daniel.card.handover
        assert handover is not None
        assert (handover.trust, handover.known) == (Trust.MATCHED, True)
        assert (handover.summary, handover.reason, handover.hop) == (SUMMARY, "lacks_knowledge", 1)
        assert (handover.from_name, handover.customer_name) == ("Maya Torres", "Anna Petrova")
        assert daniel.card.ticket == office.card.ticket
        again = Office(me="daniel.okafor", extension="3107", book=office.book, phone=daniel.phone)
        assert again.card.handover is not None
        assert again.card.handover.trust is Trust.MATCHED, "after a restart too"
        office.phone.target_answers(transfer(office))
        again.do(ask.Answer())
        office.do(ask.Complete())
        office.phone.notify(transfer(office), 200)
        again.desk.refresh()
        assert again.card.handover is not None
        assert (again.card.handover.arrival, again.card.name) == (Arrival.HERE, "Anna Petrova")

    def test_r50_another_caller_or_a_call_that_is_none_of_it_is_not_matched(self, office: Office) -> None:
        daniel = self.without_header(office)
        assert daniel.card.handover is None, "nothing is on its way"
        office.desk.do(TO_DANIEL)
        assert self.without_header(office, "3201").card.handover is None, "a colleague who has sent nothing"
        assert self.without_header(office, "+14155550132").card.handover is None
        office.phone.target_declines(transfer(office), 603)
        assert self.without_header(office).card.handover is None, "it has come to its end"

    def test_tampered_context_is_unverified_and_links_to_nothing(self, office: Office) -> None:
        daniel, call = self.consult(office, shared=True, tamper=True)
        assert daniel.card.handover is not None
        assert daniel.card.handover.trust is Trust.UNVERIFIED
        assert daniel.card.ticket == UUID(call)

    def test_replayed_context_is_unverified(self, office: Office) -> None:
        daniel, _ = self.consult(office, shared=True)
        header = office.last_begin().user_to_user
        again = daniel.phone.ring("Mallory", "6666", dialled="3107", user_to_user=header)
        card = daniel.board.card(again)
        assert card is not None
        assert card.handover is not None
        assert (card.handover.trust, card.handover.why) == (Trust.UNVERIFIED, "replayed")
        assert card.ticket == UUID(again)

    def test_context_without_our_key_is_unverified(self, office: Office) -> None:
        office.desk.do(TO_DANIEL)
        daniel = Office(me="daniel.okafor", extension="3107", key=None)
        daniel.phone.ring("Maya", "2041", user_to_user=office.last_begin().user_to_user)
        assert daniel.card.handover is not None
        assert daniel.card.handover.why == "no_key"

    def arrived(self, daniel: Office, office: Office) -> None:
        assert daniel.card.handover is not None
        assert daniel.card.handover.arrival is Arrival.HERE
        assert daniel.card.name == "Anna Petrova"
        assert any(n.code == "you_have_the_customer" for n in daniel.board.notices)
        assert daniel.sent(commands.PlayCue)[-1].cue == "customer_here"
        assert office.card.ticket is not None
        ticket = daniel.book.case(office.card.ticket)
        assert ticket is not None
        assert ticket.ticket.owner == "daniel.okafor"

    @pytest.mark.parametrize("shared", [True, False])
    def test_first_signal_replaces(self, office: Office, *, shared: bool) -> None:
        daniel, consult = self.consult(office, shared=shared)
        daniel.desk.do(ask.Answer())
        daniel.phone.ring("Anna", "+14155550132", replaces=consult)
        assert len(daniel.board.cards) == 1
        self.arrived(daniel, office)
        assert daniel.board.wrapups == ()

    def test_second_signal_changed_identity(self, office: Office) -> None:
        daniel, consult = self.consult(office, shared=False)
        daniel.desk.do(ask.Answer())
        daniel.phone.change_identity(consult, "Anna", "+14155550132")
        self.arrived(daniel, office)

    def test_third_signal_shared_store(self, office: Office) -> None:
        daniel, _ = self.consult(office, shared=True)
        daniel.desk.do(ask.Answer())
        name = transfer(office)
        office.phone.target_answers(name)
        office.desk.do(ask.Complete())
        before = office.card
        office.phone.notify(name, 200)
        daniel.desk.refresh()
        assert daniel.card.handover is not None
        assert daniel.card.handover.arrival is Arrival.HERE
        assert daniel.card.ticket == before.ticket

    def test_without_a_signal_one_key_takes_it(self, office: Office) -> None:
        daniel, _ = self.consult(office, shared=False)
        assert daniel.desk.do(ask.TakeCase()) is not None
        daniel.desk.do(ask.Answer())
        assert daniel.desk.do(ask.TakeCase()) is None
        self.arrived(daniel, office)
        refusal = daniel.desk.do(ask.TakeCase())
        assert refusal is not None
        assert refusal.code == "already_yours"

    def test_consult_that_came_to_nothing_wants_no_wrap_up(self, office: Office) -> None:
        daniel, consult = self.consult(office, shared=True)
        daniel.desk.do(ask.Answer())
        daniel.phone.hang_up_remote(consult)
        assert daniel.board.wrapups == ()

    def test_r27_sender_follows(self, office: Office) -> None:
        daniel, consult = self.consult(office, shared=True)
        daniel.desk.do(ask.Answer())
        daniel.phone.ring("Anna", "+14155550132", replaces=consult)
        office.desk.refresh()
        assert office.board.sent[0].escalation.accepted_by == "daniel.okafor"
