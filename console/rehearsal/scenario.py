"""A rehearsal as a TOML file: who calls, what colleagues do, what is right, and how each step is weighed.

    title, about, call           its name, what the trainee is told before, the customer (a file of scenarios/)
    accepts_transfer             false: the customer's telephone refuses to be handed over
    [patience]  ring, hold, call how long the customer bears it: seconds from .. to, drawn from the seed
    [[says]]                     what the customer says (telephony.floor.scenario.Line): with a line for ``answered``
                                 in place of what they say there, else besides
    [[colleagues]]               what people and departments do this time (extension; else as in scenarios/house.toml)
    [right]                      the right escalation, the right end, the right paper
    [model]                      how it is done: what a scripted trainee types, and whom they try
    [[steps]]                    what is looked at, how heavy it is, and what to do better

People, departments, customers and policy are those of the demo (resources/demo). All that is wrong with a file is
told at once, with its lines.
"""

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from console import toml_file
from console.errors import ConsoleError, SettingsError
from console.rehearsal.lines import line_of, lines_of
from resources import ROOT, path
from telephony.floor.scenario import Does, Line, Replaced, ScenarioError, Seconds, read_scenario

T = TypeVar("T", bound=msgspec.Struct)
FOLDER = "rehearsals"
CHECKS = (
    "answered",
    "contact",
    "case",
    "demanded",
    "hold_announced",
    "reason",
    "summary",
    "target",
    "confirmed",
    "held",
    "outcome_told",
    "ended",
    "promised",
    "wrapped_up",
)
"""What can be looked at; console.rehearsal.scoring says how."""
TIMED = frozenset({"answered", "held", "wrapped_up"})
"""These need ``within``."""
_LONGEST = 100_000

Text = Annotated[str, Meta(max_length=2000)]
Short = Annotated[str, Meta(max_length=120)]
Span = tuple[Seconds, Seconds]
"""From .. to, in seconds."""


class RehearsalError(ConsoleError):
    """A scenario that is missing or wrong; the message has a line for each problem."""


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base: a key that is not listed is refused."""


class Patience(_Part, frozen=True, kw_only=True):
    """When the customer hangs up."""

    ring: Span = (30.0, 40.0)
    hold: Span = (90.0, 150.0)
    call: Span = (900.0, 900.0)


class Colleague(_Part, frozen=True, kw_only=True):
    """What is not as in scenarios/house.toml."""

    user: Short
    does: Does | None = None
    after: Span | None = None
    person_after: Span | None = None
    replaced: Replaced | None = None


class Right(_Part, frozen=True, kw_only=True):
    """What is right. ``targets`` are directory keys, any of them; ``ends`` outcomes of store.escalation."""

    kind: Literal["functional", "hierarchical"]
    reason: Short
    targets: Annotated[tuple[str, ...], Meta(min_length=1)]
    ends: Annotated[
        tuple[Literal["handed_over", "conference", "blind", "sent", "returned"], ...], Meta(min_length=1)
    ]
    category: Short = ""
    severity: Literal["", "low", "normal", "high", "critical"] = ""
    contact: tuple[Literal["name", "number", "email"], ...] = ("name", "number")
    codes: tuple[str, ...] = ("escalated",)


class Model(_Part, frozen=True, kw_only=True):
    """How it is done. ``then`` takes it if ``first`` does not; "": nobody else is tried.

    ``then_mode``: by telephone, or sent without a call while the customer is told when they hear of it.
    """

    subject: Short
    notes: Text = ""
    summary: Text
    expects: Text
    first: Short
    first_mode: Literal["warm", "no_call"] = "warm"
    then: Short = ""
    then_mode: Literal["warm", "no_call"] = "warm"
    promise_minutes: Annotated[int, Meta(ge=0, le=10080)] = 0


class Step(_Part, frozen=True, kw_only=True):
    """One thing that is looked at. ``within`` in seconds; up to twice as long earns half of the points."""

    check: Literal[
        "answered", "contact", "case", "demanded", "hold_announced", "reason", "summary", "target", "confirmed",
        "held", "outcome_told", "ended", "promised", "wrapped_up",
    ]  # fmt: skip
    weight: Annotated[int, Meta(ge=1, le=100)]
    better: Text
    within: Seconds = 0.0


class _Top(_Part, frozen=True, kw_only=True):
    title: Annotated[str, Meta(min_length=1, max_length=120)]
    about: Text
    call: Short
    accepts_transfer: bool = True
    ring_seconds: Annotated[float, Meta(ge=5, le=60)] = 15.0


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """A whole one. ``key`` is the file's name, ``edition`` a digest of its text."""

    key: str
    file: Path
    edition: str
    title: str
    about: str
    call: str
    accepts_transfer: bool
    ring_seconds: float
    patience: Patience
    says: tuple[Line, ...]
    colleagues: tuple[Colleague, ...]
    right: Right
    model: Model
    steps: tuple[Step, ...]

    def step(self, check: str) -> Step | None:
        """The step that looks at this."""
        return next((s for s in self.steps if s.check == check), None)


