"""One shift, played by itself on real SIP and checked against the store at its end.

Maya (first line) and Daniel (L2) have real consoles, each with its engine; customers and the other colleagues
are the simulated floor. Elin gives up; Anna's case goes to Lin, who declines, then warm to Daniel; Bruno's is
sent to Billing without a call.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from uuid import UUID

from console.bootstrap import Console
from console.demo.script import Script, ScriptError, Wait, pause
from console.demo.stage import Stage
from console.desk import intents as ask
from console.desk import intents_inbox as work
from console.desk.calling import Arrival, Trust
from console.desk.desk import Desk
from console.desk.intents_reports import Asked, ShowReport
from store.book import Book, Case, EscalationRow
from store.escalation import Outcome as EscalationOutcome
from store.ticket import Outcome as CallOutcome
from telephony.call import CallState
from telephony.floor.processes import Simulated
from telephony.transfer import State

Shoot = Callable[[str, str], None]
"""Role and name of the moment; takes a picture if that role has a window and pictures are wanted."""
Go = Callable[[str, str, UUID | None], None]
"""Role, place and perhaps a ticket there; shows that page if that role has a window."""

TRIED = "Restarted the router twice and rolled one back to 4.1: the tunnel still drops after ten minutes."
_REFUND = "Refund refused three times"
EXPECTS = "A stable tunnel before the 18:00 dispatch. A call back until 17:30 is all right."


@dataclass
class Shift:
    """``summary`` is what is printed at the end; ``problems`` is empty if the store holds what it should."""

    maya: Console
    daniel: Console
    stage: Stage
    shoot: Shoot
    go: Go
    summary: dict[str, object] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    _anna: str = ""

    def play(self) -> Script:
        """The whole shift."""
        desks = (self.maya.desk, self.daniel.desk)
        yield Wait(lambda: all(d.board.phone.uri for d in desks), "both consoles are listening")
        yield Wait(lambda: len(self.maya.desk.board.directory.people) > 1, "the directory is there")
        self.go(
            "supervisor", "desk", None
        )  # he waits for calls there, in sight of the whole case while one rings
        yield pause(0.5)
        self.shoot("agent", "01_desk")
        self.shoot("supervisor", "01_desk")
        yield from self._elin_gives_up()
        yield from self._anna_is_handed_over()
        yield from self._bruno_is_sent_to_billing()
        yield pause(0.5)
        self.shoot("agent", "11_desk_afterwards")
        yield from self._daniel_looks_round()
        yield from self._daniel_settles_a_refund()
        yield from self._check()

    # -- the calls

    def _rings(self, scenario: str) -> Script:
        board = self.maya.desk
        self._calling: Future[Simulated] = self.stage.call(scenario, self.maya.desk.board.phone.uri)
        yield Wait(
            lambda: board.board.ringing and board.board.ringing.case, f"{scenario} rings, with a ticket"
        )

    def _elin_gives_up(self) -> Script:
        yield from self._rings("gives_up")
        yield pause(0.5)
        self._calling.result().tell(do="hang_up")
        yield Wait(lambda: not self.maya.desk.board.cards, "she hangs up")

    def _anna_is_handed_over(self) -> Script:
        desk = self.maya.desk
        yield from self._rings("vpn_drops")
        yield pause(1.2)
        self.shoot("agent", "02_ringing")
        self._anna = desk.board.cards[0].call
        self._do(desk, ask.Answer())
        yield Wait(lambda: self._card_is(desk, CallState.UP), "Anna is answered")
        self._do(
            desk,
            ask.EditTicket(
                fields={
                    "subject": "VPN tunnel drops after firmware 4.2",
                    "category": "network",
                    "severity": "high",
                    "notes": "Both branches down. " + TRIED,
                }
            ),
        )
        self._do(desk, ask.AddNote(text="Asked for both branches: both are down"))
        yield pause(3.0)
        self.shoot("agent", "03_call")
        self._do(desk, ask.OpenEscalate())
        self._do(
            desk,
            ask.EditEscalate(
                fields={
                    "kind": "functional",
                    "target": "daniel.okafor",
                    "reason": "lacks_knowledge",
                    "summary": TRIED,
                    "expects": EXPECTS,
                }
            ),
        )
        yield pause(0.6)
        self.shoot("agent", "04_escalate")
        yield from self._lin_declines()
        yield from self._daniel_takes_over()

    def _lin_declines(self) -> Script:
        desk = self.maya.desk
        self._do(desk, ask.Escalate(to="lin.chen"))
        yield Wait(lambda: self._transfer_is(State.RETURNED), "Lin declines and Anna is back")
        yield Wait(lambda: not desk.board.cards[0].held, "Anna is not on hold any more")
        yield pause(0.5)
        self.shoot("agent", "05_declined")

    def _daniel_takes_over(self) -> Script:
        desk, other = self.maya.desk, self.daniel.desk
        self._do(
            desk,
            ask.Escalate(
                to="daniel.okafor",
                kind="functional",
                reason="lacks_knowledge",
                summary=TRIED,
                expects=EXPECTS,
            ),
        )
        yield Wait(lambda: other.board.ringing, "Daniel's telephone rings")
        yield Wait(
            lambda: self._trust() is Trust.VERIFIED and self._case_is_there(), "his console knows the case"
        )
        yield pause(1.2)
        self.shoot("supervisor", "06_consult_rings")
        self._do(other, ask.Answer())
        yield Wait(lambda: self._transfer_is(State.READY), "Daniel answers")
        yield pause(2.0)
        self.shoot("agent", "07_consulting")
        self.shoot("supervisor", "07_consulting")
        self._do(desk, ask.Complete())
        yield Wait(lambda: self._transfer_is(State.HANDED_OVER), "the hand-over is complete")
        yield Wait(self._has_arrived, "Daniel's console says that Anna is there")
        yield Wait(lambda: desk.board.wrapups, "Maya's call is over")
        yield pause(1.0)
        self.shoot("supervisor", "08_you_have_the_customer")
        self.shoot("agent", "09_wrapup")
        self._do(desk, ask.WrapUp(code="escalated"))
        yield pause(2.0)
        self._do(other, ask.HangUp())
        yield Wait(lambda: not other.board.cards, "Daniel and Anna have finished")
        self._do(other, ask.WrapUp(code="solved", fields={"status": "resolved"}))

    def _bruno_is_sent_to_billing(self) -> Script:
        desk = self.maya.desk
        yield from self._rings("refund_twice")
        self._do(desk, ask.Answer())
        yield Wait(lambda: self._card_is(desk, CallState.UP), "Bruno is answered")
        self._do(
            desk, ask.EditTicket(fields={"subject": "Invoice 8841 charged twice", "category": "billing"})
        )
        yield pause(1.5)
        self._do(
            desk,
            ask.Escalate(
                to="billing",
                mode="no_call",
                kind="functional",
                reason="lacks_authority",
                summary="Invoice 8841 was charged twice; my limit is 50 EUR.",
                expects="The refund confirmed by e-mail today.",
            ),
        )
        yield pause(0.5)
        self.shoot("agent", "10_sent_without_call")
        self._do(desk, ask.HangUp())
        yield Wait(lambda: desk.board.wrapups, "Bruno's call is over")
        self._do(desk, ask.WrapUp(code="call_back"))

    # -- the supervisor's day

    def _daniel_looks_round(self) -> Script:
        desk = self.daniel.desk
        self._do(desk, work.WatchFloor(on=True))
        yield Wait(lambda: desk.board.floor and desk.board.floor.people, "the floor is there")
        self.go("supervisor", "floor", None)
        yield pause(1.0)
        self.shoot("supervisor", "12_floor")
        self._do(desk, ShowReport(asked=Asked()))
        yield Wait(lambda: desk.board.reports and desk.board.reports.report, "the report is there")
        self.go("supervisor", "reports", None)
        yield pause(1.0)
        self.shoot("supervisor", "13_reports")

    def _daniel_settles_a_refund(self) -> Script:
        """Bruno's older case, from the inbox: looked at, talked about, made good within his limit, resolved."""
        desk = self.daniel.desk
        case = self._of(_REFUND)
        self.go("supervisor", "escalations", case.ticket.id)
        self._do(desk, ask.OpenTicket(ticket=case.ticket.id))
        yield Wait(
            lambda: desk.board.opened and desk.board.opened.ticket.id == case.ticket.id, "his case is open"
        )
        ticket, escalation = case.ticket.id, case.escalation.id
        self._do(
            desk,
            work.Comment(ticket=ticket, text="@selin.kaya is the November run mended? I would promise it."),
        )
        self._do(desk, work.Accept(escalation=escalation))
        self._do(desk, work.LookAtValue(ticket=ticket))
        yield Wait(
            lambda: (one := self._of(_REFUND)).escalation.accepted_by == "daniel.okafor", "he has taken it up"
        )
        self._offer(ticket, escalation, 31_240)
        yield Wait(lambda: any(n.code == "rejected" for n in desk.board.notices), "that is beyond his limit")
        self._offer(ticket, escalation, 25_000)
        yield Wait(lambda: desk.board.opened and desk.board.opened.offers, "the offer is on record")
        yield pause(1.0)
        self.shoot("supervisor", "14_inbox")
        self._do(
            desk,
            work.Resolve(
                escalation=escalation, root_cause="double run of invoices", text="Refunded to the card."
            ),
        )
        yield Wait(lambda: not any(r.ticket.subject == _REFUND for r in self._inbox()), "it is resolved")
        yield pause(0.5)
        self.shoot("supervisor", "15_inbox_afterwards")

    def _offer(self, ticket: UUID, escalation: UUID, cents: int) -> None:
        self._do(
            self.daniel.desk,
            work.Offer(
                ticket=ticket, escalation=escalation, amount_cents=cents, why="Billed twice, three contacts"
            ),
        )

    def _inbox(self) -> list[EscalationRow]:
        return [one.row for one in self.daniel.desk.board.cases.rows]

    def _of(self, subject: str) -> EscalationRow:
        return next(row for row in self._inbox() if row.ticket.subject == subject)

    # -- what is true

    def _do(self, desk: Desk, intent: ask.Intent) -> None:
        refusal = desk.do(intent)
        if refusal is not None:
            raise ScriptError(f"{type(intent).__name__} was refused: {refusal.message}")

    def _card_is(self, desk: Desk, state: CallState) -> bool:
        return bool(desk.board.cards) and desk.board.cards[0].state is state

    def _transfer_is(self, state: State) -> bool:
        transfer = self.maya.desk.board.transfer
        return transfer is not None and transfer.state is state

    def _trust(self) -> Trust:
        ringing = self.daniel.desk.board.ringing
        return ringing.handover.trust if ringing and ringing.handover else Trust.NONE

    def _case_is_there(self) -> bool:
        ringing = self.daniel.desk.board.ringing
        return bool(ringing and ringing.handover and ringing.handover.summary)

    def _has_arrived(self) -> bool:
        cards = self.daniel.desk.board.cards
        return any(c.handover is not None and c.handover.arrival is Arrival.HERE for c in cards)

    # -- the check

    def _check(self) -> Script:
        """Read the store as anybody could, on its own thread."""
        got: list[dict[str, Case]] = []
        self.maya.keeper.run(_todays_cases, got.append)
        yield Wait(lambda: got, "the store answers")
        cases = got[0]
        self.summary["tickets"] = [_told(case) for case in cases.values()]
        self._expect_elin(cases.get("Elin Sjögren"))
        self._expect_anna(cases.get("Anna Petrova"))
        self._expect_bruno(cases.get("Bruno Leal"))
        self.summary["problems"] = self.problems

    def _expect(self, what: str, *, holds: bool) -> None:
        if not holds:
            self.problems.append(f"the store does not hold: {what}")

    def _expect_elin(self, case: Case | None) -> None:
        self._expect(
            "Elin's call, abandoned",
            holds=case is not None and case.calls[-1].outcome is CallOutcome.ABANDONED,
        )

    def _expect_anna(self, case: Case | None) -> None:
        if case is None:
            self.problems.append("the store does not hold: Anna's ticket")
            return
        steps = [s.step for s in case.steps]
        self._expect("Anna's ticket, owned by Daniel", holds=case.ticket.owner == "daniel.okafor")
        mine = [c for c in case.calls if c.person == "maya.torres"]
        self._expect("Maya's call, handed over", holds=[c.outcome for c in mine] == [CallOutcome.HANDED_OVER])
        kinds = [leg.kind for leg in case.legs if mine and leg.call == mine[0].id]
        self._expect("its customer's leg and two consults", holds=kinds == ["customer", "consult", "consult"])
        one = case.escalations[0] if len(case.escalations) == 1 else None
        self._expect(
            "one escalation, handed over warm and accepted by Daniel",
            holds=one is not None
            and one.outcome is EscalationOutcome.HANDED_OVER
            and one.accepted_by == "daniel.okafor"
            and (one.reason, one.summary, one.expects, one.hop) == ("lacks_knowledge", TRIED, EXPECTS, 1),
        )
        self._expect(
            "Lin's refusal and the hand-over as steps", holds={"declined", "handed_over"} <= set(steps)
        )

    def _expect_bruno(self, case: Case | None) -> None:
        one = case.escalations[0] if case is not None and len(case.escalations) == 1 else None
        self._expect(
            "Bruno's escalation, sent to Billing without a call",
            holds=one is not None
            and one.outcome is EscalationOutcome.SENT
            and one.target == "billing"
            and case is not None
            and case.ticket.owner_department == "billing",
        )


def _todays_cases(book: Book) -> dict[str, Case]:
    """The cases that this shift has made, by the customer's name."""
    found = {}
    for row in book.tickets(limit=10):
        case = book.case(row.ticket.id)
        if case is not None and any(c.person == "maya.torres" for c in case.calls):
            found[row.customer_name or row.ticket.caller_name] = case
    return found


def _told(case: Case) -> dict[str, object]:
    """A case in the summary that is printed."""
    return {
        "number": case.ticket.shown_number,
        "customer": case.customer.name if case.customer else case.ticket.caller_name,
        "subject": case.ticket.subject,
        "status": case.ticket.status.value,
        "owner": case.ticket.owner or case.ticket.owner_department,
        "calls": [{"person": c.person, "outcome": c.outcome.value} for c in case.calls],
        "legs": [{"kind": leg.kind, "with": leg.remote_name or leg.remote_number} for leg in case.legs],
        "escalations": [
            {
                "kind": e.kind.value,
                "reason": e.reason,
                "to": e.target_name or e.target,
                "outcome": e.outcome.value,
                "hop": e.hop,
                "steps": [s.step for s in case.steps if s.escalation == e.id],
            }
            for e in case.escalations
        ],
    }
