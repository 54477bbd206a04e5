"""Every state of a hand-over in words, and which buttons belong to it: one table to check against the drawing."""

from typing import NamedTuple

from PySide6.QtCore import QObject

from console.desk.escalating import TransferCard
from console.ui.format import fill
from telephony import status
from telephony.transfer import State, Step


class Names(NamedTuple):
    """Who is meant, in full and as buttons say it."""

    customer: str
    customer_short: str
    target: str
    target_short: str


BUTTONS: dict[State, tuple[str, ...]] = {
    State.TALKING: (),
    State.HOLDING: ("drop",),
    State.CONSULTING: ("drop", "next"),
    State.QUEUED: ("back", "drop", "complete_blind", "speaks"),
    State.READY: ("back", "drop", "conference", "complete"),
    State.CONFERENCE: ("split", "back", "drop", "complete"),
    State.COMPLETING: (),
    State.RETURNING: (),
    State.KEPT: ("again", "drop", "conference", "complete"),
    State.RETURNED: ("other", "retry", "next"),
    State.HANDED_OVER: (),
    State.LOST: (),
}
"""What can be done in each state; a state that the engine keeps to itself is shown as another (transfer.shown)."""


class ConsultWords(QObject):
    """Says where a hand-over stands."""

    def __init__(self) -> None:
        super().__init__()
        self._states = {
            State.TALKING: (self.tr("Not started"), "n"),
            State.HOLDING: (self.tr("Putting on hold"), "warn"),
            State.CONSULTING: (self.tr("Calling"), "vio"),
            State.QUEUED: (self.tr("Answered, perhaps music"), "warn"),
            State.READY: (self.tr("Connected"), "ok"),
            State.CONFERENCE: (self.tr("Three-way"), "ok"),
            State.COMPLETING: (self.tr("Handing over"), "vio"),
            State.RETURNING: (self.tr("Going back"), "warn"),
            State.KEPT: (self.tr("Waits on hold"), "warn"),
            State.RETURNED: (self.tr("Customer is back"), "n"),
            State.HANDED_OVER: (self.tr("Handed over"), "ok"),
            State.LOST: (self.tr("Customer left"), "bad"),
        }
        with_you = (self.tr("{name} is with you"), "ok", "phone")
        self._where = {
            State.HOLDING: (self.tr("{name} is being put on hold"), "warn", "pause"),
            State.CONFERENCE: (self.tr("{name} is in the three-way"), "ok", "users"),
            State.RETURNING: (self.tr("{name} is coming back"), "warn", "rewind"),
            State.RETURNED: with_you,
            State.KEPT: with_you,
            State.HANDED_OVER: (self.tr("{name} is with {target}"), "ok", "check"),
            State.LOST: (self.tr("{name} has hung up"), "bad", "phone-missed"),
        }
        self._failures = {
            Step.DECLINED: (self.tr("Declined"), self.tr("{target} declined. {customer} is back with you.")),
            Step.BUSY: (self.tr("Busy"), self.tr("{target} is busy. {customer} is back with you.")),
            Step.UNREACHABLE: (
                self.tr("Unreachable"),
                self.tr("{target} cannot be reached: {why}. {customer} is back with you."),
            ),
            Step.NO_ANSWER: (
                self.tr("No answer"),
                self.tr("{target} did not answer in time. {customer} is back with you."),
            ),
            Step.CANCELLED: (
                self.tr("Called off"),
                self.tr("You called it off. {customer} is back with you."),
            ),
            Step.HOLD_REFUSED: (
                self.tr("Not on hold"),
                self.tr("{customer} could not be put on hold, so {target} was not called."),
            ),
            Step.TARGET_LEFT: (
                self.tr("Hung up"),
                self.tr("{target} hung up before the hand-over. {customer} is back with you."),
            ),
            Step.TRANSFER_REFUSED: (
                self.tr("Refused"),
                self.tr("The hand-over was refused: {why}. {customer} is back with you."),
            ),
            Step.NO_NOTIFY: (
                self.tr("No answer"),
                self.tr("Nobody confirmed the hand-over in time. {customer} is back with you."),
            ),
        }

    def state(self, transfer: TransferCard) -> tuple[str, str]:
        """A word and its tone; after a failure with the SIP status."""
        if transfer.failed is not None and transfer.state in {State.RETURNED, State.RETURNING, State.KEPT}:
            word = self._failures.get(transfer.failed, (self.tr("Failed"), ""))[0]
            if transfer.state is State.KEPT:
                word = self.tr("{what}, waits on hold").replace("{what}", word)
            return (f"{word} ({transfer.code})" if transfer.code else word), "bad"
        if transfer.state is State.CONSULTING and transfer.step is Step.RINGING:
            return self.tr("Ringing"), "vio"
        return self._states.get(transfer.state, (transfer.state.value, "n"))

    def counts(self, transfer: TransferCard) -> bool:
        """Whether the time beside the word runs."""
        return transfer.state in {State.CONSULTING, State.READY, State.CONFERENCE, State.QUEUED}

    def said(self, transfer: TransferCard, names: Names) -> str:
        """One sentence of what that means; "" if the word says all."""
        failed = transfer.failed
        values = {
            "target": names.target,
            "customer": names.customer,
            "why": f"{status.sentence(transfer.code)} ({transfer.code})"
            if transfer.code
            else self.tr("no answer"),
        }
        if failed is not None and transfer.state in {State.RETURNED, State.KEPT, State.CONFERENCE}:
            return fill(self._failures.get(failed, ("", ""))[1], **values)
        told = {
            State.QUEUED: self.tr("{target} answered. If you hear music, wait; press when a person speaks."),
            State.CONFERENCE: self.tr("All three of you hear each other."),
            State.COMPLETING: self.tr("{customer} is being connected with {target}."),
            State.KEPT: self.tr("{customer} is with you, {target} waits on hold."),
            State.HANDED_OVER: self.tr("{customer} is with {target} now. Finish your notes."),
            State.LOST: self.tr("{customer} hung up while on hold. {target} is still on the line."),
        }.get(transfer.state, "")
        if transfer.state is State.LOST and not transfer.consult_alive:
            told = self.tr("{customer} hung up while on hold.")
        return fill(told, **values)

    def customer(self, transfer: TransferCard, names: Names) -> tuple[str, str, str]:
        """Where the customer is: text, tone, icon."""
        held = (self.tr("{name} is on hold"), "warn", "pause")
        text, tone, icon = self._where.get(transfer.state, held)
        return fill(text, name=names.customer, target=names.target), tone, icon

    def buttons(self, transfer: TransferCard) -> tuple[str, ...]:
        """Which buttons there are."""
        shown = BUTTONS.get(transfer.state, ())
        return shown if transfer.next else tuple(name for name in shown if name != "next")

    def button_texts(self, transfer: TransferCard, names: Names) -> dict[str, tuple[str, str]]:
        """What each says, and what it does to the one who is not named."""
        customer, target = names.customer_short, names.target_short
        back = fill(self.tr("Back to {customer}"), customer=customer)
        stays = fill(self.tr("{target} stays on hold"), target=target)
        drops = fill(self.tr("back to {customer}"), customer=customer)
        if transfer.state is State.KEPT:
            drops = fill(self.tr("{customer} stays with you"), customer=customer)
        calling = transfer.state in {State.HOLDING, State.CONSULTING}
        drop = fill(self.tr("Drop {target}"), target=target)
        return {
            "back": (back, stays),
            "again": (
                fill(self.tr("Back to {target}"), target=target),
                fill(self.tr("{customer} goes on hold"), customer=customer),
            ),
            "drop": (back, fill(self.tr("drops the call to {target}"), target=target))
            if calling
            else (drop, drops),
            "split": (
                fill(self.tr("Alone with {target}"), target=target),
                fill(self.tr("{customer} goes on hold"), customer=customer),
            ),
            "complete": (
                self.tr("Complete hand-over"),
                fill(self.tr("{customer} to {target}"), customer=customer, target=target),
            ),
            "complete_blind": (self.tr("Hand over to the queue"), self.tr("nobody has spoken yet")),
            "speaks": (self.tr("Somebody speaks"), self.tr("a person, not music")),
            "conference": (self.tr("Three-way"), fill(self.tr("{customer} joins"), customer=customer)),
            "retry": (
                fill(self.tr("Try {target} again"), target=target),
                fill(self.tr("{customer} goes on hold"), customer=customer),
            ),
            "other": (self.tr("Somebody else"), self.tr("reason and summary are kept")),
            "next": (
                fill(self.tr("Ring {name}"), name=transfer.next_name),
                fill(self.tr("instead of {target}"), target=target)
                if calling
                else self.tr("next in line, reason and summary are kept"),
            ),
        }
