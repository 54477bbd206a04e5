"""When nobody answers a consult: the next candidate by one key, or by itself where the policy says so (R81)."""

from console.desk.advice import next_target
from console.desk.core import Core
from console.desk.escalate import Escalations
from console.desk.intents import Refusal
from console.desk.transfers import Transfers
from telephony import commands
from telephony.transfer import Input, State, Step

NOT_REACHED = frozenset({Step.DECLINED, Step.BUSY, Step.UNREACHABLE, Step.NO_ANSWER})
"""After these a group is rung on in its order."""
_RINGS = frozenset({State.HOLDING, State.CONSULTING})


class Trying:
    """Every try is a step of one escalation; the customer is back between two of them, as the table has it."""

    def __init__(self, core: Core, transfers: Transfers, escalations: Escalations) -> None:
        self._core = core
        self._transfers = transfers
        self._escalations = escalations
        self._goes_on = ""
        """The transfer that was called off in order to ring somebody else."""

    def next(self) -> Refusal | None:
        """Ring whoever comes next; a consult that still rings is called off first."""
        transfer = self._core.board.transfer
        if transfer is None:
            return Refusal("no_transfer", "No hand-over is under way.")
        if not next_target(self._core.board, self._core.now()):
            return Refusal(
                "nobody_left",
                "Nobody is left who could take it now. Promise a call-back, or choose somebody yourself.",
            )
        if transfer.state in _RINGS:
            self._goes_on = transfer.transfer
            refusal = self._transfers.ask(Input.CANCEL, commands.ReturnToCustomer, keep_consult=False)
            if refusal is not None:
                self._goes_on = ""
            return refusal
        if transfer.state is not State.RETURNED or transfer.failed is None:
            return Refusal("not_now", "The next one can be rung when this one has not answered.")
        return self._ring()

    def stepped(self) -> None:
        """The customer may be back: go on, if that was asked for or the policy says so."""
        core = self._core
        transfer = core.board.transfer
        if transfer is None or transfer.state is not State.RETURNED:
            return
        asked = self._goes_on == transfer.transfer
        self._goes_on = ""
        by_itself = core.board.policy.ring_each is not None and transfer.failed in NOT_REACHED
        if not asked and not by_itself:
            return
        refusal = self._ring()
        if refusal is not None:
            core.tell("warn", "nobody_left", name=transfer.target_name)

    def _ring(self) -> Refusal | None:
        key = next_target(self._core.board, self._core.now())
        if not key:
            return Refusal("nobody_left", "Nobody is left who could take it now.")
        return self._escalations.again(key)
