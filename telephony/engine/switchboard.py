"""All legs of this telephone: which INVITE may ring, which takes another's place, and who is told."""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from uuid import uuid4

import pjsua2 as pj

from telephony.call import CallId, CallState, Direction, EndedBy, Purpose, aside_id, is_aside
from telephony.engine.flood import Repeats, Shelter
from telephony.engine.followers import Followers
from telephony.engine.graves import Graves
from telephony.engine.headers import GRANT_HEADER, Message
from telephony.engine.hold_offer import HoldMusic, pbx_plays
from telephony.engine.library import MAX_CALLS, words
from telephony.engine.line import Line
from telephony.engine.loop import Later, Loop
from telephony.engine.monitoring import GRANT_TYPE, Monitoring, is_listener
from telephony.engine.patchbay import Patchbay
from telephony.engine.refusals import REJECT_SECONDS, Refusals
from telephony.engine.sip_account import SipAccount
from telephony.engine.sip_call import SipCall, headers
from telephony.events import (
    CallDialled,
    CallEnded,
    CallMissed,
    CallMuteChanged,
    CallRang,
    CallReplaced,
    DigitReceived,
    Event,
    MessageReceived,
    QualityMeasured,
    Reading,
)
from telephony.party import parse_name_addr

log = logging.getLogger("telephony.engine")

CUSTOMER_LINES = 2
"""One consult beside them, and the fourth call that pjsua2 has kept free for an INVITE with Replaces."""
BUSY, _FORBIDDEN = 486, 403
MEASURE_SECONDS = 5.0
_MERGED, _UNAVAILABLE = 482, 480


