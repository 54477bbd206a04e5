"""What a line needs of the place where lines live; switchboard.py is it."""

from typing import TYPE_CHECKING, Protocol

from telephony.engine.headers import Message
from telephony.engine.loop import Loop
from telephony.engine.sip_call import SipCall
from telephony.events import CallEnded, Event

if TYPE_CHECKING:  # a line knows its exchange, so this cannot know the line while it is made
    from telephony.engine.line import Line


class Exchange(Protocol):
    """Where lines live. ``tell`` sends an event; the rest is what other parts must know."""

    loop: Loop

    def tell(self, event: Event) -> None:
        """Tell everyone outside."""

    def retire(self, sip: SipCall) -> None:
        """Let go of pjsua2's object of a call that is over (graves.py)."""

    def pbx_has_music(self, software: str) -> bool:
        """Whether who says it is ``software`` plays to somebody on hold, so that we send nothing (hold_offer.py)."""

    def dial_secured(self, line: "Line") -> bool:
        """INVITE once more with SRTP alone, if the account may and we dialled the leg; False if that cannot be."""

    def line_up(self, line: "Line") -> None:
        """200 and ACK."""

    def line_rings(self, line: "Line") -> None:
        """A 18x for a leg that we dialled."""

    def line_media(self, line: "Line", *, renewed: bool) -> None:
        """Who hears whom may have changed; ``renewed``: the leg's streams are new ones."""

    def line_ended(self, line: "Line", end: CallEnded) -> None:
        """The leg is over; CallEnded is to be told."""

    def line_replaced(self, line: "Line") -> None:
        """The leg's place was taken by another."""

    def line_refer(self, line: "Line", code: int, reason: str, *, final: bool) -> None:
        """News of our REFER on this leg."""

    def line_message(self, line: "Line", content_type: str, body: str) -> None:
        """A MESSAGE inside the dialog."""

    def line_digit(self, line: "Line", digit: str) -> None:
        """A DTMF digit came."""

    def follow(self, line: "Line", target: str) -> SipCall | None:
        """The other side asks us to call somebody (REFER)."""

    def substitute(self, line: "Line", message: Message) -> SipCall | int:
        """An INVITE takes this leg's place."""
