"""R60, R62: what the desk makes of recording: the store's rows, who may pause it, what an objection does, hints."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from console.desk import intents as ask
from console.desk import intents_recording as rec
from console.desk.recorded import HintKind, PausedBy, RecordedCall
from console.desk.terms import RecordingTerms
from store.book import Case
from store.changes import OpenCall
from store.recording import Consent, Keeping, Recording
from store.values import replace
from telephony import commands
from telephony.conduct import Measures
from telephony.events import ConductMeasured, RecordingTroubled
from telephony.recording import Policy, Trouble
from telephony.recording import Recording as ToEngine
from tests.console.desk.desk_fixture import Office, daniels

TO_DANIEL = ask.Escalate(
    to="daniel.okafor",
    kind="functional",
    reason="lacks_knowledge",
    summary="Restarted twice, same fault",
    expects="Stable by 18:00",
)
CARD = rec.EnterField(field="step.card", name="Card number")
LEFT = rec.EnterField(field="")


def office(policy: Policy = Policy.ALWAYS, *, measure: bool = False, **terms: Any) -> Office:
    """A desk whose calls are recorded so."""
    made = Office(
        policy={"recording": RecordingTerms(policy=policy, sensitive=("step.card",), **terms)}, start=False
    )
    made.phone.recording = ToEngine(policy=policy, measure=measure)
    made.seed()
    made.desk.start()
    return made


def talking(desk: Office) -> str:
    call = desk.phone.ring("", "+14155550132")
    desk.do(ask.Answer())
    return call


def shown(desk: Office) -> RecordedCall:
    return desk.board.recording.of(desk.card.call)


def case_of(desk: Office, call: str) -> Case:
    case = desk.book.case_of_call(UUID(call))
    assert case is not None
    return case


def only(desk: Office, call: str) -> Recording:
    (found,) = case_of(desk, call).recordings
    return found


def states(desk: Office) -> list[bool]:
    return [now.paused for now in desk.phone.recordings()]


class TestStore:
    def test_R60_a_recording_is_a_row_of_the_call_and_its_ticket_from_its_beginning_to_its_end(self) -> None:
        desk = office()
        call = talking(desk)
        begun = only(desk, call)
        assert (begun.call, begun.person, begun.purpose, begun.leg) == (
            UUID(call), "maya.torres", "customer", None,
        )  # fmt: skip
        assert begun.ticket == case_of(desk, call).ticket.id
        assert not begun.ended
        desk.phone.offset = 4.0
        desk.do(rec.PauseRecording())
        desk.phone.offset = 9.5
        desk.do(rec.ResumeRecording())
        desk.phone.offset = 30.0
        desk.phone.hang_up_remote(call)
        ended = only(desk, call)
        assert (ended.ended, ended.seconds, ended.pauses) == (True, 30.0, ((4.0, 9.5),))
        assert (ended.partial, ended.cut_off, ended.state) == (False, False, Keeping.RECORDED)
        assert desk.board.recording.calls == ()

    def test_R60_a_consult_is_a_recording_of_its_leg(self) -> None:
        desk = office()
        call = talking(desk)
        desk.do(TO_DANIEL)
        consult = desk.last_begin().consult
        desk.phone.answers(consult)
        rows = {r.purpose: r for r in case_of(desk, call).recordings}
        assert (rows["consult"].call, rows["consult"].leg) == (UUID(call), UUID(consult))
        assert shown(desk).legs == (call, consult)

    def test_R60_what_an_engine_that_died_has_left_is_cut_off_and_not_on_the_board(self) -> None:
        desk = office()
        call = talking(desk)
        desk.phone.offset = 7.0
        desk.phone.die()
        assert desk.board.recording.calls == ()
        desk.phone.come_back()
        row = only(desk, call)
        assert (row.ended, row.cut_off, row.seconds) == (True, True, 7.0)

    def test_R60_a_file_is_known_though_its_beginning_was_never_told(self) -> None:
        desk = office()
        call = talking(desk)
        (now,) = desk.phone.recordings()
        other = office()
        other.phone.offset = 3.0
        other.book.apply(_opened(other, call))
        stopped = desk.phone._closed(call)
        other.phone._tell(stopped)
        row = only(other, call)
        assert (row.id, row.seconds, row.started_at) == (UUID(now.recording), stopped.seconds, now.started_at)

    def test_R60_what_the_disk_took_nothing_of_is_lost(self) -> None:
        desk = office()
        call = talking(desk)
        (now,) = desk.phone.recordings()
        desk.phone._recordings[call] = _without_path(now)
        desk.phone.hang_up_remote(call)
        row = only(desk, call)
        assert (row.state, row.ended) == (Keeping.LOST, True)
        assert row.why

    def test_R62_the_conduct_of_each_leg_is_kept_recorded_or_not(self) -> None:
        desk = office(Policy.OFF, measure=True)
        call = talking(desk)
        desk.phone.conduct[call] = Measures(seconds=60.0, agent=30.0, other=20.0, interruptions=2)
        desk.phone.hang_up_remote(call)
        (conduct,) = case_of(desk, call).conducts
        assert (conduct.id, conduct.agent, conduct.interruptions) == (UUID(call), 30.0, 2)
        assert case_of(desk, call).recordings == ()

    def test_told_again_nothing_is_twice(self) -> None:
        desk = office()
        call = talking(desk)
        desk.phone.hang_up_remote(call)
        before = case_of(desk, call).recordings
        again = Office(book=desk.book, phone=desk.phone, start=False)
        again.desk.start()
        assert case_of(again, call).recordings == before


def _opened(desk: Office, call: str) -> Any:
    return OpenCall(
        id=UUID(int=77),
        at=desk.desk._core.now(),
        person="maya.torres",
        call=UUID(call),
        ticket=UUID(call),
        direction="in",
    )


def _without_path(now: Any) -> Any:
    return replace(now, path="")


class TestPause:
    def test_by_hand_call_and_consult_together(self) -> None:
        desk = office()
        talking(desk)
        assert shown(desk).running
        desk.do(rec.PauseRecording())
        assert states(desk) == [True]
        assert (shown(desk).paused_by, shown(desk).paused_at is None) == (PausedBy.HAND, False)
        desk.do(TO_DANIEL)
        desk.phone.answers(desk.last_begin().consult)
        assert states(desk) == [True, True]
        desk.do(rec.ResumeRecording())
        assert states(desk) == [False, False]
        assert shown(desk).paused_by is PausedBy.NOBODY

    def test_a_sensitive_field_pauses_while_it_has_the_keyboard(self) -> None:
        desk = office()
        talking(desk)
        desk.do(CARD)
        assert states(desk) == [True]
        assert (shown(desk).paused_by, desk.board.recording.field) == (PausedBy.FIELD, "Card number")
        assert desk.refused(rec.ResumeRecording()) == "sensitive_field"
        desk.do(LEFT)
        assert states(desk) == [False]
        assert desk.board.recording.field == ""

    def test_a_field_that_is_not_marked_pauses_nothing(self) -> None:
        desk = office()
        talking(desk)
        desk.do(rec.EnterField(field="ticket.notes", name="Notes"))
        assert states(desk) == [False]
        assert desk.sent(commands.PauseRecording) == []

    def test_from_one_sensitive_field_to_another_it_stays_paused(self) -> None:
        desk = office()
        desk.desk.use_terms(_with(desk, sensitive=("step.card", "step.code")))
        talking(desk)
        desk.do(CARD)
        desk.do(rec.EnterField(field="step.code", name="Code"))
        assert len(desk.sent(commands.PauseRecording)) == 1
        assert desk.sent(commands.ResumeRecording) == []
        assert desk.board.recording.field == "Code"

    def test_what_a_person_has_paused_no_field_resumes(self) -> None:
        desk = office()
        talking(desk)
        desk.do(CARD)
        desk.do(rec.PauseRecording())
        desk.do(LEFT)
        assert states(desk) == [True]
        assert shown(desk).paused_by is PausedBy.HAND
        desk.do(CARD)
        desk.do(rec.ResumeRecording())
        assert states(desk) == [True]
        assert shown(desk).paused_by is PausedBy.FIELD
        desk.do(LEFT)
        assert states(desk) == [False]

    def test_a_call_that_is_answered_while_a_field_has_the_keyboard_is_paused_from_the_start(self) -> None:
        desk = office()
        desk.do(CARD)
        talking(desk)
        assert states(desk) == [True]
        assert shown(desk).paused_by is PausedBy.FIELD

    def test_a_window_that_died_leaves_it_paused_and_the_next_one_says_so(self) -> None:
        desk = office()
        talking(desk)
        desk.do(CARD)
        desk.phone.close()
        again = Office(
            book=desk.book,
            phone=desk.phone,
            policy={"recording": RecordingTerms(policy=Policy.ALWAYS, sensitive=("step.card",))},
            start=False,
        )
        again.desk.start()
        assert states(again) == [True]
        found = shown(again)
        assert found.paused_by is PausedBy.BEFORE
        assert found.paused_at is not None
        again.do(CARD)
        again.do(LEFT)
        assert states(again) == [True], "only a person ends a pause whose reason nobody knows"
        again.do(rec.ResumeRecording())
        assert states(again) == [False]

    def test_nothing_is_refused_aloud_when_the_recording_is_just_over(self) -> None:
        desk = office()
        call = talking(desk)
        desk.phone._recordings.pop(call)
        desk.do(CARD)
        assert desk.notices() == set()

    def test_a_pause_is_of_one_call_and_the_next_one_is_recorded(self) -> None:
        desk = office()
        call = talking(desk)
        desk.do(rec.PauseRecording())
        desk.phone.hang_up_remote(call)
        talking(desk)
        assert states(desk) == [False]


def _with(desk: Office, **recording: Any) -> Any:
    terms = desk.desk._core.terms
    return replace(terms, recording=replace(terms.recording, **recording))


class TestOnDemand:
    def test_nothing_is_recorded_before_the_caller_was_asked(self) -> None:
        desk = office(Policy.ON_DEMAND)
        call = talking(desk)
        assert desk.refused(rec.Record()) == "ask_first"
        assert desk.refused(rec.PauseRecording()) == "not_recorded"
        desk.do(rec.Record(agreed=True))
        assert shown(desk).running
        assert only(desk, call).consent is Consent.GIVEN
        assert desk.refused(rec.Record(agreed=True)) == "recording_exists"
        desk.do(rec.StopRecording())
        assert not shown(desk).running
        desk.do(rec.Record())
        assert shown(desk).running

    def test_a_center_need_not_ask(self) -> None:
        desk = office(Policy.ON_DEMAND, asks_first=False)
        talking(desk)
        assert not desk.board.recording.asks_first
        desk.do(rec.Record())
        assert shown(desk).running

    def test_a_pause_ends_with_its_recording(self) -> None:
        desk = office(Policy.ON_DEMAND, asks_first=False)
        talking(desk)
        desk.do(rec.Record())
        desk.do(rec.PauseRecording())
        desk.do(rec.StopRecording())
        desk.do(rec.Record())
        assert states(desk) == [False]

    def test_where_policy_says_off_nothing_can_be_asked(self) -> None:
        desk = office(Policy.OFF)
        talking(desk)
        for intent in (rec.Record(agreed=True), rec.PauseRecording(), rec.SayConsent(consent="given")):
            assert desk.refused(intent) == "recording_off"

    def test_a_call_that_only_rings_is_not_recorded(self) -> None:
        desk = office(Policy.ON_DEMAND)
        call = desk.phone.ring("", "+14155550132")
        assert desk.refused(rec.Record(call=call, agreed=True)) == "not_up"


class TestConsent:
    def test_an_objection_stops_it_and_marks_it_for_deletion_though_policy_records_always(self) -> None:
        desk = office()
        call = talking(desk)
        assert desk.refused(rec.StopRecording()) == "recording_required"
        desk.do(rec.SayConsent(consent="objected"))
        assert not shown(desk).running
        row = only(desk, call)
        assert (row.ended, row.consent) == (True, Consent.OBJECTED)
        assert row.keep_until is not None
        assert row.keep_until <= row.started_at + timedelta(days=1)
        assert desk.refused(rec.Record()) == "objected"

    def test_after_an_objection_a_consult_is_not_recorded_either(self) -> None:
        desk = office()
        talking(desk)
        desk.do(rec.SayConsent(consent="objected"))
        desk.do(TO_DANIEL)
        desk.phone.answers(desk.last_begin().consult)
        assert desk.phone.recordings() == ()

    def test_taken_back_policy_records_again(self) -> None:
        desk = office()
        call = talking(desk)
        desk.do(rec.SayConsent(consent="objected"))
        desk.do(rec.SayConsent(consent="given"))
        assert shown(desk).running
        assert len(case_of(desk, call).recordings) == 2

    def test_an_objection_may_only_pause(self) -> None:
        desk = office(on_objection="pause")
        talking(desk)
        desk.do(rec.SayConsent(consent="objected"))
        assert (states(desk), shown(desk).paused_by) == ([True], PausedBy.OBJECTION)
        desk.do(CARD)
        desk.do(LEFT)
        assert desk.refused(rec.ResumeRecording()) == "objected"
        desk.do(rec.SayConsent(consent="given"))
        assert states(desk) == [False]

    def test_a_word_that_is_none_is_refused(self) -> None:
        desk = office()
        talking(desk)
        assert desk.refused(rec.SayConsent(consent="maybe")) == "bad_consent"

    def test_the_next_window_knows_what_the_caller_has_said(self) -> None:
        desk = office(on_objection="pause")
        talking(desk)
        desk.do(rec.SayConsent(consent="objected"))
        desk.phone.close()
        terms = RecordingTerms(policy=Policy.ALWAYS, on_objection="pause")
        again = Office(book=desk.book, phone=desk.phone, policy={"recording": terms}, start=False)
        again.desk.start()
        assert shown(again).consent is Consent.OBJECTED
        assert again.refused(rec.ResumeRecording()) == "objected"

    def test_whoever_takes_the_customer_over_knows_that_they_object(self) -> None:
        maya = office()
        call = talking(maya)
        maya.do(rec.SayConsent(consent="objected"))
        maya.do(TO_DANIEL)
        begun = maya.last_begin()
        daniel = daniels(
            book=maya.book,
            policy={"recording": RecordingTerms(policy=Policy.ALWAYS)},
            start=False,
        )
        daniel.phone.recording = ToEngine(policy=Policy.ALWAYS)
        daniel.desk.start()
        consult = daniel.phone.ring("Maya Torres", "2041", user_to_user=begun.user_to_user)
        daniel.do(ask.Answer())
        assert daniel.board.recording.of(consult).running, "the colleague has not objected"
        daniel.do(ask.TakeCase())
        assert daniel.board.recording.of(consult).consent is Consent.OBJECTED
        assert daniel.phone.recordings() == ()
        said = {c.id: c.consent for c in case_of(daniel, call).calls}
        assert said[UUID(consult)] is Consent.OBJECTED


class TestTrouble:
    @pytest.mark.parametrize("problem", [Trouble.DISK_FULL, Trouble.CANNOT_WRITE, Trouble.SLOW])
    def test_it_is_told_at_once_and_for_as_long_as_it_lasts(self, problem: Trouble) -> None:
        desk = office()
        call = talking(desk)
        desk.phone.recording_fails(call, problem)
        (notice,) = desk.board.notices
        assert (notice.code, notice.kind, notice.sticky) == (f"recording_{problem.value}", "error", True)
        assert shown(desk).trouble is problem
        desk.phone.recording_fails(call, Trouble.NONE)
        assert desk.board.notices == ()
        assert shown(desk).gaps is (problem is not Trouble.SLOW)
        desk.phone.hang_up_remote(call)
        assert only(desk, call).partial

    def test_it_is_over_with_the_call(self) -> None:
        desk = office()
        call = talking(desk)
        desk.phone.recording_fails(call)
        desk.phone.hang_up_remote(call)
        assert desk.board.notices == ()

    def test_a_call_that_could_not_begin_to_be_recorded_is_told_until_it_is_over(self) -> None:
        desk = office(Policy.OFF)
        desk.desk.use_terms(_with(desk, policy=Policy.ALWAYS))
        call = talking(desk)
        desk.phone._tell(RecordingTroubled(recording="", call=call, problem=Trouble.NO_NOTICE))
        assert desk.notices() == {"recording_no_notice"}
        assert not shown(desk).running
        assert shown(desk).trouble is Trouble.NO_NOTICE
        assert desk.refused(rec.PauseRecording()) == "not_recorded"
        desk.phone.hang_up_remote(call)
        assert desk.notices() == set()

    def test_it_is_over_with_the_engine(self) -> None:
        desk = office()
        desk.phone.recording_fails(talking(desk))
        desk.phone.die()
        assert "recording_disk_full" not in desk.notices()

    def test_a_window_that_comes_meanwhile_tells_it_too(self) -> None:
        desk = office()
        desk.phone.recording_fails(talking(desk))
        desk.phone.close()
        terms = RecordingTerms(policy=Policy.ALWAYS)
        again = Office(book=desk.book, phone=desk.phone, policy={"recording": terms}, start=False)
        again.desk.start()
        assert again.notices() == {"recording_disk_full"}
        assert shown(again).gaps


def measured(desk: Office, call: str, silent: float = 0.0, held: float = 0.0) -> HintKind | None:
    reading = ConductMeasured(call=call, measures=Measures(), silent_for=silent, held_for=held)
    desk.phone.senses(reading)
    hint = desk.board.recording.hint(call)
    return hint.kind if hint is not None else None


class TestHints:
    def test_R62_a_long_silence_of_the_agent_is_hinted_at_until_they_speak(self) -> None:
        desk = office(Policy.OFF)
        call = talking(desk)
        assert measured(desk, call, silent=19.0) is None
        assert measured(desk, call, silent=20.0) is HintKind.SILENT
        board = desk.board
        assert measured(desk, call, silent=21.0) is HintKind.SILENT
        assert desk.board is board, "the board changes when a hint comes or goes, not each second"
        hint = board.recording.hint(call)
        assert hint is not None
        assert 19.0 < (desk.desk._core.now() - hint.since).total_seconds() < 60.0
        assert measured(desk, call) is None

    def test_R62_a_long_hold_is_hinted_at(self) -> None:
        desk = office(Policy.OFF)
        call = talking(desk)
        desk.do(ask.Hold())
        assert measured(desk, call, silent=40.0, held=59.0) is None
        assert measured(desk, call, silent=40.0, held=60.0) is HintKind.HOLD
        desk.do(ask.Resume())
        assert measured(desk, call) is None

    def test_who_is_muted_or_pauses_the_recording_knows_that_they_are_silent(self) -> None:
        desk = office()
        call = talking(desk)
        desk.do(ask.Mute(on=True))
        assert measured(desk, call, silent=30.0) is None
        desk.do(ask.Mute(on=False))
        desk.do(rec.PauseRecording())
        assert measured(desk, call, silent=30.0) is None

    def test_a_center_can_switch_them_off_or_one_of_them(self) -> None:
        desk = office(Policy.OFF, silent_seconds=0.0)
        call = talking(desk)
        assert measured(desk, call, silent=500.0) is None
        desk.do(ask.Hold())
        assert measured(desk, call, held=70.0) is HintKind.HOLD
        desk.desk.use_terms(_with(desk, hints=False))
        assert desk.board.recording.hints == ()
        assert measured(desk, call, held=80.0) is None

    def test_a_hint_ends_with_its_call(self) -> None:
        desk = office(Policy.OFF)
        call = talking(desk)
        measured(desk, call, silent=30.0)
        desk.phone.hang_up_remote(call)
        assert desk.board.recording.hints == ()
