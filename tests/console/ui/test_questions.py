from pytestqt.qtbot import QtBot

from console.ui.learning.words import LearningWords
from console.ui.questions import Questions
from console.ui.trainer.review_words import ReviewWords
from console.ui.words import Words, locale_of
from store.directory import Directory
from store.scorecard import USUAL


def test_every_question_of_the_usual_card_has_a_word(qtbot: QtBot) -> None:
    assert list(Questions().words) == [question.key for question in USUAL.questions]


def test_a_question_reads_the_same_wherever_it_is_shown(qtbot: QtBot) -> None:
    words = Words(locale_of("en"))
    learning, review = LearningWords(words, Directory()), ReviewWords(words)
    for question in USUAL.questions:
        assert learning.question(question.key) == review.question(question)
