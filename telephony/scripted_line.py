"""The scripted telephone's legs, and the script that plays their other sides."""

from abc import ABC, abstractmethod
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import msgspec

from telephony import events as e
from telephony.call import CallId, CallState, Direction, EndedBy, Leg, Party, Purpose
from telephony.quality import Quality
from telephony.scripted_transfer import ScriptedTransfers
from telephony.transfer import Input, State

LINES = 2
"""Customers at a time."""

_REASONS = {480: "Temporarily Unavailable", 486: "Busy Here", 487: "Request Terminated", 603: "Decline"}


def _reason(code: int) -> str:
    if code in _REASONS:
        return _REASONS[code]
    return HTTPStatus(code).phrase if code in HTTPStatus.__members__.values() else ""


class RefusedError(Exception):
    """A command that is refused: a word and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ScriptedLine(ABC):
    """Legs that are only records, and what their other sides do."""

    def __init__(self) -> None:
        self.auto_answer = True
        self.auto_hold = True
        self.auto_notify: int | None = 200
        self.uri = "sip:agent@127.0.0.1"
        self._registration = e.RegistrationChanged(state=e.RegistrationState.DIRECT, uri=self.uri)
        self._sound = e.SoundChanged()
        self.do_not_disturb = False
        self._legs: dict[CallId, Leg] = {}
        self._asked_hold: dict[CallId, bool] = {}
        self._early: set[CallId] = set()
        self._qualities: dict[CallId, Quality] = {}
        self.transfers = ScriptedTransfers(self, self._tell, lambda: datetime.now(UTC))

    @abstractmethod
    def _tell(self, event: Any) -> None:
        """Give the event a number and hand it to whoever listens."""

    @property
    @abstractmethod
    def attended(self) -> bool:
        """Whether somebody listens."""

    # What the other sides do.

    def ring(
        self,
        name: str = "",
        user: str = "1000",
        *,
        host: str = "127.0.0.1",
        dialled: str = "agent",
        user_to_user: str = "",
        replaces: CallId = "",
        auto_answer: bool = False,
        mark: str = "",
    ) -> CallId:
        """Send an INVITE; missed when nobody is attached (480), no line is free or nobody may disturb (486)."""
        call = uuid4().hex
        remote = Party(name=name, user=user, host=host)
        sip_call_id = f"{call}@{host}"
        engaged = (self.do_not_disturb or self._lines_used() >= LINES) and not replaces
        code = 480 if not self.attended else 486 if engaged else 0
        if code:
            missed = e.CallMissed(
                call=call, remote=remote, dialled=dialled, sip_call_id=sip_call_id, code=code
            )
            self._tell(missed)
            return call
        self._legs[call] = Leg(
            call=call,
            direction=Direction.IN,
            purpose=Purpose.CUSTOMER,
            state=CallState.RINGING,
            remote=remote,
            dialled=dialled,
            user_to_user=user_to_user,
            replaces=replaces,
            auto_answer=auto_answer,
            started_at=datetime.now(UTC),
        )
        self._tell(
            e.CallRang(
                call=call,
                remote=remote,
                dialled=dialled,
                sip_call_id=sip_call_id,
                user_to_user=user_to_user,
                replaces=replaces,
                auto_answer=auto_answer,
                mark=mark,
            )
        )
        if replaces:
            if self._legs[replaces].muted:
                self._change(call, muted=True)
                self._tell(e.CallMuteChanged(call=call, muted=True))
            self.answers(call)
            self._tell(e.CallReplaced(call=replaces, by=call))
            self.end(replaces, 200, EndedBy.THEM)
        return call

    def hang_up_remote(self, call: CallId, code: int = 0, *, elsewhere: bool = False) -> None:
        """Send their BYE; before an answer their CANCEL (487), or with ``code`` their refusal."""
        self.end(call, code or (200 if self.is_up(call) else 487), EndedBy.THEM, elsewhere=elsewhere)

    def rings(self, call: CallId, *, early_media: bool = False) -> None:
        """Send 180 (183 with sound) for a leg that we dialled."""
        self._change(call, state=CallState.RINGING)
        if early_media:
            self._early.add(call)
        self._tell(e.CallProgressed(call=call, code=183 if early_media else 180, early_media=early_media))
        self.transfers.rings(call)

    def answers(self, call: CallId) -> None:
        """Answer with 200: a leg that we dialled, or with ``auto_answer`` off one that we have answered."""
        leg = self._change(call, state=CallState.UP, codec="G722", answered_at=datetime.now(UTC))
        self._tell(e.CallAnswered(call=call, direction=leg.direction, codec="G722"))
        self.transfers.answered(call)

    def target_rings(self, transfer: str) -> None:
        """Send 180 from a transfer's target."""
        self.rings(self.transfers.consult(transfer))

    def target_answers(self, transfer: str) -> None:
        """Send 200 from a transfer's target, after its 180."""
        consult = self.transfers.consult(transfer)
        if self._legs[consult].state is CallState.DIALLING:
            self.rings(consult)
        self.answers(consult)

    def target_declines(self, transfer: str, code: int = 603) -> None:
        """Refuse a consult with a final status."""
        self.end(self.transfers.consult(transfer), code, EndedBy.THEM)

    def target_leaves(self, transfer: str) -> None:
        """Send the target's BYE on the consult; a Replaces at its end looks the same."""
        self.end(self.transfers.consult(transfer), 200, EndedBy.THEM)

    def ring_times_out(self, transfer: str) -> None:
        """Let BeginTransfer.ring_seconds be over."""
        self.transfers.give(transfer, Input.RING_TIMEOUT)

    def notify(self, transfer: str, code: int | None) -> None:
        """Send the final NOTIFY, or the REFER's own refusal; None: BeginTransfer.notify_seconds are over."""
        if code is None:
            settling = self.transfers.state(transfer) is State.UNCERTAIN
            self.transfers.give(transfer, Input.SETTLE_TIMEOUT if settling else Input.NOTIFY_TIMEOUT)
        else:
            done = Input.DONE if code < 300 else Input.REFUSED  # noqa: PLR2004 - SIP's classes of answers
            self.transfers.give(transfer, done, code, _reason(code))

    def hold_confirmed(self, call: CallId) -> None:
        """Send the 200 to a hold or un-hold that waits for it (``auto_hold`` off)."""
        held = self._asked_hold.pop(call)
        self._change(call, held=held)
        self._tell(e.CallHoldChanged(call=call, held=held, by=EndedBy.US))
        self.transfers.hold_changed(call, held=held)

    def hold_refused(self, call: CallId, code: int = 488) -> None:
        """Refuse to be held."""
        self._asked_hold.pop(call)
        for transfer in tuple(self.transfers.of(call)):
            self.transfers.give(transfer, Input.HOLD_REFUSED, code, _reason(code))

    def hold_remote(self, call: CallId, *, held: bool = True) -> None:
        """Hold us, or no longer."""
        self._change(call, held_by_remote=held)
        self._tell(e.CallHoldChanged(call=call, held=held, by=EndedBy.THEM))

    def change_identity(self, call: CallId, name: str, user: str) -> None:
        """Put another party behind the leg, as a PBX does."""
        remote = Party(name=name, user=user, host=self._legs[call].remote.host)
        self._change(call, remote=remote)
        self._tell(e.CallIdentityChanged(call=call, remote=remote))

    def digit(self, call: CallId, digit: str) -> None:
        """Send DTMF from the other side."""
        self._tell(e.DigitReceived(call=call, digit=digit))

    def message(
        self, body: str, *, user: str = "1000", name: str = "", content_type: str = "text/plain"
    ) -> None:
        """Send a SIP MESSAGE."""
        remote = Party(name=name, user=user, host="127.0.0.1")
        self._tell(e.MessageReceived(remote=remote, content_type=content_type, body=body))

    def register(
        self,
        state: e.RegistrationState,
        code: int = 0,
        reason: str = "",
        *,
        problem: e.RegistrationProblem = e.RegistrationProblem.NONE,
        retry_seconds: float = 0.0,
    ) -> None:
        """Change what the registrar says."""
        self._registration = e.RegistrationChanged(
            state=state, code=code, reason=reason, uri=self.uri, problem=problem, retry_seconds=retry_seconds
        )
        self._tell(self._registration)

    def sounds(self, sound: e.SoundChanged) -> None:
        """Change what is true of the sound."""
        self._sound = sound
        self._tell(sound)

    def measures(self, call: CallId, quality: Quality) -> None:
        """Measure a leg, for its CallEnded."""
        self._qualities[call] = quality

    def legs(self) -> tuple[Leg, ...]:
        """Every leg that has not ended."""
        return tuple(self._legs.values())

    # Legs, as the transfers use them (scripted_transfer.Legs).

    def is_up(self, call: CallId) -> bool:
        """Say whether it is answered and has not ended."""
        return call in self._legs and self._legs[call].state is CallState.UP

    def hold(self, call: CallId, *, on: bool) -> bool:
        """Ask for a hold or its end; False when there is nothing to ask for."""
        if not self.is_up(call) or self._legs[call].held is on:
            return False
        self._asked_hold[call] = on
        if self.auto_hold:
            self.hold_confirmed(call)
        return True

    def dial_consult(self, call: CallId, target: str, parent: CallId) -> None:
        """Send the target's INVITE."""
        self._invite(call, target, Purpose.CONSULT, parent)

    def refer(self, transfer: str) -> None:
        """Send REFER."""
        if self.auto_notify is not None:
            self.notify(transfer, self.auto_notify)

    def end(self, call: CallId, code: int, by: EndedBy, *, elsewhere: bool = False) -> None:
        """End a leg, and tell it once."""
        leg = self._legs.pop(call, None)
        if leg is None:
            return
        self._asked_hold.pop(call, None)
        self._early.discard(call)
        answered = leg.state is CallState.UP
        reason = _reason(code)
        self._tell(
            e.CallEnded(
                call=call,
                code=code,
                reason=reason,
                by=by,
                answered=answered,
                elsewhere=elsewhere,
                quality=self._qualities.pop(call, None),
            )
        )
        self.transfers.ended(call, code, reason, by, answered=answered)

    # What they are made of.

    def _lines_used(self) -> int:
        return sum(leg.purpose is Purpose.CUSTOMER for leg in self._legs.values())

    def _hold_others(self, call: CallId) -> None:
        for leg in self.legs():
            if leg.call == call:
                continue
            if leg.purpose is Purpose.TEST or (
                leg.purpose is Purpose.MONITOR and leg.direction is Direction.OUT
            ):
                self.end(leg.call, 200 if leg.state is CallState.UP else 487, EndedBy.US)
            elif leg.state is CallState.UP and leg.purpose in (Purpose.CUSTOMER, Purpose.CONSULT):
                self.hold(leg.call, on=True)

    def _invite(self, call: CallId, target: str, purpose: Purpose, parent: CallId) -> None:
        user, _, host = target.removeprefix("sip:").rpartition("@")
        remote = Party(user=user, host=host)
        self._legs[call] = Leg(
            call=call,
            direction=Direction.OUT,
            purpose=purpose,
            state=CallState.DIALLING,
            remote=remote,
            dialled=user,
            started_at=datetime.now(UTC),
        )
        self._tell(e.CallDialled(call=call, remote=remote, purpose=purpose, parent=parent))
        if parent in self._legs and self._legs[parent].muted:
            self._change(call, muted=True)
            self._tell(e.CallMuteChanged(call=call, muted=True))

    def _change(self, call: CallId, **changes: Any) -> Leg:
        self._legs[call] = msgspec.structs.replace(self._legs[call], **changes)
        return self._legs[call]
