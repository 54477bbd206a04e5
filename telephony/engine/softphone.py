"""The whole SIP side of the engine as one object: commands in, events out, on the thread of Qt's main loop.

    Softphone ─ Orders ─ Switchboard ─ Line ─ SipCall            commands; legs; pjsua2's calls
        │          └─ Transfers ─ TransferDriver                 telephony/transfer.py carried out
        ├── SipAccount                                           INVITE and MESSAGE outside calls
        ├── Network                                              registration, strangers, presence
        ├── Patchbay                                             who hears whom
        ├── Recorder                                             what goes over the legs, into files
        ├── SoundCard                                            microphone, speaker, ring and tones
        └── Loop, Library                                        pjsua2 turned by Qt, set up and taken down

Everything below it lives on that one thread.
"""

import logging
from collections.abc import Callable
from pathlib import Path

import pjsua2 as pj

from telephony.address import check_target
from telephony.call import CallId, Direction, EndedBy, Leg, Party, Purpose
from telephony.commands import Account, Command, Sound
from telephony.engine.headers import Message
from telephony.engine.library import Library, Transport, account_configuration, shelter_configuration, words
from telephony.engine.loop import Loop
from telephony.engine.network import Network
from telephony.engine.network_names import Names
from telephony.engine.orders import Orders
from telephony.engine.patchbay import Patchbay
from telephony.engine.recorder import Recorder
from telephony.engine.refusal import Refusal
from telephony.engine.registration import Outcome
from telephony.engine.sip_account import SipAccount
from telephony.engine.sound.bell import bell
from telephony.engine.sound.card import SoundCard
from telephony.engine.switchboard import Switchboard
from telephony.errors import AddressError, EngineError
from telephony.events import (
    CallEnded,
    CommandRefused,
    Event,
    MessageReceived,
    Reading,
    RegistrationChanged,
    SoundChanged,
    Transfer,
)
from telephony.recording import Recording, RecordingNow

log = logging.getLogger("telephony.engine")

USER_AGENT = "Warmline"
_IDLE_SECONDS, _CALL_SECONDS = 0.03, 0.05
"""SIP's sockets wake us; this is for pjsip's timers, which count in half seconds. At 20 ms it cost 0.4 % of a core."""
_IDLE_STREAM_SECONDS, _CALL_STREAM_SECONDS = 0.02, 0.005
"""TCP and TLS have a descriptor per connection that nobody tells us: they are polled."""
_DRAIN_SECONDS, _MAX_DRAIN_SECONDS = 0.3, 1.0
_OK, _FAILURE = 200, 300


