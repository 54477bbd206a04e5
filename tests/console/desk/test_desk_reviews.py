"""Reviews on the desk: the queue, the review that is filled in, the agent's own, calibration (R61, R63)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from console.desk import intents_review as ask
from console.desk.intents_review import AskedQueue
from console.desk.review_queue import pick_query, span_of
from console.desk.reviewing import ReviewCard
from console.desk.terms import ReviewTerms
from store.changes import AnswerCall, EndCall, OpenCall, PutDirectory
from store.changes_recordings import BeginRecording, EndRecording, KeptRecording, PutRecordingRules
from store.directory import Person
from store.memory import MemoryBook
from store.review import Comment, Pick, ReviewState, Sight
from store.scorecard import USUAL, Scorecard
from store.ticket import Outcome
from store.values import replace
from tests.console.desk.desk_fixture import DIRECTORY, Office, Timers

TRAINER, OTHER, AGENT, MANAGER = "ines.vidal", "oskar.lind", "maya.torres", "ada.berg"
TEAM = replace(
    DIRECTORY,
    people=(
        *DIRECTORY.people,
        Person(key=TRAINER, name="Ines Vidal", role="trainer", extension="4012"),
        Person(key=OTHER, name="Oskar Lind", role="trainer", extension="4013"),
        Person(key=MANAGER, name="Ada Berg", role="escalation_manager", extension="4014"),
    ),
)
FULL: dict[str, int | None] = {q.key: 1 if q.kind == "yes_no" else 4 for q in USUAL.questions}
ALL = AskedQueue(pick=Pick.ALL, span="4w", recorded=False)


def tell(book: MemoryBook, kind: Any, **values: Any) -> None:
    book.apply(kind(**({"id": uuid4(), "at": datetime.now(UTC), "person": AGENT} | values)))


class Floor:
    """Desks of several people on one book."""

    def __init__(self, **terms: Any) -> None:
        self.book = MemoryBook()
        self.terms = terms
        self.offices: dict[str, Office] = {}
        self.timers = Timers()
        self.trainer.do(ask.SaveScorecard(card=USUAL, base_version=0))

    def desk(self, who: str, role: str = "agent") -> Office:
        if who not in self.offices:
            made = Office(
                me=who,
                extension="",
                role=role,
                book=self.book,
                policy=self.terms,
                means={"later": self.timers},
            )
            tell(self.book, PutDirectory, directory=TEAM)
            self.offices[who] = made
        office = self.offices[who]
        office.desk.refresh()
        return office

    @property
    def trainer(self) -> Office:
        return self.desk(TRAINER, "trainer")

    @property
    def agent(self) -> Office:
        return self.desk(AGENT)

    def call(self, person: str = AGENT) -> UUID:
        call = uuid4()
        given = {"person": person, "call": call}
        tell(self.book, OpenCall, ticket=uuid4(), direction="in", remote_number="+14155550132", **given)
        tell(self.book, AnswerCall, **given)
        tell(self.book, EndCall, outcome=Outcome.ANSWERED, **given)
        return call

    def take(self) -> ReviewCard:
        office = self.trainer
        office.do(ask.TakeReview(call=self.call()))
        return opened(office)

    def shared(self) -> ReviewCard:
        made = self.take()
        self.trainer.do(ask.FillReview(answers=FULL))
        self.trainer.do(ask.ShareReview())
        return made


def opened(office: Office) -> ReviewCard:
    card = office.board.reviewing.review
    assert card is not None
    return card


def stored(floor: Floor, card: ReviewCard) -> Any:
    file = floor.book.review(card.review.id)
    assert file is not None
    return file.row.review


def test_R63_the_queue_shows_others_calls_and_never_ones_own() -> None:
    floor = Floor()
    theirs, own = floor.call(), floor.call(TRAINER)
    floor.trainer.do(ask.ShowReviewQueue(asked=ALL))
    queue = floor.trainer.board.reviewing.queue
    assert queue is not None
    assert ([r.call for r in queue.rows], queue.loading) == ([theirs], False)
    assert own not in {r.call for r in queue.rows}
    floor.trainer.do(ask.ShowReviewQueue(asked=None))
    assert floor.trainer.board.reviewing.queue is None


def test_R63_a_newer_question_drops_the_older_answer() -> None:
    floor = Floor()
    floor.call()
    office = floor.trainer
    office.keeper.held = True
    office.do(ask.ShowReviewQueue(asked=ALL))
    office.do(ask.ShowReviewQueue(asked=structs.replace(ALL, pick=Pick.LOW_CSAT)))
    office.keeper.release()
    queue = office.board.reviewing.queue
    assert queue is not None
    assert (queue.asked.pick, queue.rows) == (Pick.LOW_CSAT, ())


def test_R63_who_may_look_for_calls() -> None:
    floor = Floor(review=ReviewTerms(sight=Sight.ASSIGNED))
    assert floor.agent.refused(ask.ShowReviewQueue(asked=ALL)) == "not_allowed"
    assert floor.trainer.refused(ask.ShowReviewQueue(asked=ALL)) == "not_allowed"
    supervisor = floor.desk("daniel.okafor", "supervisor")
    supervisor.do(ask.ShowReviewQueue(asked=ALL))
    call = floor.call()
    given = ask.AssignReviews(calls=(call,), reviewers=(TRAINER,))
    assert floor.trainer.refused(given) == "not_allowed"
    assert floor.trainer.refused(ask.ShowReviewQueue(asked=structs.replace(ALL, span="99w"))) == "bad_span"
    assert floor.trainer.refused(ask.ShowReviewQueue(asked=structs.replace(ALL, each=0))) == "bad_each"


def test_R63_a_supervisor_finds_the_calls_of_the_own_department() -> None:
    now = datetime.now(UTC)
    daniel = TEAM.person("daniel.okafor")
    assert daniel is not None
    assert pick_query(ALL, TEAM, daniel, "UTC", now).persons == ("",)  # nobody else is in it
    trainer = TEAM.person(TRAINER)
    assert trainer is not None
    assert pick_query(ALL, TEAM, trainer, "UTC", now).persons == ()
    assert pick_query(structs.replace(ALL, department="support"), TEAM, trainer, "UTC", now).persons == (
        AGENT,
    )
    assert pick_query(structs.replace(ALL, person=TRAINER), TEAM, trainer, "UTC", now).persons == ("",)


def test_R63_a_sample_is_drawn_by_the_name_of_its_last_week() -> None:
    trainer = TEAM.person(TRAINER)
    assert trainer is not None
    wednesday = datetime.now(UTC).replace(year=2026, month=3, day=4)
    sample = AskedQueue(span="last")
    found = pick_query(sample, TEAM, trainer, "Europe/Berlin", wednesday)
    assert (found.seed, found.since.isoformat()) == ("2026-W09", "2026-02-22T23:00:00+00:00")
    assert pick_query(structs.replace(sample, seed="x"), TEAM, trainer, "UTC", wednesday).seed == "x"
    first, end = span_of("12w", wednesday.date())
    assert ((end - first).days, first.weekday()) == (84, 0)


def test_R63_calls_are_assigned_in_turn_and_are_due() -> None:
    floor = Floor()
    calls = tuple(floor.call() for _ in range(3))
    floor.trainer.do(ask.AssignReviews(calls=calls, reviewers=(TRAINER, OTHER), why="low_csat"))
    mine = floor.trainer.board.reviewing.mine
    assert {row.review.call for row in mine} == {calls[0], calls[2]}
    due = mine[0].review.due_at
    assert due is not None
    assert timedelta(days=6) < due - datetime.now(UTC) < timedelta(days=8)
    later = datetime.now(UTC) + timedelta(days=8)
    assert floor.trainer.board.reviewing.overdue(later) == 2
    assert [r.review.call for r in floor.desk(OTHER, "trainer").board.reviewing.mine] == [calls[1]]
    assert floor.trainer.refused(ask.AssignReviews(calls=())) == "empty"
    assert floor.trainer.refused(ask.AssignReviews(calls=calls, calibrate=True)) == "two"
    past = ask.AssignReviews(calls=calls, due_at=datetime.now(UTC) - timedelta(days=1))
    assert floor.trainer.refused(past) == "too_late"


def test_R61_a_call_is_taken_and_taken_again_is_the_same_review() -> None:
    floor = Floor()
    card = floor.take()
    assert (card.review.state, card.mine, card.open) == (ReviewState.ASSIGNED, True, True)
    assert card.card is not None
    assert card.card.card == USUAL
    floor.trainer.do(ask.OpenReview(review=None))
    floor.trainer.do(ask.TakeReview(call=card.review.call))
    assert opened(floor.trainer).review.id == card.review.id
    assert floor.agent.refused(ask.TakeReview(call=card.review.call)) == "not_allowed"


def test_R61_a_draft_keeps_itself_half_a_second_after_the_last_stroke() -> None:
    floor = Floor()
    card = floor.take()
    floor.trainer.do(ask.FillReview(answers={"empathy": 3}))
    floor.timers.pass_(0.3)
    floor.trainer.do(ask.FillReview(note="Calm"))
    floor.timers.pass_(0.3)
    assert stored(floor, card).answers == {}
    assert not opened(floor.trainer).saved
    floor.timers.pass_(0.3)
    kept = stored(floor, card)
    assert (kept.answers, kept.note, kept.state) == ({"empathy": 3}, "Calm", ReviewState.DRAFT)
    now = opened(floor.trainer)
    assert (now.saved, now.review.state, now.score.percent) == (True, ReviewState.DRAFT, 60.0)


def test_R61_what_is_typed_is_kept_when_the_review_is_left_or_another_is_opened() -> None:
    floor = Floor()
    card = floor.take()
    floor.trainer.do(ask.FillReview(note="Half a sen"))
    floor.trainer.do(ask.OpenReview(review=None))
    assert stored(floor, card).note == "Half a sen"
    floor.timers.pass_(5)
    assert floor.trainer.board.reviewing.review is None


def test_R61_typing_goes_on_over_what_the_store_says_meanwhile() -> None:
    floor = Floor()
    floor.take()
    floor.trainer.do(ask.FillReview(note="Not kept yet"))
    floor.trainer.desk.refresh()
    assert opened(floor.trainer).note == "Not kept yet"


def test_R61_a_review_is_shared_with_what_was_typed_just_now() -> None:
    floor = Floor()
    card = floor.take()
    assert floor.trainer.refused(ask.ShareReview()) == "incomplete"
    comment = Comment(offset=12.5, text="Well said.")
    floor.trainer.do(ask.FillReview(answers=FULL, comments=(comment,)))
    floor.trainer.do(ask.ShareReview())
    row = floor.agent.board.reviewing.about_me[0]
    assert row.shown is not None
    assert (row.shown.comments, row.shown.answers) == ((comment,), FULL)
    assert opened(floor.trainer).review.state is ReviewState.SHARED
    assert not opened(floor.trainer).open
    assert floor.trainer.refused(ask.FillReview(note="later")) == "not_now"
    assert [r.review.id for r in floor.trainer.board.reviewing.done] == [card.review.id]


def test_R61_the_agent_is_told_reads_answers_and_acknowledges() -> None:
    floor = Floor()
    _ = floor.agent
    card = floor.shared()
    agent = floor.agent
    told = [n for n in agent.board.notices if n.code == "review_shared"]
    assert [n.values["name"] for n in told] == ["Ines Vidal"]
    assert agent.board.reviewing.to_acknowledge == 1
    agent.do(ask.OpenReview(review=card.review.id))
    mine = opened(agent)
    assert (mine.about_me, mine.mine, mine.open, mine.answers) == (True, False, False, FULL)
    assert agent.refused(ask.FillReview(answers={})) == "not_now"
    assert agent.refused(ask.AnswerReview(review=card.review.id, text=" ")) == "empty"
    agent.do(ask.AnswerReview(review=card.review.id, text="I see."))
    agent.do(ask.AcknowledgeReview(review=card.review.id))
    assert agent.board.reviewing.to_acknowledge == 0
    floor.trainer.desk.refresh()
    shown = opened(floor.trainer).shown
    assert shown is not None
    assert (shown.answer, opened(floor.trainer).review.state) == ("I see.", ReviewState.ACKNOWLEDGED)


def test_R61_the_agent_goes_on_seeing_what_was_shared_while_it_is_changed() -> None:
    floor = Floor()
    card = floor.shared()
    floor.trainer.do(ask.ReviseReview())
    floor.trainer.do(ask.FillReview(answers=FULL | {"empathy": 1}))
    floor.timers.pass_(1)
    floor.agent.do(ask.OpenReview(review=card.review.id))
    assert opened(floor.agent).answers["empathy"] == 4
    floor.trainer.do(ask.DropReview(review=card.review.id))
    assert opened(floor.trainer).answers["empathy"] == 4
    assert not opened(floor.trainer).open


def test_R61_nobody_else_of_the_agents_sees_a_review_and_no_draft_is_seen() -> None:
    floor = Floor()
    card = floor.take()
    floor.agent.do(ask.OpenReview(review=card.review.id))
    assert floor.agent.board.reviewing.review is None
    assert "no_such_review" in {n.code for n in floor.agent.board.notices}
    floor.trainer.do(ask.FillReview(answers=FULL, note="Secret"))
    floor.timers.pass_(1)
    colleague = floor.desk(OTHER, "trainer")
    colleague.do(ask.OpenReview(review=card.review.id))
    seen = opened(colleague)
    assert (seen.answers, seen.note, seen.mine) == ({}, "", False)
    stranger = floor.desk("somebody.else")
    stranger.do(ask.OpenReview(review=card.review.id))
    assert stranger.board.reviewing.review is None


def test_R61_a_calibration_is_blind_until_both_are_in_and_then_side_by_side() -> None:
    floor = Floor()
    call = floor.call()
    floor.trainer.do(ask.AssignReviews(calls=(call,), reviewers=(TRAINER, OTHER), calibrate=True))
    other = floor.desk(OTHER, "trainer")
    for office, answers in ((floor.trainer, FULL), (other, FULL | {"empathy": 1, "clarity": None})):
        office.desk.refresh()
        office.do(ask.OpenReview(review=office.board.reviewing.mine[0].review.id))
        office.do(ask.FillReview(answers=answers))
    assert opened(floor.trainer).waiting_for == (TRAINER, OTHER)
    floor.trainer.do(ask.HandInReview())
    other.desk.refresh()
    assert opened(other).comparison is None
    other.do(ask.OpenReview(review=opened(floor.trainer).review.id))
    assert opened(other).answers == {}
    other.do(ask.OpenReview(review=other.board.reviewing.mine[0].review.id))
    other.do(ask.HandInReview())
    floor.trainer.desk.refresh()
    found = opened(floor.trainer).comparison
    assert found is not None
    assert (found.one.reviewer, found.other.reviewer) == (TRAINER, OTHER)
    assert found.agreement.differing == ("clarity", "empathy")
    assert found.agreement.equal == pytest.approx(8 / 10)
    floor.trainer.do(ask.ShareReview())
    assert floor.agent.board.reviewing.to_acknowledge == 1


def test_R61_a_new_version_of_the_scorecard_is_offered_to_a_draft_and_forced_on_none() -> None:
    floor = Floor()
    card = floor.take()
    floor.trainer.do(ask.FillReview(answers={"empathy": 5, "clarity": 2}))
    floor.timers.pass_(1)
    fewer = replace(USUAL, questions=USUAL.questions[:2])
    floor.trainer.do(ask.SaveScorecard(card=fewer, base_version=1))
    floor.trainer.desk.refresh()
    now = opened(floor.trainer)
    assert now.card is not None
    assert (now.card.version, now.newer and now.newer.version) == (1, 2)
    floor.trainer.do(ask.FillReview(card=USUAL.key))
    floor.timers.pass_(1)
    kept = stored(floor, card)
    assert (kept.card_version, kept.answers) == (2, {"empathy": 5})


def test_R61_a_scorecard_with_something_wrong_is_not_sent_to_the_store() -> None:
    floor = Floor()
    assert (
        floor.trainer.refused(ask.SaveScorecard(card=Scorecard(key="a", name="A"), base_version=0))
        == "bad_card"
    )
    assert len(floor.trainer.board.reviewing.cards) == 1


def test_R61_without_a_scorecard_nothing_is_filled_in() -> None:
    office = Office(me=TRAINER, role="trainer")
    tell(office.book, PutDirectory, directory=TEAM)
    office.desk.refresh()
    call = uuid4()
    tell(office.book, OpenCall, call=call, ticket=uuid4(), direction="in")
    tell(office.book, AnswerCall, call=call)
    office.do(ask.TakeReview(call=call))
    assert opened(office).card is None
    assert office.refused(ask.FillReview(note="x")) == "no_card"


def test_R61_what_the_store_refuses_is_told_and_stays_typed() -> None:
    floor = Floor()
    floor.take()
    long = "x" * 5000
    floor.trainer.do(ask.FillReview(note=long))
    floor.timers.pass_(1)
    card = opened(floor.trainer)
    assert (card.note, card.saved) == (long, False)
    assert "4000" in card.problem
    floor.trainer.do(ask.FillReview(note="short"))
    floor.timers.pass_(1)
    assert (opened(floor.trainer).problem, opened(floor.trainer).saved) == ("", True)


def recorded(floor: Floor, call: UUID) -> UUID:
    """The call has a recording, which is in the archive."""
    recording = uuid4()
    tell(
        floor.book, BeginRecording, recording=recording, call=call, person=AGENT, started_at=datetime.now(UTC),
        purpose="customer",
    )  # fmt: skip
    tell(floor.book, EndRecording, recording=recording, seconds=60.0)
    return recording


def keep(floor: Floor, recording: UUID) -> None:
    tell(
        floor.book,
        KeptRecording,
        recording=recording,
        name=f"{recording.hex}.flac",
        size=1,
        sha256="",
        peaks="",
        key="",
    )


def test_R61_an_agent_is_told_whether_the_own_call_can_be_heard_and_why_not() -> None:
    floor = Floor()
    made = floor.shared()
    agent = floor.agent
    agent.do(ask.OpenReview(review=made.review.id))
    assert opened(agent).silent == "not_recorded"
    recording = recorded(floor, made.review.call)
    assert opened(floor.agent).silent == "not_kept"
    keep(floor, recording)
    assert opened(floor.agent).silent == ""
    tell(floor.book, PutRecordingRules, agents_hear_own=False, days={}, person=MANAGER)
    assert opened(floor.agent).silent == "forbidden"


def test_R61_whose_call_it_is_not_is_told_nothing_of_it() -> None:
    floor = Floor()
    made = floor.shared()
    assert made.silent == ""
