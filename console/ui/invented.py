"""Invented people, cases and boards: for the gallery and for tests. Every name, company and number is made up."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from console.desk.board import Board
from console.desk.calling import Arrival, CallCard, Handover, Trust, WrapUpCard
from console.desk.seat import EngineState, Me, PhoneLine, Presence
from console.ui.invented_settings import CHOSEN, SOUND
from store.book import CallRow, Case, DayFigures, EscalationRow, TicketRow
from store.customer import Customer
from store.directory import Department, Directory, Level, Person
from store.escalation import Escalation, EscalationStep, Kind, Mode
from store.escalation import Outcome as Ended
from store.ticket import Call, Draft, Entry, Outcome, Severity, Status, Ticket
from store.values import replace
from telephony.call import CallState, Direction
from telephony.events import RegistrationState

NOW = datetime(2025, 11, 21, 14, 7, 24, tzinfo=UTC)
"""When all of it happens."""


def uid(n: int) -> UUID:
    """A UUID with a number in it."""
    return UUID(int=n)


def ago(minutes: float) -> datetime:
    """So many minutes before :data:`NOW`."""
    return NOW - timedelta(minutes=minutes)


ME = Me(
    key="maya.torres",
    name="Maya Torres",
    extension="2041",
    level=1,
    department="support",
    presence=Presence.AVAILABLE,
    since=ago(0.52),
)
DANIEL = Me(
    key="daniel.okafor",
    name="Daniel Okafor",
    extension="3107",
    role="supervisor",
    level=2,
    department="network",
    since=ago(9.2),
)
PHONE = PhoneLine(
    engine=EngineState.ATTACHED,
    engine_pid=4242,
    registration=RegistrationState.REGISTERED,
    uri="sip:2041@pbx.example",
)

ANNA = Customer(
    id=uid(1),
    name="Anna Petrova",
    company="Quillpost Logistics",
    role="Depot manager",
    languages=("en", "bg"),
    tier="Gold",
    since=date(2019, 3, 1),
    value_cents=4_820_000,
    numbers=("+14155550132",),
    time_zone="America/Los_Angeles",
)
YARA = Customer(
    id=uid(2),
    name="Yara Haddad",
    company="Fernhill Ceramics",
    role="IT lead",
    languages=("ar", "en"),
    tier="Gold",
    since=date(2021, 5, 1),
    value_cents=2_640_000,
    numbers=("+442079460420",),
    time_zone="Asia/Beirut",
    warning="Was cut off twice this week: begin with an apology.",
)
BRUNO = Customer(id=uid(3), name="Bruno Leal", company="Leal & Filhos", tier="Silver", languages=("pt",))

DIRECTORY = Directory(
    levels=(
        Level(number=1, name="First line"),
        Level(number=2, name="Experts"),
        Level(number=3, name="Leads"),
    ),
    departments=(
        Department(
            key="network",
            name="Network support",
            target="sip:network@pbx.example",
            expertise=("VPN", "firmware"),
        ),
        Department(key="licensing", name="Licensing", target="4200", is_queue=True),
        Department(key="billing", name="Billing", target="4300", is_queue=True, expertise=("invoices",)),
        Department(key="field", name="Field service", target="4400", hours="Monday to Friday, 8 to 16"),
        Department(key="support", name="Support", target="4100"),
    ),
    people=(
        Person(
            key="maya.torres", name="Maya Torres", extension="2041", department="support", state="available"
        ),
        Person(
            key="daniel.okafor",
            name="Daniel Okafor",
            role="supervisor",
            level=2,
            extension="3107",
            target="sip:3107@pbx.example",
            department="network",
            skills=("VPN", "firmware"),
            languages=("en", "fr"),
            state="available",
            state_since=ago(3).isoformat(),
        ),
        Person(
            key="priya.nolan",
            name="Priya Nolan",
            level=2,
            extension="3122",
            department="network",
            skills=("VPN",),
            state="available",
            state_since=ago(1).isoformat(),
        ),
        Person(
            key="lin.chen",
            name="Lin Chen",
            level=2,
            extension="3110",
            department="network",
            skills=("firmware", "SIP"),
            state="on_call",
            state_since=ago(4.9).isoformat(),
        ),
        Person(
            key="marta.quist",
            name="Marta Quist",
            role="supervisor",
            level=3,
            extension="3302",
            department="network",
            skills=("core network",),
            state="away",
            state_since=ago(40).isoformat(),
        ),
        Person(
            key="selin.kaya",
            name="Selin Kaya",
            role="supervisor",
            level=3,
            extension="3401",
            department="billing",
            state="dnd",
            state_since=ago(12).isoformat(),
        ),
        Person(
            key="lars.ibsen",
            name="Lars Ibsen",
            level=2,
            extension="2047",
            department="support",
            skills=("handsets", "complaints"),
            state="wrapup",
            state_since=ago(2).isoformat(),
        ),
        Person(
            key="omar.said",
            name="Omar Said",
            level=2,
            extension="3501",
            department="licensing",
            state="available",
        ),
    ),
)


def ticket(number: int, subject: str, status: Status = Status.OPEN, **more: Any) -> Ticket:
    """A ticket of that number; ``more`` are its fields."""
    opened = more.pop("opened_at", ago(5))
    made = Ticket(
        id=uid(number),
        number=number,
        subject=subject,
        status=status,
        opened_at=opened,
        updated_at=opened,
    )
    return replace(made, **more)


def row(number: int, subject: str, status: Status, days: int, level: int | None = None) -> TicketRow:
    """A ticket in a list, so many days old."""
    return TicketRow(ticket=ticket(number, subject, status, opened_at=ago(days * 1440)), escalated_to=level)


HISTORY = (
    row(47790, "Router drops VPN every 20 min", Status.RESOLVED, 9),
    row(46102, "Invoice 8790 sent to old address", Status.CLOSED, 24),
    row(45518, "Firmware 4.1 upgrade stuck at 60 %", Status.ESCALATED, 31, 2),
    row(44007, "New site: 14 handsets to provision", Status.CLOSED, 50),
    row(43188, "Add two numbers to the main group", Status.CLOSED, 65),
)
NOTES = (
    "Tunnel resets every 20 min since the 4.2 upgrade. 14 handsets affected at the Oakland depot. "
    "Rebooted, same result. Asking L2 to check the phase 2 rekey timers."
)
TRIED = (
    "Restarted the router twice, re-provisioned the profile, rolled one handset back to 4.1: same drop after "
    "20 min. Not tried: packet capture (needs L2)."
)
EXPECTS = "Tunnel stable before the 18:00 dispatch. Accepts a call back until 17:30."
_ANNAS = ticket(
    48213,
    "VPN tunnel drops after firmware 4.2",
    Status.OPEN,
    customer=ANNA.id,
    caller="+1 415 555 0132",
    caller_name="Anna P",
    category="network",
    severity=Severity.HIGH,
    notes=NOTES,
    owner=ME.key,
)


def entry(n: int, minutes: float, kind: str, text: str = "", person: str = "maya.torres") -> Entry:
    """A row of Anna's time line."""
    return Entry(id=uid(n), ticket=_ANNAS.id, at=ago(minutes), kind=kind, text=text, person=person)