class Softphone:
    """One SIP telephone; one per process, since pjsua2 has one endpoint.

    ``tell`` is called on the main thread for every event, ``sense`` for every reading.
    ``attended`` False refuses every INVITE with 480. ``accept_refer`` follows REFERs, as a customer's telephone
    does. ``hold_music`` is a WAV file, ``sounds`` the folder of ring and cues; without it nothing is heard of calls
    that ring. ``recordings`` is the folder for files of calls; without it none can be recorded.
    ``name_server`` is asked for SRV records in place of the system's.
    """

    def __init__(
        self,
        tell: Callable[[Event], None],
        *,
        sense: Callable[[Reading], None] = lambda _reading: None,
        accept_refer: bool = False,
        hold_music: Path | None = None,
        sounds: Path | None = None,
        recordings: Path | None = None,
        user_agent: str = USER_AGENT,
        name_server: tuple[str, int] | None = None,
    ) -> None:
        self._tell, self._sense = tell, sense
        self._user_agent, self._sounds = user_agent, sounds
        self._library = Library()
        self._loop = self._library.endpoint.loop = Loop(self._library.endpoint.libHandleEvents)
        self._sound = SoundCard(self._loop, tell, sense, sounds)
        self._patchbay = Patchbay(self._library, self._loop, self._sound, hold_music)
        self._board = Switchboard(
            self._loop, self._told, self._patchbay, accept_refer=accept_refer, sense=sense
        )
        self._recorder = Recorder(self._board, sense, recordings, sounds)
        self._orders: Orders | None = None
        self._sip: SipAccount | None = None
        self._shelter: SipAccount | None = None
        self._account: Account | None = None
        self._uri = ""
        self._network = Network(
            self._library,
            self._loop,
            tell,
            sense,
            lambda: tuple(self._board.lines.values()),
            Names(name_server),
        )
        self._closed = False

    def start(self, account: Account, sound: Sound | None = None) -> None:
        """Listen, and register if there is a registrar. Raises EngineError with words for a person.

        ``sound`` None opens no device.
        """
        try:
            identity = check_target(account.uri)
            for address in filter(None, (account.registrar, account.proxy)):
                check_target(address if ":" in address else f"sip:{address}")
        except AddressError as error:
            raise EngineError("bad_account", f"The SIP account cannot be used: {error.message}") from None
        self._account = account
        self._library.open(account, self._user_agent)
        self._uri = identity if account.registrar else self._direct_uri(identity)
        sip = SipAccount(self._loop, self)
        try:
            sip.create(account_configuration(account, self._uri))
            self._open_shelter()
        except pj.Error as error:
            self._library.close()
            raise EngineError("bad_account", f"The SIP account cannot be used: {words(error)}") from None
        self._sip = self._board.account = sip
        self._board.mark_header = account.mark_header
        self._board.hold_music = account.hold_music
        if account.srtp == "optional":
            self._board.secured = self._network.secured
        self._orders = Orders(self._board, self._recorder, account, self._sound.play, self._sounds)
        self._sound.take_orders(self._orders.add, self._replug)
        self._library.endpoint.streams_changed = lambda: self._loop.pace(self._pace())
        self._loop.start(self._library.descriptors | self._library.listeners, self._pace())
        self._network.begin(sip, account, self._uri)
        self._sound.use(sound)
        self._recorder.begin()

    def obey(self, command: Command) -> None:
        """Carry a command out; one that cannot be is told as CommandRefused, and nothing of it has happened."""
        if self._orders is None or self._closed:
            words_ = "The telephone is not running."
            self._tell(CommandRefused(command=command.id, code="no_engine", message=words_))
            return
        try:
            if not self._network.obey(command):
                self._orders.obey(command)
        except Refusal as refusal:
            self._tell(CommandRefused(command=command.id, code=refusal.code, message=refusal.message))
        self._loop.drain()
        self._ring_or_not()

    def change_sound(self, sound: Sound | None) -> None:
        """Use these devices from now on; None: none at all."""
        self._sound.use(sound)
        self._replug()

    def change_recording(self, recording: Recording) -> None:
        """Record so from now on; a call that is being recorded is not touched."""
        self._recorder.settings = recording

    @property
    def sound(self) -> SoundChanged:
        """As last told."""
        return self._sound.state

    @property
    def worn(self) -> bool:
        """Only a new process can do what this one no longer can: use the sound server that has come back."""
        return self._sound.worn

    @property
    def do_not_disturb(self) -> bool:
        """Whether new calls are refused with 486."""
        return self._board.do_not_disturb

    @property
    def attended(self) -> bool:
        """Whether somebody is there to see a call ring."""
        return self._board.attended

    @attended.setter
    def attended(self, value: bool) -> None:
        self._board.attended = value
        self._ring_or_not()

    @property
    def busy(self) -> bool:
        """Any leg is up or ringing."""
        return bool(self._board.lines)

    @property
    def registration(self) -> RegistrationChanged:
        """As last told."""
        return self._network.registration

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

    def refuse_replacing(self, asked: Callable[[CallId], int]) -> None:
        """Ask this before a leg is replaced: the status that refuses it, or 0. It makes a faulty telephone."""
        self._board.refuses_replacing = asked

    def legs(self) -> tuple[Leg, ...]:
        """All legs that have not ended, oldest first."""
        return tuple(line.leg() for line in self._board.lines.values())

    def transfers(self) -> tuple[Transfer, ...]:
        """Transfers under way, or ended a moment ago."""
        return self._orders.transfers.snapshot() if self._orders is not None else ()

    def recordings(self) -> tuple[RecordingNow, ...]:
        """All that are being written."""
        return self._recorder.under_way()

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
        self._network.close()
        self._loop.turn_for(_DRAIN_SECONDS)
        self._loop.turn_for(_MAX_DRAIN_SECONDS - _DRAIN_SECONDS, until=self._is_quiet)
        self._loop.stop()
        self._recorder.finish()
        self._patchbay.close()
        self._recorder.unplug()
        self._board.forget()
        self._sip, self._orders, sip.sink = None, None, None
        if sip.unanswered:
            # Taking pjsua2 down would abort in a callback; the process ends by os._exit and needs it not.
            log.warning("%d messages were not answered; pjsua2 is left as it is", sip.unanswered)
            _LEFT.append((self._library, sip))
            self._sound.close()
            return
        self._library.endpoint.shelter = lambda _source: None
        self._library.endpoint.streams_changed = lambda: None
        self._library.endpoint.turned_away = lambda _message: None
        shelter, self._shelter = self._shelter, None
        if shelter is not None:
            shelter.sink = None
            shelter.shutdown()
        sip.shutdown()
        del sip, shelter
        self._library.close()
        self._sound.close()

    # What the account tells (sip_account.AccountSink).

    def invited(self, account: SipAccount, number: int, message: Message) -> None:
        """See :meth:`Switchboard.invited`."""
        self._board.invited(account, number, message)

    def is_stranger(self, source: str) -> bool:
        """See :meth:`telephony.engine.network.Network.is_stranger`."""
        return self._network.is_stranger(source)

    def registered(self, outcome: Outcome) -> None:
        """The registrar's answer."""
        self._network.registered_is(outcome)

    def messaged(self, remote: Party, content_type: str, body: str) -> None:
        """A MESSAGE came."""
        self._tell(MessageReceived(remote=remote, content_type=content_type, body=body))

    def message_answered(self, command: str, code: int, reason: str) -> None:
        """A MESSAGE was taken or not; only a command of the console's is answered for."""
        if command and not _OK <= code < _FAILURE:
            message = f"The message was not taken: {code} {reason}"
            self._tell(CommandRefused(command=command, code="message_failed", message=message))

    # Helpers.

    def _is_quiet(self) -> bool:
        """Nobody owes us an answer that is worth waiting for."""
        return not self._board.lines and not self._network.registered

    def _open_shelter(self) -> None:
        shelter = self._shelter = SipAccount(self._loop, self)
        shelter.create(shelter_configuration(self._uri))
        number = shelter.getId()
        flood, network = self._board.shelter, self._network
        self._library.endpoint.shelter = lambda source: (
            number if flood.needed or not network.knows(source) else None
        )
        self._board.is_stranger = network.is_stranger
        self._library.endpoint.turned_away = self._board.turned_away

    def _told(self, event: Event) -> None:
        self._tell(event)
        if isinstance(event, CallEnded) and event.by is EndedBy.NETWORK:
            self._network.call_is_lost()
        self._loop.pace(self._pace())
        self._ring_or_not()

    def _ring_or_not(self) -> None:
        lines = [line for line in self._board.lines.values() if line.alive and not line.turned_down]
        answered = {line.id for line in lines if line.picked_up}
        needed = (
            line.up or line.picked_up or line.direction is Direction.OUT
            for line in lines
            if line.purpose is not Purpose.SURVEY
        )
        # Before it stops ringing: what is missed since it rang is missed in the call.
        self._sound.in_call(on=any(needed))
        self._sound.ring(bell((line.leg() for line in lines), answered=answered, attended=self.attended))

    def _replug(self) -> None:
        self._patchbay.refresh(self._board.lines.values())

    def _pace(self) -> float:
        streams = self._library.endpoint.streams or not self._library.descriptors | self._library.listeners
        if self.busy:
            return _CALL_STREAM_SECONDS if streams else _CALL_SECONDS
        return _IDLE_STREAM_SECONDS if streams else _IDLE_SECONDS

    def _direct_uri(self, identity: str) -> str:
        """``identity`` with the address that we really listen on."""
        first: Transport = self._library.transports[0]
        user = identity.removeprefix("sip:").rpartition("@")[0] or "warmline"
        over = "" if first.kind == "udp" else f";transport={first.kind}"
        return f"sip:{user}@{first.host}:{first.port}{over}"


_LEFT: list[object] = []
"""Kept so that nothing of pjsua2 is finalised by Python after a close that had to stop half-way."""
