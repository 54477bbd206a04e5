"""R64 in the window: the list of scenarios, a try with what to do better, the strip and the result of one."""

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtWidgets import QWidget

from console.desk.intents_rehearsal import DeleteTry, ShowRehearsals, StartRehearsal, StopRehearsal
from console.desk.intents_replay import ShowTry
from console.desk.rehearsing import RehearsalCard, ScenarioRow
from console.rehearsal.scenario import CHECKS
from console.replay.line import Sound
from console.ui import invented as i
from console.ui import invented_rehearsals as practice
from console.ui.learning.rehearsals import RehearsalsPanel
from console.ui.learning.result import ResultSheet
from console.ui.learning.strip import RehearsalStrip
from console.ui.learning.try_words import TryWords
from store.rehearsal import Moment, RehearsalTry, TriedStep, score_of
from store.values import replace
from tests.console.ui.screens import Screen

HOSTILE = "<img src=x> {name} & " + "W" * 300
ROWS = (
    ScenarioRow(key="busy", title="The expert is busy", about="Anna calls. Priya may be busy."),
    ScenarioRow(key="queue", title=HOSTILE, about=HOSTILE),
)
GOOD = TriedStep(
    check="target", weight=15, points=1.0, measured="daniel.okafor,functional", better="Ask him."
)
BAD = replace(GOOD, points=0.0, measured="billing,functional")
REASON = TriedStep(check="reason", weight=10, points=1.0, measured="lacks_knowledge", better="Say why.")
MOMENTS = (
    Moment(at=0.0, what="rang", text="Anna Petrova"),
    Moment(at=61.0, what="says", text=HOSTILE),
    Moment(at=62.0, what="step", text="declined"),
    Moment(at=63.0, what="left", text="hold"),
    Moment(at=64.0, what="agent_silent"),
)


def tried(
    number: int, *steps: TriedStep, person: str = "maya.torres", scenario: str = "busy"
) -> RehearsalTry:
    return RehearsalTry(
        id=UUID(int=number), person=person, scenario=scenario, title="The expert is busy", edition="1",
        seed=number, started_at=i.NOW - timedelta(minutes=60 - number), seconds=64.0, score=score_of(steps),
        steps=steps, moments=MOMENTS,
    )  # fmt: skip


TRIES = (tried(2, GOOD, replace(REASON, points=0.0)), tried(1, BAD, REASON))
CARD = RehearsalCard(loading=False, scenarios=ROWS, tries=TRIES)


@pytest.fixture
def panel(screen: Screen) -> RehearsalsPanel:
    made = RehearsalsPanel(screen.window.kit)
    screen.window.pages._stack.addWidget(made)
    screen.window.pages._stack.setCurrentWidget(made)
    made.put(replace(i.IDLE, rehearsals=CARD), i.NOW)
    screen.settle()
    return made


def texts(widget: QWidget) -> list[str]:
    """What is written there and seen."""
    parts = [w for w in widget.findChildren(QWidget) if w.isVisibleTo(widget) and hasattr(w, "text")]
    return [w.text() for w in parts if w.text()]


def test_R64_scenarios_say_how_often_they_were_tried_and_the_best_score(
    screen: Screen, panel: RehearsalsPanel
) -> None:
    assert (
        screen.find("rehearsals.scenario.busy").accessibleName()
        == "The expert is busy, tried 2 times, best 60"
    )
    assert "not tried yet" in screen.find("rehearsals.scenario.queue").accessibleName()
    assert screen.find("rehearsals.title").text() == "The expert is busy"


def test_R64_a_try_says_what_to_do_better_and_stands_beside_the_one_before(
    screen: Screen, panel: RehearsalsPanel
) -> None:
    said = texts(screen.find("try"))
    assert screen.find("try.score").text() == "60"
    assert screen.find("try.compared").text() == (
        "Try 2. Best so far 40, last time 40. Your best one. New: Right target. Lost: Right reason."
    )
    assert "Daniel Okafor · Functional" in said
    assert "Say why." in said
    assert "Ask him." not in said, "what was done needs no advice"
    assert "Anna Petrova does not wait on hold any longer and hangs up" in said
    assert f"Anna Petrova: “{HOSTILE}”" in said
    screen.press(f"rehearsals.try.{UUID(int=1).hex}")
    assert screen.find("try.score").text() == "40"
    assert screen.find("try.compared").text() == "Your first try of this scenario."
    assert "Ask him." in texts(screen.find("try"))


