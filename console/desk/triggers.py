"""What sets an escalation off beside the agent's key: a bot or an IVR that could not help (R26)."""

from functools import partial
from uuid import UUID

from console.desk.advice import Wanted, advise_on, off
from console.desk.cards import as_uuid
from console.desk.core import Core, part_of
from console.desk.terms import Terms
from store.book import Case
from store.changes_case import MachineFailed
from store.escalation import Kind, Reason
from telephony.events import CallRang, Envelope


def failed_before(terms: Terms, event: CallRang) -> str:
    """``bot`` or ``ivr`` if the PBX's header, or the extension that was dialled, says so; else ""."""
    by_mark = {said.casefold(): machine for said, machine in terms.marks}
    return by_mark.get(event.mark.casefold(), "") or dict(terms.failed_lines).get(event.dialled, "")


class Triggers:
    """Told of every call that rings."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def rang(self, envelope: Envelope, event: CallRang, *, live: bool) -> None:
        """Show what has failed, and put it on record, by the rule that is about it if there is one."""
        core = self._core
        machine = failed_before(core.terms, event)
        if not machine or event.replaces or off(core.board):
            return
        if live:
            core.change_card(event.call, failed_before=machine)
        call = as_uuid(event.call)
        core.keeper.run(
            lambda book: book.case_of_call(call),
            partial(self._record, envelope, call, machine, event.mark),
        )

    def _record(self, envelope: Envelope, call: UUID, machine: str, mark: str, case: Case | None) -> None:
        core = self._core
        if case is None:
            return
        wanted = Wanted(kind=Kind.HIERARCHICAL.value, reason=Reason.LACKS_KNOWLEDGE.value, trigger=machine)
        advice = advise_on(core.board, case, wanted, envelope.at)
        best = advice.candidates[0] if advice.candidates else None
        core.write(
            (
                MachineFailed(
                    id=part_of(envelope.id, "machine"),
                    at=envelope.at,
                    person=core.board.me.key,
                    escalation=part_of(envelope.id, "machine-escalation"),
                    call=call,
                    by=machine,
                    said=mark,
                    policy=core.board.policy.version if best else 0,
                    rule=best.rule if best else "",
                    path=best.path if best else "",
                    path_step=best.step if best else 0,
                ),
            )
        )
