"""What is asked of recording; see intents.py. ``call`` None is the call at hand, and its consult goes with it."""

from msgspec import Struct

from telephony.call import CallId


class Record(Struct, frozen=True, kw_only=True):
    """Record it from now on. ``agreed``: the caller was asked, and agrees."""

    call: CallId | None = None
    agreed: bool = False


class PauseRecording(Struct, frozen=True, kw_only=True):
    """Nothing is kept until a person says that it goes on."""

    call: CallId | None = None


class ResumeRecording(Struct, frozen=True, kw_only=True):
    """It goes on."""

    call: CallId | None = None


class StopRecording(Struct, frozen=True, kw_only=True):
    """Close the file; only where calls are recorded on demand."""

    call: CallId | None = None


class SayConsent(Struct, frozen=True, kw_only=True):
    """What the caller says to being recorded: ``given``, ``objected``, or "" to take it back."""

    consent: str
    call: CallId | None = None


class EnterField(Struct, frozen=True, kw_only=True):
    """This field has the keyboard now (its name in console.ui.objects, or ``step.KEY``); "": none, it was left.

    ``name`` is what it is called on the screen.
    """

    field: str
    name: str = ""


RecordingIntent = Record | PauseRecording | ResumeRecording | StopRecording | SayConsent | EnterField