def test_R64_a_rehearsal_is_started_with_another_or_the_same_customer(
    screen: Screen, panel: RehearsalsPanel
) -> None:
    screen.press("rehearsals.start")
    screen.press("rehearsals.same")
    assert screen.desk.take() == [StartRehearsal(scenario="busy"), StartRehearsal(scenario="busy", seed=2)]
    screen.press("rehearsals.scenario.queue")
    assert screen.find("rehearsals.title").text() == HOSTILE
    assert not screen.visible("rehearsals.same")
    assert not screen.visible("try")
    screen.press("rehearsals.start")
    assert screen.desk.take() == [StartRehearsal(scenario="queue")]


def test_R64_while_one_is_open_it_can_only_be_ended(screen: Screen, panel: RehearsalsPanel) -> None:
    panel.put(replace(i.IDLE, rehearsals=replace(CARD, running="busy")), i.NOW)
    assert not screen.visible("rehearsals.start")
    assert "window of its own" in screen.find("rehearsals.state").text()
    screen.press("rehearsals.stop")
    assert screen.desk.take() == [StopRehearsal()]
    panel.put(replace(i.IDLE, rehearsals=replace(CARD, problem="There is no display.")), i.NOW)
    assert screen.find("rehearsals.problem").text() == "There is no display."
    assert screen.visible("rehearsals.start")


def test_R64_a_trainer_sees_whose_try_it_was(screen: Screen, panel: RehearsalsPanel) -> None:
    card = replace(CARD, tries=(tried(3, GOOD, person="daniel.okafor"), *TRIES))
    panel.put(replace(i.IDLE, me=replace(i.IDLE.me, role="trainer"), rehearsals=card), i.NOW)
    assert "Daniel Okafor" in screen.find(f"rehearsals.try.{UUID(int=3).hex}").accessibleName()
    assert "tried 2 times" in screen.find("rehearsals.scenario.busy").accessibleName(), "one's own"


def test_the_page_says_that_it_is_read_and_that_it_is_left(screen: Screen, panel: RehearsalsPanel) -> None:
    panel.begin()
    panel.leave()
    assert screen.desk.take() == [ShowRehearsals(on=True), ShowRehearsals(on=False)]
    panel.put(replace(i.IDLE, rehearsals=None), i.NOW)
    assert screen.visible("rehearsals.empty")


def test_R64_a_try_is_replayed_from_the_list(screen: Screen, panel: RehearsalsPanel) -> None:
    screen.press(f"rehearsals.try.{UUID(int=1).hex}")
    screen.press("rehearsals.replay")
    assert screen.desk.take(ShowTry) == [ShowTry(attempt=TRIES[1])]
    assert screen.window.place == "review"


def test_R64_a_try_is_deleted_only_when_it_is_asked_for_twice(screen: Screen, panel: RehearsalsPanel) -> None:
    screen.press("rehearsals.drop")
    assert screen.desk.take() == []
    screen.press(f"rehearsals.try.{UUID(int=1).hex}")  # another one: asked anew
    screen.press("rehearsals.drop")
    assert screen.desk.take() == []
    assert screen.find("rehearsals.drop").accessibleName() == "Delete it with its sound"
    screen.press("rehearsals.drop")
    assert screen.desk.take() == [DeleteTry(attempt=UUID(int=1))]


def test_R64_the_replay_of_a_try_has_its_moments_and_nothing_of_a_ticket(screen: Screen) -> None:
    screen.window.go("review")
    screen.show(replace(i.IDLE, replay=practice.replayed(practice.HEARD)))
    assert screen.find("replay.title").text() == "Rehearsal replay"
    assert "85 of 100 points" in screen.find("replay.case").text()
    for name in ("replay.ticket", "replay.export", "replay.next_case", "score.take", "replay.problem"):
        assert not screen.visible(name), name
    said = texts(screen.find("replay.events"))
    assert "Anna Petrova: “Our VPN drops every ten minutes since the firmware update.”" in said
    assert "Hand-over: busy" in said
    screen.press("replay.close")
    assert screen.window.place == "learning"


def test_R64_a_try_whose_sound_is_gone_says_so_and_shows_its_line(screen: Screen) -> None:
    screen.window.go("review")
    screen.show(replace(i.IDLE, replay=practice.replayed(practice.TRIES[0])))
    assert "No sound of this rehearsal" in screen.find("replay.problem").text()
    assert screen.visible("replay.events")
    lost = {s.id: Sound.NO_FILE for s in practice.SOUNDS}
    screen.show(replace(i.IDLE, replay=practice.replayed(practice.HEARD, lost)))
    assert "cannot be heard" in screen.find("replay.problem").text()


# -- the rehearsal's own window


def strip(screen: Screen, *checks: str) -> tuple[RehearsalStrip, list[str]]:
    done: list[str] = []
    made = RehearsalStrip(
        TryWords(screen.window.kit.words), title="The expert is busy", about="Anna calls.\nPriya may be busy.",
        checks=checks, tick=done.append, end=lambda: done.append("end"),
    )  # fmt: skip
    screen.window.add_strip(made)
    screen.settle()
    return made, done


