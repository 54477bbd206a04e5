"""One try: the customer calls, everything that happens becomes a moment, and at the end it is scored.

floor ──told──► Session ──moments──► scoring ──► tasks (live), the try (at the end)
desk  ──board──►   │
                   └─ changed, over
"""

import json
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer, Signal

from console.desk.board import Board
from console.desk.desk import Desk
from console.keeper import StoreKeeper
from console.rehearsal.drawing import Drawn
from console.rehearsal.floor import RehearsalFloor
from console.rehearsal.home import Home
from console.rehearsal.known import TRAINEE
from console.rehearsal.scenario import Rehearsal
from console.rehearsal.scoring import Facts, score
from store.book import Book, Case
from store.escalation import Outcome
from store.rehearsal import Moment, RehearsalTry, TriedStep, TrySound, score_of
from telephony.call import CallState
from telephony.floor.ear import MUSIC_ENDS
from telephony.floor.scenario import read_scenario

_SETTLE_MS = 400
"""After the last call and form: what the engine still tells is taken in."""
_LOOK_MS = 200


class Session(QObject):
    """``changed``: other tasks, or another line was said. ``over``: :attr:`result` is there, or :attr:`problem`."""

    changed = Signal()
    over = Signal()

    def __init__(
        self,
        desk: Desk,
        keeper: StoreKeeper,
        floor: RehearsalFloor,
        rehearsal: Rehearsal,
        drawn: Drawn,
        seed: int,
    ) -> None:
        super().__init__()
        self.desk, self.rehearsal, self.floor = desk, rehearsal, floor
        self.seed = seed
        self.tasks: tuple[TriedStep, ...] = score(rehearsal, Facts(person=TRAINEE))
        self.said: tuple[str, str] = ("", "")
        """Who said the last line, and what."""
        self.result: RehearsalTry | None = None
        self.problem = ""
        self._keeper, self._drawn = keeper, drawn
        customer = read_scenario(rehearsal.call).customer
        self._customer = customer
        self._began = datetime.now(UTC)
        self._zero = 0.0
        self._moments: list[Moment] = []
        self._call: str = ""
        self._seen: set[object] = set()
        self._transferred = self._held = self._speaking = False
        self._deaf_until = 0.0
        self._finishing = False
        self._last_case: Case | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        floor.told.connect(self._told)
        self._unwatch = desk.watch(self._board_changed)

    @property
    def customer(self) -> str:
        """Their name."""
        return self._customer.name

    @property
    def customer_number(self) -> str:
        """By which they call."""
        return self._customer.number

    def begin(self, home: Home) -> None:
        """The house is up and the console listens: let the customer call."""
        self.floor.call(self._drawn.write(home.folder), self.desk.board.phone.uri)
        self._timer.start()

    def tick(self, what: str) -> None:
        """The trainee says that they have said it (scoring.HOLD, scoring.OUTCOME)."""
        self._moment("ticked", what)
        self._rescore()

    def was(self, what: str) -> bool:
        """Whether something of this kind has happened."""
        return any(moment.what == what for moment in self._moments)

    def finish(self, *, broken_off: bool = False) -> None:
        """Read what the store holds of it, and score that; ``over`` follows."""
        if self._finishing:
            return
        self._finishing = True
        self._timer.stop()
        self._unwatch()
        self._moment("ended", "")
        began = self._began

        def read(book: Book) -> Case | None:
            rows = [r for r in book.calls(TRAINEE, began) if r.call.escalation is None]
            return book.case_of_call(rows[-1].call.id) if rows else None

        self._keeper.run(read, lambda case: self._score(case, broken_off=broken_off))

    @property
    def ticket(self) -> UUID | None:
        """Of the customer's call, in the rehearsal's own store."""
        return self._last_case.ticket.id if self._last_case is not None else None

    def sounds(self, case: Case) -> tuple[TrySound, ...]:
        """What was recorded of it, by now; on the time line of the moments."""
        names = {leg.id: leg.remote_name for leg in case.legs}
        whole = [r for r in case.recordings if r.ended and r.seconds > 0]
        return tuple(
            TrySound(
                id=r.id, at=round(r.started_at.timestamp() - self._zero, 3), seconds=r.seconds,
                consult=r.leg is not None, other=names.get(r.leg, "") if r.leg is not None else "", pauses=r.pauses,
            )
            for r in sorted(whole, key=lambda r: r.started_at)
        )  # fmt: skip

    # -- told

    def _told(self, text: str) -> None:
        told: dict[str, Any] = json.loads(text)
        if self._finishing:
            return
        party, at = told.get("party", ""), float(told.get("at", time.time()))
        mine = party == self._customer.number
        event = told["event"]
        if event == "Said":
            self._moment("says" if mine else "colleague_says", told["text"], at)
            self.said = (self._customer.name if mine else self._name_of(party), told["text"])
            self.changed.emit()
        elif event == "PersonCame":
            self._moment("person_came", party, at)
        elif mine:
            self._customer_told(event, told, at)

    def _customer_told(self, event: str, told: dict[str, Any], at: float) -> None:
        if event == "Hears":
            self._heard(at, sound=told["sound"])
        elif event == "CallHoldChanged" and told["by"] == "them" and not self._transferred:
            self._heard(at, sound=False)  # whoever spoke up to the hold spoke just before it
            self._held = told["held"]
            self._deaf_until = 0.0 if self._held else at + MUSIC_ENDS
            self._moment("held" if told["held"] else "resumed", "", at)
        elif event == "Transferred":
            self._transferred = True
            self._moment("transferred", "", at)
        elif event == "HangsUp":
            self._moment("left", told["why"], at)
        self._rescore()

    def _heard(self, at: float, *, sound: bool) -> None:
        """What the customer hears, as long as it is the agent and not music or a colleague."""
        if self._held or self._transferred or at < self._deaf_until or sound is self._speaking:
            return
        self._speaking = sound
        self._moment("agent_speaks" if sound else "agent_silent", "", at)

    def _name_of(self, party: str) -> str:
        directory = self.desk.board.directory
        person = directory.person(party)
        if person is not None:
            return person.name
        place = next((d for d in directory.departments if f"sip:{party}@" in d.target), None)
        return place.name if place is not None else party

    # -- the desk

    def _board_changed(self, board: Board) -> None:
        if not self._call and board.ringing is not None:
            self._call = board.ringing.call
            self._zero = time.time()
            self._moment("rang", self._customer.name)
        card = board.card(self._call)
        if card is not None and card.state is CallState.UP:
            self._once("answered")
        transfer = board.transfer
        if transfer is not None and transfer.step is not None:
            self._once("step", transfer.step.value, (transfer.transfer, transfer.state))
        wrapup = next((w for w in board.wrapups if w.call == self._call), None)
        if wrapup is not None:
            self._seen.add("wrapup")
        elif "wrapup" in self._seen:
            self._once("wrapped_up")
        case = card.case if card is not None else wrapup.case if wrapup is not None else None
        if case is not None and case is not self._last_case:
            self._last_case = case
            for sent in (e for e in case.escalations if e.outcome is Outcome.SENT):
                self._once("sent", sent.target, sent.id)
        self._rescore()

    def _once(self, what: str, text: str = "", key: object = None) -> None:
        if (what, text, key) not in self._seen:
            self._seen.add((what, text, key))
            self._moment(what, text)

    def _moment(self, what: str, text: str, at: float | None = None) -> None:
        since = (time.time() if at is None else at) - self._zero if self._zero else 0.0
        self._moments.append(Moment(at=round(max(0.0, since), 2), what=what, text=text))

    def _facts(self, case: Case | None) -> Facts:
        return Facts(person=TRAINEE, case=case, moments=tuple(sorted(self._moments, key=lambda m: m.at)))

    def _rescore(self) -> None:
        tasks = score(self.rehearsal, self._facts(self._last_case))
        if tasks != self.tasks:
            self.tasks = tasks
            self.changed.emit()

    # -- its end

    def _look(self) -> None:
        """Over is what has no call and no form left, once there was a call."""
        if self.floor.problem:
            self.problem = self.floor.problem
            self._timer.stop()
            self.over.emit()
            return
        board = self.desk.board
        had = bool(self._call) or self.floor.customer_is_gone
        if had and not board.cards and not board.wrapups:
            self._timer.stop()
            QTimer.singleShot(_SETTLE_MS, self, self._settle)

    def _settle(self) -> None:
        if self.desk.board.cards or self.desk.board.wrapups:
            self._timer.start()
        else:
            self.finish()

    def _score(self, case: Case | None, *, broken_off: bool) -> None:
        self._last_case = case or self._last_case
        facts = self._facts(case)
        steps = score(self.rehearsal, facts)
        self.tasks = steps
        self.result = RehearsalTry(
            id=_new_id(),
            person=TRAINEE,
            scenario=self.rehearsal.key,
            title=self.rehearsal.title,
            edition=self.rehearsal.edition,
            seed=self.seed,
            started_at=self._began,
            seconds=facts.moments[-1].at if facts.moments else 0.0,
            score=score_of(steps),
            broken_off=broken_off,
            steps=steps,
            moments=facts.moments,
        )
        self.over.emit()


def _new_id() -> UUID:
    return uuid4()
