"""The terms on which a desk works: what the settings say to it. What may be escalated to whom is store.policy's."""

from collections.abc import Callable

import msgspec

from store.review import Sight
from telephony.recording import Policy

Later = Callable[[float, Callable[[], None]], Callable[[], None]]
"""Call something on the desk's thread after so many seconds; answers with how to call that off."""


def never(_seconds: float, _call: Callable[[], None]) -> Callable[[], None]:
    """Nothing happens by itself: for a desk that nobody sits at."""
    return lambda: None


class QueueCodes(msgspec.Struct, frozen=True, kw_only=True):
    """Feature codes of the PBX's queue, with ``{extension}`` and ``{reason}``; "" for what it does not have."""

    login: str = ""
    logout: str = ""
    pause: str = ""
    unpause: str = ""

    def __bool__(self) -> bool:
        return any((self.login, self.logout, self.pause, self.unpause))


class MonitorCodes(msgspec.Struct, frozen=True, kw_only=True):
    """How supervisors hear calls (R52): codes of the PBX with ``{extension}``, and keys that change the ear in a call.

    Without a code the agent's console is called itself; with a registrar only if ``by_grant`` says that the PBX passes
    our header on. ``told``: the agent sees who listens.
    """

    listen: str = ""
    whisper: str = ""
    join: str = ""
    listen_key: str = ""
    whisper_key: str = ""
    join_key: str = ""
    by_grant: bool = False
    told: bool = True

    def __bool__(self) -> bool:
        """Whether the PBX does it."""
        return any((self.listen, self.whisper, self.join))

    def code(self, ear: str) -> str:
        """What is dialled for it, or ""."""
        return {"listen": self.listen, "whisper": self.whisper, "join": self.join}.get(ear, "")

    def key(self, ear: str) -> str:
        """What is pressed for it in the call, or ""."""
        return {"listen": self.listen_key, "whisper": self.whisper_key, "join": self.join_key}.get(ear, "")


class SurveyWords(msgspec.Struct, frozen=True, kw_only=True):
    """The sounds of the survey, by the names of their files; the customer has so many seconds for each answer."""

    question: str = "survey_question"
    again: str = "survey_again"
    thanks: str = "survey_thanks"
    seconds: float = 8.0


class ReviewTerms(msgspec.Struct, frozen=True, kw_only=True):
    """``sight``: which calls trainers look for themselves; ``due_days``: when a review is due if nobody says so."""

    sight: Sight = Sight.ALL
    due_days: int = 7


class RecordingTerms(msgspec.Struct, frozen=True, kw_only=True):
    """How calls are recorded, as far as the desk decides; the rest is said to the engine when it is attached.

    ``asks_first``: on demand only once the caller has agreed. ``on_objection`` is ``stop`` or ``pause``. ``sensitive``
    are the fields that pause it while they have the keyboard. Seconds of hints; 0: that one is not given.
    """

    policy: Policy = Policy.OFF
    asks_first: bool = True
    on_objection: str = "stop"
    sensitive: tuple[str, ...] = ()
    hints: bool = True
    silent_seconds: float = 20.0
    hold_seconds: float = 60.0


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What is allowed here, and how long things take.

    ``country`` is the home country of numbers (ISO 3166, two letters); ``host`` completes a dialled extension
    ("" in direct mode) and ``port`` its; ``floor_key`` signs hand-over contexts, None: none are sent or believed.
    Times are seconds.
    """

    country: str = "GB"
    host: str = ""
    port: int | None = None
    own: tuple[str, ...] = ()
    """User parts under which this desk is called: its extension, the user of its SIP address."""
    floor_key: bytes | None = None
    ring_seconds: float = 30.0
    notify_seconds: float = 30.0
    lines: int = 2
    """Customers' calls at a time; the engine has four calls, one is for the consult, one stays free."""
    auto_answer: str = "off"
    """``off``, ``asked`` (by the PBX) or ``always``."""
    auto_answer_seconds: float = 1.0
    emergency: tuple[str, ...] = ()
    """Numbers that pass every policy and state; () are those of the country."""
    echo: str = ""
    """What the test call dials; "" if there is nothing."""
    marks: tuple[tuple[str, str], ...] = ()
    """What the PBX's header says of a call, and who has failed with it then: ``bot`` or ``ivr``."""
    failed_lines: tuple[tuple[str, str], ...] = ()
    """Extensions to which a bot or an IVR sends whom it could not help."""
    reasons: tuple[str, ...] = ("break", "training")
    wrapup_seconds: float = 0.0
    """After so long a wrap-up no longer keeps calls away; 0: until it is finished."""
    wrapup_more_seconds: float = 60.0
    missed_is_away: bool = True
    """An unanswered ring makes the person away."""
    no_answer_seconds: float = 10.0
    """How long it has to have rung for that."""
    queue: QueueCodes = QueueCodes()
    monitor: MonitorCodes = MonitorCodes()
    survey: SurveyWords = SurveyWords()
    review: ReviewTerms = ReviewTerms()
    recording: RecordingTerms = RecordingTerms()