def test_R64_the_strip_shows_tasks_and_subtitles(screen: Screen) -> None:
    made, _ = strip(screen, "target", "reason")
    assert screen.find("rehearsal.said").text() == "Anna calls. Priya may be busy."
    made.put((GOOD, replace(REASON, points=0.5)), ("Anna", HOSTILE))
    assert screen.find("rehearsal.said").text() == f"Anna: “{HOSTILE}”"
    assert screen.find("rehearsal.task.target")._tone == "ok"
    assert screen.find("rehearsal.task.reason")._tone == "n"


def test_R64_what_was_said_can_be_ticked_where_it_counts(screen: Screen) -> None:
    _, done = strip(screen, "hold_announced", "outcome_told")
    screen.press("rehearsal.tick.hold")
    screen.press("rehearsal.tick.outcome")
    screen.press("rehearsal.end")
    assert done == ["hold", "outcome", "end"]
    assert not screen.find("rehearsal.tick.hold").isEnabled()


def test_R64_there_is_nothing_to_tick_where_it_does_not_count(screen: Screen) -> None:
    strip(screen, "target")
    assert screen.window.findChild(QWidget, "rehearsal.tick.hold") is None


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700), (960, 620)])
def test_R64_strip_and_result_fit_every_window(screen: Screen, size: tuple[int, int]) -> None:
    made, _ = strip(screen, *CHECKS)
    made.put((GOOD,), ("Anna", "word " * 80))
    screen.window.resize(*size)
    screen.show(i.TALKING)
    assert screen.window.width() == size[0], "the strip does not widen the window"
    asked: list[str] = []
    sheet = ResultSheet(
        screen.window.root, TryWords(screen.window.kit.words), again=lambda: asked.append("again"),
        close=lambda: asked.append("close"), replay=lambda: asked.append("replay"),
    )  # fmt: skip
    sheet.put(TRIES[0], TRIES, "")
    screen.settle()
    assert screen.window.root.rect().contains(sheet.geometry().adjusted(26, 26, -26, -26))
    assert screen.find("result.note").text() == "Kept for you and your trainer."
    sheet.put(TRIES[0], (), "This try could not be kept: the disk is full.")
    assert screen.find("result.note").text() == "This try could not be kept: the disk is full."
    assert not screen.find("result.replay").isEnabled(), "its sound is being kept"
    sheet.put_replay("")
    screen.press("result.replay")
    screen.press("result.again")
    screen.press("result.close")
    assert asked == ["replay", "again", "close"]
    sheet.put_replay("The disk is full.")
    assert screen.find("result.note").text() == "Its sound could not be kept: The disk is full."
    assert screen.find("result.replay").isEnabled()


def test_R64_every_check_and_every_kind_of_moment_has_words(screen: Screen) -> None:
    words = TryWords(screen.window.kit.words)
    assert all(words.check(check) != check for check in CHECKS)
    told = [
        words.moment(Moment(at=1.0, what=what, text=text), "")
        for what, text in (
            ("rang", "A"), ("answered", ""), ("says", "x"), ("colleague_says", "x"), ("agent_speaks", ""), ("held", ""),
            ("resumed", ""), ("transferred", ""), ("person_came", "3100"), ("ticked", "hold"), ("step", "busy"),
            ("sent", "daniel.okafor"), ("left", "ring"), ("left", "leaves"), ("wrapped_up", ""), ("ended", ""),
        )
    ]  # fmt: skip
    assert all(told)
    assert not any("{" in line for line in told)
    assert words.moment(Moment(at=1.0, what="agent_silent"), "A") == ""


# -- in its place


def test_R64_everybody_finds_rehearsals_under_learning(screen: Screen) -> None:
    screen.show(replace(i.IDLE, rehearsals=CARD))
    screen.press("rail.learning")
    assert not screen.visible("rehearsals.start")
    screen.desk.take()
    screen.press("learning.tab.rehearsals")
    assert screen.desk.take() == [ShowRehearsals(on=True)]
    assert screen.find("rehearsals.title").text() == "The expert is busy"
    screen.press("learning.tab.mine")
    assert screen.desk.take(ShowRehearsals) == [ShowRehearsals(on=False)]
    assert not screen.visible("rehearsals.start")
    screen.press("learning.tab.rehearsals")
    screen.desk.take()
    screen.press("rail.desk")
    assert screen.desk.take(ShowRehearsals) == [ShowRehearsals(on=False)]
    screen.press("rail.learning")
    assert screen.desk.take(ShowRehearsals) == [ShowRehearsals(on=True)]
    assert screen.visible("rehearsals.start")
