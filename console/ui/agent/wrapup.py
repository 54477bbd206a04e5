"""After the call: what it was, its code, and one button. Several wait in order; each has its own ticket."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk.advice import off
from console.desk.board import Board
from console.desk.calling import WrapUpCard
from console.desk.intents import Dial, TypeDraft, WrapUp
from console.ui import format as fmt
from console.ui.agent.caller import Hint, Who
from console.ui.agent.steps import StepStrip
from console.ui.agent.wrapup_timer import WrapUpTimer
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.labels import Elided, Label, Pill
from console.ui.widgets.layout import Box, column, flow_box, hairline, row, wrap
from console.ui.words import OUTCOME_TONE
from store.ticket import WRAPUP_CODES, Outcome

_CALL_BACK = frozenset(
    {Outcome.CUT_OFF.value, Outcome.MISSED.value, Outcome.ABANDONED.value, Outcome.NOT_REACHED.value}
)
_LIKELY = {
    Outcome.HANDED_OVER.value: "escalated",
    Outcome.NOT_REACHED.value: "no_answer",
    Outcome.MISSED.value: "call_back",
    Outcome.ABANDONED.value: "call_back",
    Outcome.CUT_OFF.value: "call_back",
}
_MOST_OTHERS = 3


class WrapUpView(Box):
    """The oldest call that waits for its code."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        self._kit = kit
        self._card: WrapUpCard | None = None
        self._shown: tuple[object, ...] = ()
        self._codes: dict[str, str] = {}
        """The chosen code by call, so that the next call does not take it over."""
        self.typed: Callable[[UUID | None], dict[str, str]] = lambda _: {}
        self.finished: Callable[[UUID], object] = lambda _: None
        self.steps = StepStrip(root, kit, "wrapup_steps")
        self._title = Label(self.tr("Wrap-up"), "b")
        self._outcome = Pill(name="wrapup.outcome")
        self.who = Who("wrapup", 60)
        self._talk = Label("", "timer", name="wrapup.talk")
        self._talk_of = Label(self.tr("talk time"), "meta")
        self._cut = Hint("bad", "phone-missed", "bad", "wrapup.cut")
        self._back = Button(
            "wrapup.call_back", self.tr("Call back"), "phone", key=cap("call_back"), on=self._call_back
        )
        self._chips = {
            code: Button(f"wrapup.code.{code}", kit.words.wrapup(code), variant="chip")
            for code in WRAPUP_CODES
        }
        for code, chip in self._chips.items():
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, c=code: self._choose(c))
        self.finish = Button(
            "wrapup.finish", "", "check", variant="primary", key=cap("primary"), on=self.primary
        )
        self._ended = Label("", "meta", name="wrapup.ended")
        self._title.setFixedHeight(20)
        self._timer = WrapUpTimer(kit)
        self._others = [Elided("", "meta") for _ in range(_MOST_OTHERS)]
        self._others_box = wrap(
            column(hairline(), Label(self.tr("Next to wrap up"), "b"), *self._others, gap=6)
        )
        times = column(None, row(None, self._talk), row(None, self._talk_of), None, gap=0)
        super().__init__(
            "card",
            column(
                row(self._title, self._outcome, None, self._ended, gap=8),
                row((self.who, 1), times, gap=14),
                self._timer,
                self._cut,
                self.steps,
                column(
                    Label(self.tr("How did it end?"), "metab"), flow_box(*self._chips.values(), gap=7), gap=7
                ),
                row(self._back, None, self.finish),
                self._others_box,
                gap=14,
                margins=(20, 16, 20, 16),
            ),
            "wrapup",
        )
        self.hide()

    def put(self, board: Board, card: WrapUpCard | None, now: datetime) -> None:
        """Wrap this call up; None: nothing to wrap up now."""
        self.setVisible(card is not None)
        self._timer.put(board, now)
        if card is None:
            self.steps.close_popover()
            return
        self.steps.put(board.policy, card.case)
        said = (board.wrapups, now.astimezone().date(), board.me.department, board.policy.off_for)
        if said == self._shown:
            return
        self._shown = said
        self._card = card
        words = self._kit.words
        self._outcome.put(words.outcome(card.outcome), OUTCOME_TONE.get(card.outcome, "n"))
        customer = card.case.customer if card.case else None
        name = words.who(card.name, card.number)
        self.who.put(name, card.number if card.name else "", customer.company if customer else "")
        self._talk.put(fmt.duration(card.talk_seconds))
        self._ended.put(self.tr("ended {time}").format(time=words.when(card.ended_at, now)))
        self._back.setVisible(bool(card.call_back))
        cut = card.outcome in _CALL_BACK and bool(card.call_back)
        self._back.put(variant="")
        self._cut.put(*self._cut_text(card) if cut else ("", ""))
        self._chips["escalated"].setVisible(not off(board))
        self._mark(self._code(card))
        others = board.wrapups[1 : _MOST_OTHERS + 1]
        for i, label in enumerate(self._others):
            text = ""
            if i < len(others):
                other = others[i]
                who, how = words.who(other.name, other.number), words.outcome(other.outcome)
                text = f"{who} · {how} · {fmt.clock(other.ended_at)}"
            label.put_or_hide(text)
        self._others_box.setVisible(bool(others))

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self._timer.tick(now)

    def _cut_text(self, card: WrapUpCard) -> tuple[str, str]:
        if card.outcome == Outcome.CUT_OFF.value:
            return self.tr("The call was cut off"), self.tr(
                "The telephone stopped under it. One press calls back."
            )
        return self.tr("Nobody was spoken to"), self.tr("One press calls back.")

    def _code(self, card: WrapUpCard) -> str:
        if card.call in self._codes:
            return self._codes[card.call]
        drafts = card.case.drafts if card.case else ()
        kept = next((d.fields.get("code", "") for d in drafts if d.scope == "wrapup"), "")
        if kept in self._chips:
            return kept
        if card.case is not None and card.case.ticket.status.value == "escalated":
            return "escalated"
        return _LIKELY.get(card.outcome, "solved")

    def _mark(self, code: str) -> None:
        check_one(self._chips, code)
        word = self._kit.words.wrapup(code)
        self.finish.put(self.tr("Finish: {code}").replace("{code}", word.lower() if word.isascii() else word))

    def _choose(self, code: str) -> None:
        card = self._card
        if card is None:
            return
        self._codes[card.call] = code
        self._mark(code)
        if card.ticket is not None:
            self._kit.ask(TypeDraft(ticket=card.ticket, scope="wrapup", fields={"code": code}))

    def primary(self) -> bool:
        """Finish, with what was typed on the ticket."""
        card = self._card
        if card is None:
            return False
        typed = self.typed(card.ticket) if card.ticket is not None else {}
        refusal = self._kit.do(WrapUp(code=self._code(card), call=card.call, fields=typed))
        if refusal is None:
            self._codes.pop(card.call, None)
            if card.ticket is not None:
                self.finished(card.ticket)
        return True

    def _call_back(self) -> None:
        card = self._card
        if card is not None:
            self._kit.do(Dial(target=card.call_back, ticket=card.ticket))
