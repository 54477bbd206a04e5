"""R60 in the window: rules are counted before they are saved, and what is typed outlives somebody else's saving."""

from typing import Any

import pytest

from console.desk.intents_keeping import KeepRules, ShowRetention, TryRules
from console.desk.retaining import Going
from console.ui.scenes_policy import KEPT, MANAGER
from store.recording import RecordingRules
from store.values import replace
from tests.console.ui.screens import Screen

SHORT = replace(KEPT.rules, days={**KEPT.rules.days, "customer": 90})


@pytest.fixture
def rules(screen: Screen) -> Screen:
    screen.show(MANAGER)
    screen.window.go("directory")
    screen.desk.take()
    screen.press("policy.section.keeping")
    assert screen.desk.take() == [ShowRetention(on=True)]
    show(screen, KEPT)
    return screen


def show(screen: Screen, card: Any, **more: Any) -> None:
    screen.show(replace(MANAGER, retention=card, **more))


def typed(screen: Screen, kind: str, text: str) -> None:
    field = screen.find(f"retention.{kind}")
    field.setText(text)
    field.textEdited.emit(text)


def tried(screen: Screen) -> Any:
    """What the desk was asked to count."""
    found: list[Any] = []

    def asked() -> bool:
        found.extend(screen.desk.take(TryRules))
        return bool(found)

    screen.bot.waitUntil(asked, timeout=30_000)
    return found[-1].rules


def test_the_rules_are_shown_with_what_they_delete_and_who_made_them(rules: Screen) -> None:
    assert rules.text("retention.customer") == "365"
    assert rules.text("retention.emergency") == ""
    assert rules.text("retention.now") == "As the rules are, 212 recordings are deleted within 30 days."
    assert rules.text("retention.who").startswith("Changed last by Selin Kaya, ")
    assert not rules.find("retention.save").isEnabled()
    assert not rules.visible("policy.state"), "they are no part of the policy's draft"


def test_a_shorter_rule_is_counted_asked_about_and_saved(rules: Screen) -> None:
    typed(rules, "customer", "90")
    assert not rules.find("retention.save").isEnabled(), "not before it is counted"
    assert tried(rules) == SHORT
    show(rules, replace(KEPT, tried=SHORT, would=Going(now=1204, ahead=1514)))
    said = "1,204 recordings go within the hour, 310 more within 30 days. Nobody can bring them back."
    assert rules.text("retention.would") == said
    rules.desk.take()
    rules.press("retention.save")
    assert rules.desk.take() == [], "it is asked first"
    assert rules.find("retention.sure.question").text() == "Delete 1,204 recordings?"
    rules.press("retention.sure.no")
    assert rules.desk.take(KeepRules) == []
    rules.press("retention.save")
    rules.press("retention.sure.yes")
    assert rules.desk.take(KeepRules) == [KeepRules(rules=SHORT, base=KEPT.rules)]
    show(rules, replace(KEPT, rules=SHORT))
    assert not rules.visible("retention.clash")
    assert not rules.find("retention.save").isEnabled()


def test_a_rule_that_deletes_nothing_now_is_saved_without_a_question(rules: Screen) -> None:
    typed(rules, "customer", "")
    wanted = tried(rules)
    assert "customer" not in wanted.days
    show(rules, replace(KEPT, tried=wanted, would=Going(now=0, ahead=7)))
    assert rules.text("retention.would") == "By what is typed nothing goes at once, and 7 within 30 days."
    rules.press("retention.save")
    assert rules.desk.take(KeepRules) == [KeepRules(rules=wanted, base=KEPT.rules)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("-1", "A whole number of days, please; empty: no end of its own."),
        ("soon", "A whole number of days, please; empty: no end of its own."),
        ("²", "A whole number of days, please; empty: no end of its own."),
        ("36501", "At most 36,500 days."),
        ("9" * 400, "At most 36,500 days."),
    ],
)
def test_what_is_no_number_of_days_is_said_at_its_field(rules: Screen, text: str, problem: str) -> None:
    rules.find("retention.consult").setText(text)
    rules.find("retention.consult").textEdited.emit(text)
    assert rules.text("retention.consult.problem") == problem
    show(rules, replace(KEPT, would=Going(now=0, ahead=0)))
    assert not rules.find("retention.save").isEnabled()
    rules.press("retention.undo")
    assert rules.text("retention.consult") == "90"
    assert rules.text("retention.consult.problem") == ""


def test_R60_what_is_typed_stays_when_somebody_else_saves_and_either_can_be_taken(rules: Screen) -> None:
    theirs = replace(KEPT, rules=RecordingRules(days={"customer": 30}, changed_by="daniel.okafor"))
    typed(rules, "customer", "90")
    show(rules, theirs)
    assert rules.text("retention.customer") == "90"
    assert (
        rules.text("retention.clash")
        == "Daniel Okafor has changed the rules meanwhile. What you typed is not saved."
    )
    assert not rules.find("retention.save").isEnabled()
    rules.desk.take()
    rules.press("retention.mine")
    assert rules.desk.take(TryRules)[-1].rules == SHORT
    show(rules, replace(theirs, tried=SHORT, would=Going(now=0, ahead=0)))
    assert not rules.visible("retention.clash")
    rules.press("retention.save")
    assert rules.desk.take(KeepRules) == [KeepRules(rules=SHORT, base=theirs.rules)]
    rules.press("retention.undo")
    assert (rules.text("retention.customer"), rules.text("retention.consult")) == ("30", "")


def test_whether_agents_hear_their_own_is_a_rule_too(rules: Screen) -> None:
    own = rules.find("retention.own")
    own.setCurrentIndex(own.findData("no"))
    own.activated.emit(own.currentIndex())
    assert not tried(rules).agents_hear_own


def test_the_rules_are_left_with_their_section_and_a_store_that_is_away_is_said(rules: Screen) -> None:
    show(rules, None)
    assert rules.text("retention.wait") == "The rules are being read …"
    show(rules, None, store_down="The database does not answer.")
    assert rules.text("retention.wait") == "The rules cannot be read now: the store cannot be reached."
    rules.desk.take()
    rules.press("policy.section.center")
    assert rules.desk.take() == [ShowRetention(on=False)]
