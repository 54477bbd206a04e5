"""What the engine tells: events in the past tense, frozen and typed.

Each travels in an :class:`Envelope` that numbers and dates it. The engine keeps an envelope in its
journal until a console has acknowledged its number, so an event may be delivered again: whoever
applies one does so by the envelope's ``id``, once.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from telephony.call import CallId, Direction, Ear, EndedBy, Leg, Party, Purpose
from telephony.conduct import Measures
from telephony.quality import Quality
from telephony.recording import Pause, RecordingNow
from telephony.recording import Trouble as RecordingProblem
from telephony.transfer import State, Step


class Happening(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all events; the tag on the wire is the class name."""


class RegistrationState(StrEnum):
    """How the account stands with its registrar; ``DIRECT`` has none and is called by address."""

    DIRECT = "direct"
    TRYING = "trying"
    REGISTERED = "registered"
    REFUSED = "refused"
    """401, 403 or 404: asking again changes nothing."""
    LOST = "lost"
    """No answer, or 5xx: the engine goes on trying."""


class RegistrationProblem(StrEnum):
    """Why we are not registered, as far as it can be told; the remedy depends on it."""

    NONE = ""
    NAME = "name"
    """The registrar's name is not found."""
    NO_ANSWER = "no_answer"
    """Nobody there, or a firewall."""
    NO_NETWORK = "no_network"
    CERTIFICATE = "certificate"
    """Expired, for another name, or of an authority that we do not know; ``reason`` says which."""
    PASSWORD = "password"  # noqa: S105 - a word for a problem
    """401 or 407 again after we had answered the challenge."""
    FORBIDDEN = "forbidden"
    """403."""
    UNKNOWN = "unknown"
    """404: the registrar does not know this account."""
    BUSY = "busy"
    """503, or another 5xx; obeys Retry-After."""
    PORT = "port"
    """Our own port cannot be used."""
    OTHER = "other"


class RegistrationChanged(Happening, frozen=True):
    """``code`` is the registrar's last SIP status, 0 when none came; ``uri`` is where we can be called.

    ``retry_seconds``: the next attempt is so far away; 0 when none is planned. ``server``: host and port where the
    SRV records of the domain have sent us last, ``over`` udp, tcp or tls; "" without records.
    """

    state: RegistrationState
    code: int = 0
    reason: str = ""
    uri: str = ""
    problem: RegistrationProblem = RegistrationProblem.NONE
    retry_seconds: float = 0.0
    server: str = ""
    over: str = ""


class SoundTrouble(StrEnum):
    """What is wrong with the sound; the worst of it."""

    NONE = ""
    OFF = "off"
    """This engine was told to have no sound."""
    NO_SERVER = "no_server"
    NO_MICROPHONE = "no_microphone"
    NO_SPEAKER = "no_speaker"
    LOST = "lost"
    """The device in use was pulled out and there is no fallback: silence until the agent chooses."""
    ON_FALLBACK = "on_fallback"
    """The device in use was pulled out; the voice goes on at the fallback."""
    SILENT_MICROPHONE = "silent_microphone"
    """Digital silence for five seconds while unmuted: a dead microphone, or a switch on the headset."""


class SoundChanged(Happening, frozen=True):
    """All that is true of the sound. ``microphone``, ``speaker``, ``ringer`` are those in use, "" for none.

    ``lost`` is the name of the device that went away, while it is missed.
    """

    microphones: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    system_microphone: str = ""
    system_speaker: str = ""
    microphone: str = ""
    speaker: str = ""
    ringer: str = ""
    trouble: SoundTrouble = SoundTrouble.OFF
    lost: str = ""

    @property
    def present(self) -> tuple[str, ...]:
        """All devices that are there, sorted: the key under which a choice is remembered."""
        return tuple(sorted({*self.microphones, *self.speakers}))


class SoundTested(Happening, frozen=True):
    """The five seconds of a microphone test: levels in dBFS, ``clipped`` samples, and the noise between words."""

    seconds: float
    peak_db: float
    rms_db: float
    noise_db: float
    clipped: int


