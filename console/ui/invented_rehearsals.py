"""Invented rehearsals for scenes and tests: two scenarios, and three tries of one of them."""

from datetime import timedelta
from uuid import UUID

from console.desk.rehearsing import RehearsalCard, ScenarioRow
from console.desk.replaying import ReplayCard
from console.replay.line import Sound
from console.replay.rehearsed import case_of, line_of
from console.replay.shape import Shape
from console.ui import invented as i
from console.ui.invented_replay import speech
from store.rehearsal import Moment, RehearsalTry, TriedStep, TrySound, score_of
from store.values import replace

BUSY = "expert_is_busy"
SCENARIOS = (
    ScenarioRow(
        key=BUSY,
        title="The expert is on another call",
        about="Anna Petrova's tunnel drops. Priya Nolan is the best for VPN, but her line may be busy. Then there is "
        "Daniel Okafor. What you have written is kept: nothing has to be typed again.",
    ),
    ScenarioRow(key="nobody_answers", title="It rings and rings", about="Bruno Leal demands a manager."),
    ScenarioRow(
        key="broken_promise", title="Promised for yesterday", about="Omar Said was promised an answer."
    ),
)
STEPS = (
    TriedStep(check="answered", weight=8, points=1.0, measured="3.1", better="Answer within ten seconds."),
    TriedStep(check="contact", weight=10, points=1.0, measured="name,number", better="Ask for name and number first."),
    TriedStep(check="case", weight=10, points=0.5, measured="network,normal", better="Write down how bad it is."),
    TriedStep(check="reason", weight=10, points=1.0, measured="lacks_knowledge", better="You lack the knowledge."),
    TriedStep(check="summary", weight=12, points=1.0, better="Say what was tried, and what the customer expects."),
    TriedStep(
        check="target", weight=15, points=1.0, measured="daniel.okafor,functional",
        better="Priya Nolan is busy: Daniel Okafor is next, with one key.",
    ),
    TriedStep(
        check="hold_announced", weight=10, points=0.0,
        better="Tell the customer that you put them on hold, and why, before you do it.",
    ),
    TriedStep(check="held", weight=5, points=1.0, measured="22.4", better="Keep the time on hold short."),
    TriedStep(check="ended", weight=15, points=1.0, measured="handed_over", better="Complete the hand-over."),
    TriedStep(check="wrapped_up", weight=5, points=1.0, measured="escalated,11.0", better="Finish within a minute."),
)  # fmt: skip
MOMENTS = (
    Moment(at=0.0, what="rang", text="Anna Petrova"),
    Moment(at=3.1, what="answered"),
    Moment(at=4.0, what="says", text="Our VPN drops every ten minutes since the firmware update."),
    Moment(at=11.0, what="agent_speaks"),
    Moment(at=41.0, what="held"),
    Moment(at=42.0, what="step", text="busy"),
    Moment(at=42.3, what="resumed"),
    Moment(at=55.0, what="held"),
    Moment(at=60.0, what="step", text="answered"),
    Moment(at=76.0, what="step", text="handed_over"),
    Moment(at=87.0, what="wrapped_up"),
)


def tried(number: int, *missed: str, person: str = "maya.torres") -> RehearsalTry:
    """A try in which these steps were not done."""
    steps = tuple(replace(s, points=0.0) if s.check in missed else s for s in STEPS)
    return RehearsalTry(
        id=UUID(int=number), person=person, scenario=BUSY, title=SCENARIOS[0].title, edition="1", seed=number,
        started_at=i.NOW - timedelta(hours=30 - 9 * number), seconds=87.0, score=score_of(steps), steps=steps,
        moments=MOMENTS,
    )  # fmt: skip


TRIES = (tried(3), tried(2, "reason"), tried(1, "reason", "target", "ended"))
CARD = RehearsalCard(loading=False, scenarios=SCENARIOS, tries=TRIES)
SOUNDS = (
    TrySound(id=i.uid(6401), at=3.1, seconds=73.0, name="a", peaks="a"),
    TrySound(id=i.uid(6402), at=60.0, seconds=16.0, consult=True, other="Daniel Okafor", name="b", peaks="b"),
)
HEARD = replace(TRIES[0], sounds=SOUNDS)
_SHAPES = {
    SOUNDS[0].id: Shape(speech(73, 3, ((0, 8), (38, 40), (52, 73))), speech(73, 4, ((8, 20), (38, 40), (52, 73)))),
    SOUNDS[1].id: Shape(speech(16, 5), speech(16, 6)),
}  # fmt: skip


def replayed(one: RehearsalTry, found: dict[UUID, Sound] | None = None) -> ReplayCard:
    """A try on its time line; ``found`` is what its files turned out to be."""
    return ReplayCard(
        ticket=one.id, loading=False, case=case_of(one), line=line_of(one, found or {}), opened=True,
        shapes={s: shape for s, shape in _SHAPES.items() if s not in (found or {})}, attempt=one,
    )  # fmt: skip
