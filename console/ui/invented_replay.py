"""Invented cases to replay: that of the picture, an hour long, crowded, and such as cannot be heard."""

from datetime import datetime, timedelta
from math import sin
from uuid import UUID

from console.desk.board import Board
from console.desk.replaying import ReplayCard
from console.desk.seat import Me
from console.replay.line import Sound
from console.replay.making import make_line
from console.replay.shape import PER_SECOND, Shape
from console.ui import invented as i
from store.book import Case
from store.coaching import ConductGoals
from store.directory import Person
from store.escalation import EscalationStep
from store.escalation import Outcome as Ended
from store.recording import Conduct, Keeping, Recording
from store.ticket import Call, CallLeg, Entry, Outcome, Status
from store.values import replace

INES = Me(
    key="ines.vidal", name="Ines Vidal", extension="4012", role="trainer", level=2, department="support"
)
VERA = Me(key="vera.lund", name="Vera Lund", extension="4001", role="escalation_manager", level=3)
LED = replace(
    i.IDLE.directory,
    people=(
        *i.IDLE.directory.people,
        Person(key=VERA.key, name=VERA.name, extension=VERA.extension, role=VERA.role, level=3),
        Person(key=INES.key, name=INES.name, extension=INES.extension, role=INES.role, department="support"),
    ),
)
"""The floor with an escalation manager and a trainer."""
BEGAN = datetime(2025, 11, 21, 13, 2, 0, tzinfo=i.NOW.tzinfo)
A, B, C = i.uid(4001), i.uid(4002), i.uid(4003)
"""Maya with the customer, her consult, and Daniel with the customer."""
_CALL, _CONSULT, _DANIELS, _HANDOVER = i.uid(4101), i.uid(4102), i.uid(4103), i.uid(4104)
_ESCALATION = i.uid(4201)


def at(seconds: float) -> datetime:
    """So long after the case began."""
    return BEGAN + timedelta(seconds=seconds)


def _entry(
    n: int, seconds: float, kind: str, text: str = "", person: str = "maya.torres", code: int = 0
) -> Entry:
    return Entry(
        id=i.uid(4300 + n),
        ticket=i.CASE.ticket.id,
        at=at(seconds),
        kind=kind,
        text=text,
        person=person,
        code=code,
    )


def _step(n: int, seconds: float, step: str, person: str = "maya.torres", reason: str = "") -> EscalationStep:
    return EscalationStep(
        id=i.uid(4400 + n),
        escalation=_ESCALATION,
        seq=n,
        at=at(seconds),
        step=step,
        person=person,
        reason=reason,
    )


_ENTRIES = (
    _entry(1, 130, "note", "Depot closes at 18:00; after that nobody can test."),
    _entry(2, 341, "escalated", "Daniel Okafor"), _entry(3, 385, "held", "Anna Petrova"),
    _entry(4, 582, "resumed", "197.0"), _entry(5, 700, "edited", "status=escalated"),
    _entry(6, 820, "edited", "notes=Rekey timers differ: 8 h here, 1 h at the depot.", "daniel.okafor"),
    _entry(7, 830, "sla_warned", "next_update", ""), _entry(8, 1010, "resolved", "Timers set", "daniel.okafor"),
)  # fmt: skip
_STEPS = (
    _step(1, 390, "consult_started", reason="Daniel Okafor"), _step(2, 398, "answered"),
    _step(3, 582, "handed_over"), _step(4, 582.3, "taken", "daniel.okafor"),
)  # fmt: skip
_MEASURED = Conduct(
    seconds=385, agent=171, other=146, both=6.6, silence=74, longest_silence=14, longest_monologue=41,
    interruptions=2, interrupted=1, turns=61, holds=1, hold_seconds=197,
)  # fmt: skip
_MEASURED_LATER = replace(
    _MEASURED, agent=310, other=120, longest_silence=26, holds=0, hold_seconds=0, both=31, interruptions=6
)


