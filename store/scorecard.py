"""Scorecards as data: what a reviewer is asked about a call, and what the answers come to (R61). Pure.

A card is versioned; a review keeps the version that it was filled under, so that changing a question changes no score
that was given. The scale is 1 to 5 on the screen, in the data and in the reports.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

import msgspec

_CARDS = UUID("5c8f1f0e-3d0d-5f6c-9a57-8f6f0a8d2b41")


class QuestionKind(StrEnum):
    """How it is answered."""

    SCALE = "scale"
    """1 (bad) to 5."""
    YES_NO = "yes_no"
    """1 is yes, 0 is no."""


ALLOWED = {QuestionKind.SCALE: range(1, 6), QuestionKind.YES_NO: range(2)}
BEST = {kind: allowed[-1] for kind, allowed in ALLOWED.items()}
WORST = {kind: allowed[0] for kind, allowed in ALLOWED.items()}
NOT_APPLICABLE = None
"""As an answer: the question does not count."""
Answers = Mapping[str, int | None]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """``weight`` against the others'; ``fails_all``: the worst answer makes the whole review 0.

    ``text`` "" is what Warmline calls a question of that key.
    """

    key: str
    text: str = ""
    kind: QuestionKind = QuestionKind.SCALE
    weight: float = 1.0
    fails_all: bool = False
    may_be_skipped: bool = True
    """May be answered with "does not apply"."""


class Scorecard(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked, in order."""

    key: str
    name: str
    questions: tuple[Question, ...] = ()
    pass_at: float = 75.0
    """Percent."""
    retired: bool = False
    """No review is begun with it any more."""

    def question(self, key: str) -> Question | None:
        """By key."""
        return next((q for q in self.questions if q.key == key), None)


class ScorecardVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A card as it was saved; versions count from 1. The newest one is used at once, old ones stay readable."""

    id: UUID
    """:func:`card_id`."""
    key: str
    version: int
    card: Scorecard
    saved_at: datetime
    saved_by: str


def card_id(key: str, version: int) -> UUID:
    """The id of a version: the same in every book, so that two who save one number are found out."""
    return uuid5(_CARDS, f"{version}:{key}")


SKILLS = ("empathy", "active_listening", "clarity", "assertiveness", "ownership", "de_escalation")
"""What every call is scored by (R61)."""
USUAL = Scorecard(
    key="conduct",
    name="Conduct",
    questions=(
        *(Question(key=key, weight=2.0 if key == "de_escalation" else 1.5) for key in SKILLS),
        Question(key="contact_details", kind=QuestionKind.YES_NO),
        Question(key="hold_announced", kind=QuestionKind.YES_NO),
        Question(key="reason_and_summary", kind=QuestionKind.YES_NO),
        Question(key="data_protection", kind=QuestionKind.YES_NO, fails_all=True, may_be_skipped=False),
    ),
)
"""A card to begin with."""

# --- what is wrong with a card

LONGEST_NAME, LONGEST_TEXT, MOST_QUESTIONS, MOST_WEIGHT = 80, 200, 60, 100.0
_KEY = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")


class Flaw(StrEnum):
    """Why a card cannot be saved."""

    NO_NAME = "no_name"
    BAD_KEY = "bad_key"
    DOUBLE_KEY = "double_key"
    NO_QUESTIONS = "no_questions"
    TOO_MANY = "too_many"
    NO_TEXT = "no_text"
    TOO_LONG = "too_long"
    BAD_WEIGHT = "bad_weight"
    BAD_PASS = "bad_pass"  # noqa: S105 - a mark, not a secret


class Problem(msgspec.Struct, frozen=True):
    """``question`` is its place on the card, -1 for the card as a whole."""

    flaw: Flaw
    question: int = -1


def check(card: Scorecard) -> tuple[Problem, ...]:
    """Everything that is wrong with it, in its order; nothing: it can be saved."""
    return tuple(_of_card(card)) + tuple(p for i in range(len(card.questions)) for p in _of_question(card, i))


def _of_card(card: Scorecard) -> Iterator[Problem]:
    if not card.name.strip():
        yield Problem(Flaw.NO_NAME)
    if len(card.name) > LONGEST_NAME:
        yield Problem(Flaw.TOO_LONG)
    if not _KEY.fullmatch(card.key):
        yield Problem(Flaw.BAD_KEY)
    if not card.questions:
        yield Problem(Flaw.NO_QUESTIONS)
    if len(card.questions) > MOST_QUESTIONS:
        yield Problem(Flaw.TOO_MANY)
    if not 0 <= card.pass_at <= 100:  # noqa: PLR2004 - percent; a NaN is refused too
        yield Problem(Flaw.BAD_PASS)


def _of_question(card: Scorecard, place: int) -> Iterator[Problem]:
    question = card.questions[place]
    if not _KEY.fullmatch(question.key):
        yield Problem(Flaw.BAD_KEY, place)
    if any(q.key == question.key for q in card.questions[:place]):
        yield Problem(Flaw.DOUBLE_KEY, place)
    if not question.text.strip() and question.key not in NAMED:
        yield Problem(Flaw.NO_TEXT, place)
    if len(question.text) > LONGEST_TEXT:
        yield Problem(Flaw.TOO_LONG, place)
    if not 0 < question.weight <= MOST_WEIGHT:
        yield Problem(Flaw.BAD_WEIGHT, place)


NAMED = frozenset(q.key for q in USUAL.questions)
"""Questions that Warmline has words for in every language."""

# --- what answers come to


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """What answers come to. ``percent`` is None while nothing that counts was answered."""

    percent: float | None
    passed: bool
    failed_by: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Questions without an answer: the review cannot be shared."""
    wrong: tuple[str, ...] = ()
    """Answers that the question does not allow, and questions that the card does not have."""

    @property
    def complete(self) -> bool:
        """Whether it can be shared."""
        return not self.missing and not self.wrong


