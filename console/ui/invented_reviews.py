"""Invented reviews: that of the picture, one just begun, a calibration, hostile names, and a full queue."""

from datetime import timedelta

from console.desk.board import Board
from console.desk.intents_review import AskedQueue
from console.desk.reviewing import QueueCard, ReviewCard, Reviewing, card_of_review
from console.desk.seat import Me
from console.ui import invented as i
from store.directory import Directory, Person
from store.review import (
    Comment,
    CommentKind,
    Pick,
    Review,
    ReviewState,
    ReviewVersion,
    version_id,
)
from store.reviewing import Reviewable, ReviewFile, ReviewRow, Standing
from store.scorecard import USUAL, Question, QuestionKind, Scorecard, ScorecardVersion, card_id, score
from store.values import replace

INES = Me(key="ines.vidal", name="Ines Vidal", extension="4012", role="trainer", since=i.ago(41.3))
_PEOPLE = (
    Person(key="ines.vidal", name="Ines Vidal", role="trainer", extension="4012"),
    Person(key="oskar.lindqvist", name="Oskar Lindqvist", role="trainer", extension="4013"),
)
DIRECTORY: Directory = replace(
    i.DIRECTORY, people=(*i.DIRECTORY.people, *(p for p in _PEOPLE if i.DIRECTORY.person(p.key) is None))
)
WARM = Scorecard(
    key="warm_transfer",
    name="Warm transfer",
    questions=(
        *(q for q in USUAL.questions if q.kind is QuestionKind.SCALE),
        Question(key="contact_details", kind=QuestionKind.YES_NO),
        Question(key="hold_announced", kind=QuestionKind.YES_NO),
        Question(key="named_taker", text="Named who takes over", kind=QuestionKind.YES_NO),
    ),
)
CARD = ScorecardVersion(
    id=card_id(WARM.key, 3),
    key=WARM.key,
    version=3,
    card=WARM,
    saved_at=i.ago(60 * 24 * 9),
    saved_by="ines.vidal",
)
CONDUCT = ScorecardVersion(
    id=card_id(USUAL.key, 1),
    key=USUAL.key,
    version=1,
    card=USUAL,
    saved_at=i.ago(60 * 24 * 90),
    saved_by="ines.vidal",
)
ANSWERS: dict[str, int | None] = {
    "empathy": 4, "active_listening": 5, "clarity": 4, "assertiveness": 3, "ownership": 5, "de_escalation": 5,
    "contact_details": 1, "hold_announced": 1, "named_taker": 0,
}  # fmt: skip
COMMENTS = (
    Comment(offset=131, text="Let the caller finish, then repeated the fault back in her words.",
            kind=CommentKind.WELL_DONE),
    Comment(offset=385, text="Hold began without saying how long. Offer a time, then check in."),
    Comment(offset=582, text="Name Daniel before the handover, so that the caller knows who speaks."),
)  # fmt: skip
REVIEW = Review(
    id=i.uid(9001), call=i.uid(9101), ticket=i.uid(9201), agent="maya.torres", reviewer="ines.vidal",
    state=ReviewState.DRAFT, why=Pick.MANY_HOPS, assigned_by="ines.vidal", assigned_at=i.ago(60 * 20),
    due_at=i.NOW + timedelta(days=2), card=WARM.key, card_version=3, answers=ANSWERS, comments=COMMENTS,
    percent=score(WARM, ANSWERS).percent, passed=True, saved_at=i.ago(1),
)  # fmt: skip


def row(review: Review, minutes: float = 20, subject: str = "VPN tunnel drops after firmware 4.2",
        name: str = "Anna Petrova", shown: ReviewVersion | None = None) -> ReviewRow:  # fmt: skip
    """It in a list."""
    number = f"TK-{48213 - int(minutes) % 900:07d}"
    return ReviewRow(
        review=review, number=number, subject=subject, customer_name=name, company="Quillpost Logistics",
        at=i.ago(minutes), seconds=1120, shown=shown,
    )  # fmt: skip


