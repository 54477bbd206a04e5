"""What a person does with calls: answer, decline, hold, mute, keys, hang up; or why it cannot be done now."""

from collections.abc import Callable

from console.desk.calling import CallCard
from console.desk.cards import is_up
from console.desk.core import Core
from console.desk.intents import Refusal
from telephony import commands
from telephony.call import CallId, CallState, Direction

_MOST_DIGITS = 32


class Handling:
    """Policy is decided here, at once; the engine carries out what is let through."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def find(self, call: CallId | None, *, ringing: bool = False) -> CallCard | Refusal:
        """The card that is meant, or why there is none."""
        board = self._core.board
        if call is not None:
            return board.card(call) or Refusal("no_such_call", "There is no such call.")
        card = board.ringing if ringing else board.current
        if card is None:
            return Refusal("no_call", "No call rings." if ringing else "There is no call.")
        return card

    def order(self, card: CallCard, make: Callable[..., commands.Command], **more: object) -> Refusal | None:
        """Send a command about this card's call."""
        self._core.phone.send(make(id=self._core.command_id(), call=card.call, **more))
        return None

    @property
    def echo_test(self) -> CallId:
        """The test call that is under way, or ""."""
        test = self._core.board.echo_test
        return test.call if test is not None and test.state is not CallState.ENDED else ""

    def end_test(self) -> None:
        """Whoever wants to speak to somebody is done with testing."""
        if self.echo_test:
            self._core.phone.send(commands.HangUp(id=self._core.command_id(), call=self.echo_test))

    def answer(self, call: CallId | None) -> Refusal | None:
        """Take it; a second call is answered too, the first is held by the engine."""
        card = self.find(call, ringing=True)
        if isinstance(card, Refusal):
            return card
        if card.state is not CallState.RINGING or card.direction is not Direction.IN:
            return Refusal("not_ringing", "This call does not ring.")
        transfer = self._core.board.transfer
        if transfer is not None and transfer.under_way:
            return Refusal("transfer_under_way", "Finish the hand-over first, or go back to the customer.")
        self.end_test()
        return self.order(card, commands.Answer)

    def decline(self, call: CallId | None) -> Refusal | None:
        """603."""
        card = self.find(call, ringing=True)
        if isinstance(card, Refusal):
            return card
        if card.state is not CallState.RINGING or card.direction is not Direction.IN:
            return Refusal("not_ringing", "This call does not ring.")
        return self.order(card, commands.Decline)

    def hold(self, call: CallId | None, *, on: bool) -> Refusal | None:
        """Hold with music, or back."""
        card = self.find(call)
        if isinstance(card, Refusal):
            return card
        if not is_up(card):
            return Refusal("not_up", "The call is not answered yet.")
        transfer = self._core.board.transfer
        if transfer is not None and transfer.under_way and transfer.customer == card.call:
            return Refusal("transfer_under_way", "During a consult use “Back to the customer”.")
        return self.order(card, commands.Hold if on else commands.Resume)

    def mute(self, call: CallId | None, *, on: bool) -> Refusal | None:
        """The microphone of the call that is spoken in; during a consult that is the consult."""
        transfer = self._core.board.transfer
        if call is None and transfer is not None and transfer.consult_alive and transfer.under_way:
            self._core.phone.send(commands.Mute(id=self._core.command_id(), call=transfer.consult, on=on))
        card = self.find(call)
        if isinstance(card, Refusal):
            return card
        if not is_up(card):
            return Refusal("not_up", "The call is not answered yet.")
        return self.order(card, commands.Mute, on=on)

    def digits(self, call: CallId | None, digits: str) -> Refusal | None:
        """DTMF, also to a menu before the answer; to the consult while it keeps the customer on hold."""
        card = self.find(call)
        if isinstance(card, Refusal):
            return card
        if not digits or len(digits) > _MOST_DIGITS or set(digits.upper()) - set("0123456789ABCD*#"):
            return Refusal("bad_digits", "Keys are 0 to 9, *, # and A to D, at most 32.")
        if not is_up(card) and not card.early_media:
            return Refusal("not_up", "The call is not answered yet.")
        transfer, core = self._core.board.transfer, self._core
        if transfer is not None and transfer.consult_alive and transfer.customer == card.call and card.held:
            core.phone.send(
                commands.SendDigits(id=core.command_id(), call=transfer.consult, digits=digits.upper())
            )
            return None
        return self.order(card, commands.SendDigits, digits=digits.upper())

    def hang_up(self, call: CallId | None) -> Refusal | None:
        """BYE. During a consult it must be said whom it concerns."""
        test = self.echo_test
        if test and (call == test or (call is None and not self._core.board.cards)):
            self.end_test()
            return None
        transfer = self._core.board.transfer
        if transfer is not None and transfer.under_way:
            if call is None:
                return Refusal("which_call", "During a consult, say which call is to end.")
            if call == transfer.consult:
                self._core.phone.send(commands.HangUp(id=self._core.command_id(), call=call))
                return None
        card = self.find(call)
        return card if isinstance(card, Refusal) else self.order(card, commands.HangUp)