class Switchboard:
    """See :class:`telephony.engine.line.Exchange` for what the lines call here."""

    def __init__(
        self,
        loop: Loop,
        tell: Callable[[Event], None],
        patchbay: Patchbay,
        *,
        accept_refer: bool,
        sense: Callable[[Reading], None] = lambda _reading: None,
    ) -> None:
        self.loop, self.tell, self.patchbay, self._sense = loop, tell, patchbay, sense
        self.lines: dict[CallId, Line] = {}
        self.account: SipAccount
        self.followers: Followers
        self.monitoring = Monitoring(self)
        self.digit_of_survey: Callable[[Line, str], bool] = lambda _line, _digit: False
        """Whether a digit was the answer to a survey (surveys.py), and nobody else's business."""
        self.shelter = Shelter()
        self.is_stranger: Callable[[str], bool] = lambda _source: False
        """Whether a source may not ring (strangers.py)."""
        self.refuses_replacing: Callable[[CallId], int] = lambda _call: 0
        """The status by which this leg is not to be replaced, 0 if it may be; asked inside pjsua2's callback."""
        self.secured: Callable[[], AbstractContextManager[None]] | None = None
        """Within it what is dialled offers SRTP and nothing else; None where that is so anyway, or not wanted."""
        self.attended = False
        self.do_not_disturb = False
        self.mark_header = ""
        self.hold_music: HoldMusic = "auto"
        self._accept_refer = accept_refer
        self._graves = Graves()
        self.refusals = Refusals(loop, self._graves)
        self._repeats = Repeats()
        self._measuring: dict[CallId, Later] = {}
        self._late_ends: dict[CallId, CallEnded] = {}

    # Incoming.

    def invited(self, account: SipAccount, number: int, message: Message) -> None:
        """Ring, or refuse after a while. Runs inside pjsua2's callback: 180 now, everything else later."""
        if self.is_stranger(message.source):
            self.refusals.stranger(self._sip(account, None, number))
            return
        sheltered = account is not self.account
        if not sheltered:
            self.shelter.saw()
        if self._repeats.known(message.key):
            self.refusals.later(self._sip(account, None, number), _MERGED)
            return
        if message.grant is not None:
            self._asked_in(account, number, message, sheltered=sheltered)
            return
        code = self._no_line_code(sheltered=sheltered)
        if code:
            self.refusals.later(self._sip(account, None, number), code)
            self.loop.post(partial(self._tell_missed, message, code))
            return
        line = Line(self, uuid4().hex, Direction.IN, Purpose.CUSTOMER, message.remote, message.dialled)
        line.sip = self._sip(self.account, line, number)
        line.answer(180)
        line.user_to_user, line.sip_call_id = message.user_to_user, message.sip_call_id
        line.software, line.key = message.software, message.key
        line.auto_answer, line.mark = message.auto_answer, message.mark(self.mark_header)
        self.lines[line.id] = line
        self.loop.post(partial(self._tell_rang, line))

    def _asked_in(self, account: SipAccount, number: int, message: Message, *, sheltered: bool) -> None:
        """A supervisor's console comes with a grant: no ring, and nobody has missed it if it is refused."""
        taken = any(is_listener(line) for line in self.lines.values())
        code = 0
        if not self.attended:
            code = _UNAVAILABLE
        elif not message.grant:
            code = _FORBIDDEN
        elif sheltered or taken:
            code = BUSY
        if code:
            self.refusals.later(self._sip(account, None, number), code)
            return
        line = Line(self, aside_id(uuid4()), Direction.IN, Purpose.MONITOR, message.remote, message.dialled)
        line.sip = self._sip(self.account, line, number)
        line.answer(180)
        line.grant, line.sip_call_id = message.grant or "", message.sip_call_id
        line.software = message.software
        self.lines[line.id] = line
        self.loop.post(partial(self.monitoring.rang, line))

    def turned_away(self, message: Message) -> None:
        """An INVITE for which pjsua had no place at all; in a flood there are too many to tell."""
        if self.is_stranger(message.source) or self._repeats.known(message.key) or self.shelter.needed:
            return
        self._tell_missed(message, BUSY)

    def refuse(self, line: Line, code: int) -> None:
        """A final status for a ringing leg, not sooner than 250 ms after its INVITE."""
        line.turned_down = True
        # A clock may be put back while it rings, as after a sleep.
        age = max(0.0, time.time() - line.started_at.timestamp()) if line.started_at else REJECT_SECONDS

        def answer() -> None:
            if line.state is CallState.RINGING and line.alive and not line.answering:
                try:
                    line.answer(code)
                except pj.Error as error:
                    log.info("refusing a call that is gone: %s", words(error))

        self.loop.later(max(0.0, REJECT_SECONDS - age), answer)

    def substitute(self, line: Line, message: Message) -> SipCall | int:
        """Make the leg that takes the place of ``line`` (RFC 3891), or refuse with a status."""
        code = self.refuses_replacing(line.id)
        if code:
            return code
        name = aside_id(uuid4()) if is_aside(line.id) else uuid4().hex
        new = Line(self, name, Direction.IN, line.purpose, message.remote, message.dialled)
        new.user_to_user = message.user_to_user or line.user_to_user
        new.sip_call_id, new.replaces, new.muted = message.sip_call_id, line.id, line.muted
        new.software = message.software
        new.sip = self._sip(self.account, new)
        self.lines[new.id] = new
        self.loop.post(partial(self._tell_rang, new))
        return new.sip

    def follow(self, line: Line, target: str) -> SipCall | None:
        """Make the leg that a REFER asks for, if we follow such at all."""
        if not self._accept_refer or len(self.lines) >= MAX_CALLS:
            return None
        remote = parse_name_addr(f"<{target.partition('?')[0].strip('<> ')}>")
        new = Line(self, uuid4().hex, Direction.OUT, line.purpose, remote, remote.user)
        new.sip = self._sip(self.account, new)
        self.lines[new.id] = new
        self.loop.post(partial(self._tell_followed, new))
        return new.sip

    # Outgoing.

    def dial(
        self,
        call: CallId,
        uri: str,
        purpose: Purpose,
        *,
        parent: CallId = "",
        user_to_user: str = "",
        grant: str = "",
    ) -> Line:
        """INVITE a checked URI. Raises pj.Error if pjsua2 cannot."""
        self.shelter.saw()
        remote = parse_name_addr(f"<{uri}>")
        line = Line(self, call, Direction.OUT, purpose, remote, remote.user)
        line.sip = self._sip(self.account, line)
        line.grant, line.parent = grant, parent
        more = {"User-to-User": user_to_user, GRANT_HEADER: grant}
        line.invite = partial(_invite, uri, {name: value for name, value in more.items() if value})
        try:
            line.invite(line.sip)
        except pj.Error:
            line.forget()
            raise
        self.lines[call] = line
        self.tell(CallDialled(call=call, remote=remote, purpose=purpose, parent=parent))
        heard = self.lines.get(parent)
        if heard is not None and heard.muted:  # a card shows one microphone for customer and consult
            line.mute(on=True)
        return line

    def dial_secured(self, line: Line) -> bool:
        """See :class:`telephony.engine.exchange.Exchange`; whoever waits for this leg hears nothing of it."""
        invite, line.invite = line.invite, None
        if invite is None or self.secured is None:
            return False
        line.forget()
        line.sip = self._sip(self.account, line)
        try:
            with self.secured():
                invite(line.sip)
        except pj.Error as error:
            log.info("leg %s is not dialled again with SRTP: %s", line.id, words(error))
            line.forget()
            return False
        log.info("leg %s is dialled again with SRTP alone", line.id)
        return True

    def customers(self) -> list[Line]:
        """The customers' legs, but not those whose place another leg has taken."""
        replaced = {line.replaces for line in self.lines.values()}
        return [
            line
            for line in self.lines.values()
            if line.purpose is Purpose.CUSTOMER and line.id not in replaced
        ]

    def talkers(self) -> list[Line]:
        """The legs that somebody may be speaking on: customers', and consults that no transfer holds."""
        consults = [line for line in self.lines.values() if line.purpose is Purpose.CONSULT]
        return [*self.customers(), *consults]

    def forget(self) -> None:
        """Drop every object of pjsua2's, for the end."""
        for line in self.lines.values():
            line.forget()
        self.lines.clear()
        self.refusals.clear()
        self._graves.clear()
        del self.account, self.followers

    def retire(self, sip: SipCall) -> None:
        """See :class:`telephony.engine.exchange.Exchange`."""
        self._graves.retire(sip)

    def _sip(self, account: SipAccount, line: Line | None, number: int = -1) -> SipCall:
        return self._graves.born(SipCall(account, self.loop, line, number))

    def pbx_has_music(self, software: str) -> bool:
        """See :class:`telephony.engine.exchange.Exchange`."""
        return pbx_plays(self.hold_music, software)

    # What lines tell (line.Exchange).

    def line_rings(self, line: Line) -> None:
        """See :class:`Followers`."""
        self.followers.line_rings(line)

    def line_up(self, line: Line) -> None:
        """See :class:`Followers`; a leg that replaced another is announced now."""
        if line.replaces:
            self.tell(CallReplaced(call=line.replaces, by=line.id))
            self.followers.line_moved(line.replaces, line.id)
            self._tell_late_end(line.replaces)
        self.followers.line_up(line)
        self._measure(line)

    def _measure(self, line: Line) -> None:
        """Tell how well a leg goes, again and again."""
        quality = line.measure() if line.id in self._measuring else None
        if quality is not None:
            self._sense(QualityMeasured(call=line.id, quality=quality))
        self._measuring[line.id] = self.loop.later(MEASURE_SECONDS, partial(self._measure, line))

    def line_media(self, line: Line, *, renewed: bool) -> None:
        """Plug again."""
        if renewed:
            self.patchbay.renewed(line.id)
        self.patchbay.refresh(self.lines.values())

    def line_replaced(self, line: Line) -> None:
        """Its end follows by itself."""
        log.debug("leg %s was replaced", line.id)

    def line_ended(self, line: Line, end: CallEnded) -> None:
        """Tell it once, after CallReplaced if the leg was replaced; let go of pjsua2's object."""
        self.lines.pop(line.id, None)
        if not end.answered and end.by is not EndedBy.US:
            self._repeats.forget(line.key)
        if line.id in self._measuring:
            self._measuring.pop(line.id).cancel()
        self.patchbay.gone(line.id)
        self.patchbay.refresh(self.lines.values())
        line.forget()
        self.loop.post(self.refusals.place_is_free)
        taker = next((other for other in self.lines.values() if other.replaces == line.id), None)
        if taker is not None and taker.state is not CallState.UP:
            self._late_ends[line.id] = end
        else:
            self.tell(end)
        if line.replaces:
            self._tell_late_end(line.replaces)
        self.followers.line_ended(line, end)

    def line_refer(self, line: Line, code: int, reason: str, *, final: bool) -> None:
        """See :class:`Followers`."""
        self.followers.line_refer(line, code, reason, final=final)

    def line_message(self, line: Line, content_type: str, body: str) -> None:
        """A MESSAGE inside a dialog is told as any other, but for a supervisor's who asks for another ear."""
        if is_listener(line):
            if content_type == GRANT_TYPE:
                self.monitoring.asks_again(line, body)
            return
        self.tell(MessageReceived(remote=line.remote, content_type=content_type, body=body))

    def line_digit(self, line: Line, digit: str) -> None:
        """A digit that is no answer to a survey is told."""
        if not self.digit_of_survey(line, digit):
            self.tell(DigitReceived(call=line.id, digit=digit))

    def _tell_missed(self, message: Message, code: int) -> None:
        self.tell(
            CallMissed(
                call=uuid4().hex,
                remote=message.remote,
                dialled=message.dialled,
                sip_call_id=message.sip_call_id,
                code=code,
            )
        )

    def _tell_late_end(self, call: CallId) -> None:
        end = self._late_ends.pop(call, None)
        if end is not None:
            self.tell(end)

    def _tell_rang(self, line: Line) -> None:
        self.tell(
            CallRang(
                call=line.id,
                remote=line.remote,
                dialled=line.dialled,
                sip_call_id=line.sip_call_id,
                user_to_user=line.user_to_user,
                replaces=line.replaces,
                auto_answer=line.auto_answer,
                mark=line.mark,
            )
        )
        if line.muted:  # as the leg was whose place it takes
            self.tell(CallMuteChanged(call=line.id, muted=True))

    def _tell_followed(self, line: Line) -> None:
        self.tell(CallDialled(call=line.id, remote=line.remote, purpose=line.purpose))
        if line.sip is not None and line.sip.getId() < 0:  # pjsua could not send its INVITE
            line.state = CallState.ENDED
            reason = "The INVITE could not be sent"
            self.line_ended(
                line,
                CallEnded(call=line.id, code=503, reason=reason, by=EndedBy.NETWORK, answered=False),
            )

    def _no_line_code(self, *, sheltered: bool) -> int:
        """The status for an INVITE that cannot ring, or 0."""
        if not self.attended:
            return _UNAVAILABLE
        engaged = self.do_not_disturb or len(self.customers()) >= CUSTOMER_LINES
        return BUSY if sheltered or engaged else 0


def _invite(uri: str, more: dict[str, str], call: SipCall) -> None:
    prm = pj.CallOpParam(True)
    if more:
        prm.txOption = headers(more)
    call.makeCall(uri, prm)
