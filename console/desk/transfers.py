"""Escalating: the form, the record, the consult, and every way that it can end (the agent's side)."""

from collections.abc import Callable, Iterable
from uuid import UUID

from console.desk.advice import tried_of
from console.desk.calling import CallCard
from console.desk.calls import Calls
from console.desk.cards import as_uuid
from console.desk.core import Core, part_of
from console.desk.escalating import TransferCard
from console.desk.intents import Refusal
from console.desk.targets import Target, find_target
from store.book import Case
from store.changes import CompleteSummary, OpenLeg, RecordStep
from store.escalation import Outcome
from store.values import replace
from telephony import commands
from telephony.call import CallId, CallState, Direction
from telephony.events import CallAnswered, CallDialled, CallMuteChanged, Envelope, Snapshot, TransferStepped
from telephony.transfer import Input, State, Step, allowed, shown

SETTLED: dict[Step, Outcome] = {
    Step.DECLINED: Outcome.DECLINED,
    Step.BUSY: Outcome.BUSY,
    Step.UNREACHABLE: Outcome.UNREACHABLE,
    Step.NO_ANSWER: Outcome.NO_ANSWER,
    Step.CANCELLED: Outcome.CANCELLED,
    Step.HOLD_REFUSED: Outcome.FAILED,
    Step.RETURNED: Outcome.RETURNED,
    Step.TARGET_LEFT: Outcome.RETURNED,
    Step.CONSULT_LEFT: Outcome.RETURNED,
    Step.TRANSFER_REFUSED: Outcome.FAILED,
    Step.NO_NOTIFY: Outcome.FAILED,
    Step.CUSTOMER_LEFT: Outcome.CUSTOMER_LEFT,
    Step.COMPLETING: Outcome.PENDING,
    Step.CONFERENCE_LEAVING: Outcome.PENDING,
    Step.CONSULT_RESUMED: Outcome.PENDING,
    Step.CONSULT_STARTED: Outcome.PENDING,
}
"""Which steps settle the attempt; for HANDED_OVER see :func:`came_by`."""

FAILURES = frozenset(
    {
        Step.DECLINED,
        Step.BUSY,
        Step.UNREACHABLE,
        Step.NO_ANSWER,
        Step.CANCELLED,
        Step.HOLD_REFUSED,
        Step.TARGET_LEFT,
        Step.TRANSFER_REFUSED,
        Step.NO_NOTIFY,
    }
)
"""Steps after which the customer is back though the agent meant to hand over."""


def came_by(steps: Iterable[str]) -> Outcome:
    """What kind of hand-over a final NOTIFY 200 makes of these steps: warm, blind, or by leaving a conference."""
    blind = conference = False
    for step in steps:
        if step in (Step.BLIND_STARTED, Step.QUEUE_ANSWERED):
            blind = True
        elif step in (Step.CONSULT_STARTED, Step.SPEAKING_CONFIRMED):
            blind = False
        elif step in (Step.COMPLETING, Step.CONFERENCE_LEAVING):
            conference = step == Step.CONFERENCE_LEAVING
    return Outcome.BLIND if blind else Outcome.CONFERENCE if conference else Outcome.HANDED_OVER


def escalation_of(transfer: str) -> UUID:
    """A transfer is named after its escalation; further tries of the same one add a suffix."""
    return UUID(transfer[:32])


