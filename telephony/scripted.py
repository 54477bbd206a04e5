"""A telephone in memory: the contract of contract.py without SIP, sound or a second process.

For the desk's and the window's tests and for trying things out. The other side is played by the methods
that are no commands: :meth:`ScriptedPhone.ring`, :meth:`~ScriptedPhone.target_answers` and so on. Transfers
follow the same table as in the engine, and events come in the engine's order.
"""

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from telephony import commands as c
from telephony import events as e
from telephony.call import CallId, CallState, Direction, EndedBy, Leg, Purpose
from telephony.contract import Listener
from telephony.platform_specific import boot_id, boottime
from telephony.scripted_aside import GRANT
from telephony.scripted_line import LINES, RefusedError
from telephony.scripted_recording import ScriptedRecording
from telephony.transfer import Input, State

MAX_CALLS = 4
_DECLINES = frozenset({603, 486, 480, 404})
_FORBIDDEN = 403

_WISHES = {
    c.ConfirmSpeaking: Input.CONFIRM,
    c.CompleteTransfer: Input.COMPLETE,
    c.ConsultAgain: Input.AGAIN,
    c.JoinConference: Input.JOIN,
    c.LeaveConferenceToConsult: Input.SPLIT,
}


def _worth(leg: Leg) -> int:
    """What is ended first for an emergency."""
    if leg.purpose is Purpose.MONITOR and leg.direction is Direction.OUT:
        return 0
    ranks = {
        Purpose.TEST: 0,
        Purpose.MONITOR: 1,
        Purpose.CODE: 2,
        Purpose.SURVEY: 3,
        Purpose.CONSULT: 4,
    }
    return ranks.get(leg.purpose, 6 if leg.state is CallState.UP else 5)


