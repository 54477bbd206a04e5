"""What answers come to, how far two agree, and what a scorecard must be (R61)."""

import pytest

from store.scorecard import (
    SKILLS,
    USUAL,
    Agreement,
    Flaw,
    Problem,
    Question,
    QuestionKind,
    Scorecard,
    agreement,
    check,
    mean_kappa,
    score,
)
from store.values import replace

CARD = Scorecard(
    key="c",
    name="C",
    questions=(
        Question(key="empathy", weight=3),
        Question(key="clarity", weight=1),
        Question(key="details", text="Details", kind=QuestionKind.YES_NO, weight=1),
        Question(
            key="privacy", text="Privacy", kind=QuestionKind.YES_NO, fails_all=True, may_be_skipped=False
        ),
    ),
)


@pytest.mark.parametrize(
    ("empathy", "clarity", "details", "privacy", "percent"),
    [
        (5, 5, 1, 1, 100),
        (1, 1, 0, 1, 30),  # a fifth of three and of one, and the whole of one, of six
        (3, 5, 1, 1, 80),
        (4, 2, None, 1, 76),  # what does not apply takes its weight along
        (None, 5, 0, 1, 200 / 3),
        (5, 5, 1, 0, 0),  # fails all
    ],
)
def test_R61_weights_and_what_does_not_apply(
    empathy: int | None, clarity: int | None, details: int | None, privacy: int, percent: float
) -> None:
    found = score(CARD, {"empathy": empathy, "clarity": clarity, "details": details, "privacy": privacy})
    assert found.percent == pytest.approx(percent)
    assert found.passed == (percent >= 75)
    assert found.failed_by == (() if privacy else ("privacy",))


def test_R61_the_six_skills_of_the_picture_come_to_its_83_percent() -> None:
    card = Scorecard(key="p", name="P", questions=tuple(Question(key=key) for key in SKILLS))
    found = score(card, dict(zip(SKILLS, (4, 5, 4, 3, 5, 4), strict=True)))
    assert round(found.percent or 0) == 83


def test_R61_a_scale_that_fails_all_does_so_by_its_worst_answer_only() -> None:
    card = replace(CARD, questions=(Question(key="empathy", fails_all=True), Question(key="clarity")))
    assert score(card, {"empathy": 1, "clarity": 5}).percent == 0
    assert score(card, {"empathy": 2, "clarity": 5}).percent == 70


def test_R61_a_review_is_whole_or_says_what_is_missing() -> None:
    found = score(CARD, {"empathy": 5, "details": 1})
    assert (found.percent, found.passed, found.complete) == (100, False, False)
    assert found.missing == ("clarity", "privacy")
    assert score(CARD, {}).percent is None


@pytest.mark.parametrize(
    "answers",
    [{"empathy": 6}, {"empathy": 0}, {"details": 2}, {"empathy": True}, {"privacy": None}, {"mood": 1}],
)
def test_R61_an_answer_that_is_none_is_told(answers: dict[str, int | None]) -> None:
    found = score(CARD, {"clarity": 5, **answers})
    assert found.wrong == tuple(answers)
    assert found.percent == 100


def test_R61_the_card_that_comes_with_it_asks_for_all_six_and_a_checklist_and_has_no_flaw() -> None:
    keys = [q.key for q in USUAL.questions]
    assert set(SKILLS) < set(keys)
    assert "contact_details" in keys
    assert any(q.fails_all for q in USUAL.questions)
    assert check(USUAL) == ()


def test_R61_every_flaw_is_found_where_it_is() -> None:
    bad = Scorecard(
        key="Bad Key",
        name=" ",
        pass_at=-1,
        questions=(
            Question(key="empathy", weight=0),
            Question(key="empathy", text="x" * 300),
            Question(key="own words", text=""),
        ),
    )
    assert check(bad) == (
        Problem(Flaw.NO_NAME), Problem(Flaw.BAD_KEY), Problem(Flaw.BAD_PASS), Problem(Flaw.BAD_WEIGHT, 0),
        Problem(Flaw.DOUBLE_KEY, 1), Problem(Flaw.TOO_LONG, 1), Problem(Flaw.BAD_KEY, 2),
        Problem(Flaw.NO_TEXT, 2),
    )  # fmt: skip
    assert check(replace(CARD, questions=())) == (Problem(Flaw.NO_QUESTIONS),)


def answers(*values: int | None) -> dict[str, int | None]:
    return {f"q{n}": value for n, value in enumerate(values)}


TEN = Scorecard(key="t", name="T", questions=tuple(Question(key=f"q{n}") for n in range(10)))


def test_R61_kappa_of_a_known_table() -> None:
    """Of 10 answers 7 agree; by their shares chance gives 0.5: (0.7 - 0.5) / 0.5."""
    one = answers(2, 2, 2, 2, 2, 1, 1, 1, 1, 1)
    other = answers(2, 2, 2, 2, 1, 1, 1, 1, 2, 2)
    found = agreement(TEN, one, other)
    assert (found.shared, found.differing) == (10, ("q4", "q8", "q9"))
    assert found.equal == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)


def test_R61_who_agrees_in_all_and_who_in_nothing() -> None:
    one = answers(5, 3, 2, None)
    assert agreement(TEN, one, one).kappa == 1
    assert agreement(TEN, answers(4, 4), answers(4, 4)).kappa is None, "chance alone says the same"
    assert agreement(TEN, one, {}) == Agreement(shared=0, equal=0.0, kappa=None)
    apart = agreement(TEN, answers(1, 4, 3), answers(4, 3, None))
    assert apart.differing == ("q2", "q0", "q1"), "left out, then the widest"


def test_R61_of_more_than_two_reviewers_kappa_is_the_mean_of_the_pairs() -> None:
    found = [Agreement(shared=4, equal=0.5, kappa=k) for k in (0.2, None, 0.6)]
    assert mean_kappa(found) == pytest.approx(0.4)
    assert mean_kappa(found[1:2]) is None
    assert mean_kappa([]) is None