class Transfers:
    """The transfer itself runs in the engine; this is what the record and the screen know of it."""

    def __init__(self, core: Core, calls: Calls) -> None:
        self._core = core
        self._calls = calls
        self._states: dict[str, State] = {}
        """The engine's state, finer than the one on the board."""

        self._steps: dict[UUID, list[str]] = {}
        """What has happened so far in each escalation; the end's meaning depends on it."""

    def remember(self, case: Case) -> None:
        """After a restart: the steps that the store has."""
        core, transfer = self._core, self._core.board.transfer
        for record in case.escalations:
            self._steps[record.id] = [s.step for s in case.steps if s.escalation == record.id]
            if transfer is not None and transfer.escalation == record.id and not transfer.why:
                tried = tried_of(case, record.id, core.board.directory) | {record.target}
                core.put(
                    transfer=replace(
                        transfer,
                        key=record.target,
                        kind=record.kind.value,
                        why=record.reason,
                        trigger=record.trigger,
                        tried=tuple(sorted(tried)),
                        summary_complete=bool(record.summary.strip() and record.expects.strip()),
                    )
                )

    def expect_consult(self, call: CallId) -> None:
        """This leg, about to be dialled, is a consult's."""
        self._calls.consults.add(call)

    # -- during it

    def ask(self, asked: Input, make: Callable[..., commands.Command], **more: object) -> Refusal | None:
        """Pass a wish on, if the table has a row for it."""
        transfer = self._core.board.transfer
        if transfer is None:
            return Refusal("no_transfer", "No hand-over is under way.")
        state = self._states.get(transfer.transfer, transfer.state)
        if not allowed(state, asked):
            return Refusal("not_now", f"Not possible now: the hand-over is “{shown(state).value}”.")
        self._core.phone.send(make(id=self._core.command_id(), transfer=transfer.transfer, **more))
        return None

    def complete_summary(self, fields: dict[str, str]) -> None:
        """What was tried and what is expected, typed during the consult."""
        core, transfer = self._core, self._core.board.transfer
        if transfer is None:
            return
        change = CompleteSummary(
            id=core.new_id(),
            at=core.now(),
            person=core.board.me.key,
            escalation=transfer.escalation,
            summary=fields.get("summary", ""),
            expects=fields.get("expects", ""),
        )
        complete = bool(change.summary.strip() and change.expects.strip())
        core.put(transfer=replace(transfer, summary_complete=complete))
        core.write((change,))

    def stepped(self, envelope: Envelope, event: TransferStepped, *, live: bool) -> None:
        """One row of the story: store it, show it."""
        core = self._core
        escalation = escalation_of(event.transfer)
        steps = self._steps.setdefault(escalation, [])
        steps.append(event.step)
        outcome = came_by(steps) if event.step is Step.HANDED_OVER else SETTLED.get(event.step)
        core.write(
            (
                RecordStep(
                    id=part_of(envelope.id, "step"),
                    at=envelope.at,
                    person=core.board.me.key,
                    escalation=escalation,
                    step=event.step.value,
                    code=event.code,
                    reason=self._whom(event) if event.step in _STARTS else event.reason,
                    outcome=outcome,
                ),
            )
        )
        transfer = core.board.transfer
        if not live or transfer is None or transfer.transfer != event.transfer:
            return
        self._states[event.transfer] = event.state
        failed = event.step if event.step in FAILURES else transfer.failed
        if event.step in _FRESH:
            failed = None
        transfer = replace(
            transfer,
            state=shown(event.state),
            step=event.step,
            failed=failed,
        )
        if event.step is not Step.CUSTOMER_BACK:  # the status of what failed is what is to be read
            transfer = replace(transfer, code=event.code, reason=event.reason)
        core.put(transfer=transfer)
        self._tell(transfer, event.step)
        if event.state is State.LOST:
            self._customer_left(transfer)

    def _whom(self, event: TransferStepped) -> str:
        """Each try names its target, since the record's own target is only the last one's."""
        transfer = self._core.board.transfer
        named = transfer is not None and transfer.transfer == event.transfer
        return transfer.target_name if transfer is not None and named else event.reason

    def _tell(self, transfer: TransferCard, step: Step) -> None:
        card = self._core.board.card(transfer.customer)
        customer = (card.name or card.number) if card else ""
        values = {"target": transfer.target_name, "customer": customer, "status": str(transfer.code or "")}
        if step is Step.HANDED_OVER:
            self._core.tell("ok", "handed_over", **values)
        elif step is Step.CUSTOMER_LEFT:
            self._core.tell("warn", "customer_left", **values)
        elif step in FAILURES:
            self._core.tell("warn", f"transfer_{step.value}", **values)

    def _customer_left(self, transfer: TransferCard) -> None:
        """The consult goes on as a plain call, so it gets a card of its own."""
        if not transfer.consult_alive:
            return
        self._core.put_card(
            CallCard(
                call=transfer.consult,
                direction=Direction.OUT,
                state=CallState.UP if transfer.answered_at else CallState.RINGING,
                name=transfer.target_name,
                number=transfer.target_number,
                since=transfer.since,
                answered_at=transfer.answered_at,
                muted=transfer.consult_muted,
            )
        )
        self._core.put(selected=transfer.consult)

    # -- its consult leg

    def consult_dialled(self, envelope: Envelope, event: CallDialled, *, live: bool) -> None:
        """The consult's INVITE is out."""
        core, transfer = self._core, self._core.board.transfer
        customer = as_uuid(event.parent)
        leg = OpenLeg(
            id=part_of(envelope.id, "leg"),
            at=envelope.at,
            person=core.board.me.key,
            leg=as_uuid(event.call),
            call=customer,
            parent=customer,
            remote_name=transfer.target_name if transfer else event.remote.name,
            remote_number=event.remote.user,
        )
        core.write((leg,))
        if live and transfer is not None and transfer.consult == event.call:
            core.put(transfer=replace(transfer, consult_alive=True))

    def consult_answered(self, envelope: Envelope, event: CallAnswered) -> None:
        """The target is there."""
        transfer = self._core.board.transfer
        if transfer is not None and transfer.consult == event.call:
            self._core.put(transfer=replace(transfer, answered_at=envelope.at))

    def consult_muted(self, event: CallMuteChanged) -> None:
        """The microphone of a leg that has no card."""
        transfer = self._core.board.transfer
        if transfer is not None and transfer.consult == event.call:
            self._core.put(transfer=replace(transfer, consult_muted=event.muted))

    def consult_ended(self, call: CallId) -> None:
        """The consult is over."""
        transfer = self._core.board.transfer
        if transfer is not None and transfer.consult == call:
            self._core.put(transfer=replace(transfer, consult_alive=False))

    # -- again after a restart

    def restore(self, snapshot: Snapshot) -> None:
        """What the engine carried on with while no console was there."""
        core = self._core
        alive = {leg.call for leg in snapshot.legs}
        answered = {leg.call: leg.answered_at for leg in snapshot.legs}
        muted = {leg.call for leg in snapshot.legs if leg.muted}
        running = [t for t in snapshot.transfers if t.customer in alive or t.consult in alive]
        if not running:
            core.put(transfer=None)
            return
        known = running[-1]
        self._states[known.transfer] = known.state
        target = find_target(core, known.target)
        core.put(
            transfer=TransferCard(
                transfer=known.transfer,
                escalation=escalation_of(known.transfer),
                customer=known.customer,
                consult=known.consult,
                state=shown(known.state),
                code=known.code,
                target=known.target,
                target_name=target.name if isinstance(target, Target) else known.target,
                target_number=target.number if isinstance(target, Target) else "",
                target_level=target.level if isinstance(target, Target) else 0,
                target_department=target.department if isinstance(target, Target) else "",
                since=known.since,
                answered_at=answered.get(known.consult),
                consult_alive=known.consult in alive,
                consult_muted=known.consult in muted,
            )
        )


_STARTS = (Step.CONSULT_STARTED, Step.BLIND_STARTED)
_FRESH = (
    Step.CONSULT_STARTED,
    Step.BLIND_STARTED,
    Step.CONSULT_RESUMED,
    Step.CONFERENCE_JOINED,
    Step.HANDED_OVER,
    Step.COMPLETING,
    Step.CONFERENCE_LEAVING,
)
"""Steps with which a failure before them is over."""
