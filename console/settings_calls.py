"""The sections of the settings about calls: sound, answering, the person's states, and the PBX's queue.

Beside settings.py, which puts them together with the others.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, field

from console.errors import SettingsError

_Device = Annotated[str, Meta(max_length=256, description='the name of a device, or "" to follow the system')]
_Code = Annotated[
    str,
    Meta(
        pattern=r"^([0-9*#]|\{extension\}|\{reason\}){0,32}$",
        description="a feature code: digits, * and #, {extension} and {reason}, at most 32",
    ),
]
Reason = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9_-]{0,31}$", description="a word of small letters, digits, - and _, at most 32"
    ),
]
_Failed = Annotated[str, Meta(pattern="^(bot|ivr)$", description='"bot" or "ivr"')]
_MonitorCode = Annotated[
    str,
    Meta(
        pattern=r"^([0-9*#]|\{extension\}){0,32}$",
        description="a feature code: digits, * and #, and {extension}, at most 32",
    ),
]
_MonitorKey = Annotated[str, Meta(pattern=r"^[0-9*#]{0,4}$", description="up to four keys: digits, * and #")]
_Emergency = Annotated[str, Meta(pattern=r"^\+?[0-9*#]{2,15}$", description="2 to 15 digits in quotes")]


class Sound(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent speaks into and hears with, where no choice was made for the devices that are there."""

    microphone: _Device = ""
    speaker: _Device = ""
    ringer: _Device = ""
    fallback: Annotated[
        str,
        Meta(
            max_length=256, description='the name of a device, or "" for silence until the agent has chosen'
        ),
    ] = ""
    microphone_gain: Annotated[float, Meta(ge=0, le=4, description="a factor from 0 to 4")] = 1.0
    speaker_volume: Annotated[float, Meta(ge=0, le=2, description="a factor from 0 to 2")] = 1.0
    ringer_volume: Annotated[float, Meta(ge=0, le=1, description="a factor from 0 to 1")] = 0.8


class Calls(msgspec.Struct, frozen=True, kw_only=True):
    """How calls are answered and dialled."""

    auto_answer: Annotated[
        Literal["off", "asked", "always"],
        Meta(description='"off", "asked" (by the PBX, in Alert-Info or Call-Info) or "always"'),
    ] = "off"
    auto_answer_seconds: Annotated[
        float, Meta(ge=0, le=30, description="a number of seconds from 0 to 30")
    ] = 1.0
    emergency: Annotated[
        tuple[_Emergency, ...],
        Meta(description='a list of numbers, such as ["112", "999"]; empty: those of the country'),
    ] = ()
    echo: Annotated[str, Meta(max_length=256, description='what the test call dials, such as "*43"')] = ""
    mark_header: Annotated[
        str,
        Meta(pattern=r"^([Xx]-[A-Za-z0-9-]{1,60})?$", description='the name of a header such as "X-Failed"'),
    ] = ""
    marks: Annotated[
        dict[str, _Failed],
        Meta(description='a table of values of that header, such as bot = "bot", menu = "ivr"'),
    ] = field(default_factory=dict)
    failed_lines: Annotated[
        dict[str, _Failed],
        Meta(description='a table of dialled extensions, such as 2900 = "bot"'),
    ] = field(default_factory=dict)


class States(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps this person from taking calls."""

    reasons: Annotated[
        tuple[Reason, ...], Meta(max_length=20, description='at most 20 words, such as ["break", "training"]')
    ] = ("break", "training")
    wrapup_seconds: Annotated[
        int, Meta(ge=0, le=3600, description="whole seconds from 0 (until it is finished) to 3600")
    ] = 0
    wrapup_more_seconds: Annotated[int, Meta(ge=10, le=3600, description="whole seconds from 10 to 3600")] = (
        60
    )
    ring_no_answer: Annotated[Literal["not_ready", "ignore"], Meta(description='"not_ready" or "ignore"')] = (
        "not_ready"
    )
    no_answer_seconds: Annotated[
        float, Meta(ge=3, le=120, description="a number of seconds from 3 to 120")
    ] = 10.0


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """Feature codes by which the PBX's queue is told what the person's state is; each must say, not toggle.

    ``{extension}`` is the person's, ``{reason}`` the place of the reason in ``[states] reasons``, counted from 1
    (0 for none).

    - Asterisk: the dialplan's own, made of AddQueueMember, RemoveQueueMember, PauseQueueMember and
      UnpauseQueueMember: ``login = "*51"``, ``pause = "*53{reason}"``. FreePBX's ``*45`` and ``*46`` toggle and
      are of no use here.
    - FreeSWITCH: the dialplan's own, made of mod_callcenter's ``callcenter_config agent set status``
      (Available, On Break, Logged Out): ``login = "*22{extension}"``.
    - 3CX: ``login = "*62"``, ``logout = "*63"``; it has no pause, so name the same codes there.
    """

    login: _Code = ""
    logout: _Code = ""
    pause: _Code = ""
    unpause: _Code = ""


class Monitor(msgspec.Struct, frozen=True, kw_only=True):
    """How a supervisor hears a colleague's call, whispers to them, or joins.

    With codes the PBX does it; ``{extension}`` is the agent's. Without any the agent's console is called itself, with
    a grant of the shared store. ``*_key`` are pressed in the call to change; without them the other code is dialled.

    - Asterisk: the dialplan's own, made of ChanSpy: ``listen = "*222{extension}"`` with the options ``qE``,
      whisper with ``qwE``, join with ``qBE``; with the option ``d`` the keys are ``"4"``, ``"5"``, ``"6"``.
    - FreeSWITCH: the dialplan's own, made of ``eavesdrop``: one code, and the keys ``"0"``, ``"2"``, ``"3"``.
    - Yeastar P-Series: ``listen = "*51{extension}"``, ``whisper = "*52{extension}"``, ``join = "*53{extension}"``.
    - 3CX: what the administrator has set for it.
    """

    listen: _MonitorCode = ""
    whisper: _MonitorCode = ""
    join: _MonitorCode = ""
    listen_key: _MonitorKey = ""
    whisper_key: _MonitorKey = ""
    join_key: _MonitorKey = ""
    by_grant: Annotated[
        bool,
        Meta(description="true: the PBX passes the header X-Warmline-Grant on, so no code is needed"),
    ] = False
    told: Annotated[bool, Meta(description="true, or false: an agent is not shown who listens")] = True


def check(path: Path, queue: Queue, states: States) -> None:
    """What one key alone cannot say. SettingsError."""
    if queue.login and queue.login == queue.logout:
        problem = "is the same as login. A code that toggles cannot be kept in step; use one that says what it does."
        raise SettingsError(path, "queue.logout", problem)
    if queue.pause and queue.pause == queue.unpause:
        problem = "is the same as pause. A code that toggles cannot be kept in step; use one that says what it does."
        raise SettingsError(path, "queue.unpause", problem)
    if bool(queue.pause) != bool(queue.unpause):
        key = "unpause" if queue.pause else "pause"
        raise SettingsError(path, f"queue.{key}", "is missing: a pause needs both codes.")
    if "missed" in states.reasons:
        problem = (
            "“missed” is the reason that Warmline itself gives after an unanswered ring; use another word."
        )
        raise SettingsError(path, "states.reasons", problem)
    if len(set(states.reasons)) != len(states.reasons):
        raise SettingsError(path, "states.reasons", "a reason occurs twice.")
