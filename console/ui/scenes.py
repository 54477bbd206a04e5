"""Every state of the window as a board, and what is pressed or typed on top of it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLineEdit

from console.desk.board import Board, Notice
from console.desk.calling import Arrival, CallCard, Listener, Listening, Trust
from console.desk.escalating import EscalateForm, TransferCard
from console.desk.seat import EngineState, Me, Presence
from console.ui import invented as i
from console.ui.scene import Scene, press
from console.ui.scenes_escalate import ESCALATE_SCENES, FORM
from console.ui.scenes_learning import SCENES_LEARNING
from console.ui.scenes_phone import PHONE_SCENES
from console.ui.scenes_policy import POLICY_SCENES
from console.ui.scenes_recording import RECORDING_SCENES
from console.ui.scenes_rehearsal import SCENES_REHEARSAL
from console.ui.scenes_replay import SCENES_REPLAY
from console.ui.scenes_reports import SCENES_REPORTS
from console.ui.scenes_reviews import SCENES_REVIEWS
from console.ui.scenes_settings import SETTINGS_SCENES
from console.ui.scenes_supervisor import SUPERVISOR_SCENES
from console.ui.scenes_updates import UPDATE_SCENES
from console.ui.window import Window
from store.book import Case
from store.customer import Customer
from store.grant import Ear
from store.ticket import Status
from store.values import replace
from telephony.call import CallState, Direction
from telephony.events import RegistrationState
from telephony.transfer import State, Step


def transfer(state: State, **more: Any) -> TransferCard:
    """Anna's hand-over to Daniel in that state."""
    made = TransferCard(
        transfer=i.ESCALATION.id.hex,
        escalation=i.ESCALATION.id,
        customer=i.CALL.call,
        consult="e" * 32,
        state=state,
        target="sip:3107@pbx.example",
        target_name="Daniel Okafor",
        target_number="3107",
        target_level=2,
        target_department="Network support",
        since=i.ago(1.3),
        answered_at=i.ago(0.7),
        consult_alive=True,
    )
    return replace(made, **more)


HELD = replace(i.CALL, held=True, held_since=i.ago(0.92), case=i.ESCALATED_CASE)


def consulting(state: State, *, held: bool = True, **more: Any) -> Scene:
    """The desk during the hand-over."""
    card = HELD if held else replace(i.CALL, case=i.ESCALATED_CASE)
    return Scene(replace(i.TALKING, cards=(card,), transfer=transfer(state, **more)))


def failed(step: Step, code: int = 0) -> Scene:
    """The hand-over failed and Anna is back."""
    return consulting(
        State.RETURNED, held=False, failed=step, step=step, code=code, consult_alive=False, answered_at=None
    )


SUPERVISOR = replace(i.IDLE, me=i.DANIEL, inbox=i.INBOX, sent=(), today=())


LISTENS = Listening(
    call="d" * 32,
    person=i.ME.key,
    name=i.ME.name,
    ear=Ear.LISTEN,
    state=CallState.UP,
    since=i.ago(2.3),
    answered_at=i.ago(2.2),
)
LISTENER = Listener(
    call="d" * 32,
    customer=i.CALL.call,
    person=i.DANIEL.key,
    name=i.DANIEL.name,
    ear=Ear.WHISPER,
    since=i.ago(2.2),
)


def consult_up(arrival: Arrival, trust: Trust = Trust.VERIFIED) -> CallCard:
    """Daniel's side, with the consult answered."""
    here = arrival is Arrival.HERE
    return replace(
        i.CONSULT_RINGS,
        state=CallState.UP,
        answered_at=i.ago(0.7),
        name="Anna Petrova" if here else "Maya Torres",
        number="+1 415 555 0132" if here else "2041",
        handover=replace(
            i.HANDOVER, arrival=arrival, trust=trust, why="forged" if trust is Trust.UNVERIFIED else ""
        ),
    )


def ringing(card: CallCard, base: Board = i.IDLE) -> Scene:
    """A call rings on an otherwise idle desk."""
    return Scene(replace(base, cards=(card,)))


def _unknown() -> CallCard:
    case = Case(ticket=i.ticket(48231, "", Status.NEW, caller="+33 1 99 00 77 10"))
    return replace(i.RINGING, name="", number="+33 1 99 00 77 10", case=case, ticket=case.ticket.id)


def _withheld() -> CallCard:
    case = Case(ticket=i.ticket(48232, "", Status.NEW))
    return replace(i.RINGING, name="", number="", case=case, ticket=case.ticket.id)


def _several() -> CallCard:
    case = Case(ticket=i.ticket(48233, "", Status.NEW, caller="+49 30 23125 190"))
    several = (
        Customer(id=i.uid(31), name="Karin Vogt", company="Nordlicht GmbH", role="Front desk", tier="Silver"),
        Customer(id=i.uid(32), name="Jonas Brandt", company="Nordlicht GmbH", role="Accounts"),
        Customer(id=i.uid(33), name="Ünal Öztürk", company="Nordlicht Service"),
    )
    return replace(
        i.RINGING,
        name="Nordlicht",
        number="+49 30 23125 190",
        case=case,
        ticket=case.ticket.id,
        matches=several,
    )


