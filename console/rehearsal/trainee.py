"""A scripted trainee: works the real desk by its intents, does all that a scenario asks, or leaves one step out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from console.demo.script import Script, ScriptError, Wait, pause
from console.desk import intents as ask
from console.desk.board import Board
from console.desk.calling import CallCard
from console.rehearsal.scoring import HOLD, OUTCOME
from console.rehearsal.session import Session
from telephony.call import CallState
from telephony.transfer import State

_ELSEWHERE = "yusuf.demir"
"""Of the first line, as the trainee is: nobody's right target."""
_BREATH = 0.4
_LONG = 90.0
_SETTLED = frozenset({State.READY, State.QUEUED, State.RETURNED, State.KEPT, State.LOST})
_COMPLETED = frozenset({State.HANDED_OVER, State.RETURNED, State.KEPT, State.LOST})


class Trainee:
    """``leave_out`` is a check of the scenario that is not done; "" does all of them."""

    def __init__(self, session: Session, leave_out: str = "") -> None:
        self._session = session
        self._desk = session.desk
        self._out = leave_out
        self._rehearsal = session.rehearsal
        self._call = ""

    @property
    def _board(self) -> Board:
        return self._desk.board

    @property
    def _card(self) -> CallCard | None:
        return self._board.card(self._call)

    def play(self) -> Script:
        """The whole call."""
        model = self._rehearsal.model
        yield from self._answer()
        yield from self._listen_and_write()
        if self._asks("demanded"):
            self._do(ask.DemandManager())
        yield from self._escalate(model.first, model.first_mode, promised=not model.then)
        if model.then and not self._is_done():
            yield from self._escalate(model.then, model.then_mode, promised=True)
        yield from self._leave()

    def _asks(self, check: str) -> bool:
        """Whether the scenario looks at it, and it is not to be left out."""
        return self._out != check and self._rehearsal.step(check) is not None

    # -- the call

    def _answer(self) -> Script:
        yield _until(lambda: self._board.ringing and self._board.ringing.case, "the customer's call rings")
        ringing = self._board.ringing
        self._call = ringing.call if ringing is not None else ""
        late = self._rehearsal.step("answered")
        if self._out == "answered" and late is not None:
            yield pause(late.within + 1.0)
        self._do(ask.Answer())
        yield _until(lambda: self._card is not None and self._card.state is CallState.UP, "it is answered")

    def _listen_and_write(self) -> Script:
        yield _until(lambda: self._session.said[1], "the customer says what it is about")
        told = {
            "name": self._session.customer,
            "number": self._session.customer_number,
            "email": "a@b.example",
        }
        if self._asks("contact"):
            for key in self._rehearsal.right.contact:
                self._do(ask.CaptureStep(step=key, text=told[key]))
        if self._asks("case"):
            model, right = self._rehearsal.model, self._rehearsal.right
            fields = {"subject": model.subject, "notes": model.notes, "category": right.category}
            fields["severity"] = right.severity
            self._do(ask.EditTicket(fields={k: v for k, v in fields.items() if v}))
            yield _until(lambda: self._subject() == model.subject, "the ticket has its subject")
        yield pause(_BREATH)

    def _subject(self) -> str:
        card = self._card
        return card.case.ticket.subject if card is not None and card.case is not None else ""

    # -- handing over

    def _escalate(self, to: str, mode: str, *, promised: bool) -> Script:
        model, right = self._rehearsal.model, self._rehearsal.right
        if mode == "warm" and self._asks("hold_announced"):
            self._session.tick(HOLD)
        reason = right.reason if self._out != "reason" else _other_reason(right.reason)
        whole = self._out != "summary"
        in_time = datetime.now(UTC) + timedelta(minutes=model.promise_minutes)
        wish = ask.Escalate(
            to=to if self._out != "target" else _ELSEWHERE,
            mode=mode,
            kind=right.kind,
            reason=reason,
            summary=model.summary if whole else "Please help.",
            expects=model.expects if whole else " ",
            promised=in_time.isoformat() if promised and self._asks("promised") else "",
        )
        self._do(wish)
        if mode == "warm":
            yield from self._consult()
        else:
            yield _until(lambda: self._was("sent"), "it is on record")
            self._tell_outcome()

    def _consult(self) -> Script:
        yield _until(lambda: self._state() in _SETTLED, "the target answers, or does not")
        if self._state() is State.QUEUED:
            yield from self._wait_in_queue()
        if self._state() is State.READY or (self._state() is State.QUEUED and self._out == "confirmed"):
            yield from self._complete()
        if self._state() is State.KEPT:
            self._do(ask.ReturnToCustomer())
            yield _until(lambda: self._state() is State.RETURNED, "the consult is dropped")
        if self._state() is State.LOST:
            yield from self._end_consult()
        if self._state() is State.RETURNED:
            yield _until(lambda: self._card is not None and not self._card.held, "the customer is back")
            yield _until(lambda: self._was("resumed"), "the customer is off hold")
            self._tell_outcome()
            yield pause(_BREATH)

    def _wait_in_queue(self) -> Script:
        if self._out != "confirmed":
            yield _until(lambda: self._was("person_came"), "somebody comes to the telephone")
            self._do(ask.ConfirmSpeaking())
            yield _until(lambda: self._state() is State.READY, "a person speaks")

    def _complete(self) -> Script:
        yield pause(_BREATH)
        held = self._rehearsal.step("held")
        if self._out == "held" and held is not None:
            yield pause(held.within + 1.0)
        if self._out == "ended":
            self._do(ask.ReturnToCustomer())
            yield _until(lambda: self._state() is State.RETURNED, "back with the customer")
            return
        if self._state() not in {State.READY, State.QUEUED}:
            return  # the customer has left meanwhile
        self._do(ask.Complete())
        yield _until(lambda: self._state() in _COMPLETED, "the hand-over ends, one way or the other")

    def _end_consult(self) -> Script:
        """The customer has left: what is left of it is a plain call with the colleague."""
        yield pause(_BREATH)
        for card in self._board.cards:
            self._do(ask.HangUp(call=card.call))
        yield _until(lambda: not self._board.cards, "the colleague is told good-bye")

    def _tell_outcome(self) -> None:
        if self._asks("outcome_told"):
            self._session.tick(OUTCOME)

    def _is_done(self) -> bool:
        """Nothing more is to be tried."""
        return self._out == "ended" or self._state() is State.HANDED_OVER

    # -- the end

    def _leave(self) -> Script:
        for card in self._board.cards:
            if card.state is CallState.UP:
                self._do(ask.HangUp(call=card.call))
        yield _until(lambda: not self._board.cards and self._board.wrapups, "the call is over")
        yield pause(_BREATH)
        if self._out == "wrapped_up":
            self._session.finish()
        else:
            self._do(ask.WrapUp(code=self._rehearsal.right.codes[0]))
        yield _until(lambda: self._session.result is not None, "the try is scored")

    # -- what is true

    def _state(self) -> State | None:
        return self._board.transfer.state if self._board.transfer is not None else None

    def _was(self, what: str) -> bool:
        return self._session.was(what)

    def _do(self, intent: ask.Intent) -> None:
        refusal = self._desk.do(intent)
        if refusal is not None:
            raise ScriptError(f"{type(intent).__name__} was refused: {refusal.message}")


def _until(true: Callable[[], object], what: str) -> Wait:
    """With patience: the machine may have other things to do."""
    return Wait(true, what, _LONG)


def _other_reason(reason: str) -> str:
    return "complexity" if reason != "complexity" else "overload"