def _shared(review: Review, **more: object) -> ReviewVersion:
    return ReviewVersion(
        id=version_id(review.id, 1), review=review.id, ticket=review.ticket, version=1, agent=review.agent,
        reviewer=review.reviewer, shared_at=i.ago(90), card=review.card, card_version=review.card_version,
        answers=review.answers, comments=review.comments, percent=review.percent, passed=True,
        note="A calm call. The handover itself is the one thing to train.",
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


SHARED = replace(REVIEW, state=ReviewState.SHARED, version=1, shared_at=i.ago(90))
SHOWN = _shared(SHARED)
ANSWERED = _shared(
    SHARED, answered_at=i.ago(30),
    answer="Daniel was put through so fast that I had no time to name him. I will ask him to wait a moment.",
)  # fmt: skip
OTHERS_ANSWERS: dict[str, int | None] = {**ANSWERS, "empathy": 3, "de_escalation": 3, "named_taker": None}


def _calibrated() -> ReviewFile:
    group = i.uid(9301)
    mine = replace(REVIEW, state=ReviewState.HANDED_IN, calibration=group, handed_in_at=i.ago(50))
    other = replace(
        mine, id=i.uid(9002), reviewer="oskar.lindqvist", answers=OTHERS_ANSWERS, comments=(),
        percent=score(WARM, OTHERS_ANSWERS).percent, handed_in_at=i.ago(12),
    )  # fmt: skip
    return ReviewFile(row=row(mine), card=CARD, group=(mine, other))


def _three() -> ReviewFile:
    file = _calibrated()
    answers: dict[str, int | None] = {**OTHERS_ANSWERS, "clarity": 2, "ownership": 1}
    third = replace(
        file.group[1], id=i.uid(9003), reviewer="daniel.okafor", answers=answers,
        percent=score(WARM, answers).percent,
    )  # fmt: skip
    return replace(file, group=(*file.group, third))


def _reviewable(n: int, pick: Pick, **more: object) -> Reviewable:
    names = ("Anna Petrova", "Yara Haddad", "Bruno Leal", "Ida Sørensen", "", "Theo Marchetti")
    subjects = ("VPN tunnel drops after firmware 4.2", "Invoice counted twice", "Licence ends tomorrow", "")
    people = [p.key for p in DIRECTORY.people if p.role == "agent"] or ["maya.torres"]
    given: dict[str, object] = {
        "hold_seconds": 197.0 if pick is Pick.LONG_HOLD else 0.0, "hops": 3 if pick is Pick.MANY_HOPS else 0,
        "csat": 1 if pick is Pick.LOW_CSAT else None, "demanded_manager": pick is Pick.DEMANDED_MANAGER,
    }  # fmt: skip
    return Reviewable(
        call=i.uid(9500 + n), ticket=i.uid(9600 + n), number=f"TK-{48213 - 7 * n:07d}",
        subject=subjects[n % len(subjects)], customer_name=names[n % len(names)],
        company="Quillpost Logistics" if n % 2 else "", person=people[n % len(people)],
        at=i.ago(60 * 5 * (n + 1)), seconds=240 + 67 * n, recorded=True, **(given | more),  # type: ignore[arg-type]
    )  # fmt: skip


_KINDS = (Pick.SAMPLE, Pick.LONG_HOLD, Pick.DEMANDED_MANAGER, Pick.LOW_CSAT, Pick.MANY_HOPS)
FOUND = tuple(_reviewable(n, _KINDS[n % 5]) for n in range(14))
FOUND = (
    *FOUND[:2],
    replace(
        FOUND[2], reviews=(Standing(review=i.uid(1), reviewer="oskar.lindqvist", state=ReviewState.SHARED),)
    ),
    replace(FOUND[3], held=True),
    *FOUND[4:],
)
QUEUE = QueueCard(asked=AskedQueue(), loading=False, rows=FOUND, seed="2025-W47")
MINE = (
    row(replace(REVIEW, id=i.uid(9010), state=ReviewState.ASSIGNED, due_at=i.ago(60 * 30), why=Pick.LOW_CSAT,
                answers={}, percent=None, card="", card_version=0, saved_at=None),
        3000, "Invoice counted twice", "Bruno Leal"),
    row(REVIEW),
    row(replace(REVIEW, id=i.uid(9011), state=ReviewState.ASSIGNED, due_at=i.NOW + timedelta(hours=3), answers={},
                why=Pick.SAMPLE, percent=None, saved_at=None, calibration=i.uid(9301)), 900, "", ""),
)  # fmt: skip
DONE = (row(SHARED, shown=ANSWERED),)
ALL = Reviewing(cards=(CONDUCT, CARD), mine=MINE, done=DONE, queue=QUEUE)
CARDS = ALL.cards


def opened(file: ReviewFile, me: str = "ines.vidal", **more: object) -> ReviewCard:
    """As that person sees it."""
    return replace(card_of_review(file, me, CARDS), **more)  # type: ignore[arg-type]


DRAFT = opened(ReviewFile(row=row(REVIEW), card=CARD, group=(REVIEW,)))
BEGUN = opened(
    ReviewFile(
        row=row(replace(REVIEW, answers={}, comments=(), state=ReviewState.ASSIGNED, percent=None, saved_at=None)),
        card=CARD, group=(REVIEW,),
    )
)  # fmt: skip
CALIBRATED = opened(_calibrated())
THREE = opened(_three())
TO_READ = opened(
    ReviewFile(
        row=row(SHARED, shown=SHOWN), card=CARD, versions=(SHOWN,), version_cards=(CARD,), group=(SHARED,)
    ),
    "maya.torres",
)
REPLIED = opened(
    ReviewFile(row=row(replace(SHARED, state=ReviewState.ANSWERED), shown=ANSWERED), card=CARD, versions=(ANSWERED,),
               version_cards=(CARD,), group=(SHARED,))
)  # fmt: skip
_LONG = Scorecard(
    key="long",
    name="<b>Everything that could possibly be asked about a call of a customer who is angry</b>",
    questions=tuple(
        Question(key=f"q{n}", text=f"{n}. Did the agent <i>really</i> do what page {n} of the handbook says",
                 kind=QuestionKind.YES_NO if n % 3 == 0 else QuestionKind.SCALE, fails_all=n % 6 == 0)
        for n in range(1, 25)
    ),
)  # fmt: skip
_HOSTILE = replace(
    REVIEW, answers={"q1": 5, "q2": None, "q6": 0},
    comments=(*(Comment(offset=n * 777.0, text="A comment that goes on and on " * 9) for n in range(7)),),
)  # fmt: skip
HOSTILE = replace(
    opened(ReviewFile(row=row(_HOSTILE), group=(_HOSTILE,), card=replace(CARD, card=_LONG))),
    saved=False, problem="The disk is full. Free some space, then go on: what you typed is still here.",
)  # fmt: skip


def board(reviewing: Reviewing, me: Me = INES, **more: object) -> Board:
    """On a trainer's desk, or the agent's."""
    return replace(i.IDLE, me=me, directory=DIRECTORY, reviewing=reviewing, **more)  # type: ignore[arg-type]
