"""Reviews and scorecards in the words of the person's language."""

from datetime import datetime

from PySide6.QtCore import QObject

from console.ui import format as fmt
from console.ui.questions import Questions
from console.ui.words import Words
from store.review import CommentKind, Pick, ReviewState
from store.scorecard import Flaw, Problem, Question

MOST_FLAWS = 3


class ReviewWords(QObject):
    """One word for one thing."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self._questions = Questions().words
        self._picks = {
            Pick.SAMPLE: self.tr("Random sample"),
            Pick.LONG_HOLD: self.tr("Longest hold"),
            Pick.DEMANDED_MANAGER: self.tr("Wanted a manager"),
            Pick.LOW_CSAT: self.tr("Low CSAT"),
            Pick.MANY_HOPS: self.tr("Many hops"),
            Pick.ALL: self.tr("All calls"),
        }
        self._states = {
            ReviewState.ASSIGNED: self.tr("Not begun"),
            ReviewState.DRAFT: self.tr("Draft"),
            ReviewState.HANDED_IN: self.tr("Handed in"),
            ReviewState.SHARED: self.tr("Shared"),
            ReviewState.ANSWERED: self.tr("Answered"),
            ReviewState.ACKNOWLEDGED: self.tr("Acknowledged"),
            ReviewState.WITHDRAWN: self.tr("Withdrawn"),
        }
        self._kinds = {
            CommentKind.WELL_DONE: self.tr("Well done"),
            CommentKind.TRY_NEXT: self.tr("Try next time"),
        }
        self._silent = {
            "not_recorded": self.tr("This call was not recorded: there is nothing to hear."),
            "gone": self.tr("The recording of this call is not kept any more."),
            "not_kept": self.tr("The recording is still being kept. It will be here in a moment."),
            "forbidden": self.tr(
                "You may not hear this recording: your center does not let agents hear their own calls."
            ),
        }
        self._flaws = {
            Flaw.NO_NAME: self.tr("Give the scorecard a name."),
            Flaw.BAD_KEY: self.tr("A key has small letters, digits and _ only."),
            Flaw.DOUBLE_KEY: self.tr("This key is there twice."),
            Flaw.NO_QUESTIONS: self.tr("Add at least one question."),
            Flaw.TOO_MANY: self.tr("These are too many questions for one call."),
            Flaw.NO_TEXT: self.tr("Write what is asked."),
            Flaw.TOO_LONG: self.tr("This is too long."),
            Flaw.BAD_WEIGHT: self.tr("A weight is more than 0 and at most 100."),
            Flaw.BAD_PASS: self.tr("The pass mark is from 0 to 100 %."),
        }

    def question(self, question: Question) -> str:
        """The center's own words, or ours for a question that we know."""
        return question.text or self._questions.get(question.key, question.key)

    def pick(self, code: str) -> str:
        """Why a call is to be reviewed; "" for one that somebody chose."""
        return self._picks[Pick(code)] if code in set(Pick) else code

    def state(self, state: ReviewState) -> str:
        """How a review stands."""
        return self._states[state]

    def silent(self, why: str) -> str:
        """Why the own call cannot be heard; "" if it can."""
        return self._silent.get(why, why)

    def kind(self, kind: CommentKind) -> str:
        """What a comment says of the moment."""
        return self._kinds[kind]

    def flaw(self, problem: Problem) -> str:
        """What is wrong, and what to do."""
        return self._flaws[problem.flaw]

    def percent(self, value: float | None) -> str:
        """``83 %``; a dash while nothing is scored."""
        return "–" if value is None else self.tr("{n} %").format(n=round(value))

    def due(self, due: datetime | None, now: datetime) -> str:
        """``due today``, ``due 21 Nov``, ``3 d overdue``."""
        if due is None:
            return self.tr("no date")
        days = fmt.days_between(now, due)
        if due < now:
            return self.tr("overdue") if days == 0 else self.tr("{n} d overdue").format(n=-days)
        if days == 0:
            return self.tr("due today")
        if days == 1:
            return self.tr("due tomorrow")
        return fmt.fill(self.tr("due {day}"), day=fmt.day(due, now, self.words.locale))


STATE_TONE = {
    ReviewState.ASSIGNED: "n",
    ReviewState.DRAFT: "accent",
    ReviewState.HANDED_IN: "vio",
    ReviewState.SHARED: "warn",
    ReviewState.ANSWERED: "accent",
    ReviewState.ACKNOWLEDGED: "ok",
    ReviewState.WITHDRAWN: "n",
}
PICK_TONE = {
    Pick.SAMPLE: "n",
    Pick.LONG_HOLD: "warn",
    Pick.DEMANDED_MANAGER: "bad",
    Pick.LOW_CSAT: "bad",
    Pick.MANY_HOPS: "vio",
    Pick.ALL: "n",
}
KIND_TONE = {CommentKind.WELL_DONE: "ok", CommentKind.TRY_NEXT: "warn"}