def score(card: Scorecard, answers: Answers) -> Score:
    """Points out of the possible ones, weighted, in percent: a 4 is four fifths of its question, a "no" nothing.

    Questions that do not apply leave the weights of the others as they are among themselves.
    """
    known = {q.key: q for q in card.questions}
    wrong = tuple(key for key in answers if key not in known or not _allowed(known[key], answers[key]))
    counted = [
        (q, value) for q in card.questions if q.key not in wrong and (value := answers.get(q.key)) is not None
    ]
    failed = tuple(q.key for q, value in counted if q.fails_all and value == WORST[q.kind])
    weight = sum(q.weight for q, _ in counted)
    percent = sum(100 * q.weight * value / BEST[q.kind] for q, value in counted) / weight if weight else None
    if failed:
        percent = 0.0
    missing = tuple(q.key for q in card.questions if q.key not in answers)
    return Score(
        percent=percent,
        passed=percent is not None and percent >= card.pass_at and not missing and not wrong,
        failed_by=failed,
        missing=missing,
        wrong=wrong,
    )


def _allowed(question: Question, value: int | None) -> bool:
    if value is NOT_APPLICABLE:
        return question.may_be_skipped
    return type(value) is int and value in ALLOWED[question.kind]


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """How far two reviewers agree. ``kappa`` (Cohen) is None where chance explains everything or nothing is shared."""

    shared: int
    equal: float
    """Share of answers that are the same, 0 to 1."""
    kappa: float | None
    differing: tuple[str, ...] = ()
    """Questions on which they differ, the widest first."""


def agreement(card: Scorecard, one: Answers, other: Answers) -> Agreement:
    """Compare two reviews of one call; "does not apply" is an answer like the others.

    Cohen's kappa (Cohen, 1960): (observed - expected) / (1 - expected) agreement, over the questions both answered.
    """
    keys = [q.key for q in card.questions if q.key in one and q.key in other]
    if not keys:
        return Agreement(shared=0, equal=0.0, kappa=None)
    pairs = [(one[key], other[key]) for key in keys]
    differing = sorted((k for k in keys if one[k] != other[k]), key=lambda k: -_gap(one[k], other[k]))
    return Agreement(
        shared=len(keys),
        equal=sum(a == b for a, b in pairs) / len(pairs),
        kappa=kappa(pairs),
        differing=tuple(differing),
    )


def mean_kappa(found: Iterable[Agreement]) -> float | None:
    """Of more than two reviewers: the mean of Cohen's kappa over all pairs; those without one are left out.

    Light, "Measures of response agreement for qualitative data", Psychological Bulletin 76, 1971. None without any.
    Fleiss' kappa is another thing: it takes raters for interchangeable, and a calibration asks who differs from whom.
    """
    known = [each.kappa for each in found if each.kappa is not None]
    return sum(known) / len(known) if known else None


def kappa(pairs: list[tuple[int | None, int | None]]) -> float | None:
    """Cohen's kappa of two reviewers' answers to the same questions; None where chance explains everything."""
    if not pairs:
        return None
    observed = sum(a == b for a, b in pairs) / len(pairs)
    words = {word for pair in pairs for word in pair}
    expected = sum(
        sum(a == word for a, _ in pairs) * sum(b == word for _, b in pairs) / len(pairs) ** 2
        for word in words
    )
    return None if expected == 1 else (observed - expected) / (1 - expected)


def _gap(one: int | None, other: int | None) -> float:
    """A question that one reviewer left out differs more than any answer."""
    return float("inf") if one is None or other is None else abs(one - other)