_PARTS: dict[str, type[msgspec.Struct]] = {"patience": Patience, "right": Right, "model": Model}
_LISTS: dict[str, type[msgspec.Struct]] = {"says": Line, "colleagues": Colleague, "steps": Step}
_NEEDED = ("right", "model", "steps")


def names() -> tuple[str, ...]:
    """The scenarios that are shipped, by name."""
    return tuple(sorted(f.stem for f in path(FOLDER).glob("*.toml")))


@cache
def shipped() -> tuple[Rehearsal, ...]:
    """All of them, in the order of their names. RehearsalError for the first that is wrong."""
    return tuple(map(read, names()))


def read(name: str) -> Rehearsal:
    """Read a shipped scenario by its name, or one's own by its path (``….toml``). Raises RehearsalError."""
    file = Path(name) if name.endswith(".toml") else ROOT / FOLDER / f"{name}.toml"
    if not name.endswith(".toml") and name not in names():
        raise RehearsalError(
            "no_rehearsal", f"There is no scenario “{name}”. There are: {', '.join(names())}."
        )
    text = _text(file)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RehearsalError("bad_rehearsal", f"{file}: is no valid TOML: {error}.") from None
    return _Reader(file, text, tables).read()


def _text(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise RehearsalError("no_rehearsal", f"{file}: cannot be read ({error.strerror}).") from None
    if len(raw) > _LONGEST:
        raise RehearsalError("bad_rehearsal", f"{file}: is longer than {_LONGEST} bytes and is not read.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise RehearsalError("bad_rehearsal", f"{file}: line {line}: is no UTF-8 text.") from None


class _Reader:
    """One file: each table is read by itself, so that all that is wrong is found."""

    def __init__(self, file: Path, text: str, tables: dict[str, Any]) -> None:
        self._file, self._text, self._tables = file, text, tables
        self._lines = lines_of(text)
        self._problems: list[tuple[int, str]] = []

    def read(self) -> Rehearsal:
        rest = {k: v for k, v in self._tables.items() if k not in {*_PARTS, *_LISTS}}
        top = self._check("", rest, _Top)
        tables: dict[str, Any] = {key: self._part(key, kind) for key, kind in _PARTS.items()}
        tables |= {key: self._list(key, kind) for key, kind in _LISTS.items()}
        for key in _NEEDED:
            if key not in self._tables:
                self._wrong("", f"[{key}] is missing.")
        self._tell()  # what follows needs tables that can be read
        assert top is not None  # noqa: S101 - or it was told just now
        made = Rehearsal(
            key=self._file.stem,
            file=self._file,
            edition=hashlib.sha256(self._text.encode()).hexdigest()[:12],
            **msgspec.structs.asdict(top),
            **tables,
        )
        for where, what in _problems(made):
            self._wrong(where, what)
        self._tell()
        return made

    def _part(self, key: str, kind: type[msgspec.Struct]) -> Any:
        if key not in self._tables:
            return kind() if key not in _NEEDED else None
        return self._check(key, self._tables[key], kind)

    def _list(self, key: str, kind: type[msgspec.Struct]) -> tuple[Any, ...]:
        tables = self._tables.get(key, [])
        if not isinstance(tables, list):
            self._wrong(key, f"must be a list of tables: write [[{key}]].")
            return ()
        return tuple(self._check(f"{key}[{n}]", table, kind) for n, table in enumerate(tables))

    def _check(self, where: str, table: Any, kind: type[T]) -> T | None:
        if not isinstance(table, dict):
            self._wrong(where, "must be a table.")
            return None
        try:
            return toml_file.check(self._file, table, kind)
        except SettingsError as error:
            self._wrong(f"{where}.{error.key}".strip("."), error.problem)
            return None

    def _wrong(self, where: str, what: str) -> None:
        self._problems.append((line_of(self._lines, where), f"{where}: {what}" if where else what))

    def _tell(self) -> None:
        if self._problems:
            said = [f"{self._file}: line {line}: {what}" for line, what in sorted(set(self._problems))]
            raise RehearsalError("bad_rehearsal", "\n".join(said))


def _problems(made: Rehearsal) -> list[tuple[str, str]]:
    """What no single table can tell: where, and what."""
    return [*_bad_steps(made), *_bad_names(made), *_bad_spans(made)]


def _bad_steps(made: Rehearsal) -> list[tuple[str, str]]:
    found = []
    if not made.steps:
        found.append(("steps", "there is nothing to look at."))
    for n, step in enumerate(made.steps):
        if step.check in {s.check for s in made.steps[:n]}:
            found.append((f"steps[{n}].check", f"“{step.check}” is looked at twice."))
        if step.check in TIMED and not step.within:
            found.append((f"steps[{n}]", f"“{step.check}” needs “within”, in seconds."))
        if step.within and step.check not in TIMED:
            found.append((f"steps[{n}].within", f"“{step.check}” takes no time."))
    if made.step("promised") and not made.model.promise_minutes:
        found.append(("model", "“promised” is looked at, and promise_minutes is missing."))
    return found


def _bad_names(made: Rehearsal) -> list[tuple[str, str]]:
    from console.rehearsal.known import known_names  # noqa: PLC0415 - reads the demo's files

    known = known_names()
    found = []
    asked = [("right.targets", key, known.targets) for key in made.right.targets]
    asked += [
        ("right.reason", made.right.reason, known.reasons),
        ("model.first", made.model.first, known.targets),
    ]
    asked += [("right.category", made.right.category, known.categories)] if made.right.category else []
    asked += [("model.then", made.model.then, known.targets)] if made.model.then else []
    asked += [("right.codes", code, known.codes) for code in made.right.codes]
    asked += [(f"colleagues[{n}].user", c.user, known.users) for n, c in enumerate(made.colleagues)]
    for where, word, allowed in asked:
        if word not in allowed:
            found.append((where, f"“{word}” is not known. There are: {', '.join(sorted(allowed))}."))
    try:
        read_scenario(made.call)
    except ScenarioError as error:
        found.append(("call", error.message))
    return found


def _bad_spans(made: Rehearsal) -> list[tuple[str, str]]:
    spans: dict[str, Span | None] = {
        f"patience.{k}": v for k, v in msgspec.structs.asdict(made.patience).items()
    }
    for n, colleague in enumerate(made.colleagues):
        spans |= {f"colleagues[{n}].{k}": getattr(colleague, k) for k in ("after", "person_after")}
    return [
        (where, "is from the shorter to the longer time.")
        for where, span in spans.items()
        if span is not None and span[0] > span[1]
    ]
