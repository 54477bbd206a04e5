"""Calls of the last days with their recordings, for the trainer's desk: what was said, when, and how it was kept.

Each case is a file of resources/demo/recorded/, with its legs beside it. They go into the demo's archive as any
recording does, compressed and with its picture, and their conduct is measured as the engine measures it.
"""

import tempfile
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import asdict

import resources
from store.customer import Customer
from store.escalation import Escalation, EscalationStep, Kind, Mode, Outcome, Resolution
from store.recording import Conduct, Consent, Keeping, LegConduct, Recording
from store.recordings import Archive
from store.records import Records
from store.seed import Loadable
from store.ticket import Call, CallLeg, Entry, Severity, Status, Ticket
from store.ticket import Outcome as CallOutcome
from telephony.conduct import Conduct as Meter

_CASES = UUID("4f1a9f54-0f0e-5f3c-9d52-9b2c35c1f0a7")
_KEPT_FOR = timedelta(days=90)
_STEPS = (
    ("consult_started", -0.0), ("ringing", 0.4), ("answered", None), ("completing", -0.6), ("handed_over", 0.0),
)  # fmt: skip
"""With seconds after the beginning, or (from ``completing`` on) after the hand-over."""
_FLOOR_DB, _FULL = -90.0, 32768.0


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A case that is in the store, and its first call."""

    ticket: UUID
    call: UUID


def load(
    book: Loadable, archive: Archive, known: Callable[[str], Customer], first: int, now: datetime
) -> dict[str, Told]:
    """Put all of them in, numbered from ``first`` on; by the names of their files.

    ``known`` finds a customer of the demo by name.
    """
    folder = resources.path("demo/recorded")
    made = {}
    for number, file in enumerate(sorted(folder.glob("*.toml")), first):
        case = _Case(file, known, number, now)
        book.load((case.records(archive),))
        made[file.stem] = Told(ticket=case.ticket.id, call=case.call)
    return made


class _Leg(msgspec.Struct, frozen=True):
    call: Call
    leg: CallLeg
    consult: bool


class _Case:
    """One file. Seconds in it are from the first call's answer."""

    def __init__(self, file: Path, known: Callable[[str], Customer], number: int, now: datetime) -> None:
        self._file = file
        self._told: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        self._people: dict[str, str] = self._told["people"]
        self._rows = 0
        self._began = (now - timedelta(hours=self._told["hours_ago"])).replace(second=12, microsecond=0)
        self._customer = known(self._told["customer"])
        self._told_escalation: dict[str, Any] | None = self._told.get("escalation")
        last = self._people[self._told["legs"][-1]["left"]]
        self.ticket = Ticket(
            id=self._id(-3), number=number, opened_at=self._at(-3), customer=self._customer.id,
            caller=self._customer.numbers[0], caller_name=self._customer.name, subject=self._told["subject"],
            category=self._told["category"], severity=Severity(self._told["severity"]),
            status=Status.RESOLVED, owner=last, updated_at=self._at(self._told["resolved_at"]),
            closed_at=self._at(self._told["resolved_at"]), responded_at=self._at(0),
            told_at=self._at(self._told["resolved_at"]), policy=1,
        )  # fmt: skip
        self.call = self._id(-2)
        self._escalation = self._make_escalation()

    def records(self, archive: Archive) -> Records:
        """All of it; the sound is in the archive afterwards."""
        legs = self._legs()
        kept: list[Recording | LegConduct] = []
        for told, one in zip(self._told["legs"], legs, strict=True):
            kept += self._recorded(archive, told, one)
        calls = tuple({one.call.id: one.call for one in legs}.values())
        return Records(
            tickets=(self.ticket,), escalations=(self._escalation,) if self._escalation else (), calls=calls,
            legs=tuple(one.leg for one in legs), entries=tuple(self._entries()), steps=tuple(self._steps()),
            kept=tuple(kept),
        )  # fmt: skip

    def _at(self, seconds: float) -> datetime:
        return self._began + timedelta(seconds=seconds)

    def _id(self, seconds: float) -> UUID:
        """In the order of time, as every id of the store."""
        self._rows += 1
        head = int(self._at(seconds).timestamp() * 1000) << 80 | 7 << 76 | 2 << 62
        lot = uuid5(_CASES, f"{self._file.stem} {self._rows}").int & (1 << 62) - 1
        return UUID(int=head | (self._rows & 0xFFF) << 64 | lot)

    def _name(self, who: str) -> str:
        return self._people[who].replace(".", " ").title() if who in self._people else self._customer.name

    def _make_escalation(self) -> Escalation | None:
        told = self._told_escalation
        if told is None:
            return None
        return Escalation(
            id=self._id(told["at"]), ticket=self.ticket.id, call=self.call, kind=Kind.FUNCTIONAL, mode=Mode.WARM,
            reason=told["reason"], summary=told["summary"], expects=told["expects"],
            from_person=self._people[told["from"]], target=self._people[told["to"]],
            target_name=self._name(told["to"]), to_level=2, outcome=Outcome.HANDED_OVER,
            created_at=self._at(told["at"]), accepted_at=self._at(told["handed_over"]),
            accepted_by=self._people[told["to"]], closed_at=self._at(told["resolved"]),
            due_at=self._at(told["at"]) + timedelta(days=30), policy=1,
            resolution=Resolution.SOLVED.value, root_cause="firmware 4.2",
        )  # fmt: skip

    # -- calls and legs

    def _legs(self) -> list[_Leg]:
        made: list[_Leg] = []
        for told in self._told["legs"]:
            if told["name"] == "consult":
                made.append(self._consult(told, made[0]))
            else:
                made.append(self._call(told))
        return made

    def _call(self, told: dict[str, Any]) -> _Leg:
        person, handed = self._people[told["left"]], told["name"] == "handover"
        other = self._name(told["right"][0])
        number = "" if handed else self._customer.numbers[0]
        held = told.get("held")
        call = Call(
            id=self._id(told["from"] - 3) if handed else self.call, ticket=self.ticket.id, direction="in",
            person=person, remote_name=other, remote_number=number, started_at=self._at(told["from"] - 3),
            answered_at=self._at(told["from"]), ended_at=self._at(told["to"]), outcome=CallOutcome.ANSWERED,
            wrapup_code="solved", wrapped_up_at=self._at(told["to"] + 20), consent=Consent.GIVEN,
            escalation=self._escalation.id if handed and self._escalation else None,
        )  # fmt: skip
        leg = CallLeg(
            id=call.id, call=call.id, remote_name=other, remote_number=number, started_at=call.started_at,
            answered_at=call.answered_at, ended_at=call.ended_at, ended_by="them", code=200, codec="G722",
            holds=1 if held else 0, held_seconds=held[1] - held[0] if held else 0.0,
        )  # fmt: skip
        return _Leg(call, leg, consult=False)

    def _consult(self, told: dict[str, Any], customer: _Leg) -> _Leg:
        leg = CallLeg(
            id=self._id(told["from"] - 2), call=customer.call.id, parent=customer.call.id, kind="consult",
            remote_name=self._name(told["right"][0]), started_at=self._at(told["from"] - 2),
            answered_at=self._at(told["from"]), ended_at=self._at(told["to"]), ended_by="them", code=200,
            codec="G722",
        )  # fmt: skip
        return _Leg(customer.call, leg, consult=True)

    # -- what happened

    def _entries(self) -> Iterator[Entry]:
        told = self._told
        agent = self._people[told["legs"][0]["left"]]
        yield self._entry(-3, "ticket_opened", agent, self._customer.name)
        yield self._entry(0, "call_answered", agent, self._customer.name)
        for note in told.get("notes", ()):
            yield self._entry(note["at"], "note", self._people[note["who"]], note["text"])
        for leg in told["legs"]:
            if "held" in leg:
                begin, end = leg["held"]
                who = self._people[leg["left"]]
                yield self._entry(begin, "held", who, self._customer.name)
                yield self._entry(end, "resumed", who, f"{end - begin:.1f}")
        case = self._escalation
        if case is not None and self._told_escalation is not None:
            moved = self._told_escalation["handed_over"]
            yield self._entry(self._told_escalation["at"], "escalated", agent, case.target_name, 2)
            yield self._entry(moved, "taken", case.target, "key")
            yield self._entry(moved, "handed_over", agent, case.target_name, 200)
        yield self._entry(told["resolved_at"], "resolved", self.ticket.owner, self.ticket.subject)

    def _entry(self, seconds: float, kind: str, person: str, text: str, code: int = 0) -> Entry:
        return Entry(
            id=self._id(seconds), ticket=self.ticket.id, at=self._at(seconds), kind=kind, person=person, text=text,
            code=code,
        )  # fmt: skip

    def _steps(self) -> Iterator[EscalationStep]:
        told, case = self._told_escalation, self._escalation
        if told is None or case is None:
            return
        for seq, (step, after) in enumerate(_STEPS, 1):
            begin = told["handed_over"] if seq > 3 else told["at"]  # noqa: PLR2004 - see _STEPS
            at = told["answered"] if after is None else begin + after
            yield EscalationStep(
                id=self._id(at), escalation=case.id, seq=seq, at=self._at(at), step=step, person=case.from_person,
                code=200 if seq > 2 else 0, reason=case.target_name if seq == 1 else "",  # noqa: PLR2004
            )  # fmt: skip

    # -- the sound

    def _recorded(
        self, archive: Archive, told: dict[str, Any], one: _Leg
    ) -> Iterator[Recording | LegConduct]:
        recording = self._id(told["from"])
        samples = _read(self._file.with_name(f"{self._file.stem}_{told['name']}.ogg"))
        with tempfile.TemporaryDirectory() as folder:
            wav = Path(folder) / "leg.wav"
            _write(wav, samples)
            kept = archive.keep(wav, recording)
        held = [at - told["from"] for at in told.get("held", ())]
        conduct = _conduct(samples, held)
        person = self._people[told["left"]]
        yield Recording(
            id=recording, call=one.call.id, ticket=self.ticket.id, leg=one.leg.id if one.consult else None,
            person=person, purpose="consult" if one.consult else "customer", started_at=self._at(told["from"]),
            seconds=kept.seconds, ended=True, consent=Consent.GIVEN, state=Keeping.KEPT, name=kept.name,
            size=kept.size, sha256=kept.sha256, peaks=kept.peaks, key=kept.key,
            keep_until=self._at(told["from"]) + _KEPT_FOR, hold_seconds=one.leg.held_seconds, conduct=conduct,
        )  # fmt: skip
        yield LegConduct(
            id=one.leg.id, call=one.call.id, ticket=self.ticket.id, person=person, at=self._at(told["to"]),
            **asdict(conduct),
        )  # fmt: skip


def _read(file: Path) -> Any:
    """Frames by two channels, 16 bit."""
    import soundfile  # noqa: PLC0415 - only for the trainer's desk

    samples, _ = soundfile.read(file, dtype="int16")
    return samples


def _write(wav: Path, samples: Any) -> None:
    import soundfile  # noqa: PLC0415 - likewise

    soundfile.write(wav, samples, 16_000, subtype="PCM_16")


def _conduct(samples: Any, held: list[float]) -> Conduct:
    """As the engine works it out, from the loudness of 20 ms at a time."""
    import numpy as np  # noqa: PLC0415 - likewise

    frames = samples[: len(samples) // 320 * 320].reshape(-1, 320, 2).astype(np.float64) / _FULL
    levels = 20 * np.log10(np.maximum(np.sqrt((frames**2).mean(axis=1)), 10 ** (_FLOOR_DB / 20)))
    meter = Meter()
    for number, (left, right) in enumerate(levels.tolist()):
        meter.hear(left, right, held=bool(held) and held[0] <= number * 0.02 < held[1])
    return Conduct(**asdict(meter.finish()))
