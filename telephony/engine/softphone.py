"""The whole SIP side of the engine as one object: commands in, events out, on the thread of Qt's main loop.

    Softphone ─ Switchboard ─ Line ─ SipCall (pjsua2's call)     legs
        │  └── Transfers ─ TransferDriver                        telephony/transfer.py carried out
        ├── SipAccount                                           registration, MESSAGE
        ├── Patchbay                                             who hears whom
        └── Loop, Library                                        pjsua2 turned by Qt, set up and taken down

Everything below it lives on that one thread.
"""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pjsua2 as pj

from telephony.address import check_target
from telephony.call import CallId, CallState, Direction, Leg, Party, Purpose
from telephony.commands import (
    Account,
    Answer,
    Command,
    Decline,
    Dial,
    HangUp,
    Hold,
    Mute,
    PlayCue,
    Resume,
    SendDigits,
    SendMessage,
)
from telephony.engine.library import MAX_CALLS, Library, Transport, account_configuration, words
from telephony.engine.line import Line
from telephony.engine.loop import Loop
from telephony.engine.patchbay import Patchbay
from telephony.engine.refusal import Refusal
from telephony.engine.sip_account import SipAccount
from telephony.engine.switchboard import CUSTOMER_LINES, Switchboard
from telephony.engine.transfers import Transfers
from telephony.errors import AddressError, EngineError
from telephony.events import (
    CommandRefused,
    Event,
    MessageReceived,
    RegistrationChanged,
    RegistrationState,
    Transfer,
)

log = logging.getLogger("telephony.engine")

USER_AGENT = "Warmline"
_IDLE_SECONDS, _CALL_SECONDS = 0.03, 0.02
_IDLE_STREAM_SECONDS, _CALL_STREAM_SECONDS = 0.02, 0.005
"""TCP and TLS have a descriptor per connection that nobody tells us: they are polled."""
_DRAIN_SECONDS, _MAX_DRAIN_SECONDS = 0.3, 1.0
_ANSWER_ANYWAY_SECONDS = 1.0
_MAX_BODY = 1100
_DIGITS = re.compile(r"[0-9A-Da-d*#]{1,32}")
_CONTENT_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}")
_REFUSED_CODES = frozenset({401, 403, 404, 407})
_OK, _FAILURE = 200, 300
_DECLINES = frozenset({603, 486, 480})


