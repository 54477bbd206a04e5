"""Rules for reviews: who reviews what, and how one stands after another (R61, R63); see the picture in store.review."""

from math import isfinite
from uuid import UUID

from store.changes_reviews import (
    AcknowledgeReview,
    AnswerReview,
    AssignReview,
    DropReview,
    HandInReview,
    ReviseReview,
    SaveReview,
    ShareReview,
)
from store.errors import Rejected
from store.recording import Recording
from store.review import (
    LONGEST_TEXT,
    MOST_COMMENTS,
    REVIEWERS,
    SHOWN,
    TO_DO,
    Pick,
    Review,
    ReviewState,
    ReviewVersion,
    all_in,
    leads,
    may_review,
    state_of,
    version_id,
)
from store.rules.common import Work, bad_value
from store.rules.tallies import count_agreement, count_causes, count_review
from store.scorecard import BEST, Score, Scorecard, ScorecardVersion, agreement, card_id, score
from store.values import replace

_DAY = 86_400.0


def assign_review(change: AssignReview, work: Work) -> None:
    """Somebody is to review this call."""
    call = work.call(change.call)
    if call.answered_at is None:
        raise Rejected("not_answered", "Nobody spoke on this call, so there is nothing to review.")
    found = work.unit.person(call.person)
    agent = found.key if found is not None else call.person
    reviewer = work.unit.person(change.reviewer)
    if reviewer is None:
        raise bad_value("person of the directory", change.reviewer)
    if reviewer.key == agent:
        raise Rejected("own_call", "Nobody reviews their own call.")
    me = work.unit.person(work.who)
    if me is None or me.role not in REVIEWERS or not leads(me, agent, work.unit.directory()):
        raise Rejected(
            "not_allowed", "Calls are given to review by trainers, managers and the team's supervisor."
        )
    if not may_review(reviewer, agent):
        raise Rejected("not_allowed", f"{reviewer.name} does not review calls: that needs another role.")
    if change.why and change.why not in set(Pick):
        raise bad_value("reason for a review", change.why, tuple(Pick))
    others = [r for r in _of_call(work, call.ticket, call.id) if r.state is not ReviewState.WITHDRAWN]
    if any(r.reviewer == reviewer.key for r in others):
        raise Rejected("already_assigned", f"{reviewer.name} has this call to review already.")
    if change.calibration is not None:
        _may_join(change.calibration, call.id, call.ticket, work)
    work.unit.add(
        Review(
            id=change.review, call=call.id, ticket=call.ticket, agent=agent, reviewer=reviewer.key,
            why=change.why, assigned_by=work.who, assigned_at=work.at, due_at=change.due_at,
            calibration=change.calibration,
        )
    )  # fmt: skip


def _of_call(work: Work, ticket: UUID, call: UUID) -> list[Review]:
    return [r for r in work.unit.of_ticket(Review, ticket) if r.call == call]


def _may_join(calibration: UUID, call: UUID, ticket: UUID, work: Work) -> None:
    group = [r for r in work.unit.of_ticket(Review, ticket) if r.calibration == calibration]
    if any(r.call != call for r in group):
        raise Rejected("bad_value", "A calibration compares reviews of one call.")
    if any(r.handed_in_at is not None for r in group):
        raise Rejected("not_now", "Somebody has handed in already: begin another calibration.")


def _mine(review: UUID, work: Work) -> Review:
    found = work.unit.get(Review, review)
    if found is None:
        raise Rejected("unknown_review", "This review is not in the store.")
    if found.reviewer != work.who:
        raise Rejected("not_yours", "This review is somebody else's.")
    return found


def save_review(change: SaveReview, work: Work) -> None:
    """Keep what is filled in."""
    review = _mine(change.review, work)
    if review.state not in TO_DO:
        raise Rejected("not_now", "It was shared: begin a new version to change it.")
    card = _card(change.card, change.card_version, work)
    found = score(card, change.answers)
    if found.wrong:
        raise Rejected("bad_value", f"“{card.name}” does not allow these answers: {', '.join(found.wrong)}.")
    _check_texts(change)
    work.unit.put(
        replace(
            review, state=ReviewState.DRAFT, card=change.card, card_version=change.card_version,
            answers=dict(change.answers), comments=change.comments, note=change.note,
            percent=found.percent, passed=found.passed, saved_at=work.at,
        )
    )  # fmt: skip


