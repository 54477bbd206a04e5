"""What simulated people do, as TOML: read, checked, and told with file and key where it is wrong.

A scenario (one file a customer) and the house (all colleagues) are the classes below; their fields are the
keys. Times are in seconds. What is said is spoken by ``resources/make_prompts.py`` beforehand, into
``prompts/<file>_<user or nothing>_<number>.wav``.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from resources import path
from telephony.errors import TelephonyError

HOUSE = "house"

Seconds = Annotated[float, Meta(ge=0, le=3600)]
Short = Annotated[str, Meta(max_length=120)]


class ScenarioError(TelephonyError):
    """A file of the simulated floor that is missing or wrong; the message names file and key."""


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base: a key that is not listed is refused."""


class Voice(_Table, frozen=True, kw_only=True):
    """A voice of espeak-ng; ``speed`` in words a minute, ``pitch`` 0 to 99."""

    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9+\-]{2,40}$")]
    speed: Annotated[int, Meta(ge=80, le=300)] = 160
    pitch: Annotated[int, Meta(ge=0, le=99)] = 50


class Line(_Table, frozen=True, kw_only=True):
    """Something that is said.

    ``when``: ``answered`` (the call is up), ``transferred`` (the customer and the target are together),
    ``back`` (the customer is off hold again), ``person`` (somebody comes to a queue's telephone), ``then`` (the line
    before has ended) or ``heard`` (the other side has spoken and then been silent for ``after`` seconds; at the latest
    after ``or_after``).
    ``voice`` other than the speaker's own is for another language. ``wav`` is a file of one's own beside the
    TOML, in place of a prompt.
    """

    when: Literal["answered", "transferred", "back", "person", "then", "heard"]
    after: Seconds = 1.0
    or_after: Seconds = 15.0
    text: Annotated[str, Meta(max_length=400)] = ""
    voice: str = ""
    wav: str = ""


class Person(_Table, frozen=True, kw_only=True):
    """Who calls: the display name and number in From."""

    name: Short
    number: Annotated[str, Meta(pattern=r"^\+?[0-9A-Za-z.]{0,40}$")] = ""
    language: Short = ""


class Patience(_Table, frozen=True, kw_only=True):
    """When the customer hangs up: after so long ringing, held in one piece, or in the call altogether."""

    ring: Seconds = 60.0
    hold: Seconds = 300.0
    call: Seconds = 900.0


class Leaves(_Table, frozen=True, kw_only=True):
    """When the customer is content: so long after this has happened."""

    when: Literal["answered", "transferred", "said_all"]
    after: Seconds


class Scenario(_Table, frozen=True, kw_only=True):
    """A customer's call. ``accepts_transfer`` False: their telephone refuses REFER (603)."""

    title: Short
    customer: Person
    voice: Voice = Voice(name="en-us")
    patience: Patience = Patience()
    leaves: Leaves | None = None
    says: tuple[Line, ...] = ()
    accepts_transfer: bool = True


Does = Literal["answers", "queue", "busy", "declines", "unavailable", "gone", "never"]
Replaced = Literal["takes", "refuses", "hangs"]
"""What a party's telephone does when a customer is to take the caller's place: let them in, refuse (480), or nothing
for so long that whoever hands over hears of no result."""


class HouseParty(_Table, frozen=True, kw_only=True):
    """A colleague or department. ``after`` seconds from ringing it ``does`` what it does.

    ``person_after``: a queue's music plays so long before a person speaks. ``stays``: so long after the
    customer has come, the party hangs up.
    """

    user: Annotated[str, Meta(pattern=r"^[0-9A-Za-z.]{1,40}$")]
    name: Short
    does: Does
    after: Seconds = 1.0
    person_after: Seconds = 20.0
    stays: Seconds = 60.0
    replaced: Replaced = "takes"
    voice: Voice = Voice(name="en-us")
    says: tuple[Line, ...] = ()


class House(_Table, frozen=True, kw_only=True):
    """All colleagues that one process plays."""

    parties: tuple[HouseParty, ...]

    def party(self, user: str) -> HouseParty | None:
        """Who is at this extension."""
        return next((p for p in self.parties if p.user == user), None)


T = TypeVar("T", bound=_Table)


def scenario_names() -> tuple[str, ...]:
    """The customers' scenarios that are shipped, by name."""
    return tuple(sorted(f.stem for f in path("scenarios").glob("*.toml") if f.stem != HOUSE))


def scenario_file(name: str) -> Path:
    """The file of a scenario: a shipped one by its name, or one's own by its path."""
    if name.endswith(".toml"):
        return Path(name)
    try:
        return path(f"scenarios/{name}.toml")
    except (FileNotFoundError, ValueError):
        known = ", ".join(scenario_names())
        raise ScenarioError("no_scenario", f"There is no scenario “{name}”. There are: {known}.") from None


def read_scenario(name: str) -> Scenario:
    """Read a customer's scenario by name or path. Raises ScenarioError."""
    return _read(scenario_file(name), Scenario)


def read_house(name: str = HOUSE) -> House:
    """Read what the colleagues do, by name or path. Raises ScenarioError, also if an extension is there twice."""
    file = scenario_file(name)
    house = _read(file, House)
    users = [p.user for p in house.parties]
    twice = {u for u in users if users.count(u) > 1}
    if twice:
        raise ScenarioError("bad_scenario", f"{file}: user {', '.join(sorted(twice))} is there twice.")
    return house


def prompt_file(file: Path, user: str, lines: tuple[Line, ...], line: Line) -> Path:
    """Where the sound of ``line`` lies; ``user`` is "" for a customer. It need not be there."""
    if line.wav:
        return file.parent / line.wav
    number = next(i for i, other in enumerate(lines, 1) if other is line)
    name = "_".join(part for part in (file.stem, user, str(number)) if part)
    return path("prompts") / f"{name}.wav"


def _read(file: Path, kind: type[T]) -> T:
    try:
        tables: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        return msgspec.convert(tables, kind)
    except OSError as error:
        raise ScenarioError("no_scenario", f"{file}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ScenarioError("bad_scenario", f"{file}: is no UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError("bad_scenario", f"{file}: is no valid TOML: {error}.") from None
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        key = where.rstrip("`")
        raise ScenarioError(
            "bad_scenario", f"{file}: {key}: {what}." if key else f"{file}: {what}."
        ) from None