class Softphone:
    """One SIP telephone; one per process, since pjsua2 has one endpoint.

    ``tell`` is called on the main thread for every event. ``attended`` False refuses every INVITE with 480.
    ``accept_refer`` follows REFERs, as a customer's telephone does. ``hold_music`` is a WAV file.
    """

    def __init__(
        self,
        tell: Callable[[Event], None],
        *,
        accept_refer: bool = False,
        hold_music: Path | None = None,
        user_agent: str = USER_AGENT,
    ) -> None:
        self._tell = tell
        self._user_agent = user_agent
        self._library = Library()
        self._loop = Loop(self._library.endpoint.libHandleEvents)
        self._patchbay = Patchbay(self._library, self._loop, hold_music)
        self._board = Switchboard(self._loop, self._told, self._patchbay, accept_refer=accept_refer)
        self._transfers = Transfers()
        self._board.followers = self._transfers
        self._sip: SipAccount | None = None
        self._account: Account | None = None
        self._uri = ""
        self._registration = RegistrationChanged(state=RegistrationState.TRYING)
        self._closed = False
        self._handlers: dict[type[Any], Callable[[Any], None]] = {
            Answer: self._answer,
            Decline: self._decline,
            HangUp: self._hang_up,
            Dial: self._dial,
            Hold: self._hold,
            Resume: self._resume,
            Mute: self._mute,
            SendDigits: self._send_digits,
            SendMessage: self._send_message,
            PlayCue: self._play_cue,
        }

    def start(self, account: Account) -> None:
        """Listen, and register if there is a registrar. Raises EngineError with words for a person."""
        identity = check_target(account.uri)
        self._account = account
        self._library.open(account, self._user_agent)
        self._uri = identity if account.registrar else self._direct_uri(identity)
        sip = SipAccount(self._loop, self)
        try:
            sip.create(account_configuration(account, self._uri))
        except pj.Error as error:
            self._library.close()
            raise EngineError("bad_account", f"The SIP account cannot be used: {words(error)}") from None
        self._sip = self._board.account = sip
        self._loop.start(self._library.descriptors, self._pace())
        state = RegistrationState.TRYING if account.registrar else RegistrationState.DIRECT
        self._set_registration(RegistrationChanged(state=state, uri=self._uri))

    def obey(self, command: Command) -> None:
        """Carry a command out; one that cannot be is told as CommandRefused, and nothing of it has happened."""
        try:
            if self._sip is None or self._closed:
                raise Refusal("no_engine", "The telephone is not running.")
            handler = self._handlers.get(type(command))
            if handler is None:
                raise Refusal("unknown_command", f"{type(command).__name__} is nothing for a telephone.")
            handler(command)
        except Refusal as refusal:
            self._tell(CommandRefused(command=command.id, code=refusal.code, message=refusal.message))
        except AddressError as error:
            self._tell(CommandRefused(command=command.id, code=error.code, message=error.message))
        except pj.Error as error:
            self._tell(CommandRefused(command=command.id, code="sip_error", message=words(error)))
        self._loop.drain()

    @property
    def attended(self) -> bool:
        """Whether somebody is there to see a call ring."""
        return self._board.attended

    @attended.setter
    def attended(self, value: bool) -> None:
        self._board.attended = value

    @property
    def busy(self) -> bool:
        """Any leg is up or ringing."""
        return bool(self._board.lines)

    @property
    def registration(self) -> RegistrationChanged:
        """As last told."""
        return self._registration

    @property
    def uri(self) -> str:
        """Where this telephone can be called."""
        return self._uri

    @property
    def addresses(self) -> dict[str, tuple[str, int]]:
        """Host and port of each transport, by its name: ``{"udp": ("127.0.0.1", 5060)}``."""
        return {t.kind: (t.host, t.port) for t in self._library.transports}

    @property
    def failures(self) -> list[str]:
        """Exceptions that callbacks raised: bugs."""
        return self._loop.failures

    def legs(self) -> tuple[Leg, ...]:
        """All legs that have not ended, oldest first."""
        return tuple(line.leg() for line in self._board.lines.values())

    def transfers(self) -> tuple[Transfer, ...]:
        """Transfers under way, or ended a moment ago."""
        return self._transfers.snapshot()

    def play(
        self,
        call: CallId,
        wav_path: Path | str,
        *,
        loop: bool = False,
        on_end: Callable[[], None] | None = None,
    ) -> None:
        """Speak a WAV file (16 bit PCM) into a leg, or with ``call`` "" into all; EngineError if it cannot be read."""
        self._patchbay.play(call, Path(wav_path), loop=loop, on_end=on_end)

    def stop_playing(self, call: CallId) -> None:
        """Fall silent."""
        self._patchbay.stop_playing(call)

    def record(self, call: CallId, wav_path: Path | str) -> None:
        """Write what a leg says to a WAV file (mono, 16 kHz) until the leg ends."""
        self._patchbay.record(call, Path(wav_path))

    def stop_recording(self, call: CallId) -> None:
        """Close the file."""
        self._patchbay.stop_recording(call)

    def close(self) -> None:
        """Hang up, unregister, and take pjsua2 down in the one order that does not abort. BYEs really go out."""
        if self._closed:
            return
        self._closed = True
        sip = self._sip
        if sip is None:
            return
        for line in list(self._board.lines.values()):
            line.hang_up()
        if self._account is not None and self._account.registrar:
            try:
                sip.setRegistration(False)
            except pj.Error as error:
                log.info("not unregistered: %s", words(error))
        self._loop.turn_for(_DRAIN_SECONDS)
        self._loop.turn_for(_MAX_DRAIN_SECONDS - _DRAIN_SECONDS, until=lambda: not self._board.lines)
        self._loop.stop()
        self._patchbay.close()
        self._board.forget()
        self._sip, sip.sink = None, None
        if sip.unanswered:
            # Taking pjsua2 down would abort in a callback; the process ends by os._exit and needs it not.
            log.warning("%d messages were not answered; pjsua2 is left as it is", sip.unanswered)
            _LEFT.append((self._library, sip))
            return
        sip.shutdown()
        del sip
        self._library.close()

    # What the account tells (sip_account.AccountSink).

    def invited(self, number: int, message: Any) -> None:
        """See :meth:`Switchboard.invited`."""
        self._board.invited(number, message)

    def registered(self, code: int, reason: str, expires: int) -> None:
        """The registrar's answer."""
        if self._closed:
            return
        if _OK <= code < _FAILURE:
            state = RegistrationState.REGISTERED if expires else RegistrationState.TRYING
        else:
            state = RegistrationState.REFUSED if code in _REFUSED_CODES else RegistrationState.LOST
        self._set_registration(RegistrationChanged(state=state, code=code, reason=reason, uri=self._uri))

    def messaged(self, remote: Party, content_type: str, body: str) -> None:
        """A MESSAGE came."""
        self._tell(MessageReceived(remote=remote, content_type=content_type, body=body))

    def message_answered(self, command: str, code: int, reason: str) -> None:
        """A MESSAGE was taken or not; only a command of the console's is answered for."""
        if command and not _OK <= code < _FAILURE:
            message = f"The message was not taken: {code} {reason}"
            self._tell(CommandRefused(command=command, code="message_failed", message=message))

    # Commands.

    def _answer(self, command: Answer) -> None:
        line = self._ringing(command.call)
        others = self._others_up(line)
        waiting = {other.id for other in others}

        def answer() -> None:
            if line.state is CallState.RINGING and line.alive:
                line.answer(_OK)

        if not others:
            answer()
            return
        answered = False

        def one_held(call: CallId) -> None:
            nonlocal answered
            waiting.discard(call)
            if not waiting and not answered:
                answered = True
                self._loop.attempt(answer)

        for other in others:
            other.holding.want(held=True, done=lambda _ok, _code, call=other.id: one_held(call))
        # A caller must not go on ringing because somebody else's telephone is slow to confirm a hold.
        self._loop.later(_ANSWER_ANYWAY_SECONDS, lambda: [one_held(c) for c in [*waiting]] and None)

    def _decline(self, command: Decline) -> None:
        line = self._ringing(command.call)
        self._board.refuse(line, command.code if command.code in _DECLINES else 603)

    def _hang_up(self, command: HangUp) -> None:
        line = self._line(command.call)
        if line.direction is Direction.IN and line.state is CallState.RINGING:
            self._board.refuse(line, 603)
        else:
            line.hang_up()

    def _dial(self, command: Dial) -> None:
        if command.call in self._board.lines:
            raise Refusal("call_exists", "This call is already there.")
        if len(self._board.customers()) >= CUSTOMER_LINES or len(self._board.lines) >= MAX_CALLS:
            raise Refusal("no_line", "All lines are in use.")
        uri = self._checked(command.target)
        for other in self._others_up(None):
            other.holding.want(held=True)
        self._board.dial(command.call, uri, Purpose.CUSTOMER)

    def _hold(self, command: Hold) -> None:
        line = self._up(command.call)
        line.holding.want(
            held=True, done=self._or_refused(command.id, "hold_refused", "The other side refused the hold")
        )

    def _resume(self, command: Resume) -> None:
        line = self._up(command.call)
        for other in self._others_up(line):
            other.holding.want(held=True)
        line.holding.want(
            held=False, done=self._or_refused(command.id, "resume_refused", "The other side refused to go on")
        )

    def _mute(self, command: Mute) -> None:
        self._line(command.call).mute(on=command.on)

    def _send_digits(self, command: SendDigits) -> None:
        line = self._up(command.call)
        if not _DIGITS.fullmatch(command.digits):
            raise Refusal("bad_digits", "Only 0-9, A-D, * and # can be sent, at most 32 at a time.")
        line.send_digits(command.digits)

    def _send_message(self, command: SendMessage) -> None:
        if len(command.body.encode("utf-8", "replace")) > _MAX_BODY:
            raise Refusal("too_long", f"A message has at most {_MAX_BODY} bytes.")
        if not _CONTENT_TYPE.fullmatch(command.content_type):
            raise Refusal("bad_content_type", "This is no content type.")
        self._sip_account.send_message(
            command.id, self._checked(command.target), command.content_type, command.body
        )

    def _play_cue(self, command: PlayCue) -> None:
        log.debug("no sound device: cue %s is not heard", command.cue)

    # Helpers.

    @property
    def _sip_account(self) -> SipAccount:
        if self._sip is None:
            raise Refusal("no_engine", "The telephone is not running.")
        return self._sip

    def _line(self, call: CallId) -> Line:
        line = self._board.lines.get(call)
        if line is None or not line.alive:
            raise Refusal("no_such_call", "This call is over, or never was.")
        return line

    def _up(self, call: CallId) -> Line:
        line = self._line(call)
        if not line.up:
            raise Refusal("not_now", "This call is not up.")
        return line

    def _ringing(self, call: CallId) -> Line:
        line = self._line(call)
        if line.direction is not Direction.IN or line.state is not CallState.RINGING:
            raise Refusal("not_now", "This call does not ring here.")
        return line

    def _others_up(self, line: Line | None) -> list[Line]:
        """Customers that are up and neither held nor about to be."""
        return [
            other
            for other in self._board.customers()
            if other is not line and other.up and not other.holding.wanted
        ]

    def _checked(self, target: str) -> str:
        """A URI that may be dialled, by the transport that we have."""
        account = self._account
        host, _, port = (account.registrar if account else "").removeprefix("sip:").partition(":")
        uri = check_target(
            target, default_host=host.partition(";")[0], default_port=int(port) if port.isdigit() else None
        )
        if account is not None and account.transport in {"tcp", "tls"} and ";transport=" not in uri:
            uri += f";transport={account.transport}"
        return uri

    def _or_refused(self, command: str, code: str, message: str) -> Callable[[bool, int], None]:
        def done(ok: bool, status: int) -> None:  # noqa: FBT001 - Holding calls it so
            if not ok and status:
                self._tell(CommandRefused(command=command, code=code, message=f"{message} ({status})."))

        return done

    def _told(self, event: Event) -> None:
        self._tell(event)
        self._loop.pace(self._pace())

    def _pace(self) -> float:
        streams = any(t.kind != "udp" for t in self._library.transports) or not self._library.descriptors
        if self.busy:
            return _CALL_STREAM_SECONDS if streams else _CALL_SECONDS
        return _IDLE_STREAM_SECONDS if streams else _IDLE_SECONDS

    def _set_registration(self, registration: RegistrationChanged) -> None:
        if registration != self._registration or registration.state is RegistrationState.TRYING:
            self._registration = registration
            self._tell(registration)

    def _direct_uri(self, identity: str) -> str:
        """``identity`` with the address that we really listen on."""
        first: Transport = self._library.transports[0]
        user = identity.removeprefix("sip:").rpartition("@")[0] or "warmline"
        over = "" if first.kind == "udp" else f";transport={first.kind}"
        return f"sip:{user}@{first.host}:{first.port}{over}"


_LEFT: list[object] = []
"""Kept so that nothing of pjsua2 is finalised by Python after a close that had to stop half-way."""
