"""What the console asks of the engine: commands in the imperative, frozen and typed.

Every command has an ``id`` (32 hex digits) of its own; a refusal (``CommandRefused``) names it. Policy
is decided before a command is sent: the engine checks only what it needs to carry it out.
"""

from typing import Annotated, Literal

import msgspec

from telephony.call import CallId, Ear, Purpose
from telephony.recording import Recording

PROTOCOL = 4
"""Version of this language. An engine of another version is replaced once it has no call."""


class Order(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of all commands; the tag on the wire is the class name."""

    id: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Whose phone this is. ``password`` crosses the private socket only, never a file or a process list.

    Without ``registrar`` the engine listens and is called by address (direct mode). ``port`` 0 takes any.
    """

    uri: str
    display_name: str = ""
    registrar: str = ""
    proxy: str = ""
    username: str = ""
    password: str = ""
    transport: Literal["udp", "tcp", "tls", "udp+tcp"] = "udp+tcp"
    bind: str = "0.0.0.0"  # noqa: S104 - a telephone is to be called
    port: int = 0
    srtp: Literal["off", "optional", "mandatory"] = "off"
    ca_file: str = ""
    dtmf: Literal["auto", "rfc2833", "info"] = "auto"
    """``auto``: RFC 4733 where it was negotiated, else INFO."""
    register_seconds: int = 300
    """What we ask for; the registrar may give less."""
    trusted: tuple[str, ...] = ()
    """Addresses, networks or names that may ring us beside the registrar and the proxy. In direct mode all may."""
    hold_music: Literal["auto", "own", "pbx"] = "auto"
    """Who plays to somebody on hold: we, or the PBX (then we send nothing). ``auto``: the PBX, if what the other side
    of the call says it is (User-Agent, Server) is a PBX that has music of its own."""
    mark_header: str = ""
    """The header by which the PBX says how a call has come here (``X-Failed``); the only one that is copied."""

    def __repr__(self) -> str:
        """For a log or a traceback: without the password."""
        return f"Account(uri={self.uri!r}, registrar={self.registrar!r}, transport={self.transport!r}, …)"


class SoundChoice(msgspec.Struct, frozen=True, kw_only=True):
    """What was chosen while exactly these devices were there (all their names, sorted): docked, or at home."""

    present: tuple[str, ...]
    microphone: str = ""
    speaker: str = ""
    ringer: str = ""


class Sound(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent speaks into and hears with, by the names that the sound server gives; "" follows the system.

    ``remembered`` wins over the three names while the devices that it names are those that are there.
    ``fallback`` is where the voice goes when the headset is pulled out in a call; "" means nowhere, until the
    agent has said so: never loudspeakers unasked. Gains and volumes are factors of amplitude.
    """

    microphone: str = ""
    speaker: str = ""
    ringer: str = ""
    fallback: str = ""
    remembered: tuple[SoundChoice, ...] = ()
    microphone_gain: Annotated[float, msgspec.Meta(ge=0, le=4)] = 1.0
    speaker_volume: Annotated[float, msgspec.Meta(ge=0, le=2)] = 1.0
    ringer_volume: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.8


class Attach(Order, frozen=True):
    """The first message of a console. ``console`` is the command line that starts it again if it dies.

    ``sound`` None: no sound device is ever opened (a console without a window, the demo's other people).
    ``recording`` is for calls that are answered from now on.
    """

    protocol: int
    account: Account
    console: tuple[str, ...] = ()
    sound: Sound | None = None
    recording: Recording = Recording()


class Acknowledge(Order, frozen=True):
    """Everything up to event ``seq`` is in the store (or the outbox): the journal may forget it."""

    seq: int


class Detach(Order, frozen=True):
    """The console closes on purpose: it is not to be started again."""


class Quit(Order, frozen=True):
    """Unregister and end the engine. With a call up it is refused (``call_up``) unless ``hang_up``."""

    hang_up: bool = False


class Answer(Order, frozen=True):
    """200 to a ringing call. Another customer's call that is up is put on hold first."""

    call: CallId


class Decline(Order, frozen=True):
    """Refuse a ringing call with a final status (603, 486 or 480), sent 250 ms after the INVITE at the soonest.

    A MONITOR leg may be refused with 403 too; simulated people refuse with 404 as well, as if nobody had that number.
    """

    call: CallId
    code: int = 603


class HangUp(Order, frozen=True):
    """BYE or CANCEL."""

    call: CallId


class Dial(Order, frozen=True):
    """INVITE ``target`` (a checked SIP URI); ``call`` is chosen by the console.

    A CUSTOMER takes a line, and the others are held; CODE, TEST and MONITOR take none (TEST and MONITOR hold the
    others). A CONSULT is dialled by :class:`BeginTransfer` only, and nobody dials a SURVEY. ``emergency`` goes
    through whatever is up: consults end, customers are held, and the call that is kept free is used.
    ``grant`` (32 hex digits) goes with a MONITOR: the other console lets us in for it, or answers 403.
    """

    call: CallId
    target: str
    purpose: Purpose = Purpose.CUSTOMER
    emergency: bool = False
    grant: str = ""


class Hold(Order, frozen=True):
    """Hold with music."""

    call: CallId


class Resume(Order, frozen=True):
    """Un-hold; another customer's call that is up is put on hold first."""

    call: CallId


class Mute(Order, frozen=True):
    """Cut the microphone off this leg, or let it through again."""

    call: CallId
    on: bool


class SendDigits(Order, frozen=True):
    """DTMF, by the account's way: ``0-9 A-D * #``, at most 32."""

    call: CallId
    digits: str


class Admit(Order, frozen=True):
    """Let a supervisor (``call``, told by ListenAsked) into ``customer``'s call, or let them hear it in another way.

    Answered by EarChanged. The leg ends with the customer's.
    """

    call: CallId
    customer: CallId
    ear: Ear


class AskEar(Order, frozen=True):
    """On a MONITOR leg that we dialled and that is up: another grant, for another ear (a MESSAGE in the dialog)."""

    call: CallId
    grant: str


class StartRecording(Order, frozen=True):
    """Record a customer's leg or a consult that is up; answered by RecordingStarted (or RecordingTroubled)."""

    call: CallId


class PauseRecording(Order, frozen=True):
    """Keep nothing of what is said from this moment on: card data. Answered by RecordingPaused. Twice is once."""

    call: CallId


class ResumeRecording(Order, frozen=True):
    """Go on; answered by RecordingResumed."""

    call: CallId


class StopRecording(Order, frozen=True):
    """Close the file before the call is over. Refused where policy records always (``recording_required``).

    ``objected``: the other side has; then policy does not matter.
    """

    call: CallId
    objected: bool = False


class BeginSurvey(Order, frozen=True):
    """Leave a customer to the survey (R31): the agent is out of the call, and the engine asks and hangs up.

    ``question``, ``again`` and ``thanks`` are names of WAV files in the folder of sounds, without ``.wav``. Of
    ``languages`` (BCP 47, the preferred one first) the first is spoken for which there are all three, as
    ``question_de_at`` or ``question_de``; else those without a language in their name, which are English ones. The
    answer is one digit from 1 to 5, at any moment from the question's beginning to ``seconds`` after its end; after
    another digit or none it is asked ``again``, once. Answered by SurveyBegun and SurveyAnswered.
    """

    call: CallId
    question: str
    again: str
    thanks: str
    seconds: float = 8.0
    languages: tuple[str, ...] = ()


class BeginTransfer(Order, frozen=True):
    """Hold the customer and consult the target (design.md, the way of a warm transfer).

    ``target_is_queue``: its 200 may only be music, so READY waits for :class:`ConfirmSpeaking`.
    ``case`` are the bodies of the signed SIP MESSAGEs with the summary, sent once the consult rings.
    """

    transfer: str
    customer: CallId
    consult: CallId
    target: str
    target_is_queue: bool = False
    user_to_user: str = ""
    case: tuple[str, ...] = ()
    ring_seconds: float = 30.0
    notify_seconds: float = 30.0


class BlindTransfer(Order, frozen=True):
    """REFER the customer to the target without a consult; ``user_to_user`` goes with the Refer-To URI."""

    transfer: str
    customer: CallId
    target: str
    user_to_user: str = ""
    notify_seconds: float = 30.0


class ConfirmSpeaking(Order, frozen=True):
    """A person speaks at the queue's end."""

    transfer: str


class CompleteTransfer(Order, frozen=True):
    """REFER with Replaces; from a conference it is the agent's leaving. Also the retry after a failure."""

    transfer: str


class ReturnToCustomer(Order, frozen=True):
    """Un-hold the customer; the consult is dropped, or held if ``keep_consult``. Before an answer: cancel."""

    transfer: str
    keep_consult: bool = False


class ConsultAgain(Order, frozen=True):
    """Back to a consult that was kept: the customer is held again."""

    transfer: str


class JoinConference(Order, frozen=True):
    """All three hear each other."""

    transfer: str


class LeaveConferenceToConsult(Order, frozen=True):
    """Customer on hold again, agent and target alone."""

    transfer: str


class SendMessage(Order, frozen=True):
    """A SIP MESSAGE outside any call."""

    target: str
    content_type: str
    body: str


class PlayCue(Order, frozen=True):
    """A soft tone in the agent's ear only."""

    cue: Literal["customer_here", "knock", "error", "zip"]


class SetDoNotDisturb(Order, frozen=True):
    """On: new INVITEs get 486 and are told as CallMissed; an INVITE with Replaces still comes through."""

    on: bool


class Register(Order, frozen=True):
    """Register again, now: the person asked, or the network is back. Also the only way on after REFUSED."""


class WatchPresence(Order, frozen=True):
    """SUBSCRIBE to the presence (PIDF) of exactly these; each is answered by PresenceSeen, again after each order."""

    targets: tuple[str, ...]


class ChangeSound(Order, frozen=True):
    """Use these devices from now on, in the middle of a call too."""

    sound: Sound


class TestSound(Order, frozen=True):
    """Without a call: a tone from the speaker, the ring from the ringer, five seconds of the microphone, those again.

    ``off`` ends whichever is under way. A recording is answered by SoundTested.
    """

    __test__ = False  # pytest takes it for a class of tests otherwise

    what: Literal["tone", "ring", "record", "play", "off"]


class MeasureLevels(Order, frozen=True):
    """Tell levels (a page with meters is open): without a call the microphone is opened for it."""

    on: bool


Command = (
    Attach
    | Acknowledge
    | Detach
    | Quit
    | Answer
    | Decline
    | HangUp
    | Dial
    | Hold
    | Resume
    | Mute
    | SendDigits
    | Admit
    | AskEar
    | StartRecording
    | PauseRecording
    | ResumeRecording
    | StopRecording
    | BeginSurvey
    | BeginTransfer
    | BlindTransfer
    | ConfirmSpeaking
    | CompleteTransfer
    | ReturnToCustomer
    | ConsultAgain
    | JoinConference
    | LeaveConferenceToConsult
    | SendMessage
    | PlayCue
    | SetDoNotDisturb
    | Register
    | WatchPresence
    | ChangeSound
    | TestSound
    | MeasureLevels
)
