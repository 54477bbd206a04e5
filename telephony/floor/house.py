"""All colleagues and departments in one process: who is meant is the user that was dialled."""

import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import msgspec

from resources import path
from telephony.call import CallId, EndedBy
from telephony.commands import Answer, Command, Decline, HangUp
from telephony.events import CallAnswered, CallEnded, CallHoldChanged, CallRang, Event
from telephony.floor.scenario import House, HouseParty
from telephony.floor.speaker import Speaker
from telephony.floor.stage import Order, Stage

_REFUSALS = {"busy": 486, "declines": 603, "unavailable": 480, "gone": 404}
_BEHAVIOUR = ("does", "after", "person_after", "replaced")
_HANGS_SECONDS = 12.0
"""Longer than anybody who hands over waits for a result in a rehearsal."""
_UNAVAILABLE = 480
_NOBODY = HouseParty(user="nobody", name="", does="unavailable", after=0.0)
"""Who is at an extension that is not in the house."""


class _Conversation:
    """One party in one call. ``before`` is the call whose place this one took, at a hand-over."""

    def __init__(self, party: HouseParty, before: CallId) -> None:
        self.party, self.before = party, before
        self.speaker: Speaker
        self.person_came = party.does != "queue"
        self.cancel: list[Callable[[], None]] = []

    def end(self) -> None:
        """Nothing more is said or done."""
        self.speaker.stop()
        for cancel in self.cancel:
            cancel()


class HouseRole:
    """Plays a :class:`House` (telephony.floor.stage.Role)."""

    def __init__(self, stage: Stage, house: House, file: Path) -> None:
        self._stage = stage
        self._file = file
        self._parties = {party.user: party for party in house.parties}
        self._calls: dict[CallId, _Conversation] = {}

    def begin(self) -> None:
        """Nothing is to be done until somebody calls."""
        self._stage.phone.refuse_replacing(self._refuses_replacing)

    def happened(self, event: Event) -> None:
        """Follow the calls."""
        if isinstance(event, CallRang):
            self._rang(event)
        elif isinstance(event, CallAnswered) and event.call in self._calls:
            self._answered(event.call, self._calls[event.call])
        elif isinstance(event, CallHoldChanged) and event.by is EndedBy.THEM and event.call in self._calls:
            self._calls[event.call].speaker.hold(on=event.held)
        elif isinstance(event, CallEnded) and event.call in self._calls:
            self._calls.pop(event.call).end()
            self._stage.deaf(event.call)

    def heard(self, call: CallId, *, sound: bool) -> None:
        """Somebody spoke to us, or has ended."""
        if call in self._calls:
            self._calls[call].speaker.heard(sound=sound)

    def ordered(self, order: Order) -> None:
        """See :class:`Order`; one that concerns no call is answered with Refused."""
        if order.do == "behave":
            self._behave(order)
            return
        calls = [call for call, c in self._calls.items() if order.party in {"", c.party.user}]
        if calls:
            self._stage.obey(order, calls[-1])
        else:
            self._stage.report("Refused", what=f"{order.party or 'nobody'} has no call")

    def party_of(self, call: CallId) -> str:
        """The extension that has this call."""
        return self._calls[call].party.user if call in self._calls else ""

    def _behave(self, order: Order) -> None:
        party = self._parties.get(order.party)
        if party is None:
            self._stage.report("Refused", what=f"nobody is at {order.party}")
            return
        told = {name: getattr(order, name) for name in _BEHAVIOUR}
        known = {name: value for name, value in told.items() if value is not None}
        self._parties[order.party] = msgspec.structs.replace(party, **known)
        self._stage.report("Behaves", party=order.party)

    def _refuses_replacing(self, call: CallId) -> int:
        """A faulty telephone refuses the customer, or hangs over it with its whole process, and then refuses."""
        conversation = self._calls.get(call)
        replaced = conversation.party.replaced if conversation is not None else "takes"
        if replaced == "hangs":
            time.sleep(_HANGS_SECONDS)
        return 0 if replaced == "takes" else _UNAVAILABLE

    def _rang(self, event: CallRang) -> None:
        before = self._calls.get(event.replaces)
        party = before.party if before is not None else self._parties.get(event.dialled, _NOBODY)
        call = event.call
        conversation = self._calls[call] = _Conversation(party, event.replaces)
        conversation.speaker = Speaker(
            self._stage, self._file, party.user, party.says, lambda began: self._has_said(call, began)
        )
        if event.replaces or party.does == "never":
            return  # the first is answered already
        code = _REFUSALS.get(party.does)
        command: Command = (
            Answer(id=uuid4().hex, call=call)
            if code is None
            else Decline(id=uuid4().hex, call=call, code=code)
        )
        self._later(conversation, party.after, lambda: self._stage.phone.obey(command))

    def _answered(self, call: CallId, conversation: _Conversation) -> None:
        self._stage.listen(call)
        before = self._calls.get(conversation.before)
        if conversation.before:
            self._stage.report("Transferred", party=conversation.party.user, call=call)
            hang_up = HangUp(id=uuid4().hex, call=call)
            self._later(conversation, conversation.party.stays, lambda: self._stage.phone.obey(hang_up))
        if before is not None:
            before.end()
            conversation.person_came = before.person_came
        conversation.speaker.begin(
            "transferred" if conversation.before and conversation.person_came else "answered", call
        )
        if not conversation.person_came:
            self._later(
                conversation, conversation.party.person_after, lambda: self._person(call, conversation)
            )

    def _has_said(self, call: CallId, began: str) -> None:
        """After a queue's announcement comes its music."""
        conversation = self._calls.get(call)
        if conversation is not None and began == "answered" and not conversation.person_came:
            self._stage.phone.play(call, path("sounds/hold_music.wav"), loop=True)

    def _person(self, call: CallId, conversation: _Conversation) -> None:
        """Somebody of the department takes the call out of the queue."""
        conversation.person_came = True
        self._stage.phone.stop_playing(call)
        self._stage.report("PersonCame", party=conversation.party.user, call=call)
        conversation.speaker.begin("person", call)

    def _later(self, conversation: _Conversation, seconds: float, do: Callable[[], None]) -> None:
        conversation.cancel.append(self._stage.later(seconds, do))
