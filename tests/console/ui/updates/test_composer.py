"""The composer of the escalation e-mail (R30)."""

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from console.desk.intents import Refusal, TypeDraft
from console.desk.intents_updates import CloseComposer, ComposeUpdate, SendUpdate
from console.ui import invented
from console.ui.scenes_updates import composing
from console.updates.elements import Element, assemble, missing, phrases, shipped
from store.values import replace
from tests.console.ui.screens import Screen


def opened(screen: Screen, **more: Any) -> Any:
    screen.show(replace(invented.IDLE, composing=composing(**more)))
    return screen.window.updates.composer


def whole() -> dict[str, str]:
    return {e.value: f"About {e.value}." for e in Element}


@pytest.mark.parametrize("element", list(Element))
def test_R30_each_element_that_is_empty_is_named(element: Element) -> None:
    assert missing(whole()) == ()
    assert missing(whole() | {element.value: " \n"}) == (element,)
    without = {k: v for k, v in whole().items() if k != element.value}
    assert missing(without) == (element,)


def test_R30_nothing_is_guessed_from_words() -> None:
    said = whole() | {"apology": "", "empathy": "We apologise, we are so sorry, sorry, sorry."}
    assert missing(said) == (Element.APOLOGY,)


def test_R30_the_message_has_the_elements_in_order_and_nothing_else() -> None:
    body = assemble(whole(), "Dear Anna,", "Maya")
    assert body.startswith("Dear Anna,\n\nAbout empathy.")
    assert [body.index(f"About {e.value}.") for e in Element] == sorted(
        body.index(f"About {e.value}.") for e in Element
    )
    assert body.endswith("Maya\n")
    assert assemble({}, "Dear Anna,", "Maya") == "Dear Anna,\n\nMaya\n"
    long = "word " * 2000
    assert long.strip() in assemble({"steps": long}, "", ""), "nothing that a person wrote is cut"


@pytest.mark.parametrize("language", shipped())
def test_R30_every_language_has_a_sentence_for_every_element(language: str) -> None:
    known = phrases(language)
    assert set(known.of) == set(Element)
    assert all(sentences and all(s.strip() == s for s in sentences) for sentences in known.of.values())
    assert set(known.words) == set(phrases("en").words)
    assert phrases(f"{language}-XX").language == language
    assert phrases("ja").language == "en"


def test_R30_what_is_missing_is_said_while_one_writes(screen: Screen) -> None:
    composer = opened(screen)
    assert "apology" in screen.text("composer.missing")
    assert "steps so far" not in screen.text("composer.missing")
    screen.type("composer.apology", "We are sorry.")
    assert "apology" not in screen.text("composer.missing")
    assert "We are sorry." in screen.find("composer.preview").text()
    composer.parts[Element.APOLOGY].area.setPlainText("")
    assert "apology" in screen.text("composer.missing")


def test_R30_a_sentence_comes_with_one_press_and_another_with_the_next(screen: Screen) -> None:
    composer = opened(screen)
    first, second = phrases("en").of[Element.APOLOGY]
    area = composer.parts[Element.APOLOGY].area
    screen.press("composer.apology.suggest")
    assert area.value() == first
    screen.press("composer.apology.suggest")
    assert area.value() == second
    screen.press("composer.apology.suggest")
    assert area.value() == first
    area.setPlainText("I have called them.")
    screen.press("composer.apology.suggest")
    assert area.value().startswith("I have called them. ")
    screen.press("composer.steps.suggest")
    steps = composer.parts[Element.STEPS].area.value()
    assert steps.startswith(phrases("en").of[Element.STEPS][0] + "\n- ")


def test_R30_sending_with_something_missing_is_asked_first(screen: Screen) -> None:
    opened(screen)
    screen.desk.take()
    screen.press("composer.send")
    assert screen.desk.take(SendUpdate) == []
    assert screen.find("composer.send").caption == "Send without them"
    screen.press("composer.send")
    (sent,) = screen.desk.take(SendUpdate)
    assert (sent.to, sent.subject) == ("anna@quillpost.example", "Your case TK-0048213")
    assert sent.body.startswith("Dear Anna Petrova,")


def test_R30_with_everything_there_one_press_sends(screen: Screen) -> None:
    opened(screen, fields=whole())
    assert not screen.visible("composer.lack")
    assert screen.text("composer.whole") == "all there"
    screen.key("Ctrl+Return")
    (sent,) = screen.desk.take(SendUpdate)
    assert sent.body == assemble(whole(), "Dear Anna Petrova,", "Maya Torres\nNordlicht Support")


def test_R30_what_is_typed_is_kept_as_a_draft_and_closing_discards_nothing(screen: Screen) -> None:
    opened(screen)
    screen.desk.take()
    screen.type("composer.empathy", "I see.")
    screen.key("Esc")
    asked = screen.desk.take()
    (draft,) = [i for i in asked if isinstance(i, TypeDraft)]
    assert (draft.scope, draft.fields["empathy"]) == ("update", "I see.")
    assert draft.fields["to"] == "anna@quillpost.example"
    assert isinstance(asked[-1], CloseComposer)
    screen.show(invented.IDLE)
    assert not screen.visible("composer")


def test_R30_the_draft_follows_within_a_second(screen: Screen) -> None:
    opened(screen)
    screen.desk.take()
    screen.type("composer.fault", "Ours")
    screen.bot.waitUntil(lambda: any(isinstance(i, TypeDraft) for i in screen.desk.asked), timeout=30_000)
    assert "draft saved" in screen.text("composer.saved")


def test_R30_a_new_board_overwrites_nothing_that_is_typed(screen: Screen) -> None:
    composer = opened(screen)
    screen.type("composer.empathy", "I see.")
    screen.show(replace(invented.IDLE, composing=composing(problem="The store is full."), store_down="full"))
    assert composer.parts[Element.EMPATHY].area.value() == "I see."
    assert screen.text("composer.problem") == "The store is full."


def test_R30_a_refusal_stands_at_the_address(screen: Screen) -> None:
    opened(screen, fields=whole())
    screen.desk.refusals[SendUpdate] = Refusal("bad_address", "“x@” is no e-mail address.")
    screen.press("composer.send")
    assert "no e-mail address" in screen.text("composer.to.problem")
    screen.find("composer.to").setText("")
    screen.press("composer.send")
    assert screen.find("composer.to").hasFocus()


def test_R30_another_language_takes_the_untouched_sentences_along(screen: Screen) -> None:
    composer = opened(screen)
    screen.press("composer.apology.suggest")
    screen.type("composer.fault", "Our own words.")
    screen.desk.take()
    index = composer.language.findData("de")
    composer.language.setCurrentIndex(index)
    composer.language.activated.emit(index)
    assert composer.parts[Element.APOLOGY].area.value() == phrases("de").of[Element.APOLOGY][0]
    assert composer.parts[Element.FAULT].area.value() == "Our own words."
    asked = screen.desk.take()
    assert asked[0].fields["language"] == "de"
    assert isinstance(asked[-1], ComposeUpdate)


def test_R30_it_is_opened_from_a_case(screen: Screen) -> None:
    screen.show(replace(invented.IDLE, opened=invented.ESCALATED_CASE))
    screen.press("case.compose")
    (asked,) = screen.desk.take(ComposeUpdate)
    assert asked.ticket == invented.ESCALATED_CASE.ticket.id


def test_R30_it_takes_the_focus_to_what_is_missing_first(screen: Screen) -> None:
    composer = opened(screen)
    assert QApplication.focusWidget() is composer.parts[Element.EMPATHY].area