def _named(name: str) -> CallCard:
    customer = replace(i.YARA, name=name, company=name, warning=name, role="")
    rows = tuple(replace(r, ticket=replace(r.ticket, subject=name)) for r in i.YARAS.history)
    case = replace(i.YARAS, customer=customer, history=rows)
    number = "sip:a-very-long-user-name-of-sixty-four-characters@voice.branch-office.example"
    return replace(i.RINGING, name=name, number=number, dialled=name, case=case)


def _hostile_call() -> Board:
    name = i.HOSTILE
    customer = replace(i.ANNA, name=name, company=name, tier=name)
    case = replace(
        i.ESCALATED_CASE,
        customer=customer,
        ticket=replace(i.ESCALATED_CASE.ticket, subject=name, notes=name),
        entries=(i.entry(1, 5, "note", name), i.entry(2, 4, "call_rang", name)),
    )
    card = replace(HELD, name=name, case=case)
    return replace(
        i.TALKING, cards=(card,), transfer=transfer(State.READY, target_name=name, target_department=name)
    )


def _search(window: Window) -> None:
    field = window.findChild(QLineEdit, "top.search")
    if field is not None:
        field.setFocus()
        field.setText("vpn")
        window.show_board(replace(window.board, query="vpn", found=i.HISTORY))


class _ByHand(QCloseEvent):
    """The window's own close button."""

    def spontaneous(self) -> bool:
        """It was a person."""
        return True


def _close(window: Window) -> None:
    window.closeEvent(_ByHand())


NOTICES = (
    Notice(id=1, kind="ok", code="you_have_the_customer", values={"name": "Anna Petrova"}),
    Notice(
        id=2, kind="warn", code="transfer_declined", values={"target": "Daniel Okafor", "customer": i.HOSTILE}
    ),
)

