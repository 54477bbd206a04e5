"""What is asked at the start of a call (R41): which steps a case has, what is known, and what is missing."""

from uuid import UUID

import msgspec

from console.desk.core import Core
from console.desk.intents import Refusal
from store.book import Case
from store.changes_case import CaptureStep
from store.policy import CallStep, Policy
from store.values import replace

_LONGEST = 500


class AskedStep(msgspec.Struct, frozen=True, kw_only=True):
    """One of them. ``text`` is what was captured or is known of the customer, ``captured`` what was typed."""

    step: CallStep
    text: str
    captured: str

    @property
    def missing(self) -> bool:
        """Nothing is known of it."""
        return not self.text


def asked(policy: Policy, case: Case) -> tuple[AskedStep, ...]:
    """The steps of this case, in the policy's order."""
    lines = [call.dialled for call in case.calls]
    return tuple(
        AskedStep(
            step=step,
            text=step.known(case.ticket, case.customer),
            captured=case.ticket.captured.get(step.key, ""),
        )
        for step in policy.steps
        if step.asked(lines, case.ticket.category)
    )


def holding(policy: Policy, case: Case) -> tuple[CallStep, ...]:
    """The required steps that are missing: they hold the wrap-up."""
    return policy.missing(case.ticket, case.customer, [call.dialled for call in case.calls])


class Steps:
    """Captures them."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def capture(self, ticket: UUID | None, step: str, text: str) -> Refusal | None:
        """Of the named ticket, else of the call at hand or the one that is being wrapped up."""
        core, board = self._core, self._core.board
        if ticket is None:
            card = board.current
            held = card.ticket if card is not None else board.wrapups[0].ticket if board.wrapups else None
            ticket = held or (board.opened.ticket.id if board.opened is not None else None)
        if ticket is None:
            return Refusal("no_ticket", "There is no ticket on the desk.")
        known = [s.key for s in board.policy.steps]
        if step not in known:
            return Refusal("bad_step", f"The steps are: {', '.join(known) or 'none'}.")
        if len(text) > _LONGEST:
            return Refusal("too_long", f"At most {_LONGEST} characters.")
        core.write(
            (
                CaptureStep(
                    id=core.new_id(),
                    at=core.now(),
                    person=board.me.key,
                    ticket=ticket,
                    step=step,
                    text=text,
                ),
            )
        )
        self._show(ticket, step, " ".join(text.split()))
        return None

    def _show(self, ticket: UUID, step: str, text: str) -> None:
        """On the board at once: the next press may be “Finish”."""
        core = self._core

        def captured(case: Case) -> Case:
            kept = {k: v for k, v in case.ticket.captured.items() if k != step}
            if text:
                kept[step] = text
            return replace(case, ticket=replace(case.ticket, captured=kept))

        for card in core.board.cards:
            if card.case is not None and card.ticket == ticket:
                core.put_card(replace(card, case=captured(card.case)))
        core.put(
            wrapups=tuple(
                replace(w, case=captured(w.case)) if w.case is not None and w.ticket == ticket else w
                for w in core.board.wrapups
            )
        )