class CallRang(Happening, frozen=True):
    """An INVITE came and 180 was sent.

    ``user_to_user`` is the raw header value (RFC 7433), "" without one. ``replaces`` names the leg whose
    place this one takes (RFC 3891); such a leg is answered at once and never rings.
    """

    call: CallId
    remote: Party
    dialled: str
    sip_call_id: str
    user_to_user: str = ""
    replaces: CallId = ""
    auto_answer: bool = False
    """The PBX asks for it to be answered without a hand (``Alert-Info``, ``Call-Info: answer-after``)."""
    mark: str = ""
    """What the PBX says in ``Account.mark_header``, cut and cleaned."""


class CallMissed(Happening, frozen=True):
    """An INVITE that never rang: nobody was attached (480), no line was free or do-not-disturb (486)."""

    call: CallId
    remote: Party
    dialled: str
    sip_call_id: str
    code: int


class ListenAsked(Happening, frozen=True):
    """A call came with a grant (32 hex digits), or asks for another ear with another one. It does not ring.

    The console looks the grant up and answers with Admit or Decline; a leg that is not let in within seconds is
    refused with 403. ``call`` is a name that is no case (:func:`telephony.call.is_aside`).
    """

    call: CallId
    remote: Party
    grant: str


class EarChanged(Happening, frozen=True):
    """The supervisor on this leg was let in, or hears in another way now."""

    call: CallId
    ear: Ear


class SurveyBegun(Happening, frozen=True):
    """The agent is out of this customer's call; the engine asks."""

    call: CallId


class SurveyAnswered(Happening, frozen=True):
    """``score`` is from 1 to 5, None if there was none; ``tries`` how often it was asked. The call ends after it."""

    call: CallId
    score: int | None
    tries: int


class CallDialled(Happening, frozen=True):
    """We sent an INVITE. ``parent`` is the customer's leg if this is a consult."""

    call: CallId
    remote: Party
    purpose: Purpose
    parent: CallId = ""


class CallProgressed(Happening, frozen=True):
    """A 18x came for a leg that we dialled; ``early_media`` says that the other side sends sound."""

    call: CallId
    code: int
    early_media: bool = False


class CallAnswered(Happening, frozen=True):
    """The leg is up (200 and ACK), in either direction."""

    call: CallId
    direction: Direction
    codec: str = ""


class CallHoldChanged(Happening, frozen=True):
    """``by`` us: the hold's or un-hold's 200 has come. By them: their re-INVITE said so."""

    call: CallId
    held: bool
    by: EndedBy


class CallMuteChanged(Happening, frozen=True):
    """The microphone no longer reaches, or again reaches, this leg."""

    call: CallId
    muted: bool


class CallIdentityChanged(Happening, frozen=True):
    """The PBX has put another party behind a leg that is up (re-INVITE or UPDATE, RFC 3325)."""

    call: CallId
    remote: Party


class CallReplaced(Happening, frozen=True):
    """A leg of ours was replaced by another (RFC 3891): at a hand-over, the customer is now on ``by``."""

    call: CallId
    by: CallId


class CallEnded(Happening, frozen=True):
    """The end of a leg, once for each. ``code`` is the final SIP status, 200 after a normal BYE."""

    call: CallId
    code: int
    reason: str
    by: EndedBy
    answered: bool
    elsewhere: bool = False
    """CANCEL with ``Reason: SIP;cause=200``: a colleague took it, so nobody missed it."""
    quality: Quality | None = None
    """Of the whole leg; None if it never had sound."""


class DigitReceived(Happening, frozen=True):
    """One DTMF digit from the other side (RFC 4733 or INFO)."""

    call: CallId
    digit: str


class MessageReceived(Happening, frozen=True):
    """A SIP MESSAGE (RFC 3428); the body is hostile until its signature is checked."""

    remote: Party
    content_type: str
    body: str


class TransferStepped(Happening, frozen=True):
    """One row of the escalation's story. ``state`` is where the transfer is after it."""

    transfer: str
    state: State
    step: Step
    code: int = 0
    reason: str = ""


class RecordingStarted(Happening, frozen=True):
    """A leg is being recorded, from ``started_at`` on. ``path`` is the file's once it is closed; until then ``.part``.

    ``parent`` is the customer's leg if this one is a consult.
    """

    recording: str
    call: CallId
    path: str
    started_at: datetime
    parent: CallId = ""


