"""The states of the supervisor's desk: inbox and floor; see scenes.py."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from console.desk.board import Board
from console.ui import invented as i
from console.ui.scene import Scene, press
from console.ui.window import Window
from store.book import Case, EscalationRow
from store.comment import Mention
from store.directory import Directory, Person
from store.escalation import Escalation, EscalationStep, Kind, Mode, Outcome
from store.feedback import Asked, Feedback
from store.floor import FloorCall, FloorFigures, FloorPerson, FloorView, RiskRow, WaitingCall
from store.inbox import THIRTY_DAYS, Inbox, InboxRow, MentionRow, ShownClock, Tab
from store.offer import Offer, OfferForm
from store.policy import Authority, Path, PathStep, Policy, PolicyVersion, Ref
from store.ticket import Entry, Severity, Status, Ticket
from store.values import replace

_FAULTS = (
    ("Two branches offline since 09:40", "Cobalt Opticians", Severity.CRITICAL, 0.06, 0, 1, 0),
    ("Refund refused three times", "Bruno Leal", Severity.HIGH, 0.2, 0, 2, 27),
    ("Number port failed again", "Pelican Books", Severity.HIGH, 0.4, 1, 2, 12),
    ("Recording missing for audit", "Harbour Clinic", Severity.NORMAL, 0.45, 2, 1, 24),
    ("VPN licence refused on renewal", "Yara Haddad", Severity.NORMAL, 0.7, 5, 1, 0),
    ("Door phone echo after move", "Lumen Dental", Severity.NORMAL, 0.9, 26, 1, 6),
    ("Wrong name in caller ID", "Greta Lind", Severity.LOW, 0.95, 52, 1, 3),
)
"""Subject, who, severity, share of time left, hours left (0: minutes), hops, days."""
_MINUTES = (4, 19)
_QUARTER, _LATE = 0.25, 3
_KINDS = ("resolution", "resolution", "next_update", THIRTY_DAYS, "first_response", "resolution", THIRTY_DAYS)


def _ticket(n: int, subject: str, severity: Severity, **more: Any) -> Ticket:
    return i.ticket(47700 + n, subject, Status.ESCALATED, severity=severity, opened_at=i.ago(60), **more)


def _escalation(n: int, ticket: Ticket, hops: int, days: int, **more: Any) -> Escalation:
    created = i.ago(days * 1440 + 17)
    given: dict[str, Any] = {
        "kind": Kind.HIERARCHICAL, "mode": Mode.NO_CALL, "reason": "lacks_authority",
        "summary": "Invoice 8841 credited once, then billed again by the November run. Two refunds stopped by the"
        " € 50 limit at L1.",
        "expects": "€ 312.40 back on the card and a written note that it will not happen again.",
        "from_person": "maya.torres", "target": "daniel.okafor", "target_name": "Daniel Okafor", "to_level": 2,
        "outcome": Outcome.SENT,
    }  # fmt: skip
    return Escalation(
        **(given | {"id": i.uid(9000 + n), "ticket": ticket.id, "hop": hops, "created_at": created,
                    "due_at": created + timedelta(days=30), "step_since": created} | more)
    )  # fmt: skip


def _row(n: int, tabs: frozenset[Tab], **more: Any) -> InboxRow:
    subject, who, severity, share, hours, hops, days = _FAULTS[n % len(_FAULTS)]
    more.setdefault("subject", subject)
    ticket = _ticket(n, more.pop("subject"), severity, caller="+331990041", caller_name=who)
    left = timedelta(hours=hours) if hours else timedelta(minutes=_MINUTES[n % 2])
    clock = ShownClock(
        kind=_KINDS[n % len(_KINDS)], due_at=i.NOW + left + timedelta(seconds=30), share=share,
        warned=share < _QUARTER, breached=bool(more.pop("late", False)),
    )  # fmt: skip
    company = more.pop("company", who)
    record = _escalation(n, ticket, hops, days, **more)
    row = EscalationRow(escalation=record, ticket=ticket, customer_name=who, company=company)
    return InboxRow(row=row, tabs=tabs, clock=clock, days=days)


_NEEDS = frozenset({Tab.NEEDS, Tab.ALL})
ROWS = tuple(_row(n, _NEEDS) for n in range(7))
COUNTS = {Tab.NEEDS: 7, Tab.MINE: 4, Tab.WAITING: 9, Tab.ALL: 31}
CASES = Inbox(rows=ROWS, counts=COUNTS)
FULL = Inbox(rows=tuple(_row(n, _NEEDS, late=n < _LATE) for n in range(31)), counts=dict.fromkeys(Tab, 31))
POLICY = Policy(
    version=3,
    authorities=(Authority(level=1, credit_cents=5_000), Authority(level=2, credit_cents=50_000)),
    paths=(
        Path(
            key="refunds", name="Refunds",
            steps=(
                PathStep(target=Ref.parse("person:daniel.okafor"), after=timedelta(minutes=35)),
                PathStep(target=Ref.parse("person:selin.kaya")),
            ),
        ),
    ),
)  # fmt: skip
SAVED = PolicyVersion(
    version=3, policy=POLICY, saved_at=i.ago(9000), saved_by="marta.quist", approved_at=i.ago(8000),
    approved_by="selin.kaya", valid_from=i.ago(8000),
)  # fmt: skip


def _said(n: int, minutes: float, who: str, text: str, kind: str = "comment") -> Entry:
    ticket = ROWS[1].row.ticket.id
    return Entry(id=i.uid(9100 + n), ticket=ticket, at=i.ago(minutes), kind=kind, person=who, text=text)


COMMENTS = (
    replace(_said(0, 17, "maya.torres", "Lars Ibsen", "escalated"), code=1),
    _said(
        1, 19, "lars.ibsen", "@daniel.okafor over my limit. The credit note exists, the card refund does not."
    ),
    _said(
        2,
        15,
        "selin.kaya",
        "@lars.ibsen the November run is fixed, so it will not repeat. You may promise that.",
    ),
    _said(3, 12, "maya.torres", "He is reachable until 17:00 and prefers a call to a letter."),
)
_SEEN = _said(4, 3, "daniel.okafor", "", "value_seen")
RECORD = replace(ROWS[1].row.escalation, policy=3, path="refunds", step_since=i.ago(17))
CASE = Case(
    ticket=replace(ROWS[1].row.ticket, caller="+33 1 99 00 04 18", caller_name="Bruno Leal", customer=i.BRUNO.id,
                   demanded_at=i.ago(30)),
    customer=replace(i.BRUNO, since=i.ANNA.since, value_cents=964_000),
    calls_year=6,
    entries=COMMENTS,
    escalations=(RECORD,),
    steps=(
        EscalationStep(id=i.uid(9201), escalation=RECORD.id, seq=1, at=i.ago(4300), step="sent", person="maya.torres"),
        EscalationStep(id=i.uid(9202), escalation=RECORD.id, seq=2, at=i.ago(17), step="passed_on",
                       person="lars.ibsen", code=2, reason="daniel.okafor"),
    ),
    feedback=(
        Feedback(id=i.uid(9301), ticket=i.uid(1), at=i.ago(9000), asked=Asked.CUSTOMER, score=4),
        Feedback(id=i.uid(9302), ticket=i.uid(1), at=i.ago(900), asked=Asked.CUSTOMER, score=2),
    ),
)  # fmt: skip
LOOKED = replace(CASE, entries=(*COMMENTS, _SEEN))
OFFER = Offer(
    id=i.uid(9400), ticket=CASE.ticket.id, at=i.ago(2), person="daniel.okafor", level=2, amount_cents=31_240,
    form=OfferForm.REFUND, why="Billed twice, three contacts",
)  # fmt: skip
BOARD = replace(
    i.IDLE, me=i.DANIEL, cases=CASES, inbox=i.INBOX, policy=POLICY, policies=(SAVED,), directory=i.DIRECTORY
)
MENTION = MentionRow(
    mention=Mention(id=i.uid(9500), ticket=i.uid(46102), entry=i.uid(9501), whom="daniel.okafor", by="maya.torres",
                    at=i.ago(1)),
    text="@daniel.okafor is the old firmware still to be had?", number="TK-0046102", subject="Handset reboots",
)  # fmt: skip


def choose(n: int = 1) -> Callable[[Window], None]:
    """Choose a case of the list."""

    def then(window: Window) -> None:
        window.pages.escalations.choose_tab(Tab.NEEDS)
        window.show_board(replace(window.board, opened=None))
        press(f"escalations.{ROWS[n].row.escalation.id.hex}")(window)

    return then


def read(case: Case, board: Board = BOARD, *after: Callable[[Window], object]) -> Scene:
    """The case is chosen, and the desk has opened it."""

    def then(window: Window) -> None:
        choose()(window)
        window.show_board(replace(board, opened=case))
        for step in after:
            step(window)

    return Scene(replace(board, opened=None), "escalations", then)


def tab(which: Tab) -> Callable[[Window], None]:
    """Another list."""
    return lambda window: window.pages.escalations.choose_tab(which)


_MINE = replace(RECORD, accepted_at=i.ago(2), accepted_by="daniel.okafor")
_ENDED = replace(
    _MINE, closed_at=i.ago(1), resolution="solved", root_cause="billing run", target_name="Daniel Okafor"
)
_LONG = "Extraordinarily long subject of a case that never fits into any line whatever is done about it " * 2
_LONG_ROWS = tuple(
    _row(
        n, _NEEDS, subject=_LONG, company="The Very Honourable Company of Extremely Long Names and Sons " * 2
    )
    for n in range(7)
)
_LONG_CASE = replace(
    LOOKED,
    ticket=replace(CASE.ticket, subject=_LONG, caller_name=i.HOSTILE),
    customer=replace(i.BRUNO, name=i.HOSTILE, company=_LONG, value_cents=99_999_999_999),
    entries=(*LOOKED.entries, _said(5, 1, i.HOSTILE, f"{i.HOSTILE} {_LONG * 3}")),
)


def _agent(
    n: int, name: str, team: str, state: str, minutes: float, call: FloorCall | None = None, **more: Any
) -> FloorPerson:
    person = Person(
        key=f"agent.{n}", name=name, department=team, extension=str(2100 + n), state=state,
        state_since=i.ago(minutes).isoformat(), **more,
    )  # fmt: skip
    return FloorPerson(person=person, calls=(call,) if call is not None else ())


def _call(n: int, company: str, subject: str, talk: float, hold: float, hops: int, **more: Any) -> FloorCall:
    """``talk`` in minutes, ``hold`` in seconds."""
    return FloorCall(
        call=i.uid(9600 + n), ticket=i.uid(9700 + n), number=f"TK-{9700 + n:07d}", subject=subject, direction="in",
        customer_name=company, company=company, since=i.ago(talk + 0.2), answered_at=i.ago(talk), hold_seconds=hold,
        hops=hops, **more,
    )  # fmt: skip


_CONSULTS = _call(
    0, "Anna Petrova", "VPN tunnel drops", 7.4, 13, 1, consulting="Daniel Okafor", held_since=i.ago(0.7)
)
PEOPLE = (
    _agent(0, "Maya Torres", "network", "on_call", 7.4, _CONSULTS),
    _agent(1, "Bo Jensen", "billing", "on_call", 14.2,
           _call(1, "Cobalt Opticians", "Two branches offline", 14.17, 0, 1, held_since=i.ago(4.6))),
    _agent(2, "Yusuf Demir", "network", "on_call", 3.3, _call(2, "Harbour Clinic", "Recording missing", 3.3, 0, 0)),
    _agent(3, "Ana Ribeiro", "licensing", "on_call", 5, _call(3, "Yara Haddad", "Licence refused", 5.03, 70, 1)),
    _agent(4, "Tess Okoro", "network", "on_call", 1.7, _call(4, "Tom Weber", "Router swap", 1.75, 0, 0)),
    _agent(5, "Ivo Petrov", "billing", "on_call", 9.5, _call(5, "Pelican Books", "Number port failed", 9.55, 100, 2)),
    _agent(6, "Lena Sorg", "network", "wrapup", 1.2),
    _agent(7, "Priya Nolan", "network", "available", 1.1, level=2),
    _agent(8, "Hugo Maas", "licensing", "available", 2.5),
    _agent(9, "Rosa Klein", "billing", "available", 0.3),
    _agent(10, "Dario Conti", "network", "away", 6.7, state_reason="break"),
    _agent(11, "Noor Aziz", "network", "offline", 2.1),
)  # fmt: skip
_WAITERS = (("Elena Markovic", "billing", 4.2), ("Rashid Imani", "network", 2.6), ("Nordlicht GmbH", "licensing", 1.08),
            ("Sofia Almeida", "billing", 0.68), ("Chidi Nwosu", "network", 0.2))  # fmt: skip
FLOOR = FloorView(
    people=PEOPLE,
    waiting=tuple(
        WaitingCall(
            call=i.uid(9800 + n), ticket=None, name=name, number="", dialled="", since=i.ago(minutes), queue=queue
        )
        for n, (name, queue, minutes) in enumerate(_WAITERS)
    ),
    queues_known=True,
    at_risk=tuple(
        RiskRow(
            ticket=r.row.ticket.id, number=r.row.ticket.shown_number, subject=r.row.ticket.subject,
            owner=("lin.chen", "daniel.okafor", "priya.nolan", "")[n % 4], owner_department="", level=2, clock=r.clock,
        )
        for n, r in enumerate(ROWS[:6])
    ),
    figures=FloorFigures(answered=140, in_time=127, abandoned=3), open_escalations=31,
)  # fmt: skip
MANY = replace(
    FLOOR,
    people=tuple(
        replace(p, person=replace(p.person, key=f"many.{n}.{m}", name=f"{p.person.name} {n + 1}"))
        for n in range(9)
        for m, p in enumerate(PEOPLE)
    ),
)
ON_FLOOR = replace(
    BOARD,
    directory=replace(i.DIRECTORY, people=(*i.DIRECTORY.people, *(p.person for p in PEOPLE))),
    floor=FLOOR,
)
_LONG_FLOOR = replace(
    FLOOR,
    people=tuple(
        replace(
            p, person=replace(p.person, name=f"{i.HOSTILE} {_LONG}"),
            calls=tuple(replace(c, company=_LONG, subject=_LONG, hold_seconds=36_000.0) for c in p.calls),
        )
        for p in PEOPLE
    ),
    queues_known=False,
    waiting=(
        WaitingCall(call=i.uid(9900), ticket=i.uid(9901), name=_LONG, number="", dialled="3100", since=i.ago(3),
                    persons=("maya.torres", "lin.chen")),
    ),
    at_risk=tuple(replace(r, subject=_LONG, owner=_LONG) for r in FLOOR.at_risk),
)  # fmt: skip


def _mention(window: Window) -> None:
    field = window.pages.escalations.detail.composer.field
    field.setFocus()
    field.setText("Please look, @li")
    field.textEdited.emit(field.text())


def _first_row(window: Window) -> None:
    table = window.pages.floor.table
    table.setCurrentIndex(table.model().index(0, 0))


SUPERVISOR_SCENES: dict[str, Callable[[], Scene]] = {
    "inbox": lambda: Scene(BOARD, "escalations", tab(Tab.NEEDS)),
    "inbox_empty": lambda: Scene(replace(BOARD, cases=Inbox()), "escalations", tab(Tab.NEEDS)),
    "inbox_full": lambda: Scene(replace(BOARD, cases=FULL), "escalations", tab(Tab.NEEDS)),
    "inbox_read": lambda: read(CASE),
    "inbox_looked": lambda: read(LOOKED),
    "inbox_offered": lambda: read(replace(LOOKED, offers=(OFFER,))),
    "inbox_offer_error": lambda: read(LOOKED, BOARD, press("offer.make")),
    "inbox_mine": lambda: read(replace(LOOKED, escalations=(_MINE,))),
    "inbox_ended": lambda: read(replace(LOOKED, escalations=(_ENDED,))),
    "inbox_mentioned": lambda: Scene(
        replace(BOARD, cases=replace(CASES, mentions=(MENTION,))), "escalations", tab(Tab.NEEDS)
    ),
    "inbox_consult": lambda: read(CASE, replace(BOARD, cards=(i.CONSULT_RINGS,))),
    "inbox_return": lambda: read(CASE, BOARD, press("detail.return")),
    "inbox_pass": lambda: read(CASE, BOARD, press("detail.pass")),
    "inbox_resolve": lambda: read(CASE, BOARD, press("detail.resolve")),
    "inbox_mention": lambda: read(CASE, BOARD, _mention),
    "inbox_long": lambda: read(_LONG_CASE, replace(BOARD, cases=replace(CASES, rows=_LONG_ROWS))),
    "floor": lambda: Scene(ON_FLOOR, "floor"),
    "floor_empty": lambda: Scene(replace(BOARD, floor=FloorView(), directory=Directory()), "floor"),
    "floor_many": lambda: Scene(replace(ON_FLOOR, floor=MANY), "floor", _first_row),
    "floor_long": lambda: Scene(replace(ON_FLOOR, floor=_LONG_FLOOR), "floor"),
    "floor_message": lambda: Scene(ON_FLOOR, "floor", press("floor.message.agent.1")),
    "floor_call": lambda: Scene(replace(ON_FLOOR, cards=(i.CALL,)), "floor"),
}
