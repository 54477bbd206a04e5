"""What the section [recording] of the settings says of calls while they run: which are recorded, and what is told."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

import resources
from console.desk.terms import RecordingTerms
from console.errors import SettingsError
from telephony.recording import Policy
from telephony.recording import Recording as ToEngine

TONE = "tone"
"""The notice that Warmline brings along; any other one is a file of the center's."""
_Field = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9_]{0,31}(\.[a-z0-9_.-]{1,64})?$",
        description="the name of a field, such as step.card or ticket.notes",
    ),
]


class RecordingPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """``sensitive`` are names of console.ui.objects, or ``step.KEY`` for a step of the escalation policy."""

    policy: Annotated[
        Literal["off", "on_demand", "always"], Meta(description='"off", "on_demand" or "always"')
    ] = "off"
    ask_first: Annotated[
        bool, Meta(description="true, or false: on demand, the caller need not agree first")
    ] = True
    on_objection: Annotated[Literal["stop", "pause"], Meta(description='"stop" or "pause"')] = "stop"
    notice: Annotated[
        str,
        Meta(
            pattern=r"^(tone|[^\x00]{0,3000}\.[wW][aA][vV])?$",
            description='"" for none, "tone", or the path of a WAV file (16 bit PCM)',
        ),
    ] = ""
    notice_every: Annotated[
        float, Meta(ge=0, le=3600, description="a number of seconds from 0 (once) to 3600")
    ] = 0.0
    sensitive: Annotated[
        tuple[_Field, ...],
        Meta(max_length=40, description='a list of fields, such as ["step.card", "ticket.notes"]'),
    ] = ()
    measure: Annotated[bool, Meta(description="true, or false: how people speak is not measured")] = True
    hints: Annotated[bool, Meta(description="true, or false: nothing is hinted at during a call")] = True
    silent_seconds: Annotated[
        float, Meta(ge=0, le=600, description="a number of seconds from 0 (no hint) to 600")
    ] = 20.0
    hold_seconds: Annotated[
        float, Meta(ge=0, le=3600, description="a number of seconds from 0 (no hint) to 3600")
    ] = 60.0


def check_notice(path: Path, policy: RecordingPolicy) -> None:
    """SettingsError for a notice that is not there: nothing would be recorded."""
    if policy.notice and policy.notice != TONE and not _file(path, policy.notice).is_file():
        problem = f"there is no file {_file(path, policy.notice)}; without it nothing would be recorded."
        raise SettingsError(path, "recording.notice", problem)


def place_notice(path: Path, notice: str) -> str:
    """The same with an absolute path: a relative one is meant from the settings file's folder."""
    return str(_file(path, notice)) if notice and notice != TONE else notice


def _file(settings: Path, text: str) -> Path:
    return (settings.parent / Path(text).expanduser()).absolute()


def to_engine(policy: RecordingPolicy) -> ToEngine:
    """What is said when the telephone is attached."""
    notice = str(resources.path("sounds/recording.wav")) if policy.notice == TONE else policy.notice
    return ToEngine(
        policy=Policy(policy.policy),
        notice=notice,
        notice_every=policy.notice_every,
        measure=policy.measure,
    )


def to_desk(policy: RecordingPolicy) -> RecordingTerms:
    """What the desk goes by."""
    return RecordingTerms(
        policy=Policy(policy.policy),
        asks_first=policy.ask_first,
        on_objection=policy.on_objection,
        sensitive=policy.sensitive,
        hints=policy.hints and policy.measure,
        silent_seconds=policy.silent_seconds,
        hold_seconds=policy.hold_seconds,
    )
