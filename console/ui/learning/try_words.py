"""What a try of a rehearsal says in words: its checks, what was found, its moments."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from console.ui import format as fmt
from console.ui.words import Words
from store.directory import Directory
from store.rehearsal import Compared, Moment, RehearsalTry, TriedStep


class TryWords(QObject):
    """For one language. What is found as data (a reason's word, seconds) is said in full."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.directory = Directory()
        self._checks = {
            "answered": self.tr("Answered in time"),
            "contact": self.tr("Contact details asked"),
            "case": self.tr("Case written down"),
            "demanded": self.tr("Demand for a manager on record"),
            "hold_announced": self.tr("Hold announced"),
            "reason": self.tr("Right reason"),
            "summary": self.tr("What was tried, what is expected"),
            "target": self.tr("Right target"),
            "confirmed": self.tr("A person spoke first"),
            "held": self.tr("Short time on hold"),
            "outcome_told": self.tr("Customer told what happens now"),
            "ended": self.tr("Handed over, or sent"),
            "promised": self.tr("Time promised"),
            "wrapped_up": self.tr("Wrapped up"),
        }
        self._steps = {
            "consult_started": self.tr("consult started"),
            "ringing": self.tr("it rings"),
            "answered": self.tr("the colleague answers"),
            "queue_answered": self.tr("a queue answers"),
            "speaking_confirmed": self.tr("a person speaks"),
            "declined": self.tr("declined"),
            "busy": self.tr("busy"),
            "unreachable": self.tr("not reachable"),
            "no_answer": self.tr("no answer"),
            "completing": self.tr("handing over"),
            "transfer_refused": self.tr("the hand-over was refused"),
            "no_notify": self.tr("no result was told"),
            "customer_back": self.tr("the customer is back"),
            "customer_left": self.tr("the customer has left"),
            "returned": self.tr("back to the customer"),
            "handed_over": self.tr("handed over"),
        }
        self._left = {
            "ring": self.tr("{name} gives up while it rings"),
            "hold": self.tr("{name} does not wait on hold any longer and hangs up"),
            "call": self.tr("{name} has no more time and hangs up"),
        }
        self._ticked = {
            "hold": self.tr("You told them about the hold"),
            "outcome": self.tr("You told them what happens now"),
        }

    def check(self, code: str) -> str:
        """A step's name."""
        return self._checks.get(code, code)

    def measured(self, step: TriedStep) -> str:
        """What was found, for its row; "" if the mark says it all."""
        first, _, second = step.measured.partition(",")
        made: dict[str, Callable[[], str]] = {
            "answered": lambda: self._seconds(first),
            "held": lambda: self._seconds(first),
            "reason": lambda: self._words.reason(first),
            "target": lambda: f"{self._name(first)} · {self._words.kind(second)}",
            "case": lambda: f"{self._words.category(first)} · {self._words.severity(second)}",
            "ended": lambda: self._words.escalation(first),
            "wrapped_up": lambda: f"{self._words.wrapup(first)} · {self._seconds(second)}",
        }
        known = made.get(step.check)
        return known() if known is not None and first else ""

    def _seconds(self, text: str) -> str:
        return self.tr("{n} s").replace("{n}", str(round(float(text)))) if text else ""

    def _name(self, key: str) -> str:
        return self._words.colleague(key, self.directory)

    def moment(self, moment: Moment, customer: str) -> str:
        """A line of the time line; "" for what is not worth one."""
        name = customer or self.tr("The customer")
        made = {
            "rang": self.tr("{name} calls"),
            "answered": self.tr("You answer"),
            "says": "{name}: “{text}”",
            "colleague_says": self.tr("Colleague: “{text}”"),
            "agent_speaks": self.tr("You speak"),
            "held": self.tr("{name} is on hold"),
            "resumed": self.tr("{name} is off hold"),
            "transferred": self.tr("{name} is with the colleague"),
            "person_came": self.tr("Somebody comes to the telephone"),
            "ticked": self._ticked.get(moment.text, ""),
            "step": self.tr("Hand-over: {step}"),
            "sent": self.tr("Sent without a call to {target}"),
            "left": self._left.get(moment.text, self.tr("{name} hangs up")),
            "wrapped_up": self.tr("You finish the call"),
            "ended": self.tr("End"),
        }.get(moment.what, "")
        step = self._steps.get(moment.text, moment.text)
        return fmt.fill(made, name=name, text=moment.text, step=step, target=self._name(moment.text))

    def compared(self, told: Compared, score: int) -> str:
        """The try beside those before it."""
        if told.best is None or told.last is None:
            return self.tr("Your first try of this scenario.")
        said = fmt.fill(
            self.tr("Try {n}. Best so far {best}, last time {last}."),
            n=str(told.before + 1),
            best=str(told.best),
            last=str(told.last),
        )
        if score > told.best:
            said += " " + self.tr("Your best one.")
        for names, sentence in (
            (told.gained, self.tr("New: {what}.")),
            (told.lost, self.tr("Lost: {what}.")),
        ):
            if names:
                said += " " + fmt.fill(sentence, what=", ".join(map(self.check, names)))
        return said

    def spoken(self, one: RehearsalTry) -> str:
        """A try in one line, for whoever hears the screen."""
        return fmt.fill(self.tr("{title}, {score} of 100 points"), title=one.title, score=str(one.score))
