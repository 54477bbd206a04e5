"""From trends to charts and figures with their words: the same for the page and for the PDF."""

from console.ui.learning.words import LearningWords
from console.ui.reports.charts import Lying, LyingBars
from console.ui.reports.curves import Curve, Point
from console.ui.reports.figures import KeyFigure
from console.ui.reports.pencil import Mark
from store.coaching import Coaching
from store.reports import Step
from store.tally import Counted
from store.trends import PersonTrend, Sum, Trends

GOAL = 0.75
"""Of a review."""
_MOST = 10


def tone_of(value: float | None, low: Coaching) -> str:
    """Under the line of a plan it is low, under the goal it is not there yet."""
    if value is None:
        return "n"
    return "bad" if value < low.below else "warn" if value < 100 * GOAL else "ok"


def key_figures(trends: Trends, w: LearningWords, low: Coaching) -> tuple[KeyFigure, ...]:
    """The row of cards."""
    review, talk, hold = (
        trends.figure(Counted.REVIEW),
        trends.figure(Counted.CONDUCT, "talk"),
        trends.figure(Counted.CONDUCT, "hold"),
    )
    before = review.before.count
    under = sum(1 for t in trends.named(Counted.QUESTION) if _low(t.now, low))
    agreed, kappa = _agreed(trends), trends.figure(Counted.KAPPA).now
    said, tone = w.moved(review.now, review.before)
    return (
        KeyFigure(
            "reviews", w.tr("Reviews"), w.count(review.now.count),
            w.tr("{n} before").format(n=w.count(before)) if before else "",
        ),
        KeyFigure("score", w.tr("Mean score"), w.score(review.now), _points(said, w), tone.removesuffix("T")),
        KeyFigure(
            "low", w.tr("Questions under {n} %").format(n=f"{low.below:g}"), w.count(under),
            "" if under else w.tr("none"), "warn" if under else "ok",
        ),
        KeyFigure(
            "agreement", w.tr("Reviewers agree"), w.score(agreed),
            w.tr("kappa {n}").format(n=w.number(kappa.value, 2)) if kappa.count else "",
        ),
        KeyFigure("talk", w.measure("talk"), w.value("talk", talk.now.value), _was(w, "talk", talk.before)),
        KeyFigure("hold", w.measure("hold"), w.value("hold", hold.now.value), _was(w, "hold", hold.before)),
    )  # fmt: skip


def _points(said: str, w: LearningWords) -> str:
    return w.tr("{n} points").format(n=said) if said else ""


def _was(w: LearningWords, name: str, before: Sum) -> str:
    return w.tr("{value} before").format(value=w.value(name, before.value)) if before.count else ""


def _low(found: Sum, low: Coaching) -> bool:
    return found.value is not None and found.count >= low.reviews and found.value < low.below


def _agreed(trends: Trends) -> Sum:
    found = Sum()
    for trend in trends.named(Counted.AGREEMENT):
        found += trend.now
    return found


def score(trends: Trends, w: LearningWords) -> Curve:
    """The mean of reviews, week by week."""
    points = []
    for week, found in zip(trends.filter.weeks, trends.figure(Counted.REVIEW).weeks or (), strict=False):
        when = w.bucket(week, Step.WEEK)
        said = w.fill(
            w.tr("{when}: {share} over {reviews}"),
            when=when,
            share=w.score(found),
            reviews=w.reviews(found.count),
        )
        value = found.value
        points.append(Point(w.day(week), value / 100 if value is not None else None, Mark(said)))
    return Curve(points, GOAL, w.tr("Goal {share}").format(share=w.percent(GOAL)))


def questions(trends: Trends, w: LearningWords, low: Coaching, most: int = _MOST) -> LyingBars:
    """The mean of each question, the lowest first: that is where training helps."""
    found = [t for t in trends.named(Counted.QUESTION) if t.now.value is not None]
    rows = []
    for trend in sorted(found, key=lambda t: (t.now.value or 0.0, t.name))[:most]:
        name, shown = w.question(trend.name), w.score(trend.now)
        change, tone = w.moved(trend.now, trend.before)
        said = w.fill(
            w.tr("{name}: {share} over {answers}"), name=name, share=shown, answers=w.answers(trend.now.count)
        )
        if change:
            said = w.fill(w.tr("{said}, {change} points"), said=said, change=change)
        value = trend.now.value or 0.0
        rows.append(Lying(name, round(value), Mark(said), change, tone, shown, tone_of(value, low)))
    return LyingBars(rows, whole=100)


def agreement(trends: Trends, w: LearningWords, most: int = _MOST) -> LyingBars:
    """How often two reviewers gave a question the same answer, the most disputed first."""
    found = [t for t in trends.named(Counted.AGREEMENT) if t.now.value is not None]
    rows = []
    for trend in sorted(found, key=lambda t: (t.now.value or 0.0, t.name))[:most]:
        name, shown = w.question(trend.name), w.score(trend.now)
        said = w.fill(w.tr("{name}: {share} the same"), name=name, share=shown)
        rows.append(Lying(name, round(trend.now.value or 0.0), Mark(said), shown=shown, fill="vio"))
    return LyingBars(rows, whole=100)


def causes(trends: Trends, w: LearningWords, most: int = 7) -> LyingBars:
    """The root causes of the escalated cases that were reviewed, and what the reviews came to."""
    rows = []
    for trend in trends.causes[:most]:
        name, shown = w.name("causes", trend.name), w.score(trend.now)
        said = w.fill(
            w.tr("{name}: {n} reviewed cases, mean score {share}"),
            name=name, n=w.count(trend.now.count), share=shown,
        )  # fmt: skip
        rows.append(Lying(name, trend.now.count, Mark(said), shown, "muted", fill="teal"))
    return LyingBars(rows)


def conduct(trends: Trends, w: LearningWords) -> tuple[KeyFigure, ...]:
    """How people speak with customers, as a list: there is no good or bad in it by itself."""
    rows = []
    for name in ("talk", "silence", "talk_over", "interruptions", "monologue", "pace", "holds", "hold"):
        trend = trends.figure(Counted.CONDUCT, name)
        if trend.now.count:
            rows.append(
                KeyFigure(name, w.measure(name), w.value(name, trend.now.value), _was(w, name, trend.before))
            )
    return tuple(rows)


def people(trends: Trends) -> tuple[PersonTrend, ...]:
    """Those with reviews, the lowest first; whoever has none comes last."""
    return tuple(
        sorted(trends.people, key=lambda p: (p.sum(Counted.REVIEW).value or 1e9, p.person))
    )  # fmt: skip


def lowest(person: PersonTrend, low: Coaching) -> tuple[str, Sum] | None:
    """The question that a person is weakest in, over enough reviews to say so."""
    found = [
        (t.name, t.now)
        for t in person.sums
        if t.of is Counted.QUESTION and t.now.count >= low.reviews and t.now.value is not None
    ]
    return min(found, key=lambda pair: (pair[1].value or 0.0, pair[0]), default=None)