ENTRIES = (
    entry(901, 7.4, "call_rang", "Anna Petrova"),
    entry(902, 7.3, "ticket_opened", "Anna Petrova"),
    entry(903, 7.2, "call_answered", "Anna Petrova"),
    entry(904, 3.7, "edited", "severity=high"),
    entry(905, 3.1, "note", "Depot closes at 18:00; after that nobody can test."),
)
CASE = Case(ticket=_ANNAS, customer=ANNA, history=HISTORY, history_count=5, calls_year=11, entries=ENTRIES)
ESCALATION = Escalation(
    id=uid(700),
    ticket=_ANNAS.id,
    kind=Kind.FUNCTIONAL,
    mode=Mode.WARM,
    reason="lacks_knowledge",
    summary=TRIED,
    expects=EXPECTS,
    from_person=ME.key,
    target="daniel.okafor",
    target_name="Daniel Okafor",
    to_level=2,
    created_at=ago(1.4),
    due_at=NOW + timedelta(days=30),
)


def step(n: int, minutes: float, what: str, code: int = 0) -> EscalationStep:
    """A step of Anna's escalation."""
    return EscalationStep(
        id=uid(n), escalation=ESCALATION.id, seq=n, at=ago(minutes), step=what, code=code, person=ME.key
    )


STEPS = (step(801, 1.4, "consult_started"), step(802, 1.3, "ringing"), step(803, 0.9, "answered"))
ESCALATED_CASE = replace(
    CASE,
    ticket=replace(_ANNAS, status=Status.ESCALATED),
    escalations=(ESCALATION,),
    steps=STEPS,
    entries=(*ENTRIES, entry(906, 1.4, "escalated", "Daniel Okafor")),
)
YARAS = Case(
    ticket=ticket(48230, "", Status.NEW, customer=YARA.id, caller="+44 20 7946 0420", opened_at=ago(0.1)),
    customer=YARA,
    history_count=3,
    calls_year=6,
    history=(
        row(48206, "VPN licence refused on renewal", Status.ESCALATED, 0, 2),
        row(47712, "Add a second VPN site", Status.RESOLVED, 18),
        row(46980, "New user for the licence portal", Status.CLOSED, 33),
    ),
)
CALL = CallCard(
    call="a" * 32,
    direction=Direction.IN,
    state=CallState.UP,
    name="Anna Petrova",
    number="+1 415 555 0132",
    dialled="2041",
    since=ago(7.5),
    answered_at=ago(7.4),
    ticket=_ANNAS.id,
    case=CASE,
    codec="G722",
)
RINGING = CallCard(
    call="b" * 32,
    direction=Direction.IN,
    state=CallState.RINGING,
    name="Yara Haddad",
    number="+44 20 7946 0420",
    dialled="Licensing hotline",
    since=ago(0.1),
    ticket=YARAS.ticket.id,
    case=YARAS,
)
SECOND = CallCard(
    call="c" * 32,
    direction=Direction.IN,
    state=CallState.UP,
    name="Bruno Leal",
    number="+33 1 99 00 04 18",
    dialled="2041",
    since=ago(3),
    answered_at=ago(2.9),
    held=True,
    held_since=ago(1.3),
    ticket=uid(48214),
    case=Case(ticket=ticket(48214, "Invoice 8841 charged twice", customer=BRUNO.id), customer=BRUNO),
)
HANDOVER = Handover(
    trust=Trust.VERIFIED,
    escalation=ESCALATION.id,
    from_name="Maya Torres",
    from_number="2041",
    kind="functional",
    reason="lacks_knowledge",
    summary=TRIED,
    expects=EXPECTS,
    level=2,
    hop=1,
    customer_name="Anna Petrova",
    customer_number="+1 415 555 0132",
    arrival=Arrival.WAITING,
)
CONSULT_RINGS = CallCard(
    call="d" * 32,
    direction=Direction.IN,
    state=CallState.RINGING,
    name="Maya Torres",
    number="2041",
    dialled="3107",
    since=ago(0.07),
    ticket=_ANNAS.id,
    case=ESCALATED_CASE,
    handover=HANDOVER,
)


