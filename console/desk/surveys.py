"""The survey by telephone (R31): the customer is left to the engine's questions, and the answer is kept."""

from console.desk.calling import SurveyCard
from console.desk.calls import Calls
from console.desk.cards import as_uuid
from console.desk.core import Core, part_of
from console.desk.handling import Handling
from console.desk.intents import Refusal
from store.book import Book
from store.changes_feedback import RecordFeedback
from store.feedback import Asked
from store.ticket import Outcome
from store.values import replace
from telephony import commands
from telephony.call import CallId, CallState, Purpose
from telephony.events import CallEnded, Envelope, Snapshot, SurveyAnswered, SurveyBegun


class Surveys:
    """``Board.surveys`` are the customers who are being asked; their calls are in the wrap-up already."""

    def __init__(self, core: Core, calls: Calls, handling: Handling) -> None:
        self._core = core
        self._calls = calls
        self._handling = handling

    def send(self, call: CallId | None) -> Refusal | None:
        """Take leave of the customer, who is asked how it was; the agent is free."""
        core = self._core
        card = self._handling.find(call)
        if isinstance(card, Refusal):
            return card
        if card.state is not CallState.UP:
            return Refusal("not_up", "The call is not answered yet.")
        transfer = core.board.transfer
        if transfer is not None and transfer.under_way and transfer.customer == card.call:
            return Refusal("transfer_under_way", "Finish the hand-over first, or go back to the customer.")
        words, customer = core.terms.survey, card.case.customer if card.case is not None else None
        core.phone.send(
            commands.BeginSurvey(
                id=core.command_id(),
                call=card.call,
                question=words.question,
                again=words.again,
                thanks=words.thanks,
                seconds=words.seconds,
                languages=customer.languages if customer is not None else (),
            )
        )
        return None

    def begun(self, envelope: Envelope, event: SurveyBegun, *, live: bool) -> None:
        """The agent's part of the call is over; the customer's is not."""
        core = self._core
        card = core.board.card(event.call)
        if not live or card is None:
            return
        core.drop_card(event.call)
        form = core.board.form
        if form is not None and form.call == event.call:
            core.put(form=replace(form, call=None))
        self._calls.to_wrapup(card, envelope.at, Outcome.ANSWERED)
        name = card.name or card.number
        core.put(surveys=(*core.board.surveys, SurveyCard(call=event.call, name=name, since=envelope.at)))

    def answered(self, envelope: Envelope, event: SurveyAnswered, *, live: bool) -> None:
        """Keep the score on the ticket and its escalation; told again, it is there already."""
        core = self._core
        if live:
            core.put(
                surveys=tuple(
                    replace(s, score=event.score, tries=event.tries) if s.call == event.call else s
                    for s in core.board.surveys
                )
            )
        if event.score is None:
            return
        call, score, at, me = as_uuid(event.call), event.score, envelope.at, core.board.me.key

        def record(book: Book) -> None:
            case = book.case_of_call(call)
            if case is None:
                return
            book.apply(
                RecordFeedback(
                    id=part_of(envelope.id, "survey"),
                    at=at,
                    person=me,
                    ticket=case.ticket.id,
                    score=score,
                    asked=Asked.CUSTOMER,
                    via="dtmf",
                )
            )

        core.keeper.run(record, lambda _: core.refresh())

    def ended(self, event: CallEnded) -> None:
        """The customer has gone."""
        left = tuple(s for s in self._core.board.surveys if s.call != event.call)
        if left != self._core.board.surveys:
            self._core.put(surveys=left)

    def lost(self) -> None:
        """The engine died."""
        self._core.put(surveys=())

    def restore(self, snapshot: Snapshot) -> None:
        """Whoever is being asked while a console starts."""
        legs = [leg for leg in snapshot.legs if leg.purpose is Purpose.SURVEY]
        known = {s.call: s for s in self._core.board.surveys}
        self._core.put(
            surveys=tuple(
                known.get(leg.call)
                or SurveyCard(call=leg.call, name=leg.remote.name or leg.remote.user, since=leg.started_at)
                for leg in legs
            )
        )