def _card(key: str, version: int, work: Work) -> Scorecard:
    saved = work.unit.get(ScorecardVersion, card_id(key, version))
    if saved is None:
        raise Rejected("unknown_card", f"There is no version {version} of the scorecard “{key}”.")
    return saved.card


def _check_texts(change: SaveReview) -> None:
    if len(change.comments) > MOST_COMMENTS:
        raise Rejected("bad_value", f"A review has at most {MOST_COMMENTS} comments.")
    if any(not c.text.strip() for c in change.comments):
        raise Rejected("bad_value", "A comment needs words.")
    if any(len(text) > LONGEST_TEXT for text in (change.note, *(c.text for c in change.comments))):
        raise Rejected("bad_value", f"A text has at most {LONGEST_TEXT} letters.")
    if any(not (isfinite(c.offset) and 0 <= c.offset <= 365 * _DAY) for c in change.comments):
        raise Rejected("bad_value", "A comment is about a moment of the recording.")


def _complete(review: Review, work: Work) -> Score:
    if not review.card_version:
        raise Rejected("incomplete", "Nothing is filled in yet.")
    found = score(_card(review.card, review.card_version, work), review.answers)
    if not found.complete:
        raise Rejected("incomplete", f"{len(found.missing)} questions are not answered yet.")
    return found


def hand_in_review(change: HandInReview, work: Work) -> None:
    """It is compared with the others when they are in too."""
    review = _mine(change.review, work)
    if review.calibration is None or review.state not in TO_DO or review.version:
        raise Rejected("not_now", "Only the draft of a review that is to be compared is handed in.")
    _complete(review, work)
    handed_in = replace(review, state=ReviewState.HANDED_IN, handed_in_at=work.at)
    work.unit.put(handed_in)
    _mark_recordings(review, work)
    _count_agreement(handed_in, work)


def _count_agreement(review: Review, work: Work) -> None:
    """Once all of a calibration are in, each is compared with the last one."""
    of_ticket = work.unit.of_ticket(Review, review.ticket)
    group = [r for r in of_ticket if r.calibration == review.calibration and r.handed_in_at is not None]
    if not all_in(tuple(r for r in of_ticket if r.calibration == review.calibration)):
        return
    card = _card(review.card, review.card_version, work)
    for other in group:
        if other.id == review.id:
            continue
        found = agreement(card, review.answers, other.answers)
        both = [q.key for q in card.questions if q.key in review.answers and q.key in other.answers]
        count_agreement(
            work, reviewers=(other.reviewer, review.reviewer), at=work.at,
            same={key: key not in found.differing for key in both}, kappa=found.kappa,
        )  # fmt: skip


def share_review(change: ShareReview, work: Work) -> None:
    """The agent sees this version from now on."""
    review = _mine(change.review, work)
    if review.calibration is not None:
        _after_calibration(review, work)
    elif review.state not in TO_DO:
        raise Rejected("not_now", "There is nothing new to share.")
    found = _complete(review, work)
    version = review.version + 1
    before = work.unit.get(ReviewVersion, version_id(review.id, review.version)) if review.version else None
    shared = (
        ReviewVersion(
            id=version_id(review.id, version), review=review.id, ticket=review.ticket, version=version,
            agent=review.agent, reviewer=review.reviewer, shared_at=work.at, card=review.card,
            card_version=review.card_version, answers=dict(review.answers), comments=review.comments,
            note=review.note, percent=found.percent, passed=found.passed,
        )
    )  # fmt: skip
    work.unit.add(shared)
    if before is not None:
        _count(before, work, times=-1)
    _count(shared, work, times=1)
    work.unit.put(replace(review, state=ReviewState.SHARED, version=version, shared_at=work.at))
    _mark_recordings(review, work)