def call_row(
    n: int, who: str, subject: str, outcome: Outcome, status: Status, minutes: int, **more: Any
) -> CallRow:
    """A call of today, so many minutes ago."""
    talked = float(more.pop("talked", 4))
    began = ago(minutes)
    answered = began if outcome is Outcome.ANSWERED else None
    call = Call(
        id=uid(5000 + n),
        ticket=uid(6000 + n),
        direction="in",
        person=ME.key,
        remote_name=who,
        started_at=began,
        answered_at=answered,
        ended_at=began + timedelta(minutes=talked),
        outcome=outcome,
    )
    return CallRow(
        call=replace(call, **more),
        ticket=ticket(6000 + n, subject, status),
        customer_name=who,
    )


TODAY = (
    call_row(1, "Tom Weber", "Router swap", Outcome.ANSWERED, Status.RESOLVED, 16, talked=6.3),
    call_row(2, "Yara Haddad", "VPN licence", Outcome.ANSWERED, Status.ESCALATED, 29, talked=11.1),
    call_row(3, "Harbour Clinic", "Call-back kept", Outcome.ANSWERED, Status.RESOLVED, 47, direction="out"),
    call_row(4, "", "", Outcome.ABANDONED, Status.NEW, 55, remote_number="+44 20 7946 0311"),
    call_row(5, "Bruno Leal", "Invoice query", Outcome.ANSWERED, Status.ESCALATED, 72, talked=5.2),
    call_row(6, "Nadia Ferro", "Handset setup", Outcome.ANSWERED, Status.RESOLVED, 96, talked=8.4),
    call_row(7, "Pelican Books", "Extra channel", Outcome.ANSWERED, Status.WAITING, 119, talked=4.6),
    call_row(8, "Aiko Brandt", "Voicemail PIN", Outcome.ANSWERED, Status.RESOLVED, 143, talked=2.8),
    call_row(9, "Lumen Dental", "Status update", Outcome.NOT_REACHED, Status.OPEN, 167, direction="out"),
    call_row(10, "Omar Sayed", "Fax over VoIP", Outcome.ANSWERED, Status.ESCALATED, 189, talked=7.5),
    call_row(11, "Greta Lind", "Call waiting", Outcome.ANSWERED, Status.RESOLVED, 206, talked=2.2),
    call_row(12, "Ida Moen", "Which number is mine?", Outcome.CUT_OFF, Status.OPEN, 230),
)


