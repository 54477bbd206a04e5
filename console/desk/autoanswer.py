"""Answering without a hand: when the settings allow it, a zip in the ear first, and never beside another call."""

from console.desk.core import Core
from console.desk.handling import Handling
from console.desk.seat import Presence
from console.desk.states import States
from telephony import commands
from telephony.call import CallId, CallState
from telephony.events import CallRang

ASKED = "asked"
ALWAYS = "always"


class AutoAnswer:
    """Looked at when it rings, and again when it is due: much may have happened in between."""

    def __init__(self, core: Core, states: States, handling: Handling) -> None:
        self._core = core
        self._states = states
        self._handling = handling

    def rang(self, event: CallRang) -> None:
        """A call rings here."""
        if self._may(event.call, asked=event.auto_answer) and not event.replaces:
            self._core.later(
                self._core.terms.auto_answer_seconds, lambda: self._due(event.call, asked=event.auto_answer)
            )

    def _due(self, call: CallId, *, asked: bool) -> None:
        if self._may(call, asked=asked):
            core = self._core
            core.change_card(call, auto_answered=True)
            self._handling.end_test()
            core.phone.send(commands.PlayCue(id=core.command_id(), cue="zip"))
            core.phone.send(commands.Answer(id=core.command_id(), call=call))

    def _may(self, call: CallId, *, asked: bool) -> bool:
        board, mode = self._core.board, self._core.terms.auto_answer
        if not (mode == ALWAYS or (mode == ASKED and asked)):
            return False
        # Somebody who is still writing up the last call is only called by a PBX that was told to.
        writing = board.me.presence is Presence.WRAPUP and mode == ALWAYS
        if self._states.chosen is not Presence.AVAILABLE or writing:
            return False
        transfer = board.transfer
        if transfer is not None and (transfer.under_way or transfer.consult_alive):
            return False
        card = board.card(call)
        return card is not None and card.state is CallState.RINGING and len(board.cards) == 1