class RecordingPaused(Happening, frozen=True):
    """From ``seconds`` in the file on there is silence, and nothing was kept of what is said."""

    recording: str
    call: CallId
    seconds: float


class RecordingResumed(Happening, frozen=True):
    """From ``seconds`` in the file on it goes on."""

    recording: str
    call: CallId
    seconds: float


class RecordingStopped(Happening, frozen=True):
    """The file is closed, and is the console's to take. ``partial``: something of the call is not in it.

    ``cut_off``: the engine that wrote it was killed, and the next one has repaired the file. That engine tells
    every file that may not have been told: the same recording again is no other one. ``path`` is "" if nothing
    could be written at all; ``call`` is "", and ``started_at`` None, if the file could not say whose it is.
    """

    recording: str
    call: CallId
    path: str
    seconds: float
    partial: bool = False
    pauses: tuple[Pause, ...] = ()
    cut_off: bool = False
    parent: CallId = ""
    started_at: datetime | None = None


class RecordingTroubled(Happening, frozen=True):
    """Not all of the call is being recorded, or (with no ``problem``) it is again; the call itself goes on.

    ``recording`` is "" if it could not begin.
    """

    recording: str
    call: CallId
    problem: RecordingProblem


class ConductConcluded(Happening, frozen=True):
    """The conduct of a whole leg, if it was measured."""

    call: CallId
    measures: Measures


class CommandRefused(Happening, frozen=True):
    """A command could not be carried out; nothing of it has happened. ``code`` is a word for programs."""

    command: str
    code: str
    message: str


Event = (
    RegistrationChanged
    | CallRang
    | ListenAsked
    | EarChanged
    | SurveyBegun
    | SurveyAnswered
    | CallMissed
    | CallDialled
    | CallProgressed
    | CallAnswered
    | CallHoldChanged
    | CallMuteChanged
    | CallIdentityChanged
    | CallReplaced
    | CallEnded
    | DigitReceived
    | MessageReceived
    | TransferStepped
    | RecordingStarted
    | RecordingPaused
    | RecordingResumed
    | RecordingStopped
    | RecordingTroubled
    | ConductConcluded
    | CommandRefused
    | SoundChanged
    | SoundTested
)


class LevelsMeasured(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Twenty times a second while MeasureLevels is on: RMS of the last 50 ms in dBFS, -90 for silence."""

    microphone_db: float
    speaker_db: float


class QualityMeasured(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The last five seconds of a leg that is up."""

    call: CallId
    quality: Quality


class PresenceSeen(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What the PBX says of a target of WatchPresence.

    ``available``, ``busy``, ``away``, ``offline``, or "" when it says nothing.
    """

    target: str
    state: str
    note: str = ""


class ConductMeasured(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Once a second of a leg that is measured: its conduct so far.

    ``silent_for``: seconds since the agent last spoke; ``held_for``: seconds that the other side has been on hold now.
    """

    call: CallId
    measures: Measures
    silent_for: float
    held_for: float


Reading = LevelsMeasured | QualityMeasured | PresenceSeen | ConductMeasured
"""What is only true for a moment: not numbered, not kept, told to the console that is attached or to nobody."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way to the console.

    ``seq`` grows by one for each event of a journal; ``id`` (32 hex digits) is what makes applying it
    twice harmless; ``at`` is UTC; ``boottime`` is CLOCK_BOOTTIME in seconds, for measuring how long.
    """

    seq: int
    id: str
    at: datetime
    boottime: float
    event: Event


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer under way (or just ended) in a snapshot."""

    transfer: str
    customer: CallId
    consult: CallId
    target: str
    state: State
    code: int = 0
    since: datetime


class Snapshot(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """All that is true in the engine now; the first message to a console that attaches.

    ``seq`` is the number of the last event that is already part of it. Unacknowledged events up to
    ``seq`` follow (for the store's sake), then the new ones.
    """

    protocol: int
    pid: int
    boot_id: str
    registration: RegistrationChanged
    legs: tuple[Leg, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    sound: SoundChanged = SoundChanged()
    recordings: tuple[RecordingNow, ...] = ()
    do_not_disturb: bool = False
    seq: int = 0