def escalation_row(
    n: int, subject: str, who: str, target: str, level: int, minutes: int, **more: Any
) -> EscalationRow:
    """An open escalation; ``step`` is its last one."""
    last = str(more.pop("step", "sent"))
    path = more.pop("path", (1, level))
    severity = more.pop("severity", Severity.NORMAL)
    made = replace(
        ESCALATION,
        id=uid(7000 + n),
        ticket=uid(7100 + n),
        target=target,
        target_name=target,
        to_level=level,
        created_at=ago(minutes),
        outcome=Ended.HANDED_OVER,
    )
    made = replace(made, **more)
    told = EscalationStep(id=uid(7200 + n), escalation=made.id, seq=1, at=ago(minutes - 3), step=last)
    about = ticket(48100 + n, subject, Status.ESCALATED, id=uid(7100 + n), severity=severity)
    return EscalationRow(escalation=made, ticket=about, customer_name=who, last_step=told, path=path)


SENT = (
    escalation_row(
        44, "Trunk drops at shift change", "Oakline Inn", "Daniel Okafor", 2, 170, step="handed_over"
    ),
    escalation_row(
        6,
        "VPN licence refused on renewal",
        "Yara Haddad",
        "Lin Chen",
        2,
        29,
        step="handed_over",
        accepted_at=ago(18),
        accepted_by="lin.chen",
    ),
    escalation_row(
        98,
        "Invoice 8841 charged twice",
        "Bruno Leal",
        "Selin Kaya",
        3,
        4200,
        step="no_answer",
        path=(1, 2),
        outcome=Ended.NO_ANSWER,
        hop=2,
    ),
)
INBOX = (
    escalation_row(
        61,
        "Two branches offline since 09:40",
        "Cobalt Opticians",
        "Daniel Okafor",
        2,
        4,
        severity=Severity.CRITICAL,
        outcome=Ended.SENT,
    ),
    escalation_row(
        62,
        "Refund refused three times",
        "Bruno Leal",
        "Daniel Okafor",
        2,
        26 * 1440,
        hop=2,
        severity=Severity.HIGH,
        path=(1, 1, 2),
    ),
    escalation_row(
        63,
        "Number port failed again",
        "Pelican Books",
        "Daniel Okafor",
        2,
        11 * 1440,
        hop=2,
        severity=Severity.HIGH,
    ),
    escalation_row(64, "Recording missing for audit", "Harbour Clinic", "Daniel Okafor", 2, 23 * 1440),
    escalation_row(
        65, "Wrong name in caller ID", "Greta Lind", "Daniel Okafor", 2, 3 * 1440, severity=Severity.LOW
    ),
)
FIGURES = DayFigures(
    calls=23, handling_seconds=258, answered=21, missed=2, escalated=4, escalations_open=3, resolved=15
)
IDLE = Board(
    me=ME,
    phone=PHONE,
    today=TODAY,
    sent=SENT,
    inbox=INBOX[:1],
    figures=FIGURES,
    directory=DIRECTORY,
    sound=SOUND,
    sound_chosen=CHOSEN,
)
TALKING = replace(
    IDLE, me=replace(ME, presence=Presence.ON_CALL, since=ago(7.4)), cards=(CALL,), selected=CALL.call
)
OLD_DRAFT = Draft(ticket=_ANNAS.id, person=ME.key, scope="ticket", fields={"notes": NOTES}, saved_at=ago(2))
HOSTILE = "<b>x</b><img src=x>"
LONG = "Wilhelmina Charlotte van der Bergen-Oppenheimer zu Hohenstein und Rothenburg"
RTL = "محمد عبد الرحمن الخوارزمي"

WRAPUP = WrapUpCard(
    call=CALL.call,
    name="Anna Petrova",
    number="+1 415 555 0132",
    ended_at=ago(0.4),
    talk_seconds=431,
    outcome="answered",
    ticket=CASE.ticket.id,
    case=CASE,
    call_back="+14155550132",
)