class ScriptedPhone(ScriptedRecording):
    """A PhonePort whose other side is a script.

    ``post`` takes a callable and runs it later on the listener's thread; without it the listener is
    called before the method returns (never inside another of its own calls). ``auto_answer``: an
    answered call is up at once. ``auto_hold``: a hold's 200 comes at once. ``auto_notify``: the final
    NOTIFY after a REFER, None leaves it to :meth:`notify`. ``sent`` holds every command.
    """

    def __init__(self, *, post: Callable[[Callable[[], None]], None] | None = None) -> None:
        super().__init__()
        self.sent: list[c.Command] = []
        self._post = post if post is not None else lambda run: run()
        self._listener: Listener | None = None
        self._outbox: deque[Callable[[Listener], None]] = deque()
        self._draining = False
        self._alive = True
        self._pid = 1
        self._seq = 0
        self._unacknowledged: dict[int, e.Envelope] = {}
        self._obey: dict[type[c.Order], Callable[[Any], None]] = {
            c.Attach: self._ignore,
            c.Acknowledge: self._acknowledge,
            c.Detach: lambda _: self.close(),
            c.Quit: self._quit,
            c.Answer: self._answer,
            c.Decline: self._decline,
            c.HangUp: self._hang_up,
            c.Dial: self._dial,
            c.Hold: self._hold,
            c.Resume: self._resume,
            c.Mute: self._mute,
            c.SendDigits: self._send_digits,
            c.Admit: self._admit,
            c.AskEar: self._ask_ear,
            c.BeginSurvey: self._survey,
            c.StartRecording: self._start_recording,
            c.PauseRecording: self._pause_recording,
            c.ResumeRecording: self._resume_recording,
            c.StopRecording: self._stop_recording,
            c.BeginTransfer: self._begin,
            c.BlindTransfer: self._begin,
            c.ReturnToCustomer: self._return,
            c.SendMessage: self._ignore,
            c.SetDoNotDisturb: self._set_do_not_disturb,
        }
        for only_sent in (
            c.PlayCue,
            c.Register,
            c.WatchPresence,
            c.ChangeSound,
            c.TestSound,
            c.MeasureLevels,
        ):
            self._obey[only_sent] = self._ignore
        for kind in _WISHES:
            self._obey[kind] = self._asked

    @property
    def attended(self) -> bool:
        """Whether somebody listens."""
        return self._listener is not None

    # The port.

    def open(self, listener: Listener) -> None:
        """Attach: the snapshot, then what nobody has acknowledged yet."""
        self._listener = listener
        self._attach()

    def send(self, command: c.Command) -> None:
        """Obey, or tell CommandRefused."""
        self.sent.append(command)
        if not self._alive:
            words = "The telephone is not running."
            refusal = e.CommandRefused(command=command.id, code="no_engine", message=words)
            envelope = self._envelope(0, refusal)
            self._deliver(lambda listener: listener.phone_told(envelope))
            return
        try:
            self._obey[type(command)](command)
        except RefusedError as refused:
            self._tell(e.CommandRefused(command=command.id, code=refused.code, message=str(refused)))

    def close(self, *, quit_engine: bool = False, hang_up: bool = False) -> None:
        """Detach; the script goes on, and what happens is kept for the next :meth:`open`."""
        self._listener = None
        self._outbox.clear()
        if quit_engine and (hang_up or not self._legs):
            for call in tuple(self._legs):
                self.end(call, 200, EndedBy.US)

    def senses(self, reading: e.Reading) -> None:
        """Take a reading: levels, quality, presence."""
        self._deliver(lambda listener: listener.phone_sensed(reading))

    def die(self, why: str = "The telephone engine has died; a new one is being started.") -> None:
        """Lose the engine, and every leg with it."""
        self._alive = False
        self.do_not_disturb = False
        self._legs.clear()
        self._asked_hold.clear()
        self._early.clear()
        self.cut_off()
        self.transfers.clear()
        self._deliver(lambda listener: listener.phone_lost(why))

    def come_back(self) -> None:
        """Attach a new engine: a snapshot without legs, then what is not acknowledged."""
        self._alive = True
        self._pid += 1
        self._attach()
        self.repaired()

    def snapshot(self) -> e.Snapshot:
        """Say what a console that attaches now is told first."""
        return e.Snapshot(
            protocol=c.PROTOCOL,
            pid=self._pid,
            boot_id=boot_id(),
            registration=self._registration,
            legs=self.legs(),
            transfers=self.transfers.under_way(),
            sound=self._sound,
            recordings=self.recordings(),
            do_not_disturb=self.do_not_disturb,
            seq=self._seq,
        )

    # Commands.

    def _ignore(self, order: c.Order) -> None:
        """Nothing to do beyond having it in ``sent``."""

    def _acknowledge(self, order: c.Acknowledge) -> None:
        for seq in [seq for seq in self._unacknowledged if seq <= order.seq]:
            del self._unacknowledged[seq]

    def _quit(self, order: c.Quit) -> None:
        if self._legs and not order.hang_up:
            raise RefusedError("call_up", "A call is up.")
        for call in tuple(self._legs):
            self.end(call, 200, EndedBy.US)
        self.close(quit_engine=True)

    def _leg(self, call: CallId) -> Leg:
        if call not in self._legs:
            raise RefusedError("no_such_call", "This call is over, or never was.")
        return self._legs[call]

    def _up(self, call: CallId) -> Leg:
        leg = self._leg(call)
        if leg.state is not CallState.UP:
            raise RefusedError("not_now", "This call is not up.")
        return leg

    def _ringing_here(self, call: CallId) -> None:
        leg = self._leg(call)
        if leg.direction is not Direction.IN or leg.state is not CallState.RINGING:
            raise RefusedError("not_now", "This call does not ring here.")

    def _answer(self, order: c.Answer) -> None:
        self._ringing_here(order.call)
        if self._legs[order.call].purpose is Purpose.MONITOR:
            raise RefusedError("not_now", "Whoever wants to listen is let in by a grant, and not answered.")
        self._refuse_engaged()
        self._hold_others(order.call)
        if self.auto_answer:
            self.answers(order.call)

    def _decline(self, order: c.Decline) -> None:
        self._ringing_here(order.call)
        listens = self._legs[order.call].purpose is Purpose.MONITOR
        may = _DECLINES | {_FORBIDDEN} if listens else _DECLINES
        self.end(order.call, order.code if order.code in may else 603, EndedBy.US)

    def _hang_up(self, order: c.HangUp) -> None:
        leg = self._leg(order.call)
        transfer = self.transfers.active(order.call)
        if leg.purpose is Purpose.CONSULT and self.transfers.may(transfer, Input.CANCEL):
            self.transfers.give(transfer, Input.CANCEL)
            return
        unanswered = 603 if leg.direction is Direction.IN else 487
        self.end(order.call, 200 if leg.state is CallState.UP else unanswered, EndedBy.US)

    def _dial(self, order: c.Dial) -> None:
        if order.call in self._legs:
            raise RefusedError("call_exists", "This call is already there.")
        if order.purpose in (Purpose.CONSULT, Purpose.SURVEY):
            raise RefusedError(
                "bad_purpose", "A consult is dialled by a transfer only, and a survey by nobody."
            )
        if order.grant and not (order.purpose is Purpose.MONITOR and GRANT.fullmatch(order.grant)):
            raise RefusedError("bad_grant", "A grant is 32 hex digits, and goes with a call to listen.")
        if order.emergency:
            self._make_way()
        elif len(self._legs) >= MAX_CALLS or (
            order.purpose is Purpose.CUSTOMER and self._lines_used() >= LINES
        ):
            raise RefusedError("no_line", "All lines are in use.")
        elif order.purpose is not Purpose.CODE:
            self._refuse_engaged()
        self._invite(order.call, order.target, order.purpose, "")
        if order.grant:
            self._change(order.call, grant=order.grant)
        if order.purpose is not Purpose.CODE:
            self._hold_others(order.call)

    def _make_way(self) -> None:
        """For an emergency: the customer of a transfer comes back by its table, and a fourth call is free."""
        self.transfers.give_way()
        legs = sorted(self.legs(), key=_worth)
        worthless = sum(_worth(leg) == 0 for leg in legs)
        for leg in legs[: max(worthless, len(legs) - MAX_CALLS + 1)]:
            self.end(leg.call, 200 if leg.state is CallState.UP else 486, EndedBy.US)

    def _set_do_not_disturb(self, order: c.SetDoNotDisturb) -> None:
        self.do_not_disturb = order.on

    def _hold(self, order: c.Hold) -> None:
        self._up(order.call)
        self._refuse_transferred(order.call)
        self.hold(order.call, on=True)

    def _resume(self, order: c.Resume) -> None:
        self._up(order.call)
        self._refuse_transferred(order.call)
        if not self.transfers.active(order.call):
            self._refuse_engaged()
        self._hold_others(order.call)
        self.hold(order.call, on=False)

    def _refuse_engaged(self) -> None:
        if self.transfers.engaged:
            raise RefusedError(
                "transfer_under_way", "Finish the transfer, or go back to the customer, first."
            )

    def _refuse_transferred(self, call: CallId) -> None:
        """Refuse to hold or resume by hand what a transfer holds and resumes."""
        transfer = self.transfers.active(call)
        if transfer and (
            self.transfers.state(transfer) is not State.KEPT or call == self.transfers.consult(transfer)
        ):
            raise RefusedError("transfer_under_way", "This call is being transferred: go back to it first.")

    def _mute(self, order: c.Mute) -> None:
        if self._leg(order.call).muted is not order.on:
            self._change(order.call, muted=order.on)
            self._tell(e.CallMuteChanged(call=order.call, muted=order.on))

    def _send_digits(self, order: c.SendDigits) -> None:
        if order.call not in self._early:  # a menu may be heard before the answer
            self._up(order.call)

    def _begin(self, order: c.BeginTransfer | c.BlindTransfer) -> None:
        if isinstance(order, c.BeginTransfer) and order.consult in self._legs:
            raise RefusedError("call_exists", "This call is already there.")
        if self.transfers.knows(order.transfer):
            raise RefusedError("transfer_exists", "This transfer is already there.")
        self._up(order.customer)
        if self.transfers.active(order.customer):
            raise RefusedError("transfer_under_way", "This customer is being transferred already.")
        consulting = any(leg.purpose is Purpose.CONSULT for leg in self._legs.values())
        if isinstance(order, c.BeginTransfer) and (consulting or len(self._legs) >= MAX_CALLS):
            words = "There is no free line for the consult: end the other one first."
            raise RefusedError("no_line", words)
        self.transfers.begin(order)

    def _return(self, order: c.ReturnToCustomer) -> None:
        self._wish(order.transfer, Input.BACK if order.keep_consult else Input.CANCEL)

    def _asked(self, order: Any) -> None:
        self._wish(order.transfer, _WISHES[type(order)])

    def _wish(self, transfer: str, asked: Input) -> None:
        if not self.transfers.knows(transfer):
            raise RefusedError("no_such_transfer", "This transfer is over, or never was.")
        if not self.transfers.may(transfer, asked):
            raise RefusedError("not_now", "The transfer does not stand where this could be done.")
        self.transfers.give(transfer, asked)

    def _envelope(self, seq: int, event: e.Event) -> e.Envelope:
        return e.Envelope(seq=seq, id=uuid4().hex, at=datetime.now(UTC), boottime=boottime(), event=event)

    def _tell(self, event: Any) -> None:
        self._seq += 1
        envelope = self._envelope(self._seq, event)
        self._unacknowledged[self._seq] = envelope
        self._deliver(lambda listener: listener.phone_told(envelope))

    def _attach(self) -> None:
        snapshot = self.snapshot()
        self._deliver(lambda listener: listener.phone_attached(snapshot))
        for envelope in tuple(self._unacknowledged.values()):
            self._deliver(lambda listener, envelope=envelope: listener.phone_told(envelope))  # type: ignore[misc]

    def _deliver(self, call: Callable[[Listener], None]) -> None:
        if self._listener is None:
            return
        self._outbox.append(call)
        if not self._draining:
            self._post(self._drain)

    def _drain(self) -> None:
        if self._draining:
            return
        self._draining = True
        try:
            while self._outbox and self._listener is not None:
                self._outbox.popleft()(self._listener)
        finally:
            self._draining = False
