"""One leg: pjsua2's call on one side, events on the other."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pjsua2 as pj

from telephony.call import CallId, CallState, Direction, Ear, EndedBy, Leg, Party, Purpose
from telephony.engine.digits import Digits
from telephony.engine.exchange import Exchange
from telephony.engine.headers import Message
from telephony.engine.hold_offer import hold_by
from telephony.engine.holding import Done, Holding
from telephony.engine.library import words
from telephony.engine.loop import Later
from telephony.engine.quality_meter import QualityMeter
from telephony.engine.sip_call import MediaCopy, SipCall, StateCopy, with_status
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHoldChanged,
    CallIdentityChanged,
    CallMuteChanged,
    CallProgressed,
)
from telephony.quality import Quality

log = logging.getLogger("telephony.engine")

_KEYS = frozenset("0123456789ABCD*#")
_OK, _DECLINED = 200, 603
_MEDIA_REFUSED = frozenset({488, 606})
"""What our offer gets from who demands SRTP, by its own profile (RFC 3711, RFC 4568): RTP/AVP is not taken."""


class Line:
    """A leg of ours; see :class:`telephony.call.Leg` for what its fields mean."""

    def __init__(
        self,
        exchange: Exchange,
        call: CallId,
        direction: Direction,
        purpose: Purpose,
        remote: Party,
        dialled: str,
    ) -> None:
        self.id = call
        self.direction, self.purpose, self.remote, self.dialled = direction, purpose, remote, dialled
        self.state = CallState.RINGING if direction is Direction.IN else CallState.DIALLING
        self.held_by_remote = False
        self.reinvite_heard: Callable[[int], None] | None = None
        """Is told the answer to a re-INVITE that is no hold (moving.py)."""
        self.muted = False
        self.codec = ""
        self.user_to_user = ""
        self.replaces: CallId = ""
        self.parent: CallId = ""
        """The customer's leg, of a consult."""
        self.auto_answer = False
        self.mark = ""
        self.grant = ""
        self.ear: Ear | None = None
        self.sip_call_id = ""
        self.key = ("", "")
        """Of the INVITE that rings here (headers.Message.key)."""
        self.software = ""
        """What the other side says it is, a PBX mostly."""
        self.invite: Callable[[SipCall], None] | None = None
        """Sends the INVITE of a leg that we dialled; None once it has been sent a second time."""
        self.started_at = datetime.now(UTC)
        self.answered_at: datetime | None = None
        self.sip: SipCall | None = None
        self.media_index = -1
        self._exchange = exchange
        self.answering = False
        """200 was sent and its ACK is waited for."""
        self.picked_up = self.turned_down = False
        """The agent has decided so: it rings no more here, though SIP may not know yet."""
        self._hung_up = False
        self._bye: Later | None = None
        """Ours, while theirs is waited for."""
        self._elsewhere = False
        self.last_code = 0
        self._early_media = False
        self._digits = Digits()
        self._meter = QualityMeter()
        self._final = 0
        self.holding = Holding(
            self._send_hold, self._hold_changed, exchange.loop.later, owner=direction is Direction.OUT
        )

    def leg(self) -> Leg:
        """The leg for a snapshot."""
        return Leg(
            call=self.id,
            direction=self.direction,
            purpose=self.purpose,
            state=self.state,
            remote=self.remote,
            dialled=self.dialled,
            held=self.holding.held,
            held_by_remote=self.held_by_remote,
            muted=self.muted,
            codec=self.codec,
            user_to_user=self.user_to_user,
            replaces=self.replaces,
            started_at=self.started_at,
            answered_at=self.answered_at,
            auto_answer=self.auto_answer,
            grant=self.grant,
            ear=self.ear,
        )

    @property
    def up(self) -> bool:
        """200 and ACK, and no BYE of ours yet."""
        return self.state is CallState.UP and not self._hung_up

    @property
    def alive(self) -> bool:
        """Not ended, and we have not asked for its end."""
        return self.state is not CallState.ENDED and not self._hung_up

    # Commands. What pjsua2 refuses raises pj.Error.

    def answer(self, code: int) -> None:
        """A provisional or final answer to an incoming leg."""
        if self.sip is not None:
            self.sip.answer(with_status(code))
            if code > _OK:
                self._hung_up, self._final = True, code
            self.answering = self.answering or code == _OK

    def hang_up(self, *, after: float = 0.0) -> None:
        """BYE, CANCEL or 603, whatever fits; harmless when the leg is over.

        With ``after`` the leg is over for us now, and the BYE follows so many seconds later if none has come.
        """
        if self.sip is None or self._hung_up:
            self._send_waiting_bye()
            return
        self.measure()
        self._hung_up = True
        self._final = _DECLINED if self.state is CallState.RINGING and self.direction is Direction.IN else 0
        self.holding.close()
        if after:
            self._exchange.line_media(self, renewed=False)
            self._bye = self._exchange.loop.later(after, self._send_waiting_bye)
        else:
            self._send_bye()

    def _send_waiting_bye(self) -> None:
        bye, self._bye = self._bye, None
        if bye is not None:
            bye.cancel()
            self._send_bye()

    def _send_bye(self) -> None:
        if self.sip is None:
            return
        try:
            self.sip.hangup(with_status(self._final))
        except pj.Error as error:
            log.info("hang-up of a leg that is ending by itself: %s", words(error))

    def mute(self, *, on: bool) -> None:
        """Cut the voice off this leg."""
        if on != self.muted:
            self.muted = on
            self._exchange.tell(CallMuteChanged(call=self.id, muted=on))
            self._exchange.line_media(self, renewed=False)

    def give_way(self, done: Done | None = None) -> None:
        """Be held for another call. Whoever refuses that is muted, and not told what is said there."""

        def answered(ok: bool, code: int) -> None:  # noqa: FBT001 - Holding calls it so
            if not ok and code and self.up:
                self.mute(on=True)
            if done is not None:
                done(ok, code)

        self.holding.want(held=True, done=answered)

    def send_digits(self, digits: str, way: str) -> None:
        """By ``rfc2833`` (RFC 4733), ``info``, or ``auto``: RFC 4733 where it was negotiated, else INFO."""
        if self.sip is None:
            return
        prm = pj.CallSendDtmfParam()
        prm.digits = digits
        if way != "info":
            prm.method = pj.PJSUA_DTMF_METHOD_RFC2833
            try:
                self.sip.sendDtmf(prm)
            except pj.Error:
                if way != "auto":
                    raise
            else:
                return
        prm.method = pj.PJSUA_DTMF_METHOD_SIP_INFO
        self.sip.sendDtmf(prm)

    def measure(self) -> Quality | None:
        """Read the stream's counters; the quality since the last reading, None without sound to judge by."""
        counters = self.sip.counters() if self.sip is not None and self.up else None
        return self._meter.feed(counters, time.monotonic()) if counters is not None else None

    def audio(self) -> "pj.AudioMedia | None":
        """The conference port, or None without a running stream.

        A leg that we dialled has one before it is up, if the other side sends early media (183 with SDP).
        """
        if self.sip is None or self.media_index < 0 or self.state is CallState.ENDED:
            return None
        try:
            return self.sip.getAudioMedia(self.media_index)
        except pj.Error:
            return None

    def forget(self) -> None:
        """Break the circle with pjsua2's object: it dies when graves.py says so, not in a garbage collection."""
        if self.sip is not None:
            sip, self.sip = self.sip, None
            self._exchange.retire(sip)

    # What SIP tells (sip_call.Sink).

    def transfer_asked(self, target: str) -> SipCall | None:
        """See :class:`telephony.engine.sip_call.Sink`."""
        return self._exchange.follow(self, target)

    def replace_asked(self, message: Message) -> SipCall | int:
        """See :class:`telephony.engine.sip_call.Sink`."""
        return self._exchange.substitute(self, message)

    def replaced(self) -> None:
        """See :class:`telephony.engine.sip_call.Sink`."""
        self._hung_up = True
        self._exchange.line_replaced(self)

    def state_changed(self, copy: StateCopy) -> None:
        """Up, or over; both once."""
        if self.state is CallState.ENDED:
            return
        if copy.state == pj.PJSIP_INV_STATE_CONFIRMED and self.state is not CallState.UP:
            self.state = CallState.UP
            self.answered_at = datetime.now(UTC)
            self._exchange.tell(CallAnswered(call=self.id, direction=self.direction, codec=self.codec))
            self._exchange.line_up(self)
            self._exchange.line_media(self, renewed=False)
        elif copy.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            unwanted = copy.refused and copy.code in _MEDIA_REFUSED and self.state is not CallState.UP
            if not (unwanted and self.alive and self._exchange.dial_secured(self)):
                self._end(copy)

    def media_changed(self, copy: MediaCopy) -> None:
        """New streams; their direction says whether the other side holds us."""
        if self.state is CallState.ENDED:
            return
        self.media_index = copy.stream
        self.codec = copy.codec or self.codec
        self._meter.renewed(time.monotonic())
        held = copy.status == pj.PJSUA_CALL_MEDIA_REMOTE_HOLD
        if copy.status == pj.PJSUA_CALL_MEDIA_LOCAL_HOLD:
            held = self.held_by_remote  # their side cannot be told apart from the answer to our own hold
        changed, self.held_by_remote = held != self.held_by_remote, held
        self._exchange.line_media(self, renewed=True)
        if changed:
            self._exchange.tell(CallHoldChanged(call=self.id, held=held, by=EndedBy.THEM))

    def progressed(self, code: int, *, early_media: bool) -> None:
        """A 18x; a repetition is none."""
        if self.state not in {CallState.DIALLING, CallState.RINGING}:
            return
        early_media = (
            early_media or self._early_media
        )  # a 180 after it does not end it (RFC 3960 section 3.2)
        if (code, early_media) == (self.last_code, self._early_media):
            return
        self.last_code, self._early_media = code, early_media
        self.state = CallState.RINGING
        self._exchange.tell(CallProgressed(call=self.id, code=code, early_media=early_media))
        self._exchange.line_rings(self)

    def reinvite_answered(self, code: int, _reason: str) -> None:
        """See :class:`telephony.engine.sip_call.Sink`."""
        self.holding.answered(code)
        if self.reinvite_heard is not None:
            self.reinvite_heard(code)

    def request_came(self, message: Message) -> None:
        """An identity or a reason inside the dialog."""
        if message.method == "CANCEL":
            self._elsewhere = message.completed_elsewhere
        elif message.method == "INFO":
            digit = message.digit
            if digit:
                self.digit_came(digit, by_info=True)
        elif message.method == "UPDATE" or (message.method == "INVITE" and self.state is CallState.UP):
            self.response_came(message)

    def software_told(self, software: str) -> None:
        """See :class:`telephony.engine.sip_call.Sink`."""
        self.software = software or self.software

    def response_came(self, message: Message) -> None:
        """Who is there now, by a PBX that vouches for it; withheld, it is an empty party."""
        party = message.asserted
        if party is not None and party != self.remote and self.state is not CallState.ENDED:
            self.remote = party
            self._exchange.tell(CallIdentityChanged(call=self.id, remote=party))

    def transfer_progressed(self, code: int, reason: str, *, final: bool) -> None:
        """See :class:`telephony.engine.sip_call.Sink`."""
        self._exchange.line_refer(self, code, reason, final=final)

    def digit_came(self, digit: str, *, by_info: bool) -> None:
        """See :class:`telephony.engine.sip_call.Sink`."""
        digit = digit[:1].upper()
        if digit in _KEYS and self._digits.is_new(digit, by_info=by_info, now=time.monotonic()):
            self._exchange.line_digit(self, digit)

    def message_came(self, content_type: str, body: str) -> None:
        """See :class:`telephony.engine.sip_call.Sink`."""
        self._exchange.line_message(self, content_type, body)

    def _end(self, copy: StateCopy) -> None:
        answered = self.state is CallState.UP
        if copy.counters is not None:
            self._meter.feed(copy.counters, time.monotonic())
        self.state = CallState.ENDED
        self.media_index = -1
        self.holding.close()
        if self._hung_up:
            by = EndedBy.US
        elif copy.lost:
            by = EndedBy.NETWORK
        else:
            by = EndedBy.THEM
        code = self._final or copy.code or _OK
        end = CallEnded(
            call=self.id,
            code=code,
            reason=copy.reason,
            by=by,
            answered=answered,
            elsewhere=self._elsewhere,
            quality=self._meter.whole(),
        )
        self._exchange.line_ended(self, end)

    def _send_hold(self, hold: bool) -> bool:  # noqa: FBT001 - Holding calls it so
        if self.sip is None or not self.up:
            return False
        self.measure()  # the stream of now is gone with the answer
        try:
            hold_by(self.sip, hold=hold, silent=self._exchange.pbx_has_music(self.software))
        except pj.Error as error:
            log.info("a re-INVITE must wait: %s", words(error))
            return False
        return True

    def _hold_changed(self, held: bool) -> None:  # noqa: FBT001 - Holding calls it so
        self._exchange.tell(CallHoldChanged(call=self.id, held=held, by=EndedBy.US))
        self._exchange.line_media(self, renewed=False)