def _count(shared: ReviewVersion, work: Work, *, times: int) -> None:
    """In the weekly sums of the agent; a version that another takes the place of is counted no more."""
    card = _card(shared.card, shared.card_version, work)
    answers = {}
    for question in card.questions:
        value = shared.answers.get(question.key)
        if value is not None:
            answers[question.key] = 100.0 * value / BEST[question.kind]
    count_review(
        work, person=shared.agent, at=shared.shared_at, answers=answers, percent=shared.percent, times=times
    )
    if shared.percent is not None:
        count_causes(
            work, ticket=shared.ticket, person=shared.agent, at=shared.shared_at, percent=shared.percent,
            times=times,
        )  # fmt: skip


def _mark_recordings(review: Review, work: Work) -> None:
    """Lists of recordings tell those that were reviewed from the others."""
    for recording in work.unit.of_ticket(Recording, review.ticket):
        if recording.call == review.call and recording.reviewed_at is None:
            work.unit.put(replace(recording, reviewed_at=work.at))


def _after_calibration(review: Review, work: Work) -> None:
    of_ticket = work.unit.of_ticket(Review, review.ticket)
    group = tuple(r for r in of_ticket if r.calibration == review.calibration)
    if not all_in(group):
        raise Rejected("blind", "Hand it in first. It can be shared when the others have handed in theirs.")
    if any(r.version for r in group if r.id != review.id):
        raise Rejected("already_shared", "The other review of this call is shared already.")
    if review.state not in {ReviewState.HANDED_IN, ReviewState.DRAFT}:
        raise Rejected("not_now", "There is nothing new to share.")


def revise_review(change: ReviseReview, work: Work) -> None:
    """A further version begins with what was shared."""
    review = _mine(change.review, work)
    if review.state not in SHOWN:
        raise Rejected("not_now", "Only what was shared is changed by a new version.")
    work.unit.put(replace(review, state=ReviewState.DRAFT))


def drop_review(change: DropReview, work: Work) -> None:
    """Withdrawn; or back to what was shared."""
    review = work.unit.get(Review, change.review)
    if review is None:
        raise Rejected("unknown_review", "This review is not in the store.")
    if work.who not in {review.reviewer, review.assigned_by}:
        raise Rejected("not_yours", "This review is somebody else's.")
    if review.state not in TO_DO:
        raise Rejected("not_now", "It is handed in or shared, and stays.")
    if not review.version:
        work.unit.put(replace(review, state=ReviewState.WITHDRAWN))
        return
    shared = _shown(review, work)
    work.unit.put(
        replace(
            review, state=state_of(shared), card=shared.card, card_version=shared.card_version,
            answers=dict(shared.answers), comments=shared.comments, note=shared.note,
            percent=shared.percent, passed=shared.passed,
        )
    )  # fmt: skip


def _shown(review: Review, work: Work) -> ReviewVersion:
    found = work.unit.get(ReviewVersion, version_id(review.id, review.version))
    if found is None:
        raise Rejected("not_now", "Nothing of this review is shared yet.")
    return found


def _of_me(review: UUID, work: Work) -> tuple[Review, ReviewVersion]:
    """The agent's own, as it was shared last."""
    found = work.unit.get(Review, review)
    if found is None:
        raise Rejected("unknown_review", "This review is not in the store.")
    if found.agent != work.who:
        raise Rejected("not_yours", "This review is about somebody else's call.")
    shown = _shown(found, work)
    if shown.acknowledged_at is not None:
        raise Rejected("not_now", "You have acknowledged it already.")
    return found, shown


def answer_review(change: AnswerReview, work: Work) -> None:
    """What the agent says; it stays with the version that it is said to."""
    review, shown = _of_me(change.review, work)
    text = change.text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise Rejected("bad_value", f"An answer is a text of at most {LONGEST_TEXT} letters.")
    _tell(review, replace(shown, answer=text, answered_at=work.at), work)


def acknowledge_review(change: AcknowledgeReview, work: Work) -> None:
    """The agent has read it."""
    review, shown = _of_me(change.review, work)
    _tell(review, replace(shown, acknowledged_at=work.at), work)


def _tell(review: Review, shown: ReviewVersion, work: Work) -> None:
    work.unit.put(shown)
    if review.state in SHOWN:
        work.unit.put(replace(review, state=state_of(shown)))