def recording(id_: UUID, person: str, began: float, seconds: float, **more: object) -> Recording:
    """One that is kept."""
    made = Recording(
        id=id_, ticket=i.CASE.ticket.id, person=person, started_at=at(began), seconds=seconds, ended=True,
        state=Keeping.KEPT, keep_until=at(90 * 86_400),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def _leg(id_: UUID, call: UUID, kind: str, name: str, began: float, ended: float) -> CallLeg:
    return CallLeg(
        id=id_, call=call, kind=kind, remote_name=name, started_at=at(began - 4), answered_at=at(began),
        ended_at=at(ended),
    )  # fmt: skip


CASE: Case = replace(
    i.CASE,
    ticket=replace(i.CASE.ticket, status=Status.RESOLVED, opened_at=at(-8)),
    calls=(
        Call(id=_CALL, ticket=i.CASE.ticket.id, direction="in", person="maya.torres", remote_name="Anna Petrova",
             started_at=at(-8), answered_at=at(0), ended_at=at(582), outcome=Outcome.HANDED_OVER),
        Call(id=_DANIELS, ticket=i.CASE.ticket.id, direction="in", person="daniel.okafor", remote_name="Maya Torres",
             started_at=at(392), answered_at=at(398), ended_at=at(1120), outcome=Outcome.ANSWERED,
             escalation=_ESCALATION),
    ),
    legs=(
        _leg(_CALL, _CALL, "customer", "Anna Petrova", 0, 582),
        _leg(_CONSULT, _CALL, "consult", "Daniel Okafor", 398, 583),
        _leg(_DANIELS, _DANIELS, "customer", "Maya Torres", 398, 583),
        _leg(_HANDOVER, _DANIELS, "handover", "Anna Petrova", 583, 1120),
    ),
    entries=_ENTRIES,
    steps=_STEPS,
    escalations=(replace(i.ESCALATION, id=_ESCALATION, call=_CALL, outcome=Ended.HANDED_OVER),),
    recordings=(
        recording(A, "maya.torres", 0.1, 581.8, call=_CALL, conduct=_MEASURED, pauses=((246.0, 268.0),)),
        recording(B, "maya.torres", 398.2, 184.6, call=_CALL, leg=_CONSULT, purpose="consult"),
        recording(i.uid(4004), "daniel.okafor", 398.2, 184.7, call=_DANIELS),
        recording(C, "daniel.okafor", 583.2, 536.0, call=_DANIELS, leg=_HANDOVER, conduct=_MEASURED_LATER),
    ),
)  # fmt: skip


def speech(seconds: float, seed: int, quiet: tuple[tuple[float, float], ...] = ()) -> bytes:
    """What two people's turns look like: bursts of syllables, and the room's noise between them."""
    made = bytearray(int(seconds * PER_SECOND))
    for n in range(len(made)):
        t = n / PER_SECOND
        turn = sin(t / 7 + seed * 2.1) + 0.6 * sin(t / 2.9 + seed) > 0
        silent = any(a <= t < b for a, b in quiet)
        wave = abs(sin(t * 9 + seed) * sin(t * 3.7 + seed * 1.7)) * (0.4 + 0.6 * abs(sin(t / 5 + seed)))
        made[n] = 0 if silent else int(200 * wave) if turn else 3
    return bytes(made)


_HELD = ((385.0, 582.0), (246.0, 268.0))
SHAPES = {
    A: Shape(speech(581.8, 1, _HELD), speech(581.8, 5, _HELD)),
    B: Shape(speech(184.6, 2), speech(184.6, 6)),
    C: Shape(speech(536.0, 3), speech(536.0, 7)),
}
LINE = make_line(CASE)
CARD = ReplayCard(
    ticket=CASE.ticket.id, loading=False, case=CASE, line=LINE, shapes=SHAPES, opened=True, at=736.0
)


def card_of(case: Case, **more: object) -> ReplayCard:
    """Another case on the line."""
    made = replace(CARD, case=case, line=make_line(case), ticket=case.ticket.id)
    return replace(made, **more)  # type: ignore[arg-type]


def unheard(state: Keeping) -> ReplayCard:
    """Every recording in that state."""
    return card_of(
        replace(CASE, recordings=tuple(replace(r, state=state) for r in CASE.recordings)), shapes={}
    )


def found(sounds: dict[UUID, Sound]) -> ReplayCard:
    """What came out when they were opened."""
    line = make_line(CASE, found=sounds)
    return replace(CARD, line=line, shapes={r: s for r, s in SHAPES.items() if r not in sounds})


CROWDED = card_of(
    replace(
        CASE,
        entries=(
            *CASE.entries,
            *(
                _entry(50 + n, 470 + 2 * n, "note" if n % 3 else "comment", f"Event number {n}")
                for n in range(30)
            ),
        ),
    )
)
"""Thirty markers in a minute."""
_HOUR = replace(
    CASE,
    ticket=replace(CASE.ticket, id=i.uid(48999)),
    calls=(replace(CASE.calls[0], ended_at=at(3660)),),
    legs=(_leg(_CALL, _CALL, "customer", "Anna Petrova", 0, 3660),),
    escalations=(), steps=(),
    recordings=(recording(A, "maya.torres", 0.1, 3659.0, call=_CALL, conduct=_MEASURED),),
)  # fmt: skip
OWN_GOALS = replace(
    CARD,
    line=make_line(
        CASE, goals_at=lambda _: ConductGoals(talk_low=30, talk_high=50, talk_over=2.5, silence=10, hold=240)
    ),
)
"""Held against what another center wants."""
HOUR = card_of(_HOUR, shapes={A: Shape(speech(3659, 1), speech(3659, 5))}, at=1234.0)
_LATER = timedelta(days=2)
_AGAIN = i.uid(4105)
TWO_CALLS = card_of(
    replace(
        CASE,
        calls=(
            *CASE.calls,
            replace(CASE.calls[0], id=_AGAIN, started_at=at(0) + _LATER, outcome=Outcome.ANSWERED),
        ),
        legs=(
            *CASE.legs,
            replace(CASE.legs[0], id=_AGAIN, call=_AGAIN, answered_at=at(0) + _LATER, ended_at=at(240) + _LATER),
        ),
    )
)  # fmt: skip
"""A second call two days later, which was not recorded."""
HELD = card_of(
    replace(
        CASE,
        recordings=tuple(replace(r, legal_hold=True) for r in CASE.recordings),
        entries=(
            *CASE.entries,
            _entry(91, 90_000, "held_by_law", "Claim of the insurer, file 24-1177", "vera.lund"),
        ),
    )
)
"""On legal hold since the day after."""
HELD_LONG = card_of(
    replace(
        HELD.case or CASE,
        entries=(
            *CASE.entries,
            _entry(92, 90_000, "held_by_law", i.HOSTILE * 6 + " why" * 40, "nobody.known"),
        ),
    )
)
OVERDUE = card_of(
    replace(
        HELD.case or CASE,
        recordings=tuple(replace(r, legal_hold=True, keep_until=i.ago(60)) for r in CASE.recordings),
    )
)
"""Held for longer than its rule."""
LOADING = ReplayCard(ticket=CASE.ticket.id)
MISSING = replace(LOADING, loading=False, missing=True)
NO_CALLS = card_of(replace(CASE, calls=(), legs=(), recordings=()), shapes={})
UNRECORDED = card_of(replace(CASE, recordings=()), shapes={})
LONG = card_of(
    replace(
        CASE,
        customer=replace(i.ANNA, name="Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh " + i.HOSTILE),
        ticket=replace(CASE.ticket, subject="A very long subject " * 12),
        entries=(*CASE.entries, _entry(90, 500, "note", i.HOSTILE * 4)),
    )
)


def board(card: ReplayCard | None, **more: object) -> Board:
    """A trainer's desk."""
    made = replace(i.IDLE, me=INES, replay=card, directory=LED)
    return replace(made, **more)  # type: ignore[arg-type]
