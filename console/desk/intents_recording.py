"""What is asked of recording; see intents.py. ``call`` None is the call at hand, and its consult goes with it."""

from dataclasses import dataclass

from telephony.call import CallId


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Record it from now on. ``agreed``: the caller was asked, and agrees."""

    call: CallId | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRecording:
    """Nothing is kept until a person says that it goes on."""

    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRecording:
    """It goes on."""

    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRecording:
    """Close the file; only where calls are recorded on demand."""

    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SayConsent:
    """What the caller says to being recorded: ``given``, ``objected``, or "" to take it back."""

    consent: str
    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterField:
    """This field has the keyboard now (its name in console.ui.objects, or ``step.KEY``); "": none, it was left.

    ``name`` is what it is called on the screen.
    """

    field: str
    name: str = ""


RecordingIntent = Record | PauseRecording | ResumeRecording | StopRecording | SayConsent | EnterField