SCENES: dict[str, Callable[[], Scene]] = (
    {
        "idle": lambda: Scene(i.IDLE),
        "idle_empty": lambda: Scene(
            Board(me=i.ME, phone=replace(i.PHONE, registration=RegistrationState.DIRECT))
        ),
        "ringing": lambda: ringing(i.RINGING),
        "ringing_no_case_yet": lambda: ringing(replace(i.RINGING, case=None, ticket=None)),
        "ringing_unknown": lambda: ringing(_unknown()),
        "ringing_withheld": lambda: ringing(_withheld()),
        "ringing_several": lambda: ringing(_several()),
        "ringing_long": lambda: ringing(_named(i.LONG)),
        "ringing_rtl": lambda: ringing(_named(i.RTL)),
        "ringing_hostile": lambda: ringing(_named(i.HOSTILE)),
        "ringing_consult": lambda: ringing(i.CONSULT_RINGS, SUPERVISOR),
        "ringing_consult_unverified": lambda: ringing(
            replace(
                i.CONSULT_RINGS, case=None, handover=replace(i.HANDOVER, trust=Trust.UNVERIFIED, why="old")
            ),
            SUPERVISOR,
        ),
        "call": lambda: Scene(i.TALKING),
        "call_held": lambda: Scene(
            replace(i.TALKING, cards=(replace(i.CALL, held=True, held_since=i.ago(0.9), muted=True),))
        ),
        "call_dialling": lambda: Scene(
            replace(
                i.TALKING,
                cards=(
                    replace(
                        i.CALL,
                        direction=Direction.OUT,
                        state=CallState.RINGING,
                        answered_at=None,
                        since=i.ago(0.1),
                    ),
                ),
            )
        ),
        "call_unknown": lambda: Scene(
            replace(
                i.TALKING,
                cards=(replace(_unknown(), state=CallState.UP, answered_at=i.ago(1)),),
                selected=None,
            )
        ),
        "call_several": lambda: Scene(
            replace(
                i.TALKING,
                cards=(replace(_several(), state=CallState.UP, answered_at=i.ago(1)),),
                selected=None,
            )
        ),
        "call_second_line": lambda: Scene(replace(i.TALKING, cards=(i.CALL, i.SECOND))),
        "call_knock": lambda: Scene(replace(i.TALKING, cards=(i.CALL, i.RINGING))),
        "supervisor_listens": lambda: Scene(replace(SUPERVISOR, listening=LISTENS), "escalations"),
        "supervisor_waits_for_an_ear": lambda: Scene(
            replace(SUPERVISOR, listening=replace(LISTENS, wanted=Ear.WHISPER)), "escalations"
        ),
        "call_listened": lambda: Scene(replace(i.TALKING, listeners=(LISTENER,))),
        "call_keypad": lambda: Scene(i.TALKING, then=press("call.keypad")),
        "call_note": lambda: Scene(i.TALKING, then=press("call.note")),
        "call_other_ticket": lambda: Scene(
            replace(
                i.TALKING,
                opened=replace(i.YARAS, ticket=replace(i.YARAS.ticket, subject="VPN licence refused")),
            )
        ),
        "escalate": lambda: Scene(replace(i.TALKING, form=FORM)),
        "escalate_hierarchical": lambda: Scene(
            replace(
                i.TALKING,
                form=replace(
                    FORM, kind="hierarchical", target="marta.quist", reason="customer_demands_manager"
                ),
            )
        ),
        "escalate_empty": lambda: Scene(
            replace(i.TALKING, form=EscalateForm(ticket=i.CASE.ticket.id, call=i.CALL.call))
        ),
        "escalate_problem": lambda: Scene(
            replace(i.TALKING, form=replace(FORM, summary="", problem="no_summary"))
        ),
        "escalate_no_target": lambda: Scene(
            replace(i.TALKING, form=replace(FORM, target="", reason="", problem="no_target"))
        ),
        "escalate_no_call": lambda: Scene(
            replace(i.IDLE, opened=i.CASE, form=replace(FORM, call=None, target="billing", expects=""))
        ),
        "consult_holding": lambda: consulting(
            State.HOLDING, held=False, answered_at=None, consult_alive=False
        ),
        "consult_ringing": lambda: consulting(State.CONSULTING, step=Step.RINGING, answered_at=None),
        "consult_ready": lambda: consulting(State.READY),
        "consult_summary_due": lambda: consulting(State.READY, summary_complete=False),
        "consult_queue": lambda: consulting(
            State.QUEUED,
            is_queue=True,
            target_name="Licensing",
            target_level=0,
            target_department="",
            target_number="4200",
        ),
        "consult_conference": lambda: consulting(State.CONFERENCE, held=False),
        "consult_completing": lambda: consulting(State.COMPLETING),
        "consult_kept": lambda: consulting(State.KEPT, held=False),
        "consult_refused": lambda: consulting(State.KEPT, held=False, failed=Step.TRANSFER_REFUSED, code=403),
        "consult_declined": lambda: failed(Step.DECLINED, 603),
        "consult_no_answer": lambda: failed(Step.NO_ANSWER),
        "consult_unreachable": lambda: failed(Step.UNREACHABLE, 503),
        "consult_handed_over": lambda: Scene(
            replace(i.TALKING, transfer=transfer(State.HANDED_OVER, consult_alive=False))
        ),
        "consult_end_customer": lambda: replace(consulting(State.READY), then=press("call.end")),
        "consult_hostile": lambda: Scene(_hostile_call()),
        "call_closing": lambda: Scene(i.TALKING, then=_close),
        "wrapup": lambda: Scene(
            replace(i.IDLE, me=replace(i.ME, presence=Presence.WRAPUP), wrapups=(i.WRAPUP,))
        ),
        "wrapup_several": lambda: Scene(
            replace(
                i.IDLE,
                wrapups=(
                    replace(i.WRAPUP, outcome="cut_off"),
                    replace(i.WRAPUP, call="f" * 32, name="Bruno Leal", outcome="answered"),
                    replace(i.WRAPUP, call="0" * 32, name="", number="", outcome="answered"),
                ),
            )
        ),
        "opened": lambda: Scene(replace(i.IDLE, opened=i.ESCALATED_CASE)),
        "consulted_waiting": lambda: Scene(replace(SUPERVISOR, cards=(consult_up(Arrival.WAITING),))),
        "consulted_here": lambda: Scene(replace(SUPERVISOR, cards=(consult_up(Arrival.HERE),))),
        "consulted_unconfirmed": lambda: Scene(replace(SUPERVISOR, cards=(consult_up(Arrival.UNCONFIRMED),))),
        "consulted_unverified": lambda: Scene(
            replace(SUPERVISOR, cards=(replace(consult_up(Arrival.WAITING, Trust.UNVERIFIED), case=None),))
        ),
        "directory": lambda: Scene(i.IDLE, "directory"),
        "directory_department": lambda: Scene(i.IDLE, "directory", press("directory.department.network")),
        "search": lambda: Scene(i.IDLE, then=_search),
        "engine_lost": lambda: Scene(replace(i.TALKING, phone=replace(i.PHONE, engine=EngineState.LOST))),
        "registration_refused": lambda: Scene(
            replace(i.IDLE, phone=replace(i.PHONE, registration=RegistrationState.REFUSED, code=403))
        ),
        "registration_lost": lambda: Scene(
            replace(
                i.IDLE,
                phone=replace(i.PHONE, registration=RegistrationState.LOST),
                store_down="the disk is full",
            )
        ),
        "toasts": lambda: Scene(replace(i.TALKING, notices=NOTICES)),
        "starting": lambda: Scene(Board(me=Me(key="maya.torres", name="Maya Torres", extension="2041"))),
    }
    | SUPERVISOR_SCENES
    | PHONE_SCENES
    | ESCALATE_SCENES
    | SETTINGS_SCENES
    | RECORDING_SCENES
    | SCENES_REPORTS
    | SCENES_REPLAY
    | SCENES_REVIEWS
    | SCENES_LEARNING
    | SCENES_REHEARSAL
    | UPDATE_SCENES
    | POLICY_SCENES
)
